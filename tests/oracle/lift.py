"""Whether who is fully engaged buys more afterwards (docs/definitions.md, Does engagement pay)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import sqrt
from statistics import variance
from typing import Any

from .engagement import ONE_DAY, Engagement, Line, Scored, quantiles, rounded
from .periods import add_months, period_end

RAW, STRATA = "raw", "strata"
EVERYBODY = "all"
ENGAGED = "fully_engaged"
COMPARED_WITH = (EVERYBODY, "actively_disengaged", "indifferent")
OUTCOMES = ("net_revenue", "orders")
DAYS_OF_REVENUE = 365
MOST_ORDERS = 3
DAYS_KNOWN = (90, 365, 730)
QUINTILES = 5
PLACES = 8
# What a row of method raw has from its row of method strata.
BORNE = ("largest_gap_before", "largest_gap_after", "verdict")
Z = 1.959964

Amounts = dict[str, Fraction]
Interval = tuple[float | None, float | None]


@dataclass(frozen=True)
class Past:
    """What was known of a customer at the end of a day."""

    orders: int
    net_revenue: Decimal
    days_known: int
    days_since_order: int


@dataclass(frozen=True)
class Case:
    """A customer in a scored month."""

    one: Scored
    stratum: tuple[Any, ...]
    placebo_stratum: tuple[Any, ...]
    past: Past
    outcomes: dict[tuple[str, int], Fraction]
    placebos: dict[str, Fraction]

    @property
    def customer_id(self) -> str:
        """The customer."""
        return self.one.customer_id

    @property
    def is_engaged(self) -> bool:
        """Whether they are fully engaged."""
        return self.one.level == ENGAGED


@dataclass(frozen=True)
class Lift:
    """The cases, and how to make them."""

    engagement: Engagement
    scores: dict[date, list[Scored]]

    @cached_property
    def settings(self) -> Any:
        """The vars."""
        return self.engagement.commerce.settings

    @cached_property
    def first_day_of_money(self) -> date:
        """The day of the first completed order or counted refund."""
        commerce = self.engagement.commerce
        days = [order.ordered_date for order in commerce.completed_orders]
        days += [refund.refunded_date for refund in commerce.counted_refunds]
        return min(days, default=date.max)

    @cached_property
    def level_of(self) -> dict[tuple[str, date], str]:
        """The level of each customer in each scored month."""
        return {
            (one.customer_id, month): one.level
            for month, everybody in self.scores.items()
            for one in everybody
        }

    @cached_property
    def cases(self) -> list[Case]:
        """All cases, month by month."""
        return [case for month in self.scores for case in self.cases_of(month)]

    def cases_of(self, month: date) -> Iterator[Case]:
        """The cases of a month; none where the data does not reach back far enough."""
        settings = self.settings
        last_day = period_end(month, "month")
        window_start = add_months(month, 1 - settings.engagement_window_months)
        placebo_start = window_start - timedelta(days=settings.lift_placebo_days)
        history = timedelta(days=settings.lift_history_days)
        if self.first_day_of_money > placebo_start - history:
            return
        known_since = self.engagement.known_since
        found = [
            one for one in self.scores[month] if known_since[one.customer_id] <= placebo_start
        ]
        strata = self.strata(found, month, last_day)
        placebo_strata = self.strata(found, month, placebo_start - ONE_DAY)
        for one in found:
            yield Case(
                one=one,
                stratum=strata[one.customer_id],
                placebo_stratum=placebo_strata[one.customer_id],
                past=self.past(one.customer_id, last_day),
                outcomes={
                    (outcome, days): self.money(
                        one.customer_id,
                        outcome,
                        last_day + ONE_DAY,
                        last_day + timedelta(days=days),
                    )
                    for outcome, days in product(OUTCOMES, settings.lift_windows)
                },
                placebos={
                    outcome: self.money(
                        one.customer_id, outcome, placebo_start, window_start - ONE_DAY
                    )
                    for outcome in OUTCOMES
                },
            )

    def money(self, customer_id: str, outcome: str, first_day: date, last_day: date) -> Fraction:
        """Net revenue or number of orders from one day to another, both included."""
        if outcome == "net_revenue":
            return Fraction(self.engagement.net_revenue(customer_id, first_day, last_day))
        orders = self.engagement.orders_of.get(customer_id, ())
        return Fraction(sum(first_day <= day <= last_day for day, _ in orders))

    def past(self, customer_id: str, last_day: date) -> Past:
        """What was known at the end of a day."""
        history = timedelta(days=self.settings.lift_history_days - 1)
        year = timedelta(days=DAYS_OF_REVENUE - 1)
        days_known = (last_day - self.engagement.known_since[customer_id]).days
        orders = self.engagement.orders_of.get(customer_id, ())
        last_order = max((day for day, _ in orders if day <= last_day), default=None)
        return Past(
            orders=int(self.money(customer_id, "orders", last_day - history, last_day)),
            net_revenue=self.engagement.net_revenue(customer_id, last_day - year, last_day),
            days_known=days_known,
            days_since_order=days_known if last_order is None else (last_day - last_order).days,
        )

    def strata(
        self, found: list[Scored], month: date, last_day: date
    ) -> dict[str, tuple[Any, ...]]:
        """What customers have to have in common, as known at the end of a day."""
        level_month = add_months(month, -self.settings.engagement_window_months)
        pasts = {one.customer_id: self.past(one.customer_id, last_day) for one in found}
        quintiles = quantiles(
            {name: past.net_revenue for name, past in pasts.items() if past.net_revenue != 0},
            QUINTILES,
        )
        return {
            name: (
                month,
                self.level_of.get((name, level_month)),
                min(past.orders, MOST_ORDERS),
                quintiles.get(name),
                sum(past.days_known >= days for days in DAYS_KNOWN),
                self.engagement.commerce.attribute(name, "acquisition_source"),
            )
            for name, past in pasts.items()
        }


# --- Comparisons -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A difference, what it is made of, and each customer's part in it."""

    engaged: int
    difference: Fraction | None
    base: Fraction | None
    psi: dict[str, float]

    @property
    def psi_squares(self) -> float | None:
        """The sum of the squares."""
        return sum(psi**2 for psi in self.psi.values()) if self.psi else None

    def interval(self) -> Interval:
        """The 95 % interval of the difference."""
        return interval(None if self.difference is None else float(self.difference), self.psi)


