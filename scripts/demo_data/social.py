"""Social media: posts with the readings of their counters, comments, mentions and followers.

`posts()` is the truth about every post. What a platform tells of it differs: some know no
impressions, WeChat no comment counter, and a counter may fall when a platform removes bots.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import exp
from random import Random

from scripts.demo_data.company import (
    BLACK_FRIDAYS,
    COUNTRY_BY_CODE,
    DEFAULT_BRAND,
    FIRST_DAY,
    LAST_DAY,
    LAUNCHES,
    SECOND_BRAND,
    days,
    demand,
)
from scripts.demo_data.people import Person, clock_time, everybody
from scripts.demo_data.records import RawTable, Row, as_text
from scripts.demo_data.social_texts import (
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    QUESTION,
    comment_text,
    reply_text,
)
from scripts.demo_data.streams import stream, weighted

COUNTERS = (
    "impressions", "reach", "views", "likes", "comments", "shares", "saves", "link_clicks",
)  # fmt: skip
POST_COLUMNS = (
    "post_id", "platform", "account_id", "published_at", "captured_at", "post_type", "topic",
    "campaign", *COUNTERS,
)  # fmt: skip
COMMENT_COLUMNS = (
    "comment_id", "post_id", "platform", "author_id", "customer_id", "parent_comment_id",
    "commented_at", "body", "sentiment", "is_brand_reply",
)  # fmt: skip
MENTION_COLUMNS = (
    "mention_id", "platform", "author_id", "customer_id", "mentioned_at", "kind", "sentiment",
    "replied_at",
)  # fmt: skip
FOLLOWER_COLUMNS = ("platform", "account_id", "follower_date", "followers")


@dataclass(frozen=True)
class Account:
    """An account of the company.

    language: the one its followers write in; empty = each their own.
    followers: at the opening; daily_followers: gained on a day of average demand.
    counters: those that the platform tells.
    """

    platform: str
    account_id: str
    brand: str
    language: str
    opened_on: date
    followers: int
    daily_followers: float
    posts_per_day: float
    post_types: dict[str, int]
    counters: tuple[str, ...]


TIKTOK_OPENING = date(2025, 2, 3)
ACCOUNTS = (
    Account("instagram", "leaf.and.bean", DEFAULT_BRAND, "", FIRST_DAY, 5200, 7.5, 0.12,
            {"photo": 55, "video": 30, "story": 15},
            ("impressions", "reach", "likes", "comments", "shares", "saves")),
    Account("instagram", "atelier.tea", SECOND_BRAND, "", FIRST_DAY, 1400, 2.6, 0.05,
            {"photo": 80, "video": 20},
            ("impressions", "reach", "likes", "comments", "shares", "saves")),
    Account("facebook", "leafandbean", DEFAULT_BRAND, "", FIRST_DAY, 8100, 1.2, 0.09,
            {"photo": 40, "link": 35, "status": 15, "video": 10},
            ("impressions", "reach", "likes", "comments", "shares", "link_clicks")),
    Account("tiktok", "leafandbean", DEFAULT_BRAND, "", TIKTOK_OPENING, 60, 9.0, 0.08,
            {"video": 100},
            ("views", "likes", "comments", "shares", "saves")),
    Account("youtube", "leafandbean", DEFAULT_BRAND, "", FIRST_DAY, 900, 0.8, 0.02,
            {"video": 100},
            ("impressions", "views", "likes", "comments", "link_clicks")),
    Account("wechat", "gh_leafbean", DEFAULT_BRAND, "zh", FIRST_DAY, 2100, 2.2, 0.04,
            {"article": 100},
            ("views", "likes", "shares", "saves")),
    Account("weibo", "叶与豆", DEFAULT_BRAND, "zh", FIRST_DAY, 1600, 1.9, 0.04,
            {"photo": 60, "status": 40},
            ("likes", "comments", "shares")),
    Account("vk", "leafandbean_ru", DEFAULT_BRAND, "ru", FIRST_DAY, 1200, 1.1, 0.04,
            {"photo": 60, "article": 40},
            ("reach", "views", "likes", "comments", "shares")),
)  # fmt: skip
CHINESE_PLATFORMS = ("wechat", "weibo")
RUSSIAN_PLATFORMS = ("vk",)

TOPICS = {"products": 34, "recipes": 24, "behind_the_scenes": 18, "community": 16, "": 8}
TOPIC_PULL = {"recipes": 1.3, "behind_the_scenes": 0.9, "community": 1.1, "offers": 0.8}
CAMPAIGN_BY_LAUNCH = dict(zip(LAUNCHES, ("autumn_launch", "spring_launch"), strict=True))
CAMPAIGN_DAYS = 21
CAMPAIGN_SHARE = 0.75
BLACK_FRIDAY_CAMPAIGN_DAYS = 7

# Counters of a post in the end, as shares of its impressions.
SHARES_OF_IMPRESSIONS = {
    "reach": 0.62, "views": 0.55, "likes": 0.034, "comments": 0.004, "shares": 0.0045,
    "saves": 0.005, "link_clicks": 0.009,
}  # fmt: skip
IMPRESSIONS_PER_FOLLOWER = 0.55
DAYS_TO_FADE = 4.0
READ_AFTER_DAYS = (1, 3, 7, 30, 90)
UNREAD_COUNTER_SHARE = 0.012
BOTS_REMOVED_SHARE = 0.04

LISTED_COMMENT_SHARE = 0.22
MOST_LISTED_COMMENTS = 9
SENTIMENTS = {POSITIVE: 42, QUESTION: 20, NEGATIVE: 12, NEUTRAL: 16, "": 10}
UNHAPPY_MONTHS = ((2025, 4), (2025, 5))
REPLY_SHARES = {POSITIVE: 0.14, QUESTION: 0.72, NEGATIVE: 0.66, NEUTRAL: 0.05, "": 0.1}
STRANGER_SHARE = 0.35
SECOND_REPLY_SHARE = 0.08
# The tool that judges comments does not tell the brand's own ones apart.
REPLY_SENTIMENTS = {"": 70, NEUTRAL: 18, POSITIVE: 12}

MENTIONS_PER_DAY = 0.75
MENTION_KINDS = {"mention": 42, "tag": 26, "direct_message": 24, "share": 8}
MENTION_REPLY_SHARES = {"mention": 0.5, "tag": 0.35, "direct_message": 0.9, "share": 0.1}
MENTION_SENTIMENTS = {POSITIVE: 40, NEUTRAL: 25, NEGATIVE: 12, "": 23}

DAYS_BETWEEN_FOLLOWER_READINGS = 7
# The weekly job lost its access to the account for so long that its last count grew stale.
LOST_ACCESS = ("vk", date(2025, 7, 6), date(2025, 8, 24))


@dataclass(frozen=True)
class Post:
    """One post; final_counters is what its counters come to in the end."""

    post_id: str
    account: Account
    published_at: datetime
    post_type: str
    topic: str
    campaign: str
    final_counters: dict[str, int]


def tables() -> list[RawTable]:
    """The raw tables of the channel."""
    return [_posts_table(), _comments_table(), _mentions_table(), _followers_table()]


@lru_cache(maxsize=1)
def posts() -> tuple[Post, ...]:
    """All posts, by the time of their publication."""
    drafts = []
    for account in ACCOUNTS:
        draws = stream("social_posts", account.platform, account.account_id)
        for day in days():
            share = account.posts_per_day * (1.6 if _campaign_on(day) else 1.0)
            if day >= account.opened_on and draws.random() < share:
                drafts.append((datetime.combine(day, clock_time(draws)), account))
    drafts.sort(key=lambda draft: (draft[0], draft[1].platform))
    return tuple(
        _post(number, published_at, account)
        for number, (published_at, account) in enumerate(drafts, start=1)
    )


def _post(number: int, published_at: datetime, account: Account) -> Post:
    draws = stream("social_posts", "post", number)
    day = published_at.date()
    campaign = _campaign_on(day) if draws.random() < CAMPAIGN_SHARE else ""
    topic = "offers" if campaign.startswith("black") else weighted(draws, TOPICS)
    pull = TOPIC_PULL.get(topic, 1.0) * (1.5 if campaign else 1.0) * draws.lognormvariate(0, 0.5)
    impressions = (
        _followers_on(account, day) * IMPRESSIONS_PER_FOLLOWER * pull * demand(day) ** 0.5
    )
    counters = {
        name: int(impressions * share * draws.uniform(0.7, 1.3))
        for name, share in SHARES_OF_IMPRESSIONS.items()
    }
    return Post(
        post_id=f"SP-{number:04d}",
        account=account,
        published_at=published_at,
        post_type=weighted(draws, account.post_types),
        topic=topic,
        campaign=campaign,
        final_counters={"impressions": int(impressions), **counters},
    )


def _campaign_on(day: date) -> str:
    """The campaign that runs on a day; empty if none does."""
    for launch, campaign in CAMPAIGN_BY_LAUNCH.items():
        if 0 <= (day - launch).days < CAMPAIGN_DAYS:
            return campaign
    for friday in BLACK_FRIDAYS:
        if 0 <= (friday - day).days < BLACK_FRIDAY_CAMPAIGN_DAYS:
            return f"black_friday_{friday.year}"
    return ""


def _followers_on(account: Account, day: date) -> int:
    """Followers gather with demand; campaigns bring more, the summer loses some."""
    gained = sum(
        account.daily_followers * (demand(passed) - 0.55) * (2.2 if _campaign_on(passed) else 1.0)
        for passed in days()
        if account.opened_on <= passed <= day
    )
    return int(account.followers + gained)


# ----------------------------------------------------------------------------------------- posts


def _posts_table() -> RawTable:
    table = RawTable(
        "social_posts", POST_COLUMNS, "captured_at", key=("post_id", "captured_at")
    )
    for post in posts():
        for captured_at, counters in _readings(post):
            table.add(
                post_id=post.post_id,
                platform=post.account.platform,
                account_id=post.account.account_id,
                published_at=post.published_at,
                captured_at=captured_at,
                post_type=post.post_type,
                topic=post.topic,
                campaign=post.campaign,
                **counters,
            )
    _trouble_posts(table)
    return table


def _readings(post: Post) -> Iterator[tuple[datetime, dict[str, int | None]]]:
    """What the counters showed a day, days and weeks later, as far as the demo goes."""
    draws = stream("social_posts", "readings", post.post_id)
    for after_days in READ_AFTER_DAYS:
        captured_at = datetime.combine(
            post.published_at.date() + timedelta(days=after_days), clock_time(draws)
        )
        if captured_at.date() > LAST_DAY:
            return
        grown = 1 - exp(-after_days / DAYS_TO_FADE)
        if after_days == READ_AFTER_DAYS[-1] and draws.random() < BOTS_REMOVED_SHARE:
            grown *= 0.96
        yield captured_at, {
            name: int(post.final_counters[name] * grown)
            for name in post.account.counters
            if draws.random() >= UNREAD_COUNTER_SHARE
        }


def _trouble_posts(table: RawTable) -> None:
    table.arrive_late(30)
    table.lose_loaded_at(8)
    table.repeat(10)
    table.pad_keys(2)
    table.contradict("likes", _more_likes, 3)
    table.correct("likes", _more_likes, 8, where=_has_likes)
    table.correct("topic", _other_topic, 6)
    table.delete(5)
    table.delete(2, comes_back=True)
    table.write_with_offset(8, 4)
    table.spoil("impressions", ("-40", "1,204", "12.5", "n/a"), where=_has_impressions)
    table.spoil("likes", ("NaN", "-1", "52.0"), where=_has_likes)
    table.spoil("topic", ("", "", "", ""))
    table.spoil("post_id", ("",))
    table.spoil("platform", ("", " "))
    table.spoil("published_at", ("", "last Friday"))
    table.spoil("captured_at", ("2025-02-30 10:00:00",))
    table.load_before_event(2)
    table.break_correction("published_at", ("unknown",))
    table.spoil("_loaded_at", ("tonight",))


def _has_likes(row: Row) -> bool:
    return bool(row["likes"])


def _has_impressions(row: Row) -> bool:
    return bool(row["impressions"])


def _more_likes(row: Row, draws: Random) -> str:
    return str(int(row["likes"] or 0) + draws.randint(1, 9))


def _other_topic(row: Row, draws: Random) -> str:
    return draws.choice([topic for topic in TOPICS if topic not in ("", row["topic"])])


# -------------------------------------------------------------------------------------- comments


def _comments_table() -> RawTable:
    table = RawTable("social_comments", COMMENT_COLUMNS, "commented_at")
    drafts = [comment for post in posts() for comment in _comments_of(post)]
    drafts += _comments_without_a_post()
    drafts.sort(key=lambda comment: (comment["commented_at"], comment["author_id"]))
    answers = []
    for number, comment in enumerate(drafts, start=1):
        comment_id = f"SC-{number:04d}"
        table.add(comment_id=comment_id, **comment)
        answers += _answers(comment_id, comment)
    answers.sort(key=lambda answer: (answer["commented_at"], answer["parent_comment_id"]))
    for number, answer in enumerate(answers, start=1):
        table.add(comment_id=f"SR-{number:04d}", **answer)
    _trouble_comments(table)
    return table


def _comments_of(post: Post) -> Iterator[dict[str, object]]:
    """The comments that the platform lists: fewer than it counts, as most are old or hidden."""
    draws = stream("social_comments", post.post_id)
    expected = post.final_counters["comments"] * LISTED_COMMENT_SHARE + 0.4
    for _ in range(min(MOST_LISTED_COMMENTS, int(draws.expovariate(1 / expected) + 0.5))):
        commented_at = post.published_at + timedelta(
            seconds=int(60 + draws.expovariate(1 / 130000))
        )
        if commented_at.date() <= LAST_DAY:
            yield _comment(draws, post.post_id, post.account, commented_at)


def _comments_without_a_post() -> Iterator[dict[str, object]]:
    """Under posts from before the opening, and where the export lost the post."""
    draws = stream("social_comments", "without a post")
    for post_id in ("OLD-1", "OLD-1", "OLD-2", "OLD-3", None, None):
        day = FIRST_DAY + timedelta(days=draws.randint(3, 500))
        account = draws.choice(ACCOUNTS[:3])
        yield _comment(draws, post_id, account, datetime.combine(day, clock_time(draws)))


def _comment(
    draws: Random, post_id: str | None, account: Account, commented_at: datetime
) -> dict[str, object]:
    person = None if draws.random() < STRANGER_SHARE else _somebody(draws, account, commented_at)
    language = account.language or (person.language if person else draws.choice(("en", "de")))
    moods = dict(SENTIMENTS)
    if (commented_at.year, commented_at.month) in UNHAPPY_MONTHS:
        moods[NEGATIVE] *= 3
    sentiment = weighted(draws, moods)
    return {
        "post_id": post_id,
        "platform": account.platform,
        "author_id": _author_id(draws, account.platform, person),
        "customer_id": person.customer_id if person else None,
        "commented_at": commented_at,
        "body": comment_text(draws, language, sentiment or NEUTRAL),
        "sentiment": sentiment,
        "is_brand_reply": weighted(draws, {"false": 80, "": 20}),
    }


def _somebody(draws: Random, account: Account, moment: datetime) -> Person | None:
    """A customer whom the platform reaches, the engaged more often."""
    code = {"zh": "CN", "ru": "RU"}.get(account.language)
    weights = {
        person: person.engagement_on(moment.date())
        for person in everybody()
        if (code is None or person.country == COUNTRY_BY_CODE[code])
        and person.created_at < moment
    }
    return weighted(draws, weights) if sum(weights.values()) > 0 else None


def _author_id(draws: Random, platform: str, person: Person | None) -> str:
    number = person.number if person else draws.randint(5000, 5400)
    return f"{platform}-{number}"


def _answers(comment_id: str, comment: dict[str, object]) -> Iterator[dict[str, object]]:
    """The brand's answers, faster from year to year; rarely a second one."""
    draws = stream("social_comments", "answers", comment_id)
    if draws.random() >= REPLY_SHARES[str(comment["sentiment"])]:
        return
    commented_at = comment["commented_at"]
    assert isinstance(commented_at, datetime)
    mean_minutes = 260 if commented_at.year == LAST_DAY.year else 430
    for _ in range(2 if draws.random() < SECOND_REPLY_SHARE else 1):
        replied_at = commented_at + timedelta(
            seconds=int(60 * (3 + draws.expovariate(1 / mean_minutes)))
        )
        if replied_at.date() <= LAST_DAY:
            yield {
                "post_id": comment["post_id"],
                "platform": comment["platform"],
                "author_id": "brand",
                "parent_comment_id": comment_id,
                "commented_at": replied_at,
                "body": reply_text(draws, _language_of(str(comment["platform"]))),
                "sentiment": weighted(draws, REPLY_SENTIMENTS),
                "is_brand_reply": "true",
            }


