"""Commerce: customers, subscription terms, orders, refunds and reviews of the demo company.

`shop_orders()` is the truth about every order, for channels that lead to one (a web session that
ends in a purchase, a survey about an order). `tables()` is what the source systems say about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from scripts.demo_data.company import (
    COUNTRIES,
    DEFAULT_BRAND,
    FIRST_DAY,
    LAST_DAY,
    PRICE_LEVEL,
    PRODUCTS,
    SECOND_BRAND,
    Country,
    Product,
    days,
    demand,
    is_launch_time,
)
from scripts.demo_data.people import Person, clock_time, customer_id, everybody
from scripts.demo_data.records import RawTable, Row, as_text
from scripts.demo_data.review_texts import review_text
from scripts.demo_data.streams import stream, weighted

CUSTOMER_COLUMNS = (
    "customer_id", "created_at", "email", "birth_year", "gender", "country", "region",
    "customer_type", "acquisition_source", "referred_by_customer_id", "brand",
)  # fmt: skip
SUBSCRIPTION_COLUMNS = (
    "subscription_id", "customer_id", "plan", "started_at", "ended_at", "end_reason",
    "monthly_amount", "currency",
)  # fmt: skip
ORDER_COLUMNS = (
    "order_id", "customer_id", "ordered_at", "status", "amount", "currency", "sales_channel",
    "session_id", "brand",
)  # fmt: skip
REFUND_COLUMNS = ("refund_id", "order_id", "refunded_at", "amount", "currency")
REVIEW_COLUMNS = (
    "review_id", "customer_id", "product_id", "channel", "reviewed_at", "rating", "body",
)  # fmt: skip

# Numbers of customers whom the old shop system knew and the CRM does not.
UNKNOWN_CUSTOMER_NUMBERS = range(9001, 9026)

ORDERS_PER_DAY_AT_FULL_ENGAGEMENT = 0.105
GUEST_ORDERS_PER_DAY = 0.62
UNKNOWN_CUSTOMER_ORDERS_PER_DAY = 0.09
HOME_CHANNEL_SHARE = 0.68
SALES_CHANNELS = {"web": 50, "app": 16, "store": 18, "marketplace": 11, "phone": 5}
GUEST_CHANNELS = {"web": 55, "store": 30, "marketplace": 15}
STATUSES = {"completed": 930, "cancelled": 55, "pending": 15}
STATUSES_OF_LAST_DAYS = {"completed": 75, "cancelled": 5, "pending": 20}
UNSETTLED_DAYS = 8
# Tills of the stores leave the currency out where it is the base currency.
NO_CURRENCY_SHARE_IN_STORES = 0.5
NAMED_DEFAULT_BRAND_SHARE = 0.03
VOUCHER_SHARE = 0.002

# Baskets in euros at average engagement.
BASKET_AMOUNT = 31.0
BUSINESS_BASKET_FACTOR = 1.9
SECOND_BRAND_BASKET_FACTOR = 1.45

REFUND_SHARE = 0.086
REFUND_SHARE_OF_NOT_COMPLETED = 0.05
SECOND_REFUND_SHARE = 0.06
UNKNOWN_ORDER_REFUNDS = 12
REFUND_DELAYS = {(1, 14): 55, (15, 45): 28, (46, 120): 11, (121, 330): 6}
NO_CURRENCY_SHARE_OF_REFUNDS = 0.1

PLAN_PRICES = {"basic": 6.9, "plus": 12.9, "premium": 24.9}
PLANS = tuple(PLAN_PRICES)
TERM_MONTHS = {1: 22, 2: 20, 3: 34, 6: 20, 12: 4}
TERM_ENDS = {
    "renewed": 34, "upgrade": 12, "downgrade": 7, "paused": 9, "payment_failed": 7,
    "too_expensive": 12, "not_used": 10, "competitor": 5, "": 4,
}  # fmt: skip
SEAMLESS_ENDS = ("renewed", "upgrade", "downgrade")
LEAVING_REASONS = {"too_expensive": 40, "not_used": 35, "competitor": 15, "moved": 10}
OVERLAP_SHARE = 0.04
PLANNED_END_SHARE = 0.08
COMEBACK_SHARE = 0.45

REVIEW_SHARE = 0.14
REVIEW_CHANNELS = {"site": 60, "app": 16, "marketplace": 16, "store_terminal": 8}
REVIEW_BODY_SHARE = 0.72
HALF_STAR_SHARE = 0.05
ANONYMOUS_REVIEW_SHARE = 0.06


@dataclass(frozen=True)
class Order:
    """One order. person is None for guests and for customers whom the CRM does not know.

    amount: in `currency`, which is empty where the source leaves it out (base currency).
    session_id: the web session that led to the order; empty in other sales channels.
    """

    order_id: str
    person: Person | None
    customer_id: str
    country: Country
    ordered_at: datetime
    status: str
    amount: float
    currency: str
    sales_channel: str
    session_id: str
    brand: str

    @property
    def is_completed(self) -> bool:
        """Whether the order became revenue."""
        return self.status == "completed"


@dataclass(frozen=True)
class SubscriptionTerm:
    """One term of a subscription; ended_at is None while it runs without a planned end."""

    person: Person
    plan: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str


@lru_cache(maxsize=1)
def shop_orders() -> tuple[Order, ...]:
    """All orders by time; some lie exactly on the edges of the months."""
    drafts = [order for person in everybody() for order in _orders_of(person)]
    drafts += _guest_orders()
    drafts += _unknown_customer_orders()
    drafts.sort(key=lambda order: (order.ordered_at, order.customer_id, order.amount))
    _move_to_month_edges(drafts)
    return tuple(_numbered(number, order) for number, order in enumerate(drafts, start=1))


def tables() -> list[RawTable]:
    """The five raw tables of the channel."""
    return [
        _customers_table(),
        _subscriptions_table(),
        _orders_table(),
        _refunds_table(),
        _reviews_table(),
    ]


# ---------------------------------------------------------------------------------------- orders


def _orders_of(person: Person) -> Iterator[Order]:
    draws = stream("orders", person.customer_id)
    for day in _order_days(person, draws):
        yield _order(person, day, draws)


def _order_days(person: Person, draws: Random) -> list[date]:
    """Days with an order. The first follows the registration, whatever the engagement."""
    if person.purchase_habit == "never":
        return []
    first = min(person.active_from + timedelta(days=draws.randint(0, 18)), LAST_DAY)
    if person.purchase_habit == "once":
        return [first]
    order_days = {first}
    for day in days():
        chance = ORDERS_PER_DAY_AT_FULL_ENGAGEMENT * person.engagement_on(day) * demand(day)
        if day > first and draws.random() < chance:
            order_days.add(day)
    if person.purchase_habit == "monthly":
        order_days |= _days_for_empty_months(person, first, order_days, draws)
    return sorted(order_days)


def _days_for_empty_months(
    person: Person, first: date, order_days: set[date], draws: Random
) -> set[date]:
    """A day in each month without an order, for those who order every month."""
    bought_months = {(day.year, day.month) for day in order_days}
    active_days: dict[tuple[int, int], list[date]] = {}
    for day in days():
        if day > first and person.is_active_on(day):
            active_days.setdefault((day.year, day.month), []).append(day)
    return {
        draws.choice(month_days)
        for month, month_days in active_days.items()
        if month not in bought_months
    }


def _order(person: Person, day: date, draws: Random) -> Order:
    brand = person.brand if draws.random() < 0.88 else _other_brand(person.brand)
    ordered_at = datetime.combine(day, clock_time(draws))
    return _priced_order(
        person=person,
        customer_id=person.customer_id,
        country=person.country,
        # Nobody orders before they are a customer.
        ordered_at=max(ordered_at, person.created_at),
        sales_channel=(
            person.home_channel
            if draws.random() < HOME_CHANNEL_SHARE
            else weighted(draws, SALES_CHANNELS)
        ),
        brand=brand,
        basket=_basket(person, day),
        draws=draws,
    )


def _other_brand(brand: str) -> str:
    return DEFAULT_BRAND if brand == SECOND_BRAND else SECOND_BRAND


def _basket(person: Person, day: date) -> float:
    """Expected basket in euros: the engaged and the unworried fill it more."""
    basket = BASKET_AMOUNT * (0.75 + 0.7 * person.engagement_on(day))
    basket *= 1.2 - 0.4 * person.price_sensitivity
    return basket * (BUSINESS_BASKET_FACTOR if person.customer_type == "business" else 1)


def _guest_orders() -> Iterator[Order]:
    draws = stream("orders", "guests")
    for day in days():
        if draws.random() < GUEST_ORDERS_PER_DAY * demand(day):
            yield _stranger_order("", day, GUEST_CHANNELS, draws)


def _unknown_customer_orders() -> Iterator[Order]:
    draws = stream("orders", "unknown customers")
    for day in days():
        if draws.random() < UNKNOWN_CUSTOMER_ORDERS_PER_DAY:
            number = draws.choice(UNKNOWN_CUSTOMER_NUMBERS)
            yield _stranger_order(customer_id(number), day, SALES_CHANNELS, draws)


def _stranger_order(
    customer: str, day: date, sales_channels: dict[str, int], draws: Random
) -> Order:
    return _priced_order(
        person=None,
        customer_id=customer,
        country=weighted(draws, {country: country.weight for country in COUNTRIES}),
        ordered_at=datetime.combine(day, clock_time(draws)),
        sales_channel=weighted(draws, sales_channels),
        brand=weighted(draws, {DEFAULT_BRAND: 80, SECOND_BRAND: 20}),
        basket=BASKET_AMOUNT,
        draws=draws,
    )


def _priced_order(
    *,
    person: Person | None,
    customer_id: str,
    country: Country,
    ordered_at: datetime,
    sales_channel: str,
    brand: str,
    basket: float,
    draws: Random,
) -> Order:
    """An order without its number; the basket is the expected amount in euros."""
    factor = SECOND_BRAND_BASKET_FACTOR if brand == SECOND_BRAND else 1
    amount = basket * factor * draws.triangular(0.35, 2.2, 0.8) * PRICE_LEVEL[country.currency]
    is_voucher = draws.random() < VOUCHER_SHARE
    is_unsettled = (LAST_DAY - ordered_at.date()).days < UNSETTLED_DAYS
    return Order(
        order_id="",
        person=person,
        customer_id=customer_id,
        country=country,
        ordered_at=ordered_at,
        status=weighted(draws, STATUSES_OF_LAST_DAYS if is_unsettled else STATUSES),
        amount=0.0 if is_voucher else round(amount, 2),
        currency=_written_currency(country, sales_channel, draws),
        sales_channel=sales_channel,
        session_id="",
        brand=brand,
    )


def _written_currency(country: Country, sales_channel: str, draws: Random) -> str:
    is_left_out = draws.random() < NO_CURRENCY_SHARE_IN_STORES
    if country.currency == "EUR" and sales_channel == "store" and is_left_out:
        return ""
    return country.currency


def _move_to_month_edges(orders: list[Order]) -> None:
    """Puts an order on the first and on the last second of each month; the days stay as drawn."""
    first_of_day: dict[date, int] = {}
    last_of_day: dict[date, int] = {}
    for index, order in enumerate(orders):
        if order.person is None or order.person.active_from < order.ordered_at.date():
            first_of_day.setdefault(order.ordered_at.date(), index)
            last_of_day[order.ordered_at.date()] = index
    for day, index in first_of_day.items():
        if day.day == 1:
            orders[index] = replace(orders[index], ordered_at=datetime.combine(day, time()))
    for day, index in last_of_day.items():
        if (day + timedelta(days=1)).day == 1:
            last_second = datetime.combine(day, time(23, 59, 59))
            orders[index] = replace(orders[index], ordered_at=last_second)


def _numbered(number: int, order: Order) -> Order:
    has_session = order.sales_channel == "web" and order.person is not None
    return replace(
        order,
        order_id=f"O-{number:05d}",
        session_id=f"S-O{number:05d}" if has_session else "",
    )


def _orders_table() -> RawTable:
    table = RawTable("orders", ORDER_COLUMNS, "ordered_at")
    draws = stream("orders", "written brand")
    for order in shop_orders():
        table.add(
            order_id=order.order_id,
            customer_id=order.customer_id,
            ordered_at=order.ordered_at,
            status=order.status,
            amount=f"{order.amount:.2f}",
            currency=order.currency,
            sales_channel=order.sales_channel,
            session_id=order.session_id,
            brand=_written_brand(order.brand, draws),
        )
    _trouble_orders(table)
    return table


def _trouble_orders(table: RawTable) -> None:
    table.arrive_late(180)
    table.lose_loaded_at(30)
    table.repeat(30)
    table.pad_keys(6)
    table.contradict("amount", _smaller_amount, 5)
    table.correct("status", _settled_status, 45, where=_is_pending)
    table.correct("status", _cancelled, 15)
    table.correct("amount", _smaller_amount, 30)
    table.delete(10)
    table.delete(4, comes_back=True)
    table.write_with_offset(3, 8)
    table.write_with_offset(-5, 8)
    table.write_as_date(12)
    table.spoil("status", (" Completed", "COMPLETED", "Cancelled ", "Pending"))
    table.spoil("currency", ("usd", " eur ", "Gbp"), where=_is_in_euros)
    table.spoil("sales_channel", ("", "", "", ""))
    table.spoil("order_id", ("", "   "))
    table.spoil("ordered_at", ("", "31.12.2025", "2025-02-30 10:00:00", "12/24/2025"))
    table.spoil("status", ("", "shipped", "paid"))
    table.spoil("amount", ("  ", "12,50", "1,250.00", "NaN", "-12.00", "free"))
    table.spoil("currency", ("XXX", "BRL", "BRL"))
    table.load_before_event(3)
    table.break_correction("amount", ("NaN", "39,90"))
    table.break_correction("status", ("returned",))


def _is_pending(row: Row) -> bool:
    return row["status"] == "pending"


def _is_in_euros(row: Row) -> bool:
    return row["currency"] == "EUR"


def _settled_status(_row: Row, draws: Random) -> str:
    return weighted(draws, {"completed": 80, "cancelled": 20})


def _cancelled(_row: Row, _draws: Random) -> str:
    return "cancelled"


def _smaller_amount(row: Row, draws: Random) -> str:
    return f"{float(row['amount']) * draws.uniform(0.6, 0.95):.2f}"


def _written_brand(brand: str, draws: Random) -> str:
    """The default brand is mostly left out."""
    is_named = draws.random() < NAMED_DEFAULT_BRAND_SHARE
    return brand if brand != DEFAULT_BRAND or is_named else ""


# ------------------------------------------------------------------------------------- customers

# Each named the next one as the referrer when they signed up.
REFERRAL_CIRCLE = {"C-0301": "C-0302", "C-0302": "C-0303", "C-0303": "C-0301"}


def _customers_table() -> RawTable:
    table = RawTable("customers", CUSTOMER_COLUMNS, "created_at")
    draws = stream("customers", "written values")
    for person in everybody():
        is_business = person.customer_type == "business"
        table.add(
            customer_id=person.customer_id,
            created_at=person.created_at,
            email=person.email,
            birth_year=None if is_business and draws.random() < 0.4 else person.birth_year,
            gender=person.gender,
            country=person.country.code,
            region=person.region,
            customer_type=person.customer_type,
            acquisition_source=person.acquisition_source,
            referred_by_customer_id=_referrer(person),
            brand=_written_brand(person.brand, draws),
        )
    _trouble_customers(table)
    return table


def _referrer(person: Person) -> str | None:
    if person.referred_by_number is None:
        return None
    return customer_id(person.referred_by_number)


def _trouble_customers(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(8)
    table.repeat(8)
    table.pad_keys(3)
    table.contradict("gender", _other_gender, 3)
    table.correct("birth_year", _next_birth_year, 8, where=_has_birth_year)
    table.correct("region", _moved_region, 10)
    table.delete(5)
    table.delete(2, comes_back=True)
    table.write_with_offset(8, 3)
    table.write_as_date(5)
    table.rewrite("referred_by_customer_id", _own_key, 4)
    table.spoil("referred_by_customer_id", ("C-9990", "C-9991", "partner-17"))
    table.spoil("country", ("",) * 12 + (" DE ", "GB "))
    table.spoil("birth_year", ("",) * 15)
    table.spoil("birth_year", ("19x5", "1985.5", "-5", "1990.0", "1.985"))
    table.spoil("email", ("",) * 10 + ("ANNA.SCHMIDT@EXAMPLE.COM ",))
    table.spoil("acquisition_source", ("",) * 8)
    table.spoil(table.key_column, ("", "  "))
    table.spoil("created_at", ("", "31.12.2025", "soon"))
    table.load_before_event(1)
    table.break_correction("created_at", ("2025-13-01",))
    table.spoil("is_deleted", ("maybe", "No"))
    # What contradicts itself across rows: people with one address, circles, late entries.
    table.spoil("email", ("family@example.com", " Family@example.com", "family@example.com"))
    table.rewrite("referred_by_customer_id", _next_in_circle, 3, where=_is_in_circle)
    table.happen_later(200, 2)


def _is_in_circle(row: Row) -> bool:
    return row["customer_id"] in REFERRAL_CIRCLE


def _next_in_circle(row: Row, _draws: Random) -> str:
    return REFERRAL_CIRCLE[row["customer_id"]]


def _has_birth_year(row: Row) -> bool:
    return row["birth_year"] != ""


def _next_birth_year(row: Row, _draws: Random) -> str:
    return str(int(row["birth_year"]) + 1)


def _other_gender(row: Row, _draws: Random) -> str:
    return "male" if row["gender"] == "female" else "female"


def _moved_region(row: Row, draws: Random) -> str:
    regions = next(country.regions for country in COUNTRIES if country.code == row["country"])
    return draws.choice([region for region in regions if region != row["region"]])


def _own_key(row: Row, _draws: Random) -> str:
    return row["customer_id"]


# --------------------------------------------------------------------------------- subscriptions


def _subscriptions_table() -> RawTable:
    table = RawTable("subscriptions", SUBSCRIPTION_COLUMNS, "started_at")
    terms = [term for person in everybody() for term in _terms_of(person)]
    terms.sort(key=lambda term: (term.started_at, term.person.number))
    for number, term in enumerate(terms, start=1):
        currency = term.person.country.currency
        table.add(
            subscription_id=f"SUB-{number:04d}",
            customer_id=term.person.customer_id,
            plan=term.plan,
            started_at=term.started_at,
            ended_at=term.ended_at,
            end_reason=term.end_reason,
            monthly_amount=f"{PLAN_PRICES[term.plan] * PRICE_LEVEL[currency]:.2f}",
            currency=currency,
        )
    _trouble_subscriptions(table)
    return table


def _terms_of(person: Person) -> Iterator[SubscriptionTerm]:
    """Terms one after the other; the engaged subscribe more often and to better plans."""
    draws = stream("subscriptions", person.customer_id)
    if draws.random() > 0.42 + 0.8 * person.propensity:
        return
    start_day = person.active_from + timedelta(days=draws.randint(0, 70))
    started_at = datetime.combine(start_day, clock_time(draws))
    started_at = max(started_at, person.created_at)
    level = _first_plan_level(person, draws)
    while started_at.date() <= person.last_active_day:
        term = _term(person, PLANS[level], started_at, draws)
        yield term
        if term.ended_at is None or not _goes_on(person, term, draws):
            return
        level = _next_plan_level(level, term.end_reason)
        started_at = _next_start(term, draws)


def _first_plan_level(person: Person, draws: Random) -> int:
    weights = {0: 1.3 - person.propensity, 1: 0.6, 2: 0.9 * person.propensity}
    return weighted(draws, weights)


def _term(person: Person, plan: str, started_at: datetime, draws: Random) -> SubscriptionTerm:
    """A term that ends by itself, with its person's interest, or not within the demo."""
    ended_at = started_at + timedelta(days=round(30.4 * weighted(draws, TERM_MONTHS)))
    end_reason = weighted(draws, TERM_ENDS)
    if person.active_until is not None and ended_at.date() > person.active_until:
        notice = timedelta(days=draws.randint(1, 30))
        ended_at = max(datetime.combine(person.active_until, time()), started_at) + notice
        end_reason = weighted(draws, LEAVING_REASONS)
    is_planned_end = draws.random() < PLANNED_END_SHARE
    if ended_at.date() > LAST_DAY and not is_planned_end:
        return SubscriptionTerm(person, plan, started_at, None, "")
    return SubscriptionTerm(person, plan, started_at, ended_at, end_reason)


