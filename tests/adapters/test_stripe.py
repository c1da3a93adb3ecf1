"""Stripe: the figures of its scenario, and the samples that its connectors publish."""

import duckdb
import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder

SUBSCRIPTIONS = [
    ("pay:sub_1", "88.437500", "USD", None),
    ("pay:sub_2", "24.166667", "USD", "2025-02-01 09:00:00"),
    ("pay:sub_3", "30.000000", "EUR", None),
    ("pay:sub_5", "9000.000000", "JPY", None),
    ("pay:sub_6", "29.000000", "USD", None),
]


def test_the_scenario_has_its_subscriptions(scenario: duckdb.DuckDBPyConnection) -> None:
    """stripe/expected.csv: who never began and tests are none; a wish to end is no end."""
    assert scenario.execute(
        "select subscription_id, monthly_amount::varchar, currency, ended_at::varchar "
        "from stg_subscriptions where brand = 'pay' order by all"
    ).fetchall() == SUBSCRIPTIONS


def test_the_scenario_has_its_charges(scenario: duckdb.DuckDBPyConnection) -> None:
    """Orders only because the connection asks for them (orders: charges)."""
    assert scenario.execute(
        "select currency, status, count(*), sum(amount)::decimal(18, 2)::varchar from stg_orders "
        "where brand = 'pay' group by all order by all"
    ).fetchall() == [
        ("EUR", "completed", 1, "12.50"),
        ("JPY", "completed", 1, "9000.00"),
        ("USD", "completed", 3, "406.00"),
        ("USD", "pending", 2, "139.00"),
    ]
    assert scenario.execute(
        "select currency, count(*), sum(amount)::decimal(18, 2)::varchar from stg_refunds "
        "where brand = 'pay' group by all order by all"
    ).fetchall() == [("EUR", 1, "12.50"), ("USD", 1, "145.00")]
    assert scenario.execute(
        "select _row_status, count(*) from stg_customers__exceptions where brand = 'pay' "
        "and _row_status = 'deleted' group by all union all "
        "select 'kept', count(*) from stg_customers where brand = 'pay' order by all"
    ).fetchall() == [("deleted", 1), ("kept", 3)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_what_the_connectors_publish_is_read(sources: SourceFolder) -> None:
    """Declined cards are no orders; a native object is a test of Stripe's own documentation."""
    accounts = {
        "declined": {"files": f"{SAMPLES}/stripe/public", "orders": "charges"},
        "native": {"files": f"{SAMPLES}/stripe/public_native", "orders": "charges"},
        "silent": {"files": f"{SAMPLES}/stripe/scenario"},
    }
    run = sources.dbt(
        ["run", "--select", "+stg_orders", "+stg_refunds", "stripe__subscriptions"],
        {"stripe": accounts},
    )
    assert run.success, run.failures()
    assert sources.rows("select count(*) from stg_orders") == [(0,)]
    assert sources.rows(
        "select brand, currency, count(*), sum(amount)::decimal(18, 2)::varchar from stg_refunds "
        "where brand <> 'native' group by all"
    ) == [("declined", "USD", 4, "23914.21")]
    assert sources.rows(
        "select brand, count(*) from stripe__subscriptions group by all order by all"
    ) == [("declined", 1), ("silent", 5)]
