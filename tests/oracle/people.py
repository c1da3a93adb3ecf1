"""Who is who: identifiers, what links them to customers, and whose each row is.

From docs/definitions.md, Who is who.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import md5
from pathlib import Path
from typing import Any

from . import web
from .activity import Activities, Activity
from .facts import UNKNOWN, Commerce
from .live_events import own_time
from .periods import month_start
from .raw_layer import StagedTable
from .reference import is_junk, junk_identifiers, read_seed
from .settings import Settings
from .web_facts import Session, Web, conversion_rows
from .web_reference import folded

# Kinds of identifiers that rows carry.
KINDS = ("visitor", "device", "contact", "author")
LINKED, SHARED, KIOSK, UNLINKED = "linked", "shared", "kiosk", "unlinked"
# The facts whose rows name nobody but a customer, by channel, with the date that they count on.
FACTS_OF_CUSTOMERS = (
    ("app", "app_ratings", "rated_date"),
    ("email", "email_messages", "sent_date"),
    ("support", "support_tickets", "created_date"),
    ("surveys", "survey_responses", "invitation_date"),
    ("commerce", "orders", "ordered_date"),
    ("commerce", "refunds", "refunded_date"),
    ("commerce", "reviews", "reviewed_date"),
)
# Rows that are told once more as the web events that they come from.
PARTS_OF_EVENTS = ("web_page_views", "web_conversions")

Identifier = tuple[str, str]
Line = dict[str, Any]


@dataclass(frozen=True)
class RawRow:
    """A kept raw row that bears an identifier, be it junk, with the customer that it names.

    Of an author the text is the author_id alone; the platform stands before it.
    """

    kind: str
    text: str
    customer_id: str | None
    happened_at: datetime | None
    platform: str | None = None

    @property
    def identifier(self) -> Identifier:
        """The identifier as it is shown."""
        return self.kind, self.text if self.platform is None else f"{self.platform}:{self.text}"


@dataclass(frozen=True)
class Fact:
    """A row of a table: the customer that it names, and else what may tell whose it is.

    The day is that of its channel; rows that are in no fact table have none, but for web events.
    """

    channel: str
    table: str
    row: Any
    day: date | None
    customer_id: str | None
    identifier: Identifier | None = None
    happened_at: datetime | None = None
    session_customers: frozenset[str] = frozenset()
    registration: "Fact | None" = None


@dataclass(frozen=True)
class People:
    """What the raw rows and the seed person_overrides say about identifiers."""

    settings: Settings
    customers: list[Line]
    raw_rows: list[RawRow]
    junk: frozenset[str]
    overrides: dict[Identifier, set[str]] = field(default_factory=dict)
    stated: dict[Identifier, set[str]] = field(default_factory=dict)

    @cached_property
    def known_customers(self) -> frozenset[str]:
        """Who is in the customer table."""
        return frozenset(row["customer_id"] for row in self.customers)

    def customer(self, customer_id: str | None) -> str | None:
        """The customer, unless the id is junk that the customer table does not have."""
        if customer_id is None or customer_id in self.known_customers:
            return customer_id
        return None if is_junk(customer_id, self.junk) else customer_id

    @cached_property
    def rows_of(self) -> dict[Identifier, list[RawRow]]:
        """The raw rows that carry each identifier."""
        rows: dict[Identifier, list[RawRow]] = {}
        for row in self.raw_rows:
            if not is_junk(row.text, self.junk):
                rows.setdefault(row.identifier, []).append(row)
        return rows

    def customers_of(self, rows: Iterable[RawRow]) -> set[str]:
        """The customers that some raw rows name."""
        return {self.customer(row.customer_id) for row in rows} - {None}

    @cached_property
    def seen(self) -> dict[Identifier, set[str]]:
        """The customers that raw rows name together with each identifier, and those stated."""
        return {
            identifier: self.customers_of(rows) | self.stated.get(identifier, set())
            for identifier, rows in self.rows_of.items()
        }

    def linked_customers(self, identifier: Identifier) -> set[str]:
        """The customers of its links: those seen, unless an override says otherwise."""
        return self.overrides.get(identifier, self.seen.get(identifier, set()))

    def rule(self, identifier: Identifier) -> str:
        """What the number of its linked customers makes of an identifier."""
        customers = len(self.linked_customers(identifier))
        if customers <= 1:
            return LINKED if customers else UNLINKED
        return SHARED if customers <= self.settings.shared_identifier_max_customers else KIOSK

    def last_user(self, identifier: Identifier, moment: datetime | None) -> str | None:
        """The customer of the last link at or before a moment.

        An override was there before all, and so was what is stated.
        """
        if identifier in self.overrides:
            return max(self.overrides[identifier], default=None)
        links = [
            (row.happened_at, customer)
            for row in self.rows_of.get(identifier, [])
            if (customer := self.customer(row.customer_id)) is not None
            and None not in (row.happened_at, moment)
            and row.happened_at <= moment
        ]
        return max(links)[1] if links else max(self.stated.get(identifier, ()), default=None)

    def person(self, fact: Fact) -> tuple[str, str | None]:
        """The rule by which a row belongs to somebody, and its person_id."""
        own = self.customer(fact.customer_id)
        if own is not None:
            return "own", person_id("customer", own)
        if fact.registration is not None:
            return self.person(fact.registration)
        if len(fact.session_customers) == 1:
            return "session", person_id("customer", *fact.session_customers)
        if fact.identifier is None:
            return "none", None
        rule = self.rule(fact.identifier)
        customer = None
        if rule == LINKED:
            (customer,) = self.linked_customers(fact.identifier)
        if rule == SHARED and self.settings.shared_identifiers == "last_known":
            customer = self.last_user(fact.identifier, fact.happened_at)
        return rule, person_id(*(fact.identifier if customer is None else ("customer", customer)))

    def identifier(
        self, kind: str, text: str | None, platform: str | None = None
    ) -> Identifier | None:
        """The identifier that a fact has, if it is one."""
        if text is None or is_junk(text, self.junk):
            return None
        return RawRow(kind, text, None, None, platform).identifier


def person_id(kind: str, name: str) -> str:
    """A person by the kind of what is known of them."""
    return f"{kind}:{name}"


def marts(
    people: People,
    facts: list[Fact],
    activities: Activities,
    commerce: Commerce,
    reference_dir: Path,
) -> dict[str, list[Line]]:
    """The marts that tell who is who, and what they did."""
    seed = read_seed(reference_dir / "activity_types.csv")
    types = {row["activity_type"]: row for row in seed}
    did = list(what_persons_did(people, facts, activities, types))
    return {
        "person_identifiers": [identifier_row(people, one) for one in people.rows_of],
        "identity_coverage": coverage(people, facts),
        "persons": persons(people, facts),
        "person_activity": person_activity(did, types),
        "customer_timeline": timeline(did, types),
        "identity_conflicts": [
            *identifier_conflicts(people),
            *junk_conflicts(people),
            *email_conflicts(people),
            *unknown_customers(people, facts),
            *early_orders(commerce),
            *referral_cycles(people),
        ],
    }


def build(
    staged: dict[str, StagedTable],
    commerce: Commerce,
    reference_dir: Path,
    marts_of_channels: dict[str, list[Line]],
) -> tuple[People, list[Fact]]:
    """All that is known of identifiers, and the facts, which the marts of the channels tell."""
    site = web.build(staged, commerce, reference_dir)
    people = build_people(staged, site, commerce.settings, reference_dir)
    facts = [*channel_facts(people, site, marts_of_channels), *other_facts(people, staged)]
    return people, facts


def build_people(
    staged: dict[str, StagedTable], site: Web, settings: Settings, reference_dir: Path
) -> People:
    """All that is known of identifiers."""
    people = People(
        settings=settings,
        customers=staged["customers"].kept,
        raw_rows=[*web_rows(site), *app_rows(staged), *contact_rows(staged), *author_rows(staged)],
        junk=junk_identifiers(reference_dir),
    )
    for row in read_seed(reference_dir / "person_overrides.csv"):
        customers = people.overrides.setdefault((row["kind"], row["identifier"]), set())
        customers |= {people.customer(row["customer_id"] or None)} - {None}
    for row in staged["customer_identities"].kept:
        kind, identifier = row["identifier_kind"].lower(), row["identifier"]
        text = identifier.partition(":")[2] if kind == "author" else identifier
        customer_id = people.customer(row["customer_id"])
        if kind in KINDS and customer_id is not None and not is_junk(text, people.junk):
            people.stated.setdefault((kind, identifier), set()).add(customer_id)
    return people


# --- Raw rows that bear an identifier --------------------------------------------------------


def web_rows(site: Web) -> Iterator[RawRow]:
    """Sessions and events, bots left out."""
    for session in site.human_sessions:
        if session.raw:
            yield raw_row("visitor", "visitor_id", session.raw, "started_at")
        for event in session.events:
            yield raw_row("visitor", "visitor_id", event.values, "occurred_at")


def raw_row(kind: str, column: str, row: Line, time_column: str) -> RawRow:
    """A raw row whose identifier is one of its columns."""
    return RawRow(kind, row[column], row["customer_id"], row[time_column])


def app_rows(staged: dict[str, StagedTable]) -> Iterator[RawRow]:
    """Installs, app sessions and push notifications."""
    for table, time_column in (
        ("app_installs", "installed_at"),
        ("app_sessions", "started_at"),
        ("push_notifications", "sent_at"),
    ):
        for row in staged[table].kept:
            yield raw_row("device", "device_id", row, time_column)


def contact_rows(staged: dict[str, StagedTable]) -> Iterator[RawRow]:
    """Registrations that know a contact."""
    for row in staged["event_registrations"].kept:
        if row["contact_id"] is not None:
            yield RawRow("contact", row["contact_id"], row["customer_id"], own_time(row))


def author_rows(staged: dict[str, StagedTable]) -> Iterator[RawRow]:
    """Comments and mentions that know their author, replies of the brand left out."""
    for table, time_column in (
        ("social_comments", "commented_at"),
        ("social_mentions", "mentioned_at"),
    ):
        for row in staged[table].kept:
            if row["author_id"] is not None and not row.get("is_brand_reply"):
                yield RawRow(
                    "author", row["author_id"], row["customer_id"], row[time_column],
                    row["platform"],
                )  # fmt: skip


# --- Facts -----------------------------------------------------------------------------------


def channel_facts(
    people: People, site: Web, marts_of_channels: dict[str, list[Line]]
) -> Iterator[Fact]:
    """The rows of every fact table that identity_coverage tells of, and web events."""
    for session in site.human_sessions:
        yield from web_facts(people, session)
    for table, day, time in (
        ("app_installs", "installed_date", "installed_at"),
        ("app_sessions", "started_date", "started_at"),
    ):
        for row in marts_of_channels[table]:
            device = people.identifier("device", row["device_id"])
            yield Fact("app", table, row, row[day], row["customer_id"], device, row[time])
    for row in marts_of_channels["social_comments"]:
        if not row["is_brand_reply"]:
            author = people.identifier("author", row["author_id"], row["platform"])
            day, own, moment = row["commented_date"], row["customer_id"], row["commented_at"]
            yield Fact("social", "social_comments", row, day, own, author, moment)
    for row in marts_of_channels["event_attendances"]:
        contact = people.identifier("contact", row["contact_id"])
        times = [row[name] for name in ("registered_at", "checked_in_at") if row[name] is not None]
        moment = min(times, default=None)
        day, own = row["event_date"], row["customer_id"]
        yield Fact("live_events", "event_attendances", row, day, own, contact, moment)
    for channel, table, day in FACTS_OF_CUSTOMERS:
        for row in marts_of_channels[table]:
            yield Fact(channel, table, row, row[day], row["customer_id"])


def web_facts(people: People, session: Session) -> Iterator[Fact]:
    """A session, its events, its page views and its conversions."""
    customers, day = session_customers(people, session), session.session_date
    visitor = people.identifier("visitor", session.visitor_id)
    own, moment = session.own("customer_id"), session.started_at
    yield Fact("web", "web_sessions", session, day, own, visitor, moment, customers)
    conversions = zip(conversion_rows(session), session.conversions, strict=True)
    told = [
        *(("web_events", event, event) for event in session.events),
        *(("web_page_views", view, view) for view in session.views),
        *(("web_conversions", row, event) for row, (_, event) in conversions),
    ]
    for table, row, event in told:
        visitor = people.identifier("visitor", event.values["visitor_id"])
        own, moment = event.values["customer_id"], event.occurred_at
        yield Fact("web", table, row, day, own, visitor, moment, customers)


def session_customers(people: People, session: Session) -> frozenset[str]:
    """The customers that a session names: its raw row and all of its events together.

    A session that was cut from the events of a junk visitor names nobody.
    """
    is_cut = session.raw is None and session.events[0].values["session_id"] is None
    if is_cut and is_junk(session.visitor_id, people.junk):
        return frozenset()
    rows = [event.values for event in session.events] + ([session.raw] if session.raw else [])
    return frozenset({people.customer(row["customer_id"]) for row in rows} - {None})


def other_facts(people: People, staged: dict[str, StagedTable]) -> Iterator[Fact]:
    """Rows that have no fact table: pushes, mentions, registrations, and questions."""
    for row in staged["push_notifications"].kept:
        device, own = people.identifier("device", row["device_id"]), row["customer_id"]
        yield Fact("app", "push_notifications", row, None, own, device, row["sent_at"])
    for row in staged["social_mentions"].kept:
        author = people.identifier("author", row["author_id"], row["platform"])
        own, moment = row["customer_id"], row["mentioned_at"]
        yield Fact("social", "social_mentions", row, None, own, author, moment)
    registrations = {}
    for row in staged["event_registrations"].kept:
        contact, own = people.identifier("contact", row["contact_id"]), row["customer_id"]
        fact = Fact("live_events", "event_registrations", row, None, own, contact, own_time(row))
        registrations[row["registration_id"]] = fact
        yield fact
    for row in staged["event_questions"].kept:
        registration = registrations.get(row["registration_id"])
        yield Fact(
            *("live_events", "event_questions", row, None, row["customer_id"]),
            registration=registration,
        )


def referrals(people: People) -> Iterator[Fact]:
    """Customers as something that who referred them did."""
    for row in people.customers:
        yield Fact("commerce", "customers", row, None, row["referred_by_customer_id"])


# --- The marts -------------------------------------------------------------------------------


def identifier_row(people: People, identifier: Identifier) -> Line:
    """One row of person_identifiers."""
    kind, name = identifier
    rule = people.rule(identifier)
    customer_id = next(iter(people.linked_customers(identifier))) if rule == LINKED else None
    rows = people.rows_of[identifier]
    times = [row.happened_at for row in rows if row.happened_at is not None]
    return {
        "kind": kind,
        "identifier": name,
        "person_id": person_id(kind, name) if customer_id is None else f"customer:{customer_id}",
        "customer_id": customer_id,
        "identifier_rule": rule,
        "customers_seen": len(people.seen[identifier]),
        "rows": len(rows),
        "first_seen_at": min(times, default=None),
        "last_seen_at": max(times, default=None),
    }


def coverage(people: People, facts: list[Fact]) -> list[Line]:
    """The rows of identity_coverage."""
    counts = Counter(
        (fact.channel, fact.table, month_start(fact.day), people.person(fact)[0])
        for fact in facts
        if fact.day is not None and fact.table != "web_events"
    )
    names = ("channel", "fact", "month", "person_rule")
    return [{**dict(zip(names, key, strict=True)), "rows": n} for key, n in counts.items()]


def persons(people: People, facts: list[Fact]) -> list[Line]:
    """How many rows of each fact belong to whom, and why; a table of the oracle's own."""
    counts = Counter((fact.table, *people.person(fact)) for fact in facts)
    names = ("fact", "person_rule", "person_id")
    return [{**dict(zip(names, key, strict=True)), "rows": n} for key, n in counts.items()]


