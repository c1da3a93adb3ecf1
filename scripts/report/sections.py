"""What stands on the page: its sections, their metrics tables, and the panels of each.

A panel is one of: `lines` (metrics of one unit over time), `cut` (a metric by the values of a
dimension in the chosen period, with others beside it), `steps` (parts of one table, each a part of
the one before), `picture` (rows of scripts/report/pictures.py, drawn as `chart` says). Titles are
keys of texts.json.
"""

from typing import Any


def lines(title: str, *metrics: str, reference: str = "") -> dict[str, Any]:
    """Metrics over time. reference: a metric that is a distance to a benchmark, shown as a line."""
    return {"kind": "lines", "title": title, "metrics": list(metrics), "reference": reference}


def cut(title: str, dimension: str, *metrics: str) -> dict[str, Any]:
    """The first metric by a dimension as bars, the others beside it in the table."""
    return {"kind": "cut", "title": title, "dimension": dimension, "metrics": list(metrics)}


def steps(title: str, mart: str, *parts: str) -> dict[str, Any]:
    """Parts of a table of which each holds the next."""
    return {"kind": "steps", "title": title, "mart": mart, "parts": list(parts)}


def picture(name: str, chart: str) -> dict[str, Any]:
    """Rows of a query of their own."""
    return {"kind": "picture", "title": name, "picture": name, "chart": chart}


# Section: its metrics tables, and its panels. The first metric of the first panel leads.
SECTIONS: dict[str, tuple[list[str], list[dict[str, Any]]]] = {
    "web": (
        ["web_metrics", "web_content_metrics"],
        [
            lines("visits", "sessions", "visitors"),
            cut("sources", "channel_group", "sessions", "session_conversion_rate", "bounce_rate"),
            cut("landing_pages", "landing_page", "sessions", "session_conversion_rate",
                "bounce_rate"),
            picture("funnel", "funnel"),
            cut("content_league", "page_path", "content_page_views", "avg_time_on_page_seconds",
                "exit_rate", "content_leads"),
        ],
    ),
    "search": (
        ["search_metrics"],
        [
            lines("search_clicks", "organic_clicks"),
            lines("search_position", "average_position"),
            picture("words", "league"),
            cut("search_devices", "device", "organic_clicks", "organic_ctr", "average_position"),
        ],
    ),
    "commerce": (
        ["commerce_metrics", "customer_value_metrics", "customer_retention"],
        [
            lines("revenue", "gross_revenue", "net_revenue"),
            cut("sales_channels", "sales_channel", "net_revenue", "orders", "average_order_value"),
            picture("cohorts", "heat"),
            lines("retention", "retained_customer_rate", "customer_retention_rate"),
            lines("value", "clv_historical", "clv_annual"),
        ],
    ),
    "email": (
        ["email_metrics"],
        [
            lines("mail_rates", "open_rate", "click_rate", "click_to_open_rate"),
            steps("mail_funnel", "email_metrics", "emails_sent", "emails_delivered",
                  "opened_emails", "clicked_emails"),
            cut("mail_types", "email_type", "emails_delivered", "open_rate", "click_rate",
                "unsubscribe_rate"),
            picture("campaigns", "league"),
        ],
    ),
    "social": (
        ["social_metrics"],
        [
            lines("interactions", "total_interactions"),
            cut("platforms", "platform", "total_interactions", "posts",
                "engagement_rate_by_impressions"),
            picture("posts", "league"),
            picture("post_reading", "growth"),
            lines("sentiment", "positive_comment_share", "negative_comment_share"),
        ],
    ),
    "app": (
        ["app_metrics"],
        [
            lines("app_use", "app_active_users", "app_sessions"),
            lines("app_retention", "install_day1_retention", "install_day7_retention",
                  "install_day30_retention"),
            cut("app_platforms", "platform", "app_active_users", "app_minutes_per_user",
                "avg_app_rating"),
            lines("push", "push_open_rate", "push_return_rate"),
        ],
    ),
    "live_events": (
        ["live_event_metrics"],
        [
            lines("attendance", "registrations", "check_ins"),
            picture("events", "pairs"),
            lines("attendance_rate", "attendance_rate", "feedback_response_rate"),
            cut("formats", "format", "check_ins", "attendance_rate", "event_satisfaction"),
        ],
    ),
    "support": (
        ["support_metrics"],
        [
            lines("first_response", "avg_first_response_minutes", "median_first_response_minutes"),
            lines("tickets", "tickets", "tickets_solved"),
            cut("support_channels", "support_channel", "tickets", "resolution_rate",
                "avg_first_response_minutes", "median_first_response_minutes"),
            lines("resolution", "resolution_rate", "one_touch_rate", "reopen_rate"),
        ],
    ),
    "surveys": (
        ["survey_metrics"],
        [
            lines("nps_trend", "nps"),
            picture("nps_scores", "scores"),
            lines("csat_trend", "csat", reference="csat_gap_to_benchmark"),
            cut("survey_channels", "survey_channel", "survey_response_rate", "nps", "csat"),
        ],
    ),
    "customers": (
        ["engagement_metrics"],
        [
            lines("active_people", "active_people", "new_active_people"),
            picture("levels", "shares"),
            picture("backtest", "deciles"),
            picture("backtest_months", "table"),
            picture("segments", "segments"),
            picture("lift", "intervals"),
            picture("experiments", "intervals"),
            picture("triggers", "kinds"),
        ],
    ),
    "quality": (
        [],
        [
            picture("coverage", "shares"),
            picture("conflicts", "kinds"),
            picture("facts", "table"),
            picture("lateness", "shares"),
            picture("lateness_months", "shares"),
            picture("rejects", "shares"),
            picture("faults", "table"),
            picture("changed_vars", "table"),
        ],
    ),
}

# Of each metrics table the metric that stands for it on the first page where no target does.
LEADING = [
    "net_revenue", "active_people", "visitors", "organic_clicks", "open_rate",
    "total_interactions", "app_active_users", "check_ins", "avg_first_response_minutes", "nps",
    "retained_customer_rate", "clv_historical", "content_page_views",
]
