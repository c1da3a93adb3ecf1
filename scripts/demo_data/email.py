"""Email: the campaigns of the demo company, and what happened to each of their messages.

A newsletter every other Tuesday (in December every) in four languages, promotions with a test
of two subject lines, a welcome and a win-back mail, and order confirmations. The engaged open and
click more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from scripts.demo_data.commerce import shop_orders
from scripts.demo_data.company import (
    BLACK_FRIDAYS,
    FIRST_DAY,
    LAST_DAY,
    LAUNCHES,
    demand,
    is_launch_time,
)
from scripts.demo_data.email_texts import EDITIONS, edition_of, newsletter_subject
from scripts.demo_data.people import Person, clock_time, customer_id, everybody
from scripts.demo_data.records import RawTable, Row
from scripts.demo_data.streams import stream, weighted

CAMPAIGN_COLUMNS = (
    "campaign_id", "name", "email_type", "cadence", "subject", "variant", "is_personalized",
    "started_at",
)  # fmt: skip
EVENT_COLUMNS = (
    "email_event_id", "message_id", "campaign_id", "customer_id", "event_type", "occurred_at",
    "bounce_type", "link_url", "is_machine",
)  # fmt: skip

FIRST_ISSUE = FIRST_DAY + timedelta(days=1)
MONTH_OF_WEEKLY_ISSUES = 12
ISSUE_TIME = time(9, 30)
PERSONALIZED_SINCE = date(2025, 2, 1)
PROMOTION_DAYS = {
    "Opening offer": date(2024, 7, 18),
    "Autumn launch": LAUNCHES[0],
    "Black Friday 2024": BLACK_FRIDAYS[0],
    "Last gifts 2024": date(2024, 12, 14),
    "Winter sale": date(2025, 1, 16),
    "Lunar New Year": date(2025, 1, 27),
    "Spring cleaning": date(2025, 3, 6),
    "Spring launch": LAUNCHES[1],
    "Mother's Day": date(2025, 5, 8),
    "Summer sale": date(2025, 7, 10),
    "Back to work": date(2025, 9, 4),
    "Single's Day": date(2025, 11, 11),
    "Black Friday 2025": BLACK_FRIDAYS[1],
    "Last gifts 2025": date(2025, 12, 13),
}
WELCOME, WIN_BACK, CONFIRMATION = "LC-WELCOME", "LC-WINBACK", "TX-ORDER"

# Shares of the people with consent whom the demo follows: enough to see, few enough to read.
NEWSLETTER_SHARE = 0.25
PROMOTION_SHARE = 0.14
WELCOME_SHARE = 0.42
WIN_BACK_SHARE = 0.4
CONFIRMATION_SHARE = 0.22
WIN_BACK_AFTER_DAYS = 45

OPEN_SHARE = {"newsletter": 0.02, "promotion": 0.0, "lifecycle": 0.15, "transactional": 0.15}
OPEN_SHARE_OF_ENGAGEMENT = 0.98
PERSONALIZED_BONUS = 0.06
SECOND_VARIANT_BONUS = 0.08
CLICK_SHARE = {"newsletter": 0.22, "promotion": 0.3, "lifecycle": 0.3, "transactional": 0.1}
UNSEEN_OPEN_SHARE = 0.12
SECOND_OPEN_SHARE = 0.12
PROXY_SHARE = 0.4
SCANNER_SHARE = 0.3
UNSUBSCRIBE_SHARE = 0.007
UNSUBSCRIBE_SHARE_OF_READERS = 0.009
COMPLAINT_SHARE = 0.004
HARD_BOUNCE_SHARE = 0.008
SOFT_BOUNCE_SHARE = 0.015
# Mailboxes that take a message and give it back later, some of them within the second.
LATE_BOUNCE_SHARE = 0.005
LATE_BOUNCE_HOURS = (0, 0, 3, 20, 50)
SENT_EVENT_SHARE = 0.1
UNKNOWN_CUSTOMER_MESSAGES = 6
LINKS = ("tea", "coffee", "new", "gifts", "sale")


@dataclass(frozen=True)
class Campaign:
    """One row of email_campaigns."""

    campaign_id: str
    name: str
    email_type: str
    cadence: str
    subject: str
    variant: str
    is_personalized: bool
    started_at: datetime


@dataclass(frozen=True)
class Message:
    """One message; person is None for customers whom the CRM does not know."""

    campaign: Campaign
    person: Person | None
    customer_id: str
    sent_at: datetime


@dataclass(frozen=True)
class Event:
    """One thing that happened to a message."""

    message: Message
    event_type: str
    occurred_at: datetime
    bounce_type: str = ""
    link_url: str = ""
    is_machine: str = ""


def tables() -> list[RawTable]:
    """The two raw tables of the channel."""
    return [_campaigns_table(), _events_table()]


# ------------------------------------------------------------------------------------- campaigns


def _campaigns() -> dict[str, Campaign]:
    found = [*_newsletters(), *_promotions(), *_running_campaigns()]
    return {campaign.campaign_id: campaign for campaign in found}


def _issue_days() -> list[date]:
    """Every other week, and every week of the gifts' month."""
    weeks = (LAST_DAY - FIRST_ISSUE).days // 7 + 1
    days = [FIRST_ISSUE + timedelta(weeks=week) for week in range(weeks)]
    return [
        day for week, day in enumerate(days) if week % 2 == 0 or day.month == MONTH_OF_WEEKLY_ISSUES
    ]


