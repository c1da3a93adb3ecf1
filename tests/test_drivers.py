"""The published copy opens in the DuckDB that drivers are made of, and says there what it says."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.warehouse import Warehouse
from tests.packages import installed, run_with

# The oldest that opens the copy, and the newest 1.x.
VERSIONS = ("1.2.2", "1.5.6")

# Asks for every table, view, column and comment, and for what stands in them. It runs in each
# version, so that it is a text.
READ_ALL = """
import json, sys, duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)


def rows(query):
    return connection.execute(query).fetchall()


found = {"version": duckdb.__version__, "tables": {}, "comments": {}}
relations = rows(
    "select schema_name, table_name, comment from duckdb_tables() union all "
    "select schema_name, view_name, comment from duckdb_views() where not internal order by all"
)
for schema, name, comment in relations:
    relation = f'"{schema}"."{name}"'
    columns = rows(
        "select column_name, data_type, comment from duckdb_columns() "
        f"where schema_name = '{schema}' and table_name = '{name}' order by column_index"
    )
    values = ", ".join(
        f'count("{column}"), min("{column}")::text, max("{column}")::text'
        for column, _, _ in columns
    )
    found["tables"][relation] = rows(f"select count(*), {values} from {relation}")
    found["comments"][relation] = [comment, *columns]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def expected(demo: Path) -> dict[str, Any]:
    """What the DuckDB of the project reads in the copy of the demo."""
    return read_all(Path(duckdb.__file__).parent.parent, Warehouse(demo).published_database)


def read_all(packages: Path, database: Path) -> dict[str, Any]:
    """What the DuckDB of a folder of packages reads in a copy."""
    return json.loads(run_with(packages, READ_ALL, database))


@pytest.mark.parametrize("version", VERSIONS)
def test_duckdb_1_reads_all_of_the_copy(
    version: str, demo: Path, expected: dict[str, Any]
) -> None:
    found = read_all(
        installed("--no-deps", f"duckdb=={version}"), Warehouse(demo).published_database
    )
    assert found.pop("version") == version
    assert len(found["tables"]) > 50
    assert found == {key: value for key, value in expected.items() if key != "version"}
