"""What the tests share: one built and published demo company, and dbt itself."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts import warehouse as warehouses
from scripts.build import BuildFailed, build
from scripts.check import DEMO_VARIABLE
from scripts.publish import PublishRefused
from scripts.warehouse import DbtRun, Warehouse
from tests.packages import READERS, installed
from tests.parsed import parsed
from tests.raw_folder import RawFolder

warehouses.collect_garbage_rarely()
# Nobody reads dbt's log of a test, and to write it takes a tenth of the time of a build.
os.environ.setdefault(warehouses.LOG_LEVEL_VARIABLE, "none")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a warehouse in which the demo company is built and published, once per session.

    Tests read it; nothing may be built in it again. Tests that change something copy it.
    scripts.check builds it once for several sessions, which run side by side.
    """
    if DEMO_VARIABLE in os.environ:
        return Path(os.environ[DEMO_VARIABLE])
    folder = tmp_path_factory.mktemp("demo") / "warehouse"
    try:
        build(folder)
    except (BuildFailed, PublishRefused) as error:
        failure = str(error)
    else:
        return folder
    # Outside of the except, so that pytest shows dbt's message and no chain of tracebacks.
    pytest.fail(f"The demo company cannot be built.\n{failure}", pytrace=False)


@pytest.fixture(scope="session")
def demo_connection(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the demo's build.duckdb that can only read."""
    with duckdb.connect(str(Warehouse(demo).build_database), read_only=True) as connection:
        yield connection


@pytest.fixture
def run_dbt(tmp_path: Path) -> Callable[..., DbtRun]:
    """Calls dbt in this process: run_dbt(arguments, warehouse=..., raw=..., variables=...).

    The warehouse is the test's own, unless it names one.
    """

    def run(arguments: list[str], warehouse: Path | None = None, **options: Any) -> DbtRun:
        return warehouses.run_dbt(arguments, warehouse or tmp_path / "warehouse", **options)

    return run


# A test whose vars change nothing that dbt looks at while it parses gives run_dbt one of these; a
# test of vars, and one that changes a copy of the project, parse for themselves.


@pytest.fixture(scope="session")
def manifest_for_demo(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project, parsed once for the demo company."""
    return parsed("demo", tmp_path_factory.mktemp("parsed"))


@pytest.fixture(scope="session")
def manifest_for_files(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project, parsed once for all folders of raw files."""
    return parsed("files", tmp_path_factory.mktemp("parsed"))


@pytest.fixture(scope="session")
def manifest_for_schema(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project, parsed once for raw tables in the schema `shop` of the database."""
    return parsed("schema", tmp_path_factory.mktemp("parsed"))


@pytest.fixture
def raw(tmp_path: Path, manifest_for_files: Manifest) -> RawFolder:
    """An empty folder of raw files."""
    return RawFolder(tmp_path, manifest_for_files)


@pytest.fixture(scope="session")
def readers() -> Path:
    """The folder with the packages of those who read the exports."""
    return installed(*READERS)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A published copy of a few rows; its texts and dates are such as break files."""
    path = tmp_path / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in SMALL_COPY:
            connection.execute(statement)
    return path


SMALL_COPY = (
    "create schema facts",
    """create table facts.notes as select * from (values
        (1, 'a "b", c', date '2025-01-31', 1.50::decimal(18, 2), timestamp '2025-01-31 23:59:59'),
        (2, E'two\\nlines; ümläut 茶', null, null, null),
        (3, '', date '2025-02-01', -0.01, timestamp '1969-12-31 00:00:00'),
        (4, '\\N', date '2025-02-28', 0, null),
        (5, null, date '2025-02-28', 0, null)
    ) as notes (note_id, text, noted_date, amount, noted_at)""",
    "create table facts.dates as select unnest(range(date '2025-01-01', date '2025-03-01', "
    "interval 1 day))::date as date_day",
    "comment on column facts.notes.text is 'What was noted; 100 % of it isn''t true.'",
    "create table published as select 'b1' as build_id, date '2025-02-28' as as_of_date",
    """create table published_tables as select * from (values
        ('facts', 'notes', false, 'note_id', 'One row per note.'),
        ('facts', 'dates', false, 'date_day', 'One row per day.')
    ) as tables (schema_name, table_name, is_view, key_columns, description)""",
    """create table published_links as select 'facts' as schema_name, 'notes' as table_name,
        'noted_date' as column_name, 'facts' as to_schema, 'dates' as to_table,
        'date_day' as to_column, 0 as unmatched_rows""",
)
