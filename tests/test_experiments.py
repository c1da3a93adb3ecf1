"""What experiment_results promises, on two experiments whose results are known; and what
docs/experiments.md shows of the demo.

Neither file is part of the project: their tests are skipped where it is absent (see real_data.py).

- hillstrom.csv: Kevin Hillstrom's e-mail experiment of 2008, 64,000 customers of a shop, as he
  published it (its column segment is called treatment in some copies).
- nsw.csv: the men of the National Supported Work programme, see test_lift.py.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.warehouse import PROJECT_ROOT, Warehouse
from tests.real_data import REAL_DATA, skip_without

HILLSTROM = REAL_DATA / "hillstrom.csv"
NSW = REAL_DATA / "nsw.csv"
PAGE = PROJECT_ROOT / "docs" / "experiments.md"
MODELS = (
    "int_experiment_assignments",
    "int_experiment_variants",
    "int_experiment_observations",
    "int_experiment_sums",
    "experiment_results",
)
# What the models read, as far as they look at it. People are assigned on the first of March; what
# they spent in the year before is one order in the middle of it, what they did then one on the day
# after.
TABLES = """
    create table int_as_of_date as select date '2024-12-31' as as_of_date;
    create table stg_customers (customer_id text);
    create table stg_experiments as
    select
        'letter' as experiment_id,
        customer_id,
        variant,
        timestamp '2024-03-01 08:00:00' as assigned_at,
        is_control
    from people;
    create table orders as
    select
        'before ' || customer_id as order_id,
        timestamp '2023-09-01 08:00:00' as ordered_at,
        before as base_amount,
        true as is_completed
    from people
    where before > 0
    union all
    select
        'after ' || customer_id,
        timestamp '2024-03-02 08:00:00',
        after,
        true
    from people
    where after > 0;
    create table refunds (
        refund_id text, refunded_at timestamp, base_amount decimal(18, 2), is_counted boolean
    );
    create table int_rows_stitched as
    select
        'orders' as fact,
        order_id as row_id,
        regexp_extract(order_id, '[^ ]+$') as customer_id
    from orders;
    create table person_activity as
    select
        customer_id,
        date '2024-03-02' as activity_date,
        true as makes_active
    from people
    where has_visited;
"""

Results = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture
def judge(demo: Path) -> Iterator[Callable[[str], Results]]:
    """The results of 14 days by variant and metric: judge(people).

    people: a query of customer_id, variant, is_control, before, after and has_visited.
    """
    folder = Warehouse(demo).target / "compiled"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{Warehouse(demo).build_database}' as demo (read_only)")
        connection.execute("attach ':memory:' as build; use build")
        for seed in ("junk_identifiers", "experiment_shares", "chi_square_points"):
            connection.execute(f"create table {seed} as from demo.{seed}")

        def run(people: str) -> Results:
            connection.execute(f"create table people as {people}; {TABLES}")
            for name in MODELS:
                sql = next(folder.rglob(f"{name}.sql")).read_text(encoding="utf-8")
                connection.execute(f"create table {name} as {sql}")
            cursor = connection.execute("select * from experiment_results where window_days = 14")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            return {(row["variant"], row["metric"]): row for row in rows}

        yield run


def shown(row: dict[str, Any], measure: str) -> list[float]:
    """A difference and the limits of its interval, to three digits."""
    middle = "difference" if measure == "difference" else "adjusted_difference"
    return [round(row[name], 3) for name in (middle, f"{measure}_lower", f"{measure}_upper")]


@skip_without(HILLSTROM)
def test_the_mails_of_hillstrom(judge: Callable[[str], Results]) -> None:
    """Both mails bring visits and revenue, the one for men more; the lot was fair."""
    [columns] = duckdb.sql(
        f"select list(column_name) from (describe from '{HILLSTROM}')"
    ).fetchall()
    segment = "segment" if "segment" in columns[0] else "treatment"
    results = judge(
        f"""
        select
            'C' || row_number() over () as customer_id,
            {segment} as variant,
            {segment} = 'No E-Mail' as is_control,
            cast(history as decimal(18, 2)) as before,
            cast(spend as decimal(18, 2)) as after,
            visit = 1 as has_visited
        from '{HILLSTROM}'
        """
    )
    men, women = "Mens E-Mail", "Womens E-Mail"
    assert results[men, "orders"]["customers"] == 21307
    assert results[women, "orders"]["customers"] == 21387
    assert shown(results[men, "was_active"], "difference") == [7.659, 6.995, 8.323]
    assert shown(results[women, "was_active"], "difference") == [4.523, 3.889, 5.157]
    assert shown(results[men, "net_revenue"], "difference") == [0.770, 0.485, 1.055]
    assert shown(results[women, "net_revenue"], "difference") == [0.424, 0.169, 0.680]
    assert shown(results[men, "net_revenue"], "adjusted") == [0.767, 0.483, 1.052]
    assert shown(results[women, "net_revenue"], "adjusted") == [0.423, 0.167, 0.678]
    assert {round(row["chi_square"], 2) for row in results.values()} == {0.20}
    assert not any(row["is_ratio_suspect"] for row in results.values())


@skip_without(NSW)
def test_the_programme_of_supported_work(judge: Callable[[str], Results]) -> None:
    """The known result of the lot: 1,794.34 dollars of 1978 more."""
    results = judge(
        f"""
        select
            'C' || row_number() over () as customer_id,
            if(treat = 1, 'work', 'none') as variant,
            treat = 0 as is_control,
            cast(re75 as decimal(18, 2)) as before,
            cast(re78 as decimal(18, 2)) as after,
            true as has_visited
        from '{NSW}'
        """
    )
    row = results["work", "net_revenue"]
    assert (row["customers"], results["none", "net_revenue"]["customers"]) == (185, 260)
    assert round(row["difference"], 2) == 1794.34
    assert row["difference_lower"] > 0


def cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def as_text(value: Any) -> str:
    """A value as the page writes it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_the_page_shows_the_demo_of_today(demo: Path) -> None:
    """Its tables are the answers of the queries above them; the text has no other figure."""
    page = PAGE.read_text(encoding="utf-8")
    answers = re.findall(r"```sql\n([^`]+)```\n\n\|.*\n\|[-|]+\n((?:\|.*\n)+)", page)
    assert len(answers) == page.count("```sql") == 3
    shown = set()
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as copy:
        for query, table in answers:
            rows = [[as_text(value) for value in row] for row in copy.execute(query).fetchall()]
            assert [cells(line) for line in table.splitlines()] == rows
            shown |= {cell.removeprefix("-") for row in rows for cell in row}
    prose = re.sub(r"```sql\n[^`]+```|^\|.*$", "", page, flags=re.MULTILINE)
    mails = [int(row[3]) for row in map(cells, page.splitlines()) if row[0] == "loyalty_mail"]
    # A quarter of the customers should have had the early mail.
    assert set(re.findall(r"\d+\.\d+", prose)) - shown == {str(sum(mails) / 4)}


def test_the_page_shows_rows_of_the_raw_table() -> None:
    """Its assignments are those of the demo."""
    raw = (PROJECT_ROOT / "seeds" / "raw" / "raw_experiments.csv").read_text(encoding="utf-8")
    rows = [row for row in map(cells, PAGE.read_text(encoding="utf-8").splitlines())
            if row[1:] and row[1].startswith("C-")]
    assert len(rows) == 3
    assert all(",".join(row) + "," in raw for row in rows)
