"""Names of columns, files, folders, schemas and vars are text: none of them becomes SQL.

The names here replaced orders by a local file's content, or dropped a table, while names were
quoted without doubling the quotes inside them.
"""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import DbtRun, Warehouse, run_dbt

from tests.raw_folder import GOOD, HEADER, RawFolder, outcome_of, write_parquet

NAMES = [
    """x" from (select 'stolen' as order_id) ) as files --""",
    """x" from (select content as order_id from read_text('/etc/hostname')) ) as files --""",
    'x""; drop table orders; --',
    "x'; drop table orders; --",
    "order_id\"",
    "'",
    '"',
    "`",
    "{{ 1 / 0 }}",
    "{% raw %}",
    "%s $1 ?",
    "a\\b",
    "\u202eright to left \U0001f600",
    "n" * 300,
    "_unreadable_line",
    "_unreadable_reason",
    "_row_number",
    "_row_status",
    "_has_currency",
    "amount__fault",
    "amount__raw",
    "file_index",
    "file_row_number",
    "filename",
    "no_column",
    "unread_5",
    "select",
]
GOOD_ROW = {
    "order_id": "good",
    "ordered_at": "2025-03-01T10:00:00Z",
    "status": "completed",
    "amount": 10,
}


def quoted(name: str, quote: str = '"') -> str:
    """A name as CSV and SQL quote it."""
    return quote + name.replace(quote, quote * 2) + quote


def assert_only_the_good_row(raw: RawFolder) -> None:
    """The numbers are those of a table without the odd columns."""
    outcome = raw.read()
    assert outcome.counts == {"kept": 1}
    assert outcome.kept_keys == ["good"]
    assert outcome.row("good")["amount"] == 10
    assert (outcome.rejected, outcome.nulled) == ([], [])


def test_columns_of_csv_are_only_text(raw: RawFolder) -> None:
    header = ",".join([HEADER, *(quoted(name) for name in NAMES)])
    raw.write("orders.csv", f"{header}\n{GOOD}{',odd' * len(NAMES)}\n")
    assert_only_the_good_row(raw)


def test_columns_of_json_are_only_text(raw: RawFolder) -> None:
    raw.write("orders.jsonl", json.dumps(GOOD_ROW | {name: "odd" for name in NAMES}) + "\n")
    assert_only_the_good_row(raw)


@pytest.mark.parametrize("is_typed", [True, False])
def test_columns_of_parquet_are_only_text(raw: RawFolder, is_typed: bool) -> None:
    columns = ", ".join(f"'odd' as {quoted(name)}" for name in NAMES)
    ordered_at = "timestamp '2025-03-01 10:00:00'"
    write_parquet(
        raw,
        "orders.parquet",
        f"select 'good' as order_id, {ordered_at if is_typed else f'cast({ordered_at} as varchar)'}"
        f" as ordered_at, 'completed' as status, 10 as amount, {columns}",
    )
    assert_only_the_good_row(raw)


def test_typed_parquet_with_odd_columns_may_be_read_in_place(raw: RawFolder) -> None:
    """All names but those that DuckDB's reader of Parquet uses itself."""
    names = [name for name in NAMES if not name.startswith("file") and name != "_row_number"]
    columns = ", ".join(f"'odd' as {quoted(name)}" for name in names)
    write_parquet(
        raw,
        "orders.parquet",
        "select 'good' as order_id, timestamp '2025-03-01 10:00:00' as ordered_at, "
        f"'completed' as status, 10 as amount, {columns}",
    )
    assert_only_the_good_row(raw)
    with duckdb.connect(str(Warehouse(raw.warehouse).build_database), read_only=True) as database:
        columns_of_base = database.execute("select * from base_orders limit 0").description
    assert "_row_number" in [column[0] for column in columns_of_base]


def test_columns_and_schemas_of_a_database_are_only_text(
    tmp_path: Path, run_dbt: Callable[..., DbtRun]
) -> None:
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    schema = "it is -- a; [schema] %s"
    with duckdb.connect(str(Warehouse(warehouse).build_database)) as connection:
        connection.execute(f"create schema {quoted(schema)}")
        columns = ", ".join(f"'odd' as {quoted(name)}" for name in NAMES)
        connection.execute(
            f"create table {quoted(schema)}.orders as select 'good' as order_id, "
            f"timestamp '2025-03-01' as ordered_at, 'completed' as status, 10 as amount, {columns}"
        )
        for name in NAMES:
            connection.execute(f"create table {quoted(schema)}.{quoted(name)} (a integer)")
    run = run_dbt(["run", "--select", "+stg_orders"], variables={"raw_schema": schema})
    assert run.success, run.failures()
    assert outcome_of(warehouse, "orders", run).counts == {"kept": 1}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [("shopp", "Did you mean shop?"), ("nowhere", "has no schema nowhere"),
     ("main", "into which the build writes its own tables")],
)
def test_a_schema_that_cannot_be_meant_is_one_clear_error(
    schema: str,
    expected: str,
    tmp_path: Path,
    run_dbt: Callable[..., DbtRun],
    manifest_for_schema: Manifest,
) -> None:
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    with duckdb.connect(str(Warehouse(warehouse).build_database)) as connection:
        connection.execute("create schema shop")
        connection.execute("create table shop.orders (order_id integer)")
    arguments = ["run", "--select", "+stg_orders"]
    run = run_dbt(arguments, variables={"raw_schema": schema}, manifest=manifest_for_schema)
    assert expected in run.errors()


