"""Mailchimp: the figures of the rows that its package publishes; there is no scenario."""

import duckdb
import pytest

from tests.adapters.source_folder import SAMPLES, SourceFolder


def test_the_sample_has_its_mails(scenario: duckdb.DuckDBPyConnection) -> None:
    """mailchimp/expected.csv: a campaign to ten members, two emails of automations to three."""
    mine = "from stg_email_events where email_event_id like 'chimp:%'"
    assert scenario.execute(
        "select campaign_id = 'chimp:c2b4c1c0d9' as is_campaign, event_type, count(*), "
        f"count(distinct customer_id) {mine} group by all order by all"
    ).fetchall() == [
        (False, "clicked", 6, 2), (False, "opened", 2, 2), (False, "sent", 3, 2),
        (False, "unsubscribed", 1, 1),
        (True, "clicked", 5, 2), (True, "opened", 12, 7), (True, "sent", 10, 10),
    ]
    assert scenario.execute(f"select count(distinct message_id) {mine}").fetchall() == [(13,)]
    assert scenario.execute(
        f"select distinct occurred_at::varchar {mine} and event_type = 'sent' "
        "and campaign_id = 'chimp:c2b4c1c0d9'"
    ).fetchall() == [("2019-11-27 16:59:27",)]
    assert scenario.execute(
        "select occurred_at::varchar, count(*) "
        f"{mine} and event_type = 'sent' and campaign_id <> 'chimp:c2b4c1c0d9' "
        "group by all order by all"
    ).fetchall() == [
        ("2020-04-17 16:32:51", 1), ("2020-04-21 14:53:32", 1), ("2020-04-21 14:53:37", 1)
    ]
    assert scenario.execute(
        "select email_type, string_agg(campaign_id, ' ' order by campaign_id) "
        "from stg_email_campaigns where brand = 'chimp' group by all order by all"
    ).fetchall() == [
        ("lifecycle", "chimp:123 chimp:b63e7b8aff"), ("newsletter", "chimp:c2b4c1c0d9")
    ]


def test_the_sample_has_its_rates(scenario: duckdb.DuckDBPyConnection) -> None:
    """Nothing says what arrived, so that all ten did; who clicked opened."""
    assert scenario.execute(
        "select emails_sent, emails_delivered, round(open_rate, 6), round(click_rate, 6) "
        "from email_metrics where period_grain = 'month' and period_start = '2019-11-01' "
        "and dimension = 'all'"
    ).fetchall() == [(10, 10, 70, 20)]


def test_a_member_of_two_lists_is_one_customer(scenario: duckdb.DuckDBPyConnection) -> None:
    """Nine rows of eight members, by their addresses; the ids are MD5s of what was masked."""
    assert scenario.execute(
        "select count(*), count(distinct email_hash), count(distinct customer_id), "
        "count(*) filter (where customer_id = 'chimp:' || email_hash) "
        "from stg_customers where brand = 'chimp'"
    ).fetchall() == [(8, 8, 8, 0)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_members_are_the_customers_of_the_shop_with_their_address(sources: SourceFolder) -> None:
    """With customer_id_of; mails have the types that the options say."""
    sources.write("shop/customer.csv", "id,created_at,email\n7,2019-01-01,Tim@Example.com\n")
    systems = {
        "shopify": {"shop": {"files": str(sources.path / "shop")}},
        "mailchimp": {"chimp": {"files": f"{SAMPLES}/mailchimp/public", "customer_id_of": "shop",
                                "promotions": ["release 0.1.1"], "transactional": ["123"]}},
    }
    run = sources.dbt(
        ["build", "--exclude-resource-types", "unit_test", "test", "--select"]
        + ["+mailchimp__email_events", "+mailchimp__email_campaigns", "+mailchimp__customers"],
        systems,
    )
    assert run.success, run.failures()
    assert sources.rows(
        "select count(*) from mailchimp__email_events where customer_id = 'shop:7'"
    ) == [(4,)]
    assert sources.rows(
        "select count(*), count(*) filter (where customer_id like 'shop:%') "
        "from mailchimp__customers"
    ) == [(7, 0)]
    assert sources.rows(
        "select campaign_id, email_type from mailchimp__email_campaigns order by all"
    ) == [
        ("chimp:123", "transactional"), ("chimp:b63e7b8aff", "lifecycle"),
        ("chimp:c2b4c1c0d9", "promotion"),
    ]