def what_persons_did(
    people: People, facts: list[Fact], activities: Activities, types: dict[str, Line]
) -> Iterator[tuple[str, str, date, Activity]]:
    """Every activity with its person, the rule that names them, and its day.

    What nobody can be named for, or has no day, is left out. A feeling that the row does not tell
    is that of the type.
    """
    for fact in (*facts, *referrals(people)):
        rule, person = people.person(fact)
        for one in activities.of(fact.table, fact.row, fact.day):
            day = activities.day(one)
            if person is not None and day is not None and one.activity_type in types:
                feeling = one.feeling or types[one.activity_type]["feeling"]
                yield person, rule, day, replace(one, feeling=feeling)


def customer_of(person: str) -> str | None:
    """The customer that a person is."""
    kind, _, name = person.partition(":")
    return name if kind == "customer" else None


def person_activity(
    did: list[tuple[str, str, date, Activity]], types: dict[str, Line]
) -> list[Line]:
    """The rows of person_activity."""
    counts = Counter(
        (person, day, one.activity_type, rule, one.feeling) for person, rule, day, one in did
    )
    names = ("person_id", "activity_date", "activity_type", "person_rule", "feeling")
    return [
        {
            **dict(zip(names, key, strict=True)),
            "channel": types[key[2]]["channel"],
            "customer_id": customer_of(key[0]),
            "makes_active": types[key[2]]["makes_active"] == "true",
            "activities": count,
        }
        for key, count in counts.items()
    ]


