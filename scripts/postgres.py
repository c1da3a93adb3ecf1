"""Copies the published copy into PostgreSQL: `python -m scripts.postgres --url postgresql://...
[--reader role] [--warehouse W]`.

Everything happens in one transaction: the tables are written to new schemas, with keys, links,
comments and rights, and these take the names of the old ones. Whatever goes wrong, and whoever
reads meanwhile, the old state stays whole. Exit codes: 0 copied; 1 not copied; 2 an argument is
wrong; 130 interrupted.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb
from tqdm import tqdm

from scripts.export import EXTRA_PACKAGES
from scripts.published_copy import (
    DASHBOARDS,
    PLAIN,
    SCHEMAS,
    CopyUnusable,
    PublishedColumn,
    PublishedTable,
    attached,
    copy_at,
    literal,
    published_tables,
    quoted,
)
from scripts.warehouse import DEFAULT_WAREHOUSE, INTERRUPTED

if TYPE_CHECKING:
    import psycopg

# What PostgreSQL calls the types that it does not know under DuckDB's name.
TYPES = {"DOUBLE": "double precision", "VARCHAR": "text", "HUGEINT": "numeric"}
# The comment that tells our schemas from those of others.
MADE_BY = "Written by make postgres of the engagement warehouse: "
NEW, OLD = "__new", "__old"
# How long the removal of the old tables waits for those who still read them.
PATIENCE = "10s"
CHUNK_BYTES = 1 << 20
# Rows of DuckDB as text: a null is \N without quotes, so that no text can be one.
AS_TEXT = r"""format csv, header false, delimiter ',', quote '"', escape '"', nullstr '\N'"""
FROM_TEXT = r"""format csv, header false, delimiter ',', quote '"', escape '"', null '\N'"""


class CopyFailed(Exception):
    """Nothing was copied; the message says why and what to do."""


def copy_to_postgres(warehouse: Path | str, url: str, reader: str | None = None) -> tuple[int, int]:
    """Copies the published copy of a warehouse; returns how many tables and rows that were.

    Args:
        warehouse: folder of the warehouse, or the copy itself.
        url: address of the database, as libpq takes it.
        reader: a role that may read everything afterwards.

    Raises:
        CopyUnusable: there is no copy that can be read.
        CopyFailed: nothing was copied, the old state stays.
    """
    try:
        import psycopg
    except ImportError as error:
        raise CopyFailed(
            f"PostgreSQL needs the packages of {EXTRA_PACKAGES}: make postgres installs them, or "
            f".venv/bin/pip install -r {EXTRA_PACKAGES}."
        ) from error
    # What it says of a server that went away is said once, by us.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    path = copy_at(warehouse)
    with attached(copy=path) as source:
        tables = published_tables(source, "copy", with_published=True)
        schemas = sorted({table.schema for table in tables} - {PLAIN} | {DASHBOARDS})
        try:
            with psycopg.connect(url, connect_timeout=10) as target:
                rows = _copied(source, target, tables, schemas, reader)
            with psycopg.connect(url, connect_timeout=10, autocommit=True) as target:
                # What stays for now, because somebody reads it, is removed the next time.
                _remove_old(target, schemas)
        except psycopg.Error as error:
            raise CopyFailed(_explained(error, url, reader)) from error
        except duckdb.Error as error:
            reason = str(error).splitlines()[0].rstrip(".")
            raise CopyFailed(f"{path} could not be read: {reason}. Publish it again.") from error
    return len(tables), rows


def _copied(
    source: duckdb.DuckDBPyConnection,
    target: psycopg.Connection,
    tables: Sequence[PublishedTable],
    schemas: Sequence[str],
    reader: str | None,
) -> int:
    """Writes everything in the transaction of the connection; returns the number of rows."""
    target.execute(f"set local lock_timeout = '{PATIENCE}'")
    # Two copies at a time would take each other's names.
    target.execute("select pg_advisory_xact_lock(hashtext('engagement warehouse'))")
    _check_schemas(target, schemas)
    for schema in schemas:
        target.execute(f"create schema {quoted(schema + NEW)}")
        target.execute(
            f"comment on schema {quoted(schema + NEW)} is {literal(MADE_BY + SCHEMAS[schema])}"
        )
    stored = [table for table in tables if not table.is_view]
    rows = 0
    with tqdm(
        total=_rows(source, stored), unit="row", unit_scale=True, desc="Copying", leave=False,
        disable=None,
    ) as bar:
        for table in stored:
            rows += _write_table(source, target, table)
            bar.update(rows - bar.n)
    for table in _in_order_of_reading(source, tables):
        target.execute(_view_sql(source, table))
    _write_links(target, stored)
    for table in tables:
        _write_comments(target, table)
    if reader:
        for schema in schemas:
            name = quoted(schema + NEW)
            target.execute(f"grant usage on schema {name} to {quoted(reader)}")
            target.execute(f"grant select on all tables in schema {name} to {quoted(reader)}")
    _swap(target, schemas)
    return rows


def _check_schemas(target: psycopg.Connection, schemas: Sequence[str]) -> None:
    """Raises if a schema is of somebody else, or is read by a view that would stay behind."""
    found = dict(
        target.execute(
            "select nspname, obj_description(oid, 'pg_namespace') from pg_namespace "
            "where nspname = any(%s)",
            [[schema + ending for schema in schemas for ending in ("", NEW, OLD)]],
        ).fetchall()
    )
    for schema, comment in sorted(found.items()):
        if not (comment or "").startswith(MADE_BY):
            raise CopyFailed(
                f"The database has a schema {schema} that make postgres did not write. Name "
                "another database, or rename that schema."
            )
    for schema in found:
        if schema.endswith(OLD):
            target.execute(f"drop schema {quoted(schema)} cascade")
    readers = target.execute(
        """
        select distinct outer_space.nspname || '.' || outer_class.relname,
            inner_space.nspname || '.' || inner_class.relname
        from pg_depend
        inner join pg_rewrite on pg_rewrite.oid = pg_depend.objid
        inner join pg_class as outer_class on outer_class.oid = pg_rewrite.ev_class
        inner join pg_namespace as outer_space on outer_space.oid = outer_class.relnamespace
        inner join pg_class as inner_class on inner_class.oid = pg_depend.refobjid
        inner join pg_namespace as inner_space on inner_space.oid = inner_class.relnamespace
        where pg_depend.classid = 'pg_rewrite'::regclass
            and pg_depend.refclassid = 'pg_class'::regclass
            and inner_space.nspname = any(%(ours)s) and not outer_space.nspname = any(%(ours)s)
        order by 1, 2
        """,
        {"ours": [*schemas]},
    ).fetchall()
    if readers:
        view, table = readers[0]
        raise CopyFailed(
            f"The view {view} reads {table}, and would go on reading the tables of before. Drop "
            "it, run make postgres, and create it again."
        )


def _rows(source: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable]) -> int:
    """How many rows there are to copy."""
    counts = " + ".join(f"(select count(*) from {table.relation})" for table in tables)
    return source.execute(f"select {counts or 0}").fetchall()[0][0]


def _write_table(
    source: duckdb.DuckDBPyConnection, target: psycopg.Connection, table: PublishedTable
) -> int:
    """Writes one table with its rows and its key; returns the number of rows."""
    columns = ", ".join(
        f"{quoted(column.name)} {_type(column)}{'' if column.is_nullable else ' not null'}"
        for column in table.columns
    )
    name = _new_name(table)
    target.execute(f"create table {name} ({columns})")
    with target.cursor() as cursor:
        with (
            _rows_as_text(source, table) as chunks,
            cursor.copy(f"copy {name} from stdin with ({FROM_TEXT})") as stream,
        ):
            for chunk in chunks:
                stream.write(chunk)
        rows = cursor.rowcount
    if table.key:
        key = ", ".join(map(quoted, table.key))
        target.execute(f"alter table {name} add primary key ({key})")
    # Without statistics of the new rows the first questions would be slow.
    target.execute(f"analyze {name}")
    return rows


def _type(column: PublishedColumn) -> str:
    """The type of a column in PostgreSQL."""
    return TYPES.get(column.data_type, column.data_type)


def _new_name(table: PublishedTable) -> str:
    """The name of a table while it is written, for SQL."""
    # What main says of the copy stands among the dashboards: PostgreSQL has no plain names.
    schema = DASHBOARDS if table.schema == PLAIN else table.schema
    return f"{quoted(schema + NEW)}.{quoted(table.name)}"


@contextmanager
def _rows_as_text(
    source: duckdb.DuckDBPyConnection, table: PublishedTable
) -> Iterator[Iterator[bytes]]:
    """The rows of a table as text, in chunks: DuckDB writes into a pipe that is read here."""
    texts = ", ".join(
        quoted(column.name) for column in table.columns if column.data_type == "VARCHAR"
    )
    forced = f", force_quote ({texts})" if texts else ""
    reading, writing = os.pipe()
    failures: list[duckdb.Error] = []

    def write() -> None:
        try:
            source.cursor().execute(
                f"copy (select * from {table.relation} order by {table.order}) "
                f"to '/dev/fd/{writing}' ({AS_TEXT}, use_tmp_file false{forced})"
            )
        except duckdb.Error as error:
            failures.append(error)
        finally:
            os.close(writing)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with os.fdopen(reading, "rb") as rows:
            yield iter(lambda: rows.read(CHUNK_BYTES), b"")
    finally:
        # Also where PostgreSQL went away: nobody reads any more, which ends the writing.
        writer.join()
    if failures:
        raise failures[0]


def _in_order_of_reading(
    source: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable]
) -> list[PublishedTable]:
    """The views, in the order in which they were made: one may read another."""
    order = dict(
        source.execute(
            "select schema_name || '.' || view_name, view_oid from duckdb_views() "
            "where database_name = 'copy'"
        ).fetchall()
    )
    views = [table for table in tables if table.is_view]
    return sorted(views, key=lambda table: order[f"{table.schema}.{table.name}"])


def _view_sql(source: duckdb.DuckDBPyConnection, table: PublishedTable) -> str:
    """The view of the copy in PostgreSQL's words, on the new tables."""
    [(sql,)] = source.execute(
        "select sql from duckdb_views() where database_name = 'copy' and schema_name = ? "
        "and view_name = ?",
        [table.schema, table.name],
    ).fetchall()
    body = sql.split(" AS ", 1)[1]
    schemas = "|".join(map(re.escape, SCHEMAS))
    # Texts stay as they are: what stands between quotes is no name.
    pieces = re.split(r"('(?:[^']|'')*')", body)
    for place in range(0, len(pieces), 2):
        named = re.sub(rf'(?<![\w".])"?({schemas})"?\.', rf'"\1{NEW}".', pieces[place])
        # A cast has the type of the column that it stands for: PostgreSQL brings a filter into the
        # branches of a union only if all of them have the same type.
        pieces[place] = re.sub(
            rf"(?i)\bAS ({'|'.join(TYPES)})\b", lambda cast: f"AS {TYPES[cast[1].upper()]}", named
        )
    return f"create view {_new_name(table)} as {''.join(pieces)}"


