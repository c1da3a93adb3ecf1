"""The raw layer: reads, casts, judges, corrects and deletes (docs/definitions.md, Raw rows)."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from .casting import cast_function, trimmed
from .contract import IS_DELETED, LOADED_AT, TABLES, Column, Table
from .periods import local_date
from .privacy import cleaned_values
from .settings import Settings


@dataclass(frozen=True)
class Fault:
    """One line of rejected_rows or nulled_values."""

    raw_table: str
    row_key: tuple[str | None, ...]
    column_name: str | None
    reason: str


@dataclass
class Row:
    """One raw row on its way: its trimmed texts, its values, and what was found."""

    texts: dict[str, str | None]
    values: dict[str, Any] = field(default_factory=dict)
    is_deletion: bool = False
    loaded_at: datetime | None = None
    rejection: Fault | None = None
    nulled: list[Fault] = field(default_factory=list)


@dataclass
class StagedTable:
    """What becomes of one raw table; columns are those that its file has."""

    table: Table
    kept: list[dict[str, Any]]
    rejected: list[Fault]
    nulled: list[Fault]
    counts: Counter[str]
    columns: frozenset[str] = frozenset()


def stage_tables(raw_dir: Path, settings: Settings) -> dict[str, StagedTable]:
    """Every raw table of the contract, staged."""
    return {name: stage_table(table, raw_dir, settings) for name, table in TABLES.items()}


def stage_table(table: Table, raw_dir: Path, settings: Settings) -> StagedTable:
    """Judge the rows of one table, then let the latest row of each key win."""
    lines = list(read_lines(raw_file(raw_dir, table.name), settings))
    rows = [judged(table, texts, settings) for texts in lines if texts is not None]
    unreadable = [Fault(table.name, (None,) * len(table.key), None, "unreadable")] * lines.count(
        None
    )
    rejected = unreadable + [row.rejection for row in rows if row.rejection]
    accepted = [row for row in rows if not row.rejection]
    winners = winning_rows(table, accepted)
    kept = [cleaned_values(table, row.values) for row in winners if not row.is_deletion]
    return StagedTable(
        table=table,
        kept=kept,
        rejected=rejected,
        nulled=[fault for row in accepted for fault in row.nulled],
        counts=Counter(
            raw=len(lines),
            kept=len(kept),
            rejected=len(rejected),
            superseded=len(accepted) - len(winners),
            deleted=sum(row.is_deletion for row in winners),
        ),
        columns=frozenset(next((texts for texts in lines if texts is not None), ())),
    )


def raw_file(raw_dir: Path, table_name: str) -> Path:
    """A demo seed is raw_<table>.csv, a file of the user <table>.csv."""
    demo_seed = raw_dir / f"raw_{table_name}.csv"
    return demo_seed if demo_seed.exists() else raw_dir / f"{table_name}.csv"


def read_lines(path: Path, settings: Settings) -> Iterator[dict[str, str] | None]:
    """The lines of a file by column name; None for a line that does not split into the columns.

    A missing file has no lines, and blank lines are none.
    """
    if not path.exists():
        return
    with path.open(encoding=settings.csv_encoding, newline="") as file:
        reader = csv.reader(
            file, delimiter=settings.csv_delimiter, quotechar=settings.csv_quote, strict=False
        )
        names = [trimmed(name) for name in next(reader, [])]
        for cells in reader:
            if cells:
                yield dict(zip(names, cells, strict=True)) if len(cells) == len(names) else None


def judged(table: Table, cells: dict[str, str], settings: Settings) -> Row:
    """Cast and judge one row: a fault in a required value costs the row, else the value."""
    columns = (*table.columns, LOADED_AT, IS_DELETED)
    row = Row(texts={column.name: trimmed(cells.get(column.name)) for column in columns})
    casts = {column.name: cast_result(column, row, settings) for column in columns}
    row.values = {name: value for name, (value, _) in casts.items()}
    row.is_deletion = row.values["is_deleted"] is True
    judged_columns = table.key_columns if row.is_deletion else columns
    faults = [
        Fault(table.name, row_key(table, row), column.name, reason)
        for column in judged_columns
        if (reason := column_fault(table, column, row.values, casts[column.name][1], settings))
    ]
    required = {column.name for column in columns if column.required}
    row.rejection = next((fault for fault in faults if fault.column_name in required), None)
    if table.requires_event_time and not row.is_deletion and row.rejection is None:
        row.rejection = event_time_fault(table, row, {fault.column_name for fault in faults})
    row.nulled = faults
    for fault in faults:
        row.values[fault.column_name] = None
    row.loaded_at = loaded_at(table, row.values)
    return row


def event_time_fault(table: Table, row: Row, faulty: set[str]) -> Fault | None:
    """The rejection of a row none of whose event times is known."""
    if any(row.values[name] is not None and name not in faulty for name in table.event_time):
        return None
    return Fault(table.name, row_key(table, row), table.event_time[0], "missing")


def cast_result(column: Column, row: Row, settings: Settings) -> tuple[Any, str | None]:
    """The value of a column, and the fault of reading it; closed lists are read in lower case."""
    text = row.texts[column.name]
    if text is None:
        return None, "missing" if column.required else None
    cast: Callable[[str], Any] = cast_function(column.kind, settings.reporting_timezone)
    try:
        return cast(text.lower() if column.closed_list else text), None
    except ValueError:
        return None, "not_castable"


def row_key(table: Table, row: Row) -> tuple[str | None, ...]:
    """The key of a row as trimmed text."""
    return tuple(row.texts[name] for name in table.key)


def column_fault(
    table: Table,
    column: Column,
    values: dict[str, Any],
    reading_fault: str | None,
    settings: Settings,
) -> str | None:
    """The first fault of a column, if any."""
    value = values[column.name]
    if value is None:
        return reading_fault
    if fault := value_fault(column, value):
        return fault
    survey_type = values[column.scale_by] if column.scale_by else None
    if survey_type in settings.survey_scales and not fits_scale(
        settings.survey_scales[survey_type], value
    ):
        return "outside_scale"
    start = values[column.not_before] if column.not_before else None
    if start is not None and value < start:
        return "before_start"
    limit = values[column.not_above] if column.not_above else None
    if limit is not None and value > limit:
        return f"{column.name}_above_{column.not_above}"
    loaded = values["_loaded_at"]
    is_activity = column.name in table.activity
    latest_delay = timedelta(days=settings.future_activity_days)
    if is_activity and loaded is not None and as_moment(value) - loaded > latest_delay:
        return "after_loaded_at"
    return None


def fits_scale(scale: dict[str, Any], score: Decimal) -> bool:
    """Whether a score lies on the scale of its survey."""
    is_whole = score == score.to_integral_value()
    return scale["lowest"] <= score <= scale["highest"] and (is_whole or not scale.get("whole"))


def as_moment(value: date) -> datetime:
    """A moment as it is, a date as its midnight."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def value_fault(column: Column, value: Any) -> str | None:
    """The first fault that a known value has in itself."""
    if column.at_least is not None and value < column.at_least:
        return "below_zero"
    if column.above is not None and value <= column.above:
        return "not_above_zero"
    if column.scale and not column.scale[0] <= value <= column.scale[1]:
        return "outside_scale"
    if column.closed_list and value not in column.closed_list:
        return "not_in_list"
    return None


