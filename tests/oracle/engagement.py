"""Who is active, how much, and what follows (docs/definitions.md, Across channels)."""

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path
from statistics import median
from typing import Any

from .activity import NEGATIVE, NEUTRAL, POSITIVE
from .commerce import ratio
from .facts import ALL, Cell, Commerce
from .metric_rows import TOTAL, RowKey, key_columns, total_keys
from .people import People
from .periods import add_months, is_complete, local_date, period_end, period_start, period_starts
from .reference import read_seed

CHANNEL = "channel"
CUSTOMER_DIMENSIONS = (
    *("customer_segment", "country", "age_group", "subscription_level", "brand"),
)
REASONS = 3
MONTHS_TO_FOLLOW = 3
PLACES_OF_SCORES = 4
ONE_DAY = timedelta(days=1)

Line = dict[str, Any]


def rounded(number: Fraction, places: int = PLACES_OF_SCORES) -> Decimal:
    """The number with so many places, half up."""
    return Decimal(floor(number * 10**places + Fraction(1, 2))).scaleb(-places)


def quantile(rank: int, count: int, tiles: int) -> int:
    """Which of so many equal parts a rank among so many values falls into [equal-quintiles]."""
    if count == 1:
        return 1
    return min(tiles, 1 + tiles * (rank - 1) // (count - 1))


def quantiles(values: dict[str, Any], tiles: int) -> dict[str, int]:
    """The part of each value, from the lowest; equal values share the first of their ranks."""
    ordered = sorted(values.values())
    first_rank: dict[Any, int] = {}
    for rank, value in enumerate(ordered, start=1):
        first_rank.setdefault(value, rank)
    return {
        name: quantile(first_rank[value], len(ordered), tiles) for name, value in values.items()
    }


@dataclass(frozen=True)
class Engagement:
    """What persons did day by day, and since when customers are known."""

    commerce: Commerce
    people: People
    activity: list[Line]
    reference_dir: Path

    @cached_property
    def types(self) -> dict[str, Line]:
        """The types of activities."""
        seed = read_seed(self.reference_dir / "activity_types.csv")
        return {row["activity_type"]: row for row in seed}

    @cached_property
    def parts(self) -> list[Line]:
        """The parts of the score, in the order of the seed."""
        seed = read_seed(self.reference_dir / "engagement_parts.csv")
        return sorted(seed, key=lambda row: int(row["part_order"]))

    @cached_property
    def levels(self) -> list[Line]:
        """The levels of engagement, in the order of the seed."""
        seed = read_seed(self.reference_dir / "engagement_levels.csv")
        return sorted(seed, key=lambda row: int(row["level_order"]))

    @cached_property
    def active(self) -> list[Line]:
        """The activities that make a person active."""
        return [line for line in self.activity if line["makes_active"]]

    @cached_property
    def first_day(self) -> date:
        """The first day on which anybody is active."""
        return min((line["activity_date"] for line in self.active), default=date.max)

    @cached_property
    def known_since(self) -> dict[str, date]:
        """The day from which each customer is known [customer-base]."""
        timezone = self.commerce.settings.reporting_timezone
        days = [
            *(
                (row["customer_id"], local_date(row["created_at"], timezone))
                for row in self.people.customers
            ),
            *((name, ordered_on[0]) for name, ordered_on in self.commerce.order_dates.items()),
        ]
        known: dict[str, date] = {}
        for customer_id, day in days:
            if self.people.customer(customer_id) is not None:
                known[customer_id] = min(day, known.get(customer_id, day))
        return known

    def cells(self, customer_id: str | None) -> list[Cell]:
        """The cuts of a person that do not depend on what they do."""
        return [
            TOTAL,
            *((name, self.commerce.attribute(customer_id, name)) for name in CUSTOMER_DIMENSIONS),
        ]

    @cached_property
    def lines_of(self) -> dict[str, list[Line]]:
        """What each customer did, of any type."""
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in self.activity:
            if line["customer_id"] is not None:
                lines[line["customer_id"]].append(line)
        return lines

    @cached_property
    def active_days(self) -> dict[str, set[date]]:
        """The days on which each customer was active."""
        days: dict[str, set[date]] = defaultdict(set)
        for line in self.active:
            if line["customer_id"] is not None:
                days[line["customer_id"]].add(line["activity_date"])
        return days

    def was_active(self, customer_id: str, first_day: date, last_day: date) -> bool:
        """Whether a customer was active from one day to another, both included."""
        days = self.active_days.get(customer_id, set())
        return any(first_day <= day <= last_day for day in days)

    @cached_property
    def orders_of(self) -> dict[str, list[tuple[date, Decimal]]]:
        """Day and amount of each customer's completed orders."""
        orders = self.commerce.completed_orders
        return by_customer((one.customer_id, one.ordered_date, one.base_amount) for one in orders)

    @cached_property
    def refunds_of(self) -> dict[str, list[tuple[date, Decimal]]]:
        """Day and amount of each customer's counted refunds."""
        refunds = self.commerce.counted_refunds
        return by_customer(
            (one.customer_id, one.refunded_date, one.base_amount) for one in refunds
        )

    def net_revenue(self, customer_id: str, first_day: date, last_day: date) -> Decimal:
        """Orders less refunds of a customer from one day to another, both included."""
        bought, refunded = (
            sum(
                (amount for day, amount in found.get(customer_id, ())
                 if first_day <= day <= last_day),
                Decimal(0),
            )
            for found in (self.orders_of, self.refunds_of)
        )  # fmt: skip
        return bought - refunded

    def bought(self, customer_id: str, first_day: date, last_day: date) -> bool:
        """Whether a customer completed an order from one day to another, both included."""
        return any(first_day <= day <= last_day for day, _ in self.orders_of.get(customer_id, ()))


def by_customer(
    amounts: Iterable[tuple[str | None, date, Decimal]],
) -> dict[str, list[tuple[date, Decimal]]]:
    """Days and amounts of each customer."""
    found: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for customer_id, day, amount in amounts:
        if customer_id is not None:
            found[customer_id].append((day, amount))
    return found


# --- customer_engagement_monthly -------------------------------------------------------------


@dataclass(frozen=True)
class Scored:
    """A customer in a month: the numbers of their window, the parts made of them, the score."""

    customer_id: str
    month: date
    is_new: bool
    numbers: dict[str, Decimal | int]
    parts: dict[str, Decimal]
    score: Decimal
    last_feeling: str | None
    level: str


def scored_months(engagement: Engagement) -> list[date]:
    """The complete months whose window does not begin before the first active day."""
    settings, as_of = engagement.commerce.settings, engagement.commerce.as_of
    months_before = settings.engagement_window_months - 1
    return [
        month
        for month in period_starts(engagement.first_day, as_of, "month")
        if is_complete(month, "month", as_of)
        and add_months(month, -months_before) >= engagement.first_day
    ]


def scores(engagement: Engagement) -> dict[date, list[Scored]]:
    """Everybody who is known by the end of each scored month."""
    return {
        month: [
            scored(engagement, customer_id, month)
            for customer_id, known_since in engagement.known_since.items()
            if known_since <= period_end(month, "month")
        ]
        for month in scored_months(engagement)
    }


def scored(engagement: Engagement, customer_id: str, month: date) -> Scored:
    """A customer by what they did in the window that ends with a month."""
    settings, last_day = engagement.commerce.settings, period_end(month, "month")
    first_day = add_months(month, 1 - settings.engagement_window_months)
    lines = [
        line
        for line in engagement.lines_of.get(customer_id, [])
        if first_day <= line["activity_date"] <= last_day
    ]
    numbers = numbers_of(engagement, lines)
    targets, weights = (
        {seed["engagement_part"]: Fraction(seed[column]) for seed in engagement.parts}
        for column in ("target", "weight")
    )
    parts = {
        name: rounded(100 * min(Fraction(1), Fraction(numbers[name]) / target))
        for name, target in targets.items()
    }
    score = weighted_mean(parts, weights)
    feeling = last_feeling(lines)
    known_for = last_day - engagement.known_since[customer_id]
    return Scored(
        customer_id=customer_id,
        month=month,
        is_new=known_for < timedelta(days=settings.new_customer_days),
        numbers=numbers,
        parts=parts,
        score=score,
        last_feeling=feeling,
        level=next(
            seed["engagement_level"]
            for seed in engagement.levels
            if Decimal(seed["score_from"]) <= score and seed["feeling"] in ("", feeling)
        ),
    )


def weighted_mean(parts: dict[str, Decimal], weights: dict[str, Fraction]) -> Decimal:
    """The mean of some parts, each with its weight."""
    total = sum(Fraction(part) * weights[name] for name, part in parts.items())
    return rounded(total / sum(weights[name] for name in parts))


def numbers_of(engagement: Engagement, lines: list[Line]) -> dict[str, Decimal | int]:
    """The four numbers of [engagement-parts]."""
    types = engagement.types
    counted = [
        line
        for line in lines
        if line["makes_active"] and types[line["activity_type"]]["is_purchase"] == "false"
    ]
    done: Counter[tuple[date, str]] = Counter()
    for line in counted:
        done[line["activity_date"], line["activity_type"]] += line["activities"]
    points = sum(
        int(types[name]["points"]) * min(count, int(types[name]["daily_cap"]))
        for (_, name), count in done.items()
    )
    active_days = len({day for day, _ in done})
    return {
        "active_days": active_days,
        "channels": len({line["channel"] for line in counted}),
        "points_per_active_day": rounded(Fraction(points, active_days or 1)),
        "voices": sum(
            count for (_, name), count in done.items() if types[name]["is_voice"] == "true"
        ),
    }


def last_feeling(lines: list[Line]) -> str | None:
    """That of the last day with one; of one day the negative one."""
    felt = [line for line in lines if line["feeling"] != NEUTRAL]
    if not felt:
        return None
    last_day = max(line["activity_date"] for line in felt)
    feelings = {line["feeling"] for line in felt if line["activity_date"] == last_day}
    return NEGATIVE if NEGATIVE in feelings else POSITIVE


def reasons(
    engagement: Engagement, one: Scored, part_medians: dict[str, Decimal]
) -> Iterator[str]:
    """The parts furthest from their medians; a stable sort keeps the order of the seed."""
    names = [seed["engagement_part"] for seed in engagement.parts]
    names.sort(key=lambda name: -abs(one.parts[name] - part_medians[name]))
    yield from names[:REASONS]


def monthly_rows(engagement: Engagement, everybody: dict[date, list[Scored]]) -> Iterator[Line]:
    """The rows of customer_engagement_monthly."""
    names = [seed["engagement_part"] for seed in engagement.parts]
    for month, customers in everybody.items():
        if not customers:
            continue
        part_medians, medians = (
            {
                name: median(Decimal(getattr(one, values)[name]) for one in customers)
                for name in names
            }
            for values in ("parts", "numbers")
        )
        for one in customers:
            row = {
                "customer_id": one.customer_id,
                "month_start": month,
                "is_new": one.is_new,
                **{name: one.numbers[name] for name in names},
                **{f"{name}_part": one.parts[name] for name in names},
                "score": one.score,
                "last_feeling": one.last_feeling,
                "engagement_level": one.level,
            }
            for number, name in enumerate(reasons(engagement, one, part_medians), start=1):
                row[f"reason_{number}"] = name
                row[f"reason_{number}_value"] = one.numbers[name]
                row[f"reason_{number}_median"] = medians[name]
            yield row


# --- score_backtest --------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a scored customer did after the month."""

    one: Scored
    was_active: bool
    bought: bool
    net_revenue: Decimal


def is_followed(engagement: Engagement, month: date) -> bool:
    """Whether what follows a month is over."""
    as_of, settings = engagement.commerce.as_of, engagement.commerce.settings
    days_after = timedelta(days=settings.backtest_days)
    return (
        is_complete(add_months(month, MONTHS_TO_FOLLOW), "month", as_of)
        and period_end(month, "month") + days_after <= as_of
    )


def backtest_rows(engagement: Engagement, everybody: dict[date, list[Scored]]) -> Iterator[Line]:
    """The rows of score_backtest."""
    for month, customers in everybody.items():
        if not customers or not is_followed(engagement, month):
            continue
        first_day = period_end(month, "month") + ONE_DAY
        days_after = timedelta(days=engagement.commerce.settings.backtest_days - 1)
        last_day = first_day + days_after
        outcomes = [
            Outcome(
                one,
                engagement.was_active(one.customer_id, first_day, last_day),
                engagement.bought(one.customer_id, first_day, last_day),
                engagement.net_revenue(one.customer_id, first_day, last_day),
            )
            for one in customers
        ]
        deciles = quantiles({one.customer_id: one.score for one in customers}, 10)
        groups: dict[Cell, list[Outcome]] = {TOTAL: outcomes}
        for outcome in outcomes:
            decile = str(deciles[outcome.one.customer_id])
            groups.setdefault(("decile", decile), []).append(outcome)
            groups.setdefault(("engagement_level", outcome.one.level), []).append(outcome)
        for (dimension, value), found in groups.items():
            is_all = dimension == ALL
            yield {
                "month_start": month,
                "dimension": dimension,
                "dimension_value": value,
                "customers": len(found),
                "active_customers": sum(outcome.was_active for outcome in found),
                "buyers": sum(outcome.bought for outcome in found),
                "net_revenue": sum((outcome.net_revenue for outcome in found), Decimal(0)),
                "auc_active": area(found, "was_active") if is_all else None,
                "auc_buying": area(found, "bought") if is_all else None,
            }


def area(outcomes: list[Outcome], what: str) -> float | None:
    """The share of pairs of one who did and one who did not that the score puts in order."""
    did = [outcome.one.score for outcome in outcomes if getattr(outcome, what)]
    did_not = [outcome.one.score for outcome in outcomes if not getattr(outcome, what)]
    halves = sum((a > b) * 2 + (a == b) for a in did for b in did_not)
    return ratio(halves, 2 * len(did) * len(did_not))


# --- engagement_metrics ----------------------------------------------------------------------


@dataclass(frozen=True)
class Presence:
    """In which periods of a grain each person was active, within one cut."""

    persons_in: dict[date, set[str]]
    first_period: dict[str, date]

    @staticmethod
    def of(starts_of: dict[str, set[date]]) -> "Presence":
        """From the periods of each person."""
        persons_in: dict[date, set[str]] = defaultdict(set)
        for person, starts in starts_of.items():
            for start in starts:
                persons_in[start].add(person)
        return Presence(persons_in, {person: min(starts) for person, starts in starts_of.items()})

    def persons(self, start: date) -> set[str]:
        """Who was active in a period."""
        return self.persons_in.get(start, set())


def engagement_metrics(
    engagement: Engagement, everybody: dict[date, list[Scored]]
) -> Iterator[Line]:
    """The rows of engagement_metrics."""
    for grain in engagement.commerce.settings.period_grains:
        yield from rows_of_grain(engagement, everybody, grain)


def rows_of_grain(
    engagement: Engagement, everybody: dict[date, list[Scored]], grain: str
) -> Iterator[Line]:
    """The rows of one grain."""
    settings, as_of = engagement.commerce.settings, engagement.commerce.as_of
    starts_of: dict[Cell, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    days_of: dict[tuple[Cell, date], set[tuple[str, date]]] = defaultdict(set)
    channels_of: dict[tuple[str, date], set[str]] = defaultdict(set)
    for line in engagement.active:
        person, day, channel = line["person_id"], line["activity_date"], line["channel"]
        start = period_start(day, grain)
        channels_of[person, start].add(channel)
        for cell in (*engagement.cells(line["customer_id"]), (CHANNEL, channel)):
            starts_of[cell][person].add(start)
            days_of[cell, start].add((person, day))
    presences = {cell: Presence.of(starts) for cell, starts in starts_of.items()}
    known_days: dict[Cell, list[date]] = defaultdict(list)
    for customer_id, known_since in engagement.known_since.items():
        for cell in engagement.cells(customer_id):
            insort(known_days[cell], known_since)
    levels = levels_of_cells(engagement, everybody) if grain == "month" else {}
    keys = {
        (start, TOTAL)
        for grain_of_key, start, *_ in total_keys(engagement.first_day, as_of, settings)
        if grain_of_key == grain
    }
    for cell, presence in presences.items():
        for start in presence.persons_in:
            after = period_end(start, grain) + ONE_DAY
            keys |= {(start, cell)} | ({(after, cell)} if after <= as_of else set())
    for start, cell in sorted(keys | set(levels)):
        presence = presences.get(cell, Presence({}, {}))
        yield row_of(
            engagement, (grain, start, *cell), presence,
            days=len(days_of[cell, start]),
            person_channels=sum(
                len(channels_of[person, start]) for person in presence.persons(start)
            ),
            base=bisect_right(
                known_days[TOTAL if cell[0] == CHANNEL else cell], period_end(start, grain)
            ),
            levels=levels.get((start, cell), [] if (start, TOTAL) in levels else None),
        )  # fmt: skip


def levels_of_cells(
    engagement: Engagement, everybody: dict[date, list[Scored]]
) -> dict[tuple[date, Cell], list[str]]:
    """The levels of the customers who are scored in each month and cut."""
    levels: dict[tuple[date, Cell], list[str]] = defaultdict(list)
    for month, customers in everybody.items():
        for one in customers:
            for cell in engagement.cells(one.customer_id):
                levels[month, cell].append(one.level)
    return levels


def row_of(
    engagement: Engagement,
    key: RowKey,
    presence: Presence,
    days: int,
    person_channels: int,
    base: int,
    levels: list[str] | None,
) -> Line:
    """The parts of one row, then its metrics."""
    grain, start, dimension, _ = key
    as_of = engagement.commerce.as_of
    last_day, start_before = period_end(start, grain), period_start(start - ONE_DAY, grain)
    complete = is_complete(start, grain, as_of)
    active, before = presence.persons(start), presence.persons(start_before)
    new = {person for person in active if presence.first_period[person] == start}
    is_compared = start_before >= engagement.first_day
    customers = [person.partition(":")[2] for person in active if person.startswith("customer:")]
    active_customers = sum(
        engagement.known_since.get(customer_id, date.max) <= last_day for customer_id in customers
    )
    previous = len(before) if is_compared else None
    retained = len(active & before) if is_compared and complete else None
    lapsed = len(before - active) if is_compared and complete else None
    is_month = grain == "month" and complete
    fully_engaged = scored_customers = None
    if levels is not None and dimension != CHANNEL:
        fully_engaged = levels.count(engagement.levels[0]["engagement_level"])
        scored_customers = len(levels)
    days_of_month = (last_day - start).days + 1
    return {
        **key_columns(key, as_of),
        "active_people": len(active),
        "new_active_people": len(new),
        "returning_active_people": len(active - new),
        "previous_active_people": previous,
        "retained_people": retained,
        "lapsed_people": lapsed,
        "reactivated_people": len(active - new - before),
        "active_customers": active_customers,
        "customer_base": base,
        "person_channels": person_channels,
        "active_person_days": days,
        "fully_engaged_customers": fully_engaged,
        "scored_customers": scored_customers,
        "participation_rate": ratio(active_customers, base, 100),
        "active_retention_rate": known_ratio(retained, previous),
        "active_churn_rate": known_ratio(lapsed, previous),
        "stickiness": ratio(days * 100, days_of_month * len(active)) if is_month else None,
        "channels_per_person": ratio(person_channels, len(active)),
        "fully_engaged_share": known_ratio(fully_engaged, scored_customers),
    }


def known_ratio(numerator: int | None, denominator: int | None) -> float | None:
    """A percentage, null where a part is unknown."""
    return None if None in (numerator, denominator) else ratio(numerator, denominator, 100)


# --- Marts -----------------------------------------------------------------------------------


def marts(
    engagement: Engagement, everybody: dict[date, list[Scored]]
) -> dict[str, list[Line]]:
    """The marts of engagement, from the scores of everybody."""
    return {
        "customer_engagement_monthly": list(monthly_rows(engagement, everybody)),
        "score_backtest": list(backtest_rows(engagement, everybody)),
        "engagement_metrics": list(engagement_metrics(engagement, everybody)),
    }
