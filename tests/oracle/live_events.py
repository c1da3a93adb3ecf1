"""The marts of the live events (docs/definitions.md, Live events)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .commerce import ratio
from .facts import UNKNOWN, Commerce
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import local_date
from .raw_layer import StagedTable, activity_days
from .reference import is_junk, junk_identifiers
from .surveys import SurveyResponse, survey_responses

NOBODY = ("nobody", "")
PersonKey = tuple[str, str]


@dataclass(frozen=True)
class LiveEvent:
    """One row of the mart live_events."""

    live_event_id: str
    live_event_name: str | None
    format: str | None
    topic: str | None
    brand: str
    is_over: bool
    capacity: int | None
    starts_at: datetime
    ends_at: datetime | None
    event_date: date


@dataclass(frozen=True)
class Attendance:
    """One row of the mart event_attendances."""

    live_event_id: str
    person_type: str
    person_id: str
    customer_id: str | None
    contact_id: str | None
    acquisition_source: str | None
    brand: str
    is_event_over: bool
    is_registered: bool
    is_cancelled: bool
    is_waitlisted: bool
    is_walk_in: bool
    is_checked_in: bool
    is_no_show: bool
    is_followed_up: bool
    registered_at: datetime | None
    checked_in_at: datetime | None
    left_at: datetime | None
    event_date: date | None

    @property
    def holds_a_place(self) -> bool:
        """Registered, and not cancelled."""
        return self.is_registered and not self.is_cancelled


@dataclass(frozen=True)
class Channel:
    """The facts of the channel, and how to look them up."""

    commerce: Commerce
    events: dict[str, LiveEvent]
    attendances: dict[tuple[str, PersonKey], Attendance]
    registrations: dict[str, dict[str, Any]]
    questions: list[dict[str, Any]]
    feedback: list[SurveyResponse]
    first_activity: date

    def source_of(self, live_event_id: str | None, person: PersonKey) -> str:
        """What brought a person to an event; '(none)' for who is not known there."""
        attendance = self.attendances.get((live_event_id, person))
        return (attendance and attendance.acquisition_source) or UNKNOWN

    def brand_of(self, live_event_id: str | None, own_brand: str | None) -> str:
        """The brand of the event; where that is unknown, the row's own."""
        event = self.events.get(live_event_id)
        return event.brand if event else own_brand or self.commerce.settings.default_brand

    def day_of(self, live_event_id: str | None, own_day: date | None) -> date | None:
        """The day on which the event starts, else the row's own."""
        event = self.events.get(live_event_id)
        return event.event_date if event else own_day


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every mart of the channel."""
    events = {
        row["live_event_id"]: live_event(row, commerce) for row in staged["live_events"].kept
    }
    junk = junk_identifiers(reference_dir)
    registrations = [
        {**row, "contact_id": None if is_junk(row["contact_id"], junk) else row["contact_id"]}
        for row in staged["event_registrations"].kept
    ]
    attendances = [
        attendance(rows, person, events.get(event_id), staged["event_registrations"], commerce)
        for (event_id, person), rows in rows_by_person(registrations).items()
    ]
    channel = Channel(
        commerce=commerce,
        events=events,
        attendances={
            (one.live_event_id, (one.person_type, one.person_id)): one for one in attendances
        },
        registrations={row["registration_id"]: row for row in registrations},
        questions=staged["event_questions"].kept,
        feedback=[
            response
            for response in survey_responses(staged, commerce.settings)
            if response.survey_type == "event_feedback" and response.is_answered
        ],
        first_activity=min(
            activity_days(staged, commerce.settings.reporting_timezone), default=date.max
        ),
    )
    return {
        "live_events": [asdict(event) for event in events.values()],
        "event_attendances": [asdict(one) for one in attendances],
        "live_event_metrics": live_event_metrics(channel),
    }


# --- Facts -----------------------------------------------------------------------------------


def live_event(row: dict[str, Any], commerce: Commerce) -> LiveEvent:
    """An event; it is over when the day of its end, else of its start, is."""
    timezone = commerce.settings.reporting_timezone
    return LiveEvent(
        live_event_id=row["live_event_id"],
        live_event_name=row["name"],
        format=row["format"],
        topic=row["topic"],
        brand=row["brand"] or commerce.settings.default_brand,
        is_over=local_date(row["ends_at"] or row["starts_at"], timezone) <= commerce.as_of,
        capacity=row["capacity"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        event_date=local_date(row["starts_at"], timezone),
    )


def person_of(row: dict[str, Any]) -> PersonKey:
    """Customer, else contact, else only the row."""
    if row["customer_id"] is not None:
        return "customer", row["customer_id"]
    if row["contact_id"] is not None:
        return "contact", row["contact_id"]
    return "registration", row["registration_id"]


def own_time(row: dict[str, Any]) -> datetime | None:
    """The first known event time of a registration."""
    times = (row["registered_at"], row["checked_in_at"], row["cancelled_at"])
    return next((time for time in times if time is not None), None)


def rows_by_person(
    rows: list[dict[str, Any]],
) -> dict[tuple[str, PersonKey], list[dict[str, Any]]]:
    """The registrations of each person for each event, the earliest first."""
    grouped: dict[tuple[str, PersonKey], list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((row["live_event_id"], person_of(row)), []).append(row)
    for same_person in grouped.values():
        same_person.sort(key=lambda row: (own_time(row) or datetime.max, row["registration_id"]))
    return grouped


def attendance(
    rows: list[dict[str, Any]],
    person: PersonKey,
    event: LiveEvent | None,
    table: StagedTable,
    commerce: Commerce,
) -> Attendance:
    """What all rows of one person for one event come to."""
    tells_registrations = "registered_at" in table.columns
    waiting = [row for row in rows if row["is_waitlisted"]]
    registered = [
        row
        for row in rows
        if not row["is_waitlisted"] and (row["registered_at"] or not tells_registrations)
    ]
    is_cancelled = bool(registered) and all(
        row["cancelled_at"] is not None if row["is_cancelled"] is None else row["is_cancelled"]
        for row in registered
    )
    came = any(row["checked_in_at"] for row in rows)
    is_over = event is not None and event.is_over
    times = [time for row in rows if (time := own_time(row))]
    own_day = local_date(min(times), commerce.settings.reporting_timezone) if times else None
    return Attendance(
        live_event_id=rows[0]["live_event_id"],
        person_type=person[0],
        person_id=person[1],
        customer_id=rows[0]["customer_id"],
        contact_id=first_known(rows, "contact_id"),
        acquisition_source=first_known(rows, "acquisition_source"),
        brand=(
            event.brand
            if event
            else first_known(rows, "brand") or commerce.settings.default_brand
        ),
        is_event_over=is_over,
        is_registered=bool(registered),
        is_cancelled=is_cancelled,
        is_waitlisted=bool(waiting) and not registered,
        is_walk_in=came and not registered and not waiting,
        is_checked_in=came,
        is_no_show=is_over and bool(registered) and not is_cancelled and not came,
        is_followed_up=any(row["followed_up_at"] for row in rows),
        registered_at=min(known(rows, "registered_at"), default=None),
        checked_in_at=min(known(rows, "checked_in_at"), default=None),
        left_at=max(known(rows, "left_at"), default=None),
        event_date=event.event_date if event else own_day,
    )


def known(rows: list[dict[str, Any]], column: str) -> list[Any]:
    """The known values of a column."""
    return [row[column] for row in rows if row[column] is not None]


def first_known(rows: list[dict[str, Any]], column: str) -> Any:
    """The first known value of a column."""
    return next(iter(known(rows, column)), None)


# --- live_event_metrics ----------------------------------------------------------------------


@dataclass
class Bucket:
    """The facts that one row of live_event_metrics counts."""

    events: list[LiveEvent] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    questions: int = 0
    feedback: list[SurveyResponse] = field(default_factory=list)



def keys_of(
    channel: Channel, live_event_id: str | None, day: date, source: str, own_brand: str | None
) -> Iterable[RowKey]:
    """The rows that count a fact of an event."""
    event = channel.events.get(live_event_id)
    cells = (
        TOTAL,
        ("live_event_id", live_event_id or UNKNOWN),
        ("format", (event and event.format) or UNKNOWN),
        ("topic", (event and event.topic) or UNKNOWN),
        ("acquisition_source", source),
        ("brand", channel.brand_of(live_event_id, own_brand)),
    )
    return keys_on(day, cells, channel.commerce.settings)


def live_event_metrics(channel: Channel) -> list[dict[str, Any]]:
    """One row per cell in which something is counted, and the totals."""
    buckets: dict[RowKey, Bucket] = {}
    days: list[date] = []
    timezone = channel.commerce.settings.reporting_timezone

    def buckets_of(
        live_event_id: str | None, day: date, source: str, own_brand: str | None
    ) -> list[Bucket]:
        days.append(day)
        return [
            buckets.setdefault(key, Bucket())
            for key in keys_of(channel, live_event_id, day, source, own_brand)
        ]

    for event in channel.events.values():
        if event.capacity is not None:
            for bucket in buckets_of(event.live_event_id, event.event_date, UNKNOWN, None):
                bucket.events.append(event)
    for one in channel.attendances.values():
        counts = one.is_registered or one.is_checked_in
        if counts and one.event_date is not None:
            source = one.acquisition_source or UNKNOWN
            for bucket in buckets_of(one.live_event_id, one.event_date, source, one.brand):
                bucket.attendances.append(one)
    for question in channel.questions:
        if question["is_relevant"] is not False:
            event_id = question["live_event_id"]
            day = channel.day_of(event_id, local_date(question["asked_at"], timezone))
            source = channel.source_of(event_id, asker(channel, question))
            for bucket in buckets_of(event_id, day, source, question["brand"]):
                bucket.questions += 1
    for response in channel.feedback:
        person = ("customer", response.customer_id) if response.customer_id else NOBODY
        day = channel.day_of(response.live_event_id, response.answered_date)
        source = channel.source_of(response.live_event_id, person)
        for bucket in buckets_of(response.live_event_id, day, source, response.brand):
            bucket.feedback.append(response)
    # Events may lie before the calendar: its first day is that of the first activity.
    first_day = max(min(days, default=date.max), channel.first_activity)
    for key in total_keys(first_day, channel.commerce.as_of, channel.commerce.settings):
        buckets.setdefault(key, Bucket())
    return [row_of(channel, key, bucket) for key, bucket in buckets.items()]


def asker(channel: Channel, question: dict[str, Any]) -> PersonKey:
    """The question's own customer, else who made the registration that it names."""
    if question["customer_id"] is not None:
        return "customer", question["customer_id"]
    registration = channel.registrations.get(question["registration_id"])
    if registration is None or registration["live_event_id"] != question["live_event_id"]:
        return NOBODY
    return person_of(registration)


