"""Writes the published copy: what it holds, in which schema, and in which form it is shown.

A mart of the build becomes a table or view of the schema that says who should read it, and a view
of its plain name in `main`. Its key, ids and date stand before the other columns. In the totals of
`dashboards` money is rounded to the cents of the base currency; everywhere else it is exact. All of
that follows from names and types, so that a new mart needs no line here.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import yaml
from babel.numbers import get_currency_precision

from scripts.published_copy import DASHBOARDS, FACTS, PLAIN, literal, quoted, schema_of
from scripts.warehouse import PROJECT_ROOT, Warehouse

# The macro note_build() writes the table when a dbt command begins to write models.
LAST_BUILD_ID = "select build_id from {}"

COPY = "published_copy"

# The type that macros/metrics/money_type.sql gives to sums of money.
MONEY = "DECIMAL(38,14)"
CALENDAR = "dates"

# What the copy says of itself: column, type, comment.
PUBLISHED = (
    "One row: when this copy was published, and of what.",
    [
        ("published_at", "timestamp with time zone", "When this copy was written."),
        ("build_id", "varchar", "dbt's invocation id of the build that this is a copy of."),
        ("as_of_date", "date", "The data's own last day; later days are not complete."),
        ("dbt_version", "varchar", "Version of dbt that built it."),
        ("project_version", "varchar", "Version of the project that built it."),
    ],
)
PUBLISHED_VARS = (
    "One row per var and value that it took: the values of the first copy, and every change since.",
    [
        ("published_at", "timestamp with time zone", "When the first copy with it was written."),
        ("build_id", "varchar", "dbt's invocation id of the build of that copy."),
        ("as_of_date", "date", "The data's own last day at that time."),
        ("var_name", "varchar", "The var; those that name places of the company are not here."),
        ("value", "varchar", "Its value as JSON."),
    ],
)
# How many changes of vars a copy tells: the latest ones.
MOST_CHANGES = 100
PUBLISHED_TABLES = (
    "One row per table and view of this copy: its schema, its key and what one row of it is.",
    [
        ("schema_name", "varchar", "Its schema, which says who should read it."),
        ("table_name", "varchar", "Its name; main has a view of that name, too."),
        ("is_view", "boolean", "Whether it is a view."),
        ("key_columns", "varchar", "The columns that tell its rows apart, with commas between."),
        ("description", "varchar", "What one row is."),
    ],
)
PUBLISHED_LINKS = (
    "One row per column that joins another table: the calendar, the customers, or the table whose "
    "key it names.",
    [
        ("schema_name", "varchar", "Schema of the table that has the column."),
        ("table_name", "varchar", "Table that has the column."),
        ("column_name", "varchar", "The column."),
        ("to_schema", "varchar", "Schema of the table that it joins."),
        ("to_table", "varchar", "Table that it joins."),
        ("to_column", "varchar", "Key of the table that it joins."),
        ("unmatched_rows", "bigint", "Rows with a value that the other table does not have."),
    ],
)


class PublishRefused(Exception):
    """The build is not one that may be published; the message says why and what to do."""


@dataclass(frozen=True)
class Column:
    """A column as it is published."""

    name: str
    data_type: str
    description: str
    is_required: bool
    # Whether it joins the mart whose key has its name.
    is_link: bool = True
    # SQL of its value, if it is not shown as it is in the build.
    shown_as: str | None = None


@dataclass(frozen=True, eq=False)
class Mart:
    """A mart as it is published."""

    node: dict[str, Any]
    schema: str
    is_view: bool
    key: list[str]
    columns: list[Column]

    @property
    def name(self) -> str:
        """Its name in the build and in the copy."""
        return self.node["alias"]

    @property
    def relation(self) -> str:
        """Its name for SQL."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def select_list(self) -> str:
        """Its columns for SQL that reads it from the build."""
        return ", ".join(
            f"{column.shown_as} as {quoted(column.name)}" if column.shown_as
            else quoted(column.name)
            for column in self.columns
        )


@dataclass(frozen=True)
class Link:
    """A column that joins the key of another mart."""

    mart: Mart
    column: str
    to: Mart
    to_column: str


