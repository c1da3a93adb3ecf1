"""`python -m tests.mutants [--all]`: judges the mutants and prints one line each.

Exit code 1 if one of them lived, or proves nothing.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from scripts.build import build

from .workshop import judge_all, read_mutants


def main() -> int:
    """Builds the demo, then every mutant on a copy of it."""
    parser = argparse.ArgumentParser(description="Break every formula and rule on purpose.")
    parser.add_argument("--all", action="store_true", help="not only the quick ones")
    parser.add_argument("--only", help="mutants whose name holds this text")
    options = parser.parse_args()
    mutants = [
        mutant
        for mutant in read_mutants()
        if (options.all or options.only or mutant.quick)
        and (options.only or "") in mutant.name
    ]
    problems = 0
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        build(demo)
        lines = []
        started = time.perf_counter()
        for verdict in judge_all(mutants, Path(folder) / "workshop", demo):
            seconds = time.perf_counter() - started
            started = time.perf_counter()
            outcome = verdict.problem or f"killed by {verdict.mutant.killed_by}"
            problems += verdict.problem is not None
            mark = "LIVES" if verdict.problem else "dead"
            lines.append(f"{mark:5} {seconds:5.1f} s  {verdict.mutant.name}: {outcome}")
    print("\n".join(lines))
    print(f"{len(mutants) - problems} passed, {problems} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
