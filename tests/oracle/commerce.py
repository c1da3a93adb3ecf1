"""The four metric tables of commerce, and the list of the channel's marts.

From docs/definitions.md, Commerce, and the decisions on commerce.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Any

from .facts import (
    UNKNOWN,
    Cell,
    Commerce,
    Customer,
    Order,
    Refund,
    Review,
    last_months,
)
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import (
    add_months,
    is_complete,
    month_start,
    months_between,
    next_period_start,
    period_end,
    period_starts,
)

BASES = ("orders", "subscription")
# The one dimension of customer_retention that is another one in every period [plan-of-period].
LEVEL = "subscription_level"
ZERO = Decimal(0)
YEARS_PLACES = Decimal("0.0000000001")


def ratio(numerator: Decimal | int, denominator: Decimal | int, scale: int = 1) -> float | None:
    """Numerator over denominator times scale; null where the denominator is empty."""
    return float(Decimal(numerator) * scale / Decimal(denominator)) if denominator else None


# --- commerce_metrics ------------------------------------------------------------------------


@dataclass
class Bucket:
    """The facts that one row of commerce_metrics counts."""

    orders: list[Order] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)



def commerce_metrics(commerce: Commerce) -> list[dict[str, Any]]:
    """One row per grain, period, dimension and value in which something happened, and the totals.
    """
    buckets = fill_buckets(commerce)
    for key in total_keys(first_activity(commerce), commerce.as_of, commerce.settings):
        buckets.setdefault(key, Bucket())
    return [commerce_row(commerce, key, bucket) for key, bucket in buckets.items()]


def first_activity(commerce: Commerce) -> date:
    """The first day of anything that the table counts."""
    days = [
        *(order.ordered_date for order in commerce.completed_orders),
        *(refund.refunded_date for refund in commerce.counted_refunds),
        *(review.reviewed_date for review in commerce.reviews),
        *(customer.created_date for customer in commerce.customers),
    ]
    return min(days, default=date.max)


def fill_buckets(commerce: Commerce) -> dict[RowKey, Bucket]:
    """Each fact put into every row that counts it."""
    buckets: dict[RowKey, Bucket] = {}

    def buckets_of(day: date, dimensions: dict[str, str]) -> Iterable[Bucket]:
        for key in keys_on(day, (TOTAL, *dimensions.items()), commerce.settings):
            yield buckets.setdefault(key, Bucket())

    for order in commerce.completed_orders:
        dimensions = commerce_dimensions(commerce, order.customer_id, **told_by(order))
        for bucket in buckets_of(order.ordered_date, dimensions):
            bucket.orders.append(order)
    for refund in commerce.counted_refunds:
        dimensions = commerce_dimensions(commerce, refund.customer_id, **told_by(refund))
        for bucket in buckets_of(refund.refunded_date, dimensions):
            bucket.refunds.append(refund)
    for review in commerce.reviews:
        dimensions = commerce_dimensions(commerce, review.customer_id, brand=review.brand)
        for bucket in buckets_of(review.reviewed_date, dimensions):
            bucket.reviews.append(review)
    for customer in commerce.customers:
        dimensions = commerce_dimensions(commerce, customer.customer_id, brand=customer.brand)
        for bucket in buckets_of(customer.created_date, dimensions):
            bucket.customers.append(customer)
    return buckets


def told_by(fact: Order | Refund) -> dict[str, str]:
    """The dimension values that an order tells, also of its refunds."""
    names = ("sales_channel", "currency", "brand", "source", "medium")
    return {name: getattr(fact, name) for name in names}


def commerce_dimensions(
    commerce: Commerce,
    customer_id: str | None,
    sales_channel: str = UNKNOWN,
    currency: str = UNKNOWN,
    brand: str = UNKNOWN,
    source: str = UNKNOWN,
    medium: str = UNKNOWN,
) -> dict[str, str]:
    """The dimension values of a fact; country and segment are its customer's."""
    return {
        "sales_channel": sales_channel,
        "currency": currency,
        "country": commerce.attribute(customer_id, "country"),
        "customer_segment": commerce.attribute(customer_id, "customer_segment"),
        "brand": brand,
        "source": source,
        "medium": medium,
    }


