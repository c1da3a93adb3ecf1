"""The marts of the surveys (docs/definitions.md, Surveys)."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from .commerce import ratio
from .facts import Commerce
from .metric_rows import TOTAL, RowKey, key_columns, keys_on, total_keys
from .periods import local_date, period_start
from .raw_layer import StagedTable
from .reference import read_seed
from .settings import Settings

CUSTOMER_DIMENSIONS = ("country", "region", "customer_type", "age_group", "customer_segment")
SCRIPTS_WITHOUT_SPACES = r"\p{Han}|\p{Hiragana}|\p{Katakana}|\p{Thai}|\p{Lao}|\p{Khmer}|\p{Myanmar}"
# White space of Unicode that is no separator by its category.
OTHER_SPACES = "\t\n\v\f\r\x85"


@dataclass(frozen=True)
class SurveyResponse:
    """One row of the mart survey_responses."""

    response_id: str
    customer_id: str | None
    ticket_id: str | None
    order_id: str | None
    live_event_id: str | None
    survey_type: str
    survey_channel: str | None
    touchpoint: str | None
    survey_id: str | None
    brand: str
    is_answered: bool
    is_followed_up: bool
    is_in_spaceless_script: bool | None
    is_detailed: bool
    score: Decimal | None
    body_length: int | None
    invited_at: datetime | None
    responded_at: datetime | None
    followed_up_at: datetime | None
    invitation_date: date
    answered_date: date | None


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every mart of the channel."""
    responses = survey_responses(staged, commerce.settings)
    benchmark = csat_benchmark(reference_dir, commerce.settings)
    return {
        "survey_responses": [asdict(response) for response in responses],
        "survey_score_distribution": score_distribution(responses, commerce.settings),
        "survey_metrics": survey_metrics(responses, commerce, benchmark),
    }


# --- Facts -----------------------------------------------------------------------------------


def survey_responses(
    staged: dict[str, StagedTable], settings: Settings
) -> list[SurveyResponse]:
    """Every invitation, with what is known of its answer."""
    return [survey_response(row, settings) for row in staged["survey_responses"].kept]


def survey_response(row: dict[str, Any], settings: Settings) -> SurveyResponse:
    """One invitation; of the words only what can be counted stays."""
    invited_at, responded_at = row["invited_at"], row["responded_at"]
    is_answered = any(row[part] is not None for part in ("responded_at", "score", "body"))
    answered_at = (responded_at or invited_at) if is_answered else None
    followed_up_at = row["followed_up_at"]
    body = row["body"]
    return SurveyResponse(
        response_id=row["response_id"],
        customer_id=row["customer_id"],
        ticket_id=row["ticket_id"],
        order_id=row["order_id"],
        live_event_id=row["live_event_id"],
        survey_type=row["survey_type"],
        survey_channel=row["channel"],
        touchpoint=row["touchpoint"],
        survey_id=row["survey_id"],
        brand=row["brand"] or settings.default_brand,
        is_answered=is_answered,
        is_followed_up=(
            followed_up_at is not None and answered_at is not None and followed_up_at >= answered_at
        ),
        is_in_spaceless_script=None if body is None else is_spaceless(body, settings),
        is_detailed=body is not None and is_detailed(body, settings),
        score=row["score"],
        body_length=None if body is None else len(body),
        invited_at=invited_at,
        responded_at=responded_at,
        followed_up_at=followed_up_at,
        invitation_date=local_date(invited_at or responded_at, settings.reporting_timezone),
        answered_date=local_date(answered_at, settings.reporting_timezone) if answered_at else None,
    )


def is_detailed(body: str, settings: Settings) -> bool:
    """Whether an answer is long enough for the script that it is written in."""
    if len(body) >= settings.detailed_answer_characters:
        return True
    enough = settings.detailed_answer_characters_without_spaces
    return is_spaceless(body, settings) and len(body) >= enough


def is_spaceless(body: str, settings: Settings) -> bool:
    """Whether enough of what is no space belongs to scripts that know no spaces."""
    letters = [character for character in body if not is_space(character)]
    # Python's own regular expressions know no scripts; those of polars do.
    spaceless = pl.Series([body]).str.count_matches(SCRIPTS_WITHOUT_SPACES).item()
    return spaceless > 0 and 100 * spaceless >= settings.spaceless_script_percent * len(letters)


def is_space(character: str) -> bool:
    """White space as Unicode defines it."""
    return unicodedata.category(character).startswith("Z") or character in OTHER_SPACES


def csat_benchmark(reference_dir: Path, settings: Settings) -> Decimal | None:
    """The latest figure of the industry; None where there is none, or no such seed."""
    figures = {
        int(row["year"]): Decimal(row["csat_benchmark"])
        for row in read_seed(reference_dir / "csat_benchmarks.csv")
        if row["industry"] == settings.benchmark_industry
    }
    return figures[max(figures)] if figures else None


# --- survey_score_distribution ---------------------------------------------------------------