def test_names_of_schemas_and_databases_with_quotes_are_refused(
    run_dbt: Callable[..., DbtRun]
) -> None:
    """dbt writes them into its own SQL, where we cannot double their quotes."""
    variables = dict.fromkeys(("raw_schema", "raw_database"), "x' or 1 = 1 --")
    run = run_dbt(["run", "--select", "+stg_orders"], variables=variables)
    for var in variables:
        [told] = [line for line in run.errors().splitlines() if f"The var {var} is" in line]
        assert "must be a name without quotes" in told


def test_names_of_files_and_folders_are_only_text(tmp_path: Path, raw: RawFolder) -> None:
    # No backslash: DuckDB reads it as a separator of folders.
    names = [name for name in NAMES if not {"/", "\\"} & set(name) and len(name) < 200]
    raw.path = tmp_path / "it's; [drop] \"table\" *orders* --"
    raw.path.mkdir()
    for name in names:
        raw.write(f"{name}.csv", "a,b\n")
    for name in names:
        row = GOOD.replace("good", f"in {name[:8].strip()}")
        raw.write(f"orders/{name}.csv", f"{HEADER}\n{row}\n")
    outcome = raw.read()
    # Files whose names begin with an underscore are leftovers of other programs: not read.
    read = {f"in {name[:8].strip()}" for name in names if not name.startswith("_")}
    assert set(outcome.kept_keys) == read


def test_odd_places_of_files_lose_and_repeat_nothing(raw: RawFolder, tmp_path: Path) -> None:
    """One row in each odd place: names like globs, links, key=value folders, and leftovers."""
    def row(key: str) -> str:
        return f"{HEADER}\n{GOOD}\n".replace("good", key)

    raw.write("orders/1.csv", row("one"))
    raw.write("orders/[1].csv", row("brackets"))
    raw.write("orders/order_id=7/1.csv", row("in a key=value folder"))
    raw.write("orders/_temporary/0/1.csv", row("left behind"))
    raw.write("orders/.ipynb_checkpoints/1.csv", row("left behind as well"))
    (tmp_path / "elsewhere.csv").write_text(row("linked"))
    (raw.path / "orders" / "linked.csv").symlink_to(tmp_path / "elsewhere.csv")
    (tmp_path / "reviews").mkdir()
    (tmp_path / "reviews" / "1.csv").write_text("review_id,reviewed_at,rating\na,2025-03-01,5\n")
    (raw.path / "reviews").symlink_to(tmp_path / "reviews")
    assert raw.read().kept_keys == ["brackets", "in a key=value folder", "linked", "one"]
    assert raw.read("reviews").kept_keys == ["a"]


def test_json_below_a_key_value_folder_is_read(raw: RawFolder) -> None:
    raw.write("orders/line=7/1.jsonl", json.dumps(GOOD_ROW) + "\n")
    assert_only_the_good_row(raw)


def test_a_folder_named_like_a_reader_changes_nothing(
    tmp_path: Path, manifest_for_files: Manifest
) -> None:
    """The base model of a CSV file is a table that keeps unreadable lines, even in a folder whose
    name looks like a call of read_parquet."""
    folder = tmp_path / "read_parquet("
    folder.mkdir()
    raw = RawFolder(folder, manifest_for_files)
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\nragged\n")
    assert raw.read().counts == {"kept": 1, "rejected": 1}


