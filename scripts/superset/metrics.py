"""The metrics of each dataset, as SQL that is null where it would be wrong.

A metrics table holds the same facts once per grain and dimension, and a person once per row. So a
metric asks first whether the rows that it is given may be added up: of one grain and one dimension,
and, where the catalog says that a part is not additive, of one period, of one value, or a single
row [people-anew]. Otherwise it is null.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.ask import BASIS
from scripts.published_copy import seed

PERIOD = "period_start"
GRAIN = "period_grain"
DIMENSION, VALUE = "dimension", "dimension_value"

FORMATS = {"count": ",d", "currency": ",.2f", "ratio": ",.2f", "score": ",.2f"}
OTHER_FORMAT = ",.1f"
# What a reader should see behind the name, because the number does not say it.
UNITS = {"percent": " (%)"}
ACRONYMS = {"nps", "csat", "ces", "clv", "ctr", "cta", "rfm"}


@dataclass(frozen=True)
class Metric:
    """A metric of a dataset."""

    name: str
    label: str
    description: str
    expression: str
    format: str
    unit: str
    # Whether it may be asked of several periods, and of several values of a dimension.
    over_periods: bool
    over_values: bool


def label(name: str, unit: str = "") -> str:
    """A name for people."""
    words = [word.upper() if word in ACRONYMS else word for word in name.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:] + UNITS.get(unit, "")


def one(*columns: str) -> str:
    """Whether all rows have the same value in each of these columns."""
    return " and ".join(f"min({column}) = max({column})" for column in columns)


def guarded(value: str, *columns: str) -> str:
    """A value, if all rows have the same one in each of these columns; otherwise null."""
    return f"case when {one(*columns)} then {value} end"


def quotient(numerator: str, denominator: str, scale: str = "1") -> str:
    """As the macro ratio."""
    factor = "" if scale == "1" else f"{scale} * "
    return f"{factor}cast({numerator} as double) / nullif(cast({denominator} as double), 0)"


@functools.cache
def additive_parts(flag: str) -> frozenset[tuple[str, str]]:
    """The parts of which the catalog says that they are additive in this way."""
    return frozenset(
        (row["mart"], row["part"]) for row in seed("metric_parts") if row[flag] == "true"
    )


def catalog_metrics(mart: str, columns: Sequence[str]) -> list[Metric]:
    """The metrics of a metrics table with these columns."""
    return [
        catalog_metric(row, BASIS in columns)
        for row in seed("metric_catalog")
        if row["mart"] == mart and row["is_built"] == "true"
    ]


def catalog_metric(row: dict[str, str], has_basis: bool) -> Metric:
    """A metric of the catalog."""
    parts = [(row["mart"], part) for part in (row["numerator"], row["denominator"]) if part]
    over_periods, over_values = (
        bool(parts) and additive_parts(flag).issuperset(parts)
        for flag in ("is_additive_over_periods", "is_additive_over_dimensions")
    )
    if not (over_periods or over_values):
        expression = f"case when count(*) = 1 then max({row['metric_id']}) end"
    else:
        sums = [f"sum({part})" for _, part in parts]
        value = sums[0] if len(sums) == 1 else quotient(*sums, row["scale"])
        columns = [GRAIN, DIMENSION]
        columns += [BASIS] * has_basis + [PERIOD] * (not over_periods) + [VALUE] * (not over_values)
        expression = guarded(value, *columns)
    return Metric(
        name=row["metric_id"],
        label=label(row["metric_id"], row["unit"]),
        description=description(row, over_periods, over_values),
        expression=expression,
        format=FORMATS.get(row["unit"], OTHER_FORMAT),
        unit=row["unit"],
        over_periods=over_periods,
        over_values=over_values,
    )


def description(row: dict[str, str], over_periods: bool, over_values: bool) -> str:
    """What a metric of the catalog means, and of which rows it may be asked."""
    text = "; ".join(text for text in (row["definition"], row["edge_rule"]) if text)
    if over_periods and over_values:
        return f"{text}."
    allowed = "one row"
    if over_periods:
        allowed = "one value of the dimension"
    elif over_values:
        allowed = "one period"
    return f"{text}. Of {allowed} at a time; of more it is null."


def counted(
    name: str, value: str, columns: Sequence[str], text: str, unit: str = "count"
) -> Metric:
    """A metric of a table that the catalog does not know; columns: which must have one value."""
    return Metric(
        name=name,
        label=label(name, unit),
        description=text,
        expression=guarded(value, *columns) if columns else value,
        format=FORMATS.get(unit, OTHER_FORMAT),
        unit=unit,
        over_periods=PERIOD not in columns,
        over_values=VALUE not in columns,
    )


# The metrics of the other tables on dashboards.
OTHER_METRICS = {
    "customers": [
        counted("customers", "count(*)", [], "Customers; each has one row."),
        counted("orders", "sum(orders)", [], "Completed orders of all time.", "count"),
        counted("net_revenue", "sum(net_revenue)", [],
                "Revenue of all time, less refunds.", "currency"),
        counted("net_revenue_per_customer", quotient("sum(net_revenue)", "count(*)"), [],
                "net_revenue over customers, those without an order included.", "currency"),
    ],
    "customer_engagement_monthly": [
        counted("customers", "count(*)", ["month_start"],
                "Customers of one month at a time; of more it is null."),
        counted("average_score", quotient("sum(score)", "count(score)"), ["month_start"],
                "Mean engagement score of the customers of one month.", "score"),
    ],
    "customer_cohort_retention": [
        counted("retention_rate",
                quotient("sum(retained_customers)", "sum(cohort_customers)", "100"),
                [BASIS, "month_offset"],
                "Customers still active so many months after their first; of several cohorts all "
                "their customers together.", "percent"),
        counted("cohort_customers", "sum(cohort_customers)", [BASIS, "month_offset"],
                "Customers who began in these months."),
    ],
    "web_funnel": [
        counted("sessions", "sum(sessions)", [GRAIN, "funnel", "step"],
                "Sessions that reached one step."),
        counted("funnel_rate", quotient("sum(sessions)", "sum(funnel_sessions)", "100"),
                [GRAIN, "funnel", "step"],
                "Sessions that reached one step, of those that reached the first.", "percent"),
    ],
    "survey_score_distribution": [
        counted("responses", "sum(responses)", [GRAIN, "survey_type"],
                "Answers with these scores, of one type of survey."),
    ],
    "engagement_revenue_lift": [
        counted("engaged_revenue_lift",
                "case when count(*) = 1 then max(difference_percent) "
                "filter (where verdict = 'shown') end", [],
                "How much more the fully engaged bought afterwards; of one row at a time, and null "
                "where it may not be said.", "percent"),
    ],
    "metric_scorecard": [
        counted("metrics", "count(*)", [GRAIN], "Metrics of one grain."),
    ],
    "metric_anomalies": [
        counted("anomalies", "count(*) filter (where is_anomaly)", [GRAIN],
                "Values out of the ordinary, of one grain."),
    ],
}
