"""A whole company: from a folder of raw files to every mart, with the audit of the raw rows."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import localcontext
from pathlib import Path
from typing import Any

import polars as pl

from . import app, email, live_events, search, social, support, surveys, web
from .commerce import commerce_marts
from .facts import Commerce, build_commerce
from .metric_values import metric_values
from .raw_layer import Fault, StagedTable, latest_activity, stage_tables
from .reference import ExchangeRates, age_groups, read_seed
from .settings import Settings
from .shapes import AUDIT, MARTS

DIGITS_OF_MONEY = 60
# The other channels: modules with a function marts(staged, commerce, reference_dir).
CHANNELS = (web, social, app, surveys, live_events, support, search, email)


def compute(raw_dir: Path, reference_dir: Path, settings: Settings) -> dict[str, pl.DataFrame]:
    """Every mart by its name, and rejected_rows, nulled_values, row_counts and as_of."""
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
        rows = {
            **commerce_marts(commerce),
            **channel_marts(staged, commerce, Path(reference_dir)),
            **audit(staged, commerce.unconverted),
            "as_of": [{"as_of_date": as_of}],
        }
    shapes = {**MARTS, **AUDIT}
    frames = {name: shapes[name].frame(rows_here) for name, rows_here in rows.items()}
    return {**frames, "metric_values": metric_values(frames, settings)}


def channel_marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The marts of the other channels; commerce tells the customers' attributes and the vars."""
    return {
        mart: rows
        for channel in CHANNELS
        for mart, rows in channel.marts(staged, commerce, reference_dir).items()
    }


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
