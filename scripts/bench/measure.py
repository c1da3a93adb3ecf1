"""How the web channel is measured.

The events are made here, hashed from their numbers. Both sides of a ratio read the same files, in
the same run, in fresh processes one after the other; the best of the rounds counts.
"""

import os
import resource
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt_common.events.base_types import EventMsg

from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

SQL = Path(__file__).resolve().parent
FOLDER = PROJECT_ROOT / "target" / "bench"

SESSION_MARTS = ("web_sessions", "web_page_views")
METRICS_TABLES = ("web_metrics", "web_content_metrics")
# The most that is allowed: of ratios to the SQL written by hand, and of memory.
MOST_FOR_SESSIONS = 4.0
MOST_FOR_METRICS = 1.5
MOST_MEMORY_MIB = 6 * 1024
# DuckDB counts its own buffers; Python, dbt and the allocator come on top.
MEMORY_LIMIT = "5GB"


@dataclass
class Cost:
    """What one step took: wall seconds, and the most memory its process held, in MiB."""

    name: str
    seconds: float
    peak_mib: float


@dataclass
class Run:
    """The steps of one side, in their order, and the peak over all of them."""

    costs: list[Cost] = field(default_factory=list)
    peak_mib: float = 0.0

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(cost.seconds for cost in self.costs)

    def only(self, names: Sequence[str]) -> "Run":
        """The same run, of these steps alone."""
        kept = [cost for cost in self.costs if cost.name in names]
        return Run(kept, max(cost.peak_mib for cost in kept))


