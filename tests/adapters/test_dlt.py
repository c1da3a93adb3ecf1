"""What dlt itself leaves of a shop's orders is read: nested lists as tables of their own, columns
without any value left out, and its table of loads. Needs a package: `make test-readers`."""

from pathlib import Path

import duckdb
import pytest

from tests.adapters.source_folder import SourceFolder
from tests.packages import installed, run_with

# Rows in the shape of Shopify's interface, as its source in dlt hands them on.
LOAD = '''
import sys

import dlt

when = "2025-03-0{}T10:00:00+00:00".format
payments = [
    {"id": 81, "kind": "refund", "status": "success", "amount": "6.00", "currency": "USD"},
    {"id": 82, "kind": "refund", "status": "success", "amount": "4.50", "currency": "USD"},
    {"id": 83, "kind": "refund", "status": "failure", "amount": "9.00", "currency": "USD"},
]
orders = [
    {"id": 1, "created_at": when(1), "cancelled_at": None, "financial_status": "paid",
     "total_price": "35.00", "currency": "USD", "test": False, "customer": {"id": 501},
     "refunds": [{"id": 71, "order_id": 1, "created_at": when(5), "transactions": payments}]},
    {"id": 2, "created_at": when(2), "cancelled_at": None, "financial_status": "pending",
     "total_price": "10.00", "currency": "USD", "test": False, "customer": None, "refunds": []},
]
customers = [
    {"id": 501, "created_at": when(1), "email": "a@example.com",
     "default_address": {"country_code": "US"}},
]
pipeline = dlt.pipeline(
    "shop", destination=dlt.destinations.duckdb(sys.argv[1]), dataset_name="shopify_us"
)
pipeline.run([dlt.resource(orders, name="orders"), dlt.resource(customers, name="customers")])
'''


@pytest.mark.readers
def test_what_dlt_leaves_is_read(
    sources: SourceFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of the database is named in the connection, and its loads say when a row came."""
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    loads = tmp_path / "loads.duckdb"
    run_with(installed("dlt[duckdb]==1.31.0", f"duckdb=={duckdb.__version__}"), LOAD, loads)
    run = sources.dbt(
        ["run", "--select", "+stg_orders", "+stg_refunds", "+stg_customers"],
        {"shopify": {"us": {"schema": "shopify_us", "database": str(loads)}}},
    )
    assert run.success, run.failures()
    assert not [warning for warning in run.warnings if "connection us" in warning]
    assert sources.rows(
        "select order_id, customer_id, ordered_at::varchar, status, amount::varchar "
        "from stg_orders order by all"
    ) == [
        ("us:1", "us:501", "2025-03-01 10:00:00", "completed", "35.000000"),
        ("us:2", None, "2025-03-02 10:00:00", "pending", "10.000000"),
    ]
    assert sources.rows(
        "select refund_id, order_id, refunded_at::varchar, amount::varchar from stg_refunds"
    ) == [("us:71", "us:1", "2025-03-05 10:00:00", "10.500000")]
    assert sources.rows("select customer_id, country from stg_customers") == [("us:501", "US")]
    with duckdb.connect(str(loads), read_only=True) as connection:
        [(loaded,)] = connection.execute(
            "select strftime(inserted_at at time zone 'UTC', '%Y-%m-%d %H:%M') "
            "from shopify_us._dlt_loads"
        ).fetchall()
    assert sources.rows(
        "select distinct strftime(_loaded_at, '%Y-%m-%d %H:%M') from stg_orders"
    ) == [(loaded,)]
