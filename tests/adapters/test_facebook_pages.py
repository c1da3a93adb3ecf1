"""Facebook's pages: the figures of the rows that their package publishes; there is no scenario.
Of its 100 rows of 99 posts in post_history, those of the five posts with readings are read."""

import duckdb


def test_the_sample_has_its_posts(scenario: duckdb.DuckDBPyConnection) -> None:
    """facebook_instagram/expected.csv; a post of another page is shared and has its own id."""
    mine = "where post_id like 'page:%'"
    assert scenario.execute(
        "select count(*), count(distinct post_id), count(distinct captured_at), "
        f"count(distinct post_id) filter (where published_at < '2021-09-09') "
        f"from stg_social_posts {mine}"
    ).fetchall() == [(25, 5, 5, 5)]
    assert scenario.execute(
        f"select captured_at from stg_social_posts {mine} order by captured_at limit 1"
    ).fetchall()[0][0].isoformat() == "2021-09-09T07:00:00"
    assert scenario.execute(
        "select string_agg(impressions, ' ' order by captured_at) from stg_social_posts "
        "where post_id = 'page:514435155248879_3391309130894786'"
    ).fetchall() == [("875 875 876 877 877",)]


def test_counters_since_publication_are_not_added(scenario: duckdb.DuckDBPyConnection) -> None:
    """The changes are those of the last reading of each post; the readings add to five times it."""
    assert scenario.execute(
        "select sum(impressions), sum(likes), sum(link_clicks), "
        "count(*) filter (where impressions < 0 or likes < 0 or link_clicks < 0) "
        "from int_social_posts_compared where post_id like 'page:%'"
    ).fetchall() == [(4385, 60, 115, 0)]
    assert scenario.execute(
        "select sum(impressions) from stg_social_posts where post_id like 'page:%'"
    ).fetchall() == [(21900,)]


def test_followers_are_counted_by_day(scenario: duckdb.DuckDBPyConnection) -> None:
    """There is no row of 8 April."""
    assert scenario.execute(
        "select follower_date::varchar, followers from stg_social_followers "
        "where account_id = 'page:514435155248879' order by all"
    ).fetchall() == [
        ("2020-04-05", 256), ("2020-04-06", 257), ("2020-04-07", 257),
        ("2020-04-09", 257), ("2020-04-10", 256), ("2020-04-11", 257),
    ]
