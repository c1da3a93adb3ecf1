"""What the report knows: the numbers of a published copy, bounded, ready for the page.

The page holds the parts of every metric by grain, period and cut, and makes a quotient of them as
the warehouse does: scale times numerator over denominator ([empty-denominator]). Only what the
page cannot make of them is computed here: what moved a metric (scripts/report/moves.py).
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from scripts.ask import BASIS, DAYS, MONTHS, TOTAL, WEEKDAY_YEAR
from scripts.published_copy import (
    PLAIN,
    CopyUnusable,
    attached,
    copy_at,
    literal,
    published_facts,
    quoted,
    schemas,
    seed,
)
from scripts.report.moves import Effect, Parts, effects, rest_of, times_usual
from scripts.report.pictures import read_pictures
from scripts.report.sections import LEADING, SECTIONS

COPY = "copy"
# What every copy has, whatever channels are on.
REQUIRED = ("metric_values", "metric_scorecard", "metric_before_after")
# What the copy tells of the vars of its builds, and the kind of the marks that are made of it.
VARS = "published_vars"
PREVIOUS, YEAR_AGO = "previous", "year_ago"
GRAINS = (*DAYS, *MONTHS)
PAIR = " x "
# Of a part that is a decimal: more digits only make the page larger.
DIGITS = 11


@dataclass(frozen=True)
class Bounds:
    """How much of a copy is on the page, so that its size depends on no company.

    periods: of a grain, latest first, of the total; of cuts; and those of which is told what moved.
    """

    periods: dict[str, tuple[int, int, int]]
    values: int
    league_values: int


BOUNDS = Bounds(
    {
        "day": (400, 0, 0),
        "week": (157, 57, 4),
        "month": (120, 25, 6),
        "quarter": (40, 9, 2),
        "year": (20, 5, 1),
    },
    values=8,
    league_values=15,
)
# The same with fewer values and periods, for a company with so many of both that the page is large.
NARROWER = [
    Bounds({**BOUNDS.periods, "week": (157, 30, 3), "month": (120, 19, 3)}, 6, 10),
    Bounds({**BOUNDS.periods, "day": (200, 0, 0), "week": (105, 14, 1), "month": (60, 14, 1)},
           4, 6),
]
# Dimensions with one value per thing: their longest lists are leagues.
LEAGUES = ("landing_page", "page_path", "campaign_id", "live_event_id")
MOST_MOVED = 12


@dataclass
class Cut:
    """The values of a dimension that are shown, and their columns by period."""

    values: list[str]
    left_out: int
    # The first period of the series among those of the grain.
    first: int
    series: list[list[list[float | None]]]

    def numbers(self, value: int, column: int, period: int) -> float | None:
        """The number of a value's column in a period; None where there is no row."""
        place = period - self.first
        return self.series[value][column][place] if place >= 0 else None


@dataclass
class Grain:
    """The periods of a metrics table in one grain."""

    periods: list[date]
    complete: list[bool]
    cuts: dict[str, Cut] = field(default_factory=dict)


@dataclass
class Mart:
    """A metrics table: the columns of the page, and the rows by grain."""

    name: str
    owner: str
    columns: list[str]
    first_day: date | None = None
    grains: dict[str, Grain] = field(default_factory=dict)


@dataclass(frozen=True)
class CatalogMetric:
    """A metric of the catalog that a metrics table of the page has."""

    row: dict[str, str]
    is_splittable: bool

    @property
    def name(self) -> str:
        """Its name."""
        return self.row["metric_id"]

    @property
    def columns(self) -> list[str]:
        """What the page needs of it: its parts, or itself where it has none."""
        parts = [part for part in (self.row["numerator"], self.row["denominator"]) if part]
        return parts or [self.name]

    @property
    def scale(self) -> int:
        """The factor of the quotient."""
        return int(self.row["scale"])


