"""The email tables of a random company: ties of news, habits that just fail, marks of all kinds."""

from datetime import datetime, timedelta

from .periods import add_months, month_start
from .random_company import BLANKS, Author, Cells, Draft, draft

CAMPAIGN_IDS = tuple(f"K{number}" for number in range(8))
UNKNOWN_CAMPAIGN = "K99"
NEWSLETTER_IDS = CAMPAIGN_IDS[:3]
NEWSLETTER_TYPES = ("newsletter", "newsletter", "Newsletter", " NEWSLETTER\u00a0")
EMAIL_TYPES = (*NEWSLETTER_TYPES, "promotion", "Lifecycle", "newsletters", "")
VARIANTS = ("", "", "A", " A ", "a", "B")
FLAGS = ("true", "False", "1", "no", "", "", "maybe")
MACHINE_MARKS = ("", "", "", "", "false", "0", "true", "T ", "yes", "perhaps")
EVENT_TYPES = (
    *("sent", "delivered", "bounced", "opened", "clicked", "unsubscribed", "complained"),
    *(" Opened", "CLICKED", "Delivered "),
)
BOUNCE_TYPES = ("hard", "soft", "Soft", "", "")
LINKS = ("https://example.org/a", "https://example.org/b", "https://example.org/A", "")
# How the delivery of a message may be told, each with its hours after the sending.
DELIVERIES = (
    *((("delivered", 0),),) * 8,
    (("sent", 0), ("delivered", 1)),
    (("sent", 0),),
    (),
    (("bounced", 0),),
    (("delivered", 1), ("bounced", 1)),
    (("bounced", 1), ("delivered", 1)),
    (("bounced", 0), ("delivered", 2)),
    (("delivered", 0), ("bounced", 2), ("bounced", 0)),
    (("sent", 1), ("bounced", 2), ("bounced", 5), ("delivered", 3)),
)
STEPS = ("day", "week", "month")
# Newsletters in a period, and how many of them are opened: at, above and below the share of 0.8.
READINGS = ((1, 1), (2, 2), (2, 1), (4, 3), (5, 4), (5, 3), (10, 8), (10, 7))

