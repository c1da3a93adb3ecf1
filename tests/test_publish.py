"""The published copy: whole or not at all, the same content every time, nothing personal in it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from scripts.build import build, main
from scripts.publish import PublishRefused, primary_key, public_marts, publish
from scripts.reference import README
from scripts.warehouse import PROJECT_ROOT, DbtRun, Warehouse

ArtifactEditor = Callable[[dict[str, Any]], None]


@pytest.fixture
def copied(demo: Path, tmp_path: Path) -> Warehouse:
    """A copy of the built and published demo that a test may spoil."""
    target = tmp_path / "copied"
    shutil.copytree(demo, target, ignore=shutil.ignore_patterns("logs", "compiled", "run"))
    return Warehouse(target)


def edit(path: Path, editor: ArtifactEditor) -> None:
    """Changes one of dbt's artifacts."""
    artifact = json.loads(path.read_text(encoding="utf-8"))
    editor(artifact)
    path.write_text(json.dumps(artifact), encoding="utf-8")


def assert_refused(warehouse: Warehouse, reason: str) -> None:
    """Publishing is refused with the reason, leaves the copy as it is, and nothing beside it."""
    before = warehouse.published_database.read_bytes()
    files = sorted(path.name for path in warehouse.folder.iterdir())
    with pytest.raises(PublishRefused, match=reason):
        publish(warehouse.folder)
    assert warehouse.published_database.read_bytes() == before
    assert sorted(path.name for path in warehouse.folder.iterdir()) == files


def content(path: Path) -> dict[str, Any]:
    """Everything in a published copy but the time of publishing: definitions, comments, rows."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_name, comment, sql from duckdb_tables() union all "
            "select view_name, comment, sql from duckdb_views() where not internal order by all"
        ).fetchall()
        columns = connection.execute(
            "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() "
            "where not internal order by table_name, column_index"
        ).fetchall()
        rows = {
            name: connection.execute(f'from "{name}"').fetchall()
            for name, _, _ in tables
            if name != "published"
        }
    return {"tables": tables, "columns": columns, "rows": rows}


@pytest.fixture(scope="module")
def manifest(demo: Path) -> dict[str, Any]:
    """dbt's manifest of the demo."""
    return json.loads((Warehouse(demo).target / "manifest.json").read_text(encoding="utf-8"))


# --- what is published ---


def test_every_public_mart_is_published_with_all_its_rows(
    demo: Path, demo_connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]
) -> None:
    marts = [mart["alias"] for mart in public_marts(manifest)]
    assert marts
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        query = "select distinct table_name from duckdb_columns() where not internal order by all"
        names = [name for (name,) in published.execute(query).fetchall()]
        assert names == sorted([*marts, "published"])
        for mart in marts:
            query = f"select count(*), sum(hash({mart})) from {mart}"
            assert published.execute(query).fetchall() == demo_connection.execute(query).fetchall()


def test_views_are_published_as_views_of_the_published_tables(
    demo: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    """A view stores no rows of its own, and works under any name by which the copy is attached."""
    expected = {
        mart["alias"]
        for mart in public_marts(manifest)
        if mart["config"]["materialized"] == "view"
    }
    assert "metric_values" in expected
    copy = tmp_path / "of_friday.duckdb"
    shutil.copy(Warehouse(demo).published_database, copy)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}' as friday (read_only)")
        found = connection.execute(
            "select view_name from duckdb_views() where not internal"
        ).fetchall()
        assert {name for (name,) in found} == expected
        for name in expected:
            assert connection.execute(f"select count(*) > 0 from friday.{name}").fetchone() == (
                True,
            )


