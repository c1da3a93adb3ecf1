"""Search: what a search console exports about the demo company's two sites.

The console shows the words of few searches; the rest are the hidden queries, without a text.
People who search have no names yet, so that this channel follows the market: the season, the
weekday, the launches, and the slow work on the rank of each page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from scripts.demo_data.company import (
    AUTUMN_LAUNCH,
    COUNTRIES,
    FIRST_DAY,
    LAST_DAY,
    SPRING_LAUNCH,
    Country,
    days,
    demand,
)
from scripts.demo_data.records import RawTable, Row
from scripts.demo_data.streams import stream, weighted

COLUMNS = (
    "search_date", "site", "query", "page", "country", "device", "impressions", "clicks",
    "position",
)  # fmt: skip
KEY_PARTS = 6

# The console was connected some days after the opening; it knows nothing of the time before.
CONNECTED_ON = FIRST_DAY + timedelta(days=9)
SHOP, ATELIER = "shop.example", "atelier.example"
DEVICES = {"mobile": 61, "desktop": 33, "tablet": 6}
ROWS_PER_DAY = 5.0
HIDDEN_ROWS_PER_DAY = 0.75
# A shop that grows is shown more often: times so much on the last day.
GROWTH = 1.7
HIDDEN_IMPRESSIONS = 70
NO_POSITION_SHARE_OF_HIDDEN = 0.35
# Clicks per impression in the first place, and how it falls with the rank.
CLICK_SHARE_AT_TOP = 0.31
CLICK_SHARE_DECAY = 0.87
POSITION_NOISE = 0.12


@dataclass(frozen=True)
class Search:
    """What people look for, and how the page that answers it ranks.

    impressions: on a day and in a place with demand 1; first_position, last_position: the rank at
    the beginning and the end; language: None = all; since: the first day, of a product's launch.
    """

    query: str
    site: str
    page: str
    impressions: int
    first_position: float
    last_position: float
    language: str | None = None
    since: date = FIRST_DAY


SEARCHES = (
    Search("demo tea company", SHOP, "/", 26, 1.3, 1.1),
    Search("demo tea", SHOP, "/", 18, 1.8, 1.2),
    Search("demo tea opening hours", SHOP, "/stores", 9, 2.4, 1.6),
    Search("breakfast blend", SHOP, "/tea/breakfast", 40, 14.0, 6.5),
    Search("green tea sampler", SHOP, "/tea/green", 32, 11.5, 4.8),
    Search("green tea", SHOP, "/tea/green", 95, 31.0, 17.0),
    Search("loose leaf tea", SHOP, "/tea", 70, 24.0, 12.5),
    Search("tea subscription", SHOP, "/subscription", 30, 13.0, 5.5),
    Search("espresso beans", SHOP, "/coffee/espresso", 62, 19.0, 9.0),
    Search("how to brew green tea", SHOP, "/blog/brewing", 44, 9.0, 3.2),
    Search("water temperature for tea", SHOP, "/blog/brewing", 28, 12.0, 7.0),
    Search("travel mug", SHOP, "/travel-mug", 58, 22.0, 27.0),
    Search("winter spice tea", SHOP, "/tea/winter", 48, 26.0, 4.5, since=AUTUMN_LAUNCH),
    Search("cold brew maker", SHOP, "/cold-brew", 66, 38.0, 8.0, since=SPRING_LAUNCH),
    Search("how to make cold brew", SHOP, "/blog/cold-brew", 52, 29.0, 6.0, since=SPRING_LAUNCH),
    Search("Tee kaufen", SHOP, "/tea", 46, 18.0, 10.5, "de"),
    Search("grüner tee", SHOP, "/tea/green", 50, 21.0, 9.5, "de"),
    Search("tee abo", SHOP, "/subscription", 16, 7.0, 3.0, "de"),
    Search("thé vert", SHOP, "/tea/green", 40, 23.0, 13.0, "fr"),
    Search("绿茶", SHOP, "/tea/green", 60, 16.0, 8.5, "zh"),
    Search("茶叶订阅", SHOP, "/subscription", 20, 9.5, 4.0, "zh"),
    Search("зелёный чай", SHOP, "/tea/green", 44, 17.0, 11.0, "ru"),
    Search("купить чай", SHOP, "/tea", 38, 20.0, 14.0, "ru"),
    Search("teapot handmade", ATELIER, "/teapots", 34, 12.0, 5.0),
    Search("oolong", ATELIER, "/oolong", 55, 27.0, 15.0),
    Search("single estate oolong", ATELIER, "/oolong", 14, 6.0, 2.2),
    Search("乌龙茶", ATELIER, "/oolong", 42, 13.0, 7.5, "zh"),
    Search("porcelain cups", ATELIER, "/cups", 36, 25.0, 12.0, since=AUTUMN_LAUNCH),
)
HIDDEN_PAGES = {(SHOP, "/"): 5, (SHOP, "/tea"): 3, (SHOP, "/blog/brewing"): 2, (ATELIER, "/"): 2}


def tables() -> list[RawTable]:
    """The channel's only raw table."""
    table = RawTable("search_performance", COLUMNS, "search_date", key=COLUMNS[:KEY_PARTS])
    for day in days():
        if day >= CONNECTED_ON:
            for row in _rows_of_day(day):
                table.add(search_date=day, **row)
    _trouble(table)
    return [table]


