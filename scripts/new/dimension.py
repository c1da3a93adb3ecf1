"""A dimension of a metrics table, beside one that comes from the same place."""

import argparse
import re

from scripts.new.edits import Edits, Refused, check_name, known
from scripts.published_copy import seed
from scripts.semantic_layer import marts


def add_dimension(edits: Edits, asked: argparse.Namespace) -> list[str]:
    """Writes a dimension; returns what is left to do."""
    dimensions = seed("metric_dimensions")
    mart = known(asked.mart, "metrics table", {row["mart"] for row in dimensions})
    there = {row["dimension"] for row in dimensions if row["mart"] == mart}
    check_name(asked.name, "dimension", there)
    known(asked.beside, f"dimension of {mart}", there)
    channel, model = marts()[mart]
    if asked.name in {column["name"] for column in model["columns"]}:
        raise Refused(f"{asked.name} is a column of {mart}; choose another name.")
    name = f"models/marts/{channel}/{mart}.sql"
    edits.add_row("metric_dimensions", (mart, asked.name), after=mart)
    edits.add_to_list(name, "set dimensions = [", asked.name)
    # Wherever a fact takes the neighbour from a table, it takes this one too.
    taken = re.compile(rf"\n( *)(\w+)\.{asked.beside},?(?=\n)")
    code = edits.read(name)
    edits.write(name, taken.sub(lambda found: beside(found, asked), code))
    left = [
        f"{name}: {asked.name} in every fact that does not have it yet "
        f"({len(taken.findall(code))} have it, beside {asked.beside}), or under lacks",
        f"tests/oracle/{channel}.py: the dimension",
        f"models/marts/{channel}/{mart}__unit_tests.yml: the rows that the tests expect, one more "
        "per fact and value",
        "scripts/report/texts.json: its name in three languages, if it is not there yet",
    ]
    return left


def beside(found: re.Match[str], asked: argparse.Namespace) -> str:
    """The line of the neighbour, and before it the same of the new dimension."""
    margin, place = found[1], found[2]
    return f"\n{margin}{place}.{asked.name},{found[0]}"
