"""Worked examples of who is who, with the arithmetic in words, and what must hold for everybody."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

import polars as pl
import pytest

from scripts.warehouse import PROJECT_ROOT

from .company import compute
from .random_company import write_random_company, write_reference
from .raw_layer import read_lines
from .settings import Settings
from .test_marts import with_default_dialect
from .test_oracle import Company, row

SEEDS = {
    "event_kinds": ("event_name,kind", "page_view,page_view"),
    "goals": ("goal,event_name,counting", "purchase,purchase,every"),
    "bot_patterns": ("pattern", "bot"),
    "junk_identifiers": ("identifier", "null", "guest", "-1"),
}
EVENTS = "web_event_id,visitor_id,occurred_at,event_name,customer_id,session_id,user_agent"
SESSIONS = "session_id,visitor_id,started_at,customer_id,user_agent"
INSTALLS = "install_id,device_id,platform,installed_at,customer_id"
PUSHES = "notification_id,device_id,sent_at,customer_id"
REGISTRATIONS = (
    "registration_id,live_event_id,contact_id,customer_id,registered_at,checked_in_at,cancelled_at"
)
COMMENTS = "comment_id,platform,author_id,commented_at,customer_id,is_brand_reply"
OVERRIDES = "kind,identifier,customer_id"
JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
PEOPLE = (
    *("person_identifiers", "identity_coverage", "identity_conflicts", "person_activity"),
    *("customer_timeline", "customer_engagement_monthly", "score_backtest"),
    *("engagement_metrics", "customers", "persons"),
)
# So many that identifiers of every kind and rule are behind every fact.
SOME_SEEDS = (2, 4, 5, 6, 10)

CONFLICT_TYPES = {
    *("shared_identifier", "kiosk", "junk_identifier", "same_email", "unknown_customer"),
    *("created_after_first_order", "referral_cycle"),
}
IDENTIFIED_FACTS = {
    *("web_sessions", "web_page_views", "web_conversions", "app_installs", "app_sessions"),
    *("social_comments", "event_attendances"),
}
# A new row of each kind of identifier: its table and its cells. None adds a column to the file
# whose being there decides something, as registered_at does.
LINKS = {
    "visitor": (
        "web_events",
        {
            "web_event_id": "NEW",
            "visitor_id": "{name}",
            "occurred_at": "2024-06-01",
            "event_name": "page_view",
        },
    ),
    "device": (
        "app_installs",
        {
            "install_id": "NEW",
            "device_id": "{name}",
            "platform": "ios",
            "installed_at": "2024-06-01",
        },
    ),
    "contact": (
        "event_registrations",
        {
            "registration_id": "NEW",
            "live_event_id": "L1",
            "contact_id": "{name}",
            "checked_in_at": "2024-06-01",
        },
    ),
    "author": (
        "social_mentions",
        {
            "mention_id": "NEW",
            "platform": "{platform}",
            "author_id": "{author_id}",
            "mentioned_at": "2024-06-01",
        },
    ),
}
REFERENCE_SEEDS = PROJECT_ROOT / "seeds" / "reference"

Line = dict[str, str]
Marts = dict[str, pl.DataFrame]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company without a row, whose seeds know some junk, a bot, and no override."""
    empty = Company(tmp_path)
    for name, lines in SEEDS.items():
        empty.write(name, *lines)
    return empty


def identifier(marts: Marts, kind: str, name: str) -> dict:
    """The row of an identifier."""
    return row(marts["person_identifiers"], kind=kind, identifier=name)


def persons(marts: Marts, fact: str) -> list[tuple[str, str | None, int]]:
    """Whose the rows of a fact are: rule, person and number, in order."""
    rows = marts["persons"].filter(pl.col("fact") == fact)
    return sorted(rows.select("person_rule", "person_id", "rows").rows(), key=str)


def conflicts(marts: Marts, conflict_type: str) -> list[tuple[str, int, int]]:
    """The cases of a type: subject, customers and rows, in order."""
    rows = marts["identity_conflicts"].filter(pl.col("conflict_type") == conflict_type)
    return sorted(rows.select("subject", "customers", "rows").rows())


# --- Identifiers -----------------------------------------------------------------------------


def test_a_visitor_has_the_rows_of_sessions_and_events(company):
    """2 rows of sessions and 7 events are 9 rows, the first at 08:00, the last at 12:06."""
    company.write(
        "sessions", SESSIONS, "S1,V,2024-01-01 08:00,,", "S2,V,2024-01-01 10:00,,"
    ).write(
        "web_events",
        EVENTS,
        *(f"E{minute},V,2024-01-01 12:0{minute},page_view,,," for minute in range(7)),
    )
    visitor = identifier(company.compute(), "visitor", "V")
    assert (visitor["rows"], visitor["identifier_rule"]) == (9, "unlinked")
    assert visitor["first_seen_at"] == datetime(2024, 1, 1, 8)
    assert visitor["last_seen_at"] == datetime(2024, 1, 1, 12, 6)
    assert (visitor["person_id"], visitor["customer_id"]) == ("visitor:V", None)


