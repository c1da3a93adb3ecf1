"""Support: the conversations of the demo company with its customers, and their messages.

`conversations()` is the truth about every conversation, for channels that ask about one (a survey
after a ticket). `tables()` is what the help desk says about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from scripts.demo_data.company import COUNTRIES, LAST_DAY, SPRING_LAUNCH, days, demand
from scripts.demo_data.people import Person, clock_time, customer_id, everybody
from scripts.demo_data.records import LOADED_AT, NIGHTLY_LOAD, RawTable, Row, as_text
from scripts.demo_data.streams import stream, weighted
from scripts.demo_data.support_texts import (
    ANSWERS,
    ASKS,
    ASKS_AGAIN,
    BOT,
    NOTES,
    THANKS,
    support_text,
)

TICKET_COLUMNS = (
    "ticket_id", "customer_id", "support_channel", "touchpoint", "priority", "status",
    "created_at", "first_response_at", "solved_at", "reopens", "is_bot_resolved",
)  # fmt: skip
MESSAGE_COLUMNS = ("message_id", "ticket_id", "sender_type", "sent_at", "is_public", "body")
CUSTOMER, AGENT, BOT_SENDER = "customer", "agent", "bot"

TICKETS_PER_DAY_AT_FULL_ENGAGEMENT = 0.0102
ANONYMOUS_TICKETS_PER_DAY = 0.17
UNKNOWN_CUSTOMER_TICKETS_PER_DAY = 0.03
UNKNOWN_CUSTOMER_NUMBERS = range(9001, 9026)
# The cold brew maker of the spring launch had teething troubles.
TEETHING_DAYS = 45
TEETHING_FACTOR = 1.7
FOLLOW_UP_SHARE = 0.13
REPEAT_HOURS = 168

CHANNELS = {"email": 30, "live_chat": 25, "phone": 15, "messaging": 12, "form": 9,
            "social_inbox": 6, "voip": 3}  # fmt: skip
BOT_STARTED_ON = date(2024, 8, 12)
BOT_WEIGHT_AT_START, BOT_WEIGHT_AT_END = 6, 34
YOUNG_CHANNELS = ("live_chat", "messaging", "chatbot", "social_inbox")
OLD_CHANNELS = ("phone", "email", "voip")
BORN_YOUNG, BORN_OLD = 1990, 1970
CALLS = ("phone", "voip")

TOUCHPOINTS = {"delivery": 34, "product": 24, "checkout": 14, "billing": 12, "support": 10, "": 6}
ONBOARDING_DAYS = 30
ONBOARDING_SHARE = 0.4
PRIORITIES = {"normal": 60, "high": 18, "low": 12, "urgent": 5, "": 5}

# Median minutes to a person's answer.
ANSWER_MINUTES = {"live_chat": 3, "chatbot": 5, "messaging": 22, "social_inbox": 95, "email": 270,
                  "form": 320}  # fmt: skip
URGENT_FACTOR = 0.4
BOT_SOLVED_SHARE_AT_START, BOT_SOLVED_SHARE_AT_END = 0.3, 0.62
BOT_GREETS_SHARE = 0.5
NEVER_ANSWERED_SHARE = 0.05
NEXT_TURN_SHARE = 0.42
SECOND_MESSAGE_SHARE = 0.22
NOTE_SHARE = 0.14
THANKS_SHARE = 0.28
UNRESOLVED_SHARE = 0.08
CLOSING_DAYS = 5
REOPENED_SHARE = 0.09
OPEN_AGAIN_SHARE = 0.35
NO_STATUS_SHARE = 0.03
NO_SOLVED_AT_SHARE = 0.03
BOT_REPORT_SHARE = 0.5
WRITTEN_RESPONSE_SHARE = 0.4
UNWRITTEN_BODY_SHARE = 0.05
END_OF_DEMO = datetime.combine(LAST_DAY, time(23, 59, 59))


@dataclass(frozen=True)
class Message:
    """One message; kind names the sort of text it holds."""

    sender_type: str
    sent_at: datetime
    kind: str
    is_public: bool = True


@dataclass(frozen=True)
class Opening:
    """A conversation that begins. person is None for strangers."""

    person: Person | None
    customer_id: str
    language: str
    created_at: datetime


@dataclass(frozen=True)
class Conversation:
    """One conversation; solved_at is the last solution, also of one that was opened again."""

    ticket_id: str
    opening: Opening
    support_channel: str
    touchpoint: str
    priority: str
    status: str
    first_response_at: datetime | None
    solved_at: datetime | None
    reopens: int
    is_bot_resolved: bool | None
    messages: tuple[Message, ...]

    @property
    def last_event_at(self) -> datetime:
        """The latest moment that the help desk records of the conversation itself."""
        known = (self.opening.created_at, self.first_response_at, self.solved_at)
        return max(moment for moment in known if moment is not None)


@lru_cache(maxsize=1)
def conversations() -> tuple[Conversation, ...]:
    """All conversations by time."""
    openings = [opening for person in everybody() for opening in _openings_of(person)]
    openings += _openings_of_strangers()
    openings.sort(key=lambda opening: (opening.created_at, opening.customer_id))
    return tuple(
        _conversation(f"T-{number:04d}", opening) for number, opening in enumerate(openings, 1)
    )


def tables() -> list[RawTable]:
    """The two raw tables of the channel."""
    return [_tickets_table(), _messages_table()]


# -------------------------------------------------------------------------------------- openings


def _openings_of(person: Person) -> Iterator[Opening]:
    """The engaged buy more and so ask more; some come back within days, a few after a week."""
    draws = stream("support_tickets", person.customer_id)
    for day in days():
        chance = TICKETS_PER_DAY_AT_FULL_ENGAGEMENT * person.engagement_on(day) * demand(day)
        if 0 <= (day - SPRING_LAUNCH).days < TEETHING_DAYS:
            chance *= TEETHING_FACTOR
        if draws.random() < chance:
            moment = datetime.combine(day, clock_time(draws))
            yield from _opening(person, max(moment, person.created_at), draws)


def _opening(person: Person, created_at: datetime, draws: Random) -> Iterator[Opening]:
    yield Opening(person, person.customer_id, person.language, created_at)
    if draws.random() < FOLLOW_UP_SHARE:
        hours = weighted(draws, {draws.uniform(2, 200): 9, REPEAT_HOURS: 1})
        again_at = (created_at + timedelta(hours=hours)).replace(microsecond=0)
        if again_at <= END_OF_DEMO:
            yield Opening(person, person.customer_id, person.language, again_at)


def _openings_of_strangers() -> Iterator[Opening]:
    draws = stream("support_tickets", "strangers")
    for day in days():
        for chance, is_named in (
            (ANONYMOUS_TICKETS_PER_DAY * demand(day), False),
            (UNKNOWN_CUSTOMER_TICKETS_PER_DAY, True),
        ):
            if draws.random() < chance:
                number = draws.choice(UNKNOWN_CUSTOMER_NUMBERS)
                country = weighted(draws, {country: country.weight for country in COUNTRIES})
                yield Opening(
                    person=None,
                    customer_id=customer_id(number) if is_named else "",
                    language=country.language,
                    created_at=datetime.combine(day, clock_time(draws)),
                )


# --------------------------------------------------------------------------------- conversations


def _conversation(ticket_id: str, opening: Opening) -> Conversation:
    draws = stream("support_messages", opening.customer_id, opening.created_at)
    channel = weighted(draws, _channel_weights(opening))
    touchpoint = _touchpoint(opening, draws)
    priority = weighted(draws, PRIORITIES)
    is_bot_solved = channel == "chatbot" and draws.random() < _of_progress(
        opening.created_at.date(), BOT_SOLVED_SHARE_AT_START, BOT_SOLVED_SHARE_AT_END
    )
    if channel in CALLS:
        messages, first_response_at = (), _call_answered_at(opening, draws)
    else:
        messages = tuple(_messages(opening, channel, priority, is_bot_solved, draws))
        first_response_at = _written_response(messages, draws)
    unfinished = Conversation(
        ticket_id=ticket_id,
        opening=opening,
        support_channel=channel,
        touchpoint=touchpoint,
        priority=priority,
        status="open",
        first_response_at=first_response_at,
        solved_at=None,
        reopens=0,
        is_bot_resolved=None,
        messages=messages,
    )
    return _finished(unfinished, is_bot_solved, draws)


def _of_progress(day: date, at_start: float, at_end: float) -> float:
    """A value between its first and its last, by how far the demo has come."""
    every_day = days()
    return at_start + (at_end - at_start) * (day - every_day[0]).days / len(every_day)


def _channel_weights(opening: Opening) -> dict[str, float]:
    """The young chat, the old call; the bot came later and grew."""
    weights: dict[str, float] = dict(CHANNELS)
    day = opening.created_at.date()
    if day >= BOT_STARTED_ON:
        weights["chatbot"] = _of_progress(day, BOT_WEIGHT_AT_START, BOT_WEIGHT_AT_END)
    if opening.person is not None:
        liked = ()
        if opening.person.birth_year >= BORN_YOUNG:
            liked = YOUNG_CHANNELS
        elif opening.person.birth_year < BORN_OLD:
            liked = OLD_CHANNELS
        weights |= {channel: 2 * weights[channel] for channel in liked if channel in weights}
    return weights


def _touchpoint(opening: Opening, draws: Random) -> str:
    if opening.person is not None:
        known_days = (opening.created_at.date() - opening.person.active_from).days
        if known_days < ONBOARDING_DAYS and draws.random() < ONBOARDING_SHARE:
            return "onboarding"
    return weighted(draws, TOUCHPOINTS)


def _call_answered_at(opening: Opening, draws: Random) -> datetime | None:
    """A call leaves no messages, only the moment at which it was taken, if it was."""
    if draws.random() < NEVER_ANSWERED_SHARE:
        return None
    answered_at = opening.created_at + timedelta(seconds=int(draws.expovariate(1 / 150)))
    return min(answered_at, END_OF_DEMO)


def _messages(
    opening: Opening, channel: str, priority: str, is_bot_solved: bool, draws: Random
) -> Iterator[Message]:
    """The messages up to the end of the demo."""
    for message in _all_messages(opening, channel, priority, is_bot_solved, draws):
        if message.sent_at > END_OF_DEMO:
            return
        yield message


def _all_messages(
    opening: Opening, channel: str, priority: str, is_bot_solved: bool, draws: Random
) -> Iterator[Message]:
    """Turn after turn: the customer asks, perhaps twice, the bot or a person answers."""
    now = opening.created_at
    yield Message(CUSTOMER, now, ASKS)
    if channel == "chatbot" or (channel == "live_chat" and draws.random() < BOT_GREETS_SHARE):
        now += timedelta(seconds=draws.randint(1, 4))
        yield Message(BOT_SENDER, now, BOT)
        if is_bot_solved:
            return
    if draws.random() < NEVER_ANSWERED_SHARE:
        return
    while True:
        if draws.random() < SECOND_MESSAGE_SHARE:
            yield Message(CUSTOMER, now + timedelta(seconds=draws.randint(20, 90)), ASKS_AGAIN)
            now += timedelta(seconds=90)
        answered_at = now + _answer_delay(channel, priority, now.date(), draws)
        if draws.random() < NOTE_SHARE:
            noted_at = now + (answered_at - now) / 2
            yield Message(AGENT, noted_at.replace(microsecond=0), NOTES, is_public=False)
        now = answered_at
        yield Message(AGENT, now, ANSWERS)
        if draws.random() >= NEXT_TURN_SHARE:
            break
        now += _answer_delay(channel, priority, now.date(), draws) / 2
        now = now.replace(microsecond=0)
        yield Message(CUSTOMER, now, ASKS_AGAIN)
    if draws.random() < THANKS_SHARE:
        yield Message(CUSTOMER, now + timedelta(minutes=draws.randint(1, 40)), THANKS)


def _answer_delay(channel: str, priority: str, day: date, draws: Random) -> timedelta:
    """Slower in busy weeks, faster as the team learns."""
    minutes = ANSWER_MINUTES[channel] * draws.lognormvariate(0, 0.8)
    minutes *= _of_progress(day, 1.3, 0.75) * (0.6 + 0.4 * demand(day))
    if priority == "urgent":
        minutes *= URGENT_FACTOR
    return timedelta(seconds=max(10, int(60 * minutes)))


def _written_response(messages: tuple[Message, ...], draws: Random) -> datetime | None:
    """Some help desks fill first_response_at beside their messages, bot answers included."""
    if draws.random() >= WRITTEN_RESPONSE_SHARE:
        return None
    return next(
        (message.sent_at for message in messages if message.sender_type != CUSTOMER), None
    )


def _finished(conversation: Conversation, is_bot_solved: bool, draws: Random) -> Conversation:
    """The state at the end of the demo."""
    now = max(
        conversation.last_event_at,
        *(message.sent_at for message in conversation.messages),
        conversation.opening.created_at,
    )
    is_answered = is_bot_solved or any(
        message.sender_type == AGENT and message.is_public for message in conversation.messages
    ) or (not conversation.messages and conversation.first_response_at is not None)
    solved_at = now + timedelta(minutes=int(draws.expovariate(1 / 160)))
    is_unresolved = draws.random() < UNRESOLVED_SHARE or not is_answered
    is_reopened = draws.random() < REOPENED_SHARE
    is_open_again = is_reopened and draws.random() < OPEN_AGAIN_SHARE
    solved_days_ago = (LAST_DAY - solved_at.date()).days
    if solved_at > END_OF_DEMO or (is_unresolved and not is_open_again):
        return replace(conversation, status=weighted(draws, {"open": 60, "pending": 40}))
    if is_reopened and not is_open_again:
        solved_at = min(solved_at + timedelta(hours=draws.randint(3, 70)), END_OF_DEMO)
    status = "closed" if solved_days_ago > CLOSING_DAYS else "solved"
    if is_open_again:
        status = "open"
    elif draws.random() < NO_STATUS_SHARE:
        status = ""
    elif draws.random() < NO_SOLVED_AT_SHARE:
        solved_at = None
    return replace(
        conversation,
        status=status,
        solved_at=solved_at,
        reopens=draws.choice((1, 1, 2)) if is_reopened else 0,
        is_bot_resolved=_bot_report(conversation, is_bot_solved, draws),
    )


def _bot_report(
    conversation: Conversation, is_bot_solved: bool, draws: Random
) -> bool | None:
    """What the bot says of itself; now and then it claims what a person did."""
    if conversation.support_channel != "chatbot" or draws.random() >= BOT_REPORT_SHARE:
        return None
    return is_bot_solved or draws.random() < 0.1


# ---------------------------------------------------------------------------------------- tables


def _tickets_table() -> RawTable:
    table = RawTable("support_tickets", TICKET_COLUMNS, "created_at")
    for conversation in conversations():
        is_told = conversation.is_bot_resolved is not None
        table.add(
            ticket_id=conversation.ticket_id,
            customer_id=conversation.opening.customer_id,
            support_channel=conversation.support_channel,
            touchpoint=conversation.touchpoint,
            priority=conversation.priority,
            status=conversation.status,
            created_at=conversation.opening.created_at,
            first_response_at=conversation.first_response_at,
            solved_at=conversation.solved_at,
            reopens=conversation.reopens or None,
            is_bot_resolved=str(conversation.is_bot_resolved).lower() if is_told else None,
        )
        # A ticket is exported with its whole story, in the night after its last event.
        loaded_on = conversation.last_event_at.date() + timedelta(days=1)
        table.rows[-1][LOADED_AT] = as_text(datetime.combine(loaded_on, NIGHTLY_LOAD))
    _trouble_tickets(table)
    return table


def _trouble_tickets(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(8)
    table.repeat(8)
    table.pad_keys(3)
    table.contradict("priority", _other_priority, 3)
    table.correct("status", _reopened_status, 8, where=_is_closed)
    table.correct("touchpoint", _other_touchpoint, 10)
    table.delete(5)
    table.delete(2, comes_back=True)
    table.write_with_offset(8, 4)
    table.write_as_date(4)
    table.spoil("status", (" Closed", "SOLVED"), where=_is_closed)
    table.spoil("priority", (" high ", "urgent "))
    table.spoil("is_bot_resolved", ("Yes", "F", "0"))
    table.spoil("reopens", ("0", "1.0"))
    table.rewrite("solved_at", _before_opening, 3, where=_is_timed)
    table.rewrite("first_response_at", _before_opening, 2)
    table.spoil("solved_at", ("31.12.2025",), where=_is_timed)
    table.spoil("status", ("resolved", "in progress"), where=_is_timed)
    table.spoil("reopens", ("-1", "twice"))
    table.spoil("is_bot_resolved", ("maybe",))
    table.spoil("ticket_id", ("",))
    table.spoil("support_channel", ("", "  "))
    table.spoil("created_at", ("", "yesterday", "2025-02-29 09:00:00"))
    table.load_before_event(1)
    table.break_correction("support_channel", ("",))


def _is_closed(row: Row) -> bool:
    return row["status"] == "closed"


def _is_timed(row: Row) -> bool:
    return row["status"] == "closed" and row["solved_at"] != ""


def _reopened_status(_row: Row, draws: Random) -> str:
    return draws.choice(("open", "pending"))


def _other_priority(row: Row, _draws: Random) -> str:
    return "normal" if row["priority"] == "high" else "high"


def _other_touchpoint(row: Row, _draws: Random) -> str:
    return "billing" if row["touchpoint"] == "product" else "product"


def _before_opening(row: Row, draws: Random) -> str:
    created_at = datetime.fromisoformat(row["created_at"])
    return as_text(created_at - timedelta(hours=draws.randint(1, 40)))


def _messages_table() -> RawTable:
    table = RawTable("support_messages", MESSAGE_COLUMNS, "sent_at")
    sent = [
        (message.sent_at, conversation, message)
        for conversation in conversations()
        for message in conversation.messages
    ]
    sent.sort(key=lambda entry: (entry[0], entry[1].ticket_id))
    draws = stream("support_messages", "bodies")
    for number, (sent_at, conversation, message) in enumerate(sent, start=1):
        text = support_text(draws, conversation.opening.language, message.kind)
        table.add(
            message_id=f"M-{number:05d}",
            ticket_id=conversation.ticket_id,
            sender_type=message.sender_type,
            sent_at=sent_at,
            is_public=None if message.is_public else "false",
            body=None if draws.random() < UNWRITTEN_BODY_SHARE else text,
        )
    _trouble_messages(table)
    return table


def _trouble_messages(table: RawTable) -> None:
    table.arrive_late(60)
    table.lose_loaded_at(15)
    table.repeat(15)
    table.pad_keys(4)
    table.contradict("sender_type", _other_sender, 3)
    table.correct("is_public", _made_private, 10, where=_is_of_agent)
    table.delete(8)
    table.delete(3, comes_back=True)
    table.write_with_offset(-5, 6)
    table.write_with_offset(3, 6)
    table.write_as_date(6)
    table.spoil("sender_type", ("Agent", " AGENT "), where=_is_of_agent)
    table.spoil("is_public", ("yes", "T", "1"))
    table.spoil("ticket_id", ("T-9001", "T-9001", "T-9002", "OLD-7"))
    table.spoil("is_public", ("internal", "perhaps"))
    table.spoil("message_id", ("", " "))
    table.spoil("ticket_id", ("", ""))
    table.spoil("sender_type", ("system", "", "robot"))
    table.spoil("sent_at", ("", "10:15", "2025-11-31 08:00:00"))
    table.load_before_event(2)
    table.break_correction("sender_type", ("nobody",))


def _is_of_agent(row: Row) -> bool:
    return row["sender_type"] == AGENT


def _other_sender(row: Row, _draws: Random) -> str:
    return AGENT if row["sender_type"] == BOT_SENDER else BOT_SENDER


def _made_private(_row: Row, _draws: Random) -> str:
    return "false"