def _newsletters() -> Iterator[Campaign]:
    for number, day in enumerate(_issue_days(), start=1):
        for edition in EDITIONS:
            yield Campaign(
                campaign_id=f"NL-{number:02d}-{edition}",
                name=f"Newsletter {number} {edition}",
                email_type="newsletter",
                cadence="biweekly",
                subject=newsletter_subject(edition, day),
                variant="",
                is_personalized=day >= PERSONALIZED_SINCE and number % 3 > 0,
                started_at=datetime.combine(day, ISSUE_TIME),
            )


def _promotions() -> Iterator[Campaign]:
    for number, (name, day) in enumerate(PROMOTION_DAYS.items(), start=1):
        for variant in "AB":
            yield Campaign(
                campaign_id=f"PR-{number:02d}-{variant}",
                name=name,
                email_type="promotion",
                cadence="once",
                subject=name if variant == "A" else f"{name}, only this week",
                variant=variant,
                is_personalized=variant == "B" and day >= PERSONALIZED_SINCE,
                started_at=datetime.combine(day, time(7)),
            )


def _running_campaigns() -> Iterator[Campaign]:
    """Campaigns that send whenever somebody gives them a reason to."""
    for key, name, email_type in (
        (WELCOME, "Welcome", "lifecycle"),
        (WIN_BACK, "We miss you", "lifecycle"),
        (CONFIRMATION, "Your order", "transactional"),
    ):
        yield Campaign(
            campaign_id=key,
            name=name,
            email_type=email_type,
            cadence="daily",
            subject=name,
            variant="",
            is_personalized=True,
            started_at=datetime.combine(FIRST_DAY, time()),
        )


def _campaigns_table() -> RawTable:
    table = RawTable("email_campaigns", CAMPAIGN_COLUMNS, "started_at")
    for campaign in _campaigns().values():
        table.add(**vars(campaign) | {"is_personalized": str(campaign.is_personalized).lower()})
    table.repeat(2)
    table.pad_keys(1)
    table.contradict("subject", _shouted, 1)
    table.correct("subject", _mended, 4)
    table.correct("is_personalized", _other_flag, 2)
    table.delete(1, comes_back=True)
    table.delete(1)
    table.spoil("campaign_id", (" ",))
    table.spoil("is_personalized", ("maybe", "", "Yes"))
    table.spoil("started_at", ("01.03.2025", ""))
    table.spoil("email_type", ("", "Newsletter ", " newsletter"), where=_is_newsletter)
    table.spoil("variant", ("", " a"), where=_has_variant)
    table.spoil("cadence", ("",))
    return table


