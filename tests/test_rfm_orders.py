"""The example of examples/rfm_orders, run as its README says: see real_data.py."""

from collections import Counter
from collections.abc import Iterator

import duckdb
import pytest

from tests.real_data import REAL_DATA, build_channel, prepare, skip_without

RFM_ORDERS = REAL_DATA / "rfm_data_orders.csv"
# By its path: the tests of the group have its name too.
SELECTED = ("+path:models/marts/customers/customers.sql", "path:seeds/reference")
AS_OF_DATE = "2006-12-31"

# What the documentation of R's package rfm 0.3.0 shows: days, orders, revenue, score.
SHOWN_BY_R = [
    ("Abbey O'Reilly", 205, 6, 472, 343),
    ("Add Senger", 140, 3, 340, 412),
    ("Aden Lesch", 194, 4, 405, 323),
    ("Aden Murphy", 98, 7, 596, 544),
    ("Admiral Senger", 132, 5, 448, 433),
]
MEASURES = {"recency": "recency_days", "frequency": "frequency", "monetary": "monetary"}
FIFTHS = (0.2, 0.4, 0.6, 0.8)

pytestmark = skip_without(RFM_ORDERS)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The customers of the orders."""
    folder = tmp_path_factory.mktemp("rfm_orders")
    raw = prepare("rfm_orders", RFM_ORDERS, folder)
    path = build_channel(folder, raw, *SELECTED, variables={"as_of_date": AS_OF_DATE})
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_every_order_and_customer_is_there(built: duckdb.DuckDBPyConnection) -> None:
    figures = built.execute(
        "select count(*), sum(orders), sum(net_revenue), count(email_hash) from customers"
    ).fetchall()
    original = duckdb.sql(f"select count(*), sum(revenue) from '{RFM_ORDERS}'").fetchall()
    assert figures == [(995, 4906, original[0][1], 995)]
    assert original[0][0] == 4906


def test_the_scores_that_r_shows_are_ours(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        "select customer_id, recency_days, frequency, cast(monetary as bigint), "
        "100 * recency_quintile + 10 * frequency_quintile + monetary_quintile "
        "from customers order by customer_id limit 5"
    ).fetchall()
    assert found == SHOWN_BY_R


def test_quintiles_differ_only_where_r_moves_a_bound_by_one(
    built: duckdb.DuckDBPyConnection,
) -> None:
    """R's rule: quantiles of the values, each bound moved up by 1; few days are the fifth group."""
    found: Counter[tuple[str, int]] = Counter()
    customers = set()
    for name, measure in MEASURES.items():
        rows = built.execute(
            f"select customer_id, cast({measure} as double), {name}_quintile from customers"
        ).fetchall()
        [(quantiles,)] = built.execute(
            f"select quantile_cont(cast({measure} as double), {list(FIFTHS)}) from customers"
        ).fetchall()
        for customer_id, value, ours in rows:
            group = 1 + sum(value >= bound + 1 for bound in quantiles)
            theirs = 6 - group if name == "recency" else group
            if ours != theirs:
                found[name, ours - theirs] += 1
                customers.add(customer_id)
                assert any(bound <= value < bound + 1 for bound in quantiles)
    assert found == {("recency", -1): 12, ("monetary", 1): 2}
    assert len(customers) == 995 - 981
