"""Worked examples of email, with the arithmetic in words, that anchor the oracle itself."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from .company import compute
from .settings import Settings

EVENTS = "email_event_id,message_id,campaign_id,customer_id,event_type,occurred_at,is_machine"


class Mail:
    """A company that does nothing but send email, in a temporary folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "exchange_rates.csv").write_text("base_currency,currency,valid_from,rate\n")
        (folder / "age_groups.csv").write_text("age_group,min_age,max_age\n")
        (folder / "email_campaigns.csv").write_text(
            "campaign_id,email_type\nN,Newsletter\nP,promotion\n"
        )

    def compute(self, *events: str, **choices: object) -> dict[str, pl.DataFrame]:
        """Every mart; each event is message,campaign,customer,type,time,is_machine."""
        lines = [f"E{number},{event}" for number, event in enumerate(events)]
        (self.folder / "email_events.csv").write_text("\n".join((EVENTS, *lines)) + "\n")
        return compute(self.folder, self.folder, Settings(**choices))


@pytest.fixture
def mail(tmp_path: Path) -> Mail:
    """Two campaigns and no message."""
    return Mail(tmp_path)


def row(frame: pl.DataFrame, **where: object) -> dict:
    """The only row that meets the conditions."""
    found = frame.filter(*(pl.col(name) == value for name, value in where.items()))
    assert found.height == 1, f"{found.height} rows for {where}"
    return found.row(0, named=True)


def test_a_bounce_wins_a_tie_and_a_later_delivery_wins(mail):
    """M1: both at ten. M2: delivered a minute after the bounce. M3: no news of delivery."""
    messages = mail.compute(
        "M1,N,A,bounced,2024-03-01 10:00,",
        "M1,N,A,delivered,2024-03-01 10:00,",
        "M2,N,A,bounced,2024-03-01 10:00,",
        "M2,N,A,delivered,2024-03-01 10:01,",
        "M3,N,A,clicked,2024-03-01 10:00,true",
    )["email_messages"]
    assert messages["delivery_state"].to_list() == ["bounced", "delivered", "delivered"]


def test_a_person_s_click_is_an_open_and_a_machine_s_is_not(mail):
    """2 delivered, one clicked by a person, one by a machine: 1 / 2 = 50 %, with machines 100 %."""
    metrics = mail.compute(
        "M1,N,A,clicked,2024-03-01 10:00,",
        "M2,N,B,clicked,2024-03-01 10:00,yes",
    )["email_metrics"]
    total = row(metrics, period_grain="day", dimension="all")
    assert (total["open_rate"], total["open_rate_with_machines"]) == (50, 100)
    assert (total["click_rate"], total["click_to_open_rate"], total["openers"]) == (50, 100, 1)


def test_openers_are_dated_on_the_opening_and_rates_on_the_sending(mail):
    """Sent in February, opened at 23:30 UTC of 31 March, which is April in Berlin."""
    metrics = mail.compute(
        "M1,N,A,sent,2024-02-29 12:00,",
        "M1,N,A,opened,2024-03-31 23:30,",
        reporting_timezone="Europe/Berlin",
    )["email_metrics"].filter(period_grain="month", dimension="all")
    assert [start.month for start in metrics["period_start"]] == [2, 3, 4]
    assert metrics["open_rate"].to_list() == [100, None, None]
    assert metrics["openers"].to_list() == [0, 0, 1]
    assert metrics["newsletter_openers"].to_list() == [0, 0, 1]


def test_a_regular_opener_opened_in_four_days_in_a_row_within_the_value(mail):
    """A opened on four days, on the third one only a promotion: regular in all, nowhere else."""
    metrics = mail.compute(
        *(
            f"M{day},{'P' if day == 3 else 'N'},A,opened,2024-03-0{day} 10:00,"
            for day in (1, 2, 3, 4)
        )
    )["email_metrics"].filter(period_grain="day", period_start=date(2024, 3, 4))
    regular = dict(zip(metrics["dimension"], metrics["regular_openers"], strict=True))
    assert (regular["all"], regular["email_type"], regular["customer_segment"]) == (1, 0, 1)


@pytest.mark.parametrize(("opened", "fully_engaged"), [(3, 0), (4, 1)])
def test_four_of_five_newsletters_make_a_fully_engaged_subscriber(mail, opened, fully_engaged):
    """4 / 5 = 0.8 is enough, 3 / 5 is not; a bounced sixth is not asked for."""
    events = [f"M{number},N,A,sent,2024-03-0{number + 1} 10:00," for number in range(6)]
    events += [f"M{number},N,A,opened,2024-05-01 10:00," for number in range(opened)]
    metrics = mail.compute(*events, "M5,N,A,bounced,2024-03-07 10:00,")["email_metrics"]
    march = row(metrics, period_grain="month", dimension="all", period_start=date(2024, 3, 1))
    assert march["fully_engaged_subscribers"] == fully_engaged
