"""The example of examples/online_retail, run as its README says: see real_data.py."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.build import build
from scripts.warehouse import Warehouse
from tests.real_data import REAL_DATA, prepare, skip_without

ONLINE_RETAIL = REAL_DATA / "online_retail.parquet"

pytestmark = skip_without(ONLINE_RETAIL)


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, manifest_for_files: Manifest
) -> Path:
    """A folder with raw/, set_aside.csv and the built and published warehouse/ of the shop."""
    folder = tmp_path_factory.mktemp("online_retail")
    build(
        folder / "warehouse",
        prepare("online_retail", ONLINE_RETAIL, folder, set_aside=folder),
        {"base_currency": "GBP", "reporting_timezone": "Europe/London"},
        manifest=manifest_for_files,
    )
    return folder


@pytest.fixture(scope="module")
def published(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published copy, beside the original as online_retail and what was set aside."""
    path = Warehouse(folder / "warehouse").published_database
    with duckdb.connect(str(path), read_only=True) as connection:
        for name, source in {
            "online_retail": f"read_parquet('{ONLINE_RETAIL}')",
            "set_aside": f"read_csv('{folder / 'set_aside.csv'}')",
        }.items():
            connection.execute(f"create temp view {name} as select * from {source}")
        yield connection


def test_known_customers_bring_the_known_figures(published: duckdb.DuckDBPyConnection) -> None:
    figures = published.execute(
        "select count(*), count(distinct customer_id), sum(base_amount) from orders "
        "where is_completed and not is_guest"
    ).fetchall()
    assert figures == [(18532, 4338, Decimal("8911407.904"))]


def test_metrics_of_all_months_add_up_to_the_orders(published: duckdb.DuckDBPyConnection) -> None:
    figures = published.execute(
        "select sum(orders), sum(buyer_orders), sum(buyer_gross_revenue), sum(refunded_amount) "
        "from commerce_metrics where period_grain = 'month' and dimension = 'all'"
    ).fetchall()
    assert figures == [(18532 + 1427, 18532, Decimal("8911407.904"), Decimal("896812.490"))]


def test_customers_with_several_orders_are_the_known_ones(
    published: duckdb.DuckDBPyConnection,
) -> None:
    query = "select count(distinct customer_id) from orders where order_rank > 1"
    assert published.execute(query).fetchall() == [(2845,)]


def test_every_invoice_is_an_order_a_refund_or_set_aside_with_its_reason(
    published: duckdb.DuckDBPyConnection,
) -> None:
    accounted = "(select invoice_id from accounted)"
    [(invoices, accounted_invoices, missing, twice, without_reason)] = published.execute(
        "with accounted as (select order_id as invoice_id, 'order' as reason from orders "
        "union all select refund_id, 'refund' from refunds "
        "union all select invoice_id, reason from set_aside) "
        "select (select count(distinct InvoiceNo) from online_retail), count(*), "
        f"(select count(*) from online_retail where InvoiceNo not in {accounted}), "
        "count(*) - count(distinct invoice_id), count(*) - count(reason) from accounted"
    ).fetchall()
    assert (invoices, accounted_invoices) == (25900, 25900)
    assert (missing, twice, without_reason) == (0, 0, 0)


def test_every_penny_is_accounted_for(published: duckdb.DuckDBPyConnection) -> None:
    [(original, accounted)] = published.execute(
        "select (select sum(cast(Quantity as decimal(9, 0)) * cast(UnitPrice as decimal(9, 3))) "
        "from online_retail), (select sum(base_amount) from orders) "
        "- (select sum(base_amount) from refunds) "
        "+ (select sum(cast(amount as decimal(18, 3))) from set_aside)"
    ).fetchall()
    assert original == accounted == Decimal("9747747.934")


def test_set_aside_invoices_are_as_the_readme_says(published: duckdb.DuckDBPyConnection) -> None:
    reasons = published.execute(
        "select reason, count(*) from set_aside group by reason order by reason"
    ).fetchall()
    assert reasons == [
        ("bad debt adjustment", 3),
        ("free of charge", 4),
        ("stock correction", 2098),
    ]
