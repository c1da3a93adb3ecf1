"""make export: the published copy as Parquet and CSV, in a folder and in an object store.

Those that need packages beside requirements.txt are marked `readers`: make test-readers.
"""

import csv
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest

from scripts.export import LARGE, MANIFEST, export, main
from scripts.published_copy import attached, published_tables, quoted
from scripts.warehouse import PROJECT_ROOT, Warehouse
from tests.packages import run_with

@pytest.fixture(scope="module")
def copy(demo: Path) -> Path:
    """The published copy of the demo."""
    return Warehouse(demo).published_database


@pytest.fixture(scope="module")
def exported(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as Parquet."""
    folder = tmp_path_factory.mktemp("exported") / "parquet"
    export(copy, str(folder))
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of an export."""
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_polars_reads_every_table_as_it_is_published(exported: Path, copy: Path) -> None:
    """Columns and rows in their order, of large tables the values of each column. The files of a
    large table are one table together."""
    manifest = manifest_of(exported)
    with attached(copy=copy) as connection:
        tables = {table.name: table for table in published_tables(connection, "copy")}
        assert tables.keys() == {table["name"] for table in manifest["tables"]}
        for entry in manifest["tables"]:
            table = tables[entry["name"]]
            found = polars.read_parquet([exported / file["path"] for file in entry["files"]])
            assert found.columns == [column.name for column in table.columns]
            if found.height < 10_000:
                query = f"select * from {table.relation} order by {table.order}"
                assert found.rows() == connection.execute(query).fetchall(), table.name
                continue
            values = ", ".join(
                f"count({quoted(name)}), count(distinct {quoted(name)})" for name in found.columns
            )
            [(rows, *counts)] = connection.execute(
                f"select count(*), {values} from {table.relation}"
            ).fetchall()
            assert found.height == rows
            columns = [column.drop_nulls() for column in found]
            assert counts == [
                count for column in columns for count in (len(column), column.n_unique())
            ], table.name


def test_the_manifest_says_what_the_files_are(exported: Path, copy: Path) -> None:
    manifest = manifest_of(exported)
    with attached(copy=copy) as connection:
        [(build_id, as_of_date)] = connection.execute(
            "select build_id, as_of_date from copy.published"
        ).fetchall()
    assert (manifest["build_id"], manifest["as_of_date"]) == (build_id, as_of_date.isoformat())
    named = {file["path"]: file for table in manifest["tables"] for file in table["files"]}
    there = {
        str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()
    }
    assert there == {*named, MANIFEST}
    for path, file in named.items():
        content = (exported / path).read_bytes()
        assert file["bytes"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
    [orders] = [table for table in manifest["tables"] if table["name"] == "orders"]
    assert orders["key"] == ["order_id"]
    assert {"name": "ordered_date", "type": "DATE", "joins": "facts.dates.date_day"}.items() <= (
        orders["columns"][3].items()
    )
    assert all(table["description"] for table in manifest["tables"])


def test_a_large_table_is_a_file_per_month(exported: Path) -> None:
    for table in manifest_of(exported)["tables"]:
        assert (table["rows"] > LARGE) is (table["partitioned_by"] is not None)
        if table["partitioned_by"]:
            assert table["partitioned_by"] == "month of period_start"
            assert sum(file["rows"] for file in table["files"]) == table["rows"]
            for file in table["files"]:
                months = polars.read_parquet(exported / file["path"])["period_start"]
                assert set(months.dt.strftime("%Y-%m")) == {Path(file["path"]).stem}


def test_rows_without_a_date_have_a_file_of_their_own(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.export.LARGE", 1)
    manifest = export(small, str(tmp_path / "out"))
    table = manifest["tables"][1]
    assert [(file["path"], file["rows"]) for file in table["files"]] == [
        ("facts/notes/2025-01.parquet", 1),
        ("facts/notes/2025-02.parquet", 3),
        ("facts/notes/without-date.parquet", 1),
    ]


def test_csv_has_the_same_rows_as_texts(small: Path, tmp_path: Path) -> None:
    """Dates as ISO writes them, quotes doubled, nothing where there is no value."""
    export(small, str(tmp_path / "out"), "csv")
    with (tmp_path / "out/facts/notes.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["note_id", "text", "noted_date", "amount", "noted_at"],
        ["1", 'a "b", c', "2025-01-31", "1.50", "2025-01-31 23:59:59"],
        ["2", "two\nlines; ümläut 茶", "", "", ""],
        ["3", "", "2025-02-01", "-0.01", "1969-12-31 00:00:00"],
        ["4", r"\N", "2025-02-28", "0.00", ""],
        ["5", "", "2025-02-28", "0.00", ""],
    ]


def test_an_export_replaces_the_one_before_and_leaves_nothing_beside(
    small: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "place" / "out"
    export(small, str(folder), "csv")
    export(small, str(folder), "parquet")
    files = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert files == ["dates.parquet", "manifest.json", "notes.parquet"]
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_the_same_copy_gives_the_same_files(small: Path, tmp_path: Path) -> None:
    assert export(small, str(tmp_path / "one")) == export(small, str(tmp_path / "two"))


def test_a_failure_leaves_the_export_of_before(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "place" / "out"
    export(small, str(folder))
    before = (folder / "facts/notes.parquet").read_bytes()

    def broken(path: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scripts.export._hash", broken)
    assert main(["--warehouse", str(small), "--to", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "No space left on device. Name a folder" in said
    assert said.count("\n") == 1
    assert (folder / "facts/notes.parquet").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("place", ["file", "folder", "of_dbt"])
def test_what_is_no_export_is_not_replaced(
    place: str, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "target"
    if place == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / ("manifest.json" if place == "of_dbt" else "notes.txt")).write_text("{}")
    assert main(["--warehouse", str(small), "--to", str(target)]) == 1
    said = capsys.readouterr().err
    assert "holds something else than an export" in said
    assert said.count("\n") == 1
    assert target.read_text() == "mine" if place == "file" else len(list(target.iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "TO is missing"),
        (["--to", "gs://bucket"], 2, "is neither a folder nor an address"),
        (["--to", "s3://"], 2, "is neither a folder nor an address"),
        (["--to", "out", "--format", "xlsx"], 2, "FORMAT 'xlsx' is none of: parquet, csv"),
        (["--to", "out", "--warehouse", "nowhere"], 1, "nowhere is not there"),
    ],
)
def test_wrong_arguments_are_one_line(
    arguments: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_copy_that_does_not_tell_what_it_holds_is_one_line(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as one that an older version of the project published."""
    with duckdb.connect(str(small)) as connection:
        connection.execute("drop table published_links")
    assert main(["--warehouse", str(small), "--to", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "no table published_links, so it is of an older version" in said
    assert said.count("\n") == 1


# --- pandas, and an object store ---


@pytest.mark.readers
def test_pandas_reads_every_table(exported: Path, readers: Path) -> None:
    code = """
import json, sys
import pandas
from pathlib import Path
folder = Path(sys.argv[1])
found = {}
for table in json.loads((folder / "manifest.json").read_text())["tables"]:
    frames = [pandas.read_parquet(folder / file["path"]) for file in table["files"]]
    whole = pandas.concat(frames)
    assert list(whole.columns) == [column["name"] for column in table["columns"]]
    assert not table["key"] or not whole.duplicated(table["key"]).any()
    found[table["name"]] = len(whole)
orders = pandas.read_parquet(folder / "facts/orders.parquet")
found["sum"] = str(orders[orders.is_completed].base_amount.sum())
print(json.dumps(found))
"""
    found = json.loads(run_with(readers, code, exported))
    orders = polars.read_parquet(exported / "facts/orders.parquet")
    assert found.pop("sum") == str(orders.filter("is_completed")["base_amount"].sum())
    assert found == {table["name"]: table["rows"] for table in manifest_of(exported)["tables"]}


@pytest.fixture
def store(readers: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An object store on this machine with the bucket `lake`; the environment leads to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_MAX_ATTEMPTS": "1",
        "no_proxy": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    server = subprocess.Popen(
        [sys.executable, "-S", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env={**os.environ, "PYTHONPATH": str(readers)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        in_store(readers, "store.create_bucket(Bucket='lake', CreateBucketConfiguration="
                          "{'LocationConstraint': 'eu-central-1'})")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def in_store(readers: Path, code: str) -> Any:
    """What an expression with `store`, the client of the object store, gives."""
    return json.loads(
        run_with(
            readers,
            f"import boto3, json; store = boto3.client('s3'); "
            f"print(json.dumps({code}, default=str))",
        )
    )


def keys(readers: Path) -> list[str]:
    """The names of all objects of the bucket."""
    listed = in_store(readers, "store.list_objects_v2(Bucket='lake')")
    return sorted(entry["Key"] for entry in listed.get("Contents", []))


def export_with(readers: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs the command beside the packages that an object store needs."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.export", *map(str, arguments)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(readers)},
        capture_output=True,
        text=True,
    )


@pytest.mark.readers
def test_an_object_store_has_the_files_of_its_manifest(
    store: None, readers: Path, small: Path, tmp_path: Path
) -> None:
    """The build before stays for those who still read it; the one before that is removed."""
    for build_id in ("b1", "b2", "b3"):
        with duckdb.connect(str(small)) as connection:
            connection.execute("update published set build_id = ?", [build_id])
        run = export_with(readers, "--warehouse", small, "--to", "s3://lake/shop")
        assert run.returncode == 0, run.stderr
    assert "Exported 2 tables in 2 files" in run.stdout
    assert keys(readers) == [
        *(
            f"shop/builds/{build_id}-parquet/facts/{name}.parquet"
            for build_id in ("b2", "b3")
            for name in ("dates", "notes")
        ),
        "shop/manifest.json",
    ]
    manifest = json.loads(
        in_store(
            readers,
            "store.get_object(Bucket='lake', Key='shop/manifest.json')['Body'].read().decode()",
        )
    )
    [file] = manifest["tables"][1]["files"]
    local = tmp_path / "notes.parquet"
    in_store(readers, f"store.download_file('lake', 'shop/{file['path']}', '{local}')")
    assert hashlib.sha256(local.read_bytes()).hexdigest() == file["sha256"]
    assert polars.read_parquet(local)["note_id"].to_list() == [1, 2, 3, 4, 5]


@pytest.mark.readers
def test_a_store_that_cannot_be_written_to_is_one_line(
    store: None, readers: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = export_with(readers, "--warehouse", small, "--to", "s3://elsewhere/shop")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "NoSuchBucket" in run.stderr
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    run = export_with(readers, "--warehouse", small, "--to", "s3://lake/shop")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "Could not connect" in run.stderr
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    run = export_with(readers, "--warehouse", small, "--to", "s3://lake/shop")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "credentials" in run.stderr


@pytest.mark.readers
def test_a_manifest_of_others_is_not_replaced(store: None, readers: Path, small: Path) -> None:
    in_store(readers, "store.put_object(Bucket='lake', Key='manifest.json', Body=b'{}')")
    run = export_with(readers, "--warehouse", small, "--to", "s3://lake")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "is not of make export" in run.stderr
    assert keys(readers) == ["manifest.json"]