def test_a_relative_folder_is_read(
    raw: RawFolder, manifest_for_files: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    monkeypatch.chdir(raw.path.parent)
    arguments = ["run", "--select", "+stg_orders"]
    variables = {"raw_files": f"./{raw.path.name}/"}
    run = run_dbt(arguments, raw.warehouse, variables=variables, manifest=manifest_for_files)
    assert run.success, run.failures()
    assert outcome_of(raw.warehouse, "orders", run).counts == {"kept": 1}


def test_a_file_without_an_ending_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders", f"{HEADER}\n{GOOD}\n")
    assert "the format of" in raw.error()


def test_vars_that_are_text_are_only_text(raw: RawFolder) -> None:
    """Every var of type text that takes any text, at once, through the models that read them."""
    odd = """'; drop table orders; -- " \\ %s"""
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    raw.write("sessions.csv", "session_id,visitor_id,started_at\ns,v,2025-03-01\n")
    run = raw.dbt(
        ["build", "--select", "+orders", "+web_content_metrics", "+survey_metrics", "+build_audit",
         "--exclude-resource-type", "test"],
        default_brand=odd,
        product_content_type=odd,
        benchmark_industry=odd,
        allowed_names=[odd],
    )
    assert run.success, run.failures()
    with duckdb.connect(str(Warehouse(raw.warehouse).build_database), read_only=True) as database:
        brands = database.execute("select order_id, brand from orders").fetchall()
        [(audited,)] = database.execute("select distinct vars from build_audit").fetchall()
    assert brands == [("good", odd)]
    assert json.loads(audited)["product_content_type"] == odd


# --- misspelt names ---


@pytest.mark.parametrize(
    ("found", "meant"),
    [("curency", "currency"), ("Currency.", "currency"), ("custmer_id", "customer_id"),
     ("CustomerId", "customer_id"), ("sales chanel", "sales_channel"), ("_loadedat", "_loaded_at")],
)
def test_a_misspelt_column_is_one_clear_error(raw: RawFolder, found: str, meant: str) -> None:
    raw.write("orders.csv", f"{HEADER},{found}\n{GOOD},x\n")
    message = raw.error()
    assert f"has no column {meant} but a column '{found}'" in message
    assert "orders.csv" in message
    assert "allowed_names" in message
    assert raw.read(allowed_names=[found]).counts == {"kept": 1}


def test_a_misspelt_required_column_is_named_with_what_was_meant(raw: RawFolder) -> None:
    raw.write("orders.csv", "order_id,ordered_at,status,ammount\n1,2025-03-01,completed,5\n")
    assert "has no column amount but a column 'ammount'" in raw.error()


def test_columns_that_the_contract_does_not_know_are_named_and_not_read(raw: RawFolder) -> None:
    """A name that is nearly a column's only warns where that column is there too."""
    raw.write("orders.csv", f"{HEADER},currency,currency2,colour\n{GOOD},EUR,USD,red\n")
    outcome = raw.read()
    [warning] = [text for text in outcome.run.messages if "does not know" in text]
    assert "Raw table 'orders'" in warning
    assert "currency2 (like currency), colour" in warning
    assert outcome.row("good")["currency"] == "EUR"


@pytest.mark.parametrize(
    ("file", "meant"),
    [("order.csv", "orders"), ("Orders.CSV", "orders"), ("ORDERS/1.csv", "orders"),
     ("oders.2024.csv", "orders"), ("refund/1.parquet", "refunds"), ("orders.csv/1.csv", "orders")],
)
def test_a_misspelt_file_is_one_clear_error(raw: RawFolder, file: str, meant: str) -> None:
    raw.write(file, f"{HEADER}\n{GOOD}\n")
    raw.write("subscriptions.csv", "subscription_id,customer_id,started_at\n")
    message = raw.error()
    assert f"There is no raw table '{meant}' but the " in message
    assert file.split("/")[0] in message
    assert "allowed_names" in message
    assert raw.read(allowed_names=[file.split("/")[0]]).counts == {}


def test_files_that_are_none_of_the_contract_are_named_and_not_read(raw: RawFolder) -> None:
    """One rule: a file is read when its table's name stands before the first point of its name,
    and a known format at the end."""
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    raw.write("orders.2024.csv", f"{HEADER}\n{GOOD}\n".replace("good", "more"))
    for name in ("orders.csv.bak", "orders/read me.txt", "budget.csv", "notes"):
        raw.write(name, "nothing\n")
    outcome = raw.read()
    assert outcome.kept_keys == ["good", "more"]
    [warning] = [text for text in outcome.run.messages if text.startswith("Not read")]
    for name in ("orders.csv.bak", "orders/read me.txt", "budget.csv", "notes"):
        assert name in warning


def test_a_misspelt_table_of_a_schema_is_one_clear_error(
    tmp_path: Path, run_dbt: Callable[..., DbtRun], manifest_for_schema: Manifest
) -> None:
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    with duckdb.connect(str(Warehouse(warehouse).build_database)) as connection:
        connection.execute("create schema shop")
        connection.execute("create table shop.custmers (a integer)")
        connection.execute("create table shop.anything (a integer)")
    arguments = ["run", "--select", "+stg_customers"]
    run = run_dbt(arguments, variables={"raw_schema": "shop"}, manifest=manifest_for_schema)
    assert "There is no raw table 'customers' but the table custmers" in run.errors()
