"""The oracle's own restatement of the raw contract, for the channels it computes.

A channel that the oracle learns adds its tables to TABLES.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Column:
    """One column of a raw table and everything its values are judged by."""

    name: str
    kind: str = "string"
    required: bool = False
    is_amount: bool = False
    is_rank: bool = False
    must_be_above_zero: bool = False
    scale: tuple[Decimal, Decimal] | None = None
    closed_list: tuple[str, ...] = ()
    not_before: str | None = None
    not_above: str | None = None
    scale_by: str | None = None
    is_kept_whole: bool = False

    @property
    def must_not_be_below_zero(self) -> bool:
        """Integers, durations, ranks and the amounts of orders know no values below 0."""
        is_duration = self.name.endswith("_seconds")
        return self.kind == "integer" or is_duration or self.is_rank or self.is_amount


@dataclass(frozen=True)
class Table:
    """One raw table: its key, the columns that date it, and its columns in contract order."""

    name: str
    key: tuple[str, ...]
    event_time: tuple[str, ...]
    activity: tuple[str, ...]
    columns: tuple[Column, ...]
    requires_event_time: bool = False

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns that make up the key."""
        return tuple(column for column in self.columns if column.name in self.key)


LOADED_AT = Column("_loaded_at", "timestamp")
IS_DELETED = Column("is_deleted", "boolean")

CUSTOMERS = Table(
    name="customers",
    key=("customer_id",),
    event_time=("created_at",),
    activity=("created_at",),
    columns=(
        Column("customer_id", required=True),
        Column("created_at", "timestamp", required=True),
        Column("email", is_kept_whole=True),
        Column("birth_year", "integer"),
        Column("gender"),
        Column("country"),
        Column("region"),
        Column("customer_type"),
        Column("acquisition_source"),
        Column("referred_by_customer_id"),
        Column("brand"),
    ),
)

SUBSCRIPTIONS = Table(
    name="subscriptions",
    key=("subscription_id",),
    event_time=("started_at",),
    activity=("started_at",),
    columns=(
        Column("subscription_id", required=True),
        Column("customer_id", required=True),
        Column("plan"),
        Column("started_at", "timestamp", required=True),
        Column("ended_at", "timestamp", not_before="started_at"),
        Column("end_reason"),
        Column("monthly_amount", "decimal"),
        Column("currency"),
    ),
)

ORDERS = Table(
    name="orders",
    key=("order_id",),
    event_time=("ordered_at",),
    activity=("ordered_at",),
    columns=(
        Column("order_id", required=True),
        Column("customer_id"),
        Column("ordered_at", "timestamp", required=True),
        Column("status", required=True, closed_list=("completed", "pending", "cancelled")),
        Column("amount", "decimal", required=True, is_amount=True),
        Column("currency"),
        Column("sales_channel"),
        Column("session_id"),
        Column("brand"),
    ),
)

REFUNDS = Table(
    name="refunds",
    key=("refund_id",),
    event_time=("refunded_at",),
    activity=("refunded_at",),
    columns=(
        Column("refund_id", required=True),
        Column("order_id", required=True),
        Column("refunded_at", "timestamp", required=True),
        Column("amount", "decimal", required=True, must_be_above_zero=True),
        Column("currency"),
    ),
)

REVIEWS = Table(
    name="reviews",
    key=("review_id",),
    event_time=("reviewed_at",),
    activity=("reviewed_at",),
    columns=(
        Column("review_id", required=True),
        Column("customer_id"),
        Column("product_id"),
        Column("channel"),
        Column("reviewed_at", "timestamp", required=True),
        Column("rating", "decimal", required=True, scale=(Decimal(1), Decimal(5))),
        Column("body", is_kept_whole=True),
    ),
)

