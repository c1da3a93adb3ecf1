"""What a system's tables may look like: files of every format, tables with types, several
connections, rows of one's own beside them; and what is wrong with some."""

import json
from typing import Any

import duckdb
import pytest

from scripts.warehouse import error_lines
from tests.adapters.source_folder import SourceFolder

ORDERS = "id,created_at,financial_status,total_price,customer_id,_fivetran_synced"
ORDER = "1,2025-03-01 10:00:00,paid,10.50,501,2025-04-01 06:00:00"
# The same orders with the types of a database: an empty cell made the customers' ids floating.
TYPED = """select * from (values
    (1::bigint, timestamp '2025-03-01 10:00:00', 'paid', 10.5::double, 501::double,
        timestamptz '2025-04-01 06:00:00+00', false),
    (2, timestamp '2025-03-02 10:00:00', 'pending', 20, null, null, null)
) as orders (id, created_at, financial_status, total_price, customer_id, _fivetran_synced, test)"""
STAGED = [
    ("1", "501", "2025-03-01 10:00:00", "completed", "10.500000", "2025-04-01 06:00:00"),
    ("2", None, "2025-03-02 10:00:00", "pending", "20.000000", "2025-03-02 10:00:00"),
]


def test_a_table_is_read_alike_in_every_form(sources: SourceFolder) -> None:
    """CSV with a byte order mark, JSON lines with a broken line, Parquet, a table with types, and
    what dlt leaves, whose loads say when a row came; each as a connection of its own."""
    second = "2,2025-03-02 10:00:00,pending,20,,"
    sources.write("csv/order.csv", f"\ufeff{ORDERS}\n{ORDER}\n{second}\n")
    names = ORDERS.split(",")
    objects = [
        {name: value for name, value in zip(names, line.split(","), strict=True) if value}
        for line in (ORDER, second)
    ]
    sources.write("json/order.jsonl", "\n".join([*map(json.dumps, objects), '{"id": "3"', ""]))
    (sources.path / "parquet/orders").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Asia/Tokyo'")
        connection.execute(f"copy ({TYPED}) to '{sources.path}/parquet/orders/1.parquet'")
    sources.execute(
        f"attach '{sources.path}/loads.duckdb' as loads",
        "create schema loads.typed",
        f"create table loads.typed.orders as {TYPED}",
        "detach loads",
        "set TimeZone = 'Asia/Tokyo'",
        "create schema typed",
        f'create table typed."Order" as {TYPED}',
        "create schema dlt",
        "create table dlt.orders as select id, created_at, financial_status, total_price, "
        "customer_id as customer__id, case id when 1 then '17.5' end as _dlt_load_id "
        f"from ({TYPED})",
        "create table dlt._dlt_loads as select '17.5' as load_id, "
        "timestamptz '2025-04-01 06:00:00+00' as inserted_at",
    )
    connections: dict[str, Any] = {
        name: {"files": str(sources.path / name)} for name in ("csv", "json", "parquet")
    } | {name: {"schema": name} for name in ("typed", "dlt")}
    connections["file"] = {"schema": "typed", "database": str(sources.path / "loads.duckdb")}
    run = sources.stage("orders", {"shopify": connections})
    assert run.success, run.failures()
    for name in connections:
        assert (name, sources.rows(
            "select split_part(order_id, ':', 2), split_part(customer_id, ':', 2), "
            "ordered_at::varchar, status, amount::varchar, _loaded_at::varchar from stg_orders "
            f"where brand = '{name}' and split_part(order_id, ':', 1) = '{name}' order by order_id"
        )) == (name, STAGED)
    assert sources.rows(
        "select _rejected_reason, count(*) from stg_orders__exceptions "
        "where _row_status = 'rejected' group by all"
    ) == [("unreadable", 1)]


def test_systems_and_rows_of_ones_own_make_one_table(sources: SourceFolder) -> None:
    """Two shops and a system beside them, each with an order 1; and orders.csv by hand."""
    for shop in ("us", "uk"):
        sources.write(f"{shop}/order.csv", f"{ORDERS}\n{ORDER}\n")
    sources.write(
        "pay/charge.csv",
        "id,created,status,captured,amount,currency\n1,2025-03-01,succeeded,true,99,eur\n",
    )
    sources.write(
        "raw/orders.csv", "order_id,ordered_at,status,amount,brand\n1,2025-03-01,completed,7,\n"
    )
    run = sources.stage(
        "orders",
        {
            "shopify": {
                "us": {"files": str(sources.path / "us"), "brand": "acme"},
                "uk": {"files": str(sources.path / "uk")},
            },
            "stripe": {"files": str(sources.path / "pay"), "orders": "charges"},
        },
        raw=sources.path / "raw",
    )
    assert run.success, run.failures()
    assert sources.rows("select order_id, brand, amount::double from stg_orders order by 1") == [
        ("1", None, 7.0), ("stripe:1", "stripe", 0.99), ("uk:1", "uk", 10.5), ("us:1", "acme", 10.5)
    ]


