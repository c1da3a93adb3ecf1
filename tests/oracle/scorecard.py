"""How the metrics stand, and what a mark of the calendar changed.

From docs/definitions.md, How do we stand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from .facts import ALL
from .metric_values import CATALOG
from .periods import add_months, period_start
from .reference import read_seed
from .settings import Settings

GRAINS = ("day", "week", "month")
YEAR = timedelta(days=364)
ONE_DAY = timedelta(days=1)
UNITS_OF_POINTS = ("percent", "score")
# A value at the edge of near or missed is judged by so many decimals.
PLACES = 9

Line = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """A row of calendar_marks, and the days that it marks."""

    name: str
    first_day: date
    last_day: date
    kind: str | None

    def meets(self, first_day: date, last_day: date) -> bool:
        """Whether it shares a day with those from one to another."""
        return self.first_day <= last_day and first_day <= self.last_day


def names_of(marks: Iterable[Mark]) -> str | None:
    """The names of marks, in order; None without one."""
    ordered = sorted(marks, key=lambda mark: (mark.first_day, mark.name))
    return ", ".join(mark.name for mark in ordered) or None


@dataclass(frozen=True)
class Totals:
    """The rows of metric_values of the dimension 'all', the catalog and the seeds beside it."""

    values: pl.DataFrame
    reference_dir: Path
    settings: Settings

    @cached_property
    def catalog(self) -> dict[str, Line]:
        """The built metrics."""
        return {row["metric_id"]: row for row in read_seed(CATALOG)}

    @cached_property
    def rows(self) -> dict[tuple[str, str], dict[date, Line]]:
        """The rows of each metric and grain, by the first day of their period."""
        rows: dict[tuple[str, str], dict[date, Line]] = defaultdict(dict)
        for row in self.values.filter(pl.col("dimension") == ALL).iter_rows(named=True):
            rows[row["metric_id"], row["period_grain"]][row["period_start"]] = row
        return rows

    def seed(self, name: str) -> list[Line]:
        """The rows of a reference seed; examples are those of the demo, which has its own seeds."""
        rows = read_seed(self.reference_dir / f"{name}.csv")
        is_demo = self.reference_dir == CATALOG.parent
        return [row for row in rows if is_demo or row.get("is_example") != "true"]

    @cached_property
    def marks(self) -> list[Mark]:
        """The marks of the calendar."""
        return [
            Mark(
                row["name"],
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"] or row["first_day"]),
                row["kind"] or None,
            )
            for row in self.seed("calendar_marks")
        ]

    def percent(self, metric_id: str, change: float | None, before: float | None) -> float | None:
        """A change in percent of what it is compared with [change-percent]."""
        is_of_points = self.catalog[metric_id]["unit"] in UNITS_OF_POINTS
        if is_of_points or change is None or before is None or before <= 0:
            return None
        return 100 * change / before


def less(value: float | None, other: float | None) -> float | None:
    """The difference of two values; None where one is unknown."""
    return None if value is None or other is None else value - other


# --- metric_scorecard ------------------------------------------------------------------------


def scorecard_rows(totals: Totals) -> Iterator[Line]:
    """The rows of metric_scorecard."""
    owners = {row["mart"]: row["owner"] for row in totals.seed("metric_owners")}
    for (metric_id, grain), rows in totals.rows.items():
        complete = [start for start, row in rows.items() if row["is_complete"]]
        if grain not in GRAINS or not complete:
            continue
        row, metric = rows[max(complete)], totals.catalog[metric_id]
        start = row["period_start"]
        previous = value_of(totals, metric_id, grain, period_start(start - ONE_DAY, grain))
        day_a_year_ago = add_months(start, -12) if grain == "month" else start - YEAR
        year_ago = value_of(totals, metric_id, grain, day_a_year_ago)
        change, year_ago_change = less(row["value"], previous), less(row["value"], year_ago)
        target = target_of(totals, metric_id, grain, start)
        benchmark = max(
            (one for one in totals.seed("metric_benchmarks") if one["metric_id"] == metric_id),
            key=lambda one: int(one["year"]),
            default=None,
        )
        figure = float(benchmark["benchmark"]) if benchmark else None
        yield {
            "metric_id": metric_id,
            "period_grain": grain,
            "period_start": start,
            "unit": metric["unit"],
            "direction": metric["direction"],
            "owner": owners.get(metric["mart"]) or None,
            **{name: row[name] for name in ("value", "numerator", "denominator")},
            "is_small_sample": row["is_small_sample"],
            "previous_value": previous,
            "change": change,
            "change_percent": totals.percent(metric_id, change, previous),
            "year_ago_value": year_ago,
            "year_ago_change": year_ago_change,
            "year_ago_change_percent": totals.percent(metric_id, year_ago_change, year_ago),
            "target": target,
            "target_gap": less(row["value"], target),
            "status": status(row, metric["direction"], target, totals.settings),
            "benchmark": figure,
            "benchmark_year": int(benchmark["year"]) if benchmark else None,
            "benchmark_source": benchmark["source"] or None if benchmark else None,
            "benchmark_gap": less(row["value"], figure),
        }


def value_of(totals: Totals, metric_id: str, grain: str, start: date) -> float | None:
    """The value of a period; null where it began before the first day of the metric."""
    first_day = min(totals.rows.get((metric_id, "day"), {}), default=date.min)
    row = totals.rows[metric_id, grain].get(start)
    return row["value"] if row and start >= first_day else None


def target_of(totals: Totals, metric_id: str, grain: str, start: date) -> float | None:
    """The target of a period."""
    targets = {
        row["valid_from"]: row["target"]
        for row in totals.seed("metric_targets")
        if (row["metric_id"], row["period_grain"]) == (metric_id, grain)
        and date.fromisoformat(row["valid_from"]) <= start
    }
    target = targets[max(targets)] if targets else ""
    return float(target) if target else None


def status(row: Line, direction: str, target: float | None, settings: Settings) -> str:
    """How a value stands to its target [metric-status]."""
    if row["value"] is None:
        return "no_value"
    if row["is_small_sample"]:
        return "small_sample"
    if target is None or direction == "neutral":
        return "no_target"
    shortfall = target - row["value"] if direction == "up" else row["value"] - target
    limit = float(settings.near_target_percent) * abs(target) / 100
    if round(shortfall, PLACES) <= 0:
        return "met"
    return "near" if round(shortfall, PLACES) <= round(limit, PLACES) else "missed"


# --- metric_before_after ---------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """Some days: from one to another, of some weekdays."""

    first_day: date
    last_day: date
    weekdays: frozenset[int] = frozenset(range(7))

    def days(self) -> Iterator[date]:
        """The days."""
        for number in range((self.last_day - self.first_day).days + 1):
            day = self.first_day + timedelta(days=number)
            if day.weekday() in self.weekdays:
                yield day

    def year_ago(self) -> "Window":
        """The same 364 days earlier."""
        return replace(self, first_day=self.first_day - YEAR, last_day=self.last_day - YEAR)


def before_after_rows(totals: Totals) -> Iterator[Line]:
    """The rows of metric_before_after."""
    known = known_days(totals)
    for mark in totals.marks:
        for compared, (own, before) in windows_of(mark, totals.settings).items():
            for metric_id, days in known.items():
                if any(day in days for day in own.days()):
                    yield {
                        "mark": mark.name,
                        "first_day": mark.first_day,
                        "last_day": mark.last_day,
                        "kind": mark.kind,
                        "metric_id": metric_id,
                        "compared": compared,
                        **comparison(totals, metric_id, days, own, before),
                        **other_marks(totals, mark, before.first_day, own.last_day),
                    }


def known_days(totals: Totals) -> dict[str, dict[date, Line]]:
    """The complete days of each metric with a numerator whose parts are known."""
    found: dict[str, dict[date, Line]] = {}
    for (metric_id, grain), rows in totals.rows.items():
        metric = totals.catalog[metric_id]
        if grain == "day" and metric["numerator"]:
            found[metric_id] = {
                day: row
                for day, row in rows.items()
                if row["is_complete"]
                and row["numerator"] is not None
                and (row["denominator"] is not None or not metric["denominator"])
            }
    return found


def windows_of(mark: Mark, settings: Settings) -> dict[str, tuple[Window, Window]]:
    """What is compared with what."""
    length = timedelta(days=7 * settings.before_after_weeks)
    during = Window(mark.first_day, mark.last_day)
    after = Window(mark.last_day + ONE_DAY, mark.last_day + length)
    before = Window(mark.first_day - length, mark.first_day - ONE_DAY)
    weekdays = frozenset(day.weekday() for day in during.days())
    return {"during": (during, replace(before, weekdays=weekdays)), "after": (after, before)}


def comparison(
    totals: Totals, metric_id: str, days: dict[date, Line], own: Window, before: Window
) -> Line:
    """A window beside the one before it, now and a year ago."""
    sides = {
        "": own,
        "before_": before,
        "year_ago_": own.year_ago(),
        "year_ago_before_": before.year_ago(),
    }
    found: Line = {}
    for side, window in sides.items():
        parts = parts_of(totals.catalog[metric_id], days, window)
        found |= {f"{side}{name}": part for name, part in parts.items()}
    for era in ("", "year_ago_"):
        change = less(found[f"{era}value"], found[f"{era}before_value"])
        found[f"{era}change"] = change
        found[f"{era}change_percent"] = totals.percent(
            metric_id, change, found[f"{era}before_value"]
        )
    denominators = (found["denominator"], found["before_denominator"])
    found["is_small_sample"] = any(
        one is not None and one < totals.settings.small_sample_size for one in denominators
    )
    return found


def parts_of(metric: Line, days: dict[date, Line], window: Window) -> Line:
    """The parts of a metric over the known days of a window, and its value."""
    rows = [days[day] for day in window.days() if day in days]
    numerator = denominator = value = None
    if rows:
        numerator = sum((row["numerator"] for row in rows), Decimal(0))
        divisor, scale = len(rows), 1
        if metric["denominator"]:
            divisor = denominator = sum((row["denominator"] for row in rows), Decimal(0))
            scale = Fraction(metric["scale"])
        value = float(Fraction(numerator) * scale / Fraction(divisor)) if divisor else None
    return {
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "days": len(rows),
    }


def other_marks(totals: Totals, mark: Mark, first_day: date, last_day: date) -> Line:
    """The marks beside this one in what is compared, now and a year ago."""
    others = [one for one in totals.marks if one != mark]
    return {
        name: names_of(one for one in others if one.meets(first_day - ago, last_day - ago))
        for name, ago in (("other_marks", ONE_DAY * 0), ("year_ago_other_marks", YEAR))
    }


def marts(totals: Totals) -> dict[str, list[Line]]:
    """The marts of this module."""
    return {
        "metric_scorecard": list(scorecard_rows(totals)),
        "metric_before_after": list(before_after_rows(totals)),
    }