def _goes_on(person: Person, term: SubscriptionTerm, draws: Random) -> bool:
    is_over = term.ended_at is not None and term.ended_at.date() <= person.last_active_day
    is_leaving = term.end_reason in LEAVING_REASONS
    return is_over and (not is_leaving or draws.random() < COMEBACK_SHARE)


def _next_plan_level(level: int, end_reason: str) -> int:
    step = {"upgrade": 1, "downgrade": -1}.get(end_reason, 0)
    return min(max(level + step, 0), len(PLANS) - 1)


def _next_start(term: SubscriptionTerm, draws: Random) -> datetime:
    """Seamless after a renewal or change of plan (a few overlap), else after a gap."""
    if term.end_reason in SEAMLESS_ENDS:
        overlaps = draws.random() < OVERLAP_SHARE
        overlap = timedelta(days=draws.randint(5, 20)) if overlaps else timedelta()
        return max(term.ended_at - overlap, term.started_at)
    shortest, longest = (3, 15) if term.end_reason == "payment_failed" else (30, 160)
    return term.ended_at + timedelta(days=draws.randint(shortest, longest))


def _trouble_subscriptions(table: RawTable) -> None:
    table.arrive_late(30)
    table.lose_loaded_at(8)
    table.repeat(8)
    table.pad_keys(3)
    table.contradict("plan", _better_plan, 3)
    table.correct("monthly_amount", _discounted_amount, 12)
    table.correct("ended_at", _earlier_end, 10, where=_has_end)
    table.delete(4)
    table.delete(2, comes_back=True)
    table.write_with_offset(1, 4)
    table.write_as_date(6)
    table.rewrite("ended_at", _end_before_start, 3, where=_has_end)
    table.spoil("ended_at", ("31.12.2025", "never"), where=_has_end)
    table.spoil("monthly_amount", ("19,90", "1,234.50", "NaN", "", ""))
    table.spoil("customer_id", ("C-9003", "C-9992", ""))
    table.spoil("currency", ("",) * 10, where=_is_in_euros)
    table.spoil("subscription_id", ("", " "))
    table.spoil("started_at", ("", "01.03.2025", "2025-06-31", "Q2 2025"))
    table.load_before_event(2)
    table.break_correction("started_at", ("unknown",))
    table.spoil("_loaded_at", ("last night",))