def commerce_row(commerce: Commerce, key: RowKey, bucket: Bucket) -> dict[str, Any]:
    """The parts of one row, then its ratios."""
    grain, start, *_ = key
    buyer_orders = [order for order in bucket.orders if order.customer_id is not None]
    buyers = {order.customer_id for order in buyer_orders}
    repeat_buyers = {order.customer_id for order in buyer_orders if order.order_rank > 1}
    frequent_buyers = [
        buyer for buyer in buyers if is_frequent_buyer(commerce, buyer, start, grain)
    ]
    gross_revenue = sum((order.base_amount for order in bucket.orders), ZERO)
    refunded_amount = sum((refund.base_amount for refund in bucket.refunds), ZERO)
    buyer_gross_revenue = sum((order.base_amount for order in buyer_orders), ZERO)
    referred_customers = sum(customer.is_referred for customer in bucket.customers)
    review_rating_sum = sum((review.rating for review in bucket.reviews), ZERO)
    return {
        **key_columns(key, commerce.as_of),
        "orders": len(bucket.orders),
        "buyers": len(buyers),
        "gross_revenue": gross_revenue,
        "refunded_amount": refunded_amount,
        "net_revenue": gross_revenue - refunded_amount,
        "buyer_gross_revenue": buyer_gross_revenue,
        "buyer_orders": len(buyer_orders),
        "repeat_buyers": len(repeat_buyers),
        "frequent_buyers": len(frequent_buyers),
        "new_customers": len(bucket.customers),
        "referred_customers": referred_customers,
        "reviews": len(bucket.reviews),
        "review_rating_sum": review_rating_sum,
        "average_order_value": ratio(gross_revenue, len(bucket.orders)),
        "revenue_per_buyer": ratio(buyer_gross_revenue, len(buyers)),
        "orders_per_buyer": ratio(len(buyer_orders), len(buyers)),
        "repeat_purchase_rate": ratio(len(repeat_buyers), len(buyers), 100),
        "referral_rate": ratio(referred_customers, len(bucket.customers), 100),
        "avg_review_rating": ratio(review_rating_sum, len(bucket.reviews)),
    }


def is_frequent_buyer(commerce: Commerce, customer_id: str, start: date, grain: str) -> bool:
    """Whether the customer ordered in each of the last months of the period.

    The last month is that of the period's end, or of the as-of date where that is earlier, but
    never before the period; orders after the period's end do not count.
    """
    end = period_end(start, grain)
    last_day = max(start, min(end, commerce.as_of))
    return all(
        has_day_between(
            commerce.order_dates[customer_id], month, min(end, period_end(month, "month"))
        )
        for month in last_months(last_day, commerce.settings.frequent_buyer_months)
    )


def has_day_between(sorted_days: list[date], first: date, last: date) -> bool:
    """Whether one of the days lies from `first` to `last`, both included."""
    position = bisect_left(sorted_days, first)
    return position < len(sorted_days) and sorted_days[position] <= last


# --- Presence --------------------------------------------------------------------------------


def is_there(commerce: Commerce, basis: str, customer_id: str, day: date) -> bool:
    """Whether the person is a customer at the start of the day [customer-presence]."""
    if basis == "orders":
        window_start = day - timedelta(days=commerce.settings.churn_days)
        order_dates = commerce.order_dates.get(customer_id, [])
        return has_day_between(order_dates, window_start, day - timedelta(days=1))
    return any(term.runs_at_start_of(day) for term in commerce.terms_of.get(customer_id, []))


def customers_of_basis(commerce: Commerce, basis: str) -> list[str]:
    """Everybody whom a basis ever saw, known to the customers table or not."""
    return sorted(commerce.order_dates if basis == "orders" else commerce.terms_of)


def window_began_before_data(commerce: Commerce, basis: str, start: date) -> bool:
    """Whether the days that decide who is there at `start` reach back before the first order.

    Where there is no order at all, no window lies within the data.
    """
    if basis != "orders":
        return False
    window_start = start - timedelta(days=commerce.settings.churn_days)
    return commerce.first_order_date is None or window_start < commerce.first_order_date


# --- customer_value_metrics ------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """A customer's days with running totals: amounts[n] belongs to the first n days."""

    days: list[date]
    amounts: list[Decimal]

    @staticmethod
    def of(dated_amounts: Iterable[tuple[date, Decimal]]) -> "History":
        """The history of a list of days and amounts in any order."""
        ordered = sorted(dated_amounts)
        amounts = accumulate((amount for _, amount in ordered), initial=ZERO)
        return History([day for day, _ in ordered], list(amounts))

    def count_to(self, day: date) -> int:
        """How many entries there are up to the day."""
        return bisect_right(self.days, day)

    def amount_to(self, day: date) -> Decimal:
        """The total up to the day."""
        return self.amounts[self.count_to(day)]


