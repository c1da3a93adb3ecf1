"""Worked examples of the app, with the arithmetic in words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from .test_oracle import Company, row, total

INSTALLS = "install_id,device_id,installed_at,uninstalled_at,is_reinstall,country,platform"
SESSIONS = "app_session_id,device_id,customer_id,started_at,ended_at,foreground_seconds"
RATINGS = "rating_id,platform,rated_at,stars,country"
PUSHES = "notification_id,device_id,sent_at,delivered_at,opened_at"
MARCH = date(2024, 3, 1)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """An empty company."""
    return Company(tmp_path)


def test_retention_is_of_the_exact_local_day_and_only_of_days_that_are_over(company):
    """As of 4 March. I1 of the 1st: day 1, the 2nd, has a session; I2 of the 3rd: day 1, the 4th,
    is over and empty; I3 of the 4th: day 1 is not over. 1 of 2 = 50 %; day 7 of nobody is over.
    In Berlin 23:30 UTC of the 1st is 00:30 of the 2nd.
    """
    company.write(
        "app_installs",
        INSTALLS,
        "I1,D1,2024-03-01 10:00,,,DE,ios",
        "I2,D2,2024-03-03 10:00,,,DE,ios",
        "I3,D3,2024-03-04 10:00,,,DE,ios",
        "I4,D3,2024-03-04 11:00,,true,DE,ios",
    )
    company.write("app_sessions", SESSIONS, "S1,D1,,2024-03-01 23:30,,60")
    march = total(
        company.compute(reporting_timezone="Europe/Berlin")["app_metrics"], "month", MARCH
    )
    assert march["installs"] == 3
    assert march["day1_eligible_installs"] == 2
    assert march["install_day1_retention"] == 50
    assert march["day7_eligible_installs"] == 0
    assert march["install_day7_retention"] is None


def test_uninstalls_are_devices_and_include_those_of_reinstalls(company):
    """D1 removes the app twice in March, D2 once: 2 devices. An end before its start is unknown."""
    company.write(
        "app_installs",
        INSTALLS,
        "I1,D1,2024-03-01 10:00,2024-03-02 10:00,,DE,ios",
        "I2,D1,2024-03-03 10:00,2024-03-04 10:00,yes,DE,ios",
        "I3,D2,2024-03-03 10:00,2024-03-31 10:00,,FR,ios",
        "I4,D3,2024-03-03 10:00,2024-03-02 10:00,,FR,ios",
    )
    metrics = company.compute()["app_metrics"]
    assert total(metrics, "month", MARCH)["uninstalls"] == 2
    assert total(metrics, "month", MARCH)["installs"] == 3
    assert total(metrics, "day", date(2024, 3, 4))["uninstalls"] == 1


def test_users_are_customers_else_devices_and_unknown_minutes_are_unknown(company):
    """C1 on two devices and the nameless D3: 2 users. 45 s in the foreground and 10:00:00 to
    10:01:15 without: 120 s = 2 minutes, 1 per user. On the 2nd nothing is known.
    """
    company.write(
        "app_sessions",
        SESSIONS,
        "S1,D1,C1,2024-03-01 09:00,2024-03-01 10:00,45",
        "S2,D2,C1,2024-03-01 10:00:00,2024-03-01 10:01:15,",
        "S3,D3,,2024-03-01 11:00,,",
        "S4,D3,,2024-03-02 11:00,,-5",
    )
    metrics = company.compute()["app_metrics"]
    march = total(metrics, "month", MARCH)
    assert (march["app_active_users"], march["app_sessions"]) == (2, 4)
    assert march["app_minutes"] == Decimal(2)
    assert march["app_minutes_per_user"] == 1
    second = total(metrics, "day", date(2024, 3, 2))
    assert second["app_minutes"] is None
    assert second["app_minutes_per_user"] is None


def test_pushes_are_dated_on_their_sending_with_the_install_of_then(company):
    """N1 and N2 reach D1: opened without a receipt, and delivered; a session exactly 24 hours
    after N2's delivery returns to it, and is later than a day after N1. 1 of 2 = 50 % each.
    N3 never arrives. Country: that of the install of 1 March, not that of the 5th.
    """
    company.write(
        "app_installs",
        INSTALLS,
        "I1,D1,2024-03-01 10:00,,,DE,ios",
        "I2,D1,2024-03-05 10:00,,1,FR,ios",
    )
    company.write("app_sessions", SESSIONS, "S1,D1,,2024-03-06 09:00,,60")
    company.write(
        "push_notifications",
        PUSHES,
        "N1,D1,2024-03-04 08:00,,2024-03-05 08:59",
        "N2,D1,2024-03-04 08:00,2024-03-05 09:00,",
        "N3,D1,2024-03-04 08:00,,",
    )
    metrics = company.compute()["app_metrics"]
    fourth = {"period_grain": "day", "period_start": date(2024, 3, 4)}
    german = row(metrics, **fourth, dimension="country", dimension_value="DE")
    assert (german["push_delivered"], german["push_opened"], german["push_returned"]) == (2, 1, 1)
    assert german["push_open_rate"] == german["push_return_rate"] == 50
    assert row(metrics, **fourth, dimension="platform", dimension_value="(none)") == {
        **german,
        "dimension": "platform",
        "dimension_value": "(none)",
    }


def test_ratings_have_the_country_of_their_store_and_no_source(company):
    """5 and 2 stars: 7 / 2 = 3.5. A rating of 4.5 stars is rejected."""
    company.write(
        "app_ratings",
        RATINGS,
        "A1,ios,2024-03-01,5,DE",
        "A2,ios,2024-03-02,2,",
        "A3,ios,2024-03-02,4.5,DE",
    )
    metrics = company.compute()["app_metrics"]
    assert total(metrics, "month", MARCH)["avg_app_rating"] == 3.5
    month = {"period_grain": "month", "period_start": MARCH}
    unknown = row(metrics, **month, dimension="acquisition_source", dimension_value="(none)")
    assert unknown["app_ratings"] == 2
    assert row(metrics, **month, dimension="country", dimension_value="DE")["app_ratings"] == 1
