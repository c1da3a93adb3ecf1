"""The files of Superset: of today, complete, and right in DuckDB; the server if it is at hand.

`make test` asks DuckDB for every metric of every dataset. `make test-superset` starts Superset.
"""

import functools
import math
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from scripts.published_copy import declared_keys, seed
from scripts.superset import __main__ as server
from scripts.superset import files
from scripts.superset.boards import boards
from scripts.superset.metrics import DIMENSION, GRAIN, OTHER_METRICS, PERIOD, VALUE
from scripts.warehouse import Warehouse

METRICS_TABLES = [table for table in files.tables() if files.is_metrics_table(table)]
# Days are most of the rows, and no other in kind.
NOT_TOO_MANY = f"{GRAIN} <> 'day'"


@pytest.fixture(scope="module")
def copy(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published copy of the demo."""
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as connection:
        yield connection


@functools.cache
def datasets() -> dict[str, dict[str, Any]]:
    """The files of the datasets by table."""
    found = [
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for path in sorted((files.FOLDER / "datasets").rglob("*.yaml"))
    ]
    return {dataset["table_name"]: dataset for dataset in found}


def test_the_files_are_of_today() -> None:
    """What is in the folder is what the catalog, the marts and the boards say, and nothing else."""
    wanted = dict(files.wanted_files())
    assert set(wanted) == files.files_now(), "run `python -m scripts.reference`"
    wrong = [path.name for path, text in wanted.items() if path.read_text("utf-8") != text]
    assert not wrong, f"run `python -m scripts.reference`: {wrong}"
    assert all(text.count("\n") <= 400 for text in wanted.values())


def test_every_metric_of_the_catalog_is_on_a_dashboard() -> None:
    """The table by month of each metrics table has all of its metrics; another is in a dataset."""
    shown = {metric for board in boards() for chart in board.charts for metric in chart.metrics}
    others = {metric.name for metrics in OTHER_METRICS.values() for metric in metrics}
    built = {row["metric_id"] for row in seed("metric_catalog") if row["is_built"] == "true"}
    assert built <= shown | others
    assert len(built - shown) <= 1


def test_there_is_a_dashboard_of_each_channel() -> None:
    marts = files.PROJECT_ROOT / "models" / "marts"
    channels = {path.parent.name for path in marts.glob("*/*_metrics.sql")}
    assert {board.slug for board in boards()} == channels | {"overview"}


def test_a_chart_over_all_months_needs_a_metric_that_is_additive() -> None:
    """People of several months are not the sum of the months."""
    chart = next(chart for chart in files.charts().values() if chart.title == "Buyers by segment")
    wrong = files.Chart(chart.title, chart.kind, chart.table, chart.metrics, x=VALUE)
    with pytest.raises(files.ChartWrong, match="buyers is of one period at a time"):
        files.check(wrong)


def test_tables_and_columns_are_those_of_the_copy(copy: duckdb.DuckDBPyConnection) -> None:
    """Each in the schema that its file names; what Superset computes can be computed."""
    for table, dataset in datasets().items():
        selected = [column.get("expression") or column["column_name"]
                    for column in dataset["columns"]]
        assert selected, table
        copy.execute(f"select {', '.join(selected)} from {dataset['schema']}.{table} limit 1")


def test_what_charts_name_is_in_their_dataset() -> None:
    """Columns of axes, series, filters and lists; metrics."""
    for chart in files.charts().values():
        dataset = datasets()[chart.table]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        named = {chart.x, chart.by, *chart.columns, *(f.column for f in chart.filters)} - {None}
        assert named <= columns, chart.title
        assert metrics.issuperset(chart.metrics), chart.title


def asked(
    copy: duckdb.DuckDBPyConnection, table: str, keys: list[str], values: list[str]
) -> dict[tuple, tuple]:
    """Values of a table by some of its columns."""
    schema = datasets()[table]["schema"]
    rows = copy.execute(
        f"select {', '.join([*keys, *values])} from {schema}.{table} "
        f"where {NOT_TOO_MANY} group by all"
    ).fetchall()
    return {row[: len(keys)]: row[len(keys) :] for row in rows}


def expressions(table: str) -> list[str]:
    """The SQL of the metrics of a dataset, as its file has it."""
    return [metric["expression"] for metric in datasets()[table]["metrics"]]


@pytest.mark.parametrize("table", METRICS_TABLES)
def test_a_metric_is_what_its_mart_says(copy: duckdb.DuckDBPyConnection, table: str) -> None:
    """Every metric in every row, to the last digit."""
    keys, names = declared_keys()[table], list(files.metrics(table))
    found = asked(copy, table, keys, expressions(table))
    expected = asked(copy, table, keys, [f"max({name})" for name in names])
    assert found == expected
    assert len(found) > 0


@pytest.mark.parametrize("table", METRICS_TABLES)
def test_the_values_of_a_dimension_make_the_total_or_nothing(
    copy: duckdb.DuckDBPyConnection, table: str
) -> None:
    """Where the catalog says that a metric is additive over values. Else it is null, unless there
    is one row."""
    keys = [name for name in declared_keys()[table] if name != VALUE]
    found = asked(copy, table, keys, ["count(*)", *expressions(table)])
    total = {
        tuple(value for name, value in zip(keys, key, strict=True) if name != DIMENSION): values
        for key, (_, *values) in found.items() if key[keys.index(DIMENSION)] == "all"
    }
    for key, (rows, *values) in found.items():
        place = tuple(value for name, value in zip(keys, key, strict=True) if name != DIMENSION)
        for metric, value, whole in zip(
            files.metrics(table).values(), values, total[place], strict=True
        ):
            if metric.over_values:
                # Some parts are rounded in each row, such as customer_years.
                is_same = value == whole or math.isclose(value, whole, rel_tol=1e-6)
                assert is_same, (metric.name, key)
            elif rows > 1:
                assert value is None, (metric.name, key)


@pytest.mark.parametrize("table", METRICS_TABLES)
def test_periods_together_are_the_quotient_of_their_sums_or_nothing(
    copy: duckdb.DuckDBPyConnection, table: str
) -> None:
    """The sums are added up here, of one value of a dimension at all periods of a grain."""
    keys = [name for name in declared_keys()[table] if name != PERIOD]
    known = files.metrics(table)
    rows_of = [row for row in seed("metric_catalog") if row["metric_id"] in known]
    parts = [row[part] or "null" for row in rows_of for part in ("numerator", "denominator")]
    found = asked(copy, table, keys, ["count(*)", *expressions(table)])
    summed = asked(copy, table, keys, [f"sum({part})" for part in parts])
    for key, (rows, *values) in found.items():
        sums = iter(summed[key])
        for row, value in zip(rows_of, values, strict=True):
            numerator, denominator = next(sums), next(sums)
            if known[row["metric_id"]].over_periods:
                expected = numerator
                if row["denominator"]:
                    is_known = numerator is not None and denominator
                    expected = (
                        int(row["scale"]) * float(numerator) / float(denominator)
                        if is_known else None
                    )
                assert value == expected, (row["metric_id"], key)
            elif rows > 1:
                assert value is None, (row["metric_id"], key)


@pytest.mark.parametrize("table", METRICS_TABLES)
@pytest.mark.parametrize("forgotten", [GRAIN, DIMENSION])
def test_a_forgotten_condition_gives_nothing(
    copy: duckdb.DuckDBPyConnection, table: str, forgotten: str
) -> None:
    """Of several grains or dimensions every metric is null, never a sum of the same facts twice."""
    keys = [name for name in declared_keys()[table] if name not in (forgotten, VALUE, PERIOD)]
    found = asked(copy, table, keys, [f"count(distinct {forgotten})", *expressions(table)])
    mixed = [values for many, *values in found.values() if many > 1]
    assert mixed
    assert all(value is None for values in mixed for value in values)


@pytest.mark.parametrize("table", OTHER_METRICS)
def test_a_metric_of_another_table_runs(copy: duckdb.DuckDBPyConnection, table: str) -> None:
    """What it shows is compared chart by chart in make test-superset."""
    schema = datasets()[table]["schema"]
    values = expressions(table)
    [row] = copy.execute(f"select {', '.join(values)} from {schema}.{table}").fetchall()
    assert [value is None for value in row] == ["case when" in value for value in values]


# --- the start of the server ---


@pytest.mark.parametrize(("text", "port"), [(None, 8088), ("", 8088), ("1024", 1024)])
def test_a_port_is_a_number(text: str | None, port: int) -> None:
    assert server.check_port(text) == port


@pytest.mark.parametrize("text", ["80", "65536", "web", "-1", "8088.0"])
def test_another_text_is_no_port(text: str) -> None:
    with pytest.raises(ValueError, match=f"PORT '{text}' is no number from 1024 to 65535."):
        server.check_port(text)


def test_a_port_of_another_program_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind((server.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(server.NotStarted, match=f"^Port {port} is taken .* superset PORT="):
            server.check_is_free(port)
    server.check_is_free(port)


def test_what_superset_keeps_is_for_its_owner_and_for_one_process(tmp_path: Path) -> None:
    """Key and password are made once, and nobody else reads them."""
    folder = tmp_path / "superset"
    with server.kept(folder):
        secrets = {name: (folder / name).read_text() for name in ("secret_key", "password")}
        with pytest.raises(server.NotStarted, match="already: it starts"), server.kept(folder):
            pass
    assert all(len(text) > 20 for text in secrets.values())
    assert secrets["secret_key"] != secrets["password"]
    assert {(folder / name).stat().st_mode & 0o777 for name in secrets} == {0o600}
    with server.kept(folder):
        assert secrets == {name: (folder / name).read_text() for name in secrets}


@pytest.mark.parametrize(
    ("environment", "says"),
    [("", "is not there. Name a published copy"), ("none", "is not installed yet: make superset")],
)
def test_what_is_missing_is_one_line(
    environment: str, says: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(server, "ENVIRONMENT", tmp_path / environment)
    assert server.main(["--warehouse", str(tmp_path / "nowhere")]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert not (tmp_path / "nowhere").exists()
