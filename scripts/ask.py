"""Asks a published copy for a number.

`python -m scripts.ask open_rate --by email_type --grain month --compare previous_year` on the
command line, ask("open_rate", by="email_type", ...) in Python. A number is read as the copy has it;
only quarters, years and ranges that it does not have are added up, and only from parts that may be
added [people-anew]. Exit codes: 0 answered; 2 the question, or the copy, is not one.
"""

import argparse
import csv
import difflib
import functools
import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from scripts.published_copy import PLAIN, CopyUnusable, attached, copy_at, quoted, seed
from scripts.warehouse import DEFAULT_WAREHOUSE

COPY = "copy"
# The grains of the calendar, with the months of those that are made of months.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
RANGE = "range"
GRAINS = (*DAYS, *MONTHS, RANGE)
COMPARISONS = ("previous_period", "previous_year")
# The same weekday a year ago.
WEEKDAY_YEAR = timedelta(days=364)
FORMATS = ("table", "csv", "json")
TOTAL = "all"
# Of these a change in percent says nothing more, or nothing at all.
UNITS_WITHOUT_PERCENT = ("percent", "score")
DECIMAL_PLACES = {"count": 0}
# The columns of a metrics table that tell rows of one period and cut apart.
BASIS = "basis"


class QuestionRefused(Exception):
    """The question has no right answer in this copy; the message says why and what to ask."""


@dataclass(frozen=True)
class Metric:
    """A metric of the catalog."""

    name: str
    mart: str
    unit: str
    definition: str
    numerator: str
    denominator: str
    scale: int
    cuts: tuple[str, ...]
    is_addable: bool
    is_built: bool


@dataclass(frozen=True)
class Row:
    """The value of one period and dimension value, and what it is compared with."""

    period_start: date
    period_end: date
    dimension_value: str
    value: float | None
    numerator: Decimal | None
    denominator: Decimal | None
    is_complete: bool
    # None: the copy does not say.
    is_small_sample: bool | None
    compared_start: date | None = None
    compared_value: float | None = None
    change: float | None = None
    change_percent: float | None = None


@dataclass(frozen=True)
class Answer:
    """The rows of a question, by period and dimension value; totals are those of 'all'."""

    metric: str
    definition: str
    unit: str
    grain: str
    cut: str
    basis: str | None
    compare: str | None
    as_of_date: date | None
    rows: list[Row]
    totals: list[Row]
    notes: list[str] = field(default_factory=list)


@functools.cache
def metrics() -> dict[str, Metric]:
    """The metrics of the catalog by name."""
    cuts: dict[str, list[str]] = {}
    for row in seed("metric_dimensions"):
        cuts.setdefault(row["mart"], []).append(row["dimension"])
    addable = {
        (row["mart"], row["part"])
        for row in seed("metric_parts")
        if row["is_additive_over_periods"] == "true"
    }
    found = {}
    for row in seed("metric_catalog"):
        parts = [part for part in (row["numerator"], row["denominator"]) if part]
        found[row["metric_id"]] = Metric(
            name=row["metric_id"],
            mart=row["mart"],
            unit=row["unit"],
            definition="; ".join(text for text in (row["definition"], row["edge_rule"]) if text),
            numerator=row["numerator"],
            denominator=row["denominator"],
            scale=int(row["scale"]),
            cuts=tuple(cuts.get(row["mart"], [])),
            is_addable=bool(parts) and all((row["mart"], part) in addable for part in parts),
            is_built=row["is_built"] == "true",
        )
    return found