def _has_end(row: Row) -> bool:
    """A term that is over and ran for more than a week."""
    if not row["ended_at"] or row["ended_at"] > as_text(LAST_DAY):
        return False
    ran = datetime.fromisoformat(row["ended_at"]) - datetime.fromisoformat(row["started_at"])
    return ran > timedelta(days=7)


def _earlier_end(row: Row, draws: Random) -> str:
    earlier = datetime.fromisoformat(row["ended_at"]) - timedelta(days=draws.randint(1, 6))
    return as_text(earlier)


def _end_before_start(row: Row, draws: Random) -> str:
    before = datetime.fromisoformat(row["started_at"]) - timedelta(days=draws.randint(1, 20))
    return as_text(before)


def _better_plan(row: Row, _draws: Random) -> str:
    return PLANS[_next_plan_level(PLANS.index(row["plan"]), "upgrade")]


def _discounted_amount(row: Row, _draws: Random) -> str:
    return f"{float(row['monthly_amount']) * 0.8:.2f}"


# --------------------------------------------------------------------------------------- refunds


def _refunds_table() -> RawTable:
    table = RawTable("refunds", REFUND_COLUMNS, "refunded_at")
    refunds = [refund for order in shop_orders() for refund in _refunds_of(order)]
    refunds += _refunds_of_unknown_orders()
    refunds.sort(key=lambda refund: (refund["refunded_at"], refund["order_id"]))
    for number, refund in enumerate(refunds, start=1):
        table.add(refund_id=f"R-{number:04d}", **refund)
    _trouble_refunds(table)
    return table