def public_marts(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The manifest's nodes that are published, sorted by their name in the database."""
    return sorted(
        (
            node
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model"
            and node["access"] == "public"
            and node["config"]["materialized"] != "ephemeral"
        ),
        key=lambda node: node["alias"],
    )


def primary_key(mart: dict[str, Any]) -> list[str]:
    """The columns of a mart's primary key, from the constraints of the model or of a column."""
    for constraint in mart.get("constraints") or []:
        if constraint["type"] == "primary_key":
            return list(constraint["columns"])
    return [
        column["name"]
        for column in mart["columns"].values()
        if "primary_key" in _constraint_types(column)
    ]


def write_copy(path: Path, place: Warehouse, manifest: dict[str, Any], storage: str) -> None:
    """Writes the published copy to a new file.

    storage: the version of DuckDB whose format it has.

    Raises:
        PublishRefused: the build database is in use, of another build, or without any row.
    """
    nodes = public_marts(manifest)
    # The views of the build name its database; it must go by the name it has there.
    build = nodes[0]["database"] if nodes else place.build_database.stem
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"set temp_directory = {literal(f'{path}.tmp')}")
        connection.execute(
            f"attach {literal(str(path))} as {COPY} (storage_version {literal(storage)})"
        )
        connection.execute(f"use {COPY}")
        _attach(connection, place.build_database, build)
        _check_is_the_last_build(connection, manifest)
        _check_loses_no_data(connection, manifest, place.published_database)
        marts = _marts(connection, manifest)
        for schema in sorted({mart.schema for mart in marts}):
            connection.execute(f"create schema {quoted(schema)}")
        for mart in marts:
            if not mart.is_view:
                _write_table(connection, mart)
        published = _write_published(connection, manifest)
        _write_vars(connection, manifest, published, _rows_of_vars(place.published_database))
        connection.execute(f"detach {quoted(build)}")
        # One transaction: the disk need not confirm each of some thousand comments.
        connection.begin()
        # Without the build, so that a view of what is not published fails here, not at its reader.
        _write_views(connection, marts)
        links = _links(marts)
        for mart in marts:
            _write_plain_name(connection, mart)
            _write_comments(connection, mart, links)
        _write_contents(connection, marts, links)
        connection.commit()
        connection.execute(f"checkpoint {COPY}")


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Opens the build database for reading."""
    try:
        connection.execute(f"attach {literal(str(path))} as {quoted(name)} (read_only)")
    except duckdb.IOException as error:
        raise PublishRefused(
            f"{path} cannot be opened: {str(error).splitlines()[0]}. Nobody but dbt may open it: "
            "close the other program and run make publish."
        ) from error


def _check_is_the_last_build(
    connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]
) -> None:
    """Raises if another dbt command wrote models since, with its artifacts in another folder."""
    build_audit = _relation(manifest, "build_audit")
    last_build = build_audit.replace("build_audit", "last_build")
    [(build_id,)] = connection.execute(LAST_BUILD_ID.format(last_build)).fetchall()
    if build_id != manifest["metadata"]["invocation_id"]:
        raise PublishRefused(
            f"The database is of another build ({build_id}) than dbt's results beside it. "
            "Run make build."
        )


def _check_loses_no_data(
    connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any], published_database: Path
) -> None:
    """Raises if no raw table has a row, and a copy with data would be replaced by an empty one."""
    build_audit = _relation(manifest, "build_audit")
    build_id = manifest["metadata"]["invocation_id"]
    [(raw_rows,)] = connection.execute(
        f"select coalesce(sum(raw_rows), 0) from {build_audit} where build_id = ?", [build_id]
    ).fetchall()
    if raw_rows > 0 or not published_database.exists():
        return
    with duckdb.connect(str(published_database), read_only=True) as published:
        [(as_of_date,)] = published.execute("select as_of_date from published").fetchall()
    if as_of_date is not None:
        raise PublishRefused(
            f"No raw table has a row, but {published_database} has data up to {as_of_date}. Name "
            "the folder with your raw tables as RAW, or remove that file first."
        )


def _marts(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> list[Mart]:
    """All marts of the build, in the form in which they are published."""
    catalog = _relation(manifest, "metric_catalog")
    rows = connection.execute(f"select metric_id from {catalog} where unit = 'currency'").fetchall()
    money = [metric for (metric,) in rows]
    digits = _digits_of_money(connection, manifest)
    found = []
    for node in public_marts(manifest):
        owner = _owner(node, manifest)
        schema = schema_of(node["alias"], node["columns"], node["config"]["meta"])
        key = primary_key(owner) or owner["config"]["meta"].get("key") or []
        types = connection.execute(
            f"select column_name, column_type from (describe {node['relation_name']})"
        ).fetchall()
        columns = [
            _column(owner, name, data_type, money, digits if schema == DASHBOARDS else None)
            for name, data_type in types
        ]
        is_view = node["config"]["materialized"] == "view"
        found.append(Mart(node, schema, is_view, key, _in_order(columns, key)))
    return found


def _owner(node: dict[str, Any], manifest: dict[str, Any]) -> dict[str, Any]:
    """The model that describes the columns: a view that lists none has those of what it reads."""
    if not node["columns"] and len(node["depends_on"]["nodes"]) == 1:
        return manifest["nodes"][node["depends_on"]["nodes"][0]]
    return node


def _digits_of_money(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> int:
    """How many decimals an amount of the base currency is written with: 2 of EUR, 0 of JPY."""
    [(variables,)] = connection.execute(
        f"select max_by(vars, built_at) from {_relation(manifest, 'build_audit')}"
    ).fetchall()
    return get_currency_precision(json.loads(variables)["base_currency"])


def _column(
    owner: dict[str, Any], name: str, data_type: str, money: Sequence[str], digits: int | None
) -> Column:
    """A column as it is published.

    money: the metrics that are amounts. digits: to how many decimals amounts are rounded; None =
    they are shown as they are.
    """
    documented = owner["columns"].get(name, {})
    description = (documented.get("description") or "").strip()
    is_required = "not_null" in _constraint_types(documented)
    shown_as = None
    # A value of a table of many metrics stays what its numerator and denominator make.
    if digits is not None and "metric_id" not in owner["columns"]:
        if data_type == MONEY:
            shown_as = f"cast(round({quoted(name)}, {digits}) as decimal(38, {digits}))"
            data_type = f"DECIMAL(38,{digits})"
        elif data_type == "DOUBLE" and name in money:
            # Rounded as a decimal: PostgreSQL, where the views are made anew, rounds no double.
            exact = f"cast({quoted(name)} as decimal(38, 14))"
            shown_as = f"cast(round({exact}, {digits}) as double)"
    if shown_as:
        description += f" Money is rounded here to {digits} decimals."
    is_link = documented.get("config", {}).get("meta", {}).get("is_link", True)
    return Column(name, data_type, description, is_required, is_link, shown_as)


def _in_order(columns: Sequence[Column], key: Sequence[str]) -> list[Column]:
    """The columns with the key, the ids and the date of the row before all others.

    The others stay as the YAML has them: of a metrics table the parts, then the metrics.
    """
    date = next((column for column in columns if column.data_type == "DATE"), None)

    def rank(column: Column) -> tuple[int, int]:
        if column.name in key:
            return 0, key.index(column.name)
        if column.name.endswith("_id"):
            return 1, 0
        return (2 if column is date else 3), 0

    return sorted(columns, key=rank)


def _links(marts: Sequence[Mart]) -> list[Link]:
    """Which columns join which marts: by the names of keys, and every date joins the calendar."""
    by_name = {mart.name: mart for mart in marts}
    keys: dict[str, list[Mart]] = {}
    for mart in marts:
        if len(mart.key) == 1 and mart.schema == FACTS:
            keys.setdefault(mart.key[0], []).append(mart)
    links = []
    for mart in marts:
        for column in mart.columns:
            target = _target(column, by_name, keys)
            if target is not None and target is not mart:
                links.append(Link(mart, column.name, target, target.key[0]))
    return links


def _target(
    column: Column, by_name: dict[str, Mart], keys: dict[str, list[Mart]]
) -> Mart | None:
    """The mart that a column joins; None if there is none, or if the name does not say which."""
    if not column.is_link:
        return None
    if column.data_type == "DATE":
        return by_name.get(CALENDAR)
    named = by_name.get(f"{column.name.removesuffix('_id')}s")
    having = keys.get(column.name, [])
    if named in having:
        return named
    return having[0] if len(having) == 1 else None


def _write_table(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    """Writes one mart as a table: types of the build, keys of the manifest.

    The rows are in the order of the key, so that the same input gives the same content.
    """
    definitions = [
        f"{quoted(column.name)} {column.data_type}{' not null' if column.is_required else ''}"
        for column in mart.columns
    ]
    constraint = primary_key(mart.node)
    if constraint:
        definitions.append(f"primary key ({_column_list(constraint)})")
    order = _column_list(mart.key or [column.name for column in mart.columns])
    connection.execute(f"create table {mart.relation} ({', '.join(definitions)})")
    connection.execute(
        f"insert into {mart.relation} select {mart.select_list} "
        f"from {mart.node['relation_name']} order by {order}"
    )


def _write_views(connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart]) -> None:
    """Writes the marts that are views as views of the published marts, each after those it reads.
    """
    by_id = {mart.node["unique_id"]: mart for mart in marts}
    order = TopologicalSorter(
        {mart.node["unique_id"]: mart.node["depends_on"]["nodes"] for mart in marts}
    )
    for unique_id in order.static_order():
        mart = by_id.get(unique_id)
        if mart is None or not mart.is_view:
            continue
        sql = mart.node["compiled_code"]
        for parent in mart.node["depends_on"]["nodes"]:
            if parent in by_id:
                published = by_id[parent]
                sql = sql.replace(published.node["relation_name"], published.relation)
        connection.execute(
            f"create view {mart.relation} as select {mart.select_list} from ({sql}) as built"
        )


def _write_plain_name(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    """Writes the view that has a mart's name without its schema."""
    connection.execute(
        f"create view {PLAIN}.{quoted(mart.name)} as select * from {mart.relation}"
    )