def ask(
    metric: str,
    by: str | None = None,
    grain: str = "month",
    compare: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    basis: str | None = None,
    warehouse: Path | str = DEFAULT_WAREHOUSE,
) -> Answer:
    """The values of a metric.

    Args:
        metric: its name in the catalog.
        by: a dimension of its table, or a pair 'a x b'; None = the total.
        grain: day, week, month, quarter, year, or range: all from start to end as one number.
        compare: previous_period, or previous_year: the same months, or 364 days earlier where the
            periods are days or weeks.
        start, end: first and last day; 2025 and 2025-03 stand for all their days. Only periods
            that lie in them as wholes are shown.
        basis: of a metric that has several, such as churn_rate; None = that of metric_values.
        warehouse: folder of the warehouse, or its published copy.

    Raises:
        QuestionRefused: there is no such metric, cut, grain or basis, or no right answer.
        CopyUnusable: the copy cannot be read.
    """
    asked = _metric(metric)
    cut = _cut(asked, by)
    _one_of("grain", grain, GRAINS)
    if compare is not None:
        _one_of("comparison", compare, COMPARISONS)
    first, last = _first_day(start), _last_day(end)
    if first and last and first > last:
        raise QuestionRefused(f"{first} is after {last}: the range has no day.")
    with attached(**{COPY: copy_at(warehouse)}) as connection:
        source = _Source(connection, asked, cut, basis)
        known, whole = source.known_from(), _Range(grain, first, last)
        if grain == RANGE:
            whole = source.whole_range(first, last, compare)
        rows, totals = (
            _compared(source.rows(of, grain, whole), asked.unit, compare, whole, known)
            for of in (cut, TOTAL)
        )
        notes = _notes(rows, whole, known, cut) + source.notes(basis)
        if compare is not None and grain == RANGE:
            begin = whole.earlier(whole.first, compare)
            end = _range_end(whole, begin, whole.last - whole.first)
            notes.append(f"Compared with {begin} to {end}.")
        return Answer(
            metric=asked.name,
            definition=asked.definition,
            unit=asked.unit,
            grain=grain,
            cut=cut,
            basis=basis,
            compare=compare,
            as_of_date=source.as_of_date,
            rows=[row for row in rows if whole.holds(row)],
            totals=[row for row in totals if whole.holds(row) and cut != TOTAL],
            notes=notes,
        )


@dataclass(frozen=True)
class _Range:
    """The days that are asked for, and how far earlier those are that they are compared with."""

    grain: str
    first: date | None
    last: date | None

    def holds(self, row: Row) -> bool:
        """Whether a period lies in the range as a whole."""
        return (self.first is None or row.period_start >= self.first) and (
            self.last is None or row.period_end <= self.last
        )

    def months(self) -> int | None:
        """The months of a range that is made of whole ones."""
        if self.first is None or self.last is None:
            return None
        after = self.last + timedelta(days=1)
        if self.first.day != 1 or after.day != 1:
            return None
        return 12 * (after.year - self.first.year) + after.month - self.first.month

    def earlier(self, start: date, compare: str) -> date:
        """The first day of the period that one is compared with."""
        months = MONTHS.get(self.grain) or (self.months() if self.grain == RANGE else None)
        if compare == "previous_year":
            return _months_later(start, -12) if months else start - WEEKDAY_YEAR
        if months:
            return _months_later(start, -months)
        if self.grain == RANGE:
            return start - (self.last - self.first) - timedelta(days=1)
        return start - timedelta(days=DAYS[self.grain])


