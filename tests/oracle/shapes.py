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
    "survey_responses": Shape(
        key=("response_id",),
        columns={
            "response_id": TEXT,
            "customer_id": TEXT,
            "ticket_id": TEXT,
            "order_id": TEXT,
            "live_event_id": TEXT,
            "survey_type": TEXT,
            "survey_channel": TEXT,
            "touchpoint": TEXT,
            "is_answered": FLAG,
            "is_followed_up": FLAG,
            "is_in_spaceless_script": FLAG,
            "is_detailed": FLAG,
            "score": AMOUNT,
            "body_length": COUNT,
            "invited_at": MOMENT,
            "responded_at": MOMENT,
            "followed_up_at": MOMENT,
            "invitation_date": DAY,
            "answered_date": DAY,
        },
    ),
    "survey_score_distribution": Shape(
        key=("period_grain", "period_start", "survey_type", "score"),
        columns={
            "period_grain": TEXT,
            "period_start": DAY,
            "survey_type": TEXT,
            "score": AMOUNT,
            "responses": COUNT,
            "share": RATIO,
        },
    ),
    "survey_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "nps_responses": COUNT,
            "promoters": COUNT,
            "passives": COUNT,
            "detractors": COUNT,
            "promoters_less_detractors": COUNT,
            "followed_up_detractors": COUNT,
            "csat_responses": COUNT,
            "csat_positive": COUNT,
            "csat_score_sum": RATING_SUM,
            "ces_responses": COUNT,
            "ces_score_sum": RATING_SUM,
            "survey_invitations": COUNT,
            "survey_responses": COUNT,
            "nps": RATIO,
            "promoter_share": RATIO,
            "passive_share": RATIO,
            "detractor_share": RATIO,
            "detractor_follow_up_rate": RATIO,
            "csat": RATIO,
            "csat_gap_to_benchmark": RATIO,
            "avg_csat_score": RATIO,
            "ces": RATIO,
            "survey_response_rate": RATIO,
        },
    ),
    "live_events": Shape(
        key=("live_event_id",),
        columns={
            "live_event_id": TEXT,
            "live_event_name": TEXT,
            "format": TEXT,
            "topic": TEXT,
            "is_over": FLAG,
            "capacity": COUNT,
            "starts_at": MOMENT,
            "ends_at": MOMENT,
            "event_date": DAY,
        },
    ),
    "event_attendances": Shape(
        key=("live_event_id", "person_type", "person_id"),
        columns={
            "live_event_id": TEXT,
            "person_type": TEXT,
            "person_id": TEXT,
            "customer_id": TEXT,
            "contact_id": TEXT,
            "acquisition_source": TEXT,
            "is_event_over": FLAG,
            "is_registered": FLAG,
            "is_cancelled": FLAG,
            "is_waitlisted": FLAG,
            "is_walk_in": FLAG,
            "is_checked_in": FLAG,
            "is_no_show": FLAG,
            "is_followed_up": FLAG,
            "registered_at": MOMENT,
            "checked_in_at": MOMENT,
            "left_at": MOMENT,
            "event_date": DAY,
        },
    ),
    "live_event_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "registrations": COUNT,
            "active_registrations": COUNT,
            "active_registrations_of_limited": COUNT,
            "capacity": COUNT,
            "check_ins": COUNT,
            "registered_check_ins": COUNT,
            "no_shows": COUNT,
            "followed_up_no_shows": COUNT,
            "relevant_questions": COUNT,
            "feedback_responses": COUNT,
            "feedback_scores": COUNT,
            "feedback_score_sum": RATING_SUM,
            "detailed_responses": COUNT,
            "event_fill_rate": RATIO,
            "attendance_rate": RATIO,
            "no_show_follow_up_rate": RATIO,
            "questions_per_attendee": RATIO,
            "feedback_response_rate": RATIO,
            "event_satisfaction": RATIO,
            "detailed_response_rate": RATIO,
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
