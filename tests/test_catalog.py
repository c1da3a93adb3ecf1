"""The catalog of the metrics against the tables that hold them: neither has more than the other."""

import csv
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.warehouse import PROJECT_ROOT

REFERENCE = PROJECT_ROOT / "seeds" / "reference"
ROW_COLUMNS = {"basis", "period_grain", "period_start", "dimension", "dimension_value"}
ROW_COLUMNS |= {"is_complete"}
# With three different values a rate is seen to change.
FEWEST_PERIODS = 3
# A share of the total is always 100 % in the total: it is seen in a dimension of its table.
SEEN_IN_A_DIMENSION = {
    "ticket_share": "support_channel",
}


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a reference seed."""
    with (REFERENCE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


METRICS = seed("metric_catalog")
PARTS = seed("metric_parts")
# Metrics that belong to no period, by their marts, which are no metrics tables.
WITHOUT_PERIODS = {"engagement_revenue_lift"}
# The tables that exist so far; the catalog also defines metrics of tables that are not built yet.
TABLES = sorted({row["mart"] for row in METRICS if row["is_built"] == "true"} - WITHOUT_PERIODS)


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The columns of a table as built."""
    cursor = connection.execute(f'select * from "{table}" limit 0')
    return {column[0] for column in cursor.description}


def distinct_values(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, **where: Any
) -> int:
    """How many different known values a column has in finished periods of the total."""
    conditions = " and ".join(f"{name} = '{value}'" for name, value in where.items())
    dimension = SEEN_IN_A_DIMENSION.get(column, "all")
    query = f"""
        select count(distinct {column}) from "{table}"
        where dimension = '{dimension}' and is_complete and {conditions}
    """
    return connection.execute(query).fetchone()[0]


def test_the_catalog_says_which_metrics_are_built() -> None:
    """A metric whose table is no model is marked as not built, and only such a one."""
    models = {path.stem for path in PROJECT_ROOT.glob("models/marts/*/*.sql")}
    wrong = [
        row["metric_id"]
        for row in METRICS
        if row["is_built"] != str(row["mart"] in models).lower()
    ]
    assert not wrong, f"correct is_built in metric_catalog.csv: {wrong}"
    assert {row["mart"] for row in PARTS} == set(TABLES), "metric_parts.csv: built tables only"


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_catalogs(
    table: str, demo_connection: duckdb.DuckDBPyConnection
) -> None:
    """A metrics table holds its key, its parts and its metrics: nothing missing, nothing more."""
    metrics = {row["metric_id"] for row in METRICS if row["mart"] == table}
    parts = {row["part"] for row in PARTS if row["mart"] == table}
    named = {
        row[kind]
        for row in METRICS
        for kind in ("numerator", "denominator")
        if row["mart"] == table and row[kind]
    }
    assert named <= parts, f"add to metric_parts.csv: {sorted(named - parts)}"
    found = columns_of(demo_connection, table) - ROW_COLUMNS
    assert found == metrics | parts, (
        f"missing: {sorted((metrics | parts) - found)}, "
        f"unknown to the catalog: {sorted(found - metrics - parts)}"
    )


@pytest.mark.parametrize("metric", [row for row in METRICS if row["mart"] in TABLES],
                         ids=lambda row: row["metric_id"])
def test_the_demo_shows_every_metric(
    metric: dict[str, str], demo_connection: duckdb.DuckDBPyConnection
) -> None:
    """On the demo every metric has at least three different values in finished months."""
    table = metric["mart"]
    bases = ("orders", "subscription") if table == "customer_retention" else (None,)
    for basis in bases:
        where = {"period_grain": "month"} | ({"basis": basis} if basis else {})
        known = distinct_values(demo_connection, table, metric["metric_id"], **where)
        assert known >= FEWEST_PERIODS, f"{metric['metric_id']} {where}: {known} different values"


def test_the_demo_shows_every_reason(demo_connection: duckdb.DuckDBPyConnection) -> None:
    """Every reason that the tables built so far can give occurs in the demo."""
    reasons = {
        row[0]
        for row in demo_connection.execute(
            "select reason from rejected_rows union select reason from nulled_values"
        ).fetchall()
    }
    # A line that cannot be split is no row of a seed: tests/test_bad_input.py shows it.
    expected = {
        "missing",
        "not_castable",
        "below_zero",
        "not_above_zero",
        "outside_scale",
        "not_in_list",
        "before_start",
        "after_loaded_at",
        "no_exchange_rate",
        "clicks_above_impressions",
    }
    assert reasons == expected


def test_the_catalog_holds_the_designs() -> None:
    """No metric of the design is missing or defined otherwise (where the design is at hand)."""
    design = PROJECT_ROOT.parent / "shared" / "design" / "metric_catalog.csv"
    if not Path(design).exists():
        pytest.skip("the design's catalog is not here")
    with design.open(newline="", encoding="utf-8-sig") as file:
        expected = list(csv.DictReader(file))
    designed = {row["metric_id"] for row in expected}
    found = [
        {name: row[name] for name in expected[0]}
        for row in METRICS
        if row["metric_id"] in designed
    ]
    assert found == expected


def test_metric_values_hold_every_metric_of_the_catalog(
    demo_connection: duckdb.DuckDBPyConnection,
) -> None:
    """Nothing missing, nothing unknown: metric_tables() lists every metrics table there is."""
    query = "select distinct metric_id from metric_values"
    found = {row[0] for row in demo_connection.execute(query).fetchall()}
    expected = {row["metric_id"] for row in METRICS if row["mart"] in TABLES}
    assert found == expected, "add the table to macros/frame/metric_tables.sql"


@pytest.mark.parametrize("table", TABLES)
def test_totals_are_the_rows_of_all(
    table: str, demo_connection: duckdb.DuckDBPyConnection
) -> None:
    """Every metrics table has a view <table>_totals with its rows of dimension 'all'."""
    totals, rows = f"{table}_totals", f"(select * from {table} where dimension = 'all')"
    [(missing, unknown, found)] = demo_connection.execute(
        f"select (select count(*) from (from {rows} except all from {totals})), "
        f"(select count(*) from (from {totals} except all from {rows})), "
        f"(select count(*) from {totals})"
    ).fetchall()
    assert (missing, unknown) == (0, 0)
    assert found > 0


def operators_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The names of the operators with which DuckDB answers a query."""
    [(_, text)] = connection.execute(f"explain (format json) {query}").fetchall()
    return re.findall(r'"name": "(\w+)', text)


def test_a_filter_on_metric_values_goes_into_its_branches(
    demo_connection: duckdb.DuckDBPyConnection,
) -> None:
    """One metric reads one table; one month is filtered where each of the tables is read."""
    one_metric = "select * from metric_values where metric_id = 'nps'"
    assert operators_of(demo_connection, one_metric).count("SEQ_SCAN") == 1
    one_month = """
        select * from metric_values
        where period_grain = 'month' and period_start = date '2025-12-01' and dimension = 'all'
    """
    operators = operators_of(demo_connection, one_month)
    assert operators.count("SEQ_SCAN") == len([row for row in METRICS if row["mart"] in TABLES])
    assert "FILTER" not in operators
