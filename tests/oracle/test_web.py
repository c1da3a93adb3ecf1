"""Worked examples of the channel web, with the arithmetic in words."""

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from .company import compute
from .random_company import write_random_company
from .settings import Settings
from .web_reference import WebReference, host_of, path_of

SEEDS = {
    "exchange_rates": "base_currency,currency,valid_from,rate\n",
    "age_groups": "age_group,min_age,max_age\n",
    "event_kinds": """event_name,kind
page_view,page_view
cta_click,cta_click
form_submit,contact_form
download,download
add_to_cart,add_to_cart
purchase,purchase
scroll,ignore
""",
    "goals": """goal,event_name,counting
purchase,purchase,every
contact,form_submit,once_per_session
""",
    "channel_groups": """priority,channel_group,source_pattern,medium_pattern
90,Organic search,,organic
10,Direct,\\(direct\\),\\(none\\)
20,Paid search,.*(google|bing).*,"cpc|paid.*"
100,Referral,,referral
""",
    "referrer_hosts": """host,source,medium
google.com,google,organic
mail.google.com,gmail,email
t.co,twitter,social
""",
    "bot_patterns": "pattern\nbot\n",
    "funnels": """funnel,step,step_name,event_kind,content_type
buying,1,saw a product,page_view,product
buying,2,put into the cart,add_to_cart,
buying,3,bought,purchase,
""",
}
DAY = date(2024, 3, 5)
TEN = datetime(2024, 3, 5, 10)
SHOP = "https://shop.example.com"
SOME_SEEDS = range(6)


class Site:
    """A web site in a temporary folder: its visits are told row by row, at seconds after 10:00."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.rows: dict[str, list[dict[str, str]]] = {"sessions": [], "web_events": []}
        for name, text in SEEDS.items():
            (folder / f"{name}.csv").write_text(text)

    def event(self, visitor_id: str, seconds: float, path: str = "/", **cells: str) -> "Site":
        """An event, a page view unless said otherwise; ids follow the order of telling."""
        events = self.rows["web_events"]
        row = {
            "web_event_id": f"E{len(events):02}",
            "visitor_id": visitor_id,
            "occurred_at": str(TEN + timedelta(seconds=seconds)),
            "event_name": "page_view",
            "page_url": f"{SHOP}{path}",
        }
        events.append({**row, **cells})
        return self

    def views(self, visitor_id: str, *views: tuple[float, str]) -> "Site":
        """Page views by second and path."""
        for seconds, path in views:
            self.event(visitor_id, seconds, path)
        return self

    def session(
        self, session_id: str, visitor_id: str, start: float, end: float | None, **cells: str
    ) -> "Site":
        """A raw session."""
        row = {
            "session_id": session_id,
            "visitor_id": visitor_id,
            "started_at": str(TEN + timedelta(seconds=start)),
            "ended_at": "" if end is None else str(TEN + timedelta(seconds=end)),
        }
        self.rows["sessions"].append({**row, **cells})
        return self

    def compute(self, **choices) -> dict[str, pl.DataFrame]:
        """Every mart, with these vars."""
        for table, rows in self.rows.items():
            names = dict.fromkeys(name for row in rows for name in row)
            with (self.folder / f"{table}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, list(names) or ["visitor_id"], restval="")
                writer.writeheader()
                writer.writerows(rows)
        return compute(self.folder, self.folder, Settings(**choices))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site that nobody visited yet."""
    return Site(tmp_path)


def only(frame: pl.DataFrame, **where) -> dict:
    """The only row that meets the conditions."""
    found = frame.filter(*(pl.col(name) == value for name, value in where.items()))
    assert found.height == 1, f"{found.height} rows for {where}"
    return found.row(0, named=True)


def total(marts: dict[str, pl.DataFrame], mart: str = "web_metrics", grain: str = "day") -> dict:
    """The total of the first period."""
    first = marts[mart]["period_start"].filter(marts[mart]["period_grain"] == grain).min()
    return only(marts[mart], period_grain=grain, period_start=first, dimension="all")


# --- Sessions --------------------------------------------------------------------------------