@dataclass
class ValueParts:
    """The parts of one row of customer_value_metrics."""

    customers_with_orders: int = 0
    repeat_customers: int = 0
    gross_revenue: Decimal = ZERO
    refunded_amount: Decimal = ZERO
    days: int = 0
    customers_year_ago: int = 0
    customers_lost_since: int = 0

    def add(self, other: "ValueParts") -> None:
        """Count another customer's parts in."""
        self.customers_with_orders += other.customers_with_orders
        self.repeat_customers += other.repeat_customers
        self.gross_revenue += other.gross_revenue
        self.refunded_amount += other.refunded_amount
        self.days += other.days
        self.customers_year_ago += other.customers_year_ago
        self.customers_lost_since += other.customers_lost_since


def customer_histories(facts: Iterable[Order | Refund]) -> dict[str, History]:
    """The dated base amounts of each customer; guests have none."""
    dated_amounts: dict[str, list[tuple[date, Decimal]]] = {}
    for fact in facts:
        if fact.customer_id is not None:
            day = fact.ordered_date if isinstance(fact, Order) else fact.refunded_date
            dated_amounts.setdefault(fact.customer_id, []).append((day, fact.base_amount))
    return {customer_id: History.of(pairs) for customer_id, pairs in dated_amounts.items()}


def customer_value_metrics(commerce: Commerce) -> list[dict[str, Any]]:
    """One row per grain, period, dimension and every value that it ever saw."""
    if not commerce.order_dates:
        return []
    first_day = min(days[0] for days in commerce.order_dates.values())
    purchases = customer_histories(commerce.completed_orders)
    refunds = customer_histories(commerce.counted_refunds)
    population = {*purchases, *refunds}
    if commerce.settings.churn_basis == "subscription":
        population |= set(commerce.terms_of)
    cells = {TOTAL}.union(*map(commerce.customer_cells, population))
    parts_on: dict[date, dict[Cell, ValueParts]] = {}
    rows = []
    for grain in commerce.settings.period_grains:
        for start in period_starts(first_day, commerce.as_of, grain):
            last_day = min(period_end(start, grain), commerce.as_of)
            if last_day not in parts_on:
                parts_on[last_day] = value_parts(commerce, last_day, purchases, refunds)
            for cell in cells:
                parts = parts_on[last_day].get(cell, ValueParts())
                rows.append(value_row(commerce, grain, start, last_day, cell, parts))
    return rows


def value_parts(
    commerce: Commerce, last_day: date, purchases: dict[str, History], refunds: dict[str, History]
) -> dict[Cell, ValueParts]:
    """What every customer is worth up to the day, added up by dimension value."""
    nothing = History.of([])
    parts_of_cells: dict[Cell, ValueParts] = {}
    for customer_id in {*purchases, *refunds, *commerce.terms_of}:
        parts = customer_parts(
            commerce,
            customer_id,
            last_day,
            purchases.get(customer_id, nothing),
            refunds.get(customer_id, nothing),
        )
        if parts != ValueParts():
            for cell in commerce.customer_cells(customer_id):
                parts_of_cells.setdefault(cell, ValueParts()).add(parts)
    return parts_of_cells


def customer_parts(
    commerce: Commerce, customer_id: str, last_day: date, purchases: History, refunds: History
) -> ValueParts:
    """One customer's contribution up to the day."""
    basis = commerce.settings.churn_basis
    orders = purchases.count_to(last_day)
    day_after = last_day + timedelta(days=1)
    was_there = is_there(commerce, basis, customer_id, day_after - length_of_churn(commerce))
    return ValueParts(
        customers_with_orders=int(orders > 0),
        repeat_customers=int(orders > 1),
        gross_revenue=purchases.amount_to(last_day),
        refunded_amount=refunds.amount_to(last_day),
        days=(last_day - purchases.days[0]).days + 1 if orders else 0,
        customers_year_ago=int(was_there),
        customers_lost_since=int(
            was_there and not is_there(commerce, basis, customer_id, day_after)
        ),
    )


