"""Publishes a warehouse: `python -m scripts.publish [--warehouse W] [--storage S]`.

Copies the public marts of a complete, tested build into engagement.duckdb, tables with types and
keys, views as views, all with comments, and moves the copy into place in one step. Readers see the
whole old state or the whole new one. Whatever is wrong, the copy that is there stays as it is.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from scripts.published_copy import literal, quoted
from scripts.warehouse import (
    DEFAULT_WAREHOUSE,
    GOOD_STATUSES,
    INTERRUPTED,
    PROJECT_ROOT,
    Warehouse,
    WarehouseBusy,
    WarehouseUnusable,
    locked,
)

# dbt options with which `dbt build` is not a build of everything; leaving out unit tests is none,
# for they prove the formulas and not what was built.
PARTIAL_BUILD_OPTIONS = (
    "select",
    "exclude",
    "selector",
    "resource_types",
    "exclude_resource_types",
    "empty",
    "sample",
)

# Where dbt leaves its results when it is called by itself and not by scripts.warehouse.
PLAIN_DBT_TARGET = PROJECT_ROOT / "target"

# What a build makes; each of them must be among its results.
BUILT_RESOURCE_TYPES = ("seed", "snapshot", "model", "test", "unit_test")

# The format of the published copy. Every DuckDB from 1.2 on opens v1.2.0, and so does every driver
# that is made of one; `latest` is the format of the DuckDB that writes.
STORAGE_VERSIONS = ("v1.2.0", "latest")
COPY = "published_copy"

LAST_BUILD_ID = "select max_by(build_id, built_at) from {}"

PUBLISHED_COLUMNS = {
    "published_at": ("timestamp with time zone", "When this copy was written."),
    "build_id": ("varchar", "dbt's invocation id of the build that this is a copy of."),
    "as_of_date": ("date", "The data's own last day; later days are not complete."),
    "dbt_version": ("varchar", "Version of dbt that built it."),
    "project_version": ("varchar", "Version of the project that built it."),
}


class PublishRefused(Exception):
    """The build is not one that may be published; the message says why and what to do."""


def publish(warehouse: Path, storage: str = STORAGE_VERSIONS[0]) -> Path:
    """Publishes the last build of a warehouse and returns the path of the published copy.

    storage: the format of the copy, one of STORAGE_VERSIONS.

    Raises:
        PublishRefused: the last dbt command was no complete build without failures.
        WarehouseUnusable: the folder cannot be written to.
        WarehouseBusy: a build or another publish is running there.
    """
    place = Warehouse(Path(warehouse).resolve())
    if not os.path.exists(place.build_database):
        raise PublishRefused(f"{place.build_database} is not there. Run make build first.")
    with locked(place):
        return publish_locked(place, storage)


def publish_locked(place: Warehouse, storage: str = STORAGE_VERSIONS[0]) -> Path:
    """Publishes the last build of a warehouse whose lock the caller holds.

    storage: the format of the copy, one of STORAGE_VERSIONS.

    Raises:
        PublishRefused: the last dbt command was no complete build without failures.
    """
    artifacts = _artifacts_of_the_last_build(place)
    run_results = _read_artifact(artifacts / "run_results.json")
    manifest = _read_artifact(artifacts / "manifest.json")
    _check_is_complete(run_results, manifest)
    temporary = place.folder / ".engagement.duckdb.new"
    try:
        _remove_database(temporary)
        _write_copy(temporary, place, manifest, storage)
        os.replace(temporary, place.published_database)
    except (duckdb.Error, OSError) as error:
        raise PublishRefused(
            f"The copy of {place.build_database} could not be written: "
            f"{str(error).splitlines()[0]}. Remove the cause and run make publish."
        ) from error
    finally:
        _remove_database(temporary)
    return place.published_database


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


def _artifacts_of_the_last_build(place: Warehouse) -> Path:
    """The folder with dbt's results of what the database holds.

    That is the warehouse's own, unless a plain `dbt build` was the last to build.
    """
    results = PLAIN_DBT_TARGET / "run_results.json"
    if results.exists():
        plain_build_id = _read_artifact(results)["metadata"]["invocation_id"]
        if plain_build_id == _last_build_id(place.build_database):
            return PLAIN_DBT_TARGET
    return place.target


def _last_build_id(build_database: Path) -> str | None:
    """The id of the build that wrote the database; None if it cannot be read, or was no build."""
    try:
        with duckdb.connect(str(build_database), read_only=True) as connection:
            return connection.execute(LAST_BUILD_ID.format("build_audit")).fetchall()[0][0]
    except duckdb.Error:
        return None


def _read_artifact(path: Path) -> dict[str, Any]:
    """One of dbt's JSON artifacts."""
    if not path.exists():
        raise PublishRefused(
            f"{path} is not there: no whole build by make build, or by dbt build, ended here. "
            "Run make build."
        )
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise PublishRefused(f"{path} is no JSON ({error}). Run make build again.") from error