def test_a_gap_of_1800_seconds_is_one_session_and_1801_are_two(site):
    """A: 0 and 1800 s are one session of 1800 s. B: 0 and 1801 s are two of 0 s each.

    C: 0, 1500 (a scroll, which is ignored but keeps the session alive) and 3000 s are one.
    """
    site.views("A", (0, "/"), (1800, "/a")).views("B", (0, "/"), (1801, "/a"))
    site.event("C", 0).event("C", 1500, event_name="scroll").event("C", 3000)
    sessions = site.compute()["web_sessions"]
    durations = sessions.group_by("visitor_id").agg("duration_seconds").sort("visitor_id")
    assert [sorted(seconds) for seconds in durations["duration_seconds"]] == [
        [Decimal(1800)],
        [Decimal(0), Decimal(0)],
        [Decimal(3000)],
    ]


def test_an_earlier_late_event_gives_the_session_a_new_key(site):
    """Of E00 and E01 the key is md5('A|E00'). With E02, ten minutes earlier, it is md5('A|E02').

    The old key is gone: there is one session still.
    """
    site.views("A", (600, "/"), (700, "/a"))
    before = site.compute()["web_sessions"]
    after = site.event("A", 0, "/first").compute()["web_sessions"]
    assert before["session_id"].to_list() == ["696d5416c1c13542e4e316400c42dd9c"]
    assert after["session_id"].to_list() == ["afa9ff38ab41ada4c9de793f93dfcc36"]
    assert after["landing_page"].to_list() == ["/first"]


def test_events_belong_to_the_raw_session_around_them(site):
    """S1 runs from 0 to 600 s, S2 from 300 to 900 s, S3 has no end.

    Of A's events without a session 0 and 200 s lie in S1 alone, 300 and 600 s in both and go to
    S2, which started last, 900 s is its end, and 901 s is outside: a session of its own. The event
    of B that names S1 is S1's, whoever saw it. Counted pages: S1 3, S2 3, the rest 1. Nothing lies
    in S3, as nobody knows its end: it keeps the 4 views of its row, and B's event is cut alone.
    """
    site.session("S1", "A", 0, 600).session("S2", "A", 300, 900)
    site.session("S3", "B", 0, None, page_views="4")
    seconds = (0, 200, 300, 600, 900, 901)
    site.views("A", *((second, f"/{second}") for second in seconds))
    site.event("B", 5000, "/named", session_id="S1").event("B", 10, "/loose")
    sessions = site.compute()["web_sessions"]
    by_id = {row["session_id"]: row for row in sessions.iter_rows(named=True)}
    assert [by_id[name]["page_views"] for name in ("S1", "S2", "S3")] == [3, 3, 4]
    assert by_id["S1"]["ended_at"] == TEN + timedelta(seconds=600)
    assert sessions.height == 5
    assert sorted(sessions["page_views"]) == [1, 1, 3, 3, 4]


def test_another_session_id_is_a_session_of_its_visitor_and_is_not_cut(site):
    """T of A holds two events 3 hours apart and lasts 10,800 s; T of B is another session.

    A raw session without an end ends with its last event, if that is later than its start.
    """
    site.event("A", 0, session_id="T").event("A", 10800, session_id="T")
    site.event("B", 50, session_id="T")
    site.session("S1", "C", 0, None, engaged_seconds="7").event("C", 0, session_id="S1")
    site.session("S2", "D", 0, None, engaged_seconds="7").event("D", 90, session_id="S2")
    sessions = site.compute()["web_sessions"]
    assert only(sessions, visitor_id="A")["duration_seconds"] == Decimal(10800)
    assert only(sessions, visitor_id="B")["duration_seconds"] == Decimal(0)
    assert only(sessions, visitor_id="C")["duration_seconds"] == Decimal(7)
    assert only(sessions, visitor_id="C")["ended_at"] is None
    assert only(sessions, visitor_id="D")["duration_seconds"] == Decimal(90)


def test_a_session_belongs_to_the_local_day_of_its_start_and_24_hours_are_not_long(site):
    """22:59:59 and 23:00 UTC of 5 March are two days in Berlin. 86,400 s are not long, 86,401 are.
    """
    site.session("S1", "A", 46799, 46799 + 86400).session("S2", "B", 46800, 46800 + 86401)
    sessions = site.compute(reporting_timezone="Europe/Berlin")["web_sessions"]
    assert sessions["session_date"].to_list() == [date(2024, 3, 5), date(2024, 3, 6)]
    assert sessions["is_long"].to_list() == [False, True]


