"""Worked examples of what people did, with the arithmetic in words."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from .test_marts import REFERENCE_SEEDS
from .test_oracle import Company
from .test_people import COMMENTS, EVENTS, INSTALLS, PUSHES, REGISTRATIONS, SEEDS

MONDAY, TUESDAY, WEDNESDAY = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
C1 = "customer:C1"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company without a row, with the types of activities that the project has."""
    empty = Company(tmp_path)
    for name, lines in SEEDS.items():
        empty.write(name, *lines)
    types = (REFERENCE_SEEDS / "activity_types.csv").read_text()
    return empty.write("activity_types", *types.splitlines())


def activities(company: Company, **choices) -> list[tuple]:
    """What each person did when, with which feeling, and how often, in order."""
    names = ("person_id", "activity_date", "activity_type", "feeling", "activities")
    rows = company.compute(**choices)["person_activity"].select(names).rows()
    return sorted(rows)


def test_a_mail_is_opened_once_a_day_and_a_click_is_an_opening(company):
    """Opened twice on Monday, clicked on Tuesday; a machine's opening on Wednesday is nobody's.

    Unsubscribed on Tuesday and again on Wednesday: the first counts. M2 has no reader.
    """
    company.write(
        "email_events",
        "email_event_id,message_id,event_type,occurred_at,customer_id,is_machine",
        "E1,M1,opened,2024-01-01 10:00,C1,",
        "E2,M1,opened,2024-01-01 11:00,,",
        "E3,M1,clicked,2024-01-02 10:00,,",
        "E4,M1,opened,2024-01-03 10:00,,true",
        "E5,M1,unsubscribed,2024-01-02 10:00,,",
        "E6,M1,unsubscribed,2024-01-03 10:00,,",
        "E7,M2,opened,2024-01-01,,",
    )
    assert activities(company) == [
        (C1, MONDAY, "email_open", "neutral", 1),
        (C1, TUESDAY, "email_click", "neutral", 1),
        (C1, TUESDAY, "email_open", "neutral", 1),
        (C1, TUESDAY, "unsubscribe", "negative", 1),
    ]


def test_a_visit_its_pages_its_actions_and_its_conversions(company):
    """V: two pages, the first seen again 5 seconds later, which is a refresh; a word of chat, an
    action; a purchase, which is a conversion and no action. All on Monday, when the visit began,
    though it ends on Tuesday. The bot did nothing.
    """
    company.write("event_kinds", "event_name,kind", "page_view,page_view", "purchase,purchase")
    company.write(
        "web_events",
        f"{EVENTS},page_path",
        "E1,V,2024-01-01 23:50:00,page_view,,,,/a",
        "E2,V,2024-01-01 23:50:05,page_view,,,,/a",
        "E3,V,2024-01-01 23:51,page_view,,,,/b",
        "E4,V,2024-01-02 00:10,chat,,,,/b",
        "E5,V,2024-01-02 00:11,purchase,,,,/b",
        "E6,W,2024-01-01,page_view,C1,,Googlebot,/a",
    )
    assert activities(company) == [
        ("visitor:V", MONDAY, "action", "neutral", 1),
        ("visitor:V", MONDAY, "conversion", "neutral", 1),
        ("visitor:V", MONDAY, "page_view", "neutral", 2),
        ("visitor:V", MONDAY, "visit", "neutral", 1),
    ]


def test_what_happens_with_the_app(company):
    """I1 is an install, uninstalled on Tuesday; I2 a reinstall, uninstalled too.

    A push of Monday, opened on Wednesday; another one was not. Ratings of 2, 3 and 4 stars, and
    one of nobody. D is C1's, as I1 says: I1 by the rule own, I2 by linked, in a row of its own.
    """
    company.write(
        "app_installs",
        f"{INSTALLS},uninstalled_at,is_reinstall",
        "I1,D,ios,2024-01-01,C1,2024-01-02,",
        "I2,D,ios,2024-01-02,,2024-01-02,true",
    ).write(
        "push_notifications",
        f"{PUSHES},opened_at",
        "N1,D,2024-01-01,,2024-01-03",
        "N2,D,2024-01-01,,",
    ).write(
        "app_ratings",
        "rating_id,platform,customer_id,rated_at,stars",
        "R1,ios,C1,2024-01-03,2",
        "R2,ios,C1,2024-01-03,3",
        "R3,ios,C1,2024-01-03,4",
        "R4,ios,,2024-01-03,5",
    )
    assert activities(company) == [
        (C1, MONDAY, "install", "neutral", 1),
        *((C1, TUESDAY, "uninstall", "negative", 1),) * 2,
        (C1, WEDNESDAY, "app_rating", "negative", 1),
        (C1, WEDNESDAY, "app_rating", "neutral", 1),
        (C1, WEDNESDAY, "app_rating", "positive", 1),
        (C1, WEDNESDAY, "push_open", "neutral", 1),
    ]


