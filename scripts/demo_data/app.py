"""The app: installs, sessions, store ratings and push notifications of the demo company.

`phones()` is the truth about who has the app and when. Pushes go to phones that have it, and an
opened push is followed by a session. `tables()` is what the stores and the app's log say about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import exp
from random import Random

from scripts.demo_data.app_rating_texts import app_rating_text
from scripts.demo_data.company import (
    AUTUMN_LAUNCH,
    BLACK_FRIDAYS,
    COUNTRIES,
    FIRST_DAY,
    LAST_DAY,
    SPRING_LAUNCH,
    Country,
    days,
    demand,
    is_launch_time,
)
from scripts.demo_data.people import Person, clock_time, everybody
from scripts.demo_data.records import Change, Condition, RawTable, Row, as_text
from scripts.demo_data.streams import stream, weighted

INSTALL_COLUMNS = (
    "install_id", "device_id", "customer_id", "platform", "installed_at", "uninstalled_at",
    "is_reinstall", "acquisition_source", "app_version", "country",
)  # fmt: skip
SESSION_COLUMNS = (
    "app_session_id", "device_id", "customer_id", "started_at", "ended_at", "foreground_seconds",
    "screens", "platform", "app_version",
)  # fmt: skip
RATING_COLUMNS = (
    "rating_id", "platform", "customer_id", "rated_at", "stars", "app_version", "country", "body",
)  # fmt: skip
PUSH_COLUMNS = (
    "notification_id", "device_id", "customer_id", "campaign", "sent_at", "delivered_at",
    "opened_at",
)  # fmt: skip

FIRST_MOMENT = datetime.combine(FIRST_DAY, time())
LAST_MOMENT = datetime.combine(LAST_DAY, time(23, 59, 59))
GUEST_PHONES = 70
# Guests whose day 1, 7 and 30 after the install is the last day of the data.
EDGE_GUESTS = {number: LAST_DAY - timedelta(days=number) for number in (1, 7, 30)}
# A guest who removes the app twice in one month.
UNDECIDED_GUEST = 2
UNDECIDED_FROM = datetime(2025, 3, 3, 18, 20)
# Customers of the old shop system, whom the CRM does not know, use the app too.
UNKNOWN_CUSTOMER_SHARE_OF_GUESTS = 0.15
PLATFORMS = {"ios": 48, "android": 43, "harmony": 9}
INSTALL_SOURCES = {
    "store_search": 38, "app_ads": 22, "website": 16, "store_qr_code": 10, "email": 8,
    "referral": 6,
}  # fmt: skip
NO_COUNTRY_SHARE = 0.04
NO_SOURCE_SHARE = 0.06
NO_REINSTALL_FLAG_SHARE = 0.3
DAYS_TO_INSTALL_OF_APP_PEOPLE = 4
DAYS_TO_INSTALL_OF_OTHERS = 70
UNINSTALL_SHARE_OF_THE_GONE = 0.7
BREAK_SHARE = 0.12

# Version and the mean stars it would be given; 4.0 crashed.
RELEASES = {
    date(2024, 7, 1): ("3.0", 3.9),
    AUTUMN_LAUNCH: ("3.1", 4.2),
    date(2025, 1, 20): ("3.2", 4.3),
    SPRING_LAUNCH: ("4.0", 2.5),
    date(2025, 6, 16): ("4.1", 3.8),
    date(2025, 10, 6): ("4.2", 4.6),
}
SLOWEST_UPDATE_DAYS = 40

SESSIONS_PER_DAY_AT_FULL_ENGAGEMENT = 0.07
NOVELTY_SESSIONS_PER_DAY = 0.38
NOVELTY_DAYS = 5
SECOND_SESSION_SHARE = 0.12
LOGGED_OUT_SHARE = 0.05
NO_END_SHARE = 0.03
NO_FOREGROUND_SHARE = 0.06

RATINGS_PER_PHONE = 0.8
NAMELESS_RATING_SHARE = 0.55
RATING_BODY_SHARE = 0.45

CAMPAIGNS = {
    AUTUMN_LAUNCH: "launch_winter_spice",
    SPRING_LAUNCH: "launch_cold_brew",
    BLACK_FRIDAYS[0]: "black_friday",
    BLACK_FRIDAYS[1]: "black_friday",
    date(2024, 12, 12): "gifts",
    date(2025, 12, 11): "gifts",
}
MONTHLY_CAMPAIGN = "pick_of_the_month"
MONTHLY_CAMPAIGN_DAY = 17
DELIVERED_SHARE = 0.94
# Harmony phones often give no receipt of delivery.
NO_RECEIPT_SHARE_OF_HARMONY = 0.6


@dataclass(frozen=True)
class Install:
    """One installation of the app; uninstalled_at is None while it is there."""

    installed_at: datetime
    uninstalled_at: datetime | None
    is_reinstall: bool
    acquisition_source: str

    def is_there_at(self, moment: datetime) -> bool:
        """Whether the app is on the phone at the moment."""
        return self.installed_at <= moment < (self.uninstalled_at or datetime.max)


@dataclass(frozen=True)
class Phone:
    """A phone with its installs by time. person is None where the CRM knows nobody behind it."""

    device_id: str
    person: Person | None
    customer_id: str
    country: Country
    platform: str
    takes_push: bool
    liking: float
    update_days: int
    installs: tuple[Install, ...]

    def engagement_on(self, day: date) -> float:
        """How much the phone's owner cares for the app on a day, 0 to 1."""
        return self.person.engagement_on(day) if self.person else self.liking

    def is_installed_at(self, moment: datetime) -> bool:
        """Whether the app is on the phone at the moment."""
        return any(install.is_there_at(moment) for install in self.installs)

    def version_on(self, day: date) -> str:
        """The version in use; some update weeks after the release, but install the newest."""
        installed_on = max(
            (i.installed_at.date() for i in self.installs if i.installed_at.date() <= day),
            default=day,
        )
        known_until = max(installed_on, day - timedelta(days=self.update_days))
        return release_on(known_until)[0]


