"""The facts of commerce and the attributes of its customers.

From docs/definitions.md, Commerce and People and attributes, and the decisions on commerce.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from .periods import add_months, local_date, month_start
from .raw_layer import Fault, StagedTable
from .reference import AgeGroup, ExchangeRates
from .settings import Settings

ALL = "all"
UNKNOWN = "(none)"
CUSTOMER_DIMENSIONS = (
    "customer_segment",
    "country",
    "age_group",
    "subscription_level",
    "acquisition_source",
    "acquisition_type",
    "brand",
)

Cell = tuple[str, str]


@dataclass(frozen=True)
class Order:
    """One row of the mart orders."""

    order_id: str
    customer_id: str | None
    session_id: str | None
    status: str
    sales_channel: str
    currency: str
    brand: str
    source: str
    medium: str
    campaign: str
    discount_amount: Decimal | None
    shipping_amount: Decimal | None
    tax_amount: Decimal | None
    is_completed: bool
    is_guest: bool
    order_rank: int | None
    amount: Decimal
    exchange_rate: Decimal
    base_amount: Decimal
    ordered_at: datetime
    ordered_date: date


@dataclass(frozen=True)
class Refund:
    """One row of the mart refunds."""

    refund_id: str
    order_id: str
    customer_id: str | None
    sales_channel: str
    currency: str
    brand: str
    source: str
    medium: str
    is_counted: bool
    amount: Decimal
    exchange_rate: Decimal
    base_amount: Decimal
    refunded_at: datetime
    refunded_date: date


@dataclass(frozen=True)
class Review:
    """One row of the mart reviews."""

    review_id: str
    customer_id: str | None
    product_id: str | None
    review_channel: str | None
    brand: str
    rating: Decimal
    body_length: int | None
    reviewed_at: datetime
    reviewed_date: date


@dataclass(frozen=True)
class Customer:
    """What commerce_metrics needs of a row of customers."""

    customer_id: str
    created_date: date
    brand: str
    is_referred: bool


@dataclass(frozen=True)
class Term:
    """A subscription term in local days; an end of None is a running term."""

    subscription_id: str
    customer_id: str
    plan: str | None
    started_at: datetime
    start_date: date
    end_date: date | None

    def runs_at_start_of(self, day: date) -> bool:
        """Whether it keeps its customer at the start of a day [customer-presence]."""
        return self.start_date < day and (self.end_date is None or self.end_date >= day)


@dataclass(frozen=True)
class Commerce:
    """All facts of the channel, converted, with what the conversion set aside."""

    settings: Settings
    as_of: date
    orders: list[Order]
    refunds: list[Refund]
    reviews: list[Review]
    customers: list[Customer]
    terms: list[Term]
    attributes: dict[str, dict[str, str]]
    unconverted: list[Fault]

    @cached_property
    def completed_orders(self) -> list[Order]:
        """Orders that are revenue."""
        return [order for order in self.orders if order.is_completed]

    @cached_property
    def counted_refunds(self) -> list[Refund]:
        """Refunds that lower the revenue."""
        return [refund for refund in self.refunds if refund.is_counted]

    @cached_property
    def order_dates(self) -> dict[str, list[date]]:
        """The days of each customer's completed orders, ascending."""
        dates: dict[str, list[date]] = {}
        for order in self.completed_orders:
            if order.customer_id is not None:
                dates.setdefault(order.customer_id, []).append(order.ordered_date)
        return {customer_id: sorted(days) for customer_id, days in dates.items()}

    @cached_property
    def terms_of(self) -> dict[str, list[Term]]:
        """The subscription terms of each customer."""
        terms: dict[str, list[Term]] = {}
        for term in self.terms:
            terms.setdefault(term.customer_id, []).append(term)
        return terms

    @cached_property
    def first_order_date(self) -> date | None:
        """The first local day of any order in the mart, whatever its status."""
        return min((order.ordered_date for order in self.orders), default=None)

    def attribute(self, customer_id: str | None, dimension: str) -> str:
        """An attribute of a customer; '(none)' for whom the customers table does not know."""
        return self.attributes.get(customer_id, {}).get(dimension, UNKNOWN)

    def customer_cells(self, customer_id: str) -> list[Cell]:
        """The rows of a customer metric table that a customer counts in."""
        return [
            (ALL, ALL),
            *((name, self.attribute(customer_id, name)) for name in CUSTOMER_DIMENSIONS),
        ]

    def level_in_period(
        self, customer_id: str, first_day: date, last_day: date, is_new: bool
    ) -> str:
        """The subscription level of a customer in a period of customer_retention [plan-of-period].

        It is that of the start of the period; only who is new in it can have a plan that is not
        older than the period. Attributes are of rows of customers alone.
        """
        if customer_id not in self.attributes:
            return UNKNOWN
        terms = self.terms_of.get(customer_id, [])
        if is_new and not any(term.runs_at_start_of(first_day) for term in terms):
            return level_of_first_term(terms, first_day, last_day)
        return level_at_start(terms, first_day)


