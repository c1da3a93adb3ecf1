"""From text to values [cast-values]. Every cast raises ValueError where the text is no such value.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

TRIMMED_CHARACTERS = " \t\n\v\f\r\u00a0\ufeff\u3000"
INTEGER = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)
DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
TIMESTAMP = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d+))?)?"
    r"(?: ?(?P<offset>Z|(?P<sign>[+-])(?P<offset_hour>\d{2})(?::?(?P<offset_minute>\d{2}))?))?)?",
    re.ASCII,
)
DECIMAL_PLACES = Decimal("0.000001")
DIGITS_BEFORE_THE_POINT = 12
DECIMAL_LIMIT = Decimal(10) ** DIGITS_BEFORE_THE_POINT
WIDEST_OFFSET = timedelta(hours=14)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
BOOLEANS = {
    **dict.fromkeys(("true", "t", "1", "yes"), True),
    **dict.fromkeys(("false", "f", "0", "no"), False),
}


def trimmed(text: str | None) -> str | None:
    """The text without blanks at both ends; None where nothing is left."""
    return (text or "").strip(TRIMMED_CHARACTERS) or None


def cast_string(text: str) -> str:
    """Trimmed text is already a string."""
    return text


def cast_integer(text: str) -> int:
    """At most 12 digits with an optional sign; a fraction of zeros is allowed."""
    match = INTEGER.fullmatch(text)
    if not match or abs(int(match[1])) >= 10**DIGITS_BEFORE_THE_POINT:
        raise ValueError(text)
    return int(match[1])


def cast_decimal(text: str) -> Decimal:
    """A decimal(18,6): rounded half away from zero to 6 places, at most 12 digits before them."""
    if not DECIMAL.fullmatch(text):
        raise ValueError(text)
    value = Decimal(text)
    if abs(value) >= DECIMAL_LIMIT:
        raise ValueError(text)
    value = value.quantize(DECIMAL_PLACES, context=EXACT)
    if abs(value) >= DECIMAL_LIMIT:
        raise ValueError(text)
    return value


def cast_boolean(text: str) -> bool:
    """true/false, t/f, 1/0, yes/no in any case."""
    if text.lower() not in BOOLEANS:
        raise ValueError(text)
    return BOOLEANS[text.lower()]


def cast_timestamp(text: str, reporting_timezone: str) -> datetime:
    """An ISO 8601 moment as UTC without zone.

    Without an offset it is UTC; only a date is midnight in the reporting time zone. Digits beyond
    the microsecond are cut off.
    """
    match = TIMESTAMP.fullmatch(text)
    if not match:
        raise ValueError(text)
    day = datetime.fromisoformat(match["day"])
    if match["hour"] is None:
        return as_utc(day.replace(tzinfo=ZoneInfo(reporting_timezone)))
    moment = day.replace(
        hour=int(match["hour"]),
        minute=int(match["minute"]),
        second=int(match["second"] or 0),
        microsecond=int((match["fraction"] or "0")[:6].ljust(6, "0")),
    )
    return as_utc(moment.replace(tzinfo=offset_of(match)))


def cast_date(text: str) -> date:
    """A calendar date, or a timestamp without offset that is exactly midnight."""
    match = TIMESTAMP.fullmatch(text)
    if not match or match["sign"]:
        raise ValueError(text)
    if set((match["hour"] or "0") + (match["minute"] or "0")) != {"0"}:
        raise ValueError(text)
    if set((match["second"] or "0") + (match["fraction"] or "0")) != {"0"}:
        raise ValueError(text)
    return date.fromisoformat(match["day"])


def offset_of(match: re.Match[str]) -> timezone:
    """The offset written behind a moment; UTC where there is none."""
    if match["sign"] is None:
        return UTC
    hours, minutes = int(match["offset_hour"]), int(match["offset_minute"] or 0)
    if minutes > 59:
        raise ValueError(match["offset"])
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > WIDEST_OFFSET:
        raise ValueError(match["offset"])
    return timezone(-offset if match["sign"] == "-" else offset)


def as_utc(moment: datetime) -> datetime:
    """A moment with a zone as UTC without one."""
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(str(moment)) from error


def cast_function(kind: str, reporting_timezone: str) -> Callable[[str], Any]:
    """The cast for a type of the contract."""
    return {
        "string": cast_string,
        "integer": cast_integer,
        "decimal": cast_decimal,
        "boolean": cast_boolean,
        "date": cast_date,
        "timestamp": lambda text: cast_timestamp(text, reporting_timezone),
    }[kind]
