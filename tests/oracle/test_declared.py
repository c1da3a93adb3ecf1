"""What the oracle reads from YAML is what it says, and nothing that is declared escapes it."""

import re
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from scripts.warehouse import PROJECT_ROOT

from .company import compute
from .contract import TABLES, Column, Table
from .project import project
from .random_company import write_random_company
from .random_settings import RUNS, VALUES, pairs_of
from .settings import DECIDE_NO_NUMBER, Settings
from .shapes import AUDIT, MARTS, Shape

NAMES = {one.name for one in fields(Settings)}
# One raw table and one mart by hand: the readers, and the YAML that they read, are checked by it.
RAW_ORDERS = Table(
    name="orders",
    key=("order_id",),
    event_time=("ordered_at",),
    activity=("ordered_at",),
    columns=(
        Column("order_id", required=True),
        Column("customer_id"),
        Column("ordered_at", "timestamp", required=True),
        Column("status", required=True, closed_list=("completed", "pending", "cancelled")),
        Column("amount", "decimal", required=True, at_least=0),
        Column("currency"),
        Column("sales_channel"),
        Column("session_id"),
        Column("brand"),
        Column("discount_amount", "decimal", at_least=Decimal(0)),
        Column("shipping_amount", "decimal", at_least=Decimal(0)),
        Column("tax_amount", "decimal", at_least=Decimal(0)),
        Column("source"),
        Column("medium"),
        Column("campaign"),
    ),
)
ORDERS = Shape(
    key=("order_id",),
    columns={
        "order_id": pl.String,
        "customer_id": pl.String,
        "session_id": pl.String,
        "status": pl.String,
        "sales_channel": pl.String,
        "currency": pl.String,
        "brand": pl.String,
        "source": pl.String,
        "medium": pl.String,
        "campaign": pl.String,
        **dict.fromkeys(
            ("discount_amount", "shipping_amount", "tax_amount"), pl.Decimal(18, 6)
        ),
        "is_completed": pl.Boolean,
        "is_guest": pl.Boolean,
        "order_rank": pl.Int64,
        "amount": pl.Decimal(18, 6),
        "exchange_rate": pl.Decimal(18, 8),
        "base_amount": pl.Decimal(38, 14),
        "ordered_at": pl.Datetime("us"),
        "ordered_date": pl.Date,
    },
)
# Of the columns of other tables, those that show what the reader makes of each other rule.
RULES = {
    ("refunds", "amount"): Column("amount", "decimal", required=True, above=0),
    ("reviews", "rating"): Column("rating", "decimal", required=True, scale=(1, 5)),
    ("customers", "email"): Column("email", is_kept_whole=True),
    ("email_events", "link_url"): Column("link_url", is_kept_whole=True),
    ("sessions", "ended_at"): Column("ended_at", "timestamp", not_before="started_at"),
    ("sessions", "engaged_seconds"): Column("engaged_seconds", "decimal", at_least=0),
    ("sessions", "page_views"): Column("page_views", "integer", at_least=0),
    ("survey_responses", "score"): Column("score", "decimal", scale_by="survey_type"),
    ("search_performance", "clicks"): Column(
        "clicks", "integer", required=True, at_least=0, not_above="impressions"
    ),
}


def test_the_contract_of_orders_is_read_as_it_is_meant():
    assert TABLES["orders"] == RAW_ORDERS


def test_every_rule_of_the_contract_is_read_as_it_is_meant():
    found = {
        (table, name): next(column for column in TABLES[table].columns if column.name == name)
        for table, name in RULES
    }
    assert found == RULES
    assert [name for name, table in TABLES.items() if table.requires_event_time] == [
        "survey_responses"
    ]


def test_the_mart_of_orders_is_read_as_it_is_meant():
    assert MARTS["orders"] == ORDERS


def test_the_oracle_computes_every_mart(tmp_path):
    assert set(MARTS) | set(AUDIT) == set(compute(tmp_path, tmp_path, Settings()))


def test_the_oracle_knows_every_var_or_says_why_it_need_not():
    declared = set(project()["vars"]["declared_vars"])
    assert NAMES | set(DECIDE_NO_NUMBER) == declared
    assert not NAMES & set(DECIDE_NO_NUMBER)


def test_the_oracle_computes_with_every_var_that_it_knows():
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(__file__).parent.glob("*.py")
        if not path.name.startswith(("test_", "random_"))
    )
    assert NAMES <= set(re.findall(r"settings\.(\w+)", code))


def test_a_var_has_its_default_and_no_doubles():
    assert Settings().churn_days == project()["vars"]["churn_days"]
    assert Settings().fully_engaged_share == Decimal("0.8")
    assert Settings(as_of_date=None, period_grains=("week",)).as_dbt_vars() == {
        name: project()["vars"][name] for name in NAMES
    } | {"period_grains": ["week"]}


def test_the_random_companies_take_every_value_of_every_var_and_nearly_every_pair():
    assert set(VALUES) == NAMES
    taken = [[(name, VALUES[name].index(value)) for name, value in run.items()] for run in RUNS]
    values = [(name, place) for name in VALUES for place in range(len(VALUES[name]))]
    assert {choice for choices in taken for choice in choices} == set(values)
    met = set().union(*map(pairs_of, taken))
    assert len(met) / len(pairs_of(values)) > 0.97


@pytest.mark.slow
def test_every_var_changes_a_number_of_a_random_company(tmp_path: Path):
    """Else its edges would prove nothing. How files are written, and the as-of date, go without."""
    reference = PROJECT_ROOT / "seeds" / "reference"
    silent = {name for name in VALUES if not name.startswith("csv_")} - {"as_of_date"}
    for seed in range(len(RUNS)):
        raw = tmp_path / str(seed)
        settings = write_random_company(raw, seed)
        marts = compute(raw, reference, settings)
        for name in sorted(silent):
            other = next(value for value in VALUES[name] if value != getattr(settings, name))
            changed = compute(raw, reference, replace(settings, **{name: other}))
            if any(not marts[mart].equals(changed[mart]) for mart in MARTS):
                silent.remove(name)
        if not silent:
            break
    assert not silent
