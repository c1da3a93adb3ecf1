"""The truth about every visit to the web site, before any tool has recorded a part of it.

Customers visit the more often and stay the longer the more they are engaged; a visit that leads to
an order of commerce ends in its purchase. Strangers come with the seasons and the campaigns, some
of them again. Crawlers come all the time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from random import Random

from scripts.demo_data.commerce import Order, shop_orders
from scripts.demo_data.company import COUNTRIES, FIRST_DAY, LAST_DAY, days, demand
from scripts.demo_data.people import Person, clock_time, everybody
from scripts.demo_data.streams import stream, weighted
from scripts.demo_data.web_site import (
    BOTS,
    BROWSED_TYPES,
    BROWSERS,
    CHECKOUT,
    CUSTOMER_TRAFFIC,
    DIRECT,
    READER_TRAFFIC,
    STRANGER_TRAFFIC,
    THANKS,
    Page,
    Traffic,
    any_page,
    arrival,
    campaign_runs,
    landing_page,
)

VISITS_PER_DAY_AT_FULL_ENGAGEMENT = 0.029
WEB_HOME_FACTOR = 1.4
OTHER_HOME_FACTOR = 0.7
MOST_VISITS_BEFORE_REGISTRATION = 2
DAYS_BEFORE_REGISTRATION = 20
LOGGED_IN_SHARE = 0.8
LOG_IN_DURING_VISIT_SHARE = 0.2

STRANGERS = 1600
STRANGER_VISITS = {1: 70, 2: 16, 3: 8, 4: 4, 6: 2}
STRANGER_COUNTRIES = {
    **{country.code: country.weight for country in COUNTRIES},
    "NL": 4, "IT": 4, "JP": 3, "BR": 2, "": 3,
}  # fmt: skip
DEVICES = {"mobile": 56, "desktop": 36, "tablet": 6, "other": 2}
CAMPAIGN_FACTOR = 1.4

BOT_VISITORS = 9
BOT_VISITS = 15

# What of a web order's visit the tools saw; the others refused to be followed.
ORDER_VISIT_SHARE = 0.6
STRANGER_ORDER_VISIT_SHARE = 0.5
REPEATED_PURCHASE_SHARE = 0.07
PURCHASE_WITHOUT_ORDER_SHARE = 0.03

BOUNCE_SHARE = 0.6
BOUNCE_SHARE_AT_FULL_INTEREST = 0.15
NEXT_PAGE_SHARE = 0.42
MOST_PAGES = 12
REFRESH_SHARE = 0.03
LONG_PAUSE_SHARE = 0.015
MEDIAN_STAY_LOGARITHM = {"blog": 4.3, "video": 4.6, "whitepaper": 4.2, "product": 3.8}
OTHER_STAY_LOGARITHM = 3.4
LONGEST_STAY = 900
MEASURED_STAY_SHARE = 0.35
ACTIONS = {
    "product": {"scroll": 0.10, "add_to_cart": 0.16, "cta_click": 0.06},
    "blog": {"scroll": 0.20, "cta_click": 0.12, "share": 0.03},
    "landing": {"cta_click": 0.30, "contact_form": 0.13},
    "whitepaper": {"download": 0.55},
    "video": {"video_play": 0.6, "heartbeat": 0.25, "cta_click": 0.05},
    "support": {"search": 0.10, "contact_form": 0.14},
    "home": {"search": 0.06, "cta_click": 0.08},
}
CONTACT_CAPTURED = {
    "download": {True: 42, False: 28, None: 30},
    "contact_form": {True: 70, False: 8, None: 22},
}

# Visits of one visitor keep this distance, so that only the scenes overlap.
DISTANCE = timedelta(hours=2)


class Tracking(Enum):
    """What was recorded of a visit."""

    SUMMARY = "a row of sessions without events"
    NAMED = "a row of sessions, and events that name it"
    UNNAMED = "a row of sessions, and events that name no session"
    EVENTS = "events without a session"
    TOOL = "events with the tool's own session_id, which is not in sessions"

    @property
    def has_row(self) -> bool:
        """Whether the visit is a row of sessions."""
        return self in (Tracking.SUMMARY, Tracking.NAMED, Tracking.UNNAMED)

    @property
    def has_events(self) -> bool:
        """Whether the visit left events."""
        return self is not Tracking.SUMMARY

    @property
    def names_session(self) -> bool:
        """Whether the events of the visit carry a session_id."""
        return self in (Tracking.NAMED, Tracking.TOOL)


VISIT_TRACKING = {
    Tracking.SUMMARY: 66.0, Tracking.NAMED: 5.5, Tracking.UNNAMED: 1.0, Tracking.EVENTS: 18.5,
    Tracking.TOOL: 6.0,
}  # fmt: skip
ORDER_TRACKING = {Tracking.SUMMARY: 87, Tracking.NAMED: 12, Tracking.UNNAMED: 1}
STRANGER_ORDER_TRACKING = {Tracking.EVENTS: 75, Tracking.TOOL: 15, Tracking.SUMMARY: 10}
BOT_TRACKING = {Tracking.SUMMARY: 60, Tracking.EVENTS: 28, Tracking.NAMED: 12}


@dataclass(frozen=True)
class Visitor:
    """A browser and the person or crawler before it."""

    visitor_id: str
    country: str
    device_type: str
    user_agent: str


@dataclass(frozen=True)
class Step:
    """One thing that happened during a visit."""

    at: datetime
    event_name: str
    page: Page
    engaged_seconds: float | None = None
    contact_captured: bool | None = None
    order_id: str = ""


@dataclass(frozen=True)
class Visit:
    """One visit; the customer is known from the step login_step on, never if it is None.

    session_id: of the row of sessions or of the tool; empty where nobody named a session.
    """

    visitor: Visitor
    steps: tuple[Step, ...]
    traffic: Traffic
    tracking: Tracking
    customer_id: str = ""
    login_step: int | None = None
    session_id: str = ""

    @property
    def started_at(self) -> datetime:
        """Time of the first step."""
        return self.steps[0].at

    @property
    def ended_at(self) -> datetime:
        """Time of the last step."""
        return self.steps[-1].at

    @property
    def is_within_demo(self) -> bool:
        """Whether the whole visit lies within the demo."""
        return self.started_at.date() >= FIRST_DAY and self.ended_at.date() <= LAST_DAY


@lru_cache(maxsize=1)
def visits() -> tuple[Visit, ...]:
    """All visits by time, with their session ids."""
    drafts = [visit for order in shop_orders() for visit in _order_visits(order)]
    drafts += [visit for person in everybody() for visit in _customer_visits(person)]
    drafts += [visit for number in range(1, STRANGERS + 1) for visit in _stranger_visits(number)]
    drafts += [visit for number in range(1, BOT_VISITORS + 1) for visit in _bot_visits(number)]
    drafts = _at_a_distance([visit for visit in drafts if visit.is_within_demo])
    drafts.sort(key=lambda visit: (visit.started_at, visit.visitor.visitor_id))
    return tuple(_named(number, visit) for number, visit in enumerate(drafts, start=1))


def _at_a_distance(drafts: list[Visit]) -> list[Visit]:
    """Leaves out visits that would run into an earlier one of the list and the same visitor."""
    kept: dict[str, list[Visit]] = {}
    for visit in drafts:
        others = kept.setdefault(visit.visitor.visitor_id, [])
        if all(_are_apart(visit, other) for other in others):
            others.append(visit)
    return [visit for others in kept.values() for visit in others]


def _are_apart(visit: Visit, other: Visit) -> bool:
    return (
        visit.started_at > other.ended_at + DISTANCE or other.started_at > visit.ended_at + DISTANCE
    )


def _named(number: int, visit: Visit) -> Visit:
    if visit.session_id:
        return visit
    if visit.tracking is Tracking.TOOL:
        return replace(visit, session_id=f"T-{number:05d}")
    return replace(visit, session_id=f"S-{number:05d}" if visit.tracking.has_row else "")


# ------------------------------------------------------------------------------------ who visits


def _customer_visits(person: Person) -> Iterator[Visit]:
    """Visits without an order: some before the registration, then as engagement goes."""
    draws = stream("sessions", "customer", person.customer_id)
    for _ in range(draws.randint(0, MOST_VISITS_BEFORE_REGISTRATION)):
        day = person.active_from - timedelta(days=draws.randint(1, DAYS_BEFORE_REGISTRATION))
        visitor = _visitor_of(person, 0)
        yield _visit(draws, visitor, datetime.combine(day, clock_time(draws)), person.propensity)
    factor = WEB_HOME_FACTOR if person.home_channel == "web" else OTHER_HOME_FACTOR
    for day in days():
        engagement = person.engagement_on(day)
        chance = VISITS_PER_DAY_AT_FULL_ENGAGEMENT * engagement * demand(day) * factor
        started_at = datetime.combine(day, clock_time(draws))
        if draws.random() < chance and started_at > person.created_at:
            yield _visit_of(person, draws, started_at, engagement)


def _visit_of(person: Person, draws: Random, started_at: datetime, engagement: float) -> Visit:
    visitor = _visitor_of(person, draws.randrange(len(person.visitor_ids)))
    kinds = READER_TRAFFIC if person.has_email_consent else CUSTOMER_TRAFFIC
    visit = _visit(draws, visitor, started_at, engagement, kinds)
    if draws.random() < LOGGED_IN_SHARE:
        return _logged_in(visit, person.customer_id, draws)
    return visit


def _logged_in(visit: Visit, customer_id: str, draws: Random) -> Visit:
    logs_in_later = draws.random() < LOG_IN_DURING_VISIT_SHARE
    login_step = draws.randrange(len(visit.steps)) if logs_in_later else 0
    return replace(visit, customer_id=customer_id, login_step=login_step)


def _visitor_of(person: Person, number: int) -> Visitor:
    """One of the browsers of the person; the first is on the device they like best."""
    draws = stream("sessions", "browser", person.customer_id, number)
    device_type = person.device_type if number == 0 else weighted(draws, DEVICES)
    return Visitor(
        person.visitor_ids[number],
        person.country.code,
        device_type,
        draws.choice(BROWSERS[device_type]),
    )


def _stranger_visits(number: int) -> Iterator[Visit]:
    """Visits of somebody who never says who they are; the interested come back."""
    draws = stream("sessions", "stranger", number)
    country = weighted(draws, STRANGER_COUNTRIES)
    device_type = weighted(draws, DEVICES)
    user_agent = draws.choice(BROWSERS[device_type])
    visitor = Visitor(f"X-{number:04d}", country, device_type, user_agent)
    interest = draws.betavariate(1.2, 3)
    day = draws.choices(days(), weights=_stranger_demand(country))[0]
    for _ in range(weighted(draws, STRANGER_VISITS)):
        yield _visit(draws, visitor, datetime.combine(day, clock_time(draws)), interest)
        day += timedelta(days=1 + int(draws.expovariate(1 / 25)))


@lru_cache
def _stranger_demand(country: str) -> list[float]:
    return [
        demand(day) * (CAMPAIGN_FACTOR if campaign_runs(country, day) else 1) for day in days()
    ]


def _bot_visits(number: int) -> Iterator[Visit]:
    draws = stream("sessions", "bot", number)
    country = draws.choice(("US", "CN", "RU"))
    visitor = Visitor(f"B-{number:02d}", country, "other", BOTS[number % len(BOTS)])
    for _ in range(BOT_VISITS):
        at = datetime.combine(draws.choice(days()), clock_time(draws))
        steps = []
        for _ in range(draws.randint(1, 6)):
            page = _next_page(draws, visitor.country, at.date())
            steps.append(Step(at, "page_view", page))
            at += timedelta(seconds=draws.randint(1, 4))
        yield Visit(visitor, tuple(steps), DIRECT, weighted(draws, BOT_TRACKING))


# ------------------------------------------------------------------------------- visits and orders


def _order_visits(order: Order) -> Iterator[Visit]:
    """The visit that ended in a web order, where somebody followed it."""
    draws = stream("sessions", "order", order.order_id)
    share = STRANGER_ORDER_VISIT_SHARE if order.person is None else ORDER_VISIT_SHARE
    if order.sales_channel == "web" and draws.random() < share:
        visitor = _buyer(order, draws)
        visit = _visit(draws, visitor, order.ordered_at, 0.8, CUSTOMER_TRAFFIC)
        trackings = STRANGER_ORDER_TRACKING if order.person is None else ORDER_TRACKING
        visit = replace(
            visit,
            steps=_with_purchase(visit.steps, order, draws),
            tracking=weighted(draws, trackings),
            session_id=order.session_id,
        )
        yield _logged_in(visit, order.customer_id, draws) if order.customer_id else visit


def _buyer(order: Order, draws: Random) -> Visitor:
    """The customer's browser; strangers have one for each order, unknown customers one for all."""
    if order.person is not None:
        return _visitor_of(order.person, draws.randrange(len(order.person.visitor_ids)))
    device_type = weighted(draws, DEVICES)
    number = order.customer_id or order.order_id
    user_agent = draws.choice(BROWSERS[device_type])
    return Visitor(f"V-{number}", order.country.code, device_type, user_agent)


