"""What a variant of an experiment changes (docs/definitions.md: from [experiment-assignment])."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import sqrt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .engagement import ONE_DAY, Engagement, Line, rounded
from .lift import PLACES, Z, as_decimal
from .periods import local_date
from .raw_layer import StagedTable
from .reference import read_seed

DAYS_BEFORE = timedelta(days=365)
ALL_OF_THEM = 100

Interval = tuple[float | None, float | None]
# A customer's value of a metric in the window, and in the year before it.
Pair = tuple[Fraction, Fraction]


# --- Assignments -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Experiment:
    """An experiment: its variants, and when each of their customers was assigned."""

    experiment_id: str
    control: str
    assigned: dict[str, dict[str, datetime]]
    customers_in_two_variants: int


def experiments(engagement: Engagement, rows: list[Line]) -> Iterator[Experiment]:
    """The experiments with one control, by the rows that are known at the as-of date.

    A row of nobody is none: it names neither a variant nor the control.
    """
    commerce = engagement.commerce
    timezone = commerce.settings.reporting_timezone
    rows_of: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        is_known = local_date(row["assigned_at"], timezone) <= commerce.as_of
        if is_known and engagement.people.customer(row["customer_id"]) is not None:
            rows_of[row["experiment_id"]].append(row)
    for experiment_id, rows_here in rows_of.items():
        controls = {row["variant"] for row in rows_here if row["is_control"]}
        if len(controls) != 1:
            continue
        variants_of: dict[str, dict[str, datetime]] = defaultdict(dict)
        for row in rows_here:
            times, moment = variants_of[row["customer_id"]], row["assigned_at"]
            times[row["variant"]] = min(moment, times.get(row["variant"], moment))
        assigned: dict[str, dict[str, datetime]] = {row["variant"]: {} for row in rows_here}
        for customer_id, times in variants_of.items():
            if len(times) == 1:
                ((variant, moment),) = times.items()
                assigned[variant][customer_id] = moment
        yield Experiment(
            experiment_id,
            *controls,
            assigned,
            sum(len(times) > 1 for times in variants_of.values()),
        )


# --- What customers did ----------------------------------------------------------------------


@dataclass(frozen=True)
class Deeds:
    """What customers did, from one moment to another."""

    engagement: Engagement

    @cached_property
    def timezone(self) -> str:
        """The reporting time zone."""
        return self.engagement.commerce.settings.reporting_timezone

    @cached_property
    def end_of_data(self) -> datetime:
        """The end of the as-of date, as UTC."""
        day_after = self.engagement.commerce.as_of + ONE_DAY
        midnight = datetime.combine(day_after, time(), ZoneInfo(self.timezone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    @cached_property
    def orders_of(self) -> dict[str, list[tuple[datetime, Decimal]]]:
        """Time and amount of each customer's completed orders."""
        found: dict[str, list[tuple[datetime, Decimal]]] = defaultdict(list)
        for order in self.engagement.commerce.completed_orders:
            if order.customer_id is not None:
                found[order.customer_id].append((order.ordered_at, order.base_amount))
        return found

    @cached_property
    def refunds_of(self) -> dict[str, list[tuple[datetime, Decimal]]]:
        """Time and amount of each customer's counted refunds."""
        found: dict[str, list[tuple[datetime, Decimal]]] = defaultdict(list)
        for refund in self.engagement.commerce.counted_refunds:
            if refund.customer_id is not None:
                found[refund.customer_id].append((refund.refunded_at, refund.base_amount))
        return found

    def net_revenue(self, customer_id: str, start: datetime, length: timedelta) -> Fraction:
        """Orders less refunds."""
        bought, refunded = (
            sum((Fraction(one) for one in within(found, customer_id, start, length)), Fraction(0))
            for found in (self.orders_of, self.refunds_of)
        )
        return bought - refunded

    def orders(self, customer_id: str, start: datetime, length: timedelta) -> Fraction:
        """The number of completed orders."""
        return Fraction(len(within(self.orders_of, customer_id, start, length)))

    def active_days(self, customer_id: str, start: datetime, length: timedelta) -> Fraction:
        """Days with an activity that makes active, from the local day of the start on."""
        first_day = local_date(start, self.timezone)
        days = self.engagement.active_days.get(customer_id, set())
        return Fraction(sum(first_day <= day < first_day + length for day in days))

    def active_days_before(self, customer_id: str, end: datetime) -> Fraction:
        """The same in the local days before that of the end."""
        last_day = local_date(end, self.timezone)
        days = self.engagement.active_days.get(customer_id, set())
        return Fraction(sum(last_day - DAYS_BEFORE <= day < last_day for day in days))

    def pair(self, metric: str, customer_id: str, assigned_at: datetime, window: int) -> Pair:
        """The metric in the window, and in the year before the assignment."""
        counted, is_share = COUNTED[metric]
        count: Callable[..., Fraction] = getattr(self, counted)
        after = count(customer_id, assigned_at, timedelta(days=window))
        if counted == "active_days":
            before = self.active_days_before(customer_id, assigned_at)
        else:
            before = count(customer_id, assigned_at - DAYS_BEFORE, DAYS_BEFORE)
        if is_share:
            return Fraction(ALL_OF_THEM * (after > 0)), Fraction(ALL_OF_THEM * (before > 0))
        return after, before


