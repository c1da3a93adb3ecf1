"""What every part of the bench measures with.

The raw files are made here, hashed from the numbers of their rows. Both sides of a ratio read the
same data, in the same run, in fresh processes one after the other; the best of the rounds counts.
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
REFERENCE = PROJECT_ROOT / "seeds" / "reference"

# The most memory that is allowed.
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


def fresh_folders(place: Path) -> tuple[Path, Path]:
    """An empty place with a folder for raw files, and one for the warehouse."""
    shutil.rmtree(place, ignore_errors=True)
    raw, folder = place / "raw", place / "warehouse"
    raw.mkdir(parents=True)
    folder.mkdir()
    return raw, folder


def write_raw_files(scripts: Sequence[str], raw: Path, sizes: dict[str, int]) -> None:
    """Writes raw files with scripts of this folder, which read the sizes as variables."""
    with connect() as connection:
        connection.execute("set variable raw = ?", [str(raw)])
        for name, size in sizes.items():
            connection.execute(f"set variable {name} = ?", [size])
        for script in scripts:
            connection.execute((SQL / f"{script}.sql").read_text(encoding="utf-8"))


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
        connection.execute("set variable reference = ?", [str(REFERENCE)])
        for name, value in variables_of_the_project().items():
            connection.execute(f"set variable {name} = ?", [value])
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
    selected: Sequence[str],
    raw: Path,
    folder: Path,
    excluded: Sequence[str] = (),
    memory_limit: str | None = None,
) -> Run:
    """Builds what dbt's selectors name, without tests, one model at a time."""
    if memory_limit:
        os.environ["MEMORY_LIMIT"] = memory_limit
    run = Run()
    arguments = ["build", "--threads", "1", "--exclude-resource-types", "test", "unit_test"]
    arguments += ["--select", *selected]
    if excluded:
        arguments += ["--exclude", *excluded]
    result = run_dbt(arguments, folder, raw, callbacks=[memory_of_nodes(run)])
    assert result.success, "\n".join(result.failures())
    seconds = {node.node.name: node.execution_time for node in result.node_results}
    for cost in run.costs:
        cost.seconds = seconds[cost.name]
    run.peak_mib = max(cost.peak_mib for cost in run.costs)
    return run


def models_of_customers(marts: Sequence[str]) -> tuple[tuple[list[str], list[str]], list[str]]:
    """The selectors of dbt for marts of the group customers.

    Returns what the models of the group read, as what to select and what to leave out, and the
    models themselves.
    """
    folders = [f"path:models/{layer}/customers" for layer in ("intermediate", "marts")]
    # By their paths: the group has the name of its mart customers too.
    inputs = [
        f"+{folders[0] if mart.startswith('int_') else folders[1]}/{mart}.sql" for mart in marts
    ]
    return (inputs, folders), [f"{mart},{folder}" for mart in inputs for folder in folders]


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


def variables_of_the_project() -> dict[str, Any]:
    """The vars of the project that the scripts by hand need."""
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return {"product_content_type": project["vars"]["product_content_type"]}


def best(runs: Sequence[Run]) -> Run:
    """The fastest of several runs of the same."""
    return min(runs, key=lambda run: run.seconds)


def difference(connection: duckdb.DuckDBPyConnection, query: str, other: str) -> int:
    """How many rows of either query the other one does not have."""
    [(differences,)] = connection.execute(
        f"select count(*) from (({query} except all {other}) "
        f"union all ({other} except all {query}))"
    ).fetchall()
    return differences


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