def interval(difference: float | None, psi: dict[str, float]) -> Interval:
    """[lift-interval]."""
    count = len(psi)
    if difference is None or count < 2:
        return None, None
    spread = sum(one**2 for one in psi.values()) * count / (count - 1)
    divisor = sum(one**4 for one in psi.values()) - spread**2 / count
    freedom = max(2.0, 2 * spread**2 / divisor) if divisor > 0 else 2.0
    point = Z + (Z**3 + Z) / (4 * freedom) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)
    return difference - point * sqrt(spread), difference + point * sqrt(spread)


def compared(
    engaged: list[tuple[str, Any, Fraction]],
    counterparts: list[tuple[str, Any, Fraction]],
    is_among_all: bool,
) -> Compared:
    """Engaged cases and their counterparts, each as customer, stratum and outcome."""
    strata: dict[Any, tuple[list, list]] = defaultdict(lambda: ([], []))
    for place, cases in enumerate((engaged, counterparts)):
        for customer_id, stratum, outcome in cases:
            strata[stratum][place].append((customer_id, outcome))
    counting = [pair for pair in strata.values() if pair[0] and len(pair[1]) > 1]
    total = sum(len(ours) for ours, _ in counting)
    if not total:
        return Compared(0, None, None, {})
    # As psi, what strata add up to has 8 places, so that no sum depends on the order of the rows.
    base_sum = sum(rounded(len(ours) * mean(theirs), PLACES) for ours, theirs in counting)
    base = Fraction(base_sum) / total
    difference = sum((y for ours, _ in counting for _, y in ours), Fraction(0)) / total - base
    psi: dict[str, Decimal] = defaultdict(Decimal)
    for ours, theirs in counting:
        middle, share = mean(theirs), len(ours) / len(theirs)
        widened = share * sqrt(len(theirs) / (len(theirs) - 1))
        our_mean = mean(ours)
        for customer_id, y in ours:
            off = y - (our_mean if is_among_all else middle + difference)
            psi[customer_id] += rounded(off, PLACES)
        for customer_id, y in theirs:
            off = float(middle - y) * (share if is_among_all else widened)
            psi[customer_id] += rounded(Fraction(off), PLACES)
    parts = {customer_id: float(one) / total for customer_id, one in psi.items()}
    return Compared(total, difference, base, parts)