def test_what_is_absent_is_named(sources: SourceFolder) -> None:
    """An empty export and a table that was not loaded are empty, with a warning; so is a column
    that has another name."""
    sources.write("refund.csv", "")
    orders = f"{ORDERS},curency\n{ORDER},USD\n".replace("_fivetran_synced", "_synced")
    sources.write("order.csv", orders)
    sources.write("orders/left.csv", orders)
    run = sources.dbt(
        ["build", "--exclude-resource-types", "unit_test", "test", "--select"]
        + ["+stg_refunds", "+stg_customers", "+stg_orders"],
        {"shopify": {"files": str(sources.path)}},
    )
    assert run.success, run.failures()
    told = "\n".join(run.warnings)
    place = f"(connection shopify, folder {sources.path})"
    assert f"The table refund of shopify {place} is missing or has no columns: it is" in told
    assert f"The table customer of shopify {place} is missing or has no columns: it is" in told
    assert f"The table order of shopify {place} has no column currency or currency_code but" in told
    assert f"The table order of shopify {place} has no column cancelled_at, test, which" in told
    assert f"{place} has no column that says when a row was loaded, such as" in told
    assert f"{place} is there under several names. order is read, and not orders." in told
    assert "customer_address" not in told
    assert sources.rows("select count(*) from stg_orders") == [(1,)]


# Files, and a part of what is said of them.
FAILING: dict[str, tuple[dict[str, str], str]] = {
    "a renamed column": (
        {"order.csv": f"{ORDERS}\n{ORDER}\n".replace("total_price", "price_total")},
        "lacks the required column(s) total_price or total_price_set_shop_amount. It has: id,",
    ),
    "a schema that is loaded by half": (
        {"refund.csv": "id,order_id,created_at\n1,1,2025-03-01\n"},
        "transaction of shopify (connection shopify, folder {}) is missing or has no columns, but "
        "refund is there, which says nothing without it. Load it, too.",
    ),
    "another folder": (
        {"invoice.csv": "id\n1\n"},
        "The connection shopify (folder {}) has no table of shopify. It should have order,",
    ),
    "two formats": (
        {"order.csv": f"{ORDERS}\n{ORDER}\n", "order.jsonl": "{}"},
        "The table order of the connection shopify has files of several formats:",
    ),
    "a column twice": (
        {"order.csv": f"{ORDERS},ID\n{ORDER},1\n"},
        "has the column 'id' more than once. Keep one of them.",
    ),
}


@pytest.mark.parametrize(("files", "told"), FAILING.values(), ids=FAILING)
def test_what_would_be_wrong_numbers_fails(
    sources: SourceFolder, files: dict[str, str], told: str
) -> None:
    """In one line, with the table, the place and the remedy."""
    for name, text in files.items():
        sources.write(name, text)
    run = sources.dbt(
        ["run", "--select", "path:models/adapters/shopify"],
        {"shopify": {"files": str(sources.path)}},
    )
    assert not run.success
    lines = [line for failure in run.failures() for line in error_lines(failure)]
    assert any(told.format(sources.path) in line for line in lines), lines


def test_a_schema_that_is_not_there_is_named(sources: SourceFolder) -> None:
    """And neither is the one that the build writes to."""
    sources.execute("create table customer (id varchar)")
    run = sources.dbt(
        ["run", "--select", "base_orders"],
        {"shopify": {"us": {"schema": "shop_us"}, "uk": {"schema": "main"}}},
    )
    missing = sources.dbt(
        ["run", "--select", "base_orders"],
        {"shopify": {"us": {"schema": "shop_us", "database": "/nowhere/loads.duckdb"}}},
    )
    [line] = error_lines(missing.errors())
    assert line == (
        "The connection us names the database /nowhere/loads.duckdb, but there is no such file."
    )
    [absent, own] = error_lines(run.errors())
    assert absent.startswith("The connection us (schema shop_us) has no table of shopify.")
    assert own.startswith("The connection uk reads the schema main, into which the build writes")
