"""Nothing personal is published, whatever column it came in (docs/decisions/privacy.md)."""

import csv
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from scripts.build import build
from scripts.warehouse import PROJECT_ROOT, Warehouse

# Every text that is planted holds MARK where it names a person or a secret.
MARK = "planted"
ADDRESSES = (
    "jane.planted@mail.example",
    "Jane Planted <Jane.Planted@mail.example>",
    "jane.planted%40mail.example",
    "jane.planted＠mail.example",
    "https://shop.example/tea?user=planted&token=planted#planted",
    "https://planted:planted@shop.example/tea",
)
# For addresses of pages and referrers.
PAGES = (
    "https://shop.example/tea?email=jane.planted@mail.example&token=planted",
    "https://www.shop.example/tea#access_token=planted",
    "https://jane.planted@mail.example:planted@shop.example/tea",
    "/tea;jsessionid=planted/cart;v=planted?x=planted",
    "/tea%3Bjsessionid=planted",
    "/tea&gclid=planted",
    "/tea%3Futm_source%3Dplanted",
    "/unsubscribe/Jane.Planted@mail.example/now",
    "/unsubscribe/jane.planted%2540mail.example",
    "/in/planted.eyJhbGciOi.eyJzdWIi.c2ln/now",
    "mailto:jane.planted@mail.example?subject=planted",
)
# For texts that go no further than staging.
FREE_TEXTS = ("Jane Planted of 5 Planted Street, +49 170 0000000, jane.planted@mail.example",)
KINDS_OF_KEPT_WHOLE = {
    **dict.fromkeys(("page_url", "page_path", "landing_page", "exit_page", "page"), PAGES),
    **dict.fromkeys(("referrer", "link_url"), PAGES),
    "user_agent": FREE_TEXTS,
    "query": ("shop.example/tea?user=planted",),
}
PARQUET_TYPES = {
    "string": "varchar",
    "timestamp": "timestamp",
    "date": "date",
    "integer": "bigint",
    "decimal": "decimal(18, 6)",
    "boolean": "boolean",
}
PLAIN_VALUES = {
    "timestamp": "2025-03-01 10:00:00",
    "date": "2025-03-01",
    "integer": "1",
    "decimal": "1",
    "boolean": "true",
}
# Values that a row needs to be a fact of its mart.
SPECIAL_VALUES = {"currency": "EUR", "event_name": "page_view", "country": "DE"}

Column = dict[str, Any]
Row = dict[str, str]


def contract() -> dict[str, dict[str, Any]]:
    """The source definition of each raw table."""
    return {
        table["name"]: table
        for path in sorted(PROJECT_ROOT.glob("models/base/*/_*__sources.yml"))
        for table in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"][0]["tables"]
    }


def meta(column: Column) -> dict[str, Any]:
    """What the contract says of a column beside its type."""
    return column.get("config", {}).get("meta", {})


def plants(column: Column) -> tuple[str, ...]:
    """The texts to plant in a column."""
    if column["data_type"] != "string" or "accepted_values" in meta(column):
        return ()
    if "personal" in meta(column):
        return FREE_TEXTS
    if meta(column).get("kept_whole"):
        return ADDRESSES + KINDS_OF_KEPT_WHOLE[column["name"]]
    return ADDRESSES


def plain_row(table: dict[str, Any], number: int) -> Row:
    """A row without anything personal, with a key of its own."""
    row = {}
    for column in table["columns"]:
        name, closed_list = column["name"], meta(column).get("accepted_values")
        value = PLAIN_VALUES.get(column["data_type"]) or SPECIAL_VALUES.get(name) or f"a {name}"
        row[name] = closed_list[0] if closed_list else value
    key = table["config"]["meta"]["key"]
    own_column = next(name for name in key if row[name].startswith("a "))
    return row | {own_column: f"{own_column} {number}"}


def planted_rows(table: dict[str, Any]) -> list[Row]:
    """A plain row, and one for each text that is planted in a column."""
    planted = [{column["name"]: text} for column in table["columns"] for text in plants(column)]
    return [plain_row(table, number) | cells for number, cells in enumerate([{}, *planted])]


def write_planted_company(folder: Path, file_format: str) -> None:
    """All raw tables, as CSV or as Parquet with the types of the contract."""
    folder.mkdir()
    for name, table in contract().items():
        path = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [column["name"] for column in table["columns"]])
            writer.writeheader()
            writer.writerows(planted_rows(table))
        if file_format == "parquet":
            columns = {
                column["name"]: PARQUET_TYPES[column["data_type"]] for column in table["columns"]
            }
            rows = duckdb.read_csv(str(path), header=True, columns=columns)
            rows.write_parquet(str(path.with_suffix(".parquet")))
            path.unlink()


def text_columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The text columns of a published copy, with their tables."""
    return connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where data_type = 'VARCHAR' and schema_name = 'main' and not internal "
        "and table_name not like 'published%'"
    ).fetchall()


def assert_only_base_has_addresses_of_customers(warehouse: Path) -> None:
    """Staging has their hashes, of the rows that count as of the exceptions."""
    database = Warehouse(warehouse).build_database
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = text_columns(connection)
        assert [table for table, column in columns if column == "email"] == ["base_customers"]
        staged = [entry for entry in columns if entry[0].startswith("stg_customers")]
        assert ("stg_customers__exceptions", "email_hash") in staged
        for table, column in staged:
            leaks = f'select "{column}" from "{table}" where regexp_matches("{column}", ?)'
            assert not connection.execute(leaks, [f"(?i){MARK}|.@."]).fetchall(), (table, column)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_nothing_that_was_planted_is_published(
    file_format: str, tmp_path: Path, manifest_for_files: Manifest
) -> None:
    """CSV is cast and stored, typed Parquet read in place: two ways from a file to a mart."""
    write_planted_company(tmp_path / "raw", file_format)
    published = build(tmp_path / "warehouse", tmp_path / "raw", manifest=manifest_for_files)
    assert_only_base_has_addresses_of_customers(tmp_path / "warehouse")
    with duckdb.connect(str(published), read_only=True) as connection:
        columns = text_columns(connection)
        leaks = [
            f"{table}.{column}: {text}"
            for table, column in columns
            for (text,) in connection.execute(
                f'select distinct "{column}" from "{table}" where regexp_matches("{column}", ?)',
                [f"(?i){MARK}|.@.|%40|＠|eyJ"],
            ).fetchall()
        ]
        assert not leaks, "\n".join(leaks)

        # What was planted came as far as the marts, and joins there as it did before.
        hidden = {
            (table, column)
            for table, column in columns
            if connection.execute(
                f'select count(*) from "{table}" where contains("{column}", \'(email)\')'
            ).fetchone()[0]
        }
        assert {
            ("web_sessions", "campaign"),
            ("web_sessions", "source"),
            ("web_sessions", "landing_page"),
            ("web_page_views", "page_path"),
            ("search_page_queries", "page"),
            ("search_page_queries", "query"),
            ("email_campaigns", "subject"),
            ("live_events", "live_event_name"),
            ("orders", "sales_channel"),
            ("metric_values", "dimension_value"),
        } <= hidden
        assert connection.execute(
            "select count(*) from orders where list_contains(?, customer_id)",
            [[md5(address.encode()).hexdigest() for address in ADDRESSES]],
        ).fetchone() == (len(ADDRESSES),)
        assert connection.execute(
            "select orders from commerce_metrics where period_grain = 'month' "
            "and dimension = 'country' and dimension_value = 'DE'"
        ).fetchone() == (len(ADDRESSES),)
