"""The published copy: whole or not at all, the same content every time, nothing personal in it."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from scripts.build import build, main
from scripts.publish import PublishRefused, publish, rollback
from scripts.publish import main as publish_main
from scripts.published_copy import PLAIN, SCHEMAS
from scripts.reference import README
from scripts.warehouse import PROJECT_ROOT, DbtRun, Warehouse
from scripts.write_copy import primary_key, public_marts

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
            "select schema_name, table_name, comment, sql from duckdb_tables() union all "
            "select schema_name, view_name, comment, sql from duckdb_views() where not internal "
            "order by all"
        ).fetchall()
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type, is_nullable, comment "
            "from duckdb_columns() where not internal "
            "order by schema_name, table_name, column_index"
        ).fetchall()
        # Those of a view follow from its definition and the tables; metric_values has millions.
        stored = connection.execute(
            "select schema_name, table_name from duckdb_tables() where table_name <> 'published'"
        ).fetchall()
        rows = {
            # Every value, and the order of the rows.
            name: connection.execute(
                "select count(*), sum(hash(numbered)) from "
                f'(select *, row_number() over () from "{schema}"."{name}") as numbered'
            ).fetchall()
            for schema, name in stored
        }
    return {"tables": tables, "columns": columns, "rows": rows}


@pytest.fixture(scope="module")
def manifest(demo: Path) -> dict[str, Any]:
    """dbt's manifest of the demo."""
    return json.loads((Warehouse(demo).target / "manifest.json").read_text(encoding="utf-8"))


# --- what is published ---


@pytest.fixture(scope="module")
def published(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published copy of the demo."""
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def schemas(published: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The schema of each table and view of the copy."""
    query = "select table_name, schema_name from published_tables"
    return dict(published.execute(query).fetchall())


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """The columns of a table or view, in their order, with their types."""
    query = f"select column_name, column_type from (describe {relation})"
    return dict(connection.execute(query).fetchall())


def is_money(data_type: str) -> bool:
    """Whether a type is that of sums of money."""
    return data_type == "DECIMAL(38,14)"


def test_every_public_mart_is_published_with_all_its_rows(
    published: duckdb.DuckDBPyConnection,
    demo_connection: duckdb.DuckDBPyConnection,
    manifest: dict[str, Any],
    schemas: dict[str, str],
) -> None:
    """In its schema and under its plain name, with the values of the build. Totals have money that
    is rounded; their other columns are compared."""
    marts = [mart["alias"] for mart in public_marts(manifest)]
    assert marts
    assert sorted(schemas) == marts
    for mart in marts:
        built = columns_of(demo_connection, mart)
        exact = [
            f'"{name}"'
            for name, data_type in built.items()
            if not mart.endswith("_totals") or data_type != "DOUBLE" and not is_money(data_type)
        ]
        query = f"select count(*), sum(hash({', '.join(exact)})) from "
        expected = demo_connection.execute(query + mart).fetchall()
        for relation in (f"{schemas[mart]}.{mart}", f"{PLAIN}.{mart}"):
            assert published.execute(query + relation).fetchall() == expected, relation
            assert columns_of(published, relation).keys() == built.keys()


def test_plain_names_and_what_the_copy_says_of_itself_are_all_of_main(
    published: duckdb.DuckDBPyConnection, schemas: dict[str, str]
) -> None:
    query = (
        "select distinct table_name from duckdb_columns() "
        f"where schema_name = '{PLAIN}' and not internal"
    )
    names = {name for (name,) in published.execute(query).fetchall()}
    own = {"published", "published_vars", "published_tables", "published_links"}
    assert names == {*schemas, *own}


def test_every_schema_says_who_should_read_it(schemas: dict[str, str]) -> None:
    """The page of the marts has the sentences; a mart's meta may not name a schema of its own."""
    assert set(schemas.values()) == set(SCHEMAS)
    assert schemas["metric_values"] == "dashboards"
    assert schemas["commerce_metrics_totals"] == "dashboards"
    assert schemas["commerce_metrics"] == "metrics"
    assert schemas["orders"] == schemas["dates"] == "facts"


def test_money_is_in_cents_in_the_dashboards_and_exact_elsewhere(
    published: duckdb.DuckDBPyConnection, schemas: dict[str, str]
) -> None:
    """The total of a month is the exact one, rounded once: no sum of rounded amounts."""
    for name, schema in schemas.items():
        types = columns_of(published, f"{schema}.{name}")
        if name.endswith("_totals"):
            assert not [column for column in types if is_money(types[column])], name
    assert is_money(columns_of(published, "metrics.commerce_metrics")["gross_revenue"])
    key = "period_grain, period_start"
    differences = published.execute(
        f"""
        select count(*), count(*) filter (where exact.gross_revenue <> shown.gross_revenue),
            count(*) filter (where shown.gross_revenue <> round(exact.gross_revenue, 2)
                or shown.average_order_value is distinct from round(exact.average_order_value, 2)
                or shown.repeat_purchase_rate is distinct from exact.repeat_purchase_rate)
        from metrics.commerce_metrics as exact
        inner join dashboards.commerce_metrics_totals as shown using ({key})
        where exact.dimension = 'all'
        """
    ).fetchall()
    [(rows, rounded, wrong)] = differences
    assert rounded > rows / 2
    assert wrong == 0


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("EUR", 2), ("KWD", 3)])
def test_cents_are_those_of_the_base_currency(
    copied: Warehouse, currency: str, digits: int
) -> None:
    with duckdb.connect(str(copied.build_database)) as connection:
        connection.execute(
            "update build_audit set vars = replace(vars, '\"EUR\"', ?)", [f'"{currency}"']
        )
    publish(copied.folder)
    with duckdb.connect(str(copied.published_database), read_only=True) as connection:
        types = columns_of(connection, "dashboards.commerce_metrics_totals")
    assert types["gross_revenue"] == f"DECIMAL(38,{digits})"


