"""Sessions, page views and conversions of the web site (docs/definitions.md, Web)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from hashlib import md5
from typing import Any

from .commerce import ZERO
from .facts import UNKNOWN
from .periods import local_date
from .settings import Settings
from .web_reference import (
    DOWNLOAD,
    IGNORED,
    PAGE_VIEW,
    Goal,
    WebReference,
    folded,
    host_of,
    host_of_full_address,
    or_unknown,
    path_of,
)

DIRECT = ("(direct)", UNKNOWN, UNKNOWN)
MICROSECONDS = Decimal(1_000_000)
ONE_MICROSECOND = timedelta(microseconds=1)

Values = dict[str, Any]
Traffic = tuple[str, str, str]


@dataclass
class Event:
    """An event with its kind and path; of a page view whether it counts and how long it took."""

    values: Values
    kind: str
    page_path: str | None
    is_refresh: bool = False
    time_on_page: Decimal | None = None

    @property
    def event_id(self) -> str:
        """The key of the event."""
        return self.values["web_event_id"]

    @property
    def occurred_at(self) -> datetime:
        """The moment of the event."""
        return self.values["occurred_at"]

    @property
    def order(self) -> tuple[datetime, str]:
        """What events are ordered by."""
        return self.occurred_at, self.event_id

    @property
    def is_page_view(self) -> bool:
        """Whether a page was seen."""
        return self.kind == PAGE_VIEW

    @property
    def is_action(self) -> bool:
        """Whether the visitor did more than see a page."""
        return self.kind not in (PAGE_VIEW, IGNORED)

    @property
    def is_download(self) -> bool:
        """Whether material was requested."""
        return self.kind == DOWNLOAD

    @property
    def is_lead(self) -> bool:
        """Whether an action left contact details."""
        return self.is_action and self.values["contact_captured"] is True


@dataclass
class Session:
    """A session: its raw row, if it has one, and its events in order."""

    session_id: str
    raw: Values | None
    events: list[Event]
    conversions: list[tuple[Goal, Event]] = field(default_factory=list)
    traffic: Traffic = DIRECT
    channel_group: str = UNKNOWN
    customer_segment: str = UNKNOWN
    brand: str = UNKNOWN
    session_date: date = date.min
    is_bot: bool = False
    is_new_visitor: bool = False
    is_long: bool = False
    is_engaged: bool = False

    def own(self, column: str) -> Any:
        """What the raw row says in a column."""
        return self.raw[column] if self.raw else None

    def known(self, column: str) -> Any:
        """What the raw row says in a column, else the first event that knows it."""
        if self.own(column) is not None:
            return self.own(column)
        values = (event.values[column] for event in self.events)
        return next((value for value in values if value is not None), None)

    @cached_property
    def visitor_id(self) -> str:
        """The visitor, as the raw row has it."""
        return self.own("visitor_id") or self.events[0].values["visitor_id"]

    @cached_property
    def customer_id(self) -> str | None:
        """The customer, if anybody knows."""
        return self.known("customer_id")

    @cached_property
    def started_at(self) -> datetime:
        """The start of the raw row, else the first event."""
        return self.own("started_at") or self.events[0].occurred_at

    @cached_property
    def ended_at(self) -> datetime | None:
        """The end of the raw row, else the last event; unknown where nothing follows a raw start.
        """
        if self.own("ended_at") is not None:
            return self.own("ended_at")
        last = self.events[-1].occurred_at if self.events else None
        if self.raw and last is not None and last <= self.started_at:
            return None
        return last

    @cached_property
    def views(self) -> list[Event]:
        """All page view events, refreshes too."""
        return [event for event in self.events if event.is_page_view]

    @cached_property
    def counted_views(self) -> list[Event]:
        """Page view events without refreshes."""
        return [event for event in self.views if not event.is_refresh]

    @cached_property
    def actions(self) -> list[Event]:
        """Everything the visitor did besides seeing pages."""
        return [event for event in self.events if event.is_action]

    @cached_property
    def page_views(self) -> int | None:
        """The counted page view events, or what the raw row says where there are none."""
        if self.views or not self.raw:
            return len(self.counted_views)
        return self.own("page_views")

    @cached_property
    def duration(self) -> Decimal:
        """Seconds from start to end, else the engaged ones."""
        if self.ended_at is not None and self.ended_at > self.started_at:
            return seconds_between(self.started_at, self.ended_at)
        if self.own("engaged_seconds") is not None:
            return self.own("engaged_seconds")
        return sum((event.values["engaged_seconds"] or ZERO for event in self.events), ZERO)

    @cached_property
    def landing_page(self) -> str | None:
        """The path of the first page view, else of the raw row's landing page."""
        first_path = self.views[0].page_path if self.views else None
        return path_of(self.own("landing_page")) if first_path is None else first_path

    @cached_property
    def landing_content_type(self) -> str | None:
        """The content type of the first page view."""
        return self.views[0].values["content_type"] if self.views else None

    @cached_property
    def exit_page(self) -> str | None:
        """The path of the last counted page view, else of the raw row's exit page."""
        last_path = self.counted_views[-1].page_path if self.views else None
        return path_of(self.own("exit_page")) if last_path is None else last_path

    @property
    def visitor_type(self) -> str:
        """Whether it is the visitor's first session ever."""
        return "new" if self.is_new_visitor else "returning"

    @property
    def is_bounce(self) -> bool:
        """Exactly one page view, and no action."""
        return self.page_views == 1 and not self.actions

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many events of each kind the session has."""
        return Counter(event.kind for event in self.events)

    @cached_property
    def leads(self) -> int:
        """Actions that left contact details."""
        return sum(event.is_lead for event in self.events)

    @cached_property
    def download_leads(self) -> int:
        """Downloads that left contact details."""
        return sum(event.is_lead and event.is_download for event in self.events)


@dataclass(frozen=True)
class Web:
    """All sessions of the site with their events."""

    settings: Settings
    reference: WebReference
    as_of: date
    sessions: list[Session]

    @cached_property
    def human_sessions(self) -> list[Session]:
        """The sessions that metrics count."""
        return [session for session in self.sessions if not session.is_bot]

    @cached_property
    def first_dates(self) -> dict[str, date]:
        """The local day of each visitor's first session ever, bots left out."""
        return {
            session.visitor_id: session.session_date
            for session in self.human_sessions
            if session.is_new_visitor
        }


