"""The example of examples/facebook_posts, run as its README says: see real_data.py."""

from collections.abc import Iterator

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from tests.real_data import REAL_DATA, build_channel, prepare, skip_without

FACEBOOK_POSTS = REAL_DATA / "facebook_posts.csv"
# The models of the channel, with the seeds and tests that speak of its metrics table.
SELECTED = ("+social_metrics", "+social_post_daily", "+social_comments", "path:seeds/reference")
# Comments, likes, shares, interactions, reach and impressions of all posts.
KNOWN_FIGURES = (3741, 88795, 13524, 106060, 6951680, 14792974)

pytestmark = skip_without(FACEBOOK_POSTS)


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, manifest_for_files: Manifest
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The channel of the page, built through the raw contract."""
    folder = tmp_path_factory.mktemp("facebook_posts")
    raw = prepare("facebook_posts", FACEBOOK_POSTS, folder)
    path = build_channel(folder, raw, *SELECTED, manifest=manifest_for_files)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_all_posts_have_the_known_figures(built: duckdb.DuckDBPyConnection) -> None:
    figures = built.execute(
        "select count(*), sum(comments), sum(likes), sum(shares), sum(interactions), sum(reach), "
        "sum(impressions) from social_posts"
    ).fetchall()
    assert figures == [(500, *KNOWN_FIGURES)]


def test_metrics_of_all_months_are_the_known_figures(built: duckdb.DuckDBPyConnection) -> None:
    figures = built.execute(
        "select sum(posts), sum(comments), sum(likes), sum(shares), sum(post_interactions), "
        "sum(reach), sum(impressions) from social_metrics "
        "where period_grain = 'month' and dimension = 'all'"
    ).fetchall()
    assert figures == [(500, *KNOWN_FIGURES)]


@pytest.mark.parametrize("dimension", ["platform", "post_type", "topic", "campaign"])
def test_every_dimension_holds_them_all(
    dimension: str, built: duckdb.DuckDBPyConnection
) -> None:
    figures = built.execute(
        "select sum(posts), sum(comments), sum(likes), sum(shares), sum(post_interactions), "
        "sum(reach), sum(impressions) from social_metrics "
        "where period_grain = 'month' and dimension = ?",
        [dimension],
    ).fetchall()
    assert figures == [(500, *KNOWN_FIGURES)]


def test_blank_counters_are_unknown_and_cost_no_post(built: duckdb.DuckDBPyConnection) -> None:
    exceptions = built.execute(
        "select count(*) from stg_social_posts__exceptions"
    ).fetchall()
    blanks = built.execute(
        "select count(*) - count(likes), count(*) - count(shares), count(interactions) "
        "from social_posts"
    ).fetchall()
    assert (exceptions, blanks) == ([(0,)], [(1, 4, 500)])


def test_the_page_s_fans_are_its_followers(built: duckdb.DuckDBPyConnection) -> None:
    """31 December: 106,060 interactions of 139,441 followers are 76.06 %."""
    figures = built.execute(
        "select followers, round(engagement_rate_by_followers, 2) from social_metrics "
        "where period_grain = 'month' and period_start = '2014-12-01' and dimension = 'all'"
    ).fetchall()
    assert figures == [(139441, 76.06)]
