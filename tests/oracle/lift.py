"""Whether engaged customers buy more afterwards (docs/definitions.md, Does engagement pay)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any

from .engagement import Engagement, Line, quantiles
from .periods import add_months, period_end
from .settings import Settings

ENGAGED = "fully_engaged"
LEVELS = ("actively_disengaged", "indifferent")
METHODS, COMPARED_WITH = ("raw", "strata"), ("all", *LEVELS)
OUTCOMES = ("net_revenue", "orders")
DAYS_OF_REVENUE = 365
DAYS_OF_TENURE = (90, 365, 730)
MOST_ORDERS = 3
QUINTILES = 5
GAPS = ("largest_gap_before", "largest_gap_after")
LEAST_COUNTERPARTS = 2
PLACES_OF_GAPS = 9
ONE_DAY = timedelta(days=1)
# The 97.5 % point of the normal distribution.
Z = 1.959964

Amount = tuple[date, Decimal]


class Amounts:
    """Amounts by day of one customer, to be summed from one day to another."""

    def __init__(self, amounts: Iterable[Amount] = ()):
        ordered = sorted(amounts)
        self.days = [day for day, _ in ordered]
        self.sums = list(accumulate((amount for _, amount in ordered), initial=Decimal(0)))

    def upto(self, last_day: date) -> Decimal:
        """The sum up to a day."""
        return self.sums[bisect_right(self.days, last_day)]

    def of_days(self, days: int, last_day: date) -> Decimal:
        """The sum of so many days that end with a day."""
        return self.upto(last_day) - self.upto(last_day - timedelta(days=days))

    def last_day(self, day: date) -> date | None:
        """The last day of an amount up to a day."""
        number = bisect_right(self.days, day)
        return self.days[number - 1] if number else None


@dataclass(frozen=True)
class Company:
    """What a lift is made of: levels by month, purchases, and since when customers are known."""

    settings: Settings
    as_of: date
    levels: dict[tuple[str, date], str]
    orders: dict[str, list[date]]
    revenue: dict[str, list[Amount]]
    known_since: dict[str, date]
    source_of: Callable[[str], str]
    first_day: date | None


def company_of(engagement: Engagement, levels: dict[tuple[str, date], str]) -> Company:
    """A company as the other marts know it."""
    commerce = engagement.commerce
    revenue = {
        customer_id: [
            *engagement.orders_of.get(customer_id, ()),
            *((day, -amount) for day, amount in engagement.refunds_of.get(customer_id, ())),
        ]
        for customer_id in engagement.orders_of.keys() | engagement.refunds_of.keys()
    }
    days = [
        *(order.ordered_date for order in commerce.completed_orders),
        *(refund.refunded_date for refund in commerce.counted_refunds),
    ]
    return Company(
        settings=commerce.settings,
        as_of=commerce.as_of,
        levels=levels,
        orders={one: [day for day, _ in found] for one, found in engagement.orders_of.items()},
        revenue=revenue,
        known_since=engagement.known_since,
        source_of=lambda customer_id: commerce.attribute(customer_id, "acquisition_source"),
        first_day=min(days, default=None),
    )


@dataclass(frozen=True)
class Case:
    """A customer in a scored month, with everything that may be asked of it."""

    customer_id: str
    month: date
    level: str
    strata: dict[str, tuple[Any, ...]]
    measures: tuple[Decimal, ...]
    outcomes: dict[tuple[str, int], Decimal]
    placebo: dict[str, Decimal]


# --- Cases -----------------------------------------------------------------------------------


class Cases:
    """All cases of a company."""

    def __init__(self, company: Company):
        self.company = company
        self.orders = {
            customer_id: Amounts((day, Decimal(1)) for day in days)
            for customer_id, days in company.orders.items()
        }
        self.revenue = {
            customer_id: Amounts(amounts) for customer_id, amounts in company.revenue.items()
        }

    @cached_property
    def all(self) -> list[Case]:
        """The cases of every month that reaches back far enough [lift-case]."""
        customers_of: dict[date, list[str]] = defaultdict(list)
        for customer_id, month in self.company.levels:
            customers_of[month].append(customer_id)
        return [
            case
            for month in sorted(customers_of)
            for case in self.of_month(month, sorted(customers_of[month]))
        ]

    def of_month(self, month: date, customer_ids: list[str]) -> Iterator[Case]:
        """The cases of a month."""
        settings, first_day = self.company.settings, self.company.first_day
        window_starts = add_months(month, 1 - settings.engagement_window_months)
        placebo_starts = window_starts - timedelta(days=settings.lift_placebo_days)
        history_starts = placebo_starts - timedelta(days=settings.lift_history_days)
        if first_day is None or first_day > history_starts:
            return
        customer_ids = [
            one for one in customer_ids if self.company.known_since[one] <= placebo_starts
        ]
        last_day = period_end(month, "month")
        level_before = add_months(month, -settings.engagement_window_months)
        past, eve = (
            self.as_known(customer_ids, day) for day in (last_day, placebo_starts - ONE_DAY)
        )
        for customer_id in customer_ids:
            always = (month, self.company.levels.get((customer_id, level_before)))
            yield Case(
                customer_id,
                month,
                self.company.levels[customer_id, month],
                {"outcome": (*always, *past[customer_id]), "placebo": (*always, *eve[customer_id])},
                self.measures(customer_id, last_day),
                {
                    (outcome, days): self.amounts(outcome, customer_id).of_days(
                        days, last_day + timedelta(days=days)
                    )
                    for outcome in OUTCOMES
                    for days in settings.lift_windows
                },
                {
                    outcome: self.amounts(outcome, customer_id).of_days(
                        settings.lift_placebo_days, window_starts - ONE_DAY
                    )
                    for outcome in OUTCOMES
                },
            )

    def amounts(self, outcome: str, customer_id: str) -> Amounts:
        """Revenue or orders of a customer."""
        found = self.revenue if outcome == "net_revenue" else self.orders
        return found.get(customer_id, Amounts())

    def as_known(self, customer_ids: list[str], day: date) -> dict[str, tuple[Any, ...]]:
        """What customers are like at the end of a day [lift-strata]."""
        revenue = {
            one: self.amounts("net_revenue", one).of_days(DAYS_OF_REVENUE, day)
            for one in customer_ids
        }
        quintile = quantiles({one: sum_ for one, sum_ in revenue.items() if sum_}, QUINTILES)
        history_days = self.company.settings.lift_history_days
        return {
            one: (
                min(MOST_ORDERS, self.amounts("orders", one).of_days(history_days, day)),
                quintile.get(one, 0),
                sum(self.days_known(one, day) >= days for days in DAYS_OF_TENURE),
                self.company.source_of(one),
            )
            for one in customer_ids
        }

    def days_known(self, customer_id: str, day: date) -> int:
        """For how many days a customer is known."""
        return (day - self.company.known_since[customer_id]).days

    def measures(self, customer_id: str, day: date) -> tuple[Decimal, ...]:
        """The four measures of [lift-balance]."""
        orders = self.amounts("orders", customer_id)
        days_known = self.days_known(customer_id, day)
        last_order = orders.last_day(day)
        return (
            orders.of_days(self.company.settings.lift_history_days, day),
            self.amounts("net_revenue", customer_id).of_days(DAYS_OF_REVENUE, day),
            Decimal(days_known),
            Decimal((day - last_order).days if last_order else days_known),
        )


# --- Differences -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """The engaged and their counterparts, stratum by stratum, with what is looked at."""

    engaged: dict[Any, list[tuple[Case, Decimal]]]
    counterparts: dict[Any, list[tuple[Case, Decimal]]]
    is_within: bool

    @cached_property
    def strata(self) -> list[Any]:
        """The strata that count."""
        return [
            key
            for key in self.engaged
            if len(self.counterparts.get(key, ())) >= LEAST_COUNTERPARTS
        ]

    @cached_property
    def compared(self) -> int:
        """How many engaged cases are compared."""
        return sum(len(self.engaged[key]) for key in self.strata)

    def mean(self, key: Any) -> Decimal:
        """The mean of the counterparts of a stratum."""
        values = [value for _, value in self.counterparts[key]]
        return sum(values) / len(values)

    @cached_property
    def base(self) -> Decimal | None:
        """What the counterparts had, weighted as the engaged."""
        if not self.compared:
            return None
        return sum(self.mean(key) * len(self.engaged[key]) for key in self.strata) / self.compared

    @cached_property
    def difference(self) -> Decimal | None:
        """How much more the engaged had."""
        if not self.compared:
            return None
        mean = sum(value for key in self.strata for _, value in self.engaged[key]) / self.compared
        return mean - self.base

    @cached_property
    def psi(self) -> dict[str, Decimal]:
        """What each customer adds to the difference [lift-interval]."""
        psi: dict[str, Decimal] = defaultdict(Decimal)
        for key in self.strata:
            engaged, counterparts, mean = self.engaged[key], self.counterparts[key], self.mean(key)
            e, c = len(engaged), len(counterparts)
            for case, value in engaged:
                psi[case.customer_id] += value - mean - self.difference
            weight = Decimal(e) / c
            if not self.is_within:
                weight *= (Decimal(c) / (c - 1)).sqrt()
            for case, value in counterparts:
                psi[case.customer_id] -= weight * (value - mean)
        return {
            customer_id: one / self.compared for customer_id, one in psi.items()
        }


def interval(
    difference: Decimal | None, psi: Iterable[Decimal]
) -> tuple[float | None, float | None, float | None]:
    """The limits of a difference, and the sum of the squares that they are made of."""
    psi = list(psi)
    squares = sum(one**2 for one in psi)
    if difference is None:
        return None, None, None
    customers = len(psi)
    if customers < 2:
        return None, None, float(squares)
    variance = squares * customers / (customers - 1)
    divisor = sum(one**4 for one in psi) - variance**2 / customers
    freedom = max(2.0, float(2 * variance**2 / divisor)) if divisor > 0 else 2.0
    reach = student(freedom) * float(variance.sqrt())
    return float(difference) - reach, float(difference) + reach, float(squares)


def student(freedom: float) -> float:
    """The 97.5 % point of Student's distribution."""
    return (
        Z
        + (Z**3 + Z) / (4 * freedom)
        + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)
    )


