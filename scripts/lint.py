"""The style of the SQL, and that dbt parses the project without a warning:
`python -m scripts.lint [--processes N] [files]`; without files, all of them.

Exit codes: 0 nothing to mend; 1 there is, and it is shown.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from scripts.warehouse import PROJECT_ROOT, collect_garbage_rarely, run_dbt

# The linter renders the models with dbt, which wants a database. In target_path of .sqlfluff it
# finds the project that was parsed here, and need not parse it again.
LINT_FOLDER = PROJECT_ROOT / "target" / "lint"


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
    # Imported here, because it takes a second.
    from sqlfluff.cli.commands import cli

    os.chdir(PROJECT_ROOT)
    os.environ["WAREHOUSE"] = str(LINT_FOLDER)
    return cli.main(["lint", "--processes", options.processes, *options.files])


if __name__ == "__main__":
    sys.exit(main())