def in_a_process_of_its_own(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function in a new process, so that memory of earlier steps is not measured."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def write_events(raw: Path, events: int) -> int:
    """Writes the raw files and returns how many of the events are page views."""
    raw.mkdir(parents=True)
    with connect() as connection:
        connection.execute("set variable events = ?", [events])
        connection.execute("set variable raw = ?", [str(raw)])
        connection.execute((SQL / "events.sql").read_text(encoding="utf-8"))
        query = f"select count(*) from '{raw}/web_events.parquet' where event_name = 'page_view'"
        return connection.execute(query).fetchone()[0]


def connect(path: Path | str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database with the settings of the profile."""
    connection = duckdb.connect(str(path))
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    return connection


def run_by_hand(script: str, raw: Path, folder: Path) -> Run:
    """Runs a script written by hand, statement by statement, into a new database."""
    database = folder / f"{script}.duckdb"
    database.unlink(missing_ok=True)
    run = Run()
    with connect(database) as connection:
        connection.execute("set variable raw = ?", [str(raw)])
        connection.execute("set variable product_content_type = ?", [product_content_type()])
        build = Warehouse(folder).build_database
        if build.exists():
            connection.execute(f"attach '{build}' as build (read_only)")
        text = (SQL / f"{script}.sql").read_text(encoding="utf-8")
        start = time.perf_counter()
        for statement in connection.extract_statements(text):
            connection.execute(statement)
        run.costs.append(Cost(script, time.perf_counter() - start, peak_mib()))
    run.peak_mib = peak_mib()
    return run


def run_with_dbt(
    marts: Sequence[str],
    raw: Path,
    folder: Path,
    already_built: Sequence[str] = (),
    memory_limit: str | None = None,
) -> Run:
    """Builds marts and all they read, without tests, one model at a time."""
    if memory_limit:
        os.environ["MEMORY_LIMIT"] = memory_limit
    run = Run()
    arguments = ["build", "--threads", "1", "--exclude-resource-types", "test", "unit_test"]
    arguments += ["--select", *(f"+{mart}" for mart in marts)]
    if already_built:
        arguments += ["--exclude", *(f"+{mart}" for mart in already_built)]
    result = run_dbt(
        arguments,
        folder,
        raw,
        callbacks=[memory_of_nodes(run)],
    )
    assert result.success, "\n".join(result.failures())
    seconds = {node.node.name: node.execution_time for node in result.node_results}
    for cost in run.costs:
        cost.seconds = seconds[cost.name]
    run.peak_mib = max(cost.peak_mib for cost in run.costs)
    return run


def memory_of_nodes(run: Run) -> Callable[[EventMsg], None]:
    """A callback of dbt that adds every node to a run, with the peak of memory meanwhile."""

    def note(event: EventMsg) -> None:
        if event.info.name == "NodeStart":
            # Linux starts the process's peak anew from what it holds now.
            Path("/proc/self/clear_refs").write_text("5")
        elif event.info.name == "NodeFinished":
            run.costs.append(Cost(event.data.node_info.node_name, 0.0, peak_mib()))

    return note


def peak_mib() -> float:
    """The most memory this process has held, since its start or since it was last set anew."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def product_content_type() -> str:
    """The var of the project that the script by hand needs."""
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return project["vars"]["product_content_type"]


def best(runs: Sequence[Run]) -> Run:
    """The fastest of several runs of the same."""
    return min(runs, key=lambda run: run.seconds)


def check_same_metrics(folder: Path) -> None:
    """Raises unless both sides made the same metrics, doubles rounded to 6 places."""
    with connect(folder / "metrics_by_hand.duckdb") as connection:
        connection.execute(f"attach '{Warehouse(folder).build_database}' as build (read_only)")
        for table in METRICS_TABLES:
            types = dict(
                connection.execute(
                    f"select column_name, column_type from (describe build.{table}) "
                    "where column_name <> 'is_complete'"
                ).fetchall()
            )
            columns = ", ".join(
                f"round({name}, 6)" if kind == "DOUBLE" else name for name, kind in types.items()
            )
            by_hand = f"select {columns} from {table}"
            # A period in which nothing happened has a row, which a plain group by does not make.
            activity = "sessions" if "sessions" in types else "content_page_views"
            built = (
                f"select {columns} from build.{table} where not (dimension = 'all' "
                f"and {activity} = 0)"
            )
            [(differences,)] = connection.execute(
                f"select count(*) from (({by_hand} except all {built}) "
                f"union all ({built} except all {by_hand}))"
            ).fetchall()
            assert differences == 0, f"{table}: {differences} rows differ from those by hand"


def check_same_sessions(folder: Path) -> int:
    """Raises unless both sides cut the same sessions; returns how many there are."""
    key = "visitor_id, started_at, ended_at"
    with connect(folder / "sessions_by_hand.duckdb") as connection:
        connection.execute(f"attach '{Warehouse(folder).build_database}' as build (read_only)")
        by_hand = f"select {key} from sessions_by_hand"
        built = f"select {key} from build.web_sessions"
        [(differences, sessions)] = connection.execute(
            f"select (select count(*) from (({by_hand} except all {built}) "
            f"union all ({built} except all {by_hand}))), count(*) from build.web_sessions"
        ).fetchall()
    assert differences == 0, f"{differences} sessions differ from those by hand"
    return sessions


def cuts_missing_in_the_bench(folder: Path) -> list[str]:
    """Grains and dimensions of the catalog that the measured metrics tables do not have."""
    missing = []
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    cuts = PROJECT_ROOT / "seeds" / "reference" / "metric_dimensions.csv"
    with connect(Warehouse(folder).build_database) as connection:
        for grain in project["vars"]["period_grains"]:
            for table in METRICS_TABLES:
                missing += connection.execute(
                    f"select '{table} {grain} ' || dimension from read_csv(?) where mart = ? "
                    f"except select '{table} {grain} ' || dimension from {table} "
                    "where period_grain = ? and dimension_value <> '(none)'",
                    [str(cuts), table, grain],
                ).fetchall()
    return sorted(name for (name,) in missing)


def table_of_costs(run: Run, at_least: float = 0.3) -> list[str]:
    """The steps that take any time, as a Markdown table."""
    lines = ["| model | seconds | peak memory in MiB |", "|---|---:|---:|"]
    rest = [cost for cost in run.costs if cost.seconds < at_least]
    for cost in run.costs:
        if cost.seconds >= at_least:
            lines.append(f"| {cost.name} | {cost.seconds:.2f} | {cost.peak_mib:,.0f} |")
    if rest:
        seconds = sum(cost.seconds for cost in rest)
        lines.append(f"| {len(rest)} others below {at_least} s each | {seconds:.2f} | |")
    return lines


def line_of(name: str, run: Run) -> str:
    """One side of a ratio, as a line of a Markdown table."""
    return f"| {name} | {run.seconds:.1f} | {run.peak_mib:,.0f} |"


def verdict(value: float, most: float) -> str:
    """A measured figure beside what it may be."""
    return f"{value:.2f}, {'within' if value <= most else '**above**'} the {most:g} allowed"


def measure(events: int, large: int, rounds: int) -> str:
    """Measures everything and returns the report."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    folder, raw = FOLDER / "warehouse", FOLDER / "raw"
    folder.mkdir(parents=True)
    page_views = in_a_process_of_its_own(write_events, raw, events)

    sessions: dict[str, list[Run]] = {"bare": [], "by_hand": [], "built": []}
    metrics: dict[str, list[Run]] = {"by_hand": [], "built": []}
    for _ in range(rounds):
        for file in folder.glob("*.duckdb"):
            file.unlink()
        for side, script in (("bare", "bare_sessions_by_hand"), ("by_hand", "sessions_by_hand")):
            sessions[side].append(in_a_process_of_its_own(run_by_hand, script, raw, folder))
        built = in_a_process_of_its_own(run_with_dbt, SESSION_MARTS, raw, folder)
        sessions["built"].append(built)
        check_same_sessions(folder)
        built = in_a_process_of_its_own(run_with_dbt, METRICS_TABLES, raw, folder, SESSION_MARTS)
        metrics["built"].append(built.only(METRICS_TABLES))
        by_hand = in_a_process_of_its_own(run_by_hand, "metrics_by_hand", raw, folder)
        metrics["by_hand"].append(by_hand)
        check_same_metrics(folder)
    number_of_sessions = check_same_sessions(folder)
    missing_cuts = cuts_missing_in_the_bench(folder)
    assert not missing_cuts, f"not in the bench: {missing_cuts}"
    shutil.rmtree(FOLDER)

    folder.mkdir(parents=True)
    in_a_process_of_its_own(write_events, raw, large)
    all_marts = (*SESSION_MARTS, *METRICS_TABLES, "web_goal_metrics", "web_funnel")
    big = in_a_process_of_its_own(run_with_dbt, all_marts, raw, folder, (), MEMORY_LIMIT)
    shutil.rmtree(FOLDER)

    built, by_hand = best(sessions["built"]), best(sessions["by_hand"])
    bare = best(sessions["bare"])
    built_metrics, metrics_by_hand = best(metrics["built"]), best(metrics["by_hand"])
    return "\n".join(
        [
            "# How fast the web channel is built",
            "",
            "Written by `make bench`; do not edit. Seconds are those of the wall, the best of "
            f"{rounds} rounds;",
            "memory is the most that the process held meanwhile. Everything ran on "
            f"{os.cpu_count()} cores with DuckDB {duckdb.__version__},",
            "one model at a time, each side in a fresh process. The sides were compared and agree "
            "in the visitor,",
            "start and end of every session, and in the metrics tables but for empty periods.",
            "",
            f"## Sessions and page views out of {events:,} events",
            "",
            f"{page_views:,} of the events are page views; they are {number_of_sessions:,} "
            "sessions. From the Parquet files",
            "to web_sessions and web_page_views, without tests:",
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
            "## Metrics tables with all grains and cuts",
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
            f"## Memory with {large:,} events",
            "",
            f"All web marts, with MEMORY_LIMIT={MEMORY_LIMIT}; peak in MiB: "
            + verdict(big.peak_mib, MOST_MEMORY_MIB)
            + ".",
            "",
            *table_of_costs(big),
            "",
        ]
    )