# --- Page views ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("views", "page_views"),
    [
        (((0, "/a"), (0, "/a")), 1),
        (((0, "/a"), (10, "/a")), 1),
        (((0, "/a"), (10.000001, "/a")), 2),
        (((0, "/a"), (8, "/a"), (16, "/a")), 1),
        (((0, "/a"), (3, "/b"), (6, "/a")), 3),
        (((0, "/a?x=1"), (5, "/a#top")), 1),
        (((0, "/a"), (5, "/A")), 2),
    ],
)
def test_the_same_page_again_within_ten_seconds_is_a_refresh(site, views, page_views):
    """A A at 0 and at 10 s counts once, later twice; chains count once; A B A counts three times.
    """
    assert total(site.views("A", *views).compute())["page_views"] == page_views


def test_time_on_page_lasts_until_the_next_counted_page(site):
    """/a at 0, refreshed at 5, /b at 60, /c at 60 with 12.5 engaged seconds.

    /a took 60 s, /b 0 s, /c 12.5 s, the refresh has no time: 72.5 s over 3 timed views. A second
    visitor's only view without engaged seconds is no timed one. Both leave: 2 exits of 4 views.
    """
    site.views("A", (0, "/a"), (5, "/a"), (60, "/b"))
    site.event("A", 60, "/c", engaged_seconds="12.5").event("B", 0, "/a")
    marts = site.compute()
    times = marts["web_page_views"]["time_on_page_seconds"].to_list()
    assert times == [Decimal(60), None, Decimal(0), Decimal("12.5"), None]
    content = total(marts, "web_content_metrics")
    assert (content["content_page_views"], content["timed_page_views"]) == (4, 3)
    assert content["time_on_page_seconds"] == Decimal("72.5")
    assert content["avg_time_on_page_seconds"] == pytest.approx(72.5 / 3)
    assert (content["entrances"], content["exits"], content["exit_rate"]) == (2, 2, 50.0)


def test_returning_visitors_read_product_pages(site):
    """A reads a product for 30 s on 4 March and 40 s on 5 March, B for 50 s on 5 March.

    On 5 March A alone had been there before: 40 s of 1 viewer. In the month nobody had.
    """
    for visitor_id, start, seconds in (("A", -86400, "30"), ("A", 0, "40"), ("B", 0, "50")):
        site.event(visitor_id, start, content_type="Product", engaged_seconds=seconds)
    content = site.compute()["web_content_metrics"].filter(dimension="all")
    day = only(content, period_grain="day", period_start=DAY)
    month = only(content, period_grain="month")
    assert (day["returning_product_seconds"], day["returning_product_viewers"]) == (40, 1)
    assert (month["returning_product_seconds"], month["returning_product_viewers"]) == (0, 0)
    assert month["avg_returning_product_seconds"] is None


# --- Visitors and bounces --------------------------------------------------------------------


def test_both_definitions_of_a_bounce(site):
    """A sees one page; B one page and clicks; C one page twice that day; D two pages; E one page
    in a raw row, and in another row nobody knows how many.

    Sessions: A, both of C, the known one of E bounce: 4 of 7. Visitors: A alone, for C saw 2 pages
    and one of E's sessions is unknown: 1 of 5.
    """
    site.event("A", 0).event("B", 0).event("B", 1, event_name="cta_click")
    site.event("C", 0).event("C", 7200).views("D", (0, "/"), (20, "/a"))
    site.session("S1", "E", 0, 3, page_views="1").session("S2", "E", 9000, 9003)
    row = total(site.compute())
    assert (row["bounced_sessions"], row["sessions"]) == (4, 7)
    assert row["bounce_rate"] == pytest.approx(400 / 7)
    assert (row["bounced_visitors"], row["bounced_visitor_rate"]) == (1, 20.0)
    assert row["page_views"] == 1 + 1 + 2 + 2 + 1


