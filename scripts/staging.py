"""Writes the columns of the staging models into their YAML: `python -m scripts.staging`.

Their names, types and descriptions come from the contract, the source definitions of the raw
tables; what is said of a model, its tests, and columns that the contract does not have, are left as
they stand there. tests/test_conventions.py checks that the files are of today.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from scripts.reference import bounds, meta_of, read_yaml
from scripts.warehouse import PROJECT_ROOT

WIDTH = 88

# The types of the contract: as staging has them, and in words.
TYPES = {
    "string": ("string", "trimmed text"),
    "integer": ("bigint", "whole number"),
    "decimal": ("decimal(18,6)", "number"),
    "boolean": ("boolean", "true or false"),
    "date": ("date", "day"),
    "timestamp": ("timestamp", "time in UTC"),
}
LOADED_AT = {
    "name": "_loaded_at",
    "data_type": "timestamp",
    "description": "When the row reached the warehouse, or else when it happened [loaded-at].",
}

Column = dict[str, Any]


class Dumper(yaml.SafeDumper):
    """YAML as it is written by hand here: lists indented, long texts folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indents lists below their key."""
        super().increase_indent(flow, False)


def text_node(dumper: Dumper, text: str) -> yaml.ScalarNode:
    """A text, in lines of its own where it is long."""
    style = ">" if len(text) > WIDTH - 21 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, text_node)


def staged_column(column: Column, key: list[str]) -> Column:
    """What the YAML of a staging model says of a column of the contract."""
    meta = meta_of(column)
    is_identifier = meta.get("personal") == "identifier"
    told = column["description"]
    return {
        "name": column["name"] + ("_hash" if is_identifier else ""),
        "data_type": TYPES[column["data_type"]][0],
        "description": f"{sentence(told)} {sentence(what_happens(column, meta, key))}",
    }


def what_happens(column: Column, meta: dict[str, Any], key: list[str]) -> str:
    """What staging makes of a column, and what a fault in it costs, in words."""
    name, kind = column["name"], column["data_type"]
    is_open_text = kind == "string" and "accepted_values" not in meta
    if meta.get("personal") == "identifier":
        done = f"MD5 of {name}, trimmed and in lower case"
    elif "accepted_values" in meta:
        done = f"{TYPES[kind][1]} in lower case, one of {', '.join(meta['accepted_values'])}"
    else:
        done = ", ".join([TYPES[kind][1], *bounds(meta)])
    if meta.get("personal") == "free_text":
        done += ", which is personal"
    elif is_open_text and not {"personal", "kept_whole"} & set(meta):
        is_id = name in key or name.endswith("_id")
        done += f"; with an e-mail address in it, {'its MD5' if is_id else '(email)'}"
    if meta.get("required"):
        done += "; a row without it is rejected"
    elif not is_open_text:
        done += "; anything else is null"
    return done


def sentence(text: str) -> str:
    """Words as a sentence."""
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def with_columns(model: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """What the YAML says of a staging model, with the columns of its raw table in the contract."""
    given = {column["name"]: column for column in model.get("columns", [])}
    key = table["config"]["meta"]["key"]
    staged = [*(staged_column(column, key) for column in table["columns"]), LOADED_AT]
    tested = [given.pop(column["name"], {}) | column for column in staged]
    columns = [
        {name: column[name] for name in (*staged[0], "data_tests") if name in column}
        for column in [*tested, *given.values()]
    ]
    return model | {"columns": columns}


def staging_yaml() -> Iterator[tuple[Path, str]]:
    """The YAML files of the staging models, each with the text that it should hold."""
    for path in sorted(PROJECT_ROOT.glob("models/staging/*/_*__models.yml")):
        channel = path.parent.name
        sources = read_yaml(PROJECT_ROOT / f"models/base/{channel}/_{channel}__sources.yml")
        tables = {f"stg_{table['name']}": table for table in sources["sources"][0]["tables"]}
        models = [
            with_columns(model, tables[model["name"]]) if model["name"] in tables else model
            for model in read_yaml(path)["models"]
        ]
        text = yaml.dump(
            {"version": 2, "models": models},
            Dumper=Dumper,
            width=WIDTH,
            sort_keys=False,
            allow_unicode=True,
        )
        yield path, text.replace("models:\n", "\nmodels:\n", 1)


def main() -> None:
    """Writes the files."""
    for path, text in staging_yaml():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
