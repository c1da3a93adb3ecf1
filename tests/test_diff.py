"""scripts.diff: what became of the rows and metrics between two published copies."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from scripts import published_copy
from scripts.diff import compare, main
from scripts.published_copy import CopyUnusable
from scripts.warehouse import Warehouse

# The first block of a file of DuckDB 0.8, whose storage no DuckDB since 0.10 reads.
OLD_HEADER = bytes.fromhex("01d0e263e4ed5215" "4455434b33000000" "0000000004000000" "20000000")
KEY = "period_grain varchar, period_start date, dimension varchar, dimension_value varchar"
COMMERCE = f"""
    create table commerce_metrics (
        {KEY}, is_complete boolean, orders bigint, average_order_value double,
        primary key (period_grain, period_start, dimension, dimension_value)
    )
"""


def copy_of(path: Path, *statements: str) -> Path:
    """A small published copy with what the statements make."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table published as select 'b1' as build_id")
        for statement in statements:
            connection.execute(statement)
    return path


def orders(*rows: str, columns: str = "order_id varchar primary key, amount double") -> list[str]:
    """Statements that make a table orders with the rows."""
    return [f"create table orders ({columns})", *(f"insert into orders values {r}" for r in rows)]


def months(*rows: str) -> list[str]:
    """Statements that make commerce_metrics with monthly totals: start, is_complete, values."""
    return [
        COMMERCE,
        *(
            "insert into commerce_metrics select 'month', col0, 'all', 'all', col1, col2, "
            f"col3 from (values {row})"
            for row in rows
        ),
    ]


def differences(tmp_path: Path, before: list[str], now: list[str], **options: float) -> str:
    """The report about two small copies."""
    base, new = copy_of(tmp_path / "base.duckdb", *before), copy_of(tmp_path / "n.duckdb", *now)
    return compare(base, new, **options)


def test_rows_are_added_removed_and_changed_by_their_key(tmp_path: Path) -> None:
    """a stays, b changes, c is removed, d and e are added."""
    report = differences(
        tmp_path,
        orders("('a', 1), ('b', 2), ('c', 3)"),
        orders("('a', 1), ('b', 5), ('d', 3), ('e', 3)"),
    )
    assert "| `orders` | 3 | 4 | 2 | 1 | 1 | amount 1 |" in report


def test_a_null_is_a_value_that_differs_from_others_and_not_from_itself(tmp_path: Path) -> None:
    """a: null stays null; b: null becomes 2; c: 3 becomes null."""
    report = differences(
        tmp_path,
        orders("('a', null), ('b', null), ('c', 3)"),
        orders("('a', null), ('b', 2), ('c', null)"),
    )
    assert "| `orders` | 3 | 3 | 0 | 0 | 2 | amount 2 |" in report


@pytest.mark.parametrize(
    ("before", "now", "tolerance", "is_same"),
    [
        ("0.1::double + 0.2::double", "0.3::double", 1e-9, True),
        ("0.1::double + 0.2::double", "0.3::double", 0, False),
        ("1000000.0", "1000000.0001", 1e-9, True),
        ("1000000.0", "1000000.01", 1e-9, False),
        ("0.0", "1e-15", 1e-9, True),
        ("0.0", "1e-6", 1e-9, False),
        ("'nan'::double", "'nan'::double", 1e-9, True),
        ("'nan'::double", "1.0", 1e-9, False),
        ("'inf'::double", "1.0", 1e-9, False),
    ],
)
def test_doubles_are_compared_with_the_tolerance(
    before: str, now: str, tolerance: float, is_same: bool, tmp_path: Path
) -> None:
    report = differences(
        tmp_path, orders(f"('a', {before})"), orders(f"('a', {now})"), tolerance=tolerance
    )
    assert ("The rows of all 1 tables that both copies have are the same." in report) is is_same


def test_decimals_are_compared_exactly(tmp_path: Path) -> None:
    """One part in 10^14 of an amount is a difference; of a double it is none."""
    columns = "order_id varchar primary key, amount decimal(38, 14)"
    report = differences(
        tmp_path,
        orders("('a', 100.00000000000001)", columns=columns),
        orders("('a', 100.00000000000002)", columns=columns),
    )
    assert "amount 1" in report