class _Source:
    """The rows of one metric in a published copy."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, metric: Metric, cut: str, basis: str | None
    ) -> None:
        """Reads a cut and the total from metric_values, or with a basis from the metric's table."""
        self._connection = connection
        self._metric = metric
        self._cuts = [cut, TOTAL]
        self._found: dict[str, list[tuple]] = {}
        columns = self._columns(metric.mart)
        if metric.name not in columns or not self._columns("metric_values"):
            raise QuestionRefused(
                f"The copy was built by another version of the project: it has no {metric.name}. "
                "Run make build."
            )
        self._bases = self._values(BASIS) if BASIS in columns else []
        if basis is None:
            self._relation, self._parameters = f"{COPY}.metric_values", [metric.name]
            self._where = "metric_id = ?"
            self._shown = "numerator, denominator, value, is_small_sample"
        else:
            if not self._bases:
                raise QuestionRefused(f"{metric.name} has no basis: leave --basis out.")
            _one_of("basis", basis, self._bases)
            self._relation, self._parameters = f"{COPY}.{quoted(metric.mart)}", [basis]
            self._where = f"{BASIS} = ?"
            self._shown = (
                f"cast({self._part(metric.numerator)} as decimal(38, 14)), "
                f"cast({self._part(metric.denominator)} as decimal(38, 14)), "
                f"cast({quoted(metric.name)} as double), cast(null as boolean)"
            )
        self._grains = self._values("period_grain")
        if not self._grains:
            raise QuestionRefused(
                f"The copy has no row of {metric.mart}: there was no data that {metric.name} is "
                "made of."
            )
        [(self.as_of_date,)] = connection.execute(
            f"select as_of_date from {COPY}.published"
        ).fetchall()

    @staticmethod
    def _part(name: str) -> str:
        """A part as SQL; null if the metric has none."""
        return quoted(name) if name else "null"

    def notes(self, basis: str | None) -> list[str]:
        """What a reader should know about where the values come from."""
        if basis is not None or not self._bases:
            return []
        return [
            "Of the basis that the build was told; --basis asks for one of: "
            f"{', '.join(self._bases)}."
        ]

    def _columns(self, table: str) -> list[str]:
        """The columns of a table of the copy; none if it has no such table."""
        rows = self._connection.execute(
            "select column_name from duckdb_columns() "
            "where database_name = ? and schema_name = ? and table_name = ?",
            [COPY, PLAIN, table],
        ).fetchall()
        return [name for (name,) in rows]

    def _values(self, column: str) -> list[str]:
        """The different values of a column in the total of the metric's table."""
        rows = self._connection.execute(
            f"select distinct {quoted(column)} from {COPY}.{quoted(self._metric.mart)} "
            f"where dimension = '{TOTAL}' order by 1"
        ).fetchall()
        return [value for (value,) in rows]

    def _shortest(self) -> str:
        """The shortest grain that the copy has."""
        return next((grain for grain in GRAINS if grain in self._grains), "day")

    def known_from(self) -> date | None:
        """The first day of the data: an earlier one is not known, not empty [known-before]."""
        query = (
            f"select min(period_start) from {COPY}.{quoted(self._metric.mart)} "
            f"where period_grain = ? and dimension = '{TOTAL}'"
        )
        return self._connection.execute(query, [self._shortest()]).fetchall()[0][0]

    def whole_range(self, first: date | None, last: date | None, compare: str | None) -> _Range:
        """The days of a range; where they are not said, all that are known."""
        known = _Range(RANGE, first or self.known_from(), last or self.as_of_date)
        if known.first is None or known.last is None:
            raise QuestionRefused("The copy has no activity at all.")
        if known.first > known.last:
            raise QuestionRefused(f"The copy knows {known.first} to {known.last} only.")
        return known

    def rows(self, cut: str, grain: str, whole: _Range) -> list[Row]:
        """All rows of a cut and grain: those of the copy, else what can be added up to them."""
        if grain in self._grains:
            return [
                Row(start, _end(grain, start), value_of, value, numerator, denominator, complete,
                    small)
                for start, value_of, numerator, denominator, value, small, complete in self._read(
                    cut, grain
                )
            ]
        part_grain = self._part_grain(grain, whole)
        sums: dict[tuple[date, str], list[Any]] = {}
        for start, value_of, numerator, denominator, _, small, _ in self._read(cut, part_grain):
            for begin in self._starts(grain, start, _end(part_grain, start), whole):
                found = sums.setdefault((begin, value_of), [None, None, None])
                found[0] = _known_sum(found[0], numerator)
                found[1] = _known_sum(found[1], denominator)
                # One period that is no small sample is enough; of small ones the copy says nothing.
                found[2] = False if small is False or found[2] is False else None
        return [
            self._summed(grain, whole, *key, *parts) for key, parts in sorted(sums.items())
        ]

    def _read(self, cut: str, grain: str) -> list[tuple]:
        """The rows of the copy; the cut and the total are read at once."""
        query = (
            f"select dimension, period_start, dimension_value, {self._shown}, is_complete "
            f"from {self._relation} where {self._where} and period_grain = ? "
            "and dimension in (?, ?) order by period_start, dimension_value"
        )
        if grain not in self._found:
            parameters = [*self._parameters, grain, *self._cuts]
            self._found[grain] = self._connection.execute(query, parameters).fetchall()
        return [row for dimension, *row in self._found[grain] if dimension == cut]

    def _part_grain(self, grain: str, whole: _Range) -> str:
        """The grain whose periods are added up to those of a longer one that the copy lacks."""
        metric = self._metric
        has = f"Ask for one that it has: {', '.join(g for g in GRAINS if g in self._grains)}."
        if grain in DAYS or grain == "month":
            raise QuestionRefused(f"The copy has no {grain}s of {metric.name}. {has}")
        if not metric.is_addable:
            raise QuestionRefused(f"{_why_not_addable(metric, grain)} {has}")
        fitting = ["month", "day"] if grain != RANGE else ["day"]
        if grain == RANGE and whole.months():
            fitting = ["month", "day"]
        for part_grain in fitting:
            if part_grain in self._grains:
                return part_grain
        needed = " or ".join(fitting)
        raise QuestionRefused(
            f"The copy has no {needed}s that could be added up to this {grain}. {has}"
        )

    @staticmethod
    def _starts(grain: str, start: date, end: date, whole: _Range) -> Iterable[date]:
        """The starts of the longer periods that a period is a part of: the range that is asked for,
        and those that it is compared with."""
        if grain != RANGE:
            yield _start(grain, start)
            return
        days = whole.last - whole.first
        begins = {whole.first, *(whole.earlier(whole.first, compare) for compare in COMPARISONS)}
        for begin in sorted(begins):
            if begin <= start and end <= _range_end(whole, begin, days):
                yield begin

    def _summed(
        self,
        grain: str,
        whole: _Range,
        start: date,
        value_of: str,
        numerator: Decimal | None,
        denominator: Decimal | None,
        small: bool | None,
    ) -> Row:
        """The row of a longer period, made of the sums of its parts."""
        if grain == RANGE:
            end = _range_end(whole, start, whole.last - whole.first)
        else:
            end = _end(grain, start)
        if not self._metric.denominator:
            value = None if numerator is None else float(numerator)
            small = False
        elif numerator is None or not denominator:
            value = None
        else:
            # As the macro ratio: times the scale, as doubles, and last.
            value = self._metric.scale * float(numerator) / float(denominator)
        is_complete = self.as_of_date is not None and end <= self.as_of_date
        return Row(start, end, value_of, value, numerator, denominator, is_complete, small)


