"""Worked examples of who is active and how much, with the arithmetic in words."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from .engagement import quantiles, rounded
from .test_marts import REFERENCE_SEEDS
from .test_oracle import Company, row
from .test_people import EVENTS, SEEDS

PROJECT_SEEDS = (
    *("activity_types", "engagement_parts", "engagement_levels"),
    *("rfm_segments", "health_parts"),
)
APP_SESSIONS = "app_session_id,device_id,started_at,customer_id"
FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)
APRIL, MAY, JUNE = date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1)
PARTS = ("active_days", "channels", "points_per_active_day", "voices")


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company without a row, with the types, parts and levels that the project has."""
    empty = Company(tmp_path)
    for name, lines in SEEDS.items():
        empty.write(name, *lines)
    for name in PROJECT_SEEDS:
        empty.write(name, *(REFERENCE_SEEDS / f"{name}.csv").read_text().splitlines())
    return empty


def app_sessions(company: Company, *sessions: str) -> Company:
    """Sessions of the app, each as device,started_at,customer_id."""
    lines = [f"A{number:03},{session}" for number, session in enumerate(sessions)]
    return company.write("app_sessions", APP_SESSIONS, *lines)


def metrics(company: Company, start: date, cell: str = "all=all", grain: str = "month", **choices):
    """A row of engagement_metrics."""
    dimension, _, value = cell.partition("=")
    return row(
        company.compute(**choices)["engagement_metrics"],
        period_grain=grain, period_start=start, dimension=dimension, dimension_value=value,
    )  # fmt: skip


def numbers(line: dict, *names: str) -> tuple:
    """Some columns of a row."""
    return tuple(line[name] for name in names)


# --- Who is active ---------------------------------------------------------------------------


def test_who_only_unsubscribes_is_not_active(company):
    """C1 opens a mail and visits the site in May; C2 unsubscribes. C2's complaint of April and
    the refund of C3 come before the first activity of the table.
    """
    company.write(
        "email_events",
        "email_event_id,message_id,event_type,occurred_at,customer_id",
        "E1,M1,opened,2024-05-01 10:00,C1",
        "E2,M2,unsubscribed,2024-05-01 10:00,C2",
        "E3,M2,complained,2024-04-01 10:00,C2",
    ).write("web_events", EVENTS, "W1,V,2024-05-20 10:00,page_view,C1,,")
    frame = company.compute(period_grains=("month",))["engagement_metrics"]
    assert set(frame.select("dimension", "dimension_value", "active_people").rows()) == {
        ("all", "all", 1),
        ("channel", "email", 1),
        ("channel", "web", 1),
        *((name, "(none)", 1) for name in
          ("customer_segment", "country", "age_group", "subscription_level", "brand")),
    }  # fmt: skip
    assert set(frame["period_start"]) == {MAY}
    assert set(frame["person_channels"]) == {2}


def test_new_in_a_channel_is_about_the_channel(company):
    """C1 buys in April and first visits the site in May: returning in May, new in channel web."""
    company.orders("O1,C1,2024-04-10,completed,5,").write(
        "web_events", EVENTS, "W1,V,2024-05-20 10:00,page_view,C1,,"
    )
    names = ("new_active_people", "returning_active_people", "active_people")
    assert numbers(metrics(company, MAY), *names) == (0, 1, 1)
    assert numbers(metrics(company, MAY, "channel=web"), *names) == (1, 0, 1)
    assert numbers(metrics(company, APRIL, "channel=commerce"), *names) == (1, 0, 1)


