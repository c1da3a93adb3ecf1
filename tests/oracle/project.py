"""What the project declares in YAML: the oracle's only view of it."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.warehouse import PROJECT_ROOT


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file, by the fast reader where it is there."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)


@cache
def project() -> dict[str, Any]:
    """dbt_project.yml."""
    return read_yaml(PROJECT_ROOT / "dbt_project.yml")


def source_tables() -> list[dict[str, Any]]:
    """The raw tables of the contract, as their YAML has them."""
    return [
        table
        for path in sorted((PROJECT_ROOT / "models" / "base").glob("*/_*__sources.yml"))
        for table in read_yaml(path)["sources"][0]["tables"]
    ]


def mart_models() -> list[dict[str, Any]]:
    """The marts, as their YAML has them; a view of a mart's totals lists no columns of its own."""
    return [
        model
        for path in sorted((PROJECT_ROOT / "models" / "marts").glob("*/*.yml"))
        if not path.stem.endswith("__unit_tests")
        for model in read_yaml(path)["models"]
        if "columns" in model
    ]


def exact(value: Any) -> Any:
    """A value of a var as the oracle computes with it: no doubles, and nothing that can change."""
    if isinstance(value, float):
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value