def _write_comments(
    connection: duckdb.DuckDBPyConnection, mart: Mart, links: Sequence[Link]
) -> None:
    """Writes the descriptions of a mart and its columns, also for its plain name."""
    joins = {
        link.column: f" Joins {link.to.schema}.{link.to.name}."
        for link in links
        if link.mart is mart
    }
    kind = "view" if mart.is_view else "table"
    for kind, relation in ((kind, mart.relation), ("view", f"{PLAIN}.{quoted(mart.name)}")):
        _comment(connection, f"{kind} {relation}", mart.node["description"])
        for column in mart.columns:
            text = column.description + joins.get(column.name, "")
            _comment(connection, f"column {relation}.{quoted(column.name)}", text)


def _write_published(
    connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]
) -> tuple[Any, ...]:
    """Writes the one row that says what this copy is, and returns it."""
    as_of_date = f"select as_of_date from {_relation(manifest, 'int_as_of_date')}"
    metadata = manifest["metadata"]
    row = (
        datetime.now(UTC),
        metadata["invocation_id"],
        # Null where the data holds no activity at all.
        connection.execute(as_of_date).fetchall()[0][0],
        metadata["dbt_version"],
        _project()["version"],
    )
    _write_rows(connection, "published", PUBLISHED, [row])
    return row