def test_devices_contacts_and_authors_are_of_their_own_kind(company):
    """X is a device of 2 rows, a contact of 3 and two authors; no two of them are the same.

    The contact was seen at the first known time of each row: registered on the 3rd (check-in on
    the 2nd does not matter), checked in on the 5th (cancelled on the 4th does not), and cancelled
    on the 6th. The fourth registration knows no contact, the third comment no author.
    """
    company.write("app_installs", INSTALLS, "I1,X,ios,2024-01-01,C1").write(
        "push_notifications", PUSHES, "N1,X,2024-01-02,"
    ).write(
        "event_registrations",
        REGISTRATIONS,
        "G1,L1,X,,2024-01-03,2024-01-02,",
        "G2,L1,X,,,2024-01-05,2024-01-04",
        "G3,L1,X,,,,2024-01-06",
        "G4,L1,,C1,2024-01-01,,",
    ).write(
        "social_comments",
        COMMENTS,
        "K1,vk,X,2024-01-07,C2,",
        "K2,facebook,X,2024-01-07,,",
        "K3,vk,,2024-01-08,C1,",
    ).write(
        "social_mentions",
        "mention_id,platform,author_id,mentioned_at,customer_id",
        "M1,vk,X,2024-01-09,",
    )
    marts = company.compute()
    found = marts["person_identifiers"].select("kind", "identifier", "person_id", "rows").rows()
    assert found == [
        ("author", "facebook:X", "author:facebook:X", 1),
        ("author", "vk:X", "customer:C2", 2),
        ("contact", "X", "contact:X", 3),
        ("device", "X", "customer:C1", 2),
    ]
    contact = identifier(marts, "contact", "X")
    assert contact["first_seen_at"] == datetime(2024, 1, 3)
    assert contact["last_seen_at"] == datetime(2024, 1, 6)


def test_bots_and_replies_of_the_brand_are_no_people(company):
    """B's session is a bot's by one event: none of its rows is there, nor its link to C1.

    A is an author of 1 comment; the reply that A wrote for the brand, as C1, is none of A's.
    """
    company.write(
        "web_events",
        EVENTS,
        "E1,B,2024-01-01 10:00,page_view,C1,,Googlebot",
        "E2,B,2024-01-01 10:01,page_view,C1,,",
        "E3,NULL,2024-01-01 10:01,page_view,,,bot",
    ).write(
        "social_comments", COMMENTS, "K1,vk,A,2024-01-01,,", "K2,vk,A,2024-01-02,C1,true"
    )
    marts = company.compute()
    found = marts["person_identifiers"].select("identifier", "identifier_rule", "rows").rows()
    assert found == [("vk:A", "unlinked", 1)]
    assert persons(marts, "social_comments") == [("unlinked", "author:vk:A", 1)]
    assert persons(marts, "web_sessions") == persons(marts, "web_page_views") == []
    assert marts["identity_conflicts"].is_empty()


def test_junk_is_no_identifier_and_no_customer_but_one_whom_the_customer_table_has(company):
    """Visitor ' NULL ', device 'Guest' and author '-1' of vk are nobody; author '-1x' is somebody.

    'guest' is a customer here, so that O1 is theirs, as is the device D. 'Guest' and 'null' are
    no customers: O2 and O3 are nobody's.
    """
    company.write(
        "customers", "customer_id,created_at", "guest,2024-01-01"
    ).write(
        "orders",
        "order_id,customer_id,ordered_at,status,amount",
        "O1,guest,2024-01-02,completed,1",
        "O2,Guest,2024-01-02,completed,1",
        "O3,null,2024-01-02,completed,1",
    ).write(
        "web_events", EVENTS, "E1, NULL ,2024-01-01,page_view,,,"
    ).write(
        "app_installs",
        INSTALLS,
        "I1,Guest,ios,2024-01-01,guest",
        "I2,D,ios,2024-01-01,guest",
        "I3,D,ios,2024-01-01,GUEST",
    ).write(
        "social_comments", COMMENTS, "K1,vk,-1,2024-01-01,,", "K2,vk,-1x,2024-01-01,,"
    )
    marts = company.compute()
    found = marts["person_identifiers"].select("identifier", "customer_id", "customers_seen")
    assert found.rows() == [("vk:-1x", None, 0), ("D", "guest", 1)]
    assert persons(marts, "orders") == [("none", None, 2), ("own", "customer:guest", 1)]
    assert persons(marts, "web_page_views") == [("none", None, 1)]
    assert persons(marts, "app_installs") == [
        ("linked", "customer:guest", 1),
        ("own", "customer:guest", 2),
    ]


