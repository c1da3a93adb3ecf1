"""Writes the reference tables below docs/ anew: `python -m scripts.reference`.

Each is made from the one place that knows: the marts from their YAML, the metrics from the catalog,
the raw tables from the source definitions, the vars from dbt_project.yml. The text around a table
is written by hand. tests/test_conventions.py checks that the tables are up to date.
"""

import csv
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from scripts.published_copy import SCHEMAS, schema_of
from scripts.warehouse import PROJECT_ROOT

README = PROJECT_ROOT / "README.md"
DOCS = PROJECT_ROOT / "docs"


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file of the project."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def table(columns: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; a bar inside of a cell is no border."""
    cells = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in (columns, *cells)]
    return "\n".join([lines[0], "|---" * len(columns) + "|", *lines[1:]])


def marts_table() -> str:
    """The schemas, and one row per mart, with the first sentence of its description: its grain."""
    rows = []
    for path in sorted(PROJECT_ROOT.glob("models/marts/*/*.yml")):
        for model in read_yaml(path).get("models", []):
            description = " ".join(model["description"].split())
            sentence = description.split(". ")[0].rstrip(".")
            columns = [column["name"] for column in model.get("columns") or []]
            schema = schema_of(model["name"], columns, meta_of(model))
            rows.append([schema, path.parent.name, model["name"], sentence])
    rows.sort(key=lambda row: list(SCHEMAS).index(row[0]))
    audiences = table(
        ["schema", "what it holds, and for whom"],
        [[f"`{name}`", text] for name, text in SCHEMAS.items()],
    )
    return f"{audiences}\n\n{table(['schema', 'channel', 'mart', 'what a row is'], rows)}"


def metrics_table() -> str:
    """One row per metric of the catalog."""
    with (PROJECT_ROOT / "seeds/reference/metric_catalog.csv").open(encoding="utf-8") as file:
        metrics = list(csv.DictReader(file))
    rows = [
        [
            f"`{metric['metric_id']}`",
            f"`{metric['mart']}`" if metric["is_built"] == "true" else "not built yet",
            metric["unit"],
            formula_text(metric),
            "; ".join(text for text in (metric["definition"], metric["edge_rule"]) if text),
        ]
        for metric in metrics
    ]
    return table(["metric", "table", "unit", "formula", "definition"], rows)


def formula_text(metric: dict[str, str]) -> str:
    """How a metric is made of its parts; a metric that is a part itself has no formula."""
    parts = [metric["numerator"], metric["denominator"]]
    formula = " / ".join(f"`{part}`" for part in parts if part)
    if parts == [metric["metric_id"], ""]:
        return "a part itself"
    if not formula:
        return "no quotient"
    return formula if metric["scale"] == "1" else f"{formula} × {metric['scale']}"


def raw_tables() -> str:
    """The contract: one section per channel, one table of columns per raw table."""
    sections = []
    for path in sorted(PROJECT_ROOT.glob("models/base/*/_*__sources.yml")):
        sections.append(f"### {path.parent.name}")
        for raw_table in read_yaml(path)["sources"][0]["tables"]:
            key = raw_table["config"]["meta"]["key"]
            rows = [
                [column_name(column, key), column["data_type"], column_text(column)]
                for column in raw_table["columns"]
            ]
            sections += [
                f"#### {raw_table['name']}",
                f"{sentence(raw_table['description'])}.",
                table(["column", "type", "what it is"], rows),
            ]
    return "\n\n".join(sections)


def sentence(text: str) -> str:
    """A text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def column_name(column: dict[str, Any], key: list[str]) -> str:
    """The name of a raw column: the key is bold, a star marks a required one."""
    star = r"\*" if meta_of(column).get("required") else ""
    return f"**{column['name']}**{star}" if column["name"] in key else f"{column['name']}{star}"


def column_text(column: dict[str, Any]) -> str:
    """What a raw column is, and which of its values are accepted."""
    meta = meta_of(column)
    texts = [" ".join(column.get("description", "").split())]
    if "accepted_values" in meta:
        texts.append(f"one of {', '.join(meta['accepted_values'])}")
    return "; ".join(text for text in [*texts, *bounds(meta)] if text)


def bounds(meta: dict[str, Any]) -> Iterator[str]:
    """The values that a column may have, in words."""
    if "lowest" in meta:
        yield f"{meta['lowest']} to {meta['highest']}"
    elif "at_least" in meta:
        yield f"at least {meta['at_least']}"
    if "above" in meta:
        yield f"above {meta['above']}"
    if "scale_by" in meta:
        yield f"on the scale of its {meta['scale_by']}"
    if "not_before" in meta:
        yield f"not before {meta['not_before']}"
    if "not_above" in meta:
        yield f"not above {meta['not_above']}"


def meta_of(column: dict[str, Any]) -> dict[str, Any]:
    """The rules of a raw column, or what a mart's YAML says for the project itself."""
    return (column.get("config") or {}).get("meta", {})


