"""Small random companies, dense in edges, for the comparison of the oracle with the warehouse.

The same seed writes the same files byte for byte.
"""

import csv
import io
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from importlib import import_module
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from .contract import TABLES, Table
from .periods import add_months, period_end
from .random_seeds import write_random_seeds
from .random_settings import AFTER, RUNS, WITHIN
from .settings import Settings

DAYS_OF_CLOCK_CHANGE = (
    date(2024, 3, 10),
    date(2024, 3, 31),
    date(2024, 10, 27),
    date(2024, 11, 3),
    date(2025, 3, 9),
    date(2025, 3, 30),
)
LEAP_DAY = date(2024, 2, 29)
ONE_DAY = timedelta(days=1)
ONE_MICROSECOND = timedelta(microseconds=1)
OFFSETS = {
    "": 0,
    "Z": 0,
    " Z": 0,
    "+00:00": 0,
    "+02:00": 120,
    " +0530": 330,
    "+08": 480,
    "-05:00": -300,
    "-0330": -210,
}
BEFORE_ANY_RATE = datetime(1999, 12, 31, 23, 30)
PLACEHOLDER_KEY = "-1"

# DuckDB reads no file of UTF-16 that has such a character: the build says so and ends.
BEYOND_UTF_16 = re.compile("[\U00010000-\U0010ffff]")
BLANKS = (" ", "\t", "\u00a0", "\u3000", "\ufeff")
EMAILS = ("", "home@example.org", " Home@Example.org", "office@example.org", "-")
COUNTRIES = ("DE", " DE ", "de", "US", "CN", "FR\u00a0", "", "")
BIRTH_YEARS = (
    *("1950", "1959", " 1960 ", "1985.0", "1989.", "+1999", "2006", "2007", "2012", "2031"),
    *("", "-5", "19x5", "1980.5", "1,980", "NaN"),
)
SOURCES = ("search", "Search", "newsletter", "\u3000friends\u3000", "friend bob@mail.example", "")
BRANDS = ("", "", "", "north", "North", " south ")
PLANS = ("basic", "plus", "Plus ", "")
CHANNELS = ("web", "web", "app", "Store", "store ", "phone", "")
STATUSES = (
    *("completed",) * 9,
    *("Completed", " COMPLETED ", "\u00a0completed\u3000", "\ufeffcompleted"),
    *("pending", "Pending ", "cancelled", "CANCELLED"),
)
ORDER_AMOUNTS = (
    *("0", "10", "10.00", "19.99", "+7.25", ".5", "5.", "1e2", "1.5E-1", "0.0000005"),
    *("0.00000049", "33.333333", "33.3333335", "-0.0", "999999999999.999999", "007"),
)
CURRENCIES = (
    *("", "", "", "", "EUR", "EUR", "EUR", "eur", "\u3000Eur"),
    *("USD", "USD", " usd ", "GBP", "CNY", "RUB", "CHF", "JPY"),
)
REFUND_AMOUNTS = ("5", "5.00", "0.01", "1e1", "12.345678", "0.0000005", "250")
RATINGS = ("1", "5", " 3 ", "4.5", "1.0", "5.000000", "4", "2e0", "0.9999999")
BODIES = (
    "",
    "Great, really",
    'He said "buy it", so I did',
    "two\nlines, one comma",
    "窓口の対応がよかった",
    "  padded with blanks\u00a0",
    '"',
    "Café\r\nnext line",
)
# Texts that stand for no identifier, and for no customer; but 'guest' is a customer here.
JUNK = ("NULL", " Anonymous ", "(not set)", "-1", "guest")
JUNK_CUSTOMERS = ("Guest", " guest\u00a0", "N/A", "unknown")
# Who referred whom: a circle of two, one of three, and somebody who is in none of them.
REFERRERS = {"C007": "C008", "C008": "C007", "C009": "C010", "C010": "C011", "C011": "C009"}
REFERRERS["C012"] = "C009"
# What another company makes of engagement and health, in an order of its own.
OTHER_CHOICES = {
    "engagement_parts": (
        "part_order,engagement_part,weight,target",
        *("3,active_days,7,5", "1,voices,3,4", "4,channels,5,6", "2,points_per_active_day,2,7"),
    ),
    "engagement_levels": (
        "level_order,engagement_level,score_from,feeling",
        *("4,indifferent,0,", "3,engaged,15,positive"),
        *("2,actively_disengaged,5,negative", "1,fully_engaged,45,"),
    ),
    "health_parts": (
        "health_part,weight,window_days",
        *("spend,3,45", "activity,5,60", "support,2,200", "satisfaction,1,365"),
    ),
}
FLAGS_OF_DELETION = ("true", "TRUE", " t ", "1", "Yes")
FLAGS_OF_PRESENCE = ("", "", "", "false", "F", "0", "no")
FAULTS = {
    "customers": (
        {"customer_id": ""},
        {"created_at": ""},
        {"created_at": "31.12.2023"},
        {"created_at": "2023-02-29"},
        {"created_at": "2024-01-01T24:00"},
    ),
    "subscriptions": (
        {"subscription_id": " "},
        {"customer_id": "\u00a0"},
        {"started_at": "soon"},
        {"started_at": "", "customer_id": ""},
    ),
    "orders": (
        {"order_id": ""},
        {"ordered_at": ""},
        {"ordered_at": "2024-06-31 10:00"},
        {"ordered_at": "2024-05-05 10:00:00 Europe/Berlin"},
        {"status": ""},
        {"status": "done"},
        {"status": "done", "amount": "-1"},
        {"amount": ""},
        {"amount": "-0.01"},
        {"amount": "1,000.00"},
        {"amount": "12,5"},
        {"amount": "NaN"},
        {"amount": "Infinity"},
        {"amount": "1000000000000"},
        {"amount": "999999999999.9999999"},
    ),
    "refunds": (
        {"refund_id": ""},
        {"order_id": ""},
        {"refunded_at": "yesterday"},
        {"amount": ""},
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "0.0000004"},
        {"amount": "five"},
    ),
    "reviews": (
        {"review_id": ""},
        {"reviewed_at": ""},
        {"rating": ""},
        {"rating": "0.5"},
        {"rating": "5.1"},
        {"rating": "-3"},
        {"rating": "good"},
    ),
}
COLUMNS_THAT_MAY_BE_MISSING = {
    "customers": ("email", "birth_year", "gender", "region", "customer_type", "brand"),
    "subscriptions": ("end_reason", "monthly_amount", "currency", "plan"),
    "orders": ("session_id", "brand", "sales_channel", "currency"),
    "refunds": ("currency",),
    "reviews": ("customer_id", "product_id", "channel", "body"),
}
TABLES_THAT_MAY_BE_MISSING = ("subscriptions", "refunds", "reviews")
# Modules of the other channels. Each offers FAULTS and COLUMNS_THAT_MAY_BE_MISSING like those
# above, CHANGES: what a correction of its tables may change, as a function of the author by the
# table's name, and drafts(author, customer_ids): the drafts of its tables by the table's name.
CHANNEL_MODULES: tuple[str, ...] = (
    "random_web",
    "random_social",
    "random_app",
    "random_surveys",
    "random_live_events",
    "random_support",
    "random_search",
    "random_email",
    "random_experiments",
    "random_identities",
)