def _with_purchase(steps: tuple[Step, ...], order: Order, draws: Random) -> tuple[Step, ...]:
    """The steps, and then the cart and the purchase, all moved to the time of the order."""
    at = steps[-1].at
    product = any_page(draws, "product", order.country.code, order.ordered_at.date())
    tail = []
    for event_name, page in (
        ("page_view", product),
        ("add_to_cart", product),
        ("page_view", CHECKOUT),
        ("purchase", CHECKOUT),
    ):
        at += timedelta(seconds=draws.randint(15, 150))
        tail.append(Step(at, event_name, page))
    is_unnamed = draws.random() < PURCHASE_WITHOUT_ORDER_SHARE
    tail[-1] = replace(tail[-1], order_id="" if is_unnamed else order.order_id)
    if draws.random() < REPEATED_PURCHASE_SHARE:
        tail.append(replace(tail[-1], at=at + timedelta(seconds=draws.randint(1, 40))))
    elif draws.random() < 0.5:
        tail.append(Step(at + timedelta(seconds=draws.randint(2, 6)), "page_view", THANKS))
    earlier = at - order.ordered_at
    return tuple(replace(step, at=step.at - earlier) for step in (*steps, *tail))


# ----------------------------------------------------------------------------- what happens there


def _visit(
    draws: Random,
    visitor: Visitor,
    started_at: datetime,
    interest: float,
    kinds: Mapping[str, int] = STRANGER_TRAFFIC,
) -> Visit:
    """A visit of somebody who is not logged in."""
    day = max(started_at.date(), FIRST_DAY)
    traffic = arrival(draws, kinds, visitor.country, day)
    landing = landing_page(draws, traffic, visitor.country, day)
    steps = tuple(_walk(draws, visitor.country, landing, started_at, interest))
    return Visit(visitor, steps, traffic, weighted(draws, VISIT_TRACKING))


