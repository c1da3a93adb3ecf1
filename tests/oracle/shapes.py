"""The marts as they are promised: columns, types and keys."""

from dataclasses import dataclass
from typing import Any

import polars as pl

TEXT, COUNT, FLAG, DAY, RATIO = pl.String, pl.Int64, pl.Boolean, pl.Date, pl.Float64
MOMENT = pl.Datetime("us")
AMOUNT = pl.Decimal(18, 6)
EXCHANGE_RATE = pl.Decimal(18, 8)
MONEY = pl.Decimal(38, 14)
RATING_SUM = pl.Decimal(38, 6)
YEARS = pl.Decimal(28, 10)
ELAPSED = pl.Decimal(28, 10)
ELAPSED_SUM = pl.Decimal(38, 10)

CELL = ("period_grain", "period_start", "dimension", "dimension_value")
CELL_COLUMNS = {
    "period_grain": TEXT,
    "period_start": DAY,
    "dimension": TEXT,
    "dimension_value": TEXT,
}


@dataclass(frozen=True)
class Shape:
    """The columns of a mart with their types, in order, and its key."""

    key: tuple[str, ...]
    columns: dict[str, Any]

    def frame(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        """The rows as a frame of this shape, in the order of the key."""
        return pl.DataFrame(rows, schema=self.columns).sort(self.key, nulls_last=True)


SHAPES = {
    "orders": Shape(
        key=("order_id",),
        columns={
            "order_id": TEXT,
            "customer_id": TEXT,
            "session_id": TEXT,
            "status": TEXT,
            "sales_channel": TEXT,
            "currency": TEXT,
            "brand": TEXT,
            "is_completed": FLAG,
            "is_guest": FLAG,
            "order_rank": COUNT,
            "amount": AMOUNT,
            "exchange_rate": EXCHANGE_RATE,
            "base_amount": MONEY,
            "ordered_at": MOMENT,
            "ordered_date": DAY,
        },
    ),
    "refunds": Shape(
        key=("refund_id",),
        columns={
            "refund_id": TEXT,
            "order_id": TEXT,
            "customer_id": TEXT,
            "sales_channel": TEXT,
            "currency": TEXT,
            "brand": TEXT,
            "is_counted": FLAG,
            "amount": AMOUNT,
            "exchange_rate": EXCHANGE_RATE,
            "base_amount": MONEY,
            "refunded_at": MOMENT,
            "refunded_date": DAY,
        },
    ),
    "reviews": Shape(
        key=("review_id",),
        columns={
            "review_id": TEXT,
            "customer_id": TEXT,
            "product_id": TEXT,
            "review_channel": TEXT,
            "rating": AMOUNT,
            "body_length": COUNT,
            "reviewed_at": MOMENT,
            "reviewed_date": DAY,
        },
    ),
    "commerce_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "orders": COUNT,
            "buyers": COUNT,
            "gross_revenue": MONEY,
            "refunded_amount": MONEY,
            "net_revenue": MONEY,
            "buyer_gross_revenue": MONEY,
            "buyer_orders": COUNT,
            "repeat_buyers": COUNT,
            "frequent_buyers": COUNT,
            "new_customers": COUNT,
            "referred_customers": COUNT,
            "reviews": COUNT,
            "review_rating_sum": RATING_SUM,
            "average_order_value": RATIO,
            "revenue_per_buyer": RATIO,
            "orders_per_buyer": RATIO,
            "repeat_purchase_rate": RATIO,
            "referral_rate": RATIO,
            "avg_review_rating": RATIO,
        },
    ),
    "customer_value_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "customers_with_orders": COUNT,
            "repeat_customers_to_date": COUNT,
            "customer_gross_revenue_to_date": MONEY,
            "customer_net_revenue_to_date": MONEY,
            "customer_years": YEARS,
            "customers_year_ago": COUNT,
            "customers_lost_since": COUNT,
            "clv_annual": RATIO,
            "clv_historical": RATIO,
            "repeat_customer_share": RATIO,
            "clv_lifetime": RATIO,
        },
    ),
    "customer_retention": Shape(
        key=("basis", *CELL),
        columns={
            "basis": TEXT,
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "customers_at_start": COUNT,
            "customers_at_end": COUNT,
            "retained_customers": COUNT,
            "new_customers": COUNT,
            "lost_customers": COUNT,
            "customer_retention_rate": RATIO,
            "retained_customer_rate": RATIO,
            "churn_rate": RATIO,
        },
    ),
    "customer_cohort_retention": Shape(
        key=("basis", "cohort_month", "month_offset"),
        columns={
            "basis": TEXT,
            "cohort_month": DAY,
            "month_offset": COUNT,
            "is_complete": FLAG,
            "cohort_customers": COUNT,
            "retained_customers": COUNT,
            "retention_rate": RATIO,
        },
    ),
    "support_tickets": Shape(
        key=("ticket_id",),
        columns={
            "ticket_id": TEXT,
            "customer_id": TEXT,
            "support_channel": TEXT,
            "touchpoint": TEXT,
            "priority": TEXT,
            "status": TEXT,
            "is_resolved": FLAG,
            "is_ever_solved": FLAG,
            "is_reopened": FLAG,
            "is_bot_resolved": FLAG,
            "is_one_touch": FLAG,
            "is_two_way": FLAG,
            "is_repeat_contact": FLAG,
            "is_first_in_channel": FLAG,
            "has_messages": FLAG,
            "reopens": COUNT,
            "messages": COUNT,
            "customer_messages": COUNT,
            "agent_answers": COUNT,
            "bot_answers": COUNT,
            "answered_customer_turns": COUNT,
            "customer_text_length": COUNT,
            "first_response_minutes": ELAPSED,
            "response_minutes": ELAPSED_SUM,
            "resolution_hours": ELAPSED,
            "created_at": MOMENT,
            "created_date": DAY,
            "previous_created_at": MOMENT,
            "first_responded_at": MOMENT,
            "solved_at": MOMENT,
            "solved_date": DAY,
        },
    ),
    "support_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "tickets": COUNT,
            "all_tickets": COUNT,
            "first_response_minutes": ELAPSED_SUM,
            "responded_tickets": COUNT,
            "response_minutes": ELAPSED_SUM,
            "answered_customer_turns": COUNT,
            "resolved_tickets": COUNT,
            "tickets_solved": COUNT,
            "resolution_hours": ELAPSED_SUM,
            "timed_resolved_tickets": COUNT,
            "one_touch_tickets": COUNT,
            "resolved_tickets_with_messages": COUNT,
            "reopened_tickets": COUNT,
            "ever_solved_tickets": COUNT,
            "repeat_contacts": COUNT,
            "identified_tickets": COUNT,
            "bot_resolved_tickets": COUNT,
            "two_way_tickets": COUNT,
            "tickets_with_messages": COUNT,
            "first_time_channel_users": COUNT,
            "ticket_share": RATIO,
            "avg_first_response_minutes": RATIO,
            "median_first_response_minutes": RATIO,
            "avg_response_minutes": RATIO,
            "resolution_rate": RATIO,
            "avg_resolution_hours": RATIO,
            "one_touch_rate": RATIO,
            "reopen_rate": RATIO,
            "repeat_contact_rate": RATIO,
            "automation_rate": RATIO,
            "two_way_rate": RATIO,
        },
    ),
    "rejected_rows": Shape(
        key=("raw_table", "row_key", "column_name", "reason"),
        columns={
            "raw_table": TEXT,
            "row_key": pl.List(TEXT),
            "column_name": TEXT,
            "reason": TEXT,
        },
    ),
    "nulled_values": Shape(
        key=("raw_table", "row_key", "column_name", "reason"),
        columns={
            "raw_table": TEXT,
            "row_key": pl.List(TEXT),
            "column_name": TEXT,
            "reason": TEXT,
        },
    ),
    "row_counts": Shape(
        key=("raw_table",),
        columns={
            "raw_table": TEXT,
            "raw": COUNT,
            "kept": COUNT,
            "rejected": COUNT,
            "superseded": COUNT,
            "deleted": COUNT,
            "rejected_at_conversion": COUNT,
        },
    ),
    "as_of": Shape(key=("as_of_date",), columns={"as_of_date": DAY}),
}
