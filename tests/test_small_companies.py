"""Companies with few tables, which hold no more than the contract asks for, build and publish.

Each raw table alone, and each pair of tables of a channel, in `make soak`. Of those that failed
once, `make test` builds and tests the metrics table that failed.
"""

from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from scripts.build import build
from scripts.warehouse import PROJECT_ROOT
from tests.real_data import build_channel

ROWS = 2
# Companies of only this table once could not publish: a test of the metrics table asked for
# dimensions that their data cannot have.
ONCE_FAILED = {"sessions": "web_metrics", "social_followers": "social_metrics"}
# Notifications of which nobody knows whether they arrived [push-delivery], and messages of tickets
# that are not there, are in no metric.
NOTHING_TO_COUNT = [("push_notifications",), ("support_messages",)]


def contract() -> dict[str, dict[str, dict[str, Any]]]:
    """The source definitions: channel -> raw table -> its definition."""
    return {
        path.parent.name: {
            table["name"]: table
            for table in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"][0]["tables"]
        }
        for path in sorted((PROJECT_ROOT / "models" / "base").glob("*/*__sources.yml"))
    }


CONTRACT = contract()
TABLES = {name: table for tables in CONTRACT.values() for name, table in tables.items()}
COMPANIES = [(name,) for name in TABLES] + [
    pair for tables in CONTRACT.values() for pair in combinations(tables, 2)
]


def value(column: dict[str, Any], number: int) -> str:
    """A value that the contract allows; ids of all tables share their numbers: they join."""
    meta = column.get("config", {}).get("meta", {})
    if "accepted_values" in meta:
        return meta["accepted_values"][0]
    return {
        "string": str(number),
        "timestamp": f"2025-03-0{number}T10:00:00Z",
        "date": f"2025-03-0{number}",
        "integer": str(number),
        "decimal": str(number),
        "boolean": "true",
    }[column["data_type"]]


def required_columns(raw_table: str) -> list[dict[str, Any]]:
    """The columns that each row must know; one of its event times too, where the table says so."""
    meta = TABLES[raw_table]["config"]["meta"]
    times = meta["event_time"][:1] if meta.get("requires_event_time") else []
    return [
        column
        for column in TABLES[raw_table]["columns"]
        if column.get("config", {}).get("meta", {}).get("required") or column["name"] in times
    ]


def write_required_columns(raw_table: str, folder: Path) -> None:
    """Writes a raw table with its required columns and a few plausible rows."""
    columns = required_columns(raw_table)
    lines = [",".join(column["name"] for column in columns)]
    for number in range(1, ROWS + 1):
        lines.append(",".join(value(column, number) for column in columns))
    (folder / f"{raw_table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def company_id(company: tuple[str, ...]) -> str:
    """The names of its tables."""
    return "+".join(company)


@pytest.mark.parametrize("raw_table", ONCE_FAILED)
def test_metrics_of_a_company_that_once_failed_are_built(
    raw_table: str, tmp_path: Path, manifest_for_files: Manifest
) -> None:
    """With every data test of the metrics table, which has rows."""
    raw = tmp_path / "raw"
    raw.mkdir()
    write_required_columns(raw_table, raw)
    mart = ONCE_FAILED[raw_table]
    seeds = ("metric_catalog", "metric_dimensions", "metric_parts")
    database = build_channel(tmp_path, raw, f"+{mart}", *seeds, manifest=manifest_for_files)
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(f"select count(*) > 0 from {mart}").fetchone() == (True,)


@pytest.mark.slow
@pytest.mark.parametrize("company", COMPANIES, ids=company_id)
def test_a_company_of_required_columns_builds_and_publishes(
    company: tuple[str, ...], tmp_path: Path, manifest_for_files: Manifest
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for raw_table in company:
        write_required_columns(raw_table, raw)
    published = build(tmp_path / "warehouse", raw, manifest=manifest_for_files)
    with duckdb.connect(str(published), read_only=True) as connection:
        [(as_of_date,)] = connection.execute("select as_of_date from published").fetchall()
        [(metrics,)] = connection.execute("select count(*) from metric_values").fetchall()
    has_activity = any(
        column["name"] in TABLES[raw_table]["config"]["meta"]["activity"]
        for raw_table in company
        for column in required_columns(raw_table)
    )
    assert (as_of_date is not None) == has_activity
    assert metrics > 0 or not has_activity or company in NOTHING_TO_COUNT
