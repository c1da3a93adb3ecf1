"""A whole company: its full build, the customers marts beside SQL by hand, and one customer."""

import os
import shutil
import time
from pathlib import Path

from scripts.bench.measure import (
    MEMORY_LIMIT,
    MOST_MEMORY_MIB,
    Cost,
    Run,
    best,
    connect,
    difference,
    fresh_folders,
    in_a_process_of_its_own,
    line_of,
    models_of_customers,
    peak_mib,
    run_by_hand,
    run_with_dbt,
    table_of_costs,
    verdict,
    write_raw_files,
)
from scripts.publish import publish
from scripts.warehouse import Warehouse, run_dbt

TITLE = "A company and its customers"
MARTS = (
    "person_activity",
    "customer_timeline",
    "engagement_metrics",
    "customer_engagement_monthly",
    "score_backtest",
    "customers",
)
# Of the events, those of the web; the others are spread over all other channels.
WEB_PERCENT = 60
THREADS = 2
MOST_SECONDS = 300
# Raw tables whose rows are no events.
NO_EVENTS = ("customers", "orders", "subscriptions", "email_campaigns", "live_events")

MONTHLY = "select period_start, dimension_value, active_people, active_customers from "
CUSTOMERS = (
    "select customer_id, known_date, first_contact_date, last_contact_date, orders, "
    "gross_revenue, net_revenue, recency_days, recency_quintile, frequency_quintile, "
    "monetary_quintile, tickets from "
)


def measure(place: Path, events: int, customers: int, rounds: int) -> list[str]:
    """Measures a whole company and returns the lines of its part of the report."""
    raw, folder = fresh_folders(place)
    in_a_process_of_its_own(write_company, raw, events, customers)
    rows = rows_of_raw_tables(raw)

    full = in_a_process_of_its_own(build_everything, raw, folder)
    publishing = in_a_process_of_its_own(publish_it, folder)
    reads = in_a_process_of_its_own(read_one_customer, folder, max(3, rounds))

    built: list[Run] = []
    by_hand: list[Run] = []
    _, models = models_of_customers(MARTS)
    for _ in range(rounds):
        built.append(in_a_process_of_its_own(run_with_dbt, models, raw, folder))
        by_hand.append(in_a_process_of_its_own(run_by_hand, "customers_by_hand", raw, folder))
        months = check_same_customers(folder)
    size = sum(file.stat().st_size for file in folder.glob("*.duckdb")) / 1024**3
    shutil.rmtree(place)

    wall = sum(cost.seconds for cost in full.costs if cost.name == "dbt build")
    nodes = Run([cost for cost in full.costs if cost.name != "dbt build"], full.peak_mib)
    number_of_events = sum(count for table, count in rows.items() if table not in NO_EVENTS)
    ratio = best(built).seconds / best(by_hand).seconds
    contacts, first, later = reads
    return [
        f"{number_of_events:,} events of {rows['customers']:,} customers, in these raw tables:",
        "",
        "| raw table | rows |",
        "|---|---:|",
        *[f"| {table} | {count:,} |" for table, count in rows.items()],
        "",
        "### The full build",
        "",
        "`dbt build` of everything that `make build` builds, data tests included and unit tests "
        f"not, with {THREADS} threads and MEMORY_LIMIT={MEMORY_LIMIT}: seconds "
        f"{verdict(wall, MOST_SECONDS)}; peak in MiB: {verdict(full.peak_mib, MOST_MEMORY_MIB)}. "
        f"To publish took another {publishing:.1f} seconds. All databases together took "
        f"{size:.1f} GiB of disk. Two models or tests run at a time, so that their seconds add up "
        "to more than those of the wall.",
        "",
        *table_of_longest(nodes),
        "",
        "### The customers marts",
        "",
        "Out of the facts of the channels, without tests, one model at a time. Both sides agree in "
        f"the active people and active customers of {months} months, per channel and over all, and "
        "per customer in when they were known, first and last contact, orders, gross and net "
        "revenue, recency, the three quintiles, and tickets. The script makes nothing else; the "
        "models also make the timeline, the other metrics by day, week and attribute, the scores "
        "with their reasons, the backtest, and the health of customers.",
        "",
        *table_of_costs(best(built)),
        "",
        "| | seconds | peak memory in MiB |",
        "|---|---:|---:|",
        line_of("all of these", best(built)),
        line_of("by hand: scripts/bench/customers_by_hand.sql", best(by_hand)),
        "",
        f"Ratio: {ratio:.2f}.",
        "",
        "### The timeline of one customer",
        "",
        f"All {contacts:,} contacts of the customer with the most, in order, out of the published "
        "copy: "
        f"{first:.3f} seconds after opening it, and {later:.3f} when asked again.",
    ]


