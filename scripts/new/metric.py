"""A metric of a metrics table, with a part of its own if it needs one."""

import argparse
import json
import re
from typing import Any

from scripts.new.edits import Edits, Refused, check_name, end_of, known
from scripts.published_copy import seed
from scripts.semantic_layer import marts

UNITS = sorted({row["unit"] for row in seed("metric_catalog")})


def add_metric(edits: Edits, asked: argparse.Namespace) -> list[str]:
    """Writes a metric; returns what is left to do."""
    metrics_tables = {row["mart"] for row in seed("metric_dimensions")}
    mart = known(asked.mart, "metrics table", metrics_tables)
    channel, model = marts()[mart]
    columns = {column["name"] for column in model["columns"]}
    check_name(asked.name, "metric", columns | {row["metric_id"] for row in seed("metric_catalog")})
    new_part = asked.part and asked.numerator
    if new_part:
        check_name(asked.numerator, "part", columns)
        if not asked.beside:
            raise Refused("A new part stands behind another one: name that as --beside.")
        known(asked.beside, "part", parts(mart))
    else:
        known(asked.numerator, "part", parts(mart))
    if asked.denominator:
        known(asked.denominator, "part", {*parts(mart), asked.numerator})
    elif asked.numerator != asked.name:
        raise Refused("A metric without --denominator is a part itself: name it as the numerator.")

    folder = f"models/marts/{channel}"
    write_catalog(edits, asked, mart)
    if new_part:
        write_part(edits, asked, f"{folder}/{mart}", mart)
    if asked.denominator:
        write_quotient(edits, asked, f"{folder}/{mart}.sql")
    write_columns(edits, asked, f"{folder}/{mart}.yml", mart, model)
    test = f"{asked.name}_is_as_computed_by_hand"
    write_unit_test(edits, asked, f"{folder}/{mart}", mart, test)
    if asked.denominator:
        write_mutant(edits, asked, f"tests/mutants/{channel}.yml", f"{folder}/{mart}.sql", test)
    left = [
        f"{folder}/{mart}__unit_tests.yml: give {test} rows, the values that follow from them, the "
        "arithmetic in its description, and a name that says what it asserts; until then it fails",
        f"tests/oracle/{channel}.py: compute {asked.name} from the definition, without a look at "
        "the model",
    ]
    if not (asked.zh and asked.ru):
        left.append("seeds/reference/metric_catalog.csv: its names in Chinese and Russian")
    if new_part and not asked.facts:
        left.append(f"{folder}/{mart}.yml: {asked.numerator} under the facts of its test of totals")
    if not asked.denominator:
        left.append(f"tests/mutants/{channel}.yml: an error that {test} must notice")
    return left


def parts(mart: str) -> set[str]:
    """The parts of a metrics table."""
    return {row["part"] for row in seed("metric_parts") if row["mart"] == mart}


def write_catalog(edits: Edits, asked: argparse.Namespace, mart: str) -> None:
    """The row of the catalog, and that of a new part."""
    upper = "100" if asked.unit == "percent" else ""
    row = (
        asked.name, mart, "true", asked.unit, asked.direction, asked.numerator,
        asked.denominator or "", asked.scale or ("100" if asked.unit == "percent" else "1"), "0",
        upper, asked.text, "", "own", asked.zh or "", asked.ru or "",
    )
    edits.add_row("metric_catalog", row, after=mart)
    if asked.part:
        adds_up = "false" if asked.people else "true"
        edits.add_row("metric_parts", (mart, asked.numerator, adds_up, adds_up), after=mart)


def write_part(edits: Edits, asked: argparse.Namespace, place: str, mart: str) -> None:
    """The part behind the one that it stands beside, in the model and under the facts of its test.

    Raises:
        Refused: the model declares that part in another way.
    """
    code = edits.read(f"{place}.sql")
    beside = re.search(rf'\n( *)"{asked.beside}":\s', code)
    if beside is None:
        raise Refused(f"{place}.sql declares no part {asked.beside}; stand beside another one.")
    end = end_of(code, beside.end())
    behind = end + (code[end] == ",")
    comma = "" if code[end] == "," else ","
    edits.insert(
        f"{place}.sql", behind, f'{comma}\n{beside[1]}"{asked.numerator}": {asked.part},'
    )
    if asked.facts:
        write_facts(edits, asked, f"{place}.yml")