def test_key_ids_and_date_come_before_the_other_columns(
    published: duckdb.DuckDBPyConnection, manifest: dict[str, Any], schemas: dict[str, str]
) -> None:
    """The others stand as in the YAML, which has the parts of a metrics table before metrics."""
    assert [*columns_of(published, "orders")] == [
        "order_id", "customer_id", "session_id", "ordered_date", "status", "sales_channel",
        "currency", "brand", "source", "medium", "campaign", "is_completed", "is_guest",
        "order_rank", "amount", "discount_amount", "shipping_amount", "tax_amount",
        "exchange_rate", "base_amount", "ordered_at",
    ]
    for mart in public_marts(manifest):
        name = mart["alias"]
        columns = [*columns_of(published, f"{schemas[name]}.{name}")]
        key = primary_key(mart)
        assert columns[:len(key)] == key
        if name.endswith("_metrics"):
            assert columns == [*mart["columns"]], name


def test_technical_columns_are_not_published(published: duckdb.DuckDBPyConnection) -> None:
    """What is of use to the build only, such as load times and row numbers."""
    query = "select distinct table_name, column_name from duckdb_columns() where not internal"
    technical = [
        f"{table}.{column}"
        for table, column in published.execute(query).fetchall()
        if re.search(r"^_|_row_number$", column)
    ]
    assert technical == [], "take them out of the mart"


def test_links_name_the_tables_that_a_column_joins(
    published: duckdb.DuckDBPyConnection, schemas: dict[str, str]
) -> None:
    """Every date joins the calendar, an id the table whose key it is; the counts are true."""
    rows = published.execute(
        "select schema_name, table_name, column_name, to_schema, to_table, to_column, "
        "unmatched_rows from published_links"
    ).fetchall()
    found = {(table, column): to_table for _, table, column, _, to_table, _, _ in rows}
    assert found["orders", "ordered_date"] == "dates"
    assert found["refunds", "order_id"] == "orders"
    assert ("web_conversions", "web_event_id") not in found
    for name, schema in schemas.items():
        types = columns_of(published, f"{schema}.{name}")
        dates = {column for column, data_type in types.items() if data_type == "DATE"}
        assert name == "dates" or dates == {
            column for table, column in found if table == name and found[table, column] == "dates"
        }
        if "customer_id" in types and "customers" in schemas and name != "customers":
            assert found[name, "customer_id"] == "customers"
    for schema, table, column, to_schema, to_table, to_column, unmatched in rows:
        query = (
            f"select count(*) from {schema}.{table} where {column} not in "
            f"(select {to_column} from {to_schema}.{to_table})"
        )
        assert published.execute(query).fetchall() == [(unmatched,)], (table, column)