SESSIONS = Table(
    name="sessions",
    key=("session_id",),
    event_time=("started_at",),
    activity=("started_at", "ended_at"),
    columns=(
        Column("session_id", required=True),
        Column("visitor_id", required=True),
        Column("customer_id"),
        Column("started_at", "timestamp", required=True),
        Column("ended_at", "timestamp", not_before="started_at"),
        Column("page_views", "integer"),
        Column("engaged_seconds", "decimal"),
        Column("traffic_source"),
        Column("traffic_medium"),
        Column("campaign"),
        Column("referrer", is_kept_whole=True),
        Column("landing_page", is_kept_whole=True),
        Column("exit_page", is_kept_whole=True),
        Column("device_type", closed_list=("desktop", "mobile", "tablet", "other")),
        Column("country"),
        Column("user_agent", is_kept_whole=True),
    ),
)

WEB_EVENTS = Table(
    name="web_events",
    key=("web_event_id",),
    event_time=("occurred_at",),
    activity=("occurred_at",),
    columns=(
        Column("web_event_id", required=True),
        Column("visitor_id", required=True),
        Column("session_id"),
        Column("customer_id"),
        Column("occurred_at", "timestamp", required=True),
        Column("event_name", required=True),
        Column("page_url", is_kept_whole=True),
        Column("page_path", is_kept_whole=True),
        Column("content_type"),
        Column("content_id"),
        Column("order_id"),
        Column("contact_captured", "boolean"),
        Column("engaged_seconds", "decimal"),
        Column("referrer", is_kept_whole=True),
        Column("utm_source"),
        Column("utm_medium"),
        Column("utm_campaign"),
        Column("device_type"),
        Column("country"),
        Column("user_agent", is_kept_whole=True),
    ),
)

SEARCH_PERFORMANCE = Table(
    name="search_performance",
    key=("search_date", "site", "query", "page", "country", "device"),
    event_time=("search_date",),
    activity=("search_date",),
    columns=(
        Column("search_date", "date", required=True),
        Column("site"),
        Column("query", is_kept_whole=True),
        Column("page", is_kept_whole=True),
        Column("country"),
        Column("device"),
        Column("impressions", "integer", required=True),
        Column("clicks", "integer", required=True, not_above="impressions"),
        Column("position", "decimal", is_rank=True),
    ),
)

SOCIAL_POSTS = Table(
    name="social_posts",
    key=("post_id", "captured_at"),
    event_time=("captured_at",),
    activity=("published_at", "captured_at"),
    columns=(
        Column("post_id", required=True),
        Column("platform", required=True),
        Column("account_id"),
        Column("published_at", "timestamp", required=True),
        Column("captured_at", "timestamp", required=True),
        Column("post_type"),
        Column("topic"),
        Column("campaign"),
        Column("impressions", "integer"),
        Column("reach", "integer"),
        Column("views", "integer"),
        Column("likes", "integer"),
        Column("comments", "integer"),
        Column("shares", "integer"),
        Column("saves", "integer"),
        Column("link_clicks", "integer"),
    ),
)

SOCIAL_COMMENTS = Table(
    name="social_comments",
    key=("comment_id",),
    event_time=("commented_at",),
    activity=("commented_at",),
    columns=(
        Column("comment_id", required=True),
        Column("post_id"),
        Column("platform", required=True),
        Column("author_id"),
        Column("customer_id"),
        Column("parent_comment_id"),
        Column("commented_at", "timestamp", required=True),
        Column("body", is_kept_whole=True),
        Column("sentiment", closed_list=("positive", "question", "negative", "neutral")),
        Column("is_brand_reply", "boolean"),
    ),
)

SOCIAL_MENTIONS = Table(
    name="social_mentions",
    key=("mention_id",),
    event_time=("mentioned_at",),
    activity=("mentioned_at", "replied_at"),
    columns=(
        Column("mention_id", required=True),
        Column("platform", required=True),
        Column("author_id"),
        Column("customer_id"),
        Column("mentioned_at", "timestamp", required=True),
        Column("kind"),
        Column("sentiment"),
        Column("replied_at", "timestamp", not_before="mentioned_at"),
    ),
)

