"""Snowplow: the figures of the sample that its own package publishes."""

import duckdb
import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder

SAMPLE = SAMPLES / "snowplow/public"
# Contexts as the loaders of Parquet write them.
CONTEXTS = {
    "contexts_nl_basjes_yauaa_context_1_0_0": '[{"deviceClass": "VARCHAR"}]',
    "contexts_com_iab_snowplow_spiders_and_robots_1_0_0": '[{"spiderOrRobot": "BOOLEAN"}]',
}


def test_the_sample_has_its_figures(scenario: duckdb.DuckDBPyConnection) -> None:
    """snowplow/expected.csv, but for the names that the contract has instead of Snowplow's.

    The figures of the vendor's package are not ours: it leaves out sites that it does not know,
    sessions of several days and repeated ids of page views.
    """
    ours = "visitor_id like 'tracker:%'"
    assert scenario.execute(
        f"select event_name, count(*) from stg_web_events where {ours} group by all order by all"
    ).fetchall() == [
        ("click", 9),  # link_click
        ("data_structures_workflow", 4),
        ("heartbeat", 8),  # page_ping
        ("login", 6),  # the action of its structured events
        ("object_click", 1),
        ("page_view", 48),
        ("snplow_cookies", 15),
    ]
    [sessions] = scenario.execute(
        "select count(distinct (visitor_id, session_id)) filter (where session_id is not null), "
        "count(distinct visitor_id) filter (where session_id is not null), "
        "count(distinct customer_id), count(utm_source), count(distinct utm_source) "
        f"from stg_web_events where {ours}"
    ).fetchall()
    assert sessions == (21, 15, 23, 10, 1)
    [shared] = scenario.execute(
        "select count(*) from (select session_id from stg_web_events "
        f"where {ours} and session_id is not null group by all "
        "having count(distinct visitor_id) > 1)"
    ).fetchall()
    assert shared == (1,)
    [marts] = scenario.execute(
        "select count(*), count(distinct visitor_id), sum(page_views) "
        f"from web_sessions where {ours}"
    ).fetchall()
    assert marts == (22, 16, 46)


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the samples are not there")
def test_contexts_are_the_same_as_json_and_as_nested_columns(sources: SourceFolder) -> None:
    """Times are typed in Parquet, too."""
    replaced = [f"from_json({name}, '{shape}') as {name}" for name, shape in CONTEXTS.items()]
    times = [f"cast({name}_tstamp as timestamp) as {name}_tstamp" for name in ("derived", "load")]
    sources.execute(
        f"copy (select * replace ({', '.join(replaced + times)}) "
        f"from read_csv('{SAMPLE}/events.csv', all_varchar = true)) "
        f"to '{sources.path}/events.parquet'"
    )
    run = sources.dbt(
        ["build", "--select", "snowplow_events", "--exclude-resource-types", "unit_test"],
        {"snowplow": {
            "csv": {"files": str(SAMPLE)},
            "typed": {"files": str(sources.path)},
            "network": {"files": str(SAMPLE), "visitor_id": "network_userid"},
        }},
    )
    assert run.success, run.failures()
    assert [text for text in run.warnings if "left out" in text] == [
        f"Rows of the connection {name} that are left out: 1. They have no id of a visitor, "
        "because they were tracked without one." for name in ("csv", "typed")
    ]
    compared = (
        "select * exclude (connection, brand) replace (occurred_at::timestamp as occurred_at, "
        "_loaded_at::timestamp as _loaded_at) from snowplow_events where connection = "
    )
    assert sources.rows(f"{compared} 'csv' except all {compared} 'typed'") == []
    assert sources.rows(
        "select device_class, spider_or_robot, count(*) from snowplow_events "
        "where connection = 'typed' group by all"
    ) == [("desktop", "false", 92)]
    assert sources.rows(
        "select connection, count(distinct visitor_id) from snowplow_events "
        "where connection <> 'typed' group by all order by all"
    ) == [("csv", 16), ("network", 50)]
