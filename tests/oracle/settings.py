"""The vars of the project that decide a number, with the defaults of dbt_project.yml."""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from .project import exact, project

DECIDE_NO_NUMBER = {
    "sources": "as raw_files",
    "raw_files": "where the raw tables are read; every test brings its own",
    "raw_schema": "as raw_files",
    "raw_database": "as raw_files",
    "exchange_rates_file": "where the rates are read; tests/test_exchange_rates.py",
    "allowed_names": "whether a name of a file or column ends the build",
    "rejected_rows_max_percent": "whether rejected rows end the build",
    "rejected_rows_max_count": "as rejected_rows_max_percent",
    "rejected_rows_limits": "as rejected_rows_max_percent",
    "nulled_values_max_percent": "whether nulled values end the build",
    "nulled_values_max_count": "as nulled_values_max_percent",
    "nulled_values_limits": "as nulled_values_max_percent",
    "placeholder_key_rows": "which keys a warning names",
    "as_of_jump_days": "whether a far as-of date warns or ends the build",
    "max_calendar_years": "whether a long calendar ends the build",
    # Of a mart that the oracle does not compute (shapes.py).
    "lateness_limits": "raw_row_lateness",
}


def default(name: str) -> Any:
    """A field with the project's default."""
    return field(default_factory=lambda: exact(project()["vars"][name]))


@dataclass(frozen=True)
class Settings:
    """One company's choices; each field bears the name of the dbt var."""

    csv_delimiter: str = default("csv_delimiter")
    csv_quote: str = default("csv_quote")
    csv_encoding: str = default("csv_encoding")
    future_activity_days: int = default("future_activity_days")
    base_currency: str = default("base_currency")
    default_brand: str = default("default_brand")
    reporting_timezone: str = default("reporting_timezone")
    as_of_date: date | None = default("as_of_date")
    period_grains: tuple[str, ...] = default("period_grains")
    retention_period_grains: tuple[str, ...] = default("retention_period_grains")
    churn_basis: str = default("churn_basis")
    churn_days: int = default("churn_days")
    yearly_churn_days: int = default("yearly_churn_days")
    days_per_year: Decimal = default("days_per_year")
    frequent_buyer_months: int = default("frequent_buyer_months")
    small_sample_size: int = default("small_sample_size")
    session_gap_seconds: int = default("session_gap_seconds")
    refresh_seconds: int = default("refresh_seconds")
    long_session_hours: int = default("long_session_hours")
    engaged_session_seconds: Decimal = default("engaged_session_seconds")
    engaged_session_page_views: int = default("engaged_session_page_views")
    product_content_type: str = default("product_content_type")
    regular_opener_periods_before: int = default("regular_opener_periods_before")
    fully_engaged_share: Decimal = default("fully_engaged_share")
    fully_engaged_least_delivered: int = default("fully_engaged_least_delivered")
    top_position: Decimal = default("top_position")
    repeat_contact_hours: int = default("repeat_contact_hours")
    nps_promoter_from: Decimal = default("nps_promoter_from")
    nps_passive_from: Decimal = default("nps_passive_from")
    csat_positive_from: Decimal = default("csat_positive_from")
    benchmark_industry: str | None = default("benchmark_industry")
    detailed_answer_characters: int = default("detailed_answer_characters")
    detailed_answer_characters_without_spaces: int = default(
        "detailed_answer_characters_without_spaces"
    )
    spaceless_script_percent: Decimal = default("spaceless_script_percent")
    shared_identifiers: str = default("shared_identifiers")
    shared_identifier_max_customers: int = default("shared_identifier_max_customers")
    negative_stars_below: Decimal = default("negative_stars_below")
    positive_stars_from: Decimal = default("positive_stars_from")
    engagement_window_months: int = default("engagement_window_months")
    new_customer_days: int = default("new_customer_days")
    backtest_days: int = default("backtest_days")
    lift_windows: tuple[int, ...] = default("lift_windows")
    lift_placebo_days: int = default("lift_placebo_days")
    lift_history_days: int = default("lift_history_days")
    lift_least_customers: int = default("lift_least_customers")
    lift_least_kept_percent: Decimal = default("lift_least_kept_percent")
    lift_largest_gap: Decimal = default("lift_largest_gap")
    experiment_windows: tuple[int, ...] = default("experiment_windows")
    health_full_ticket_load: int = default("health_full_ticket_load")
    survey_scales: dict[str, dict[str, Any]] = default("survey_scales")
    push_return_hours: int = default("push_return_hours")
    follower_count_max_age_days: int = default("follower_count_max_age_days")
    abandoned_cart_hours: int = default("abandoned_cart_hours")
    absence_days: int = default("absence_days")
    churn_risk_order_days: int = default("churn_risk_order_days")
    churn_risk_least_gap: int = default("churn_risk_least_gap")
    loyal_customer_orders: int = default("loyal_customer_orders")
    near_target_percent: Decimal = default("near_target_percent")
    before_after_weeks: int = default("before_after_weeks")
    anomaly_expected_weeks: int = default("anomaly_expected_weeks")
    anomaly_expected_least: int = default("anomaly_expected_least")
    anomaly_history: dict[str, dict[str, int]] = default("anomaly_history")
    anomaly_spreads: Decimal = default("anomaly_spreads")
    anomaly_irregular_share: Decimal = default("anomaly_irregular_share")

    def as_dbt_vars(self) -> dict[str, Any]:
        """The same choices as a dictionary that `dbt --vars` takes once it is written as JSON."""
        return {one.name: as_json(getattr(self, one.name)) for one in fields(self)}


def as_json(value: Any) -> Any:
    """A choice as JSON can tell it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
