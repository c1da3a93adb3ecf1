"""scripts.ask: right numbers, at the right grain, or a clear refusal."""

import csv
import io
import json
import re
import shlex
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.ask import Answer, QuestionRefused, ask, main, metrics
from scripts.published_copy import CopyUnusable
from scripts.reference import README
from scripts.warehouse import Warehouse

Asking = Callable[..., Answer]
METRICS = [metric for metric in metrics().values() if metric.is_built and metric.cuts]
ADDABLE = [metric.name for metric in METRICS if metric.is_addable]


@pytest.fixture
def asked(demo: Path) -> Asking:
    """ask() on the demo's published copy."""
    return lambda *question, **options: ask(*question, warehouse=demo, **options)


@pytest.fixture
def published(demo: Path) -> Callable[[str], list[tuple]]:
    """The rows of a query on the demo's published copy."""

    def rows(query: str) -> list[tuple]:
        with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    return rows


@pytest.fixture
def changed(demo: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the demo's published copy, changed by statements."""

    def change(*statements: str) -> Path:
        path = Path(shutil.copy(Warehouse(demo).published_database, tmp_path / "copy.duckdb"))
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        return path

    return change


def values(answer: Answer) -> list[tuple]:
    """Start, dimension value and value of the rows."""
    return [(row.period_start, row.dimension_value, row.value) for row in answer.rows]


# --- what the copy has ---


@pytest.mark.parametrize(
    ("metric", "by", "grain", "table"),
    [
        ("open_rate", "email_type", "month", "email_metrics"),
        ("open_rate", None, "week", "email_metrics"),
        ("visitors", "channel_group x customer_segment", "month", "web_metrics"),
        ("net_revenue", "currency", "day", "commerce_metrics"),
        ("median_first_response_minutes", "touchpoint", "week", "support_metrics"),
        ("clv_lifetime", "country", "month", "customer_value_metrics"),
    ],
)
def test_a_number_is_that_of_its_table(
    metric: str, by: str | None, grain: str, table: str, asked: Asking, published: Callable
) -> None:
    query = (
        f"select period_start, dimension_value, cast({metric} as double), is_complete from {table} "
        f"where period_grain = '{grain}' and dimension = '{{}}' order by all"
    )
    answer = asked(metric, by=by, grain=grain)
    expected = published(query.format(by or "all"))
    assert values(answer) == [row[:3] for row in expected]
    assert [row.is_complete for row in answer.rows] == [row[3] for row in expected]
    if by:
        total = [(row.period_start, "all", row.value) for row in answer.totals]
        assert total == [row[:3] for row in published(query.format("all"))]


@pytest.mark.parametrize("basis", ["orders", "subscription", None])
def test_a_basis_is_taken_or_that_of_metric_values(
    basis: str | None, asked: Asking, published: Callable
) -> None:
    """The demo's churn_basis is orders."""
    expected = published(
        "select period_start, 'all', churn_rate from customer_retention where dimension = 'all' "
        f"and period_grain = 'quarter' and basis = '{basis or 'orders'}' order by all"
    )
    assert values(asked("churn_rate", grain="quarter", basis=basis)) == expected


def test_unfinished_periods_are_marked(asked: Asking) -> None:
    """The demo ends on 2025-12-31, a Wednesday: its last week is not over, its last month is."""
    weeks = {row.period_start: row for row in asked("orders", grain="week").rows}
    assert not weeks[date(2025, 12, 29)].is_complete
    assert weeks[date(2025, 12, 22)].is_complete
    assert asked("orders", start="2025-12", end="2025-12").rows[0].is_complete


def test_only_whole_periods_of_the_range_are_shown(asked: Asking) -> None:
    """From a Wednesday to a Tuesday: the weeks at both ends are told, not shown."""
    answer = asked("orders", grain="week", start="2025-12-10", end="2025-12-23")
    assert [row.period_start for row in answer.rows] == [date(2025, 12, 15)]
    assert answer.notes == [
        "Not shown, because the range holds only a part of it: the week of 2025-12-08, "
        "the week of 2025-12-22."
    ]


def test_months_and_years_stand_for_their_days(asked: Asking) -> None:
    starts = [row.period_start for row in asked("orders", start="2025-02", end="2025-04").rows]
    assert starts == [date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)]
    year = asked("orders", start="2025", end=date(2025, 12, 31))
    assert len(year.rows) == 12


def test_a_range_without_rows_is_told(asked: Asking) -> None:
    answer = asked("orders", start="2030")
    assert answer.rows == []
    assert "No row: the copy has months from 2024-07-01 to " in answer.notes[0]


# --- what is added up ---


