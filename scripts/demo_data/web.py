"""Web: sessions of an analytics tool and the event stream of the demo company's site.

Both tables tell of the visits in web_visits.py, each of which was recorded in one way only; the
rows that show the rules of web (docs/definitions.md, Web) one by one stand in web_scenes.py. Values
that an event's session already knows (device, country, campaign) stand on its first event only.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from scripts.demo_data import web_scenes
from scripts.demo_data.records import LOADED_AT, RawTable, Row, as_text
from scripts.demo_data.streams import stream, weighted
from scripts.demo_data.web_site import BLOG, BOTS, SHOP
from scripts.demo_data.web_visits import Step, Visit, visits

SESSION_COLUMNS = (
    "session_id", "visitor_id", "customer_id", "started_at", "ended_at", "page_views",
    "engaged_seconds", "traffic_source", "traffic_medium", "campaign", "referrer", "landing_page",
    "exit_page", "device_type", "country", "user_agent",
)  # fmt: skip
EVENT_COLUMNS = (
    "web_event_id", "visitor_id", "session_id", "customer_id", "occurred_at", "event_name",
    "page_url", "page_path", "content_type", "content_id", "order_id", "contact_captured",
    "engaged_seconds", "referrer", "utm_source", "utm_medium", "utm_campaign", "device_type",
    "country", "user_agent",
)  # fmt: skip

# The tool of the sessions has words of its own, and events that open each session.
TOOL_WORDS = {"cta_click": "click", "contact_form": "form_submit"}
OPENING_EVENTS = {("session_start",): 24, ("session_start", "first_visit"): 6, (): 70}

NO_END_SHARE = 0.1
NO_PAGE_VIEWS_SHARE = 0.03
NO_ENGAGED_SECONDS_SHARE = 0.15
REFERRER_INSTEAD_OF_SOURCE_SHARE = 0.18
FULL_LANDING_ADDRESS_SHARE = 0.12
NO_EXIT_PAGE_SHARE = 0.5
USER_AGENT_SHARE = 0.04
QUERY_SHARE = 0.06
ADDRESS_SHARE_WITHIN_VISIT = 0.05
QUERIES = (
    "?color=blue",
    "?q=tea#top",
    "#reviews",
    ";jsessionid=8F2C?lang=zh",
    "?page=2&email=guest@mail.example",
)
INNER_REFERRER_SHARE = 0.02
EVENTS_WITH_CONTENT = ("page_view", "download", "contact_form")
CONTACT_WORDS = {True: {"true": 80, "1": 10, "yes": 10}, False: {"false": 90, "0": 10}}


def tables() -> list[RawTable]:
    """The two raw tables of the channel."""
    return [_sessions_table(), _web_events_table()]


def _add_scenes(table: RawTable, rows: Iterable[web_scenes.Values]) -> None:
    for values in rows:
        table.add(**values)
        if LOADED_AT in values:
            table.rows[-1][LOADED_AT] = as_text(values[LOADED_AT])


# -------------------------------------------------------------------------------------- sessions


def _sessions_table() -> RawTable:
    table = RawTable("sessions", SESSION_COLUMNS, "started_at")
    draws = stream("sessions", "written values")
    for visit in visits():
        if visit.tracking.has_row:
            table.add(**_session_values(visit, draws))
    _trouble_sessions(table)
    _add_scenes(table, web_scenes.session_rows())
    return table


def _session_values(visit: Visit, draws: Random) -> dict[str, object]:
    """What the tool says about a visit; now and then it does not know something."""
    viewed = [step.page for step in visit.steps if step.event_name == "page_view"]
    landing = viewed[0]
    has_address = draws.random() < FULL_LANDING_ADDRESS_SHARE
    return {
        "session_id": visit.session_id,
        "visitor_id": visit.visitor.visitor_id,
        "customer_id": visit.customer_id,
        "started_at": visit.started_at,
        "ended_at": _unless(draws, NO_END_SHARE, visit.ended_at),
        "page_views": _unless(draws, NO_PAGE_VIEWS_SHARE, len(viewed)),
        "engaged_seconds": _unless(draws, NO_ENGAGED_SECONDS_SHARE, _engaged(visit, draws)),
        **_session_traffic(visit, draws),
        "landing_page": landing.url if has_address else landing.path,
        "exit_page": _unless(draws, NO_EXIT_PAGE_SHARE, viewed[-1].path),
        "device_type": visit.visitor.device_type,
        "country": visit.visitor.country,
        "user_agent": _user_agent(visit, draws),
    }


def _unless(draws: Random, share: float, value: object) -> object:
    """The value, or null in the given share of cases."""
    return None if draws.random() < share else value


def _engaged(visit: Visit, draws: Random) -> int:
    """Seconds in the foreground, which at the last page go on after the last event."""
    seconds = (visit.ended_at - visit.started_at).total_seconds() * draws.uniform(0.4, 0.9)
    return round(seconds + draws.expovariate(1 / 12))


def _session_traffic(visit: Visit, draws: Random) -> dict[str, str]:
    """Source and medium, or the referrer from which they follow."""
    traffic = visit.traffic
    if traffic.referrer and draws.random() < REFERRER_INSTEAD_OF_SOURCE_SHARE:
        return {"referrer": traffic.referrer}
    return {
        "traffic_source": traffic.source,
        "traffic_medium": traffic.medium,
        "campaign": traffic.campaign,
    }


def _user_agent(visit: Visit, draws: Random) -> str:
    """Crawlers always say who they are, browsers are mostly left out to keep the seeds small."""
    user_agent = visit.visitor.user_agent
    return user_agent if user_agent in BOTS or draws.random() < USER_AGENT_SHARE else ""


def _trouble_sessions(table: RawTable) -> None:
    table.arrive_late(150)
    table.lose_loaded_at(25)
    table.repeat(25)
    table.pad_keys(5)
    table.contradict("exit_page", _left_from_home, 5)
    table.correct("page_views", _one_more, 30, where=_has_page_views)
    table.correct("ended_at", _later_end, 20, where=_has_end)
    table.delete(10)
    table.delete(4, comes_back=True)
    table.write_with_offset(8, 8)
    table.write_with_offset(3, 6)
    table.write_with_offset(2, 6)
    table.rewrite("started_at", _start_day, 6, where=_has_no_end)
    table.rewrite("ended_at", _end_before_start, 6, where=_has_end)
    table.rewrite("ended_at", _end_after_load, 2, where=_has_end)
    table.spoil("ended_at", ("31.12.2025", "open"), where=_has_end)
    table.spoil("page_views", ("-1", "-4", "2.5", "three", "3.0", " 2 "))
    table.spoil("engaged_seconds", ("-30", "12,5", "NaN", "Infinity", "33.25"))
    table.spoil("device_type", ("phone", "smart_tv", "Mobile ", "DESKTOP", "", ""))
    table.spoil("traffic_source", ("Google", " google", "baidu "))
    table.spoil("country", ("", "", " DE"))
    table.spoil("customer_id", ("C-9996", "C-9997", "guest", "0"))
    table.spoil("session_id", ("", "   "))
    table.spoil("visitor_id", ("", " ", ""))
    table.spoil("started_at", ("", "2025-02-30 10:00:00", "31.12.2025 10:00", "yesterday"))
    table.load_before_event(3)
    table.break_correction("started_at", ("unknown",))
    table.break_correction("visitor_id", ("",))
    table.break_correction("page_views", ("-2",))
    table.spoil("_loaded_at", ("last night",))
    table.spoil("is_deleted", ("maybe", "no"))


def _has_page_views(row: Row) -> bool:
    return row["page_views"] != ""


def _has_end(row: Row) -> bool:
    return row["ended_at"] != ""


def _has_no_end(row: Row) -> bool:
    return row["ended_at"] == ""


def _start_day(row: Row, _draws: Random) -> str:
    """Only the day is known; with an end the session would last for hours."""
    return row["started_at"][:10]


def _left_from_home(row: Row, _draws: Random) -> str:
    return "/contact" if row["exit_page"] == "/" else "/"


def _one_more(row: Row, _draws: Random) -> str:
    return str(int(row["page_views"]) + 1)


def _moved(row: Row, column: str, by: timedelta) -> str:
    return as_text(datetime.fromisoformat(row[column]) + by)


def _later_end(row: Row, draws: Random) -> str:
    return _moved(row, "ended_at", timedelta(seconds=draws.randint(5, 600)))


def _end_before_start(row: Row, draws: Random) -> str:
    return _moved(row, "started_at", -timedelta(seconds=draws.randint(1, 5000)))


def _end_after_load(row: Row, _draws: Random) -> str:
    return _moved(row, LOADED_AT, timedelta(days=2))


# ---------------------------------------------------------------------------------------- events


def _web_events_table() -> RawTable:
    table = RawTable("web_events", EVENT_COLUMNS, "occurred_at")
    draws = stream("web_events", "written values")
    events = [
        event
        for visit in visits()
        if visit.tracking.has_events
        for event in _visit_events(visit, draws)
    ]
    events.sort(key=lambda event: (event["occurred_at"], event["visitor_id"]))
    for number, event in enumerate(events, start=1):
        table.add(web_event_id=f"E-{number:05d}", **event)
    _trouble_web_events(table)
    _add_scenes(table, web_scenes.event_rows())
    return table


def _visit_events(visit: Visit, draws: Random) -> list[dict[str, object]]:
    """The events of a visit in order; what holds for the visit stands on the first of them."""
    events = [_event_values(visit, number, draws) for number in range(len(visit.steps))]
    if visit.tracking.names_session:
        events = _in_words_of_the_tool(events, draws)
    events[0] |= _first_event_values(visit, draws)
    return events


def _event_values(visit: Visit, number: int, draws: Random) -> dict[str, object]:
    step = visit.steps[number]
    is_known = visit.login_step is not None and number >= visit.login_step
    return {
        "visitor_id": visit.visitor.visitor_id,
        "session_id": visit.session_id if visit.tracking.names_session else "",
        "customer_id": visit.customer_id if is_known else "",
        "occurred_at": step.at,
        "event_name": step.event_name,
        **_page_values(visit, number, draws),
        "order_id": step.order_id,
        "contact_captured": _contact_captured(step, draws),
        "engaged_seconds": step.engaged_seconds,
        "referrer": _inner_referrer(number, draws),
    }


def _page_values(visit: Visit, number: int, draws: Random) -> dict[str, str]:
    """The page: our own script writes the address where the visit starts, else the path does."""
    page = visit.steps[number].page
    values = {"page_path": page.path}
    has_address = number == 0 or draws.random() < ADDRESS_SHARE_WITHIN_VISIT
    if not visit.tracking.names_session and has_address:
        query = draws.choice(QUERIES) if draws.random() < QUERY_SHARE else ""
        values = {"page_url": page.url + query}
    if visit.steps[number].event_name in EVENTS_WITH_CONTENT:
        values |= {"content_type": page.content_type, "content_id": page.content_id}
    return values


def _contact_captured(step: Step, draws: Random) -> str:
    if step.contact_captured is None:
        return ""
    return weighted(draws, CONTACT_WORDS[step.contact_captured])


def _inner_referrer(number: int, draws: Random) -> str:
    """The page before, which is no source of traffic."""
    is_written = number > 0 and draws.random() < INNER_REFERRER_SHARE
    return f"https://{draws.choice((SHOP, BLOG))}/" if is_written else ""


def _in_words_of_the_tool(
    events: list[dict[str, object]], draws: Random
) -> list[dict[str, object]]:
    renamed = [
        event | {"event_name": TOOL_WORDS.get(event["event_name"], event["event_name"])}
        for event in events
    ]
    shared = ("visitor_id", "session_id", "customer_id", "occurred_at", "page_path")
    first = {column: events[0][column] for column in shared}
    opening = [first | {"event_name": name} for name in weighted(draws, OPENING_EVENTS)]
    return opening + renamed


def _first_event_values(visit: Visit, draws: Random) -> dict[str, str]:
    traffic = visit.traffic
    values = {
        "referrer": traffic.referrer,
        "device_type": visit.visitor.device_type,
        "country": visit.visitor.country,
        "user_agent": _user_agent(visit, draws),
    }
    if traffic.is_tagged:
        values |= {"utm_source": traffic.source, "utm_medium": traffic.medium}
        values |= {"utm_campaign": traffic.campaign}
    return values


def _trouble_web_events(table: RawTable) -> None:
    table.arrive_late(200)
    table.lose_loaded_at(30)
    table.repeat(40)
    table.pad_keys(5)
    table.contradict("content_type", _other_content_type, 5)
    table.correct("content_type", _other_content_type, 25, where=_has_content_type)
    table.correct("contact_captured", _captured_after_all, 12, where=_is_not_captured)
    table.correct("engaged_seconds", _measured_again, 20, where=_is_measured)
    table.delete(12)
    table.delete(4, comes_back=True)
    table.write_with_offset(8, 10)
    table.write_with_offset(3, 8)
    table.write_with_offset(2, 8)
    table.rewrite("occurred_at", _event_day, 4, where=_names_no_session)
    table.spoil("page_url", ("", "not an address", "https://shop.example.com"), where=_has_url)
    table.spoil("content_type", ("", "", " blog", "Product"), where=_has_content_type)
    table.spoil("engaged_seconds", ("-5", "12,5", "NaN", "a while", "7.125"))
    table.spoil("contact_captured", ("maybe", "ja", "TRUE", " f "), where=_is_not_captured)
    table.spoil("device_type", ("console", "mobile phone"))
    table.spoil("customer_id", ("C-9996", "C-9998", "guest"))
    table.spoil("order_id", ("O-99999", "OLD-104"), where=_is_purchase)
    table.spoil("session_id", ("S-99998", "S-99999"))
    table.spoil("event_name", (" page_view", "Page_View", "newsletter_popup"))
    table.spoil("web_event_id", ("", "  "))
    table.spoil("visitor_id", ("", " ", ""))
    table.spoil("occurred_at", ("", "26.10.2025 02:30", "2025-13-01 10:00:00", "1735689600"))
    table.spoil("event_name", ("", " ", ""))
    table.load_before_event(4)
    table.break_correction("occurred_at", ("soon",))
    table.break_correction("event_name", ("",))
    table.spoil("_loaded_at", ("last night",))
    table.spoil("is_deleted", ("maybe", "false"))


def _names_no_session(row: Row) -> bool:
    return row["session_id"] == ""


def _event_day(row: Row, _draws: Random) -> str:
    """Only the day is known; within a named session the views would last for hours."""
    return row["occurred_at"][:10]


def _has_content_type(row: Row) -> bool:
    return row["content_type"] != ""


def _has_url(row: Row) -> bool:
    return row["page_url"] != "" and row["event_name"] == "page_view"


def _is_not_captured(row: Row) -> bool:
    return row["contact_captured"] in ("false", "0")


def _is_measured(row: Row) -> bool:
    return row["engaged_seconds"] != ""


def _is_purchase(row: Row) -> bool:
    return row["event_name"] == "purchase"


def _other_content_type(row: Row, _draws: Random) -> str:
    return "landing" if row["content_type"] == "blog" else "blog"


def _captured_after_all(_row: Row, _draws: Random) -> str:
    return "true"


def _measured_again(row: Row, draws: Random) -> str:
    return f"{float(row['engaged_seconds']) * draws.uniform(0.8, 1.2):.1f}"
