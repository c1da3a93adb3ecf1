"""Live events: what was held and planned, who registered and came, and what was asked.

`attendances()` is the truth about who came to what, for the questionnaires of the surveys.
`tables()` is what the event tool says about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from scripts.demo_data.company import COUNTRIES, LAST_DAY
from scripts.demo_data.live_event_texts import question_text
from scripts.demo_data.people import Person, clock_time, everybody
from scripts.demo_data.records import RawTable, Row, as_text, night_after
from scripts.demo_data.streams import stream, weighted

EVENT_COLUMNS = (
    "live_event_id", "name", "format", "topic", "starts_at", "ends_at", "capacity",
)  # fmt: skip
REGISTRATION_COLUMNS = (
    "registration_id", "live_event_id", "customer_id", "contact_id", "registered_at",
    "cancelled_at", "is_waitlisted", "checked_in_at", "left_at", "followed_up_at",
    "acquisition_source",
)  # fmt: skip
QUESTION_COLUMNS = (
    "question_id", "live_event_id", "registration_id", "customer_id", "asked_at", "body",
    "is_relevant",
)  # fmt: skip

ANNOUNCED_DAYS_BEFORE = 45
LAST_PLANNED_MONTH = (2026, 3)
# The event tool's own contacts who are no customers; they come again and again.
CONTACTS = 90
CONTACTS_PER_EVENT = 5
REGISTRATIONS_AT_FULL_ENGAGEMENT = 0.19
# An event that was held before the event tool was introduced: only its latecomers are known.
FORGOTTEN_EVENT = "EV-OLD"

CANCELLED_SHARE = 0.09
REGISTERED_TWICE_SHARE = 0.05
WALK_IN_SHARE = {"online": 0.0, "hybrid": 0.06, "in_person": 0.12}
SHOW_UP_SHARE = {"online": 0.52, "hybrid": 0.62, "in_person": 0.76}
FOLLOW_UP_SHARE = 0.45
LEFT_KNOWN_SHARE = 0.8
QUESTION_SHARE = 0.21
IRRELEVANT_SHARE = 0.12
JUDGED_SHARE = 0.4
SOURCES = {"email": 38, "website": 24, "social": 16, "partner": 9, "app": 7, "": 6}


@dataclass(frozen=True)
class LiveEvent:
    """One event; a capacity of None is an event without a limit."""

    live_event_id: str
    name: str
    format: str
    topic: str
    starts_at: datetime
    ends_at: datetime | None
    capacity: int | None

    @property
    def day(self) -> date:
        """The day on which the event starts."""
        return self.starts_at.date()


@dataclass(frozen=True)
class Attendance:
    """What one registration, or one who walked in, came to.

    person is None for contacts who are no customers; registered_at is None for walk-ins.
    """

    event: LiveEvent
    person: Person | None
    contact_id: str
    language: str
    registered_at: datetime | None
    cancelled_at: datetime | None
    is_waitlisted: bool
    checked_in_at: datetime | None
    left_at: datetime | None
    followed_up_at: datetime | None
    acquisition_source: str
    registration_id: str = ""

    @property
    def happened_at(self) -> datetime:
        """When the event tool first heard of it."""
        return self.registered_at or self.checked_in_at

    @property
    def last_known_at(self) -> datetime:
        """When the event tool last heard of it."""
        moments = (self.registered_at, self.cancelled_at, self.checked_in_at, self.left_at)
        return max(moment for moment in (*moments, self.followed_up_at) if moment is not None)


@lru_cache(maxsize=1)
def live_events() -> tuple[LiveEvent, ...]:
    """All events by time: a webinar and a tasting each month, some roadshows, two conferences."""
    drafts = [event for month in _months() for event in _events_of(*month)]
    drafts.sort(key=lambda draft: draft[3])
    return tuple(
        LiveEvent(f"EV-{number:03d}", *draft) for number, draft in enumerate(drafts, start=1)
    )


@lru_cache(maxsize=1)
def attendances() -> tuple[Attendance, ...]:
    """All registrations and walk-ins by time, up to the last day of the demo."""
    drafts = [attendance for event in live_events() for attendance in _attendances_of(event)]
    drafts.sort(key=lambda draft: (draft.happened_at, draft.contact_id))
    return tuple(
        Attendance(**{**vars(draft), "registration_id": f"ER-{number:04d}"})
        for number, draft in enumerate(drafts, start=1)
    )


def tables() -> list[RawTable]:
    """The three raw tables of the channel."""
    return [_events_table(), _registrations_table(), _questions_table()]


# ---------------------------------------------------------------------------------------- events


def _months() -> list[tuple[int, int]]:
    """The months of the demo after the first, and the first of the year to come."""
    months = [(2024, month) for month in range(8, 13)] + [(2025, month) for month in range(1, 13)]
    return months + [(2026, month) for month in range(1, LAST_PLANNED_MONTH[1] + 1)]


def _events_of(year: int, month: int) -> Iterator[tuple]:
    """The events of a month, without their key."""
    draws = stream("live_events", year, month)
    topics = ("brewing", "origins", "sustainability", "product_launch")
    topic = topics[month % len(topics)]
    webinar_on = _weekday_of(year, month, draws.randint(8, 14), 2)
    yield _event(f"Webinar: {topic} {year}-{month:02d}", "online", topic, webinar_on,
                 time(17, 0), 75, draws.choice((None, None, 60, 120)))  # fmt: skip
    tasting_on = _weekday_of(year, month, draws.randint(15, 20), 5)
    yield _event(f"Tasting {draws.choice(('Berlin', 'Hamburg', 'Paris', 'London'))}",
                 "in_person", "tasting", tasting_on, time(14, 0), 150, draws.randint(14, 26))
    if month in (3, 6, 11):
        roadshow_on = _weekday_of(year, month, draws.randint(3, 7), 3)
        # The roadshow's end was never entered.
        yield _event("茶咖路演 上海", "in_person", "roadshow", roadshow_on, time(9, 30), None, 30)
    if month == 10:
        conference_on = _weekday_of(year, month, 21, 3)
        yield _event(f"Tea & Coffee Days {year}", "hybrid", "business", conference_on,
                     time(8, 0), 60 * 33, 80)  # fmt: skip


def _event(
    name: str, format_: str, topic: str, day: date, at: time, minutes: int | None,
    capacity: int | None,
) -> tuple:  # fmt: skip
    starts_at = datetime.combine(day, at)
    ends_at = starts_at + timedelta(minutes=minutes) if minutes else None
    return name, format_, topic, starts_at, ends_at, capacity


def _weekday_of(year: int, month: int, day: int, weekday: int) -> date:
    """The first such weekday on or after the day."""
    earliest = date(year, month, day)
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


def _events_table() -> RawTable:
    table = RawTable("live_events", EVENT_COLUMNS, "starts_at")
    for event in live_events():
        announced_on = event.starts_at - timedelta(days=ANNOUNCED_DAYS_BEFORE)
        table.add(
            live_event_id=event.live_event_id,
            name=event.name,
            format=event.format,
            topic=event.topic,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            capacity=event.capacity,
            _loaded_at=night_after(min(announced_on, datetime.combine(LAST_DAY, time()))),
        )
    _trouble_events(table)
    return table


def _trouble_events(table: RawTable) -> None:
    table.lose_loaded_at(2)
    table.repeat(1)
    table.pad_keys(1)
    table.correct("capacity", _larger_room, 3, where=_has_capacity)
    table.delete(1, comes_back=True)
    table.write_with_offset(2, 2)
    table.rewrite("ends_at", _end_before_start, 1, where=_has_end)
    table.spoil("capacity", ("forty", "-5"))
    table.spoil("topic", ("",))


def _has_capacity(row: Row) -> bool:
    return row["capacity"] != ""


def _has_end(row: Row) -> bool:
    return row["ends_at"] != ""


def _larger_room(row: Row, draws: Random) -> str:
    return str(int(row["capacity"]) + draws.randint(4, 10))


def _end_before_start(row: Row, _draws: Random) -> str:
    return as_text(datetime.fromisoformat(row["starts_at"]) - timedelta(hours=2))


# ------------------------------------------------------------------------- registrations, check-ins


def _attendances_of(event: LiveEvent) -> Iterator[Attendance]:
    """Customers by their engagement, contacts by chance; the last to register wait."""
    draws = stream("event_registrations", event.live_event_id)
    guests = [person for person in everybody() if _is_interested(person, event, draws)]
    drafts = [_attendance(event, person, _contact_of(person, draws), draws) for person in guests]
    for _ in range(draws.randint(CONTACTS_PER_EVENT - 3, CONTACTS_PER_EVENT + 3)):
        contact_id = f"K-{draws.randint(1, CONTACTS):03d}" if draws.random() < 0.9 else ""
        drafts.append(_attendance(event, None, contact_id, draws))
    drafts = [draft for draft in drafts if draft.happened_at.date() <= LAST_DAY]
    drafts.sort(key=lambda draft: (draft.happened_at, draft.contact_id))
    places = event.capacity or len(drafts)
    for place, draft in enumerate(drafts, start=1):
        waits = place > places + 2 and draft.registered_at is not None
        yield _waitlisted(draft, draws) if waits else draft
        if draft.registered_at is not None and draws.random() < REGISTERED_TWICE_SHARE:
            yield _registered_again(draft, draws)


def _is_interested(person: Person, event: LiveEvent, draws: Random) -> bool:
    """Whether the person hears of the event and wants to come."""
    decided_on = min(event.day - timedelta(days=3), LAST_DAY)
    chance = REGISTRATIONS_AT_FULL_ENGAGEMENT * person.engagement_on(decided_on)
    if event.format == "in_person":
        chance *= 0.8
    return draws.random() < chance and person.active_from < event.day - timedelta(days=4)


def _contact_of(person: Person, draws: Random) -> str:
    """The event tool's own key of a customer, where it keeps one."""
    return f"K-C{person.number:04d}" if draws.random() < 0.4 else ""