def _write_links(target: psycopg.Connection, tables: Sequence[PublishedTable]) -> None:
    """Declares the links of which all values are there as foreign keys: tools draw a star of them.

    A link that finds no partner for some rows is none: a tool that trusts it would lose those.
    """
    for table in tables:
        for column in table.columns:
            if column.joins and column.is_matched:
                schema, name, key = column.joins.split(".")
                target.execute(
                    f"alter table {_new_name(table)} add foreign key ({quoted(column.name)}) "
                    f"references {quoted(schema + NEW)}.{quoted(name)} ({quoted(key)})"
                )


def _write_comments(target: psycopg.Connection, table: PublishedTable) -> None:
    """Writes the comments of a table and its columns."""
    kind = "view" if table.is_view else "table"
    target.execute(
        f"comment on {kind} {_new_name(table)} is {literal(table.description)}"
    )
    for column in table.columns:
        if column.comment:
            target.execute(
                f"comment on column {_new_name(table)}.{quoted(column.name)} "
                f"is {literal(column.comment)}"
            )


def _swap(target: psycopg.Connection, schemas: Sequence[str]) -> None:
    """Gives the new schemas the names of the old ones, which stay aside for those who read them."""
    there = {
        name
        for (name,) in target.execute(
            "select nspname from pg_namespace where nspname = any(%s)", [[*schemas]]
        ).fetchall()
    }
    for schema in schemas:
        if schema in there:
            target.execute(f"alter schema {quoted(schema)} rename to {quoted(schema + OLD)}")
        target.execute(f"alter schema {quoted(schema + NEW)} rename to {quoted(schema)}")


