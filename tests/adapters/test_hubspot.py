"""HubSpot: the figures of the rows that its package publishes; there is no scenario."""

import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_what_the_package_publishes_is_read(sources: SourceFolder) -> None:
    """hubspot/expected.csv. Of its 22 contacts kept three were merged into another, which the
    mapping calls deleted: 19 are left. Of 25 tickets one was closed before it was made, and nine
    were synced before, which is a fault as the vars are by default."""
    models = ("email_events", "email_campaigns", "customers", "support_tickets")
    run = sources.dbt(
        ["run", "--select", *(f"+stg_{model}" for model in models)],
        {"hubspot": {"files": f"{SAMPLES}/hubspot/public"}},
        future_activity_days=10_000,
    )
    assert run.success, run.failures()
    assert sources.rows(
        "select event_type, count(*) from stg_email_events group by all order by all"
    ) == [("delivered", 3), ("opened", 90), ("sent", 4)]
    assert sources.rows("select count(*) from base_customers") == [(22,)]
    assert sources.rows(
        "select _row_status, string_agg(customer_id, ' ' order by customer_id) "
        "from stg_customers__exceptions where _row_status = 'deleted' group by all"
    ) == [("deleted", "hubspot:46897301 hubspot:76226001 hubspot:76340251")]
    assert sources.rows(
        "select count(*), count(*) filter (where status = 'closed'), count(first_response_at), "
        "round(avg(date_diff('second', created_at, first_response_at)) / 60, 3) "
        "from stg_support_tickets"
    ) == [(25, 23, 4, 473.917)]
    assert sources.rows(
        "select _raw_key, solved_at__fault from stg_support_tickets__exceptions "
        "where solved_at__fault is not null"
    ) == [("hubspot:307034542", "before_start")]
    assert sources.rows("select count(distinct message_id) from stg_email_events") == [(22,)]
