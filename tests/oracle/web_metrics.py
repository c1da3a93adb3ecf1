"""The metric tables of the channel web (docs/definitions.md, Web)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Any

from .commerce import ZERO, ratio
from .facts import Cell
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import is_complete
from .web_facts import Event, Session, Values, Web
from .web_reference import FunnelStep, Goal, or_unknown

Period = tuple[str, date]


def keys_of_totals(web: Web) -> list[RowKey]:
    """The totals of every period from the first session, bots left out, to the as-of date."""
    first_day = min((session.session_date for session in web.human_sessions), default=date.max)
    return total_keys(first_day, web.as_of, web.settings)


def percent(numerator: int, denominator: int) -> float | None:
    """Numerator over denominator in percent."""
    return ratio(numerator, denominator, 100)


# --- web_metrics -----------------------------------------------------------------------------


@dataclass
class SessionBucket:
    """The sessions that one row of web_metrics counts."""

    sessions: list[Session] = field(default_factory=list)

    @cached_property
    def sessions_of(self) -> dict[str, list[Session]]:
        """The sessions of each visitor."""
        sessions: dict[str, list[Session]] = {}
        for session in self.sessions:
            sessions.setdefault(session.visitor_id, []).append(session)
        return sessions

    @property
    def page_views(self) -> int | None:
        """The known page views; unknown where there are sessions and none of them knows."""
        known = [one.page_views for one in self.sessions if one.page_views is not None]
        return sum(known) if known or not self.sessions else None

    @property
    def bounced_visitors(self) -> int:
        """Visitors whose sessions hold one page view and no action together."""
        return sum(
            all(session.page_views is not None and not session.actions for session in sessions)
            and sum(session.page_views for session in sessions) == 1
            for sessions in self.sessions_of.values()
        )

    def visitors_with(self, quantity: str) -> int:
        """How many visitors have a session with some of it."""
        amount_in = QUANTITIES[quantity]
        return len({one.visitor_id for one in self.sessions if amount_in(one)})

    def total(self, quantity: str) -> int:
        """How much of it the sessions have together."""
        return sum(QUANTITIES[quantity](session) for session in self.sessions)


QUANTITIES = {
    "bounced_sessions": lambda session: session.is_bounce,
    "engaged_sessions": lambda session: session.is_engaged,
    "conversions": lambda session: len(session.conversions),
    "converted_sessions": lambda session: bool(session.conversions),
    "cta_clicks": lambda session: session.kinds["cta_click"],
    "contact_form_submissions": lambda session: session.kinds["contact_form"],
    "content_downloads": lambda session: session.kinds["download"],
    "leads": lambda session: session.leads,
    "download_leads": lambda session: session.download_leads,
}


def session_buckets(web: Web) -> dict[RowKey, SessionBucket]:
    """Every row of web_metrics with its sessions."""
    buckets = {key: SessionBucket() for key in keys_of_totals(web)}
    for session in web.human_sessions:
        for key in keys_on(session.session_date, session_cells(session), web.settings):
            buckets.setdefault(key, SessionBucket()).sessions.append(session)
    return buckets


def session_cells(session: Session) -> list[Cell]:
    """The total and the dimension values of a session."""
    source, medium, campaign = session.traffic
    pair = f"{session.channel_group} x {session.customer_segment}"
    return [
        TOTAL,
        ("channel_group", session.channel_group),
        ("traffic_source", source),
        ("traffic_medium", medium),
        ("campaign", campaign),
        ("device_type", or_unknown(session.known("device_type"))),
        ("country", or_unknown(session.known("country"))),
        ("landing_page", or_unknown(session.landing_page)),
        ("landing_content_type", or_unknown(session.landing_content_type)),
        ("brand", session.brand),
        ("site", or_unknown(session.known("site"))),
        ("visitor_type", session.visitor_type),
        ("customer_segment", session.customer_segment),
        ("channel_group x customer_segment", pair),
    ]


def session_parts(web: Web, start: date, bucket: SessionBucket) -> Values:
    """The parts of a row of web_metrics."""
    new_visitors = sum(web.first_dates[visitor] >= start for visitor in bucket.sessions_of)
    return {
        "sessions": len(bucket.sessions),
        "visitors": len(bucket.sessions_of),
        "new_visitors": new_visitors,
        "returning_visitors": len(bucket.sessions_of) - new_visitors,
        "page_views": bucket.page_views,
        "session_duration_seconds": sum((one.duration for one in bucket.sessions), ZERO),
        "bounced_visitors": bucket.bounced_visitors,
        "converted_visitors": bucket.visitors_with("conversions"),
        "downloading_visitors": bucket.visitors_with("content_downloads"),
        **{quantity: bucket.total(quantity) for quantity in QUANTITIES},
    }


def web_metrics_row(web: Web, key: RowKey, bucket: SessionBucket) -> Values:
    """The parts of one row, then its ratios."""
    parts = session_parts(web, key[1], bucket)
    sessions, visitors, page_views = parts["sessions"], parts["visitors"], parts["page_views"]
    durations = [session.duration for session in bucket.sessions]
    return {
        **key_columns(key, web.as_of),
        **parts,
        "returning_visitor_rate": percent(parts["returning_visitors"], visitors),
        "sessions_per_visitor": ratio(sessions, visitors),
        "pages_per_session": None if page_views is None else ratio(page_views, sessions),
        "avg_session_duration_seconds": ratio(parts["session_duration_seconds"], sessions),
        "median_session_duration_seconds": float(median(durations)) if durations else None,
        "bounce_rate": percent(parts["bounced_sessions"], sessions),
        "bounced_visitor_rate": percent(parts["bounced_visitors"], visitors),
        "engagement_rate": percent(parts["engaged_sessions"], sessions),
        "conversion_rate": percent(parts["conversions"], visitors),
        "visitor_conversion_rate": percent(parts["converted_visitors"], visitors),
        "session_conversion_rate": percent(parts["converted_sessions"], sessions),
        "content_download_rate": percent(parts["downloading_visitors"], visitors),
        "lead_capture_rate": percent(parts["download_leads"], parts["content_downloads"]),
    }


# --- web_content_metrics ---------------------------------------------------------------------


@dataclass
class ContentBucket:
    """What one row of web_content_metrics counts."""

    views: list[tuple[Event, Session]] = field(default_factory=list)
    landings: list[Session] = field(default_factory=list)
    exits: int = 0
    downloads: int = 0
    leads: int = 0

    def timed_views(self) -> list[tuple[Event, Session]]:
        """The views of which the time is known."""
        return [pair for pair in self.views if pair[0].time_on_page is not None]


def content_buckets(web: Web) -> dict[RowKey, ContentBucket]:
    """Every row of web_content_metrics with what it counts."""
    buckets = {key: ContentBucket() for key in keys_of_totals(web)}

    def buckets_of(
        session: Session, page_path: str | None, content_type: str | None
    ) -> Iterator[ContentBucket]:
        cells = (
            TOTAL,
            ("page_path", or_unknown(page_path)),
            ("content_type", or_unknown(content_type)),
            ("brand", session.brand),
        )
        for key in keys_on(session.session_date, cells, web.settings):
            yield buckets.setdefault(key, ContentBucket())

    def buckets_of_event(session: Session, event: Event) -> Iterator[ContentBucket]:
        yield from buckets_of(session, event.page_path, event.values["content_type"])

    for session in web.human_sessions:
        for view in session.counted_views:
            for bucket in buckets_of_event(session, view):
                bucket.views.append((view, session))
                bucket.exits += view is session.counted_views[-1]
        # Every session enters somewhere, also where nobody knows the page [unknown-landing].
        for bucket in buckets_of(session, session.landing_page, session.landing_content_type):
            bucket.landings.append(session)
        for event in session.actions:
            if event.is_download or event.is_lead:
                for bucket in buckets_of_event(session, event):
                    bucket.downloads += event.is_download
                    bucket.leads += event.is_lead
    return buckets


def content_row(web: Web, key: RowKey, bucket: ContentBucket) -> Values:
    """The parts of one row, then its ratios."""
    timed_views = bucket.timed_views()
    time_on_page = sum((view.time_on_page for view, _ in timed_views), ZERO)
    product_seconds, product_viewers = returning_product_time(web, key[1], timed_views)
    landing_conversions = sum(len(session.conversions) for session in bucket.landings)
    landing_visitors = len({session.visitor_id for session in bucket.landings})
    return {
        **key_columns(key, web.as_of),
        "content_page_views": len(bucket.views),
        "time_on_page_seconds": time_on_page,
        "timed_page_views": len(timed_views),
        "returning_product_seconds": product_seconds,
        "returning_product_viewers": product_viewers,
        "entrances": len(bucket.landings),
        "exits": bucket.exits,
        "landing_conversions": landing_conversions,
        "landing_visitors": landing_visitors,
        "content_download_count": bucket.downloads,
        "content_leads": bucket.leads,
        "avg_time_on_page_seconds": ratio(time_on_page, len(timed_views)),
        "avg_returning_product_seconds": ratio(product_seconds, product_viewers),
        "exit_rate": percent(bucket.exits, len(bucket.views)),
        "landing_conversion_rate": percent(landing_conversions, landing_visitors),
    }


def returning_product_time(
    web: Web, start: date, timed_views: list[tuple[Event, Session]]
) -> tuple[Decimal, int]:
    """The time on product pages of visitors who had been there before the period, and how many."""
    product = web.settings.product_content_type.lower()
    found = [
        (view.time_on_page, session.visitor_id)
        for view, session in timed_views
        if (view.values["content_type"] or "").lower() == product
        and web.first_dates[session.visitor_id] < start
    ]
    return sum((seconds for seconds, _ in found), ZERO), len({visitor for _, visitor in found})


# --- web_goal_metrics and web_funnel ---------------------------------------------------------


def goal_row(web: Web, period: Period, goal: Goal, bucket: SessionBucket) -> Values:
    """How often one goal was met in a period."""
    conversions = [
        session
        for session in bucket.sessions
        for met_goal, _ in session.conversions
        if met_goal.name == goal.name
    ]
    converted_sessions = len({session.session_id for session in conversions})
    converted_visitors = len({session.visitor_id for session in conversions})
    sessions, visitors = len(bucket.sessions), len(bucket.sessions_of)
    return {
        **period_columns(web, period),
        "goal": goal.name,
        "sessions": sessions,
        "visitors": visitors,
        "conversions": len(conversions),
        "converted_sessions": converted_sessions,
        "converted_visitors": converted_visitors,
        "conversion_rate": percent(len(conversions), visitors),
        "visitor_conversion_rate": percent(converted_visitors, visitors),
        "session_conversion_rate": percent(converted_sessions, sessions),
    }


def period_columns(web: Web, period: Period) -> Values:
    """The columns of a period."""
    grain, start = period
    return {
        "period_grain": grain,
        "period_start": start,
        "is_complete": is_complete(start, grain, web.as_of),
    }


def funnel_rows(
    web: Web, period: Period, funnel: str, steps: list[FunnelStep], depths: list[int]
) -> Iterator[Values]:
    """The steps of a funnel in a period; depths holds how many steps each session reached."""
    reached = [sum(depth > position for depth in depths) for position in range(len(steps))]
    for position, step in enumerate(steps):
        previous = reached[max(position - 1, 0)]
        yield {
            **period_columns(web, period),
            "funnel": funnel,
            "step": step.number,
            "step_name": step.name,
            "sessions": reached[position],
            "funnel_sessions": reached[0],
            "previous_sessions": previous,
            "step_rate": percent(reached[position], previous),
            "funnel_rate": percent(reached[position], reached[0]),
        }


def steps_reached(session: Session, steps: list[FunnelStep]) -> int:
    """How many steps of a funnel the events of a session reach, one after the other."""
    events = iter(session.events)
    for position, step in enumerate(steps):
        if not any(reaches(event, step) for event in events):
            return position
    return len(steps)


def reaches(event: Event, step: FunnelStep) -> bool:
    """Whether an event is of the kind, and on the type of content, of a step."""
    content_type = (event.values["content_type"] or "").lower()
    return event.kind == step.event_kind and step.content_type in ("", content_type)


# --- All of them -----------------------------------------------------------------------------


def metric_tables(web: Web) -> dict[str, list[dict[str, Any]]]:
    """The rows of the four metric tables."""
    buckets = session_buckets(web)
    totals = {key[:2]: bucket for key, bucket in buckets.items() if key[2:] == TOTAL}
    return {
        "web_metrics": [web_metrics_row(web, key, bucket) for key, bucket in buckets.items()],
        "web_content_metrics": [
            content_row(web, key, bucket) for key, bucket in content_buckets(web).items()
        ],
        "web_goal_metrics": [
            goal_row(web, period, goal, bucket)
            for period, bucket in totals.items()
            for goal in web.reference.goals
        ],
        "web_funnel": [
            row
            for funnel, steps in web.reference.funnels.items()
            for period, bucket in totals.items()
            for row in funnel_rows(
                web,
                period,
                funnel,
                steps,
                [steps_reached(session, steps) for session in bucket.sessions],
            )
        ],
    }
