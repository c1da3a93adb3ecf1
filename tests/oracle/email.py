"""The marts of the email channel.

From docs/definitions.md, Email, and the decisions on email.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from .commerce import ratio
from .facts import UNKNOWN, Commerce
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import (
    add_months,
    local_date,
    next_period_start,
)
from .raw_layer import StagedTable
from .settings import Settings

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEWSLETTER = "newsletter"
CUSTOMER_ATTRIBUTES = ("customer_segment", "age_group", "country")

RawRow = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Message:
    """One mail to one reader; events in the order in which they happened."""

    message_id: str
    events: list[RawRow]
    campaign: RawRow
    timezone: str

    def first_known(self, column: str) -> str | None:
        """The first value of a column that an event names."""
        return next((event[column] for event in self.events if event[column] is not None), None)

    @cached_property
    def campaign_id(self) -> str | None:
        """The campaign that sent it."""
        return self.first_known("campaign_id")

    @cached_property
    def customer_id(self) -> str | None:
        """Its reader."""
        return self.first_known("customer_id")

    @cached_property
    def sent_at(self) -> datetime:
        """Its first news."""
        return self.events[0]["occurred_at"]

    @cached_property
    def sent_date(self) -> date:
        """The local day of its first news."""
        return local_date(self.sent_at, self.timezone)

    @cached_property
    def is_delivered(self) -> bool:
        """The last delivery news decides, a bounce on a tie; without news it is delivered."""
        news = [event for event in self.events if event["event_type"] in ("delivered", "bounced")]
        if not news:
            return True
        latest = max(event["occurred_at"] for event in news)
        last_words = {event["event_type"] for event in news if event["occurred_at"] == latest}
        return last_words == {"delivered"}

    @cached_property
    def bounce_type(self) -> str | None:
        """The last known type among the bounces of a bounced message."""
        types = [
            event["bounce_type"]
            for event in self.of_type("bounced")
            if event["bounce_type"] is not None
        ]
        return types[-1] if types and not self.is_delivered else None

    @cached_property
    def opens(self) -> list[RawRow]:
        """What persons did: opens, and clicks, which count as opens."""
        return [event for event in self.seen if event["is_machine"] is not True]

    @cached_property
    def machine_opens(self) -> list[RawRow]:
        """Opens and clicks of machines."""
        return [event for event in self.seen if event["is_machine"] is True]

    @cached_property
    def clicks(self) -> list[RawRow]:
        """Clicks of persons."""
        return [event for event in self.opens if event["event_type"] == "clicked"]

    @cached_property
    def seen(self) -> list[RawRow]:
        """Opens and clicks of anybody."""
        return self.of_type("opened", "clicked")

    @cached_property
    def is_newsletter(self) -> bool:
        """Whether its campaign is a newsletter, however that is written."""
        return (self.campaign.get("email_type") or "").lower() == NEWSLETTER

    def of_type(self, *event_types: str) -> list[RawRow]:
        """Its events of these types."""
        return [event for event in self.events if event["event_type"] in event_types]

    @cached_property
    def variant(self) -> str:
        """The first variant that its events name, else that of its campaign."""
        named = (event["variant"] for event in self.events if event["variant"] is not None)
        return next(named, None) or self.attribute("variant")

    def brand(self, settings: Settings) -> str:
        """The first brand that its events name, else that of its campaign."""
        return self.first_known("brand") or self.campaign.get("brand") or settings.default_brand

    def attribute(self, column: str) -> str:
        """A text of its campaign; '(none)' where there is none."""
        return self.campaign.get(column) or UNKNOWN


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, _reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The marts of the channel."""
    campaigns = staged["email_campaigns"].kept
    messages = build_messages(
        staged["email_events"].kept, campaigns, commerce.settings.reporting_timezone
    )
    return {
        "email_messages": [message_row(message, commerce.settings) for message in messages],
        "email_campaigns": [
            campaign_row(campaign, messages, commerce.settings) for campaign in campaigns
        ],
        "email_metrics": email_metrics(messages, commerce),
    }