def test_new_visitors_had_their_first_session_in_the_period_and_bots_are_nobody(site):
    """A came on 4 and 5 March, B on 5 March; B's session on 4 March was a bot's.

    5 March: A returns, B is new. March: both are new. The bot's session is in the facts only.
    """
    site.event("A", -86400).event("A", 0).event("B", 0)
    site.event("B", -86400).event("B", -86300, user_agent="Mozilla (GoogleBOT/2.1)")
    marts = site.compute()
    totals = marts["web_metrics"].filter(dimension="all")
    day, month = only(totals, period_start=DAY), only(totals, period_grain="month")
    assert (day["new_visitors"], day["returning_visitors"]) == (1, 1)
    assert (month["new_visitors"], month["returning_visitors"]) == (2, 0)
    assert (day["returning_visitor_rate"], month["sessions_per_visitor"]) == (50.0, 1.5)
    bots = marts["web_sessions"].filter("is_bot")
    assert bots.select("visitor_id", "is_new_visitor").rows() == [("B", False)]


def test_durations_and_engaged_sessions(site):
    """Sessions of 0, 9.5, 10 and 100 s: mean 29.875, median (9.5 + 10) / 2 = 9.75 s.

    10 and 100 s are engaged by their length, 9.5 s by its two pages; 0 s is not: 3 of 4.
    """
    site.event("A", 0).views("B", (0, "/"), (9.5, "/a"))
    site.session("S1", "C", 0, 10).session("S2", "D", 0, 100)
    row = total(site.compute())
    assert row["session_duration_seconds"] == Decimal("119.5")
    assert row["avg_session_duration_seconds"] == 29.875
    assert row["median_session_duration_seconds"] == 9.75
    assert (row["engaged_sessions"], row["engagement_rate"]) == (3, 75.0)


# --- Conversions -----------------------------------------------------------------------------


def test_fifty_conversions_of_five_hundred_visitors_are_ten_percent(site):
    """500 visitors come once, and the first 20 of them once more: 520 sessions.

    20 visitors buy twice in their first session, the next 10 once: 50 purchases, 30 visitors and
    30 sessions that bought. 50 / 500 = 10 %, 30 / 500 = 6 %, 30 / 520 = 5.77 %.
    """
    for number in range(500):
        visitor_id = f"V{number}"
        site.event(visitor_id, 0)
        for _ in range(2 if number < 20 else 1 if number < 30 else 0):
            site.event(visitor_id, 5, event_name="purchase")
        if number < 20:
            site.event(visitor_id, 7200)
    marts = site.compute()
    row = total(marts)
    assert (row["conversions"], row["visitors"], row["sessions"]) == (50, 500, 520)
    assert (row["conversion_rate"], row["visitor_conversion_rate"]) == (10.0, 6.0)
    assert row["session_conversion_rate"] == pytest.approx(3000 / 520)
    goals = marts["web_goal_metrics"].filter(period_grain="month")
    assert only(goals, goal="purchase")["conversion_rate"] == 10.0
    assert only(goals, goal="contact")["conversion_rate"] == 0.0


def test_an_order_converts_once_and_some_goals_once_per_session(site):
    """O1 is bought at 0, again at 5 s, and a day later: 1. Without an order each time counts: 2.

    Three contact forms, of which the last is in the next session: 2. Together 5.
    """
    for seconds in (0, 5, 86400):
        site.event("A", seconds, event_name="purchase", order_id="O1")
    for seconds in (0, 5):
        site.event("B", seconds, event_name="Purchase")
    for seconds in (0, 5, 9000):
        site.event("C", seconds, event_name="form_submit")
    conversions = site.compute()["web_conversions"]
    assert conversions.sort("web_event_id")["web_event_id"].to_list() == [
        "E00", "E03", "E04", "E05", "E07"
    ]  # fmt: skip


def test_leads_and_downloads(site):
    """Two of three downloads left a contact, and so did a form: 3 leads, 2 / 3 of the downloads.

    A page view with a contact is no action and no lead. 2 of 4 visitors downloaded: 50 %.
    """
    for visitor_id, flag in (("A", "yes"), ("A", "no"), ("B", "1")):
        site.event(visitor_id, 0, "/wp", event_name="download", contact_captured=flag)
    site.event("C", 0, event_name="form_submit", contact_captured="true")
    site.event("D", 0, contact_captured="true")
    marts = site.compute()
    row = total(marts)
    assert (row["leads"], row["download_leads"], row["content_downloads"]) == (3, 2, 3)
    assert row["lead_capture_rate"] == pytest.approx(200 / 3)
    assert (row["downloading_visitors"], row["content_download_rate"]) == (2, 50.0)
    page = only(marts["web_content_metrics"], period_grain="day", dimension_value="/wp")
    assert (page["content_download_count"], page["content_leads"]) == (3, 2)
    assert page["content_page_views"] == 0


