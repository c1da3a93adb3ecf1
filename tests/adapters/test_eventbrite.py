"""Eventbrite: the figures of its scenario."""

import duckdb
import pytest

from tests.adapters.source_folder import CONNECTIONS, SAMPLES, SourceFolder


def test_the_scenario_has_its_events(scenario: duckdb.DuckDBPyConnection) -> None:
    """eventbrite/expected.csv: a draft is none, and the cancelled event is deleted; its
    registration stays, and belongs to no event."""
    assert scenario.execute(
        "select live_event_id, format, starts_at::varchar from stg_live_events order by all"
    ).fetchall() == [
        ("tickets:9001", "online", "2025-03-10 17:00:00"),
        ("tickets:9002", "in_person", "2025-03-31 22:30:00"),
    ]
    assert scenario.execute(
        "select count(*), count(*) filter (where live_event_id <> 'tickets:9003') "
        "from stg_event_registrations"
    ).fetchall() == [(9, 8)]
    assert scenario.execute(
        "select registration_id, cancelled_at::varchar from stg_event_registrations "
        "where cancelled_at is not null and live_event_id <> 'tickets:9003' order by all"
    ).fetchall() == [
        ("tickets:3", "2025-03-01 10:00:00"), ("tickets:7", "2025-03-15 10:00:00"),
    ]
    assert scenario.execute(
        "select registration_id, checked_in_at::varchar from stg_event_registrations "
        "where checked_in_at is not null order by all"
    ).fetchall() == [
        ("tickets:1", "2025-03-10 16:55:00"), ("tickets:5", "2025-03-31 22:20:00"),
    ]


def test_the_scenario_has_its_attendance(scenario: duckdb.DuckDBPyConnection) -> None:
    """Persons, not tickets: an address has several. Both events start in March in UTC. The other
    systems go on to April, so 9002 is over, and the person without an address did not come; as of
    2025-03-31 there would be no no-show."""
    metrics = scenario.execute(
        "select dimension_value, registrations, check_ins, no_shows, round(event_fill_rate, 6) "
        "from live_event_metrics where period_grain = 'month' and period_start = '2025-03-01' "
        "and dimension = 'live_event_id' and dimension_value like 'tickets:900%' order by all"
    ).fetchall()
    assert metrics == [("tickets:9001", 3, 1, 1, 2), ("tickets:9002", 3, 1, 1, 10)]
    assert scenario.execute(
        "select live_event_id, count(*) from event_attendances "
        "where is_registered and not is_cancelled and live_event_id <> 'tickets:9003' "
        "group by all order by all"
    ).fetchall() == [("tickets:9001", 2), ("tickets:9002", 2)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_who_comes_is_the_customer_of_the_shop_with_that_address(sources: SourceFolder) -> None:
    """With customer_id_of. In Berlin 9002 starts in April, and on 2025-03-31 it is not over."""
    tickets = CONNECTIONS["eventbrite"]["tickets"] | {"customer_id_of": "shop"}
    run = sources.dbt(
        ["run", "--select", "+event_attendances", "+live_events"],
        {"shopify": CONNECTIONS["shopify"], "eventbrite": {"tickets": tickets}},
        reporting_timezone="Europe/Berlin",
        as_of_date="2025-03-31",
    )
    assert run.success, run.failures()
    assert sources.rows(
        "select live_event_id, event_date::varchar from live_events order by all"
    ) == [("tickets:9001", "2025-03-10"), ("tickets:9002", "2025-04-01")]
    assert sources.rows(
        "select live_event_id, customer_id, is_no_show from event_attendances "
        "where customer_id is not null and live_event_id <> 'tickets:9003' order by all"
    ) == [
        ("tickets:9001", "shop:501", False), ("tickets:9001", "shop:502", True),
        ("tickets:9001", "shop:503", False), ("tickets:9002", "shop:504", False),
    ]
