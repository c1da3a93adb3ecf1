"""Google Search Console: the figures of its scenario."""

from decimal import Decimal

import duckdb

FIGURES = (
    "select count(*), sum(clicks), sum(impressions), "
    "round((sum(position * impressions) / sum(impressions))::double, 5) "
    "from stg_search_performance where brand = 'console'"
)


def test_the_scenario_has_its_figures(scenario: duckdb.DuckDBPyConnection) -> None:
    """google_search_console/expected.csv; raw positions have 6 places, so that sums have fewer.

    Left out: Discover, pictures, and the property of the site that its domain holds.
    """
    assert scenario.execute(FIGURES).fetchall() == [(6, 61, 660, 7.04545)]
    assert scenario.execute(
        "select country, device, position from stg_search_performance where brand = 'console' "
        "and search_date = '2025-03-01' and query = 'shop'"
    ).fetchall() == [("US", "desktop", Decimal("1.785714"))]
    assert scenario.execute(
        f"{FIGURES} and query is not null group by query order by query"
    ).fetchall() == [
        (2, 12, 120, 9.58333),  # eyeliner
        (2, 40, 230, 1.47826),  # shop
    ]
    assert scenario.execute(
        "select page, country from stg_search_performance where brand = 'console' "
        "and query is null and search_date = '2025-03-02'"
    ).fetchall() == [("https://shop.example/blog", None)]
    assert scenario.execute(
        "select search_type, sum(impressions) from stg_search_performance "
        "where brand = 'pictures' group by all"
    ).fetchall() == [("image", 30)]
