"""What the channel web reads from reference seeds, and how it reads addresses."""

import re
from dataclasses import dataclass
from pathlib import Path

from .facts import UNKNOWN
from .privacy import SCHEME_AND_SLASHES, cleaned_address, without_user
from .reference import read_seed

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
HOST = re.compile(r"[^/:?#]*")
PAGE_VIEW, IGNORED, OTHER_KIND, DOWNLOAD = "page_view", "ignore", "other", "download"
OTHER_GROUP = "Other"


def path_of(address: str | None) -> str | None:
    """The path of an address, cleaned, without scheme and host; '/' where none is left."""
    if address is None:
        return None
    cleaned = cleaned_address(address)
    start = SCHEME_AND_SLASHES.match(cleaned)
    if not start:
        return cleaned
    _, slash, path = cleaned[start.end() :].partition("/")
    return slash + path or "/"


def host_of(address: str | None) -> str | None:
    """The host of an address in lower case, without user, leading www. and port."""
    if address is None:
        return None
    start = SCHEME_AND_SLASHES.match(address)
    before_query = re.split("[?#]", address[start.end() :] if start else address, maxsplit=1)[0]
    host = HOST.match(without_user(before_query))[0].lower().removeprefix("www.")
    return host or None


def host_of_full_address(address: str | None) -> str | None:
    """The host of an address that begins with a scheme; a bare path has none."""
    return host_of(address) if address and SCHEME.match(address) else None


def folded(text: str) -> str:
    """Text as names are compared: trimmed and in lower case."""
    return text.strip().lower()


@dataclass(frozen=True)
class Goal:
    """A goal and the names of the events that meet it."""

    name: str
    event_names: frozenset[str]
    is_once_per_session: bool


@dataclass(frozen=True)
class FunnelStep:
    """A step of a funnel: the kind of event that reaches it, at wish on one type of content."""

    name: str
    number: int
    event_kind: str
    content_type: str


@dataclass(frozen=True)
class ChannelGroup:
    """A name for the sources and media that two patterns match as a whole."""

    name: str
    source_pattern: str
    medium_pattern: str

    def holds(self, source: str, medium: str) -> bool:
        """Whether both patterns match; an empty one matches anything."""
        return all(
            not pattern or re.fullmatch(pattern, value.lower())
            for pattern, value in ((self.source_pattern, source), (self.medium_pattern, medium))
        )


class WebReference:
    """The reference seeds of the channel; a seed that is not there is an empty one."""

    def __init__(self, folder: Path):
        self.kinds = {
            folded(row["event_name"]): folded(row["kind"])
            for row in seed_rows(folder, "event_kinds")
        }
        self.goals = goals_of(seed_rows(folder, "goals"))
        self.channel_groups = [
            ChannelGroup(row["channel_group"], row["source_pattern"], row["medium_pattern"])
            for row in sorted(
                seed_rows(folder, "channel_groups"), key=lambda row: int(row["priority"])
            )
        ]
        self.referrer_hosts = {
            row["host"]: (row["source"], row["medium"])
            for row in seed_rows(folder, "referrer_hosts")
        }
        self.bot_patterns = [folded(row["pattern"]) for row in seed_rows(folder, "bot_patterns")]
        self.funnels = funnels_of(seed_rows(folder, "funnels"))

    def kind_of(self, event_name: str) -> str:
        """The kind of an event; an unknown name is other."""
        return self.kinds.get(folded(event_name), OTHER_KIND)

    def is_bot(self, user_agent: str | None) -> bool:
        """Whether a user agent holds the pattern of a bot."""
        return any(pattern in (user_agent or "").lower() for pattern in self.bot_patterns)

    def source_of_host(self, host: str) -> tuple[str, str]:
        """Source and medium of a foreign host: those of the longest known host it belongs to."""
        labels = host.split(".")
        for position in range(len(labels)):
            parent = ".".join(labels[position:])
            if parent in self.referrer_hosts:
                return self.referrer_hosts[parent]
        return host, "referral"

    def channel_group(self, source: str, medium: str) -> str:
        """The first group that holds the pair."""
        groups = (group.name for group in self.channel_groups if group.holds(source, medium))
        return next(groups, OTHER_GROUP)


def seed_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a seed, none where the file is missing."""
    return read_seed(folder / f"{name}.csv")


def goals_of(rows: list[dict[str, str]]) -> list[Goal]:
    """The goals with all their event names."""
    names: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        key = (row["goal"], folded(row["counting"]))
        names.setdefault(key, set()).add(folded(row["event_name"]))
    return [
        Goal(goal, frozenset(event_names), counting == "once_per_session")
        for (goal, counting), event_names in names.items()
    ]


def funnels_of(rows: list[dict[str, str]]) -> dict[str, list[FunnelStep]]:
    """The steps of each funnel in their order."""
    funnels: dict[str, list[FunnelStep]] = {}
    for row in sorted(rows, key=lambda row: int(row["step"])):
        kind, content_type = folded(row["event_kind"]), folded(row["content_type"])
        step = FunnelStep(row["step_name"], int(row["step"]), kind, content_type)
        funnels.setdefault(row["funnel"], []).append(step)
    return funnels


def or_unknown(value: str | None) -> str:
    """A dimension value; '(none)' where it is unknown."""
    return UNKNOWN if value is None else value
