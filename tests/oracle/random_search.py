"""Random search consoles: few queries on few days, so that means, ties and gaps meet often."""

from datetime import date, datetime, time

from .random_company import Author, Cells, Draft, dated_draft

DRAFTS = 260
QUERIES = (
    *("", "", "", "tea", " tea ", "Tea", "oolong", "oolong", "cold brew"),
    *("绿茶", "GREEN TEA", "green tea\u00a0", "Зелёный Чай"),
    *("(hidden)", "(none)", 'say "tea", please'),
    *("ann@mail.example", "tea for bob＠mail.example", "shop.example/tea?user=ann", "tea@home"),
)
SITES = ("", "", "shop.example", " shop.example", "atelier.example")
PAGES = (
    *("/", "/tea", "/tea", "https://shop.example/tea?a=1,2#top", "(none)", ""),
    *("/tea;jsessionid=1F2A?email=ann@mail.example", "https://ann@shop.example/tea", "?a=1"),
    *("/unsubscribe/ann@mail.example", "/unsubscribe/bob%40mail.example?x=1"),
)
COUNTRIES = ("DE", " DE ", "de", "US", "")
SEARCH_TYPES = ("", "", "", "web", " web ", "image")
DEVICES = ("mobile", "Mobile", "desktop\u3000", "")
# Means of exactly 10, and as close to it as 6 decimals allow.
POSITIONS = (
    *("10", "10.0", "1e1", "9", "11", "10.000001", "10.0000004", "9.999999"),
    *("1", "1.5", "3.333333", "0", "-0.0", "100", "", "", ""),
)
FAULTY_POSITIONS = ("-1", "-0.000001", "top", "4,2", "NaN")
IMPRESSIONS = ("0", "1", "1", "2", "10", "10", "7.0", "+20", "1000000")
FAULTS = {
    "search_performance": (
        {"search_date": ""},
        {"search_date": "31.12.2024"},
        {"search_date": "2023-02-29"},
        {"search_date": "2024-05-05 10:00"},
        {"search_date": "2024-05-05 00:00:00+02:00"},
        {"impressions": ""},
        {"impressions": "-1"},
        {"impressions": "1.5"},
        {"impressions": "1,000"},
        {"clicks": ""},
        {"clicks": "-1"},
        {"clicks": "one"},
        {"impressions": "9", "clicks": "10"},
        {"impressions": "many", "clicks": "-1"},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "search_performance": (
        *("site", "query", "page", "country", "device", "position", "search_type"),
    ),
}


def changed_measures(author: Author) -> Cells:
    """Another count of the same searches."""
    return {**measures(author), "position": author.random.choice(POSITIONS)}


CHANGES = {"search_performance": changed_measures}


def drafts(author: Author, _customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of search_performance, most of them in one of two months."""
    busy_days = [author.day() for _ in range(12)]
    return {
        "search_performance": [
            draft_search(author, author.random.choice((*busy_days, author.day())))
            for _ in range(DRAFTS)
        ]
    }


def draft_search(author: Author, day: date) -> Draft:
    """What one day's searches for one query in one place came to."""
    pick = author.random.choice
    cells = {
        "site": pick(SITES),
        "query": pick(QUERIES),
        "page": pick(PAGES),
        "country": pick(COUNTRIES),
        "device": pick(DEVICES),
        "search_type": pick(SEARCH_TYPES),
        "position": pick((*POSITIONS * 3, *FAULTY_POSITIONS)),
        **measures(author),
    }
    cells["search_date"] = author.written_date(day)
    return dated_draft(author, cells, datetime.combine(day, time()))


def measures(author: Author) -> Cells:
    """Impressions, and none, some or all of them clicked."""
    impressions = author.random.choice(IMPRESSIONS)
    shown = int(float(impressions))
    clicks = author.random.choice((0, 0, min(1, shown), shown // 2, shown))
    return {"impressions": impressions, "clicks": str(clicks)}
