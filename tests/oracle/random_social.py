"""Random posts, comments, mentions and followers, dense in the edges of their rules.

The rules stand in docs/definitions.md, Social.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from .random_company import (
    ONE_DAY,
    ONE_MICROSECOND,
    Author,
    Cells,
    Draft,
    dated_draft,
    draft,
    users_of,
)

PLATFORMS = ("facebook", "facebook", "instagram", "Instagram", " wechat ", "vk")
ACCOUNTS = ("main", "main", "atelier", " main", "叶")
POST_TYPES = ("photo", "photo", "Video", "story ", "")
TOPICS = ("recipes", "offers", "\u3000Offers", "", "")
CAMPAIGNS = ("spring", "", "", "")
COUNTERS = (
    "impressions", "reach", "views", "likes", "comments", "shares", "saves", "link_clicks",
)  # fmt: skip
ODD_COUNTS = ("0", "7.0", " 12 ", "+3", "", "", "-1", "4.5", "many", "1,000", "NaN")
SENTIMENTS = (
    *("question", "question", "negative", "negative", "positive", "neutral"),
    *("Question", " NEGATIVE ", "", "", "angry"),
)
BODIES = (
    "",
    "Great, really",
    "Когда снова в продаже?",
    "什么时候补货?",
    "Tea 茶 чай",
    "abc где",
    "茶 ab cd",
    "窓口の対応がよかった",
    "שלום",
    "👍 123 !!!",
    "two\nlines",
    "Ａｂ é ß",
)
BRAND_MARKS = ("true", "t", " YES ", "1")
OTHER_MARKS = ("", "", "false", "0", "no", "maybe")
AUTHORS = ("u1", "u2", "u3", "u4", "u5", "U5", "undefined ", "None", "", "")
KINDS = ("mention", "tag", "direct_message", "")
DAYS_UP_TO_STALE = (0, 0, 1, 7, 28, 29, 30, 31, 31, 32, 33)

FAULTS: dict[str, tuple[Cells, ...]] = {
    "social_posts": (
        {"post_id": ""},
        {"platform": ""},
        {"published_at": "last week"},
        {"published_at": ""},
        {"captured_at": ""},
        {"captured_at": "2024-02-30"},
    ),
    "social_comments": (
        {"comment_id": " "},
        {"platform": ""},
        {"commented_at": ""},
        {"commented_at": "31.12.2023 10:00"},
    ),
    "social_mentions": (
        {"mention_id": ""},
        {"platform": "\u00a0"},
        {"mentioned_at": "soon"},
    ),
    "social_followers": (
        {"platform": ""},
        {"account_id": ""},
        {"follower_date": "2024-06-31"},
        {"follower_date": "2024-06-30 12:00"},
        {"followers": ""},
        {"followers": "-1"},
        {"followers": "5.2k"},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "social_posts": ("account_id", "post_type", "topic", "campaign", *COUNTERS),
    "social_comments": ("author_id", "customer_id", "body", "sentiment", "is_brand_reply"),
    "social_mentions": ("author_id", "customer_id", "kind", "sentiment", "replied_at"),
    "social_followers": (),
}
CHANGES: dict[str, Callable[[Author], Cells]] = {
    "social_posts": lambda author: {
        "topic": author.random.choice(TOPICS),
        "likes": count_text(author, 40),
        "comments": count_text(author, 20),
    },
    "social_comments": lambda author: {
        "sentiment": author.random.choice(SENTIMENTS),
        "is_brand_reply": author.random.choice((*BRAND_MARKS, *OTHER_MARKS)),
    },
    "social_mentions": lambda author: {"kind": author.random.choice(KINDS), "replied_at": ""},
    "social_followers": lambda author: {"followers": count_text(author, 900)},
}


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The drafts of the channel's tables."""
    posts = [f"P{number:03}" for number in range(22)]
    return {
        "social_posts": [reading for post in posts for reading in draft_post(author, post)],
        "social_comments": draft_comments(author, posts, customer_ids),
        "social_mentions": [draft_mention(author, n, customer_ids) for n in range(40)],
        "social_followers": draft_followers(author),
    }


def count_text(author: Author, most: int) -> str:
    """A count, at times written or faulty in an odd way."""
    if author.chance(0.15):
        return author.random.choice(ODD_COUNTS)
    return str(author.random.randrange(most))


def within(author: Author, moment: datetime) -> datetime:
    """The moment, or the last midnight of the company where that is earlier."""
    return min(moment, author.local_midnight(author.last_day))