def test_lapsed_in_one_month_and_reactivated_in_the_next(company):
    """D is active in March and May only; E on 1 February and 30 June. February is the first month.

    April: D lapsed, nobody is active, and the row of channel app is there all the same. May: D is
    reactivated. June is complete, as of the 30th: D lapsed, E is back. In February itself nothing
    is compared, in March E lapsed.
    """
    app_sessions(company, "D,2024-03-09,", "D,2024-05-09,", "E,2024-02-01,", "E,2024-06-30,")
    names = (
        *("active_people", "previous_active_people", "retained_people", "lapsed_people"),
        "reactivated_people",
    )
    for cell in ("all=all", "channel=app", "country=(none)"):
        found = [
            numbers(metrics(company, start, cell), *names)
            for start in (FEBRUARY, MARCH, APRIL, MAY, JUNE)
        ]
        assert found == [
            (1, None, None, None, 0),
            (1, 1, 0, 1, 0),
            (0, 1, 0, 1, 0),
            (1, 0, 0, 0, 1),
            (1, 1, 0, 1, 1),
        ]
    unfinished = metrics(company, JUNE, as_of_date=date(2024, 6, 29))
    assert numbers(unfinished, *names) == (1, 1, None, None, 1)
    assert unfinished["active_retention_rate"] is None
    assert metrics(company, APRIL)["active_churn_rate"] == 100
    assert metrics(company, APRIL)["active_retention_rate"] == 0
    assert metrics(company, MAY)["active_churn_rate"] is None


def test_a_month_is_not_compared_with_one_that_is_known_in_part(company):
    """The first activity is of 2 February: March has nothing to be compared with, April has.

    That of channel web is of 5 March: in April it is compared with March, as is the whole table.
    """
    app_sessions(company, "D,2024-02-02,", "D,2024-03-09,").write(
        "web_events", EVENTS, "W1,V,2024-03-05,page_view,,,", "W2,V,2024-04-30,page_view,,,"
    )
    names = ("previous_active_people", "retained_people", "lapsed_people")
    assert numbers(metrics(company, MARCH), *names) == (None, None, None)
    assert numbers(metrics(company, APRIL), *names) == (2, 1, 1)
    assert numbers(metrics(company, APRIL, "channel=web"), *names) == (1, 1, 0)
    assert numbers(metrics(company, APRIL, "channel=app"), *names) == (1, 0, 1)


def test_the_base_is_who_is_known_by_the_end_of_the_period(company):
    """C1 is created in March and orders in April, C2 orders on 31 March and is created in May.

    C3 orders in April, without a row of customers. C4's only order is pending. 'Guest' is nobody.
    X writes a ticket in April and is in no base. So March has 2 customers and April 3, of whom
    C1, C3 and not C2 are active; X makes a fourth person. C1 and C2 are of DE.
    """
    company.write(
        "customers",
        "customer_id,created_at,country",
        "C1,2024-03-20,DE",
        "C2,2024-05-01,DE",
    ).orders(
        "O1,C1,2024-04-10,completed,5,",
        "O2,C2,2024-03-31,completed,5,",
        "O3,C3,2024-04-10,completed,5,",
        "O4,C4,2024-04-10,pending,5,",
        "O5,Guest,2024-04-10,completed,5,",
    ).write(
        "support_tickets",
        "ticket_id,customer_id,support_channel,created_at",
        "T1,X,email,2024-04-30",
    )
    names = ("active_people", "active_customers", "customer_base", "participation_rate")
    assert numbers(metrics(company, MARCH), *names) == (1, 1, 2, 50)
    assert numbers(metrics(company, APRIL), *names) == (3, 2, 3, pytest.approx(200 / 3))
    assert numbers(metrics(company, APRIL, "country=DE"), *names) == (1, 1, 2, 50)
    assert numbers(metrics(company, APRIL, "country=(none)"), *names) == (2, 1, 1, 100)
    assert numbers(metrics(company, APRIL, "channel=support"), *names) == (1, 0, 3, 0)


def test_somebody_who_is_known_later_is_no_active_customer(company):
    """C1's device is used on 9 March; C1 is created in April."""
    app_sessions(company, "D,2024-03-09,C1", "D,2024-04-30,C1").write(
        "customers", "customer_id,created_at", "C1,2024-04-20"
    )
    names = ("active_people", "active_customers", "customer_base", "participation_rate")
    assert numbers(metrics(company, MARCH), *names) == (1, 0, 0, None)
    assert numbers(metrics(company, APRIL), *names) == (1, 1, 1, 100)