def timeline(did: list[tuple[str, str, date, Activity]], types: dict[str, Line]) -> list[Line]:
    """The rows of customer_timeline."""
    return [
        {
            "person_id": person,
            "customer_id": customer_of(person),
            "occurred_at": one.happened_at,
            "activity_date": day,
            "activity_type": one.activity_type,
            "channel": types[one.activity_type]["channel"],
            "feeling": one.feeling,
            "detail": None if one.detail == UNKNOWN else one.detail,
            "person_rule": rule,
            "fact": one.fact,
            "record_id": one.record_id,
        }
        for person, rule, day, one in did
    ]


def conflict(conflict_type: str, subject: str, customers: int, rows: int) -> Line:
    """One row of identity_conflicts."""
    return {
        "conflict_type": conflict_type,
        "subject": subject,
        "customers": customers,
        "rows": rows,
    }


def identifier_conflicts(people: People) -> Iterator[Line]:
    """Identifiers of several customers about which nobody has decided."""
    types = {SHARED: "shared_identifier", KIOSK: "kiosk"}
    for identifier, rows in people.rows_of.items():
        rule = people.rule(identifier)
        if rule in types and identifier not in people.overrides:
            seen = len(people.seen[identifier])
            yield conflict(types[rule], person_id(*identifier), seen, len(rows))


