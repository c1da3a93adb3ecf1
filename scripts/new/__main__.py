"""Does the typing for a new metric, dimension or channel, and says what is left:

    python -m scripts.new metric five_star_review_rate --mart commerce_metrics --unit percent \\
        --numerator five_star_reviews --denominator reviews --text "Reviews with five stars" \\
        --part 'part_count("rating = 5")' --beside reviews \\
        --facts 'count(*) filter (where rating = 5)'
    python -m scripts.new dimension region --mart commerce_metrics --beside customer_segment
    python -m scripts.new channel loyalty --table loyalty_points --key point_id --time earned_at \\
        --text "points earned in the loyalty programme"

It writes rows, entries and files, and renews the pages made of them; git diff shows all. What only
a person can know it does not write: the definition, the oracle, the arithmetic of the unit test.
Exit codes: 0 written; 2 refused, for a reason told in one line, and nothing is written.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

from scripts.new.channel import add_channel
from scripts.new.dimension import add_dimension
from scripts.new.edits import Edits, Refused
from scripts.new.metric import UNITS, add_metric
from scripts.warehouse import PROJECT_ROOT


class Parser(argparse.ArgumentParser):
    """A command line whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Ends the program."""
        self.exit(2, f"{message}; --help tells all arguments.\n")


def parser() -> Parser:
    """The command line."""
    main = Parser(
        prog="python -m scripts.new",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = main.add_subparsers(dest="kind", required=True)

    metric = kinds.add_parser("metric", help="a metric of a metrics table")
    metric.set_defaults(add=add_metric)
    metric.add_argument("name")
    metric.add_argument("--mart", required=True, help="its metrics table")
    metric.add_argument("--unit", required=True, choices=UNITS)
    metric.add_argument("--direction", default="up", choices=("up", "down", "neutral"))
    metric.add_argument("--numerator", required=True, help="its first part, new or not")
    metric.add_argument("--denominator", help="its second part; none if it is a part itself")
    metric.add_argument("--scale", help="by which the quotient is multiplied")
    metric.add_argument("--text", required=True, help="its definition in a few words")
    metric.add_argument("--zh", help="its name in Chinese")
    metric.add_argument("--ru", help="its name in Russian")
    metric.add_argument("--part", help="""a new numerator, such as 'part_count("rating = 5")'""")
    metric.add_argument("--beside", help="the part behind which a new one stands")
    metric.add_argument("--facts", help="SQL that counts the new part from its fact, for the test")
    metric.add_argument("--people", action="store_true", help="the new part never adds up")

    dimension = kinds.add_parser("dimension", help="a dimension of a metrics table")
    dimension.set_defaults(add=add_dimension)
    dimension.add_argument("name")
    dimension.add_argument("--mart", required=True, help="its metrics table")
    dimension.add_argument(
        "--beside", required=True, help="a dimension that comes from the same table as this one"
    )

    channel = kinds.add_parser("channel", help="a channel with its first raw table")
    channel.set_defaults(add=add_channel)
    channel.add_argument("name")
    channel.add_argument("--table", required=True, help="its raw table")
    channel.add_argument("--key", required=True, help="the column that is its key")
    channel.add_argument("--time", required=True, help="the column that says when it happened")
    channel.add_argument("--text", required=True, help="what a row is, such as 'points earned'")
    channel.add_argument("--owner", default="Data team", help="the team that keeps its numbers")
    channel.add_argument("--zh", help="the name of its count in Chinese")
    channel.add_argument("--ru", help="the name of its count in Russian")
    return main


def add(arguments: Sequence[str] | None = None) -> list[str]:
    """Writes what the arguments ask for.

    Returns:
        What to tell: the files that were written, and what is left.

    Raises:
        Refused: it cannot be made; nothing is written.
    """
    asked = parser().parse_args(arguments)
    edits = Edits()
    left = asked.add(edits, asked)
    written = edits.save()
    left.append("make test says what is still missing")
    return ["Written:", *(f"  {name}" for name in written), "Left to do:",
            *(f"  {step}" for step in left)]


def refresh() -> None:
    """Writes what is made of the catalog and of the contract. In new processes, because this one
    has read the seeds as they were."""
    for module in ("scripts.staging", "scripts.reference"):
        subprocess.run([sys.executable, "-m", module], cwd=PROJECT_ROOT, check=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code."""
    try:
        told = add(arguments)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    refresh()
    print(*told, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