def test_channels_of_a_person_are_all_of_theirs_in_every_row(company):
    """V visits and, as C1, uses the app and buys; D uses the app. In channel app: 3 + 1."""
    app_sessions(company, "E,2024-04-09,C1", "D,2024-04-09,").write(
        "web_events", EVENTS, "W1,V,2024-04-30,page_view,C1,,"
    ).orders("O1,C1,2024-04-10,completed,5,")
    names = ("person_channels", "channels_per_person")
    assert numbers(metrics(company, APRIL), *names) == (4, 2)
    assert numbers(metrics(company, APRIL, "channel=app"), *names) == (4, 2)
    assert numbers(metrics(company, APRIL, "channel=commerce"), *names) == (3, 3)


def test_stickiness_is_the_mean_of_the_days_over_the_month(company):
    """April has 30 days: one person on 15 of them and another on 3 are 18 / 30 = 0.6 a day, of 2
    people 30 %. Twice on one day is once. None of May, which is not complete, nor of weeks.
    """
    app_sessions(
        company,
        *(f"D,2024-04-{day:02},{''}" for day in range(1, 16)),
        *("D,2024-04-15 10:00,", "E,2024-04-01,", "E,2024-04-02,", "E,2024-04-28,"),
        "E,2024-05-01,",
    )
    names = ("active_person_days", "stickiness")
    assert numbers(metrics(company, APRIL), *names) == (18, pytest.approx(30))
    assert numbers(metrics(company, APRIL, "channel=app"), *names) == (18, pytest.approx(30))
    assert numbers(metrics(company, MAY), *names) == (1, None)
    assert numbers(metrics(company, APRIL, grain="week"), *names) == (9, None)


# --- The score -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first_active_day", "first_month"),
    [("2024-01-01", MARCH), ("2024-01-10", APRIL)],
)
def test_the_first_scored_month_has_a_whole_window(company, first_active_day, first_month):
    """With three months, from 1 January on March is scored, from 10 January on April. June is not
    over. Who only unsubscribes is not active: the window may begin before that.
    """
    app_sessions(company, f"D,{first_active_day},", "D,2024-06-29,").write(
        "customers", "customer_id,created_at", "C1,2024-01-01"
    ).write(
        "email_events",
        "email_event_id,message_id,event_type,occurred_at,customer_id",
        "E1,M1,unsubscribed,2023-05-01 10:00,C1",
    )
    months = company.compute()["customer_engagement_monthly"]["month_start"].to_list()
    assert months == [one for one in (MARCH, APRIL, MAY) if one >= first_month]


def scored(company: Company, customer_id: str = "C1", month: date = MARCH, **choices) -> dict:
    """A customer in a month."""
    return row(
        company.compute(**choices)["customer_engagement_monthly"],
        customer_id=customer_id, month_start=month,
    )  # fmt: skip


def known(company: Company, *lines: str) -> Company:
    """Customers, each as customer_id,created_at; and somebody is active on 1 January."""
    return company.write("customers", "customer_id,created_at", *lines)


def test_a_score_is_made_of_four_parts(company):
    """6 active days on 3 channels with 48 points and no voice: 50, 100, 80 and 0.

    Points: six visits of a page each, 3 a day, are 18; app sessions on two of these days 3 times,
    each worth 3, of which 4 on the second day count as 3: 18; on a third day an install (5); four
    mails opened on one day count as 3: 3; one clicked, 3; the click is an opening, 1. That is 48.
    Score: (50 * 40 + 100 * 20 + 80 * 25 + 0 * 15) / 100 = 60: fully engaged.
    """
    days = ("01-01", "01-31", "02-01", "02-15", "03-01", "03-31")
    known(company, "C1,2023-01-01")
    company.write(
        "web_events",
        EVENTS,
        *(f"W{day},V,2024-{day} 10:00,page_view,C1,," for day in days),
    ).write(
        "app_installs", "install_id,device_id,platform,installed_at,customer_id",
        "I1,D,ios,2024-02-01,C1",
    ).write(
        "email_events",
        "email_event_id,message_id,event_type,occurred_at,customer_id",
        *(f"E{number},M{number},opened,2024-02-15 10:00,C1" for number in range(4)),
        "E9,M9,clicked,2024-03-31,C1",
    ).orders(
        "O1,C1,2024-02-20,completed,5,",
        "O2,,2024-05-31,completed,5,",
    )
    app_sessions(
        company,
        *(f"D,2024-01-01 1{hour}:00,C1" for hour in range(3)),
        *(f"D,2024-03-31 1{hour}:00,C1" for hour in range(4)),
    )
    one = scored(company)
    assert [one[name] for name in PARTS] == [6, 3, 8, 0]
    assert [one[f"{name}_part"] for name in PARTS] == [50, 100, 80, 0]
    assert (one["score"], one["engagement_level"], one["is_new"]) == (60, "fully_engaged", False)
    # Of April's window January is no part: 4 days on 3 channels, 12 + 9 + 5 + 3 + 4 points.
    one = scored(company, month=APRIL)
    assert [one[name] for name in PARTS] == [4, 3, 8.25, 0]
    # One month alone: two days, two channels and a mail's; 6 + 9 + 4 points.
    one = scored(company, engagement_window_months=1)
    assert [one[name] for name in PARTS] == [2, 3, 9.5, 0]


