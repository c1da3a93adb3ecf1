"""The app: installs, sessions, store ratings and push notifications.

From docs/definitions.md, App, and docs/decisions/app.md.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from .commerce import ratio
from .facts import UNKNOWN, Commerce
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import local_date
from .raw_layer import StagedTable
from .settings import Settings

RETENTION_DAYS = (1, 7, 30)
MINUTES_PLACES = Decimal("0.0000000001")

Row = dict[str, Any]


@dataclass(frozen=True)
class Install:
    """One row of the mart app_installs."""

    install_id: str
    device_id: str
    customer_id: str | None
    platform: str
    app_version: str
    country: str
    acquisition_source: str
    brand: str
    is_reinstall: bool
    is_day1_retained: bool | None
    is_day7_retained: bool | None
    is_day30_retained: bool | None
    installed_at: datetime
    installed_date: date
    uninstalled_at: datetime | None
    uninstalled_date: date | None


@dataclass(frozen=True)
class Session:
    """One row of the mart app_sessions."""

    app_session_id: str
    device_id: str
    customer_id: str | None
    install_id: str | None
    platform: str
    app_version: str
    country: str
    acquisition_source: str
    brand: str
    screens: int | None
    foreground_seconds: Decimal | None
    usage_seconds: Decimal | None
    started_at: datetime
    started_date: date
    ended_at: datetime | None


@dataclass(frozen=True)
class Rating:
    """One row of the mart app_ratings."""

    rating_id: str
    customer_id: str | None
    platform: str
    app_version: str
    country: str
    brand: str
    stars: int
    body_length: int | None
    rated_at: datetime
    rated_date: date


@dataclass(frozen=True)
class Push:
    """A notification that reached its device."""

    country: str
    acquisition_source: str
    brand: str
    is_opened: bool
    is_returned: bool
    sent_date: date


@dataclass
class Bucket:
    """The facts that one row of app_metrics counts."""

    downloads: list[Install] = field(default_factory=list)
    uninstalls: list[Install] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)




def marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[Row]]:
    """The rows of every mart of the channel; no reference seed plays a part."""
    settings = commerce.settings
    history = InstallHistory(staged["app_installs"].kept)
    starts: dict[str, list[datetime]] = {}
    for row in staged["app_sessions"].kept:
        starts.setdefault(row["device_id"], []).append(row["started_at"])
    installs = [
        build_install(row, starts.get(row["device_id"], []), commerce.as_of, settings)
        for row in staged["app_installs"].kept
    ]
    sessions = [build_session(row, history, settings) for row in staged["app_sessions"].kept]
    ratings = [build_rating(row, settings) for row in staged["app_ratings"].kept]
    pushes = [
        build_push(row, history, starts.get(row["device_id"], []), settings)
        for row in staged["push_notifications"].kept
        if reached_at(row) is not None
    ]
    return {
        "app_installs": [asdict(install) for install in installs],
        "app_sessions": [asdict(session) for session in sessions],
        "app_ratings": [asdict(rating) for rating in ratings],
        "app_metrics": app_metrics(installs, sessions, ratings, pushes, commerce),
    }


# --- Facts -----------------------------------------------------------------------------------


class InstallHistory:
    """The installs of every device."""

    def __init__(self, rows: Iterable[Row]):
        self.of_device: dict[str, list[Row]] = {}
        for row in rows:
            self.of_device.setdefault(row["device_id"], []).append(row)

    def latest(self, device_id: str, moment: datetime) -> Row:
        """The device's last install up to the moment; of several at once the greatest id.

        Where there is none, a row of nulls.
        """
        earlier = [
            row for row in self.of_device.get(device_id, []) if row["installed_at"] <= moment
        ]
        nothing = dict.fromkeys(("install_id", "country", "acquisition_source", "brand"))
        return max(
            earlier, key=lambda row: (row["installed_at"], row["install_id"]), default=nothing
        )


def build_install(
    row: Row, starts: list[datetime], as_of: date, settings: Settings
) -> Install:
    """An install; a day that is not over, and any day of a reinstall, is neither kept nor lost."""
    installed_date = local_date(row["installed_at"], settings.reporting_timezone)
    session_dates = {local_date(start, settings.reporting_timezone) for start in starts}
    is_reinstall = row["is_reinstall"] is True
    is_retained: dict[int, bool | None] = {}
    for number in RETENTION_DAYS:
        day = installed_date + timedelta(days=number)
        is_retained[number] = None if is_reinstall or day > as_of else day in session_dates
    uninstalled_at = row["uninstalled_at"]
    return Install(
        install_id=row["install_id"],
        device_id=row["device_id"],
        customer_id=row["customer_id"],
        platform=row["platform"],
        app_version=row["app_version"] or UNKNOWN,
        country=row["country"] or UNKNOWN,
        acquisition_source=row["acquisition_source"] or UNKNOWN,
        brand=row["brand"] or settings.default_brand,
        is_reinstall=is_reinstall,
        is_day1_retained=is_retained[1],
        is_day7_retained=is_retained[7],
        is_day30_retained=is_retained[30],
        installed_at=row["installed_at"],
        installed_date=installed_date,
        uninstalled_at=uninstalled_at,
        uninstalled_date=(
            local_date(uninstalled_at, settings.reporting_timezone) if uninstalled_at else None
        ),
    )


def build_session(row: Row, history: InstallHistory, settings: Settings) -> Session:
    """A session with what its device's latest install tells."""
    install = history.latest(row["device_id"], row["started_at"])
    return Session(
        app_session_id=row["app_session_id"],
        device_id=row["device_id"],
        customer_id=row["customer_id"],
        install_id=install["install_id"],
        platform=row["platform"] or UNKNOWN,
        app_version=row["app_version"] or UNKNOWN,
        country=install["country"] or UNKNOWN,
        acquisition_source=install["acquisition_source"] or UNKNOWN,
        brand=row["brand"] or install["brand"] or settings.default_brand,
        screens=row["screens"],
        foreground_seconds=row["foreground_seconds"],
        usage_seconds=usage_seconds(row),
        started_at=row["started_at"],
        started_date=local_date(row["started_at"], settings.reporting_timezone),
        ended_at=row["ended_at"],
    )