def write_company(raw: Path, events: int, customers: int) -> None:
    """Writes the raw files of all channels."""
    web = events * WEB_PERCENT // 100
    sizes = {"events": web, "contacts": events - web, "customers": customers}
    write_raw_files(["events", "contacts"], raw, sizes)


def rows_of_raw_tables(raw: Path) -> dict[str, int]:
    """How many rows each raw table has, the largest first."""
    rows = {}
    with connect() as connection:
        for file in sorted(raw.glob("*.parquet")):
            [(rows[file.stem],)] = connection.execute(
                "select count(*) from read_parquet(?)", [str(file)]
            ).fetchall()
    return dict(sorted(rows.items(), key=lambda table: (-table[1], table[0])))


def build_everything(raw: Path, folder: Path) -> Run:
    """Builds and tests all marts in the way of `make build`; the step "dbt build" is all of it."""
    os.environ["MEMORY_LIMIT"] = MEMORY_LIMIT
    arguments = ["build", "--exclude-resource-types", "unit_test", "--threads", str(THREADS)]
    start = time.perf_counter()
    result = run_dbt(arguments, folder, raw, silent=True)
    seconds = time.perf_counter() - start
    assert result.success, "\n".join(result.failures())
    run = Run([Cost("dbt build", seconds, peak_mib())], peak_mib())
    for node in result.node_results:
        kind = "" if node.node.resource_type == "model" else f" ({node.node.resource_type})"
        run.costs.append(Cost(node.node.name + kind, node.execution_time, 0.0))
    return run


def publish_it(folder: Path) -> float:
    """Publishes the build, and returns the seconds."""
    start = time.perf_counter()
    publish(folder)
    return time.perf_counter() - start


def read_one_customer(folder: Path, rounds: int) -> tuple[int, float, float]:
    """How many contacts the customer with the most has, and the seconds to read them: first, best.

    The customer is looked up in the build, so that nothing of the copy is in memory before.
    """
    with connect(Warehouse(folder).build_database) as connection:
        [(customer, contacts)] = connection.execute(
            "select customer_id, count(*) from customer_timeline where customer_id is not null "
            "group by customer_id order by count(*) desc, customer_id limit 1"
        ).fetchall()
    seconds = []
    with connect(Warehouse(folder).published_database) as connection:
        for _ in range(rounds):
            start = time.perf_counter()
            rows = connection.execute(
                "select * from customer_timeline where person_id = ? "
                "order by occurred_at, activity_type, record_id",
                [f"customer:{customer}"],
            ).fetchall()
            seconds.append(time.perf_counter() - start)
            assert len(rows) == contacts, f"{len(rows)} contacts, not {contacts}"
    return contacts, seconds[0], min(seconds[1:])


def check_same_customers(folder: Path) -> int:
    """Raises unless both sides made the same months and customers; returns how many months."""
    with connect(folder / "customers_by_hand.duckdb") as connection:
        connection.execute(f"attach '{Warehouse(folder).build_database}' as build (read_only)")
        # A period in which nobody was active has a row, which a plain group by does not make.
        differences = difference(
            connection,
            MONTHLY + "monthly_by_hand",
            MONTHLY + "build.engagement_metrics where period_grain = 'month' "
            "and dimension in ('all', 'channel') and active_people > 0",
        )
        assert differences == 0, f"{differences} months differ from those by hand"
        differences = difference(
            connection, CUSTOMERS + "customers_by_hand", CUSTOMERS + "build.customers"
        )
        assert differences == 0, f"{differences} customers differ from those by hand"
        [(months,)] = connection.execute(
            "select count(distinct period_start) from monthly_by_hand"
        ).fetchall()
    assert months, "there is no month to compare"
    return months


def table_of_longest(run: Run, longest: int = 15) -> list[str]:
    """The steps that took longest, as a Markdown table."""
    costs = sorted(run.costs, key=lambda cost: -cost.seconds)
    rest = sum(cost.seconds for cost in costs[longest:])
    return [
        "| model or test | seconds |",
        "|---|---:|",
        *[f"| {cost.name} | {cost.seconds:.2f} |" for cost in costs[:longest]],
        f"| {len(costs[longest:])} others | {rest:.2f} |",
    ]
