"""The marts of social media: posts, their daily changes, comments, and the metrics table.

From docs/definitions.md, Social, and docs/decisions/social.md.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from .commerce import ratio
from .facts import UNKNOWN, Commerce
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import is_complete, local_date, period_end, period_start
from .raw_layer import StagedTable
from .settings import Settings

Line = dict[str, Any]

COUNTERS = (
    "impressions", "reach", "views", "likes", "comments", "shares", "saves", "link_clicks",
)  # fmt: skip
# Counters that are in no metric [paid-and-organic].
PARTS_OF_COUNTERS = ("organic_impressions", "paid_impressions", "organic_views", "paid_views")
READ_COUNTERS = (*COUNTERS, *PARTS_OF_COUNTERS)
POST_DIMENSIONS = ("post_type", "topic", "campaign")
DIMENSIONS_OF_PLATFORMS = ("platform", "platform x post_type")
MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_PER_MINUTE = 60_000_000
MINUTE_PLACES = Decimal("0.00000001")
ONE_DAY = timedelta(days=1)


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[Line]]:
    """The rows of every mart of the channel."""
    del reference_dir  # No reference seed decides anything here.
    zone = commerce.settings.reporting_timezone
    settings = commerce.settings
    posts = [post_row(readings, settings) for readings in readings_by_post(staged)]
    changes = [
        change for readings in readings_by_post(staged) for change in changes_of(readings, zone)
    ]
    known_posts = {post["post_id"]: post for post in posts}
    comments = comment_rows(staged["social_comments"].kept, known_posts, settings)
    return {
        "social_posts": posts,
        "social_post_daily": daily_rows(changes, known_posts),
        "social_comments": comments,
        "social_metrics": Metrics(
            commerce=commerce,
            posts=posts,
            changes=[
                {**known_posts[change["post_id"]], **change}
                for change in changes
                if any(change[name] is not None for name in COUNTERS)
            ],
            comments=[comment for comment in comments if not comment["is_brand_reply"]],
            mentions=[mention(row, settings) for row in staged["social_mentions"].kept],
            followers=[
                {**row, "brand": row["brand"] or settings.default_brand}
                for row in staged["social_followers"].kept
            ],
        ).rows(),
    }


def known_sum(values: Iterable[Any]) -> Any:
    """The sum of the known values; None where none is known."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


# --- Posts -----------------------------------------------------------------------------------


def readings_by_post(staged: dict[str, StagedTable]) -> list[list[Line]]:
    """The readings of each post, in the order in which they were taken."""
    readings: dict[str, list[Line]] = {}
    for row in sorted(staged["social_posts"].kept, key=lambda row: row["captured_at"]):
        readings.setdefault(row["post_id"], []).append(row)
    return list(readings.values())


def latest_known(readings: list[Line], name: str) -> Any:
    """The value of the last reading that knows it."""
    return next((row[name] for row in reversed(readings) if row[name] is not None), None)


def post_row(readings: list[Line], settings: Settings) -> Line:
    """A post as its latest readings describe it."""
    zone = settings.reporting_timezone
    changes = list(changes_of(readings, zone))
    counters = {name: known_sum(change[name] for change in changes) for name in READ_COUNTERS}
    published_at = readings[-1]["published_at"]
    return {
        "post_id": readings[0]["post_id"],
        "account_id": latest_known(readings, "account_id"),
        "platform": latest_known(readings, "platform"),
        **{name: latest_known(readings, name) or UNKNOWN for name in POST_DIMENSIONS},
        "brand": latest_known(readings, "brand") or settings.default_brand,
        "readings": len(readings),
        **counters,
        "interactions": interactions(counters),
        "published_at": published_at,
        "published_date": local_date(published_at, zone),
        "last_captured_at": readings[-1]["captured_at"],
    }


def interactions(counters: Line) -> int | None:
    """Likes, comments and shares."""
    return known_sum(counters[name] for name in ("likes", "comments", "shares"))