# Each metric: what is counted, and whether only that there is any counts.
COUNTED = {
    "net_revenue": ("net_revenue", False),
    "orders": ("orders", False),
    "active_days": ("active_days", False),
    "bought": ("orders", True),
    "was_active": ("active_days", True),
}


def within(
    found: dict[str, list[tuple[datetime, Decimal]]],
    customer_id: str,
    start: datetime,
    length: timedelta,
) -> list[Decimal]:
    """The amounts of a customer from a moment on, the end not included."""
    return [amount for at, amount in found.get(customer_id, ()) if start <= at < start + length]


# --- Comparison ------------------------------------------------------------------------------


def mean(values: list[Fraction]) -> Fraction:
    """The mean of some values."""
    return sum(values, Fraction(0)) / len(values)


def square_sum(values: list[Fraction]) -> Decimal:
    """The squares added up, each with 8 places."""
    return sum((rounded(one * one, PLACES) for one in values), Decimal(0))


def variance(values: list[Fraction]) -> float:
    """The sample variance, from the rounded squares; 0 where all are equal."""
    if len(set(values)) == 1:
        return 0.0
    squares = Fraction(square_sum(values)) - sum(values, Fraction(0)) ** 2 / len(values)
    return float(squares / (len(values) - 1))


def interval(difference: Fraction, ours: list[Fraction], theirs: list[Fraction]) -> Interval:
    """The 95 % interval of a difference of two means, with Welch's degrees of freedom."""
    if min(len(ours), len(theirs)) < 2:
        return None, None
    a, b = (variance(side) / len(side) for side in (ours, theirs))
    if a + b <= 0:
        return None, None
    freedom = (a + b) ** 2 / (a**2 / (len(ours) - 1) + b**2 / (len(theirs) - 1))
    half = student_point(freedom) * sqrt(a + b)
    return float(difference) - half, float(difference) + half


def student_point(freedom: float) -> float:
    """The 97.5 % point of Student's distribution, by the formula of [lift-interval]."""
    return Z + (Z**3 + Z) / (4 * freedom) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)


def adjusted(ours: list[Pair], theirs: list[Pair]) -> tuple[list[Fraction], list[Fraction]] | None:
    """Both sides without what the year before foretells; None where that does not vary."""
    products = squares = Decimal(0)
    for side in (ours, theirs):
        if not side:
            continue
        middle_y, middle_x = mean([y for y, _ in side]), mean([x for _, x in side])
        products += sum(rounded((x - middle_x) * (y - middle_y), PLACES) for y, x in side)
        squares += sum(rounded((x - middle_x) ** 2, PLACES) for _, x in side)
    if not squares:
        return None
    theta = Fraction(products) / Fraction(squares)
    middle = mean([x for _, x in (*ours, *theirs)])
    ours, theirs = ([y - theta * (x - middle) for y, x in side] for side in (ours, theirs))
    return ours, theirs


