"""Measures the web channel and writes docs/bench.md: `python -m scripts.bench [--events N]`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from scripts.bench.measure import measure
from scripts.warehouse import PROJECT_ROOT

REPORT = PROJECT_ROOT / "docs" / "bench.md"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench", description="Measure the web channel."
    )
    parser.add_argument("--events", type=int, default=5_700_000, help="events of the ratios")
    parser.add_argument("--large", type=int, default=20_000_000, help="events of the memory test")
    parser.add_argument("--rounds", type=int, default=2, help="of which the best counts")
    parser.add_argument("--report", type=Path, default=REPORT, help="file to write")
    options = parser.parse_args(arguments)
    report = measure(options.events, options.large, options.rounds)
    options.report.write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