# Columns that most sources do not know, whatever the table; they are drawn apart, so that another
# one changes nothing else of a company.
BRANDS_OF_ROWS = ("", "", "", "atelier", " atelier ", "Atelier", "north")
AMOUNTS_OF_ORDERS = ("", "", "0", "4.95", " 1e1 ", "-1", "free")
COUNTS_OF_POSTS = ("", "", "0", "7", "40", "-1", "many")
RARE_COLUMNS = {
    "brand": BRANDS_OF_ROWS,
    "site": ("", "", "shop.example.com", " blog.example.com "),
    "is_bot": (*("",) * 30, *("false",) * 9, "Yes"),
    "is_cancelled": ("", "", "", "", "true", "0", "perhaps"),
    "is_daily": (*("",) * 4, "false", "true", "daily"),
    "discount_amount": AMOUNTS_OF_ORDERS,
    "shipping_amount": AMOUNTS_OF_ORDERS,
    "tax_amount": AMOUNTS_OF_ORDERS,
    "source": ("", "google", " google ", "ann@mail.example"),
    "medium": ("", "cpc", "email"),
    "campaign": ("", "spring", "spring?to=a@b.example"),
    "organic_impressions": COUNTS_OF_POSTS,
    "paid_impressions": COUNTS_OF_POSTS,
    "organic_views": COUNTS_OF_POSTS,
    "paid_views": COUNTS_OF_POSTS,
    "followers_gained": COUNTS_OF_POSTS,
    "followers_lost": COUNTS_OF_POSTS,
    "survey_id": ("", "SV_1", "SV_2"),
    "assignee": ("", "A7", "ann@mail.example"),
    "team": ("", "first line", " returns "),
    "tags": ("", "vip;refund", "vip"),
    "variant": ("", "", "a", "b"),
}