def _attendance(
    event: LiveEvent, person: Person | None, contact_id: str, draws: Random
) -> Attendance:
    earliest = event.day - timedelta(days=ANNOUNCED_DAYS_BEFORE - 5)
    if person is not None:
        earliest = max(earliest, person.active_from + timedelta(days=1))
    days_before = int(draws.triangular(1, (event.day - earliest).days, 4))
    registered_at = datetime.combine(event.day - timedelta(days=days_before), clock_time(draws))
    is_walk_in = draws.random() < WALK_IN_SHARE[event.format] and event.day <= LAST_DAY
    is_cancelled = not is_walk_in and draws.random() < CANCELLED_SHARE
    engagement = person.engagement_on(event.day) if person is not None else 0.3
    shows_up = draws.random() < SHOW_UP_SHARE[event.format] * (0.7 + 0.6 * engagement)
    comes = event.day <= LAST_DAY and (is_walk_in or (shows_up and not is_cancelled))
    checked_in_at = event.starts_at + timedelta(minutes=draws.randint(-25, 20)) if comes else None
    return Attendance(
        event=event,
        person=person,
        contact_id=contact_id,
        language=person.language if person is not None else draws.choice(COUNTRIES).language,
        registered_at=None if is_walk_in else registered_at,
        cancelled_at=_cancelled_at(event, registered_at, draws) if is_cancelled else None,
        is_waitlisted=False,
        checked_in_at=checked_in_at,
        left_at=_left_at(event, checked_in_at, draws),
        followed_up_at=_followed_up_at(event, comes or is_cancelled, draws),
        acquisition_source="" if is_walk_in else weighted(draws, SOURCES),
    )