def changes_of(readings: list[Line], zone: str) -> Iterator[Line]:
    """What each reading adds to the last known one, for the readings that know anything.

    Daily readings are compared with those of their day, all others among themselves.
    """
    last_known_of: dict[date | None, dict[str, int]] = {}
    for row in readings:
        counted_day = local_date(row["captured_at"], zone) if row["is_daily"] else None
        last_known = last_known_of.setdefault(counted_day, dict.fromkeys(READ_COUNTERS, 0))
        known = {name: row[name] for name in READ_COUNTERS if row[name] is not None}
        changes = {
            name: known[name] - last_known[name] if name in known else None
            for name in READ_COUNTERS
        }
        last_known |= known
        if known:
            yield {
                "post_id": row["post_id"],
                **changes,
                "interactions": interactions(changes),
                "interactions_with_impressions": interactions_if(changes, "impressions"),
                "interactions_with_reach": interactions_if(changes, "reach"),
                "captured_date": local_date(row["captured_at"], zone),
            }


def interactions_if(changes: Line, counter: str) -> int | None:
    """The interactions of a reading that knows the counter."""
    return None if changes[counter] is None else interactions(changes)


SUMMED = (*COUNTERS, "interactions", "interactions_with_impressions", "interactions_with_reach")


def daily_rows(changes: list[Line], known_posts: dict[str, Line]) -> list[Line]:
    """The changes of each post, added up by day."""
    changes_on: dict[tuple[str, date], list[Line]] = {}
    for change in changes:
        day = (change["post_id"], change["captured_date"])
        changes_on.setdefault(day, []).append(change)
    return [
        {
            "post_id": post_id,
            **{
                name: known_posts[post_id][name]
                for name in ("platform", "brand", *POST_DIMENSIONS)
            },
            **{
                name: known_sum(change[name] for change in group)
                for name in (*SUMMED, *PARTS_OF_COUNTERS)
            },
            "captured_date": day,
        }
        for (post_id, day), group in changes_on.items()
    ]


# --- Comments and mentions -------------------------------------------------------------------


def comment_rows(
    rows: list[Line], known_posts: dict[str, Line], settings: Settings
) -> list[Line]:
    """Comments and brand replies, each comment with its first answer."""
    replied: dict[str | None, list[datetime]] = {}
    for row in rows:
        if row["is_brand_reply"]:
            replied.setdefault(row["parent_comment_id"], []).append(row["commented_at"])
    return [
        comment_row(
            row,
            known_posts.get(row["post_id"], {}),
            [] if row["is_brand_reply"] else replied.get(row["comment_id"], []),
            settings,
        )
        for row in rows
    ]


def comment_row(
    row: Line, post: Line, replied_at: list[datetime], settings: Settings
) -> Line:
    """A comment; a reply from before it was written is no answer."""
    commented_at = row["commented_at"]
    is_brand_reply = row["is_brand_reply"] is True
    first_reply_at = min((moment for moment in replied_at if moment >= commented_at), default=None)
    asks = row["sentiment"] in ("question", "negative")
    return {
        "comment_id": row["comment_id"],
        "post_id": row["post_id"],
        "parent_comment_id": row["parent_comment_id"],
        "author_id": row["author_id"],
        "customer_id": row["customer_id"],
        "platform": row["platform"],
        "brand": row["brand"] or post.get("brand") or settings.default_brand,
        **{name: post.get(name, UNKNOWN) for name in POST_DIMENSIONS},
        "sentiment": row["sentiment"],
        "body_script": script(row["body"] or ""),
        "is_brand_reply": is_brand_reply,
        "is_counted": not is_brand_reply and post.get("comments") is None,
        "is_answerable": asks and not is_brand_reply,
        "is_answered": first_reply_at is not None,
        "body_length": len(row["body"]) if row["body"] is not None else None,
        "reply_minutes": minutes_between(commented_at, first_reply_at),
        "commented_at": commented_at,
        "commented_date": local_date(commented_at, settings.reporting_timezone),
        "first_reply_at": first_reply_at,
    }