def test_purchases_make_no_part_and_idle_customers_are_scored(company):
    """C1 buys every day, in the shop and on the site; C2 does nothing; C3 is known in April only.

    The page view of the conversion's session is C1's only activity: 1 day, 2 + 1 points.
    """
    company.write("event_kinds", "event_name,kind", "page_view,page_view", "purchase,purchase")
    known(company, "C1,2024-01-01", "C2,2024-01-02", "C3,2024-04-01").write(
        "web_events",
        EVENTS,
        "W1,V,2024-01-01 10:00,page_view,C1,,",
        "W2,V,2024-01-01 10:01,purchase,C1,,",
    ).orders(*(f"O{day},C1,2024-03-{day:02},completed,5," for day in range(1, 32)))
    one = scored(company)
    assert [one[name] for name in PARTS] == [1, 1, 3, 0]
    # 40 / 12 + 20 / 3 + 25 * 3 / 10
    assert float(one["score"]) == pytest.approx(17.5)
    idle = scored(company, "C2")
    assert [idle[name] for name in PARTS] == [0, 0, 0, 0]
    assert (idle["score"], idle["engagement_level"]) == (0, "indifferent")
    frame = company.compute()["customer_engagement_monthly"]
    assert frame["customer_id"].to_list() == ["C1", "C2"]


def test_the_last_day_with_a_feeling_decides(company):
    """On 9 March C1 and C2 praise in a mention. C1 removed the app that day, C2 the day before.
    C3 removed it in December, before the window. C4: neutral words after a refund. C5 complains
    thrice, and is engaged. An uninstall and a refund make nobody active, but are felt.

    A mention: 40 / 12 + 20 / 3 + 25 / 2 + 15 / 3 = 27.5. Three on three days: 10 + 20 / 3 + 25 / 2
    + 15 = 44.2.
    """
    known(company, *(f"C{number},2023-01-01" for number in range(1, 6))).write(
        "social_mentions",
        "mention_id,platform,author_id,mentioned_at,customer_id,sentiment",
        "M1,vk,A,2024-03-09 12:00,C1,positive",
        "M2,vk,B,2024-03-09 12:00,C2,positive",
        "M4,vk,D,2024-03-09,C4,question",
        *(f"M5{day},vk,E,2024-03-0{day},C5,negative" for day in range(1, 4)),
    ).orders("O4,C4,2024-01-01,completed,5,", "O5,,2024-03-31,completed,5,").write(
        "refunds", "refund_id,order_id,refunded_at,amount", "F4,O4,2024-03-08,1"
    ).write(
        "app_installs",
        "install_id,device_id,platform,installed_at,customer_id,is_reinstall,uninstalled_at",
        "I1,D1,ios,2023-03-01,C1,true,2024-03-09 10:00",
        "I2,D2,ios,2023-03-01,C2,true,2024-03-08 10:00",
        "I3,D3,ios,2023-03-01,C3,true,2023-12-31 10:00",
    )
    found = company.compute()["customer_engagement_monthly"]
    names = ("customer_id", "score", "last_feeling", "engagement_level")
    assert found.select(names).rows() == [
        ("C1", 27.5, "negative", "actively_disengaged"),
        ("C2", 27.5, "positive", "indifferent"),
        ("C3", 0, None, "indifferent"),
        ("C4", 27.5, "negative", "actively_disengaged"),
        ("C5", Decimal("44.1667"), "negative", "engaged"),
    ]