def _project() -> dict[str, Any]:
    """dbt_project.yml."""
    return yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))


def _rows_of_vars(published_database: Path) -> list[tuple[Any, ...]]:
    """What the copy that is replaced tells of vars; nothing if there is none, or an older one."""
    if not published_database.exists():
        return []
    try:
        with duckdb.connect(str(published_database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            names = ", ".join(name for name, _, _ in PUBLISHED_VARS[1])
            return connection.execute(f"select {names} from {PLAIN}.published_vars").fetchall()
    except duckdb.Error:
        return []


def _write_vars(
    connection: duckdb.DuckDBPyConnection,
    manifest: dict[str, Any],
    published: tuple[Any, ...],
    before: Sequence[tuple[Any, ...]],
) -> None:
    """Writes the vars of the build and their latest changes [published-vars].

    published: the row of the table of that name. before: the rows of the copy that is replaced.
    """
    [(in_force,)] = connection.execute(
        f"select any_value(vars) from {_relation(manifest, 'build_audit')} where build_id = ?",
        [manifest["metadata"]["invocation_id"]],
    ).fetchall()
    declared = _project()["vars"]["declared_vars"]
    values = {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True)
        for name, value in json.loads(in_force or "{}").items()
        if name in declared and not declared[name].get("private")
    }
    # A var that is gone, or private now, takes its history with it.
    rows = sorted((row for row in before if row[3] in values), key=lambda row: (row[0], row[3]))
    latest = {name: value for *_, name, value in rows}
    rows += [
        (*published[:3], name, value)
        for name, value in sorted(values.items())
        if latest.get(name) != value
    ]
    # Of too many the oldest go; what follows is then the first known value of its var.
    known = Counter(row[3] for row in rows)
    for row in list(rows):
        if len(rows) - len(known) > MOST_CHANGES and known[row[3]] > 1:
            rows.remove(row)
            known[row[3]] -= 1
    _write_rows(connection, "published_vars", PUBLISHED_VARS, rows)


def _write_contents(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart], links: Sequence[Link]
) -> None:
    """Writes which tables there are, and which columns join them."""
    tables = [
        (mart.schema, mart.name, mart.is_view, ", ".join(mart.key), mart.node["description"])
        for mart in marts
    ]
    _write_rows(connection, "published_tables", PUBLISHED_TABLES, sorted(tables))
    rows = [
        (
            link.mart.schema, link.mart.name, link.column,
            link.to.schema, link.to.name, link.to_column,
            _unmatched_rows(connection, link),
        )
        for link in links
    ]
    _write_rows(connection, "published_links", PUBLISHED_LINKS, sorted(rows))