def _cancelled_at(event: LiveEvent, registered_at: datetime, draws: Random) -> datetime | None:
    """Between the registration and the event; None if that is after the demo."""
    days_left = (event.day - registered_at.date()).days
    cancelled_at = registered_at + timedelta(days=draws.randint(0, days_left), minutes=20)
    return cancelled_at if cancelled_at.date() <= LAST_DAY else None


def _left_at(event: LiveEvent, checked_in_at: datetime | None, draws: Random) -> datetime | None:
    if checked_in_at is None or draws.random() >= LEFT_KNOWN_SHARE:
        return None
    ends_at = event.ends_at or event.starts_at + timedelta(hours=3)
    stays = (min(ends_at, event.starts_at + timedelta(hours=9)) - checked_in_at).total_seconds()
    return checked_in_at + timedelta(seconds=int(stays * draws.triangular(0.3, 1.05, 1.0)))


def _followed_up_at(event: LiveEvent, needs_none: bool, draws: Random) -> datetime | None:
    """Some of those who did not come are written to in the days after."""
    day = event.day + timedelta(days=draws.randint(1, 6))
    if needs_none or draws.random() >= FOLLOW_UP_SHARE or day > LAST_DAY:
        return None
    return datetime.combine(day, clock_time(draws))


def _waitlisted(draft: Attendance, draws: Random) -> Attendance:
    """Too late for a place; a few are let in all the same."""
    is_let_in = draft.checked_in_at is not None and draws.random() < 0.4
    changes = {"is_waitlisted": True, "cancelled_at": None, "followed_up_at": None}
    if not is_let_in:
        changes |= {"checked_in_at": None, "left_at": None}
    return Attendance(**{**vars(draft), **changes})


def _registered_again(draft: Attendance, draws: Random) -> Attendance:
    """The same person's second form, mostly because the first was cancelled or forgotten."""
    registered_at = draft.registered_at + timedelta(hours=draws.randint(1, 20))
    return Attendance(
        **{
            **vars(draft),
            "registered_at": min(registered_at, datetime.combine(LAST_DAY, time(23, 0))),
            "cancelled_at": None,
            "checked_in_at": None,
            "left_at": None,
            "acquisition_source": weighted(draws, SOURCES),
        }
    )


