"""The marts as their YAML promises them: columns, types and keys."""

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from .project import mart_models

TYPES = {
    "string": pl.String,
    "bigint": pl.Int64,
    "integer": pl.Int32,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "double": pl.Float64,
    "timestamp": pl.Datetime("us"),
}
DECIMAL = re.compile(r"decimal\((\d+), ?(\d+)\)")


@dataclass(frozen=True)
class Shape:
    """The columns of a mart with their types, in order, and its key."""

    key: tuple[str, ...]
    columns: dict[str, Any]

    def frame(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        """The rows as a frame of this shape, in the order of the key."""
        return pl.DataFrame(rows, schema=self.columns).sort(self.key, nulls_last=True)


def type_of(data_type: str) -> Any:
    """The type of a column; an unknown one is an error."""
    decimal = DECIMAL.fullmatch(data_type)
    return pl.Decimal(int(decimal[1]), int(decimal[2])) if decimal else TYPES[data_type]


# Columns of marts that the oracle does not compute yet; unit tests by hand show them instead.
COLUMNS_NOT_COMPUTED: dict[str, tuple[str, ...]] = {}
# The same of the dimensions of metrics tables.
DIMENSIONS_NOT_COMPUTED: dict[str, tuple[str, ...]] = {}


def shape_of(model: dict[str, Any]) -> Shape:
    """A mart; its key is its primary key, or is tested where it has no index."""
    not_computed = COLUMNS_NOT_COMPUTED.get(model["name"], ())
    keys = [
        constraint["columns"]
        for constraint in model.get("constraints", ())
        if constraint["type"] == "primary_key"
    ]
    return Shape(
        key=tuple(keys[0] if keys else model["config"]["meta"]["key"]),
        columns={
            column["name"]: type_of(column["data_type"])
            for column in model["columns"]
            if column["name"] not in not_computed
        },
    )


# Marts that the oracle does not compute, and what shows their numbers instead.
NOT_COMPUTED: dict[str, str] = {
    "raw_row_outcomes": "unit tests by hand, a data test from what build_audit counted",
    "raw_row_lateness": "unit tests by hand, a data test from the rows of staging",
}
MARTS = {
    model["name"]: shape_of(model)
    for model in mart_models()
    if model["name"] not in NOT_COMPUTED
}
# What became of the raw rows, and the as-of date: the oracle's own tables.
FAULT_COLUMNS = {
    "raw_table": pl.String,
    "row_key": pl.List(pl.String),
    "column_name": pl.String,
    "reason": pl.String,
}
AUDIT = {
    "rejected_rows": Shape(tuple(FAULT_COLUMNS), FAULT_COLUMNS),
    "nulled_values": Shape(tuple(FAULT_COLUMNS), FAULT_COLUMNS),
    "row_counts": Shape(
        ("raw_table",),
        {
            "raw_table": pl.String,
            **dict.fromkeys(("raw", "kept", "rejected", "superseded", "deleted"), pl.Int64),
            "rejected_at_conversion": pl.Int64,
        },
    ),
    "persons": Shape(
        ("fact", "person_rule", "person_id"),
        {
            **dict.fromkeys(("fact", "person_rule", "person_id"), pl.String),
            "rows": pl.Int64,
        },
    ),
    "as_of": Shape(("as_of_date",), {"as_of_date": pl.Date}),
}