def minutes_between(asked_at: datetime, replied_at: datetime | None) -> Decimal | None:
    """Minutes with 8 decimals; None without an answer."""
    if replied_at is None:
        return None
    microseconds = Decimal((replied_at - asked_at) // MICROSECOND)
    return (microseconds / MICROSECONDS_PER_MINUTE).quantize(MINUTE_PLACES, ROUND_HALF_UP)


def script(text: str) -> str | None:
    """The script of most letters; of equals han before cyrillic before latin before others."""
    counts = dict.fromkeys(("han", "cyrillic", "latin", "other"), 0)
    for letter in text:
        if unicodedata.category(letter).startswith("L"):
            counts[script_of_letter(letter)] += 1
    return max(counts, key=lambda name: counts[name]) if any(counts.values()) else None


def script_of_letter(letter: str) -> str:
    """The script that Unicode's name of the letter speaks of."""
    name = unicodedata.name(letter)
    if name.startswith(("CJK", "IDEOGRAPHIC")):
        return "han"
    return next((known for known in ("cyrillic", "latin") if known.upper() in name), "other")


def mention(row: Line, settings: Settings) -> Line:
    """A mention; it belongs to no post."""
    return {
        **dict.fromkeys(POST_DIMENSIONS, UNKNOWN),
        "platform": row["platform"],
        "brand": row["brand"] or settings.default_brand,
        "mentioned_date": local_date(row["mentioned_at"], settings.reporting_timezone),
        "reply_minutes": minutes_between(row["mentioned_at"], row["replied_at"]),
    }


# --- social_metrics --------------------------------------------------------------------------


@dataclass
class Bucket:
    """The facts that one row counts."""

    posts: list[Line] = field(default_factory=list)
    changes: list[Line] = field(default_factory=list)
    comments: list[Line] = field(default_factory=list)
    mentions: list[Line] = field(default_factory=list)
    platforms: set[str] = field(default_factory=set)


@dataclass
class Metrics:
    """Everything that the metrics table is made of."""

    commerce: Commerce
    posts: list[Line]
    changes: list[Line]
    comments: list[Line]
    mentions: list[Line]
    followers: list[Line]

    def rows(self) -> list[Line]:
        """One row per grain, period, dimension and value, and all periods of the total."""
        settings = self.commerce.settings
        buckets: dict[RowKey, Bucket] = {}
        days = [count["follower_date"] for count in self.followers]
        for kind, day_name in (
            ("posts", "published_date"),
            ("changes", "captured_date"),
            ("comments", "commented_date"),
            ("mentions", "mentioned_date"),
        ):
            for fact in getattr(self, kind):
                days.append(fact[day_name])
                for key in keys_on(fact[day_name], cells_of(fact), settings):
                    bucket = buckets.setdefault(key, Bucket())
                    getattr(bucket, kind).append(fact)
                    bucket.platforms.add(fact["platform"])
        for count in self.followers:
            cells = [TOTAL, ("platform", count["platform"]), ("brand", count["brand"])]
            for key in keys_on(count["follower_date"], cells, settings):
                buckets.setdefault(key, Bucket()).platforms.add(count["platform"])
        first_day = min(days, default=date.max)
        for key in total_keys(first_day, self.as_of, settings):
            buckets.setdefault(key, Bucket())
        followers = {key: self.followers_of(key, bucket) for key, bucket in buckets.items()}
        return [
            {
                **row_of(key, bucket, followers[key], self.as_of),
                **self.growth(key, followers, first_day),
            }
            for key, bucket in buckets.items()
        ]

    @property
    def as_of(self) -> date:
        """The data's own last day."""
        return self.commerce.as_of

    def followers_of(self, key: RowKey, bucket: Bucket) -> int | None:
        """The followers of the accounts that the row looks at, each by its last count."""
        grain, start, dimension, value = key
        last_day = period_end(start, grain)
        oldest_day = last_day - self.commerce.settings.follower_count_max_age_days * ONE_DAY
        last_counts: dict[tuple[str, str], Line] = {}
        for count in self.followers:
            account = (count["platform"], count["account_id"])
            if dimension in DIMENSIONS_OF_PLATFORMS and account[0] != max(bucket.platforms):
                continue
            if oldest_day <= count["follower_date"] <= last_day:
                last = last_counts.get(account, count)
                if count["follower_date"] >= last["follower_date"]:
                    last_counts[account] = count
        return known_sum(
            count["followers"]
            for count in last_counts.values()
            if dimension != "brand" or count["brand"] == value
        )

    def growth(self, key: RowKey, followers: dict[RowKey, int | None], first_day: date) -> Line:
        """The comparison with the row of the period before."""
        grain, start, *cell = key
        start_before = period_start(start - ONE_DAY, grain)
        now, before = followers[key], followers.get((grain, start_before, *cell))
        change = None
        if now is not None and before is not None and start_before >= first_day:
            change = now - before if is_complete(start, grain, self.as_of) else None
        return {
            "followers_previous": before,
            "followers_change": change,
            "follower_growth": percent(change, before),
        }


def cells_of(fact: Line) -> list[tuple[str, str]]:
    """The dimension values of a fact."""
    return [
        TOTAL,
        *((name, fact[name]) for name in ("platform", "brand", *POST_DIMENSIONS)),
        ("platform x post_type", f"{fact['platform']} x {fact['post_type']}"),
    ]


def percent(numerator: int | None, denominator: int | None) -> float | None:
    """A percentage; None where a part is unknown or the denominator is empty."""
    return None if numerator is None or not denominator else ratio(numerator, denominator, 100)


def row_of(key: RowKey, bucket: Bucket, followers: int | None, as_of: date) -> Line:
    """One row without its growth: the parts, then the ratios."""
    sums = {name: known_sum(change[name] for change in bucket.changes) for name in SUMMED}
    counted = sum(comment["is_counted"] for comment in bucket.comments)
    sums["comments"] = known_sum((sums["comments"], counted or None))
    post_interactions = interactions(sums)
    del sums["interactions"]
    moods = [comment["sentiment"] for comment in bucket.comments if comment["sentiment"]]
    asked = [comment for comment in bucket.comments if comment["is_answerable"]]
    comment_minutes = [comment["reply_minutes"] for comment in asked if comment["is_answered"]]
    all_mention_minutes = [each["reply_minutes"] for each in bucket.mentions]
    mention_minutes = [minutes for minutes in all_mention_minutes if minutes is not None]
    posts, mentions = len(bucket.posts), len(bucket.mentions)
    return {
        **key_columns(key, as_of),
        "posts": posts,
        **sums,
        "post_interactions": post_interactions,
        "mentions": mentions,
        "total_interactions": (post_interactions or 0) + mentions,
        "judged_comments": len(moods),
        **{f"{mood}_comments": moods.count(mood) for mood in ("positive", "question", "negative")},
        "answerable_comments": len(asked),
        "answered_comments": len(comment_minutes),
        "comment_reply_minutes": sum(comment_minutes, Decimal(0)),
        "answered_mentions": len(mention_minutes),
        "mention_reply_minutes": sum(mention_minutes, Decimal(0)),
        "followers": followers,
        "engagement_rate_by_impressions": percent(
            sums["interactions_with_impressions"], sums["impressions"]
        ),
        "engagement_rate_by_reach": percent(sums["interactions_with_reach"], sums["reach"]),
        "engagement_rate_by_followers": percent(post_interactions, followers),
        "interactions_per_post": (
            None if post_interactions is None else ratio(post_interactions, posts)
        ),
        "positive_comment_share": percent(moods.count("positive"), len(moods)),
        "question_comment_share": percent(moods.count("question"), len(moods)),
        "negative_comment_share": percent(moods.count("negative"), len(moods)),
        "comment_reply_rate": percent(len(comment_minutes), len(asked)),
        "avg_comment_reply_minutes": ratio(
            sum(comment_minutes, Decimal(0)), len(comment_minutes)
        ),
        "mention_reply_rate": percent(len(mention_minutes), mentions),
        "avg_mention_reply_minutes": ratio(
            sum(mention_minutes, Decimal(0)), len(mention_minutes)
        ),
    }