def mean(cases: list[tuple[str, Fraction]]) -> Fraction:
    """The mean outcome of some cases."""
    return sum((y for _, y in cases), Fraction(0)) / len(cases)


def less_placebo(outcome: Compared, placebo: Compared, factor: Fraction) -> Compared:
    """The difference less the placebo's [lift-net]."""
    if outcome.difference is None or placebo.difference is None:
        return Compared(0, None, None, {})
    psi = {
        customer_id: outcome.psi.get(customer_id, 0.0)
        - float(factor) * placebo.psi.get(customer_id, 0.0)
        for customer_id in outcome.psi.keys() | placebo.psi.keys()
    }
    difference = outcome.difference - factor * placebo.difference
    return Compared(outcome.engaged, difference, None, psi)


# --- Balance ---------------------------------------------------------------------------------

MEASURES = ("orders", "net_revenue", "days_known", "days_since_order")


def largest_gap(
    engaged: list[Case], counterparts: list[Case], weights: dict[int, float]
) -> float | None:
    """How far the means of both sides are apart; cases without a weight are left out."""
    gaps = []
    for measure in MEASURES:
        ours, theirs = (
            [(float(getattr(case.past, measure)), weights.get(id(case), 0.0)) for case in cases]
            for cases in (engaged, counterparts)
        )
        spread = sqrt(sum(variance_of([value for value, _ in side]) for side in (ours, theirs)) / 2)
        means = [weighted(side) for side in (ours, theirs)]
        if spread > 0 and None not in means:
            gaps.append(abs(means[0] - means[1]) / spread)
    return max(gaps, default=None)


def variance_of(values: list[float]) -> float:
    """The sample variance; that of a single case is 0."""
    return variance(values) if len(values) > 1 else 0.0


def weighted(side: Iterable[tuple[float, float]]) -> float | None:
    """The weighted mean; None without any weight."""
    side = list(side)
    total = sum(weight for _, weight in side)
    return sum(value * weight for value, weight in side) / total if total else None


def weights_of(engaged: list[Case], counterparts: list[Case]) -> dict[int, float]:
    """1 for the engaged of strata that count, for their counterparts e / c."""
    sides: dict[Any, tuple[list[Case], list[Case]]] = defaultdict(lambda: ([], []))
    for place, cases in enumerate((engaged, counterparts)):
        for case in cases:
            sides[case.stratum][place].append(case)
    weights = {}
    for ours, theirs in sides.values():
        if ours and len(theirs) > 1:
            weights |= {id(case): 1.0 for case in ours}
            weights |= {id(case): len(ours) / len(theirs) for case in theirs}
    return weights


# --- The mart --------------------------------------------------------------------------------


def marts(engagement: Engagement, scores: dict[date, list[Scored]]) -> dict[str, list[Line]]:
    """The rows of engagement_revenue_lift."""
    lift = Lift(engagement, scores)
    rows = [
        row_of(lift, method, *about)
        for about in product(COMPARED_WITH, OUTCOMES, lift.settings.lift_windows)
        for method in (RAW, STRATA)
    ]
    about = ("compared_with", "outcome", "window_days")
    borne = {
        tuple(row[name] for name in about): {name: row[name] for name in BORNE}
        for row in rows
        if row["method"] == STRATA
    }
    return {
        "engagement_revenue_lift": [
            {**row, **borne[tuple(row[name] for name in about)]} for row in rows
        ]
    }