def row_of(channel: Channel, key: RowKey, bucket: Bucket) -> dict[str, Any]:
    """The parts of one row, then its ratios."""
    people = bucket.attendances
    places = [one for one in people if one.holds_a_place]
    over = [one for one in places if one.is_event_over]
    came = [one for one in over if one.is_checked_in]
    missing = [one for one in over if not one.is_checked_in]
    limited = [
        one
        for one in places
        if one.live_event_id in channel.events
        and channel.events[one.live_event_id].capacity is not None
    ]
    check_ins = sum(one.is_checked_in for one in people)
    followed_up = sum(one.is_followed_up for one in missing)
    capacities = [event.capacity for event in bucket.events]
    scores = [response.score for response in bucket.feedback if response.score is not None]
    detailed = sum(response.is_detailed for response in bucket.feedback)
    return {
        **key_columns(key, channel.commerce.as_of),
        "registrations": sum(one.is_registered for one in people),
        "active_registrations": len(over),
        "active_registrations_of_limited": len(limited),
        "capacity": sum(capacities) if capacities else None,
        "check_ins": check_ins,
        "registered_check_ins": len(came),
        "no_shows": len(missing),
        "followed_up_no_shows": followed_up,
        "relevant_questions": bucket.questions,
        "feedback_responses": len(bucket.feedback),
        "feedback_scores": len(scores),
        "feedback_score_sum": sum(scores) if scores else None,
        "detailed_responses": detailed,
        "event_fill_rate": ratio(len(limited), sum(capacities), 100),
        "attendance_rate": ratio(len(came), len(over), 100),
        "no_show_follow_up_rate": ratio(followed_up, len(missing), 100),
        "questions_per_attendee": ratio(bucket.questions, check_ins),
        "feedback_response_rate": ratio(len(bucket.feedback), check_ins, 100),
        "event_satisfaction": ratio(sum(scores), len(scores)),
        "detailed_response_rate": ratio(detailed, len(bucket.feedback), 100),
    }