def test_a_customer_is_new_for_some_days(company):
    """31 March: known since 2 January, 89 days; since 1 January, 90 (2024 is a leap year)."""
    known(company, "C1,2024-01-01", "C2,2024-01-02")
    app_sessions(company, "D,2024-01-01,", "D,2024-03-31,")
    assert not scored(company, "C1")["is_new"]
    assert scored(company, "C2")["is_new"]
    assert not scored(company, "C2", new_customer_days=89)["is_new"]


def test_reasons_are_the_parts_furthest_from_the_median(company):
    """Four customers. Active days 0, 0, 3, 12: parts 0, 0, 25, 100, the median is 12.5. Channels 0,
    0, 1, 1: parts 0, 0, 33.3, 33.3; median 16.7. An app session a day are 3 points: 0, 0, 30, 30;
    median 15. Voices 0.

    C4: 87.5 from the median of active days, then 16.7 and 15. C1: 16.7, 15, 12.5: all of these
    below. C3: 16.7, 15, 12.5, too.
    """
    known(company, *(f"C{number},2023-01-01" for number in range(1, 5)))
    app_sessions(
        company,
        *("X,2024-01-01,", "X,2024-03-31,"),
        *(f"D,2024-03-0{day},C3" for day in range(1, 4)),
        *(f"E,2024-03-{day},C4" for day in range(10, 22)),
    )
    names = [f"reason_{number}{end}" for number in (1, 2, 3) for end in ("", "_value", "_median")]
    assert list(numbers(scored(company, "C4"), *names)) == [
        *("active_days", 12, 1.5),
        *("channels", 1, 0.5),
        *("points_per_active_day", 3, 1.5),
    ]
    for customer_id, days, channels, points in (("C1", 0, 0, 0), ("C3", 3, 1, 3)):
        assert list(numbers(scored(company, customer_id), *names)) == [
            *("channels", channels, 0.5),
            *("points_per_active_day", points, 1.5),
            *("active_days", days, 1.5),
        ]


def test_reasons_at_the_same_distance_are_in_the_order_of_the_seed(company):
    """C1 alone: every part is its own median, at distance 0."""
    known(company, "C1,2023-01-01")
    app_sessions(company, "D,2024-01-01,C1", "D,2024-03-31,")
    one = scored(company)
    assert [one[f"reason_{number}"] for number in (1, 2, 3)] == list(PARTS[:3])


def test_a_score_is_rounded_half_up():
    """A third of 100, and halves at the fifth place."""
    assert rounded(Fraction(100, 3)) == Decimal("33.3333")
    assert rounded(Fraction(5, 100000)) == Decimal("0.0001")
    assert rounded(Fraction(125, 1000000)) == Decimal("0.0001")


def test_fully_engaged_customers_are_those_of_the_first_level(company):
    """One customer on 12 days with 3 channels, 10 points and no voice: 85. Another does nothing.

    Months and no channels; January has no whole window, and nobody is scored.
    """
    known(company, "C1,2023-01-01", "C2,2023-01-01")
    days = [f"2024-03-{day} 10:00" for day in range(10, 22)]
    app_sessions(company, "X,2024-01-01,", "X,2024-03-31,", *(f"D,{day},C1" for day in days))
    company.write("web_events", EVENTS, *(f"W{day},V,{day},page_view,C1,," for day in days))
    company.write(
        "event_registrations",
        "registration_id,live_event_id,contact_id,customer_id,registered_at,checked_in_at",
        *(f"G{day},L{day},,C1,,{day}" for day in days),
    )
    names = ("fully_engaged_customers", "scored_customers", "fully_engaged_share")
    assert scored(company)["score"] == 85
    assert numbers(metrics(company, MARCH), *names) == (1, 2, 50)
    assert numbers(metrics(company, MARCH, "country=(none)"), *names) == (1, 2, 50)
    assert numbers(metrics(company, MARCH, "channel=app"), *names) == (None, None, None)
    assert metrics(company, date(2024, 3, 18), grain="week")["scored_customers"] is None


