"""What differs between two published copies, as Markdown: `python -m scripts.diff BASE [NEW]`.

Per public mart the rows added, removed and changed by its key, and per metric the largest move of a
finished period: what an analyst shows in a pull request. DuckDB compares, nothing is read into
Python. Exit codes: 0 compared, whatever was found; 2 a file cannot be compared.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from scripts.published_copy import (
    CopyUnusable,
    attached,
    copy_at,
    declared_keys,
    quoted,
    schemas,
    seed,
)
from scripts.reference import table
from scripts.warehouse import DEFAULT_WAREHOUSE

# Doubles are equal if they differ by no more than this part of the greater one: quotients of equal
# parts may differ in their last digits between versions of an engine.
TOLERANCE = 1e-9
# Doubles nearer to each other than this are equal as well, so that a rest beside 0 is none.
LEAST_DIFFERENCE = 1e-12
FLOATS = ("FLOAT", "DOUBLE")
NUMBERS = (*FLOATS, "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
PUBLISHED = "published"
# What a copy says of itself.
OWN = {PUBLISHED, "published_vars", "published_tables", "published_links"}
BASE, NEW = "base", "new"


@dataclass
class Mart:
    """A mart that both copies have, and what became of it."""

    name: str
    key: list[str]
    columns: list[str]
    schema_changes: list[str] = field(default_factory=list)
    rows_before: int = 0
    rows_now: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    changed_columns: dict[str, int] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether a row was added, removed or changed."""
        return bool(self.added or self.removed or self.changed)


