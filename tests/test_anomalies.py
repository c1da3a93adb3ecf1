"""What metric_anomalies promises, on made-up series through its own SQL, and on the demo.

A series is a metric of a made-up company, one value a day. Chance comes from a seeded generator.
"""

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.warehouse import Warehouse

COMPILED = "compiled/engagement/models/marts/metrics/metric_anomalies.sql"
FIRST_DAY = date(2023, 1, 2)
# A shop sells less on its weekend.
WEEKDAYS = (1.0, 1.05, 1.1, 1.05, 1.1, 0.9, 0.8)
CHRISTMAS = [date(2024, 12, day) for day in (24, 25, 26)]
MARK_OF_CHRISTMAS = ("Christmas", CHRISTMAS[0], CHRISTMAS[-1])
COUNT = {"unit": "count", "numerator": "'cases'", "lower_bound": 0}
SHARE = COUNT | {"unit": "percent", "denominator": "'all'", "scale": 100, "upper_bound": 100}

# A day's value; of a share also its denominator.
Series = dict[date, float | tuple[float, int]]
Judge = Callable[..., list[dict[str, Any]]]


def some(expected: float, chance: random.Random) -> int:
    """A count of cases that come by chance, so many of them on average."""
    if expected > 50:
        return max(0, round(chance.gauss(expected, expected**0.5)))
    cases, at = 0, chance.expovariate(1)
    while at < expected:
        cases, at = cases + 1, at + chance.expovariate(1)
    return cases


def days(count: int) -> list[date]:
    """So many days from the first day on."""
    return [FIRST_DAY + timedelta(days=number) for number in range(count)]


def counts(mean: float, length: int, seed: int) -> Series:
    """A metric of so many a day."""
    chance = random.Random(seed)
    return {day: some(mean * WEEKDAYS[day.weekday()], chance) for day in days(length)}


def shares(share: float, of: int, length: int, seed: int) -> Series:
    """A rate in percent, of so many a day."""
    chance = random.Random(seed)
    hits = {day: sum(chance.random() < share for _ in range(of)) for day in days(length)}
    return {day: (100 * hit / of, of) for day, hit in hits.items()}


@pytest.fixture(scope="module")
def judge(demo: Path) -> Judge:
    """Runs the SQL of metric_anomalies over made-up series: judge(series, marks, kind)."""
    sql = (Warehouse(demo).target / COMPILED).read_text(encoding="utf-8")

    def run(
        series: dict[str, Series],
        marks: Iterable[tuple[str, date, date]] = (),
        kind: dict[str, Any] = COUNT,
    ) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as build; use build")
            connection.execute(
                "create table metric_values (metric_id text, period_start date, value double, "
                "denominator decimal(38, 14))"
            )
            rows = [
                (metric, day, *(value if isinstance(value, tuple) else (value, None)))
                for metric, values in series.items()
                for day, value in values.items()
            ]
            places = ", ".join("(?, ?, ?, ?)" for _ in rows)
            connection.execute(
                f"insert into metric_values values {places}", [cell for row in rows for cell in row]
            )
            connection.execute(
                "alter table metric_values rename to made_up; create view metric_values as select "
                "*, 'day' as period_grain, 'all' as dimension, true as is_complete, "
                "coalesce(denominator < 30, false) as is_small_sample from made_up"
            )
            columns = {"denominator": "null", "scale": 1, "upper_bound": "null"} | kind
            columns["unit"] = f"'{columns['unit']}'"
            connection.execute(
                "create table metric_catalog as select distinct metric_id, "
                + ", ".join(f"{value} as {name}" for name, value in columns.items())
                + " from made_up"
            )
            connection.execute(
                "create table calendar_marks (name text, first_day date, last_day date, kind text, "
                "is_example boolean)"
            )
            for name, first_day, last_day in marks:
                connection.execute(
                    "insert into calendar_marks values (?, ?, ?, 'holiday', false)",
                    [name, first_day, last_day],
                )
            cursor = connection.execute(f"select * from ({sql}) order by all")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return run


def alarms_in_a_year(rows: list[dict[str, Any]]) -> float:
    """Alarms per metric and year that was judged."""
    judged = [row for row in rows if row["not_judged_reason"] is None]
    assert judged
    return len({row["alarm_id"] for row in rows if row["is_anomaly"]}) / (len(judged) / 365)


