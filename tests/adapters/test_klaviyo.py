"""Klaviyo: the figures of its scenario, and readers who are customers of a shop."""

import duckdb
import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder


def test_the_scenario_has_its_mails(scenario: duckdb.DuckDBPyConnection) -> None:
    """klaviyo/expected.csv: two mails of one flow to one reader are two messages."""
    mine = "where email_event_id like 'mail:%'"
    assert scenario.execute(f"select count(*) from stg_email_events {mine}").fetchall() == [(15,)]
    assert scenario.execute(
        "select campaign_id, email_type from stg_email_campaigns where brand = 'mail' order by all"
    ).fetchall() == [("mail:C1", "newsletter"), ("mail:F1", "lifecycle")]
    assert scenario.execute(
        "select customer_id, country from stg_customers where brand = 'mail' order by all"
    ).fetchall() == [("mail:P1", "US"), ("mail:P2", "DE"), ("mail:P3", "GB"), ("mail:P4", "US")]
    assert scenario.execute(
        "select count(*) from email_messages where is_opened and sent_date = '2025-03-20'"
    ).fetchall() == [(0,)]


def test_the_scenario_has_its_rates(scenario: duckdb.DuckDBPyConnection) -> None:
    """Of the messages that were sent in March 2025."""
    [row] = scenario.execute(
        "select emails_sent, emails_delivered, "
        "round(email_bounce_rate, 6), round(open_rate, 6), round(click_rate, 6), "
        "round(unsubscribe_rate, 6), round(complaint_rate, 6) "
        "from email_metrics where period_grain = 'month' and period_start = '2025-03-01' "
        "and dimension = 'all'"
    ).fetchall()
    assert row == (7, 6, 14.285714, 50, 33.333333, 16.666667, 16.666667)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_readers_are_the_customers_of_the_shop_with_their_address(sources: SourceFolder) -> None:
    """With customer_id_of; who is not the shop's stays a customer of their own."""
    systems = {
        "shopify": {"shop": {"files": f"{SAMPLES}/shopify/scenario"}},
        "klaviyo": {"mail": {"files": f"{SAMPLES}/klaviyo/scenario", "customer_id_of": "shop",
                             "promotions": ["march NEWS"], "transactional": ["F1"]}},
    }
    run = sources.dbt(
        ["build", "--exclude-resource-types", "unit_test", "test", "--select"]
        + ["+stg_email_events", "+stg_email_campaigns", "+stg_customers"],
        systems,
    )
    assert run.success, run.failures()
    assert sources.rows(
        "select distinct customer_id from stg_email_events order by all"
    ) == [("shop:501",), ("shop:502",), ("shop:503",), ("shop:504",), ("shop:505",)]
    assert sources.rows("select count(*) from stg_customers where brand = 'mail'") == [(0,)]
    assert sources.rows(
        "select campaign_id, email_type from stg_email_campaigns order by all"
    ) == [("mail:C1", "promotion"), ("mail:F1", "transactional")]