def test_a_landing_page_wins_the_conversions_of_its_sessions(site):
    """A and B land on /lp, A converts twice on other pages; C lands on /a: 2 of 2 = 100 %.

    D is known by a raw row that landed on /lp with one view: an entrance and a visitor more, and
    so 2 conversions of 3 visitors = 66.7 %. Nobody's view of /lp was the last but B's.
    """
    site.event("A", 0, "/lp").event("A", 9, "/buy", event_name="purchase")
    site.event("A", 19, "/buy", event_name="purchase").event("A", 20, "/thanks")
    site.event("B", 0, "/lp").event("C", 0, "/a")
    site.session("S1", "D", 0, 5, landing_page=f"{SHOP}/lp?x=1", page_views="1")
    page = only(site.compute()["web_content_metrics"], period_grain="day", dimension_value="/lp")
    assert (page["landing_conversions"], page["landing_visitors"]) == (2, 3)
    assert page["landing_conversion_rate"] == pytest.approx(200 / 3)
    assert (page["entrances"], page["exits"], page["content_page_views"]) == (3, 1, 2)


def test_a_landing_without_a_path_stays_in_the_total(site):
    """A's page has no path, and A buys; B lands on /a: 1 conversion of 2 visitors = 50 %.

    Another day C buys without any page, D's row names no landing page, and E's first view has no
    path while its row has one: 3 entrances of 3 visitors, 2 on (none) and 1 on /e.
    """
    site.event("A", 0, page_url="").event("A", 9, page_url="", event_name="purchase")
    site.event("B", 0, "/a")
    site.event("C", 90_000, page_url="", event_name="purchase").session("S1", "D", 90_000, 90_005)
    site.session("S2", "E", 90_000, 90_005, landing_page=f"{SHOP}/e")
    site.event("E", 90_001, page_url="", session_id="S2")
    marts = site.compute()
    content = marts["web_content_metrics"]
    parts = ("entrances", "landing_visitors", "landing_conversions", "landing_conversion_rate")
    first = total(marts, "web_content_metrics")
    assert tuple(first[part] for part in parts) == (2, 2, 1, 50.0)
    days = {"period_grain": "day", "dimension": "page_path"}
    unknown = only(content, **days, period_start=DAY, dimension_value="(none)")
    assert tuple(unknown[part] for part in parts) == (1, 1, 1, 100.0)
    next_day = {**days, "period_start": DAY + timedelta(days=1)}
    unknown = only(content, **next_day, dimension_value="(none)")
    assert tuple(unknown[part] for part in parts) == (2, 2, 1, 50.0)
    known = only(content, **next_day, dimension_value="/e")
    assert tuple(known[part] for part in parts) == (1, 1, 0, 0.0)


def test_a_funnel_is_walked_in_order(site):
    """A walks all steps, B skips the cart, C puts into the cart before it sees the product.

    D sees another page only. 3 sessions saw a product, 1 of them the cart, and 1 of that bought.
    """
    product = {"content_type": "Product"}
    cart, purchase = {"event_name": "add_to_cart"}, {"event_name": "purchase"}
    for visitor_id, steps in (
        ("A", (product, cart, purchase)),
        ("B", (product, purchase)),
        ("C", (cart, product, purchase)),
        ("D", ({}, cart, purchase)),
    ):
        for second, step in enumerate(steps):
            site.event(visitor_id, second, **step)
    funnel = site.compute()["web_funnel"].filter(period_grain="day")
    assert funnel["sessions"].to_list() == [3, 1, 1]
    assert funnel["previous_sessions"].to_list() == [3, 3, 1]
    assert funnel["step_rate"].to_list() == pytest.approx([100, 100 / 3, 100])
    assert funnel["funnel_rate"].to_list() == pytest.approx([100, 100 / 3, 100 / 3])


