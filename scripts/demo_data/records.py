"""Raw tables as a warehouse receives them: late, twice, corrected, deleted and partly faulty.

A channel adds its clean rows with `add`, then lets troubles happen. Every trouble takes rows to
which nothing has happened yet, so that each row shows one trouble at most and can be read alone.
"""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random

from scripts.demo_data.company import EXPORTED_AT, LAST_DAY
from scripts.demo_data.streams import stream

Row = dict[str, str]
Change = Callable[[Row, Random], str]
Condition = Callable[[Row], bool]

LOADED_AT = "_loaded_at"
IS_DELETED = "is_deleted"
NIGHTLY_LOAD = time(3, 15)
# Troubles that need later loads keep this distance from the end of the data.
DAYS_FOR_LATER_LOADS = 60


def as_text(value: object) -> str:
    """A value as the raw files write it: empty for null, a space between date and time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def night_after(moment: datetime) -> datetime:
    """The nightly load that brings what happened at the moment."""
    return datetime.combine(moment.date() + timedelta(days=1), NIGHTLY_LOAD)


class RawTable:
    """One raw table; its key is the first column of the contract, unless `key` names others."""

    def __init__(
        self, name: str, columns: Sequence[str], *event_columns: str, key: Sequence[str] = ()
    ) -> None:
        """A row happened when the first of its event columns that is known says so."""
        self.name = name
        self.columns = [*columns, LOADED_AT, IS_DELETED]
        self.key_column = columns[0]
        self.key = tuple(key) or (self.key_column,)
        self.event_columns = event_columns
        self.rows: list[Row] = []
        self._untroubled: list[Row] = []

    def add(self, *, known_at: datetime | None = None, **values: object) -> None:
        """Adds a clean row, loaded in the night after its event unless `_loaded_at` is given.

        Columns not given are null. known_at: when the last of the values became known, if that
        was later than the event.
        """
        row = {column: as_text(values.get(column)) for column in self.columns}
        row[LOADED_AT] = row[LOADED_AT] or as_text(night_after(known_at or self._event_at(row)))
        self.rows.append(row)
        self._untroubled.append(row)

    def arrive_late(self, count: int) -> None:
        """Rows reach the warehouse days to weeks after their event."""
        draws, rows = self._take("late", count)
        for row in rows:
            self._load_later(row, draws.randint(2, 45))

    def lose_loaded_at(self, count: int) -> None:
        """Rows of an export that did not say when it was loaded."""
        for row in self._take("no loaded_at", count)[1]:
            row[LOADED_AT] = ""

    def repeat(self, count: int) -> None:
        """Exact duplicates."""
        self.rows += [dict(row) for row in self._take("repeat", count)[1]]

    def contradict(self, column: str, change: Change, count: int) -> None:
        """Conflicts: the same key and load with another content."""
        draws, rows = self._take(f"contradict {column}", count)
        self.rows += [{**row, column: change(row, draws)} for row in rows]

    def correct(
        self, column: str, change: Change, count: int, where: Condition | None = None
    ) -> None:
        """Corrections: the same key again, loaded later, with another value."""
        draws, rows = self._take(f"correct {column}", count, where, is_early=True)
        for row in rows:
            correction = {**row, column: change(row, draws)}
            self._load_later(correction, draws.randint(1, 40))
            self.rows.append(correction)

    def delete(self, count: int, *, comes_back: bool = False) -> None:
        """Deletions, as a row with nothing but its key; some are taken back by a later row."""
        draws, rows = self._take(f"delete {comes_back}", count, is_early=True)
        for row in rows:
            deletion = dict.fromkeys(self.columns, "")
            deletion |= {column: row[column] for column in (*self.key, LOADED_AT)}
            deletion[IS_DELETED] = "true"
            self._load_later(deletion, draws.randint(5, 40))
            self.rows.append(deletion)
            if comes_back:
                restored = {**row, LOADED_AT: deletion[LOADED_AT], IS_DELETED: "false"}
                self._load_later(restored, draws.randint(1, 12))
                self.rows.append(restored)

    def spoil(self, column: str, values: Sequence[str], where: Condition | None = None) -> None:
        """Writes each value, faulty or merely odd, into the column of a row."""
        for row, value in zip(
            self._take(f"spoil {column}", len(values), where)[1], values, strict=True
        ):
            row[column] = value

    def rewrite(
        self, column: str, change: Change, count: int, where: Condition | None = None
    ) -> None:
        """Changes a column in place: another spelling of the value, or a fault of its relation."""
        draws, rows = self._take(f"rewrite {column}", count, where)
        for row in rows:
            row[column] = change(row, draws)

    def break_correction(self, column: str, values: Sequence[str]) -> None:
        """Corrections that are faulty themselves, so that the earlier row has to stand."""
        draws, rows = self._take(f"break {column}", len(values), is_early=True)
        for row, value in zip(rows, values, strict=True):
            correction = {**row, column: value}
            self._load_later(correction, draws.randint(1, 40))
            self.rows.append(correction)

    def load_before_event(self, count: int) -> None:
        """Events dated days after their own load, as from a till with a wrong clock."""
        for row in self._take("before event", count)[1]:
            row[LOADED_AT] = as_text(self._event_at(row) - timedelta(days=3))

    def happen_later(self, days: int, count: int) -> None:
        """Events that were entered, and loaded, so many days too late."""
        for row in self._take("entered late", count, is_early=True)[1]:
            later = self._event_at(row) + timedelta(days=days)
            row[self._event_column(row)] = as_text(later)
            self._load_later(row, days)

    def write_with_offset(self, offset_hours: int, count: int) -> None:
        """The same moment, written in a local time with its offset."""
        local_zone = timezone(timedelta(hours=offset_hours))
        for row in self._take(f"offset {offset_hours}", count)[1]:
            moment = self._event_at(row).replace(tzinfo=UTC)
            row[self._event_column(row)] = moment.astimezone(local_zone).isoformat()

    def write_as_date(self, count: int) -> None:
        """Moments of which only the day is known."""
        for row in self._take("date only", count)[1]:
            row[self._event_column(row)] = self._event_at(row).date().isoformat()

    def pad_keys(self, count: int) -> None:
        """Keys with blanks around them, each beside a clean duplicate of the row."""
        for row in self._take("padded keys", count)[1]:
            self.rows.append({**row, self.key_column: f" {row[self.key_column]}  "})

    def write(self, folder: Path) -> None:
        """Writes raw_<table>.csv, sorted by key, then load, then content."""
        path = folder / f"raw_{self.name}.csv"
        lines = [[row[column] for column in self.columns] for row in self.rows]
        places = [self.columns.index(column) for column in self.key]
        lines.sort(key=lambda line: ([line[place].strip() for place in places], line[-2], line))
        write_csv(path, self.columns, lines)

    def _event_column(self, row: Row) -> str:
        return next(column for column in self.event_columns if row[column])

    def _event_at(self, row: Row) -> datetime:
        return datetime.fromisoformat(row[self._event_column(row)])

    def _load_later(self, row: Row, later_days: int) -> None:
        """Moves a load by days, at most to the end of the export."""
        later = datetime.fromisoformat(row[LOADED_AT]) + timedelta(days=later_days)
        row[LOADED_AT] = as_text(min(later, EXPORTED_AT))

    def _take(
        self,
        trouble: str,
        count: int,
        where: Condition | None = None,
        *,
        is_early: bool = False,
    ) -> tuple[Random, list[Row]]:
        """Rows for a trouble and the stream of it; they are free for no other one afterwards."""
        last_day = LAST_DAY - timedelta(days=DAYS_FOR_LATER_LOADS if is_early else 0)
        candidates = [
            row
            for row in self._untroubled
            if self._event_at(row).date() <= last_day and (where is None or where(row))
        ]
        draws = stream(self.name, trouble)
        taken = draws.sample(candidates, count)
        taken_identities = {id(row) for row in taken}
        self._untroubled = [row for row in self._untroubled if id(row) not in taken_identities]
        return draws, taken


def write_csv(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Writes a CSV file in the project's dialect: comma, double quote, line feed, UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