def _check_is_complete(run_results: dict[str, Any], manifest: dict[str, Any]) -> None:
    """Raises unless the results are those of a whole build in which nothing failed."""
    arguments = run_results["args"]
    if arguments.get("which") != "build":
        raise PublishRefused(
            f"The last dbt command here was `dbt {arguments.get('which')}`, which does not build "
            "and test everything. Run make build."
        )
    has_unit_tests = arguments.get("exclude_resource_types") != ["unit_test"]
    used = [
        name
        for name in PARTIAL_BUILD_OPTIONS
        if arguments.get(name) and (has_unit_tests or name != "exclude_resource_types")
    ]
    if used:
        raise PublishRefused(
            f"The last build was a partial one (--{used[0].replace('_', '-')}). Run make build."
        )
    build_id = run_results["metadata"]["invocation_id"]
    if manifest["metadata"]["invocation_id"] != build_id:
        raise PublishRefused(
            "Another dbt command ran here after the build, so the project may have changed since. "
            "Run make build."
        )
    statuses = {result["unique_id"]: result["status"] for result in run_results["results"]}
    failed = [
        f"{name} ({status})" for name, status in statuses.items() if status not in GOOD_STATUSES
    ]
    if failed:
        raise PublishRefused(
            f"{len(failed)} nodes of the build failed or were skipped: {_some(failed)}. "
            "Repair them and run make build."
        )
    missing = sorted(expected_nodes(manifest, has_unit_tests).keys() - statuses.keys())
    if missing:
        raise PublishRefused(
            f"{len(missing)} nodes of the project were not built: {_some(missing)}. Run make build."
        )


def expected_nodes(
    manifest: dict[str, Any], has_unit_tests: bool
) -> dict[str, dict[str, Any]]:
    """Everything that a whole build makes or tests: the manifest's nodes by their id.

    has_unit_tests: whether it runs them too.
    """
    unit_tests = manifest["unit_tests"].values() if has_unit_tests else ()
    nodes = [*manifest["nodes"].values(), *unit_tests]
    return {
        node["unique_id"]: node
        for node in nodes
        if node["resource_type"] in BUILT_RESOURCE_TYPES
        and node["config"].get("materialized") != "ephemeral"
    }


def _some(names: Sequence[str], at_most: int = 5) -> str:
    """The first few of many names, and how many more there are."""
    rest = len(names) - at_most
    return ", ".join(names[:at_most]) + (f" and {rest} more" if rest > 0 else "")


def check_storage(storage: str | None) -> str:
    """The format of the copy; an empty text is the default.

    Raises:
        ValueError: there is no such format.
    """
    if not storage:
        return STORAGE_VERSIONS[0]
    if storage not in STORAGE_VERSIONS:
        raise ValueError(f"STORAGE {storage!r} is none of: {', '.join(STORAGE_VERSIONS)}.")
    return storage


def _write_copy(path: Path, place: Warehouse, manifest: dict[str, Any], storage: str) -> None:
    """Writes the published copy to a new file."""
    build_database = place.build_database
    marts = public_marts(manifest)
    # The views of the build name its database; it must go by the name it has there.
    database = marts[0]["database"] if marts else build_database.stem
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"set temp_directory = {literal(f'{path}.tmp')}")
        connection.execute(
            f"attach {literal(str(path))} as {COPY} (storage_version {literal(storage)})"
        )
        connection.execute(f"use {COPY}")
        _attach(connection, build_database, database)
        _check_is_the_last_build(connection, manifest)
        _check_loses_no_data(connection, manifest, place.published_database)
        tables = [mart for mart in marts if not _is_view(mart)]
        views = [mart for mart in marts if _is_view(mart)]
        for mart in tables:
            _write_table(connection, mart)
        _write_published(connection, manifest)
        connection.execute(f"detach {quoted(database)}")
        # Without the build, so that a view of what is not published fails here, not at its reader.
        for mart in views:
            _write_view(connection, mart, manifest)
        for mart in marts:
            _write_comments(connection, mart, _documented_columns(mart, manifest))
        connection.execute(f"checkpoint {COPY}")


def _is_view(mart: dict[str, Any]) -> bool:
    """Whether a mart is a view, in the build and in the copy."""
    return mart["config"]["materialized"] == "view"


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
    """Raises if dbt built the database again elsewhere, with its artifacts in another folder."""
    query = LAST_BUILD_ID.format(_relation(manifest, "build_audit"))
    [(build_id,)] = connection.execute(query).fetchall()
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


