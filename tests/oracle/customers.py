"""One row per customer at the as-of date, and what each person did, one by one.

From docs/definitions.md, Across channels.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from hashlib import md5
from pathlib import Path
from typing import Any

from .commerce import YEARS_PLACES, ratio
from .engagement import REASONS, Engagement, Line, quantiles, rounded, weighted_mean
from .facts import UNKNOWN, is_referred
from .periods import local_date
from .reference import read_seed

ATTRIBUTES = (
    *("country", "region", "age_group", "customer_type", "customer_segment"),
    *("subscription_level", "acquisition_source", "acquisition_type"),
)
RFM_COLUMNS = (
    *("recency_days", "frequency", "monetary"),
    *("recency_quintile", "frequency_quintile", "monetary_quintile", "rfm_segment"),
)
QUINTILES = 5
SCALED_SURVEYS = ("nps", "csat", "ces")
COST_OF_TROUBLE = 2


@dataclass(frozen=True)
class Customers:
    """What is known of customers at the as-of date."""

    engagement: Engagement
    scores: list[Line]
    responses: list[Line]
    tickets: list[Line]
    reference_dir: Path

    @property
    def as_of(self) -> date:
        """The as-of date."""
        return self.engagement.commerce.as_of

    @cached_property
    def health_parts(self) -> dict[str, Line]:
        """The parts of the health score."""
        seed = read_seed(self.reference_dir / "health_parts.csv")
        return {row["health_part"]: row for row in seed}

    def windows(self, part: str) -> list[tuple[date, date]]:
        """First and last day of the window that ends with the as-of date, and of that before."""
        length = timedelta(days=int(self.health_parts[part]["window_days"]))
        first_day = self.as_of - length + timedelta(days=1)
        return [(first_day, self.as_of), (first_day - length, self.as_of - length)]

    @cached_property
    def rows(self) -> dict[str, Line]:
        """The rows of the customer table."""
        return {row["customer_id"]: row for row in self.engagement.people.customers}

    @cached_property
    def answers(self) -> dict[tuple[str, str], Line]:
        """The latest scored answer of each customer and type of survey."""
        scored = [
            row
            for row in self.responses
            if row["score"] is not None and row["answered_date"] <= self.as_of
        ]
        scored.sort(key=answer_order)
        return {(row["customer_id"], row["survey_type"]): row for row in scored}

    @cached_property
    def tickets_of(self) -> dict[str, list[Line]]:
        """The tickets of each customer."""
        tickets: dict[str, list[Line]] = defaultdict(list)
        for row in self.tickets:
            if row["created_date"] <= self.as_of:
                tickets[row["customer_id"]].append(row)
        return tickets

    @cached_property
    def brands(self) -> dict[str, str]:
        """The brand of each customer of the customer table."""
        return {one.customer_id: one.brand for one in self.engagement.commerce.customers}

    @cached_property
    def contacts_of(self) -> dict[str, list[Line]]:
        """What each customer did up to the as-of date."""
        return {
            customer_id: [line for line in lines if line["activity_date"] <= self.as_of]
            for customer_id, lines in self.engagement.lines_of.items()
        }

    @cached_property
    def referrals(self) -> Counter[str]:
        """How many customers, created by the as-of date, each customer referred."""
        return Counter(
            row["referred_by_customer_id"]
            for row in self.engagement.people.customers
            if is_referred(row) and self.day(row["created_at"]) <= self.as_of
        )

    @cached_property
    def last_scores(self) -> dict[str, Line]:
        """What the last scored month says of each customer."""
        last_month = max((line["month_start"] for line in self.scores), default=None)
        return {
            line["customer_id"]: line for line in self.scores if line["month_start"] == last_month
        }

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return local_date(moment, self.engagement.commerce.settings.reporting_timezone)


def answer_order(row: Line) -> tuple[Any, ...]:
    """The later of two answers, and of those of one time the one with the greater id."""
    return row["answered_date"], row["responded_at"] or row["invited_at"], row["response_id"]


# --- Recency, frequency, money ---------------------------------------------------------------


def rfm(customers: Customers) -> dict[str, Line]:
    """The columns of [rfm-segment] of everybody with a completed order up to the as-of date."""
    engagement, as_of = customers.engagement, customers.as_of
    days_of = {
        customer_id: [day for day, _ in orders if day <= as_of]
        for customer_id, orders in engagement.orders_of.items()
        if engagement.people.customer(customer_id) is not None
    }
    buyers = {customer_id: days for customer_id, days in days_of.items() if days}
    numbers = {
        customer_id: {
            "recency_days": (as_of - max(days)).days,
            "frequency": len(days),
            "monetary": engagement.net_revenue(customer_id, date.min, as_of),
        }
        for customer_id, days in buyers.items()
    }
    quintiles = {
        name: quantiles(
            {customer_id: sign * line[name] for customer_id, line in numbers.items()}, QUINTILES
        )
        for name, sign in (("recency_days", -1), ("frequency", 1), ("monetary", 1))
    }
    segments = read_seed(customers.reference_dir / "rfm_segments.csv")
    segments.sort(key=lambda row: int(row["segment_order"]))
    return {
        customer_id: {
            **line,
            "recency_quintile": quintiles["recency_days"][customer_id],
            "frequency_quintile": quintiles["frequency"][customer_id],
            "monetary_quintile": quintiles["monetary"][customer_id],
            "rfm_segment": segment(
                segments,
                recency=quintiles["recency_days"][customer_id],
                frequency=quintiles["frequency"][customer_id],
                monetary=quintiles["monetary"][customer_id],
            ),
        }
        for customer_id, line in numbers.items()
    }


def segment(segments: list[Line], **quintiles: int) -> str | None:
    """The first segment whose bounds hold."""
    for row in segments:
        if all(
            int(row[f"{name}_from"]) <= value <= int(row[f"{name}_to"])
            for name, value in quintiles.items()
        ):
            return row["rfm_segment"]
    return None


# --- The record of a customer ----------------------------------------------------------------


def customer_rows(customers: Customers) -> Iterator[Line]:
    """The rows of customers."""
    engagement, as_of = customers.engagement, customers.as_of
    ordered = {
        order.customer_id
        for order in engagement.commerce.orders
        if order.ordered_date <= as_of
        and engagement.people.customer(order.customer_id) is not None
    }
    ranks = rfm(customers)
    for customer_id in customers.rows.keys() | ordered:
        yield {
            "customer_id": customer_id,
            **attributes(customers, customer_id),
            **contacts(customers, customer_id),
            **purchases(customers, customer_id),
            **ranks.get(customer_id, dict.fromkeys(RFM_COLUMNS)),
            **answers(customers, customer_id),
            **score(customers, customer_id),
            **health(customers, customer_id),
        }


def attributes(customers: Customers, customer_id: str) -> Line:
    """Who they are, and since when."""
    row = customers.rows.get(customer_id)
    commerce = customers.engagement.commerce
    known_date = customers.engagement.known_since.get(customer_id, date.max)
    email = row["email"] if row else None
    return {
        "is_in_customer_table": row is not None,
        "email_hash": md5(email.lower().encode()).hexdigest() if email else None,
        "created_date": customers.day(row["created_at"]) if row else None,
        "known_date": known_date if known_date <= customers.as_of else None,
        **{name: commerce.attribute(customer_id, name) for name in ATTRIBUTES},
        "brand": customers.brands.get(customer_id, UNKNOWN),
        "referred_by_customer_id": (
            row["referred_by_customer_id"] if row and is_referred(row) else None
        ),
        "referrals": customers.referrals[customer_id],
    }


def contacts(customers: Customers, customer_id: str) -> Line:
    """The first and the last day on which they did anything, over all and by channel."""
    types = customers.engagement.types.values()
    lines = customers.contacts_of.get(customer_id, [])
    found: Line = {}
    for name, channels in (
        ("contact", {row["channel"] for row in types}),
        *((row["channel"], {row["channel"]}) for row in types),
    ):
        days = [line["activity_date"] for line in lines if line["channel"] in channels]
        found[f"first_{name}_date"] = min(days, default=None)
        found[f"last_{name}_date"] = max(days, default=None)
    return found


def purchases(customers: Customers, customer_id: str) -> Line:
    """Orders, revenue and value."""
    engagement, as_of = customers.engagement, customers.as_of
    orders = [
        (day, amount)
        for day, amount in engagement.orders_of.get(customer_id, [])
        if day <= as_of
    ]
    days = [day for day, _ in orders]
    gross_revenue = sum((amount for _, amount in orders), Decimal(0))
    years = None
    if orders:
        days_of_customer = Decimal((as_of - min(days)).days + 1)
        years = days_of_customer / engagement.commerce.settings.days_per_year
        years = years.quantize(YEARS_PLACES, ROUND_HALF_UP)
    return {
        "orders": len(orders),
        "first_order_date": min(days, default=None),
        "last_order_date": max(days, default=None),
        "gross_revenue": gross_revenue,
        "net_revenue": engagement.net_revenue(customer_id, date.min, as_of),
        "customer_years": years,
        "clv_annual": ratio(gross_revenue, years) if years is not None else None,
    }


def answers(customers: Customers, customer_id: str) -> Line:
    """What they last said, and their tickets."""
    found: Line = {}
    for survey_type in SCALED_SURVEYS:
        answer = customers.answers.get((customer_id, survey_type))
        found[survey_type] = answer["score"] if answer else None
        found[f"{survey_type}_date"] = answer["answered_date"] if answer else None
    tickets = customers.tickets_of.get(customer_id, [])
    return {
        **found,
        "tickets": len(tickets),
        "open_tickets": sum(not row["is_resolved"] for row in tickets),
    }


def score(customers: Customers, customer_id: str) -> Line:
    """Score, level and reasons of the last scored month."""
    line = customers.last_scores.get(customer_id, {})
    return {
        "scored_month": line.get("month_start"),
        "engagement_score": line.get("score"),
        "engagement_level": line.get("engagement_level"),
        **{
            f"reason_{number}{end}": line.get(f"reason_{number}{end}")
            for number in range(1, REASONS + 1)
            for end in ("", "_value", "_median")
        },
    }


# --- Health ----------------------------------------------------------------------------------


def health(customers: Customers, customer_id: str) -> dict[str, Decimal | None]:
    """The health score, and its parts; a part that the seed does not have is not known."""
    parts = {
        name: part_of(customers, customer_id) if name in customers.health_parts else None
        for name, part_of in (
            ("satisfaction", satisfaction),
            ("support", support),
            ("activity", activity),
            ("spend", spend),
        )
    }
    known = {name: part for name, part in parts.items() if part is not None}
    weights = {name: Fraction(customers.health_parts[name]["weight"]) for name in known}
    return {
        "health_score": weighted_mean(known, weights) if known else None,
        **{f"health_{name}": part for name, part in parts.items()},
    }


def activity(customers: Customers, customer_id: str) -> Decimal | None:
    """Active days against those before."""
    days = customers.engagement.active_days.get(customer_id, set())
    return compared(
        *(
            Decimal(sum(first_day <= day <= last_day for day in days))
            for first_day, last_day in customers.windows("activity")
        )
    )


def spend(customers: Customers, customer_id: str) -> Decimal | None:
    """Net revenue against that before."""
    return compared(
        *(
            customers.engagement.net_revenue(customer_id, first_day, last_day)
            for first_day, last_day in customers.windows("spend")
        )
    )


def compared(now: Decimal, before: Decimal) -> Decimal | None:
    """A number against the one before, from 0 to 100."""
    if before <= 0:
        return Decimal(100) if now > 0 else None
    return rounded(100 * min(Fraction(1), Fraction(max(Decimal(0), now)) / Fraction(before)))


def satisfaction(customers: Customers, customer_id: str) -> Decimal | None:
    """The mean of the latest answers of the window, each on its scale from 0 to 100."""
    first_day, _ = customers.windows("satisfaction")[0]
    scales = customers.engagement.commerce.settings.survey_scales
    shares = []
    for survey_type in SCALED_SURVEYS:
        answer = customers.answers.get((customer_id, survey_type))
        if answer is not None and answer["answered_date"] >= first_day:
            lowest, highest = scales[survey_type]["lowest"], scales[survey_type]["highest"]
            shares.append(Fraction(answer["score"] - lowest) / (highest - lowest))
    return rounded(100 * sum(shares) / len(shares)) if shares else None


def support(customers: Customers, customer_id: str) -> Decimal | None:
    """How little trouble the tickets of the window were."""
    first_day, _ = customers.windows("support")[0]
    tickets = [
        row for row in customers.tickets_of.get(customer_id, []) if row["created_date"] >= first_day
    ]
    load = sum(
        1 + COST_OF_TROUBLE * row["is_reopened"] + COST_OF_TROUBLE * (not row["is_resolved"])
        for row in tickets
    )
    full = Fraction(customers.engagement.commerce.settings.health_full_ticket_load)
    return rounded(100 * (1 - min(Fraction(1), load / full))) if tickets else None