COMPARED = (
    *("difference", "difference_lower", "difference_upper"),
    *("adjusted_difference", "adjusted_lower", "adjusted_upper"),
)


def compared(ours: list[Pair], theirs: list[Pair]) -> Line:
    """A variant against the control."""
    found: Line = dict.fromkeys(COMPARED)
    if not ours or not theirs:
        return found
    plain = ([y for y, _ in ours], [y for y, _ in theirs])
    for name, prefix, sides in (
        ("difference", "difference", plain),
        ("adjusted_difference", "adjusted", adjusted(ours, theirs)),
    ):
        if sides is not None:
            difference = mean(sides[0]) - mean(sides[1])
            found[name] = float(difference)
            found[f"{prefix}_lower"], found[f"{prefix}_upper"] = interval(difference, *sides)
    return found


# --- Sample ratio ----------------------------------------------------------------------------


def sample_ratio(experiment: Experiment, reference_dir: Path) -> Line:
    """Whether the variants have the customers that they should have [sample-ratio]."""
    shares = {
        row["variant"]: Fraction(row["share"])
        for row in read_seed(reference_dir / "experiment_shares.csv")
        if row["experiment_id"] == experiment.experiment_id
    }
    counts = {variant: len(times) for variant, times in experiment.assigned.items()}
    if not shares:
        shares = dict.fromkeys(counts, Fraction(1))
    total = sum(counts.values())
    if not total or counts.keys() - shares.keys():
        return {"chi_square": None, "is_ratio_suspect": None}
    chi_square = Decimal(0)
    for variant, share in shares.items():
        expected = total * share / sum(shares.values())
        chi_square += rounded((counts.get(variant, 0) - expected) ** 2 / expected, PLACES)
    points = {
        int(row["degrees_of_freedom"]): Decimal(row["point"])
        for row in read_seed(reference_dir / "chi_square_points.csv")
    }
    point = points.get(len(shares) - 1)
    return {
        "chi_square": float(chi_square),
        "is_ratio_suspect": None if point is None else chi_square > point,
    }


# --- The mart --------------------------------------------------------------------------------


def marts(
    engagement: Engagement, staged: dict[str, StagedTable], reference_dir: Path
) -> dict[str, list[Line]]:
    """The rows of experiment_results."""
    deeds = Deeds(engagement)
    return {
        "experiment_results": [
            row
            for experiment in experiments(engagement, staged["experiments"].kept)
            for row in experiment_rows(deeds, experiment, sample_ratio(experiment, reference_dir))
        ]
    }


def experiment_rows(deeds: Deeds, experiment: Experiment, ratio: Line) -> Iterator[Line]:
    """The rows of an experiment."""
    for window in deeds.engagement.commerce.settings.experiment_windows:
        length = timedelta(days=window)
        for metric in COUNTED:
            pairs = {
                variant: [
                    deeds.pair(metric, customer_id, moment, window)
                    for customer_id, moment in times.items()
                    if moment + length <= deeds.end_of_data
                ]
                for variant, times in experiment.assigned.items()
            }
            for variant, ours in pairs.items():
                is_control = variant == experiment.control
                values = [y for y, _ in ours]
                yield {
                    "experiment_id": experiment.experiment_id,
                    "variant": variant,
                    "metric": metric,
                    "window_days": window,
                    "is_control": is_control,
                    "customers": len(ours),
                    "value_sum": as_decimal(sum(values, Fraction(0))),
                    "value_square_sum": square_sum(values),
                    "mean": float(mean(values)) if values else None,
                    **compared([] if is_control else ours, pairs[experiment.control]),
                    "assigned_customers": len(experiment.assigned[variant]),
                    "customers_in_two_variants": experiment.customers_in_two_variants,
                    **ratio,
                }
