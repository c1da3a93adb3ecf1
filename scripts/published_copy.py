"""What the scripts that read published copies share: opening one, its keys, and SQL of names."""

import csv
import functools
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from scripts.warehouse import PROJECT_ROOT, Warehouse

REFERENCE = PROJECT_ROOT / "seeds" / "reference"
TOTALS = "_totals"

DASHBOARDS, METRICS, FACTS, QUALITY = "dashboards", "metrics", "facts", "quality"
# The schemas of the copy: who should read what.
SCHEMAS = {
    DASHBOARDS: "start here: the totals, with money in cents, and every metric by its name",
    METRICS: "every metric by period and dimension, with its exact parts; for analysts who cut",
    FACTS: "what happened, one row per thing, around `dates` and `customers`; for analysts",
    QUALITY: "how far the data and the scores can be trusted; for whoever looks after them",
}
# The schema with a view of every plain name, and with what the copy says of itself.
PLAIN = "main"
PUBLISHED = "published"


class CopyUnusable(Exception):
    """A file is no published copy that can be read; the message says why and what to do."""


def quoted(name: str) -> str:
    """A name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for SQL."""
    return "'" + text.replace("'", "''") + "'"


@functools.cache
def seed(name: str) -> list[dict[str, str]]:
    """The rows of a reference seed of the project."""
    with (REFERENCE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def schema_of(name: str, columns: Collection[str], meta: dict[str, Any]) -> str:
    """The schema in which a mart is published: what its meta names, or what its columns say."""
    if "schema" in meta:
        return meta["schema"]
    if name.endswith(TOTALS) or "metric_id" in columns:
        return DASHBOARDS
    return METRICS if "period_grain" in columns else FACTS


def copy_at(place: Path | str) -> Path:
    """The published copy at a place: the file itself, or that of the folder of a warehouse."""
    path = Path(place)
    return Warehouse(path).published_database if path.is_dir() else path


@contextmanager
def attached(**copies: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads published copies, each under the name of its argument.

    Raises:
        CopyUnusable: a file is not there, or is no published copy.
    """
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, path in copies.items():
            _attach(connection, path, name)
        yield connection


def schemas(connection: duckdb.DuckDBPyConnection, copy: str) -> dict[str, str]:
    """The schema of each table and view of a copy that is attached under a name.

    A copy from before there were schemas has them all in main; today main has their plain names.
    """
    rows = connection.execute(
        "select distinct table_name, schema_name from duckdb_columns() "
        f"where database_name = ? and not internal order by schema_name <> {literal(PLAIN)}",
        [copy],
    ).fetchall()
    return dict(rows)


@dataclass(frozen=True)
class PublishedColumn:
    """A column of a published copy."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str | None
    # 'schema.table.column' that it joins, None if none, and whether all of its values are there.
    joins: str | None
    is_matched: bool


@dataclass(frozen=True)
class PublishedTable:
    """A table or view of a published copy, as the copy itself tells it."""

    copy: str
    schema: str
    name: str
    is_view: bool
    key: list[str]
    description: str
    columns: list[PublishedColumn]

    @property
    def relation(self) -> str:
        """Its name for SQL."""
        return f"{quoted(self.copy)}.{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def order(self) -> str:
        """For SQL: the columns by which its rows always come in the same order."""
        return ", ".join(map(quoted, self.key or [column.name for column in self.columns]))

    @property
    def first_date(self) -> str | None:
        """The date that its rows are of; None if it has none."""
        return next((column.name for column in self.columns if column.data_type == "DATE"), None)


def published_tables(
    connection: duckdb.DuckDBPyConnection, copy: str, with_published: bool = False
) -> list[PublishedTable]:
    """All tables and views of a copy that is attached under a name, without plain names.

    with_published: also the table that says when it was published, and of what.

    Raises:
        CopyUnusable: the copy is of a time when it did not tell what it holds.
    """
    links = {
        (schema, table, column): (joins, unmatched == 0)
        for schema, table, column, joins, unmatched in _own_rows(
            connection,
            copy,
            "schema_name, table_name, column_name, "
            "to_schema || '.' || to_table || '.' || to_column, unmatched_rows",
            "published_links",
        )
    }
    columns: dict[tuple[str, str], list[PublishedColumn]] = {}
    for schema, table, *column in connection.execute(
        "select schema_name, table_name, column_name, data_type, is_nullable, comment "
        "from duckdb_columns() where database_name = ? and not internal "
        "order by schema_name, table_name, column_index",
        [copy],
    ).fetchall():
        link = links.get((schema, table, column[0]), (None, False))
        columns.setdefault((schema, table), []).append(PublishedColumn(*column, *link))
    rows = _own_rows(
        connection,
        copy,
        "schema_name, table_name, is_view, key_columns, description",
        "published_tables",
    )
    if with_published:
        rows.append((PLAIN, PUBLISHED, False, "", "One row: when this was published, and of what."))
    return [
        PublishedTable(
            copy, schema, name, is_view, key.split(", ") if key else [], description,
            columns[schema, name],
        )
        for schema, name, is_view, key, description in rows
    ]


def published_facts(connection: duckdb.DuckDBPyConnection, copy: str) -> dict[str, str | None]:
    """When a copy was published and of what, as texts."""
    answer = connection.execute(f"from {quoted(copy)}.published")
    names = [column[0] for column in answer.description]
    [row] = answer.fetchall()
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in zip(names, row, strict=True)
    }


def _own_rows(
    connection: duckdb.DuckDBPyConnection, copy: str, columns: str, table: str
) -> list[tuple]:
    """Rows of a table that a copy has of itself."""
    try:
        return connection.execute(
            f"select {columns} from {quoted(copy)}.{quoted(PLAIN)}.{table} order by all"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise CopyUnusable(
            f"The copy has no table {table}, so it is of an older version of the project. Publish "
            "it again: make build."
        ) from error


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Opens a published copy for reading."""
    if not path.is_file():
        raise CopyUnusable(
            f"{path} is not there. Name a published copy, such as warehouse/engagement.duckdb, or "
            "the folder of a warehouse; make build writes it."
        )
    options = "(read_only, type duckdb)"
    try:
        connection.execute(f"attach {literal(str(path))} as {quoted(name)} {options}")
    except duckdb.Error as error:
        raise CopyUnusable(_reason(path, str(error))) from error
    [(is_published,)] = connection.execute(
        "select count(*) > 0 from duckdb_tables() where database_name = ? "
        "and table_name = 'published'",
        [name],
    ).fetchall()
    if not is_published:
        raise CopyUnusable(
            f"{path} has no table 'published', so it is no published copy (build.duckdb is none). "
            "Name the engagement.duckdb of a warehouse."
        )


def _reason(path: Path, message: str) -> str:
    """Why a file cannot be opened, and what to do."""
    if "not a valid DuckDB database" in message:
        return f"{path} is no DuckDB file. Name the engagement.duckdb of a warehouse."
    if "version number" in message or "storage version" in message:
        return (
            f"{path} was written by another version of DuckDB than {duckdb.__version__}, which "
            "cannot read it. Build that state of the project again with the DuckDB of today."
        )
    if "lock" in message:
        return f"{path} is open in a program that writes to it. Close that program."
    return f"{path} cannot be opened: {message.splitlines()[0]}"


@functools.cache
def declared_keys() -> dict[str, list[str]]:
    """The key of each mart, as its YAML declares it; a totals view has that of its table."""
    keys = {}
    for path in sorted(PROJECT_ROOT.glob("models/marts/*/*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            key = _key_of_the_model(model)
            if key:
                keys[model["name"]] = key
                keys.setdefault(f"{model['name']}{TOTALS}", key)
    return keys


def _key_of_the_model(model: dict) -> list[str]:
    """The primary key of a model's YAML; of a mart without an index the key in its meta."""
    for constraint in model.get("constraints") or []:
        if constraint["type"] == "primary_key":
            return list(constraint["columns"])
    single = [
        column["name"]
        for column in model.get("columns") or []
        if "primary_key" in [constraint["type"] for constraint in column.get("constraints") or []]
    ]
    return single or list((model.get("config") or {}).get("meta", {}).get("key") or [])