SOCIAL_FOLLOWERS = Table(
    name="social_followers",
    key=("platform", "account_id", "follower_date"),
    event_time=("follower_date",),
    activity=("follower_date",),
    columns=(
        Column("platform", required=True),
        Column("account_id", required=True),
        Column("follower_date", "date", required=True),
        Column("followers", "integer", required=True),
    ),
)

APP_INSTALLS = Table(
    name="app_installs",
    key=("install_id",),
    event_time=("installed_at",),
    activity=("installed_at", "uninstalled_at"),
    columns=(
        Column("install_id", required=True),
        Column("device_id", required=True),
        Column("customer_id"),
        Column("platform", required=True),
        Column("installed_at", "timestamp", required=True),
        Column("uninstalled_at", "timestamp", not_before="installed_at"),
        Column("is_reinstall", "boolean"),
        Column("acquisition_source"),
        Column("app_version"),
        Column("country"),
    ),
)

APP_SESSIONS = Table(
    name="app_sessions",
    key=("app_session_id",),
    event_time=("started_at",),
    activity=("started_at", "ended_at"),
    columns=(
        Column("app_session_id", required=True),
        Column("device_id", required=True),
        Column("customer_id"),
        Column("started_at", "timestamp", required=True),
        Column("ended_at", "timestamp", not_before="started_at"),
        Column("foreground_seconds", "decimal"),
        Column("screens", "integer"),
        Column("platform"),
        Column("app_version"),
    ),
)

APP_RATINGS = Table(
    name="app_ratings",
    key=("rating_id",),
    event_time=("rated_at",),
    activity=("rated_at",),
    columns=(
        Column("rating_id", required=True),
        Column("platform", required=True),
        Column("customer_id"),
        Column("rated_at", "timestamp", required=True),
        Column("stars", "integer", required=True, scale=(Decimal(1), Decimal(5))),
        Column("app_version"),
        Column("country"),
        Column("body", is_kept_whole=True),
    ),
)

PUSH_NOTIFICATIONS = Table(
    name="push_notifications",
    key=("notification_id",),
    event_time=("sent_at",),
    activity=("sent_at", "delivered_at", "opened_at"),
    columns=(
        Column("notification_id", required=True),
        Column("device_id", required=True),
        Column("customer_id"),
        Column("campaign"),
        Column("sent_at", "timestamp", required=True),
        Column("delivered_at", "timestamp", not_before="sent_at"),
        Column("opened_at", "timestamp", not_before="sent_at"),
    ),
)

LIVE_EVENTS = Table(
    name="live_events",
    key=("live_event_id",),
    event_time=("starts_at",),
    activity=(),
    columns=(
        Column("live_event_id", required=True),
        Column("name"),
        Column("format"),
        Column("topic"),
        Column("starts_at", "timestamp", required=True),
        Column("ends_at", "timestamp", not_before="starts_at"),
        Column("capacity", "integer"),
    ),
)

EVENT_REGISTRATIONS = Table(
    name="event_registrations",
    key=("registration_id",),
    event_time=("registered_at", "checked_in_at", "cancelled_at"),
    activity=("registered_at", "cancelled_at", "checked_in_at", "left_at"),
    columns=(
        Column("registration_id", required=True),
        Column("live_event_id", required=True),
        Column("customer_id"),
        Column("contact_id"),
        Column("registered_at", "timestamp"),
        Column("cancelled_at", "timestamp", not_before="registered_at"),
        Column("is_waitlisted", "boolean"),
        Column("checked_in_at", "timestamp"),
        Column("left_at", "timestamp", not_before="checked_in_at"),
        Column("followed_up_at", "timestamp"),
        Column("acquisition_source"),
    ),
)

EVENT_QUESTIONS = Table(
    name="event_questions",
    key=("question_id",),
    event_time=("asked_at",),
    activity=("asked_at",),
    columns=(
        Column("question_id", required=True),
        Column("live_event_id", required=True),
        Column("registration_id"),
        Column("customer_id"),
        Column("asked_at", "timestamp", required=True),
        Column("body", is_kept_whole=True),
        Column("is_relevant", "boolean"),
    ),
)