def _unmatched_rows(connection: duckdb.DuckDBPyConnection, link: Link) -> int:
    """How many rows of a mart have a value that the mart that they join does not have."""
    column, to_column = quoted(link.column), quoted(link.to_column)
    [(rows,)] = connection.execute(
        f"select count(*) from {link.mart.relation} as here "
        f"anti join {link.to.relation} as there on here.{column} = there.{to_column} "
        f"where here.{column} is not null"
    ).fetchall()
    return rows


def _write_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    described: tuple[str, list[tuple[str, str, str]]],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Writes a table that the copy has of itself."""
    description, columns = described
    definitions = ", ".join(f"{column} {kind}" for column, kind, _ in columns)
    connection.execute(f"create table {PLAIN}.{name} ({definitions})")
    places = ", ".join("?" for _ in columns)
    if rows:
        connection.executemany(f"insert into {PLAIN}.{name} values ({places})", rows)
    _comment(connection, f"table {PLAIN}.{name}", description)
    for column, _, text in columns:
        _comment(connection, f"column {PLAIN}.{name}.{column}", text)


def _relation(manifest: dict[str, Any], name: str) -> str:
    """The name of a model or seed in the build database."""
    for node in manifest["nodes"].values():
        if node["name"] == name and node["resource_type"] in ("model", "seed"):
            return node["relation_name"]
    raise PublishRefused(f"The project has no model {name}, which is read here. Bring it back.")


def _comment(connection: duckdb.DuckDBPyConnection, thing: str, text: str | None) -> None:
    """Comments on a table or column in one line, if there is something to say."""
    if text and text.strip():
        connection.execute(f"comment on {thing} is {literal(' '.join(text.split()))}")


def _constraint_types(column: dict[str, Any]) -> set[str]:
    """The kinds of constraints of a column."""
    return {constraint["type"] for constraint in column.get("constraints") or []}


def _column_list(columns: Sequence[str]) -> str:
    """Column names for SQL."""
    return ", ".join(quoted(column) for column in columns)