def test_published_tables_have_the_keys_and_comments_of_the_manifest(
    demo: Path, manifest: dict[str, Any]
) -> None:
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        keys = dict(
            published.execute(
                "select table_name, constraint_column_names from duckdb_constraints() "
                "where constraint_type = 'PRIMARY KEY'"
            ).fetchall()
        )
        comments = dict(
            published.execute(
                "select table_name, comment from duckdb_tables() union all "
                "select view_name, comment from duckdb_views() where not internal"
            ).fetchall()
        )
        column_comments = {
            (table, column): comment
            for table, column, comment in published.execute(
                "select table_name, column_name, comment from duckdb_columns() where not internal"
            ).fetchall()
        }
    for mart in public_marts(manifest):
        name = mart["alias"]
        assert keys.get(name, []) == primary_key(mart)
        assert comments[name] == (mart["description"].strip() or None)
        for column in mart["columns"].values():
            expected = column["description"].strip() or None
            assert column_comments[(name, column["name"])] == expected


def test_the_readmes_query_shows_the_descriptions(demo: Path) -> None:
    """`describe` shows none in DuckDB 2.0, so that the README names another way."""
    [query] = re.findall(r"`(select [^`]+ from duckdb_columns\(\)[^`]+)`", README.read_text())
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        found = published.execute(query).fetchall()
        described = published.execute("describe orders").fetchall()
        table_comments = published.execute(
            "select comment from duckdb_tables() union all "
            "select comment from duckdb_views() where not internal"
        ).fetchall()
    assert [name for name, _ in found] == [row[0] for row in described]
    assert all(comment for _, comment in found)
    assert all(comment for (comment,) in table_comments)


def test_the_readmes_first_query_prints_what_the_readme_shows(demo: Path) -> None:
    """The first number that a newcomer sees is the one that was promised."""
    [(query, printed)] = re.findall(
        r"\.sql\('''(.+?)'''\).+?It prints:\n\n```\n(.+?)```", README.read_text(), re.DOTALL
    )
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        assert str(published.sql(query)).strip() == printed.strip()


def test_published_says_when_and_of_what(demo: Path, manifest: dict[str, Any]) -> None:
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        rows = published.execute(
            "select build_id, dbt_version, project_version, published_at is not null from published"
        ).fetchall()
        without_comment = published.execute(
            "select column_name from duckdb_columns() "
            "where table_name = 'published' and comment is null"
        ).fetchall()
    [(build_id, dbt_version, project_version, has_time)] = rows
    assert build_id == manifest["metadata"]["invocation_id"]
    assert dbt_version == manifest["metadata"]["dbt_version"]
    assert project_version == "1.0.0"
    assert has_time
    assert without_comment == []


def test_as_of_date_is_that_of_the_build(
    demo: Path, demo_connection: duckdb.DuckDBPyConnection
) -> None:
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        as_of_date = published.execute("select as_of_date from published").fetchall()
    assert as_of_date == demo_connection.execute("select as_of_date from int_as_of_date").fetchall()


def test_nothing_personal_is_published(demo: Path) -> None:
    personal = {
        column["name"]
        for path in (PROJECT_ROOT / "models" / "base").glob("*/*__sources.yml")
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
        for column in table["columns"]
        if column.get("config", {}).get("meta", {}).get("personal")
    }
    assert {"email", "body"} <= personal
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        query = "select table_name, column_name from duckdb_columns()"
        for table, column in published.execute(query).fetchall():
            assert column not in personal, f"{table}.{column} is personal: take it out of the mart"
        texts = published.execute(
            "select table_name, column_name from duckdb_columns() "
            "where data_type = 'VARCHAR' and not internal"
        ).fetchall()
        for table, column in texts:
            addresses = published.execute(
                f"select count(*) from {table} where regexp_matches({column}, '.+@.+[.].+')"
            ).fetchall()[0][0]
            assert addresses == 0, f"{table}.{column} holds e-mail addresses"


def test_publishing_the_same_build_again_gives_the_same_content(copied: Warehouse) -> None:
    before = content(copied.published_database)
    assert publish(copied.folder) == copied.published_database
    assert content(copied.published_database) == before


