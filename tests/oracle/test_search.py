"""Worked examples of search, with the arithmetic in words, that anchor the oracle itself."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .company import compute
from .settings import Settings

HEADER = "search_date,query,page,country,impressions,clicks,position"
REFERENCE = {
    "exchange_rates": "base_currency,currency,valid_from,rate",
    "age_groups": "age_group,min_age,max_age",
    "watched_keywords": "keyword,keyword_group\nGreen Tea,tea",
}

Mart = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def mart(tmp_path: Path) -> Mart:
    """Rows of a mart over lines of search_performance: mart(name, lines, **values they have)."""
    for name, text in REFERENCE.items():
        (tmp_path / f"{name}.csv").write_text(text + "\n")

    def rows(name: str, lines: tuple[str, ...], **values: Any) -> list[dict[str, Any]]:
        (tmp_path / "search_performance.csv").write_text("\n".join((HEADER, *lines)) + "\n")
        frame = compute(tmp_path, tmp_path, Settings())[name]
        found = frame.filter(**values) if values else frame
        return found.to_dicts()

    return rows


def test_the_mean_position_weighs_by_impressions(mart):
    """(2 x 100 + 6 x 300) / 400 = 5; the row without a position is in neither part."""
    lines = (
        "2024-03-01,tea,/,DE,100,5,2",
        "2024-03-02,tea,/,DE,300,15,6",
        "2024-03-02,cup,/,DE,100,5,",
    )
    (month,) = mart("search_metrics", lines, period_grain="month", dimension="all")
    assert month["average_position"] == 5
    assert month["ranked_impressions"] == 400
    assert month["organic_ctr"] == 5


def test_a_query_is_in_the_top_10_by_its_own_mean(mart):
    """tea (9 x 1 + 11 x 1) / 2 = 10: yes. cup 10.000001: no. Hidden: never."""
    lines = (
        "2024-03-01,tea,/,DE,1,0,9",
        "2024-03-02,tea,/,DE,1,0,11",
        "2024-03-02,cup,/,DE,1,0,10.000001",
        "2024-03-02,,/,DE,1,0,1",
    )
    (month,) = mart("search_metrics", lines, period_grain="month", dimension="all")
    assert month["top10_queries"] == 1


def test_growth_needs_two_finished_periods_that_the_data_knows(mart):
    """The data begins on 31 January and ends on 30 April. February: 4 clicks, but January is known
    in part. March: 6 of 4 = +50 %. April: 3 of 6 = -50 %, over on its last day.
    """
    lines = (
        "2024-01-31,tea,/,DE,9,2,1",
        "2024-02-29,tea,/,DE,9,4,1",
        "2024-03-31,tea,/,DE,9,6,1",
        "2024-04-30,tea,/,DE,9,3,1",
    )
    months = mart("search_metrics", lines, period_grain="month", dimension="all")
    assert [month["organic_clicks_previous"] for month in months] == [None, 2, 4, 6]
    assert [month["organic_click_growth"] for month in months] == [None, None, 50, -50]


def test_a_country_that_was_not_there_before_does_not_grow(mart):
    """US has no row in January, so that February has nothing before it, not even 0."""
    lines = ("2024-01-01,tea,/,DE,9,2,1", "2024-02-29,tea,/,US,9,4,1")
    (february,) = mart("search_metrics", lines, period_grain="month", dimension_value="US")
    assert february["organic_clicks_previous"] is None
    assert february["organic_clicks_change"] is None


def test_a_rank_changes_in_places(mart):
    """From 12 to 9 is a change of -3; the keyword is watched in another case."""
    lines = ("2024-02-28,green tea,/,DE,4,0,12", "2024-02-29,green tea,/,DE,8,0,9")
    days = mart("search_keyword_rankings", lines, period_grain="day")
    assert [day["position_change"] for day in days] == [None, -3]
    assert {(day["is_watched"], day["keyword_group"]) for day in days} == {(True, "tea")}


def test_pages_share_their_clicks_among_queries(mart):
    """6 of 8 clicks are tea's = 75 %, 2 are hidden = 25 %; the page without a name is (none)."""
    lines = (
        "2024-02-29,tea,/a,DE,9,6,1",
        "2024-02-29,,/a,DE,9,2,",
        "2024-02-29,tea,,DE,9,0,1",
    )
    rows = mart("search_page_queries", lines, period_grain="week")
    found = {(row["page"], row["query"]): row["page_click_share"] for row in rows}
    assert found == {("/a", "tea"): 75, ("/a", "(hidden)"): 25, ("(none)", "tea"): None}


def test_null_parts_of_the_key_equal_each_other(mart):
    """Two rows that name no query, page or country are one key: the later row of it counts."""
    (row,) = mart(
        "search_keyword_rankings",
        ("2024-02-29,,,,5,1,2", "2024-02-29 00:00,,,,6,1,2"),
        period_grain="month",
    )
    # Without _loaded_at both are of that day; among equals the text that sorts last wins.
    assert row["organic_impressions"] == 6
    assert row["period_start"] == date(2024, 2, 1)
