"""Exchange rates of a file of the user [rates-file]: its two forms, and what is wrong with it."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from scripts.warehouse import PROJECT_ROOT, Warehouse
from tests.raw_folder import GOOD, HEADER, RawFolder

EXAMPLE = PROJECT_ROOT / "examples/exchange_rates"
OWN_HEADER = "base_currency,currency,valid_from,rate"

# A part of the message, and the content of the file; the quick ones are of one kind each.
QUICK_FAULTS = [
    ("neither the column date and one for each currency", "currency,rate\nUSD,0.9\n"),
    ("has the column USDX.", "Date,USD,USDX\n2025-03-03,1.1,1.2\n"),
    ("Line 2 of the file .* has a rate of USD", "Date,CHF,USD\n2025-03-03,1.1,0\n"),
    ("is not there, or is empty", None),
]
SLOW_FAULTS = [
    ("has no column CHF", "Date,USD\n2025-03-03,1.1\n"),
    ("Line 3 .* has a day", "Date,CHF\n2025-03-03,1.1\n03/04/2025,1.1\n"),
    ("Line 2 .* has a rate of EUR", f"{OWN_HEADER}\nCHF,EUR,2025-03-01\n"),
    ("Line 2 .* has a currency", f"{OWN_HEADER}\nCHF,EURO,2025-03-01,0.9\n"),
    ("is not there, or is empty", "\n"),
]


@pytest.fixture
def shop(raw: RawFolder) -> RawFolder:
    """A company with orders before, on and after the first day of the rates."""
    orders = [
        GOOD + ",",
        "early,2025-03-02T10:00:00Z,completed,1,USD",
        "first,2025-02-27T10:00:00Z,completed,1,usd",
        "dollar,2025-03-04T10:00:00Z,completed,105,USD",
        "sunday,2025-03-09T10:00:00Z,completed,1000,JPY",
        "yen,2025-03-03T10:00:00Z,completed,1,JPY",
        "euro,2025-03-04T10:00:00Z,completed,1,EUR",
    ]
    raw.write("orders.csv", "\n".join([f"{HEADER},currency", *orders]) + "\n")
    return raw


def rates(shop: RawFolder) -> dict[tuple[str, str], Decimal]:
    """The exchange rates by currency and first day, as built."""
    with duckdb.connect(str(Warehouse(shop.warehouse).build_database), read_only=True) as database:
        rows = database.execute(
            "select currency, valid_from::varchar, exchange_rate from int_exchange_rates"
        )
        return {(currency, day): rate for currency, day, rate in rows.fetchall() if day}


def test_rates_of_the_central_bank_are_cross_rates_into_the_base_currency(shop: RawFolder) -> None:
    """And the build says from when to when a currency has none."""
    test = "amounts_have_an_exchange_rate"
    run = shop.dbt(
        ["build", "--select", f"+{test}", "--indirect-selection", "empty"],
        base_currency="GBP",
        exchange_rates_file=str(EXAMPLE / "eurofxref-hist.csv"),
    )
    assert run.success, run.failures()
    # One pound is 1 / 0.825 euros on 3 March, a dollar 1 / 1.04: a dollar is .825 / 1.04 pounds.
    assert rates(shop) == {
        ("EUR", "2025-03-03"): Decimal("0.825"),
        ("EUR", "2025-03-04"): Decimal("0.84"),
        ("EUR", "2025-03-05"): Decimal("0.833"),
        ("USD", "2025-03-03"): Decimal("0.79326923"),
        ("USD", "2025-03-04"): Decimal("0.8"),
        ("USD", "2025-03-05"): Decimal("0.77850467"),
        ("JPY", "2025-03-04"): Decimal("0.00533333"),
        ("JPY", "2025-03-05"): Decimal("0.00519003"),
        ("BGN", "2025-03-05"): Decimal("0.42591267"),
    }
    with duckdb.connect(str(Warehouse(shop.warehouse).build_database), read_only=True) as database:
        amounts = database.execute(
            "select order_id, base_amount from int_orders_converted where has_exchange_rate"
        ).fetchall()
    assert dict(amounts) == {
        "good": 10, "dollar": 84, "euro": Decimal("0.84"), "sunday": Decimal("5.19003"),
    }
    place = f"Add rates to the file {EXAMPLE / 'eurofxref-hist.csv'} (var exchange_rates_file)."
    assert [warning for warning in run.warnings if "No rate" in warning] == [
        "No rate into GBP is known for JPY from 2025-03-03 to 2025-03-03: orders and refunds of "
        f"these days that no number holds: 1. {place}",
        "No rate into GBP is known for USD from 2025-02-27 to 2025-03-02: orders and refunds of "
        f"these days that no number holds: 2. {place}",
    ]


def test_a_file_in_the_columns_of_the_seed_stands_in_for_it(shop: RawFolder) -> None:
    """In any case of its letters, with quotes; the rows of other base currencies are left alone."""
    run = shop.dbt(
        ["run", "--select", "int_exchange_rates"],
        base_currency="GBP",
        exchange_rates_file=str(EXAMPLE / "own_rates.csv"),
    )
    assert run.success, run.failures()
    assert rates(shop) == {
        ("EUR", "2025-03-01"): Decimal("0.83"), ("USD", "2025-03-01"): Decimal("0.79123456"),
    }


@pytest.mark.parametrize(
    ("message", "content"),
    [*QUICK_FAULTS, *(pytest.param(*fault, marks=pytest.mark.slow) for fault in SLOW_FAULTS)],
)
def test_a_file_that_holds_no_rates_is_refused_in_one_line(
    shop: RawFolder, tmp_path: Path, message: str, content: str | None
) -> None:
    """The message names the file, what is wrong and where."""
    file = tmp_path / "rates.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    run = shop.dbt(
        ["run", "--select", "int_exchange_rates"],
        base_currency="CHF",
        exchange_rates_file=str(file),
    )
    [failure] = run.failures()
    assert re.search(message, failure)
    assert str(file) in failure