def storage_of(path: Path) -> str:
    """The format that a database file says it has."""
    with duckdb.connect(str(path), read_only=True) as connection:
        [(tags,)] = connection.execute(
            "select tags from duckdb_databases() where not internal"
        ).fetchall()
    return tags["storage_version"]


def test_the_newest_format_is_written_where_it_is_asked_for(copied: Warehouse) -> None:
    before = content(copied.published_database)["rows"]
    assert storage_of(copied.published_database) == "v1.2.0+"
    publish(copied.folder, "latest")
    assert storage_of(copied.published_database) == storage_of(copied.build_database)
    assert content(copied.published_database)["rows"] == before


def test_open_reader_keeps_its_state_while_a_new_one_is_moved_in(copied: Warehouse) -> None:
    count = "select count(*) from orders"
    with duckdb.connect(str(copied.published_database), read_only=True) as old_reader:
        before = old_reader.execute(count).fetchall()
        with duckdb.connect(str(copied.build_database)) as build_database:
            build_database.execute("delete from orders where order_rank > 1")
        publish(copied.folder)
        assert old_reader.execute(count).fetchall() == before
    with duckdb.connect(str(copied.published_database), read_only=True) as new_reader:
        assert new_reader.execute(count).fetchall() < before


# --- what is refused ---


def test_partial_build_is_refused(copied: Warehouse, run_dbt: Callable[..., DbtRun]) -> None:
    run = run_dbt(["build", "--select", "exchange_rates"], warehouse=copied.folder)
    assert run.success
    assert_refused(copied, "partial one .--select")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("exclude", ["orders"]),
        ("selector", "nightly"),
        ("resource_types", ["model"]),
        ("exclude_resource_types", ["test"]),
        ("exclude_resource_types", ["unit_test", "test"]),
        ("empty", True),
    ],
)
def test_every_kind_of_partial_build_is_refused(
    copied: Warehouse, option: str, value: object
) -> None:
    edit(
        copied.target / "run_results.json",
        lambda results: results["args"].update({option: value}),
    )
    assert_refused(copied, "partial one")


def test_other_commands_are_refused(copied: Warehouse, run_dbt: Callable[..., DbtRun]) -> None:
    run_dbt(["run", "--select", "int_as_of_date"], warehouse=copied.folder)
    assert_refused(copied, "dbt run")


def test_other_command_after_the_build_is_refused(
    copied: Warehouse, run_dbt: Callable[..., DbtRun]
) -> None:
    assert run_dbt(["parse", "--no-partial-parse"], warehouse=copied.folder).success
    assert_refused(copied, "Another dbt command")


@pytest.mark.parametrize("status", ["error", "fail", "skipped", "runtime error"])
def test_failed_and_skipped_nodes_are_refused(copied: Warehouse, status: str) -> None:
    edit(
        copied.target / "run_results.json",
        lambda results: results["results"][-1].update({"status": status}),
    )
    assert_refused(copied, status)


def test_warnings_are_published(copied: Warehouse) -> None:
    edit(
        copied.target / "run_results.json",
        lambda results: results["results"][-1].update({"status": "warn"}),
    )
    assert publish(copied.folder).exists()


@pytest.mark.parametrize("resource_type", ["seed", "model", "test"])
def test_build_that_left_something_out_is_refused(
    copied: Warehouse, manifest: dict[str, Any], resource_type: str
) -> None:
    def leave_one_out(results: dict[str, Any]) -> None:
        names = [result["unique_id"] for result in results["results"]]
        left_out = next(name for name in names if name.startswith(f"{resource_type}."))
        results["results"] = [
            result for result in results["results"] if result["unique_id"] != left_out
        ]

    edit(copied.target / "run_results.json", leave_one_out)
    assert_refused(copied, f"were not built: {resource_type}[.]")