def build_commerce(
    staged: dict[str, StagedTable],
    rates: ExchangeRates,
    groups: list[AgeGroup],
    as_of: date,
    settings: Settings,
) -> Commerce:
    """The facts of the channel from its staged rows."""
    unconverted: list[Fault] = []
    orders = convert_orders(staged["orders"].kept, rates, settings, unconverted)
    refunds = convert_refunds(
        staged["refunds"].kept, staged["orders"].kept, rates, settings, unconverted
    )
    terms = [build_term(row, settings) for row in staged["subscriptions"].kept]
    return Commerce(
        settings=settings,
        as_of=as_of,
        orders=orders,
        refunds=refunds,
        reviews=[build_review(row, settings) for row in staged["reviews"].kept],
        customers=[build_customer(row, settings) for row in staged["customers"].kept],
        terms=terms,
        attributes=customer_attributes(
            staged["customers"].kept, orders, terms, groups, as_of, settings
        ),
        unconverted=unconverted,
    )


def order_currency(row: dict[str, Any], settings: Settings) -> str:
    """The currency of an order; null is the base currency."""
    return (row["currency"] or settings.base_currency).upper()


def convert_orders(
    rows: list[dict[str, Any]],
    rates: ExchangeRates,
    settings: Settings,
    unconverted: list[Fault],
) -> list[Order]:
    """Orders with their rate and rank; those without a rate are added to `unconverted`."""
    priced = []
    for row in rows:
        ordered_date = local_date(row["ordered_at"], settings.reporting_timezone)
        rate = rates.rate_on(order_currency(row, settings), ordered_date)
        if rate is None:
            key = (row["order_id"],)
            unconverted.append(Fault("orders", key, "currency", "no_exchange_rate"))
        else:
            priced.append((row, ordered_date, rate))
    ranks = order_ranks([row for row, _, _ in priced])
    return [
        Order(
            order_id=row["order_id"],
            customer_id=row["customer_id"],
            session_id=row["session_id"],
            status=row["status"],
            sales_channel=row["sales_channel"] or UNKNOWN,
            currency=order_currency(row, settings),
            brand=row["brand"] or settings.default_brand,
            source=row["source"] or UNKNOWN,
            medium=row["medium"] or UNKNOWN,
            campaign=row["campaign"] or UNKNOWN,
            discount_amount=row["discount_amount"],
            shipping_amount=row["shipping_amount"],
            tax_amount=row["tax_amount"],
            is_completed=row["status"] == "completed",
            is_guest=row["customer_id"] is None,
            order_rank=ranks.get(row["order_id"]),
            amount=row["amount"],
            exchange_rate=rate,
            base_amount=row["amount"] * rate,
            ordered_at=row["ordered_at"],
            ordered_date=ordered_date,
        )
        for row, ordered_date, rate in priced
    ]


def order_ranks(rows: list[dict[str, Any]]) -> dict[str, int]:
    """The place of each completed order in its customer's history, from 1."""
    completed = [
        row for row in rows if row["status"] == "completed" and row["customer_id"] is not None
    ]
    ranks: dict[str, int] = {}
    orders_so_far: Counter[str] = Counter()
    for row in sorted(completed, key=lambda row: (row["ordered_at"], row["order_id"])):
        orders_so_far[row["customer_id"]] += 1
        ranks[row["order_id"]] = orders_so_far[row["customer_id"]]
    return ranks


def convert_refunds(
    rows: list[dict[str, Any]],
    order_rows: list[dict[str, Any]],
    rates: ExchangeRates,
    settings: Settings,
    unconverted: list[Fault],
) -> list[Refund]:
    """Refunds with what their order tells them; an order without a rate is a known order."""
    known_orders = {row["order_id"]: row for row in order_rows}
    refunds = []
    for row in rows:
        order = known_orders.get(row["order_id"])
        own_currency = row["currency"] or (order and order["currency"]) or settings.base_currency
        currency = own_currency.upper()
        refunded_date = local_date(row["refunded_at"], settings.reporting_timezone)
        rate = rates.rate_on(currency, refunded_date)
        if rate is None:
            key = (row["refund_id"],)
            unconverted.append(Fault("refunds", key, "currency", "no_exchange_rate"))
            continue
        refunds.append(
            Refund(
                refund_id=row["refund_id"],
                order_id=row["order_id"],
                customer_id=order["customer_id"] if order else None,
                sales_channel=(order["sales_channel"] if order else None) or UNKNOWN,
                currency=currency,
                brand=row["brand"]
                or ((order["brand"] or settings.default_brand) if order else UNKNOWN),
                source=(order["source"] if order else None) or UNKNOWN,
                medium=(order["medium"] if order else None) or UNKNOWN,
                is_counted=order is None or order["status"] == "completed",
                amount=row["amount"],
                exchange_rate=rate,
                base_amount=row["amount"] * rate,
                refunded_at=row["refunded_at"],
                refunded_date=refunded_date,
            )
        )
    return refunds