def _documented_columns(mart: dict[str, Any], manifest: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says of a mart's columns; a view that lists none has those it reads."""
    if not mart["columns"] and len(mart["depends_on"]["nodes"]) == 1:
        return manifest["nodes"][mart["depends_on"]["nodes"][0]]["columns"]
    return mart["columns"]


def _write_table(connection: duckdb.DuckDBPyConnection, mart: dict[str, Any]) -> None:
    """Writes one mart as a table: types of the build, keys of the manifest.

    The rows are in the order of the key, so that the same input gives the same content.
    """
    name = quoted(mart["alias"])
    key = primary_key(mart)
    columns = connection.execute(
        f"select column_name, column_type from (describe {mart['relation_name']})"
    ).fetchall()
    definitions = [
        f"{quoted(column)} {column_type}"
        + (" not null" if "not_null" in _constraint_types(mart["columns"].get(column, {})) else "")
        for column, column_type in columns
    ]
    if key:
        definitions.append(f"primary key ({_column_list(key)})")
    order = _column_list(
        key or mart["config"]["meta"].get("key") or [column for column, _ in columns]
    )
    connection.execute(f"create table {name} ({', '.join(definitions)})")
    connection.execute(f"insert into {name} select * from {mart['relation_name']} order by {order}")


def _write_view(
    connection: duckdb.DuckDBPyConnection, mart: dict[str, Any], manifest: dict[str, Any]
) -> None:
    """Writes one mart as a view of the published tables."""
    sql = mart["compiled_code"]
    for parent in mart["depends_on"]["nodes"]:
        node = manifest["nodes"][parent]
        sql = sql.replace(node["relation_name"], quoted(node["alias"]))
    connection.execute(f"create view {quoted(mart['alias'])} as {sql}")


def _write_comments(
    connection: duckdb.DuckDBPyConnection, mart: dict[str, Any], documented: dict[str, Any]
) -> None:
    """Writes the descriptions of a mart and its columns.

    documented: the manifest's entries of its columns.
    """
    name = quoted(mart["alias"])
    _comment(connection, f"{'view' if _is_view(mart) else 'table'} {name}", mart["description"])
    columns = connection.execute(f"select column_name from (describe {name})").fetchall()
    for (column,) in columns:
        description = documented.get(column, {}).get("description")
        _comment(connection, f"column {name}.{quoted(column)}", description)


def _write_published(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> None:
    """Writes the one row that says what this copy is."""
    definitions = ", ".join(f"{name} {kind}" for name, (kind, _) in PUBLISHED_COLUMNS.items())
    connection.execute(f"create table published ({definitions})")
    connection.execute(
        "insert into published values (?, ?, ?, ?, ?)",
        [
            datetime.now(UTC),
            manifest["metadata"]["invocation_id"],
            _as_of_date(connection, manifest),
            manifest["metadata"]["dbt_version"],
            _project_version(),
        ],
    )
    _comment(connection, "table published", "One row: when this copy was published, and of what.")
    for name, (_, description) in PUBLISHED_COLUMNS.items():
        _comment(connection, f"column published.{name}", description)


def _as_of_date(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> Any:
    """The as-of date of the build; null where the data holds no activity at all."""
    query = f"select as_of_date from {_relation(manifest, 'int_as_of_date')}"
    return connection.execute(query).fetchall()[0][0]


def _relation(manifest: dict[str, Any], model: str) -> str:
    """The name of a model's table in the build database."""
    for node in manifest["nodes"].values():
        if node["name"] == model and node["resource_type"] == "model":
            return node["relation_name"]
    raise PublishRefused(f"The project has no model {model}, which is read here. Bring it back.")


def _project_version() -> str:
    """The version in dbt_project.yml."""
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return str(project["version"])


def _comment(connection: duckdb.DuckDBPyConnection, thing: str, text: str | None) -> None:
    """Comments on a table or column, if there is something to say."""
    if text:
        connection.execute(f"comment on {thing} is {literal(text.strip())}")


def _constraint_types(column: dict[str, Any]) -> set[str]:
    """The kinds of constraints of a column."""
    return {constraint["type"] for constraint in column.get("constraints") or []}


def _column_list(columns: Sequence[str]) -> str:
    """Column names for SQL."""
    return ", ".join(quoted(column) for column in columns)


def _remove_database(path: Path) -> None:
    """Removes a database file and its log of changes."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns 0: published, 1: refused, 2: wrong argument, 130: interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.publish",
        description="Publish the last build of a warehouse for its readers.",
    )
    parser.add_argument(
        "--warehouse",
        type=lambda folder: Path(folder) if folder else DEFAULT_WAREHOUSE,
        default=DEFAULT_WAREHOUSE,
        help="folder of the warehouse (default: %(default)s)",
    )
    parser.add_argument(
        "--storage",
        help="format of the copy: v1.2.0 (default) or latest",
    )
    options = parser.parse_args(arguments)
    try:
        storage = check_storage(options.storage)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    try:
        published = publish(options.warehouse, storage)
    except (PublishRefused, WarehouseUnusable, WarehouseBusy) as refusal:
        print(f"Not published. {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Not published: interrupted. The copy is as it was before.", file=sys.stderr)
        return INTERRUPTED
    print(f"Published: {published}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