def catalog() -> dict[str, list[CatalogMetric]]:
    """The metrics with periods, by their table."""
    addable = {
        (row["mart"], row["part"])
        for row in seed("metric_parts")
        if row["is_additive_over_dimensions"] == "true"
    }
    cut_marts = {row["mart"] for row in seed("metric_dimensions")}
    found: dict[str, list[CatalogMetric]] = {}
    for row in seed("metric_catalog"):
        if row["is_built"] != "true" or row["mart"] not in cut_marts:
            continue
        parts = [part for part in (row["numerator"], row["denominator"]) if part]
        splittable = bool(parts) and all((row["mart"], part) in addable for part in parts)
        found.setdefault(row["mart"], []).append(CatalogMetric(row, splittable))
    return found


def read_report(warehouse: Path | str, bounds: Bounds = BOUNDS) -> dict[str, Any]:
    """All that the page shows, as what JSON can hold.

    Raises:
        CopyUnusable: there is no published copy, or it is of an older version.
    """
    with attached(**{COPY: copy_at(warehouse)}) as connection:
        tables = schemas(connection, COPY)
        missing = set(REQUIRED) - set(tables)
        if missing:
            raise CopyUnusable(
                f"The copy was built by another version of the project: it has no "
                f"{', '.join(sorted(missing))}. Run make build."
            )
        metrics = catalog()
        marts = [read_mart(connection, name, metrics[name], bounds) for name in metrics]
        scorecard = _rows(connection, "from {copy}.metric_scorecard order by metric_id")
        return {
            "copy": _copy_facts(connection, tables),
            "small": _smallest_known(connection),
            "metrics": [_metric(metric) for mart in metrics.values() for metric in mart],
            "marts": [_mart(mart) for mart in marts],
            "scorecard": [_scorecard_row(row) for row in scorecard],
            "marks": _marks(connection, tables),
            "moves": {mart.name: what_moved(mart, metrics[mart.name], bounds) for mart in marts},
            "pictures": read_pictures(connection, COPY, tables),
            "sections": sections(marts),
            "leading": LEADING,
            "bounds": {"values": bounds.values, "periods": bounds.periods},
        }


def bounded_report(
    warehouse: Path | str, made: Callable[[dict[str, Any]], str], max_bytes: int
) -> str:
    """The page with as much of the copy as fits.

    made: makes the page of the data. A company with so many values that its page is too large gets
    fewer values and periods of cuts.
    """
    for bounds in (BOUNDS, *NARROWER):
        page = made(read_report(warehouse, bounds))
        if len(page.encode("utf-8")) < max_bytes:
            break
    return page