Cells = dict[str, str]
# What a correction may change in the tables of the other channels; filled by their modules.
CHANGES: dict[str, Callable[["Author"], Cells]] = {}


@dataclass(frozen=True)
class Draft:
    """A row to be: its cells, when it happened, and when it was loaded."""

    cells: Cells
    happened_at: datetime
    loaded_at: datetime


class Author:
    """Invents days, moments and the many ways to write them; the seed chooses the vars, too."""

    def __init__(self, seed: int):
        self.random = Random(seed)
        self.first_day = date(2023, 11, 15) + timedelta(days=self.random.randrange(100))
        self.last_day = self.first_day + timedelta(days=self.random.randrange(275, 520))
        self.edge_days = self.days_at_edges()
        variables = RUNS[seed % len(RUNS)]
        as_of_date = self.as_of_date(variables["as_of_date"])
        self.settings = Settings(**{**variables, "as_of_date": as_of_date})
        self.timezone = self.settings.reporting_timezone

    def days_at_edges(self) -> list[date]:
        """The ends and starts of months (and with them quarters and years), and odd days."""
        days = [*DAYS_OF_CLOCK_CHANGE, LEAP_DAY, LEAP_DAY + ONE_DAY]
        month = self.first_day.replace(day=1)
        while month <= self.last_day:
            days += [month, period_end(month, "month")]
            month = add_months(month, 1)
        monday = self.first_day - timedelta(days=self.first_day.weekday())
        days += [monday + timedelta(days=7 * week + edge) for week in range(60) for edge in (-1, 0)]
        return sorted(day for day in days if self.first_day <= day <= self.last_day)

    def as_of_date(self, word: str | None) -> date | None:
        """The day that a word of random_settings.py stands for."""
        middle = self.first_day + (self.last_day - self.first_day) / 2
        return {
            None: None,
            WITHIN: self.random.choice([day for day in self.edge_days if day >= middle]),
            AFTER: self.last_day + timedelta(days=self.random.randrange(1, 20)),
        }[word]

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random.random() < probability

    def day(self) -> date:
        """A day of the company's life, often one at an edge."""
        if self.chance(0.5):
            return self.random.choice(self.edge_days)
        return self.first_day + timedelta(
            days=self.random.randrange((self.last_day - self.first_day).days + 1)
        )

    def local_midnight(self, day: date) -> datetime:
        """The start of the local day, as UTC."""
        midnight = datetime.combine(day, time(), ZoneInfo(self.timezone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def moment_on(self, day: date) -> datetime:
        """A moment on or at the edge of the day, as UTC."""
        utc_midnight = datetime.combine(day, time())
        seconds = self.random.randrange(86400)
        return self.random.choice(
            (
                self.local_midnight(day),
                self.local_midnight(day),
                self.local_midnight(day) - ONE_MICROSECOND,
                self.local_midnight(day + ONE_DAY) - timedelta(seconds=1),
                utc_midnight,
                utc_midnight - timedelta(seconds=1),
                utc_midnight + timedelta(hours=self.random.randrange(4), minutes=30),
                utc_midnight + timedelta(seconds=seconds),
                utc_midnight + timedelta(seconds=seconds, microseconds=123456),
            )
        )

    def moment(self) -> datetime:
        """A moment of the company's life, as UTC."""
        return self.moment_on(self.day())

    def written(self, moment: datetime) -> str:
        """The moment as text, in one of the spellings the contract allows."""
        local_moment = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone))
        is_local_midnight = self.local_midnight(local_moment.date()) == moment
        if is_local_midnight and self.chance(0.4):
            return self.padded(local_moment.date().isoformat())
        suffix = self.random.choice(tuple(OFFSETS))
        shifted = moment.replace(tzinfo=UTC).astimezone(
            timezone(timedelta(minutes=OFFSETS[suffix]))
        )
        text = shifted.replace(tzinfo=None).isoformat(sep=self.random.choice("T "))
        if shifted.second == shifted.microsecond == 0 and self.chance(0.3):
            text = text[:16]
        elif shifted.microsecond == 0 and self.chance(0.3):
            text += ".000"
        return self.padded(text + suffix)

    def written_date(self, day: date) -> str:
        """The day as text: a date, or a moment that is exactly midnight."""
        if self.chance(0.8):
            return self.padded(day.isoformat())
        midnights = ("T00:00", " 00:00:00", " 00:00:00.000", "T00:00Z", " 00:00 Z")
        return self.padded(day.isoformat() + self.random.choice(midnights))

    def padded(self, text: str) -> str:
        """The text, at times with blanks around it."""
        if self.chance(0.9):
            return text
        return f"{self.random.choice(BLANKS)}{text}{self.random.choice(BLANKS)}"