# --- Sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "first_event", "second_event", "source", "medium", "campaign"),
    [
        ({}, {}, {}, "(direct)", "(none)", "(none)"),
        ({}, {"referrer": "https://www.google.com/a"}, {}, "google", "organic", "(none)"),
        ({}, {"referrer": "https://t.co/"}, {"utm_source": "X"}, "X", "(none)", "(none)"),
        (
            {},
            {"utm_medium": "cpc", "utm_campaign": "c1"},
            {"utm_source": "later"},
            *("(none)", "cpc", "c1"),
        ),
        (
            {},
            {"referrer": "https://WWW.Shop.example.com:80/x"},
            {"referrer": "http://Forum.example.org/y"},
            *("forum.example.org", "referral", "(none)"),
        ),
        ({"traffic_source": "Bing"}, {"utm_source": "X"}, {}, "Bing", "(none)", "(none)"),
        (
            {"referrer": "https://mail.google.com/", "campaign": "lost"},
            {"utm_source": "X"},
            {},
            *("gmail", "email", "(none)"),
        ),
        ({"referrer": SHOP}, {"utm_source": "X"}, {}, "X", "(none)", "(none)"),
    ],
)
def test_the_source_of_a_session(
    site, raw, first_event, second_event, source, medium, campaign
):  # fmt: skip
    """The raw row's words, then its foreign referrer, then tags, then referrers of its events."""
    if raw:
        site.session("S1", "A", 0, 60, **raw)
    site.event("A", 0, **first_event).event("A", 9, **second_event)
    session = only(site.compute()["web_sessions"])
    assert (session["source"], session["medium"], session["campaign"]) == (
        source, medium, campaign
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "medium", "channel_group"),
    [
        ("(direct)", "(none)", "Direct"),
        ("Google", "CPC", "Paid search"),
        ("google", "paid_social", "Paid search"),
        ("google", "organic", "Organic search"),
        ("partner", "cpc", "Other"),
        ("google", "organic social", "Other"),
    ],
)
def test_the_first_group_that_matches_the_whole_of_both_values(
    site, source, medium, channel_group
):  # fmt: skip
    assert WebReference(site.folder).channel_group(source, medium) == channel_group


@pytest.mark.parametrize(
    ("address", "path", "host"),
    [
        ("https://www.Shop.example.com:8080/p/Tea?x=1#y", "/p/Tea", "shop.example.com"),
        ("https://shop.example.com", "/", "shop.example.com"),
        ("https://shop.example.com?to=https://a.b/c", "/", "shop.example.com"),
        ("//cdn.example.com/x#y?z", "/x", "cdn.example.com"),
        ("http://user:word@a.example.com:80/x", "/x", "a.example.com"),
        ("/p/tea?x=/y", "/p/tea", None),
        ("android-app://com.google.android.gm/", "/", "com.google.android.gm"),
        (None, None, None),
    ],
)
def test_addresses_have_a_path_and_a_host(address, path, host):
    assert (path_of(address), host_of(address)) == (path, host)


# --- Random companies ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def random_marts(tmp_path_factory) -> list[dict[str, pl.DataFrame]]:
    """The marts of some random companies."""
    folder = tmp_path_factory.mktemp("random_web")
    Site(folder)
    return [
        compute(folder / str(seed), folder, write_random_company(folder / str(seed), seed))
        for seed in SOME_SEEDS
    ]


def test_every_row_of_the_totals_adds_up(random_marts):
    """New and returning visitors are all; a rate of sessions stays within 0 and 100."""
    for marts in random_marts:
        rows = marts["web_metrics"]
        assert (rows["new_visitors"] + rows["returning_visitors"] == rows["visitors"]).all()
        assert (rows["bounced_sessions"] <= rows["sessions"]).all()
        humans = marts["web_sessions"].filter(~pl.col("is_bot"))
        sums = rows.group_by("period_grain", "dimension").agg(pl.col("sessions").sum())
        assert set(sums["sessions"]) == {humans.height}
        assert sums.height == 14 * rows["period_grain"].n_unique()


def test_random_sites_reach_every_kind_of_row(random_marts):
    """Over all seeds no part is always 0, no ratio always null, and each flag is true and false."""
    for mart in (name for name in random_marts[0] if name.startswith("web_")):
        rows = pl.concat(marts[mart] for marts in random_marts)
        for name, values in rows.to_dict().items():
            if values.dtype.is_numeric():
                assert (values.drop_nulls() != 0).any(), f"{mart}.{name} is always 0 or null"
            if values.dtype == pl.Boolean:
                assert values.n_unique() == 2, f"{mart}.{name} is always the same"
