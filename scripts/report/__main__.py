"""Writes the report: `python -m scripts.report [--warehouse folder] [--to report.html]`.

It reads the published copy and writes one file that opens in a browser from anywhere. It needs
requirements-report.txt; `make report` sees to that. Exit codes: 0 written; 2 there is nothing to
read or no place to write.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.published_copy import CopyUnusable
from scripts.report.charts import runtime, specifications
from scripts.report.data import bounded_report
from scripts.report.page import MAX_BYTES, html
from scripts.warehouse import DEFAULT_WAREHOUSE


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.report", description="Write a report.")
    parser.add_argument("--warehouse", default=str(DEFAULT_WAREHOUSE),
                        help="folder of the warehouse, or a published copy")
    parser.add_argument("--to", default="", help="file to write (default: report.html beside it)")
    options = parser.parse_args(arguments)
    warehouse = Path(options.warehouse)
    folder = warehouse if warehouse.is_dir() else warehouse.parent
    target = Path(options.to) if options.to else folder / "report.html"
    try:
        charts, script = specifications(), runtime()
        page = bounded_report(
            warehouse, lambda data: html(data, charts, script), MAX_BYTES
        )
        write(page, target)
    except (CopyUnusable, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    size = len(page.encode("utf-8"))
    print(f"Written: {target} ({size / 1e6:.1f} MB). Open it in a browser.")
    return 0


def write(page: str, target: Path) -> None:
    """Writes the file beside its place and moves it there: who reads it meanwhile has the old."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_text(page, encoding="utf-8", newline="\n")
    os.replace(beside, target)


if __name__ == "__main__":
    sys.exit(main())