def test_views_are_published_as_views_of_the_published_tables(
    demo: Path, manifest: dict[str, Any], tmp_path: Path, schemas: dict[str, str]
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
            "select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
        assert {name for schema, name in found if schema != PLAIN} == expected
        assert {name for schema, name in found if schema == PLAIN} == set(schemas)
        for schema, name in found:
            query = f"select count(*) > 0 from friday.{schema}.{name}"
            assert connection.execute(query).fetchone() == (True,)


def test_published_tables_have_the_keys_and_comments_of_the_manifest(
    published: duckdb.DuckDBPyConnection, manifest: dict[str, Any], schemas: dict[str, str]
) -> None:
    """Of plain names, too. A comment also says what its column joins, and that it is rounded."""
    keys = dict(
        published.execute(
            "select table_name, constraint_column_names from duckdb_constraints() "
            "where constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    )
    comments = {
        (schema, name): comment
        for schema, name, comment in published.execute(
            "select schema_name, table_name, comment from duckdb_tables() union all "
            "select schema_name, view_name, comment from duckdb_views() where not internal"
        ).fetchall()
    }
    column_comments = {
        (schema, table, column): comment
        for schema, table, column, comment in published.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns() "
            "where not internal"
        ).fetchall()
    }
    assert [place for place, comment in comments.items() if not comment] == []
    assert [place for place, comment in column_comments.items() if not comment] == []
    for mart in public_marts(manifest):
        name = mart["alias"]
        assert keys.get(name, []) == primary_key(mart)
        for schema in (schemas[name], PLAIN):
            assert comments[schema, name] == " ".join(mart["description"].split())
            for column in mart["columns"].values():
                expected = " ".join(column["description"].split())
                assert column_comments[schema, name, column["name"]].startswith(expected)
    assert column_comments["facts", "orders", "ordered_date"].endswith(" Joins facts.dates.")
    rounded = column_comments["dashboards", "commerce_metrics_totals", "gross_revenue"]
    assert rounded.endswith(" Money is rounded here to 2 decimals.")


def test_the_readmes_query_shows_the_descriptions(demo: Path) -> None:
    """`describe` shows none in DuckDB 2.0, so that the README names another way."""
    [query] = re.findall(r"`(select [^`]+ from\s+duckdb_columns\(\)[^`]+)`", README.read_text())
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as published:
        found = published.execute(query).fetchall()
        described = published.execute("describe orders").fetchall()
    assert [name for name, _ in found] == [row[0] for row in described]
    assert all(comment for _, comment in found)


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
        query = "select table_name, column_name from duckdb_columns() where not internal"
        for table, column in published.execute(query).fetchall():
            assert column not in personal, f"{table}.{column} is personal: take it out of the mart"
        texts = published.execute(
            "select table_name, column_name from duckdb_columns() "
            f"where data_type = 'VARCHAR' and schema_name = '{PLAIN}' and not internal"
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


# --- the copy before ---


def pretend_another_build(copied: Warehouse, build_id: str, orders_less: int) -> None:
    """Makes the build one of another id, with fewer orders."""
    for artifact in ("run_results.json", "manifest.json"):
        edit(
            copied.target / artifact,
            lambda content: content["metadata"].update({"invocation_id": build_id}),
        )
    with duckdb.connect(str(copied.build_database)) as connection:
        connection.execute("update build_audit set build_id = ?", [build_id])
        connection.execute("update last_build set build_id = ?", [build_id])
        connection.execute(
            f"delete from orders where order_id in (from (select order_id from orders "
            f"order by 1 limit {orders_less}))"
        )


def test_the_copy_of_the_build_before_is_kept_and_returned_to(copied: Warehouse) -> None:
    """Rolling back twice is where it began; an open reader keeps what it reads."""
    first = copied.published_database.read_bytes()
    pretend_another_build(copied, "second", orders_less=1)
    publish(copied.folder)
    second = copied.published_database.read_bytes()
    assert copied.previous_database.read_bytes() == first != second
    with duckdb.connect(str(copied.published_database), read_only=True) as reader:
        [(orders,)] = reader.execute("select count(*) from orders").fetchall()
        assert rollback(copied.folder) == copied.published_database
        assert reader.execute("select count(*) from orders").fetchall() == [(orders,)]
    with duckdb.connect(str(copied.published_database), read_only=True) as reader:
        assert reader.execute("select count(*) from orders").fetchall() == [(orders + 1,)]
    assert copied.published_database.read_bytes() == first
    assert copied.previous_database.read_bytes() == second
    rollback(copied.folder)
    assert copied.published_database.read_bytes() == second
    assert copied.previous_database.read_bytes() == first


def test_publishing_a_build_again_keeps_the_copy_before_it(copied: Warehouse) -> None:
    first = copied.published_database.read_bytes()
    pretend_another_build(copied, "second", orders_less=1)
    publish(copied.folder)
    publish(copied.folder, "latest")
    assert copied.previous_database.read_bytes() == first
    pretend_another_build(copied, "third", orders_less=1)
    publish(copied.folder)
    assert storage_of(copied.previous_database) != "v1.2.0+"


def test_a_copy_that_was_removed_comes_back(copied: Warehouse) -> None:
    first = copied.published_database.read_bytes()
    pretend_another_build(copied, "second", orders_less=1)
    publish(copied.folder)
    copied.published_database.unlink()
    rollback(copied.folder)
    assert copied.published_database.read_bytes() == first


@pytest.mark.parametrize(
    ("previous", "message"),
    [
        (None, "is not there: a copy is kept from the second build on"),
        (b"broken", "is no DuckDB file"),
    ],
)
def test_there_is_no_way_back_to_what_is_no_copy(
    copied: Warehouse, previous: bytes | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = copied.published_database.read_bytes()
    if previous is not None:
        copied.previous_database.write_bytes(previous)
    files = sorted(path.name for path in copied.folder.iterdir())
    assert publish_main(["--rollback", "--warehouse", str(copied.folder)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Not rolled back. ")
    assert message in said
    assert said.count("\n") == 1
    assert copied.published_database.read_bytes() == before
    assert sorted(path.name for path in copied.folder.iterdir()) == files


def vars_of(copied: Warehouse) -> list[tuple[str, str, str]]:
    """What the copy tells of vars: build, var and value, oldest first."""
    with duckdb.connect(str(copied.published_database), read_only=True) as connection:
        return connection.execute(
            "select build_id, var_name, value from published_vars order by published_at, var_name"
        ).fetchall()


def test_a_copy_tells_which_vars_changed_since_the_first(copied: Warehouse) -> None:
    """Each copy carries the rows of the one that it replaces; publishing again adds none."""
    first = vars_of(copied)
    variables = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text())["vars"]
    declared = variables.pop("declared_vars")
    public = {name for name in variables if not declared[name].get("private")}
    assert {name: json.loads(value) for _, name, value in first} == {
        name: variables[name] for name in public
    }
    assert {"sources", "raw_files", "exchange_rates_file"} & public == set()
    for build_id, currency in (("second", "USD"), ("third", "USD"), ("fourth", "EUR")):
        pretend_another_build(copied, build_id, orders_less=0)
        with duckdb.connect(str(copied.build_database)) as connection:
            connection.execute(
                """update build_audit set vars = regexp_replace(
                    vars, '"base_currency": "..."', '"base_currency": "' || ? || '"')""",
                [currency],
            )
        publish(copied.folder)
    publish(copied.folder)
    changes = [("second", "base_currency", '"USD"'), ("fourth", "base_currency", '"EUR"')]
    assert vars_of(copied) == first + changes
    rollback(copied.folder)
    assert vars_of(copied) == first + changes[:1]


def test_of_too_many_changes_of_vars_the_oldest_go(
    copied: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three changes two are left, and the value that the older of them replaced."""
    monkeypatch.setattr("scripts.write_copy.MOST_CHANGES", 2)
    first = vars_of(copied)
    with duckdb.connect(str(copied.published_database)) as connection:
        for days, value in (("1", "80"), ("2", "70"), ("3", "90")):
            connection.execute(
                "insert into published_vars select published_at + interval 1 second * ?, ?, "
                "as_of_date, 'churn_days', ? from published",
                [int(days), days, value],
            )
    publish(copied.folder)
    others = [row for row in first if row[1] != "churn_days"]
    kept = [(days, "churn_days", value) for days, value in (("1", "80"), ("2", "70"), ("3", "90"))]
    assert vars_of(copied) == others + kept


# --- what is refused ---


def test_partial_build_is_refused(
    copied: Warehouse, run_dbt: Callable[..., DbtRun], manifest_for_demo: Manifest
) -> None:
    arguments = ["build", "--select", "exchange_rates"]
    run = run_dbt(arguments, warehouse=copied.folder, manifest=manifest_for_demo)
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


def test_other_commands_are_refused(
    copied: Warehouse, run_dbt: Callable[..., DbtRun], manifest_for_demo: Manifest
) -> None:
    arguments = ["run", "--select", "int_as_of_date"]
    run_dbt(arguments, warehouse=copied.folder, manifest=manifest_for_demo)
    assert_refused(copied, "dbt run")


def test_other_command_after_the_build_is_refused(copied: Warehouse) -> None:
    """It leaves a manifest of its own, as tests/test_build.py has it from dbt itself."""
    edit(
        copied.target / "manifest.json",
        lambda manifest: manifest["metadata"].update({"invocation_id": "another"}),
    )
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


def test_what_is_off_is_not_missing(copied: Warehouse) -> None:
    """dbt lists a test of a model that is off among those of the project."""

    def leave_one_out(results: dict[str, Any]) -> None:
        left_out.append(results["results"].pop()["unique_id"])

    def turn_it_off(manifest: dict[str, Any]) -> None:
        manifest["nodes"][left_out[0]]["config"]["enabled"] = False

    left_out: list[str] = []
    edit(copied.target / "run_results.json", leave_one_out)
    assert_refused(copied, "1 nodes of the project were not built")
    edit(copied.target / "manifest.json", turn_it_off)
    assert publish(copied.folder).exists()


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
        connection.execute("update last_build set build_id = 'another'")
    assert_refused(copied, "another build")


def test_a_plain_dbt_command_after_the_build_is_refused(
    copied: Warehouse,
    run_dbt: Callable[..., DbtRun],
    tmp_path: Path,
    manifest_for_demo: Manifest,
) -> None:
    """Its results lie elsewhere; those of the good build say nothing of the database any more."""
    good = shutil.copytree(copied.target, tmp_path / "good")
    arguments = ["run", "--select", "stg_orders"]
    assert run_dbt(arguments, copied.folder, manifest=manifest_for_demo).success
    shutil.rmtree(copied.target)
    good.rename(copied.target)
    assert_refused(copied, "is of another build")


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
    demo: Path, tmp_path: Path, manifest_for_files: Manifest
) -> None:
    """As the first copy it is an empty one. Later it is a mistyped folder, and would empty every
    dashboard. The audit still has the rows of the build before."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "orders.csv").write_text("order_id,ordered_at,status,amount\n")
    published = build(tmp_path / "warehouse", raw, manifest=manifest_for_files)
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
