"""The rows of a metrics table: which count a fact, which are there anyway, and their key."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from .facts import ALL, Cell
from .periods import is_complete, period_start, period_starts
from .settings import Settings

TOTAL = (ALL, ALL)
RowKey = tuple[str, date, str, str]


def keys_on(day: date, cells: Iterable[Cell], settings: Settings) -> Iterator[RowKey]:
    """The rows that count a fact of a day, of every grain."""
    cells = tuple(cells)
    for grain in settings.period_grains:
        start = period_start(day, grain)
        for cell in cells:
            yield grain, start, *cell


def total_keys(first_day: date, as_of: date, settings: Settings) -> list[RowKey]:
    """The totals of every period from the first day to the as-of date [total-rows]."""
    return [
        (grain, start, *TOTAL)
        for grain in settings.period_grains
        for start in period_starts(first_day, as_of, grain)
    ]


def key_columns(key: RowKey, as_of: date) -> dict[str, Any]:
    """The key of a row as its columns, and whether its period is over."""
    grain, start, dimension, dimension_value = key
    return {
        "period_grain": grain,
        "period_start": start,
        "dimension": dimension,
        "dimension_value": dimension_value,
        "is_complete": is_complete(start, grain, as_of),
    }
