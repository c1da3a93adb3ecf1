"""Who needs somebody today (docs/definitions.md, Who needs us)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path
from typing import Any

from .activity import NEGATIVE, POSITIVE, Activities
from .facts import Commerce, is_referred
from .live_events import person_of
from .people import Fact, Line, People, customer_of, referral_cycles, referrals
from .periods import local_date
from .raw_layer import StagedTable
from .reference import read_seed
from .web_facts import hashed

QUESTION, DIRECT_MESSAGE, SHARE = "question", "direct_message", "share"
CHAMPION, CANCELLED = "champions", "cancelled"
GOODBYES = ("unsubscribe", "complaint")
MOST_EVIDENCE = 20
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Record:
    """Something that is a reason to get in touch; by default its kind tells for how long."""

    person_id: str
    kind: str
    happened_at: datetime
    record_id: str
    day: date
    last_day: date | None = None


@dataclass(frozen=True)
class Company:
    """What the other marts know."""

    staged: dict[str, StagedTable]
    commerce: Commerce
    people: People
    facts: list[Fact]
    timeline: list[Line]
    segments: dict[str, str | None]
    reference_dir: Path

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return local_date(moment, self.commerce.settings.reporting_timezone)

    def is_known(self, moment: datetime | None) -> bool:
        """Whether something happened, and not after the as-of date."""
        return moment is not None and self.day(moment) <= self.commerce.as_of

    def of(self, *tables: str) -> Iterator[tuple[str, Any]]:
        """Person and row of each fact of some tables that belongs to somebody."""
        for fact in self.facts:
            if fact.table in tables:
                _, person = self.people.person(fact)
                if person is not None:
                    yield person, fact.row

    @cached_property
    def done(self) -> dict[str, list[Line]]:
        """What each person did up to the as-of date."""
        done: dict[str, list[Line]] = defaultdict(list)
        for line in self.timeline:
            if line["activity_date"] <= self.commerce.as_of:
                done[line["person_id"]].append(line)
        return done

    @cached_property
    def orders_of(self) -> dict[str, list[Line]]:
        """The orders of each person up to the as-of date, in their order."""
        orders: dict[str, list[Line]] = defaultdict(list)
        for person, order in self.of("orders"):
            if self.is_known(order["ordered_at"]):
                orders[person].append(order)
        for found in orders.values():
            found.sort(key=lambda order: (order["ordered_at"], order["order_id"]))
        return orders

    @cached_property
    def completed_of(self) -> dict[str, list[Line]]:
        """The completed ones."""
        return {
            person: completed
            for person, orders in self.orders_of.items()
            if (completed := [order for order in orders if order["is_completed"]])
        }

    def record(self, person: str, kind: str, moment: datetime, record_id: str) -> Record:
        """A record that is dated on the local day of its time."""
        return Record(person, kind, moment, record_id, self.day(moment))


# --- Visits ----------------------------------------------------------------------------------


def abandoned_carts(company: Company) -> Iterator[Record]:
    """What was put into a cart and not bought."""
    bought: dict[str, list[datetime]] = defaultdict(list)
    for person, orders in company.orders_of.items():
        bought[person] += [one["ordered_at"] for one in orders if one["status"] != CANCELLED]
    carts = []
    for person, event in company.of("web_events"):
        if event.kind == "purchase" and company.is_known(event.occurred_at):
            bought[person].append(event.occurred_at)
        if event.kind == "add_to_cart":
            carts.append((person, event))
    hours = timedelta(hours=company.commerce.settings.abandoned_cart_hours)
    for person, event in carts:
        # Over by the end of the as-of date: the next moment may be the first of the next day.
        last_moment = event.occurred_at + hours - timedelta(microseconds=1)
        is_answered = any(moment >= event.occurred_at for moment in bought[person])
        if company.is_known(last_moment) and not is_answered:
            yield company.record(person, "abandoned_cart", event.occurred_at, event.event_id)


def returns(company: Company) -> Iterator[Record]:
    """Who came back after a long time."""
    absence = timedelta(days=company.commerce.settings.absence_days)
    types = {
        row["activity_type"]
        for row in read_seed(company.reference_dir / "activity_types.csv")
        if row["makes_active"] == "true"
    }
    for person, lines in company.done.items():
        times: dict[date, list[datetime]] = defaultdict(list)
        for line in lines:
            if line["activity_type"] in types:
                times[line["activity_date"]].append(line["occurred_at"])
        days = sorted(times)
        for before, day in zip(days, days[1:], strict=False):
            if day - before > absence:
                moment = min(times[day])
                yield Record(person, "back_after_absence", moment, day.isoformat(), day)


# --- Orders ----------------------------------------------------------------------------------


def purchases(company: Company) -> Iterator[Record]:
    """First orders, and those of loyal customers."""
    number = company.commerce.settings.loyal_customer_orders
    for person, orders in company.completed_of.items():
        loyal = {order["order_id"]: order for order in orders[number - 1 : number]}
        if company.segments.get(customer_of(person)) == CHAMPION:
            loyal[orders[-1]["order_id"]] = orders[-1]
        for kind, found in (("first_purchase", orders[:1]), ("loyal_customer", loyal.values())):
            for order in found:
                yield company.record(person, kind, order["ordered_at"], order["order_id"])


def churn_risks(company: Company) -> Iterator[Record]:
    """Who used to buy more often."""
    settings = company.commerce.settings
    for person, orders in company.completed_of.items():
        days = sorted({order["ordered_date"] for order in orders})
        if len(days) < max(2, settings.churn_risk_order_days):
            continue
        gap = Fraction((days[-1] - days[0]).days, len(days) - 1)
        if gap >= settings.churn_risk_least_gap:
            last = orders[-1]
            first_shown = days[-1] + timedelta(days=floor(2 * gap) + 1)
            last_shown = days[-1] + timedelta(days=floor(4 * gap))
            yield Record(
                *(person, "churn_risk", last["ordered_at"], last["order_id"]),
                *(first_shown, last_shown),
            )


def recommendations(company: Company) -> Iterator[Record]:
    """Customers whom somebody brought."""
    people = company.people
    circles = in_circles(people)
    for fact in referrals(people):
        row = fact.row
        _, person = people.person(fact)
        if is_referred(row) and person is not None and row["customer_id"] not in circles:
            yield company.record(person, "referral", row["created_at"], row["customer_id"])


def in_circles(people: People) -> set[str]:
    """Who referred each other in a circle."""
    referrer_of = {row["customer_id"]: row["referred_by_customer_id"] for row in people.customers}
    found = set()
    for case in referral_cycles(people):
        customer = case["subject"].partition(":")[2]
        while customer not in found:
            found.add(customer)
            customer = referrer_of[customer]
    return found


# --- Words -----------------------------------------------------------------------------------


def posts(company: Company) -> Iterator[Record]:
    """Comments and mentions that wait, and praise."""
    for person, row in company.of("social_comments"):
        if not company.is_known(row["first_reply_at"]):
            for kind in kinds_of(row["sentiment"], None):
                yield company.record(person, kind, row["commented_at"], row["comment_id"])
    for person, row in company.of("social_mentions"):
        moment, mention_id = row["mentioned_at"], row["mention_id"]
        if not company.is_known(row["replied_at"]):
            for kind in kinds_of(row["sentiment"], row["kind"]):
                yield company.record(person, kind, moment, mention_id)
        if row["sentiment"] == POSITIVE or row["kind"] == SHARE:
            record = company.record(person, "advocate", moment, mention_id)
            yield from unless_unhappy(company, record)


def kinds_of(sentiment: str | None, kind: str | None) -> Iterator[str]:
    """What a comment or mention waits for."""
    if sentiment == QUESTION or kind == DIRECT_MESSAGE:
        yield "unanswered_question"
    if sentiment == NEGATIVE:
        yield "negative_comment"


def unless_unhappy(company: Company, record: Record) -> Iterator[Record]:
    """A record that no negative feeling follows."""
    if not any(
        line["feeling"] == NEGATIVE and line["occurred_at"] > record.happened_at
        for line in company.done[record.person_id]
    ):
        yield record


def tickets(company: Company) -> Iterator[Record]:
    """Conversations in which the customer has the last word."""
    words: dict[str, list[Line]] = defaultdict(list)
    for row in company.staged["support_messages"].kept:
        if row["is_public"] is not False and company.is_known(row["sent_at"]):
            words[row["ticket_id"]].append(row)
    for person, ticket in company.of("support_tickets"):
        found = words[ticket["ticket_id"]]
        if found and not ticket["is_resolved"]:
            last = max(found, key=lambda row: (row["sent_at"], row["sender_type"] != "customer"))
            if last["sender_type"] == "customer":
                yield company.record(
                    person, "unanswered_question", last["sent_at"], ticket["ticket_id"]
                )


def answers(company: Company, activities: Activities) -> Iterator[Record]:
    """Answers to surveys."""
    for person, row in company.of("survey_responses"):
        if not row["is_answered"]:
            continue
        moment = row["responded_at"] or row["invited_at"]
        (told,) = activities.of("survey_responses", row, None)
        kinds = []
        if not company.is_known(row["followed_up_at"]):
            is_unhappy = (told.feeling or usual_feeling(company)) == NEGATIVE
            kinds += ["unhappy_answer_without_follow_up"] if is_unhappy else []
            kinds += ["detailed_answer"] if row["is_detailed"] else []
        for kind in kinds:
            yield company.record(person, kind, moment, row["response_id"])
        is_nps = row["survey_type"] == "nps" and row["score"] is not None
        if is_nps and row["score"] >= company.commerce.settings.nps_promoter_from:
            record = company.record(person, "advocate", moment, row["response_id"])
            yield from unless_unhappy(company, record)


def usual_feeling(company: Company) -> str | None:
    """The feeling of an answer that tells none."""
    seed = read_seed(company.reference_dir / "activity_types.csv")
    return next((row["feeling"] for row in seed if row["activity_type"] == "survey_answer"), None)


def no_shows(company: Company) -> Iterator[Record]:
    """Who did not come, and nobody wrote to them."""
    events = {row["live_event_id"]: row for row in company.staged["live_events"].kept}
    followed_up = {
        (row["live_event_id"], *person_of(row))
        for row in company.staged["event_registrations"].kept
        if company.is_known(row["followed_up_at"])
    }
    for person, row in company.of("event_attendances"):
        key = row["live_event_id"], row["person_type"], row["person_id"]
        if row["is_no_show"] and key not in followed_up:
            event = events[row["live_event_id"]]
            moment = event["ends_at"] or event["starts_at"]
            yield company.record(person, "no_show_without_follow_up", moment, "|".join(key))


# --- customer_triggers -----------------------------------------------------------------------


def rows(company: Company) -> Iterator[Line]:
    """The rows of customer_triggers."""
    activities = Activities(company.staged, company.commerce)
    seed = read_seed(company.reference_dir / "trigger_kinds.csv")
    kinds = {row["trigger_kind"]: row for row in seed}
    goodbyes: dict[str, list[date]] = defaultdict(list)
    for person, lines in company.done.items():
        goodbyes[person] += [
            line["activity_date"] for line in lines if line["activity_type"] in GOODBYES
        ]
    opened: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in (
        *abandoned_carts(company),
        *returns(company),
        *purchases(company),
        *churn_risks(company),
        *recommendations(company),
        *posts(company),
        *tickets(company),
        *answers(company, activities),
        *no_shows(company),
    ):
        kind = kinds.get(record.kind)
        if kind is None:  # a kind that the seed does not have is not shown
            continue
        has_left = kind["ends_by_unsubscribe"] == "true" and any(
            day >= record.day for day in goodbyes[record.person_id]
        )
        if record.day <= company.commerce.as_of <= last_day(record, kind) and not has_left:
            opened[record.person_id, record.kind].append(record)
    for (person, name), records in opened.items():
        records.sort(key=lambda record: (record.happened_at, record.record_id))
        yield {
            "trigger_id": hashed(person, name),
            "person_id": person,
            "customer_id": customer_of(person),
            "trigger_kind": name,
            "priority": int(kinds[name]["priority"]),
            "since": records[0].happened_at,
            "expires_on": max(last_day(record, kinds[name]) for record in records),
            "open_records": len(records),
            "evidence": ", ".join(record.record_id for record in records[:MOST_EVIDENCE]),
        }


def last_day(record: Record, kind: Line) -> date:
    """The last day on which a record is shown."""
    if record.last_day is not None:
        return record.last_day
    return record.day + timedelta(days=int(kind["life_days"])) - ONE_DAY
