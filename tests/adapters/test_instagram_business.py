"""Instagram: the figures of the rows that its package publishes; there is no scenario. Of its 100
rows of three media, two are pieces of an album, which no reading is of: see the unit test."""

import duckdb


def test_the_sample_has_its_posts(scenario: duckdb.DuckDBPyConnection) -> None:
    """facebook_instagram/expected.csv: five readings, of which one post has a history."""
    mine = "from stg_social_posts where post_id like 'gallery:%'"
    assert scenario.execute(
        f"select count(*), count(post_type), sum(likes), sum(comments) {mine}"
    ).fetchall() == [(5, 1, 29, 2)]
    assert scenario.execute(
        f"select reach, saves, views, impressions {mine} and post_type = 'photo' "
        "and post_id like '%:17875951606801054'"
    ).fetchall() == [(43, 0, 56, 56)]


def test_followers_are_those_of_the_day_of_the_load(scenario: duckdb.DuckDBPyConnection) -> None:
    """The table keeps no past counts."""
    assert scenario.execute(
        "select follower_date::varchar, followers from stg_social_followers "
        "where platform = 'instagram'"
    ).fetchall() == [("2021-10-27", 39)]
