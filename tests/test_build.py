"""What a build tells a person: progress, what failed and what to do, what became of the data."""

import errno
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.build import main, parse_variables
from scripts.build_report import Progress, failure_report
from scripts.warehouse import (
    INTERRUPTED,
    PROJECT_ROOT,
    DbtRun,
    Warehouse,
    WarehouseBusy,
    WarehouseUnusable,
    error_lines,
    locked,
    run_dbt,
)

DBT = Path(sys.executable).with_name("dbt")
PROJECT_PARTS = (
    ".dbtignore", "dbt_project.yml", "profiles.yml", "analyses", "macros", "models", "scripts",
    "seeds", "tests",
)
MEBIBYTE = 2**20

# Two rows of O2 have different amounts. O3 is rejected: its amount is no number. The end of S1 is
# before its start, the end of S3 is no time: both are read as null.
ORDERS = """\
order_id,ordered_at,status,amount,currency
O1,2025-03-01,completed,10,EUR
O2,2025-03-01,completed,11,EUR
O2,2025-03-01,completed,12,EUR
O3,2025-03-01,completed,much,EUR
"""
SUBSCRIPTIONS = """\
subscription_id,customer_id,started_at,ended_at
S1,C1,2025-02-01,2025-01-01
S2,C2,2025-02-01,2025-02-03
S3,C3,2025-02-01,soon
S4,C4,2025-02-01,2025-02-04
"""


def build_command(*arguments: str | Path) -> list[str]:
    """The command line that `make build` calls."""
    return [sys.executable, "-m", "scripts.build", *map(str, arguments)]


