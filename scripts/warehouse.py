"""A warehouse folder, and the one place that calls dbt.

A warehouse is a folder that holds build.duckdb (only dbt opens it), engagement.duckdb (the
published copy, for everybody else), and dbt's own target/ and logs/. dbt runs in this process: a
program that calls it several times pays for its start-up once. dbt takes seconds to import, so
that it is imported where it is called: a wrong argument is told at once.
"""

from __future__ import annotations

import fcntl
import gc
import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEFAULT_WAREHOUSE = PROJECT_ROOT / "warehouse"

# What dbt calls a node that is as it should be; with an exposure there is nothing to do.
GOOD_STATUSES = ("success", "pass", "warn", "no-op")

# What DuckDB says of a file that is broken, and what that means.
BROKEN_FILES = {
    r"No magic bytes found at end of file '(.*?)'": "is no Parquet file, or is cut off",
    r"File '(.*?)' too small to be a Parquet file": "is no Parquet file, or is cut off",
    r'Failed to read file "(.*?)"': "is damaged",
    r"Parquet file '(.*?)': metadata is corrupt": "is damaged",
    r"Input is not a GZIP stream: (\S.*)": "is not compressed by gzip, though its name says so",
    r"Unexpected end of GZIP stream: (\S.*)": "is cut off: its compressed data ends too early",
}

# See collect_garbage_rarely(); Python's own number is 700.
OBJECTS_BETWEEN_COLLECTIONS = 200_000

# What dbt writes into its log; dbt's own name for it.
LOG_LEVEL_VARIABLE = "DBT_LOG_LEVEL_FILE"

# Exit code of a command that was ended by Ctrl-C, as shells have it.
INTERRUPTED = 130

# Where dbt repeats at level warn what is in its results.
RESULT_EVENTS = ("LogTestResult", "RunResultWarning", "RunResultWarningMessage", "EndOfRunSummary")


class WarehouseUnusable(Exception):
    """The folder cannot hold a warehouse; the message says why and what to do."""


class WarehouseBusy(Exception):
    """Another process builds or publishes this warehouse."""


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
    def previous_database(self) -> Path:
        """The copy that was published before, of another build."""
        return self.folder / "engagement.previous.duckdb"

    @property
    def lock(self) -> Path:
        """The file that a build or publish holds locked; it holds the number of its process."""
        return self.folder / ".lock"

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
    warnings: list[str] = field(default_factory=list)

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
    silent: bool = False,
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
        callbacks: called with every event of dbt while it runs, from several threads.
        silent: whether dbt says nothing on the console; its log has it all the same.

    Returns:
        The outcome. The database is closed when this returns, so that it can be read.
    """
    from dbt.cli.main import dbtRunner

    collect_garbage_rarely()
    place = Warehouse(Path(warehouse).resolve())
    place.folder.mkdir(parents=True, exist_ok=True)
    all_variables = dict(variables or {})
    if raw is not None:
        all_variables["raw_files"] = raw_location(raw)
    run = DbtRun(success=False)
    level_of_log = os.environ.get(LOG_LEVEL_VARIABLE, "debug")
    console = ("--log-level", "none", "--log-level-file", level_of_log) if silent else ()
    if manifest is not None:
        callbacks = [*callbacks, _namer(manifest)]
    runner = dbtRunner(manifest=manifest, callbacks=[_collector(run), *callbacks])
    with _environment_variable("WAREHOUSE", str(place.folder)), _log_file_may_fail():
        try:
            outcome = runner.invoke(
                [
                    *arguments,
                    *("--project-dir", str(project)),
                    *("--profiles-dir", str(project)),
                    *("--target-path", str(place.target)),
                    *("--log-path", str(place.logs)),
                    *("--vars", json.dumps(all_variables)),
                    *console,
                ]
            )
        finally:
            _close_database()
    return replace(
        run, success=outcome.success, result=outcome.result, exception=outcome.exception
    )


def collect_garbage_rarely() -> None:
    """Makes Python look less often for objects that nobody needs any more.

    dbt, the linter and the oracle make millions of small objects and keep nearly all of them. To
    look through them again and again took 15, 25 and 7 % of their time, and freed little.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


