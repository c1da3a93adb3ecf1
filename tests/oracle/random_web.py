"""Random sessions and events of a web site that sit on every boundary of docs/definitions.md, Web.

A scene tells of one visitor and one edge. The visitors are few, so that scenes of different kinds
meet in their histories, and new and returning visitors alternate from period to period.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from .random_company import ONE_DAY, ONE_MICROSECOND, Author, Cells, Draft, draft

SCENES = 90
VISITORS = 24
TOOL_IDS = ("T1", "T2", "T 3", "s-004")
# Rows of sessions that planted_faults() writes under these keys are rejected ones.
REJECTED_SESSIONS = ("F01", "F02", "F03")
UNKNOWN_SESSIONS = ("S9999", "-1", "null", *REJECTED_SESSIONS)

PATHS = ("/", "/p/tea", "/p/mug", "/P/Mug", "/b/water", "/lp/spring", "/wp/guide", "/б/чай")
CONTENT_TYPES = ("product", "Product", " product ", "blog", "landing", "whitepaper", "", "")
ADDRESSES = (
    "https://shop.example.com{}",
    "https://www.shop.example.com{}?color=blue",
    "HTTPS://Shop.Example.com:8080{}#reviews",
    "http://blog.example.com{}?a=1#b?c",
    "//cdn.example.com{}",
    "https://shop.example.com{};jsessionid=1F2A?email=ann@mail.example&token=x",
    "{};v=1#ann@mail.example",
    "{}%3Btoken%3Dx",
    "{}&gclid=x&email=ann@mail.example",
    "https://ann:secret@shop.example.com{}%3Femail%3Dann%40mail.example",
    "/unsubscribe/Ann.Roe@mail.example{}",
    "https://shop.example.com/u/ann%2540mail.example;x=1{}",
    "/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln{}",
    "/@tea.shop{}",
    "https://user@shop.example.com{}?to=https://other.example.net/x",
    "{}",
    "{}?q=a/b",
)
ADDRESSES_WITHOUT_PATH = (
    "https://shop.example.com",
    "https://shop.example.com?q=1",
    "https://www.blog.example.com#top",
    "?q=1",
    "not an address",
)
REFERRERS = (
    "https://www.google.com/search?q=tea",
    "https://google.com",
    "https://news.google.com/",
    "https://notgoogle.com/a",
    "https://www.google.co.uk:443/",
    "https://mail.google.com/mail",
    "android-app://com.google.android.gm/",
    "https://YANDEX.ru/search/?text=чай",
    "https://mail.yandex.ru/",
    "https://www.baidu.com/s?wd=%E8%8C%B6",
    "https://m.vk.com/feed",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example.com",
    "t.co/abc",
    "https://Forum.Example.org/tea#1",
    "https://www.forum.example.org",
    "http://reader@forum.example.org:8080/x",
    "https://ann@mail.example:pw@forum.example.org/x",
    "mailto:ann%40forum.example.org",
    "ann＠forum.example.org",
    "//partner.example.net/x",
    "https://shop.example.com/p/tea",
    "https://WWW.shop.example.com:8080/",
    "https://blog.example.com",
    "https://cdn.example.com/x",
    "https://sub.shop.example.com/",
    "/p/tea",
    "?q=1",
)
UTM_SOURCES = ("google", "Google", "newsletter", "facebook", "vk", "partner", "", "")
UTM_MEDIA = ("cpc", "CPC", "email", "paid_social", "organic", "social", "banner", "odd", "", "")
CAMPAIGNS = (
    *("spring", "Spring ", "brand", "", ""),
    *("for Ann <ann@mail.example>", "https://shop.example.com/lp?token=x", "ready for tea?"),
)
USER_AGENTS = ("Mozilla/5.0 (Windows NT 10.0)", "Mozilla/5.0 (iPhone)", "", "")
BOTS = ("Mozilla/5.0 (compatible; Googlebot/2.1)", "SomeSPIDER", "curl/8.4", "python-requests/2")
EVENT_NAMES = (
    *("page_view",) * 6,
    *("Page_View", " page_view ", "pageview", "screen_view"),
    *("click", "cta_click", "CTA_Click", "contact_form", "form_submit", "generate_lead"),
    *("download", "file_download", "Download", "add_to_cart", "purchase", "PURCHASE"),
    *("scroll", "heartbeat", "session_start", "first_visit", "user_engagement"),
    *("newsletter_popup", "video play"),
)
CONTACT_FLAGS = ("true", "Yes", "1", "t", "false", "no", "", "", "", "maybe")
ENGAGED_SECONDS = ("", "", "", "0", "1", "9.999999", "10", "33.25", " 7.0000005 ", "-1", "12,5")
PAGE_VIEW_COUNTS = ("", "0", "1", "1", "2", "5", "3.0", "-1", "2.5")
DEVICES = ("desktop", "Mobile", " TABLET ", "other", "phone", "", "")
EVENT_DEVICES = ("desktop", "Mobile", "console", "", "", "")
COUNTRIES = ("DE", " DE ", "de", "US", "", "", "")

FAULTS = {
    "sessions": (
        {"session_id": ""},
        {"visitor_id": ""},
        {"started_at": ""},
        {"started_at": "31.12.2024 10:00"},
    ),
    "web_events": (
        {"web_event_id": " "},
        {"visitor_id": "\u00a0"},
        {"occurred_at": ""},
        {"occurred_at": "1735689600"},
        {"event_name": ""},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "sessions": ("customer_id", "engaged_seconds", "campaign", "exit_page", "user_agent"),
    "web_events": ("page_path", "content_id", "contact_captured", "utm_campaign", "country"),
}


def changed_session(author: Author) -> Cells:
    """What a correction may change in a row of sessions."""
    return {
        "page_views": author.random.choice(PAGE_VIEW_COUNTS),
        "traffic_source": author.random.choice(UTM_SOURCES),
        "landing_page": author.random.choice(("/", "/lp/spring?x=1", "")),
    }


def changed_event(author: Author) -> Cells:
    """What a correction may change in an event."""
    return {
        "event_name": author.random.choice(EVENT_NAMES),
        "content_type": author.random.choice(CONTENT_TYPES),
        "contact_captured": author.random.choice(CONTACT_FLAGS),
        "session_id": author.random.choice(("", "T1", "S0001", "S9999")),
    }


CHANGES = {"sessions": changed_session, "web_events": changed_event}


class Site:
    """The rows of both tables as they come to be."""

    def __init__(self, author: Author, customer_ids: list[str]):
        self.author = author
        self.pick = author.random.choice
        self.customer_ids = ("", "", *customer_ids, "C999", "guest")
        self.visitor_ids = [f"V{number:02}" for number in range(VISITORS)]
        self.latest = author.local_midnight(author.last_day)
        self.sessions: list[Draft] = []
        self.events: list[Draft] = []

    def visitor(self) -> str:
        """One of the visitors."""
        return self.pick(self.visitor_ids)

    def start(self) -> datetime:
        """A moment of the company's life, often at the edge of a day, that leaves a day for more.
        """
        return min(self.author.moment(), self.latest - ONE_DAY)

    def session(
        self, visitor_id: str, start: datetime, seconds: float | None = None, **cells: str
    ) -> str:
        """A raw session of so many seconds, or without an end; its id."""
        session_id = f"S{len(self.sessions):04}"
        end = "" if seconds is None else self.author.written(start + timedelta(seconds=seconds))
        row = {
            "session_id": session_id,
            "visitor_id": visitor_id,
            "customer_id": self.rarely(self.pick(self.customer_ids)),
            "ended_at": end,
            "page_views": self.pick(PAGE_VIEW_COUNTS),
            "engaged_seconds": self.pick(ENGAGED_SECONDS),
            "traffic_source": self.rarely(self.pick(UTM_SOURCES)),
            "traffic_medium": self.rarely(self.pick(UTM_MEDIA)),
            "campaign": self.pick(CAMPAIGNS),
            "referrer": self.rarely(self.pick(REFERRERS)),
            "landing_page": self.pick(("", self.address(), self.pick(PATHS))),
            "exit_page": self.pick(("", self.address(), self.pick(PATHS))),
            "device_type": self.pick(DEVICES),
            "country": self.pick(COUNTRIES),
            "user_agent": self.pick(USER_AGENTS),
            **cells,
        }
        self.sessions.append(draft(self.author, "started_at", row, start))
        return session_id

    def event(self, visitor_id: str, moment: datetime, **cells: str) -> None:
        """An event; it names no session unless the cells do."""
        row = {
            "web_event_id": f"E{self.author.random.randrange(10**6):06}-{len(self.events)}",
            "visitor_id": visitor_id,
            "session_id": "",
            "customer_id": self.rarely(self.pick(self.customer_ids)),
            "event_name": self.pick(EVENT_NAMES),
            **self.page(),
            "content_type": self.pick(CONTENT_TYPES),
            "content_id": self.pick(("", "P-1", "https://shop.example.com/p?id=1")),
            "order_id": "",
            "contact_captured": self.pick(CONTACT_FLAGS),
            "engaged_seconds": self.pick(ENGAGED_SECONDS),
            "referrer": self.rarely(self.pick(REFERRERS)),
            "utm_source": self.rarely(self.pick(UTM_SOURCES), 0.1),
            "utm_medium": self.rarely(self.pick(UTM_MEDIA), 0.1),
            "utm_campaign": self.pick(CAMPAIGNS),
            "device_type": self.pick(EVENT_DEVICES),
            "country": self.pick(COUNTRIES),
            "user_agent": self.pick(USER_AGENTS),
            **cells,
        }
        self.events.append(draft(self.author, "occurred_at", row, moment))

    def rarely(self, text: str, probability: float = 0.3) -> str:
        """The text now and then, else nothing."""
        return text if self.author.chance(probability) else ""

    def address(self) -> str:
        """A page address."""
        if self.author.chance(0.15):
            return self.pick(ADDRESSES_WITHOUT_PATH)
        return self.pick(ADDRESSES).format(self.pick(PATHS))

    def page(self) -> Cells:
        """The page by its address, by its path, by both, which may differ, or unknown."""
        path = self.pick((*PATHS, "/p/tea?x=1", "p/relative"))
        return self.pick(
            (
                {"page_url": self.address(), "page_path": ""},
                {"page_url": self.address(), "page_path": ""},
                {"page_url": "", "page_path": path},
                {"page_url": self.address(), "page_path": path},
                {"page_url": "", "page_path": ""},
            )
        )

    def path_cells(self, path: str) -> Cells:
        """The same page in one of its spellings."""
        address = self.pick(ADDRESSES).format(path)
        return self.pick(
            ({"page_url": address, "page_path": ""}, {"page_url": "", "page_path": path})
        )


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of both tables before anything goes wrong with them."""
    site = Site(author, customer_ids)
    for scene in SCENES_THAT_ALWAYS_PLAY:
        scene(site)
    for _ in range(SCENES):
        site.pick(SCENES_TO_DRAW)(site)
    return {"sessions": site.sessions, "web_events": site.events}


