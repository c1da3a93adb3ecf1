"""Random invitations and answers: every score at the edge of its scale, every script."""

from datetime import timedelta

from .random_company import ONE_MICROSECOND, Author, Cells, Draft, draft

COLUMNS_THAT_MAY_BE_MISSING = {
    "survey_responses": (
        *("customer_id", "channel", "touchpoint", "ticket_id", "order_id", "live_event_id"),
        *("followed_up_at", "score", "body"),
    ),
}
SURVEY_TYPES = ("nps", " NPS ", "nps", "csat", "Csat", "ces", "event_feedback", "event_feedback")
SCORES = (
    *("0", "1", "3", "4", "5", "6", "7", "8", "9", "10", "9.0", " 5 ", "1e0"),
    *("3.999999", "4.5", "6.5", "11", "-1", "five", "NaN", "", "", ""),
)
BODIES = (
    "",
    "",
    " \u3000 ",
    "a" * 39,
    "a" * 40,
    "  " + "word " * 8 + "  ",
    "味" * 14,
    "味" * 15,
    "味 " * 8,
    "味" * 8 + "a" * 8,
    "味" * 8 + "a" * 9,
    "あア味ー" * 4,
    "ไทยลาวខ្មែរ" * 2,
    "\U00020000" * 15,
    "한국어로 쓴 짧은 대답입니다",
    "два слова и ещё тридцать шесть букв да.",
    "line\u2028味味味味味味味\u00a0\u2003味味味味",
)
FAULTS = {
    "survey_responses": (
        {"response_id": ""},
        {"survey_type": ""},
        {"survey_type": "poll"},
        {"invited_at": "", "responded_at": ""},
        {"invited_at": "soon", "responded_at": "late", "score": "5"},
        {"invited_at": "2024-02-01", "responded_at": "2024-01-31", "survey_type": ""},
    ),
}


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of the channel."""
    return {
        "survey_responses": [draft_response(author, n, customer_ids) for n in range(90)],
    }


def draft_response(author: Author, number: int, customer_ids: list[str]) -> Draft:
    """An invitation that is answered at once, late, before it went out, or never."""
    pick = author.random.choice
    invited_at = author.moment()
    latest = author.local_midnight(author.last_day)
    responded_at = min(
        invited_at + pick((timedelta(0), timedelta(hours=5), timedelta(days=31), -ONE_MICROSECOND)),
        max(latest, invited_at),
    )
    followed_up_at = responded_at + pick((timedelta(0), timedelta(days=2), -ONE_MICROSECOND))
    cells = {
        "response_id": f"Q{number:03}",
        "survey_type": pick(SURVEY_TYPES),
        "customer_id": pick((*(pick(customer_ids),) * 5, "", "C888")),
        "channel": pick(("web", "Web", " store ", "")),
        "touchpoint": pick(("delivery", "support", "")),
        "ticket_id": pick(("T1", "")),
        "order_id": pick(("O001", "")),
        "live_event_id": pick((*(f"L{pick(range(9))}",) * 4, "", "L99")),
        "responded_at": pick((*(author.written(responded_at),) * 4, "", "", "later")),
        "followed_up_at": pick(("", "", author.written(followed_up_at))),
        "score": pick(SCORES),
        "body": pick(BODIES),
    }
    if author.chance(0.1):
        return draft(author, "responded_at", {**cells, "invited_at": ""}, responded_at)
    return draft(author, "invited_at", cells, invited_at)


def changed_response(author: Author) -> Cells:
    """Another version of an answer."""
    return {"score": author.random.choice(SCORES), "body": author.random.choice(BODIES)}


CHANGES = {"survey_responses": changed_response}
