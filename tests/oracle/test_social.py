"""Worked examples of social media, with the arithmetic in words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from .company import compute
from .settings import Settings
from .social import script

MARCH = date(2024, 3, 1)
POSTS = "post_id,platform,published_at,captured_at,impressions,likes,comments,shares"
COMMENTS = "comment_id,platform,post_id,parent_comment_id,commented_at,sentiment,is_brand_reply"
MENTIONS = "mention_id,platform,mentioned_at,replied_at"
FOLLOWERS = "platform,account_id,follower_date,followers"


@pytest.fixture
def write(tmp_path: Path):
    """Writes a raw table, given its header and its lines."""
    (tmp_path / "exchange_rates.csv").write_text("base_currency,currency,valid_from,rate\n")
    (tmp_path / "age_groups.csv").write_text("age_group,min_age,max_age\n")

    def write_table(table: str, header: str, *lines: str) -> None:
        (tmp_path / f"{table}.csv").write_text("\n".join((header, *lines)) + "\n")

    return write_table


@pytest.fixture
def marts(tmp_path: Path):
    """Computes every mart of what was written."""

    def compute_marts(**choices) -> dict[str, pl.DataFrame]:
        return compute(tmp_path, tmp_path, Settings(**choices))

    return compute_marts


def month(metrics: pl.DataFrame, dimension_value: str = "all", start: date = MARCH) -> dict:
    """The only row of a month with the value."""
    rows = metrics.filter(
        pl.col("period_grain") == "month",
        pl.col("period_start") == start,
        pl.col("dimension_value") == dimension_value,
    )
    assert rows.height == 1, f"{rows.height} rows of {dimension_value}"
    return rows.row(0, named=True)


def test_changes_leap_over_readings_that_do_not_know(write, marts):
    """Likes 10, unknown, 8: changes 10 and 8 - 10 = -2; comments 0, unknown, 4: 0 and 4.

    Shares are never known. Interactions 10 + 0 and -2 + 4 = 2. Impressions are known in the first
    reading only: 10 of 200 = 5 %. In all 12 interactions of one post.
    """
    write(
        "social_posts",
        POSTS,
        "P,vk,2024-03-01,2024-03-02,200,10,0,",
        "P,vk,2024-03-01,2024-03-03,,,,",
        "P,vk,2024-03-01,2024-03-04,,8,4,",
    )
    found = marts()
    days = found["social_post_daily"].select("captured_date", "likes", "comments", "interactions")
    assert days.rows() == [(date(2024, 3, 2), 10, 0, 10), (date(2024, 3, 4), -2, 4, 2)]
    row = month(found["social_metrics"])
    assert (row["likes"], row["shares"], row["post_interactions"]) == (8, None, 12)
    assert (row["engagement_rate_by_impressions"], row["interactions_per_post"]) == (5.0, 12.0)


def test_a_deleted_reading_leaves_its_change_to_the_next_one(write, marts):
    """Likes 10 on the 2nd (deleted) and 15 on the 3rd: all 15 are dated on the 3rd."""
    write(
        "social_posts",
        f"{POSTS},is_deleted,_loaded_at",
        "P,vk,2024-03-01,2024-03-02,,10,,,,2024-03-04",
        "P,vk,2024-03-01,2024-03-03,,15,,,,2024-03-04",
        "P,,,2024-03-02T00:00Z,,,,,true,2024-03-05",
    )
    days = marts()["social_post_daily"].select("captured_date", "likes")
    assert days.rows() == [(date(2024, 3, 3), 15)]


def test_comments_of_posts_without_a_counter_count_themselves(write, marts):
    """P counts 3, Q nothing: its one comment counts, its brand reply does not; X is unknown: 1.

    3 + 1 + 1 = 5. Of the two questions Q's is answered 90 seconds later, 1.5 minutes; the reply to
    P's comes before it: 1 of 2 = 50 %.
    """
    write(
        "social_posts",
        POSTS,
        "P,vk,2024-03-01,2024-03-02,,,3,",
        "Q,vk,2024-03-01,2024-03-02,,1,,",
    )
    write(
        "social_comments",
        COMMENTS,
        "A,vk,P,,2024-03-02T10:00Z,question,",
        "B,vk,Q,,2024-03-02T10:00Z,question,no",
        "C,vk,X,,2024-03-02T10:00Z,positive,",
        "R,vk,Q,B,2024-03-02T10:01:30Z,,yes",
        "S,vk,P,A,2024-03-02T09:59Z,,yes",
    )
    row = month(marts()["social_metrics"])
    assert (row["comments"], row["judged_comments"], row["comment_reply_rate"]) == (5, 3, 50.0)
    assert row["comment_reply_minutes"] == Decimal("1.5")


def test_mentions_are_interactions_of_no_post(write, marts):
    """Two mentions, one answered after 30 minutes: 50 %, 30 minutes; they are all there is."""
    write(
        "social_mentions",
        MENTIONS,
        "M,vk,2024-03-31T23:30Z,2024-04-01T00:00Z",
        "N,vk,2024-03-31T23:59Z,",
    )
    metrics = marts()["social_metrics"]
    row = month(metrics)
    assert (row["total_interactions"], row["post_interactions"]) == (2, None)
    assert (row["mention_reply_rate"], row["avg_mention_reply_minutes"]) == (50.0, 30.0)
    assert month(metrics, "vk x (none)")["mentions"] == 2


def test_followers_grow_stale_and_growth_needs_a_whole_period_before(write, marts):
    """A 100 at the end of January, then 110, 121; B 7 on 28 January, 31 days before 28 February.

    February (to the 29th): B is 32 days old and out. January is the first month and not whole, so
    that February's growth is unknown; March: (121 - 110) / 110 = 10 %.
    """
    write(
        "social_followers",
        FOLLOWERS,
        "vk,A,2024-01-31,100",
        "vk,B,2024-01-28,7",
        "vk,A,2024-02-20,110",
        "vk,A,2024-03-31,121",
    )
    metrics = marts()["social_metrics"]
    months = [month(metrics, start=date(2024, number, 1)) for number in (1, 2, 3)]
    assert [row["followers"] for row in months] == [107, 110, 121]
    assert [row["follower_growth"] for row in months] == [None, None, pytest.approx(10)]
    assert [row["followers_previous"] for row in months] == [None, 107, 110]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tea 茶", "latin"),
        ("茶茶 ab", "han"),
        ("чай x", "cyrillic"),
        ("お茶です", "other"),
        ("123 👍", None),
    ],
)
def test_the_script_is_that_of_most_letters(text, expected):
    assert script(text) == expected