def holds_zero(lower: float | None, upper: float | None) -> bool:
    """Whether an interval holds 0; so does one that is not known."""
    return lower is None or lower <= 0 <= upper


# --- Balance ---------------------------------------------------------------------------------


def gap(
    engaged: list[Case], counterparts: list[Case], weights: tuple[list[int], list[Decimal]]
) -> float | None:
    """The greatest standardised distance of a measure between weighted cases [lift-balance]."""
    distances = []
    for number in range(len(engaged[0].measures) if engaged else 0):
        values = [[case.measures[number] for case in side] for side in (engaged, counterparts)]
        spreads = [variance(side) for side in values]
        if None in spreads or not any(spreads) or not all(map(any, weights)):
            continue
        means = [
            sum(value * weight for value, weight in zip(side, weights_of_side, strict=True))
            / sum(weights_of_side)
            for side, weights_of_side in zip(values, weights, strict=True)
        ]
        distances.append(abs(means[0] - means[1]) / (sum(spreads) / 2).sqrt())
    return round(float(max(distances)), PLACES_OF_GAPS) if distances else None


def variance(values: list[Decimal]) -> Decimal | None:
    """The sample variance."""
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


# --- engagement_revenue_lift -----------------------------------------------------------------


def rows(company: Company) -> Iterator[Line]:
    """The rows of engagement_revenue_lift."""
    cases = Cases(company).all
    for days in company.settings.lift_windows:
        over = [
            case
            for case in cases
            if period_end(case.month, "month") + timedelta(days=days) <= company.as_of
        ]
        for compared_with in COMPARED_WITH:
            for outcome in OUTCOMES:
                raw, strata = (
                    row_of(company.settings, over, method, compared_with, (outcome, days))
                    for method in METHODS
                )
                verdict = verdict_of(company.settings, strata)
                gaps = {name: strata[name] for name in GAPS}
                yield {**raw, **gaps, "verdict": verdict}
                yield {**strata, "verdict": verdict}