def value_row(
    commerce: Commerce, grain: str, start: date, last_day: date, cell: Cell, parts: ValueParts
) -> dict[str, Any]:
    """The parts of one row, then its ratios."""
    years = Decimal(parts.days) / commerce.settings.days_per_year
    customer_years = years.quantize(YEARS_PLACES, ROUND_HALF_UP)
    net_revenue = parts.gross_revenue - parts.refunded_amount
    clv_annual = ratio(parts.gross_revenue, customer_years)
    return {
        **key_columns((grain, start, *cell), commerce.as_of),
        "customers_with_orders": parts.customers_with_orders,
        "repeat_customers_to_date": parts.repeat_customers,
        "customer_gross_revenue_to_date": parts.gross_revenue,
        "customer_net_revenue_to_date": net_revenue,
        "customer_years": customer_years,
        "customers_year_ago": parts.customers_year_ago,
        "customers_lost_since": parts.customers_lost_since,
        "clv_annual": clv_annual,
        "clv_historical": ratio(net_revenue, parts.customers_with_orders),
        "repeat_customer_share": ratio(
            parts.repeat_customers, parts.customers_with_orders, 100
        ),
        "clv_lifetime": clv_lifetime(commerce, clv_annual, last_day, parts),
    }


def length_of_churn(commerce: Commerce) -> timedelta:
    """How far the yearly churn looks back."""
    return timedelta(days=commerce.settings.yearly_churn_days)


def clv_lifetime(
    commerce: Commerce, clv_annual: float | None, last_day: date, parts: ValueParts
) -> float | None:
    """clv_annual over the yearly churn; null where nobody was there or nobody was lost."""
    year_ago = last_day + timedelta(days=1) - length_of_churn(commerce)
    if (
        clv_annual is None
        or parts.customers_year_ago == 0
        or parts.customers_lost_since == 0
        or window_began_before_data(commerce, commerce.settings.churn_basis, year_ago)
    ):
        return None
    return clv_annual * parts.customers_year_ago / parts.customers_lost_since


# --- customer_retention ----------------------------------------------------------------------


def customer_retention(commerce: Commerce) -> list[dict[str, Any]]:
    """One row per basis, grain, period, dimension and every value that the basis ever saw."""
    first_days = [
        *(days[0] for days in commerce.order_dates.values()),
        *(term.start_date for term in commerce.terms),
    ]
    return [
        row
        for basis in BASES
        for row in retention_of_basis(commerce, basis, min(first_days, default=date.max))
    ]


def retention_of_basis(commerce: Commerce, basis: str, first_day: date) -> list[dict[str, Any]]:
    """The rows of one basis: in each period every value that the basis ever saw."""
    customers = customers_of_basis(commerce, basis)
    fixed_cells = {
        customer_id: [cell for cell in commerce.customer_cells(customer_id) if cell[0] != LEVEL]
        for customer_id in customers
    }
    cells = {TOTAL}.union(*fixed_cells.values())
    there_on: dict[date, set[str]] = {}

    def there(day: date) -> set[str]:
        if day not in there_on:
            there_on[day] = {
                customer_id
                for customer_id in customers
                if is_there(commerce, basis, customer_id, day)
            }
        return there_on[day]

    counts_of_periods: dict[tuple[str, date], dict[str, Counter[Cell]]] = {}
    for grain in commerce.settings.retention_period_grains:
        for start in period_starts(first_day, commerce.as_of, grain):
            last_day = period_end(start, grain)
            at_start = there(start)
            at_end = there(next_period_start(start, grain))
            cells_of = {
                customer_id: [
                    *fixed_cells[customer_id],
                    (
                        LEVEL,
                        commerce.level_in_period(
                            customer_id, start, last_day, is_new=customer_id not in at_start
                        ),
                    ),
                ]
                for customer_id in at_start | at_end
            }
            cells = cells.union(*cells_of.values())
            counts_of_periods[grain, start] = {
                "customers_at_start": by_cell(cells_of, at_start),
                "customers_at_end": by_cell(cells_of, at_end),
                "retained_customers": by_cell(cells_of, at_start & at_end),
                "new_customers": by_cell(cells_of, at_end - at_start),
                "lost_customers": by_cell(cells_of, at_start - at_end),
            }
    return [
        retention_row(
            commerce,
            basis,
            grain,
            start,
            cell,
            {name: counter[cell] for name, counter in counts.items()},
        )
        for (grain, start), counts in counts_of_periods.items()
        for cell in cells
    ]