def _compared(
    rows: list[Row], unit: str, compare: str | None, whole: _Range, known_from: date | None
) -> list[Row]:
    """The rows with what they are compared with; only finished and wholly known periods are."""
    if compare is None:
        return rows
    values = {(row.period_start, row.dimension_value): row for row in rows}
    found = []
    for row in rows:
        start = whole.earlier(row.period_start, compare)
        other = values.get((start, row.dimension_value))
        is_known = other is not None and known_from is not None and start >= known_from
        if not is_known or not row.is_complete or not other.is_complete:
            other = None
        before = other.value if other else None
        change = None if before is None or row.value is None else row.value - before
        has_percent = change is not None and before > 0 and unit not in UNITS_WITHOUT_PERCENT
        found.append(
            replace(
                row,
                compared_start=start,
                compared_value=before,
                change=change,
                change_percent=100 * change / before if has_percent else None,
            )
        )
    return found


def _notes(
    rows: list[Row], whole: _Range, known_from: date | None, cut: str
) -> list[str]:
    """What a reader should know about the rows that are shown."""
    cut_off = sorted(
        {
            row.period_start
            for row in rows
            if whole.grain != RANGE
            and not whole.holds(row)
            and (whole.first is None or row.period_end >= whole.first)
            and (whole.last is None or row.period_start <= whole.last)
        }
    )
    notes = []
    if cut_off:
        periods = ", ".join(f"the {whole.grain} of {start}" for start in cut_off)
        notes.append(f"Not shown, because the range holds only a part of it: {periods}.")
    shown = [row for row in rows if whole.holds(row)]
    if shown and known_from and shown[0].period_start < known_from:
        notes.append(
            f"The data begins on {known_from}: the {whole.grain} of {shown[0].period_start} is "
            "known in part only."
        )
    if not shown and rows:
        notes.append(
            f"No row: the copy has {whole.grain}s from {rows[0].period_start} to "
            f"{rows[-1].period_end}."
        )
    elif not shown:
        notes.append(f"No row: the copy has no {whole.grain} of {cut}.")
    elif all(row.value is None for row in shown):
        notes.append(f"The metric is not known for any {whole.grain} of {cut}: see its definition.")
    return notes


