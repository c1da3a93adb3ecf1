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
MINUTES = pl.Decimal(28, 10)

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
    "app_installs": Shape(
        key=("install_id",),
        columns={
            "install_id": TEXT,
            "device_id": TEXT,
            "customer_id": TEXT,
            "platform": TEXT,
            "app_version": TEXT,
            "country": TEXT,
            "acquisition_source": TEXT,
            "is_reinstall": FLAG,
            "is_day1_retained": FLAG,
            "is_day7_retained": FLAG,
            "is_day30_retained": FLAG,
            "installed_at": MOMENT,
            "installed_date": DAY,
            "uninstalled_at": MOMENT,
            "uninstalled_date": DAY,
        },
    ),
    "app_sessions": Shape(
        key=("app_session_id",),
        columns={
            "app_session_id": TEXT,
            "device_id": TEXT,
            "customer_id": TEXT,
            "install_id": TEXT,
            "platform": TEXT,
            "app_version": TEXT,
            "country": TEXT,
            "acquisition_source": TEXT,
            "screens": COUNT,
            "foreground_seconds": AMOUNT,
            "usage_seconds": AMOUNT,
            "started_at": MOMENT,
            "started_date": DAY,
            "ended_at": MOMENT,
        },
    ),
    "app_ratings": Shape(
        key=("rating_id",),
        columns={
            "rating_id": TEXT,
            "customer_id": TEXT,
            "platform": TEXT,
            "app_version": TEXT,
            "country": TEXT,
            "stars": COUNT,
            "body_length": COUNT,
            "rated_at": MOMENT,
            "rated_date": DAY,
        },
    ),
    "app_metrics": Shape(
        key=CELL,
        columns={
            **CELL_COLUMNS,
            "is_complete": FLAG,
            "installs": COUNT,
            "day1_eligible_installs": COUNT,
            "day1_retained_installs": COUNT,
            "day7_eligible_installs": COUNT,
            "day7_retained_installs": COUNT,
            "day30_eligible_installs": COUNT,
            "day30_retained_installs": COUNT,
            "uninstalls": COUNT,
            "app_active_users": COUNT,
            "app_sessions": COUNT,
            "app_minutes": MINUTES,
            "app_ratings": COUNT,
            "app_rating_stars": COUNT,
            "push_delivered": COUNT,
            "push_opened": COUNT,
            "push_returned": COUNT,
            "app_minutes_per_user": RATIO,
            "app_sessions_per_user": RATIO,
            "avg_app_rating": RATIO,
            "push_open_rate": RATIO,
            "push_return_rate": RATIO,
            "install_day1_retention": RATIO,
            "install_day7_retention": RATIO,
            "install_day30_retention": RATIO,
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
