"""The facts of the demo company that every channel shares: its time, seasons, launches and goods.

A tea and coffee shop opens on FIRST_DAY and grows for 18 months. Summers are slow, November and
December are the peak, and two product launches and two Black Fridays stand out.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

FIRST_DAY = date(2024, 7, 1)
LAST_DAY = date(2025, 12, 31)
# The nightly load of the last rows; nothing reaches the warehouse after it.
EXPORTED_AT = datetime(2026, 1, 5, 3, 15)

DEFAULT_BRAND = "default"
SECOND_BRAND = "atelier"

SEASON_BY_MONTH = {
    1: 0.86, 2: 0.90, 3: 0.96, 4: 1.00, 5: 0.97, 6: 0.86,
    7: 0.70, 8: 0.66, 9: 0.95, 10: 1.05, 11: 1.40, 12: 1.55,
}  # fmt: skip
WEEKEND_FACTOR = 1.2
BLACK_FRIDAYS = (date(2024, 11, 29), date(2025, 11, 28))
BLACK_FRIDAY_FACTOR = 2.2
BLACK_FRIDAY_DAYS = 4
# Parcels ordered from here on come after Christmas.
LAST_GIFT_DAY_OF_DECEMBER = 21
AFTER_GIFTS_FACTOR = 0.6
LAUNCH_FACTOR = 1.7
LAUNCH_DAYS = 21


@dataclass(frozen=True)
class Product:
    """A product; quality is the mean rating (1 to 5) that buyers would give it."""

    product_id: str
    name: str
    brand: str
    launched_on: date
    quality: float


AUTUMN_LAUNCH = date(2024, 10, 15)
SPRING_LAUNCH = date(2025, 4, 8)
LAUNCHES = (AUTUMN_LAUNCH, SPRING_LAUNCH)

PRODUCTS = (
    Product("P-01", "Breakfast blend", DEFAULT_BRAND, FIRST_DAY, 4.3),
    Product("P-02", "Espresso roast", DEFAULT_BRAND, FIRST_DAY, 4.1),
    Product("P-03", "Green tea sampler", DEFAULT_BRAND, FIRST_DAY, 4.4),
    Product("P-04", "Travel mug", DEFAULT_BRAND, FIRST_DAY, 3.6),
    Product("P-05", "Winter spice tea", DEFAULT_BRAND, AUTUMN_LAUNCH, 4.6),
    # The second launch had teething troubles: its reviews pull the average down in spring 2025.
    Product("P-06", "Cold brew maker", DEFAULT_BRAND, SPRING_LAUNCH, 3.0),
    Product("A-01", "Hand-thrown teapot", SECOND_BRAND, FIRST_DAY, 4.7),
    Product("A-02", "Single estate oolong", SECOND_BRAND, FIRST_DAY, 4.5),
    Product("A-03", "Porcelain cup pair", SECOND_BRAND, AUTUMN_LAUNCH, 4.2),
)


@dataclass(frozen=True)
class Country:
    """A market: its share of the people, and how the people there speak and pay."""

    code: str
    weight: float
    language: str
    currency: str
    utc_offset_hours: int
    regions: tuple[str, ...]


COUNTRIES = (
    Country("DE", 26, "de", "EUR", 1, ("Berlin", "Bayern", "Hamburg", "Sachsen")),
    Country("FR", 12, "fr", "EUR", 1, ("Île-de-France", "Bretagne", "Occitanie")),
    Country("GB", 12, "en", "GBP", 0, ("Greater London", "Scotland", "Wales")),
    Country("US", 14, "en", "USD", -5, ("New York", "California", "Texas", "Oregon")),
    Country("CN", 12, "zh", "CNY", 8, ("上海", "北京", "广东", "四川")),
    Country("RU", 9, "ru", "RUB", 3, ("Москва", "Санкт-Петербург", "Новосибирск")),
    Country("CH", 6, "de", "CHF", 1, ("Zürich", "Bern", "Genève")),
    Country("AT", 5, "de", "EUR", 1, ("Wien", "Tirol")),
    Country("PL", 4, "en", "PLN", 1, ("Mazowieckie", "Małopolskie")),
)
COUNTRY_BY_CODE = {country.code: country for country in COUNTRIES}

# The shop's own price list: units of the currency for one euro. It does not follow the exchange
# rates from month to month, as price lists do not.
PRICE_LEVEL = {
    "EUR": 1.0, "USD": 1.1, "GBP": 0.86, "CHF": 0.98, "CNY": 7.8, "RUB": 99.0, "PLN": 4.3,
}  # fmt: skip


def days() -> list[date]:
    """Every day of the demo, in order."""
    return [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def is_launch_time(day: date) -> bool:
    """Whether a product was launched in the three weeks up to the day."""
    return any(0 <= (day - launch).days < LAUNCH_DAYS for launch in LAUNCHES)


def demand(day: date) -> float:
    """How lively the market is on a day, around 1: the season, the weekday and the events."""
    factor = SEASON_BY_MONTH[day.month]
    if day.weekday() >= 5:
        factor *= WEEKEND_FACTOR
    if any(0 <= (day - friday).days < BLACK_FRIDAY_DAYS for friday in BLACK_FRIDAYS):
        factor *= BLACK_FRIDAY_FACTOR
    if day.month == 12 and day.day > LAST_GIFT_DAY_OF_DECEMBER:
        factor *= AFTER_GIFTS_FACTOR
    if is_launch_time(day):
        factor *= LAUNCH_FACTOR
    return factor
