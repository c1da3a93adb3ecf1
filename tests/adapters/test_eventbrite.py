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
    """Persons, not tickets: an address has several. Both events start in March in UTC. 9002 is not
    over on the last day of the rows, 2025-03-31, so it has no no-show yet."""
    metrics = scenario.execute(
        "select dimension_value, registrations, check_ins, no_shows, round(event_fill_rate, 6) "
        "from live_event_metrics where period_grain = 'month' and period_start = '2025-03-01' "
        "and dimension = 'live_event_id' and dimension_value <> 'tickets:9003' order by all"
    ).fetchall()
    assert metrics == [("tickets:9001", 3, 1, 1, 2), ("tickets:9002", 3, 1, 0, 10)]
    assert scenario.execute(
        "select live_event_id, count(*) from event_attendances "
        "where is_registered and not is_cancelled and live_event_id <> 'tickets:9003' "
        "group by all order by all"
    ).fetchall() == [("tickets:9001", 2), ("tickets:9002", 2)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_who_comes_is_the_customer_of_the_shop_with_that_address(sources: SourceFolder) -> None:
    """With customer_id_of; the contact stays that of the ticket."""
    tickets = CONNECTIONS["eventbrite"]["tickets"] | {"customer_id_of": "shop"}
    systems = {"shopify": CONNECTIONS["shopify"], "eventbrite": {"tickets": tickets}}
    run = sources.dbt(["run", "--select", "+stg_event_registrations"], systems)
    assert run.success, run.failures()
    assert sources.rows(
        "select registration_id, customer_id from stg_event_registrations "
        "where customer_id is not null and live_event_id <> 'tickets:9003' order by all"
    ) == [
        ("tickets:1", "shop:501"), ("tickets:2", "shop:502"), ("tickets:3", "shop:503"),
        ("tickets:4", "shop:501"), ("tickets:5", "shop:504"), ("tickets:6", "shop:504"),
        ("tickets:7", "shop:505"),
    ]