def _language_of(platform: str) -> str:
    """Language in which the brand answers."""
    if platform in CHINESE_PLATFORMS:
        return "zh"
    return "ru" if platform in RUSSIAN_PLATFORMS else "en"


def _trouble_comments(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(6)
    table.repeat(8)
    table.pad_keys(2)
    table.contradict("sentiment", _other_sentiment, 3)
    table.correct("sentiment", _other_sentiment, 10, where=_is_no_reply)
    table.delete(5)
    table.delete(2, comes_back=True)
    table.write_with_offset(3, 4)
    table.rewrite("sentiment", _in_capitals, 12, where=_has_sentiment)
    # Written by a machine whose clock is slow: earlier than the comment, so that it is no answer.
    table.rewrite("commented_at", _days_earlier, 3, where=_is_reply_of_later_months)
    table.spoil("customer_id", ("C-9003", "C-9981"), where=_is_no_reply)
    table.spoil("sentiment", ("angry", "mixed"), where=_is_no_reply)
    table.spoil("is_brand_reply", ("maybe", "n"), where=_is_no_reply)
    table.spoil("body", ("",) * 8)
    table.spoil("comment_id", ("", " "))
    table.spoil("platform", ("",))
    table.spoil("commented_at", ("12.03.2025 18:00", "", "soon"))
    table.load_before_event(1)
    table.break_correction("commented_at", ("?",))
    table.spoil("_loaded_at", ("yesterday",))


def _is_reply(row: Row) -> bool:
    return row["is_brand_reply"] == "true"


def _is_reply_of_later_months(row: Row) -> bool:
    return _is_reply(row) and row["commented_at"] > as_text(FIRST_DAY + timedelta(days=31))


def _is_no_reply(row: Row) -> bool:
    return not _is_reply(row)


def _has_sentiment(row: Row) -> bool:
    return bool(row["sentiment"])


def _other_sentiment(row: Row, draws: Random) -> str:
    return draws.choice([mood for mood in SENTIMENTS if mood not in ("", row["sentiment"])])


def _in_capitals(row: Row, _draws: Random) -> str:
    return f" {row['sentiment'].upper()}"


def _days_earlier(row: Row, draws: Random) -> str:
    moment = datetime.fromisoformat(row["commented_at"])
    return as_text(moment - timedelta(days=draws.randint(9, 20)))


# -------------------------------------------------------------------------------------- mentions


def _mentions_table() -> RawTable:
    table = RawTable("social_mentions", MENTION_COLUMNS, "mentioned_at")
    mentions = [mention for day in days() for mention in _mentions_on(day)]
    for number, mention in enumerate(mentions, start=1):
        table.add(mention_id=f"SM-{number:04d}", **mention)
    _trouble_mentions(table)
    return table


def _mentions_on(day: date) -> Iterator[dict[str, object]]:
    """People talk of the company as often as they buy of it."""
    draws = stream("social_mentions", day)
    share = MENTIONS_PER_DAY * demand(day)
    times = sorted(clock_time(draws) for _ in range(int(share) + (draws.random() < share % 1)))
    for moment in (datetime.combine(day, time) for time in times):
        opened = [account for account in ACCOUNTS if account.opened_on <= day]
        [account] = draws.choices(opened, weights=[account.followers for account in opened])
        person = None if draws.random() < STRANGER_SHARE else _somebody(draws, account, moment)
        kind = weighted(draws, MENTION_KINDS)
        yield {
            "platform": account.platform,
            "author_id": _author_id(draws, account.platform, person),
            "customer_id": person.customer_id if person else None,
            "mentioned_at": moment,
            "kind": kind,
            "sentiment": weighted(draws, MENTION_SENTIMENTS),
            "replied_at": _replied_at(draws, kind, moment),
        }


def _replied_at(draws: Random, kind: str, mentioned_at: datetime) -> datetime | None:
    """When the brand answered, if it did within the demo."""
    minutes = 2 + draws.expovariate(1 / (90 if kind == "direct_message" else 380))
    replied_at = mentioned_at + timedelta(seconds=int(60 * minutes))
    is_answered = draws.random() < MENTION_REPLY_SHARES[kind]
    return replied_at if is_answered and replied_at.date() <= LAST_DAY else None


def _trouble_mentions(table: RawTable) -> None:
    table.arrive_late(12)
    table.lose_loaded_at(4)
    table.repeat(4)
    table.contradict("kind", _other_kind, 2)
    table.correct("replied_at", _an_hour_later, 6)
    table.delete(3)
    table.delete(1, comes_back=True)
    table.write_with_offset(1, 3)
    table.rewrite("replied_at", _before_mention, 3, where=_is_answered)
    table.spoil("replied_at", ("never", "2025-11-31"))
    table.spoil("mention_id", ("",))
    table.spoil("platform", ("",))
    table.spoil("mentioned_at", ("May 2025",))
    table.load_before_event(1)


def _other_kind(row: Row, draws: Random) -> str:
    return draws.choice([kind for kind in MENTION_KINDS if kind != row["kind"]])


def _is_answered(row: Row) -> bool:
    return bool(row["replied_at"])


def _an_hour_later(row: Row, _draws: Random) -> str:
    return as_text(datetime.fromisoformat(row["mentioned_at"]) + timedelta(hours=1))


def _before_mention(row: Row, draws: Random) -> str:
    moment = datetime.fromisoformat(row["mentioned_at"])
    return as_text(moment - timedelta(minutes=draws.randint(1, 90)))


# ------------------------------------------------------------------------------------- followers


def _followers_table() -> RawTable:
    table = RawTable(
        "social_followers", FOLLOWER_COLUMNS, "follower_date",
        key=("platform", "account_id", "follower_date"),
    )  # fmt: skip
    platform, lost_on, back_on = LOST_ACCESS
    for account in ACCOUNTS:
        draws = stream("social_followers", account.platform, account.account_id)
        day = account.opened_on + timedelta(days=draws.randrange(DAYS_BETWEEN_FOLLOWER_READINGS))
        while day <= LAST_DAY:
            is_lost = account.platform == platform and lost_on <= day <= back_on
            if not is_lost:
                table.add(
                    platform=account.platform,
                    account_id=account.account_id,
                    follower_date=day,
                    followers=_followers_on(account, day) + draws.randint(-15, 15),
                )
            day += timedelta(days=DAYS_BETWEEN_FOLLOWER_READINGS)
    _trouble_followers(table)
    return table


def _trouble_followers(table: RawTable) -> None:
    table.arrive_late(8)
    table.lose_loaded_at(4)
    table.repeat(3)
    table.contradict("followers", _one_more, 2)
    table.correct("followers", _one_more, 5)
    table.delete(3)
    table.delete(1, comes_back=True)
    table.spoil("followers", ("", "8.1k", "-1"))
    table.spoil("account_id", ("",))
    table.spoil("follower_date", ("2025-04-31",))
    table.load_before_event(1)


def _one_more(row: Row, draws: Random) -> str:
    return str(int(row["followers"]) + draws.randint(1, 30))