def copy_of_the_project(folder: Path) -> Path:
    """A copy of the project that a test may change, and in which plain dbt may run."""
    folder.mkdir()
    for name in PROJECT_PARTS:
        source = PROJECT_ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of raw files with a fault of every kind."""
    raw = tmp_path_factory.mktemp("company") / "raw"
    raw.mkdir()
    (raw / "orders.csv").write_text(ORDERS)
    (raw / "subscriptions.csv").write_text(SUBSCRIPTIONS)
    (raw / "refunds.csv").write_text("")
    return raw


@pytest.fixture(scope="module")
def built(
    company: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Warehouse, subprocess.CompletedProcess[str]]:
    """The company as `make build` builds it, and all that this said."""
    place = Warehouse(tmp_path_factory.mktemp("built") / "warehouse")
    command = build_command("--raw", company, "--warehouse", place.folder)
    run = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return place, run


@pytest.fixture
def copied(
    built: tuple[Warehouse, subprocess.CompletedProcess[str]], tmp_path: Path
) -> Warehouse:
    """A copy of the built company that a test may spoil."""
    shutil.copytree(built[0].folder, tmp_path / "copied")
    return Warehouse(tmp_path / "copied")


# --- a build that is done ---


def test_a_build_says_in_a_page_what_became_of_the_data(
    built: tuple[Warehouse, subprocess.CompletedProcess[str]], company: Path
) -> None:
    place, run = built
    assert run.stderr == ""
    said = run.stdout
    assert len(said.splitlines()) < 50, said
    assert "START" not in said
    assert f"as of 2025-03-01, from files: {company}" in said
    numbers = {
        name: [int(count) for count in counts.split()]
        for name, counts in re.findall(r"^(\w+) +((?:\d+ *){6})$", said, re.MULTILINE)
    }
    assert numbers == {
        "orders": [4, 2, 1, 1, 0, 0],
        "subscriptions": [4, 4, 0, 0, 0, 2],
        "all": [8, 6, 1, 1, 0, 2],
    }
    assert "rejected: amount not_castable: 1\n" in said
    assert "nulled: ended_at before_start: 1, ended_at not_castable: 1\n" in said
    assert str(place.build_database) in said
    with duckdb.connect(str(place.published_database), read_only=True) as published:
        [(tables, views)] = published.execute(
            "select count(*) filter (where not is_view), count(*) filter (where is_view) "
            "from published_tables"
        ).fetchall()
    assert f"engagement.duckdb ({tables} tables, {views} views)" in said


def test_a_build_names_missing_tables_in_one_sentence_and_each_warning_once(
    built: tuple[Warehouse, subprocess.CompletedProcess[str]],
) -> None:
    said = " ".join(built[1].stdout.split())
    [missing] = re.findall(r"Tables missing, read as empty: ([\w, ]+)\.", said)
    assert {"customers", "web_events"} <= set(missing.split(", "))
    assert not {"orders", "subscriptions", "refunds"} & set(missing.split(", "))
    # An empty file is no missing table: it is named.
    assert said.count("refunds.csv") == 1
    assert said.count("keys have different rows") == 1
    assert "are rejected" not in said, "the table says it already"


def test_the_last_line_of_a_build_opens_the_published_copy(
    built: tuple[Warehouse, subprocess.CompletedProcess[str]],
) -> None:
    command = built[1].stdout.splitlines()[-1].replace(".venv/bin/python", sys.executable)
    run = subprocess.run(command, shell=True, cwd=PROJECT_ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "commerce_metrics" in run.stdout


def test_the_audit_counts_nulled_values_with_their_reasons(
    built: tuple[Warehouse, subprocess.CompletedProcess[str]],
) -> None:
    with duckdb.connect(str(built[0].build_database), read_only=True) as connection:
        rows = connection.execute(
            "select raw_table, rejected_rows, rejected_reasons, nulled_values, nulled_reasons "
            "from build_audit where rejected_rows + nulled_values > 0 order by raw_table"
        ).fetchall()
    assert rows == [
        ("orders", 1, "amount not_castable: 1", 0, None),
        ("subscriptions", 0, None, 2, "ended_at before_start: 1, ended_at not_castable: 1"),
    ]


# --- progress ---


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """True, as for a real terminal."""
        return True


@pytest.fixture
def half_done(tmp_path: Path) -> Callable[[StringIO], str]:
    """What a stream is told of two seeds that are done and two models of which one is."""
    place = Warehouse(tmp_path)
    place.target.mkdir()
    paths = {
        "seed.a": "seeds/reference/a.csv",
        "seed.b": "seeds/reference/b.csv",
        "model.c": "models/base/web/c.sql",
        "model.d": "models/base/web/d.sql",
    }
    nodes = {
        name: {
            "unique_id": name,
            "resource_type": name.split(".")[0],
            "original_file_path": path,
            "config": {},
        }
        for name, path in paths.items()
    }
    manifest = {"nodes": nodes, "unit_tests": {}}
    (place.target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    def tell(stream: StringIO) -> str:
        progress = Progress(stream, place, has_unit_tests=False)
        ended = {"operation.hook": "success", "seed.a": "success", "seed.b": "error",
                 "model.c": "success"}
        for name, status in ended.items():
            progress(
                SimpleNamespace(
                    info=SimpleNamespace(name="NodeFinished"),
                    data=SimpleNamespace(
                        node_info=SimpleNamespace(unique_id=name),
                        run_result=SimpleNamespace(status=status),
                    ),
                )
            )
        progress.close()
        return stream.getvalue()

    return tell


def test_progress_is_one_line_per_finished_layer(half_done: Callable[[StringIO], str]) -> None:
    project, seeds = half_done(StringIO()).splitlines()
    assert project.split()[:2] == ["project", "4"]
    assert seeds.split()[:5] == ["seeds", "1", "built,", "1", "failed"]


def test_progress_on_a_terminal_has_a_bar(
    half_done: Callable[[StringIO], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The bar is drawn again after a while, not for every node.
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)
    said = half_done(Terminal())
    assert "0/4" in said
    assert "1 built, 1 failed" in said


# --- a build that failed ---


@pytest.fixture(scope="module")
def failed(
    built: tuple[Warehouse, subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[DbtRun, Warehouse]:
    """Tests that fail in a copy of the project: a doubled order, and two of personal columns."""
    folder = tmp_path_factory.mktemp("failed")
    project = copy_of_the_project(folder / "project")
    copied = Warehouse(shutil.copytree(built[0].folder, folder / "warehouse"))
    with duckdb.connect(str(copied.build_database)) as connection:
        connection.execute("insert into stg_orders from stg_orders where order_id = 'O1'")
        connection.execute(
            "insert into base_customers (customer_id, email) values ('C1', 'ann@example.org')"
        )
        connection.execute("insert into csat_benchmarks from csat_benchmarks limit 1")
    for name, columns in {"nobody_is_known": "*", "nobody_has_mail": "email as contact"}.items():
        (project / "tests" / "commerce" / f"{name}.sql").write_text(
            '{{ config(group="commerce", meta={"failure": "Somebody is."}) }}\n'
            f'select {columns} from {{{{ ref("base_customers") }}}}\n'
        )
    names = ["nobody_is_known", "nobody_has_mail", "orders_have_one_row_per_order_id",
             "csat_benchmarks_have_one_row_per_industry_and_year"]
    run = run_dbt(["test", "--select", *names], copied.folder, project=project, silent=True)
    return run, copied


def test_a_failed_data_test_is_a_sentence_an_example_and_a_remedy(
    failed: tuple[DbtRun, Warehouse],
) -> None:
    run, place = failed
    report = " ".join(failure_report(run, place).split())
    assert "Got 1 result" not in report
    assert (
        "orders_have_one_row_per_order_id (models/staging/commerce/_commerce__models.yml): 1 row "
        "stg_orders has several rows with the same order_id. The SQL of the project is at fault"
    ) in report
    assert "For example: unique_field = O1, n_records = 2" in report
    assert "Correct seeds/reference/csat_benchmarks.csv." in report


def test_an_example_holds_no_personal_value(failed: tuple[DbtRun, Warehouse]) -> None:
    run, place = failed
    report = failure_report(run, place)
    assert "customer_id = C1" in report
    assert "No example is shown" in report
    assert "ann@example.org" not in report


def test_every_line_of_an_error_of_a_macro_is_told_and_nothing_of_dbts() -> None:
    message = (
        "Compilation Error in operation engagement-on-run-start-0 (./dbt_project.yml)\n"
        "  The var a is wrong.\n  The var b is unknown.\n  \n"
        "  > in macro check_vars (macros/vars/check_vars.sql)\n"
        "  > called by operation engagement-on-run-start-0 (./dbt_project.yml)"
    )
    assert error_lines(message) == ["The var a is wrong.", "The var b is unknown."]
    run = DbtRun(success=False, exception=RuntimeError(message))
    report = failure_report(run, Warehouse(Path("nowhere")))
    assert report.splitlines()[2:4] == ["  The var a is wrong.", "  The var b is unknown."]
    assert "macro" not in report


def test_of_an_engines_error_the_first_line_is_told() -> None:
    message = (
        "Runtime Error in model orders (models/marts/commerce/orders.sql)\n"
        "  Binder Error: no such column\n  \n  LINE 3: select x\n                 ^"
    )
    assert error_lines(message) == ["Binder Error: no such column"]
    assert error_lines("IO Error: no such file") == ["IO Error: no such file"]
    assert error_lines(None) == ["no message"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            'Failed to read file "raw/orders.parquet": Snappy decompression failure',
            "raw/orders.parquet is damaged. Bring it again, or name it as what it is.",
        ),
        (
            "Parquet file 'raw/orders.parquet': metadata is corrupt. Column 1 has invalid offsets.",
            "raw/orders.parquet is damaged. Bring it again, or name it as what it is.",
        ),
        (
            "File is not latin-1 encoded",
            "A file is not latin-1 encoded. Set the var csv_encoding to the encoding of the files, "
            "or convert this one.",
        ),
    ],
)
def test_what_the_engine_says_of_a_broken_file_is_told_with_a_remedy(error: str, told: str) -> None:
    message = f"Runtime Error in model base_orders (models/base)\n  Invalid Input Error: {error}"
    assert error_lines(message) == [told]


# --- a warehouse that cannot be built ---


def assert_one_clear_line(said: str, *parts: str) -> None:
    """One error, without a traceback, with all of the parts."""
    assert "Traceback" not in said
    assert len([line for line in said.splitlines() if line.strip()]) == 1, said
    for part in parts:
        assert part in said


def test_a_file_as_warehouse_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["--warehouse", str(tmp_path / "file")]) == 2
    assert_one_clear_line(capsys.readouterr().err, str(tmp_path / "file"), "it is a file")


@pytest.fixture
def nobody() -> Iterator[None]:
    """Runs a test without the rights of root, who may write even into a read-only folder."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)


