"""Everything that CI runs, two steps at a time: `python -m scripts.check [--jobs N]`.

The demo company is built, and the project parsed, once for all tests. What a failed step said is
shown when it ends; the last lines say how long each took. Exit code 1 if one of them failed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.warehouse import PROJECT_ROOT

# tests/conftest.py takes the demo of this folder, and tests/parsed.py the parsed project of the
# other, where they are set.
DEMO_VARIABLE = "DEMO_WAREHOUSE"
PARSED_VARIABLE = "PARSED_PROJECT"

LINT = [sys.executable, "-m", "scripts.lint", "--processes", "1"]

# The tests in parts, the longest first, so that no processor waits for the last one. What is named
# in none of them is a part of its own, the longest of all.
TEST_PARTS = {
    "building": ["tests/test_build.py", "tests/test_publish.py"],
    "raw input": ["tests/test_bad_input.py", "tests/test_hostile_names.py", "tests/test_vars.py"],
    "oracle": ["tests/oracle"],
    "mutants": ["tests/mutants"],
    "unit tests": ["tests/test_unit_tests.py"],
}
OTHER_TESTS = "other tests"


@dataclass(frozen=True)
class Outcome:
    """What became of a step: whether it passed, and the seconds that it took."""

    name: str
    has_passed: bool
    wall_seconds: float
    processor_seconds: float


def test_commands() -> dict[str, list[str | Path]]:
    """The command of each part of the tests."""
    run_elsewhere = "slow", "readers", "docs", "superset"
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
              "-m", " and ".join(f"not {mark}" for mark in run_elsewhere)]
    others = [f"--ignore={path}" for paths in TEST_PARTS.values() for path in paths]
    parts = {name: [*pytest, *paths] for name, paths in TEST_PARTS.items()}
    return {OTHER_TESTS: [*pytest, *others], **parts}


def run_step(
    name: str, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path
) -> Outcome:
    """Runs a command in the project, with some environment variables, and shows it if it failed.

    folder: where what it says is kept meanwhile.
    """
    started = time.monotonic()
    path = folder / f"{name}.log"
    with path.open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [*map(str, command)],
            cwd=PROJECT_ROOT,
            env={**os.environ, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        # Waits, and tells what the process and those that it started used of the processors.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    outcome = Outcome(
        name=name,
        has_passed=process.returncode == 0,
        wall_seconds=time.monotonic() - started,
        processor_seconds=used.ru_utime + used.ru_stime,
    )
    shown = "" if outcome.has_passed else path.read_text(encoding="utf-8")
    print(f"{shown}{line(outcome)}", flush=True)
    return outcome


def line(outcome: Outcome) -> str:
    """An outcome as a line of the table."""
    result = "passed" if outcome.has_passed else "FAILED"
    return (
        f"{outcome.name:<12} {result}{outcome.wall_seconds:>6.0f} s"
        f"{outcome.processor_seconds:>6.0f} s of a processor"
    )


def check(jobs: int) -> list[Outcome]:
    """Runs all steps, so many at a time. The tests wait for demo and parse, lint does not."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(jobs) as pool:
        try:
            return _results(pool, Path(name))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise


def _results(pool: ThreadPoolExecutor, folder: Path) -> list[Outcome]:
    """What became of all steps, in the order in which they began."""
    demo, parsed = folder / "demo", folder / "parsed"
    build = [sys.executable, "-m", "scripts.build", "--warehouse", demo]
    parse = [sys.executable, "-m", "tests.parsed", parsed]
    needed = [
        pool.submit(run_step, "demo", build, {}, folder),
        pool.submit(run_step, "parse", parse, {}, folder),
    ]
    others = [pool.submit(run_step, "lint", LINT, {}, folder)]
    if all(step.result().has_passed for step in needed):
        places = {DEMO_VARIABLE: str(demo), PARSED_VARIABLE: str(parsed)}
        others += [
            pool.submit(run_step, part, command, places, folder)
            for part, command in test_commands().items()
        ]
    return [step.result() for step in (*needed, *others)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.check", description="Run all checks.")
    parser.add_argument("--jobs", type=int, default=2, help="steps at a time (default: 2)")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    outcomes = check(options.jobs)
    processor_seconds = sum(outcome.processor_seconds for outcome in outcomes)
    failed = [outcome.name for outcome in outcomes if not outcome.has_passed]
    print("", *map(line, outcomes), sep="\n")
    print(
        line(Outcome("all", not failed, time.monotonic() - started, processor_seconds))
    )
    if failed:
        print(f"\nFailed: {', '.join(failed)}. What they said stands above.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