def _why_not_addable(metric: Metric, grain: str) -> str:
    """Why a metric of a longer period cannot be made of shorter ones."""
    if not metric.numerator:
        return (
            f"{metric.name} is no quotient of sums, such as a median, so that a {grain} cannot be "
            "made of its parts."
        )
    addable = {
        row["part"]
        for row in seed("metric_parts")
        if row["mart"] == metric.mart and row["is_additive_over_periods"] == "true"
    }
    parts = [
        part
        for part in dict.fromkeys((metric.numerator, metric.denominator))
        if part and part not in addable
    ]
    return (
        f"{metric.name} cannot be added up to a {grain}: {' and '.join(parts)} "
        f"{'is' if len(parts) == 1 else 'are'} counted anew in every period. Who is there in two "
        "of them would count twice."
    )


def _metric(name: str) -> Metric:
    """The metric of a name."""
    catalog = metrics()
    _one_of("metric", name, catalog)
    if not catalog[name].is_built:
        raise QuestionRefused(f"{name} is defined, but not built yet: no table has its values.")
    if not catalog[name].cuts:
        raise QuestionRefused(
            f"{name} belongs to no period: read its rows in the table {catalog[name].mart}."
        )
    return catalog[name]


def _cut(metric: Metric, by: str | None) -> str:
    """The dimension by which a metric is asked for."""
    if by is None or by == TOTAL:
        return TOTAL
    _one_of(f"cut of {metric.name}", by, metric.cuts)
    return by


def _one_of(what: str, name: str, names: Iterable[str]) -> None:
    """Raises QuestionRefused with the nearest names for a name that is none of them."""
    names = list(names)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    near += [other for other in names if name and name in other and other not in near][:5]
    if len(names) <= 12:
        hint = f"There are: {', '.join(names)}."
    else:
        hint = "--list shows them all."
    question = f" Did you mean {' or '.join(near)}?" if near else ""
    raise QuestionRefused(f"There is no {what} {name!r}.{question} {hint}")


def _first_day(text: str | date | None) -> date | None:
    """The first day of a day, month or year."""
    return _days(text)[0] if text is not None else None


def _last_day(text: str | date | None) -> date | None:
    """The last day of a day, month or year."""
    return _days(text)[1] if text is not None else None


def _days(text: str | date) -> tuple[date, date]:
    """The first and last day of 2025-03-31, 2025-03 or 2025."""
    if isinstance(text, date):
        return text, text
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        return first, _months_later(first, 1 if month else 12) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise QuestionRefused(
            f"{text!r} is no day, month or year. Write it as 2025-03-31, 2025-03 or 2025."
        ) from None