def test_who_registers_comes_and_asks(company):
    """Contact K registered on Monday, cancelled, and came on Tuesday all the same. 'null' is no
    contact: G2 is nobody's. G3 walked in on Wednesday, as C1, without a registration.

    Q1 names C2, Q2 nobody: it is K's, by the registration. Q3 has neither.
    """
    company.write(
        "event_registrations",
        REGISTRATIONS,
        "G1,L1,K,,2024-01-01,2024-01-02,2024-01-01",
        "G2,L1,null,,2024-01-01,,",
        "G3,L1,,C1,,2024-01-03,",
    ).write(
        "event_questions",
        "question_id,live_event_id,registration_id,customer_id,asked_at",
        "Q1,L1,G1,C2,2024-01-02",
        "Q2,L1,G1,,2024-01-02",
        "Q3,L1,,,2024-01-02",
    )
    assert activities(company) == [
        ("contact:K", MONDAY, "registration", "neutral", 1),
        ("contact:K", TUESDAY, "check_in", "neutral", 1),
        ("contact:K", TUESDAY, "question", "neutral", 1),
        (C1, WEDNESDAY, "check_in", "neutral", 1),
        ("customer:C2", TUESDAY, "question", "neutral", 1),
    ]


def test_answers_feel_as_their_scores_say(company):
    """nps: 9 promoter, 7 passive, 6 detractor. csat: 4 positive, 3 negative. Words without a
    score are neutral. An invitation without an answer is none; an answer counts on its own day.
    """
    company.write(
        "survey_responses",
        "response_id,survey_type,customer_id,invited_at,responded_at,score,body",
        "S1,nps,C1,2024-01-01,2024-01-02,9,",
        "S2,nps,C1,2024-01-01,2024-01-02,7,",
        "S3,nps,C1,2024-01-01,2024-01-02,6,",
        "S4,csat,C1,2024-01-01,2024-01-02,4,",
        "S5,csat,C1,2024-01-01,2024-01-02,3,",
        "S6,ces,C1,2024-01-01,2024-01-02,,Well",
        "S7,nps,C1,2024-01-01,,,",
        "S8,nps,,2024-01-01,2024-01-02,9,",
    )
    assert activities(company) == [
        (C1, TUESDAY, "survey_answer", "negative", 2),
        (C1, TUESDAY, "survey_answer", "neutral", 2),
        (C1, TUESDAY, "survey_answer", "positive", 2),
    ]


def test_comments_and_mentions_feel_as_they_say(company):
    """A's two comments, one of them a question; a mention of neither sentiment. K3 is nobody's,
    K4 a reply of the brand.
    """
    company.write(
        "social_comments",
        f"{COMMENTS},sentiment",
        "K1,vk,A,2024-01-01,,,negative",
        "K2,vk,A,2024-01-01,,,question",
        "K3,vk,,2024-01-01,,,positive",
        "K4,vk,A,2024-01-01,,true,",
    ).write(
        "social_mentions",
        "mention_id,platform,author_id,mentioned_at,customer_id,sentiment",
        "M1,vk,A,2024-01-01,,positive",
        "M2,vk,A,2024-01-01,,angry",
    )
    assert activities(company) == [
        ("author:vk:A", MONDAY, "comment", "negative", 1),
        ("author:vk:A", MONDAY, "comment", "neutral", 1),
        ("author:vk:A", MONDAY, "mention", "neutral", 1),
        ("author:vk:A", MONDAY, "mention", "positive", 1),
    ]


def test_words_in_a_ticket_are_its_customer_s(company):
    """T1: two public words of the customer, of Monday and Tuesday; a private one, an agent's, a
    bot's. T2 is nobody's, T9 unknown.
    """
    company.write(
        "support_tickets",
        "ticket_id,customer_id,support_channel,created_at",
        "T1,C1,email,2024-01-01",
        "T2,,email,2024-01-01",
    ).write(
        "support_messages",
        "message_id,ticket_id,sender_type,sent_at,is_public",
        "M1,T1,customer,2024-01-01,",
        "M2,T1,customer,2024-01-02,true",
        "M3,T1,customer,2024-01-02,false",
        "M4,T1,agent,2024-01-02,",
        "M5,T1,bot,2024-01-02,",
        "M6,T2,customer,2024-01-02,",
        "M7,T9,customer,2024-01-02,",
    )
    assert activities(company) == [
        (C1, MONDAY, "customer_message", "neutral", 1),
        (C1, MONDAY, "ticket", "neutral", 1),
        (C1, TUESDAY, "customer_message", "neutral", 1),
    ]


def test_orders_refunds_reviews_and_referrals(company):
    """C1: O1 is completed, O2 pending; R1 refunds O1, R2 of O2 does not count. A review of 2.9.

    C1 referred C2, who was created on Wednesday; C3 referred themselves. C1 is active by all but
    the refund.
    """
    company.orders("O1,C1,2024-01-01,completed,9,", "O2,C1,2024-01-01,pending,9,").write(
        "refunds",
        "refund_id,order_id,refunded_at,amount",
        "R1,O1,2024-01-02,1",
        "R2,O2,2024-01-02,1",
    ).write("reviews", "review_id,customer_id,reviewed_at,rating", "V1,C1,2024-01-03,2.9").write(
        "customers",
        "customer_id,created_at,referred_by_customer_id",
        "C2,2024-01-03,C1",
        "C3,2024-01-03,C3",
    )
    assert activities(company) == [
        (C1, MONDAY, "order", "neutral", 1),
        (C1, TUESDAY, "refund", "negative", 1),
        (C1, WEDNESDAY, "referral", "positive", 1),
        (C1, WEDNESDAY, "review", "negative", 1),
    ]
    rows = company.compute()["person_activity"]
    assert set(rows["customer_id"]) == {"C1"}
    assert rows.filter(~pl.col("makes_active"))["activity_type"].to_list() == ["refund"]