def _shouted(row: Row, _draws: Random) -> str:
    return row["subject"].upper() + "!"


def _mended(row: Row, _draws: Random) -> str:
    return f"{row['subject']} ☕"


def _other_flag(row: Row, _draws: Random) -> str:
    return "no" if row["is_personalized"] == "true" else "yes"


def _is_newsletter(row: Row) -> bool:
    return row["email_type"] == "newsletter"


def _has_variant(row: Row) -> bool:
    return row["variant"] != ""


# ---------------------------------------------------------------------------------------- events


def _events_table() -> RawTable:
    table = RawTable("email_events", EVENT_COLUMNS, "occurred_at")
    histories = sorted(_histories(), key=lambda events: (events[0].occurred_at, str(events[0])))
    lines = [
        (f"M-{number:04d}", event)
        for number, events in enumerate(histories, start=1)
        for event in events
    ]
    lines.sort(key=lambda line: (line[1].occurred_at, line[0]))
    for number, (message_id, event) in enumerate(lines, start=1):
        table.add(
            email_event_id=f"E-{number:05d}",
            message_id=message_id,
            campaign_id=event.message.campaign.campaign_id,
            customer_id=event.message.customer_id,
            event_type=event.event_type,
            occurred_at=event.occurred_at,
            bounce_type=event.bounce_type,
            link_url=event.link_url,
            is_machine=event.is_machine,
        )
    _trouble_events(table)
    return table


def _histories() -> Iterator[list[Event]]:
    """The events of each message, within the demo."""
    campaigns = _campaigns()
    confirmed_orders = _confirmed_orders()
    for person in everybody():
        draws = stream("email_events", person.customer_id)
        messages = [
            *_regular_messages(person, campaigns),
            *_lifecycle_messages(person, campaigns),
            *(
                Message(campaigns[CONFIRMATION], person, person.customer_id, ordered_at)
                for ordered_at in confirmed_orders.get(person.customer_id, [])
            ),
        ]
        yield from _mailbox(messages, draws)
    yield from _unknown_customer_histories(campaigns)


def _confirmed_orders() -> dict[str, list[datetime]]:
    """The orders of the app, each confirmed within the minute."""
    draws = stream("email_events", "confirmations")
    confirmed: dict[str, list[datetime]] = {}
    for order in shop_orders():
        if order.sales_channel == "app" and draws.random() < CONFIRMATION_SHARE:
            sent_at = order.ordered_at + timedelta(seconds=draws.randint(3, 50))
            confirmed.setdefault(order.customer_id, []).append(sent_at)
    return confirmed


def _regular_messages(person: Person, campaigns: dict[str, Campaign]) -> Iterator[Message]:
    """The newsletters of a subscriber, and the promotions of whoever agreed to mail."""
    draws = stream("email_events", "lists", person.customer_id)
    is_subscriber = person.has_email_consent and draws.random() < NEWSLETTER_SHARE
    edition = edition_of(person.language)
    for campaign in campaigns.values():
        is_sent = False
        if campaign.email_type == "newsletter":
            is_sent = is_subscriber and campaign.campaign_id.endswith(edition)
        elif campaign.email_type == "promotion":
            draw, variant = draws.random(), "AB"[person.number % 2]
            is_sent = person.has_email_consent and draw < PROMOTION_SHARE * 2
            is_sent = is_sent and campaign.variant == variant
        # A list of thousands takes a quarter of an hour to send.
        sent_at = campaign.started_at + timedelta(seconds=draws.randint(0, 900))
        if is_sent and campaign.started_at > person.created_at:
            yield Message(campaign, person, person.customer_id, sent_at)