def _months_later(day: date, months: int) -> date:
    """The first of a month so many months later, or earlier; the day is a first."""
    total = 12 * day.year + day.month - 1 + months
    return date(total // 12, total % 12 + 1, day.day)


def _start(grain: str, day: date) -> date:
    """The first day of the quarter or year of a day."""
    return date(day.year, day.month - (day.month - 1) % MONTHS[grain], 1)


def _end(grain: str, start: date) -> date:
    """The last day of the period that begins on a day."""
    if grain in DAYS:
        return start + timedelta(days=DAYS[grain] - 1)
    return _months_later(start, MONTHS[grain]) - timedelta(days=1)


def _range_end(whole: _Range, begin: date, days: timedelta) -> date:
    """The last day of a range as long as the one that is asked for, in months if it is of them."""
    months = whole.months()
    return _months_later(begin, months) - timedelta(days=1) if months else begin + days


def _known_sum(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    """The sum of what is known; nothing if neither is [known-sums]."""
    return second if first is None else first if second is None else first + second


# --- what is printed ---


def as_json(answer: Answer) -> str:
    """The whole answer; numbers as they are, days as text."""
    def plain(value: object) -> object:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value.isoformat()

    return json.dumps(asdict(answer), default=plain, ensure_ascii=False, indent=2)


def as_csv(answer: Answer) -> str:
    """One line per row; the totals are those of a question without a cut."""
    file = io.StringIO()
    columns = [column.name for column in fields(Row)]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["metric", "unit", "grain", "cut", *columns])
    for row in answer.rows:
        values = [_csv_value(getattr(row, column)) for column in columns]
        writer.writerow([answer.metric, answer.unit, answer.grain, answer.cut, *values])
    return file.getvalue().rstrip("\n")


def _csv_value(value: object) -> object:
    """A value for CSV: decimals without the zeros at their end, booleans as words of SQL."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).lower() if isinstance(value, bool) else value


def as_table(answer: Answer) -> str:
    """The answer for a person, with a line of the total below the values of each period."""
    head = [answer.grain]
    head += [answer.cut] if answer.cut != TOTAL else []
    head += [answer.metric, *_part_names(answer)]
    if answer.compare:
        head += [answer.compare.replace("_", " "), "change", "%"]
    totals = {row.period_start: row for row in answer.totals}
    lines, last = [], None
    for row in [*answer.rows, None]:
        period = row.period_start if row else None
        if last and period != last and answer.cut != TOTAL and last in totals:
            lines.append(_cells(answer, totals[last], "(total)"))
        if row:
            lines.append(_cells(answer, row, row.dimension_value))
        last = period
    marks = [
        "* The period is not finished: its numbers will change, and are compared with nothing."
        if any(not row.is_complete for row in answer.rows) else "",
        "~ A small sample: the value may be chance."
        if any(row.is_small_sample for row in [*answer.rows, *answer.totals]) else "",
    ]
    title = [f"{answer.metric} ({answer.unit}): {answer.definition}."]
    if answer.basis:
        title.append(f"Basis: {answer.basis}.")
    if answer.as_of_date:
        title.append(f"The data knows {answer.as_of_date} as its last day.")
    below = [mark for mark in [*marks, *answer.notes] if mark]
    shown = _aligned([head, *lines], texts=1 if answer.cut == TOTAL else 2)
    return "\n".join([*title, "", *shown, *([""] if below else []), *below])


def _part_names(answer: Answer) -> list[str]:
    """The parts that stand beside a quotient."""
    metric = metrics()[answer.metric]
    return [metric.numerator, metric.denominator] if metric.denominator else []


def _cells(answer: Answer, row: Row, name: str) -> list[str]:
    """The cells of a row in the table for a person."""
    if answer.grain == RANGE:
        period = f"{row.period_start} to {row.period_end}"
    elif answer.grain in DAYS:
        period = str(row.period_start)
    elif answer.grain == "quarter":
        period = f"{row.period_start.year} Q{(row.period_start.month + 2) // 3}"
    else:
        period = str(row.period_start)[: 4 if answer.grain == "year" else 7]
    cells = [period + ("" if row.is_complete else " *")]
    cells += [name] if answer.cut != TOTAL else []
    mark = " ~" if row.is_small_sample else ""
    cells.append(_number(row.value, answer.unit) + mark)
    if _part_names(answer):
        cells += [_number(part, None) for part in (row.numerator, row.denominator)]
    if answer.compare:
        percent = "" if row.change_percent is None else f"{row.change_percent:+,.1f}"
        sign = "+" if row.change is not None and row.change > 0 else ""
        change = _number(row.change, answer.unit) if row.change is not None else ""
        cells += [_number(row.compared_value, answer.unit), sign + change, percent]
    return cells


def _number(value: float | Decimal | None, unit: str | None) -> str:
    """A number for a person; without a unit with as many places as it needs, at most two."""
    if value is None:
        return "-"
    if unit is None:
        places = 0 if value == int(value) else 2
    else:
        places = DECIMAL_PLACES.get(unit, 2)
    return f"{value:,.{places}f}"


def _aligned(rows: list[list[str]], texts: int) -> list[str]:
    """Rows as lines of equal columns; all but so many first ones stand at the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def listed(form: str) -> str:
    """The metrics that can be asked for, with their cuts."""
    rows = [
        {
            "metric": metric.name,
            "unit": metric.unit,
            "table": metric.mart,
            "cuts": list(metric.cuts),
            "can_be_added_up": metric.is_addable,
            "definition": metric.definition,
        }
        for metric in metrics().values()
        if metric.is_built and metric.cuts
    ]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2)
    if form == "csv":
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        for row in rows:
            texts = {"cuts": ";".join(row["cuts"])}
            texts["can_be_added_up"] = str(row["can_be_added_up"]).lower()
            writer.writerow((row | texts).values())
        return file.getvalue().rstrip("\n")
    lines = []
    for mart in dict.fromkeys(row["table"] for row in rows):
        of_table = [row for row in rows if row["table"] == mart]
        lines += [f"{mart}, by {', '.join(of_table[0]['cuts'])}"]
        cells = [[f"  {row['metric']}", row["unit"], row["definition"]] for row in of_table]
        lines += [*_aligned(cells, len(cells[0])), ""]
    return "\n".join(lines).rstrip("\n")