def write_random_company(folder: Path, seed: int, unreadable_lines: bool = True) -> Settings:
    """Write a company's commerce files into the folder; return the vars to compute it with."""
    author = Author(seed)
    drafts = draft_company(author)
    for module in CHANNEL_MODULES:
        drafts |= drafts_of_channel(module, seed)
    drafts = {
        name: with_rare_columns(TABLES[name], rows, Random(f"{seed} rare {name}"))
        for name, rows in drafts.items()
    }
    missing_table = author.random.choice((*TABLES_THAT_MAY_BE_MISSING, *("",) * 9))
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES.values():
        # A column or a table more changes no other table of the company.
        author.random = Random(f"{seed} {table.name}")
        names = column_names(author, table)
        rows = finished(author, table, drafts[table.name])
        rows += planted_faults(author, table, drafts[table.name], names)
        author.random.shuffle(rows)
        if table.name != missing_table:
            text = file_text(names, rows, unreadable_lines, author.settings)
            content = text.encode(author.settings.csv_encoding)
            (folder / f"{table.name}.csv").write_bytes(content)
    return author.settings


def write_reference(folder: Path, source: Path, seed: int) -> Path:
    """Write a copy of the reference seeds in which somebody has decided on some identifiers.

    Each gets one customer or several, one of whom may be junk or nobody; one is of no such kind,
    and one is junk itself. Every second company has its own idea of engagement.
    """
    random = Random(f"{seed} overrides")
    shutil.copytree(source, folder)
    if seed % 2:
        for name, lines in OTHER_CHOICES.items():
            (folder / f"{name}.csv").write_text("\n".join((*lines, "")))
    identifiers = [
        *(f"visitor,V{number:02}" for number in range(24)),
        *(f"device,D{number}" for number in range(12)),
        *(f"contact,K{number}" for number in range(1, 6)),
        *(f"author,{platform}:u{number}" for platform in ("vk", "facebook") for number in (1, 2)),
        *("visitor,D1", "device,NULL"),
    ]
    customers = ("C001", "C002", "C777", "guest", "Guest", "")
    rows = [
        f"{identifier},{customer_id}\n"
        for identifier in random.sample(identifiers, 20)
        for customer_id in random.sample(customers, random.choice((1, 1, 2, 4)))
    ]
    text = "".join(("kind,identifier,customer_id\n", *rows))
    (folder / "person_overrides.csv").write_text(text)
    write_random_seeds(folder, seed)
    return folder


def drafts_of_channel(module_name: str, seed: int) -> dict[str, list[Draft]]:
    """Another channel's rows, about the same customers; the other channels' stay as they are."""
    module = import_module(f"{__package__}.{module_name}")
    FAULTS.update(module.FAULTS)
    COLUMNS_THAT_MAY_BE_MISSING.update(module.COLUMNS_THAT_MAY_BE_MISSING)
    CHANGES.update(module.CHANGES)
    author = Author(seed)
    author.random = Random(f"{seed} {module_name}")
    customer_ids = customer_names(15)
    return module.drafts(author, customer_ids)


def customer_names(count: int) -> list[str]:
    """Ids of customers; two are e-mail addresses, which tell only their case apart, one is junk."""
    names = [f"C{number:03}" for number in range(count)]
    names[3:6] = ["ann.roe@mail.example", "Ann.Roe@mail.example", "guest"]
    return names