# --- What follows ----------------------------------------------------------------------------


def test_quintiles_share_the_first_rank():
    """Of 10, 20, 20, 20, 90 the ranks are 1, 2, 2, 2, 5; of 4 values the parts are 1, 2, 4, 5."""
    values = dict(zip("abcde", (10, 20, 20, 20, 90), strict=True))
    assert list(quantiles(values, 5).values()) == [1, 2, 2, 2, 5]
    assert quantiles({"a": 7}, 5) == {"a": 1}
    assert list(quantiles({"a": 1, "b": 2, "c": 3, "d": 4}, 5).values()) == [1, 2, 4, 5]
    assert set(quantiles({str(n): n for n in range(11)}, 10).values()) == set(range(1, 11))


def backtest(company: Company, **choices) -> pl.DataFrame:
    """The rows of March."""
    return company.compute(**choices)["score_backtest"].filter(month_start=MARCH)


def test_a_backtest_pairs_who_bought_with_who_did_not(company):
    """Scores: C1 highest, C2 and C3 equal, C4 none. C1 and C3 buy in April, C3 by the last of
    the 90 days (29 June); C4 on the day after it. Of the pairs of C1 and C3 with C2 and C4: C1
    above both, C3 equal to C2 and above C4: 3.5 / 4. Only C1, C3 and C4 are active then: C4's
    visit to the app is on 1 April. C2 (equal to C3, below C1, above C4): of 3 pairs 1.5 are right.
    """
    known(company, *(f"C{number},2023-01-01" for number in range(1, 5)))
    app_sessions(
        company,
        *("X,2024-01-01,", "X,2024-06-30,", "C,2024-04-01,C4", "C,2024-06-30,C2"),
        *("A,2024-03-01,C1", "A,2024-03-02,C1", "B,2024-03-01,C2", "E,2024-03-01,C3"),
    )
    company.orders(
        "O1,C1,2024-04-10,completed,50,",
        "O0,C1,2024-03-31,completed,900,",
        "O3,C3,2024-06-29,completed,10,",
        "O4,C4,2024-06-30,completed,70,",
        "O5,C2,2024-04-10,pending,70,",
    ).write("refunds", "refund_id,order_id,refunded_at,amount", "R0,O0,2024-04-02,100")
    frame = backtest(company)
    names = ("customers", "active_customers", "buyers", "net_revenue", "auc_active", "auc_buying")
    total = row(frame, dimension="all")
    assert numbers(total, *names) == (4, 3, 2, -40, 0.5, 0.875)
    deciles = frame.filter(dimension="decile").select("dimension_value", "customers", "buyers")
    # Ranks 1, 2, 2, 4 of 4: 1 + 10 * (0, 1/3, 1/3, 1).
    assert deciles.rows() == [("1", 1, 0), ("10", 1, 1), ("4", 2, 1)]
    levels = frame.filter(dimension="engagement_level").select("dimension_value", "customers")
    assert levels.rows() == [("indifferent", 4)]
    assert set(frame.filter(pl.col("dimension") != "all")["auc_buying"]) == {None}


def test_a_month_is_judged_when_what_follows_is_over(company):
    """March needs April to June: not as of 29 June, and with 92 days not as of 30 June either."""
    known(company, "C1,2023-01-01")
    app_sessions(company, "X,2024-01-01,", "X,2024-06-30,")
    assert backtest(company, as_of_date=date(2024, 6, 29)).is_empty()
    assert backtest(company, backtest_days=92).is_empty()
    assert not backtest(company, backtest_days=91).is_empty()
    one = row(backtest(company), dimension="all")
    assert numbers(one, "auc_active", "auc_buying") == (None, None)
