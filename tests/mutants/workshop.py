"""Breaks the project on purpose, and sees whether the named test notices.

A mutant is a text replaced in a macro or a model of a copy of the project. It counts only if the
copy still builds and a number changes; then the named test must fail. Where a unit test is to
notice, judge_quickly() breaks the parsed project in memory, and only the unit test runs.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import PROJECT_ROOT, DbtRun, Warehouse, run_dbt

MUTANTS_FOLDER = Path(__file__).parent
PROJECT_FOLDERS = ("models", "macros", "seeds", "analyses", "tests/generic")
PROJECT_FILES = ("dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class Mutant:
    """One way to break the project.

    name says what is broken; file, find and replace how (find must occur there, and only once
    unless every occurrence is meant); killed_by names the dbt test that must fail; quick ones run
    with every test run, see judge_quickly().
    """

    name: str
    file: str
    find: str
    replace: str
    killed_by: str
    quick: bool = False


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant; a problem is None when the named test killed it."""

    mutant: Mutant
    problem: str | None


def read_mutants() -> list[Mutant]:
    """All mutants, channel by channel."""
    return [
        Mutant(**entry)
        for file in sorted(MUTANTS_FOLDER.glob("*.yml"))
        for entry in yaml.safe_load(file.read_text())
    ]


class Workshop:
    """A copy of the project, and a warehouse in which the demo was built by the unbroken one."""

    def __init__(self, folder: Path, demo: Path) -> None:
        """Copies the project to `folder`; `demo` is the warehouse of a finished build."""
        self.project = folder / "project"
        self.warehouse = folder / "warehouse"
        self.demo = Warehouse(demo)
        for name in PROJECT_FOLDERS:
            shutil.copytree(PROJECT_ROOT / name, self.project / name)
        for path in (PROJECT_ROOT / "tests").glob("*/*.sql"):
            target = self.project / path.relative_to(PROJECT_ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        for name in PROJECT_FILES:
            shutil.copy(PROJECT_ROOT / name, self.project / name)
        self.numbers_before = fingerprints(self.demo.build_database)
        self.manifest = self.dbt(["parse"]).result

    def dbt(self, arguments: list[str], manifest: Manifest | None = None) -> DbtRun:
        """Runs dbt on the copy, as it is parsed now or was parsed before."""
        arguments = ["--no-write-json", *arguments]
        return run_dbt(arguments, self.warehouse, manifest=manifest, project=self.project)

    def copied_demo(self) -> Path:
        """The warehouse, as the demo is now."""
        self.warehouse.mkdir(exist_ok=True)
        shutil.copy(self.demo.build_database, Warehouse(self.warehouse).build_database)
        return self.warehouse

    def judge(self, mutant: Mutant) -> Verdict:
        """Breaks the copy, builds what depends on the break, runs the named test, and mends it."""
        path = self.project / mutant.file
        original = path.read_text()
        if mutant.find not in original:
            return Verdict(mutant, f"{mutant.file} does not hold {mutant.find!r}: mend the mutant")
        path.write_text(original.replace(mutant.find, mutant.replace))
        try:
            return Verdict(mutant, self._problem(mutant))
        finally:
            path.write_text(original)

    def _problem(self, mutant: Mutant) -> str | None:
        """Why the mutant does not count, or lived; None if the named test killed it."""
        self.copied_demo()
        models = self._affected_models(mutant)
        parsed = self.dbt(["parse"])
        run = self.dbt(["run", "--select", *models], parsed.result) if parsed.success else parsed
        if not run.success:
            return f"does not build, so it proves nothing: {'; '.join(run.failures())}"
        if fingerprints(Warehouse(self.warehouse).build_database) == self.numbers_before:
            return "changes no number of the demo, so it proves nothing"
        run = self.dbt(["test", "--select", mutant.killed_by], parsed.result)
        statuses = [str(result.status) for result in run.node_results]
        if not statuses:
            return f"there is no test {mutant.killed_by}"
        if "fail" not in statuses and "error" not in statuses:
            return f"{mutant.killed_by} did not notice"
        return None

    def _affected_models(self, mutant: Mutant) -> list[str]:
        """The models that the broken file makes, and all that read them."""
        if mutant.file.startswith("models/"):
            return [f"{Path(mutant.file).stem}+"]
        if mutant.file.startswith("seeds/"):
            return [f"{Path(mutant.file).stem}+"]
        macros = macros_that_call(self.manifest, mutant.file)
        return [
            f"{node.name}+"
            for node in self.manifest.nodes.values()
            if node.resource_type == "model" and macros & set(node.depends_on.macros)
        ]


def judge_quickly(mutant: Mutant, warehouse: Path, manifest: Manifest) -> Verdict:
    """Breaks a macro or model of a parsed project, runs the named unit test, and mends it.

    A unit test that fails has got other numbers. One that ends with an error proves nothing: then
    the mutant was no SQL. The warehouse holds a build of the demo, from which dbt learns the types.
    """
    texts = [(macro, "macro_sql") for macro in manifest.macros.values()]
    texts += [(node, "raw_code") for node in manifest.nodes.values()]
    original = [
        (node, attribute, getattr(node, attribute))
        for node, attribute in texts
        if node.original_file_path == mutant.file and mutant.find in getattr(node, attribute)
    ]
    if not original:
        return Verdict(mutant, f"{mutant.file} does not hold {mutant.find!r}: mend the mutant")
    try:
        for node, attribute, text in original:
            setattr(node, attribute, text.replace(mutant.find, mutant.replace))
        options = ["--no-write-json", "--log-level-file", "none"]
        arguments = [*options, "test", "--select", f"{mutant.killed_by},test_type:unit"]
        run = run_dbt(arguments, warehouse, manifest=manifest)
    finally:
        for node, attribute, text in original:
            setattr(node, attribute, text)
    statuses = [
        str(result.status)
        for result in run.node_results
        if result.node.resource_type == "unit_test"
    ]
    if not statuses:
        return Verdict(mutant, f"there is no unit test {mutant.killed_by}")
    if statuses != ["fail"]:
        return Verdict(mutant, f"{mutant.killed_by} did not notice: {statuses}, {run.errors()}")
    return Verdict(mutant, None)


def macros_that_call(manifest: Any, file: str) -> set[str]:
    """The macros of a file, and all macros that call them, directly or not."""
    found = {key for key, macro in manifest.macros.items() if macro.original_file_path == file}
    while True:
        callers = {
            key for key, macro in manifest.macros.items() if found & set(macro.depends_on.macros)
        }
        if callers <= found:
            return found
        found |= callers


def fingerprints(database: Path) -> dict[str, tuple[Any, ...]]:
    """For each mart and audit table, its count of rows and a hash of them all.

    build_audit is left out: its row is another one with every build.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            """
            select distinct table_name from duckdb_columns()
            where not internal
                and not regexp_matches(table_name, '^(raw|base|stg|int)_')
                and table_name <> 'build_audit'
            order by table_name
            """
        ).fetchall()
        return {
            table: connection.execute(
                f'select count(*), sum(cast(hash(line) as hugeint)) from "{table}" as line'
            ).fetchone()
            for (table,) in tables
        }


def judge_all(mutants: Iterable[Mutant], folder: Path, demo: Path) -> Iterable[Verdict]:
    """The verdicts, one by one."""
    workshop = Workshop(folder, demo)
    for mutant in mutants:
        if mutant.quick:
            yield judge_quickly(mutant, workshop.copied_demo(), workshop.manifest)
        else:
            yield workshop.judge(mutant)