# --- Links -----------------------------------------------------------------------------------

TWO_CUSTOMERS_ON_V = (
    "E1,V,2024-01-01 10:00,page_view,C1,,",
    "E2,V,2024-01-02 10:00,page_view,C2,,",
    "E3,V,2024-01-03 10:00,page_view,,,",
)


@pytest.mark.parametrize(
    ("overrides", "rule", "person", "seen_in_conflicts"),
    [
        ((), "shared", "visitor:V", True),
        (("visitor,V,C1",), "linked", "customer:C1", False),
        (("visitor,V,C3", "visitor,V,"), "linked", "customer:C3", False),
        (("visitor,V,",), "unlinked", "visitor:V", False),
        (("visitor,V,guest",), "unlinked", "visitor:V", False),
        (("visitor,V,C3", "visitor,V,C4", "visitor,V,C5"), "kiosk", "visitor:V", False),
        (("device,V,C1", "visitor,W,C1"), "shared", "visitor:V", True),
    ],
)
def test_the_rows_of_an_override_replace_all_links(
    company, overrides, rule, person, seen_in_conflicts
):
    """Two events of V name C1 and C2; whatever the seed says of V, these stay theirs.

    Rows about another identifier change nothing, and make no row of one that nobody saw.
    """
    company.write("web_events", EVENTS, *TWO_CUSTOMERS_ON_V)
    company.write("person_overrides", OVERRIDES, *overrides)
    marts = company.compute(shared_identifier_max_customers=2)
    assert marts["person_identifiers"].height == 1
    visitor = identifier(marts, "visitor", "V")
    assert (visitor["identifier_rule"], visitor["person_id"]) == (rule, person)
    assert visitor["customers_seen"] == 2
    assert persons(marts, "web_page_views") == [
        *((rule, person, 1),) * (rule < "own"),
        ("own", "customer:C1", 1),
        ("own", "customer:C2", 1),
        *((rule, person, 1),) * (rule > "own"),
    ]
    assert bool(conflicts(marts, "shared_identifier")) == seen_in_conflicts


def test_only_kept_rows_link(company):
    """D: I1 named C1, then was corrected to C2; I2 of C3 was deleted; I3 of C4 is rejected.

    That leaves one link, to C2. U's only row with a customer is deleted, but another is not.
    """
    company.write(
        "app_installs",
        f"{INSTALLS},_loaded_at,is_deleted",
        "I1,D,ios,2024-01-01,C1,2024-01-02,",
        "I1,D,ios,2024-01-01,C2,2024-01-03,",
        "I2,D,ios,2024-01-01,C3,2024-01-02,",
        "I2,,,,,2024-01-03,true",
        "I3,D,,2024-01-01,C4,2024-01-02,",
        "I4,U,ios,2024-01-01,C1,2024-01-02,",
        "I4,,,,,2024-01-03,true",
        "I5,U,ios,2024-01-01,,2024-01-02,",
    )
    marts = company.compute()
    found = marts["person_identifiers"].select(
        "identifier", "customer_id", "customers_seen", "rows"
    )
    assert found.rows() == [("D", "C2", 1, 1), ("U", None, 0, 1)]


@pytest.mark.parametrize(
    ("customers", "rule"),
    [(0, "unlinked"), (1, "linked"), (2, "shared"), (3, "shared"), (4, "kiosk")],
)
def test_the_number_of_customers_makes_the_rule(company, customers, rule):
    """At most 3 customers share; who is named twice, or not in the customer table, is one."""
    installs = [f"I{n},D,ios,2024-01-01,{f'C{n % customers}' if customers else ''}"
                for n in range(8)]  # fmt: skip
    company.write("app_installs", INSTALLS, *installs)
    company.write("customers", "customer_id,created_at", "C0,2024-01-01")
    marts = company.compute(shared_identifier_max_customers=3)
    device = identifier(marts, "device", "D")
    assert (device["identifier_rule"], device["customers_seen"]) == (rule, customers)
    assert device["customer_id"] == ("C0" if rule == "linked" else None)
    assert device["person_id"] == ("customer:C0" if rule == "linked" else "device:D")


# --- Whose a row is --------------------------------------------------------------------------


def test_a_session_tells_its_customer_to_its_rows(company):
    """V's session names C1 once, in 3 page views: one is own, two are by session.

    The session itself has no row in sessions, and so no customer of its own. The next day V's
    session names nobody: V is linked to C1.
    """
    company.write(
        "web_events",
        EVENTS,
        "E1,V,2024-01-01 10:00,page_view,,,",
        "E2,V,2024-01-01 10:01,page_view,C1,,",
        "E3,V,2024-01-01 10:02,page_view,,,",
        "E4,V,2024-01-02 10:00,page_view,,,",
    )
    marts = company.compute()
    one, linked = "customer:C1", ("linked", "customer:C1", 1)
    assert persons(marts, "web_page_views") == [linked, ("own", one, 1), ("session", one, 2)]
    assert persons(marts, "web_sessions") == [linked, ("session", one, 1)]


