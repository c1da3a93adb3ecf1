"""The web channel: sessions, page views and metrics tables, and memory with many events."""

import shutil
from pathlib import Path

import yaml

from scripts.bench.measure import (
    MEMORY_LIMIT,
    MOST_MEMORY_MIB,
    REFERENCE,
    Run,
    best,
    connect,
    difference,
    fresh_folders,
    in_a_process_of_its_own,
    line_of,
    run_by_hand,
    run_with_dbt,
    table_of_costs,
    verdict,
    write_raw_files,
)
from scripts.warehouse import PROJECT_ROOT, Warehouse

TITLE = "The web channel"
SESSION_MARTS = ("web_sessions", "web_page_views")
METRICS_TABLES = ("web_metrics", "web_content_metrics")
# The most that is allowed, of ratios to the SQL written by hand.
MOST_FOR_SESSIONS = 4.0
MOST_FOR_METRICS = 1.5
CUSTOMERS = 5_000


def measure(place: Path, events: int, large: int, rounds: int) -> list[str]:
    """Measures the web channel and returns the lines of its part of the report."""
    raw, folder = fresh_folders(place)
    write_web_files(raw, events)

    sessions: dict[str, list[Run]] = {"bare": [], "by_hand": [], "built": []}
    metrics: dict[str, list[Run]] = {"by_hand": [], "built": []}
    for _ in range(rounds):
        for file in folder.glob("*.duckdb"):
            file.unlink()
        for side, script in (("bare", "bare_sessions_by_hand"), ("by_hand", "sessions_by_hand")):
            sessions[side].append(in_a_process_of_its_own(run_by_hand, script, raw, folder))
        selected = [f"+{mart}" for mart in SESSION_MARTS]
        sessions["built"].append(in_a_process_of_its_own(run_with_dbt, selected, raw, folder))
        check_same_sessions(folder)
        metrics_tables = [f"+{mart}" for mart in METRICS_TABLES]
        built = in_a_process_of_its_own(run_with_dbt, metrics_tables, raw, folder, selected)
        metrics["built"].append(built.only(METRICS_TABLES))
        by_hand = in_a_process_of_its_own(run_by_hand, "metrics_by_hand", raw, folder)
        metrics["by_hand"].append(by_hand)
        check_same_metrics(folder)
    number_of_sessions = check_same_sessions(folder)
    missing_cuts = cuts_missing_in_the_bench(folder)
    assert not missing_cuts, f"not in the bench: {missing_cuts}"
    with connect() as connection:
        [(page_views,)] = connection.execute(
            f"select count(*) from '{raw}/web_events.parquet' where event_name = 'page_view'"
        ).fetchall()

    raw, folder = fresh_folders(place)
    write_web_files(raw, large)
    all_marts = (*SESSION_MARTS, *METRICS_TABLES, "web_goal_metrics", "web_funnel")
    big = in_a_process_of_its_own(
        run_with_dbt, [f"+{mart}" for mart in all_marts], raw, folder, (), MEMORY_LIMIT
    )
    shutil.rmtree(place)

    built, by_hand = best(sessions["built"]), best(sessions["by_hand"])
    bare = best(sessions["bare"])
    built_metrics, metrics_by_hand = best(metrics["built"]), best(metrics["by_hand"])
    return [
        f"### Sessions and page views out of {events:,} events",
        "",
        f"{page_views:,} of the events are page views; they are {number_of_sessions:,} "
        "sessions. From the Parquet files to web_sessions and web_page_views, without tests. Both "
        "sides agree in the visitor, start and end of every session.",
        "",
        *table_of_costs(built),
        "",
        "| | seconds | peak memory in MiB |",
        "|---|---:|---:|",
        line_of("all of these", built),
        line_of("by hand: scripts/bench/sessions_by_hand.sql", by_hand),
        line_of("by hand, the bare cut: scripts/bench/bare_sessions_by_hand.sql", bare),
        "",
        "Ratio to the query by hand that gives a session its attributes: "
        + verdict(built.seconds / by_hand.seconds, MOST_FOR_SESSIONS)
        + ";",
        f"to the bare cut: {verdict(built.seconds / bare.seconds, MOST_FOR_SESSIONS)}.",
        "",
        "### Web metrics tables with all grains and cuts",
        "",
        "Both sides agree in every row and column, but for empty periods.",
        "",
        *table_of_costs(built_metrics),
        "",
        "| | seconds | peak memory in MiB |",
        "|---|---:|---:|",
        line_of("both", built_metrics),
        line_of("by hand: scripts/bench/metrics_by_hand.sql", metrics_by_hand),
        "",
        "Ratio: "
        + verdict(built_metrics.seconds / metrics_by_hand.seconds, MOST_FOR_METRICS)
        + ".",
        "",
        f"### Memory with {large:,} web events",
        "",
        f"All web marts, with MEMORY_LIMIT={MEMORY_LIMIT}; peak in MiB: "
        + verdict(big.peak_mib, MOST_MEMORY_MIB)
        + ".",
        "",
        *table_of_costs(big),
    ]