@contextmanager
def locked(place: Warehouse) -> Iterator[None]:
    """Keeps other builds and publishes out of a warehouse, whose folder is made if need be.

    The operating system ends the lock with the process, however that ends.

    Raises:
        WarehouseUnusable: the folder cannot be made or written to.
        WarehouseBusy: another process holds the lock.
    """
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        file = place.lock.open("a+", encoding="utf-8")
    except OSError as error:
        raise WarehouseUnusable(_explained_folder(place.folder, error)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise WarehouseBusy(
                f"Another build or publish is running in {place.folder} "
                f"(process {file.read().strip() or 'unknown'}). Wait until it is done, or name "
                "another folder: make build WAREHOUSE=folder."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def raw_location(raw: Path | str) -> str:
    """A raw folder as the project's macros take it: absolute, or an address such as s3://..."""
    return str(raw) if is_remote(raw) else str(Path(raw).resolve())


def is_remote(raw: Path | str) -> bool:
    """Whether the raw tables are in an object store instead of a folder of this machine."""
    return "://" in str(raw)


def first_error_line(message: str | None) -> str:
    """The line of a dbt error that says what is wrong; dbt's first line only says where."""
    return error_lines(message)[0]


def error_lines(message: str | None) -> list[str]:
    """The lines of a dbt error that say what is wrong, without dbt's own about where.

    A macro of the project may raise several lines, each a mistake of its own; of an engine's error
    the first line says it, and the rest repeats the SQL.
    """
    text = str(message or "no message")
    if "CSV Parser state machine reached an invalid state" in text:
        return [_explained_line_ends(text)]
    for pattern, what in BROKEN_FILES.items():
        file = re.search(pattern, text)
        if file is not None:
            return [f"{file[1].strip()} {what}. Bring it again, or name it as what it is."]
    encoding = re.search(r"File is not (\S+) encoded", text)
    if encoding is not None:
        # DuckDB says so of a valid file, too.
        or_emoji = ", or holds a character that DuckDB does not read in it, such as an emoji"
        return [
            f"A file is not {encoding[1]} encoded{or_emoji if encoding[1] == 'utf-16' else ''}. "
            "Set the var csv_encoding to the encoding of the files, or convert this one."
        ]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    head = lines[0] if lines else "no message"
    says_where = re.match(r"\w+ Error( in \w+ \S+ \(.*)?$", head)
    if not says_where or len(lines) == 1:
        return [head]
    if not head.startswith(("Compilation Error", "Parsing Error")):
        return [lines[1]]
    own = [line for line in lines[1:] if not line.startswith(("> in ", "> called by "))]
    return own or [head]


def _explained_line_ends(message: str) -> str:
    """DuckDB's message about line ends names everything but the reason."""
    file = re.search(r"file = (.*)", message)
    return (
        f"{file[1].strip() if file else 'A CSV file'} mixes line ends, or has a carriage return in "
        "a value without quotes. Convert it to one kind of line end, for example with dos2unix."
    )


def _explained_folder(folder: Path, error: OSError) -> str:
    """Why a folder cannot be a warehouse, and what to do."""
    reason = error.strerror or str(error)
    if os.path.isfile(folder):
        reason = "it is a file"
    return (
        f"WAREHOUSE {str(folder)!r} cannot be written to: {reason}. Name a folder in which you may "
        "write, with room for the warehouse."
    )


def _collector(run: DbtRun) -> Callable[[EventMsg], None]:
    """A callback of dbt that keeps what it says at level info and above, and its warnings once."""

    def keep(event: EventMsg) -> None:
        if event.info.level in ("info", "warn", "error"):
            run.messages.append(event.info.msg)
        is_warning = event.info.level == "warn" and event.info.name not in RESULT_EVENTS
        if is_warning and event.info.msg not in run.warnings:
            run.warnings.append(event.info.msg)

    return keep


def _namer(manifest: Manifest) -> Callable[[EventMsg], None]:
    """A callback of dbt that gives a project parsed before the id of this run.

    dbt writes it into manifest.json, and publishing asks whether that is of the same run.
    """

    def name(event: EventMsg) -> None:
        manifest.metadata.invocation_id = event.info.invocation_id

    return name


@contextmanager
def _log_file_may_fail() -> Iterator[None]:
    """Python prints a traceback for every line that a full disk keeps out of dbt's log."""
    before = logging.raiseExceptions
    logging.raiseExceptions = False
    try:
        yield
    finally:
        logging.raiseExceptions = before


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
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()