def _remove_old(target: psycopg.Connection, schemas: Sequence[str]) -> None:
    """Removes the old tables; what is read for long stays until the next time."""
    import psycopg

    target.execute(f"set lock_timeout = '{PATIENCE}'")
    for schema in schemas:
        try:
            target.execute(f"drop schema if exists {quoted(schema + OLD)} cascade")
        except psycopg.errors.LockNotAvailable:
            print(
                f"Somebody still reads the tables of before in {schema}: they stay in "
                f"{schema + OLD} until make postgres runs again.",
                file=sys.stderr,
            )


def _explained(error: psycopg.Error, url: str, reader: str | None) -> str:
    """Why PostgreSQL refused, and what to do; never with the password of the address."""
    parts = urlsplit(url)
    place = f"{parts.hostname or 'the local server'}{parts.path}"
    reason = " ".join(str(error).split()).rstrip(".?")
    if parts.password:
        reason = reason.replace(parts.password, "***")
    state = error.sqlstate or ""
    if state == "42704" and reader:
        return (
            f"The role {reader!r} that shall read is not in {place}. Create it (create role "
            f"{quoted(reader)} login), or name another as READER."
        )
    if state == "55P03":
        return (
            f"Another make postgres runs in {place}, or somebody still reads what it should "
            "remove. The old state stays. Try again later."
        )
    if state == "42501":
        return (
            f"{parts.username or 'The user'} may not do that in {place}: {reason}. Grant it, grant "
            "create on database, or take the owner of the database and of its schemas."
        )
    if state == "53100":
        return f"The disk of {place} is full: {reason}. The old state stays. Make room there."
    if not state or state.startswith(("08", "57")):
        return (
            f"{place} cannot be reached, or went away: {reason}. The old state stays. Check URL, "
            "postgresql://user:password@host:5432/database, and the server."
        )
    return f"{place} refused: {reason}. The old state stays."