def test_tables_and_columns_that_came_went_or_changed_are_told(tmp_path: Path) -> None:
    """The amount has another type and the same value, so that no row is changed."""
    before = "order_id varchar primary key, amount decimal(18, 2), brand varchar"
    now = "order_id varchar primary key, amount double, country varchar"
    report = differences(
        tmp_path,
        [*orders("('a', 1.5, 'x')", columns=before), "create table refunds as select 1 as a"],
        [*orders("('a', 1.5, 'x')", columns=now), "create view reviews as select 1 as a"],
    )
    assert "- The view `reviews` is new, with 1 rows." in report
    assert "- The table `refunds` is gone, with 1 rows." in report
    assert "- `orders`: the column `country` is new." in report
    assert "- `orders`: the column `brand` is gone." in report
    assert "- `orders`: the column `amount` was DECIMAL(18,2) and is DOUBLE." in report
    assert "The rows of all 1 tables" in report


def test_without_a_common_key_rows_are_compared_as_wholes(tmp_path: Path) -> None:
    """The old table has two rows of one order: none can be told as changed."""
    report = differences(
        tmp_path,
        orders("('a', 1), ('a', 2), ('b', 1)", columns="order_id varchar, amount double"),
        orders("('a', 2), ('b', 7)"),
    )
    assert "its key (order_id) is no key of both" in report
    assert "| `orders` | 3 | 2 | 1 | 2 | 0 |  |" in report


def test_a_mart_without_an_index_is_compared_by_its_declared_key(tmp_path: Path) -> None:
    """web_sessions has its key in its YAML only."""
    make = "create table web_sessions as select 's' as session_id, {} as page_views"
    report = differences(tmp_path, [make.format(1)], [make.format(2)])
    assert "| `web_sessions` | 1 | 1 | 0 | 0 | 1 | page_views 1 |" in report


def test_a_view_is_compared_only_where_its_sql_is_another(tmp_path: Path) -> None:
    """The rows of a view with the same SQL are those of its tables."""
    view = "create view orders_totals as select order_id, amount from orders"
    report = differences(
        tmp_path,
        [*orders("('a', 1)"), view, "create view old as select 1 as a"],
        [*orders("('a', 2)"), view, "create view old as select 2 as a"],
    )
    assert "| `orders` | 1 | 1 | 0 | 0 | 1 | amount 1 |" in report
    assert "orders_totals" not in report
    assert "- `old`: the view has other SQL than before." in report
    assert "| `old` | 1 | 1 | 1 | 1 | 0 |  |" in report


def test_the_largest_move_of_a_metric_is_that_of_a_finished_period(tmp_path: Path) -> None:
    """January moves by 5 and February by -8; March moves by 50, but is not finished."""
    report = differences(
        tmp_path,
        months(
            "(date '2025-01-01', true, 10, 20.0), (date '2025-02-01', true, 20, 20.0)",
            "(date '2025-03-01', false, 0, 20.0)",
        ),
        months(
            "(date '2025-01-01', true, 15, 20.0), (date '2025-02-01', true, 12, 20.0)",
            "(date '2025-03-01', false, 50, 20.0)",
        ),
    )
    assert "| `orders` | 3 | month 2025-02-01 all all | 20 | 12 | -8 |" in report
    assert "average_order_value" not in report
    assert "1 of 2 metrics moved." in report


def test_a_move_of_an_unfinished_period_is_marked(tmp_path: Path) -> None:
    report = differences(
        tmp_path,
        months("(date '2025-03-01', false, 1, null)"),
        months("(date '2025-03-01', true, 2, 4.0)"),
    )
    assert "| `orders` | 1 | month 2025-03-01 all all (not finished) | 1 | 2 | +1 |" in report
    assert "| month 2025-03-01 all all (not finished) | unknown | 4 |  |" in report