def build_review(row: dict[str, Any], settings: Settings) -> Review:
    """A review; of its text only the length stays."""
    return Review(
        review_id=row["review_id"],
        customer_id=row["customer_id"],
        product_id=row["product_id"],
        review_channel=row["channel"],
        brand=row["brand"] or UNKNOWN,
        rating=row["rating"],
        body_length=len(row["body"]) if row["body"] is not None else None,
        reviewed_at=row["reviewed_at"],
        reviewed_date=local_date(row["reviewed_at"], settings.reporting_timezone),
    )


def build_customer(row: dict[str, Any], settings: Settings) -> Customer:
    """A new customer on the day of creation."""
    return Customer(
        customer_id=row["customer_id"],
        created_date=local_date(row["created_at"], settings.reporting_timezone),
        brand=row["brand"] or settings.default_brand,
        is_referred=is_referred(row),
    )


def is_referred(row: dict[str, Any]) -> bool:
    """Whether somebody else brought the customer."""
    return row["referred_by_customer_id"] not in (None, row["customer_id"])


def build_term(row: dict[str, Any], settings: Settings) -> Term:
    """A subscription term in local days."""
    ended_at = row["ended_at"]
    return Term(
        subscription_id=row["subscription_id"],
        customer_id=row["customer_id"],
        plan=row["plan"],
        started_at=row["started_at"],
        start_date=local_date(row["started_at"], settings.reporting_timezone),
        end_date=local_date(ended_at, settings.reporting_timezone) if ended_at else None,
    )


# --- Attributes of customers -----------------------------------------------------------------


def customer_attributes(
    rows: list[dict[str, Any]],
    orders: list[Order],
    terms: list[Term],
    groups: list[AgeGroup],
    as_of: date,
    settings: Settings,
) -> dict[str, dict[str, str]]:
    """The attributes of every row of customers, as they are at the as-of date."""
    dates_of: dict[str, list[date]] = {}
    for order in orders:
        if order.is_completed and order.ordered_date <= as_of:
            dates_of.setdefault(order.customer_id, []).append(order.ordered_date)
    terms_of: dict[str, list[Term]] = {}
    for term in terms:
        terms_of.setdefault(term.customer_id, []).append(term)
    return {
        row["customer_id"]: {
            "country": row["country"] or UNKNOWN,
            "region": row["region"] or UNKNOWN,
            "customer_type": row["customer_type"] or UNKNOWN,
            "customer_segment": purchase_segment(
                dates_of.get(row["customer_id"], []), as_of, settings.frequent_buyer_months
            ),
            "age_group": age_group(row["birth_year"], groups, as_of),
            "subscription_level": subscription_level(
                terms_of.get(row["customer_id"], []), as_of
            ),
            "acquisition_source": row["acquisition_source"] or UNKNOWN,
            "acquisition_type": "referred" if is_referred(row) else "not_referred",
            "brand": row["brand"] or settings.default_brand,
        }
        for row in rows
    }


def last_months(day: date, months: int) -> list[date]:
    """The starts of the calendar months that end with the day's own."""
    return [add_months(month_start(day), -months_before) for months_before in range(months)]


def purchase_segment(order_dates: list[date], as_of: date, months: int) -> str:
    """monthly, one_time, occasional, or none."""
    months_with_order = {month_start(day) for day in order_dates}
    if months_with_order.issuperset(last_months(as_of, months)):
        return "monthly"
    if not order_dates:
        return "none"
    return "one_time" if len(order_dates) == 1 else "occasional"


def age_group(birth_year: int | None, groups: list[AgeGroup], as_of: date) -> str:
    """The group of the age that is reached in the as-of year."""
    if birth_year is None or birth_year > as_of.year:
        return UNKNOWN
    age = as_of.year - birth_year
    return next((group.name for group in groups if group.holds(age)), UNKNOWN)


def subscription_level(terms: list[Term], as_of: date) -> str:
    """The plan of the term running at the end of the as-of date."""
    return level_at_start(terms, as_of + timedelta(days=1))


def level_at_start(terms: list[Term], day: date) -> str:
    """The plan of the term running at the start of a day: of several, the latest to start."""
    running = [term for term in terms if term.runs_at_start_of(day)]
    if not running:
        return UNKNOWN
    return max(running, key=lambda term: (term.started_at, term.subscription_id)).plan or UNKNOWN


def level_of_first_term(terms: list[Term], first_day: date, last_day: date) -> str:
    """The plan of the first term to start from `first_day` to `last_day`.

    Of two that start at once it is the greater subscription_id, as of two that run.
    """
    started = [term for term in terms if first_day <= term.start_date <= last_day]
    if not started:
        return UNKNOWN
    first = min(term.started_at for term in started)
    at_once = [term for term in started if term.started_at == first]
    return max(at_once, key=lambda term: term.subscription_id).plan or UNKNOWN