def by_cell(cells_of: dict[str, list[Cell]], customer_ids: set[str]) -> Counter[Cell]:
    """How many of the customers count in each cell."""
    return Counter(cell for customer_id in customer_ids for cell in cells_of[customer_id])


def retention_row(
    commerce: Commerce, basis: str, grain: str, start: date, cell: Cell, parts: dict[str, int]
) -> dict[str, Any]:
    """The parts of one row, then its rates.

    All but the customers at the start are null in an unfinished period, and where the start's
    window began before the data did.
    """
    complete = is_complete(start, grain, commerce.as_of)
    is_comparable = complete and not window_began_before_data(commerce, basis, start)
    at_start = parts["customers_at_start"]
    rates = {
        "customer_retention_rate": ratio(parts["customers_at_end"], at_start, 100),
        "retained_customer_rate": ratio(parts["retained_customers"], at_start, 100),
        "churn_rate": ratio(parts["lost_customers"], at_start, 100),
    }
    compared = {**parts, **rates}
    if not is_comparable:
        compared = {**dict.fromkeys(compared), "customers_at_start": at_start}
    return {
        "basis": basis,
        "period_grain": grain,
        "period_start": start,
        "dimension": cell[0],
        "dimension_value": cell[1],
        "is_complete": complete,
        **compared,
    }


# --- customer_cohort_retention ---------------------------------------------------------------


def customer_cohort_retention(commerce: Commerce) -> list[dict[str, Any]]:
    """One row per basis, month of the first order or term, and month since then."""
    return [row for basis in BASES for row in cohorts_of_basis(commerce, basis)]


def cohorts_of_basis(commerce: Commerce, basis: str) -> list[dict[str, Any]]:
    """The rows of one basis."""
    cohorts: dict[date, list[str]] = {}
    for customer_id in customers_of_basis(commerce, basis):
        first_day = first_day_of_customer(commerce, basis, customer_id)
        cohorts.setdefault(month_start(first_day), []).append(customer_id)
    return [
        cohort_row(commerce, basis, cohort_month, month_offset, customers)
        for cohort_month, customers in cohorts.items()
        for month_offset in range(months_between(cohort_month, commerce.as_of) + 1)
    ]


def first_day_of_customer(commerce: Commerce, basis: str, customer_id: str) -> date:
    """The day of the first completed order, or of the start of the first term."""
    if basis == "orders":
        return commerce.order_dates[customer_id][0]
    return min(term.start_date for term in commerce.terms_of[customer_id])


def is_active_in_month(commerce: Commerce, basis: str, customer_id: str, month: date) -> bool:
    """Whether the customer completed an order, or had a running term, in the calendar month."""
    last_day = period_end(month, "month")
    if basis == "orders":
        return has_day_between(commerce.order_dates[customer_id], month, last_day)
    return any(
        term.start_date <= last_day and (term.end_date is None or term.end_date >= month)
        for term in commerce.terms_of[customer_id]
    )


def cohort_row(
    commerce: Commerce, basis: str, cohort_month: date, month_offset: int, customers: list[str]
) -> dict[str, Any]:
    """One month of one cohort; who came back is unknown until the month is over."""
    month = add_months(cohort_month, month_offset)
    complete = is_complete(month, "month", commerce.as_of)
    retained = sum(
        is_active_in_month(commerce, basis, customer_id, month) for customer_id in customers
    )
    return {
        "basis": basis,
        "cohort_month": cohort_month,
        "month_offset": month_offset,
        "is_complete": complete,
        "cohort_customers": len(customers),
        "retained_customers": retained if complete else None,
        "retention_rate": ratio(retained, len(customers), 100) if complete else None,
    }


# --- Marts -----------------------------------------------------------------------------------


def commerce_marts(commerce: Commerce) -> dict[str, list[dict[str, Any]]]:
    """The rows of every mart of the channel."""
    return {
        "orders": [asdict(order) for order in commerce.orders],
        "refunds": [asdict(refund) for refund in commerce.refunds],
        "reviews": [asdict(review) for review in commerce.reviews],
        "commerce_metrics": commerce_metrics(commerce),
        "customer_value_metrics": customer_value_metrics(commerce),
        "customer_retention": customer_retention(commerce),
        "customer_cohort_retention": customer_cohort_retention(commerce),
    }