def _lifecycle_messages(person: Person, campaigns: dict[str, Campaign]) -> Iterator[Message]:
    draws = stream("email_events", "lifecycle", person.customer_id)
    welcomed_at = person.created_at + timedelta(hours=draws.randint(1, 20))
    if draws.random() < WELCOME_SHARE:
        yield Message(campaigns[WELCOME], person, person.customer_id, welcomed_at)
    if person.active_until is not None and draws.random() < WIN_BACK_SHARE:
        missed_on = person.active_until + timedelta(days=WIN_BACK_AFTER_DAYS)
        missed_at = datetime.combine(missed_on, clock_time(draws))
        yield Message(campaigns[WIN_BACK], person, person.customer_id, missed_at)


def _mailbox(messages: list[Message], draws: Random) -> Iterator[list[Event]]:
    """What happens to a person's messages in turn; who leaves the list gets orders' mail only."""
    has_left = False
    for message in sorted(messages, key=lambda message: message.sent_at):
        if has_left and message.campaign.email_type != "transactional":
            continue
        events = [
            event
            for event in sorted(_events_of(message, draws), key=lambda event: event.occurred_at)
            if event.occurred_at.date() <= LAST_DAY
        ]
        if events:
            yield events
        last_words = {"unsubscribed", "complained"}
        has_left = has_left or any(event.event_type in last_words for event in events)


def _events_of(message: Message, draws: Random) -> Iterator[Event]:
    """Delivery, then what machines and the reader do with the message."""
    arrived_at = message.sent_at + timedelta(seconds=draws.randint(1, 90))
    if draws.random() < SENT_EVENT_SHARE:
        yield Event(message, "sent", message.sent_at)
    if draws.random() < HARD_BOUNCE_SHARE:
        yield Event(message, "bounced", arrived_at, bounce_type="hard")
        return
    if draws.random() < SOFT_BOUNCE_SHARE:
        yield Event(message, "bounced", arrived_at, bounce_type="soft")
        is_given_up = draws.random() < 0.4
        arrived_at += timedelta(hours=draws.randint(1, 30))
        if is_given_up:
            return
    yield Event(message, "delivered", arrived_at)
    if draws.random() < LATE_BOUNCE_SHARE:
        returned_at = arrived_at + timedelta(hours=draws.choice(LATE_BOUNCE_HOURS))
        yield Event(message, "bounced", returned_at, bounce_type="soft")
        return
    yield from _machine_events(message, arrived_at, draws)
    yield from _reader_events(message, arrived_at, draws)


def _machine_events(message: Message, arrived_at: datetime, draws: Random) -> Iterator[Event]:
    """Privacy proxies fetch the pictures, scanners of companies follow the links."""
    person = message.person
    if person is None:
        return
    seen_at = arrived_at + timedelta(seconds=draws.randint(5, 240))
    has_proxy = person.device_type == "mobile" and person.app_platform == "ios"
    if has_proxy and draws.random() < PROXY_SHARE:
        yield Event(message, "opened", seen_at, is_machine="true")
    if person.customer_type == "business" and draws.random() < SCANNER_SHARE:
        link_url = _link(draws)
        yield Event(message, "clicked", seen_at, link_url=link_url, is_machine="true")


def _reader_events(message: Message, arrived_at: datetime, draws: Random) -> Iterator[Event]:
    """Opens, clicks, and the ways to say no."""
    email_type = message.campaign.email_type
    opened_at = arrived_at + timedelta(hours=draws.expovariate(1 / 9), seconds=240)
    is_reader = draws.random() < _open_share(message)
    if is_reader:
        is_clicking = draws.random() < CLICK_SHARE[email_type]
        if not is_clicking or draws.random() >= UNSEEN_OPEN_SHARE:
            yield Event(message, "opened", opened_at, is_machine=_person_mark(draws))
        if is_clicking:
            clicked_at = opened_at + timedelta(seconds=draws.randint(4, 400))
            yield Event(message, "clicked", clicked_at, link_url=_link(draws))
        if draws.random() < SECOND_OPEN_SHARE:
            again_at = opened_at + timedelta(hours=draws.expovariate(1 / 90))
            yield Event(message, "opened", again_at, is_machine=_person_mark(draws))
    said_at = opened_at + timedelta(minutes=draws.randint(1, 90))
    unsubscribe_share = UNSUBSCRIBE_SHARE_OF_READERS if is_reader else UNSUBSCRIBE_SHARE
    if draws.random() < unsubscribe_share and email_type != "transactional":
        yield Event(message, "unsubscribed", said_at)
    if draws.random() < COMPLAINT_SHARE * (2 if email_type == "promotion" else 1):
        yield Event(message, "complained", said_at)


