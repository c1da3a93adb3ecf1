"""Worked examples of support, with the arithmetic in words, that anchor the oracle itself."""

from datetime import date
from decimal import Decimal

from .test_oracle import Company, company, row, total

__all__ = ["company"]

TICKETS = "ticket_id,customer_id,support_channel,created_at,status,solved_at,reopens"
MESSAGES = "message_id,ticket_id,sender_type,sent_at,is_public"
MARCH = date(2024, 3, 1)


def test_two_questions_and_one_answer_are_one_turn_of_half_an_hour(company: Company) -> None:
    """Asked 10:00 and 10:10, bot 10:01, note 10:02, answered 10:30: 30 minutes, once."""
    company.write("support_tickets", TICKETS, "T1,A,email,2024-03-01 10:00,solved,,")
    company.write(
        "support_messages",
        MESSAGES,
        "M1,T1,customer,2024-03-01 10:00,",
        "M2,T1,bot,2024-03-01 10:01,",
        "M3,T1,agent,2024-03-01 10:02,false",
        "M4,T1,customer,2024-03-01 10:10,",
        "M5,T1,agent,2024-03-01 10:30,",
    )
    ticket = row(company.compute()["support_tickets"], ticket_id="T1")
    assert ticket["answered_customer_turns"] == 1
    assert ticket["response_minutes"] == ticket["first_response_minutes"] == Decimal(30)
    assert ticket["is_one_touch"]
    assert not ticket["is_bot_resolved"]


def test_a_solution_counts_on_its_own_day_though_the_ticket_is_open_again(
    company: Company,
) -> None:
    """Opened in February, solved in March, open again: 0 of 1 resolved, 1 of 1 reopened."""
    company.write(
        "support_tickets", TICKETS, "T1,A,email,2024-02-29 23:00,open,2024-03-01 01:00,1"
    )
    metrics = company.compute()["support_metrics"]
    february = total(metrics, "month", date(2024, 2, 1))
    assert (february["tickets"], february["tickets_solved"]) == (1, 0)
    assert (february["resolution_rate"], february["reopen_rate"]) == (0, 100)
    assert february["avg_resolution_hours"] is None
    march = total(metrics, "month", MARCH)
    assert (march["tickets"], march["tickets_solved"], march["ticket_share"]) == (0, 1, None)


def test_a_contact_after_exactly_168_hours_is_a_repeat(company: Company) -> None:
    """1 March 10:00 to 8 March 10:00 is 168 hours; a second more is none: 1 of 3 = 33.3 %."""
    company.write(
        "support_tickets",
        TICKETS,
        "T1,A,email,2024-03-01 10:00:00,,,",
        "T2,A,phone,2024-03-08 10:00:00,,,",
        "T3,A,email,2024-03-15 10:00:01,,,",
        "T4,,email,2024-03-15 11:00:00,,,",
    )
    march = total(company.compute()["support_metrics"], "month", MARCH)
    assert (march["repeat_contacts"], march["identified_tickets"]) == (1, 3)


def test_shares_divide_by_the_total_and_first_users_count_once(company: Company) -> None:
    """Email has 2 of 3 tickets; A is a first-time user of both channels, in all one person."""
    company.write(
        "support_tickets",
        TICKETS,
        "T1,A,email,2024-03-01 10:00,,,",
        "T2,A,email,2024-03-02 10:00,,,",
        "T3,A,phone,2024-03-03 10:00,,,",
    )
    metrics = company.compute()["support_metrics"]
    email = row(
        metrics,
        period_grain="month",
        dimension="support_channel",
        dimension_value="email",
    )
    assert (email["tickets"], email["all_tickets"]) == (2, 3)
    assert email["first_time_channel_users"] == 1
    assert total(metrics, "month", MARCH)["first_time_channel_users"] == 1


def test_messages_of_unknown_tickets_are_nobodys(company: Company) -> None:
    """A talk about a deleted ticket makes no ticket and no turn."""
    company.write("support_tickets", TICKETS, "T1,A,phone,2024-03-01 10:00,,,")
    company.write(
        "support_messages",
        MESSAGES,
        "M1,T9,customer,2024-03-01 10:00,",
        "M2,T9,agent,2024-03-01 10:30,",
    )
    march = total(company.compute()["support_metrics"], "month", MARCH)
    assert (march["tickets"], march["tickets_with_messages"]) == (1, 0)
    assert (march["answered_customer_turns"], march["response_minutes"]) == (0, None)