def build_messages(
    events: list[RawRow], campaigns: list[RawRow], timezone: str
) -> list[Message]:
    """The events by message, in time, the key deciding between equals."""
    events_of: dict[str, list[RawRow]] = {}
    for event in sorted(events, key=lambda row: (row["occurred_at"], row["email_event_id"])):
        events_of.setdefault(event["message_id"], []).append(event)
    campaign_of = {campaign["campaign_id"]: campaign for campaign in campaigns}
    found = []
    for message_id, its_events in events_of.items():
        named = [event["campaign_id"] for event in its_events if event["campaign_id"] is not None]
        campaign = campaign_of.get(named[0], {}) if named else {}
        found.append(Message(message_id, its_events, campaign, timezone))
    return found


def first_time(events: list[RawRow]) -> datetime | None:
    """When the first of some events happened."""
    return events[0]["occurred_at"] if events else None


def message_row(message: Message, settings: Settings) -> dict[str, Any]:
    """One row of email_messages."""
    links = {event["link_url"] for event in message.clicks} - {None}
    return {
        "message_id": message.message_id,
        "campaign_id": message.campaign_id,
        "customer_id": message.customer_id,
        "delivery_state": "delivered" if message.is_delivered else "bounced",
        "bounce_type": message.bounce_type,
        "email_type": message.attribute("email_type"),
        "variant": message.variant,
        "brand": message.brand(settings),
        "send_weekday": WEEKDAYS[message.sent_date.weekday()],
        "is_personalized": message.campaign.get("is_personalized"),
        "is_delivered": message.is_delivered,
        "is_opened": bool(message.opens),
        "is_opened_by_machine": bool(message.machine_opens),
        "is_clicked": bool(message.clicks),
        "is_unsubscribed": bool(message.of_type("unsubscribed")),
        "is_complained": bool(message.of_type("complained")),
        "opens": len(message.opens),
        "clicks": len(message.clicks),
        "clicked_links": len(links),
        "sent_at": message.sent_at,
        "sent_date": message.sent_date,
        "first_opened_at": first_time(message.opens),
        "first_opened_by_machine_at": first_time(message.machine_opens),
        "first_clicked_at": first_time(message.clicks),
        "first_unsubscribed_at": first_time(message.of_type("unsubscribed")),
        "first_complained_at": first_time(message.of_type("complained")),
    }


def message_counts(messages: list[Message]) -> dict[str, int]:
    """What became of some messages; all but the bounces is told of the delivered ones."""
    delivered = [message for message in messages if message.is_delivered]
    return {
        "emails_sent": len(messages),
        "emails_delivered": len(delivered),
        "emails_bounced": len(messages) - len(delivered),
        "opened_emails": sum(bool(message.opens) for message in delivered),
        "opened_emails_with_machines": sum(bool(message.seen) for message in delivered),
        "clicked_emails": sum(bool(message.clicks) for message in delivered),
        "unsubscribed_emails": sum(bool(message.of_type("unsubscribed")) for message in delivered),
        "complained_emails": sum(bool(message.of_type("complained")) for message in delivered),
    }


def campaign_row(
    campaign: RawRow, messages: list[Message], settings: Settings
) -> dict[str, Any]:
    """One row of email_campaigns: the campaign, and all that it ever sent."""
    own = [message for message in messages if message.campaign_id == campaign["campaign_id"]]
    counts = message_counts(own)
    del counts["opened_emails_with_machines"]
    return {
        "campaign_id": campaign["campaign_id"],
        "campaign_name": campaign["name"],
        "subject": campaign["subject"],
        "email_type": campaign["email_type"] or UNKNOWN,
        "cadence": campaign["cadence"],
        "variant": campaign["variant"] or UNKNOWN,
        "brand": campaign["brand"] or settings.default_brand,
        "is_personalized": campaign["is_personalized"],
        **counts,
        "started_at": campaign["started_at"],
        "first_sent_at": min((message.sent_at for message in own), default=None),
        "last_sent_at": max((message.sent_at for message in own), default=None),
    }


# --- email_metrics ---------------------------------------------------------------------------


@dataclass
class Bucket:
    """What one row of email_metrics counts: messages sent, and messages by who opened them."""

    sent: list[Message] = field(default_factory=list)
    opened_by: dict[str, list[Message]] = field(default_factory=dict)



def email_metrics(messages: list[Message], commerce: Commerce) -> list[dict[str, Any]]:
    """One row per grain, period, dimension and value in which something happened, and the totals.
    """
    buckets = fill_buckets(messages, commerce)
    first_day = min((message.sent_date for message in messages), default=date.max)
    for key in total_keys(first_day, commerce.as_of, commerce.settings):
        buckets.setdefault(key, Bucket())
    return [metric_row(key, buckets, commerce) for key in buckets]