def seconds_between(earlier: datetime, later: datetime) -> Decimal:
    """The exact seconds from one moment to another."""
    return Decimal((later - earlier) // ONE_MICROSECOND) / MICROSECONDS


def build_web(
    session_rows: list[Values],
    event_rows: list[Values],
    reference: WebReference,
    segment_of: Callable[[str | None], str],
    as_of: date,
    settings: Settings,
) -> Web:
    """Everything that marts tell about sessions, from the staged rows."""
    events = sorted((build_event(row, reference) for row in event_rows), key=lambda one: one.order)
    sessions = build_sessions(session_rows, events, settings.session_gap_seconds)
    own_hosts = {host_of_full_address(row["page_url"]) for row in event_rows}
    own_hosts |= {host_of_full_address(row["landing_page"]) for row in session_rows}
    mark_conversions(sessions, reference.goals)
    for session in sessions:
        mark_views(session, settings.refresh_seconds)
        session.traffic = traffic_of(session, reference, own_hosts)
        session.channel_group = reference.channel_group(*session.traffic[:2])
        session.customer_segment = segment_of(session.customer_id)
        session.brand = session.known("brand") or settings.default_brand
        session.session_date = local_date(session.started_at, settings.reporting_timezone)
        session.is_bot = is_bot(session, reference)
        session.is_long = is_long(session, settings)
        session.is_engaged = is_engaged(session, settings)
    mark_new_visitors(sessions)
    return Web(settings, reference, as_of, sessions)


def build_event(row: Values, reference: WebReference) -> Event:
    """An event with its kind and path."""
    address = row["page_url"] if row["page_path"] is None else row["page_path"]
    return Event(row, reference.kind_of(row["event_name"]), path_of(address))


# --- Which event belongs to which session ----------------------------------------------------


def build_sessions(
    session_rows: list[Values], events: list[Event], gap_seconds: int
) -> list[Session]:
    """Raw sessions, sessions of a tool that left no row, and those that are cut here."""
    raw_sessions = {row["session_id"]: Session(row["session_id"], row, []) for row in session_rows}
    raw_of_visitor: dict[str, list[Session]] = {}
    for session in raw_sessions.values():
        raw_of_visitor.setdefault(session.visitor_id, []).append(session)
    events_of_tool: dict[tuple[str, str], list[Event]] = {}
    loose_events: dict[str, list[Event]] = {}
    for event in events:
        visitor_id, session_id = event.values["visitor_id"], event.values["session_id"]
        raw = raw_sessions.get(session_id)
        if session_id is None:
            raw = session_around(raw_of_visitor.get(visitor_id, []), event.occurred_at)
        if raw is not None:
            raw.events.append(event)
        elif session_id is not None:
            events_of_tool.setdefault((visitor_id, session_id), []).append(event)
        else:
            loose_events.setdefault(visitor_id, []).append(event)
    return [
        *raw_sessions.values(),
        *(session_of_events(*key, key_events) for key, key_events in events_of_tool.items()),
        *(
            session_of_events(visitor_id, cut[0].event_id, cut)
            for visitor_id, visitor_events in loose_events.items()
            for cut in cut_at_gaps(visitor_events, timedelta(seconds=gap_seconds))
        ),
    ]


def session_around(candidates: list[Session], moment: datetime) -> Session | None:
    """The raw session in which a moment lies, both ends included; of several the last to start."""
    around = [
        session
        for session in candidates
        if session.own("ended_at") is not None
        and session.started_at <= moment <= session.own("ended_at")
    ]
    return max(around, key=lambda one: (one.started_at, one.session_id), default=None)


def session_of_events(visitor_id: str, key: str, events: list[Event]) -> Session:
    """A session without a raw row; its id is a hash of the visitor and a key."""
    return Session(hashed(visitor_id, key), None, events)


def hashed(*parts: str) -> str:
    """The key of something that has none of its own."""
    return md5("|".join(parts).encode()).hexdigest()


def cut_at_gaps(events: list[Event], longest_gap: timedelta) -> list[list[Event]]:
    """The events of a visitor in runs without a longer gap between two of them."""
    runs: list[list[Event]] = []
    for event in events:
        if not runs or event.occurred_at - runs[-1][-1].occurred_at > longest_gap:
            runs.append([])
        runs[-1].append(event)
    return runs


# --- What the sessions are -------------------------------------------------------------------


def mark_views(session: Session, refresh_seconds: int) -> None:
    """Tell the refreshes of a session, and how long each counted page was seen."""
    longest = timedelta(seconds=refresh_seconds)
    for before, view in zip(session.views, session.views[1:], strict=False):
        view.is_refresh = (
            view.page_path is not None
            and view.page_path == before.page_path
            and view.occurred_at - before.occurred_at <= longest
        )
    counted = session.counted_views
    for view, following in zip(counted, counted[1:], strict=False):
        view.time_on_page = seconds_between(view.occurred_at, following.occurred_at)
    if counted:
        counted[-1].time_on_page = counted[-1].values["engaged_seconds"]


def traffic_of(session: Session, reference: WebReference, own_hosts: set[str | None]) -> Traffic:
    """Source, medium and campaign of a session."""
    columns = ("traffic_source", "traffic_medium", "campaign")
    candidates: list[Traffic | None] = []
    if session.raw:
        candidates.append(tagged_traffic(session.raw, columns))
        candidates.append(referred_traffic(session.own("referrer"), reference, own_hosts))
    columns = ("utm_source", "utm_medium", "utm_campaign")
    candidates += [tagged_traffic(event.values, columns) for event in session.events]
    candidates += [
        referred_traffic(event.values["referrer"], reference, own_hosts)
        for event in session.events
    ]
    return next((traffic for traffic in candidates if traffic), DIRECT)


def tagged_traffic(values: Values, columns: tuple[str, str, str]) -> Traffic | None:
    """Source, medium and campaign of these columns, if source or medium is known."""
    source, medium, campaign = (values[column] for column in columns)
    if source is None and medium is None:
        return None
    return or_unknown(source), or_unknown(medium), or_unknown(campaign)


def referred_traffic(
    referrer: str | None, reference: WebReference, own_hosts: set[str | None]
) -> Traffic | None:
    """The traffic of a referrer, if it names a host that is not the site's own."""
    host = host_of(referrer)
    if host is None or host in own_hosts:
        return None
    return (*reference.source_of_host(host), UNKNOWN)


def is_bot(session: Session, reference: WebReference) -> bool:
    """Whether the raw row or any of the events says so, or shows the user agent of a bot."""
    if session.own("is_bot") or any(event.values["is_bot"] for event in session.events):
        return True
    agents = {session.own("user_agent"), *(event.values["user_agent"] for event in session.events)}
    return any(reference.is_bot(agent) for agent in agents)


def is_long(session: Session, settings: Settings) -> bool:
    """Whether the session runs for more hours than a session should."""
    longest = timedelta(hours=settings.long_session_hours)
    return session.ended_at is not None and session.ended_at - session.started_at > longest


def is_engaged(session: Session, settings: Settings) -> bool:
    """Long enough, enough pages, or a conversion."""
    return (
        session.duration >= settings.engaged_session_seconds
        or (session.page_views or 0) >= settings.engaged_session_page_views
        or bool(session.conversions)
    )


def mark_new_visitors(sessions: Iterable[Session]) -> None:
    """Tell the first session ever of each visitor, bots left out."""
    seen: set[str] = set()
    for session in sorted(sessions, key=lambda one: (one.started_at, one.session_id)):
        if not session.is_bot:
            session.is_new_visitor = session.visitor_id not in seen
            seen.add(session.visitor_id)


def mark_conversions(sessions: list[Session], goals: list[Goal]) -> None:
    """Give each session its conversions.

    An order counts once per goal over the whole site; of what is left, a goal that counts once
    per session takes the first of the session.
    """
    pairs = [(event, session) for session in sessions for event in session.events]
    pairs.sort(key=lambda pair: pair[0].order)
    for goal in goals:
        orders_seen: set[str] = set()
        sessions_seen: set[str] = set()
        for event, session in pairs:
            if folded(event.values["event_name"]) not in goal.event_names:
                continue
            order_id = event.values["order_id"]
            if order_id is not None and order_id in orders_seen:
                continue
            orders_seen.add(order_id)
            if goal.is_once_per_session and session.session_id in sessions_seen:
                continue
            sessions_seen.add(session.session_id)
            session.conversions.append((goal, event))


# --- The fact marts --------------------------------------------------------------------------


def session_row(session: Session) -> Values:
    """One row of web_sessions."""
    source, medium, campaign = session.traffic
    return {
        "session_id": session.session_id,
        "visitor_id": session.visitor_id,
        "customer_id": session.customer_id,
        "channel_group": session.channel_group,
        "source": source,
        "medium": medium,
        "campaign": campaign,
        "device_type": or_unknown(session.known("device_type")),
        "country": or_unknown(session.known("country")),
        "landing_page": or_unknown(session.landing_page),
        "landing_content_type": or_unknown(session.landing_content_type),
        "exit_page": or_unknown(session.exit_page),
        "brand": session.brand,
        "site": or_unknown(session.known("site")),
        "visitor_type": session.visitor_type,
        "is_new_visitor": session.is_new_visitor,
        "is_bounce": session.is_bounce,
        "is_engaged": session.is_engaged,
        "is_bot": session.is_bot,
        "is_long": session.is_long,
        "page_views": session.page_views,
        "actions": len(session.actions),
        "cta_clicks": session.kinds["cta_click"],
        "contact_form_submissions": session.kinds["contact_form"],
        "content_downloads": session.kinds[DOWNLOAD],
        "download_leads": session.download_leads,
        "leads": session.leads,
        "conversions": len(session.conversions),
        "duration_seconds": session.duration,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "session_date": session.session_date,
    }


def page_view_rows(session: Session) -> list[Values]:
    """The rows of web_page_views that belong to a session."""
    return [
        {
            "web_event_id": view.event_id,
            "session_id": session.session_id,
            "visitor_id": session.visitor_id,
            "customer_id": session.customer_id,
            "brand": session.brand,
            "page_path": or_unknown(view.page_path),
            "content_type": or_unknown(view.values["content_type"]),
            "content_id": view.values["content_id"],
            "is_refresh": view.is_refresh,
            "is_entrance": view is session.views[0],
            "is_exit": view is session.counted_views[-1],
            "is_bot": session.is_bot,
            "time_on_page_seconds": view.time_on_page,
            "viewed_at": view.occurred_at,
            "session_date": session.session_date,
        }
        for view in session.views
    ]


def conversion_rows(session: Session) -> list[Values]:
    """The rows of web_conversions that belong to a session."""
    return [
        {
            "conversion_id": hashed(goal.name, event.event_id),
            "goal": goal.name,
            "web_event_id": event.event_id,
            "session_id": session.session_id,
            "visitor_id": session.visitor_id,
            "customer_id": session.customer_id,
            "order_id": event.values["order_id"],
            "page_path": or_unknown(event.page_path),
            "content_type": or_unknown(event.values["content_type"]),
            "is_bot": session.is_bot,
            "converted_at": event.occurred_at,
            "session_date": session.session_date,
        }
        for goal, event in session.conversions
    ]
