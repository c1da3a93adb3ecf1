"""Builds and publishes a warehouse: `python -m scripts.build [--raw R] [--sources S]
[--warehouse W] [--vars V] [--tests data|all] [--storage v1.2.0|latest]`.

Exit codes: 0 built and published; 1 the build failed, or another one is running there, nothing was
published; 2 an argument is wrong, nothing was run; 130 interrupted, nothing was published.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scripts.build_report import Progress, failure_report, summary
from scripts.publish import PublishRefused, check_storage, publish_locked
from scripts.warehouse import (
    DEFAULT_WAREHOUSE,
    INTERRUPTED,
    DbtRun,
    Warehouse,
    WarehouseBusy,
    WarehouseUnusable,
    is_remote,
    locked,
    run_dbt,
)

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# What the argument --tests adds to `dbt build`. Unit tests prove the formulas on examples of their
# own, so that they say nothing new of a build: `make test` runs them.
TEST_OPTIONS = {"data": ["--exclude-resource-types", "unit_test"], "all": []}


class BuildFailed(Exception):
    """dbt could not build everything; the message tells what failed and what to do."""


def build(
    warehouse: Path = DEFAULT_WAREHOUSE,
    raw: Path | str | None = None,
    variables: dict[str, Any] | None = None,
    tests: str = "data",
    manifest: Manifest | None = None,
) -> Path:
    """Builds a warehouse, tests it, publishes it, and returns the path of the published copy.

    Args:
        warehouse: folder of the warehouse.
        raw: folder, or object store address, of the user's raw tables; None = the demo company.
        variables: dbt vars.
        tests: which tests run: those of the data, or all.
        manifest: a project parsed before, as in run_dbt().

    Raises:
        BuildFailed: a model or test failed; nothing was published.
        PublishRefused: everything was built, but cannot be published.
        WarehouseUnusable: the folder cannot be written to.
        WarehouseBusy: another build or publish is running there.
    """
    place = Warehouse(Path(warehouse).resolve())
    with locked(place):
        _run(place, raw, variables, tests, silent=True, manifest=manifest)
        return publish_locked(place)


def build_aloud(
    place: Warehouse,
    raw: str | None,
    variables: dict[str, Any],
    tests: str,
    storage: str,
    verbose: bool,
) -> None:
    """Does what build() does, and tells a person how far it is and what became of the data.

    storage: the format of the published copy. verbose: whether dbt tells itself how far it is.
    """
    started = time.monotonic()
    progress = Progress(sys.stdout, place, has_unit_tests=tests == "all")
    with locked(place):
        print(f"Building {place.folder} from {told_place(raw, variables)}", flush=True)
        try:
            callbacks = [] if verbose else [progress]
            run = _run(place, raw, variables, tests, silent=not verbose, callbacks=callbacks)
        finally:
            progress.close()
        published = publish_locked(place, storage)
        print(summary(run, place, published, time.monotonic() - started))


def told_place(raw: str | None, variables: dict[str, Any]) -> str:
    """Where the data of a build comes from, in words."""
    places = [str(raw)] if raw else []
    places += [str(variables[name]) for name in ("raw_files", "raw_schema") if variables.get(name)]
    sources = variables.get("sources")
    places += [", ".join(map(str, sources))] if isinstance(sources, dict) and sources else []
    return " and ".join(places) or "the demo company"


def _run(
    place: Warehouse,
    raw: Path | str | None,
    variables: dict[str, Any] | None,
    tests: str,
    silent: bool,
    callbacks: Sequence[Callable[[Any], None]] = (),
    manifest: Manifest | None = None,
) -> DbtRun:
    """Builds and tests with dbt, in a warehouse that is locked."""
    arguments = ["build", *TEST_OPTIONS[tests]]
    run = run_dbt(
        arguments, place.folder, raw, variables, manifest, callbacks=callbacks, silent=silent
    )
    if isinstance(run.exception, KeyboardInterrupt):
        raise run.exception
    if not run.success:
        raise BuildFailed(failure_report(run, place))
    return run


class _TextDates(yaml.SafeLoader):
    """YAML whose dates stay text, as in JSON: 2025-06-30 is the value of a var, and no object.

    A name that stands twice in a mapping is refused: YAML would forget the first without a word.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node."""
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for name in names:
            if names.count(name) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{name!r} stands there twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_variables(text: str | None) -> dict[str, Any]:
    """dbt vars from YAML or JSON text; nothing is no vars.

    Raises:
        ValueError: the text is not a mapping of names to values.
    """
    example = """Write them as '{base_currency: GBP}'."""
    try:
        variables = yaml.load(text or "{}", Loader=_TextDates)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"VARS {text!r} is neither YAML nor JSON: {reason}. {example}") from error
    if not isinstance(variables, dict):
        raise ValueError(f"VARS {text!r} gives no names with values. {example}")
    _check_is_no_jinja("VARS", text or "")
    return variables


def read_sources(path: str | None) -> dict[str, Any]:
    """The value of the var sources from a YAML file; an empty path is none.

    Folders that stand there are those beside the file.

    Raises:
        ValueError: there is no such file, or it does not hold the var sources and nothing else.
    """
    if not path:
        return {}
    example = "Write it as `sources:` with one system per line, such as `shopify: {schema: shop}`."
    try:
        text = Path(path).read_text(encoding="utf-8")
        given = yaml.load(text, Loader=_TextDates)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise ValueError(f"SOURCES {path!r} cannot be read: {reason}.") from error
    except yaml.YAMLError as error:
        raise ValueError(
            f"SOURCES {path!r} is no YAML: {' '.join(str(error).split())}. {example}"
        ) from error
    if not isinstance(given, dict) or list(given) != ["sources"]:
        raise ValueError(f"SOURCES {path!r} does not hold `sources:` and nothing else. {example}")
    if not isinstance(given["sources"], dict) or not given["sources"]:
        raise ValueError(f"SOURCES {path!r} names no system under `sources:`. {example}")
    _check_is_no_jinja("SOURCES", text)
    return _with_absolute_files(given["sources"], Path(path).resolve().parent)


def _with_absolute_files(options: dict[str, Any], beside: Path) -> dict[str, Any]:
    """The options with each folder, and each file of a database, as an absolute path."""
    absolute = {}
    for name, value in options.items():
        if isinstance(value, dict):
            value = _with_absolute_files(value, beside)
        elif isinstance(value, str) and not is_remote(value):
            is_file = name == "database" and value.endswith((".duckdb", ".db"))
            value = str(beside / value) if is_file or name == "files" else value
        absolute[name] = value
    return absolute


def _check_is_no_jinja(name: str, text: str) -> None:
    """Raises ValueError for what dbt would run instead of taking it as it is written."""
    found = re.search(r"{{|{%|{#", text)
    if found is not None:
        raise ValueError(
            f"{name} {text!r} holds {found[0]!r}, which dbt would run as Jinja. Write it without."
        )


def check_tests(tests: str | None) -> str:
    """Which tests are to run; an empty text is those of the data.

    Raises:
        ValueError: there are no such tests.
    """
    if not tests:
        return "data"
    if tests not in TEST_OPTIONS:
        raise ValueError(f"TESTS {tests!r} is none of: {', '.join(TEST_OPTIONS)}.")
    return tests


def check_raw(raw: str | None) -> str | None:
    """The place of the raw tables; an empty text is none.

    Raises:
        ValueError: it is no folder, or holds a file that only seems to be there.
    """
    if not raw:
        return None
    _check_is_no_jinja("RAW", raw)
    if not is_remote(raw) and not Path(raw).is_dir():
        raise ValueError(
            f"RAW {raw!r} is no folder. Name the folder that holds one file, or one folder of "
            "files, per raw table, such as orders.csv."
        )
    for entry in [] if is_remote(raw) else sorted(Path(raw).iterdir()):
        # DuckDB lists neither, so that the table would be missing without a word.
        if entry.is_symlink() and not entry.exists():
            raise ValueError(
                f"{entry} is a link to {os.readlink(entry)}, which is not there. Mend or remove it."
            )
        if entry.is_dir() and entry.suffix and not any(entry.iterdir()):
            raise ValueError(f"{entry} is an empty folder named as a file. Bring the file.")
    return raw


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.build",
        description="Build, test and publish a warehouse.",
    )
    parser.add_argument("--raw", help="folder of your raw tables (default: the demo company)")
    parser.add_argument("--sources", help="YAML file with the source systems that you have")
    parser.add_argument(
        "--warehouse",
        type=lambda folder: Path(folder) if folder else DEFAULT_WAREHOUSE,
        default=DEFAULT_WAREHOUSE,
        help="folder of the warehouse (default: %(default)s)",
    )
    parser.add_argument("--vars", help="dbt vars as YAML or JSON, such as '{base_currency: GBP}'")
    parser.add_argument("--tests", help="data, or all: the unit tests too (default: data)")
    parser.add_argument("--storage", help="format of the copy: v1.2.0 (default) or latest")
    parser.add_argument("--verbose", action="store_true", help="show dbt's own output")
    options = parser.parse_args(arguments)
    try:
        raw = check_raw(options.raw)
        variables = parse_variables(options.vars)
        sources = read_sources(options.sources)
        if sources and "sources" in variables:
            raise ValueError("The systems stand in SOURCES and in VARS. Set one of them.")
        variables |= {"sources": sources} if sources else {}
        tests = check_tests(options.tests)
        storage = check_storage(options.storage)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    try:
        place = Warehouse(options.warehouse.resolve())
        build_aloud(place, raw, variables, tests, storage, options.verbose)
    except WarehouseUnusable as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    except (BuildFailed, PublishRefused, WarehouseBusy) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted: nothing was published. Run make build again.", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
