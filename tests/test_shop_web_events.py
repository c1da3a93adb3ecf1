"""The example of examples/shop_web_events, run as its README says: see real_data.py."""

from collections.abc import Iterator

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from tests.real_data import REAL_DATA, build_channel, prepare, skip_without

SHOP_WEB_EVENTS = REAL_DATA / "shop_web_events.csv.gz"
# The marts of the channel, with the seeds and tests that speak of them.
SELECTED = ("+path:models/marts/web", "path:seeds/reference")

pytestmark = skip_without(SHOP_WEB_EVENTS)


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, manifest_for_files: Manifest
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The channel of the shop, beside the original as shop_events and what was made of it."""
    folder = tmp_path_factory.mktemp("shop_web_events")
    raw = prepare("shop_web_events", SHOP_WEB_EVENTS, folder, vendor_sessions=folder)
    path = build_channel(folder, raw, *SELECTED, manifest=manifest_for_files)
    with duckdb.connect(str(path), read_only=True) as connection:
        for name, file in {
            "shop_events": SHOP_WEB_EVENTS,
            "raw_events": raw / "web_events.csv",
            "vendor_sessions": folder / "vendor_sessions.csv",
        }.items():
            connection.execute(f"create temp view {name} as select * from read_csv('{file}')")
        yield connection


def differences(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> int:
    """Number of rows that only one of two queries has, repeated rows counted."""
    [(rows,)] = connection.execute(
        f"select count(*) from ((from ({left}) except all from ({right})) "
        f"union all (from ({right}) except all from ({left})))"
    ).fetchall()
    return rows


def test_the_raw_table_holds_every_event_and_no_session(
    built: duckdb.DuckDBPyConnection,
) -> None:
    original = 'select user_id, session_id, "timestamp", platform from shop_events'
    prepared = (
        "select visitor_id, vendor_session_id, occurred_at, device_type from raw_events "
        "inner join vendor_sessions using (web_event_id)"
    )
    assert differences(built, original, prepared) == 0
    columns = [name for name, *_ in built.execute("from raw_events limit 0").description]
    assert "session_id" not in columns


def test_every_event_is_kept(built: duckdb.DuckDBPyConnection) -> None:
    figures = built.execute(
        "select (select count(*) from base_web_events), (select count(*) from stg_web_events), "
        "count(*), count(distinct web_event_id) "
        "from int_web_events_sessionized"
    ).fetchall()
    assert figures == [(31106, 31106, 31106, 31106)]


def test_every_session_is_one_of_the_vendor_s(built: duckdb.DuckDBPyConnection) -> None:
    """The same visitor, start, end and events, with the vendor's key of a session or with ours."""
    ours = (
        "select any_value(sessions.visitor_id), any_value(started_at), any_value(ended_at), "
        "string_agg(web_event_id, ' ' order by web_event_id) from web_sessions as sessions "
        "inner join int_web_events_sessionized as events using (session_id) group by session_id"
    )
    vendor_s = (
        "select min(visitor_id), min(occurred_at), max(occurred_at), "
        "string_agg(web_event_id, ' ' order by web_event_id) from raw_events "
        "inner join vendor_sessions using (web_event_id) group by vendor_session_id"
    )
    sessions = built.execute(
        f"select (select count(*) from ({ours})), (select count(*) from ({vendor_s})), "
        "count(*), count(distinct visitor_id) from web_sessions"
    ).fetchall()
    assert sessions == [(3605, 3605, 3605, 600)]
    assert differences(built, ours, vendor_s) == 0


def test_event_kinds_are_as_the_readme_says(built: duckdb.DuckDBPyConnection) -> None:
    kinds = built.execute(
        "select event_kind, count(*) from int_web_events_sessionized group by event_kind order by 1"
    ).fetchall()
    assert kinds == [
        ("add_to_cart", 1346),
        ("other", 1252),
        ("page_view", 28038),
        ("purchase", 470),
    ]


def test_page_views_are_counted_but_for_refreshes(built: duckdb.DuckDBPyConnection) -> None:
    """24 views of the five pages with a path follow a view of the same page within 10 s."""
    figures = built.execute(
        "select count(*), count(*) filter (where is_refresh), "
        "(select sum(page_views) from web_sessions) from web_page_views"
    ).fetchall()
    assert figures == [(28038, 24, 28014)]


def test_every_purchase_is_a_conversion(built: duckdb.DuckDBPyConnection) -> None:
    goals = built.execute("select goal, count(*) from web_conversions group by goal").fetchall()
    assert goals == [("purchase", 470)]
    purchases = "select user_id, \"timestamp\" from shop_events where event = 'purchase'"
    conversions = "select visitor_id, converted_at from web_conversions"
    assert differences(built, purchases, conversions) == 0


@pytest.mark.parametrize("period_grain", ["day", "week", "month"])
def test_metrics_add_up_to_the_known_figures(
    period_grain: str, built: duckdb.DuckDBPyConnection
) -> None:
    totals = built.execute(
        "select sum(sessions), sum(new_visitors), sum(page_views), sum(bounced_sessions), "
        "sum(conversions) "
        "from web_metrics where period_grain = ? and dimension = 'all'",
        [period_grain],
    ).fetchall()
    goals = built.execute(
        "select goal, sum(sessions), sum(conversions) from web_goal_metrics "
        "where period_grain = ? group by goal order by goal",
        [period_grain],
    ).fetchall()
    assert totals == [(3605, 600, 28014, 228, 470)]
    assert goals == [("contact", 3605, 0), ("download", 3605, 0), ("purchase", 3605, 470)]


@pytest.mark.parametrize("period_grain", ["day", "week", "month"])
def test_metrics_are_those_of_the_vendor_s_sessions(
    period_grain: str, built: duckdb.DuckDBPyConnection
) -> None:
    """Counted from the original file, without a model of ours."""
    metrics = (
        "select period_start, dimension_value, sessions, visitors, session_duration_seconds, "
        "conversions from web_metrics "
        f"where period_grain = '{period_grain}' and dimension = 'device_type'"
    )
    vendor_s = (
        "with sessions as (select session_id, min(user_id) as user_id, min(platform) as platform, "
        'min("timestamp") as started_at, epoch(max("timestamp") - min("timestamp")) as seconds, '
        "count(*) filter (where event = 'purchase') as purchases "
        "from shop_events group by session_id) "
        f"select cast(date_trunc('{period_grain}', started_at) as date), platform, count(*), "
        "count(distinct user_id), sum(seconds), sum(purchases) from sessions group by all"
    )
    assert differences(built, metrics, vendor_s) == 0


def test_the_funnel_takes_its_steps_in_their_order(built: duckdb.DuckDBPyConnection) -> None:
    """All 470 sessions with a purchase hold an add_to_cart too; 106 hold it only afterwards."""
    steps = built.execute(
        "select step, sum(sessions) from web_funnel "
        "where period_grain = 'month' and funnel = 'purchase' group by step order by step"
    ).fetchall()
    assert steps == [(1, 2868), (2, 944), (3, 255)]