def source_systems() -> dict[str, dict[str, Any]]:
    """The systems that there are adapters for, as macros/adapters/source_systems.sql lists them."""
    text = (PROJECT_ROOT / "macros/adapters/source_systems.sql").read_text(encoding="utf-8")
    listed = re.search(r"macro source_systems\(\).*?return\((\{.*?\n    \})\)", text, re.DOTALL)
    if listed is None:
        raise ValueError("macros/adapters/source_systems.sql does not return a list of systems.")
    return yaml.safe_load(listed[1])


def systems_text() -> str:
    """One section per source system: what is read, what is filled, and what stays empty."""
    contract = {
        raw_table["name"]: [column["name"] for column in raw_table["columns"]]
        for path in PROJECT_ROOT.glob("models/base/*/_*__sources.yml")
        for raw_table in read_yaml(path)["sources"][0]["tables"]
    }
    sections = []
    for system, described in source_systems().items():
        folder = PROJECT_ROOT / "models/adapters" / system
        [source] = read_yaml(folder / f"_{system}__sources.yml")["sources"]
        read = [
            [entry["name"], ", ".join(meta_of(entry).get("names", [])), source_table_text(entry)]
            for entry in source["tables"]
        ]
        filled = []
        for raw_table in described["fills"]:
            names = filled_columns(folder / f"{system}__{raw_table}.sql", contract[raw_table])
            empty = [name for name in contract[raw_table] if name not in names]
            filled.append([raw_table, ", ".join(names), ", ".join(empty)])
        sections += [
            f"### {system}",
            wrapped(source["description"]),
            table(["table", "also named", "what it is"], read),
            table(["raw table", "filled", "not known, stays empty"], filled),
            *metrics_of_system(described["fills"]),
            *(
                f"Option `{name}`: {' or '.join(f'`{value}`' for value in rules['allowed'])}."
                for name, rules in described["options"].items()
                if "allowed" in rules
            ),
        ]
    return "\n\n".join(sections)


def source_table_text(entry: dict[str, Any]) -> str:
    """What a table of a source system is, and whether it must be there."""
    meta = meta_of(entry)
    text = " ".join(entry["description"].split())
    if meta.get("is_optional"):
        text += "; may be missing"
    if meta.get("needed_by"):
        text += f"; must be there beside {', '.join(meta['needed_by'])}"
    return text


def filled_columns(path: Path, contract: list[str]) -> list[str]:
    """The columns of a raw table, in contract order, that an adapter model selects."""
    final = path.read_text(encoding="utf-8").split("final as (")[1]
    named = set(re.findall(r"(?m)(?:\bas |\.|^ +)(\w+),?$", final.split("\n    from ")[0]))
    return [name for name in contract if name in named]


def metrics_of_system(fills: list[str]) -> list[str]:
    """Per channel with rows of a system: its metrics tables, and the raw tables that they lack.

    Who a customer is makes no metric of a channel.
    """
    channels = {
        raw_table["name"]: path.parent.name
        for path in sorted(PROJECT_ROOT.glob("models/base/*/_*__sources.yml"))
        for raw_table in read_yaml(path)["sources"][0]["tables"]
        if raw_table["name"] not in ("customers", "customer_identities")
    }
    lines = []
    for channel in dict.fromkeys(channels[name] for name in fills if name in channels):
        marts = sorted(PROJECT_ROOT.glob(f"models/marts/{channel}/*_metrics.sql"))
        absent = [
            raw_table
            for raw_table, its_channel in channels.items()
            if its_channel == channel and raw_table not in fills
        ]
        if marts:
            names = ", ".join(f"`{mart.stem}`" for mart in marts)
            without = f", except for what is made of {', '.join(absent)}" if absent else ""
            lines.append(f"Feeds {names}{without}.")
    return [wrapped(" ".join(lines) + " Other channels stay empty.")] if lines else []


def wrapped(text: str) -> str:
    """A paragraph in lines as they are written by hand here."""
    return textwrap.fill(" ".join(text.split()), 100, break_long_words=False)


def vars_table() -> str:
    """One row per var: its default, the values that it takes, and what it changes."""
    variables = read_yaml(PROJECT_ROOT / "dbt_project.yml")["vars"]
    rows = []
    for name, rules in variables["declared_vars"].items():
        default = json.dumps(variables[name], ensure_ascii=False)
        rows.append([name, f"`{default}`", values_text(rules), rules["changes"]])
    return table(["var", "default", "values", "what it changes"], rows)


