"""A company without a channel has no files for it: its models are empty, and all others work."""

import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.build import build
from scripts.warehouse import PROJECT_ROOT, Warehouse

SEEDS = PROJECT_ROOT / "seeds" / "raw"
# The tables a company has, and the metrics tables that then have a row.
COMPANIES = {
    "only orders": (
        ("orders",),
        {
            "commerce_metrics",
            "customer_retention",
            "customer_value_metrics",
            "engagement_metrics",
        },
    ),
    "only email": (
        ("email_campaigns", "email_events"),
        {"email_metrics", "engagement_metrics"},
    ),
}


@pytest.mark.parametrize("company", COMPANIES)
def test_a_company_with_few_tables_builds_and_publishes(
    company: str, tmp_path: Path, manifest_for_files: Manifest
) -> None:
    """Every data test passes, and metric_values speaks only of the channels that are there."""
    raw_tables, marts = COMPANIES[company]
    raw = tmp_path / "raw"
    raw.mkdir()
    for raw_table in raw_tables:
        shutil.copy(SEEDS / f"raw_{raw_table}.csv", raw / f"{raw_table}.csv")
    build(tmp_path / "warehouse", raw, manifest=manifest_for_files)
    published = Warehouse(tmp_path / "warehouse").published_database
    with duckdb.connect(str(published), read_only=True) as connection:
        metrics = {
            row[0] for row in connection.execute("select distinct metric_id from metric_values")
            .fetchall()
        }
    with duckdb.connect(str(Warehouse(tmp_path / "warehouse").build_database)) as connection:
        expected = connection.execute(
            "select metric_id from metric_catalog where list_contains(?, mart)", [sorted(marts)]
        ).fetchall()
    assert metrics == {row[0] for row in expected}