def _open_share(message: Message) -> float:
    """How likely a person opens: their engagement, the message, and the mood of the market."""
    campaign, day = message.campaign, message.sent_at.date()
    share = OPEN_SHARE[campaign.email_type]
    engagement = message.person.engagement_on(day) if message.person else 0.2
    share += OPEN_SHARE_OF_ENGAGEMENT * engagement
    share += PERSONALIZED_BONUS if campaign.is_personalized else 0
    share += SECOND_VARIANT_BONUS if campaign.variant == "B" else 0
    mood = 1.1 if is_launch_time(day) else 0.8 + 0.2 * min(demand(day), 1)
    return share * mood


def _person_mark(draws: Random) -> str:
    """The mark of a person's open: most senders leave it out."""
    return weighted(draws, {"": 80, "false": 20})


def _link(draws: Random) -> str:
    return f"https://tea.example/{draws.choice(LINKS)}"


def _unknown_customer_histories(campaigns: dict[str, Campaign]) -> Iterator[list[Event]]:
    """Readers whom only the mail system knows."""
    draws = stream("email_events", "unknown customers")
    welcome = campaigns[WELCOME]
    for number in range(9001, 9001 + UNKNOWN_CUSTOMER_MESSAGES):
        day = FIRST_DAY + timedelta(days=draws.randint(20, 500))
        sent_at = datetime.combine(day, clock_time(draws))
        message = Message(welcome, None, customer_id(number), sent_at)
        yield from _mailbox([message], draws)


def _trouble_events(table: RawTable) -> None:
    table.arrive_late(60)
    table.lose_loaded_at(25)
    table.repeat(25)
    table.pad_keys(4)
    table.contradict("event_type", _sent, 6)
    table.correct("is_machine", _machine, 25, where=_is_open)
    table.correct("event_type", _bounced, 14, where=_is_delivery)
    table.correct("link_url", _other_link, 8, where=_is_click)
    table.delete(10)
    table.delete(4, comes_back=True)
    table.write_with_offset(3, 6)
    table.write_with_offset(-5, 6)
    table.write_as_date(8)
    table.rewrite("event_type", _shouted_type, 4)
    table.spoil("customer_id", ("",) * 12)
    table.spoil("campaign_id", ("",) * 8 + ("NL-00-en", "OLD-1", "OLD-1"))
    table.spoil("is_machine", ("maybe", "2"), where=_is_open)
    table.spoil("link_url", ("", " "), where=_is_click)
    table.spoil("email_event_id", ("", "  "))
    table.spoil("message_id", ("", " "))
    table.spoil("event_type", ("", "deferred", "read"))
    table.spoil("occurred_at", ("", "31.12.2025 10:00", "2025-02-30 10:00:00"))
    table.load_before_event(2)
    table.break_correction("event_type", ("dropped",))
    table.break_correction("occurred_at", ("soon",))


def _is_open(row: Row) -> bool:
    return row["event_type"] == "opened"


def _is_click(row: Row) -> bool:
    return row["event_type"] == "clicked"


def _is_delivery(row: Row) -> bool:
    return row["event_type"] == "delivered"


def _machine(row: Row, _draws: Random) -> str:
    return "" if row["is_machine"] == "true" else "true"


def _bounced(_row: Row, _draws: Random) -> str:
    return "bounced"


def _sent(_row: Row, _draws: Random) -> str:
    return "sent"


def _other_link(_row: Row, draws: Random) -> str:
    return _link(draws)


def _shouted_type(row: Row, _draws: Random) -> str:
    return f" {row['event_type'].upper()}"
