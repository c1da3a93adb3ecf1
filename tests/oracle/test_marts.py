"""Every mart against the oracle: on the demo, and on small random companies full of edges."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

from .casting import cast_function, trimmed
from .company import compute
from .compare import compare
from .contract import IS_DELETED, LOADED_AT, TABLES
from .people import PARTS_OF_EVENTS
from .random_company import write_random_company, write_reference
from .random_settings import RUNS
from .raw_layer import read_lines
from .settings import Settings
from .shapes import AUDIT, COLUMNS_NOT_COMPUTED, DIMENSIONS_NOT_COMPUTED, MARTS

REFERENCE_SEEDS = PROJECT_ROOT / "seeds" / "reference"
# Of the runs of random_settings.py only the first few are part of `make test`; the rest is slow.
QUICK_RUNS = 3
# Every so many runs the files are typed Parquet, which is read in place; else CSV, into tables.
PARQUET_EVERY = 4
PARQUET_TYPES = {
    "string": pl.String,
    "timestamp": pl.Datetime("us"),
    "date": pl.Date,
    "integer": pl.Int64,
    "decimal": pl.Decimal(18, 6),
    "boolean": pl.Boolean,
}


def built_mart(connection: duckdb.DuckDBPyConnection, mart: str, folder: Path) -> pl.DataFrame:
    """A table as the build left it, with its types; Parquet is the shortest way to polars.

    Columns and dimensions that the oracle does not compute are left out.
    """
    parquet = folder / f"{mart}.parquet"
    connection.execute(f"copy ({computed_rows(mart)}) to '{parquet}'")
    return pl.read_parquet(parquet).drop(COLUMNS_NOT_COMPUTED.get(mart, ()))


def computed_rows(mart: str) -> str:
    """SQL of the rows of a mart that the oracle computes."""
    is_long = mart == "metric_values"
    conditions = ["true"]
    for table, dimensions in DIMENSIONS_NOT_COMPUTED.items():
        names = ", ".join(f"'{dimension}'" for dimension in dimensions)
        if is_long:
            metrics = f"select metric_id from metric_catalog where mart = '{table}'"
            conditions.append(f"not (metric_id in ({metrics}) and dimension in ({names}))")
        elif table == mart:
            conditions.append(f"dimension not in ({names})")
    return f"from {mart} where {' and '.join(conditions)}"


def row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """What became of the rows of each raw table in the last build."""
    lines = connection.execute(
        """
        select raw_table, raw_rows, kept_rows, rejected_rows, superseded_rows, deleted_rows
        from build_audit
        qualify row_number() over (partition by raw_table order by built_at desc) = 1
        """
    ).fetchall()
    return {raw_table: tuple(counts) for raw_table, *counts in lines}


Faults = dict[tuple[str | None, ...], int]


def expected_faults(frame: pl.DataFrame) -> Faults:
    """How often the oracle found each raw table, column and reason."""
    grouped = frame.group_by("raw_table", "column_name", "reason").len()
    return {tuple(fault): count for *fault, count in grouped.rows()}


def built_faults(connection: duckdb.DuckDBPyConnection, table: str) -> Faults:
    """How often the build has them."""
    lines = connection.execute(
        f"select raw_table, column_name, reason, count(*) from {table} group by all"
    ).fetchall()
    return {tuple(fault): count for *fault, count in lines}


def differences(
    expected: dict[str, pl.DataFrame], connection: duckdb.DuckDBPyConnection, folder: Path
) -> list[str]:
    """All differences between the oracle and a build, mart by mart."""
    found = []
    for mart, shape in MARTS.items():
        built = built_mart(connection, mart, folder)
        found += [f"{mart}: {line}" for line in compare(expected[mart], built, list(shape.key))]
    for table in ("rejected_rows", "nulled_values"):
        expected_here = expected_faults(expected[table])
        built_here = built_faults(connection, table)
        for fault in sorted({*expected_here, *built_here}, key=str):
            if expected_here.get(fault) != built_here.get(fault):
                found.append(
                    f"{table} {fault}: expected {expected_here.get(fault)}, "
                    f"actual {built_here.get(fault)}"
                )
    counts = row_counts(connection)
    for row in expected["row_counts"].iter_rows(named=True):
        names = ("raw", "kept", "rejected", "superseded", "deleted")
        if tuple(row[name] for name in names) != counts[row["raw_table"]]:
            found.append(f"row counts of {row['raw_table']}: {row} but {counts[row['raw_table']]}")
    persons = [
        frame.filter(~pl.col("fact").is_in((*PARTS_OF_EVENTS, "event_questions")))
        for frame in (expected["persons"], built_persons(connection))
    ]
    lines = compare(*persons, list(AUDIT["persons"].key))
    return found + [f"persons: {line}" for line in lines]


def built_persons(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Whose the rows are in the build.

    Page views and conversions are as their events, and person_activity tells of questions.
    """
    lines = connection.execute(
        "select fact, person_rule, person_id, count(*) from int_rows_stitched group by all"
    ).fetchall()
    return pl.DataFrame(lines, schema=AUDIT["persons"].columns, orient="row")


