"""Worked examples of the customer table and of the timeline, with the arithmetic in words."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import md5
from pathlib import Path

import polars as pl
import pytest

from .customers import compared, segment
from .reference import read_seed
from .test_engagement import app_sessions, numbers
from .test_engagement import company as company
from .test_marts import REFERENCE_SEEDS
from .test_oracle import Company, row
from .test_people import EVENTS, REGISTRATIONS

ANSWERS = "response_id,survey_type,customer_id,invited_at,responded_at,score,body"
TICKETS = "ticket_id,customer_id,support_channel,created_at,status,reopens"
END_OF_MAY = date(2024, 5, 31)
MAIL = "email_event_id,message_id,event_type,occurred_at,customer_id"


def customer(company: Company, customer_id: str = "C1", **choices) -> dict:
    """The row of a customer, as of 31 May."""
    choices = {"as_of_date": END_OF_MAY, **choices}
    return row(company.compute(**choices)["customers"], customer_id=customer_id)


def known(company: Company, *customer_ids: str) -> Company:
    """Customers of the customer table, created in 2023."""
    lines = [f"{customer_id},2023-01-01" for customer_id in customer_ids]
    return company.write("customers", "customer_id,created_at", *lines)


# --- Who has a row, and what it tells --------------------------------------------------------


def test_a_customer_has_a_row_in_the_customer_table_or_an_order(company):
    """C1: in the customer table, C2: a pending order, C3: an order of June alone, which is after
    the as-of date; C4: a ticket alone. 'Guest' is a placeholder; C5 is created in June. 'guest'
    is a customer of the customer table, and has a row.
    """
    company.write(
        "customers", "customer_id,created_at", "C1,2024-01-01", "C5,2024-06-01", "guest,2024-01-01"
    ).orders(
        "O2,C2,2024-05-31,pending,5,",
        "O3,C3,2024-06-01,completed,5,",
        "O4,Guest,2024-05-01,completed,5,",
        "O5,,2024-05-01,completed,5,",
    ).write("support_tickets", TICKETS, "T1,C4,email,2024-05-01,,")
    frame = company.compute(as_of_date=END_OF_MAY)["customers"]
    assert frame.select("customer_id", "is_in_customer_table", "known_date").rows() == [
        ("C1", True, date(2024, 1, 1)),
        ("C2", False, None),
        ("C5", True, None),
        ("guest", True, date(2024, 1, 1)),
    ]


def test_later_orders_are_left_out(company):
    """C9 pays 20 on 2 May and 30 on 1 June; of the first 5 are paid back in May, 4 in June."""
    company.orders("O1,C9,2024-05-02,completed,20,", "O2,C9,2024-06-01,completed,30,").write(
        "refunds",
        "refund_id,order_id,refunded_at,amount",
        "R1,O1,2024-05-31,5",
        "R2,O1,2024-06-01,4",
    )
    one = customer(company, "C9")
    names = ("orders", "first_order_date", "last_order_date", "gross_revenue", "net_revenue")
    assert numbers(one, *names) == (1, date(2024, 5, 2), date(2024, 5, 2), 20, 15)
    assert numbers(one, "known_date", "created_date") == (date(2024, 5, 2), None)
    assert numbers(one, "recency_days", "frequency", "monetary") == (29, 1, 15)
    unknown = (
        *("country", "region", "age_group", "customer_type", "brand", "customer_segment"),
        *("subscription_level", "acquisition_source", "acquisition_type"),
    )
    assert set(numbers(one, *unknown)) == {"(none)"}
    # 30 days are 30 / 360 years; 20 in that time are 240 a year.
    value = customer(company, "C9", days_per_year=Decimal(360))
    assert value["customer_years"] == Decimal("0.0833333333")
    assert value["clv_annual"] == pytest.approx(240)


def test_who_did_nothing_has_zeros_and_nulls(company):
    """C1 is in the customer table, and that is all; somebody else does something."""
    known(app_sessions(company, "D,2024-01-01,"), "C1")
    one = customer(company)
    names = ("orders", "gross_revenue", "net_revenue", "tickets", "open_tickets", "referrals")
    assert set(numbers(one, *names)) == {0}
    for name in ("first_contact_date", "last_app_date", "nps", "clv_annual", "rfm_segment",
                 "recency_quintile", "health_score", "last_order_date", "email_hash"):  # fmt: skip
        assert one[name] is None, name
    names = ("scored_month", "engagement_score", "engagement_level")
    assert numbers(one, *names) == (date(2024, 5, 1), 0, "indifferent")


def test_contacts_are_activities_of_any_type(company):
    """C1 visits on 1 March, is asked for nothing, unsubscribes on 2 April, and visits on 1 June.

    In May C1's device is uninstalled; C2, whom C1 referred, is created on 3 May.
    """
    company.write(
        "web_events",
        EVENTS,
        "W1,V,2024-03-01 23:00,page_view,C1,,",
        "W2,V,2024-06-01 00:00,page_view,C1,,",
    ).write(
        "email_events", MAIL, "E1,M1,sent,2024-02-01,C1", "E2,M1,unsubscribed,2024-04-02,"
    ).write(
        "app_installs",
        "install_id,device_id,platform,installed_at,customer_id,is_reinstall,uninstalled_at",
        "I1,D,ios,2024-01-01,C1,true,2024-05-02",
    ).write(
        "customers",
        "customer_id,created_at,referred_by_customer_id,email",
        "C1,2024-01-01,C1,Ann@Example.org",
        "C2,2024-05-03,C1,",
        "C3,2024-06-01,C1,",
    )
    one = customer(company)
    channels = ("contact", "web", "email", "app", "commerce", "social")
    names = [f"{end}_{name}_date" for name in channels for end in ("first", "last")]
    visit, unsubscribed = date(2024, 3, 1), date(2024, 4, 2)
    uninstalled, referred = date(2024, 5, 2), date(2024, 5, 3)
    assert list(numbers(one, *names)) == [
        *(visit, referred),
        *(visit, visit),
        *(unsubscribed, unsubscribed),
        *(uninstalled, uninstalled),
        *(referred, referred),
        *(None, None),
    ]
    assert (one["referrals"], one["referred_by_customer_id"]) == (1, None)
    assert one["email_hash"] == md5(b"ann@example.org").hexdigest()
    two = customer(company, "C2")
    assert (two["referred_by_customer_id"], two["acquisition_type"]) == ("C1", "referred")


def test_the_latest_answer_with_a_score_counts(company):
    """nps: 9 on 1 May, words alone on 2 May, 3 in June. csat: on 5 May 4 at 10:00 and 2 at 11:00.
    ces: at the same moment 1 of S6 and 5 of S7.
    """
    known(company, "C1").write(
        "survey_responses",
        ANSWERS,
        "S1,nps,C1,2024-01-01,2024-05-01,9,",
        "S2,nps,C1,2024-01-01,2024-05-02,,Well",
        "S3,nps,C1,2024-01-01,2024-06-01,3,",
        "S5,csat,C1,2024-05-05 11:00,,2,",
        "S4,csat,C1,2024-01-01,2024-05-05 10:00,4,",
        "S7,ces,C1,2024-01-01,2024-05-06,5,",
        "S6,ces,C1,2024-01-01,2024-05-06,1,",
        "S8,ces,C2,2024-01-01,2024-05-07,3,",
    )
    one = customer(company)
    assert numbers(one, "nps", "nps_date") == (9, date(2024, 5, 1))
    assert numbers(one, "csat", "csat_date") == (2, date(2024, 5, 5))
    assert numbers(one, "ces", "ces_date") == (5, date(2024, 5, 6))
    # (90 + 25 + 100) / 3
    assert one["health_satisfaction"] == Decimal("71.6667")


# --- Recency, frequency, money ---------------------------------------------------------------


def test_quintiles_of_buyers(company):
    """Five buyers with 1 to 5 orders, the last of them 1 to 5 days ago, of 10 each; E has 5 orders
    of 2 and so 10 in all, as much as A; D gets 35 of 40 back. So money is A 10, B 20, C 30, D 5, E
    10: ranks 2, 4, 5, 1, 2. F's only order is pending.
    """
    orders = [
        f"O{name}{number},{name},2024-05-{31 - place},completed,{2 if name == 'E' else 10},"
        for place, name in enumerate("ABCDE", start=1)
        for number in range(place)
    ]
    company.orders(*orders, "OF,F,2024-05-31,pending,10,").write(
        "refunds", "refund_id,order_id,refunded_at,amount", "R1,OD0,2024-05-31,35"
    )
    frame = company.compute(as_of_date=END_OF_MAY)["customers"]
    names = ("customer_id", "recency_quintile", "frequency_quintile", "monetary_quintile")
    assert frame.select(names).rows() == [
        ("A", 5, 1, 2),
        ("B", 4, 2, 4),
        ("C", 3, 3, 5),
        ("D", 2, 4, 1),
        ("E", 1, 5, 2),
        ("F", None, None, None),
    ]
    # E: neither of those who cannot be lost, who have money 4 or 5, but at risk.
    segments = ["new", "potential_loyal", "loyal", "at_risk", "at_risk", None]
    assert frame["rfm_segment"].to_list() == segments


@pytest.mark.parametrize(
    ("quintiles", "name"),
    [((5, 5, 4), "champions"), ((1, 4, 4), "cannot_lose_them"), ((1, 4, 3), "at_risk"),
     ((5, 1, 5), "new"), ((2, 2, 5), "about_to_sleep"), ((5, 5, 1), "others")],
)  # fmt: skip
def test_the_first_segment_that_holds(quintiles, name):
    segments = read_seed(REFERENCE_SEEDS / "rfm_segments.csv")
    names = ("recency", "frequency", "monetary")
    assert segment(segments, **dict(zip(names, quintiles, strict=True))) == name


# --- Health ----------------------------------------------------------------------------------


def test_health_is_the_mean_of_what_is_known(company):
    """An nps of 9 and a csat of 3 on a scale from 1 to 5 are 90 and 50: 70. 8 active days after 10
    are 80. With the weights 30 and 30 that is 75.

    The window of activity is of 4 to 31 May, that before of 6 April to 3 May.
    """
    known(company, "C1").write(
        "survey_responses",
        ANSWERS,
        "S1,nps,C1,2024-01-01,2024-05-01,9,",
        "S2,csat,C1,2023-01-01,2023-12-04,3,",
        "S3,ces,C1,2023-01-01,2023-12-03,5,",
    )
    days = [
        *(f"04-{day:02}" for day in (5, *range(6, 14))),
        "05-03",
        "05-04",
        *(f"05-{day}" for day in range(12, 18)),
        "05-31",
    ]
    app_sessions(company, *(f"D,2024-{day},C1" for day in days), "D,2024-06-01,C1")
    # The answer of 1 May is an active day, too.
    one = customer(company)
    names = [f"health_{name}" for name in ("satisfaction", "activity", "support", "spend", "score")]
    assert list(numbers(one, *names)) == [70, Decimal(80), None, None, 75]


def test_support_is_less_the_more_trouble_there_is(company):
    """A load of 5 is full. C1: one ticket that is not resolved: 3, so 40. C2: one resolved and
    reopened, one resolved: 4, so 20. C3: two that are not resolved: 6 is too much. C4: one of 2
    March, before the 90 days that end with 31 May. C5: resolved, 80.
    """
    known(company, *(f"C{number}" for number in range(1, 6))).write(
        "support_tickets",
        TICKETS,
        "T1,C1,email,2024-03-03,open,",
        "T2,C2,email,2024-05-01,solved,2",
        "T3,C2,email,2024-05-01,closed,",
        "T4,C3,email,2024-05-01,open,1",
        "T5,C3,email,2024-05-01,,",
        "T6,C4,email,2024-03-02,open,",
        "T7,C5,email,2024-05-31,solved,0",
        "T8,C5,email,2024-06-01,open,0",
    )
    frame = company.compute(as_of_date=END_OF_MAY)["customers"]
    assert frame["health_support"].to_list() == [40, 20, 0, None, 80]
    assert frame["tickets"].to_list() == [1, 2, 2, 1, 1]
    assert frame["open_tickets"].to_list() == [1, 0, 2, 1, 0]
    assert customer(company, health_full_ticket_load=4)["health_support"] == 25


@pytest.mark.parametrize(
    ("now", "before", "part"),
    [(8, 10, 80), (12, 10, 100), (-1, 10, 0), (7, 9, "77.7778"), (1, 0, 100), (1, -5, 100),
     (0, 0, None), (-1, -1, None)],
)  # fmt: skip
def test_a_number_against_the_one_before(now, before, part):
    assert compared(Decimal(now), Decimal(before)) == (None if part is None else Decimal(part))


def test_spending_is_net(company):
    """From 3 March to 31 May 30 less a refund of 10; in the 90 days before it 40: 50."""
    known(company, "C1").orders(
        "O1,C1,2024-03-03,completed,30,",
        "O2,C1,2024-03-02,completed,25,",
        "O3,C1,2023-12-04,completed,15,",
        "O4,C1,2023-12-03,completed,99,",
    ).write("refunds", "refund_id,order_id,refunded_at,amount", "R1,O4,2024-05-31,10")
    assert customer(company)["health_spend"] == 50


# --- The timeline ----------------------------------------------------------------------------


def test_the_timeline_tells_when_and_where(company):
    """A mail of 1 March is opened on the 4th at 10:00 and 11:00: one row. K, a contact, registers.

    What nobody can be named for is left out: M2 has no reader.
    """
    company.write(
        "email_events",
        MAIL,
        "E1,M1,sent,2024-03-01 10:00,C1",
        "E2,M1,opened,2024-03-04 11:00,",
        "E3,M1,opened,2024-03-04 10:00,",
        "E4,M2,opened,2024-03-04 10:00,",
    ).write("event_registrations", REGISTRATIONS, "G1,L1,K,,2024-03-03 09:00,,").write(
        "support_tickets", TICKETS, "T1,C1,email,2024-03-04 10:00,,"
    )
    frame = company.compute()["customer_timeline"]
    names = ("person_id", "occurred_at", "activity_type", "detail", "fact", "record_id")
    assert frame.select(names).rows() == [
        *[("contact:K", datetime(2024, 3, 3, 9), "registration", "L1", "event_attendances",
           "L1|contact|K")],
        *[("customer:C1", datetime(2024, 3, 4, 10), "email_open", None, "email_messages", "M1")],
        *[("customer:C1", datetime(2024, 3, 4, 10), "ticket", "email", "support_tickets", "T1")],
    ]  # fmt: skip


def test_the_timeline_counts_up_to_person_activity(company):
    """Each activity is one row."""
    app_sessions(company, *("D,2024-03-01,C1",) * 3, "D,2024-03-02,", "E,2024-03-02,")
    marts = company.compute()
    counted = marts["customer_timeline"].group_by("person_id", "activity_date", "person_rule").agg(
        pl.len().cast(pl.Int64).alias("activities")
    )  # fmt: skip
    expected = marts["person_activity"].select(counted.columns)
    assert counted.sort(counted.columns).equals(expected.sort(counted.columns))
    assert counted.height == 3
