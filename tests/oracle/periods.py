"""Local days and calendar periods (docs/definitions.md, Time)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def local_date(moment: datetime, timezone: str) -> date:
    """The calendar day that a UTC moment (without zone) falls on in the reporting time zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date()


def month_start(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def add_months(first_of_month: date, months: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    month_number = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(month_number // 12, month_number % 12 + 1, 1)


def months_between(earlier: date, later: date) -> int:
    """How many calendar months the later day's month lies after the earlier day's."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def period_start(day: date, grain: str) -> date:
    """The first day of the period; weeks start on Monday."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS_IN[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_period_start(start: date, grain: str) -> date:
    """The first day of the period after the one that starts on `start`."""
    if grain == "day":
        return start + timedelta(days=1)
    if grain == "week":
        return start + timedelta(days=7)
    return add_months(start, MONTHS_IN[grain])


def period_end(start: date, grain: str) -> date:
    """The last day of the period that starts on `start`."""
    return next_period_start(start, grain) - timedelta(days=1)


def period_starts(first_day: date, last_day: date, grain: str) -> list[date]:
    """The starts of all periods that touch the days from `first_day` to `last_day`."""
    starts = []
    start = period_start(first_day, grain)
    while start <= last_day and first_day <= last_day:
        starts.append(start)
        start = next_period_start(start, grain)
    return starts


def is_complete(start: date, grain: str, as_of: date) -> bool:
    """Whether the period is over: its last day is on or before the as-of date."""
    return period_end(start, grain) <= as_of