@dataclass(frozen=True)
class Push:
    """One notification to one phone."""

    phone: Phone
    campaign: str
    sent_at: datetime
    delivered_at: datetime | None
    opened_at: datetime | None


def release_on(day: date) -> tuple[str, float]:
    """The newest version of a day and the stars it deserves."""
    return RELEASES[max(release for release in RELEASES if release <= day)]


@lru_cache(maxsize=1)
def phones() -> tuple[Phone, ...]:
    """All phones that ever had the app."""
    owned = [
        phone
        for person in everybody()
        for number in range(len(person.device_ids))
        if (phone := _phone_of(person, number)) is not None
    ]
    return (*owned, *(_guest_phone(number) for number in range(1, GUEST_PHONES + 1)))


@lru_cache(maxsize=1)
def pushes() -> tuple[Push, ...]:
    """All notifications by time."""
    campaigns = CAMPAIGNS | {
        day: MONTHLY_CAMPAIGN
        for day in days()
        if day.day == MONTHLY_CAMPAIGN_DAY and day > FIRST_DAY + timedelta(days=30)
    }
    sent = [
        push
        for day, campaign in sorted(campaigns.items())
        for phone in phones()
        if (push := _push(phone, day, campaign)) is not None
    ]
    return tuple(sorted(sent, key=lambda push: (push.sent_at, push.phone.device_id)))


def tables() -> list[RawTable]:
    """The four raw tables of the channel."""
    return [_installs_table(), _sessions_table(), _ratings_table(), _pushes_table()]


# ---------------------------------------------------------------------------------------- phones


def _phone_of(person: Person, number: int) -> Phone | None:
    """A phone of a person, who gets the app some time after they became a customer, or not."""
    device_id = person.device_ids[number]
    draws = stream("app_installs", device_id)
    is_app_person = person.home_channel == "app"
    mean_days = DAYS_TO_INSTALL_OF_APP_PEOPLE if is_app_person else DAYS_TO_INSTALL_OF_OTHERS
    days_until = draws.expovariate(1 / mean_days)
    if number > 0:
        days_until += draws.randint(100, 250)  # a new phone after a while
    first_day = person.active_from + timedelta(days=int(days_until))
    if first_day > person.last_active_day:
        return None
    installed_at = max(datetime.combine(first_day, clock_time(draws)), person.created_at)
    leaves_on = None
    if person.active_until and draws.random() < UNINSTALL_SHARE_OF_THE_GONE:
        leaves_on = person.active_until + timedelta(days=draws.randint(0, 30))
    return Phone(
        device_id=device_id,
        person=person,
        customer_id=person.customer_id,
        country=person.country,
        platform=person.app_platform,
        takes_push=person.has_push_consent,
        liking=person.propensity,
        update_days=draws.randint(0, SLOWEST_UPDATE_DAYS),
        installs=_installs(installed_at, leaves_on, draws),
    )


