"""The style of the SQL, and that dbt parses the project without a warning:
`python -m scripts.lint [--processes N] [files]`; without files, all of them.

Exit codes: 0 nothing to mend; 1 there is, and it is shown.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.reference import source_systems
from scripts.warehouse import PROJECT_ROOT, collect_garbage_rarely, run_dbt

# The linter renders the models with dbt, which wants a database. In target_path of .sqlfluff it
# finds the project that was parsed here, and need not parse it again.
LINT_FOLDER = PROJECT_ROOT / "target" / "lint"
ADAPTERS = PROJECT_ROOT / "models" / "adapters"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.lint", description="Check the style.")
    parser.add_argument("--processes", default="2", help="processes of the linter (default: 2)")
    parser.add_argument("files", nargs="*", default=["."], help="SQL files (default: all)")
    options = parser.parse_args(arguments)
    collect_garbage_rarely()
    run = run_dbt(["--warn-error", "--quiet", "parse"], LINT_FOLDER)
    if not run.success:
        print(run.errors(), file=sys.stderr)
        return 1
    os.environ["WAREHOUSE"] = str(LINT_FOLDER)
    adapters = [file for file in options.files if is_adapter(file)]
    others = [file for file in options.files if not is_adapter(file)]
    os.chdir(PROJECT_ROOT)
    codes = [lint(others, options.processes)] if others else []
    if adapters or "." in others:
        codes.append(lint(adapters or [str(ADAPTERS)], options.processes, with_adapters()))
    return max(codes)


def is_adapter(file: str) -> bool:
    """Whether a file is a model of a source system."""
    return Path(file).resolve().is_relative_to(ADAPTERS)


def with_adapters() -> list[str]:
    """Options of the linter with which the models of all source systems are there.

    The demo has none, and the linter passes over a model that is not there.
    """
    sections = [
        f"[sqlfluff:templater:dbt:context:sources:{system}]\nschema = nowhere"
        for system in source_systems()
    ]
    config = LINT_FOLDER / "adapters.cfg"
    target = f"[sqlfluff:templater:dbt]\ntarget_path = {LINT_FOLDER / 'adapters'}"
    config.write_text("\n\n".join([target, *sections]) + "\n", encoding="utf-8")
    return ["--config", str(config)]


def lint(files: Sequence[str], processes: str, options: Sequence[str] = ()) -> int:
    """Runs the linter; the exit code is 0 where there is nothing to mend."""
    # Imported here, because it takes a second.
    from sqlfluff.cli.commands import cli

    try:
        cli.main(["lint", "--processes", processes, *options, *files])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
