"""Writes the tables of README.md anew: `python -m scripts.readme`.

The map of the marts comes from their YAML, the contract from the source definitions, the vars from
dbt_project.yml: the README is no second list of any. tests/test_conventions.py checks that it is up
to date.
"""

import json
from pathlib import Path
from typing import Any

import yaml

from scripts.warehouse import PROJECT_ROOT

README = PROJECT_ROOT / "README.md"


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file of the project."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def marts_table() -> str:
    """One row per mart, with the first sentence of its description: its grain."""
    lines = ["| channel | mart | what a row is |", "|---|---|---|"]
    for path in sorted(PROJECT_ROOT.glob("models/marts/*/*.yml")):
        for model in read_yaml(path).get("models", []):
            description = " ".join(model["description"].split())
            sentence = description.split(". ")[0].rstrip(".")
            lines.append(f"| {path.parent.name} | {model['name']} | {sentence} |")
    return "\n".join(lines)


def contract_table() -> str:
    """One row per raw table, with its columns: the key is bold, a star marks a required one."""
    lines = ["| channel | raw table | columns |", "|---|---|---|"]
    for path in sorted(PROJECT_ROOT.glob("models/base/*/_*__sources.yml")):
        for table in read_yaml(path)["sources"][0]["tables"]:
            key = table["config"]["meta"]["key"]
            columns = ", ".join(column_text(column, key) for column in table["columns"])
            lines.append(f"| {path.parent.name} | {table['name']} | {columns} |")
    return "\n".join(lines)


def column_text(column: dict[str, Any], key: list[str]) -> str:
    """One column of the contract as the README names it."""
    required = column.get("config", {}).get("meta", {}).get("required")
    name = f"{column['name']}{'*' if required else ''}"
    return f"**{name}**" if column["name"] in key else name


def vars_table() -> str:
    """One row per var: its default, the values that it takes, and what it changes."""
    variables = read_yaml(PROJECT_ROOT / "dbt_project.yml")["vars"]
    lines = ["| var | default | values | what it changes |", "|---|---|---|---|"]
    for name, rules in variables["declared_vars"].items():
        default = json.dumps(variables[name], ensure_ascii=False)
        lines.append(f"| {name} | `{default}` | {values_text(rules)} | {rules['changes']} |")
    return "\n".join(lines)


def values_text(rules: dict[str, Any]) -> str:
    """The values that a var takes, in short."""
    signs = {"at_least": "≥ ", "above": "> ", "at_most": "≤ ", "below": "< "}
    bounds = [f"{sign}{rules[rule]}" for rule, sign in signs.items() if rule in rules]
    allowed = rules.get("allowed") or rules.get("items", {}).get("allowed")
    text = rules.get("pattern_text") or rules["type"].replace("_", " ")
    if allowed:
        text = f"{'list of ' if rules['type'] == 'list' else ''}{', '.join(allowed)}"
    return " ".join([text, *bounds]) + (", or null" if rules.get("optional") else "")


def with_section(readme: str, name: str, text: str) -> str:
    """The README with a text between the marks of a section."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, rest = readme.split(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}"


def with_tables(readme: str) -> str:
    """The README with the tables of today."""
    tables = {"marts": marts_table(), "contract": contract_table(), "vars": vars_table()}
    for name, table in tables.items():
        readme = with_section(readme, name, table)
    return readme


def main() -> None:
    """Writes the README."""
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