def _guest_phone(number: int) -> Phone:
    """A phone whose owner never registered, or is unknown to the CRM; most lose interest soon."""
    draws = stream("app_installs", "guests", number)
    installed_on = draws.choices(days(), weights=[demand(day) for day in days()])[0]
    installed_on = EDGE_GUESTS.get(number, installed_on)
    stays_days = int(draws.expovariate(1 / 45))
    leaves_on = installed_on + timedelta(days=stays_days) if draws.random() < 0.75 else None
    is_unknown_customer = draws.random() < UNKNOWN_CUSTOMER_SHARE_OF_GUESTS
    installs = _installs(datetime.combine(installed_on, clock_time(draws)), leaves_on, draws)
    return Phone(
        device_id=f"D-G{number:03d}-1",
        person=None,
        customer_id=f"C-{9001 + number % 25}" if is_unknown_customer else "",
        country=weighted(draws, {country: country.weight for country in COUNTRIES}),
        platform=weighted(draws, PLATFORMS),
        takes_push=draws.random() < 0.4,
        liking=draws.betavariate(1.2, 3.5),
        update_days=draws.randint(0, SLOWEST_UPDATE_DAYS),
        installs=_undecided_installs() if number == UNDECIDED_GUEST else installs,
    )


def _installs(
    installed_at: datetime, leaves_on: date | None, draws: Random
) -> tuple[Install, ...]:
    """The installs of a phone: one, or two with a break between them."""
    source = weighted(draws, INSTALL_SOURCES)
    uninstalled_at = None
    if leaves_on is not None and leaves_on <= LAST_DAY:
        uninstalled_at = max(
            datetime.combine(leaves_on, clock_time(draws)),
            installed_at + timedelta(minutes=draws.randint(2, 600)),
        )
    first = Install(installed_at, uninstalled_at, is_reinstall=False, acquisition_source=source)
    breaks_off_at = installed_at + timedelta(days=draws.randint(8, 150), minutes=7)
    comes_back_at = breaks_off_at + timedelta(days=draws.randint(1, 70), minutes=13)
    is_break_within = comes_back_at < min(uninstalled_at or LAST_MOMENT, LAST_MOMENT)
    if draws.random() >= BREAK_SHARE or not is_break_within:
        return tuple(i for i in (first,) if _is_within_demo(i))
    second_source = "" if draws.random() < 0.5 else weighted(draws, INSTALL_SOURCES)
    return (
        Install(installed_at, breaks_off_at, is_reinstall=False, acquisition_source=source),
        Install(comes_back_at, uninstalled_at, is_reinstall=True, acquisition_source=second_source),
    )


def _undecided_installs() -> tuple[Install, ...]:
    """Two installs, both removed within a month."""
    moments = [UNDECIDED_FROM + timedelta(days=number) for number in (0, 4, 11, 15)]
    return (
        Install(moments[0], moments[1], is_reinstall=False, acquisition_source="app_ads"),
        Install(moments[2], moments[3], is_reinstall=True, acquisition_source="app_ads"),
    )


def _is_within_demo(install: Install) -> bool:
    return max(install.installed_at, install.uninstalled_at or FIRST_MOMENT) <= LAST_MOMENT


# ---------------------------------------------------------------------------------------- pushes


def _push(phone: Phone, day: date, campaign: str) -> Push | None:
    """The notification of a campaign to a phone that takes pushes and has the app."""
    draws = stream("push_notifications", phone.device_id, day)
    sent_at = datetime.combine(day, time(9)) + timedelta(seconds=draws.randrange(900))
    if not (phone.takes_push and phone.is_installed_at(sent_at)):
        return None
    if draws.random() >= DELIVERED_SHARE:
        return Push(phone, campaign, sent_at, None, None)
    seconds = draws.randint(1, 60) if draws.random() < 0.85 else draws.randint(600, 150000)
    delivered_at = sent_at + timedelta(seconds=seconds)
    news = 1.5 if campaign != MONTHLY_CAMPAIGN else 1.0
    is_opened = draws.random() < 0.03 + 0.42 * phone.engagement_on(day) * news
    opened_at = delivered_at + timedelta(seconds=int(draws.expovariate(1 / 5400)) + 3)
    is_silent = phone.platform == "harmony" and draws.random() < NO_RECEIPT_SHARE_OF_HARMONY
    return Push(
        phone=phone,
        campaign=campaign,
        sent_at=sent_at,
        delivered_at=None if is_silent else delivered_at,
        opened_at=opened_at if is_opened and phone.is_installed_at(opened_at) else None,
    )