def write_web_files(raw: Path, events: int) -> None:
    """Writes web events, customers and orders."""
    sizes = {"events": events, "customers": CUSTOMERS}
    in_a_process_of_its_own(write_raw_files, ["events"], raw, sizes)


def check_same_sessions(folder: Path) -> int:
    """Raises unless both sides cut the same sessions; returns how many there are."""
    key = "visitor_id, started_at, ended_at"
    with connect(folder / "sessions_by_hand.duckdb") as connection:
        connection.execute(f"attach '{Warehouse(folder).build_database}' as build (read_only)")
        differences = difference(
            connection,
            f"select {key} from sessions_by_hand",
            f"select {key} from build.web_sessions",
        )
        [(sessions,)] = connection.execute("select count(*) from build.web_sessions").fetchall()
    assert differences == 0, f"{differences} sessions differ from those by hand"
    return sessions


def check_same_metrics(folder: Path) -> None:
    """Raises unless both sides made the same metrics, doubles within 0.000001.

    Not by rounding them: a rate of 14.9609375 is a tie at 6 places, which either side rounds its
    own way.
    """
    key = ["period_grain", "period_start", "dimension", "dimension_value"]
    with connect(folder / "metrics_by_hand.duckdb") as connection:
        connection.execute(f"attach '{Warehouse(folder).build_database}' as build (read_only)")
        for table in METRICS_TABLES:
            types = dict(
                connection.execute(
                    f"select column_name, column_type from (describe build.{table}) "
                    "where column_name <> 'is_complete'"
                ).fetchall()
            )
            differs = " or ".join(
                f"coalesce(abs(hand.{name} - dbt.{name}) > 1e-6, "
                f"(hand.{name} is null) <> (dbt.{name} is null))"
                if kind == "DOUBLE"
                else f"hand.{name} is distinct from dbt.{name}"
                for name, kind in types.items()
            )
            # A period in which nothing happened has a row, which a plain group by does not make.
            activity = "sessions" if "sessions" in types else "content_page_views"
            [(differences,)] = connection.execute(
                f"select count(*) from {table} as hand full join (from build.{table} "
                f"where not (dimension = 'all' and {activity} = 0)) as dbt "
                f"using ({', '.join(key)}) where {differs}"
            ).fetchall()
            assert differences == 0, f"{table}: {differences} rows differ from those by hand"


def cuts_missing_in_the_bench(folder: Path) -> list[str]:
    """Grains and dimensions of the catalog that the measured metrics tables do not have."""
    missing = []
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    with connect(Warehouse(folder).build_database) as connection:
        for grain in project["vars"]["period_grains"]:
            for table in METRICS_TABLES:
                missing += connection.execute(
                    f"select '{table} {grain} ' || dimension from read_csv(?) where mart = ? "
                    f"except select '{table} {grain} ' || dimension from {table} "
                    "where period_grain = ? and dimension_value <> '(none)'",
                    [str(REFERENCE / "metric_dimensions.csv"), table, grain],
                ).fetchall()
    return sorted(name for (name,) in missing)