class Comparison:
    """Two published copies, attached as base and new."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tolerance: float) -> None:
        """Takes a connection to both, and the relative tolerance for doubles."""
        self._connection = connection
        self._tolerance = tolerance
        self._schemas = {copy: schemas(connection, copy) for copy in (BASE, NEW)}
        self._types = {copy: self._columns(copy) for copy in (BASE, NEW)}
        self._views = {copy: self._definitions(copy) for copy in (BASE, NEW)}
        self._declared = declared_keys()
        metrics = seed("metric_catalog")
        self._metrics = {row["metric_id"]: row["mart"] for row in metrics}

    def report(self) -> str:
        """The whole comparison as Markdown."""
        both = sorted(self._types[BASE].keys() & self._types[NEW].keys() - OWN)
        # Of a view whose SQL is the same the rows are those of its tables, which are compared.
        marts = [self._compared(name) for name in both if not self._is_same_view(name)]
        lines = ["# Comparison of two builds", "", self._head(), ""]
        schema = [*self._tables_that_came_or_went(), *self._schema_changes(marts)]
        if schema:
            lines += ["## Tables and columns", "", *schema, ""]
        lines += ["## Rows", "", *_row_lines(marts), ""]
        lines += ["## Metrics", "", *self._metric_lines(marts), ""]
        return "\n".join(lines)

    def _rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple]:
        """The rows of a query."""
        return self._connection.execute(query, list(parameters)).fetchall()

    def _columns(self, copy: str) -> dict[str, dict[str, str]]:
        """The columns of every table of a copy, with their types."""
        found: dict[str, dict[str, str]] = {}
        query = """
            select schema_name, table_name, column_name, data_type from duckdb_columns()
            where database_name = ? and not internal order by table_name, column_index
        """
        for schema, name, column, data_type in self._rows(query, [copy]):
            if schema == self._schemas[copy][name]:
                found.setdefault(name, {})[column] = data_type
        return found

    def _relation(self, copy: str, name: str) -> str:
        """The name of a table or view of a copy for SQL."""
        return f"{copy}.{quoted(self._schemas[copy][name])}.{quoted(name)}"

    def _definitions(self, copy: str) -> dict[str, str]:
        """The SQL of the views of a copy."""
        query = """
            select view_name, schema_name, sql from duckdb_views()
            where database_name = ? and not internal
        """
        return {
            name: sql
            for name, schema, sql in self._rows(query, [copy])
            if schema == self._schemas[copy][name]
        }

    def _head(self) -> str:
        """What the two copies are."""
        facts = {}
        for copy in (BASE, NEW):
            [row] = self._rows(f"select * from {copy}.{PUBLISHED}")
            facts[copy] = dict(zip(self._types[copy][PUBLISHED], map(_text, row), strict=True))
        names = {**facts[NEW], **facts[BASE]}
        rows = [[name, facts[BASE].get(name, ""), facts[NEW].get(name, "")] for name in names]
        return table(["", "before", "now"], rows)

    def _tables_that_came_or_went(self) -> list[str]:
        """A line for each table or view that only one copy has."""
        lines = []
        for copy, other, verb in ((NEW, BASE, "is new"), (BASE, NEW, "is gone")):
            for name in sorted(self._types[copy].keys() - self._types[other].keys() - OWN):
                [(rows,)] = self._rows(f"select count(*) from {self._relation(copy, name)}")
                kind = "view" if name in self._views[copy] else "table"
                lines.append(f"- The {kind} `{name}` {verb}, with {rows:,} rows.")
        return lines

    def _schema_changes(self, marts: Sequence[Mart]) -> list[str]:
        """A line for each column or key that is not as it was."""
        return [f"- `{mart.name}`: {change}." for mart in marts for change in mart.schema_changes]

    def _compared(self, name: str) -> Mart:
        """Compares one mart."""
        before, now = self._types[BASE][name], self._types[NEW][name]
        mart = Mart(name, self._key(name), [column for column in now if column in before])
        mart.schema_changes = [
            *(f"the column `{column}` is new" for column in now if column not in before),
            *(f"the column `{column}` is gone" for column in before if column not in now),
            *(
                f"the column `{column}` was {before[column]} and is {now[column]}"
                for column in mart.columns
                if before[column] != now[column]
            ),
        ]
        kinds = ["view" if name in self._views[copy] else "table" for copy in (BASE, NEW)]
        if kinds[0] != kinds[1]:
            mart.schema_changes.append(f"it was a {kinds[0]} and is a {kinds[1]}")
        elif kinds == ["view", "view"]:
            mart.schema_changes.append("the view has other SQL than before")
        for copy in (BASE, NEW):
            missing = [column for column in mart.key if column not in self._types[copy][name]]
            if missing or not self._is_unique(copy, name, mart.key):
                mart.schema_changes.append(
                    f"its key ({', '.join(mart.key) or 'none'}) is no key of both, so that its "
                    "rows are compared as wholes and none is told as changed"
                )
                mart.key = []
                break
        self._count_rows(mart)
        return mart

    def _is_same_view(self, name: str) -> bool:
        """Whether a name is that of a view with the same SQL in both copies."""
        return name in self._views[NEW] and self._views[NEW][name] == self._views[BASE].get(name)

    def _key(self, name: str) -> list[str]:
        """The key of a mart: that of the new copy, else the declared one."""
        return self._primary_key(NEW, name) or self._declared.get(name, [])

    def _primary_key(self, copy: str, name: str) -> list[str]:
        """The primary key of a table in a copy; nothing if it has none."""
        query = """
            select constraint_column_names from duckdb_constraints()
            where database_name = ? and schema_name = ? and table_name = ?
                and constraint_type = 'PRIMARY KEY'
        """
        place = [copy, self._schemas[copy][name], name]
        return [column for (columns,) in self._rows(query, place) for column in columns]

    def _is_unique(self, copy: str, name: str, key: Sequence[str]) -> bool:
        """Whether no two rows of a table have the same key."""
        if not key:
            return False
        if self._primary_key(copy, name) == key:
            return True
        columns = ", ".join(map(quoted, key))
        [(repeated,)] = self._rows(
            f"select count(*) from (select 1 from {self._relation(copy, name)} "
            f"group by {columns} having count(*) > 1 limit 1)"
        )
        return repeated == 0

    def _count_rows(self, mart: Mart) -> None:
        """Counts what became of the rows of a mart."""
        base, new = (self._relation(copy, mart.name) for copy in (BASE, NEW))
        [(mart.rows_before, mart.rows_now)] = self._rows(
            f"select (select count(*) from {base}), (select count(*) from {new})"
        )
        if not mart.key:
            columns = ", ".join(self._as_compared(mart.name, column) for column in mart.columns)
            before, now = (f"(select {columns} from {relation})" for relation in (base, new))
            for attribute, first, second in (("added", now, before), ("removed", before, now)):
                [(rows,)] = self._rows(
                    f"select count(*) from (from {first} except all from {second})"
                )
                setattr(mart, attribute, rows)
            return
        values = [column for column in mart.columns if column not in mart.key]
        differs = {column: self._differs(mart.name, column) for column in values}
        on = " and ".join(
            f"{self._as_compared(mart.name, column, 'base_row')} is not distinct from "
            f"{self._as_compared(mart.name, column, 'new_row')}"
            for column in mart.key
        )
        counts = ", ".join(f"count(*) filter (where {differs[column]})" for column in values)
        any_differs = " or ".join(differs.values()) or "false"
        [(matched, mart.changed, *per_column)] = self._rows(
            f"select count(*), count(*) filter (where {any_differs})"
            f"{', ' if counts else ''}{counts} "
            f"from {base} as base_row inner join {new} as new_row on {on}"
        )
        mart.added, mart.removed = mart.rows_now - matched, mart.rows_before - matched
        mart.changed_columns = {
            column: count for column, count in zip(values, per_column, strict=True) if count
        }

    def _as_compared(self, name: str, column: str, row: str | None = None) -> str:
        """A column as it is compared: as it is, or as text where its type is another one now."""
        sql = f"{row}.{quoted(column)}" if row else quoted(column)
        if self._types[BASE][name][column] != self._types[NEW][name][column]:
            return f"cast({sql} as varchar)"
        return sql

    def _differs(self, name: str, column: str) -> str:
        """SQL: whether a column differs between base_row and new_row."""
        kinds = [self._types[copy][name][column] for copy in (BASE, NEW)]
        before, now = (f"{row}.{quoted(column)}" for row in ("base_row", "new_row"))
        is_float = any(kind in FLOATS for kind in kinds)
        are_numbers = all(kind.split("(")[0] in NUMBERS for kind in kinds)
        if are_numbers and (is_float or kinds[0] != kinds[1]):
            before, now = (f"cast({value} as double)" for value in (before, now))
            near = (
                f"isfinite({before}) and isfinite({now}) "
                f"and abs({before} - {now}) <= greatest({LEAST_DIFFERENCE!r}, "
                f"{self._tolerance!r} * greatest(abs({before}), abs({now})))"
            )
            is_same = near if self._tolerance else "false"
            return f"({before} is distinct from {now} and not coalesce({is_same}, false))"
        before, now = (self._as_compared(name, column, row) for row in ("base_row", "new_row"))
        return f"({before} is distinct from {now})"

    def _metric_lines(self, marts: Sequence[Mart]) -> list[str]:
        """The largest move of each metric, as a table."""
        rows, compared = [], 0
        for mart in marts:
            metrics = [name for name in mart.columns if self._metrics.get(name) == mart.name]
            if not mart.key or "is_complete" not in mart.columns:
                continue
            compared += len(metrics)
            rows += [
                self._largest_move(mart, metric)
                for metric in metrics
                if metric in mart.changed_columns
            ]
        if not rows:
            return [f"None of the {compared} metrics that could be compared moved."]
        head = ["metric", "values moved", "largest move at", "before", "now", "change"]
        return [
            table(head, sorted(rows, key=lambda row: row[0].strip("`"))),
            "",
            f"{len(rows)} of {compared} metrics moved. The largest move is that of a period that "
            "was finished in both builds, if there is one. A value of a row that was added or "
            "removed is no move.",
        ]

    def _largest_move(self, mart: Mart, metric: str) -> list[str]:
        """The row of a metric: how many values moved, and the largest move."""
        base, new = (self._relation(copy, mart.name) for copy in (BASE, NEW))
        key = ", ".join(f"new_row.{quoted(column)}" for column in mart.key)
        on = " and ".join(
            f"base_row.{quoted(column)} is not distinct from new_row.{quoted(column)}"
            for column in mart.key
        )
        before, now = (f"cast({row}.{quoted(metric)} as double)" for row in ("base_row", "new_row"))
        [(*place, is_complete, value_before, value_now)] = self._rows(
            f"select {key}, base_row.is_complete and new_row.is_complete as is_complete, "
            f"{before}, {now} "
            f"from {base} as base_row inner join {new} as new_row on {on} "
            f"where {self._differs(mart.name, metric)} "
            f"order by is_complete desc, abs({now} - {before}) desc nulls last, {key} limit 1"
        )
        place_text = " ".join(map(_text, place)) + ("" if is_complete else " (not finished)")
        values = [value_before, value_now]
        change = "" if None in values else f"{value_now - value_before:+,.6g}"
        moved = f"{mart.changed_columns[metric]:,}"
        return [f"`{metric}`", moved, place_text, *map(_number, values), change]


def _row_lines(marts: Sequence[Mart]) -> list[str]:
    """What became of the rows, as a table of the marts that differ."""
    rows = [
        [
            f"`{mart.name}`",
            *(
                f"{count:,}"
                for count in (
                    mart.rows_before, mart.rows_now, mart.added, mart.removed, mart.changed
                )
            ),
            ", ".join(
                f"{column} {count:,}"
                for column, count in sorted(
                    mart.changed_columns.items(), key=lambda item: (-item[1], item[0])
                )
            ),
        ]
        for mart in marts
        if mart.differs
    ]
    same = len(marts) - len(rows)
    if not rows:
        return [f"The rows of all {same} tables that both copies have are the same."]
    head = ["mart", "rows before", "rows now", "added", "removed", "changed", "columns changed"]
    return [table(head, rows), "", f"The rows of the other {same} tables are the same."]


def _text(value: object) -> str:
    """A value for a cell."""
    return "" if value is None else str(value)


def _number(value: float | None) -> str:
    """A metric's value for a cell."""
    return "unknown" if value is None else f"{value:,.10g}"


