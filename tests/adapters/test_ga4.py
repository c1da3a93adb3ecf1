"""Google Analytics 4: the figures of its scenario, and the same events however they arrive."""

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder

GA4 = SAMPLES / "ga4"

# The export's own types: 64-bit integers are text in JSON lines, and numbers in Parquet.
EXPORT_TYPES = {
    "event_timestamp": "bigint",
    "event_bundle_sequence_id": "bigint",
    "event_params": "struct(key varchar, value struct(string_value varchar, int_value bigint, "
    "float_value double, double_value double))[]",
    "device": "struct(category varchar, web_info struct(hostname varchar))",
    "geo": "struct(country varchar)",
    "app_info": "struct(version varchar)",
    "ecommerce": "struct(transaction_id varchar)",
    "traffic_source": "struct(source varchar)",
    "collected_traffic_source": "struct(manual_source varchar, manual_medium varchar, "
    "manual_campaign_name varchar, gclid varchar)",
}
TEXTS = ("event_name", "user_pseudo_id", "user_id", "stream_id", "platform")


def test_the_scenario_has_its_figures(scenario: duckdb.DuckDBPyConnection) -> None:
    """ga4/expected.csv. Of its 35 rows two stand in the intraday table of a day that is there."""

    def row(query: str) -> Any:
        [found] = scenario.execute(query).fetchall()
        return found

    assert row("select count(*), count(distinct event_id) from ga4_events") == (35 - 2, 32)
    assert row("select count(*) from ga4_events where user_pseudo_id is null") == (2,)
    assert row("select count(*) from stg_web_events where brand = 'site'") == (24,)
    assert row(
        "select count(*) from stg_web_events where brand = 'site' and event_name = 'page_view'"
    ) == (8,)
    assert row(
        "select count(*), count(distinct visitor_id), sum(page_views), sum(is_bounce::integer), "
        "sum(contact_form_submissions), sum(content_downloads), sum(cta_clicks) "
        "from web_sessions where visitor_id like 'site:%'"
    ) == (4, 3, 7, 1, 1, 1, 1)
    assert scenario.execute(
        "select order_id, count(*) from web_conversions where visitor_id like 'site:%' "
        "and goal = 'purchase' group by all"
    ).fetchall() == [("shop:T-1", 1)]
    assert row(
        "select foreground_seconds, screens, platform from app_sessions "
        "where app_session_id like 'site:%'"
    ) == (88.5, 2, "android")
    assert row(
        "select uninstalled_at::varchar, country from app_installs where install_id like 'site:%'"
    ) == ("2025-03-02 10:00:00", "US")


def test_the_scenario_has_its_sessions(scenario: duckdb.DuckDBPyConnection) -> None:
    """A session ends at no midnight, and its source is never that of the visitor's first visit."""
    assert scenario.execute(
        "select visitor_id, customer_id, source || ' / ' || medium, device_type, "
        "duration_seconds, session_date::varchar, "
        "(started_at at time zone 'UTC' at time zone 'America/New_York')::date::varchar "
        "from web_sessions where visitor_id like 'site:%' order by visitor_id, started_at"
    ).fetchall() == [
        ("site:100.1", "shop:c501", "google / cpc", "desktop", Decimal("239.9999"),
         "2025-03-01", "2025-03-01"),
        ("site:200.2", None, "(direct) / (none)", "mobile", 3, "2025-03-01", "2025-03-01"),
        ("site:200.2", None, "bing / organic", "mobile", 240, "2025-03-02", "2025-03-01"),
        ("site:500.5", None, "partner / referral", "other", 89.5, "2025-03-01", "2025-03-01"),
    ]


@pytest.mark.skipif(not GA4.is_dir(), reason="the samples are not there")
def test_events_are_the_same_however_they_arrive(sources: SourceFolder) -> None:
    """As JSON lines, as Parquet with nested types, as tables of a database; and what is public."""
    columns = {**dict.fromkeys(TEXTS, "varchar"), **EXPORT_TYPES}
    described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    for file in sorted((GA4 / "scenario").glob("*.jsonl")):
        sources.execute(
            "create schema if not exists export",
            f"create table export.{file.stem} as "
            f"select * from read_json('{file}', columns = {{{described}}})",
            f"copy export.{file.stem} to '{sources.path / file.stem}.parquet'",
        )
    sources.write("velir/events_20210406.jsonl", (GA4 / "public/velir_event.jsonl").read_text())
    run = sources.dbt(
        ["build", "--select", "ga4_events", "--exclude-resource-types", "unit_test"],
        {"ga4": {
            "lines": {"files": f"{GA4}/scenario"},
            "typed": {"files": str(sources.path)},
            "attached": {"schema": "export"},
            "fivetran": {"files": f"{GA4}/public_fivetran"},
            "velir": {"files": str(sources.path / "velir")},
        }},
    )
    assert run.success, run.failures()
    assert [text for text in run.warnings if "left out" in text] == [
        f"Rows of the connection {name} that are left out: 2. They have no user_pseudo_id, because "
        "their visitors did not consent." for name in ("attached", "lines", "typed")
    ]
    compared = "select * exclude (connection, brand) from ga4_events where connection = "
    for name in ("typed", "attached"):
        assert sources.rows(f"{compared} 'lines' except all {compared} '{name}'") == []
    assert sources.rows(
        "select connection, count(*) from ga4_events group by all order by all"
    ) == [("attached", 33), ("fivetran", 6), ("lines", 33), ("typed", 33), ("velir", 1)]
    assert sources.rows(
        "select count(distinct user_pseudo_id), count(distinct (user_pseudo_id, ga_session_id)) "
        "from ga4_events where connection = 'fivetran'"
    ) == [(4, 5)]
    assert sources.rows(
        "select occurred_at, user_pseudo_id, country from ga4_events where connection = 'velir'"
    ) == [("2021-04-06 06:49:50.431476", "1166526666.1617691776", "Vietnam")]
