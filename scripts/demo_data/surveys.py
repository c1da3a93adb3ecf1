"""Surveys: invitations to rate the company, a purchase, a contact or an event, and the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from scripts.demo_data.commerce import Order, shop_orders
from scripts.demo_data.company import LAST_DAY
from scripts.demo_data.live_event_texts import feedback_text
from scripts.demo_data.live_events import Attendance, attendances
from scripts.demo_data.people import Person, clock_time, everybody
from scripts.demo_data.records import RawTable, Row, as_text, night_after
from scripts.demo_data.review_texts import review_text
from scripts.demo_data.streams import stream, weighted

COLUMNS = (
    "response_id", "survey_type", "customer_id", "channel", "touchpoint", "ticket_id", "order_id",
    "live_event_id", "invited_at", "responded_at", "followed_up_at", "score", "body",
)  # fmt: skip

# Relationship surveys: first after two months, then about twice a year, to a part of the people.
FIRST_NPS_AFTER_DAYS = (45, 75)
NEXT_NPS_AFTER_DAYS = (170, 210)
NPS_INVITED_SHARE = 0.62
ORDER_SURVEY_SHARE = 0.055
SUPPORT_SURVEYS_PER_MONTH_AT_FULL_ENGAGEMENT = 0.14
EVENT_INVITED_SHARE = 0.85

ANSWER_SHARE = 0.28
ANSWER_SHARE_OF_THE_ENGAGED = 0.5
# Answers of a web form that neither knows an invitation nor always a customer.
UNINVITED_SHARE = 0.05
NO_RESPONDED_AT_SHARE = 0.03
NO_SCORE_SHARE = 0.04
ONLY_WORDS_SHARE = 0.3
BODY_SHARE = 0.4
EVENT_BODY_SHARE = 0.7
DETAILED_SHARE = 0.45
FOLLOW_UP_SHARE = 0.5
LATEST_ANSWER_DAYS = 9
# nps is answered from 0 to 10, all else from 1 to 5.
LOWEST_SCORE = {"nps": 0}
HIGHEST_SCORE = {"nps": 10}
UNHAPPY_BELOW = {"nps": 7}


@dataclass(frozen=True)
class Invitation:
    """An invitation to answer; person is None where the source does not name them."""

    survey_type: str
    person: Person | None
    language: str
    channel: str
    touchpoint: str
    invited_at: datetime
    keys: dict[str, str]


def tables() -> list[RawTable]:
    """The raw table of the channel."""
    table = RawTable("survey_responses", COLUMNS, "invited_at", "responded_at")
    invitations = [
        *_nps_invitations(),
        *_order_invitations(),
        *_support_invitations(),
        *_event_invitations(),
    ]
    invitations.sort(key=lambda invitation: (invitation.invited_at, invitation.survey_type))
    for number, invitation in enumerate(invitations, start=1):
        response_id = f"SR-{number:05d}"
        answer = _answer(invitation, stream("survey_responses", response_id))
        person = invitation.person
        row = {
            "response_id": response_id,
            "survey_type": invitation.survey_type,
            "customer_id": person.customer_id if person else None,
            "channel": invitation.channel,
            "touchpoint": invitation.touchpoint,
            "invited_at": invitation.invited_at,
            **invitation.keys,
            **answer,
        }
        dates = (row["invited_at"], row.get("responded_at"), row.get("followed_up_at"))
        last_known_at = max(moment for moment in dates if moment is not None)
        table.add(**row, _loaded_at=night_after(last_known_at))
    _trouble(table)
    return [table]


# ----------------------------------------------------------------------------------- invitations


def _nps_invitations() -> Iterator[Invitation]:
    """Relationship surveys, about the channel that the person mostly buys in."""
    for person in everybody():
        draws = stream("survey_responses", "nps", person.customer_id)
        day = person.active_from + timedelta(days=draws.randint(*FIRST_NPS_AFTER_DAYS))
        while day <= LAST_DAY:
            if person.is_active_on(day) and draws.random() < NPS_INVITED_SHARE:
                touchpoint = weighted(draws, {"relationship": 85, "": 15})
                invited_at = datetime.combine(day, clock_time(draws))
                yield Invitation(
                    "nps", person, person.language, person.home_channel, touchpoint, invited_at, {}
                )
            day += timedelta(days=draws.randint(*NEXT_NPS_AFTER_DAYS))


def _order_invitations() -> Iterator[Invitation]:
    """Satisfaction with the delivery, effort of the checkout."""
    for order in shop_orders():
        draws = stream("survey_responses", "order", order.order_id)
        if order.person is None or not order.is_completed:
            continue
        if draws.random() < ORDER_SURVEY_SHARE:
            yield _order_invitation(order, order.person, draws)


def _order_invitation(order: Order, person: Person, draws: Random) -> Invitation:
    survey_type = weighted(draws, {"csat": 65, "ces": 35})
    delay = timedelta(days=draws.randint(3, 8)) if survey_type == "csat" else timedelta(minutes=5)
    invited_at = min(order.ordered_at + delay, datetime.combine(LAST_DAY, time(22, 0)))
    touchpoint = "delivery" if survey_type == "csat" else "checkout"
    return Invitation(
        survey_type, person, person.language, order.sales_channel, touchpoint,
        invited_at, {"order_id": order.order_id},
    )  # fmt: skip


def _support_invitations() -> Iterator[Invitation]:
    """After a contact with the support; the survey tool does not know the ticket."""
    for person in everybody():
        draws = stream("survey_responses", "support", person.customer_id)
        day = person.active_from + timedelta(days=draws.randint(5, 34))
        while day <= LAST_DAY:
            chance = SUPPORT_SURVEYS_PER_MONTH_AT_FULL_ENGAGEMENT * person.engagement_on(day)
            if draws.random() < chance:
                yield Invitation(
                    weighted(draws, {"csat": 70, "ces": 30}), person, person.language,
                    weighted(draws, {"email": 45, "chat": 35, "phone": 20}), "support",
                    datetime.combine(day, clock_time(draws)), {},
                )  # fmt: skip
            day += timedelta(days=draws.randint(27, 34))


def _event_invitations() -> Iterator[Invitation]:
    """The questionnaire that most of those who came find in their mail on the next day."""
    for attendance in attendances():
        draws = stream("survey_responses", "event", attendance.registration_id)
        day = attendance.event.day + timedelta(days=1)
        if attendance.checked_in_at is None or day > LAST_DAY:
            continue
        if draws.random() < EVENT_INVITED_SHARE:
            yield _event_invitation(attendance, day, draws)


def _event_invitation(attendance: Attendance, day: date, draws: Random) -> Invitation:
    return Invitation(
        survey_type="event_feedback",
        person=attendance.person,
        language=attendance.language,
        channel="event",
        touchpoint=attendance.event.format,
        invited_at=datetime.combine(day, time(9, draws.randrange(60))),
        keys={"live_event_id": attendance.event.live_event_id},
    )


# --------------------------------------------------------------------------------------- answers


def _answer(invitation: Invitation, draws: Random) -> dict[str, object]:
    """Columns of the answer; none where nobody answered."""
    engagement = _engagement(invitation)
    share = ANSWER_SHARE + (ANSWER_SHARE_OF_THE_ENGAGED - ANSWER_SHARE) * engagement
    if draws.random() >= share * (1.5 if invitation.survey_type == "event_feedback" else 1):
        return {}
    delay = timedelta(
        days=int(LATEST_ANSWER_DAYS * draws.random() ** 2), minutes=draws.randint(2, 600)
    )
    responded_at = invitation.invited_at + delay
    if responded_at.date() > LAST_DAY:
        return {}
    score = _score(invitation, engagement, draws)
    is_scored = draws.random() >= NO_SCORE_SHARE
    body = _body(invitation, score, draws)
    answer: dict[str, object] = {
        "responded_at": responded_at,
        "score": score if is_scored else None,
        "body": body,
    }
    if is_scored and score < UNHAPPY_BELOW.get(invitation.survey_type, 3):
        answer["followed_up_at"] = _followed_up_at(responded_at, draws)
    if draws.random() < UNINVITED_SHARE:
        answer["invited_at"] = None
    elif draws.random() < _untimed_share(is_scored, body):
        answer |= {"responded_at": None, "followed_up_at": None}
    return answer


def _untimed_share(is_scored: bool, body: str | None) -> float:
    """How many answers come without their time; something of an answer must be left."""
    if is_scored:
        return NO_RESPONDED_AT_SHARE
    return ONLY_WORDS_SHARE if body is not None else 0.0


def _engagement(invitation: Invitation) -> float:
    if invitation.person is None:
        return 0.3
    return invitation.person.engagement_on(invitation.invited_at.date())


def _score(invitation: Invitation, engagement: float, draws: Random) -> int:
    """The engaged are happier, and it takes a while until the support is good."""
    lowest = LOWEST_SCORE.get(invitation.survey_type, 1)
    highest = HIGHEST_SCORE.get(invitation.survey_type, 5)
    mood = draws.gauss(0.62 + 0.4 * engagement, 0.22)
    if invitation.touchpoint == "support":
        mood += 0.1 if invitation.invited_at.date() > date(2025, 2, 1) else -0.12
    return min(highest, max(lowest, round(lowest + mood * (highest - lowest))))


def _body(invitation: Invitation, score: int, draws: Random) -> str | None:
    is_event = invitation.survey_type == "event_feedback"
    if draws.random() >= (EVENT_BODY_SHARE if is_event else BODY_SHARE):
        return None
    if is_event:
        is_detailed = draws.random() < DETAILED_SHARE
        return feedback_text(draws, invitation.language, is_detailed)
    highest = HIGHEST_SCORE.get(invitation.survey_type, 5)
    return review_text(draws, invitation.language, 5 * score / highest)


def _followed_up_at(responded_at: datetime, draws: Random) -> datetime | None:
    """Somebody calls those who are unhappy, if they find the time."""
    followed_up_at = responded_at + timedelta(days=draws.randint(0, 5), minutes=45)
    if draws.random() >= FOLLOW_UP_SHARE or followed_up_at.date() > LAST_DAY:
        return None
    return followed_up_at


# --------------------------------------------------------------------------------------- trouble


def _trouble(table: RawTable) -> None:
    table.arrive_late(25)
    table.lose_loaded_at(8)
    table.repeat(8)
    table.pad_keys(3)
    table.contradict("score", _other_score, 3)
    table.correct("score", _other_score, 10, where=_is_scored)
    table.correct("body", _no_body, 4, where=_has_body)
    table.delete(6)
    table.delete(2, comes_back=True)
    table.write_with_offset(-5, 4)
    table.write_as_date(5)
    table.rewrite("responded_at", _before_invitation, 3, where=_is_answered_by_invitation)
    table.rewrite("followed_up_at", _before_answer, 2, where=_is_followed_up)
    table.spoil("score", ("11", "7.5", "-1", "ten"), where=_is_nps)
    table.spoil("score", ("6", "0", "4,5", "NaN"), where=_is_csat)
    table.spoil("survey_type", ("NPS ", " Csat", "CES"))
    table.spoil("survey_type", ("poll", "", "stars"))
    table.spoil("customer_id", ("C-9999", ""))
    table.spoil("channel", ("", "", ""))
    table.spoil("touchpoint", (" delivery ",))
    table.spoil("response_id", ("", " "))
    table.spoil("invited_at", ("", "soon"), where=_is_unanswered)
    table.load_before_event(2)
    table.break_correction("survey_type", ("unknown",))


def _is_scored(row: Row) -> bool:
    return row["score"] != ""


def _is_nps(row: Row) -> bool:
    return row["survey_type"] == "nps" and _is_scored(row)


def _is_csat(row: Row) -> bool:
    return row["survey_type"] == "csat" and _is_scored(row)


def _has_body(row: Row) -> bool:
    return row["body"] != ""


def _is_followed_up(row: Row) -> bool:
    return row["followed_up_at"] != "" and row["responded_at"] != ""


def _is_answered_by_invitation(row: Row) -> bool:
    return row["invited_at"] != "" and row["responded_at"] != "" and row["followed_up_at"] == ""


def _is_unanswered(row: Row) -> bool:
    return row["responded_at"] == "" and row["score"] == ""


def _other_score(row: Row, draws: Random) -> str:
    return draws.choice([score for score in "2345" if score != row["score"]])


def _no_body(_row: Row, _draws: Random) -> str:
    return ""


def _before_invitation(row: Row, draws: Random) -> str:
    invited_at = datetime.fromisoformat(row["invited_at"])
    return as_text(invited_at - timedelta(days=draws.randint(1, 9)))


def _before_answer(row: Row, draws: Random) -> str:
    responded_at = datetime.fromisoformat(row["responded_at"])
    return as_text(responded_at - timedelta(days=draws.randint(1, 9)))
