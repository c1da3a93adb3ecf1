"""Zendesk: the figures of its scenario, and people who are customers of a shop."""

import duckdb

from tests.adapters.source_folder import SourceFolder

TICKETS = "id,created_at,status,requester_id,via_channel,assignee_id,group_id,priority\n"
USERS = "id,role,email,created_at,name\n"


def test_the_scenario_has_its_tickets(scenario: duckdb.DuckDBPyConnection) -> None:
    """zendesk/expected.csv: the deleted and the merged one left out, with their messages."""
    channels = scenario.execute(
        "select support_channel, count(*) from support_tickets group by all order by all"
    ).fetchall()
    assert channels == [
        ("email", 1), ("form", 2), ("live_chat", 1), ("messaging", 1), ("other", 1), ("phone", 1),
    ]
    assert scenario.execute("select count(*) from stg_support_messages").fetchall() == [(19,)]
    assert scenario.execute(
        "select ticket_id, status, solved_at::varchar, reopens "
        "from stg_support_tickets order by all"
    ).fetchall() == [
        ("desk:1", "closed", "2025-03-01 12:00:00", 0),
        ("desk:2", "solved", "2025-03-02 09:00:00", 1),
        ("desk:3", "solved", "2025-03-02 12:20:00", 0),
        ("desk:5", "pending", None, 0),
        ("desk:7", "open", None, 0),
        ("desk:8", "solved", "2025-03-05 09:03:00", 0),
        ("desk:9", "open", None, 0),
    ]


def test_the_scenario_has_its_times(scenario: duckdb.DuckDBPyConnection) -> None:
    """Private notes and bots answer nobody; an agent who begins has answered at once."""
    assert scenario.execute(
        "select ticket_id, round(first_response_minutes, 5)::double from support_tickets "
        "order by all"
    ).fetchall() == [
        ("desk:1", 30), ("desk:2", 240), ("desk:3", 2.08333), ("desk:5", None), ("desk:7", 0),
        ("desk:8", None), ("desk:9", None),
    ]
    assert scenario.execute(
        "select ticket_id from support_tickets where is_bot_resolved order by all"
    ).fetchall() == [("desk:8",)]
    [row] = scenario.execute(
        "select tickets, round(avg_first_response_minutes, 6), round(avg_resolution_hours, 6), "
        "round(resolution_rate, 6) from support_metrics where period_grain = 'month' "
        "and period_start = '2025-03-01' and dimension = 'all'"
    ).fetchall()
    assert row == (7, 68.020833, 6.595833, 57.142857)


def test_who_asks_is_the_customer_of_the_shop_with_that_address(sources: SourceFolder) -> None:
    """With customer_id_of; an address of two customers names neither, and with customers: users the
    others are customers of their own."""
    sources.write(
        "shop/customer.csv",
        "id,created_at,email\n1,2025-01-01,eve@example.com\n2,2025-01-01,two@example.com\n"
        "3,2025-01-01,two@example.com\n",
    )
    sources.write(
        "desk/user.csv",
        USERS + "11,end-user,EVE@example.com ,2025-01-02,Eve\n12,end-user,two@example.com,"
        "2025-01-02,Two\n13,end-user,new@example.com,2025-01-02,New\n14,agent,a@example.com,,A\n",
    )
    sources.write(
        "desk/ticket.csv",
        TICKETS + "".join(f"{n},2025-03-01,open,1{n},web,14,,\n" for n in (1, 2, 3)),
    )
    systems = {
        "shopify": {"shop": {"files": str(sources.path / "shop")}},
        "zendesk": {
            "desk": {
                "files": str(sources.path / "desk"), "customer_id_of": "shop",
                "customers": "users",
            }
        },
    }
    run = sources.dbt(["run", "--select", "+stg_support_tickets", "+stg_customers"], systems)
    assert run.success, run.failures()
    assert sources.rows(
        "select ticket_id, customer_id from stg_support_tickets order by all"
    ) == [("desk:1", "shop:1"), ("desk:2", "desk:12"), ("desk:3", "desk:13")]
    assert sources.rows("select customer_id from stg_customers order by all") == [
        ("desk:12",), ("desk:13",), ("shop:1",), ("shop:2",), ("shop:3",),
    ]