FAULTS = {
    "email_campaigns": ({"campaign_id": ""}, {"campaign_id": "\u3000"}),
    "email_events": (
        {"email_event_id": ""},
        {"message_id": " "},
        {"event_type": ""},
        {"event_type": "open"},
        {"occurred_at": ""},
        {"occurred_at": "31.12.2024"},
        {"occurred_at": "2024-02-30"},
        {"occurred_at": "", "event_type": "spam"},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "email_campaigns": (
        *("name", "email_type", "cadence", "subject", "variant", "is_personalized"),
        "started_at",
    ),
    "email_events": ("campaign_id", "customer_id", "bounce_type", "link_url", "is_machine"),
}
CHANGES = {
    "email_campaigns": lambda author: {
        "email_type": author.random.choice(EMAIL_TYPES),
        "variant": author.random.choice(VARIANTS),
        "is_personalized": author.random.choice(FLAGS),
    },
    "email_events": lambda author: {
        "event_type": author.random.choice(EVENT_TYPES),
        "is_machine": author.random.choice(MACHINE_MARKS),
    },
}


class Mailbox:
    """The events so far, numbered as they come, so that keys are in no order of time."""

    def __init__(self, author: Author):
        self.author = author
        self.events: list[Draft] = []
        self.messages = 0
        self.latest = author.local_midnight(author.last_day)

    def message(
        self, campaign_id: str, customer_id: str, sent_at: datetime, opened_at: datetime | None
    ) -> None:
        """A message, opened at some time by a person, and what else may happen to it."""
        author, pick = self.author, self.author.random.choice
        self.messages += 1
        names = (f"M{self.messages:03}", campaign_id, customer_id)
        deliveries = DELIVERIES if author.chance(0.5) else DELIVERIES[:1]
        for event_type, hours in pick(deliveries):
            self.event(names, event_type, sent_at + timedelta(hours=hours))
        if opened_at is not None:
            marks = ("", "", "false", "No", "perhaps")
            self.event(names, pick(("opened", "opened", "clicked")), opened_at, pick(marks))
        for _ in range(pick((0, 0, 0, 0, 1, 1, 2, 3))):
            happened_at = pick((sent_at, opened_at or sent_at, author.moment()))
            self.event(names, pick(EVENT_TYPES), happened_at, pick(MACHINE_MARKS))

    def event(
        self,
        names: tuple[str, str, str],
        event_type: str,
        occurred_at: datetime,
        is_machine: str = "",
    ) -> None:
        """One thing that happened; it may leave out or mistake whose message it was."""
        author, pick = self.author, self.author.random.choice
        message_id, campaign_id, customer_id = names
        cells = {
            "email_event_id": f"E{self.event_number():03}",
            "message_id": author.padded(message_id),
            "campaign_id": pick((*(campaign_id,) * 8, "", UNKNOWN_CAMPAIGN)),
            "customer_id": pick((*(customer_id,) * 8, "", "C001", "Guest")),
            "event_type": event_type,
            "bounce_type": pick(BOUNCE_TYPES) if event_type == "bounced" else "",
            "link_url": pick(LINKS),
            "is_machine": is_machine,
        }
        self.events.append(draft(author, "occurred_at", cells, min(occurred_at, self.latest)))

    def event_number(self) -> int:
        """Counts down, so that the first event of a message has its greatest key."""
        return 999 - len(self.events)


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of both tables before anything goes wrong with them."""
    mailbox = Mailbox(author)
    for customer_id in author.random.sample(customer_ids, 12):
        habit = author.random.choice((open_in_a_row, read_newsletters))
        habit(mailbox, customer_id)
    for customer_id in (*author.random.sample(customer_ids, 5), "C777", "", ""):
        for _ in range(author.random.randrange(1, 6)):
            sent_at = author.moment()
            opened_at = author.random.choice((None, sent_at, author.moment()))
            mailbox.message(any_campaign(author), customer_id, sent_at, opened_at)
    return {
        "email_campaigns": [draft_campaign(author, key) for key in CAMPAIGN_IDS],
        "email_events": mailbox.events,
    }


def draft_campaign(author: Author, campaign_id: str) -> Draft:
    """A campaign of any type, planned for any day."""
    pick = author.random.choice
    cells: Cells = {
        "campaign_id": author.padded(campaign_id),
        "name": pick(("Spring, news", "", "春茶")),
        "email_type": pick(
            NEWSLETTER_TYPES if campaign_id in NEWSLETTER_IDS else EMAIL_TYPES
        ),
        "cadence": pick(("weekly", "Once", "")),
        "subject": pick(('Say "tea"', "Чай", pick(BLANKS), "two\nlines")),
        "variant": pick(VARIANTS),
        "is_personalized": pick(FLAGS),
    }
    return draft(author, "started_at", cells, author.moment())


def any_campaign(author: Author) -> str:
    """A campaign, one that nobody knows, or none."""
    return author.random.choice((*CAMPAIGN_IDS, *CAMPAIGN_IDS, UNKNOWN_CAMPAIGN, ""))


def open_in_a_row(mailbox: Mailbox, customer_id: str) -> None:
    """Somebody who opens in three to six periods in a row, at times with one left out."""
    author = mailbox.author
    step = author.random.choice(STEPS)
    periods = author.random.randrange(3, 7)
    left_out = author.random.choice((None, None, author.random.randrange(periods)))
    campaigns = author.random.choice(((author.random.choice(CAMPAIGN_IDS),), CAMPAIGN_IDS))
    first_day = author.day()
    for number in range(periods):
        if step == "month":
            month = add_months(month_start(first_day), number)
            day = min(month + timedelta(days=author.random.randrange(28)), author.last_day)
        else:
            day = first_day + timedelta(days=number * (7 if step == "week" else 1))
        sent_at = author.moment_on(day)
        opened_at = None if number == left_out else author.moment_on(day)
        campaign_id = author.random.choice(campaigns)
        mailbox.message(campaign_id, customer_id, sent_at, opened_at and max(sent_at, opened_at))


def read_newsletters(mailbox: Mailbox, customer_id: str) -> None:
    """Somebody who opens so many of the newsletters of a few days, some of them much later."""
    author = mailbox.author
    sent, opened = author.random.choice(READINGS)
    campaign_id = author.random.choice(NEWSLETTER_IDS)
    first_day = author.day()
    for number in range(sent):
        sent_at = author.moment_on(first_day + timedelta(days=author.random.randrange(3)))
        delay = timedelta(days=author.random.choice((0, 0, 1, 40)))
        mailbox.message(
            campaign_id, customer_id, sent_at, sent_at + delay if number < opened else None
        )
