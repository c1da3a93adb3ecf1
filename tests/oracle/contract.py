"""The oracle's own restatement of the raw contract, for the channels it computes.

To add a channel, add its tables to TABLES. A fault that no check here knows (clicks above
impressions, a scale that depends on the survey's type) is one more field of Column and one more
branch in raw_layer.value_fault.
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
    must_be_above_zero: bool = False
    scale: tuple[Decimal, Decimal] | None = None
    closed_list: tuple[str, ...] = ()
    not_before: str | None = None

    @property
    def must_not_be_below_zero(self) -> bool:
        """Integers, durations and the amounts of orders know no values below 0."""
        return self.kind == "integer" or self.name.endswith("_seconds") or self.is_amount


@dataclass(frozen=True)
class Table:
    """One raw table: its key, the columns that date it, and its columns in contract order."""

    name: str
    key: tuple[str, ...]
    event_time: tuple[str, ...]
    activity: tuple[str, ...]
    columns: tuple[Column, ...]

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
        Column("email"),
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
        Column("body"),
    ),
)

TABLES = (CUSTOMERS, SUBSCRIPTIONS, ORDERS, REFUNDS, REVIEWS)