# --- Scenes ----------------------------------------------------------------------------------


def gaps_at_the_limit(site: Site) -> None:
    """Events that name no session, with gaps of the longest kind and a little more or less."""
    limit = site.author.settings.session_gap_seconds
    visitor_id, moment = site.visitor(), site.start()
    for _ in range(site.pick((2, 3, 5))):
        site.event(visitor_id, moment)
        seconds = site.pick((0, 1, 30, limit - 1, limit, limit, limit + 1, limit + 1, 5000))
        moment += timedelta(seconds=seconds) + site.pick((0, 0, 1)) * ONE_MICROSECOND


def events_around_a_session(site: Site) -> None:
    """Events before, at the start of, within, at the end of and after a raw session."""
    visitor_id, start = site.visitor(), site.start()
    seconds = site.pick((0, 40, 600, 4000))
    session_id = site.session(visitor_id, start, site.pick((seconds, seconds, seconds, None)))
    end = start + timedelta(seconds=seconds)
    moments = (
        start - timedelta(seconds=site.pick((1, 1800, 1801))),
        start - ONE_MICROSECOND,
        start,
        start + timedelta(seconds=seconds // 2),
        end,
        end + ONE_MICROSECOND,
        end + timedelta(seconds=site.pick((1, 1800, 1801))),
    )
    for moment in site.author.random.sample(moments, site.pick((1, 2, 4, 6))):
        site.event(visitor_id, moment, session_id=site.pick(("", "", "", session_id)))


def overlapping_sessions(site: Site) -> None:
    """Raw sessions of a visitor that overlap or start together, and events within both."""
    visitor_id, start = site.visitor(), site.start()
    for _ in range(site.pick((2, 3))):
        later = timedelta(seconds=site.pick((0, 0, 300)))
        site.session(visitor_id, start + later, site.pick((200, 900, 900, None)))
    for seconds in (0, 150, 300, 900, 1200):
        site.event(visitor_id, start + timedelta(seconds=seconds))


def events_of_another_s_session(site: Site) -> None:
    """Events that name the raw session of another visitor, within it or long after it."""
    start = site.start()
    session_id = site.session(site.visitor(), start, site.pick((60, None)))
    for seconds in (site.pick((-5, 0, 10)), site.pick((20, 4000))):
        moment = start + timedelta(seconds=seconds)
        site.event(site.visitor(), moment, session_id=session_id, event_name="page_view")


def named_session_without_events(site: Site) -> None:
    """A raw session of which nothing but its row is known."""
    seconds = site.pick((None, 0, 5, 10, 700))
    site.session(site.visitor(), site.start(), seconds)


def unknown_sessions(site: Site) -> None:
    """Events that name a session that is not there, over hours; they are not cut."""
    visitor_id, moment = site.visitor(), site.start()
    session_id = site.pick(UNKNOWN_SESSIONS)
    for hours in (0, site.pick((0, 1, 5))):
        site.event(visitor_id, moment + timedelta(hours=hours), session_id=session_id)


def shared_tool_session(site: Site) -> None:
    """The id of a tool's session that two visitors bear, at times at once."""
    moment, session_id = site.start(), site.pick(TOOL_IDS)
    for visitor_id in (site.visitor(), site.visitor()):
        site.event(visitor_id, moment, session_id=session_id)
        site.event(visitor_id, moment + timedelta(seconds=90), session_id=session_id)
        site.event(visitor_id, moment + timedelta(seconds=30))


def equal_timestamps(site: Site) -> None:
    """Events at the same moment, which only their ids put in order."""
    visitor_id, moment = site.visitor(), site.start()
    for seconds in (0, 0, 0, site.pick((0, 10))):
        site.event(visitor_id, moment + timedelta(seconds=seconds))


def refreshes(site: Site) -> None:
    """A page seen again at once, at the limit and a little later, alone and in a chain."""
    limit = site.author.settings.refresh_seconds
    visitor_id, moment = site.visitor(), site.start()
    path = site.pick(PATHS)
    for _ in range(site.pick((2, 3, 4))):
        site.event(visitor_id, moment, event_name="page_view", **site.path_cells(path))
        seconds = site.pick((0, 6, limit, limit, limit + 1))
        moment += timedelta(seconds=seconds) + site.pick((0, 0, 1)) * ONE_MICROSECOND


def there_and_back(site: Site) -> None:
    """A B A within seconds, where B is another page, an unknown one, or an action on A."""
    visitor_id, moment = site.visitor(), site.start()
    page_a, page_b = site.author.random.sample(PATHS, 2)
    between = site.pick(
        (
            {"event_name": "page_view", **site.path_cells(page_b)},
            {"event_name": "page_view", "page_url": "", "page_path": ""},
            {"event_name": "click", **site.path_cells(page_a)},
            {"event_name": "scroll", **site.path_cells(page_a)},
        )
    )
    for cells in (site.path_cells(page_a), between, site.path_cells(page_a)):
        site.event(visitor_id, moment, **{"event_name": "page_view", **cells})
        moment += timedelta(seconds=3)


def unknown_pages(site: Site) -> None:
    """Page views of nobody knows which page, one after the other."""
    visitor_id, moment = site.visitor(), site.start()
    for _ in range(2):
        site.event(visitor_id, moment, event_name="page_view", page_url="", page_path="")
        moment += timedelta(seconds=2)


def session_over_midnight(site: Site) -> None:
    """A session from before to after a local midnight, or over a change of the clocks."""
    author = site.author
    day = min(author.day(), author.last_day - ONE_DAY)
    start = author.local_midnight(day) + site.pick(
        (timedelta(minutes=-20), timedelta(0), -ONE_MICROSECOND, timedelta(hours=1, minutes=50))
    )
    visitor_id = site.visitor()
    if author.chance(0.4):
        site.session(visitor_id, start, 1500)
    for minutes in (0, 20, 40):
        site.event(visitor_id, start + timedelta(minutes=minutes))


def long_sessions(site: Site) -> None:
    """Sessions of 24 hours and of a little more, by a row and by the events of a tool."""
    visitor_id = site.visitor()
    start = min(site.start(), site.latest - 3 * ONE_DAY)
    length = ONE_DAY + site.pick((timedelta(0), ONE_MICROSECOND, timedelta(hours=9)))
    if site.author.chance(0.5):
        site.session(visitor_id, start, length / timedelta(seconds=1))
        site.event(visitor_id, start + length / 2)
        return
    for moment in (start, start + length):
        site.event(visitor_id, moment, session_id="L1")


def restless_visitor(site: Site) -> None:
    """Events every 30 minutes for 24 hours, and at times once more."""
    start = min(site.start(), site.latest - 3 * ONE_DAY)
    visitor_id = f"W{len(site.events)}"
    for number in range(site.pick((49, 50))):
        site.event(visitor_id, start + number * timedelta(minutes=30))


def same_order_again(site: Site) -> None:
    """The same order in one session, a day later and by another visitor; orders without an id."""
    start = site.start()
    order_id = site.pick((f"O{site.author.random.randrange(20):03}", ""))
    name = site.pick(("purchase", "Purchase ", "generate_lead"))
    for visitor_id, later in (
        (site.visitor(), timedelta(0)),
        (site.visitor(), site.pick((timedelta(0), timedelta(seconds=3), ONE_DAY))),
    ):
        agent = site.pick((*USER_AGENTS, *BOTS[:1]))
        for seconds in (0, 60):
            moment = start + later + timedelta(seconds=seconds)
            cells = {"event_name": name, "order_id": order_id, "user_agent": agent}
            site.event(visitor_id, moment, **cells)


def goals_once_per_session(site: Site) -> None:
    """Several events of the same goal in a session, under the goal's different names."""
    visitor_id, moment = site.visitor(), site.start()
    names = site.pick((("contact_form", "Form_Submit", "generate_lead"), ("download",) * 2))
    session_id = site.pick(("", site.pick(TOOL_IDS)))
    for name in names:
        order_id = site.pick(("", "", "O001"))
        site.event(visitor_id, moment, event_name=name, session_id=session_id, order_id=order_id)
        moment += timedelta(seconds=site.pick((0, 30, 1801)))


def bots(site: Site) -> None:
    """Sessions of which one event, or the row, gives away a bot; its later sessions do not."""
    visitor_id, start = site.visitor(), site.start()
    if site.author.chance(0.4):
        site.session(visitor_id, start, 60, user_agent=site.pick(BOTS))
    agents = [site.pick(USER_AGENTS), site.pick(BOTS), site.pick(USER_AGENTS)]
    for number, agent in enumerate(agents):
        site.event(visitor_id, start + timedelta(seconds=30 * number), user_agent=agent)


def sources(site: Site) -> None:
    """The ways to a session: tags and referrers on its first event or on a later one."""
    visitor_id, start = site.visitor(), site.start()
    if site.author.chance(0.3):
        site.session(
            visitor_id,
            start,
            120,
            traffic_source=site.pick(("", "", *UTM_SOURCES)),
            traffic_medium=site.pick(("", "", *UTM_MEDIA)),
            referrer=site.pick(("", *REFERRERS)),
        )
    for seconds in (0, 40, 80):
        site.event(
            visitor_id,
            start + timedelta(seconds=seconds),
            referrer=site.pick(("", *REFERRERS)),
            utm_source=site.pick(("", "", "", *UTM_SOURCES)),
            utm_medium=site.pick(("", "", "", *UTM_MEDIA)),
        )


def single_view(site: Site) -> None:
    """One page view, alone or with an action or an event that is none."""
    visitor_id = site.pick((site.visitor(), f"N{len(site.events)}"))
    moment = site.start()
    site.event(visitor_id, moment, event_name="page_view")
    if site.author.chance(0.4):
        site.event(visitor_id, moment, event_name=site.pick(("scroll", "click", "odd")))


def returning_reader(site: Site) -> None:
    """A visitor of a product page, this day, the next, a week and a month later."""
    visitor_id = f"R{len(site.events)}"
    start = min(site.start(), site.latest - timedelta(days=40))
    for days in (0, 1, site.pick((6, 7, 8)), site.pick((27, 31, 35))):
        moment = start + timedelta(days=days)
        cells = {"event_name": "page_view", "content_type": site.pick(("product", "Product"))}
        site.event(visitor_id, moment, **cells, engaged_seconds=site.pick(("", "25.5")))
        site.event(visitor_id, moment + timedelta(seconds=45), **cells, engaged_seconds="5")


def funnel(site: Site) -> None:
    """The steps of a purchase and of a lead, in order, out of order, or with one left out."""
    visitor_id, moment = site.visitor(), site.start()
    steps = site.pick(
        (["page_view", "add_to_cart", "purchase"], ["page_view", "download", "contact_form"])
    )
    if site.author.chance(0.4):
        site.author.random.shuffle(steps)
    for name in steps:
        if site.author.chance(0.85):
            content_type = site.pick(("product", "Product", "", "blog"))
            site.event(visitor_id, moment, event_name=name, content_type=content_type)
        moment += timedelta(seconds=site.pick((0, 20)))


SCENES_TO_DRAW: tuple[Callable[[Site], None], ...] = (
    gaps_at_the_limit,
    events_around_a_session,
    events_around_a_session,
    overlapping_sessions,
    events_of_another_s_session,
    named_session_without_events,
    named_session_without_events,
    unknown_sessions,
    shared_tool_session,
    equal_timestamps,
    refreshes,
    there_and_back,
    unknown_pages,
    session_over_midnight,
    same_order_again,
    goals_once_per_session,
    bots,
    sources,
    sources,
    single_view,
    single_view,
    returning_reader,
    funnel,
)
SCENES_THAT_ALWAYS_PLAY = (
    *dict.fromkeys(SCENES_TO_DRAW),
    long_sessions,
    long_sessions,
    restless_visitor,
)
