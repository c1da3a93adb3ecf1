"""Builds and publishes a warehouse: `python -m scripts.build [--raw R] [--warehouse W] [--vars V]`.

Exit codes: 0 built and published; 1 the build failed, nothing was published; 2 an argument is
wrong, nothing was run.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from scripts.publish import PublishRefused, publish
from scripts.warehouse import DEFAULT_WAREHOUSE, is_remote, run_dbt


class BuildFailed(Exception):
    """dbt could not build everything; the message lists what failed."""


def build(
    warehouse: Path = DEFAULT_WAREHOUSE,
    raw: Path | str | None = None,
    variables: dict[str, Any] | None = None,
) -> Path:
    """Builds a warehouse, tests it, publishes it, and returns the path of the published copy.

    Args:
        warehouse: folder of the warehouse.
        raw: folder, or object store address, of the user's raw tables; None = the demo company.
        variables: dbt vars.

    Raises:
        BuildFailed: a model or test failed; nothing was published.
        PublishRefused: everything was built, but cannot be published.
    """
    run = run_dbt(["build"], warehouse, raw, variables)
    if not run.success:
        failures = "\n".join(f"  {failure}" for failure in run.failures())
        raise BuildFailed(f"The build failed, so nothing was published:\n{failures}")
    return publish(warehouse)


def parse_variables(text: str | None) -> dict[str, Any]:
    """dbt vars from YAML or JSON text; nothing is no vars.

    Raises:
        ValueError: the text is not a mapping of names to values.
    """
    example = """Write them as '{base_currency: GBP}'."""
    try:
        variables = yaml.safe_load(text or "{}")
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"VARS {text!r} is neither YAML nor JSON: {reason}. {example}") from error
    if not isinstance(variables, dict):
        raise ValueError(f"VARS {text!r} gives no names with values. {example}")
    return variables


def check_raw(raw: str | None) -> str | None:
    """The place of the raw tables; an empty text is none.

    Raises:
        ValueError: it is no folder.
    """
    if not raw:
        return None
    if not is_remote(raw) and not Path(raw).is_dir():
        raise ValueError(
            f"RAW {raw!r} is no folder. Name the folder that holds one file, or one folder of "
            "files, per raw table, such as orders.csv."
        )
    return raw


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.build",
        description="Build, test and publish a warehouse.",
    )
    parser.add_argument("--raw", help="folder of your raw tables (default: the demo company)")
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="folder of the warehouse (default: %(default)s)",
    )
    parser.add_argument("--vars", help="dbt vars as YAML or JSON, such as '{base_currency: GBP}'")
    options = parser.parse_args(arguments)
    try:
        raw = check_raw(options.raw)
        variables = parse_variables(options.vars)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    try:
        published = build(options.warehouse, raw, variables)
    except (BuildFailed, PublishRefused) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"\nPublished: {published}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
