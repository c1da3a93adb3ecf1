"""analyses/: every worked question is answered on the published copy, and rightly."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.report.moves import Parts, effects
from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

ANALYSES = sorted((PROJECT_ROOT / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(
    tmp_path_factory: pytest.TempPathFactory, manifest_for_demo: Manifest
) -> dict[str, Any]:
    """dbt's nodes of the analyses, compiled, by name."""
    folder = tmp_path_factory.mktemp("analyses")
    arguments = ["compile", "--quiet", "--select", "path:analyses"]
    run = run_dbt(arguments, folder, manifest=manifest_for_demo)
    assert run.success, run.errors()
    return {result.node.name: result.node for result in run.node_results}


@pytest.fixture(scope="module")
def copy(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's published copy under the name that compiled SQL gives the build."""
    with duckdb.connect() as connection:
        path = Warehouse(demo).published_database
        connection.execute(f"attach '{path}' as build (read_only)")
        connection.execute("use build")
        yield connection


@pytest.fixture
def answer(compiled: dict[str, Any], copy: duckdb.DuckDBPyConnection) -> Any:
    """answer(name): the rows of an analysis, as dicts."""

    def rows(name: str) -> list[dict[str, Any]]:
        cursor = copy.execute(compiled[name].compiled_code)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    return rows


@pytest.mark.parametrize("path", ANALYSES, ids=lambda path: path.stem)
def test_an_analysis_says_what_it_shows_and_shows_it(path: Path, answer: Any) -> None:
    """Its first lines are a comment; on the demo it has rows, the same ones every time."""
    comment = re.match(r"(?:--[^\n]*\n){2,}", path.read_text(encoding="utf-8"))
    assert comment, f"{path.name}: begin with two lines or more of what it shows and how to read it"
    rows = answer(path.stem)
    assert rows
    assert answer(path.stem) == rows


def test_analyses_read_the_public_marts_only(compiled: dict[str, Any]) -> None:
    """So their compiled SQL runs on the published copy, also where the build is not at hand."""
    assert set(compiled) == {path.stem for path in ANALYSES}
    marts = {path.stem for path in PROJECT_ROOT.glob("models/marts/*/*.sql")}
    for node in compiled.values():
        parents = {parent.split(".")[-1] for parent in node.depends_on.nodes}
        assert parents <= marts, node.name


def one(copy: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The only value of a query."""
    return copy.execute(query).fetchall()[0][0]


def test_the_effects_add_up_to_the_change_of_the_conversion_rate(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    """Mix and rate of all channels together are the change, with no rest."""
    rates = copy.execute(
        "select session_conversion_rate from web_metrics where dimension = 'all' and is_complete "
        "and period_grain = 'month' order by period_start desc limit 2"
    ).fetchall()
    rows = answer("what_moved_the_conversion_rate")
    change = rates[0][0] - rates[1][0]
    assert abs(change) > 0.1
    assert sum(row["rate_effect"] + row["mix_effect"] for row in rows) == pytest.approx(
        change, abs=1e-12
    )
    assert any(abs(row["mix_effect"]) > 0.01 for row in rows)
    assert any(abs(row["rate_effect"]) > 0.01 for row in rows)


def test_the_report_splits_the_conversion_rate_in_the_same_way(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    """The rule [mix-and-rate] is in SQL here and in Python there: both give the same effects."""
    rows = copy.execute(
        "select dimension_value, period_start, converted_sessions, sessions from web_metrics "
        "where dimension in ('all', 'channel_group') and period_grain = 'month' and is_complete "
        "qualify dense_rank() over (order by period_start desc) <= 2 order by period_start"
    ).fetchall()
    before, now = sorted({start for _, start, *_ in rows})
    known = {(name, start): numbers for name, start, *numbers in rows}
    parts = {}
    for name in {name for name, *_ in rows}:
        (sum_before, cases_before), (sum_now, cases_now) = (
            known.get((name, start), (0, 0)) for start in (before, now)
        )
        parts[name] = Parts(sum_before, sum_now, cases_before, cases_now)
    found = effects(parts.pop("all"), parts, 100)
    for row in answer("what_moved_the_conversion_rate"):
        effect = found.pop(row["channel_group"])
        assert (effect.rate, effect.mix) == pytest.approx(
            (row["rate_effect"], row["mix_effect"]), abs=1e-12
        )
    assert not found


def test_a_channel_that_came_or_went_moved_the_mix_only(
    compiled: dict[str, Any], demo: Path
) -> None:
    """October: A 10 of 100, B 0 of 100. November: A 10 of 100, C 30 of 100. The rate of all goes
    from 5 to 20: A's rate is the same, B's and C's are compared with themselves."""
    rows = [
        ("2025-10-01", "all", "all", 200, 10), ("2025-10-01", "channel_group", "A", 100, 10),
        ("2025-10-01", "channel_group", "B", 100, 0), ("2025-11-01", "all", "all", 200, 40),
        ("2025-11-01", "channel_group", "A", 100, 10),
        ("2025-11-01", "channel_group", "C", 100, 30),
    ]
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as build")
        connection.execute(
            "create table build.main.web_metrics as select 'month' as period_grain, "
            "cast(col0 as date) as period_start, col1 as dimension, col2 as dimension_value, "
            "true as is_complete, col3 as sessions, col4 as converted_sessions "
            f"from (values {', '.join(map(str, rows))})"
        )
        found = connection.execute(
            compiled["what_moved_the_conversion_rate"].compiled_code
        ).fetchall()
    effects = {row[0]: row[-3:-1] for row in found}
    # Distances to 12.5, the mean rate of all: B left with half of the sessions, C came with half.
    assert effects == {
        "A": (0, 0), "B": (0, -0.5 * (0 - 12.5)), "C": (0, 0.5 * (30 - 12.5))
    }
    assert sum(mix for _, mix in effects.values()) == 15


def test_channels_add_up_to_the_sessions_of_the_days(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    query = """
        select sum(sessions) from web_metrics where dimension = 'all' and period_grain = 'day'
        and period_start between date '2025-12-31' - 89 and date '2025-12-31'
    """
    rows = answer("which_channel_brings_visitors_who_convert")
    assert sum(row["sessions"] for row in rows) == one(copy, query)


def test_leads_are_those_of_the_content_metrics(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    query = """
        select sum(content_leads) from web_content_metrics where dimension = 'page_path'
        and period_grain = 'month' and period_start between '2025-01-01' and '2025-12-01'
    """
    assert sum(row["leads"] for row in answer("which_content_brings_leads")) == one(copy, query)


def test_attendees_are_counted_as_the_facts_have_them(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    """An attendance stands in one row, and a buyer in it once, however many orders there are."""
    query = """
        select count(*), count(*) filter (where exists (
            from orders where is_completed and orders.customer_id = people.customer_id
            and ordered_date between event_date + 1 and event_date + 60
        ))
        from event_attendances as people
        where is_checked_in and customer_id is not null and event_date + 60 <= date '2025-12-31'
    """
    came = next(row for row in answer("do_event_attendees_buy") if row["attendance"] == "came")
    assert (came["attendances"], came["buyers_after"]) == copy.execute(query).fetchone()


def test_first_contacts_of_a_channel_are_its_customers(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    """Each customer is once in a channel, so that the months may be added."""
    found: dict[str, int] = {}
    for row in answer("which_age_groups_message_us_first"):
        channel = row["support_channel"]
        found[channel] = found.get(channel, 0) + row["first_contacts"]
    query = """
        select support_channel, count(distinct customer_id) from support_tickets
        where created_date <= date '2025-12-31' and customer_id is not null group by 1
    """
    assert found == {channel: count for channel, count in copy.execute(query).fetchall() if count}


def test_who_stopped_coming_was_silent_for_long(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    rows = answer("who_stopped_coming")
    for row in rows:
        assert row["silent_days"] >= max(30, 3 * row["usual_gap_days"])
    person = rows[0]
    days = copy.execute(
        "select count(distinct activity_date), max(activity_date) from person_activity "
        "where makes_active and person_id = ? and activity_date <= date '2025-12-31'",
        [person["person_id"]],
    ).fetchone()
    assert days == (person["active_days"], person["last_active_date"])


def test_nps_around_a_release_is_that_of_its_days(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    """Computed from the answers: 4.2 appeared on 2025-10-07."""
    rows = {row["app_version"]: row for row in answer("what_happened_to_nps_after_a_release")}
    query = """
        select count(*), 100.0 * (count(*) filter (where score >= 9)
            - count(*) filter (where score < 7)) / count(*)
        from survey_responses where survey_type = 'nps' and score is not null
        and answered_date between date '2025-10-07' + {} and date '2025-10-07' + {}
    """
    before = copy.execute(query.format(-56, -1)).fetchone()
    after = copy.execute(query.format(0, 55)).fetchone()
    row = rows["4.2"]
    assert (row["responses_before"], row["responses_after"]) == (before[0], after[0])
    assert (row["nps_before"], row["nps_after"]) == pytest.approx((before[1], after[1]))
    # The windows of a release reach over the data only if all of it is known.
    assert "3.0" not in rows


def test_one_customer_is_shown_with_all_that_they_did(
    answer: Any, copy: duckdb.DuckDBPyConnection
) -> None:
    """The worst health score of all, and every contact of that customer, the latest first."""
    rows = answer("one_customer")
    assert rows[0]["health_score"] == one(copy, "select min(health_score) from customers")
    assert len({row["customer_id"] for row in rows}) == 1
    query = f"select count(*) from customer_timeline where customer_id = '{rows[0]['customer_id']}'"
    assert len(rows) == one(copy, query)
    times = [row["occurred_at"] for row in rows]
    assert times == sorted(times, reverse=True)


def test_a_difference_is_shown_only_with_the_verdict_for_it(
    compiled: dict[str, Any], copy: duckdb.DuckDBPyConnection
) -> None:
    """The demo is too small for a figure; one verdict changed gives one, in its row only."""
    sql = compiled["do_engaged_customers_spend_more"].compiled_code
    copy.execute(
        "create or replace temp table lifts as select * replace ("
        "case when compared_with = 'all' and window_days = 90 and outcome = 'orders' "
        "then 'shown' else 'placebo_fails' end as verdict, 7.5 as difference, "
        "1.5 as difference_lower, 9.5 as difference_upper) from engagement_revenue_lift"
    )
    [relation] = re.findall(r"from (\S*engagement_revenue_lift\S*)", sql)
    cursor = copy.execute(sql.replace(relation, "temp.lifts"))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert len(rows) > 1
    for row in rows:
        figures = [row["honest_difference"], row["honest_lower"], row["honest_upper"]]
        is_shown = row["verdict"] == "shown"
        assert figures == ([7.5, 1.5, 9.5] if is_shown else [None] * 3)
    [shown] = [row for row in rows if row["verdict"] == "shown"]
    assert (shown["compared_with"], shown["outcome"], shown["window_days"]) == ("all", "orders", 90)
