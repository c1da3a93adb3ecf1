"""What customer_triggers promises of every kind: when it is shown, for how long, and what moves.

Through its own SQL, on made-up records. What becomes a record, and which answer ends it, is proven
by the unit tests of int_triggers_of_*.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.warehouse import Warehouse

# How many days a record is shown [trigger-kinds]; that of churn_risk brings its own last day.
LIVES = {
    "abandoned_cart": 7,
    "back_after_absence": 7,
    "no_show_without_follow_up": 30,
    "unanswered_question": 14,
    "negative_comment": 14,
    "unhappy_answer_without_follow_up": 30,
    "detailed_answer": 30,
    "first_purchase": 14,
    "loyal_customer": 30,
    "advocate": 30,
    "referral": 30,
    "churn_risk": 20,
}
# Somebody waits for an answer, whether they want mail or not.
ANSWERED_ANYWAY = {
    "unanswered_question",
    "negative_comment",
    "unhappy_answer_without_follow_up",
    "detailed_answer",
}
FIRST_DAY = date(2024, 3, 1)
# When the second record comes, counted from the first.
LATER = 3

Rows = dict[str, dict[str, Any]]


def after(days: int) -> date:
    """So many days after the first record."""
    return FIRST_DAY + timedelta(days=days)


@pytest.fixture(scope="module")
def shown(demo: Path) -> Callable[..., Rows]:
    """What is open some days after the first record, by kind: shown(days, goodbye=None).

    Each kind has a person of its own, with a record of the first day and one of three days later.
    """
    compiled = Warehouse(demo).target / "compiled"
    sql = next(compiled.rglob("customer_triggers.sql")).read_text(encoding="utf-8")
    connection = duckdb.connect()
    connection.execute(f"attach '{Warehouse(demo).build_database}' as demo (read_only)")
    connection.execute("attach ':memory:' as build; use build")
    connection.execute("create table trigger_kinds as from demo.trigger_kinds")
    names = ("trigger_kind text, person_id text, record_id text, happened_at timestamp, "
             "record_date date")
    connection.execute(f"create table int_triggers_of_feedback ({names})")
    connection.execute(f"create table int_triggers_of_visits ({names})")
    connection.execute(f"create table int_triggers_of_orders ({names}, shown_until date)")
    for kind, life in LIVES.items():
        for number, day in enumerate((0, LATER), start=1):
            shown_until = after(day + life - 1) if kind == "churn_risk" else None
            connection.execute(
                "insert into int_triggers_of_orders values (?, ?, ?, ?, ?, ?)",
                [kind, f"customer:{kind}", f"R{number}", after(day), after(day), shown_until],
            )

    def run(days: int, goodbye: int | None = None) -> Rows:
        connection.execute(
            f"create or replace table int_as_of_date as select date '{after(days)}' as as_of_date"
        )
        connection.execute(
            "create or replace table customer_timeline as select 'customer:' || trigger_kind as "
            "person_id, 'unsubscribe' as activity_type, cast(? as date) as activity_date "
            "from trigger_kinds where ? is not null",
            [None if goodbye is None else after(goodbye), goodbye],
        )
        cursor = connection.execute(sql)
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return {row["trigger_kind"]: row for row in rows}

    return run


def test_every_kind_lives_as_long_as_the_rule_says(shown: Callable[..., Rows]) -> None:
    """Not the day before, then every day; the second record moves the end, and not the key."""
    assert shown(-1) == {}
    keys = {kind: row["trigger_id"] for kind, row in shown(0).items()}
    assert keys.keys() == LIVES.keys()
    assert len(set(keys.values())) == len(keys)
    for days in range(max(LIVES.values()) + LATER + 2):
        rows = shown(days)
        for kind, life in LIVES.items():
            if days >= LATER + life:
                assert kind not in rows, (kind, days)
                continue
            row = rows[kind]
            open_days = [day for day in (0, LATER) if day <= days < day + life]
            assert row["trigger_id"] == keys[kind]
            assert row["since"] == datetime.combine(after(open_days[0]), datetime.min.time())
            assert row["expires_on"] == after(open_days[-1] + life - 1)
            assert row["open_records"] == len(open_days)
    assert shown(max(LIVES.values()) + LATER) == {}


def test_who_says_goodbye_is_not_written_to(shown: Callable[..., Rows]) -> None:
    """An unsubscription ends the records up to its day, of kinds that write; not later ones."""
    assert shown(LATER + 1, goodbye=LATER + 1).keys() == ANSWERED_ANYWAY
    rows = shown(LATER + 1, goodbye=LATER - 1)
    assert rows.keys() == LIVES.keys()
    for kind, row in rows.items():
        assert row["evidence"] == ("R1, R2" if kind in ANSWERED_ANYWAY else "R2")
    # One that is not known yet ends nothing.
    assert shown(LATER + 1, goodbye=LATER + 2).keys() == LIVES.keys()


def test_every_kind_occurs_in_the_demo(demo_connection: duckdb.DuckDBPyConnection) -> None:
    """Nobody has to wait for a colleague's data to see one."""
    found = demo_connection.execute("select distinct trigger_kind from customer_triggers")
    assert {row[0] for row in found.fetchall()} == LIVES.keys()
