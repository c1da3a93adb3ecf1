"""Measures the warehouse and writes docs/bench.md: `python -m scripts.bench [--only part]`."""

import argparse
import os
import textwrap
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import duckdb

from scripts.bench import customers, identity, web
from scripts.warehouse import PROJECT_ROOT

REPORT = PROJECT_ROOT / "docs" / "bench.md"
PLACE = PROJECT_ROOT / "target" / "bench"
TITLES = {"identity": identity.TITLE, "customers": customers.TITLE, "web": web.TITLE}
WIDTH = 100
HEAD = """\
# How fast it is built

Written by `make bench`, or a part of it by `make bench ONLY=part` with one of
identity, customers, web; do not edit. Seconds are those of the wall, memory is the most
that the process held meanwhile. Where two sides are compared, both read the same data in
the same run, each in a fresh process, and the results were compared before this was
written: a difference ends the bench. The data is made by the scripts/bench/*.sql that
are no scripts by hand, and is the same everywhere."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench", description="Measure the warehouse beside SQL by hand."
    )
    parser.add_argument("--only", choices=["", *TITLES], default="", help="part to measure")
    parser.add_argument("--identifiers", type=int, default=1_300_000, help="of the identity")
    parser.add_argument("--events", type=int, default=5_000_000, help="events of the company")
    parser.add_argument("--customers", type=int, default=200_000, help="its customers")
    parser.add_argument("--web-events", type=int, default=5_700_000, help="of the web ratios")
    parser.add_argument("--large", type=int, default=20_000_000, help="web events for memory")
    parser.add_argument("--rounds", type=int, default=2, help="of which the best counts")
    parser.add_argument("--place", type=Path, default=PLACE, help="folder; it is emptied")
    parser.add_argument("--report", type=Path, default=REPORT, help="file to write")
    options = parser.parse_args(arguments)
    measures = {
        "identity": lambda: identity.measure(options.place, options.identifiers, options.rounds),
        "customers": lambda: customers.measure(
            options.place, options.events, options.customers, options.rounds
        ),
        "web": lambda: web.measure(
            options.place, options.web_events, options.large, options.rounds
        ),
    }
    for part, measure in measures.items():
        if options.only in ("", part):
            lines = measure()
            write_part(options.report, part, [conditions(options.rounds), "", *lines])
    print(options.report.read_text(encoding="utf-8"))


def conditions(rounds: int) -> str:
    """Under which conditions a part was measured."""
    return (
        f"Measured on {os.cpu_count()} cores with DuckDB {duckdb.__version__}; of the two sides of "
        f"a ratio the best of {rounds} rounds."
    )


def write_part(report: Path, part: str, lines: Sequence[str]) -> None:
    """Writes one part of the report, and leaves the others as they are."""
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    parts = dict(piece.split("\n", 1) for piece in text.split("\n## ")[1:])
    parts[TITLES[part]] = "\n" + "\n".join(wrapped(lines)) + "\n"
    report.write_text(
        HEAD
        + "\n"
        + "".join(
            f"\n## {title}\n{parts[title].rstrip()}\n"
            for title in TITLES.values()
            if title in parts
        ),
        encoding="utf-8",
    )


def wrapped(lines: Sequence[str]) -> list[str]:
    """The lines of a document, its paragraphs as wide as the other documents have them."""
    result: list[str] = []
    for is_text, block in groupby(lines, lambda line: line != "" and line[0] not in "|#"):
        if is_text:
            result += textwrap.wrap(" ".join(block), WIDTH, break_on_hyphens=False)
        else:
            result += block
    return result


if __name__ == "__main__":
    main()
