"""Support: the conversations, and the metrics over them (docs/definitions.md, Support)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from typing import Any

from .commerce import ratio
from .facts import UNKNOWN, Commerce
from .metric_rows import TOTAL, key_columns, keys_on, total_keys
from .periods import local_date
from .raw_layer import StagedTable

PLACES_OF_TIMES = Decimal("0.0000000001")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ONE_MICROSECOND = timedelta(microseconds=1)
SOLVED = ("solved", "closed")

Message = dict[str, Any]
RawTicket = dict[str, Any]


@dataclass(frozen=True)
class Ticket:
    """One row of the mart support_tickets."""

    ticket_id: str
    customer_id: str | None
    support_channel: str
    touchpoint: str
    priority: str
    team: str
    brand: str
    tags: str | None
    status: str | None
    is_resolved: bool
    is_ever_solved: bool
    is_reopened: bool
    is_bot_resolved: bool
    is_one_touch: bool | None
    is_two_way: bool | None
    is_repeat_contact: bool | None
    is_first_in_channel: bool
    has_messages: bool
    reopens: int
    messages: int
    customer_messages: int
    agent_answers: int
    bot_answers: int
    answered_customer_turns: int
    customer_text_length: int | None
    first_response_minutes: Decimal | None
    response_minutes: Decimal | None
    resolution_hours: Decimal | None
    created_at: datetime
    created_date: date
    previous_created_at: datetime | None
    first_responded_at: datetime | None
    solved_at: datetime | None
    solved_date: date | None


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, _reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The two marts of the channel."""
    tickets = build_tickets(
        staged["support_tickets"].kept, staged["support_messages"].kept, commerce
    )
    return {
        "support_tickets": [asdict(ticket) for ticket in tickets],
        "support_metrics": support_metrics(tickets, commerce),
    }


# --- Conversations ---------------------------------------------------------------------------


def build_tickets(
    rows: list[RawTicket], message_rows: list[Message], commerce: Commerce
) -> list[Ticket]:
    """Every ticket once; messages of unknown tickets belong to none."""
    messages_of: dict[str, list[Message]] = defaultdict(list)
    for message in message_rows:
        messages_of[message["ticket_id"]].append(message)
    rows_of_customer: dict[str, list[RawTicket]] = defaultdict(list)
    for row in rows:
        if row["customer_id"] is not None:
            rows_of_customer[row["customer_id"]].append(row)
    return [
        build_ticket(
            row,
            messages_of.get(row["ticket_id"], []),
            rows_of_customer.get(row["customer_id"], []),
            commerce,
        )
        for row in rows
    ]


def build_ticket(
    row: RawTicket, messages: list[Message], of_customer: list[RawTicket], commerce: Commerce
) -> Ticket:
    """A ticket with its own messages, and beside the other tickets of its customer."""
    timezone = commerce.settings.reporting_timezone
    created_at, solved_at = row["created_at"], row["solved_at"]
    public = [message for message in messages if message["is_public"] is not False]
    asked = [message for message in public if message["sender_type"] == "customer"]
    answered = [message for message in public if message["sender_type"] == "agent"]
    by_bot = [message for message in public if message["sender_type"] == "bot"]
    senders = {message["sender_type"] for message in messages}
    resolved = is_resolved(row)
    ever_solved = resolved or solved_at is not None
    earlier = [other["created_at"] for other in of_customer if other["created_at"] < created_at]
    previous = max(earlier, default=None)
    responded_at = first_responded_at(row, messages, answered)
    waits = waiting_times(public)
    lengths = [len(message["body"]) for message in asked if message["body"] is not None]
    return Ticket(
        ticket_id=row["ticket_id"],
        customer_id=row["customer_id"],
        support_channel=row["support_channel"],
        touchpoint=row["touchpoint"] or UNKNOWN,
        priority=row["priority"] or UNKNOWN,
        team=row["team"] or UNKNOWN,
        brand=row["brand"] or commerce.settings.default_brand,
        tags=row["tags"],
        status=row["status"],
        is_resolved=resolved,
        is_ever_solved=ever_solved,
        is_reopened=ever_solved and (row["reopens"] or 0) > 0,
        is_bot_resolved=is_bot_resolved(row, senders, resolved),
        is_one_touch=resolved and len(answered) == 1 if messages else None,
        is_two_way=bool(asked) and bool(answered or by_bot) if messages else None,
        is_repeat_contact=(
            None
            if row["customer_id"] is None
            else previous is not None
            and created_at - previous <= timedelta(hours=commerce.settings.repeat_contact_hours)
        ),
        is_first_in_channel=is_first_in_channel(row, of_customer),
        has_messages=bool(messages),
        reopens=row["reopens"] or 0,
        messages=len(messages),
        customer_messages=len(asked),
        agent_answers=len(answered),
        bot_answers=len(by_bot),
        answered_customer_turns=len(waits),
        customer_text_length=sum(lengths) if lengths else None,
        first_response_minutes=(
            None
            if responded_at is None
            else elapsed(max(responded_at - created_at, timedelta(0)), MINUTE)
        ),
        response_minutes=(
            sum(elapsed(wait, MINUTE) for wait in waits) if waits else None
        ),
        resolution_hours=(
            elapsed(solved_at - created_at, HOUR) if resolved and solved_at is not None else None
        ),
        created_at=created_at,
        created_date=local_date(created_at, timezone),
        previous_created_at=previous,
        first_responded_at=responded_at,
        solved_at=solved_at,
        solved_date=local_date(solved_at, timezone) if solved_at is not None else None,
    )


