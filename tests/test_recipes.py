"""docs/recipes.md: every recipe runs as it is on the published copy, and has an answer."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from scripts.warehouse import PROJECT_ROOT, Warehouse

RECIPE = re.compile(r"(?ms)^## (?P<title>[^\n]+)$(?:(?!^## ).)*?^```sql\n(?P<sql>.*?)^```")
RECIPES = {
    found["title"]: found["sql"]
    for found in RECIPE.finditer((PROJECT_ROOT / "docs/recipes.md").read_text(encoding="utf-8"))
}


@pytest.fixture(scope="module")
def copy(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's published copy."""
    path = Warehouse(demo).published_database
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def answer(copy: duckdb.DuckDBPyConnection, title: str) -> list[tuple[object, ...]]:
    """The rows of a recipe."""
    return copy.execute(RECIPES[title]).fetchall()


def test_every_block_of_sql_is_run() -> None:
    text = (PROJECT_ROOT / "docs/recipes.md").read_text(encoding="utf-8")
    assert len(RECIPES) == text.count("```sql\n") > 10


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_has_an_answer_and_the_same_again(
    title: str, copy: duckdb.DuckDBPyConnection
) -> None:
    rows = answer(copy, title)
    assert rows
    assert any(value is not None for row in rows for value in row[1:])
    if "order by" in RECIPES[title]:
        assert sorted(map(repr, answer(copy, title))) == sorted(map(repr, rows))


def test_the_shares_of_all_channels_are_the_whole(copy: duckdb.DuckDBPyConnection) -> None:
    months: dict[object, float] = {}
    for month, _, _, share, _ in answer(copy, "A metric by channel, and its share of all"):
        months[month] = months.get(month, 0) + share
    assert len(months) > 3
    assert all(share == pytest.approx(100) for share in months.values())


def test_a_rate_over_several_periods_is_that_of_the_range(
    copy: duckdb.DuckDBPyConnection,
) -> None:
    """As counted from the messages themselves, and not the mean of the days."""
    rows = answer(copy, "A rate over several periods")
    query = """
        select count(*) from facts.email_messages
        where is_delivered and sent_date between '2025-11-15' and '2025-12-14'
    """
    assert sum(row[2] for row in rows) == copy.execute(query).fetchall()[0][0] > 0
    for _, opened, delivered, rate in rows:
        assert rate == pytest.approx(100 * opened / delivered)


def test_orders_with_their_customers_are_those_without(copy: duckdb.DuckDBPyConnection) -> None:
    """No join of the recipe loses or repeats an order."""
    rows = answer(copy, "Facts with the customer and the calendar")
    query = "select count(*) from facts.orders where is_completed and ordered_date <= '2025-12-31'"
    assert sum(row[2] for row in rows) == copy.execute(query).fetchall()[0][0] > 0