def test_unit_tests_are_required_of_a_build_that_runs_them(
    copied: Warehouse, manifest: dict[str, Any]
) -> None:
    """make build TESTS=all and a plain `dbt build` do."""
    unit_tests = [{"unique_id": name, "status": "pass"} for name in manifest["unit_tests"]]

    def run_them(results: dict[str, Any]) -> None:
        del results["args"]["exclude_resource_types"]
        results["results"] += unit_tests

    edit(copied.target / "run_results.json", run_them)
    assert publish(copied.folder).exists()
    edit(copied.target / "run_results.json", lambda results: results["results"].pop())
    assert_refused(copied, "1 nodes of the project were not built: unit_test[.]")


@pytest.mark.parametrize("artifact", ["run_results.json", "manifest.json"])
def test_missing_and_broken_artifacts_are_refused(copied: Warehouse, artifact: str) -> None:
    path = copied.target / artifact
    path.write_text("{")
    assert_refused(copied, "is no JSON")
    path.unlink()
    assert_refused(copied, "is not there")


def test_build_database_of_another_build_is_refused(copied: Warehouse) -> None:
    with duckdb.connect(str(copied.build_database)) as connection:
        connection.execute("update build_audit set build_id = 'another'")
    assert_refused(copied, "another build")


def test_copy_that_cannot_be_written_changes_nothing(copied: Warehouse) -> None:
    with duckdb.connect(str(copied.build_database)) as connection:
        connection.execute("drop table orders")
    assert_refused(copied, "could not be written")


def test_failed_build_publishes_nothing_and_says_what_failed(
    copied: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = copied.published_database.read_bytes()
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "orders.csv").write_text("order_id,ordered_at\n1,2025-01-01\n")
    assert main(["--raw", str(raw), "--warehouse", str(copied.folder)]) == 1
    said = capsys.readouterr().err
    assert "The build failed, so nothing was published" in said
    assert "base_orders (models/base/commerce/base_orders.sql)" in said
    assert "lacks the required column(s) status, amount" in " ".join(said.split())
    assert copied.published_database.read_bytes() == before
    assert_refused(copied, "failed or were skipped")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--vars", "{a: ["], "neither YAML nor JSON"),
        (["--vars", "3"], "no names with values"),
        (["--raw", "nowhere"], "is no folder"),
        (["--tests", "unit"], "TESTS 'unit' is none of: data, all"),
        (["--storage", "v9"], "STORAGE 'v9' is none of: v1.2.0, latest"),
    ],
)
def test_wrong_arguments_are_one_line_and_exit_code_2(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--warehouse", str(tmp_path / "warehouse")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "warehouse").exists()


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_raw_file_that_only_seems_to_be_there_is_one_clear_line(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "refunds.csv").write_text("refund_id,order_id,refunded_at,amount\n")
    if kind == "link":
        (raw / "orders.csv").symlink_to(tmp_path / "nowhere.csv")
    else:
        (raw / "orders.csv").mkdir()
    assert main(["--raw", str(raw), "--warehouse", str(tmp_path / "warehouse")]) == 2
    said = capsys.readouterr().err
    assert str(raw / "orders.csv") in said
    assert said.count("\n") == 1


def test_company_without_any_data_is_published_but_replaces_no_copy(
    demo: Path, tmp_path: Path
) -> None:
    """As the first copy it is an empty one. Later it is a mistyped folder, and would empty every
    dashboard. The audit still has the rows of the build before."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "orders.csv").write_text("order_id,ordered_at,status,amount\n")
    published = build(tmp_path / "warehouse", raw)
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.execute("select as_of_date from published").fetchall() == [(None,)]
        assert connection.execute("select count(*) from commerce_metrics").fetchall() == [(0,)]
    place = Warehouse(tmp_path / "warehouse")
    shutil.copy(Warehouse(demo).published_database, published)
    with duckdb.connect(str(place.build_database)) as connection:
        connection.execute(
            "insert into build_audit select * replace ('the build before' as build_id, "
            "built_at - interval 1 day as built_at, 1 as raw_rows) from build_audit"
        )
    assert_refused(place, "No raw table has a row, but")