def draft_post(author: Author, post_id: str) -> list[Draft]:
    """Readings of a post that tells some counters always, some now and then, some never."""
    published_at = within(author, author.moment())
    shares_of_telling = {name: author.random.choice((0, 0.5, 1, 1)) for name in COUNTERS}
    platform, account_id = author.random.choice(PLATFORMS), author.random.choice((*ACCOUNTS, ""))
    captured_at, readings = published_at, []
    for _ in range(author.random.randrange(1, 6)):
        cells = {
            "post_id": post_id,
            "platform": platform if author.chance(0.95) else author.random.choice(PLATFORMS),
            "account_id": account_id,
            "published_at": author.written(published_at),
            "post_type": author.random.choice(POST_TYPES),
            "topic": author.random.choice(TOPICS),
            "campaign": author.random.choice(CAMPAIGNS),
            **{
                name: count_text(author, 60) if author.chance(share) else ""
                for name, share in shares_of_telling.items()
            },
        }
        readings.append(draft(author, "captured_at", cells, within(author, captured_at)))
        captured_at += author.random.choice(
            (ONE_MICROSECOND, timedelta(hours=1), ONE_DAY, timedelta(days=7), timedelta(days=40))
        )
    return readings


def draft_comments(author: Author, posts: list[str], customer_ids: list[str]) -> list[Draft]:
    """Comments, and answers to them: at once, a microsecond too early, late, twice."""
    comments = [draft_comment(author, n, posts, customer_ids) for n in range(70)]
    answers = [
        draft_answer(author, n, author.random.choice(comments)) for n in range(60)
    ]
    return comments + answers


def draft_comment(
    author: Author, number: int, posts: list[str], customer_ids: list[str]
) -> Draft:
    """A comment under a post, under an unknown one, or under none."""
    pick = author.random.choice
    platform, author_id = pick(PLATFORMS), pick(AUTHORS)
    users = users_of(platform.strip() + author_id, customer_ids)
    cells = {
        "comment_id": f"K{number:03}",
        "post_id": pick((*(pick(posts),) * 6, "P999", "")),
        "platform": platform,
        "author_id": author_id,
        "customer_id": pick((pick(users or ("",)), "")),
        "parent_comment_id": pick(("", "", "K001", f"K{number:03}")),
        "body": pick(BODIES),
        "sentiment": pick(SENTIMENTS),
        "is_brand_reply": pick((*OTHER_MARKS, *OTHER_MARKS, "true")),
    }
    return draft(author, "commented_at", cells, within(author, author.moment()))


def draft_answer(author: Author, number: int, comment: Draft) -> Draft:
    """A reply, mostly by the brand."""
    pick = author.random.choice
    delay = pick(
        (
            *(timedelta(0), -ONE_MICROSECOND, ONE_MICROSECOND, 30 * ONE_MICROSECOND),
            *(timedelta(seconds=90), timedelta(hours=5), 9 * ONE_DAY, -ONE_DAY),
        )
    )
    cells = {
        **comment.cells,
        "comment_id": f"A{number:03}",
        "parent_comment_id": pick((*(comment.cells["comment_id"],) * 5, "K888", "")),
        "author_id": "brand",
        "sentiment": pick(("", "", "question")),
        "is_brand_reply": pick((*BRAND_MARKS, *BRAND_MARKS, "", "false")),
    }
    return draft(author, "commented_at", cells, within(author, comment.happened_at + delay))


def draft_mention(author: Author, number: int, customer_ids: list[str]) -> Draft:
    """A mention that is answered at once, later, never, or before it was made."""
    pick = author.random.choice
    mentioned_at = within(author, author.moment())
    platform, author_id = pick(PLATFORMS), pick(AUTHORS)
    users = users_of(platform.strip() + author_id, customer_ids)
    delay = pick((timedelta(0), -ONE_MICROSECOND, ONE_MICROSECOND, timedelta(hours=7), 3 * ONE_DAY))
    replied_at = within(author, mentioned_at + delay)
    cells = {
        "mention_id": f"M{number:03}",
        "platform": platform,
        "author_id": author_id,
        "customer_id": pick((pick(users or ("",)), "")),
        "kind": pick(KINDS),
        "sentiment": pick(("positive", "any", "")),
        "replied_at": pick((*(author.written(replied_at),) * 4, "", "", "never")),
    }
    original = draft(author, "mentioned_at", cells, mentioned_at)
    # Loaded after the answer, else the answer is a fault of its own.
    return Draft(original.cells, mentioned_at, original.loaded_at + 3 * ONE_DAY)


def draft_followers(author: Author) -> list[Draft]:
    """Counts of some accounts on days around the ends of periods, with gaps as long as may be."""
    counted = []
    for platform, account_id in (
        ("facebook", "main"),
        ("Instagram", "main"),
        ("Instagram", "atelier"),
        (" wechat", "叶"),
    ):
        day = author.day()
        while day <= author.last_day:
            cells = {
                "platform": platform,
                "account_id": account_id,
                "follower_date": author.written_date(day),
                "followers": str(author.random.choice((0, author.random.randrange(2000)))),
            }
            counted.append(dated_draft(author, cells, midnight_of(day)))
            day += timedelta(days=author.random.choice(DAYS_UP_TO_STALE)) or ONE_DAY
    return counted


def midnight_of(day: date) -> datetime:
    """The moment that a date without time stands for when it is compared with a load."""
    return datetime.combine(day, time())
