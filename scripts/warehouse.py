"""A warehouse folder, and the one place that calls dbt.

A warehouse is a folder that holds build.duckdb (only dbt opens it), engagement.duckdb (the
published copy, for everybody else), and dbt's own target/ and logs/. dbt runs in this process: a
program that calls it several times pays for its start-up once.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.results import NodeResult
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventLevel, EventMsg

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEFAULT_WAREHOUSE = PROJECT_ROOT / "warehouse"

# What dbt calls a node that is as it should be.
GOOD_STATUSES = ("success", "pass", "warn")


@dataclass(frozen=True)
class Warehouse:
    """The places inside a warehouse folder."""

    folder: Path

    @property
    def build_database(self) -> Path:
        """The database that dbt writes; nobody else opens it while dbt runs."""
        return self.folder / "build.duckdb"

    @property
    def published_database(self) -> Path:
        """The copy that everybody reads."""
        return self.folder / "engagement.duckdb"

    @property
    def target(self) -> Path:
        """The folder of dbt's artifacts (manifest, run results, compiled SQL)."""
        return self.folder / "target"

    @property
    def logs(self) -> Path:
        """The folder of dbt's log."""
        return self.folder / "logs"


@dataclass(frozen=True)
class DbtRun:
    """What became of one call of dbt."""

    success: bool
    result: Any = None
    exception: BaseException | None = None
    messages: list[str] = field(default_factory=list)

    @property
    def node_results(self) -> list[NodeResult]:
        """One result per node that was to run; none if dbt did not get that far."""
        return list(getattr(self.result, "results", None) or [])

    def failures(self) -> list[str]:
        """One line per node that failed, with its first error line; else dbt's own exception."""
        failed = [
            f"{result.node.unique_id}: {first_error_line(result.message)}"
            for result in self.node_results
            if str(result.status) in ("error", "fail", "runtime error", "partial success")
        ]
        if not failed and self.exception is not None:
            failed.append(" ".join(str(self.exception).split()))
        return failed

    def errors(self) -> str:
        """The whole messages of all failures, for a test that looks for a text."""
        texts = [
            str(result.message)
            for result in self.node_results
            if str(result.status) not in GOOD_STATUSES and result.message
        ]
        if self.exception is not None:
            texts.append(str(self.exception))
        return "\n".join(texts)


def run_dbt(
    arguments: Sequence[str],
    warehouse: Path,
    raw: Path | str | None = None,
    variables: dict[str, Any] | None = None,
    manifest: Manifest | None = None,
    project: Path = PROJECT_ROOT,
    callbacks: Sequence[Callable[[EventMsg], None]] = (),
) -> DbtRun:
    """Runs one dbt command on a warehouse, in this process.

    Args:
        arguments: the command and its options, such as ["build", "--select", "orders"].
        warehouse: folder of the warehouse; it is made if it is not there.
        raw: folder, or object store address, of the user's raw tables; None = the demo company.
        variables: dbt vars.
        manifest: a project parsed before (result of the command `parse`) with the same mode of
            raw tables and the same vars that decide what is enabled; saves parsing it again.
        project: root of the dbt project; another one only in tests that break a copy of it.
        callbacks: called with every event of dbt while it runs.

    Returns:
        The outcome. The database is closed when this returns, so that it can be read.
    """
    place = Warehouse(Path(warehouse).resolve())
    place.folder.mkdir(parents=True, exist_ok=True)
    all_variables = dict(variables or {})
    if raw is not None:
        all_variables["raw_files"] = raw_location(raw)
    messages: list[str] = []
    runner = dbtRunner(manifest=manifest, callbacks=[_collector(messages), *callbacks])
    with _environment_variable("WAREHOUSE", str(place.folder)):
        try:
            outcome = runner.invoke(
                [
                    *arguments,
                    *("--project-dir", str(project)),
                    *("--profiles-dir", str(project)),
                    *("--target-path", str(place.target)),
                    *("--log-path", str(place.logs)),
                    *("--vars", json.dumps(all_variables)),
                ]
            )
        finally:
            _close_database()
    return DbtRun(outcome.success, outcome.result, outcome.exception, messages)


def raw_location(raw: Path | str) -> str:
    """A raw folder as the project's macros take it: absolute, or an address such as s3://..."""
    return str(raw) if is_remote(raw) else str(Path(raw).resolve())


def is_remote(raw: Path | str) -> bool:
    """Whether the raw tables are in an object store instead of a folder of this machine."""
    return "://" in str(raw)


def first_error_line(message: str | None) -> str:
    """The line of a dbt error that says what is wrong; dbt's first line only says where."""
    text = str(message or "no message")
    if "CSV Parser state machine reached an invalid state" in text:
        return _explained_line_ends(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    says_where = re.match(r"\w+ Error in \w+ \S+ \(", lines[0])
    return lines[1] if says_where and len(lines) > 1 else lines[0]


def _explained_line_ends(message: str) -> str:
    """DuckDB's message about line ends names everything but the reason."""
    file = re.search(r"file = (.*)", message)
    return (
        f"{file[1].strip() if file else 'A CSV file'} mixes line ends, or has a carriage return in "
        "a value without quotes. Convert it to one kind of line end, for example with dos2unix."
    )


def _collector(messages: list[str]):
    """A callback of dbt that keeps what it says at level info and above."""

    def keep(event: EventMsg) -> None:
        if event.info.level in (EventLevel.INFO, EventLevel.WARN, EventLevel.ERROR):
            messages.append(event.info.msg)

    return keep


@contextmanager
def _environment_variable(name: str, value: str) -> Iterator[None]:
    """Sets an environment variable for the time of a call: the profile reads it."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _close_database() -> None:
    """Closes the database that dbt-duckdb keeps open for the rest of the process."""
    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()
