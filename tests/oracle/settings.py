"""The vars of the project that the oracle knows, with the project's defaults."""

from dataclasses import dataclass
from datetime import date

METRIC_GRAINS = ("day", "week", "month")
RETENTION_GRAINS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Settings:
    """One company's choices; each field bears the name of the dbt var.

    The thresholds of rejected rows and placeholder keys decide only whether a build fails or
    warns. They are carried along for the build under comparison and change no number here.
    """

    base_currency: str = "EUR"
    reporting_timezone: str = "UTC"
    as_of_date: date | None = None
    churn_basis: str = "orders"
    churn_days: int = 90
    frequent_buyer_months: int = 3
    regular_opener_periods_before: int = 3
    fully_engaged_share: float = 0.8
    fully_engaged_least_delivered: int = 2
    top_position: int = 10
    repeat_contact_hours: int = 168
    follower_count_max_age_days: int = 31
    default_brand: str = "default"
    push_return_hours: int = 24
    rejected_rows_max_percent: int = 5
    rejected_rows_max_count: int = 10
    placeholder_key_rows: int = 10
    csv_delimiter: str = ","
    csv_quote: str = '"'
    csv_encoding: str = "utf-8"
    session_gap_seconds: int = 1800
    refresh_seconds: int = 10
    long_session_hours: int = 24
    engaged_session_seconds: int = 10
    engaged_session_page_views: int = 2
    product_content_type: str = "product"
    nps_promoter_from: int = 9
    nps_passive_from: int = 7
    csat_positive_from: int = 4
    benchmark_industry: str = "online_retail"
    detailed_answer_characters: int = 40
    detailed_answer_characters_without_spaces: int = 15
    spaceless_script_percent: int = 50
    shared_identifiers: str = "nobody"
    shared_identifier_max_customers: int = 5

    def as_dbt_vars(self) -> dict[str, str | int | float | None]:
        """The same choices as a dictionary that `dbt --vars` takes once it is written as JSON."""
        values = dict(vars(self))
        values["as_of_date"] = self.as_of_date.isoformat() if self.as_of_date else None
        return values