def _registrations_table() -> RawTable:
    table = RawTable(
        "event_registrations", REGISTRATION_COLUMNS, "registered_at", "checked_in_at"
    )
    draws = stream("event_registrations", "written values")
    for attendance in attendances():
        is_waitlisted = attendance.is_waitlisted
        table.add(
            registration_id=attendance.registration_id,
            live_event_id=attendance.event.live_event_id,
            customer_id=attendance.person.customer_id if attendance.person else None,
            contact_id=_written_contact(attendance.contact_id),
            registered_at=attendance.registered_at,
            cancelled_at=attendance.cancelled_at,
            is_waitlisted="true" if is_waitlisted else draws.choice(("", "", "false")),
            checked_in_at=attendance.checked_in_at,
            left_at=attendance.left_at,
            followed_up_at=attendance.followed_up_at,
            acquisition_source=attendance.acquisition_source,
            _loaded_at=night_after(attendance.last_known_at),
        )
    _trouble_registrations(table)
    return table


def _written_contact(contact_id: str) -> str:
    """The key of a contact; the tool took some of its guests over by their addresses."""
    is_taken_over = not contact_id.startswith("K-C") and contact_id.endswith("7")
    return f"guest{contact_id[2:]}@mail.example" if is_taken_over else contact_id


def _trouble_registrations(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(10)
    table.repeat(8)
    table.pad_keys(3)
    table.contradict("acquisition_source", _another_source, 3)
    table.correct("acquisition_source", _another_source, 8)
    table.correct("checked_in_at", _no_check_in, 6, where=_is_checked_in_without_leaving)
    table.delete(6)
    table.delete(2, comes_back=True)
    table.write_with_offset(8, 5)
    table.write_as_date(4)
    table.rewrite("cancelled_at", _before_registration, 2, where=_is_cancelled)
    table.spoil("left_at", ("late", "31.12.2025"), where=_has_left)
    table.spoil("is_waitlisted", ("maybe", "yes ", "T"))
    table.spoil("live_event_id", (FORGOTTEN_EVENT,) * 4)
    table.spoil("customer_id", ("C-9997", "C-9998"))
    table.spoil("registration_id", ("", " "))
    table.spoil("live_event_id", ("", "  "))
    table.load_before_event(2)
    table.break_correction("live_event_id", ("",))


def _is_cancelled(row: Row) -> bool:
    return row["cancelled_at"] != ""


def _has_left(row: Row) -> bool:
    return row["left_at"] != ""


def _is_checked_in_without_leaving(row: Row) -> bool:
    return row["checked_in_at"] != "" and row["left_at"] == "" and row["registered_at"] != ""


def _another_source(row: Row, draws: Random) -> str:
    return draws.choice([name for name in SOURCES if name != row["acquisition_source"]])


def _no_check_in(_row: Row, _draws: Random) -> str:
    return ""


def _before_registration(row: Row, draws: Random) -> str:
    registered_at = datetime.fromisoformat(row["registered_at"])
    return as_text(registered_at - timedelta(days=draws.randint(1, 9)))


# ------------------------------------------------------------------------------------- questions


def _questions_table() -> RawTable:
    table = RawTable("event_questions", QUESTION_COLUMNS, "asked_at")
    questions = [row for attendance in attendances() for row in _questions_of(attendance)]
    questions.sort(key=lambda question: (question["asked_at"], question["registration_id"]))
    for number, question in enumerate(questions, start=1):
        table.add(question_id=f"EQ-{number:03d}", **question)
    _trouble_questions(table)
    return table


def _questions_of(attendance: Attendance) -> Iterator[dict[str, object]]:
    """Those who came ask during the event, and mostly about it."""
    draws = stream("event_questions", attendance.registration_id)
    if attendance.checked_in_at is None or draws.random() >= QUESTION_SHARE:
        return
    for _ in range(draws.choice((1, 1, 1, 2))):
        is_relevant = draws.random() >= IRRELEVANT_SHARE
        is_judged = not is_relevant or draws.random() < JUDGED_SHARE
        names_registration = draws.random() < 0.7
        person = attendance.person
        yield {
            "live_event_id": attendance.event.live_event_id,
            "registration_id": attendance.registration_id if names_registration else "",
            "customer_id": person.customer_id if person and draws.random() < 0.6 else "",
            "asked_at": attendance.checked_in_at + timedelta(minutes=draws.randint(30, 70)),
            "body": question_text(draws, attendance.language, is_relevant),
            "is_relevant": str(is_relevant).lower() if is_judged else "",
        }


def _trouble_questions(table: RawTable) -> None:
    table.arrive_late(4)
    table.lose_loaded_at(2)
    table.repeat(2)
    table.correct("is_relevant", _irrelevant, 3)
    table.delete(2)
    table.write_with_offset(1, 2)
    table.spoil("is_relevant", ("perhaps", "No"))
    table.spoil("live_event_id", (FORGOTTEN_EVENT,))
    table.spoil("asked_at", ("during the break",))
    table.spoil("question_id", ("",))


def _irrelevant(_row: Row, _draws: Random) -> str:
    return "false"
