"""The backtest on made-up companies: where buying has nothing to do with engagement it shows
nothing, and where it has, it shows it.

A company is the tables that the score and its backtest read; dbt makes the rest of them.
"""

from math import sqrt

import duckdb

from scripts.warehouse import Warehouse
from tests.raw_folder import GOOD, HEADER, RawFolder

CUSTOMERS = 3000
MODELS = ("int_engagement_windows", "customer_engagement_monthly", "int_scores_followed",
          "score_backtest")  # fmt: skip
SEEDS = ("activity_types", "engagement_parts", "engagement_levels")
WARNING = "scores_rank_better_than_chance"
# An area by chance lies within so many standard errors of a half.
STANDARD_ERRORS = 4

# Liveliness is 0 to 1. The chance of a customer to do something on a day grows with it; that of an
# order is what the companies differ in. A draw is made of a text, the same on every machine.
COMPANY = """
create macro draw(key) as ('0x' || substr(md5(key), 1, 8))::bigint / 4294967296;
create table int_as_of_date as select date '2024-08-31' as as_of_date;
create table int_periods as
    select 'month' as period_grain, month::date as period_start,
        (month + interval 1 month - interval 1 day)::date as period_end, true as is_complete
    from generate_series(date '2024-01-01', date '2024-08-01', interval 1 month) as months (month);
create table int_customers_known as
    select 'C' || number as customer_id, date '2023-12-31' as known_date
    from range({customers}) as numbers (number);
create temp table days as
    select customer_id, draw(customer_id) as liveliness, day::date as day
    from int_customers_known,
        generate_series(date '2024-01-01', date '2024-08-31', interval 1 day) as days (day);
create table int_customer_revenue_daily as
    select customer_id, day as revenue_date, 1 as orders, 10::decimal(38, 14) as net_revenue
    from days where draw(customer_id || ' order ' || day) < {chance_of_order};
create table person_activity as
    select customer_id, day as activity_date, 'visit' as activity_type, 'web' as channel,
        'neutral' as feeling, true as makes_active, 1 as activities
    from days where draw(customer_id || ' visit ' || day) < 0.1 * liveliness
    union all
    select customer_id, day, 'review', 'commerce', 'positive', true, 1
    from days where draw(customer_id || ' review ' || day) < 0.01 * liveliness
    union all
    select customer_id, revenue_date, 'order', 'commerce', 'neutral', true, 1
    from int_customer_revenue_daily;
"""


def backtest(raw: RawFolder, chance_of_order: str) -> tuple[list[tuple], str]:
    """Backtests a company: its rows of 'all', and how the test that may warn went."""
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")  # dbt asks for a raw file; none is read
    raw.warehouse.mkdir()
    database = str(Warehouse(raw.warehouse).build_database)
    with duckdb.connect(database) as connection:
        connection.execute(COMPANY.format(customers=CUSTOMERS, chance_of_order=chance_of_order))
    selected = [*SEEDS, *MODELS, WARNING]
    run = raw.dbt(["build", "--select", *selected, "--indirect-selection", "empty"])
    assert run.success, run.failures()
    status = next(str(one.status) for one in run.node_results if one.node.name == WARNING)
    with duckdb.connect(database, read_only=True) as connection:
        rows = connection.execute(
            "select customers, buyers, auc_active, auc_buying from score_backtest "
            "where dimension = 'all' order by month_start"
        ).fetchall()
    # March to May: what follows June is not over.
    assert len(rows) == 3
    return rows, status


def test_what_is_bought_by_chance_is_not_foretold(raw: RawFolder) -> None:
    """The area lies around a half, though the same scores do tell who will be active."""
    rows, _ = backtest(raw, "0.004")
    for customers, buyers, auc_active, auc_buying in rows:
        others = customers - buyers
        standard_error = sqrt((customers + 1) / (12 * buyers * others))
        assert abs(auc_buying - 0.5) < STANDARD_ERRORS * standard_error
        assert auc_active > 0.6


def test_what_the_lively_buy_is_foretold(raw: RawFolder) -> None:
    """Far more than chance could do, and no warning."""
    rows, status = backtest(raw, "0.008 * liveliness")
    assert all(auc_buying > 0.6 for _, _, _, auc_buying in rows)
    assert status == "pass"


def test_a_score_that_ranks_the_wrong_way_is_named(raw: RawFolder) -> None:
    """Where the idle buy, each month warns."""
    rows, status = backtest(raw, "0.008 * (1 - liveliness)")
    assert all(auc_buying < 0.4 for _, _, _, auc_buying in rows)
    assert status == "warn"


def test_the_engaged_of_the_demo_behave_as_such(
    demo_connection: duckdb.DuckDBPyConnection,
) -> None:
    """The demo shows each level, and in each month a score that ranks: see scripts/demo_data."""
    months = demo_connection.execute(
        "select auc_active, auc_buying from score_backtest where dimension = 'all'"
    ).fetchall()
    assert len(months) > 10
    assert min(area for month in months for area in month) > 0.6
    shares = dict(
        demo_connection.execute(
            "select dimension_value, sum(buyers) / sum(customers) from score_backtest "
            "where dimension = 'engagement_level' group by all"
        ).fetchall()
    )
    assert set(shares) == {"fully_engaged", "engaged", "indifferent", "actively_disengaged"}
    assert shares["fully_engaged"] > shares["engaged"] > shares["indifferent"]