def row_of(
    settings: Settings, cases: list[Case], method: str, compared_with: str, what: tuple[str, int]
) -> Line:
    """A row, but for its verdict."""
    outcome, days = what
    is_within = (method, compared_with) == ("raw", "all")
    engaged = [case for case in cases if case.level == ENGAGED]
    counterparts = [
        case
        for case in cases
        if is_within
        or case.level == compared_with
        or (compared_with == "all" and case.level != ENGAGED)
    ]
    sides = {
        time: side_of(engaged, counterparts, method, time, value_of, is_within)
        for time, value_of in (
            ("outcome", lambda case: case.outcomes[what]),
            ("placebo", lambda case: case.placebo[outcome]),
        )
    }
    now, placebo = sides["outcome"], sides["placebo"]
    share = Decimal(days) / settings.lift_placebo_days
    net = net_psi = None
    if now.difference is not None and placebo.difference is not None:
        net = now.difference - share * placebo.difference
        net_psi = [
            now.psi.get(one, Decimal(0)) - share * placebo.psi.get(one, Decimal(0))
            for one in now.psi.keys() | placebo.psi.keys()
        ]
    lower, upper, squares = interval(now.difference, now.psi.values())
    placebo_lower, placebo_upper, placebo_squares = interval(
        placebo.difference, placebo.psi.values()
    )
    net_lower, net_upper, net_squares = interval(net, net_psi or [])
    sums = [
        sum((case.outcomes[what] for case in side), Decimal(0)) for side in (engaged, counterparts)
    ]
    return {
        "method": method,
        "compared_with": compared_with,
        "outcome": outcome,
        "window_days": days,
        "engaged_customers": len({case.customer_id for case in engaged}),
        "counterpart_customers": len({case.customer_id for case in counterparts}),
        "engaged_cases": len(engaged),
        "counterpart_cases": len(counterparts),
        "compared_cases": now.compared,
        "dropped_cases": len(engaged) - now.compared,
        "placebo_compared_cases": placebo.compared,
        "engaged_sum": sums[0],
        "counterpart_sum": sums[1],
        "engaged_mean": float(sums[0] / len(engaged)) if engaged else None,
        "counterpart_mean": float(sums[1] / len(counterparts)) if counterparts else None,
        "base": number(now.base),
        "difference": number(now.difference),
        "difference_percent": (
            float(100 * now.difference / now.base) if now.compared and now.base > 0 else None
        ),
        "difference_lower": lower,
        "difference_upper": upper,
        "placebo_difference": number(placebo.difference),
        "placebo_lower": placebo_lower,
        "placebo_upper": placebo_upper,
        "net_difference": number(net),
        "net_lower": net_lower,
        "net_upper": net_upper,
        "outcome_psi_squares": squares,
        "placebo_psi_squares": placebo_squares,
        "net_psi_squares": net_squares,
        "largest_gap_before": gap(
            engaged, counterparts, ([1] * len(engaged), [Decimal(1)] * len(counterparts))
        ),
        "largest_gap_after": gap(engaged, counterparts, weights_after(now, engaged, counterparts)),
    }