def junk_conflicts(people: People) -> Iterator[Line]:
    """Placeholders instead of identifiers, each as the seed spells it."""
    rows_of: dict[Identifier, list[RawRow]] = {}
    for row in people.raw_rows:
        if is_junk(row.text, people.junk):
            rows_of.setdefault((row.kind, folded(row.text)), []).append(row)
    for subject, rows in rows_of.items():
        customers = len(people.customers_of(rows))
        yield conflict("junk_identifier", person_id(*subject), customers, len(rows))


def email_conflicts(people: People) -> Iterator[Line]:
    """Addresses that several customers have."""
    emails = [row["email"].lower() for row in people.customers if row["email"] is not None]
    for email, customers in Counter(emails).items():
        if customers > 1:
            subject = f"email_hash:{md5(email.encode()).hexdigest()}"
            yield conflict("same_email", subject, customers, customers)


def unknown_customers(people: People, facts: list[Fact]) -> Iterator[Line]:
    """Customers that the customer table does not know, if it knows any."""
    rows = Counter(
        people.customer(fact.customer_id)
        for fact in facts
        if fact.table not in PARTS_OF_EVENTS
    )
    for customer_id, count in rows.items():
        is_unknown = customer_id is not None and customer_id not in people.known_customers
        if people.customers and is_unknown:
            yield conflict("unknown_customer", person_id("customer", customer_id), 1, count)


def early_orders(commerce: Commerce) -> Iterator[Line]:
    """Customers who ordered on an earlier day than they were created on."""
    for customer in commerce.customers:
        days = commerce.order_dates.get(customer.customer_id, [])
        early = sum(day < customer.created_date for day in days)
        if early:
            subject = person_id("customer", customer.customer_id)
            yield conflict("created_after_first_order", subject, 1, early)


def referral_cycles(people: People) -> Iterator[Line]:
    """Customers who referred each other in a circle; who refers themselves makes none."""
    referrer_of = {row["customer_id"]: row["referred_by_customer_id"] for row in people.customers}
    for customer_id in referrer_of:
        circle = [customer_id]
        while (referrer := referrer_of.get(circle[-1])) is not None and referrer not in circle:
            circle.append(referrer)
        if referrer == customer_id == min(circle) and len(circle) > 1:
            subject = person_id("customer", customer_id)
            yield conflict("referral_cycle", subject, len(circle), len(circle))
