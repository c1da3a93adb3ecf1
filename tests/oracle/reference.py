"""The two reference seeds that commerce reads: exchange rates and age groups."""

import csv
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

RATE_PLACES = Decimal("0.00000001")


def read_seed(path: Path) -> list[dict[str, str]]:
    """The rows of a reference seed, as text; a seed that a test does not write has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class ExchangeRates:
    """Units of the base currency for one unit of a currency, valid from a day onwards."""

    def __init__(self, seed_rows: list[dict[str, str]], base_currency: str):
        self.base_currency = base_currency.upper()
        self.rates: dict[str, list[tuple[date, Decimal]]] = {}
        for row in seed_rows:
            if row["base_currency"].strip().upper() == self.base_currency:
                rate = Decimal(row["rate"]).quantize(RATE_PLACES, ROUND_HALF_UP)
                valid_from = date.fromisoformat(row["valid_from"])
                self.rates.setdefault(row["currency"].strip().upper(), []).append(
                    (valid_from, rate)
                )
        for rates_of_currency in self.rates.values():
            rates_of_currency.sort()

    def rate_on(self, currency: str, day: date) -> Decimal | None:
        """The last rate on or before the day; None where there is none."""
        if currency == self.base_currency:
            return Decimal(1)
        rates_of_currency = self.rates.get(currency, [])
        position = bisect_right([valid_from for valid_from, _ in rates_of_currency], day)
        return rates_of_currency[position - 1][1] if position else None


@dataclass(frozen=True)
class AgeGroup:
    """A named range of ages, both ends included; without a maximum it is open."""

    name: str
    minimum: int
    maximum: int | None

    def holds(self, age: int) -> bool:
        """Whether the age lies in this group."""
        return self.minimum <= age and (self.maximum is None or age <= self.maximum)


def age_groups(seed_rows: list[dict[str, str]]) -> list[AgeGroup]:
    """The age groups of the seed."""
    return [
        AgeGroup(
            name=row["age_group"],
            minimum=int(row["min_age"]),
            maximum=int(row["max_age"]) if row["max_age"].strip() else None,
        )
        for row in seed_rows
    ]
