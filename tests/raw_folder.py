"""A folder of raw files with the staging models on top of it, for tests of what users bring."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from dbt.artifacts.schemas.results import NodeResult
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import DbtRun, Warehouse, run_dbt

HEADER = "order_id,ordered_at,status,amount"
GOOD = "good,2025-03-01T10:00:00Z,completed,10.00"


@dataclass
class Outcome:
    """What became of a raw table."""

    run: DbtRun
    kept: list[dict[str, Any]]
    rejected: list[tuple[str, str | None, str]]
    nulled: list[tuple[str, str, str]]
    counts: dict[str, int]

    @property
    def kept_keys(self) -> list[str]:
        """The first column, the key, of the kept rows."""
        return sorted(str(next(iter(row.values()))) for row in self.kept)

    def row(self, key: str) -> dict[str, Any]:
        """The kept row of a key."""
        return next(row for row in self.kept if next(iter(row.values())) == key)


class RawFolder:
    """A folder of raw files, and the staging models on top of it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.path = folder / "raw"
        self.path.mkdir()
        self.warehouse = folder / "warehouse"
        self.manifest = manifest

    def write(self, name: str, content: str | bytes) -> None:
        """Writes one raw file, byte for byte."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def dbt(self, arguments: list[str], **variables: Any) -> DbtRun:
        """Runs dbt on this folder, with the project as it was parsed before.

        dbt's results are taken from memory: writing them, and a log, takes a third of the time.
        """
        options = ["--no-write-json", "--log-level-file", "none", *arguments]
        return run_dbt(options, self.warehouse, self.path, variables, self.manifest)

    def read(self, raw_table: str = "orders", **variables: Any) -> Outcome:
        """Stages one raw table, checks that no row got lost, and says what became of them."""
        run = self.dbt(["run", "--select", f"+stg_{raw_table}"], **variables)
        assert run.success, run.failures()
        return outcome_of(self.warehouse, raw_table, run)

    def test(self, name: str, **variables: Any) -> NodeResult:
        """The result of one data test, after building what it reads."""
        arguments = ["build", "--select", f"+{name}", "--indirect-selection", "empty"]
        run = self.dbt(arguments, **variables)
        return next(result for result in run.node_results if result.node.name == name)

    def error(self, raw_table: str = "orders", **variables: Any) -> str:
        """The one clear error with which staging a raw table fails."""
        run = self.dbt(["run", "--select", f"+stg_{raw_table}"], **variables)
        assert not run.success
        assert "Traceback" not in run.errors()
        assert len(run.failures()) == 1, run.failures()
        return run.errors()


def outcome_of(warehouse: Path, raw_table: str, run: DbtRun) -> Outcome:
    """Reads what became of a raw table, each status counted from its own relation."""
    exceptions = f"stg_{raw_table}__exceptions"
    with duckdb.connect(str(Warehouse(warehouse).build_database), read_only=True) as connection:
        kept = connection.execute(f"select * from stg_{raw_table}")
        names = [column[0] for column in kept.description]
        kept_rows = [dict(zip(names, row, strict=True)) for row in kept.fetchall()]
        rejected = connection.execute(
            f"select _raw_key, _rejected_column, _rejected_reason from {exceptions} "
            "where _row_status = 'rejected' order by all"
        ).fetchall()
        faults = [
            row[0]
            for row in connection.execute(
                f"select column_name from (describe {exceptions}) "
                "where ends_with(column_name, '__fault')"
            ).fetchall()
        ]
        nulled = [
            (row[0], fault.removesuffix("__fault"), row[1])
            for fault in faults
            for row in connection.execute(
                f"select _raw_key, {fault} from {exceptions} where {fault} is not null order by all"
            ).fetchall()
        ]
        # The rows of which there is nothing to say are no exceptions.
        counts = dict(
            connection.execute(
                f"select _row_status, count(*) from {exceptions} where _row_status <> 'kept' "
                f"group by all union all select 'kept', count(*) from stg_{raw_table} "
                "having count(*) > 0"
            ).fetchall()
        )
        [(raw_rows,)] = connection.execute(f"select count(*) from base_{raw_table}").fetchall()
    assert sum(counts.values()) == raw_rows
    return Outcome(run, kept_rows, rejected, nulled, counts)


def write_parquet(raw: RawFolder, name: str, query: str) -> None:
    """Writes the result of a query as a Parquet file of the raw folder."""
    (raw.path / name).parent.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Asia/Tokyo'")
        connection.execute(f"copy ({query}) to '{raw.path / name}' (format parquet)")
