"""What people did, day by day: [activity-types] and [activity-feeling] of docs/definitions.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .email import Message, build_messages
from .facts import Commerce, is_referred
from .periods import local_date
from .raw_layer import StagedTable
from .settings import Settings
from .web_facts import or_unknown

POSITIVE, NEGATIVE, NEUTRAL = "positive", "negative", "neutral"
# The key of each table whose rows are activities of their own.
KEYS = {
    "app_sessions": "app_session_id",
    "app_installs": "install_id",
    "push_notifications": "notification_id",
    "app_ratings": "rating_id",
    "social_comments": "comment_id",
    "social_mentions": "mention_id",
    "support_tickets": "ticket_id",
    "survey_responses": "response_id",
    "event_registrations": "registration_id",
    "event_questions": "question_id",
    "orders": "order_id",
    "refunds": "refund_id",
    "reviews": "review_id",
    "customers": "customer_id",
}

Line = dict[str, Any]
# Type, time, detail, and the feeling that the row itself tells.
Told = tuple[str, datetime | None, str | None, str | None]


@dataclass(frozen=True)
class Activity:
    """Something that somebody did: when, which record tells of it, and what is worth telling.

    The day of what is done on the site is that of its session; a feeling is what the row itself
    tells.
    """

    activity_type: str
    happened_at: datetime | None
    fact: str
    record_id: str
    detail: str | None = None
    feeling: str | None = None
    session_date: date | None = None


class Activities:
    """What the rows of each table mean as activities."""

    def __init__(self, staged: dict[str, StagedTable], commerce: Commerce):
        self.settings: Settings = commerce.settings
        self.timezone = commerce.settings.reporting_timezone
        self.messages: dict[str, Message] = {
            message.message_id: message
            for message in build_messages(
                staged["email_events"].kept, staged["email_campaigns"].kept, self.timezone
            )
        }
        self.words_of: dict[str, list[Line]] = {}
        for row in staged["support_messages"].kept:
            if row["sender_type"] == "customer" and row["is_public"] is not False:
                self.words_of.setdefault(row["ticket_id"], []).append(row)

    def day(self, activity: Activity) -> date | None:
        """The local day of an activity."""
        if activity.session_date is not None:
            return activity.session_date
        return self.local_day(activity.happened_at)

    def local_day(self, moment: datetime | None) -> date | None:
        """The local day of a moment."""
        return None if moment is None else local_date(moment, self.timezone)

    def of(self, table: str, row: Any, session_date: date | None) -> Iterator[Activity]:
        """The activities that a row of a table is; for most tables one, or none."""
        if table.startswith("web_"):
            yield from of_web(table, row, session_date)
        elif table == "email_messages":
            yield from self.of_message(self.messages[row["message_id"]], row["email_type"])
        elif table == "event_attendances":
            yield from of_attendance(row)
        else:
            for activity_type, moment, detail, feeling in self.of_row(table, row):
                key = row[KEYS[table]]
                yield Activity(activity_type, moment, table, key, detail, feeling)
        if table == "support_tickets":
            for words in self.words_of.get(row["ticket_id"], []):
                yield Activity(
                    "customer_message", words["sent_at"], "support_messages", words["message_id"]
                )

    def of_row(self, table: str, row: Line) -> Iterator[Told]:
        """Type, time, detail and feeling of what most tables tell."""
        match table:
            case "app_sessions":
                yield "app_session", row["started_at"], row["platform"], None
            case "app_installs":
                if not row["is_reinstall"]:
                    yield "install", row["installed_at"], row["platform"], None
                yield "uninstall", row["uninstalled_at"], row["platform"], None
            case "push_notifications":
                yield "push_open", row["opened_at"], row["campaign"], None
            case "app_ratings":
                feeling = self.feeling_of_stars(row["stars"])
                yield "app_rating", row["rated_at"], row["platform"], feeling
            case "social_comments":
                feeling = feeling_of_sentiment(row["sentiment"])
                yield "comment", row["commented_at"], row["platform"], feeling
            case "social_mentions":
                feeling = feeling_of_sentiment(row["sentiment"])
                yield "mention", row["mentioned_at"], row["platform"], feeling
            case "support_tickets":
                yield "ticket", row["created_at"], row["support_channel"], None
            case "survey_responses" if row["is_answered"]:
                feeling = self.feeling_of_score(row["survey_type"], row["score"])
                moment = row["responded_at"] or row["invited_at"]
                yield "survey_answer", moment, row["survey_type"], feeling
            case "event_questions":
                yield "question", row["asked_at"], row["live_event_id"], None
            case "orders" if row["is_completed"]:
                yield "order", row["ordered_at"], row["sales_channel"], None
            case "refunds" if row["is_counted"]:
                yield "refund", row["refunded_at"], row["sales_channel"], None
            case "reviews":
                feeling = self.feeling_of_stars(row["rating"])
                yield "review", row["reviewed_at"], row["review_channel"], feeling
            case "customers" if is_referred(row):
                yield "referral", row["created_at"], None, None

    def of_message(self, message: Message, email_type: str) -> Iterator[Activity]:
        """Each day on which a message was opened or clicked, and the first time that it cost."""
        for activity_type, events in (
            ("email_open", message.opens),
            ("email_click", message.clicks),
            ("unsubscribe", message.of_type("unsubscribed")[:1]),
            ("complaint", message.of_type("complained")[:1]),
        ):
            firsts: dict[date, datetime] = {}
            for event in events:
                firsts.setdefault(self.local_day(event["occurred_at"]), event["occurred_at"])
            for moment in firsts.values():
                yield Activity(
                    activity_type, moment, "email_messages", message.message_id, email_type
                )

    def feeling_of_stars(self, stars: Decimal | int) -> str:
        """What a number of stars tells."""
        if stars < self.settings.negative_stars_below:
            return NEGATIVE
        return POSITIVE if stars >= self.settings.positive_stars_from else NEUTRAL

    def feeling_of_score(self, survey_type: str, score: Decimal | None) -> str | None:
        """What a score tells; without one nothing is told."""
        settings = self.settings
        if score is None:
            return None
        if survey_type != "nps":
            return POSITIVE if score >= settings.csat_positive_from else NEGATIVE
        if score >= settings.nps_promoter_from:
            return POSITIVE
        return NEUTRAL if score >= settings.nps_passive_from else NEGATIVE


def of_web(table: str, row: Any, session_date: date) -> Iterator[Activity]:
    """A visit, or what an event of it is."""
    what = None
    match table:
        case "web_sessions":
            what = "visit", row.started_at, table, row.session_id, row.channel_group
        case "web_page_views" if not row.is_refresh:
            what = "page_view", row.occurred_at, table, row.event_id, or_unknown(row.page_path)
        case "web_events" if row.is_action and row.kind != "purchase":
            what = "action", row.occurred_at, table, row.event_id, row.values["event_name"].lower()
        case "web_conversions":
            what = "conversion", row["converted_at"], table, row["conversion_id"], row["goal"]
    if what is not None:
        yield Activity(*what, session_date=session_date)


def of_attendance(row: Line) -> Iterator[Activity]:
    """A registration and a check-in."""
    key = "|".join((row["live_event_id"], row["person_type"], row["person_id"]))
    for activity_type, is_it, moment in (
        ("registration", row["is_registered"], row["registered_at"] or row["checked_in_at"]),
        ("check_in", row["is_checked_in"], row["checked_in_at"]),
    ):
        if is_it:
            yield Activity(activity_type, moment, "event_attendances", key, row["live_event_id"])


def feeling_of_sentiment(sentiment: str | None) -> str | None:
    """What the sentiment of a comment or mention tells."""
    if sentiment is None:
        return None
    return sentiment if sentiment in (POSITIVE, NEGATIVE) else NEUTRAL
