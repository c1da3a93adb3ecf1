"""Publishes a warehouse: `python -m scripts.publish [--warehouse W] [--storage S] [--rollback]`.

Copies the public marts of a complete, tested build into engagement.duckdb, tables with types and
keys, views as views, all with comments, and moves the copy into place in one step. Readers see the
whole old state or the whole new one. Whatever is wrong, the copy that is there stays as it is.
The copy of the build before is kept: --rollback returns to it, and the next time back again.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from scripts.published_copy import CopyUnusable, attached
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
from scripts.write_copy import LAST_BUILD_ID, PublishRefused, write_copy

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
        write_copy(temporary, place, manifest, storage)
        _keep_as_previous(place, manifest["metadata"]["invocation_id"])
        os.replace(temporary, place.published_database)
    except (duckdb.Error, OSError) as error:
        raise PublishRefused(
            f"The copy of {place.build_database} could not be written: "
            f"{str(error).splitlines()[0]}. Remove the cause and run make publish."
        ) from error
    finally:
        _remove_database(temporary)
    return place.published_database


def rollback(warehouse: Path) -> Path:
    """Publishes the copy of the build before again, and keeps the one of today as that before.

    Raises:
        PublishRefused: there is no copy before, or it cannot be read.
        WarehouseUnusable: the folder cannot be written to.
        WarehouseBusy: a build or another publish is running there.
    """
    place = Warehouse(Path(warehouse).resolve())
    if not place.previous_database.exists():
        raise PublishRefused(
            f"{place.previous_database} is not there: a copy is kept from the second build on that "
            "is published here."
        )
    with locked(place):
        _check_is_readable(place.previous_database)
        kept = place.folder / ".engagement.duckdb.rolled_back"
        try:
            if place.published_database.exists():
                _link(place.published_database, kept)
            else:
                _link(place.previous_database, kept)
            _link(place.previous_database, place.published_database)
            os.replace(kept, place.previous_database)
        except OSError as error:
            raise PublishRefused(
                f"{place.folder} cannot be written to: {error.strerror}. Remove the cause and try "
                "again."
            ) from error
        finally:
            kept.unlink(missing_ok=True)
    return place.published_database


def _check_is_readable(database: Path) -> None:
    """Raises if a copy cannot be opened, so that no reader finds it broken."""
    try:
        with attached(copy=database):
            pass
    except CopyUnusable as error:
        raise PublishRefused(str(error)) from error


def _keep_as_previous(place: Warehouse, build_id: str) -> None:
    """Keeps the published copy, unless it is of the build that is published again."""
    if not place.published_database.exists():
        return
    try:
        with attached(copy=place.published_database) as connection:
            [(published_build_id,)] = connection.execute(
                "select build_id from copy.published"
            ).fetchall()
    except CopyUnusable:
        return
    if published_build_id != build_id:
        _link(place.published_database, place.previous_database)


def _link(source: Path, target: Path) -> None:
    """Makes a file stand under another name too, in one step; a copy where there are no links."""
    beside = target.with_name(f".{target.name}.linked")
    beside.unlink(missing_ok=True)
    try:
        try:
            os.link(source, beside)
        except OSError:
            shutil.copy2(source, beside)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


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
    """The id of the dbt command that last wrote models; None if the database cannot tell it."""
    try:
        with duckdb.connect(str(build_database), read_only=True) as connection:
            return connection.execute(LAST_BUILD_ID.format("last_build")).fetchall()[0][0]
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
        # dbt keeps a test of a model that is off, and does not run it.
        and node["config"].get("enabled", True)
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


def _remove_database(path: Path) -> None:
    """Removes a database file and its log of changes."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _what_it_is(database: Path) -> str:
    """Of which day and build a published copy is, in words."""
    with attached(copy=database) as connection:
        [(build_id, as_of_date)] = connection.execute(
            "select build_id, as_of_date from copy.published"
        ).fetchall()
    return f"as of {as_of_date or 'no day'}, build {build_id}"


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
    parser.add_argument(
        "--rollback", action="store_true", help="return to the copy of the build before"
    )
    options = parser.parse_args(arguments)
    try:
        storage = check_storage(options.storage)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    done = "Rolled back" if options.rollback else "Published"
    try:
        if options.rollback:
            published = rollback(options.warehouse)
        else:
            published = publish(options.warehouse, storage)
    except (PublishRefused, WarehouseUnusable, WarehouseBusy) as refusal:
        print(f"Not {done.lower()}. {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Not {done.lower()}: interrupted. The copy is as it was before.", file=sys.stderr)
        return INTERRUPTED
    print(f"{done}: {published}, {_what_it_is(published)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