@pytest.mark.parametrize("metric", ADDABLE)
def test_a_range_of_one_month_is_the_month(metric: str, asked: Asking) -> None:
    """What is added up of the parts equals the table, to the last digit, in total and by cut."""
    november = {"by": metrics()[metric].cuts[0], "start": "2025-11", "end": "2025-11"}
    month, summed = asked(metric, **november), asked(metric, grain="range", **november)
    assert values(summed) == values(month)
    assert [row.value for row in summed.totals] == [row.value for row in month.totals]
    assert {row.period_end for row in summed.totals} == {date(2025, 11, 30)}


def test_days_are_added_up_where_the_range_is_not_of_months(
    asked: Asking, published: Callable
) -> None:
    [(orders,)] = published(
        "select count(*) from orders where is_completed "
        "and ordered_date between date '2025-03-10' and date '2025-04-20'"
    )
    [row] = asked("orders", grain="range", start="2025-03-10", end="2025-04-20").rows
    assert row.value == orders > 0


def test_a_quarter_is_the_quotient_of_its_sums(asked: Asking, published: Callable) -> None:
    """Not the mean of the quotients of its months; computed from the orders here."""
    expected = published(
        "select cast(date_trunc('quarter', ordered_date) as date), "
        "sum(base_amount)::double / count(*) from orders where is_completed group by 1 order by 1"
    )
    found = [(row.period_start, row.value) for row in asked("average_order_value",
                                                            grain="quarter").rows]
    assert [start for start, _ in found] == [start for start, _ in expected]
    assert [value for _, value in found] == pytest.approx([value for _, value in expected])
    months = asked("average_order_value", start="2025-10", end="2025-12").rows
    assert found[-1][1] != pytest.approx(sum(row.value for row in months) / 3)


def test_a_range_ends_with_the_data_and_says_where_it_begins(asked: Asking) -> None:
    [row] = asked("orders", grain="range").rows
    assert (row.period_start, row.period_end) == (date(2024, 7, 1), date(2025, 12, 31))
    assert row.is_complete
    answer = asked("orders", grain="year")
    assert answer.notes == [
        "The data begins on 2024-07-01: the year of 2024-01-01 is known in part only."
    ]
    [row] = asked("orders", grain="range", start="2025-12", end="2026-01").rows
    assert not row.is_complete


@pytest.mark.parametrize(
    "metric",
    [
        metric.name for metric in METRICS
        if not metric.is_addable and metric.mart != "customer_retention"
    ],
)
def test_people_and_other_distinct_counts_are_never_added_up(
    metric: str, asked: Asking
) -> None:
    reason = "is counted anew|are counted anew|is no quotient of sums"
    with pytest.raises(QuestionRefused, match=reason) as refusal:
        asked(metric, grain="year")
    assert "Ask for one that it has: day, week, month." in str(refusal.value)


def test_people_are_refused_with_the_part_that_counts_them(asked: Asking) -> None:
    with pytest.raises(QuestionRefused, match=r": buyers is counted anew in every period\. Who is"):
        asked("revenue_per_buyer", grain="range", start="2025-03", end="2025-04")
    assert {"visitors", "buyers", "openers", "conversion_rate"}.isdisjoint(ADDABLE)
    assert {"orders", "open_rate", "nps"} <= set(ADDABLE)


def test_a_copy_without_days_adds_up_what_it_has(changed: Callable[..., Path]) -> None:
    copy = changed("delete from metrics.commerce_metrics where period_grain <> 'month'")
    [row] = ask("orders", grain="range", start="2025-10", end="2025-12", warehouse=copy).rows
    months = ask("orders", start="2025-10", end="2025-12", warehouse=copy).rows
    assert row.value == sum(month.value for month in months)
    with pytest.raises(QuestionRefused, match="no days that could be added up to this range"):
        ask("orders", grain="range", start="2025-10-02", end="2025-12-01", warehouse=copy)
    with pytest.raises(QuestionRefused, match="no weeks of orders. Ask for one that it has: month"):
        ask("orders", grain="week", warehouse=copy)


# --- comparisons ---


@pytest.mark.parametrize(
    ("grain", "compare", "start", "expected"),
    [
        ("month", "previous_period", date(2025, 3, 1), date(2025, 2, 1)),
        ("month", "previous_year", date(2025, 9, 1), date(2024, 9, 1)),
        ("day", "previous_period", date(2025, 3, 1), date(2025, 2, 28)),
        ("day", "previous_year", date(2025, 9, 10), date(2024, 9, 11)),
        ("week", "previous_year", date(2025, 9, 8), date(2024, 9, 9)),
        ("quarter", "previous_period", date(2025, 1, 1), date(2024, 10, 1)),
        ("quarter", "previous_year", date(2025, 10, 1), date(2024, 10, 1)),
    ],
)
def test_a_period_is_compared_with_the_right_one(
    grain: str, compare: str, start: date, expected: date, asked: Asking
) -> None:
    """Days and weeks with the same weekday, 364 days earlier."""
    rows = {row.period_start: row for row in asked("orders", grain=grain, compare=compare).rows}
    row, other = rows[start], rows[expected]
    assert row.compared_start == expected
    assert row.compared_value == other.value
    assert row.change == row.value - other.value
    assert row.change_percent == (
        pytest.approx(100 * row.change / other.value) if other.value else None
    )


