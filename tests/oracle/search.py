"""The marts of search: rankings of queries, queries of pages, and the metrics of the channel.

From docs/definitions.md, Search, and the decisions on search.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from .commerce import ratio
from .facts import UNKNOWN, Commerce
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import is_complete, period_start
from .privacy import cleaned_address, cleaned_text
from .raw_layer import StagedTable
from .reference import read_seed
from .settings import Settings

DIMENSIONS = ("country", "device", "search_type")
HIDDEN = "(hidden)"
ONE_DAY = timedelta(days=1)

Search = dict[str, Any]
Rows = list[dict[str, Any]]


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, Rows]:
    """The channel's marts; commerce tells the as-of date and the vars."""
    searches = [cleaned_search(search) for search in staged["search_performance"].kept]
    first_day = min((search["search_date"] for search in searches), default=date.max)
    groups = {
        row["keyword"].lower(): row["keyword_group"] or None
        for row in read_seed(reference_dir / "watched_keywords.csv")
    }
    as_of, settings = commerce.as_of, commerce.settings
    return {
        "search_keyword_rankings": keyword_rankings(searches, first_day, as_of, groups, settings),
        "search_page_queries": page_queries(searches, as_of, settings),
        "search_metrics": search_metrics(searches, first_day, as_of, settings),
    }


def cleaned_search(search: Search) -> Search:
    """A search without what its words and its page tell of a person."""
    query, page = search["query"], search["page"]
    return {
        **search,
        "query": None if query is None else cleaned_text(query),
        "page": None if page is None else cleaned_address(page),
    }


def measures(searches: Iterable[Search]) -> dict[str, Any]:
    """Clicks and impressions, and the two parts of the mean position with the mean itself."""
    searches = list(searches)
    ranked = [search for search in searches if search["position"] is not None]
    clicks = sum(search["clicks"] for search in searches)
    impressions = sum(search["impressions"] for search in searches)
    ranked_impressions = sum(search["impressions"] for search in ranked)
    weighted = sum((search["position"] * search["impressions"] for search in ranked), Decimal(0))
    return {
        "organic_clicks": clicks,
        "organic_impressions": impressions,
        "position_impressions": weighted if ranked else None,
        "ranked_impressions": ranked_impressions,
        "organic_ctr": ratio(clicks, impressions, 100),
        "average_position": ratio(weighted, ranked_impressions),
    }


def mean_position(found: dict[str, Any]) -> Decimal | None:
    """The mean position of measures, to all its digits."""
    if found["ranked_impressions"] == 0:
        return None
    return found["position_impressions"] / found["ranked_impressions"]


def position_change(now: dict[str, Any], before: dict[str, Any]) -> float | None:
    """Places between two mean positions; None where one of them is unknown."""
    mean_now, mean_before = mean_position(now), mean_position(before)
    if mean_now is None or mean_before is None:
        return None
    return float(mean_now - mean_before)


def is_in_top(searches: list[Search], top_position: Decimal) -> bool:
    """Whether one query's mean position over these rows, weighted by impressions, is a top one."""
    if searches[0]["query"] is None:
        return False
    mean = mean_position(measures(searches))
    return mean is not None and mean <= top_position


def by_query(searches: list[Search]) -> dict[str | None, list[Search]]:
    """The rows of each query; those of all hidden queries under None."""
    queries: dict[str | None, list[Search]] = defaultdict(list)
    for search in searches:
        queries[search["query"]].append(search)
    return queries


def start_of_period_before(start: date, grain: str) -> date:
    """The first day of the calendar period before the one that starts on `start`."""
    return period_start(start - ONE_DAY, grain)


# --- search_keyword_rankings -----------------------------------------------------------------


def keyword_rankings(
    searches: list[Search],
    first_day: date,
    as_of: date,
    groups: dict[str, str | None],
    settings: Settings,
) -> Rows:
    """One row per grain, period and query that was shown in it."""
    shown: dict[tuple[str, date, str | None], list[Search]] = defaultdict(list)
    for search in searches:
        for grain in settings.period_grains:
            start = period_start(search["search_date"], grain)
            shown[grain, start, search["query"]].append(search)
    rows = []
    for (grain, start, query), rows_of_query in shown.items():
        now = measures(rows_of_query)
        start_before = start_of_period_before(start, grain)
        before = measures(shown.get((grain, start_before, query), []))
        over = is_complete(start, grain, as_of)
        is_comparable = over and start_before >= first_day
        keyword = (query or "").lower()
        rows.append(
            {
                "period_grain": grain,
                "period_start": start,
                "query": query or HIDDEN,
                "keyword_group": groups.get(keyword),
                "is_hidden": query is None,
                "is_watched": keyword in groups,
                "is_top10": is_in_top(rows_of_query, settings.top_position),
                "is_complete": over,
                **now,
                "previous_average_position": before["average_position"],
                "position_change": position_change(now, before) if is_comparable else None,
            }
        )
    return rows


# --- search_page_queries ---------------------------------------------------------------------


def page_queries(searches: list[Search], as_of: date, settings: Settings) -> Rows:
    """One row per grain, period, page and query; the share is that of the page's clicks."""
    shown: dict[tuple[str, date, str], list[Search]] = defaultdict(list)
    for search in searches:
        for grain in settings.period_grains:
            start = period_start(search["search_date"], grain)
            shown[grain, start, search["page"] or UNKNOWN].append(search)
    rows = []
    for (grain, start, page), rows_of_page in shown.items():
        clicks_of_page = sum(search["clicks"] for search in rows_of_page)
        for query, rows_of_query in by_query(rows_of_page).items():
            found = measures(rows_of_query)
            rows.append(
                {
                    "period_grain": grain,
                    "period_start": start,
                    "page": page,
                    "query": query or HIDDEN,
                    "is_hidden": query is None,
                    "is_complete": is_complete(start, grain, as_of),
                    **found,
                    "page_organic_clicks": clicks_of_page,
                    "page_click_share": ratio(found["organic_clicks"], clicks_of_page, 100),
                }
            )
    return rows


# --- search_metrics --------------------------------------------------------------------------


def search_metrics(
    searches: list[Search], first_day: date, as_of: date, settings: Settings
) -> Rows:
    """One row per grain, period and dimension value with a search, and the total of every period.
    """
    shown: dict[RowKey, list[Search]] = defaultdict(list)
    shown.update({key: [] for key in total_keys(first_day, as_of, settings)})
    for search in searches:
        cells = (
            TOTAL,
            *((name, search[name] or UNKNOWN) for name in DIMENSIONS),
            ("brand", search["brand"] or settings.default_brand),
        )
        for key in keys_on(search["search_date"], cells, settings):
            shown[key].append(search)
    rows = []
    for key, rows_here in shown.items():
        grain, start, *cell = key
        now = measures(rows_here)
        start_before = start_of_period_before(start, grain)
        rows_before = shown.get((grain, start_before, *cell))
        clicks_before = None
        if rows_before is not None:
            clicks_before = measures(rows_before)["organic_clicks"]
        over = is_complete(start, grain, as_of)
        change = growth = None
        if over and clicks_before is not None and start_before >= first_day:
            change = now["organic_clicks"] - clicks_before
            growth = ratio(change, clicks_before, 100)
        rows.append(
            {
                **key_columns(key, as_of),
                **now,
                "organic_clicks_change": change,
                "organic_clicks_previous": clicks_before,
                "top10_queries": sum(
                    is_in_top(rows_of_query, settings.top_position)
                    for rows_of_query in by_query(rows_here).values()
                ),
                "organic_click_growth": growth,
            }
        )
    return rows
