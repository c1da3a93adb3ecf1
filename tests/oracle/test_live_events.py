"""Worked examples of the live events, with the arithmetic in words, that anchor the oracle."""

from datetime import date
from pathlib import Path

import pytest

from .test_oracle import Company, row, total

EVENTS = "live_event_id,starts_at,ends_at,capacity,topic"
REGISTRATIONS = "registration_id,live_event_id,customer_id,registered_at,cancelled_at,checked_in_at"
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """V1 of March, with 4 places, is over as of the 31st; V2 runs until 1 April."""
    return Company(tmp_path).write(
        "live_events",
        EVENTS,
        "V1,2024-03-09 10:00,,4,tea",
        "V2,2024-03-31 10:00,2024-04-01 10:00,,tea",
    )


def test_one_person_is_one_registration_and_who_missed_it_is_known_when_it_is_over(company):
    """V1: A cancelled one of two, came: 1 registration. B did not come. C cancelled. X walked in.
    Registrations A, B, C; active A, B; check-ins A, X: attendance 1 / 2 = 50 %, places 2 / 4 =
    50 %. V2 is not over: D is a registration, and missed nothing.
    """
    company.write(
        "event_registrations",
        REGISTRATIONS,
        "E1,V1,A,2024-03-01,2024-03-02,",
        "E2,V1,A,2024-03-03,,2024-03-09 10:00",
        "E3,V1,B,2024-03-01,,",
        "E4,V1,C,2024-03-01,2024-03-02,",
        "E5,V1,X,,,2024-03-09 10:05",
        "E6,V2,D,2024-03-31,,",
    )
    march = total(company.compute()["live_event_metrics"], "month", MARCH)
    parts = ("registrations", "active_registrations", "check_ins", "no_shows", "capacity")
    assert [march[name] for name in parts] == [4, 2, 2, 1, 4]
    assert (march["attendance_rate"], march["event_fill_rate"]) == (50, 50)


def test_without_the_column_registered_at_everybody_registered(company):
    """A came and B did not: 2 registrations, 1 no-show, and no walk-in."""
    company.write(
        "event_registrations",
        "registration_id,live_event_id,customer_id,checked_in_at",
        "E1,V1,A,2024-03-09 10:00",
        "E2,V1,B,",
    )
    marts = company.compute()
    assert marts["event_attendances"]["is_walk_in"].to_list() == [False, False]
    march = total(marts["live_event_metrics"], "month", MARCH)
    assert (march["registrations"], march["no_shows"], march["attendance_rate"]) == (2, 1, 50)


def test_everything_counts_on_the_day_of_the_event_and_of_an_unknown_one_on_its_own(company):
    """The question of April about V1 is March's; the one about V9 April's. The irrelevant one is
    none. The questionnaires of V1: 5 of one score, and one of two detailed.
    """
    company.write(
        "event_questions",
        "question_id,live_event_id,asked_at,is_relevant",
        "Q1,V1,2024-04-01,",
        "Q2,V1,2024-04-01,no",
        "Q3,V9,2024-04-02,yes",
    )
    company.write(
        "survey_responses",
        "response_id,survey_type,live_event_id,responded_at,score,body",
        f"R1,event_feedback,V1,2024-04-01,5,{'x' * 40}",
        "R2,event_feedback,V1,2024-04-01,,short",
        "R3,csat,V1,2024-04-01,1,",
    )
    metrics = company.compute()["live_event_metrics"]
    march, april = (total(metrics, "month", month) for month in (MARCH, APRIL))
    assert (march["relevant_questions"], april["relevant_questions"]) == (1, 1)
    assert (march["event_satisfaction"], march["detailed_response_rate"]) == (5, 50)
    assert april["feedback_responses"] == 0
    unknown = row(metrics, period_grain="month", dimension="topic", dimension_value="(none)")
    assert unknown["period_start"] == APRIL