def values_text(rules: dict[str, Any]) -> str:
    """The values that a var takes, in short."""
    signs = {"at_least": "≥ ", "above": "> ", "at_most": "≤ ", "below": "< "}
    bounds = [f"{sign}{rules[rule]}" for rule, sign in signs.items() if rule in rules]
    allowed = rules.get("allowed") or rules.get("items", {}).get("allowed")
    text = rules.get("pattern_text") or rules["type"].replace("_", " ")
    if allowed:
        text = f"{'list of ' if rules['type'] == 'list' else ''}{', '.join(allowed)}"
    return " ".join([text, *bounds]) + (", or null" if rules.get("optional") else "")


def refs(names: Iterable[str]) -> str:
    """The entries of `depends_on` of an exposure."""
    return "\n".join(f"      - ref('{name}')" for name in sorted(set(names)))


def refs_of_all_marts() -> str:
    """Every public mart."""
    return refs(path.stem for path in PROJECT_ROOT.glob("models/marts/*/*.sql"))


def refs_of_asked_numbers() -> str:
    """What scripts.ask reads: each metrics table of the catalog, and all in long form."""
    with (PROJECT_ROOT / "seeds/reference/metric_catalog.csv").open(encoding="utf-8") as file:
        built = [row["mart"] for row in csv.DictReader(file) if row["is_built"] == "true"]
    return refs(["metric_values", *built])


def refs_of_the_analyses() -> str:
    """The marts that the worked questions read."""
    found = [
        name
        for path in PROJECT_ROOT.glob("analyses/*.sql")
        for name in re.findall(r'ref\("(\w+)"\)', path.read_text(encoding="utf-8"))
    ]
    return refs(found)


def refs_of_the_report() -> str:
    """What scripts.report reads: its metrics tables, what it compares with, and its pictures."""
    from scripts.report.data import REQUIRED, VARS, catalog
    from scripts.report.pictures import PICTURES

    pictures = {table for picture in PICTURES.values() for table in picture.tables}
    # The copy itself tells of its vars.
    return refs([*catalog(), *REQUIRED, "orders", *pictures - {VARS}])


def questions() -> dict[str, list[str]]:
    """The first comment of each worked question, line by line: what it shows and how to read it."""
    found = {}
    for path in sorted(PROJECT_ROOT.glob("analyses/*.sql")):
        [comment] = re.findall(r"\A((?:--.*\n)+)", path.read_text(encoding="utf-8"))
        found[path.stem] = [line.removeprefix("--").strip() for line in comment.splitlines()]
    return found


def questions_table() -> str:
    """One row per worked question: its file, and what it asks."""
    rows = [
        [f"`analyses/{name}.sql`", re.split(r"(?<=[.?:]) ", " ".join(lines))[0].rstrip(".:")]
        for name, lines in questions().items()
    ]
    return table(["file", "question"], rows)


def metrics_left_out() -> str:
    """The metrics that the semantic layer does not have."""
    # It reads this module.
    from scripts.semantic_layer import left_out_table

    return left_out_table()


# What stands between the marks of a file, in their order.
TABLES = {
    DOCS / "marts.md": [marts_table],
    DOCS / "metrics.md": [metrics_table],
    DOCS / "raw_tables.md": [raw_tables],
    DOCS / "sources.md": [systems_text],
    DOCS / "vars.md": [vars_table],
    DOCS / "recipes.md": [questions_table],
    DOCS / "semantic_layer.md": [metrics_left_out],
    PROJECT_ROOT / "models/exposures.yml": [
        refs_of_all_marts,
        refs_of_asked_numbers,
        refs_of_the_analyses,
        refs_of_the_report,
    ],
}
GENERATED = re.compile(
    r"(?ms)(?P<begin>^ *(?:<!--|#) generated: begin[^\n]*\n).*?"
    r"(?P<end>^ *(?:<!--|#) generated: end)"
)


def with_table(path: Path) -> str:
    """A file with its tables of today between the marks."""
    made = iter(TABLES[path])
    return GENERATED.sub(
        lambda found: f"{found['begin']}{next(made)()}\n{found['end']}",
        path.read_text(encoding="utf-8"),
    )


def main() -> None:
    """Writes every page, the semantic layer, and the files of Superset."""
    from scripts.semantic_layer import write_semantic_layer
    from scripts.superset.files import write_files

    for path in TABLES:
        path.write_text(with_table(path), encoding="utf-8")
    write_semantic_layer()
    write_files()


if __name__ == "__main__":
    main()