def test_a_session_of_two_customers_tells_nobody_s(company):
    """S1: its row names C1, one of its events C2: the row is C1's, the events C2's and V's.

    V is linked to C1 and C2, so the third is nobody's. S2: the row names nobody, an event of
    visitor W, in the session of V, names C3: V's row is C3's by session. The purchase of W there
    is C3's as well; the order that it names is nobody's for all that is known.
    """
    company.write(
        "sessions", SESSIONS, "S1,V,2024-01-01 10:00,C1,", "S2,V,2024-01-02 10:00,,"
    ).write(
        "web_events",
        f"{EVENTS},order_id",
        "E1,V,2024-01-01 10:00,page_view,C2,S1,,",
        "E2,V,2024-01-01 10:01,page_view,,S1,,",
        "E3,W,2024-01-02 10:00,page_view,C3,S2,,",
        "E4,W,2024-01-02 10:01,purchase,,S2,,O1",
    ).orders("O1,,2024-01-02,completed,1,")
    marts = company.compute()
    assert persons(marts, "web_sessions") == [
        ("own", "customer:C1", 1),
        ("session", "customer:C3", 1),
    ]
    assert persons(marts, "web_page_views") == [
        ("own", "customer:C2", 1),
        ("own", "customer:C3", 1),
        ("shared", "visitor:V", 1),
    ]
    assert persons(marts, "web_conversions") == [("session", "customer:C3", 1)]
    assert persons(marts, "orders") == [("none", None, 1)]
    assert identifier(marts, "visitor", "W")["person_id"] == "customer:C3"


@pytest.mark.parametrize(
    ("visitor", "session_id", "row_of_session", "rule"),
    [
        ("null", "", None, "none"),
        ("V", "", None, "session"),
        ("null", "T1", None, "session"),
        ("null", "S1", "S1,V,2024-01-01 10:00,,", "session"),
        ("null", "", "S1,null,2024-01-01 10:00,,", "session"),
    ],
)
def test_a_session_cut_from_the_events_of_junk_names_nobody(
    company, visitor, session_id, row_of_session, rule
):
    """Two events of a visitor, one names C1. Whether the other is C1's depends on the session.

    Junk without anything else: cut, so no. A real visitor: cut, but their own. With a session_id,
    or within a row of sessions (here until 11:00): not cut, so yes.
    """
    if row_of_session:
        company.write("sessions", f"{SESSIONS},ended_at", f"{row_of_session},2024-01-01 11:00")
    company.write(
        "web_events",
        EVENTS,
        f"E1,{visitor},2024-01-01 10:00,page_view,C1,{session_id},",
        f"E2,{visitor},2024-01-01 10:01,page_view,,{session_id},",
    )
    marts = company.compute()
    person = "customer:C1" if rule == "session" else None
    views = sorted([("own", "customer:C1", 1), (rule, person, 1)], key=str)
    assert persons(marts, "web_page_views") == views
    assert persons(marts, "web_sessions") == [(rule, person, 1)]


def test_messages_attendances_and_refunds_have_one_person(company):
    """M1 is of C1, whom its first event with a reader names, M2 of nobody.

    At L1: C1; then contact K, linked to C2 by a registration for L2, comes without a customer;
    G4 knows neither. A refund of O1 is C1's, that of an order that nobody knows is nobody's.
    """
    company.write(
        "email_events",
        "email_event_id,message_id,event_type,occurred_at,customer_id",
        "E1,M1,sent,2024-01-01,",
        "E2,M1,delivered,2024-01-02,C1",
        "E3,M1,opened,2024-01-03,C2",
        "E4,M2,sent,2024-01-01,",
    ).write(
        "event_registrations",
        REGISTRATIONS,
        "G1,L1,,C1,2024-01-01,,",
        "G2,L1,K,,2024-01-02,,",
        "G3,L2,K,C2,2024-01-03,,",
        "G4,L1,,,2024-01-04,,",
    ).orders("O1,C1,2024-01-01,completed,9,").write(
        "refunds",
        "refund_id,order_id,refunded_at,amount",
        "R1,O1,2024-01-02,1",
        "R2,O9,2024-01-02,1",
    )
    marts = company.compute()
    of_c1, nobody = ("own", "customer:C1", 1), ("none", None, 1)
    assert persons(marts, "email_messages") == [nobody, of_c1]
    assert persons(marts, "refunds") == [nobody, of_c1]
    assert persons(marts, "event_attendances") == [
        ("linked", "customer:C2", 1),
        nobody,
        of_c1,
        ("own", "customer:C2", 1),
    ]