def _refunds_of(order: Order) -> Iterator[dict[str, object]]:
    """Refunds within the demo; rarely of an order that was never completed."""
    draws = stream("refunds", order.order_id)
    share = REFUND_SHARE if order.is_completed else REFUND_SHARE_OF_NOT_COMPLETED
    if order.amount == 0 or draws.random() >= share:
        return
    is_full = draws.random() < 0.5
    fraction = 1.0 if is_full else draws.uniform(0.1, 0.7)
    yield from _refund(order, fraction, draws)
    if not is_full and draws.random() < SECOND_REFUND_SHARE:
        yield from _refund(order, (1 - fraction) * draws.uniform(0.3, 1.0), draws)


def _refund(order: Order, fraction: float, draws: Random) -> Iterator[dict[str, object]]:
    shortest, longest = weighted(draws, REFUND_DELAYS)
    day = order.ordered_at.date() + timedelta(days=draws.randint(shortest, longest))
    is_without_currency = draws.random() < NO_CURRENCY_SHARE_OF_REFUNDS
    refund = {
        "order_id": order.order_id,
        "refunded_at": datetime.combine(day, clock_time(draws)),
        "amount": f"{max(0.01, order.amount * fraction):.2f}",
        "currency": None if is_without_currency else order.currency,
    }
    if day <= LAST_DAY:
        yield refund


