"""Shopify: the figures of its scenario, and the samples that its connectors publish."""

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder

MONTHS = {
    "2024-12-01": (1, "35.00", "0.00"),
    "2025-01-01": (5, "435.00", "40.00"),
    "2025-02-01": (2, "130.00", "65.00"),
    "2025-03-01": (2, "110.00", "10.00"),
}


def test_the_scenario_has_its_figures(scenario: duckdb.DuckDBPyConnection) -> None:
    """shopify/expected.csv, all of the scenario's but those in other time zones."""
    assert one(scenario, "select count(*) from stg_orders where order_id like 'shop:%'") == 15
    assert scenario.execute(
        "select status, count(*) from orders where brand = 'shop' group by all order by all"
    ).fetchall() == [("cancelled", 3), ("completed", 10), ("pending", 2)]
    assert one(scenario, "select count(*) from stg_refunds where refund_id like 'shop:%'") == 5
    assert one(scenario, "select count(*) from stg_customers where brand = 'shop'") == 9
    assert one(
        scenario,
        "select count(*) from orders where brand = 'shop' and is_completed and customer_id is null",
    ) == 1
    assert one(
        scenario,
        "select count(distinct customer_id) from orders where brand = 'shop' and is_completed",
    ) == 5


def test_the_scenario_has_its_revenue(scenario: duckdb.DuckDBPyConnection) -> None:
    """By month, on the day of processing; a refund of a cancelled order does not count."""
    months = {
        str(period): (orders, str(gross), str(refunded))
        for period, orders, gross, refunded in scenario.execute(
            "select period_start, orders, gross_revenue::decimal(18, 2), "
            "refunded_amount::decimal(18, 2) from commerce_metrics "
            "where period_grain = 'month' and dimension = 'brand' "
            "and dimension_value = 'shop' and (orders > 0 or refunded_amount > 0)"
        ).fetchall()
    }
    assert months == MONTHS
    gross = sum(Decimal(month[1]) for month in months.values())
    refunded = sum(Decimal(month[2]) for month in months.values())
    assert (gross, refunded, gross - refunded) == (710, 115, 595)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_what_the_connectors_publish_is_read(sources: SourceFolder) -> None:
    """REST and GraphQL names, two shops in one build; refunds without money are none."""
    shops: dict[str, Any] = {
        "rest": {"files": f"{SAMPLES}/shopify/public"},
        "graphql": {"files": f"{SAMPLES}/shopify/public_graphql"},
    }
    run = sources.dbt(
        ["run", "--select", "+stg_orders", "+stg_refunds"], {"shopify": shops}
    )
    assert run.success, run.failures()
    assert sources.rows(
        "select brand, currency, count(*), sum(amount)::decimal(18, 2)::varchar from stg_orders "
        "where status = 'completed' and brand = 'rest' group by all order by all"
    ) == [("rest", "GBP", 3, "11.98"), ("rest", "USD", 5, "615.03")]
    assert sources.rows(
        "select string_agg(order_id, ' ' order by order_id) from stg_orders "
        "where brand = 'graphql'"
    ) == [("graphql:4001 graphql:4003 graphql:4005 graphql:4009",)]
    assert sources.rows("select count(*) from stg_refunds where refund_id like 'rest:%'") == [(0,)]


def one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The one value of a query."""
    [(value,)] = connection.execute(query).fetchall()
    return value
