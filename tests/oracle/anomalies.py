"""Which value of a metric is out of the ordinary (docs/definitions.md, How do we stand)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import log, sqrt
from statistics import median
from typing import Any

from .periods import period_end
from .scorecard import PLACES, UNITS_OF_POINTS, Line, Totals, names_of

PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7)}
# The spread of a normal distribution over the median distance from its centre.
SPREAD_OF_DISTANCE = 1.4826


@dataclass(frozen=True)
class Series:
    """The known values of a metric in the complete days or weeks."""

    totals: Totals
    metric_id: str
    grain: str

    @property
    def metric(self) -> Line:
        """What the catalog says."""
        return self.totals.catalog[self.metric_id]

    @cached_property
    def rows(self) -> dict[date, Line]:
        """The rows with a known value, in order."""
        rows = self.totals.rows[self.metric_id, self.grain]
        return {
            start: rows[start]
            for start in sorted(rows)
            if rows[start]["is_complete"] and rows[start]["value"] is not None
        }

    @cached_property
    def marks(self) -> dict[date, str]:
        """The names of the marks of each marked period."""
        return {
            start: names
            for start in self.rows
            if (names := names_of(
                mark for mark in self.totals.marks
                if mark.meets(start, period_end(start, self.grain))
            ))
        }  # fmt: skip

    def usual_values(self, start: date) -> list[float]:
        """The values of the same weekday in the weeks before, or of these weeks."""
        weeks = range(1, self.totals.settings.anomaly_expected_weeks + 1)
        starts = (start - timedelta(days=7 * week) for week in weeks)
        return [self.rows[one]["value"] for one in starts if self.is_usual(one)]

    def is_usual(self, start: date) -> bool:
        """Whether a period has a value and no mark."""
        return start in self.rows and start not in self.marks

    @cached_property
    def expected(self) -> dict[date, float | None]:
        """What is expected in each period."""
        least = self.totals.settings.anomaly_expected_least
        values = {start: self.usual_values(start) for start in self.rows}
        return {start: median(some) if len(some) >= least else None
                for start, some in values.items()}  # fmt: skip

    @property
    def is_of_points(self) -> bool:
        """Whether a change is a difference: of percents and scores with both bounds."""
        bounds = self.metric["lower_bound"] and self.metric["upper_bound"]
        return self.metric["unit"] in UNITS_OF_POINTS and bool(bounds)

    @cached_property
    def changes(self) -> dict[date, float | None]:
        """How far each value is from the expected one [unusual-change]."""
        return {start: self.change(start) for start in self.rows}

    def change(self, start: date) -> float | None:
        """How far a value is from the expected one."""
        value, expected = self.rows[start]["value"], self.expected[start]
        if expected is None or (expected <= 0 and not self.is_of_points):
            return None
        if self.is_of_points:
            return value - expected
        return value / expected - 1 if value <= expected else log(value / expected)

    def chance(self, start: date) -> float:
        """The spread that chance alone makes; 0 where that is not defined."""
        expected, denominator = self.expected[start], self.rows[start]["denominator"]
        metric, unit = self.metric, self.metric["unit"]
        if unit == "count" and expected is not None and expected > 0:
            return 1 / sqrt(expected)
        bounds = [float(metric[name] or -1) for name in ("lower_bound", "upper_bound")]
        if unit == "percent" and bounds == [0, 100] and metric["denominator"]:
            scale = float(Fraction(metric["scale"]))
            share = None if expected is None else expected / scale
            if share is not None and 0 < share < 1 and denominator is not None and denominator > 0:
                return scale * sqrt(share * (1 - share) / float(denominator))
        return 0.0


def series_of(totals: Totals) -> Iterator[Series]:
    """Every metric and grain that is looked at [anomaly-rows]."""
    for metric_id, grain in totals.rows:
        metric = totals.catalog[metric_id]
        is_growth = metric["unit"] == "percent" and float(metric["lower_bound"] or 0) < 0
        if grain in PERIODS and metric["numerator"] and not is_growth:
            yield Series(totals, metric_id, grain)


def rows_of(series: Series) -> list[Line]:
    """The rows of a metric and grain."""
    rows = [row_of(series, start) for start in series.rows]
    before: Line = {}
    for row in rows:
        row["alarm_id"] = None
        if row["is_anomaly"]:
            start, length = row["period_start"], PERIODS[series.grain]
            is_next = before.get("period_start") == start - length
            goes_on = is_next and before["side"] == row["side"]
            first = f"{series.metric_id}:{series.grain}:{start.isoformat()}"
            row["alarm_id"] = before["alarm_id"] if goes_on else first
        before = row
    return rows


def row_of(series: Series, start: date) -> Line:
    """A row, but for its alarm."""
    settings, row = series.totals.settings, series.rows[start]
    history = settings.anomaly_history[series.grain]
    changes = [
        series.changes[one]
        for number in range(1, history["periods"] + 1)
        if series.is_usual(one := start - number * PERIODS[series.grain])
        and series.changes[one] is not None
    ]
    centre = spread = None
    if len(changes) >= history["least"]:
        centre = median(changes)
        distance = median(abs(change - centre) for change in changes)
        spread = max(SPREAD_OF_DISTANCE * distance, series.chance(start))
    found = {
        "metric_id": series.metric_id,
        "period_grain": series.grain,
        "period_start": start,
        "value": row["value"],
        "denominator": row["denominator"],
        "expected": series.expected[start],
        "expected_values": len(series.usual_values(start)),
        "change": series.changes[start],
        "centre": centre,
        "spread": spread,
        "known_changes": len(changes),
        "calendar_mark": series.marks.get(start),
    }
    reason = reason_not_to_judge(series, found, row["is_small_sample"])
    side = None
    if reason is None:
        distance = found["change"] - centre
        limit = float(settings.anomaly_spreads) * spread
        if round(abs(distance), PLACES) > round(limit, PLACES):
            side = "above" if distance > 0 else "below"
    return {**found, "not_judged_reason": reason, "is_anomaly": side is not None, "side": side}


def reason_not_to_judge(series: Series, row: Line, is_small_sample: bool) -> str | None:
    """Why a row is not judged; None where it is [not-judged]."""
    share = float(series.totals.settings.anomaly_irregular_share)
    if row["expected"] is not None and row["expected"] <= 0:
        return "expected_not_above_zero"
    if row["expected"] is None or row["centre"] is None:
        return "no_history"
    if is_small_sample:
        return "small_sample"
    if round(row["spread"], PLACES) == 0:
        return "spread_not_above_zero"
    if not series.is_of_points and round(1 + row["centre"], PLACES) <= share:
        return "irregular"
    return "calendar_mark" if row["calendar_mark"] else None


def marts(totals: Totals) -> dict[str, list[dict[str, Any]]]:
    """The mart of this module."""
    rows = [row for series in series_of(totals) for row in rows_of(series)]
    return {"metric_anomalies": rows}