PRINTED = {"table": as_table, "csv": as_csv, "json": as_json}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.ask",
        description="Ask a published copy for a number.",
        epilog="Example: python -m scripts.ask open_rate --by email_type --from 2025",
    )
    parser.add_argument("metric", nargs="?", help="name of the metric; --list shows them")
    parser.add_argument("--by", help="dimension, or pair 'a x b' (default: the total)")
    parser.add_argument(
        "--grain", default="month", help=f"{', '.join(GRAINS)} (default: %(default)s)"
    )
    parser.add_argument("--compare", help=" or ".join(COMPARISONS))
    parser.add_argument("--from", dest="start", help="first day: 2025-03-01, 2025-03 or 2025")
    parser.add_argument("--to", dest="end", help="last day: 2025-03-31, 2025-03 or 2025")
    parser.add_argument("--basis", help="of a metric that has several, such as churn_rate")
    parser.add_argument("--format", default="table", help=f"{', '.join(FORMATS)}")
    parser.add_argument(
        "--warehouse",
        default=str(DEFAULT_WAREHOUSE),
        help="folder of the warehouse, or a published copy (default: %(default)s)",
    )
    parser.add_argument("--list", action="store_true", help="list the metrics and their cuts")
    options = parser.parse_args(arguments)
    try:
        _one_of("format", options.format, FORMATS)
        if options.list:
            print(listed(options.format))
            return 0
        if not options.metric:
            raise QuestionRefused("Name a metric; --list shows them all.")
        answer = ask(
            options.metric,
            by=options.by,
            grain=options.grain,
            compare=options.compare,
            start=options.start,
            end=options.end,
            basis=options.basis,
            warehouse=options.warehouse or DEFAULT_WAREHOUSE,
        )
        print(PRINTED[options.format](answer))
    except (QuestionRefused, CopyUnusable) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