def sections(marts: Iterable[Mart]) -> list[dict[str, Any]]:
    """The sections of the page; a table that is in none has one without pictures."""
    placed = {name for names, _ in SECTIONS.values() for name in names}
    own = {mart.name: ([mart.name], []) for mart in marts if mart.name not in placed}
    return [
        {"name": name, "marts": names, "panels": panels}
        for name, (names, panels) in {**SECTIONS, **own}.items()
    ]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query of the copy, by column."""
    cursor = connection.execute(query.format(copy=COPY))
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _marks(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> list[dict[str, Any]]:
    """The marks of the calendar, and the last day of the data when a var was changed.

    The mark of a change has the names of its vars; the page puts it into words.
    """
    query = "select mark, kind, first_day, last_day from {copy}.metric_before_after group by all"
    if VARS in tables:
        query += f"""
            union all
            select string_agg(var_name, ', ' order by var_name), '{VARS}', as_of_date, as_of_date
            from (
                select * from {{copy}}.{VARS}
                qualify row_number() over (partition by var_name order by published_at) > 1
            )
            where as_of_date is not null
            group by as_of_date
        """
    return _rows(connection, f"from ({query}) order by first_day, mark")


def _copy_facts(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> dict[str, Any]:
    """When the copy was published and of what, and its currency where the orders tell it."""
    facts: dict[str, Any] = dict(published_facts(connection, COPY))
    currencies = []
    if "orders" in tables:
        # The base currency is worth one of itself on every day.
        currencies = connection.execute(
            f"select currency from {COPY}.orders where exchange_rate is not null "
            "group by currency having bool_and(exchange_rate = 1)"
        ).fetchall()
    facts["currency"] = currencies[0][0] if len(currencies) == 1 else None
    return facts


def _smallest_known(connection: duckdb.DuckDBPyConnection) -> float | None:
    """The denominator from which on a quotient is no small sample ([small-sample]).

    The copy marks the rows and does not name the var; between the greatest marked and the least
    unmarked denominator every limit means the same.
    """
    [(marked, unmarked)] = connection.execute(
        "select max(denominator) filter (is_small_sample), "
        "min(denominator) filter (not is_small_sample) "
        f"from {COPY}.metric_values where denominator is not null and dimension = '{TOTAL}'"
    ).fetchall()
    if marked is None and unmarked is None:
        return None
    return float(unmarked) if unmarked is not None else float(marked) + 1


def read_mart(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    metrics: Sequence[CatalogMetric],
    bounds: Bounds,
) -> Mart:
    """The rows of a metrics table within the bounds."""
    owners = {row["mart"]: row["owner"] for row in seed("metric_owners")}
    columns = list(dict.fromkeys(column for metric in metrics for column in metric.columns))
    mart = Mart(name, owners.get(name, ""), columns)
    known = [
        column for (column,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = ? "
            "and schema_name = ? and table_name = ?",
            [COPY, PLAIN, name],
        ).fetchall()
    ]
    if not known:
        return mart
    if not set(columns) <= set(known):
        raise CopyUnusable(
            f"The copy was built by another version of the project: {name} has no "
            f"{', '.join(sorted(set(columns) - set(known)))}. Run make build."
        )
    source = f"{COPY}.{name}"
    if BASIS in known:
        source = f"(from {source} where {BASIS} = {literal(_basis(connection, name, metrics))})"
    [(mart.first_day,)] = connection.execute(
        f"select min(period_start) from {source} "
        f"where period_grain = 'day' and dimension = '{TOTAL}'"
    ).fetchall()
    for grain in GRAINS:
        read = _read_grain(connection, source, grain, columns, bounds)
        if read is not None:
            mart.grains[grain] = read
    return mart


def _basis(
    connection: duckdb.DuckDBPyConnection, name: str, metrics: Sequence[CatalogMetric]
) -> str:
    """The basis that metric_values takes of a table with several: the one with its numbers."""
    metric = metrics[0]
    found = connection.execute(
        f"select rows.{BASIS} from {COPY}.{name} as rows "
        f"inner join {COPY}.metric_values as told on told.metric_id = '{metric.name}' "
        "and told.period_grain = rows.period_grain and told.period_start = rows.period_start "
        "and told.dimension = rows.dimension and told.dimension_value = rows.dimension_value "
        f"group by rows.{BASIS} having bool_and(told.numerator is not distinct from "
        f"rows.{metric.row['numerator']}) order by rows.{BASIS}"
    ).fetchall()
    return found[0][0] if found else ""


def _read_grain(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    grain: str,
    columns: Sequence[str],
    bounds: Bounds,
) -> Grain | None:
    """The latest periods of one grain; None if the table has no row of it."""
    shown, cut_periods, _ = bounds.periods[grain]
    periods = connection.execute(
        f"select period_start, is_complete from {source} "
        f"where period_grain = '{grain}' and dimension = '{TOTAL}' "
        f"order by period_start desc limit {shown}"
    ).fetchall()[::-1]
    if not periods:
        return None
    found = Grain([start for start, _ in periods], [complete for _, complete in periods])
    first_cut = max(0, len(periods) - cut_periods)
    rows = connection.execute(
        # Of each dimension the values that are largest over all periods of cuts.
        f"""
        with parts as (
            select dimension, dimension_value, period_start, {", ".join(map(quoted, columns))}
            from {source} as mart
            where period_grain = '{grain}' and not contains(dimension, '{PAIR}')
                and period_start >= case when dimension = '{TOTAL}' then $first else $cut end
        ),
        ranked as (
            select dimension, dimension_value,
                row_number() over (
                    partition by dimension
                    order by sum(abs(coalesce({quoted(columns[0])}, 0))) desc, dimension_value
                ) as rank,
                count(*) over (partition by dimension) as known
            from parts
            group by dimension, dimension_value
            qualify rank <= case when dimension in {LEAGUES} then {bounds.league_values}
                else {bounds.values} end
        )
        select ranked.rank, ranked.known, parts.*
        from parts
        inner join ranked
            on parts.dimension = ranked.dimension
            and parts.dimension_value = ranked.dimension_value
        order by parts.dimension, ranked.rank, parts.period_start
        """,
        {
            "first": found.periods[0],
            "cut": found.periods[first_cut] if first_cut < len(periods) else date.max,
        },
    ).fetchall()
    places = {start: place for place, start in enumerate(found.periods)}
    for rank, known, dimension, value, start, *numbers in rows:
        first = 0 if dimension == TOTAL else first_cut
        cut = found.cuts.setdefault(dimension, Cut([], 0, first, []))
        # 'all' may lack a period that a value has, where it is not one of the calendar.
        if start not in places:
            continue
        if not cut.values or cut.values[-1] != value:
            cut.values.append(value)
            cut.left_out = known - len(cut.values)
            cut.series.append([[None] * (len(periods) - first) for _ in columns])
        for column, number in zip(cut.series[-1], numbers, strict=True):
            column[places[start] - first] = _number(number)
    return found


def _number(value: object) -> float | int | None:
    """A number for JSON: whole ones without a point."""
    if value is None:
        return None
    number = float(f"{value:.{DIGITS}g}") if isinstance(value, Decimal) else float(value)
    return int(number) if number == int(number) else number


def value_of(mart: Mart, metric: CatalogMetric, cut: Cut, value: int, period: int) -> float | None:
    """The metric of a value of a cut in a period, made of its parts as the page does it."""
    numbers = [
        cut.numbers(value, mart.columns.index(column), period) for column in metric.columns
    ]
    if len(numbers) == 1:
        return numbers[0]
    numerator, denominator = numbers
    if numerator is None or not denominator:
        return None
    return metric.scale * numerator / denominator


def compared_start(grain: str, start: date, comparison: str) -> date:
    """The first day of the period that one is compared with ([scorecard-periods])."""
    if grain in DAYS:
        return start - (WEEKDAY_YEAR if comparison == YEAR_AGO else timedelta(days=DAYS[grain]))
    months = 12 if comparison == YEAR_AGO else MONTHS[grain]
    total = 12 * start.year + start.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def what_moved(
    mart: Mart, metrics: Sequence[CatalogMetric], bounds: Bounds
) -> dict[str, dict[str, Any]]:
    """By grain and period: how unusual the change of each metric was, and its splits.

    A split is [cut, largest excess, [[value, rate, mix], ...]]; value -1 is what the total has
    beside the values, and of a sum there is one effect only.
    """
    found: dict[str, dict[str, Any]] = {}
    for grain, read in mart.grains.items():
        places = {start: place for place, start in enumerate(read.periods)}
        last = [place for place, complete in enumerate(read.complete) if complete]
        for place in last[-bounds.periods[grain][2]:] if bounds.periods[grain][2] else []:
            start = read.periods[place]
            of_period: dict[str, Any] = {}
            for comparison in (PREVIOUS, YEAR_AGO):
                other = compared_start(grain, start, comparison)
                is_whole = mart.first_day is None or other >= mart.first_day
                if other in places and is_whole:
                    of_period[comparison] = _splits(mart, metrics, read, place, places[other])
            of_period["unusual"] = _unusual(mart, metrics, read, place)
            found.setdefault(grain, {})[start.isoformat()] = of_period
    return found


def _unusual(
    mart: Mart, metrics: Sequence[CatalogMetric], read: Grain, place: int
) -> dict[str, float]:
    """How many times the usual change the change of each metric was ([largest-moves])."""
    total = read.cuts[TOTAL]
    first = next(
        (at for at, start in enumerate(read.periods)
         if mart.first_day is None or start >= mart.first_day), place
    )
    found = {}
    for metric in metrics:
        values = [value_of(mart, metric, total, 0, at) for at in range(first, place + 1)]
        times = times_usual(values)
        if times is not None:
            found[metric.name] = _short(times)
    return found


def _splits(
    mart: Mart, metrics: Sequence[CatalogMetric], read: Grain, now: int, before: int
) -> dict[str, list]:
    """The splits of all metrics whose parts add up, the cut that explains most first."""
    found = {}
    for metric in metrics:
        if not metric.is_splittable:
            continue
        splits = []
        for dimension, cut in read.cuts.items():
            if dimension == TOTAL or before < cut.first:
                continue
            split = _split(mart, metric, read.cuts[TOTAL], cut, before, now)
            if not split:
                continue
            largest = max(abs(effect.excess) for effect in split.values())
            rows = [
                [place, _short(effect.rate)] + ([_short(effect.mix)] if len(metric.columns) > 1
                                                else [])
                for place, effect in split.items()
                if effect.rate or effect.mix
            ]
            splits.append([dimension, _short(largest), rows])
        if splits:
            found[metric.name] = sorted(splits, key=lambda split: (-split[1], split[0]))
    return found


def _split(
    mart: Mart, metric: CatalogMetric, total: Cut, cut: Cut, before: int, now: int
) -> dict[int, Effect]:
    """The effects by the place of the value in its cut, -1 the rest; none if it does not add up."""
    columns = [mart.columns.index(column) for column in metric.columns]

    def parts(of: Cut, value: int) -> Parts:
        numbers = [
            of.numbers(value, column, period) or 0.0 for column in columns
            for period in (before, now)
        ]
        return Parts(*numbers)

    if any(total.numbers(0, columns[0], period) is None for period in (before, now)):
        return {}
    whole = parts(total, 0)
    values = {place: parts(cut, place) for place in range(len(cut.values))}
    rest = rest_of(whole, list(values.values()))
    if rest is None:
        return {}
    found = effects(whole, {**values, -1: rest}, metric.scale)
    return found


def _short(number: float) -> float:
    """A number with the digits that a reader could see."""
    return float(f"{number:.6g}")


def _metric(metric: CatalogMetric) -> dict[str, Any]:
    """A metric for the page."""
    row = metric.row
    return {
        "id": row["metric_id"],
        "mart": row["mart"],
        "unit": row["unit"],
        "direction": row["direction"],
        "numerator": row["numerator"] or None,
        "denominator": row["denominator"] or None,
        "scale": metric.scale,
        "definition": "; ".join(text for text in (row["definition"], row["edge_rule"]) if text),
        "names": {"en": english_name(row["metric_id"]), "zh": row["name_zh"],
                  "ru": row["name_ru"]},
        "splittable": metric.is_splittable,
    }


WORDS = {
    "nps": "NPS", "csat": "CSAT", "ces": "CES", "clv": "CLV", "ctr": "CTR", "cta": "CTA",
    "avg": "average", "day1": "day 1", "day7": "day 7", "day30": "day 30", "top10": "top 10",
}


def english_name(name: str) -> str:
    """The name of a metric for people; the catalog has those of other languages."""
    text = " ".join(WORDS.get(word, word) for word in name.split("_"))
    return text[:1].upper() + text[1:]


def _mart(mart: Mart) -> dict[str, Any]:
    """A metrics table for the page."""
    return {
        "name": mart.name,
        "owner": mart.owner,
        "columns": mart.columns,
        "first_day": mart.first_day,
        "grains": {
            grain: {
                "periods": read.periods,
                "complete": [int(complete) for complete in read.complete],
                "cuts": {
                    dimension: {
                        "values": cut.values,
                        "left_out": cut.left_out,
                        "first": cut.first,
                        "series": cut.series,
                    }
                    for dimension, cut in read.cuts.items()
                },
            }
            for grain, read in mart.grains.items()
        },
    }


SCORECARD = ("metric_id", "period_grain", "period_start", "target", "status", "benchmark",
             "benchmark_year", "benchmark_source")


def _scorecard_row(row: dict[str, Any]) -> dict[str, Any]:
    """What the scorecard says of a metric that its parts do not; benchmarks where there is one."""
    return {column: row[column] for column in SCORECARD if row[column] is not None}


def as_json(data: dict[str, Any]) -> str:
    """The data as compact JSON; days as text, decimals as numbers."""

    def plain(value: object) -> object:
        if isinstance(value, Decimal):
            return _number(value)
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"{value!r} is not for JSON")

    return json.dumps(data, default=plain, ensure_ascii=False, separators=(",", ":"),
                      allow_nan=False)


def packed(text: str) -> str:
    """A text, compressed, in letters that HTML leaves alone; the same bytes every time."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode("ascii")