def test_a_metric_of_200_a_day_halved_for_a_day_is_found_in_9_of_10_runs(judge: Judge) -> None:
    """On any day of the week, and with the right side."""
    runs, length = 100, 160
    halved = {}
    for run in range(runs):
        values = counts(200, length, seed=run)
        day = FIRST_DAY + timedelta(days=length - 1 - run % 14)
        values[day] = values[day] // 2
        halved[f"run_{run}"] = (day, values)
    rows = judge({metric: values for metric, (_, values) in halved.items()})
    found = {
        row["metric_id"]
        for row in rows
        if row["period_start"] == halved[row["metric_id"]][0] and row["side"] == "below"
    }
    assert len(found) >= 0.9 * runs


@pytest.mark.parametrize("mean", [3, 20, 200, 5000])
def test_counts_that_move_by_chance_alone_rarely_raise_an_alarm(mean: int, judge: Judge) -> None:
    """Under .5 alarms per metric and year, for rare cases and for many."""
    series = {f"run_{run}": counts(mean, 500, seed=1000 + run) for run in range(20)}
    assert alarms_in_a_year(judge(series)) < 0.5


@pytest.mark.parametrize("share", [0.01, 0.3])
def test_shares_that_move_by_chance_alone_rarely_raise_an_alarm(
    share: float, judge: Judge
) -> None:
    """The same, for a rate of 200 a day."""
    series = {f"run_{run}": shares(share, 200, 400, seed=2000 + run) for run in range(20)}
    assert alarms_in_a_year(judge(series, kind=SHARE)) < 0.5


def christmas(seed: int) -> Series:
    """Two years and more of 200 a day, and a fifth of it on the days of one Christmas."""
    values = counts(200, 800, seed)
    return {day: value // 5 if day in CHRISTMAS else value for day, value in values.items()}


def test_a_christmas_that_is_not_marked_is_an_alarm(judge: Judge) -> None:
    """All its days, and they are one."""
    rows = judge({f"run_{run}": christmas(seed=3000 + run) for run in range(10)})
    found = [row for row in rows if row["period_start"] in CHRISTMAS]
    assert all(row["side"] == "below" for row in found)
    assert len({row["alarm_id"] for row in found}) == 10


def test_a_marked_christmas_is_no_alarm_and_does_not_disturb_january(judge: Judge) -> None:
    """January is judged as if the three days had no value at all, and not as if they had a low one.
    """
    marked = christmas(seed=3000)
    empty = {day: value for day, value in marked.items() if day not in CHRISTMAS}
    series = {"marked": marked, "empty": empty}
    rows = judge(series, [MARK_OF_CHRISTMAS])
    of_christmas = [row for row in rows if row["period_start"] in CHRISTMAS]
    assert [row["calendar_mark"] for row in of_christmas] == ["Christmas"] * 3
    assert {row["not_judged_reason"] for row in of_christmas} == {"calendar_mark"}
    assert not any(row["is_anomaly"] for row in of_christmas)
    compared = ("period_start", "value", "expected", "centre", "spread", "is_anomaly")
    january = {
        metric: [
            [row[column] for column in compared]
            for row in rows
            if row["metric_id"] == metric and row["period_start"] > CHRISTMAS[-1]
        ]
        for metric in series
    }
    assert january["marked"] == january["empty"]
    assert not any(row[-1] for row in january["marked"])
    # Without the mark the low days are in the medians of January.
    unmarked = [
        [row[column] for column in compared]
        for row in judge(series)
        if row["metric_id"] == "marked" and row["period_start"] > CHRISTMAS[-1]
    ]
    assert unmarked != january["marked"]


def test_the_demo_raises_few_alarms(demo_connection: duckdb.DuckDBPyConnection) -> None:
    """Under .5 per metric and judged year, days and weeks together."""
    [(alarms, years)] = demo_connection.execute(
        """
        select
            count(distinct alarm_id),
            sum(case period_grain when 'day' then 1 else 7 end)
                filter (where not_judged_reason is null) / 365
        from metric_anomalies
        """
    ).fetchall()
    assert 0 < alarms < 0.5 * years


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        (
            "metric_scorecard",
            "status",
            {"no_value", "small_sample", "no_target", "met", "near", "missed"},
        ),
        (
            "metric_anomalies",
            "coalesce(not_judged_reason, 'judged')",
            {
                "expected_not_above_zero",
                "no_history",
                "small_sample",
                "spread_not_above_zero",
                "irregular",
                "calendar_mark",
                "judged",
            },
        ),
        ("metric_anomalies", "coalesce(side, 'usual')", {"above", "below", "usual"}),
        ("metric_before_after", "compared", {"during", "after"}),
    ],
)
def test_the_demo_shows_every_case(
    table: str, column: str, expected: set[str], demo_connection: duckdb.DuckDBPyConnection
) -> None:
    """Every status, reason and side occurs."""
    found = demo_connection.execute(f"select distinct {column} from {table}").fetchall()
    assert {row[0] for row in found} == expected
