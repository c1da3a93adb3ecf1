"""Reference seeds that go with the demo: exchange rates of its time, and the age groups."""

from datetime import date
from pathlib import Path

from scripts.demo_data.company import LAST_DAY
from scripts.demo_data.records import write_csv
from scripts.demo_data.streams import stream

BASE_CURRENCY = "EUR"
# One month before the first order, so that a reporting time zone west of UTC finds a rate too.
FIRST_RATE_ON = date(2024, 6, 1)
# Euros for one unit at the beginning, in the middle and at the end; invented, near the real ones.
RATE_ANCHORS = {
    "CHF": (1.030, 1.062, 1.071),
    "CNY": (0.1285, 0.1310, 0.1212),
    "GBP": (1.180, 1.198, 1.142),
    "PLN": (0.2320, 0.2375, 0.2360),
    "RUB": (0.0106, 0.0095, 0.0108),
    "USD": (0.925, 0.958, 0.856),
}
MONTHLY_DEVIATION = 0.008

# Ages in whole years, both ends included; the last group is open.
AGE_GROUPS = (
    ("under_18", "0", "17"),
    ("18-24", "18", "24"),
    ("25-34", "25", "34"),
    ("35-44", "35", "44"),
    ("45-54", "45", "54"),
    ("55-64", "55", "64"),
    ("65+", "65", ""),
)


def write_reference(folder: Path) -> None:
    """Writes exchange_rates.csv (one row per currency and month) and age_groups.csv."""
    write_csv(
        folder / "exchange_rates.csv",
        ("base_currency", "currency", "valid_from", "rate"),
        _exchange_rates(),
    )
    write_csv(folder / "age_groups.csv", ("age_group", "min_age", "max_age"), AGE_GROUPS)


def _exchange_rates() -> list[tuple[str, str, str, str]]:
    months = _month_starts()
    return [
        (BASE_CURRENCY, currency, month.isoformat(), rate)
        for currency in RATE_ANCHORS
        for month, rate in zip(months, _monthly_rates(currency, len(months)), strict=True)
    ]


def _month_starts() -> list[date]:
    first = FIRST_RATE_ON.year * 12 + FIRST_RATE_ON.month - 1
    last = LAST_DAY.year * 12 + LAST_DAY.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def _monthly_rates(currency: str, count: int) -> list[str]:
    """A line through the three anchors with a little noise, to six places."""
    draws = stream("exchange_rates", currency)
    first, middle, last = RATE_ANCHORS[currency]
    rates = []
    for index in range(count):
        position = 2 * index / (count - 1)
        if position <= 1:
            rate = first + (middle - first) * position
        else:
            rate = middle + (last - middle) * (position - 1)
        noise = draws.uniform(1 - MONTHLY_DEVIATION, 1 + MONTHLY_DEVIATION)
        rates.append(f"{rate * noise:.6f}")
    return rates