# --- Shared identifiers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "sent_at", "person"),
    [
        ("nobody", "2024-01-03", "device:T"),
        ("last_known", "2023-12-31 23:59", "device:T"),
        ("last_known", "2024-01-01", "customer:C1"),
        ("last_known", "2024-01-02", "customer:C1"),
        ("last_known", "2024-01-03", "customer:C3"),
        ("last_known", "2024-01-09", "customer:C3"),
    ],
)
def test_a_shared_device_is_nobody_s_or_of_who_used_it_last(company, choice, sent_at, person):
    """T links C1 on the 1st, and C2 and C3 at the same moment of the 3rd: C3 is the greater.

    An app session without a customer on the 2nd is C1's, at the moment of a link its customer's,
    before the first link nobody's. A push that names nobody does not count as a use.
    """
    company.write(
        "app_installs",
        INSTALLS,
        "I1,T,ios,2024-01-03,C3",
        "I2,T,ios,2024-01-01,C1",
        "I3,T,ios,2024-01-03,C2",
    ).write("push_notifications", PUSHES, "N1,T,2024-01-02,").write(
        "app_sessions", "app_session_id,device_id,started_at", f"A1,T,{sent_at}"
    )
    marts = company.compute(shared_identifiers=choice)
    assert persons(marts, "app_sessions") == [("shared", person, 1)]
    assert identifier(marts, "device", "T")["person_id"] == "device:T"


def test_an_override_of_several_customers_holds_from_the_beginning(company):
    """T is decided to be C5's and C4's: of equal times the greater one, long before any link."""
    company.write("app_installs", INSTALLS, "I1,T,ios,2024-01-03,C9").write(
        "app_sessions", "app_session_id,device_id,started_at", "A1,T,2023-01-01"
    ).write("person_overrides", OVERRIDES, "device,T,C5", "device,T,C4")
    marts = company.compute(shared_identifiers="last_known")
    assert persons(marts, "app_sessions") == [("shared", "customer:C5", 1)]


def test_a_kiosk_is_nobody_s_even_if_the_last_is_known(company):
    """With at most 1 customer, 2 make a kiosk."""
    company.write(
        "app_installs", INSTALLS, "I1,T,ios,2024-01-01,C1", "I2,T,ios,2024-01-02,C2"
    ).write("app_sessions", "app_session_id,device_id,started_at", "A1,T,2024-01-03")
    marts = company.compute(shared_identifiers="last_known", shared_identifier_max_customers=1)
    assert persons(marts, "app_sessions") == [("kiosk", "device:T", 1)]


def test_customers_who_share_a_device_stay_two(company):
    """D is C1's and C2's, E is C2's alone: E never leads to C1, nor D from C2 to E."""
    company.write(
        "app_installs",
        INSTALLS,
        "I1,D,ios,2024-01-01,C1",
        "I2,D,ios,2024-01-01,C2",
        "I3,E,ios,2024-01-01,C2",
        "I4,D,ios,2024-01-01,",
        "I5,E,ios,2024-01-01,",
    )
    assert persons(company.compute(), "app_installs") == [
        ("linked", "customer:C2", 1),
        ("own", "customer:C1", 1),
        ("own", "customer:C2", 2),
        ("shared", "device:D", 1),
    ]


# --- Conflicts -------------------------------------------------------------------------------


def test_identifiers_of_several_customers_and_junk_are_conflicts(company):
    """S: 2 customers in 3 rows; K: 3 customers in 3 rows, more than the 2 that may share.

    Junk: three spellings of null as a device, which name C1 and the junk 'Guest', and '-1' as an
    author on two platforms.
    """
    company.write(
        "app_installs",
        INSTALLS,
        "I1,S,ios,2024-01-01,C1",
        "I2,S,ios,2024-01-01,C2",
        "I3,S,ios,2024-01-01,",
        *(f"I4{n},K,ios,2024-01-01,C{n}" for n in range(3)),
        "I5,null,ios,2024-01-01,C1",
        "I6, NULL,ios,2024-01-01,Guest",
        "I7,Null,ios,2024-01-01,",
    ).write(
        "social_comments", COMMENTS, "K1,vk,-1,2024-01-01,C1,", "K2,facebook,-1,2024-01-01,C2,"
    )
    marts = company.compute(shared_identifier_max_customers=2)
    assert conflicts(marts, "shared_identifier") == [("device:S", 2, 3)]
    assert conflicts(marts, "kiosk") == [("device:K", 3, 3)]
    assert conflicts(marts, "junk_identifier") == [("author:-1", 2, 2), ("device:null", 1, 3)]