def compare(base: Path, new: Path, tolerance: float = TOLERANCE) -> str:
    """Compares two published copies and returns Markdown.

    Args:
        base: the copy as it was, or the folder of its warehouse.
        new: the copy as it is, or the folder of its warehouse.
        tolerance: part of the greater one by which two doubles may differ and still be equal.

    Raises:
        CopyUnusable: one of them cannot be compared.
    """
    base, new = copy_at(base), copy_at(new)
    if base.exists() and new.exists() and os.path.samefile(base, new):
        raise CopyUnusable(
            f"{base} and {new} are the same file. Keep a copy of the old state before you build: "
            "cp warehouse/engagement.duckdb old.duckdb."
        )
    with attached(**{BASE: base, NEW: new}) as connection:
        return Comparison(connection, tolerance).report()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.diff",
        description="What differs between two published copies, as Markdown.",
    )
    parser.add_argument("base", help="the published copy as it was, or its warehouse's folder")
    parser.add_argument(
        "new",
        nargs="?",
        default=str(DEFAULT_WAREHOUSE),
        help="the published copy as it is, or its warehouse's folder (default: %(default)s)",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=TOLERANCE,
        help="part of a double that may differ (default: %(default)s; 0: none)",
    )
    options = parser.parse_args(arguments)
    if not options.base:
        parser.error("name the older copy: make diff BASE=old.duckdb")
    if not options.tolerance >= 0:
        parser.error("--tolerance is 0 or more")
    try:
        new = Path(options.new or DEFAULT_WAREHOUSE)
        print(compare(Path(options.base), new, options.tolerance))
    except CopyUnusable as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