def elapsed(time: timedelta, unit: timedelta) -> Decimal:
    """A time in units of another, with 10 decimals."""
    microseconds = Decimal(time // ONE_MICROSECOND)
    return (microseconds / (unit // ONE_MICROSECOND)).quantize(PLACES_OF_TIMES, ROUND_HALF_UP)


def is_resolved(row: RawTicket) -> bool:
    """Solved or closed; without a status a known solution tells."""
    if row["status"] is None:
        return row["solved_at"] is not None
    return row["status"] in SOLVED


def is_bot_resolved(row: RawTicket, senders: set[str], resolved: bool) -> bool:
    """Resolved without any word of an agent, by what the source says or else the bot wrote."""
    if not resolved or "agent" in senders or row["is_bot_resolved"] is False:
        return False
    return row["is_bot_resolved"] is True or "bot" in senders


def is_first_in_channel(row: RawTicket, of_customer: list[RawTicket]) -> bool:
    """Whether no ticket of the same customer and channel comes before it."""
    in_channel = [
        (other["created_at"], other["ticket_id"])
        for other in of_customer
        if other["support_channel"] == row["support_channel"]
    ]
    return bool(in_channel) and min(in_channel) == (row["created_at"], row["ticket_id"])


def first_responded_at(
    row: RawTicket, messages: list[Message], answered: list[Message]
) -> datetime | None:
    """The first public message of an agent; the ticket's own column only without messages."""
    if not messages:
        return row["first_response_at"]
    return min((message["sent_at"] for message in answered), default=None)


def waiting_times(public_messages: list[Message]) -> list[timedelta]:
    """For each answered turn, how long its first message waited for the person's answer."""
    waits = []
    waiting_since: datetime | None = None
    talk = [message for message in public_messages if message["sender_type"] != "bot"]
    talk.sort(key=lambda message: (message["sent_at"], message["sender_type"] == "agent"))
    for message in talk:
        if message["sender_type"] == "customer":
            waiting_since = waiting_since or message["sent_at"]
        elif waiting_since is not None:
            waits.append(message["sent_at"] - waiting_since)
            waiting_since = None
    return waits


# --- Metrics ---------------------------------------------------------------------------------


@dataclass
class Bucket:
    """The tickets that one row of support_metrics counts, by their opening and by solution."""

    opened: list[Ticket] = field(default_factory=list)
    solved: list[Ticket] = field(default_factory=list)


def support_metrics(tickets: list[Ticket], commerce: Commerce) -> list[dict[str, Any]]:
    """One row per grain, period, dimension and value with a ticket, and the totals."""
    as_of, settings = commerce.as_of, commerce.settings
    first_day = min((ticket.created_date for ticket in tickets), default=date.max)
    buckets = defaultdict(Bucket, {key: Bucket() for key in total_keys(first_day, as_of, settings)})
    for ticket in tickets:
        its_cells = cells(ticket, commerce)
        for key in keys_on(ticket.created_date, its_cells, settings):
            buckets[key].opened.append(ticket)
        if ticket.solved_date is not None:
            for key in keys_on(ticket.solved_date, its_cells, settings):
                buckets[key].solved.append(ticket)
    return [
        {
            **key_columns(key, as_of),
            **metrics_of(bucket, len(buckets[*key[:2], *TOTAL].opened)),
        }
        for key, bucket in list(buckets.items())
    ]


def cells(ticket: Ticket, commerce: Commerce) -> list[tuple[str, str]]:
    """The dimensions that a ticket counts in, and its value of each."""
    age_group = commerce.attribute(ticket.customer_id, "age_group")
    return [
        TOTAL,
        ("support_channel", ticket.support_channel),
        ("touchpoint", ticket.touchpoint),
        ("priority", ticket.priority),
        ("team", ticket.team),
        ("brand", ticket.brand),
        ("age_group", age_group),
        ("customer_segment", commerce.attribute(ticket.customer_id, "customer_segment")),
        ("support_channel x age_group", f"{ticket.support_channel} x {age_group}"),
    ]


def known_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; null where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def known_ratio(
    numerator: Decimal | int | None, denominator: int, scale: int = 1
) -> float | None:
    """The ratio, or null where the numerator is unknown."""
    return None if numerator is None else ratio(numerator, denominator, scale)


def metrics_of(bucket: Bucket, all_tickets: int) -> dict[str, Any]:
    """The parts of one row, then its metrics."""
    opened = bucket.opened
    responded = [
        ticket.first_response_minutes
        for ticket in opened
        if ticket.first_response_minutes is not None
    ]
    parts = {
        "tickets": len(opened),
        "all_tickets": all_tickets,
        "first_response_minutes": known_sum(responded),
        "responded_tickets": len(responded),
        "response_minutes": known_sum(ticket.response_minutes for ticket in opened),
        "answered_customer_turns": sum(ticket.answered_customer_turns for ticket in opened),
        "resolved_tickets": sum(ticket.is_resolved for ticket in opened),
        "tickets_solved": len(bucket.solved),
        "resolution_hours": known_sum(ticket.resolution_hours for ticket in opened),
        "timed_resolved_tickets": sum(ticket.resolution_hours is not None for ticket in opened),
        "one_touch_tickets": sum(ticket.is_one_touch is True for ticket in opened),
        "resolved_tickets_with_messages": sum(
            ticket.is_resolved and ticket.has_messages for ticket in opened
        ),
        "reopened_tickets": sum(ticket.is_reopened for ticket in opened),
        "ever_solved_tickets": sum(ticket.is_ever_solved for ticket in opened),
        "repeat_contacts": sum(ticket.is_repeat_contact is True for ticket in opened),
        "identified_tickets": sum(ticket.customer_id is not None for ticket in opened),
        "bot_resolved_tickets": sum(ticket.is_bot_resolved for ticket in opened),
        "two_way_tickets": sum(ticket.is_two_way is True for ticket in opened),
        "tickets_with_messages": sum(ticket.has_messages for ticket in opened),
        "first_time_channel_users": len(
            {ticket.customer_id for ticket in opened if ticket.is_first_in_channel}
        ),
    }

    def rate(numerator: str, denominator: str, scale: int = 100) -> float | None:
        return known_ratio(parts[numerator], parts[denominator], scale)

    return {
        **parts,
        "ticket_share": rate("tickets", "all_tickets"),
        "avg_first_response_minutes": rate("first_response_minutes", "responded_tickets", 1),
        "median_first_response_minutes": float(median(responded)) if responded else None,
        "avg_response_minutes": rate("response_minutes", "answered_customer_turns", 1),
        "resolution_rate": rate("resolved_tickets", "tickets"),
        "avg_resolution_hours": rate("resolution_hours", "timed_resolved_tickets", 1),
        "one_touch_rate": rate("one_touch_tickets", "resolved_tickets_with_messages"),
        "reopen_rate": rate("reopened_tickets", "ever_solved_tickets"),
        "repeat_contact_rate": rate("repeat_contacts", "identified_tickets"),
        "automation_rate": rate("bot_resolved_tickets", "tickets"),
        "two_way_rate": rate("two_way_tickets", "tickets_with_messages"),
    }
