"""Comparison of a mart as expected with a mart as built, in words a reader can act on."""

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
# Doubles made of roots and squares that are rounded on the way to 8 places.
ROUNDED_DOUBLES = ("_lower", "_upper", "_psi_squares")
TOLERANCE_OF_ROUNDED, LEAST_OF_ROUNDED = 1e-6, 1e-8
MOST_DIFFERENCES = 10
# Doubles that are a difference of two others, and may so be any small number instead of 0: with
# the columns that tell how large these were; without one they are of the size of 1.
DIFFERENCES = {
    **dict.fromkeys(("change_percent", "year_ago_change_percent", "centre", "spread"), ()),
    "adjusted_difference": (),
    "change": ("previous_value", "before_value"),
    "year_ago_change": ("year_ago_value", "year_ago_before_value"),
    "target_gap": ("value",),
    "benchmark_gap": ("value",),
}
ACTUAL = " as built"
# Which of the rows that share a key it is; more than one only where something is wrong.
NUMBER = "number within the key"
IS_THERE = "is there"

Line = dict[str, Any]


def compare(expected: pl.DataFrame, actual: pl.DataFrame, keys: list[str]) -> list[str]:
    """The first differences between two frames; an empty list means that they agree.

    Doubles may differ by a relative 1e-9 (ROUNDED_DOUBLES by more), decimals named in
    APPROXIMATE_DECIMALS by 1e-9; all else must be equal, and a null equals only a null. The order
    of rows and columns is free.
    Whole columns are compared; only rows that differ are looked at one by one.
    """
    differences = column_differences(expected, actual)
    columns = [
        name for name, kind in expected.schema.items() if actual.schema.get(name) == kind
    ]
    if any(key not in columns for key in keys):
        return differences
    return shortened(differences + row_differences(expected, actual, keys, columns))


def column_differences(expected: pl.DataFrame, actual: pl.DataFrame) -> list[str]:
    """Columns that only one of the frames has, or both with different types."""
    missing = [name for name in expected.columns if name not in actual.columns]
    extra = [name for name in actual.columns if name not in expected.columns]
    return [
        *(f"missing column {name}" for name in missing),
        *(f"extra column {name}" for name in extra),
        *(
            f"type of {name}: expected {kind}, actual {actual.schema[name]}"
            for name, kind in expected.schema.items()
            if name not in missing and kind != actual.schema[name]
        ),
    ]


def row_differences(
    expected: pl.DataFrame, actual: pl.DataFrame, keys: list[str], columns: list[str]
) -> list[str]:
    """The rows that one frame lacks, and the values in which rows of the same key differ."""
    both = numbered(expected, keys).join(
        numbered(actual, keys),
        on=[*keys, NUMBER],
        how="full",
        coalesce=True,
        nulls_equal=True,
        suffix=ACTUAL,
    )
    compared = [IS_THERE, *(name for name in columns if name not in keys)]
    is_same = {name: same_values(name, expected.schema.get(name), columns) for name in compared}
    differing = both.filter(~pl.all_horizontal(is_same.values())).sort(keys, nulls_last=True)
    flags = differing.select(**is_same)
    return [
        difference
        for line, same in zip(
            differing.iter_rows(named=True), flags.iter_rows(named=True), strict=True
        )
        for difference in line_differences(line, same, keys)
    ]


def numbered(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The frame with the number of each row among those of its key."""
    if not frame.select(keys).is_duplicated().any():
        return frame.with_columns(pl.lit(0).alias(NUMBER), pl.lit(True).alias(IS_THERE))
    return frame.sort(sorted(frame.columns), nulls_last=True).with_columns(
        pl.int_range(pl.len()).over(keys).cast(pl.Int32).alias(NUMBER),
        pl.lit(True).alias(IS_THERE),
    )


def same_values(name: str, kind: pl.DataType | None, columns: list[str]) -> pl.Expr:
    """Whether two values of a column count as equal, in a frame of these columns."""
    expected, actual = pl.col(name), pl.col(name + ACTUAL)
    is_equal = expected.eq_missing(actual)
    if kind == pl.Float64:
        sizes = [expected, actual]
        if name in DIFFERENCES:
            others = (other for other in DIFFERENCES[name] if other in columns)
            sizes += [pl.lit(1), *map(pl.col, others)]
        largest = pl.max_horizontal(*(size.abs() for size in sizes))
        allowed = TOLERANCE * largest
        if name.endswith(ROUNDED_DOUBLES):
            allowed = pl.max_horizontal(TOLERANCE_OF_ROUNDED * largest, pl.lit(LEAST_OF_ROUNDED))
        is_near = ((expected - actual).abs() <= allowed).fill_null(False)
        # polars takes NaN for equal to itself; here it equals nothing, as no metric may be it.
        return (is_equal | is_near) & ~expected.is_nan().fill_null(False)
    if name in APPROXIMATE_DECIMALS:
        difference = (expected - actual).cast(pl.Float64).abs()
        size = expected.cast(pl.Float64).abs().clip(lower_bound=1)
        return is_equal | (difference <= TOLERANCE * size).fill_null(False)
    return is_equal


def line_differences(line: Line, same: dict[str, bool], keys: list[str]) -> list[str]:
    """What differs in one row."""
    key = ", ".join(f"{name}={line[name]}" for name in keys)
    names = [name for name in same if name != IS_THERE]
    if not line[IS_THERE + ACTUAL]:
        return [f"missing row {key}: expected {readable({name: line[name] for name in names})}"]
    if not line[IS_THERE]:
        values = {name: line[name + ACTUAL] for name in names}
        return [f"extra row {key}: actual {readable(values)}"]
    return [
        f"{name} at {key}: expected {line[name]!r}, actual {line[name + ACTUAL]!r}"
        for name in names
        if not same[name]
    ]


def readable(values: Line) -> str:
    """Names and values of a row."""
    return ", ".join(f"{name}={value}" for name, value in values.items())


def shortened(differences: list[str]) -> list[str]:
    """The first differences, and how many more there are."""
    more = len(differences) - MOST_DIFFERENCES
    return differences[:MOST_DIFFERENCES] + ([f"and {more} more differences"] if more > 0 else [])