@pytest.mark.parametrize(
    ("start", "end", "compare", "first", "last"),
    [
        ("2025-03", "2025-05", "previous_period", "2024-12-01", "2025-02-28"),
        ("2025-10", "2025-11", "previous_year", "2024-10-01", "2024-11-30"),
        ("2025-03-10", "2025-03-16", "previous_period", "2025-03-03", "2025-03-09"),
        ("2025-08-05", "2025-08-11", "previous_year", "2024-08-06", "2024-08-12"),
    ],
)
def test_a_range_is_compared_with_one_as_long(
    start: str, end: str, compare: str, first: str, last: str, asked: Asking, published: Callable
) -> None:
    """A range of whole months with as many months, any other with as many days."""
    [(orders,)] = published(
        "select count(*) from orders where is_completed "
        f"and ordered_date between date '{first}' and date '{last}'"
    )
    [row] = asked("orders", grain="range", start=start, end=end, compare=compare).rows
    assert (str(row.compared_start), row.compared_value) == (first, orders)


def test_an_unfinished_period_is_compared_with_nothing(asked: Asking) -> None:
    rows = asked("orders", grain="week", compare="previous_period").rows
    unfinished = [row for row in rows if not row.is_complete]
    assert unfinished
    assert all(row.change is None and row.compared_value is None for row in unfinished)


def test_a_period_that_the_data_knows_in_part_is_compared_with_nothing(
    changed: Callable[..., Path]
) -> None:
    """The data begins on 10 July: July is known in part, so that August is compared with nothing.

    September is compared with August.
    """
    copy = changed("delete from metrics.commerce_metrics where period_grain = 'day' "
                   "and period_start < date '2024-07-10'")
    rows = ask("orders", compare="previous_period", warehouse=copy).rows
    assert [row.compared_value for row in rows[:2]] == [None, None]
    assert rows[2].compared_value == rows[1].value


def test_a_share_has_no_change_in_percent(asked: Asking) -> None:
    """From 10 % to 12 % is 2 points; '20 %' beside it would be read as the share."""
    rows = asked("open_rate", compare="previous_period").rows
    assert any(row.change is not None for row in rows)
    assert all(row.change_percent is None for row in rows)


def test_a_value_that_was_not_there_before_is_compared_with_nothing(
    asked: Asking, published: Callable
) -> None:
    """No row is no 0: the demo has no promotion in October 2025."""
    rows = asked("open_rate", by="email_type", compare="previous_period").rows
    before = {(row.period_start, row.dimension_value) for row in rows}
    new = [row for row in rows if (row.compared_start, row.dimension_value) not in before]
    assert new
    assert all(row.compared_value is None and row.change is None for row in new)


# --- questions that are refused ---


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"metric": "opn_rate"}, "no metric 'opn_rate'. Did you mean open_rate"),
        ({"metric": "revenue"}, "net_revenue"),
        ({"metric": "xyzzy"}, "no metric 'xyzzy'. --list shows them all."),
        ({"metric": "engaged_revenue_lift"}, "belongs to no period"),
        ({"metric": "open_rate", "by": "type"}, "Did you mean email_type?"),
        ({"metric": "open_rate", "by": "currency"}, "no cut of open_rate 'currency'"),
        ({"metric": "orders", "by": "country x brand"}, "There are: sales_channel, currency"),
        ({"metric": "orders", "grain": "months"}, "no grain 'months'. Did you mean month?"),
        ({"metric": "orders", "compare": "last_year"}, "There are: previous_period"),
        ({"metric": "orders", "basis": "orders"}, "orders has no basis"),
        ({"metric": "churn_rate", "basis": "order"}, "Did you mean orders?"),
        ({"metric": "orders", "start": "March"}, "'March' is no day, month or year"),
        ({"metric": "orders", "start": "2025-02-30"}, "'2025-02-30' is no day"),
        ({"metric": "orders", "end": "9999"}, "'9999' is no day"),
        ({"metric": "orders", "start": "2025-03", "end": "2025-02"}, "the range has no day"),
        ({"metric": "orders", "start": "2027", "grain": "range"}, "knows 2027-01-01 to|knows"),
    ],
)
def test_a_wrong_question_is_told_with_the_nearest_names(
    question: dict[str, Any], message: str, asked: Asking
) -> None:
    with pytest.raises(QuestionRefused, match=message):
        asked(**question)