def test_a_read_only_warehouse_is_one_clear_line(
    tmp_path: Path, nobody: None, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() != 65534:
        tmp_path.chmod(0o555)
    assert main(["--warehouse", str(tmp_path / "warehouse")]) == 2
    said = capsys.readouterr().err
    assert_one_clear_line(said, str(tmp_path), os.strerror(errno.EACCES))


def test_a_full_disk_is_one_clear_error(company: Path, tmp_path: Path) -> None:
    """No file may have more than a mebibyte, which fails as a full disk does."""
    run = subprocess.run(
        build_command("--raw", company, "--warehouse", tmp_path / "warehouse"),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE, MEBIBYTE)),
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    said = " ".join(run.stderr.split())
    assert f"{tmp_path / 'warehouse'} cannot be written to: {os.strerror(errno.EFBIG)}" in said
    assert "Make room there" in said
    assert len(run.stderr.splitlines()) < 10


def test_a_second_build_says_that_another_one_is_running(
    copied: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    before = copied.published_database.read_bytes()
    with locked(copied):
        assert main(["--warehouse", str(copied.folder)]) == 1
    said = capsys.readouterr().err
    assert_one_clear_line(said, "Another build or publish is running", str(os.getpid()))
    assert copied.published_database.read_bytes() == before


def test_publishing_waits_for_no_build(copied: Warehouse) -> None:
    command = [sys.executable, "-m", "scripts.publish", "--warehouse", str(copied.folder)]
    with locked(copied):
        run = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert_one_clear_line(run.stderr, "Not published. Another build or publish is running")


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from scripts.warehouse import *\n"
        f"with locked(Warehouse(Path({str(tmp_path)!r}))): print('in', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(WarehouseBusy, match=str(holder.pid)), locked(Warehouse(tmp_path)):
            pass
        holder.kill()
    with locked(Warehouse(tmp_path)):
        pass


def test_a_folder_that_cannot_be_made_is_unusable() -> None:
    with pytest.raises(WarehouseUnusable, match="cannot be written to"):
        with locked(Warehouse(Path(os.devnull) / "warehouse")):
            pass


def test_a_database_that_is_open_elsewhere_is_one_clear_error(
    copied: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        f"import duckdb, time; c = duckdb.connect({str(copied.build_database)!r})\n"
        "print('in', flush=True); time.sleep(120)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        assert main(["--warehouse", str(copied.folder)]) == 1
        reader.kill()
    said = " ".join(capsys.readouterr().err.split())
    assert f"{copied.build_database} is open in another program" in said
    assert f"(PID {reader.pid})" in said
    assert "Traceback" not in said


def test_an_interrupted_build_says_so_in_one_line(company: Path, copied: Warehouse) -> None:
    before = copied.published_database.read_bytes()
    with subprocess.Popen(
        build_command("--raw", company, "--warehouse", copied.folder),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # In the background of a shell the signal is ignored, also by whom the shell starts.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("  project"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == INTERRUPTED
    assert_one_clear_line(said, "Interrupted: nothing was published")
    assert copied.published_database.read_bytes() == before


# --- vars, plain dbt, and parts of the project ---


@pytest.mark.parametrize("text", ["{as_of_date: 2025-06-30}", '{"as_of_date": "2025-06-30"}'])
def test_a_date_among_the_vars_stays_text(text: str) -> None:
    assert parse_variables(text) == {"as_of_date": "2025-06-30"}
    json.dumps(parse_variables("{a: 2025-06-30T10:00:00Z, b: {2025-01-01: [2025-01-02]}}"))


def test_what_plain_dbt_built_is_published(company: Path, tmp_path: Path) -> None:
    """`dbt build` with a date as YAML writes it, then publish. Publishing is refused after another
    dbt command, which replaces the results of that build."""
    project = copy_of_the_project(tmp_path / "project")
    place = Warehouse(project / "warehouse")
    place.folder.mkdir()
    variables = f"{{raw_files: {company}, as_of_date: 2025-03-31}}"

    def call(*command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    run = call(DBT, "build", "--vars", variables)
    assert run.returncode == 0, run.stdout
    run = call(sys.executable, "-m", "scripts.publish")
    assert run.returncode == 0, run.stderr
    with duckdb.connect(str(place.published_database), read_only=True) as published:
        as_of_date = published.execute("select cast(as_of_date as text) from published").fetchall()
    with duckdb.connect(str(place.build_database), read_only=True) as built:
        audited = built.execute("select distinct vars from build_audit").fetchall()
    assert as_of_date == [("2025-03-31",)]
    assert json.loads(audited[0][0])["as_of_date"] == "2025-03-31"

    assert call(DBT, "parse", "--no-partial-parse").returncode == 0
    run = call(sys.executable, "-m", "scripts.publish")
    assert run.returncode == 1
    assert_one_clear_line(run.stderr, "Another dbt command ran here after the build")


def test_a_channel_is_built_alone_in_a_new_database(
    demo_connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """With the as-of date it needs no other channel, and has the numbers of the whole build. Tests
    that also read tables outside of the selection are left out, the others run.
    """
    query = "select cast(as_of_date as text) from int_as_of_date"
    [(as_of_date,)] = demo_connection.execute(query).fetchall()
    arguments = ["build", "--select", "+commerce_metrics"]
    run = run_dbt(arguments, tmp_path, variables={"as_of_date": as_of_date}, silent=True)
    assert run.success, run.failures()
    nodes: dict[str, set[str]] = defaultdict(set)
    for result in run.node_results:
        nodes[result.node.resource_type].add(result.node.name)
    assert "orders_have_one_row_per_order_id" in nodes["test"]
    assert len(nodes["model"]) < 30
    assert {name.removeprefix("raw_") for name in nodes["seed"] if name.startswith("raw_")} == {
        "customers", "orders", "refunds", "reviews", "subscriptions",
    }
    with duckdb.connect(str(Warehouse(tmp_path).build_database), read_only=True) as connection:
        alone = connection.execute("select * from commerce_metrics order by all").fetchall()
    whole = demo_connection.execute("select * from commerce_metrics order by all").fetchall()
    assert alone == whole


def test_a_build_runs_every_data_test_and_no_unit_test(demo: Path) -> None:
    target = Warehouse(demo).target
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    ran = {result["unique_id"] for result in results["results"]}
    # Those of a system that the company does not have are there, too, and switched off.
    data_tests = {
        name for name, node in manifest["nodes"].items()
        if name.startswith("test.") and node["config"]["enabled"]
    }
    assert len(data_tests) > 150
    assert not data_tests - ran
    assert not set(manifest["unit_tests"]) & ran


def test_a_reference_seed_may_get_another_column(
    tmp_path: Path, manifest_for_demo: Manifest
) -> None:
    """As after an upgrade: the database still has the seed as it was."""
    seed = ["seed", "--select", "age_groups"]
    assert run_dbt(seed, tmp_path, manifest=manifest_for_demo, silent=True).success
    with duckdb.connect(str(Warehouse(tmp_path).build_database)) as connection:
        connection.execute("alter table age_groups drop column max_age")
    again = run_dbt(seed, tmp_path, manifest=manifest_for_demo, silent=True)
    assert again.success, again.errors()
    with duckdb.connect(str(Warehouse(tmp_path).build_database), read_only=True) as connection:
        assert connection.execute("select count(max_age) > 0 from age_groups").fetchone() == (True,)


@pytest.mark.parametrize(
    "options", [["--raw", "a {{ 1 }} folder"], ["--vars", "{base_currency: '{{ 1 }}'}"]]
)
def test_what_dbt_would_run_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """dbt renders Jinja in the values of vars."""
    assert main(options) == 2
    assert_one_clear_line(capsys.readouterr().err, "which dbt would run as Jinja")
