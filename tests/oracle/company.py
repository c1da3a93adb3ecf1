"""A whole company: from a folder of raw files to every mart, with the audit of the raw rows."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import localcontext
from pathlib import Path
from typing import Any

import polars as pl

from . import (
    anomalies,
    app,
    customers,
    email,
    engagement,
    experiments,
    lift,
    live_events,
    people,
    scorecard,
    search,
    social,
    support,
    surveys,
    triggers,
    web,
)
from .activity import Activities
from .commerce import commerce_marts
from .facts import Commerce, build_commerce
from .metric_values import metric_values
from .periods import period_start, period_starts
from .raw_layer import Fault, StagedTable, activity_days, latest_activity, stage_tables
from .reference import ExchangeRates, age_groups, read_seed
from .settings import Settings
from .shapes import AUDIT, MARTS

DIGITS_OF_MONEY = 60
# The other channels: modules with a function marts(staged, commerce, reference_dir).
CHANNELS = (web, social, app, surveys, live_events, support, search, email)


def compute(raw_dir: Path, reference_dir: Path, settings: Settings) -> dict[str, pl.DataFrame]:
    """Every mart by its name, and rejected_rows, nulled_values, row_counts, as_of and persons."""
    with localcontext(prec=DIGITS_OF_MONEY):
        staged = stage_tables(Path(raw_dir), settings)
        as_of = settings.as_of_date or latest_activity(staged, settings.reporting_timezone)
        commerce = build_commerce(
            staged,
            ExchangeRates(
                read_seed(Path(reference_dir) / "exchange_rates.csv"), settings.base_currency
            ),
            age_groups(read_seed(Path(reference_dir) / "age_groups.csv")),
            as_of or date.min,
            settings,
        )
        facts = {
            **commerce_marts(commerce),
            **channel_marts(staged, commerce, Path(reference_dir)),
        }
        rows = {
            **facts,
            **customers_marts(staged, commerce, Path(reference_dir), facts),
            **audit(staged, commerce.unconverted),
            "dates": calendar(activity_days(staged, settings.reporting_timezone), as_of),
            "as_of": [{"as_of_date": as_of}],
        }
    shapes = {**MARTS, **AUDIT}
    frames = {name: shapes[name].frame(rows_here) for name, rows_here in rows.items()}
    frames["metric_values"] = metric_values(frames, settings)
    totals = scorecard.Totals(frames["metric_values"], Path(reference_dir), settings)
    judged = {**scorecard.marts(totals), **anomalies.marts(totals)}
    return frames | {name: shapes[name].frame(rows_here) for name, rows_here in judged.items()}


def calendar(days_of_activity: list[date], as_of: date | None) -> list[dict[str, Any]]:
    """The mart dates: whole years, from that of the first activity to that of the as-of date."""
    if not days_of_activity:
        return []
    first, last = date(min(days_of_activity).year, 1, 1), date(as_of.year, 12, 31)
    return [
        {
            "date_day": day,
            **{
                f"{grain}_start": period_start(day, grain)
                for grain in ("week", "month", "quarter", "year")
            },
            "iso_year": day.isocalendar().year,
            "iso_week": day.isocalendar().week,
            "calendar_year": day.year,
            "quarter_number": (day.month + 2) // 3,
            "month_number": day.month,
            "day_of_month": day.day,
            "weekday_number": day.isoweekday(),
            "weekday": email.WEEKDAYS[day.weekday()],
            "is_weekend": day.isoweekday() > 5,
            "is_complete": day <= as_of,
        }
        for day in period_starts(first, last, "day")
    ]


def channel_marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The marts of the other channels; commerce tells the customers' attributes and the vars."""
    return {
        mart: rows
        for channel in CHANNELS
        for mart, rows in channel.marts(staged, commerce, reference_dir).items()
    }


def customers_marts(
    staged: dict[str, StagedTable],
    commerce: Commerce,
    reference_dir: Path,
    marts_of_channels: dict[str, list[dict[str, Any]]],
) -> dict[str, list[dict[str, Any]]]:
    """The marts that join the channels."""
    who, facts = people.build(staged, commerce, reference_dir, marts_of_channels)
    rows = people.marts(who, facts, Activities(staged, commerce), commerce, reference_dir)
    across = engagement.Engagement(commerce, who, rows["person_activity"], reference_dir)
    scores = engagement.scores(across)
    rows |= engagement.marts(across, scores) | lift.marts(across, scores)
    rows |= experiments.marts(across, staged, reference_dir)
    record = customers.Customers(
        engagement=across,
        scores=rows["customer_engagement_monthly"],
        responses=marts_of_channels["survey_responses"],
        tickets=marts_of_channels["support_tickets"],
        reference_dir=reference_dir,
    )
    rows["customers"] = list(customers.customer_rows(record))
    reasons = triggers.Company(
        staged,
        commerce,
        who,
        facts,
        timeline=rows["customer_timeline"],
        segments={row["customer_id"]: row["rfm_segment"] for row in rows["customers"]},
        reference_dir=reference_dir,
    )
    return {**rows, "customer_triggers": list(triggers.rows(reasons))}


def audit(
    staged: dict[str, StagedTable], unconverted: list[Fault]
) -> dict[str, list[dict[str, Any]]]:
    """What became of the raw rows; a row set aside by the conversion is a rejected one."""
    rejected = [fault for table in staged.values() for fault in table.rejected] + unconverted
    nulled = [fault for table in staged.values() for fault in table.nulled]
    return {
        "rejected_rows": [asdict(fault) for fault in rejected],
        "nulled_values": [asdict(fault) for fault in nulled],
        "row_counts": [row_counts(table, unconverted) for table in staged.values()],
    }


def row_counts(staged_table: StagedTable, unconverted: list[Fault]) -> dict[str, Any]:
    """raw = kept + rejected + superseded + deleted, each row in exactly one."""
    counts = Counter(staged_table.counts)
    name = staged_table.table.name
    at_conversion = sum(fault.raw_table == name for fault in unconverted)
    counts.update(kept=-at_conversion, rejected=at_conversion)
    return {"raw_table": name, **counts, "rejected_at_conversion": at_conversion}
