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
from tests.raw_folder import RawFolder

warehouses.collect_garbage_rarely()


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


# To parse the project takes longer than most tests. A test whose vars change nothing that dbt
# looks at while it parses gives run_dbt one of these; a test of vars parses for itself.


@pytest.fixture(scope="session")
def manifest_for_files(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project, parsed once for all folders of raw files."""
    return parsed(tmp_path_factory.mktemp("parsed"), raw_files="nowhere")


@pytest.fixture(scope="session")
def manifest_for_schema(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project, parsed once for raw tables in the schema `shop` of the database."""
    return parsed(tmp_path_factory.mktemp("parsed"), raw_schema="shop")


def parsed(warehouse: Path, **variables: Any) -> Manifest:
    """The project as dbt parses it with these vars."""
    run = warehouses.run_dbt(["parse"], warehouse, variables=variables)
    assert run.success, run.failures()
    return run.result


@pytest.fixture
def raw(tmp_path: Path, manifest_for_files: Manifest) -> RawFolder:
    """An empty folder of raw files."""
    return RawFolder(tmp_path, manifest_for_files)
