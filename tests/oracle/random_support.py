"""Random conversations, dense in edges: just repeated, ties, notes, bots and strangers."""

from datetime import datetime, timedelta

from .random_company import Author, Draft, draft

TICKETS = 70
# Of so many companies one keeps no messages that belong to a ticket.
COMPANIES_WITHOUT_MESSAGES = 6
ONE_MICROSECOND = timedelta(microseconds=1)
STEPS_BETWEEN_MESSAGES = (
    *(timedelta(0),) * 3,
    ONE_MICROSECOND,
    timedelta(seconds=1),
    timedelta(seconds=90, microseconds=123457),
    timedelta(minutes=7),
    timedelta(hours=5, seconds=1),
    timedelta(days=3),
)
CHANNELS = ("email", "email", "Email", " live_chat ", "chatbot", "phone")
TOUCHPOINTS = ("checkout", "Billing", "", "")
PRIORITIES = ("high", "normal ", "")
STATUSES = ("open", "Pending", "solved", "SOLVED ", "closed", "closed", "", "", "resolved")
REOPENS = ("", "", "0", "1", "2.0", "-1", "some")
BOT_REPORTS = ("", "", "true", "Yes", "f", "maybe")
SENDERS = ("customer", "customer", "agent", "Agent ", "bot", "BOT")
VISIBILITIES = ("", "", "", "true", "no", "0", "hidden")
BODIES = ("", "我的包裹到哪里了?", "Где посылка?", 'Two\nlines, "quoted"', " Thanks \u00a0", "?")

Opening = tuple[str, str, datetime]

FAULTS = {
    "support_tickets": (
        {"ticket_id": ""},
        {"support_channel": " "},
        {"created_at": ""},
        {"created_at": "31.12.2024"},
        {"status": "done"},
        {"first_response_at": "1999-01-01 10:00"},
        {"solved_at": "1999-01-01"},
        {"solved_at": "tomorrow"},
        {"reopens": "-1"},
        {"reopens": "1.5"},
        {"is_bot_resolved": "perhaps"},
    ),
    "support_messages": (
        {"message_id": "\u3000"},
        {"ticket_id": ""},
        {"sender_type": ""},
        {"sender_type": "system"},
        {"sent_at": "noon"},
        {"is_public": "internal"},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "support_tickets": (
        "customer_id",
        "touchpoint",
        "priority",
        "status",
        "first_response_at",
        "solved_at",
        "reopens",
        "is_bot_resolved",
    ),
    "support_messages": ("is_public", "body"),
}
CHANGES = {
    "support_tickets": lambda author: {
        "status": author.random.choice(STATUSES),
        "reopens": author.random.choice(REOPENS),
        "is_bot_resolved": author.random.choice(BOT_REPORTS),
    },
    "support_messages": lambda author: {
        "sender_type": author.random.choice(SENDERS),
        "is_public": author.random.choice(VISIBILITIES),
    },
}


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """Tickets one after the other, each with a talk of its own, and talk about no ticket."""
    openings = moments_of_opening(author, customer_ids)
    tickets = [draft_ticket(author, *opening) for opening in openings]
    is_without_messages = author.random.randrange(COMPANIES_WITHOUT_MESSAGES) == 0
    messages: list[Draft] = []
    for ticket_id, _, created_at in openings:
        if author.chance(0.75):
            named_ticket = "never was" if is_without_messages else ticket_id
            messages += draft_talk(author, named_ticket, created_at, len(messages))
    messages += draft_talk(author, "K999", author.moment(), len(messages))
    # Some tickets come again, in another state.
    tickets += [draft_ticket(author, *opening) for opening in author.random.sample(openings, 8)]
    return {"support_tickets": tickets, "support_messages": messages}


def moments_of_opening(author: Author, customer_ids: list[str]) -> list[Opening]:
    """Who opens which ticket when: the same few people, at the edge of a repeat contact."""
    limit = timedelta(hours=author.settings.repeat_contact_hours)
    gaps = (
        *(timedelta(0), ONE_MICROSECOND, timedelta(hours=5), timedelta(days=40)),
        *(limit - ONE_MICROSECOND, limit, limit + ONE_MICROSECOND),
    )
    people = [*author.random.sample(customer_ids, 8), "C888", "", ""]
    latest = author.local_midnight(author.last_day) - timedelta(days=1)
    openings: list[Opening] = []
    while len(openings) < TICKETS:
        customer_id, moment = author.random.choice(people), author.moment()
        for _ in range(author.random.randrange(1, 5)):
            openings.append((f"K{len(openings):03}", customer_id, min(moment, latest)))
            moment += author.random.choice(gaps)
    return openings


def draft_ticket(
    author: Author, ticket_id: str, customer_id: str, created_at: datetime
) -> Draft:
    """A ticket in any state, the possible ones and the contradictory ones alike."""
    pick = author.random.choice
    cells = {
        "ticket_id": author.padded(ticket_id),
        "customer_id": customer_id,
        "support_channel": pick(CHANNELS),
        "touchpoint": pick(TOUCHPOINTS),
        "priority": pick(PRIORITIES),
        "status": pick(STATUSES),
        "first_response_at": pick(("", later(author, created_at), later(author, created_at))),
        "solved_at": pick(("", later(author, created_at), later(author, created_at))),
        "reopens": pick(REOPENS),
        "is_bot_resolved": pick(BOT_REPORTS),
    }
    return draft(author, "created_at", cells, created_at)


def later(author: Author, moment: datetime) -> str:
    """A moment after another one, often at the end of its day, at times before it: a fault."""
    step = author.random.choice((*STEPS_BETWEEN_MESSAGES, timedelta(days=31), -ONE_MICROSECOND))
    end_of_day = author.moment_on((moment + step).date())
    return author.written(author.random.choice((moment + step, end_of_day)))


def draft_talk(
    author: Author, ticket_id: str, created_at: datetime, messages_before: int
) -> list[Draft]:
    """A few messages, some at once and some from before the ticket was opened."""
    moment = created_at + author.random.choice((*STEPS_BETWEEN_MESSAGES, -timedelta(minutes=3)))
    talk = []
    for number in range(author.random.randrange(1, 8)):
        cells = {
            "message_id": f"N{messages_before + number:04}",
            "ticket_id": ticket_id,
            "sender_type": author.random.choice(SENDERS),
            "is_public": author.random.choice(VISIBILITIES),
            "body": author.random.choice(BODIES),
        }
        talk.append(draft(author, "sent_at", cells, moment))
        moment += author.random.choice(STEPS_BETWEEN_MESSAGES)
    author.random.shuffle(talk)
    return talk