def usage_seconds(row: Row) -> Decimal | None:
    """The time in the foreground, else from start to end."""
    if row["foreground_seconds"] is not None:
        return row["foreground_seconds"]
    if row["ended_at"] is None:
        return None
    microseconds = (row["ended_at"] - row["started_at"]) // timedelta(microseconds=1)
    return Decimal(microseconds).scaleb(-6)


def build_rating(row: Row, settings: Settings) -> Rating:
    """A rating; of its text only the length stays."""
    return Rating(
        rating_id=row["rating_id"],
        customer_id=row["customer_id"],
        platform=row["platform"],
        app_version=row["app_version"] or UNKNOWN,
        country=row["country"] or UNKNOWN,
        brand=row["brand"] or settings.default_brand,
        stars=row["stars"],
        body_length=len(row["body"]) if row["body"] is not None else None,
        rated_at=row["rated_at"],
        rated_date=local_date(row["rated_at"], settings.reporting_timezone),
    )


def reached_at(row: Row) -> datetime | None:
    """When a notification was delivered; who opened it had it, whatever the receipts say."""
    return row["delivered_at"] or row["opened_at"]


def build_push(
    row: Row, history: InstallHistory, starts: list[datetime], settings: Settings
) -> Push:
    """A notification that arrived, with what came of it."""
    install = history.latest(row["device_id"], row["sent_at"])
    arrival = reached_at(row)
    last_return = arrival + timedelta(hours=settings.push_return_hours)
    return Push(
        country=install["country"] or UNKNOWN,
        acquisition_source=install["acquisition_source"] or UNKNOWN,
        brand=row["brand"] or install["brand"] or settings.default_brand,
        is_opened=row["opened_at"] is not None,
        is_returned=any(arrival <= start <= last_return for start in starts),
        sent_date=local_date(row["sent_at"], settings.reporting_timezone),
    )


