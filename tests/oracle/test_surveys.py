"""Worked examples of the surveys, with the arithmetic in words, that anchor the oracle itself."""

from datetime import date
from pathlib import Path

import pytest

from .settings import Settings
from .surveys import is_detailed
from .test_oracle import Company, row, total

HEADER = "response_id,survey_type,invited_at,responded_at,score,body"
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company without any row, that knows a benchmark."""
    benchmarks = "industry,year,csat_benchmark\nonline_retail,2024,80\nonline_retail,2025,79\n"
    (tmp_path / "csat_benchmarks.csv").write_text(benchmarks)
    return Company(tmp_path)


def test_twenty_positive_answers_of_fifty_are_40_percent(company):
    """20 fives and 30 threes: 20 / 50 = 40 %, 40 - 79 = -39 points, (100 + 90) / 50 = 3.8."""
    scores = [5] * 20 + [3] * 30
    lines = (f"R{n},csat,2024-03-01,,{score}," for n, score in enumerate(scores))
    march = total(company.write("survey_responses", HEADER, *lines).compute()["survey_metrics"],
                  "month", MARCH)  # fmt: skip
    assert [march[name] for name in ("csat", "csat_gap_to_benchmark", "avg_csat_score")] == [
        *(40, -39, 3.8)
    ]


def test_answers_count_on_their_own_day_and_the_response_rate_on_that_of_the_invitation(company):
    """March: R1 and R2 invited, R1 answered: 50 %. April: R1's 10 and the uninvited R3's 0: nps 0;
    R3 is an invitation of April and its answer: 100 %. R4 has no date, R5's was before the
    invitation and is dated on it, thus in March.
    """
    company.write(
        "survey_responses",
        HEADER,
        "R1,nps,2024-03-31,2024-04-01,10,",
        "R2,nps,2024-03-30,,,",
        "R3,NPS,,2024-04-01,0,",
        "R4,nps,,,9,",
        "R5,ces,2024-03-31,2024-03-30,4,",
    )
    marts = company.compute()
    march, april = (total(marts["survey_metrics"], "month", month) for month in (MARCH, APRIL))
    assert (march["survey_responses"], march["survey_invitations"], march["ces"]) == (2, 3, 4)
    assert (march["nps_responses"], march["nps"]) == (0, None)
    assert (april["survey_response_rate"], april["nps"], april["detractor_share"]) == (100, 0, 50)
    assert marts["rejected_rows"].rows() == [
        ("survey_responses", ["R4"], "responded_at", "missing")
    ]


def test_the_distribution_has_a_row_for_every_possible_score(company):
    """ces runs from 1 to 5: two 5 and a 4.5 of 3: 66.7 %, 33.3 %, and four rows of 0."""
    company.write("survey_responses", HEADER, *(
        f"R{n},ces,2024-03-01,,{score}," for n, score in enumerate(("5", "5.0", "4.5"))
    ))  # fmt: skip
    days = company.compute()["survey_score_distribution"].filter(period_grain="day")
    assert days["responses"].to_list() == [0, 0, 0, 0, 1, 2]
    assert row(days, score=5)["share"] == pytest.approx(200 / 3)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x" * 39, False),
        ("x" * 40, True),
        ("味" * 14, False),
        ("味" * 15, True),
        ("味" * 8 + "x" * 8, True),
        ("味" * 8 + "x" * 9, False),
        ("味\u3000" * 8, True),
        ("한국어로 쓴 짧은 대답입니다", False),
    ],
)
def test_a_detailed_answer_has_40_characters_or_15_without_spaces(body, expected):
    assert is_detailed(body, Settings()) is expected