def _walk(
    draws: Random, country: str, landing: Page, started_at: datetime, interest: float
) -> Iterator[Step]:
    """Page after page, from the landing page on."""
    page, at = landing, started_at
    for _ in range(_page_count(draws, interest)):
        stay_seconds = _stay_seconds(draws, page)
        yield from _look_at(draws, page, at, stay_seconds, interest)
        is_long_pause = draws.random() < LONG_PAUSE_SHARE
        pause_seconds = draws.randint(1900, 6000) if is_long_pause else 0
        at += timedelta(seconds=stay_seconds + pause_seconds)
        page = _next_page(draws, country, max(at.date(), FIRST_DAY))


def _page_count(draws: Random, interest: float) -> int:
    bounce_share = BOUNCE_SHARE + (BOUNCE_SHARE_AT_FULL_INTEREST - BOUNCE_SHARE) * interest
    if draws.random() < bounce_share:
        return 1
    count = 2
    while count < MOST_PAGES and draws.random() < NEXT_PAGE_SHARE + 0.25 * interest:
        count += 1
    return count


def _next_page(draws: Random, country: str, day: date) -> Page:
    return any_page(draws, weighted(draws, BROWSED_TYPES), country, day)


def _stay_seconds(draws: Random, page: Page) -> int:
    center = MEDIAN_STAY_LOGARITHM.get(page.content_type, OTHER_STAY_LOGARITHM)
    return min(LONGEST_STAY, 4 + int(draws.lognormvariate(center, 0.8)))


