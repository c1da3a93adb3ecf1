"""The app of a random company: installs, sessions, ratings and pushes on every edge there is."""

from dataclasses import replace
from datetime import datetime, timedelta

from .random_company import (
    BODIES,
    COUNTRIES,
    ONE_DAY,
    ONE_MICROSECOND,
    SOURCES,
    Author,
    Cells,
    Draft,
    draft,
)

FAULTS = {
    "app_installs": (
        {"install_id": " "},
        {"device_id": ""},
        {"platform": "\u00a0"},
        {"installed_at": ""},
        {"installed_at": "31.12.2024"},
    ),
    "app_sessions": (
        {"app_session_id": ""},
        {"device_id": "\u3000"},
        {"started_at": ""},
        {"started_at": "1735689600"},
    ),
    "app_ratings": (
        {"rating_id": ""},
        {"platform": ""},
        {"rated_at": "soon"},
        {"stars": ""},
        {"stars": "0"},
        {"stars": "6"},
        {"stars": "-1"},
        {"stars": "4.5"},
        {"stars": "five"},
    ),
    "push_notifications": (
        {"notification_id": ""},
        {"device_id": ""},
        {"sent_at": ""},
        {"sent_at": "2024-02-30 09:00"},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "app_installs": (
        *("customer_id", "uninstalled_at", "is_reinstall", "acquisition_source"),
        *("app_version", "country"),
    ),
    "app_sessions": (
        *("customer_id", "ended_at", "foreground_seconds", "screens", "platform"),
        "app_version",
    ),
    "app_ratings": ("customer_id", "app_version", "country", "body"),
    "push_notifications": ("customer_id", "campaign", "delivered_at", "opened_at"),
}

PLATFORMS = ("ios", "ios ", "iOS", "android", "harmony")
VERSIONS = ("1.0", "1.0", " 2.0", "2.0.1", "")
FLAGS = ("", "", "false", "0", "True", "yes", "maybe")
FOREGROUND_SECONDS = ("", "", "", "0", "20", "1e2", "33.333333", "0.0000005", "-1", "NaN", "90.0")
SCREENS = ("", "0", "3", "7.0", "4.5", "-2")
STARS = ("1", "2", "3.0", " 4 ", "5", "5")
CAMPAIGNS = ("", "Spring", " spring")
# What a correction may change: texts by column, by table.
CHANGES = {
    "app_installs": lambda author: {
        "acquisition_source": author.random.choice(SOURCES),
        "is_reinstall": author.random.choice(FLAGS),
    },
    "app_sessions": lambda author: {
        "foreground_seconds": author.random.choice(FOREGROUND_SECONDS),
        "platform": author.random.choice(PLATFORMS),
    },
    "app_ratings": lambda author: {
        "stars": author.random.choice(STARS),
        "country": author.random.choice(COUNTRIES),
    },
    "push_notifications": lambda author: {"campaign": author.random.choice(CAMPAIGNS)},
}
# An id that a device and a customer share, and a device without any install.
SHARED_ID = "C001"
DEVICES = (*(f"D{number}" for number in range(12)), SHARED_ID)
UNKNOWN_DEVICE = "D99"


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of the four tables before anything goes wrong with them."""
    installs = draft_installs(author, customer_ids)
    pushes = draft_pushes(author, customer_ids, installs)
    return {
        "app_installs": with_other_versions(author, installs, install_changes),
        "app_sessions": with_other_versions(
            author, draft_sessions(author, customer_ids, installs, pushes), session_changes
        ),
        "app_ratings": [draft_rating(author, number, customer_ids) for number in range(30)],
        "push_notifications": with_other_versions(author, pushes, push_changes),
    }


def with_other_versions(author: Author, originals: list[Draft], changes) -> list[Draft]:
    """The drafts, and of some a second version: at the same load, before it or after it."""
    found = []
    for original in originals:
        found.append(original)
        if author.chance(0.15):
            loaded_at = original.loaded_at + author.random.choice((0, 0, -1, 1)) * ONE_DAY
            cells = {**original.cells, **changes(author, original)}
            found.append(replace(original, cells=cells, loaded_at=loaded_at))
    return found


def install_changes(author: Author, original: Draft) -> Cells:
    """An install that another row tells differently."""
    return {
        "is_reinstall": author.random.choice(FLAGS),
        "country": author.random.choice(COUNTRIES),
        "uninstalled_at": later_or_not(author, original.happened_at),
    }


def session_changes(author: Author, original: Draft) -> Cells:
    """A session that another row tells differently."""
    return {
        "foreground_seconds": author.random.choice(FOREGROUND_SECONDS),
        "ended_at": later_or_not(author, original.happened_at),
        "device_id": author.random.choice(DEVICES),
    }


def push_changes(author: Author, original: Draft) -> Cells:
    """A notification that another row tells differently."""
    return {
        "delivered_at": later_or_not(author, original.happened_at),
        "opened_at": later_or_not(author, original.happened_at),
    }


def later_or_not(author: Author, moment: datetime) -> str:
    """A time at or after the moment, just before it, none at all, or no time."""
    delay = author.random.choice(
        (
            *(timedelta(0), ONE_MICROSECOND, timedelta(seconds=59, microseconds=200000)),
            *(timedelta(minutes=7), timedelta(hours=5), ONE_DAY, 31 * ONE_DAY),
            -ONE_MICROSECOND,
        )
    )
    later = min(moment + delay, author.local_midnight(author.last_day))
    return author.random.choice((author.written(later), author.written(later), "", "never"))


def draft_installs(author: Author, customer_ids: list[str]) -> list[Draft]:
    """One to four installs of each device, at times at the same moment, or days before the end."""
    found = []
    for device_id in DEVICES:
        moment = author.moment()
        if author.chance(0.3):
            moment = author.moment_on(author.last_day - author.random.randrange(32) * ONE_DAY)
        for _ in range(author.random.randrange(1, 5)):
            cells = {
                "install_id": f"I{len(found):03}",
                "device_id": author.padded(device_id),
                "customer_id": author.random.choice((*customer_ids, "", "", "C777")),
                "platform": author.random.choice(PLATFORMS),
                "uninstalled_at": later_or_not(author, moment),
                "is_reinstall": author.random.choice(FLAGS),
                "acquisition_source": author.random.choice(SOURCES),
                "app_version": author.random.choice(VERSIONS),
                "country": author.random.choice(COUNTRIES),
            }
            found.append(draft(author, "installed_at", cells, moment))
            gap = author.random.choice((timedelta(0), ONE_MICROSECOND, 20 * ONE_DAY))
            moment = min(moment + gap, author.local_midnight(author.last_day))
    return found


def draft_sessions(
    author: Author, customer_ids: list[str], installs: list[Draft], pushes: list[Draft]
) -> list[Draft]:
    """Sessions on and around day 1, 7 and 30 of installs, at their moments, and after pushes."""
    latest = author.local_midnight(author.last_day + ONE_DAY)
    push_window = timedelta(hours=author.settings.push_return_hours)
    found = []
    for number in range(150):
        install, push = author.random.choice(installs), author.random.choice(pushes)
        day = install.happened_at.date() + ONE_DAY * author.random.choice(
            (0, 1, 1, 1, 2, 6, 7, 7, 7, 8, 29, 30, 30, 30, 31)
        )
        after_push = author.random.choice(
            (timedelta(0), -ONE_MICROSECOND, push_window, push_window + ONE_MICROSECOND)
        )
        device_id, moment = author.random.choice(
            (
                *((install.cells["device_id"], author.moment_on(day)),) * 3,
                (install.cells["device_id"], install.happened_at),
                (install.cells["device_id"], install.happened_at - ONE_MICROSECOND),
                *((push.cells["device_id"], push.happened_at + after_push),) * 2,
                (UNKNOWN_DEVICE, author.moment()),
            )
        )
        moment = min(moment, latest - ONE_MICROSECOND)
        cells = {
            "app_session_id": f"S{number:03}",
            "device_id": device_id,
            "customer_id": author.random.choice((*customer_ids[:4], "", "", "C777")),
            "ended_at": later_or_not(author, moment),
            "foreground_seconds": author.random.choice(FOREGROUND_SECONDS),
            "screens": author.random.choice(SCREENS),
            "platform": author.random.choice((*PLATFORMS, "")),
            "app_version": author.random.choice(VERSIONS),
        }
        found.append(draft(author, "started_at", cells, moment))
    return found


def draft_rating(author: Author, number: int, customer_ids: list[str]) -> Draft:
    """A rating by a customer, a stranger, or nobody."""
    pick = author.random.choice
    cells = {
        "rating_id": f"A{number:03}",
        "platform": pick(PLATFORMS),
        "customer_id": pick((*customer_ids, "", "C888")),
        "stars": pick(STARS),
        "app_version": pick(VERSIONS),
        "country": pick(COUNTRIES),
        "body": pick(BODIES),
    }
    return draft(author, "rated_at", cells, author.moment())


def draft_pushes(
    author: Author, customer_ids: list[str], installs: list[Draft]
) -> list[Draft]:
    """Notifications at any time, and at the moments of installs; most delivered at once."""
    found = []
    for number in range(60):
        install = author.random.choice(installs)
        moment = author.random.choice(
            (
                author.moment(),
                install.happened_at,
                min(install.happened_at + ONE_DAY, author.local_midnight(author.last_day)),
            )
        )
        cells = {
            "notification_id": f"N{number:03}",
            "device_id": author.random.choice((*(install.cells["device_id"],) * 9, UNKNOWN_DEVICE)),
            "customer_id": author.random.choice((*customer_ids, "")),
            "campaign": author.random.choice(CAMPAIGNS),
            "delivered_at": author.random.choice(
                (author.written(moment), later_or_not(author, moment))
            ),
            "opened_at": later_or_not(author, moment),
        }
        found.append(draft(author, "sent_at", cells, moment))
    return found