def test_the_demo_with_an_order_less_tells_what_it_moved(demo: Path, tmp_path: Path) -> None:
    """On a whole copy: what was deleted and changed by hand is told, and nothing else."""
    base = Warehouse(demo).published_database
    new = Path(shutil.copy(base, tmp_path / "new.duckdb"))
    with duckdb.connect(str(new)) as connection:
        connection.execute(
            "delete from facts.orders where order_id = (select min(order_id) from orders)"
        )
        connection.execute(
            "update metrics.commerce_metrics set orders = orders + 1000 "
            "where period_grain = 'month' and period_start = date '2025-12-01' "
            "and dimension = 'all'"
        )
    report = compare(base, new)
    assert compare(base, new) == report
    [rows] = [line for line in report.splitlines() if line.startswith("| `orders` |")][:1]
    assert rows.endswith("| 0 | 1 | 0 |  |")
    assert "| 0 | 0 | 1 | orders 1 |" in report
    assert "| `orders` | 1 | month 2025-12-01 all all | 664 | 1,664 | +1,000 |" in report
    assert "\n1 of " in report
    assert report.count("\n| `") == 3


# --- files that cannot be compared ---


@pytest.fixture
def good(tmp_path: Path) -> Iterator[Path]:
    """A published copy."""
    yield copy_of(tmp_path / "good.duckdb")


def test_a_file_that_is_not_there_is_told(good: Path, tmp_path: Path) -> None:
    with pytest.raises(CopyUnusable, match="absent.duckdb is not there"):
        compare(tmp_path / "absent.duckdb", good)
    with pytest.raises(CopyUnusable, match="engagement.duckdb is not there"):
        compare(tmp_path, good)


def test_the_folder_of_a_warehouse_stands_for_its_copy(good: Path, tmp_path: Path) -> None:
    copy_of(tmp_path / "engagement.duckdb", *orders("('a', 1)"))
    assert "The table `orders` is new" in compare(good, tmp_path)


def test_a_file_that_is_no_database_is_told(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order_id\n1\n")
    with pytest.raises(CopyUnusable, match="orders.csv is no DuckDB file"):
        compare(good, file)


def test_a_database_that_is_no_published_copy_is_told(good: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute("create table orders as select 1 as order_id")
    with pytest.raises(CopyUnusable, match="no table 'published'"):
        compare(tmp_path / "build.duckdb", good)


def test_a_file_of_an_old_duckdb_is_told(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.duckdb"
    file.write_bytes(OLD_HEADER.ljust(3 * 4096, b"\0"))
    with pytest.raises(CopyUnusable, match="another version of DuckDB"):
        compare(file, good)


def test_a_file_that_is_being_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process would be needed for the lock itself; its message is DuckDB's."""
    message = 'IO Error: Could not set lock on file "x.duckdb": Conflicting lock is held'
    assert "open in a program" in published_copy._reason(Path("x.duckdb"), message)


def test_the_same_file_twice_is_told(good: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.duckdb"
    os.symlink(good, link)
    with pytest.raises(CopyUnusable, match="are the same file"):
        compare(good, link)


def test_a_name_is_no_sql(good: Path, tmp_path: Path) -> None:
    """Quotes in the name of a file, a table or a column stay what they are."""
    make = 'create table "or""d\'er" as select 1 as "a""b\'", {} as c'
    base = copy_of(tmp_path / "it's \"old\".duckdb", make.format(1))
    new = copy_of(tmp_path / "new.duckdb", make.format(2))
    assert "| `or\"d'er` | 1 | 1 | 1 | 1 | 0 |  |" in compare(base, new)


def test_the_command_prints_markdown_or_one_error(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = copy_of(tmp_path / "other.duckdb", *orders("('a', 1)"))
    assert main([str(good), str(other)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("# Comparison of two builds\n")
    assert "The table `orders` is new, with 1 rows." in said.out
    assert main([str(good), str(good)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("Error: ") and said.err.count("\n") == 1
    for wrong in (["", str(good)], [str(good), str(other), "--tolerance", "-1"]):
        with pytest.raises(SystemExit):
            main(wrong)
