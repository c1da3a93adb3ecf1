"""Random events, past and planned, and people who register twice, wait, cancel or just come."""

from datetime import datetime, timedelta

from .random_company import (
    JUNK_CUSTOMERS,
    ONE_DAY,
    ONE_MICROSECOND,
    Author,
    Cells,
    Draft,
    draft,
    users_of,
)

COLUMNS_THAT_MAY_BE_MISSING = {
    "live_events": ("name", "format", "topic", "ends_at", "capacity"),
    "event_registrations": (
        *("customer_id", "contact_id", "registered_at", "registered_at", "cancelled_at"),
        *("is_waitlisted", "left_at", "followed_up_at", "acquisition_source"),
    ),
    "event_questions": ("registration_id", "customer_id", "body", "is_relevant"),
}
FORMATS = ("online", "Online ", "in_person", "")
SOURCES = ("email", "Email", " partner ", "", "")
CONTACTS = ("K1", "K2", "K3", "K4", "K5", "G001", "Unknown ", "nan")
CAPACITIES = ("10", "1", "0", "3.0", "", "", "-1", "many", "2.5")
FAULTS = {
    "live_events": (
        {"live_event_id": ""},
        {"starts_at": ""},
        {"starts_at": "tba"},
        {"starts_at": "2024-02-30"},
    ),
    "event_registrations": (
        {"registration_id": " "},
        {"live_event_id": ""},
    ),
    "event_questions": (
        {"question_id": ""},
        {"live_event_id": "\u00a0"},
        {"asked_at": ""},
        {"asked_at": "25:00"},
    ),
}


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of the channel."""
    starts = {f"L{number}": start_of_event(author) for number in range(8)}
    registrations = [
        draft_registration(author, number, customer_ids, starts) for number in range(110)
    ]
    return {
        "live_events": [draft_event(author, name, start) for name, start in starts.items()],
        "event_registrations": registrations,
        "event_questions": [
            draft_question(author, number, customer_ids, registrations) for number in range(40)
        ],
    }


def start_of_event(author: Author) -> datetime:
    """A start in the company's life, before it, or after its last day."""
    days = timedelta(days=author.random.randrange(1, 40))
    if author.chance(0.15):
        return author.moment_on(author.last_day + days)
    if author.chance(0.1):
        return author.moment_on(author.first_day - days)
    return author.moment()


def draft_event(author: Author, name: str, starts_at: datetime) -> Draft:
    """An event that ends at once, on the next day, before it starts, or nobody knows when."""
    pick = author.random.choice
    duration = pick((timedelta(0), timedelta(hours=2), ONE_DAY, 3 * ONE_DAY, -ONE_MICROSECOND))
    cells = {
        "live_event_id": name,
        "name": pick(("Tasting", "品鉴会, 上海", "")),
        "format": pick(FORMATS),
        "topic": pick(("tea", "coffee", "")),
        "ends_at": pick((author.written(starts_at + duration),) * 4 + ("", "late")),
        "capacity": pick(CAPACITIES),
    }
    return draft(author, "starts_at", cells, starts_at)


def draft_registration(
    author: Author, number: int, customer_ids: list[str], starts: dict[str, datetime]
) -> Draft:
    """One of a few people, so that many register twice, for an event that may be unknown."""
    pick = author.random.choice
    live_event_id = pick((*starts, "L98"))
    start = starts.get(live_event_id, author.moment())
    latest = author.local_midnight(author.last_day + ONE_DAY) - ONE_MICROSECOND
    registered_at = min(start - timedelta(days=pick((0, 1, 20))), latest)
    cancelled_at = registered_at + pick((timedelta(0), timedelta(hours=9), -ONE_MICROSECOND))
    checked_in_at = start + pick((timedelta(0), timedelta(minutes=-20), ONE_DAY))
    left_at = checked_in_at + pick((timedelta(0), timedelta(hours=1), -ONE_MICROSECOND))
    is_present = author.chance(0.5) and max(checked_in_at, left_at) <= latest
    is_dated = author.chance(0.8)
    # A contact may bear the name of a customer, and of a registration.
    contact_id = pick((*CONTACTS, *customer_ids[:2], customer_ids[3], "", "", ""))
    users = users_of(contact_id, customer_ids) if contact_id else (*customer_ids[:4], "C888")
    if users:
        users += pick(((), JUNK_CUSTOMERS))
    cells = {
        "registration_id": f"G{number:03}",
        "live_event_id": live_event_id,
        "customer_id": pick((*users, "", "", "")),
        "contact_id": contact_id,
        "cancelled_at": pick(("", "", "", author.written(min(cancelled_at, latest)))),
        "is_waitlisted": pick(("", "", "false", "0", "true", "YES", "perhaps")),
        "checked_in_at": author.written(checked_in_at) if is_present else "",
        "left_at": pick(("", author.written(left_at))) if is_present else "",
        "followed_up_at": pick(("", "", author.written(start + ONE_DAY), "tomorrow")),
        "acquisition_source": pick(SOURCES),
    }
    if is_dated:
        return draft(author, "registered_at", cells, registered_at)
    happened_at = checked_in_at if is_present else registered_at
    return Draft({**cells, "registered_at": pick(("", "", "early"))}, happened_at, happened_at)


def draft_question(
    author: Author, number: int, customer_ids: list[str], registrations: list[Draft]
) -> Draft:
    """A question of somebody registered, for this event or another, of a customer, or of nobody."""
    pick = author.random.choice
    registration = pick(registrations).cells
    cells = {
        "question_id": f"N{number:03}",
        "live_event_id": pick((*(registration["live_event_id"],) * 4, "L0", "L97")),
        "registration_id": pick((*(registration["registration_id"],) * 3, "", "G999")),
        "customer_id": pick(("", "", registration["customer_id"], pick(customer_ids[:5]))),
        "body": pick(("Why?", "为什么?", "")),
        "is_relevant": pick(("", "", "true", "no", "FALSE", "who knows")),
    }
    return draft(author, "asked_at", cells, author.moment())


def changed_event(author: Author) -> Cells:
    """Another version of an event."""
    return {"capacity": author.random.choice(CAPACITIES), "format": author.random.choice(FORMATS)}


def changed_registration(author: Author) -> Cells:
    """Another version of a registration."""
    pick = author.random.choice
    return {"is_waitlisted": pick(("", "true")), "acquisition_source": pick(SOURCES)}


def changed_question(author: Author) -> Cells:
    """Another version of a question."""
    return {"is_relevant": author.random.choice(("", "true", "false"))}


CHANGES = {
    "live_events": changed_event,
    "event_registrations": changed_registration,
    "event_questions": changed_question,
}
