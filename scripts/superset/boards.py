"""What the dashboards show: one per channel, one of customers, one of all.

A chart names metrics of one table. By itself it reads complete months of the total, so that it is
right without a filter. What a chart may ask is checked when the files are made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.published_copy import seed
from scripts.reference import read_yaml
from scripts.superset.metrics import DIMENSION, GRAIN, PERIOD, VALUE, label
from scripts.warehouse import PROJECT_ROOT

TOTAL = "all"
MONTH = "month"
LINE, AREA, BAR = "echarts_timeseries_line", "echarts_area", "echarts_timeseries_bar"
# Of twelve columns.
WHOLE, HALF, QUARTER = 12, 6, 3


@dataclass(frozen=True)
class Filter:
    """A condition of a chart: a column has a value, is true, or is not null."""

    column: str
    operator: str
    value: str | None = None


def is_(column: str, value: str) -> Filter:
    """The column has this value."""
    return Filter(column, "==", value)


def is_true(column: str) -> Filter:
    """The column, a boolean, is true."""
    return Filter(column, "IS TRUE")


def is_known(column: str) -> Filter:
    """The column is not null."""
    return Filter(column, "IS NOT NULL")


@dataclass(frozen=True)
class Chart:
    """A chart. Its columns: x along the axis, by as one series each."""

    title: str
    kind: str
    table: str
    metrics: tuple[str, ...] = ()
    x: str | None = None
    by: str | None = None
    filters: tuple[Filter, ...] = ()
    columns: tuple[str, ...] = ()
    # What only this chart sets.
    options: dict[str, Any] = field(default_factory=dict, hash=False)
    width: int = HALF

    @property
    def slug(self) -> str:
        """Its name for files."""
        words = re.sub(r"[^a-z0-9]+", "_", self.title.lower()).strip("_")
        return f"{self.table.removesuffix('_metrics')}__{words}"


@dataclass(frozen=True)
class Board:
    """A dashboard: its charts from the top left to the bottom right."""

    slug: str
    title: str
    charts: list[Chart]


def mart_of(metric: str) -> str:
    """The metrics table of a metric of the catalog."""
    [mart] = [row["mart"] for row in seed("metric_catalog") if row["metric_id"] == metric]
    return mart


def months_of(mart: str, dimension: str = TOTAL) -> tuple[Filter, ...]:
    """The complete months of one cut of a metrics table."""
    filters = (is_(GRAIN, MONTH), is_(DIMENSION, dimension), is_true("is_complete"))
    if mart == "customer_retention":
        basis = read_yaml(PROJECT_ROOT / "dbt_project.yml")["vars"]["churn_basis"]
        filters += (is_("basis", basis),)
    return filters


def number(metric: str) -> Chart:
    """The last complete month, large, over the line of all months."""
    mart = mart_of(metric)
    [unit] = [row["unit"] for row in seed("metric_catalog") if row["metric_id"] == metric]
    return Chart(
        label(metric, unit), "big_number", mart, (metric,), x=PERIOD, filters=months_of(mart),
        width=QUARTER,
    )


def lines(
    title: str, *metrics: str, by: str | None = None, kind: str = LINE, **options: Any
) -> Chart:
    """Months of one or more metrics of one table, or of one by a dimension."""
    mart = mart_of(metrics[0])
    return Chart(
        title, kind, mart, metrics, x=PERIOD,
        by=VALUE if by else None, filters=months_of(mart, by or TOTAL), options=options,
    )


def bars(title: str, metric: str, by: str, **options: Any) -> Chart:
    """All complete months together, by the values of a dimension."""
    mart = mart_of(metric)
    return Chart(
        title, BAR, mart, (metric,), x=VALUE, filters=months_of(mart, by),
        options=options,
    )


def all_metrics(mart: str) -> Chart:
    """Every metric of a metrics table by month, the newest first."""
    metrics = tuple(
        row["metric_id"] for row in seed("metric_catalog")
        if row["mart"] == mart and row["is_built"] == "true"
    )
    return Chart(
        f"{label(mart)} by month", "pivot_table_v2", mart, metrics, x=PERIOD,
        filters=months_of(mart), width=WHOLE,
    )


def boards() -> list[Board]:
    """The dashboards, the overview first."""
    return [Board("overview", "Overview", list(overview())), *CHANNEL_BOARDS]


def overview() -> Iterator[Chart]:
    """One number per channel, the scorecard, and what is out of the ordinary."""
    for metric in (
        "net_revenue", "sessions", "open_rate", "active_people",
        "organic_clicks", "total_interactions", "app_active_users", "nps",
    ):
        yield number(metric)
    yield Chart(
        "Scorecard of the last complete month", "table", "metric_scorecard",
        columns=("metric_id", "owner", "unit", "value", "previous_value", "change_percent",
                 "year_ago_value", "target", "target_gap", "status", "is_small_sample"),
        filters=(is_(GRAIN, MONTH),),
        # Those with a target come first.
        options={"order_by_cols": ['["status", true]', '["owner", true]', '["metric_id", true]']},
        width=WHOLE,
    )
    yield Chart(
        "Days and weeks out of the ordinary", "table", "metric_anomalies",
        columns=("period_start", "period_grain", "metric_id", "value", "expected", "side",
                 "calendar_mark"),
        filters=(is_true("is_anomaly"),),
        options={"order_by_cols": ['["period_start", false]', '["metric_id", true]']},
        width=WHOLE,
    )


CHANNEL_BOARDS = [
    Board("web", "Web", [
        number("sessions"), number("visitors"), number("engagement_rate"),
        number("session_conversion_rate"),
        lines("Sessions by channel group", "sessions", by="channel_group"),
        lines("Engagement and bounces", "engagement_rate", "bounce_rate"),
        bars("Conversion rate by device", "session_conversion_rate", "device_type"),
        bars("Page views by page", "content_page_views", "page_path"),
        Chart(
            "Funnels, all months together", BAR, "web_funnel", ("sessions",),
            x="funnel_step",
            filters=(is_(GRAIN, MONTH), is_true("is_complete")),
            options={"x_axis_sort": "funnel_step", "x_axis_sort_asc": False},
            width=WHOLE,
        ),
        all_metrics("web_metrics"), all_metrics("web_content_metrics"),
    ]),
    Board("search", "Search", [
        number("organic_clicks"), number("organic_impressions"), number("organic_ctr"),
        number("average_position"),
        lines("Clicks from search", "organic_clicks"),
        lines("Queries among the first ten", "top10_queries"),
        bars("Clicks by country", "organic_clicks", "country"),
        bars("Click rate by device", "organic_ctr", "device"),
        all_metrics("search_metrics"),
    ]),
    Board("commerce", "Commerce", [
        number("net_revenue"), number("orders"), number("average_order_value"),
        number("repeat_purchase_rate"),
        lines("Revenue", "gross_revenue", "net_revenue", "refunded_amount", y_axis_format=",d"),
        lines("Buyers by segment", "buyers", by="customer_segment"),
        bars("Gross revenue by country", "gross_revenue", "country", y_axis_format=",d"),
        bars("Average order value by sales channel", "average_order_value", "sales_channel"),
        all_metrics("commerce_metrics"),
    ]),
    Board("email", "Email", [
        number("emails_delivered"), number("open_rate"), number("click_rate"),
        number("unsubscribe_rate"),
        lines("Open and click rate", "open_rate", "click_rate"),
        lines("Delivered by type", "emails_delivered", by="email_type", kind=AREA),
        bars("Open rate by weekday", "open_rate", "send_weekday"),
        bars("Click rate by segment", "click_rate", "customer_segment"),
        all_metrics("email_metrics"),
    ]),
    Board("social", "Social media", [
        number("impressions"), number("total_interactions"),
        number("engagement_rate_by_impressions"), number("comment_reply_rate"),
        lines("Interactions by platform", "total_interactions", by="platform"),
        lines("What comments say", "positive_comment_share", "question_comment_share",
              "negative_comment_share"),
        bars("Interactions by topic", "total_interactions", "topic"),
        bars("Engagement rate by type of post", "engagement_rate_by_impressions", "post_type"),
        all_metrics("social_metrics"),
    ]),
    Board("app", "App", [
        number("app_active_users"), number("app_sessions"), number("avg_app_rating"),
        number("push_open_rate"),
        lines("Installs and uninstalls", "installs", "uninstalls"),
        lines("Still there after 1, 7 and 30 days", "install_day1_retention",
              "install_day7_retention", "install_day30_retention"),
        lines("Active users by platform", "app_active_users", by="platform"),
        bars("App sessions by version", "app_sessions", "app_version"),
        all_metrics("app_metrics"),
    ]),
    Board("live_events", "Live events", [
        number("registrations"), number("check_ins"), number("attendance_rate"),
        number("event_satisfaction"),
        lines("Registrations, check-ins and no-shows", "registrations", "check_ins", "no_shows"),
        lines("Registrations by format", "registrations", by="format", kind=BAR),
        bars("Registrations by topic", "registrations", "topic"),
        bars("Attendance rate by format", "attendance_rate", "format"),
        all_metrics("live_event_metrics"),
    ]),
    Board("support", "Support", [
        number("tickets"), number("resolution_rate"), number("median_first_response_minutes"),
        number("one_touch_rate"),
        lines("Tickets by channel", "tickets", by="support_channel", kind=AREA),
        lines("Opened and solved", "tickets", "tickets_solved"),
        bars("Resolution rate by priority", "resolution_rate", "priority"),
        bars("Hours to resolution by channel", "avg_resolution_hours", "support_channel"),
        all_metrics("support_metrics"),
    ]),
    Board("surveys", "Surveys", [
        number("nps"), number("csat"), number("ces"), number("survey_response_rate"),
        lines("Promoters, passives and detractors", "promoter_share", "passive_share",
              "detractor_share"),
        lines("Satisfied customers", "csat"),
        bars("NPS by country", "nps", "country"),
        Chart(
            "NPS answers by score, all months together", BAR, "survey_score_distribution",
            ("responses",), x="score",
            filters=(is_(GRAIN, MONTH), is_("survey_type", "nps")),
            options={"orientation": "vertical", "x_axis_sort": "score"},
        ),
        all_metrics("survey_metrics"),
    ]),
    Board("customers", "Customers", [
        number("active_people"), number("customer_retention_rate"), number("clv_annual"),
        number("participation_rate"),
        lines("New, returning and reactivated people", "active_people",
              "new_active_people", "returning_active_people", "reactivated_people"),
        Chart(
            "Levels of engagement", BAR, "customer_engagement_monthly",
            ("customers",), x="month_start", by="engagement_level", options={"stack": "Stack"},
        ),
        Chart(
            "Buyers of all time by RFM segment", BAR, "customers", ("customers",),
            x="rfm_segment", filters=(is_known("rfm_segment"),),
        ),
        Chart(
            "Net revenue per customer by country", BAR, "customers",
            ("net_revenue_per_customer",), x="country",
        ),
        Chart(
            "Who is still there, by months since the first", "heatmap_v2",
            "customer_cohort_retention", ("retention_rate",), x="month_offset", by="cohort",
            filters=(is_("basis", "orders"), is_true("is_complete")), width=WHOLE,
        ),
        Chart(
            "Does engagement pay? See docs/lift.md", "table", "engagement_revenue_lift",
            columns=("outcome", "window_days", "compared_with", "method", "verdict",
                     "engaged_cases", "counterpart_cases", "shown_difference_percent",
                     "shown_difference_lower", "shown_difference_upper"),
            options={"order_by_cols": ['["outcome", true]', '["window_days", true]',
                                       '["compared_with", true]', '["method", true]']},
            width=WHOLE,
        ),
        all_metrics("engagement_metrics"), all_metrics("customer_retention"),
        all_metrics("customer_value_metrics"),
    ]),
]