def users_of(identifier: str, customer_ids: Sequence[str]) -> tuple[str, ...]:
    """The customers that rows of an identifier name, by its letters: none, one, several, any.

    The last of them has no row in the customer table, and may be junk.
    """
    number = sum(map(ord, identifier))
    strangers = ("C777", *JUNK_CUSTOMERS)
    users = (0, 1, 1, 2, 3, 6, 99)[number % 7]
    return (*customer_ids[number % 11 :][:users], *strangers[number % 5 :][: number % 3 % 2])


# --- What happened ---------------------------------------------------------------------------


def draft_company(author: Author) -> dict[str, list[Draft]]:
    """The rows of every table before anything goes wrong with them."""
    customer_ids = customer_names(author.random.randrange(15, 41))
    order_days = days_of_orders(author, customer_ids)
    orders = [
        draft(author, "ordered_at", order_cells(author, number, customer_id), moment)
        for number, (customer_id, moment) in enumerate(order_days)
    ]
    return {
        "customers": [draft_customer(author, name, customer_ids) for name in customer_ids],
        "subscriptions": draft_terms(author, customer_ids),
        "orders": orders,
        "refunds": [draft_refund(author, number, orders) for number in range(35)],
        "reviews": [draft_review(author, number, customer_ids) for number in range(30)],
    }


def draft(author: Author, dated_by: str, cells: Cells, happened_at: datetime) -> Draft:
    """A row with its moment written into its column, loaded soon, late, or at once."""
    return dated_draft(author, {**cells, dated_by: author.written(happened_at)}, happened_at)


def dated_draft(author: Author, cells: Cells, happened_at: datetime) -> Draft:
    """A row that holds its moment already, loaded soon, late, or at once."""
    delay = author.random.choice(
        (timedelta(0), timedelta(hours=3), timedelta(hours=3), ONE_DAY, timedelta(days=70))
    )
    return Draft(cells, happened_at, happened_at + delay)


def draft_customer(author: Author, customer_id: str, customer_ids: list[str]) -> Draft:
    """A customer, at times referred by another one, by a stranger, or by themselves."""
    pick = author.random.choice
    cells = {
        "customer_id": author.padded(customer_id),
        "email": pick((f"{customer_id.lower()}@example.org", *EMAILS)),
        "birth_year": pick(BIRTH_YEARS),
        "gender": pick(("f", "m", "")),
        "country": pick(COUNTRIES),
        "region": pick(("north", "")),
        "customer_type": pick(("individual", "business", "")),
        "acquisition_source": pick(SOURCES),
        "referred_by_customer_id": pick(
            ("", "", pick(customer_ids), f" {customer_id} ", "C999")
            if customer_id not in REFERRERS
            else (REFERRERS[customer_id],)
        ),
        "brand": pick(BRANDS),
    }
    return draft(author, "created_at", cells, author.moment())


def days_of_orders(author: Author, customer_ids: list[str]) -> list[tuple[str, datetime]]:
    """Who orders when: steadily, at the edge of the churn window, twice at once, or rarely."""
    orders: list[tuple[str, datetime]] = []
    for customer_id in (*customer_ids, "C777", "C778"):
        moment = author.moment()
        habit = author.random.choice(("steady", "at window's edge", "at once", "rare", "never"))
        if habit == "steady":
            moments = [moment + timedelta(days=30 * number) for number in range(8)]
        elif habit == "at window's edge":
            near = (-1, 0, 1, 2)
            gaps = [author.settings.churn_days + author.random.choice(near) for _ in range(3)]
            moments = [moment + timedelta(days=sum(gaps[:number])) for number in range(4)]
        elif habit == "at once":
            moments = [moment, moment, moment, author.moment(), author.moment()]
        else:
            moments = [author.moment() for _ in range(author.random.randrange(1, 4))]
        if habit != "never":
            orders += [(customer_id, moment) for moment in moments]
    orders += [(name, author.moment()) for name in (*("",) * 12, *JUNK_CUSTOMERS)]
    while len(orders) < 130:
        orders.append((author.random.choice(customer_ids), author.moment()))
    latest = author.local_midnight(author.last_day + ONE_DAY)
    orders = [(customer_id, moment) for customer_id, moment in orders if moment < latest]
    author.random.shuffle(orders)
    return orders


def order_cells(author: Author, number: int, customer_id: str) -> Cells:
    """What an order says besides its moment."""
    pick = author.random.choice
    return {
        "order_id": f"O{number:03}" if number % 50 else f'O"{number}",x',
        "customer_id": customer_id,
        "status": pick(STATUSES),
        "amount": pick(ORDER_AMOUNTS) if author.chance(0.3) else amount_text(author),
        "currency": pick(CURRENCIES),
        "sales_channel": pick(CHANNELS),
        "session_id": pick(("", f"S{number}")),
        "brand": pick(BRANDS),
    }


