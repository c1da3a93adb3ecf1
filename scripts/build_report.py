"""What a build tells a person: how far it is, what failed, and what became of the data.

A data test carries the sentence that is told when it fails: `failure` in its config's meta, with
{table}, {column_name} and the test's other arguments filled in, and `remedy` where it is none of
the two below. A test that has none speaks for itself, by an error or warnings of its own.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import duckdb
from tqdm import tqdm

from scripts.publish import expected_nodes
from scripts.warehouse import DbtRun, Warehouse, error_lines

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from dbt_common.events.base_types import EventMsg

WIDTH = 100
INDENT = "  "
NO_BREAK = "\0"
LONGEST_EXAMPLE_VALUE = 60

# What a status of dbt is called in a sentence, in the order in which they are told.
FAILED = "failed"
STATUS_WORDS = {"success": "built", "pass": "passed", "warn": "warned", "skipped": "skipped"}

# What a test compares is the project's own, unless it has a remedy of its own.
DEFAULT_REMEDY = (
    "The SQL of the project is at fault, not the data: look at what was changed since the last "
    "good build (git diff), or report it with the name of the test."
)
SEED_REMEDY = "Correct seeds/reference/{table}.csv."

# Reasons of the operating system for which a warehouse cannot be written.
WRITE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO)

# Warnings that the summary tells by the numbers of build_audit.
AUDITED_WARNING = re.compile(r"See the table (rejected_rows|nulled_values)\.$")
# One warning per table that a company does not have would hide the others. A file without columns
# is another matter: it is named.
MISSING_TABLE = re.compile(r"Raw table '(\w+)' is missing")
FILE_NAME = re.compile(r"\.(csv|tsv|parquet|jsonl|ndjson)\b")
# The end of a sentence, but not that of 'e.g.'.
SENTENCE_END = re.compile(r"(?<!e\.g)\. (?=[A-Z])")

# The head of the table of what became of the raw rows.
NAMES_HEADER = "raw table"
COUNTS = ("read", "kept", "rejected", "superseded", "deleted", "nulled")


class Progress:
    """A callback of dbt that says which layers are done: lines, and on a terminal a bar below."""

    def __init__(self, stream: TextIO, place: Warehouse, has_unit_tests: bool) -> None:
        """Writes to the stream; place is where dbt writes the manifest that knows all nodes."""
        self._has_unit_tests = has_unit_tests
        self._stream = stream
        self._manifest = place.target / "manifest.json"
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._layers: dict[str, str] | None = None
        self._left: Counter[str] = Counter()
        self._statuses: dict[str, Counter[str]] = {}
        self._bar: tqdm | None = None

    def __call__(self, event: EventMsg) -> None:
        """Takes note of a node that begins or ends; dbt calls this from several threads."""
        if event.info.name in ("NodeStart", "NodeFinished"):
            with self._lock:
                if self._layers is None:
                    self._begin()
                if event.info.name == "NodeFinished":
                    node = event.data.node_info.unique_id
                    self._finish(node, event.data.run_result.status)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.close()

    def _begin(self) -> None:
        """Counts what there is to do, now that the project is read."""
        manifest = json.loads(self._manifest.read_text(encoding="utf-8"))
        nodes = expected_nodes(manifest, self._has_unit_tests)
        self._layers = {name: layer(node) for name, node in nodes.items()}
        self._left = Counter(self._layers.values())
        self._statuses = {name: Counter() for name in self._left}
        self._say_done("project", f"{len(nodes)} models, seeds and tests")
        if self._stream.isatty():
            form = "  {desc:<13} {bar} {n_fmt}/{total_fmt} {elapsed}"
            self._bar = tqdm(
                total=len(nodes), file=self._stream, bar_format=form, leave=False, ncols=79
            )

    def _finish(self, node: str, status: str) -> None:
        """Counts a node that is done, and says so when it was the last of its layer."""
        name = (self._layers or {}).get(node)
        if name is None:
            return
        self._left[name] -= 1
        self._statuses[name][STATUS_WORDS.get(status, FAILED)] += 1
        if self._left[name] == 0:
            found = self._statuses[name]
            words = [word for word in (*STATUS_WORDS.values(), FAILED) if found[word]]
            self._say_done(name, ", ".join(f"{found[word]} {word}" for word in words))
        if self._bar is not None:
            self._bar.set_description_str(name, refresh=False)
            self._bar.update()

    def _say_done(self, what: str, counts: str) -> None:
        """Writes a line, above the bar if there is one, with the time that has passed."""
        passed = duration(time.monotonic() - self._started)
        line = f"{INDENT}{what:<13} {counts:<42} {passed:>11}"
        if self._bar is not None:
            self._bar.write(line, file=self._stream)
        else:
            print(line, file=self._stream, flush=True)


def layer(node: dict[str, Any]) -> str:
    """The layer that a node of the manifest is part of, as the progress names it."""
    kind = node["resource_type"]
    if kind == "model":
        return Path(node["original_file_path"]).parts[1]
    return {"seed": "seeds", "unit_test": "unit tests", "test": "data tests"}.get(kind, kind)


def duration(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


# --- a build that failed ---


def failure_report(run: DbtRun, place: Warehouse) -> str:
    """What failed and what to do about it, then the warnings."""
    lines = ["The build failed, so nothing was published:", ""]
    system_failure = _system_failure(run, place)
    if system_failure is not None:
        return "\n".join([*lines, *_wrapped(system_failure, INDENT)])
    failed = sorted(filter(has_failed, run.node_results), key=lambda result: result.node.name)
    personal = _personal_columns(place)
    for result in failed:
        lines += [*_failure_block(result, place, personal), ""]
    if not failed:
        exception = str(run.exception or "") or type(run.exception).__name__
        lines += [line for text in error_lines(exception) for line in _wrapped(text, INDENT)] + [""]
    skipped = sum(str(result.status) == "skipped" for result in run.node_results)
    if skipped:
        lines += [f"{skipped} models and tests that need them were skipped.", ""]
    lines += _warning_lines(run, run.warnings)
    lines.append(f"What dbt did is in {place.logs / 'dbt.log'}")
    return "\n".join(lines)


def has_failed(result: NodeResult) -> bool:
    """Whether a node is to blame, and not another one for which it was skipped."""
    return str(result.status) in ("error", "fail", "runtime error", "partial success")


def failure_sentence(test: Any) -> str | None:
    """What a failing data test means and what to do; None if it speaks for itself.

    test: a data test of dbt's manifest.
    """
    sentence = test.config.meta.get("failure")
    if sentence is None:
        return None
    metadata = getattr(test, "test_metadata", None)
    words = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in (metadata.kwargs if metadata is not None else {}).items()
    }
    tested = getattr(test, "attached_node", None) or ""
    words["table"] = tested.split(".")[-1]
    own_remedy = SEED_REMEDY if tested.startswith("seed.") else DEFAULT_REMEDY
    remedy = test.config.meta.get("remedy", own_remedy)
    return f"{sentence} {remedy}".format_map(words)


def _failure_block(result: NodeResult, place: Warehouse, personal: set[str]) -> list[str]:
    """One failure: its name and place, what is wrong, an example, what to do."""
    node = result.node
    title = f"{INDENT}{node.name} ({node.original_file_path})"
    if node.resource_type == "test" and str(result.status) == "fail":
        rows = "1 row" if result.failures == 1 else f"{result.failures:,} rows"
        block = [f"{title}: {rows}", *_wrapped(failure_sentence(node) or "", 2 * INDENT)]
        return block + _wrapped(_example(node, place, personal), 2 * INDENT)
    if node.resource_type == "unit_test" and str(result.status) == "fail":
        return [title, *textwrap.indent(str(result.message).strip(), 2 * INDENT).splitlines()]
    texts = error_lines(result.message)
    return [title, *(line for text in texts for line in _wrapped(text, 2 * INDENT))]


def _example(test: Any, place: Warehouse, personal: set[str]) -> str:
    """The first of the rows for which a data test failed; never one with a personal value."""
    query = test.compiled_code
    if any(re.search(rf"\b{re.escape(name)}\b", query) for name in personal):
        return "No example is shown, because the test reads personal columns."
    try:
        with duckdb.connect(str(place.build_database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            rows = connection.execute(
                f"select * from (\n{query}\n) as failures order by all limit 1"
            )
            names = [column[0] for column in rows.description]
            values = rows.fetchall()[0]
    except (duckdb.Error, IndexError):
        return ""
    cells = [
        f"{name} = {textwrap.shorten(str(value), LONGEST_EXAMPLE_VALUE)}"
        for name, value in zip(names, values, strict=True)
        if value is not None and name not in personal
    ]
    return f"For example: {', '.join(cells)}" if cells else ""


def _personal_columns(place: Warehouse) -> set[str]:
    """The columns of the contract that are personal, of whatever table."""
    manifest = place.target / "manifest.json"
    if not manifest.exists():
        return set()
    sources = json.loads(manifest.read_text(encoding="utf-8"))["sources"].values()
    return {
        column["name"]
        for source in sources
        for column in source["columns"].values()
        if column["config"]["meta"].get("personal")
    }


def _system_failure(run: DbtRun, place: Warehouse) -> str | None:
    """What keeps the whole build from its files, in one sentence; None if nothing does."""
    errors = run.errors()
    lock = re.search(r"Could not set lock on file .*?: (Conflicting lock .*? \(PID \d+\))", errors)
    if lock is not None:
        return (
            f"{place.build_database} is open in another program. {lock[1]}. Only dbt may open this "
            "file, readers open engagement.duckdb beside it: end that program and build again."
        )
    for code in WRITE_ERRORS:
        if os.strerror(code) in errors:
            free = shutil.disk_usage(place.folder).free // 1024**2
            return (
                f"{place.folder} cannot be written to: {os.strerror(code)} ({free:,} MB are free). "
                "Make room there, or name another folder: make build WAREHOUSE=folder."
            )
    return None


# --- a build that is done ---


def summary(run: DbtRun, place: Warehouse, published: Path, seconds: float) -> str:
    """What became of the raw rows, the warnings, where the copy lies and how to open it."""
    [(build_id, as_of_date, tables, views)] = _query(
        published,
        "select build_id, as_of_date, (select count(*) from published_tables where not is_view), "
        "(select count(*) from published_tables where is_view) from published",
    )
    of_day = f"as of {as_of_date}" if as_of_date else "without any activity"
    source, audit_lines = _audit(place, build_id)
    lines = ["", f"Built in {duration(seconds)} {of_day}, from {source}.", "", *audit_lines]
    lines += _warning_lines(
        run, [text for text in run.warnings if not AUDITED_WARNING.search(text)]
    )
    command = (
        f".venv/bin/python -c \"import duckdb; print(duckdb.connect({_shown(published)!r}, "
        "read_only=True).sql('show tables'))\""
    )
    lines.append(f"Published: {_shown(published)} ({tables} tables, {views} views). Open it:")
    return "\n".join([*lines, command])


def _audit(place: Warehouse, build_id: str) -> tuple[str, list[str]]:
    """Where the raw rows came from, and a table of what became of them, with all reasons."""
    rows = _query(
        place.build_database,
        "select source, rejected_reasons, nulled_reasons, raw_table, raw_rows, kept_rows, "
        "rejected_rows, superseded_rows, deleted_rows, nulled_values from build_audit "
        f"where build_id = '{build_id}' order by raw_table",
    )
    source = "the demo company" if rows[0][0] == "demo" else rows[0][0]
    rows = [row for row in rows if row[4] > 0]
    if not rows:
        return source, ["No raw table has a row.", ""]
    width = max(len(name) for name in (NAMES_HEADER, *(row[3] for row in rows)))
    lines = [_audit_line(NAMES_HEADER, width, COUNTS)]
    for _, rejected_reasons, nulled_reasons, raw_table, *counts in rows:
        lines.append(_audit_line(raw_table, width, counts))
        for verdict, reasons in (("rejected", rejected_reasons), ("nulled", nulled_reasons)):
            if reasons:
                lines += _wrapped_list(f"{verdict}: {reasons}", 2 * INDENT)
    totals = [sum(row[4 + index] for row in rows) for index in range(len(COUNTS))]
    lines.append(_audit_line("all", width, totals))
    if totals[COUNTS.index("rejected")] or totals[COUNTS.index("nulled")]:
        tables = "its tables rejected_rows and nulled_values hold each of them"
        lines += ["", *_wrapped(f"See {_shown(place.build_database)}: {tables}.", "")]
    return source, [*lines, ""]


def _audit_line(name: str, width: int, counts: Iterable[Any]) -> str:
    """A line of the table of raw rows."""
    cells = (f"{count:>11,}" if isinstance(count, int) else f"{count:>11}" for count in counts)
    return f"{name:<{width}}{''.join(cells)}"


def _warning_lines(run: DbtRun, warnings: Iterable[str]) -> list[str]:
    """Every warning once, missing tables as one line, the same advice once for all it is for."""
    missing = sorted(
        found[1] for text in warnings
        if (found := MISSING_TABLE.match(text)) and not FILE_NAME.search(text)
    )
    lines = _wrapped(f"Tables missing, read as empty: {', '.join(missing)}.", "") if missing else []
    others = {
        text for text in warnings if not MISSING_TABLE.match(text) or FILE_NAME.search(text)
    }
    others |= {
        f"{sentence} ({result.node.name}: {result.failures:,} rows)"
        for result in run.node_results
        if str(result.status) == "warn" and (sentence := failure_sentence(result.node))
    }
    advised: dict[str, list[str]] = {}
    for text in sorted(others):
        fact, *advice = SENTENCE_END.split(text, maxsplit=1)
        advised.setdefault("".join(advice), []).append(f"{fact}." if advice else fact)
    if others:
        lines += ["", f"Warnings ({len(others)}):"] if lines else [f"Warnings ({len(others)}):"]
    for advice, facts in advised.items():
        lines += [line for fact in facts for line in _wrapped(fact, INDENT)]
        lines += _wrapped(advice, 2 * INDENT)
    return [*lines, ""] if lines else []


def _query(database: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query to a database of the warehouse."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def _shown(path: Path) -> str:
    """A path as a person would type it here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _wrapped_list(text: str, indent: str) -> list[str]:
    """A list in lines that end with a comma."""
    unbroken = text.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")
    return [line.replace(NO_BREAK, " ") for line in _wrapped(unbroken, indent)]


def _wrapped(text: str, indent: str) -> list[str]:
    """A text in lines; names and paths are never cut."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