def number(value: Decimal | None) -> float | None:
    """A number as the mart shows it."""
    return None if value is None else float(value)


def side_of(
    engaged: list[Case],
    counterparts: list[Case],
    method: str,
    time: str,
    value_of: Callable[[Case], Decimal],
    is_within: bool,
) -> Side:
    """The cases of a row in their strata."""
    strata: list[dict[Any, list[tuple[Case, Decimal]]]] = []
    for side in (engaged, counterparts):
        found: dict[Any, list[tuple[Case, Decimal]]] = defaultdict(list)
        for case in side:
            found[case.strata[time] if method == "strata" else ""].append((case, value_of(case)))
        strata.append(dict(found))
    return Side(*strata, is_within)


def weights_after(
    side: Side, engaged: list[Case], counterparts: list[Case]
) -> tuple[list[int], list[Decimal]]:
    """What each case weighs once only those are compared who are alike."""
    weight_of = {
        key: Decimal(len(side.engaged[key])) / len(side.counterparts[key]) for key in side.strata
    }
    places: list[dict[int, Any]] = [
        {id(case): key for key, found in strata.items() for case, _ in found}
        for strata in (side.engaged, side.counterparts)
    ]
    return (
        [int(places[0][id(case)] in weight_of) for case in engaged],
        [weight_of.get(places[1][id(case)], Decimal(0)) for case in counterparts],
    )


def verdict_of(settings: Settings, row: Line) -> str:
    """What may be said of a row of method strata [lift-verdict]."""
    if not row["engaged_cases"] + row["counterpart_cases"]:
        return "no_history"
    customers = min(row["engaged_customers"], row["counterpart_customers"])
    if customers < settings.lift_least_customers:
        return "too_few"
    kept = min(row["compared_cases"], row["placebo_compared_cases"])
    is_unlike = (row["largest_gap_after"] or 0) > settings.lift_largest_gap
    if 100 * kept < settings.lift_least_kept_percent * row["engaged_cases"] or is_unlike:
        return "no_overlap"
    if not holds_zero(row["placebo_lower"], row["placebo_upper"]):
        return "placebo_fails"
    if holds_zero(row["difference_lower"], row["difference_upper"]) or holds_zero(
        row["net_lower"], row["net_upper"]
    ):
        return "no_difference"
    return "shown"