def row_of(lift: Lift, method: str, compared_with: str, outcome: str, days: int) -> Line:
    """One row; its gaps and verdict are those of its own cases."""
    as_of, window = lift.engagement.commerce.as_of, timedelta(days=days)
    cases = [case for case in lift.cases if period_end(case.one.month, "month") + window <= as_of]
    is_among_all = method == RAW and compared_with == EVERYBODY
    engaged = [case for case in cases if case.is_engaged]
    counterparts = [
        case
        for case in cases
        if is_among_all
        or case.one.level == compared_with
        or (compared_with == EVERYBODY and not case.is_engaged)
    ]

    def told(side: list[Case], of_placebo: bool) -> list[tuple[str, Any, Fraction]]:
        """Customer, stratum and outcome of some cases."""
        return [
            (
                case.customer_id,
                None
                if method == RAW
                else (case.placebo_stratum if of_placebo else case.stratum),
                case.placebos[outcome] if of_placebo else case.outcomes[outcome, days],
            )
            for case in side
        ]

    now, placebo = (
        compared(told(engaged, of_placebo), told(counterparts, of_placebo), is_among_all)
        for of_placebo in (False, True)
    )
    net = less_placebo(now, placebo, Fraction(days, lift.settings.lift_placebo_days))
    engaged_sum, counterpart_sum = (
        sum((case.outcomes[outcome, days] for case in side), Fraction(0))
        for side in (engaged, counterparts)
    )
    row = {
        "method": method,
        "compared_with": compared_with,
        "outcome": outcome,
        "window_days": days,
        "engaged_customers": len({case.customer_id for case in engaged}),
        "counterpart_customers": len({case.customer_id for case in counterparts}),
        "engaged_cases": len(engaged),
        "counterpart_cases": len(counterparts),
        "compared_cases": now.engaged,
        "dropped_cases": len(engaged) - now.engaged,
        "placebo_compared_cases": placebo.engaged,
        "engaged_sum": as_decimal(engaged_sum),
        "counterpart_sum": as_decimal(counterpart_sum),
        "engaged_mean": float(engaged_sum / len(engaged)) if engaged else None,
        "counterpart_mean": (
            float(counterpart_sum / len(counterparts)) if counterparts else None
        ),
        "base": as_float(now.base),
        "difference": as_float(now.difference),
        "difference_percent": (
            float(100 * now.difference / now.base)
            if now.base is not None and now.base > 0
            else None
        ),
        **limits("difference", now),
        "placebo_difference": as_float(placebo.difference),
        **limits("placebo", placebo),
        "net_difference": as_float(net.difference),
        **limits("net", net),
        "outcome_psi_squares": now.psi_squares,
        "placebo_psi_squares": placebo.psi_squares,
        "net_psi_squares": net.psi_squares,
        "largest_gap_before": largest_gap(
            engaged, counterparts, {id(case): 1.0 for case in cases}
        ),
        "largest_gap_after": largest_gap(
            engaged, counterparts, weights_of(engaged, counterparts)
        ),
    }
    return {**row, "verdict": verdict(lift, row)}


def limits(name: str, one: Compared) -> Line:
    """Both ends of an interval."""
    lower, upper = one.interval()
    return {f"{name}_lower": lower, f"{name}_upper": upper}


def as_float(number: Fraction | None) -> float | None:
    """A double, or null."""
    return None if number is None else float(number)


def as_decimal(number: Fraction) -> Decimal:
    """A sum of money, exactly."""
    return Decimal(number.numerator) / number.denominator


def verdict(lift: Lift, row: Line) -> str:
    """[lift-verdict]."""
    settings = lift.settings
    if not row["engaged_cases"] + row["counterpart_cases"]:
        return "no_history"
    fewest = min(row["engaged_customers"], row["counterpart_customers"])
    if fewest < settings.lift_least_customers:
        return "too_few"
    kept = min(row["compared_cases"], row["placebo_compared_cases"])
    gap = row["largest_gap_after"]
    if 100 * kept < settings.lift_least_kept_percent * row["engaged_cases"] or (
        gap is not None and gap > settings.lift_largest_gap
    ):
        return "no_overlap"
    if not holds_zero(row, "placebo"):
        return "placebo_fails"
    if holds_zero(row, "difference") or holds_zero(row, "net"):
        return "no_difference"
    return "shown"


def holds_zero(row: Line, name: str) -> bool:
    """Whether an interval holds 0; one that is not known may."""
    lower, upper = row[f"{name}_lower"], row[f"{name}_upper"]
    return lower is None or lower <= 0 <= upper
