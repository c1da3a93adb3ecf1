"""The style of the SQL, and that dbt parses the project without a warning:
`python -m scripts.lint [--processes N] [--whole] [files]`; without files, all of them.

Macros repeat a query for every period grain and every dimension. The linter reads the first of
these queries: the others are the same text of the macro, and it lints no text of macros. With
--whole it reads all of them, which takes three times as long.

Exit codes: 0 nothing to mend; 1 there is, and it is shown.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.reference import source_systems
from scripts.warehouse import PROJECT_ROOT, collect_garbage_rarely, run_dbt

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# The linter renders the models with dbt, which wants a database. In target_path of .sqlfluff it
# finds the project that was parsed here, and need not parse it again.
LINT_FOLDER = PROJECT_ROOT / "target" / "lint"
ADAPTERS = PROJECT_ROOT / "models" / "adapters"

# Loops of macros/frame, and how they begin while the linter reads the first query of each.
LOOPS = {
    'for period_grain in checked_var("period_grains")': 'for period_grain in ["month"]',
    'for dimension in ["all"] + dimensions': 'for dimension in (["all"] + dimensions)[:2]',
    "for dimension in dimensions": "for dimension in dimensions[:1]",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.lint", description="Check the style.")
    parser.add_argument("--processes", default="2", help="processes of the linter (default: 2)")
    parser.add_argument("--whole", action="store_true", help="every query that a macro repeats")
    parser.add_argument("files", nargs="*", default=["."], help="SQL files (default: all)")
    options = parser.parse_args(arguments)
    collect_garbage_rarely()
    run = run_dbt(["--warn-error", "--quiet", "parse"], LINT_FOLDER)
    if not run.success:
        print(run.errors(), file=sys.stderr)
        return 1
    if not options.whole:
        read_first_queries()
    os.environ["WAREHOUSE"] = str(LINT_FOLDER)
    adapters = [file for file in options.files if is_adapter(file)]
    others = [file for file in options.files if not is_adapter(file)]
    os.chdir(PROJECT_ROOT)
    codes = [lint(others, options.processes)] if others else []
    if adapters or "." in others:
        codes.append(lint(adapters or [str(ADAPTERS)], options.processes, with_adapters()))
    return max(codes)


def read_first_queries() -> None:
    """Lets the linter's project have macros that write the first query of each loop of LOOPS."""
    # Imported here, because it takes a second.
    from sqlfluff_templater_dbt.templater import DbtTemplater

    as_it_is = DbtTemplater.dbt_manifest.func

    def shortened(templater: DbtTemplater) -> "Manifest":
        manifest = as_it_is(templater)
        for macro in manifest.macros.values():
            if macro.original_file_path.startswith("macros/frame/"):
                for loop, first in LOOPS.items():
                    macro.macro_sql = macro.macro_sql.replace(loop, first)
        return manifest

    DbtTemplater.dbt_manifest = cached_property(shortened)
    DbtTemplater.dbt_manifest.__set_name__(DbtTemplater, "dbt_manifest")


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