def fill_buckets(messages: list[Message], commerce: Commerce) -> dict[RowKey, Bucket]:
    """Each message in the rows of its day of sending, each opening in those of its own day."""
    buckets: dict[RowKey, Bucket] = {}

    def buckets_of(day: date, message: Message) -> Iterable[Bucket]:
        for key in keys_on(day, message_cells(message, commerce), commerce.settings):
            yield buckets.setdefault(key, Bucket())

    for message in messages:
        for bucket in buckets_of(message.sent_date, message):
            bucket.sent.append(message)
        if message.customer_id is None:
            continue
        for event in message.opens:
            for bucket in buckets_of(
                local_date(event["occurred_at"], message.timezone), message
            ):
                bucket.opened_by.setdefault(message.customer_id, []).append(message)
    return buckets


def message_cells(message: Message, commerce: Commerce) -> list[tuple[str, str]]:
    """The dimension values of a message, and the total."""
    is_personalized = message.campaign.get("is_personalized")
    flag = UNKNOWN if is_personalized is None else str(is_personalized).lower()
    return [
        TOTAL,
        ("email_type", message.attribute("email_type")),
        ("campaign_id", message.campaign_id or UNKNOWN),
        ("variant", message.variant),
        ("brand", message.brand(commerce.settings)),
        ("is_personalized", flag),
        ("send_weekday", WEEKDAYS[message.sent_date.weekday()]),
        *(
            (name, commerce.attribute(message.customer_id, name))
            for name in CUSTOMER_ATTRIBUTES
        ),
    ]


def metric_row(
    key: RowKey, buckets: dict[RowKey, Bucket], commerce: Commerce
) -> dict[str, Any]:
    """The parts of one row, then its ratios."""
    bucket = buckets[key]
    counts = message_counts(bucket.sent)
    return {
        **key_columns(key, commerce.as_of),
        **counts,
        "openers": len(bucket.opened_by),
        "newsletter_openers": sum(
            any(message.is_newsletter for message in opened)
            for opened in bucket.opened_by.values()
        ),
        "regular_openers": len(regular_openers(key, buckets, commerce)),
        "fully_engaged_subscribers": fully_engaged_subscribers(bucket.sent, commerce),
        "open_rate": ratio(counts["opened_emails"], counts["emails_delivered"], 100),
        "open_rate_with_machines": ratio(
            counts["opened_emails_with_machines"], counts["emails_delivered"], 100
        ),
        "click_rate": ratio(counts["clicked_emails"], counts["emails_delivered"], 100),
        "click_to_open_rate": ratio(counts["clicked_emails"], counts["opened_emails"], 100),
        "email_bounce_rate": ratio(counts["emails_bounced"], counts["emails_sent"], 100),
        "unsubscribe_rate": ratio(
            counts["unsubscribed_emails"], counts["emails_delivered"], 100
        ),
        "complaint_rate": ratio(counts["complained_emails"], counts["emails_delivered"], 100),
    }


def regular_openers(
    key: RowKey, buckets: dict[RowKey, Bucket], commerce: Commerce
) -> set[str]:
    """Who opened in the period and in each of those before it, within the dimension value."""
    grain, start, *cell = key
    regular = set(buckets[key].opened_by)
    for _ in range(commerce.settings.regular_opener_periods_before):
        start = previous_period_start(start, grain)
        regular &= set(buckets.get((grain, start, *cell), Bucket()).opened_by)
    return regular


def previous_period_start(start: date, grain: str) -> date:
    """The first day of the period before the one that starts on `start`."""
    if grain == "month":
        return add_months(start, -1)
    return start - (next_period_start(start, grain) - start)


def fully_engaged_subscribers(sent: list[Message], commerce: Commerce) -> int:
    """Customers who opened, ever, enough of the newsletters that reached them."""
    newsletters_of: dict[str, list[Message]] = {}
    for message in sent:
        if message.is_newsletter and message.is_delivered and message.customer_id is not None:
            newsletters_of.setdefault(message.customer_id, []).append(message)
    share = commerce.settings.fully_engaged_share
    return sum(
        len(newsletters) >= commerce.settings.fully_engaged_least_delivered
        and sum(bool(message.opens) for message in newsletters) >= share * len(newsletters)
        for newsletters in newsletters_of.values()
    )