def amount_text(author: Author) -> str:
    """An ordinary amount."""
    return f"{author.random.randrange(100, 50000) / 100:.2f}"


def draft_terms(author: Author, customer_ids: list[str]) -> list[Draft]:
    """Terms that touch, overlap, leave gaps, end at midnight, run on, or end before they start."""
    drafts = []
    for customer_id in (*author.random.sample(customer_ids, len(customer_ids) // 2), "C777"):
        started_at = author.moment()
        for _ in range(author.random.randrange(1, 4)):
            ended_at = author.moment_on(
                (started_at + timedelta(days=author.random.choice((0, 1, 30, 89, 180)))).date()
            )
            cells = {
                "subscription_id": f"T{len(drafts):03}",
                "customer_id": customer_id,
                "plan": author.random.choice(PLANS),
                "ended_at": author.random.choice(
                    (
                        *(author.written(ended_at),) * 5,
                        author.written(started_at),
                        "",
                        "never",
                    )
                ),
                "end_reason": author.random.choice(("", "price")),
                "monthly_amount": author.random.choice(("9.90", "", "-3", "free")),
                "currency": author.random.choice(CURRENCIES),
            }
            drafts.append(draft(author, "started_at", cells, started_at))
            gap = author.random.choice((-20, 0, 0, 1, 45))
            started_at = min(
                max(ended_at, started_at) + timedelta(days=gap),
                author.local_midnight(author.last_day),
            )
    return drafts


def draft_refund(author: Author, number: int, orders: list[Draft]) -> Draft:
    """A refund of an order of any status, or of none that is known."""
    order = author.random.choice(orders)
    days_later = timedelta(days=author.random.choice((0, 0, 1, 14, 31, 95)))
    cells = {
        "refund_id": f"R{number:03}",
        "order_id": "O999" if author.chance(0.12) else order.cells["order_id"],
        "amount": author.random.choice((*REFUND_AMOUNTS, amount_text(author))),
        "currency": author.random.choice((*CURRENCIES, *("",) * 12)),
    }
    moment = min(order.happened_at + days_later, author.local_midnight(author.last_day))
    return draft(author, "refunded_at", cells, moment)


def draft_review(author: Author, number: int, customer_ids: list[str]) -> Draft:
    """A review by a customer, a stranger, or nobody."""
    pick = author.random.choice
    cells = {
        "review_id": f"V{number:03}",
        "customer_id": pick((*(pick(customer_ids),) * 4, "", "C888", *JUNK_CUSTOMERS[:1])),
        "product_id": pick(("P1", "P,2", "")),
        "channel": pick(("site", "Marketplace", "")),
        "rating": pick(RATINGS),
        "body": pick(BODIES),
    }
    return draft(author, "reviewed_at", cells, author.moment())


# --- What goes wrong -------------------------------------------------------------------------


def with_rare_columns(table: Table, drafts: list[Draft], random: Random) -> list[Draft]:
    """The drafts with a value for each rare column of their table that they do not have."""
    rare = [column.name for column in table.columns if column.name in RARE_COLUMNS]
    return [
        replace(
            original,
            cells={name: random.choice(RARE_COLUMNS[name]) for name in rare} | original.cells,
        )
        for original in drafts
    ]


def finished(author: Author, table: Table, drafts: list[Draft]) -> list[Cells]:
    """The rows as they are written: with load times, corrections and deletions."""
    rows = []
    for original in drafts:
        rows.append(loaded(author, original, original.loaded_at))
        if author.chance(0.25):
            rows += author.random.choice(MISHAPS)(author, table, original)
    if author.chance(0.25):
        rows += placeholder_rows(author, table, drafts)
    return rows


def loaded(author: Author, original: Draft, loaded_at: datetime, **changes: str) -> Cells:
    """The cells of a draft with its load time, changed here and there."""
    return {
        **original.cells,
        "is_deleted": author.random.choice(FLAGS_OF_PRESENCE),
        "_loaded_at": author.written(loaded_at),
        **changes,
    }


def changed(author: Author, table: Table, original: Draft) -> Draft:
    """Another version of the same row."""
    pick = author.random.choice
    day_later = original.happened_at + timedelta(days=pick((-31, -1, 0, 1)))
    change = CHANGES.get(table.name) or {
        "customers": lambda _: {"country": pick(COUNTRIES), "brand": pick(BRANDS)},
        "subscriptions": lambda _: {"plan": pick(PLANS), "ended_at": pick(("", "2024-09-01"))},
        "orders": lambda _: {
            "status": pick(STATUSES),
            "amount": amount_text(author),
            "currency": pick(CURRENCIES),
        },
        "refunds": lambda _: {"amount": pick(REFUND_AMOUNTS), "currency": pick(CURRENCIES)},
        "reviews": lambda _: {"rating": pick(RATINGS), "body": pick(BODIES)},
    }[table.name]
    changes = change(author)
    if author.chance(0.5):
        changes |= dated(author, table, min(day_later, original.happened_at))
    return replace(original, cells={**original.cells, **changes})


def dated(author: Author, table: Table, moment: datetime) -> Cells:
    """Another moment, or another day, for what dates a row: its activity, else its plan."""
    if not table.event_time:
        return {}
    dating_name = (*table.activity, *table.event_time)[0]
    column = next(column for column in table.columns if column.name == dating_name)
    is_day = column.kind == "date"
    text = author.written_date(moment.date()) if is_day else author.written(moment)
    return {column.name: text}


def name_column(table: Table) -> str:
    """The part of the key that any text may be written into."""
    return next(column.name for column in table.key_columns if column.kind == "string")


def bare_deletion(author: Author, table: Table, original: Draft, loaded_at: datetime) -> Cells:
    """A row that says no more than that its key is gone."""
    return {
        **{name: original.cells[name] for name in table.key},
        "is_deleted": author.random.choice(FLAGS_OF_DELETION),
        "_loaded_at": author.written(loaded_at),
    }


def duplicate(author: Author, table: Table, original: Draft) -> list[Cells]:
    """The same content, loaded at the same time."""
    return [loaded(author, original, original.loaded_at)]


def correction(author: Author, table: Table, original: Draft) -> list[Cells]:
    """Other content, loaded later or earlier."""
    moved = timedelta(hours=author.random.choice((-2, 1, 1, 240)))
    return [loaded(author, changed(author, table, original), original.loaded_at + moved)]


def conflict(author: Author, table: Table, original: Draft) -> list[Cells]:
    """Other content, loaded at the same time."""
    return [loaded(author, changed(author, table, original), original.loaded_at)]


def broken_correction(author: Author, table: Table, original: Draft) -> list[Cells]:
    """A later row that is faulty."""
    faults = author.random.choice(FAULTS[table.name])
    return [loaded(author, original, original.loaded_at + ONE_DAY, **faults)]


def deletion(author: Author, table: Table, original: Draft) -> list[Cells]:
    """The row is deleted later."""
    return [bare_deletion(author, table, original, original.loaded_at + ONE_DAY)]


def early_deletion(author: Author, table: Table, original: Draft) -> list[Cells]:
    """A deletion that came before the row, which therefore stays."""
    return [bare_deletion(author, table, original, original.loaded_at - ONE_MICROSECOND)]


def deletion_at_once(author: Author, table: Table, original: Draft) -> list[Cells]:
    """A deletion loaded together with the row, its other columns faulty."""
    key = {name: original.cells[name] for name in table.key}
    faults = {**author.random.choice(FAULTS[table.name]), **key}
    mark = author.random.choice(FLAGS_OF_DELETION)
    return [loaded(author, original, original.loaded_at, **faults, is_deleted=mark)]


def deletion_and_return(author: Author, table: Table, original: Draft) -> list[Cells]:
    """The row is deleted and comes back, changed."""
    returned = changed(author, table, original)
    return [
        bare_deletion(author, table, original, original.loaded_at + ONE_DAY),
        loaded(author, returned, original.loaded_at + 2 * ONE_DAY),
    ]


def deletion_of_nothing(author: Author, table: Table, original: Draft) -> list[Cells]:
    """A deletion without a key, and one of a key that never was."""
    unkeyed = bare_deletion(author, table, original, original.loaded_at)
    return [{**unkeyed, table.key[0]: ""}, {**unkeyed, name_column(table): "never was"}]


def unknown_load_time(author: Author, table: Table, original: Draft) -> list[Cells]:
    """A version whose load time is missing or unreadable, at times a deletion."""
    mark = author.random.choice(("", "", "true"))
    version = changed(author, table, original)
    load_time = author.random.choice(("", " ", "recently", "2024-13-01"))
    return [loaded(author, version, original.loaded_at, _loaded_at=load_time, is_deleted=mark)]


def unreadable_mark(author: Author, table: Table, original: Draft) -> list[Cells]:
    """A mark of deletion that is neither true nor false, and so no mark."""
    version = changed(author, table, original)
    mark = author.random.choice(("maybe", "y", "2", "deleted"))
    return [loaded(author, version, original.loaded_at + ONE_DAY, is_deleted=mark)]


def loaded_too_early(author: Author, table: Table, original: Draft) -> list[Cells]:
    """Versions loaded as long before they happened as is allowed, and a microsecond earlier."""
    earliest = original.happened_at - timedelta(days=author.settings.future_activity_days)
    return [
        loaded(author, original, earliest),
        loaded(author, original, earliest - ONE_MICROSECOND),
    ]


MISHAPS: tuple[Callable[[Author, Table, Draft], list[Cells]], ...] = (
    duplicate,
    correction,
    correction,
    conflict,
    conflict,
    broken_correction,
    deletion,
    early_deletion,
    deletion_at_once,
    deletion_and_return,
    deletion_of_nothing,
    unknown_load_time,
    unreadable_mark,
    loaded_too_early,
)


def planted_faults(
    author: Author, table: Table, drafts: list[Draft], names: list[str]
) -> list[Cells]:
    """One new row for every fault of the table, so that no reason ever goes untested."""
    original = author.random.choice(drafts)
    faults = list(FAULTS[table.name])
    if table.name == "subscriptions":
        before_start = author.written(original.happened_at - ONE_MICROSECOND)
        faults.append({"subscription_id": "F91", "ended_at": before_start})
    if table.name in ("orders", "refunds") and "currency" in names:
        day_of_no_rate = author.written(BEFORE_ANY_RATE)
        faults.append({table.key[0]: "F92", "currency": "zzz"})
        faults.append({"currency": "USD", table.activity[0]: day_of_no_rate})
    if table.name == "refunds":
        faults.append({"refund_id": "F93", "order_id": "F92", "currency": "EUR"})
    key = name_column(table)
    rows = [
        loaded(author, original, original.loaded_at, **{key: f"F{number:02}", **fault})
        for number, fault in enumerate(faults)
    ]
    allowed = timedelta(days=author.settings.future_activity_days)
    too_early = original.happened_at - allowed - ONE_MICROSECOND
    rows.append(loaded(author, original, too_early, **{key: "F94"}))
    return rows


def placeholder_rows(author: Author, table: Table, drafts: list[Draft]) -> list[Cells]:
    """A dozen different rows under a key that is no key."""
    return [
        loaded(author, original, original.loaded_at, **{name_column(table): PLACEHOLDER_KEY})
        for original in author.random.choices(drafts, k=12)
    ]


# --- Files -----------------------------------------------------------------------------------


def column_names(author: Author, table: Table) -> list[str]:
    """The columns of a file: in any order, some missing, one unknown to the contract."""
    optional = (*COLUMNS_THAT_MAY_BE_MISSING[table.name], "_loaded_at", "is_deleted")
    names = [*(column.name for column in table.columns), "_loaded_at", "is_deleted"]
    names = [name for name in names if name not in optional or not author.chance(0.12)]
    if author.chance(0.3):
        names.append("internal_note")
    if author.chance(0.3):
        author.random.shuffle(names)
    return names


def file_text(
    names: list[str], rows: list[Cells], unreadable_lines: bool, settings: Settings
) -> str:
    """The file in its dialect, at wish with two lines that have too few and too many cells."""
    lines = [[row.get(name, "") for name in names] for row in rows]
    if unreadable_lines:
        lines.insert(len(lines) // 3, ["too", "few"])
        lines.insert(len(lines) // 2, ["too many"] * (len(names) + 2))
    text = io.StringIO()
    csv.writer(
        text,
        delimiter=settings.csv_delimiter,
        quotechar=settings.csv_quote,
        lineterminator="\n",
    ).writerows([names, *lines])
    if settings.csv_encoding == "utf-16":
        return BEYOND_UTF_16.sub("字", text.getvalue())
    return text.getvalue()
