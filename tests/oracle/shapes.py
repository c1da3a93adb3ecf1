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
MINUTES = pl.Decimal(18, 8)
MINUTES_SUM = pl.Decimal(38, 8)

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
    "social_posts": Shape(
        key=("post_id",),
        columns={
            "post_id": TEXT,
            "account_id": TEXT,
            "platform": TEXT,
            "post_type": TEXT,
            "topic": TEXT,
            "campaign": TEXT,
            "readings": COUNT,
            "impressions": COUNT,
            "reach": COUNT,
            "views": COUNT,
            "likes": COUNT,
            "comments": COUNT,
            "shares": COUNT,
            "saves": COUNT,
            "link_clicks": COUNT,
            "interactions": COUNT,
            "published_at": MOMENT,
            "published_date": DAY,
            "last_captured_at": MOMENT,
        },
    ),
    "social_post_daily": Shape(
        key=("post_id", "captured_date"),
        columns={
            "post_id": TEXT,
            "platform": TEXT,
            "post_type": TEXT,
            "topic": TEXT,
            "campaign": TEXT,
            "impressions": COUNT,
            "reach": COUNT,
            "views": COUNT,
            "likes": COUNT,
            "comments": COUNT,
            "shares": COUNT,
            "saves": COUNT,
            "link_clicks": COUNT,
            "interactions": COUNT,
            "interactions_with_impressions": COUNT,
            "interactions_with_reach": COUNT,
            "captured_date": DAY,
        },
    ),
    "social_comments": Shape(
        key=("comment_id",),
        columns={
            "comment_id": TEXT,
            "post_id": TEXT,
            "parent_comment_id": TEXT,
            "author_id": TEXT,
            "customer_id": TEXT,
            "platform": TEXT,
            "post_type": TEXT,
            "topic": TEXT,
            "campaign": TEXT,
            "sentiment": TEXT,
            "body_script": TEXT,
            "is_brand_reply": FLAG,
            "is_counted": FLAG,
            "is_answerable": FLAG,
            "is_answered": FLAG,
            "body_length": COUNT,
            "reply_minutes": MINUTES,
            "commented_at": MOMENT,
            "commented_date": DAY,
            "first_reply_at": MOMENT,
        },
    ),
    "social_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "posts": COUNT,
            "impressions": COUNT,
            "reach": COUNT,
            "views": COUNT,
            "likes": COUNT,
            "comments": COUNT,
            "shares": COUNT,
            "saves": COUNT,
            "link_clicks": COUNT,
            "post_interactions": COUNT,
            "interactions_with_impressions": COUNT,
            "interactions_with_reach": COUNT,
            "mentions": COUNT,
            "total_interactions": COUNT,
            "judged_comments": COUNT,
            "positive_comments": COUNT,
            "question_comments": COUNT,
            "negative_comments": COUNT,
            "answerable_comments": COUNT,
            "answered_comments": COUNT,
            "comment_reply_minutes": MINUTES_SUM,
            "answered_mentions": COUNT,
            "mention_reply_minutes": MINUTES_SUM,
            "followers": COUNT,
            "followers_previous": COUNT,
            "followers_change": COUNT,
            "engagement_rate_by_impressions": RATIO,
            "engagement_rate_by_reach": RATIO,
            "engagement_rate_by_followers": RATIO,
            "interactions_per_post": RATIO,
            "positive_comment_share": RATIO,
            "question_comment_share": RATIO,
            "negative_comment_share": RATIO,
            "comment_reply_rate": RATIO,
            "avg_comment_reply_minutes": RATIO,
            "mention_reply_rate": RATIO,
            "avg_mention_reply_minutes": RATIO,
            "follower_growth": RATIO,
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
