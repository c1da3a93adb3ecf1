"""Qualtrics: the figures of its scenario, and people who are customers of a shop."""

import duckdb
import pytest

from tests.adapters.source_folder import CONNECTIONS, SAMPLES, SourceFolder


def test_the_scenario_has_its_responses(scenario: duckdb.DuckDBPyConnection) -> None:
    """qualtrics/expected.csv: preview, spam, what has no answer and what bounced are left out."""
    assert scenario.execute(
        "select response_id from stg_survey_responses where brand = 'polls' order by all"
    ).fetchall() == [
        (f"polls:{key}",) for key in ("EMD_1:CID_3", "R1", "R2", "R3", "R4", "R8", "R9")
    ]
    assert scenario.execute(
        "select responded_at::varchar from stg_survey_responses where response_id = 'polls:R4'"
    ).fetchall() == [("2025-03-04 10:00:00",)]
    assert scenario.execute(
        "select customer_id, body from stg_survey_responses where response_id = 'polls:R1'"
    ).fetchall() == [("polls:CID_1", "fast delivery and kind people on the phone")]


def test_the_scenario_has_its_scores(scenario: duckdb.DuckDBPyConnection) -> None:
    """Scores of March 2025; the rate is dated on the invitation, and answers R3, R4, R8 and R9
    without one are their own."""
    months = scenario.execute(
        "select strftime(period_start, '%m'), nps, csat, avg_csat_score, "
        "round(survey_response_rate, 6) from survey_metrics where period_grain = 'month' "
        "and period_start in ('2025-02-01', '2025-03-01') and dimension = 'all' order by all"
    ).fetchall()
    assert months == [("02", None, None, None, 66.666667), ("03", 25, 50, 3, 100)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not there")
def test_who_answers_is_the_customer_of_the_shop_with_that_address(sources: SourceFolder) -> None:
    """With customer_id_of: by the contact's address, or by that of the response."""
    polls = CONNECTIONS["qualtrics"]["polls"] | {"customer_id_of": "shop"}
    systems = {"shopify": CONNECTIONS["shopify"], "qualtrics": {"polls": polls}}
    run = sources.dbt(["run", "--select", "+stg_survey_responses"], systems)
    assert run.success, run.failures()
    assert sources.rows(
        "select response_id, customer_id from stg_survey_responses "
        "where customer_id is not null order by all"
    ) == [("polls:EMD_1:CID_3", "shop:503"), ("polls:R1", "shop:501"), ("polls:R2", "shop:502")]