def write_facts(edits: Edits, asked: argparse.Namespace, name: str) -> None:
    """The part in the test that counts parts a second time, beside the same one as in the model.

    Raises:
        Refused: the test does not have that part.
    """
    text = edits.read(name)
    entry = f"{asked.numerator}: {json.dumps(asked.facts)}"
    on_a_line = re.search(rf"\n( +){asked.beside}: [^\n]*\n(?:\1 +[^\n]*\n)*", text)
    in_a_row = re.search(rf"\n( +)parts: \{{[^}}]*\b{asked.beside}: [^}}]*?(?= \}})", text)
    if on_a_line and on_a_line.start() < text.index("    columns:"):
        edits.insert(name, on_a_line.end(), f"{on_a_line[1]}{entry}\n")
    elif in_a_row:
        edits.insert(name, in_a_row.end(), f",\n{in_a_row[1]}  {entry}")
    else:
        raise Refused(f"{name} has no facts for {asked.beside}; leave --facts out.")


def write_quotient(edits: Edits, asked: argparse.Namespace, name: str) -> None:
    """The metric as the last column of the model.

    Raises:
        Refused: the model does not end as models do.
    """
    code = edits.read(name)
    end = re.search(r"\n    from \w+\n\n\)\n\nselect \* from final", code)
    if end is None:
        raise Refused(f"{name} does not end with the CTE final; write the metric by hand.")
    edits.insert(name, end.start(), f",\n        {quotient(asked)} as {asked.name}")


def quotient(asked: argparse.Namespace, upside_down: bool = False) -> str:
    """The call of ratio()."""
    both = [asked.numerator, asked.denominator]
    scale = asked.scale or ("100" if asked.unit == "percent" else "1")
    names = ", ".join(f'"{part}"' for part in (reversed(both) if upside_down else both))
    return f"{{{{ ratio({names}{f', {scale}' if scale != '1' else ''}) }}}}"


def write_columns(
    edits: Edits, asked: argparse.Namespace, name: str, mart: str, model: dict[str, Any]
) -> None:
    """The new columns, behind the last one of the table."""
    text = edits.read(name)
    begin = re.search(rf"\n  - name: {mart}\n", text)
    assert begin is not None
    following = re.search(r"\n  - (?:name|&)", text[begin.end() :])
    end = begin.end() + following.start() + 1 if following else len(text)
    added = ""
    if asked.part:
        data_type = "bigint" if asked.part.startswith("part_count") else "decimal(38,6)"
        added += column(asked.numerator, data_type, f"Part of {asked.name}: {asked.text}.")
    if asked.denominator:
        scale = "in percent of" if asked.unit == "percent" else "per"
        added += column(
            asked.name, "double",
            f"{asked.numerator} {scale} {asked.denominator}; null where that is 0.",
        )
    edits.insert(name, end, added)


def column(name: str, data_type: str, text: str) -> str:
    """A column of the YAML of a mart."""
    return (
        f"      - name: {name}\n        data_type: {data_type}\n"
        f"        description: >-\n          {text}\n"
    )


def write_unit_test(
    edits: Edits, asked: argparse.Namespace, place: str, mart: str, test: str
) -> None:
    """A test without a fact that expects one: it fails until somebody gives it its rows."""
    inputs = dict.fromkeys(re.findall(r'ref\("(\w+)"\)', edits.read(f"{place}.sql")))
    given = "".join(
        f"      - {{ input: ref('{name}'), rows: [] }}\n"
        for name in [*inputs, "int_periods"] if name != "int_as_of_date"
    )
    values = ", ".join(f"{part}: 1" for part in dict.fromkeys(
        part for part in (asked.numerator, asked.denominator) if part
    ))
    edits.write(f"{place}__unit_tests.yml", edits.read(f"{place}__unit_tests.yml").replace(
        "unit_tests:\n",
        f"unit_tests:\n  - name: {test}\n"
        "    description: The arithmetic of the expected values.\n"
        f"    model: {mart}\n"
        "    overrides:\n"
        "      vars: { period_grains: [month] }\n"
        "    given:\n"
        "      - input: ref('int_as_of_date')\n"
        "        rows: [{ as_of_date: 2024-03-31 }]\n"
        f"{given}"
        "    expect:\n"
        "      rows:\n"
        f"        - {{ dimension: all, dimension_value: all, {values},\n"
        f"            {asked.name}: {asked.scale or '100' if asked.unit == 'percent' else '1'} }}\n"
        "\n",
        1,
    ))


def write_mutant(
    edits: Edits, asked: argparse.Namespace, name: str, model: str, test: str
) -> None:
    """The quotient upside down, which the unit test must notice."""
    found, broken = quotient(asked), quotient(asked, upside_down=True)
    edits.write(name, edits.read(name).rstrip("\n") + (
        f"\n\n- name: {asked.name} is upside down\n"
        f"  file: {model}\n"
        f"  find: '{found} as {asked.name}'\n"
        f"  replace: '{broken} as {asked.name}'\n"
        f"  killed_by: {test}\n"
    ))