def _refunds_of_unknown_orders() -> Iterator[dict[str, object]]:
    draws = stream("refunds", "unknown orders")
    for number in range(1, UNKNOWN_ORDER_REFUNDS + 1):
        day = FIRST_DAY + timedelta(days=draws.randint(5, 540))
        yield {
            "order_id": f"OLD-{number:03d}",
            "refunded_at": datetime.combine(day, clock_time(draws)),
            "amount": f"{draws.uniform(8, 70):.2f}",
            "currency": weighted(draws, {"EUR": 60, "USD": 20, None: 20}),
        }


def _trouble_refunds(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(5)
    table.repeat(5)
    table.pad_keys(2)
    table.contradict("amount", _smaller_amount, 2)
    table.correct("amount", _smaller_amount, 8)
    table.delete(4)
    table.delete(2, comes_back=True)
    table.write_with_offset(-5, 3)
    table.write_as_date(5)
    table.spoil("refund_id", ("",))
    table.spoil("order_id", (" ",))
    table.spoil("refunded_at", ("2025/11/03",))
    table.spoil("amount", ("0.00", "-15.00", "12,50"))
    table.spoil("currency", ("BRL",))
    table.load_before_event(1)


# --------------------------------------------------------------------------------------- reviews


def _reviews_table() -> RawTable:
    table = RawTable("reviews", REVIEW_COLUMNS, "reviewed_at")
    reviews = [review for order in shop_orders() for review in _reviews_of(order)]
    reviews.sort(key=lambda review: (review["reviewed_at"], review["product_id"]))
    for number, review in enumerate(reviews, start=1):
        table.add(review_id=f"RV-{number:04d}", **review)
    _trouble_reviews(table)
    return table


def _reviews_of(order: Order) -> Iterator[dict[str, object]]:
    """At most one review, days after a completed order; launches get people to write."""
    draws = stream("reviews", order.order_id)
    ordered_on = order.ordered_at.date()
    share = REVIEW_SHARE * (1.6 if is_launch_time(ordered_on) else 1)
    reviewed_on = ordered_on + timedelta(days=draws.randint(2, 25))
    if not order.is_completed or draws.random() >= share or reviewed_on > LAST_DAY:
        return
    product = _reviewed_product(order, draws)
    rating = _rating(order, product, draws)
    is_anonymous = draws.random() < ANONYMOUS_REVIEW_SHARE
    has_body = draws.random() < REVIEW_BODY_SHARE
    yield {
        "customer_id": None if is_anonymous else order.customer_id,
        "product_id": product.product_id,
        "channel": weighted(draws, REVIEW_CHANNELS),
        "reviewed_at": datetime.combine(reviewed_on, clock_time(draws)),
        "rating": f"{rating:g}",
        "body": review_text(draws, order.country.language, rating) if has_body else None,
    }


def _reviewed_product(order: Order, draws: Random) -> Product:
    """A product of the order's brand; the new ones sell well while they are new."""
    ordered_on = order.ordered_at.date()
    weights = {}
    for product in PRODUCTS:
        age_days = (ordered_on - product.launched_on).days
        if product.brand == order.brand and age_days >= 0:
            is_new = product.launched_on > FIRST_DAY and age_days < 60
            weights[product] = 4 if is_new else 1
    return weighted(draws, weights)


def _rating(order: Order, product: Product, draws: Random) -> float:
    """Stars: the product's quality, a better mood of the engaged, and chance."""
    mood = 0.0
    if order.person is not None:
        mood = 0.6 * order.person.engagement_on(order.ordered_at.date()) - 0.2
    rating = round(product.quality + mood + draws.gauss(0, 0.85))
    half = 0.5 if draws.random() < HALF_STAR_SHARE else 0.0
    return min(5.0, max(1.0, rating - half))


def _trouble_reviews(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(8)
    table.repeat(8)
    table.pad_keys(3)
    table.contradict("rating", _other_rating, 3)
    table.correct("rating", _other_rating, 12)
    table.delete(5)
    table.delete(2, comes_back=True)
    table.write_with_offset(8, 4)
    table.write_as_date(6)
    table.spoil("customer_id", ("C-9993", "C-9994", "C-9995"))
    table.spoil("product_id", ("",) * 4)
    table.spoil("review_id", ("",))
    table.spoil("reviewed_at", ("yesterday", ""))
    table.spoil("rating", ("", "6", "0.5", "five", "4,5", "Infinity"))
    table.load_before_event(1)
    table.break_correction("rating", ("11",))


def _other_rating(row: Row, draws: Random) -> str:
    return draws.choice([stars for stars in "12345" if stars != row["rating"]])