def _look_at(
    draws: Random, page: Page, at: datetime, stay_seconds: int, interest: float
) -> list[Step]:
    """The view of a page, sometimes a refresh of it, and what is done there."""
    is_measured = draws.random() < MEASURED_STAY_SHARE
    engaged_seconds = round(stay_seconds * draws.uniform(0.3, 0.95)) if is_measured else None
    steps = [Step(at, "page_view", page, engaged_seconds)]
    if draws.random() < REFRESH_SHARE:
        refreshed_after = draws.randint(2, min(10, stay_seconds))
        steps.append(Step(at + timedelta(seconds=refreshed_after), "page_view", page))
    for event_name, chance in ACTIONS.get(page.content_type, {}).items():
        if draws.random() < chance * (0.6 + 0.8 * interest):
            done_at = at + timedelta(seconds=draws.randint(1, stay_seconds - 1))
            steps.append(_action(draws, event_name, page, done_at))
    return sorted(steps, key=lambda step: step.at)


def _action(draws: Random, event_name: str, page: Page, at: datetime) -> Step:
    answers = CONTACT_CAPTURED.get(event_name)
    contact_captured = weighted(draws, answers) if answers else None
    engaged_seconds = 10.5 if event_name == "heartbeat" else None
    return Step(at, event_name, page, engaged_seconds, contact_captured)