EMAIL_CAMPAIGNS = Table(
    name="email_campaigns",
    key=("campaign_id",),
    event_time=("started_at",),
    activity=(),
    columns=(
        Column("campaign_id", required=True),
        Column("name"),
        Column("email_type"),
        Column("cadence"),
        Column("subject"),
        Column("variant"),
        Column("is_personalized", "boolean"),
        Column("started_at", "timestamp"),
    ),
)

EMAIL_EVENTS = Table(
    name="email_events",
    key=("email_event_id",),
    event_time=("occurred_at",),
    activity=("occurred_at",),
    columns=(
        Column("email_event_id", required=True),
        Column("message_id", required=True),
        Column("campaign_id"),
        Column("customer_id"),
        Column(
            "event_type",
            required=True,
            closed_list=(
                "sent",
                "delivered",
                "bounced",
                "opened",
                "clicked",
                "unsubscribed",
                "complained",
            ),
        ),
        Column("occurred_at", "timestamp", required=True),
        Column("bounce_type"),
        Column("link_url", is_kept_whole=True),
        Column("is_machine", "boolean"),
    ),
)

SUPPORT_TICKETS = Table(
    name="support_tickets",
    key=("ticket_id",),
    event_time=("created_at",),
    activity=("created_at", "first_response_at", "solved_at"),
    columns=(
        Column("ticket_id", required=True),
        Column("customer_id"),
        Column("support_channel", required=True),
        Column("touchpoint"),
        Column("priority"),
        Column("status", closed_list=("open", "pending", "solved", "closed")),
        Column("created_at", "timestamp", required=True),
        Column("first_response_at", "timestamp", not_before="created_at"),
        Column("solved_at", "timestamp", not_before="created_at"),
        Column("reopens", "integer"),
        Column("is_bot_resolved", "boolean"),
    ),
)

SUPPORT_MESSAGES = Table(
    name="support_messages",
    key=("message_id",),
    event_time=("sent_at",),
    activity=("sent_at",),
    columns=(
        Column("message_id", required=True),
        Column("ticket_id", required=True),
        Column("sender_type", required=True, closed_list=("customer", "agent", "bot")),
        Column("sent_at", "timestamp", required=True),
        Column("is_public", "boolean"),
        Column("body", is_kept_whole=True),
    ),
)

SURVEY_RESPONSES = Table(
    name="survey_responses",
    key=("response_id",),
    event_time=("responded_at", "invited_at"),
    activity=("invited_at", "responded_at"),
    requires_event_time=True,
    columns=(
        Column("response_id", required=True),
        Column("survey_type", required=True, closed_list=("nps", "csat", "ces", "event_feedback")),
        Column("customer_id"),
        Column("channel"),
        Column("touchpoint"),
        Column("ticket_id"),
        Column("order_id"),
        Column("live_event_id"),
        Column("invited_at", "timestamp"),
        Column("responded_at", "timestamp", not_before="invited_at"),
        Column("followed_up_at", "timestamp", not_before="responded_at"),
        Column("score", "decimal", scale_by="survey_type"),
        Column("body", is_kept_whole=True),
    ),
)

# The tables of the channels that the oracle computes so far.
TABLES = (
    CUSTOMERS,
    SUBSCRIPTIONS,
    ORDERS,
    REFUNDS,
    REVIEWS,
    SESSIONS,
    WEB_EVENTS,
    EMAIL_CAMPAIGNS,
    EMAIL_EVENTS,
    SEARCH_PERFORMANCE,
    SUPPORT_TICKETS,
    SUPPORT_MESSAGES,
    LIVE_EVENTS,
    EVENT_REGISTRATIONS,
    EVENT_QUESTIONS,
    SURVEY_RESPONSES,
    APP_INSTALLS,
    APP_SESSIONS,
    APP_RATINGS,
    PUSH_NOTIFICATIONS,
    SOCIAL_POSTS,
    SOCIAL_COMMENTS,
    SOCIAL_MENTIONS,
    SOCIAL_FOLLOWERS,
)
