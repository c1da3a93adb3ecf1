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
WEIGHTED_SUM = pl.Decimal(38, 6)
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
    "search_keyword_rankings": Shape(
        key=("period_grain", "period_start", "query", "is_hidden"),
        columns={
            "period_grain": TEXT,
            "period_start": DAY,
            "query": TEXT,
            "keyword_group": TEXT,
            "is_hidden": FLAG,
            "is_watched": FLAG,
            "is_top10": FLAG,
            "is_complete": FLAG,
            "organic_clicks": COUNT,
            "organic_impressions": COUNT,
            "position_impressions": WEIGHTED_SUM,
            "ranked_impressions": COUNT,
            "organic_ctr": RATIO,
            "average_position": RATIO,
            "previous_average_position": RATIO,
            "position_change": RATIO,
        },
    ),
    "search_page_queries": Shape(
        key=("period_grain", "period_start", "page", "query", "is_hidden"),
        columns={
            "period_grain": TEXT,
            "period_start": DAY,
            "page": TEXT,
            "query": TEXT,
            "is_hidden": FLAG,
            "is_complete": FLAG,
            "organic_clicks": COUNT,
            "organic_impressions": COUNT,
            "position_impressions": WEIGHTED_SUM,
            "ranked_impressions": COUNT,
            "page_organic_clicks": COUNT,
            "organic_ctr": RATIO,
            "average_position": RATIO,
            "page_click_share": RATIO,
        },
    ),
    "search_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "organic_clicks": COUNT,
            "organic_impressions": COUNT,
            "position_impressions": WEIGHTED_SUM,
            "ranked_impressions": COUNT,
            "organic_clicks_change": COUNT,
            "organic_clicks_previous": COUNT,
            "top10_queries": COUNT,
            "organic_ctr": RATIO,
            "average_position": RATIO,
            "organic_click_growth": RATIO,
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