def _pushes_table() -> RawTable:
    table = RawTable("push_notifications", PUSH_COLUMNS, "sent_at")
    for number, push in enumerate(pushes(), start=1):
        table.add(
            known_at=push.opened_at or push.delivered_at,
            notification_id=f"PN-{number:05d}",
            device_id=push.phone.device_id,
            customer_id=push.phone.customer_id,
            campaign=push.campaign,
            sent_at=push.sent_at,
            delivered_at=push.delivered_at,
            opened_at=push.opened_at,
        )
    _trouble_pushes(table)
    return table


def _trouble_pushes(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(5)
    table.repeat(8)
    table.pad_keys(2)
    table.contradict("campaign", _other_campaign, 2)
    table.correct("opened_at", _later_opening, 8, where=_has("opened_at"))
    table.delete(4)
    table.delete(2, comes_back=True)
    table.write_with_offset(1, 3)
    table.spoil("campaign", ("",) * 6)
    table.spoil("device_id", ("", "D-9999-1"))
    table.rewrite("delivered_at", _before("sent_at"), 2, where=_has("delivered_at"))
    table.rewrite("opened_at", _before("sent_at"), 2, where=_has("opened_at"))
    table.spoil("opened_at", ("yes", "0000-00-00"), where=_has("opened_at"))
    table.spoil("notification_id", ("",))
    table.spoil("sent_at", ("", "17.03.2025 09:00"))
    table.load_before_event(1)


def _other_campaign(row: Row, _draws: Random) -> str:
    return f"{row['campaign']}_b"


def _later_opening(row: Row, draws: Random) -> str:
    opened_at = datetime.fromisoformat(row["opened_at"])
    return as_text(opened_at + timedelta(minutes=draws.randint(1, 50)))


# -------------------------------------------------------------------------------------- installs


def _installs_table() -> RawTable:
    table = RawTable("app_installs", INSTALL_COLUMNS, "installed_at")
    installs = [(phone, install) for phone in phones() for install in phone.installs]
    installs.sort(key=lambda pair: (pair[1].installed_at, pair[0].device_id))
    for number, (phone, install) in enumerate(installs, start=1):
        draws = stream("app_installs", "record", number)
        table.add(
            known_at=install.uninstalled_at,
            install_id=f"IN-{number:04d}",
            device_id=phone.device_id,
            customer_id=phone.customer_id,
            platform=phone.platform,
            installed_at=install.installed_at,
            uninstalled_at=install.uninstalled_at,
            is_reinstall=_reinstall_flag(install, draws),
            acquisition_source=(
                "" if draws.random() < NO_SOURCE_SHARE else install.acquisition_source
            ),
            app_version=phone.version_on(install.installed_at.date()),
            country="" if draws.random() < NO_COUNTRY_SHARE else phone.country.code,
        )
    _trouble_installs(table)
    return table


def _reinstall_flag(install: Install, draws: Random) -> str:
    """A store that knows of no earlier install may as well say nothing."""
    if install.is_reinstall:
        return "true"
    return "" if draws.random() < NO_REINSTALL_FLAG_SHARE else "false"


def _trouble_installs(table: RawTable) -> None:
    table.arrive_late(15)
    table.lose_loaded_at(4)
    table.repeat(4)
    table.pad_keys(2)
    table.contradict("acquisition_source", _other_source, 2)
    table.correct("acquisition_source", _other_source, 6)
    table.delete(2)
    table.delete(1, comes_back=True)
    table.write_with_offset(8, 3)
    table.write_as_date(4)
    table.rewrite("uninstalled_at", _before("installed_at"), 2, where=_has("uninstalled_at"))
    table.spoil("uninstalled_at", ("never",))
    table.spoil("is_reinstall", ("maybe", "YES", "0"))
    table.spoil("customer_id", ("C-9994", "C-9995"))
    table.spoil("platform", ("", " iOS "))
    table.spoil("app_version", ("", "", ""))
    table.spoil("installed_at", ("01/09/2025",))
    table.load_before_event(1)
    table.break_correction("installed_at", ("tomorrow",))


def _other_source(row: Row, draws: Random) -> str:
    return draws.choice([name for name in INSTALL_SOURCES if name != row["acquisition_source"]])


# -------------------------------------------------------------------------------------- sessions


def _sessions_table() -> RawTable:
    table = RawTable("app_sessions", SESSION_COLUMNS, "started_at")
    sessions = [session for phone in phones() for session in _sessions_of(phone)]
    sessions.sort(key=lambda session: (session["started_at"], session["device_id"]))
    for number, session in enumerate(sessions, start=1):
        table.add(app_session_id=f"AS-{number:05d}", **session)
    _trouble_sessions(table)
    return table


def _sessions_of(phone: Phone) -> Iterator[dict[str, object]]:
    """Sessions while the app is installed: out of habit, out of curiosity, and after pushes."""
    draws = stream("app_sessions", phone.device_id)
    starts = [push.opened_at for push in _pushes_of().get(phone.device_id, ()) if push.opened_at]
    for install in phone.installs:
        starts += _own_starts(phone, install, draws)
    for started_at in sorted(set(starts)):
        if phone.is_installed_at(started_at) and started_at <= LAST_MOMENT:
            yield _session(phone, started_at, draws)


@lru_cache(maxsize=1)
def _pushes_of() -> dict[str, list[Push]]:
    """The notifications to each phone."""
    found: dict[str, list[Push]] = {}
    for push in pushes():
        found.setdefault(push.phone.device_id, []).append(push)
    return found


def _own_starts(phone: Phone, install: Install, draws: Random) -> Iterator[datetime]:
    """The first session follows the install; the next ones come by interest, season and age."""
    if draws.random() < 0.9:
        yield install.installed_at + timedelta(seconds=draws.randint(0, 240))
    last_day = min(LAST_DAY, (install.uninstalled_at or LAST_MOMENT).date())
    for age in range(1, (last_day - install.installed_at.date()).days + 1):
        day = install.installed_at.date() + timedelta(days=age)
        engagement = phone.engagement_on(day)
        habit = SESSIONS_PER_DAY_AT_FULL_ENGAGEMENT * engagement * demand(day)
        novelty = NOVELTY_SESSIONS_PER_DAY * exp(-age / NOVELTY_DAYS) * (0.4 + engagement)
        if draws.random() < habit + novelty:
            yield datetime.combine(day, clock_time(draws))
            if draws.random() < SECOND_SESSION_SHARE:
                yield datetime.combine(day, clock_time(draws))


def _session(phone: Phone, started_at: datetime, draws: Random) -> dict[str, object]:
    """A session of some minutes; time in the background is in no foreground_seconds."""
    engagement = phone.engagement_on(started_at.date())
    foreground_seconds = round(draws.lognormvariate(4.4 + 0.9 * engagement, 0.8))
    background_seconds = round(draws.expovariate(1 / 90)) if draws.random() < 0.3 else 0
    ended_at = started_at + timedelta(seconds=foreground_seconds + background_seconds)
    has_end = draws.random() >= NO_END_SHARE and ended_at <= LAST_MOMENT
    has_foreground = draws.random() >= NO_FOREGROUND_SHARE
    is_logged_in = draws.random() >= LOGGED_OUT_SHARE
    return {
        "device_id": phone.device_id,
        "customer_id": phone.customer_id if is_logged_in else "",
        "started_at": started_at,
        "ended_at": ended_at if has_end else None,
        "foreground_seconds": foreground_seconds if has_foreground else None,
        "screens": 1 + round(draws.expovariate(1 / (foreground_seconds / 25))),
        "platform": phone.platform,
        "app_version": phone.version_on(started_at.date()),
    }


def _trouble_sessions(table: RawTable) -> None:
    table.arrive_late(60)
    table.lose_loaded_at(10)
    table.repeat(15)
    table.pad_keys(3)
    table.contradict("screens", _more_screens, 3)
    table.correct("foreground_seconds", _shorter_foreground, 15, where=_has("foreground_seconds"))
    table.delete(6)
    table.delete(2, comes_back=True)
    table.write_with_offset(-5, 5)
    table.rewrite("ended_at", _before("started_at"), 3, where=_has("ended_at"))
    table.spoil("ended_at", ("running",))
    table.spoil("foreground_seconds", ("-12", "1 min", "NaN", "0", "2,5"))
    table.spoil("screens", ("4.5", "-1", "many", "7.0"))
    table.spoil("platform", ("", ""))
    table.spoil("app_version", ("", ""))
    table.spoil("customer_id", ("C-9996", "C-9997"))
    # Devices without an install on record: a store that sends no installs.
    table.spoil("device_id", ("D-9998-1", "D-9998-1", "D-9997-1", ""))
    table.spoil("app_session_id", ("", " "))
    table.spoil("started_at", ("", "2025-02-30 10:00:00", "1735689600"))
    table.load_before_event(2)
    table.break_correction("started_at", ("later",))
    table.spoil("_loaded_at", ("this morning",))


def _more_screens(row: Row, _draws: Random) -> str:
    return str(int(row["screens"]) + 1)


def _shorter_foreground(row: Row, _draws: Random) -> str:
    return f"{float(row['foreground_seconds']) * 0.75:.1f}"


# --------------------------------------------------------------------------------------- ratings


def _ratings_table() -> RawTable:
    table = RawTable("app_ratings", RATING_COLUMNS, "rated_at")
    ratings = [rating for phone in phones() for rating in _rating_of(phone)]
    ratings.sort(key=lambda rating: (rating["rated_at"], rating["customer_id"]))
    for number, rating in enumerate(ratings, start=1):
        table.add(rating_id=f"AR-{number:04d}", **rating)
    _trouble_ratings(table)
    return table


def _rating_of(phone: Phone) -> Iterator[dict[str, object]]:
    """At most one rating per phone; launches get people to the store."""
    draws = stream("app_ratings", phone.device_id)
    if not phone.installs or draws.random() >= RATINGS_PER_PHONE:
        return
    install = phone.installs[0]
    last_day = min(LAST_DAY, (install.uninstalled_at or LAST_MOMENT).date())
    age_days = (last_day - install.installed_at.date()).days
    candidates = [install.installed_at.date() + timedelta(days=n) for n in range(age_days + 1)]
    weights = [5 if is_launch_time(day) else 1 for day in candidates]
    rated_on = draws.choices(candidates, weights=weights)[0]
    version = phone.version_on(rated_on)
    quality = dict(RELEASES.values())[version]
    mood = 0.9 * phone.engagement_on(rated_on) - 0.3
    stars = min(5, max(1, round(quality + mood + draws.gauss(0, 0.9))))
    is_nameless = draws.random() < NAMELESS_RATING_SHARE
    has_body = draws.random() < RATING_BODY_SHARE
    yield {
        "platform": phone.platform,
        "customer_id": "" if is_nameless else phone.customer_id,
        "rated_at": datetime.combine(rated_on, clock_time(draws)),
        "stars": stars,
        "app_version": version,
        "country": phone.country.code,
        "body": app_rating_text(draws, phone.country.language, stars) if has_body else None,
    }


def _trouble_ratings(table: RawTable) -> None:
    table.arrive_late(12)
    table.lose_loaded_at(3)
    table.repeat(3)
    table.contradict("stars", _other_stars, 2)
    table.correct("stars", _other_stars, 5)
    table.delete(2)
    table.delete(1, comes_back=True)
    table.write_with_offset(3, 2)
    table.write_as_date(3)
    table.spoil("country", ("",) * 3)
    table.spoil("app_version", ("",) * 2)
    table.spoil("stars", ("6", "4.5"))
    table.break_correction("stars", ("five",))


def _other_stars(row: Row, draws: Random) -> str:
    return draws.choice([stars for stars in "12345" if stars != row["stars"]])


# -------------------------------------------------------------------------------------- troubles


def _has(column: str) -> Condition:
    """A condition: the row knows the column."""
    return lambda row: row[column] != ""


def _before(start_column: str) -> Change:
    """A change: a moment before the one that it should follow."""

    def earlier(row: Row, draws: Random) -> str:
        start = datetime.fromisoformat(row[start_column])
        return as_text(start - timedelta(minutes=draws.randint(5, 3000)))

    return earlier