@pytest.mark.parametrize("hostile", ["x'; drop table orders; --", 'a" or 1=1', "\\", "' || '"])
@pytest.mark.parametrize("place", ["metric", "by", "grain", "compare", "basis", "start", "end"])
def test_no_text_of_a_user_is_run_as_sql(place: str, hostile: str, asked: Asking) -> None:
    with pytest.raises(QuestionRefused):
        asked(**({"metric": "churn_rate"} | {place: hostile}))


@pytest.mark.parametrize(
    ("question", "options", "note"),
    [
        ("stickiness", {"grain": "week"}, "not known for any week of all"),
        ("churn_rate", {}, "--basis asks for one of: orders, subscription"),
        (
            "net_revenue",
            {"grain": "range", "start": "2025-12-01", "end": "2025-12-15",
             "compare": "previous_year"},
            "Compared with 2024-12-02 to 2024-12-16.",
        ),
    ],
)
def test_an_answer_says_what_its_reader_may_take_for_something_else(
    question: str, options: dict[str, str], note: str, asked: Asking
) -> None:
    assert note in " ".join(asked(question, **options).notes)


def test_a_channel_without_data_is_told(changed: Callable[..., Path]) -> None:
    copy = changed("delete from metrics.email_metrics")
    for grain in ("month", "range"):
        with pytest.raises(QuestionRefused, match="no row of email_metrics: there was no data"):
            ask("open_rate", grain=grain, warehouse=copy)


def test_a_copy_of_another_version_is_told(changed: Callable[..., Path]) -> None:
    copy = changed("alter table email_metrics rename to email_metrics_of_old")
    with pytest.raises(QuestionRefused, match="it has no open_rate. Run make build"):
        ask("open_rate", warehouse=copy)


def test_a_copy_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CopyUnusable, match="engagement.duckdb is not there"):
        ask("open_rate", warehouse=tmp_path)


# --- what is printed ---


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints when it succeeds."""
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_table_marks_what_is_unfinished_or_small(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["open_rate", "--by", "email_type", "--grain", "week", "--from", "2025-12-01",
                "--to", "2026-01-04", "--compare", "previous_year", "--warehouse", str(demo)]
    lines = printed(capsys, *question).splitlines()
    assert lines[0].startswith("open_rate (percent): ")
    head = next(line for line in lines if line.startswith("week"))
    assert head.split() == ["week", "email_type", "open_rate", "opened_emails", "emails_delivered",
                            "previous", "year", "change", "%"]
    assert any(line.startswith("2025-12-29 *") for line in lines)
    assert any(" ~ " in line for line in lines)
    assert any(re.match(r"2025-12-15 +\(total\) ", line) for line in lines)
    assert "* The period is not finished" in lines[-2]
    assert lines[-1].startswith("~ A small sample")


def test_csv_has_a_line_per_row(
    demo: Path, asked: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["net_revenue", "--by", "currency", "--format", "csv", "--warehouse", str(demo)]
    rows = list(csv.DictReader(io.StringIO(printed(capsys, *question))))
    answer = asked("net_revenue", by="currency")
    assert [
        (row["period_start"], row["dimension_value"], float(row["value"]), row["is_complete"])
        for row in rows
    ] == [
        (str(row.period_start), row.dimension_value, row.value, str(row.is_complete).lower())
        for row in answer.rows
    ]
    assert {row["denominator"] for row in rows} == {""}


def test_json_is_the_whole_answer(
    demo: Path, asked: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["nps", "--by", "country", "--format", "json", "--warehouse", str(demo)]
    found = json.loads(printed(capsys, *question))
    answer = asked("nps", by="country")
    assert (found["metric"], found["cut"], found["unit"]) == ("nps", "country", "score")
    assert [row["value"] for row in found["rows"]] == [row.value for row in answer.rows]
    assert len(found["totals"]) == len(answer.totals) > 0
    assert found["as_of_date"] == "2025-12-31"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_list_has_every_metric_that_is_built(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "--list", "--format", form)
    names = {metric.name for metric in METRICS}
    if form == "json":
        assert {row["metric"] for row in json.loads(text)} == names
    elif form == "csv":
        assert {row["metric"] for row in csv.DictReader(io.StringIO(text))} == names
    else:
        assert set(re.findall(r"^  (\w+) ", text, re.MULTILINE)) == names
    assert "platform x post_type" in text


def test_the_command_refuses_in_one_line(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for question in (["opn_rate"], [], ["open_rate", "--format", "xml"]):
        assert main([*question, "--warehouse", str(demo)]) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert said.err.startswith("Error: ")


def test_the_readmes_question_is_answered(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints what the README shows."""
    [(command, shown)] = re.findall(
        r"-m scripts\.ask (.+?)\n```\n\n.*?```\n(.*?)```", README.read_text(), re.DOTALL
    )
    text = printed(capsys, *shlex.split(command.replace("\\\n", "")), "--warehouse", str(demo))
    assert text == shown