def test_an_address_of_several_customers_is_a_conflict(company):
    """Ann's address is that of C1, C2 and C3, however they write it; who has none shares none.

    The MD5 of 'ann@example.org' is 8b5a6a28fc840441be692d74a81ccd1a.
    """
    company.write(
        "customers",
        "customer_id,created_at,email",
        "C1,2024-01-01,ann@example.org",
        "C2,2024-01-01,Ann@Example.org",
        "C3,2024-01-01, ANN@example.org ",
        "C4,2024-01-01,",
        "C5,2024-01-01,",
        "C6,2024-01-01,bob@example.org",
    )
    subject = "email_hash:8b5a6a28fc840441be692d74a81ccd1a"
    assert conflicts(company.compute(), "same_email") == [(subject, 3, 3)]


def test_customers_whom_the_customer_table_does_not_know_are_conflicts(company):
    """X: a session row, its 2 events (one of them a page view, which is not counted again, nor is
    the conversion that the other is), an order and its refund, a push, a mention, and a
    registration with the attendance that it makes: 1 + 2 + 1 + 1 + 1 + 1 + 1 + 1 = 9. The session
    of the day after names X in an event only: 1 row more. 'Guest' is nobody, C1 is known.
    """
    company.write("customers", "customer_id,created_at", "C1,2024-01-01").write(
        "sessions", SESSIONS, "S1,V,2024-01-01 10:00,X,", "S2,V,2024-01-02 10:00,,"
    ).write(
        "web_events",
        EVENTS,
        "E1,V,2024-01-01 10:00,page_view,X,S1,",
        "E2,V,2024-01-01 10:01,purchase,X,S1,",
        "E3,V,2024-01-02 10:00,page_view,X,S2,",
    ).orders(
        "O1,X,2024-01-01,completed,9,",
        "O2,Guest,2024-01-01,completed,9,",
        "O3,C1,2024-01-01,completed,9,",
    ).write(
        "refunds", "refund_id,order_id,refunded_at,amount", "R1,O1,2024-01-01,1"
    ).write("push_notifications", PUSHES, "N1,D,2024-01-01,X").write(
        "social_mentions",
        "mention_id,platform,author_id,mentioned_at,customer_id",
        "M1,vk,A,2024-01-01,X",
    ).write("event_registrations", REGISTRATIONS, "G1,L1,,X,2024-01-01,,")
    assert conflicts(company.compute(), "unknown_customer") == [("customer:X", 1, 10)]


def test_without_a_customer_table_nobody_is_unknown(company):
    company.orders("O1,X,2024-01-01,completed,9,")
    marts = company.compute()
    assert marts["identity_conflicts"].is_empty()
    assert persons(marts, "orders") == [("own", "customer:X", 1)]


def test_orders_before_the_day_of_creation_are_conflicts(company):
    """C1 is created on 2 January, in Berlin: 1 January 23:00 UTC. Two orders are of the 1st.

    An order of the same day at an earlier time is none, nor is a pending one. C2 never ordered
    before they were created.
    """
    company.write(
        "customers", "customer_id,created_at", "C1,2024-01-01 23:00", "C2,2024-01-02"
    ).orders(
        "O1,C1,2024-01-01 22:59,completed,1,",
        "O2,C1,2024-01-01 01:00,completed,1,",
        "O3,C1,2024-01-01 01:00,pending,1,",
        "O4,C1,2024-01-02 01:00,completed,1,",
        "O5,C2,2024-01-01 23:30,completed,1,",
    )
    marts = company.compute(reporting_timezone="Europe/Berlin")
    assert conflicts(marts, "created_after_first_order") == [("customer:C1", 1, 2)]


def test_customers_who_referred_each_other_in_a_circle_are_conflicts(company):
    """A refers A: none. B and C refer each other; D, E and F in a circle; G was referred by F.

    H was referred by I, whom nobody knows.
    """
    pairs = ("AA", "BC", "CB", "ED", "FE", "DF", "GF", "HI")
    company.write(
        "customers",
        "customer_id,created_at,referred_by_customer_id",
        *(f"{customer},2024-01-01,{referrer}" for customer, referrer in pairs),
    )
    assert conflicts(company.compute(), "referral_cycle") == [
        ("customer:B", 2, 2),
        ("customer:D", 3, 3),
    ]


# --- Coverage --------------------------------------------------------------------------------


def test_coverage_counts_rows_by_the_month_of_their_fact_s_own_date(company):
    """In Berlin 31 January 23:00 UTC is 1 February. Attendances count in the month of their event.

    A page view of 1 February, in a session that started on 31 January, is January's. G1 is for an
    event in February, G2 for one that nobody knows, without any time: it is left out. A survey
    counts on the day of the invitation, though answered in February.
    """
    company.orders("O1,,2024-01-31 22:59,pending,1,", "O2,C1,2024-01-31 23:00,completed,1,").write(
        "web_events",
        EVENTS,
        "E1,V,2024-01-31 22:50,page_view,,,",
        "E2,V,2024-01-31 23:10,page_view,,,",
    ).write("live_events", "live_event_id,starts_at", "L1,2024-02-10").write(
        "event_registrations", REGISTRATIONS, "G1,L1,K,,2024-01-01,,", "G2,L9,K,,,,"
    ).write(
        "survey_responses",
        "response_id,survey_type,invited_at,responded_at,score",
        "Q1,nps,2024-01-30,2024-02-02,9",
    )
    coverage = company.compute(reporting_timezone="Europe/Berlin")["identity_coverage"]
    assert set(coverage.rows()) == {
        ("commerce", "orders", JANUARY, "none", 1),
        ("commerce", "orders", FEBRUARY, "own", 1),
        ("web", "web_sessions", JANUARY, "unlinked", 1),
        ("web", "web_page_views", JANUARY, "unlinked", 2),
        ("live_events", "event_attendances", FEBRUARY, "unlinked", 1),
        ("surveys", "survey_responses", JANUARY, "none", 1),
    }


