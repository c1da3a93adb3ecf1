"""Visits that show one rule of the sessions each: written by hand, and no trouble touches them.

`session_rows()` and `event_rows()` hold column values; where a row has a _loaded_at of its own, it
was not loaded in the night after. All times are UTC; the names of the visitors start with X-9.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from scripts.demo_data.commerce import shop_orders
from scripts.demo_data.records import IS_DELETED, LOADED_AT
from scripts.demo_data.web_site import BOTS, PAGE_BY_PATH

Values = dict[str, object]

ENDLESS_EVERY = timedelta(minutes=20)
ENDLESS_HOURS = 30
# Days on which the clocks of Europe/Berlin change, at 01:00 UTC, and the offset before it in hours.
CLOCK_CHANGES = {date(2024, 10, 27): 2, date(2025, 3, 30): 1, date(2025, 10, 26): 2}
TEAPOT = "/p/hand-thrown-teapot"
MUG = "/p/travel-mug"
GUIDE = "/wp/brew-guide"
KIOSK_CUSTOMERS = 7


def session_rows() -> list[Values]:
    """The rows of sessions, each with an id of its own kind."""
    return [
        *_sessions_over_clock_changes(),
        *_sessions_with_events_that_do_not_name_them(),
        *_deleted_session_with_events(),
        _session("S-90020", "X-9020", datetime(2025, 5, 31, 23, 48), 25, page_views=4),
        _session("S-90021", "X-9021", datetime(2025, 7, 9, 15, 0), 12, page_views=3),
        _session("S-90022", "X-9022", datetime(2025, 8, 2, 9, 30), 8, customer_id="C-9999"),
    ]


def event_rows() -> list[Values]:
    """The events, numbered apart from those of the ordinary visits."""
    events = [
        *_events_over_clock_changes(),
        *_endless_session(),
        *_gaps_at_the_limit(),
        *_refreshes(),
        *_same_order_again(),
        *_events_that_do_not_name_a_session(),
        *_late_first_event(),
        *_odd_sessions(),
        *_kiosk(),
        *_nobody(),
    ]
    return [{"web_event_id": f"E-9{n:04d}", **event} for n, event in enumerate(events, start=1)]


def _session(
    session_id: str, visitor_id: str, started_at: datetime, minutes: int | None, **values: object
) -> Values:
    ended_at = None if minutes is None else started_at + timedelta(minutes=minutes)
    landing = {"landing_page": "/", "device_type": "desktop", "country": "DE"}
    times = {"started_at": started_at, "ended_at": ended_at}
    return {"session_id": session_id, "visitor_id": visitor_id, **landing, **times, **values}


def _event(
    visitor_id: str,
    occurred_at: datetime,
    path: str,
    event_name: str = "page_view",
    **values: object,
) -> Values:
    return {
        "visitor_id": visitor_id,
        "occurred_at": occurred_at,
        "event_name": event_name,
        "page_url": PAGE_BY_PATH[path].url,
        "content_type": PAGE_BY_PATH[path].content_type,
        **values,
    }


def _views(visitor_id: str, start: datetime, views: dict[int, str]) -> Iterator[Values]:
    """Page views by their seconds after the start."""
    for seconds, path in views.items():
        yield _event(visitor_id, start + timedelta(seconds=seconds), path)


def _sessions_over_clock_changes() -> Iterator[Values]:
    """From before the change to after it."""
    for number, day in enumerate(CLOCK_CHANGES, start=1):
        started_at = datetime.combine(day, time(0, 40))
        yield _session(f"S-9000{number}", f"X-910{number}", started_at, 45, page_views=5)


def _events_over_clock_changes() -> Iterator[Values]:
    """Events that are cut by us, over the change and over the local midnight before it."""
    for number, (day, offset_hours) in enumerate(CLOCK_CHANGES.items(), start=1):
        at = datetime.combine(day, time(0, 45))
        yield from _views(f"X-912{number}", at, {0: "/", 800: TEAPOT, 2400: MUG})
        at = datetime.combine(day, time()) - timedelta(hours=offset_hours, minutes=12)
        yield from _views(f"X-913{number}", at, {0: "/", 700: GUIDE, 1500: "/contact"})
    # The same hour twice on the clock on the wall, told apart by the offset.
    yield _event("X-9140", "2025-10-26T02:50:00+02:00", "/")
    yield _event("X-9140", "2025-10-26T02:10:00+01:00", MUG)
    yield from _views("X-9141", datetime(2025, 2, 11, 23, 40), {0: "/", 1000: TEAPOT, 1900: MUG})
    yield from _views("X-9142", datetime(2024, 12, 31, 23, 50), {0: "/", 599: GUIDE, 600: MUG})


def _endless_session() -> Iterator[Values]:
    """A screen in a shop window that shows the next page every 20 minutes and never rests."""
    paths = ("/", TEAPOT, MUG)
    for number in range(int(timedelta(hours=ENDLESS_HOURS) / ENDLESS_EVERY) + 1):
        at = datetime(2025, 6, 13, 7, 0) + number * ENDLESS_EVERY
        yield _event("X-9150", at, paths[number % len(paths)], device_type="other", country="DE")


def _gaps_at_the_limit() -> Iterator[Values]:
    """1800 s are one session, 1801 s are two; other events count for the gap as views do."""
    start = datetime(2025, 1, 15, 10, 0)
    yield from _views("X-9160", start, {0: "/", 1800: MUG})
    yield from _views("X-9161", start, {0: "/", 1801: MUG})
    yield from _views("X-9162", start, {0: "/", 1800: MUG, 3601: TEAPOT})
    yield from _views("X-9163", start, {0: "/", 3000: MUG})
    yield _event("X-9163", start + timedelta(seconds=1500), "/", "heartbeat")


def _refreshes() -> Iterator[Values]:
    """A A within 10 s counts once, later twice; A B A counts three times; chains count once."""
    start = datetime(2025, 4, 22, 18, 30)
    yield from _views("X-9170", start, {0: MUG, 4: MUG})
    yield from _views("X-9171", start, {0: MUG, 10: MUG})
    yield from _views("X-9172", start, {0: MUG, 11: MUG})
    yield from _views("X-9173", start, {0: MUG, 3: TEAPOT, 6: MUG})
    yield from _views("X-9174", start, {0: MUG, 8: MUG, 16: MUG, 60: TEAPOT})
    yield from _views("X-9175", start, {0: MUG, 9: MUG})
    yield _event("X-9175", start + timedelta(seconds=5), MUG, "add_to_cart")


def _same_order_again() -> Iterator[Values]:
    """The page of thanks, opened again: the same purchase within a session and a day later."""
    orders = [order for order in shop_orders() if order.sales_channel == "web"]
    for number, order in enumerate(orders[500:2900:400], start=1):
        visitor_id = f"X-918{number}"
        opened_at = order.ordered_at + timedelta(minutes=5)
        for later in (timedelta(), timedelta(seconds=3), timedelta(days=1)):
            at = opened_at + later
            yield _event(visitor_id, at, "/checkout", "purchase", order_id=order.order_id)


def _sessions_with_events_that_do_not_name_them() -> Iterator[Values]:
    """One session, two that overlap, and one of which nobody knows the end."""
    yield _session("S-90010", "X-9190", datetime(2025, 3, 5, 10, 0), 30, page_views=2)
    yield _session("S-90011", "X-9191", datetime(2025, 3, 6, 10, 0), 40, page_views=6)
    yield _session("S-90012", "X-9191", datetime(2025, 3, 6, 10, 20), 40, page_views=3)
    yield _session("S-90013", "X-9192", datetime(2025, 3, 7, 10, 0), None, page_views=1)


def _events_that_do_not_name_a_session() -> Iterator[Values]:
    """Inside, at both ends and outside of the visitor's raw sessions."""
    start = datetime(2025, 3, 5, 10, 0)
    yield from _views("X-9190", start, {-1: MUG, 0: "/", 900: TEAPOT, 1800: GUIDE, 1801: MUG})
    yield _event("X-9190", start + timedelta(minutes=50), GUIDE, "download", contact_captured="yes")
    start = datetime(2025, 3, 6, 10, 0)
    yield from _views("X-9191", start, {300: "/", 1500: TEAPOT, 2700: MUG})
    yield from _views("X-9192", datetime(2025, 3, 7, 10, 0), {0: "/", 600: MUG})