def _rows_of_day(day: date) -> Iterator[dict[str, object]]:
    """The searches that the console shows on a day, each place and device once."""
    draws = stream("search_performance", day)
    places: set[tuple[object, ...]] = set()
    for _ in range(_count(ROWS_PER_DAY, draws)):
        search = draws.choice([search for search in SEARCHES if search.since <= day])
        place = (search, _country(search, draws), weighted(draws, DEVICES))
        if place not in places:
            places.add(place)
            yield _shown(*place, day, draws)
    for _ in range(_count(HIDDEN_ROWS_PER_DAY, draws)):
        place = (weighted(draws, HIDDEN_PAGES), _country(None, draws), weighted(draws, DEVICES))
        if place not in places:
            places.add(place)
            yield _hidden(*place, day, draws)


def _count(mean: float, draws: Random) -> int:
    """A whole number around the mean."""
    return int(mean * draws.uniform(0.5, 1.5) + draws.random())


def _country(search: Search | None, draws: Random) -> Country:
    language = search.language if search else None
    spoken = [country for country in COUNTRIES if language in (None, country.language)]
    return weighted(draws, {country: country.weight for country in spoken})


def _progress(day: date) -> float:
    return (day - FIRST_DAY).days / (LAST_DAY - FIRST_DAY).days


def _shown(
    search: Search, country: Country, device: str, day: date, draws: Random
) -> dict[str, object]:
    position = search.first_position
    position += (search.last_position - search.first_position) * _progress(day)
    position = max(1.0, position * draws.gauss(1, POSITION_NOISE))
    return {
        "site": search.site,
        "query": search.query,
        "page": search.page,
        **_measures(search.impressions, position, country, device, day, draws),
        "position": f"{position:.1f}",
    }


def _hidden(
    place: tuple[str, str], country: Country, device: str, day: date, draws: Random
) -> dict[str, object]:
    """Searches too rare to be shown; the console often tells no position for them."""
    site, page = place
    position = draws.uniform(4, 30)
    has_position = draws.random() >= NO_POSITION_SHARE_OF_HIDDEN
    return {
        "site": site,
        "query": None,
        "page": page,
        **_measures(HIDDEN_IMPRESSIONS, position, country, device, day, draws),
        "position": f"{position:.1f}" if has_position else None,
    }


def _measures(
    impressions: int, position: float, country: Country, device: str, day: date, draws: Random
) -> dict[str, object]:
    """How often the page was shown and clicked."""
    liveliness = demand(day) * (1 + (GROWTH - 1) * _progress(day))
    shown = 1 + int(impressions * liveliness * draws.triangular(0.3, 2.2, 0.9))
    click_share = CLICK_SHARE_AT_TOP * CLICK_SHARE_DECAY ** (position - 1)
    return {
        "country": country.code,
        "device": device,
        "impressions": shown,
        "clicks": sum(draws.random() < click_share for _ in range(shown)),
    }


def _trouble(table: RawTable) -> None:
    table.arrive_late(40)
    table.lose_loaded_at(15)
    table.repeat(10)
    table.pad_keys(3)
    table.contradict("impressions", _more_impressions, 3)
    table.correct("clicks", _fewer_clicks, 12, where=_is_clicked)
    table.correct("impressions", _more_impressions, 8, where=_is_hidden)
    table.correct("position", _next_position, 6, where=_has_position)
    table.delete(4)
    table.delete(2, comes_back=True)
    table.rewrite("search_date", _as_midnight, 4)
    table.rewrite("query", _in_capitals, 6, where=_is_plain_text)
    table.rewrite("clicks", _more_than_shown, 3)
    table.rewrite("impressions", _nothing_shown, 3, where=_is_never_clicked)
    table.spoil("site", ("",) * 15)
    table.spoil("page", ("",) * 8)
    table.spoil("country", ("",) * 20 + (" DE ", "GB "))
    table.spoil("device", ("",) * 10)
    table.spoil("position", ("",) * 25 + ("n/a", "4,2", "NaN", "-1", "1e1"))
    table.spoil("impressions", ("", "-4", "12.5", "1,204", "many"))
    table.spoil("clicks", ("", "-1", "two"), where=_is_plain_text)
    table.spoil("search_date", ("", "03.07.2025", "2025-02-30", "2025-05-05T13:00:00"))
    table.load_before_event(1)
    table.break_correction("clicks", ("999999",))
    table.spoil("_loaded_at", ("this morning",))
    table.spoil("is_deleted", ("perhaps",))
    table.rewrite("page", _with_click_id, 8, where=_has_page)


def _is_hidden(row: Row) -> bool:
    return row["query"] == ""


def _is_plain_text(row: Row) -> bool:
    return row["query"].isascii() and not _is_hidden(row)


def _is_clicked(row: Row) -> bool:
    return row["clicks"] != "0"


def _is_never_clicked(row: Row) -> bool:
    return not _is_clicked(row)


def _has_position(row: Row) -> bool:
    return row["position"] != ""


def _fewer_clicks(row: Row, _draws: Random) -> str:
    return str(int(row["clicks"]) // 2)


def _more_impressions(row: Row, draws: Random) -> str:
    return str(int(row["impressions"]) + draws.randint(5, 60))


def _more_than_shown(row: Row, _draws: Random) -> str:
    return str(int(row["impressions"]) + 1)


def _nothing_shown(_row: Row, _draws: Random) -> str:
    return "0"


def _next_position(row: Row, _draws: Random) -> str:
    return f"{float(row['position']) + 1:.1f}"


def _as_midnight(row: Row, _draws: Random) -> str:
    return f"{row['search_date']} 00:00:00"


def _in_capitals(row: Row, _draws: Random) -> str:
    """A spelling of its own: a query keeps its case."""
    return row["query"].title()


def _has_page(row: Row) -> bool:
    return row["page"] != ""


def _with_click_id(row: Row, draws: Random) -> str:
    """A search engine's own mark in the address, another one for each reader."""
    return f"{row['page']}?srsltid={draws.getrandbits(64):x}"