# --- app_metrics -----------------------------------------------------------------------------


def app_metrics(
    installs: list[Install],
    sessions: list[Session],
    ratings: list[Rating],
    pushes: list[Push],
    commerce: Commerce,
) -> list[Row]:
    """One row per grain, period, dimension and value in which something happened, and the totals.
    """
    dated_facts = [
        *(("downloads", i.installed_date, i) for i in installs if not i.is_reinstall),
        *(("uninstalls", i.uninstalled_date, i) for i in installs if i.uninstalled_date),
        *(("sessions", session.started_date, session) for session in sessions),
        *(("ratings", rating.rated_date, rating) for rating in ratings),
        *(("pushes", push.sent_date, push) for push in pushes),
    ]
    as_of, settings = commerce.as_of, commerce.settings
    first_day = min((day for _, day, _ in dated_facts), default=date.max)
    buckets = {key: Bucket() for key in total_keys(first_day, as_of, settings)}
    for kind, day, fact in dated_facts:
        for key in keys_on(day, (TOTAL, *dimensions(fact).items()), settings):
            getattr(buckets.setdefault(key, Bucket()), kind).append(fact)
    return [metrics_row(key, bucket, as_of) for key, bucket in buckets.items()]


def dimensions(fact: Install | Session | Rating | Push) -> dict[str, str]:
    """The dimension values of a fact; what it has no column for is unknown."""
    names = ("platform", "app_version", "country", "acquisition_source", "brand")
    return {name: getattr(fact, name, UNKNOWN) for name in names}


def person(session: Session) -> tuple[str, str]:
    """Who used the app: the session's customer, else its device."""
    if session.customer_id is not None:
        return ("customer", session.customer_id)
    return ("device", session.device_id)


def minutes(sessions: list[Session]) -> Decimal | None:
    """The known time of the sessions, rounded once; None where nothing is known."""
    known = [s.usage_seconds for s in sessions if s.usage_seconds is not None]
    if not known:
        return None
    return (sum(known) / 60).quantize(MINUTES_PLACES, ROUND_HALF_UP)


def metrics_row(key: RowKey, bucket: Bucket, as_of: date) -> Row:
    """The parts of one row, then its ratios."""
    users = len({person(session) for session in bucket.sessions})
    app_minutes = minutes(bucket.sessions)
    stars = sum(rating.stars for rating in bucket.ratings)
    opened = sum(push.is_opened for push in bucket.pushes)
    returned = sum(push.is_returned for push in bucket.pushes)
    retention: Row = {}
    for number in RETENTION_DAYS:
        known = [getattr(install, f"is_day{number}_retained") for install in bucket.downloads]
        eligible, retained = len(known) - known.count(None), known.count(True)
        retention |= {
            f"day{number}_eligible_installs": eligible,
            f"day{number}_retained_installs": retained,
            f"install_day{number}_retention": ratio(retained, eligible, 100),
        }
    return {
        **key_columns(key, as_of),
        "installs": len(bucket.downloads),
        "uninstalls": len({install.device_id for install in bucket.uninstalls}),
        "app_active_users": users,
        "app_sessions": len(bucket.sessions),
        "app_minutes": app_minutes,
        "app_ratings": len(bucket.ratings),
        "app_rating_stars": stars,
        "push_delivered": len(bucket.pushes),
        "push_opened": opened,
        "push_returned": returned,
        "app_minutes_per_user": None if app_minutes is None else ratio(app_minutes, users),
        "app_sessions_per_user": ratio(len(bucket.sessions), users),
        "avg_app_rating": ratio(stars, len(bucket.ratings)),
        "push_open_rate": ratio(opened, len(bucket.pushes), 100),
        "push_return_rate": ratio(returned, len(bucket.pushes), 100),
        **retention,
    }