# --- What holds for every company ------------------------------------------------------------



def read_company(folder: Path, settings: Settings) -> dict[str, list[Line]]:
    """The raw rows of a folder as they are written, table by table."""
    paths = sorted(folder.glob("*.csv"))
    return {path.stem: list(read_lines(path, settings)) for path in paths}


def write_company(folder: Path, tables: dict[str, list[Line]]) -> None:
    """The rows as CSV of the default dialect, with all the columns that one of them has."""
    folder.mkdir()
    for table, rows in tables.items():
        names = list(dict.fromkeys(name for row_of_table in rows for name in row_of_table))
        with (folder / f"{table}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)


@dataclass
class RandomCompany:
    """A random company, its vars, its reference seeds and its tables."""

    folder: Path
    settings: Settings
    reference: Path
    marts: Marts

    def rewritten(self, tables: dict[str, list[Line]]) -> Marts:
        """The tables that other rows would make."""
        folder = self.folder.parent / f"again_{len(list(self.folder.parent.iterdir()))}"
        write_company(folder, tables)
        return compute(folder, self.reference, with_default_dialect(self.settings))


@pytest.fixture(scope="module")
def random_companies(tmp_path_factory) -> list[RandomCompany]:
    """Some random companies."""
    folder = tmp_path_factory.mktemp("random_companies")
    found = []
    for seed in SOME_SEEDS:
        raw = folder / str(seed)
        settings = write_random_company(raw, seed, unreadable_lines=False)
        seeds = write_reference(folder / f"reference_{seed}", REFERENCE_SEEDS, seed)
        found.append(RandomCompany(raw, settings, seeds, compute(raw, seeds, settings)))
    return found


def test_random_companies_meet_every_rule_and_every_conflict(random_companies):
    """No mart is compared on companies that have nothing of what it tells."""
    marts = {
        name: pl.concat(company.marts[name] for company in random_companies) for name in PEOPLE
    }
    kinds = marts["person_identifiers"].select("kind", "identifier_rule").unique()
    assert kinds.height == 4 * 4, kinds.sort("kind").rows()
    facts = marts["identity_coverage"].group_by("channel", "fact")
    for channel, fact, found in facts.agg(pl.col("person_rule").unique()).rows():
        expected = {"own", "none"}
        if fact in IDENTIFIED_FACTS:
            expected |= {"linked", "shared", "kiosk", "unlinked"}
        assert set(found) == expected | ({"session"} if channel == "web" else set()), fact
    assert set(marts["identity_conflicts"]["conflict_type"]) == CONFLICT_TYPES
    circles = marts["identity_conflicts"].filter(conflict_type="referral_cycle")
    assert set(circles["customers"]) == {2, 3}


def test_random_companies_meet_every_case_of_engagement(random_companies):
    """Every level, feeling and reason; new, idle and equal customers; months without a score."""
    marts = {
        name: pl.concat(company.marts[name] for company in random_companies) for name in PEOPLE
    }
    scores = marts["customer_engagement_monthly"]
    for column, values in (("engagement_level", 4), ("last_feeling", 3), ("is_new", 2)):
        assert scores[column].n_unique() == values, column
    for number in (1, 2, 3):
        assert scores[f"reason_{number}"].n_unique() == 4
    assert {0, 100} < set(scores["points_per_active_day_part"])
    assert scores.select("month_start", "score").is_duplicated().any()
    backtest = marts["score_backtest"]
    assert set(backtest["dimension"]) == {"all", "decile", "engagement_level"}
    totals = backtest.filter(dimension="all")
    for area in ("auc_active", "auc_buying"):
        assert totals[area].null_count() < totals.height
        assert (totals[area] < 0.5).any()
    metrics = marts["engagement_metrics"]
    for part in ("previous_active_people", "retained_people", "scored_customers"):
        assert 0 < metrics[part].null_count() < metrics.height, part
    assert (metrics["active_people"] == 0).any()
    assert (metrics["active_customers"] > 0).any()
    assert (metrics["active_people"] > metrics["active_customers"]).any()
    customers = marts["customers"]
    assert set(customers["is_in_customer_table"]) == {True, False}
    assert customers["rfm_segment"].n_unique() > 5
    for part in ("satisfaction", "support", "activity", "spend"):
        values = customers[f"health_{part}"]
        assert values.null_count() > 0, part
        assert ((values > 0) & (values < 100)).any(), part


def test_the_order_of_the_rows_means_nothing(random_companies):
    for company in random_companies:
        tables = read_company(company.folder, company.settings)
        for rows in tables.values():
            Random(0).shuffle(rows)
        shuffled = company.rewritten(tables)
        for name in PEOPLE:
            assert shuffled[name].equals(company.marts[name]), name


def new_link(marts: Marts, kind: str) -> tuple[tuple[str, str, int], Line]:
    """An identifier, with the customers that it has then, and a new row where it names CX."""
    known = marts["person_identifiers"].filter(kind=kind).select("identifier", "customers_seen")
    name, customers = next(iter(known.rows()), ("vk:NEW", 0))
    platform, _, author_id = name.partition(":")
    names = {"name": name, "platform": platform, "author_id": author_id}
    cells = {column: text.format(**names) for column, text in LINKS[kind][1].items()}
    link = {**cells, "customer_id": "CX", "_loaded_at": "2030-01-01", "is_deleted": ""}
    return (kind, name, customers + 1), link


def test_a_link_that_is_taken_back_leaves_no_trace(random_companies):
    """An identifier of each kind gets one customer more, by rows that are deleted later.

    Meanwhile no other identifier changes.
    """
    for company in random_companies:
        tables = read_company(company.folder, company.settings)
        links = {kind: new_link(company.marts, kind) for kind in LINKS}
        for kind, (_, link) in links.items():
            tables[LINKS[kind][0]].append(link)
        before = company.marts["person_identifiers"]
        with_links = company.rewritten(tables)["person_identifiers"]
        changed = with_links.join(before, on=before.columns, how="anti", nulls_equal=True)
        assert sorted(changed.select("kind", "identifier", "customers_seen").rows()) == sorted(
            identifier for identifier, _ in links.values()
        )
        for kind, (_, link) in links.items():
            deletion = {**link, "_loaded_at": "2030-01-02", "is_deleted": "true"}
            tables[LINKS[kind][0]].append(deletion)
        after = company.rewritten(tables)
        for mart in PEOPLE:
            assert after[mart].equals(company.marts[mart]), mart


def test_no_person_has_two_customer_ids(random_companies):
    """Two customers who share devices, contacts and visits by the dozen stay two persons."""
    for company in random_companies:
        for kind, name, person, customer_id, rule in company.marts["person_identifiers"].select(
            "kind", "identifier", "person_id", "customer_id", "identifier_rule"
        ).rows():
            assert (customer_id is not None) == (rule == "linked")
            assert person == (f"customer:{customer_id}" if customer_id else f"{kind}:{name}")
        for rule, person in company.marts["persons"].select("person_rule", "person_id").rows():
            if rule in ("own", "session", "linked"):
                assert person.startswith("customer:")
            elif rule in ("kiosk", "unlinked"):
                assert not person.startswith("customer:")
            else:
                assert (person is None) == (rule == "none")
        told = company.marts["customer_timeline"].select("person_id", "customer_id").unique()
        assert told["person_id"].is_unique().all()
        assert told["customer_id"].drop_nulls().is_unique().all()


def test_the_rows_of_all_persons_are_the_rows_of_the_facts(random_companies):
    """Bots, replies of the brand, and in coverage attendances without a date, are left out."""
    for company in random_companies:
        marts = company.marts
        persons_rows = dict(marts["persons"].group_by("fact").agg(pl.col("rows").sum()).rows())
        covered = dict(marts["identity_coverage"].group_by("fact").agg(pl.col("rows").sum()).rows())
        for fact, rows in persons_rows.items():
            if fact not in marts:
                continue
            flags = {"is_bot", "is_brand_reply"} & set(marts[fact].columns)
            counted = marts[fact].filter(~pl.any_horizontal(pl.lit(False), *flags))
            assert rows == counted.height, fact
            if fact == "event_attendances":
                counted = counted.drop_nulls("event_date")
            assert covered[fact] == counted.height, fact


def test_every_row_of_a_device_is_that_of_an_identifier_or_of_junk(random_companies):
    """Installs, app sessions and pushes always have a device."""
    for company in random_companies:
        devices = company.marts["person_identifiers"].filter(kind="device")["rows"].sum()
        junk = company.marts["identity_conflicts"].filter(
            pl.col("subject").str.starts_with("device:"), conflict_type="junk_identifier"
        )["rows"].sum()
        tables = ("app_installs", "app_sessions", "push_notifications")
        counts = company.marts["row_counts"].filter(pl.col("raw_table").is_in(tables))
        assert devices + junk == counts["kept"].sum()