def _late_first_event() -> Iterator[Values]:
    """The first event of a session comes days after the others: the session gets another key."""
    start = datetime(2025, 9, 17, 12, 0)
    loaded_at = datetime(2025, 9, 24, 3, 15)
    yield _event("X-9200", start, "/b/water", utm_source="newsletter", utm_medium="email") | {
        LOADED_AT: loaded_at
    }
    yield from _views("X-9200", start, {300: "/", 540: MUG})
    # An event that joins two sessions into one when it comes.
    yield from _views("X-9201", start, {0: "/", 3000: MUG})
    yield _event("X-9201", start + timedelta(seconds=1500), TEAPOT) | {LOADED_AT: loaded_at}


def _deleted_session_with_events() -> Iterator[Values]:
    """A session that was deleted: the events that name it stay and form one of their own."""
    started_at = datetime(2025, 2, 20, 14, 0)
    yield _session("S-90030", "X-9210", started_at, 5, page_views=2)
    deletion = {"session_id": "S-90030", "started_at": started_at, IS_DELETED: "true"}
    yield deletion | {LOADED_AT: datetime(2025, 3, 2, 3, 15)}


def _odd_sessions() -> Iterator[Values]:
    """Sessions of a tool, of a late crawler, of somebody else, and events of one second."""
    for event in _views("X-9210", datetime(2025, 2, 20, 14, 0), {0: "/", 250: MUG}):
        yield event | {"session_id": "S-90030"}
    for event in _views("X-9220", datetime(2025, 5, 6, 9, 0), {0: "/", 10800: MUG, 11000: GUIDE}):
        yield event | {"session_id": "T-90001"}
    start = datetime(2025, 8, 14, 3, 0)
    yield from _views("X-9221", start, {0: "/", 2: MUG})
    yield _event("X-9221", start + timedelta(seconds=4), TEAPOT, user_agent=BOTS[1])
    yield _event("X-9222", datetime(2025, 7, 9, 15, 5), MUG, session_id="S-90021")
    yield from _views("X-9223", datetime(2025, 9, 9, 20, 0), {0: "/"})
    yield _event("X-9223", datetime(2025, 9, 9, 20, 0), MUG)
    yield _event("X-9223", datetime(2025, 9, 9, 20, 0), "/", "first_visit")
    # Two referrers: the own host is no source, the first foreign one is.
    at = datetime(2025, 10, 7, 11, 0)
    own, foreign = "https://blog.example.com/b/water", "https://www.baidu.com/s?wd=%E8%8C%B6"
    yield _event("X-9224", at, "/", referrer=own)
    yield _event("X-9224", at + timedelta(minutes=2), MUG, referrer=foreign)
    # A tag after the first page wins over the referrer of the first.
    yield _event("X-9225", at, "/", referrer="https://yandex.ru/search/?text=чай")
    yield _event("X-9225", at + timedelta(minutes=3), MUG, utm_source="vk", utm_medium="social")


def _kiosk() -> Iterator[Values]:
    """A screen in a shop at which many customers look up their orders, and log out or forget to."""
    opened_at = datetime(2025, 6, 20, 9, 0)
    for number in range(KIOSK_CUSTOMERS):
        at = opened_at + number * timedelta(hours=1)
        yield _event("X-9230", at, "/")
        yield _event("X-9230", at + timedelta(minutes=1), MUG, customer_id=f"C-02{number:02d}")


def _nobody() -> Iterator[Values]:
    """A tracker without consent writes words instead of an id: all its visitors are one."""
    for number, visitor_id in enumerate(("null", " NULL", "undefined", "(not set)")):
        at = datetime(2025, 9, 2, 10, 0) + number * timedelta(minutes=20)
        yield from _views(visitor_id, at, {0: "/", 60: TEAPOT})
    yield _event("null", datetime(2025, 9, 2, 10, 2), "/checkout", customer_id="C-0210")
