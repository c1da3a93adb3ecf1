"""Comparison of a mart as expected with a mart as built, in words a reader can act on."""

from datetime import date, datetime
from decimal import Decimal
from math import isclose
from typing import Any

import polars as pl

TOLERANCE = 1e-9
APPROXIMATE_DECIMALS = frozenset(
    {
        "customer_years",
        "first_response_minutes",
        "response_minutes",
        "resolution_hours",
        "app_minutes",
    }
)
MOST_DIFFERENCES = 10

Key = tuple[Any, ...]
Line = dict[str, Any]


def compare(expected: pl.DataFrame, actual: pl.DataFrame, keys: list[str]) -> list[str]:
    """The first differences between two frames; an empty list means that they agree.

    Doubles may differ by a relative 1e-9, decimals named in APPROXIMATE_DECIMALS by 1e-9; all
    else must be equal, and a null equals only a null. The order of rows and columns is free.
    """
    differences = column_differences(expected, actual)
    if any(key not in actual.columns for key in keys):
        return differences
    expected_left, actual_left = without_equal_rows(expected, actual, keys)
    expected_lines = lines_by_key(expected_left, keys)
    actual_lines = lines_by_key(actual_left, keys)
    columns = [name for name in expected.columns if name in actual.columns and name not in keys]
    for key in sorted({*expected_lines, *actual_lines}, key=sortable):
        expected_here, actual_here = expected_lines.get(key, []), actual_lines.get(key, [])
        if len(expected_here) != len(actual_here):
            differences.append(count_difference(keys, key, expected_here, actual_here))
            continue
        for expected_line, actual_line in zip(expected_here, actual_here, strict=True):
            differences += line_differences(keys, key, columns, expected_line, actual_line)
    return shortened(differences)


def column_differences(expected: pl.DataFrame, actual: pl.DataFrame) -> list[str]:
    """Columns that only one of the frames has."""
    missing = [name for name in expected.columns if name not in actual.columns]
    extra = [name for name in actual.columns if name not in expected.columns]
    return [f"missing column {name}" for name in missing] + [
        f"extra column {name}" for name in extra
    ]


def without_equal_rows(
    expected: pl.DataFrame, actual: pl.DataFrame, keys: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames without the rows that are exactly the same, which need no closer look.

    Frames of different types, with a key that repeats, or with a value that equals nothing, not
    even itself, are left whole.
    """
    numbers = [name for name, kind in expected.schema.items() if kind.is_float()]
    is_plain = dict(expected.schema) == dict(actual.schema) and not any(
        frame.select(keys).is_duplicated().any()
        or frame.select(pl.any_horizontal(pl.col(numbers).is_nan().any())).item()
        for frame in (expected, actual)
    )
    if not is_plain:
        return expected, actual
    columns = expected.columns
    return (
        expected.join(actual, on=columns, how="anti", nulls_equal=True),
        actual.join(expected, on=columns, how="anti", nulls_equal=True),
    )


def lines_by_key(frame: pl.DataFrame, keys: list[str]) -> dict[Key, list[Line]]:
    """The rows of a frame by their key, those that share a key in a fixed order."""
    lines: dict[Key, list[Line]] = {}
    for line in frame.iter_rows(named=True):
        lines.setdefault(tuple(hashable(line[key]) for key in keys), []).append(line)
    for same_key in lines.values():
        same_key.sort(key=lambda line: sortable([line[name] for name in sorted(line)]))
    return lines


def hashable(value: Any) -> Any:
    """A list as a tuple, all else as it is."""
    return tuple(value) if isinstance(value, list) else value


def sortable(values: Any) -> list[tuple[bool, str]]:
    """Something that sorts values of any type, nulls last."""
    return [(value is None, str(value)) for value in values]


def count_difference(
    keys: list[str], key: Key, expected_here: list[Line], actual_here: list[Line]
) -> str:
    """A row that is missing, extra, or there in another number."""
    if not actual_here:
        return f"missing row {named(keys, key)}: expected {readable(expected_here[0], keys)}"
    if not expected_here:
        return f"extra row {named(keys, key)}: actual {readable(actual_here[0], keys)}"
    return (
        f"{named(keys, key)}: expected {len(expected_here)} rows with this key, "
        f"actual {len(actual_here)}"
    )


def line_differences(
    keys: list[str], key: Key, columns: list[str], expected: Line, actual: Line
) -> list[str]:
    """The columns in which two rows of the same key differ."""
    return [
        f"{name} at {named(keys, key)}: expected {expected[name]!r}, actual {actual[name]!r}"
        for name in columns
        if not same_value(name, expected[name], actual[name])
    ]


def same_value(column: str, expected: Any, actual: Any) -> bool:
    """Whether two values of a column count as equal."""
    if expected is None or actual is None:
        return expected is actual
    if isinstance(expected, float):
        return isinstance(actual, float) and isclose(expected, actual, rel_tol=TOLERANCE)
    if column in APPROXIMATE_DECIMALS:
        return isinstance(actual, Decimal) and isclose(
            expected, actual, rel_tol=TOLERANCE, abs_tol=TOLERANCE
        )
    return family(expected) == family(actual) and expected == actual


def family(value: Any) -> str:
    """Types that may equal each other: whole numbers and decimals are both exact numbers."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return "exact number"
    if isinstance(value, date) and not isinstance(value, datetime):
        return "date"
    return type(value).__name__


def named(keys: list[str], key: Key) -> str:
    """A key in words."""
    return ", ".join(f"{name}={value}" for name, value in zip(keys, key, strict=True))


def readable(line: Line, keys: list[str]) -> str:
    """The columns of a row other than its key."""
    return ", ".join(f"{name}={value}" for name, value in line.items() if name not in keys)


def shortened(differences: list[str]) -> list[str]:
    """The first differences, and how many more there are."""
    more = len(differences) - MOST_DIFFERENCES
    return differences[:MOST_DIFFERENCES] + ([f"and {more} more differences"] if more > 0 else [])