def test_the_demo_equals_the_oracle(
    demo_connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """All marts of the demo company, all grains, all dimensions."""
    as_of_date = demo_connection.execute("select as_of_date from int_as_of_date").fetchone()[0]
    # The oracle knows the channels that it implements; the as-of date is that of all of them.
    expected = compute(
        PROJECT_ROOT / "seeds" / "raw", REFERENCE_SEEDS, Settings(as_of_date=as_of_date)
    )
    assert not differences(expected, demo_connection, tmp_path)


def as_typed_parquet(folder: Path, settings: Settings) -> tuple[Path, Path]:
    """The raw tables of a folder as Parquet with the contract's types, and as the text of that.

    A value that has no such type is missing in both. The text is CSV of the default dialect.
    """
    typed, text = folder.with_name("typed"), folder.with_name("text")
    typed.mkdir()
    text.mkdir()
    for table in TABLES.values():
        lines = list(read_lines(folder / f"{table.name}.csv", settings))
        if not lines:
            continue
        kinds = {column.name: column.kind for column in (*table.columns, LOADED_AT, IS_DELETED)}
        columns = {
            name: [typed_cell(line[name], kinds.get(name, "string"), settings) for line in lines]
            for name in lines[0]
        }
        schema = {name: PARQUET_TYPES[kinds.get(name, "string")] for name in columns}
        parquet = typed / f"{table.name}.parquet"
        pl.DataFrame(columns, schema=schema).write_parquet(parquet)
        duckdb.sql(f"select columns(*)::varchar from '{parquet}'").write_csv(
            str(text / f"{table.name}.csv")
        )
    return typed, text


def with_default_dialect(settings: Settings) -> Settings:
    """The settings for files that are CSV as the project's defaults have it."""
    names = ("csv_delimiter", "csv_quote", "csv_encoding")
    return replace(settings, **{name: getattr(Settings(), name) for name in names})


def typed_cell(text: str, kind: str, settings: Settings) -> Any:
    """A cell as its column's kind; None where it is none. Text stays as it is."""
    if kind == "string":
        return text
    try:
        return cast_function(kind, settings.reporting_timezone)(trimmed(text) or "")
    except ValueError:
        return None


def project_around(folder: Path) -> Path:
    """The project as it is, in a folder that has reference seeds of its own."""
    (folder / "seeds" / "raw").symlink_to(PROJECT_ROOT / "seeds" / "raw")
    for name in (".dbtignore", "dbt_project.yml", "profiles.yml", "macros", "models", "tests"):
        (folder / name).symlink_to(PROJECT_ROOT / name)
    return folder


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(run, marks=[pytest.mark.slow] if run >= QUICK_RUNS else [])
        for run in range(len(RUNS))
    ],
)
def test_a_random_company_equals_the_oracle(
    run: int, tmp_path: Path
) -> None:
    """A company of a few dozen customers whose rows sit on every boundary there is."""
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    is_parquet = run % PARQUET_EVERY == PARQUET_EVERY - 2
    settings = write_random_company(raw, run, unreadable_lines=not is_parquet)
    files = texts = raw
    if is_parquet:
        files, texts = as_typed_parquet(raw, settings)
        settings = with_default_dialect(settings)
    reference = write_reference(tmp_path / "project" / "seeds" / "reference", REFERENCE_SEEDS, run)
    project = project_around(tmp_path / "project")
    arguments = ["build", "--exclude", "resource_type:test", "resource_type:unit_test", "--quiet"]
    variables = settings.as_dbt_vars()
    build = run_dbt(arguments, warehouse, raw=files, variables=variables, project=project)
    assert build.success, build.errors()
    expected = compute(texts, reference, settings)
    with duckdb.connect(str(Warehouse(warehouse).build_database), read_only=True) as connection:
        as_of_date = connection.execute("select as_of_date from int_as_of_date").fetchone()[0]
        assert expected["as_of"].item() == as_of_date
        assert not differences(expected, connection, tmp_path)