def loaded_at(table: Table, values: dict[str, Any]) -> datetime | None:
    """When the row arrived: its own word, else its latest activity, else its first event time."""
    if values["_loaded_at"] is not None:
        return values["_loaded_at"]
    activities = [as_moment(values[name]) for name in table.activity if values[name] is not None]
    event_times = [as_moment(values[name]) for name in table.event_time if values[name] is not None]
    return max(activities, default=next(iter(event_times), None))


def winning_rows(table: Table, accepted: list[Row]) -> list[Row]:
    """One row per key: the latest, of equals a deletion, then the one whose texts sort last."""

    def precedence(row: Row) -> tuple[datetime, bool, tuple[str, ...]]:
        texts = tuple(row.texts[column.name] or "" for column in table.columns)
        return row.loaded_at or datetime.min, row.is_deletion, texts

    rows_of_key: dict[tuple[Any, ...], list[Row]] = {}
    for row in accepted:
        key = tuple(row.values[name] for name in table.key)
        rows_of_key.setdefault(key, []).append(row)
    return [max(rows, key=precedence) for rows in rows_of_key.values()]


def latest_activity(staged: dict[str, StagedTable], timezone: str) -> date | None:
    """The default as-of date: the latest local day of anything that happened in the kept rows."""
    return max(activity_days(staged, timezone), default=None)


def activity_days(staged: dict[str, StagedTable], timezone: str) -> list[date]:
    """The local days of all that happened in the kept rows; plans are no activity."""
    return [
        local_date(row[name], timezone) if isinstance(row[name], datetime) else row[name]
        for staged_table in staged.values()
        for row in staged_table.kept
        for name in staged_table.table.activity
        if row[name] is not None
    ]