def score_distribution(
    responses: list[SurveyResponse], settings: Settings
) -> list[dict[str, Any]]:
    """All scores of each survey type and period in which anybody gave one."""
    scores: dict[tuple[str, date, str], Counter[Decimal]] = {}
    for response in responses:
        if response.score is not None:
            for grain in settings.period_grains:
                key = (grain, period_start(response.answered_date, grain), response.survey_type)
                scores.setdefault(key, Counter())[response.score] += 1
    return [
        {
            "period_grain": grain,
            "period_start": start,
            "survey_type": survey_type,
            "score": score,
            "responses": given[score],
            "share": ratio(given[score], given.total(), 100),
        }
        for (grain, start, survey_type), given in scores.items()
        for score in {*given, *whole_scores(settings.survey_scales[survey_type])}
    ]


def whole_scores(scale: dict[str, int]) -> Iterator[Decimal]:
    """Every whole score of a scale."""
    return map(Decimal, range(scale["lowest"], scale["highest"] + 1))


# --- survey_metrics --------------------------------------------------------------------------


@dataclass
class Bucket:
    """The invitations and the scored answers that one row of survey_metrics counts."""

    invitations: list[SurveyResponse] = field(default_factory=list)
    answers: list[SurveyResponse] = field(default_factory=list)

    def scores(self, survey_type: str) -> list[Decimal]:
        """The scores of one type of survey."""
        return [answer.score for answer in self.answers if answer.survey_type == survey_type]


def survey_metrics(
    responses: list[SurveyResponse], commerce: Commerce, benchmark: Decimal | None
) -> list[dict[str, Any]]:
    """One row per cell in which somebody was invited or scored, and the totals."""
    answers = [
        response
        for response in responses
        if response.score is not None and response.survey_type != "event_feedback"
    ]
    buckets: dict[RowKey, Bucket] = {}
    for response in responses:
        for key in keys_of(response, response.invitation_date, commerce):
            buckets.setdefault(key, Bucket()).invitations.append(response)
    for answer in answers:
        for key in keys_of(answer, answer.answered_date, commerce):
            buckets.setdefault(key, Bucket()).answers.append(answer)
    days = [response.invitation_date for response in responses]
    days += [answer.answered_date for answer in answers]
    first_day = min(days, default=date.max)
    for key in total_keys(first_day, commerce.as_of, commerce.settings):
        buckets.setdefault(key, Bucket())
    return [row_of(key, bucket, commerce, benchmark) for key, bucket in buckets.items()]


def keys_of(response: SurveyResponse, day: date, commerce: Commerce) -> Iterator[RowKey]:
    """The rows that count a response on a day."""
    cells = [
        TOTAL,
        ("survey_channel", response.survey_channel or "(none)"),
        ("touchpoint", response.touchpoint or "(none)"),
        ("survey_id", response.survey_id or "(none)"),
        ("brand", response.brand),
        *((name, commerce.attribute(response.customer_id, name)) for name in CUSTOMER_DIMENSIONS),
    ]
    return keys_on(day, cells, commerce.settings)


def row_of(
    key: RowKey, bucket: Bucket, commerce: Commerce, benchmark: Decimal | None
) -> dict[str, Any]:
    """The parts of one row, then its ratios."""
    settings = commerce.settings
    nps = [answer for answer in bucket.answers if answer.survey_type == "nps"]
    promoters = sum(answer.score >= settings.nps_promoter_from for answer in nps)
    detractors = [answer for answer in nps if answer.score < settings.nps_passive_from]
    passives = len(nps) - promoters - len(detractors)
    followed_up = sum(answer.is_followed_up for answer in detractors)
    csat, ces = bucket.scores("csat"), bucket.scores("ces")
    positive = sum(score >= settings.csat_positive_from for score in csat)
    answered = sum(invitation.is_answered for invitation in bucket.invitations)
    csat_percent = ratio(positive, len(csat), 100)
    has_gap = csat_percent is not None and benchmark is not None
    return {
        **key_columns(key, commerce.as_of),
        "nps_responses": len(nps),
        "promoters": promoters,
        "passives": passives,
        "detractors": len(detractors),
        "promoters_less_detractors": promoters - len(detractors),
        "followed_up_detractors": followed_up,
        "csat_responses": len(csat),
        "csat_positive": positive,
        "csat_score_sum": sum(csat) if csat else None,
        "ces_responses": len(ces),
        "ces_score_sum": sum(ces) if ces else None,
        "survey_invitations": len(bucket.invitations),
        "survey_responses": answered,
        "nps": ratio(promoters - len(detractors), len(nps), 100),
        "promoter_share": ratio(promoters, len(nps), 100),
        "passive_share": ratio(passives, len(nps), 100),
        "detractor_share": ratio(len(detractors), len(nps), 100),
        "detractor_follow_up_rate": ratio(followed_up, len(detractors), 100),
        "csat": csat_percent,
        "csat_gap_to_benchmark": csat_percent - float(benchmark) if has_gap else None,
        "avg_csat_score": ratio(sum(csat), len(csat)),
        "ces": ratio(sum(ces), len(ces)),
        "survey_response_rate": ratio(answered, len(bucket.invitations), 100),
    }
