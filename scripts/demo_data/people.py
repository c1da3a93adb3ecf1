"""The people of the demo company, whom all channels share: one Person per row of raw_customers.

What a channel finds here
- who: customer_id, email, country, language, region, birth_year, brand, customer_type
- when: created_at, active_until, pauses; `is_active_on(day)`
- how much: `engagement_on(day)`, 0 to 1, the one number that drives orders, visits, opens and
  answers alike, so that people who are engaged in one channel are so in the others and buy more
- where: home_channel, visitor_ids (browsers), device_ids (phones, empty without the app),
  app_platform, device_type, has_email_consent, has_push_consent

The traits are the truth about a person. Gaps and faults in the records of them (a missing country,
a wrong birth year) belong to the channel that writes the record.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from scripts.demo_data.company import (
    COUNTRIES,
    DEFAULT_BRAND,
    FIRST_DAY,
    LAST_DAY,
    SECOND_BRAND,
    Country,
    days,
    demand,
)
from scripts.demo_data.streams import stream, weighted

PEOPLE = 650
OPENING_RUSH = 3.5
OPENING_RUSH_DAYS = 60

AGE_BANDS = {
    (15, 17): 3, (18, 24): 13, (25, 34): 24, (35, 44): 22, (45, 54): 17, (55, 64): 12, (65, 84): 9,
}  # fmt: skip
GENDERS = {"female": 52, "male": 42, "diverse": 2, "": 4}
ACQUISITION_SOURCES = {
    "organic_search": 26, "paid_search": 14, "social": 17, "referral": 15, "email": 6,
    "event": 7, "store": 10, "partner": 5,
}  # fmt: skip
HOME_CHANNELS = {"web": 48, "app": 24, "store": 15, "marketplace": 8, "phone": 5}
BUSINESS_SHARE = 0.12
SECOND_BRAND_SHARE = 0.26
PAUSE_SHARE = 0.22

GIVEN_NAMES = {
    "de": ("anna", "lukas", "mia", "jonas", "lena", "felix", "klara", "paul"),
    "fr": ("camille", "hugo", "lea", "louis", "chloe", "jules"),
    "en": ("emma", "oliver", "grace", "noah", "ruby", "jack", "zofia", "adam"),
    "zh": ("wei", "li", "fang", "jun", "min", "xia"),
    "ru": ("olga", "ivan", "daria", "pavel", "irina", "maxim"),
}
EMAIL_DOMAINS = ("example.com", "example.org")

# Engagement that remains during a pause and, after a month of fading, once a person has left.
PAUSED_ENGAGEMENT_FACTOR = 0.08
LEFT_ENGAGEMENT_FACTOR = 0.04
FADING_DAYS = 30


@dataclass(frozen=True)
class Person:
    """One customer and the traits from which every channel draws their behaviour.

    propensity: 0 to 1, how much the person likes the company.
    drift: change of engagement, as a fraction, from the first to the last day of the demo.
    price_sensitivity: 0 to 1, 1 buys cheap and leaves on account of prices.
    purchase_habit: never | once | regular | monthly.
    active_until: the day on which the person lost interest; None if they never did.
    pauses: spans (first day, last day) of silence, after which the person comes back.
    referred_by_number: number of the person who brought them; None if nobody did.
    """

    number: int
    customer_id: str
    created_at: datetime
    active_until: date | None
    pauses: tuple[tuple[date, date], ...]
    propensity: float
    drift: float
    price_sensitivity: float
    purchase_habit: str
    email: str
    birth_year: int
    gender: str
    country: Country
    region: str
    customer_type: str
    brand: str
    acquisition_source: str
    referred_by_number: int | None
    home_channel: str
    device_type: str
    visitor_ids: tuple[str, ...]
    device_ids: tuple[str, ...]
    app_platform: str
    has_email_consent: bool
    has_push_consent: bool

    @property
    def language(self) -> str:
        """Language that the person writes in: de, en, fr, ru or zh."""
        return self.country.language

    @property
    def active_from(self) -> date:
        """First day on which the company knew the person."""
        return self.created_at.date()

    @property
    def last_active_day(self) -> date:
        """Last day of interest, at most the last day of the demo."""
        return self.active_until or LAST_DAY

    def is_active_on(self, day: date) -> bool:
        """Whether the person is there on the day: known, not gone and not in a pause."""
        is_there = self.active_from <= day <= self.last_active_day
        return is_there and not any(first <= day <= last for first, last in self.pauses)

    def engagement_on(self, day: date) -> float:
        """Engagement on a day, 0 (unknown to the company) to 1; season is not part of it."""
        if day < self.active_from:
            return 0.0
        passed = (day - FIRST_DAY).days / (LAST_DAY - FIRST_DAY).days
        level = min(1.0, self.propensity * (1 + self.drift * passed))
        if any(first <= day <= last for first, last in self.pauses):
            return level * PAUSED_ENGAGEMENT_FACTOR
        days_since_leaving = (day - self.last_active_day).days
        if days_since_leaving > 0:
            fading = max(0.0, 1 - days_since_leaving / FADING_DAYS)
            return level * max(LEFT_ENGAGEMENT_FACTOR, fading * fading)
        return level


@lru_cache(maxsize=1)
def everybody() -> tuple[Person, ...]:
    """All people, by the time at which they became customers."""
    return tuple(_person(number, day) for number, day in enumerate(_first_days(), start=1))


def customer_id(number: int) -> str:
    """Key of the person with this number."""
    return f"C-{number:04d}"


def clock_time(draws: Random) -> time:
    """A time of day (UTC); most of life happens between morning and late evening."""
    hour = int(draws.triangular(5, 24, 18)) % 24
    return time(hour, draws.randrange(60), draws.randrange(60))


def _first_days() -> list[date]:
    """The day on which each person becomes a customer: a rush at the opening, then by demand."""
    every_day = days()
    weights = [demand(day) * _opening_rush(day) for day in every_day]
    return sorted(stream("people", "first_days").choices(every_day, weights=weights, k=PEOPLE))


def _opening_rush(day: date) -> float:
    since_opening = (day - FIRST_DAY).days
    return 1 + OPENING_RUSH * max(0.0, 1 - since_opening / OPENING_RUSH_DAYS)


def _person(number: int, first_day: date) -> Person:
    """A person; each group of traits has its own stream, so that a new trait moves no other."""
    draws = stream("people", "character", number)
    propensity = draws.betavariate(1.5, 2.3)
    created_at = datetime.combine(first_day, clock_time(stream("people", "created", number)))
    source, referred_by_number = _acquisition(number)
    return Person(
        number=number,
        customer_id=customer_id(number),
        created_at=created_at,
        propensity=propensity,
        drift=draws.uniform(-0.4, 0.5),
        price_sensitivity=draws.random(),
        purchase_habit=_purchase_habit(number, propensity),
        acquisition_source=source,
        referred_by_number=referred_by_number,
        **_active_span(number, first_day, propensity),
        **_identity(number),
        **_devices(number, propensity),
    )


def _purchase_habit(number: int, propensity: float) -> str:
    distance = 1 - propensity
    habits = {
        "never": 0.30 * distance**2,
        "once": 0.40 * distance**2,
        "regular": 0.45,
        "monthly": 0.75 * propensity**2,
    }
    return weighted(stream("people", "habit", number), habits)


def _active_span(number: int, first_day: date, propensity: float) -> dict[str, object]:
    """When the person leaves and pauses; the engaged stay longer."""
    draws = stream("people", "span", number)
    stays = draws.random() < 0.15 + 0.75 * propensity
    leaves_on = first_day + timedelta(days=25 + int(draws.expovariate(1 / 170)))
    active_until = None if stays or leaves_on >= LAST_DAY else leaves_on
    pauses: tuple[tuple[date, date], ...] = ()
    if draws.random() < PAUSE_SHARE:
        pause_from = first_day + timedelta(days=draws.randint(45, 250))
        pauses = ((pause_from, pause_from + timedelta(days=draws.randint(70, 190))),)
    return {"active_until": active_until, "pauses": pauses}


def _identity(number: int) -> dict[str, object]:
    draws = stream("people", "identity", number)
    country = weighted(draws, {country: country.weight for country in COUNTRIES})
    youngest, oldest = weighted(draws, AGE_BANDS)
    given_name = draws.choice(GIVEN_NAMES[country.language])
    is_business = draws.random() < BUSINESS_SHARE
    is_second_brand = draws.random() < SECOND_BRAND_SHARE
    return {
        "country": country,
        "region": draws.choice(country.regions),
        "birth_year": LAST_DAY.year - draws.randint(youngest, oldest),
        "gender": weighted(draws, GENDERS),
        "email": f"{given_name}{number}@{draws.choice(EMAIL_DOMAINS)}",
        "customer_type": "business" if is_business else "individual",
        "brand": SECOND_BRAND if is_second_brand else DEFAULT_BRAND,
    }


def _acquisition(number: int) -> tuple[str, int | None]:
    """Source, and for referrals the number of an earlier customer."""
    draws = stream("people", "acquisition", number)
    source = weighted(draws, ACQUISITION_SOURCES)
    if source != "referral" or number == 1:
        return source, None
    return source, draws.randint(1, number - 1)


def _devices(number: int, propensity: float) -> dict[str, object]:
    """Browsers and phones of the person, and what they let the company send to them."""
    draws = stream("people", "devices", number)
    home_channel = weighted(draws, HOME_CHANNELS)
    has_app = home_channel == "app" or draws.random() < 0.6 * propensity
    browsers = weighted(draws, {1: 60, 2: 30, 3: 10})
    phones = weighted(draws, {1: 85, 2: 15}) if has_app else 0
    return {
        "home_channel": home_channel,
        "device_type": weighted(draws, {"mobile": 55, "desktop": 36, "tablet": 7, "other": 2}),
        "visitor_ids": tuple(f"V-{number:04d}-{n}" for n in range(1, browsers + 1)),
        "device_ids": tuple(f"D-{number:04d}-{n}" for n in range(1, phones + 1)),
        "app_platform": weighted(draws, {"ios": 50, "android": 42, "harmony": 8}),
        "has_email_consent": draws.random() < 0.55 + 0.4 * propensity,
        "has_push_consent": has_app and draws.random() < 0.45 + 0.5 * propensity,
    }