def check_url(url: str | None) -> str:
    """The address of the database.

    Raises:
        ValueError: it is none.
    """
    example = "postgresql://user:password@host:5432/database"
    if not url:
        raise ValueError(f"URL is missing: name a database, such as {example}.")
    try:
        scheme, _ = urlsplit(url).scheme, urlsplit(url).port
    except ValueError as error:
        raise ValueError(f"URL is no address of a database: {error}. Write {example}.") from error
    if scheme not in ("postgresql", "postgres"):
        raise ValueError(f"URL does not begin with postgresql://. Write it as {example}.")
    return url


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.postgres", description="Copy the published copy into PostgreSQL."
    )
    parser.add_argument("--url", help="postgresql://user:password@host:5432/database")
    parser.add_argument("--reader", help="a role that may read everything afterwards")
    parser.add_argument(
        "--warehouse",
        type=lambda folder: Path(folder) if folder else DEFAULT_WAREHOUSE,
        default=DEFAULT_WAREHOUSE,
        help="folder of the warehouse, or its published copy (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    try:
        url = check_url(options.url)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    try:
        tables, rows = copy_to_postgres(options.warehouse, url, options.reader)
    except (CopyUnusable, CopyFailed) as error:
        print(f"Not copied. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Not copied: interrupted. The old state stays.", file=sys.stderr)
        return INTERRUPTED
    print(
        f"Copied {tables} tables and views with {rows:,} rows to PostgreSQL, into the schemas "
        f"{', '.join(sorted(SCHEMAS))}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
