"""What people did, day by day: [activity-types] and [activity-feeling] of docs/definitions.md."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .email import Message, build_messages
from .facts import Commerce, is_referred
from .periods import local_date
from .raw_layer import StagedTable
from .settings import Settings

POSITIVE, NEGATIVE, NEUTRAL = "positive", "negative", "neutral"

Line = dict[str, Any]
# Type, day, and the feeling that the row itself tells.
Activity = tuple[str, date | None, str | None]


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

    def day(self, moment: datetime | None) -> date | None:
        """The local day of a moment."""
        return None if moment is None else local_date(moment, self.timezone)

    def of(self, table: str, row: Any, session_date: date | None) -> Iterator[Activity]:
        """The activities that a row of a table is; for most tables one, or none."""
        match table:
            case "web_sessions":
                yield "visit", session_date, None
            case "web_page_views" if not row.is_refresh:
                yield "page_view", session_date, None
            case "web_events" if row.is_action and row.kind != "purchase":
                yield "action", session_date, None
            case "web_conversions":
                yield "conversion", session_date, None
            case "app_sessions":
                yield "app_session", row["started_date"], None
            case "app_installs":
                if not row["is_reinstall"]:
                    yield "install", row["installed_date"], None
                yield "uninstall", row["uninstalled_date"], None
            case "push_notifications":
                yield "push_open", self.day(row["opened_at"]), None
            case "app_ratings":
                yield "app_rating", row["rated_date"], self.feeling_of_stars(row["stars"])
            case "email_messages":
                yield from self.of_message(self.messages[row["message_id"]])
            case "social_comments":
                yield "comment", row["commented_date"], feeling_of_sentiment(row["sentiment"])
            case "social_mentions":
                feeling = feeling_of_sentiment(row["sentiment"])
                yield "mention", self.day(row["mentioned_at"]), feeling
            case "support_tickets":
                yield "ticket", row["created_date"], None
                for words in self.words_of.get(row["ticket_id"], []):
                    yield "customer_message", self.day(words["sent_at"]), None
            case "survey_responses" if row["is_answered"]:
                feeling = self.feeling_of_score(row["survey_type"], row["score"])
                yield "survey_answer", row["answered_date"], feeling
            case "event_attendances":
                came_on = self.day(row["checked_in_at"])
                if row["is_registered"]:
                    yield "registration", self.day(row["registered_at"]) or came_on, None
                if row["is_checked_in"]:
                    yield "check_in", came_on, None
            case "event_questions":
                yield "question", self.day(row["asked_at"]), None
            case "orders" if row["is_completed"]:
                yield "order", row["ordered_date"], None
            case "refunds" if row["is_counted"]:
                yield "refund", row["refunded_date"], None
            case "reviews":
                yield "review", row["reviewed_date"], self.feeling_of_stars(row["rating"])
            case "customers" if is_referred(row):
                yield "referral", self.day(row["created_at"]), None

    def of_message(self, message: Message) -> Iterator[Activity]:
        """Each day on which a message was opened or clicked, and the first time that it cost."""
        for activity_type, events in (
            ("email_open", message.opens),
            ("email_click", message.clicks),
            ("unsubscribe", message.of_type("unsubscribed")[:1]),
            ("complaint", message.of_type("complained")[:1]),
        ):
            for day in {self.day(event["occurred_at"]) for event in events}:
                yield activity_type, day, None

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


def feeling_of_sentiment(sentiment: str | None) -> str | None:
    """What the sentiment of a comment or mention tells."""
    if sentiment is None:
        return None
    return sentiment if sentiment in (POSITIVE, NEGATIVE) else NEUTRAL
