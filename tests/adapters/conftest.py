"""Builds of the adapters: the project parsed with every system, and the scenarios of all systems as
one company, which is built once for all tests."""

from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import Warehouse
from tests.adapters.source_folder import CONNECTIONS, SAMPLES, SourceFolder
from tests.parsed import parsed


@pytest.fixture(scope="session")
def manifest_for_sources(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project, parsed once with the adapters of every system."""
    return parsed("sources", tmp_path_factory.mktemp("parsed"))


@pytest.fixture
def sources(tmp_path: Path, manifest_for_sources: Manifest) -> SourceFolder:
    """An empty folder of a system's files, and a warehouse."""
    return SourceFolder(tmp_path, manifest_for_sources)


@pytest.fixture(scope="session")
def scenario(
    tmp_path_factory: pytest.TempPathFactory, manifest_for_sources: Manifest
) -> duckdb.DuckDBPyConnection:
    """The scenarios of all systems, one connection each, built as one company."""
    if not SAMPLES.is_dir():
        pytest.skip(f"{SAMPLES} is not there")
    company = SourceFolder(tmp_path_factory.mktemp("scenario"), manifest_for_sources)
    read = (
        "commerce_metrics", "web_sessions", "web_conversions", "app_installs", "app_sessions",
        "stg_search_performance", "support_metrics", "email_metrics",
        "int_social_posts_compared", "stg_social_followers",
        "survey_metrics", "live_event_metrics",
    )
    run = company.dbt(
        ["build", "--exclude-resource-types", "unit_test", "test", "--select"]
        + [f"+{table}" for table in read],
        sources=CONNECTIONS,
        base_currency="USD",
    )
    assert run.success, run.failures()
    return duckdb.connect(str(Warehouse(company.warehouse).build_database), read_only=True)
