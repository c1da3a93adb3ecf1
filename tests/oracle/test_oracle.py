"""Worked examples, with the arithmetic in words, that anchor the oracle itself."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from .casting import cast_boolean, cast_decimal, cast_integer, cast_timestamp
from .company import compute
from .compare import compare
from .random_company import write_random_company
from .settings import Settings

EXCHANGE_RATES = """base_currency,currency,valid_from,rate
EUR,USD,2024-01-01,0.9
EUR,USD,2024-02-01,0.8
EUR,GBP,2024-01-01,1.2
USD,CNY,2024-01-01,0.14
"""
AGE_GROUPS = """age_group,min_age,max_age
under_18,0,17
18-24,18,24
25-34,25,34
35-44,35,44
45-54,45,54
55-64,55,64
65+,65,
"""
SOME_SEEDS = range(12)
REASONS = {
    "customers": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "subscriptions": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "orders": {
        "missing",
        "not_castable",
        "below_zero",
        "not_in_list",
        "after_loaded_at",
        "no_exchange_rate",
        "unreadable",
    },
    "refunds": {
        "missing",
        "not_castable",
        "not_above_zero",
        "after_loaded_at",
        "no_exchange_rate",
        "unreadable",
    },
    "experiments": {"missing", "not_castable", "unreadable"},
    "customer_identities": {"missing", "unreadable"},
    "reviews": {"missing", "not_castable", "outside_scale", "after_loaded_at", "unreadable"},
    "email_campaigns": {"missing", "unreadable"},
    "email_events": {"missing", "not_castable", "not_in_list", "after_loaded_at", "unreadable"},
    "search_performance": {
        "missing",
        "not_castable",
        "below_zero",
        "clicks_above_impressions",
        "after_loaded_at",
        "unreadable",
    },
    "support_tickets": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "support_messages": {
        "missing",
        "not_castable",
        "not_in_list",
        "after_loaded_at",
        "unreadable",
    },
    "live_events": {"missing", "not_castable", "unreadable"},
    "event_registrations": {"missing", "unreadable"},
    "event_questions": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "survey_responses": {"missing", "not_in_list", "unreadable"},
    "app_installs": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "app_sessions": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "app_ratings": {
        "missing",
        "not_castable",
        "below_zero",
        "outside_scale",
        "after_loaded_at",
        "unreadable",
    },
    "push_notifications": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "social_posts": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "social_comments": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "social_mentions": {"missing", "not_castable", "after_loaded_at", "unreadable"},
    "social_followers": {
        "missing",
        "not_castable",
        "below_zero",
        "after_loaded_at",
        "unreadable",
    },
}


class Company:
    """A company in a temporary folder, written table by table as CSV text."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "exchange_rates.csv").write_text(EXCHANGE_RATES)
        (folder / "age_groups.csv").write_text(AGE_GROUPS)
        (folder / "watched_keywords.csv").write_text("keyword,keyword_group\n")

    def write(self, table: str, header: str, *lines: str) -> "Company":
        """Write one raw table."""
        (self.folder / f"{table}.csv").write_text("\n".join((header, *lines)) + "\n")
        return self

    def orders(self, *lines: str) -> "Company":
        """Write orders, each as order_id,customer_id,ordered_at,status,amount,currency."""
        header = "order_id,customer_id,ordered_at,status,amount,currency"
        return self.write("orders", header, *lines)

    def compute(self, **choices) -> dict[str, pl.DataFrame]:
        """Every mart, with these vars."""
        return compute(self.folder, self.folder, Settings(**choices))


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """An empty company."""
    return Company(tmp_path)


def row(frame: pl.DataFrame, **where) -> dict:
    """The only row that meets the conditions."""
    found = frame.filter(*(pl.col(name) == value for name, value in where.items()))
    assert found.height == 1, f"{found.height} rows for {where}"
    return found.row(0, named=True)


def total(frame: pl.DataFrame, grain: str, start: date, **where) -> dict:
    """The row of dimension 'all' for a period."""
    return row(frame, period_grain=grain, period_start=start, dimension="all", **where)


# --- Casting ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-03-31T10:00:00Z", datetime(2024, 3, 31, 10)),
        ("2024-03-31 10:00", datetime(2024, 3, 31, 10)),
        ("2024-03-31 10:00:00.5 +02", datetime(2024, 3, 31, 8, 0, 0, 500000)),
        ("2024-03-31T10:00:00-0330", datetime(2024, 3, 31, 13, 30)),
        ("2024-07-01", datetime(2024, 6, 30, 22)),
    ],
)
def test_timestamps_become_utc_and_a_bare_date_is_midnight_in_berlin(text, value):
    assert cast_timestamp(text, "Europe/Berlin") == value


@pytest.mark.parametrize(
    "text",
    ["31.12.2023", "2023-02-29", "2024-01-01T24:00", "2024-01-01 10", "2024-1-1", "2024-01-01Z",
     "2024-01-01T10:00+99:99", "2024-01-01T10:00-14:01"],
)
def test_other_timestamps_are_faults(text):
    with pytest.raises(ValueError):
        cast_timestamp(text, "UTC")


def test_numbers_and_flags_are_cast_by_the_letter():
    """0.0000005 rounds away from zero to 0.000001; 12 nines and a half round up to 13 digits."""
    assert cast_integer("+7.00") == 7
    assert cast_integer("0" * 9 + "9" * 12) == 999_999_999_999
    assert cast_decimal("1.5E-1") == Decimal("0.15")
    assert cast_decimal("0.0000005") == Decimal("0.000001")
    assert cast_decimal("-0.0000005") == Decimal("-0.000001")
    assert cast_boolean("YES") is True
    for cast, text in (
        (cast_integer, "1.5"),
        (cast_integer, "1000000000000"),
        (cast_decimal, "1,000.00"),
        (cast_decimal, "NaN"),
        (cast_decimal, "999999999999.9999999"),
        (cast_boolean, "y"),
    ):
        with pytest.raises(ValueError):
            cast(text)


# --- Raw rows --------------------------------------------------------------------------------


def test_the_latest_good_row_of_a_key_wins(company):
    """Five rows of O1: 10, then 20, then a broken 30; of two loaded together the greater text.

    '9' sorts after '20' and '10' as text, so O2 is 9. The broken row is rejected, not superseded:
    5 raw = 2 kept + 1 rejected + 2 superseded.
    """
    company.write(
        "orders",
        "order_id,ordered_at,status,amount,_loaded_at",
        "O1,2024-01-01,completed,10,2024-01-02",
        "O1,2024-01-01,completed,20,2024-01-03",
        "O1,2024-01-01,done,30,2024-01-04",
        "O2,2024-01-01,completed,9,2024-01-02T00:00:00Z",
        "O2,2024-01-01,completed,20,2024-01-02",
    )
    marts = company.compute()
    assert marts["orders"]["amount"].to_list() == [Decimal(20), Decimal(9)]
    assert marts["rejected_rows"].rows() == [("orders", ["O1"], "status", "not_in_list")]
    counts = row(marts["row_counts"], raw_table="orders")
    assert [counts[name] for name in ("raw", "kept", "rejected", "superseded", "deleted")] == [
        *(5, 2, 1, 2, 0)
    ]


def test_a_deletion_wins_a_tie_and_a_later_row_brings_the_key_back(company):
    """O1 is deleted in the same moment, O2 is deleted and returns, O3 was deleted too early."""
    company.write(
        "orders",
        "order_id,ordered_at,status,amount,_loaded_at,is_deleted",
        "O1,2024-01-01,completed,10,2024-01-02,",
        "O1,,,,2024-01-02,true",
        "O2,2024-01-01,completed,10,2024-01-02,",
        "O2,,,,2024-01-03,T",
        "O2,2024-01-01,completed,11,2024-01-04,no",
        "O3,,,,2024-01-01,1",
        "O3,2024-01-01,completed,12,2024-01-02,maybe",
    )
    marts = company.compute()
    assert marts["orders"]["order_id"].to_list() == ["O2", "O3"]
    assert marts["nulled_values"].rows() == [("orders", ["O3"], "is_deleted", "not_castable")]
    counts = row(marts["row_counts"], raw_table="orders")
    assert [counts[name] for name in ("raw", "kept", "rejected", "superseded", "deleted")] == [
        *(7, 2, 0, 4, 1)
    ]


def test_an_activity_may_be_loaded_up_to_one_day_before_it_happens(company):
    company.write(
        "orders",
        "order_id,ordered_at,status,amount,_loaded_at",
        "O1,2024-01-02T00:00:00Z,completed,10,2024-01-01T00:00:00Z",
        "O2,2024-01-02T00:00:00.000001Z,completed,10,2024-01-01T00:00:00Z",
    )
    marts = company.compute()
    assert marts["orders"]["order_id"].to_list() == ["O1"]
    assert marts["rejected_rows"].rows() == [("orders", ["O2"], "ordered_at", "after_loaded_at")]


def test_an_end_before_its_start_costs_the_value_and_equal_is_fine(company):
    """T1's end is read as null, so T1 runs on; T2 ends as it starts."""
    company.write(
        "subscriptions",
        "subscription_id,customer_id,started_at,ended_at",
        "T1,C1,2024-01-10,2024-01-09",
        "T2,C2,2024-01-10,2024-01-10",
    )
    marts = company.compute(as_of_date=date(2024, 2, 29))
    assert marts["nulled_values"].rows() == [("subscriptions", ["T1"], "ended_at", "before_start")]
    february = total(
        marts["customer_retention"], "month", date(2024, 2, 1), basis="subscription"
    )
    assert february["customers_at_start"] == 1


def test_lines_that_do_not_split_into_the_columns_are_unreadable(company):
    company.write("orders", "order_id,ordered_at,status,amount", "O1,2024-01-01", "O2,a,b,c,d")
    marts = company.compute()
    assert marts["rejected_rows"]["reason"].to_list() == ["unreadable", "unreadable"]
    assert row(marts["row_counts"], raw_table="orders")["raw"] == 2


# --- Time ------------------------------------------------------------------------------------


def test_an_order_falls_on_the_local_day_on_both_sides_of_the_clock_change(company):
    """Berlin, 2024-03-31: 23:30Z the day before is 00:30 (+1), 22:30Z that day is 00:30 (+2) next.

    21:59Z is still 23:59 of the 31st: the day has 23 hours.
    """
    company.orders(
        "O1,C1,2024-03-30T22:59:59Z,completed,10,",
        "O2,C1,2024-03-30T23:00:00Z,completed,10,",
        "O3,C1,2024-03-31T21:59:59Z,completed,10,",
        "O4,C1,2024-03-31T22:00:00Z,completed,10,",
    )
    marts = company.compute(reporting_timezone="Europe/Berlin")
    assert [day.isoformat() for day in marts["orders"]["ordered_date"]] == [
        "2024-03-30",
        "2024-03-31",
        "2024-03-31",
        "2024-04-01",
    ]
    days = marts["commerce_metrics"]
    assert total(days, "day", date(2024, 3, 31))["orders"] == 2
    assert total(days, "week", date(2024, 3, 25))["orders"] == 3


def test_the_as_of_day_counts_as_over_and_later_rows_stay_in_incomplete_periods(company):
    """As of 2024-01-31 January is over; the order of 5 March stands alone, February has no row."""
    company.orders("O1,C1,2024-01-05,completed,10,", "O2,C1,2024-03-05,completed,10,")
    months = company.compute(as_of_date=date(2024, 1, 31))["commerce_metrics"].filter(
        pl.col("period_grain") == "month", pl.col("dimension") == "all"
    )
    assert months.select("period_start", "is_complete", "orders").rows() == [
        (date(2024, 1, 1), True, 1),
        (date(2024, 3, 1), False, 1),
    ]


# --- Commerce --------------------------------------------------------------------------------


def test_refunds_count_on_their_own_day_at_that_day_s_rate(company):
    """100 USD sold in January at 0.9 = 90; 50 USD of it back in February at 0.8 = 40.

    R2 returns a pending order, which never was revenue; R3's order nobody knows, in EUR: 5. The
    order of O3 has no rate (JPY) and is in no mart, yet it tells R4 its customer: 7 EUR of C9.
    February: 0 gross, 40 + 5 + 7 = 52 refunded, net -52.
    """
    company.orders(
        "O1,C1,2024-01-10,completed,100,usd",
        "O2,C1,2024-01-10,pending,100,",
        "O3,C9,2024-01-10,completed,100,JPY",
    ).write(
        "refunds",
        "refund_id,order_id,refunded_at,amount,currency",
        "R1,O1,2024-02-10,50,",
        "R2,O2,2024-02-10,50,",
        "R3,O7,2024-02-10,5,",
        "R4,O3,2024-02-10,7,EUR",
    )
    marts = company.compute()
    january = total(marts["commerce_metrics"], "month", date(2024, 1, 1))
    february = total(marts["commerce_metrics"], "month", date(2024, 2, 1))
    assert (january["gross_revenue"], january["net_revenue"]) == (Decimal(90), Decimal(90))
    assert (february["orders"], february["average_order_value"]) == (0, None)
    assert (february["refunded_amount"], february["net_revenue"]) == (Decimal(52), Decimal(-52))
    assert marts["refunds"]["is_counted"].to_list() == [True, False, True, True]
    assert marts["refunds"]["customer_id"].to_list() == ["C1", "C1", None, "C9"]
    assert marts["refunds"]["brand"].to_list() == ["default", "default", "(none)", "default"]
    assert marts["rejected_rows"].rows() == [("orders", ["O3"], "currency", "no_exchange_rate")]


def test_a_rate_holds_from_its_own_day_to_the_day_before_the_next(company):
    """USD is 0.9 up to 31 January and 0.8 from 1 February; before 2024 there is none.

    CNY has a rate in another base currency only.
    """
    company.orders(
        "O1,C1,2023-12-31,completed,100,USD",
        "O2,C1,2024-01-31,completed,100,USD",
        "O3,C1,2024-02-01,completed,100,USD",
        "O4,C1,2024-02-01,completed,100,CNY",
    )
    orders = company.compute()["orders"]
    assert orders.select("order_id", "base_amount").rows() == [
        ("O2", Decimal(90)),
        ("O3", Decimal(80)),
    ]


def test_a_repeat_buyer_has_an_order_that_is_not_their_first(company):
    """January: C1 buys twice, C2 once, a guest once: 3 orders of buyers, 1 repeat of 2 buyers.

    February: C2 buys again: 1 of 1. C1's two orders share a moment, so the smaller id is first;
    the cancelled order and the guest have no rank.
    """
    company.orders(
        "O2,C1,2024-01-10,completed,10,",
        "O1,C1,2024-01-10,completed,10,",
        "O3,C2,2024-01-11,completed,10,",
        "O4,C2,2024-01-01,cancelled,10,",
        "O5,,2024-01-12,completed,10,",
        "O6,C2,2024-02-11,completed,10,",
    )
    marts = company.compute()
    assert marts["orders"]["order_rank"].to_list() == [1, 2, 1, None, None, 2]
    january = total(marts["commerce_metrics"], "month", date(2024, 1, 1))
    february = total(marts["commerce_metrics"], "month", date(2024, 2, 1))
    assert (january["orders"], january["buyers"], january["buyer_orders"]) == (4, 2, 3)
    assert (january["repeat_buyers"], january["repeat_purchase_rate"]) == (1, 50.0)
    assert (february["repeat_buyers"], february["repeat_purchase_rate"]) == (1, 100.0)


def test_a_frequent_buyer_ordered_in_each_of_three_months_by_the_end_of_the_period(company):
    """The week from 26 February ends on 3 March, so its months are January to March.

    C1 has ordered in all three by then; C2's order of March comes on the 21st, too late for the
    week; C3 ordered in December to February. In the month of March C1 and C2 are frequent.
    """
    company.orders(
        *("O1,C1,2024-01-05,completed,10,", "O2,C1,2024-02-27,completed,10,"),
        *("O3,C1,2024-03-02,completed,10,", "O4,C2,2024-01-05,completed,10,"),
        *("O5,C2,2024-02-27,completed,10,", "O6,C2,2024-03-21,completed,10,"),
        *("O7,C3,2023-12-05,completed,10,", "O8,C3,2024-01-05,completed,10,"),
        "O9,C3,2024-02-27,completed,10,",
    )
    metrics = company.compute()["commerce_metrics"]
    assert total(metrics, "week", date(2024, 2, 26))["frequent_buyers"] == 1
    assert total(metrics, "day", date(2024, 2, 27))["frequent_buyers"] == 1
    assert total(metrics, "month", date(2024, 3, 1))["frequent_buyers"] == 2


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2024, 1, 31)])
def test_the_months_of_an_unfinished_period_end_with_the_as_of_date_s(company, as_of):
    """The week from 26 February, as of the 29th: December to February, so C3 is frequent.

    As of 31 January the week lies ahead and its first day stands in: the same three months.
    """
    company.orders(
        *("O1,C1,2024-02-27,completed,10,", "O2,C1,2024-03-02,completed,10,"),
        *("O3,C3,2023-12-05,completed,10,", "O4,C3,2024-01-05,completed,10,"),
        "O5,C3,2024-02-27,completed,10,",
    )
    metrics = company.compute(as_of_date=as_of)["commerce_metrics"]
    week = total(metrics, "week", date(2024, 2, 26))
    assert (week["buyers"], week["frequent_buyers"]) == (2, 1)


def test_a_customer_referring_themselves_is_no_referral(company):
    """Of C1 (by C2), C2 (by C2), C3 (by a stranger) and C4 two are referred: 50 %."""
    company.write(
        "customers",
        "customer_id,created_at,referred_by_customer_id",
        "C1,2024-01-01,C2",
        "C2,2024-01-01,C2",
        "C3,2024-01-01,C9",
        "C4,2024-01-01,",
    )
    january = total(company.compute()["commerce_metrics"], "month", date(2024, 1, 1))
    assert (january["new_customers"], january["referred_customers"]) == (4, 2)
    assert january["referral_rate"] == 50.0


def test_attributes_are_those_of_the_as_of_date(company):
    """As of 2024-03-15. C1 ordered in January, February, March: monthly, and 24 years old.

    C2 has two orders in one month: occasional. C3's only other order comes later: one_time, and
    the plan is that of the later term of two. C4 ordered only later: none. C5 is unknown.
    """
    company.write(
        "customers",
        "customer_id,created_at,country,birth_year",
        "C1,2024-01-01,DE,2000",
        "C2,2024-01-01,DE,1999",
        "C3,2024-01-01,,2030",
        "C4,2024-01-01,US,",
    ).orders(
        *("O1,C1,2024-01-05,completed,10,", "O2,C1,2024-02-05,completed,10,"),
        *("O3,C1,2024-03-15,completed,10,", "O4,C2,2024-03-01,completed,10,"),
        *("O5,C2,2024-03-02,completed,10,", "O6,C3,2024-03-03,completed,10,"),
        *("O7,C3,2024-03-16,completed,10,", "O8,C4,2024-03-16,completed,10,"),
        "O9,C5,2024-03-01,completed,10,",
    ).write(
        "subscriptions",
        "subscription_id,customer_id,plan,started_at,ended_at",
        "T1,C3,basic,2024-01-01,",
        "T2,C3,plus,2024-02-01,2024-03-16",
        "T3,C3,gold,2024-02-02,2024-03-15",
        "T4,C3,later,2024-03-16,",
    )
    marts = company.compute(as_of_date=date(2024, 3, 15))
    segments = marts["commerce_metrics"].filter(
        pl.col("period_grain") == "month",
        pl.col("period_start") == date(2024, 3, 1),
        pl.col("dimension") == "customer_segment",
    )
    assert dict(segments.select("dimension_value", "orders").iter_rows()) == {
        **{"monthly": 1, "occasional": 2, "one_time": 2, "none": 1, "(none)": 1}
    }
    worth = marts["customer_value_metrics"]
    values = {
        dimension: set(worth.filter(pl.col("dimension") == dimension)["dimension_value"])
        for dimension in ("age_group", "subscription_level", "acquisition_type", "country")
    }
    assert values == {
        "age_group": {"18-24", "25-34", "(none)"},
        "subscription_level": {"plus", "(none)"},
        "acquisition_type": {"not_referred", "(none)"},
        "country": {"DE", "US", "(none)"},
    }


# --- Customers' value and retention ----------------------------------------------------------


def test_twenty_customers_lost_of_five_hundred_are_four_percent(company):
    """500 terms run on 1 February, 20 of them end on the 10th and nobody comes: 20 / 500 = 4 %.

    30 new terms in March over 480: (480 + 30) / 480 = 106.25 %, of which 100 % were retained.
    """
    company.write(
        "subscriptions",
        "subscription_id,customer_id,started_at,ended_at",
        *(f"T{n},C{n},2024-01-01,{'2024-02-10' if n < 20 else ''}" for n in range(500)),
        *(f"N{n},N{n},2024-03-05," for n in range(30)),
    )
    retention = company.compute(as_of_date=date(2024, 3, 31))["customer_retention"]
    february = total(retention, "month", date(2024, 2, 1), basis="subscription")
    march = total(retention, "month", date(2024, 3, 1), basis="subscription")
    assert (february["customers_at_start"], february["customers_at_end"]) == (500, 480)
    assert (february["lost_customers"], february["churn_rate"]) == (20, 4.0)
    assert (february["retained_customers"], february["retained_customer_rate"]) == (480, 96.0)
    assert (march["new_customers"], march["customer_retention_rate"]) == (30, 106.25)
    assert march["retained_customer_rate"] == 100.0


def test_a_term_counts_from_the_day_after_its_start_to_the_day_of_its_end(company):
    """10 to 20 January: there at the start of the 11th and of the 20th, not of the 10th or 21st."""
    company.write(
        "subscriptions",
        "subscription_id,customer_id,started_at,ended_at",
        "T1,C1,2024-01-10,2024-01-20",
    )
    retention = company.compute(as_of_date=date(2024, 1, 31))["customer_retention"]
    there = [
        total(retention, "day", date(2024, 1, day), basis="subscription")["customers_at_start"]
        for day in (10, 11, 20, 21)
    ]
    assert there == [0, 1, 1, 0]


def test_the_window_of_the_orders_basis_is_ninety_days(company):
    """An order on 1 January (day 0) lies in P-90 to P-1 for P = 2 January to 31 March (day 90).

    On day 91, 1 April, the customer is gone. A refused order on 1 October 2023 makes the window
    of every day from 30 December on known.
    """
    company.orders("O0,C0,2023-10-01,cancelled,10,", "O1,C1,2024-01-01,completed,10,")
    retention = company.compute(as_of_date=date(2024, 4, 30))["customer_retention"]
    assert total(retention, "day", date(2024, 1, 1), basis="orders")["customers_at_start"] == 0
    assert total(retention, "day", date(2024, 1, 2), basis="orders")["customers_at_start"] == 1
    last_day = total(retention, "day", date(2024, 3, 31), basis="orders")
    assert (last_day["customers_at_start"], last_day["lost_customers"]) == (1, 1)
    assert total(retention, "day", date(2024, 4, 1), basis="orders")["customers_at_start"] == 0


LEVEL_PARTS = ("customers_at_start", "customers_at_end", "new_customers", "lost_customers")


def levels(retention: pl.DataFrame, basis: str, start: date) -> dict[str, tuple[int, ...]]:
    """Start, end, new and lost of each subscription level that has any of them in a month."""
    rows = retention.filter(
        pl.col("basis") == basis,
        pl.col("period_grain") == "month",
        pl.col("period_start") == start,
        pl.col("dimension") == "subscription_level",
    )
    counts = {level: tuple(parts) for level, *parts in rows.select(
        "dimension_value", *LEVEL_PARTS
    ).iter_rows()}
    return {level: parts for level, parts in counts.items() if any(parts)}


def test_the_level_in_retention_is_the_plan_at_the_start_of_the_period(company):
    """May. A goes from basic to plus on the 10th: basic, and plus in June. B leaves basic.

    C's plus begins on 1 May, so that it does not run at its start: new in plus. D is new on trial
    from the 3rd and on basic from the 9th: the first one, trial; in June basic. E has an older gold
    beside basic: basic, the latest to start. F's two began together: the greater id, gold. G is no
    row of customers: (none). H was on gold until April and is back on basic: new in basic. I is
    there and gone within May: nowhere. J's plan is not known: (none).
    Basic in May: A, B, E at the start; A, E, H at the end. In June: D, E, H stay.
    """
    names = "ABCDEFHIJ"
    company.write("customers", "customer_id,created_at", *(f"{n},2024-01-01" for n in names))
    company.write(
        "subscriptions",
        "subscription_id,customer_id,plan,started_at,ended_at",
        *("A1,A,basic,2024-01-01,2024-05-10", "A2,A,plus,2024-05-10,"),
        "B1,B,basic,2024-01-01,2024-05-20",
        "C1,C,plus,2024-05-01,",
        *("D1,D,trial,2024-05-03,2024-05-08", "D2,D,basic,2024-05-09,"),
        *("E1,E,gold,2024-01-01,", "E2,E,basic,2024-02-01,"),
        *("F2,F,gold,2024-01-01,", "F1,F,basic,2024-01-01,"),
        "G1,G,plus,2024-01-01,",
        *("H1,H,gold,2024-01-01,2024-04-10", "H2,H,basic,2024-05-05,"),
        "I1,I,rare,2024-05-05,2024-05-20",
        "J1,J,,2024-01-01,",
    )
    retention = company.compute(as_of_date=date(2024, 6, 30))["customer_retention"]
    assert levels(retention, "subscription", date(2024, 5, 1)) == {
        "basic": (3, 3, 1, 1),
        "plus": (0, 1, 1, 0),
        "trial": (0, 1, 1, 0),
        "gold": (1, 1, 0, 0),
        "(none)": (2, 2, 0, 0),
    }
    assert levels(retention, "subscription", date(2024, 6, 1)) == {
        "basic": (3, 3, 0, 0),
        "plus": (2, 2, 0, 0),
        "gold": (1, 1, 0, 0),
        "(none)": (2, 2, 0, 0),
    }
    # On 6 May I was there, so that rare is a level of the table, and has a row in every period.
    rare = retention.filter(pl.col("dimension_value") == "rare", pl.col("period_grain") == "month")
    assert rare.height == 6


def test_the_level_on_basis_orders_is_that_of_the_start_too(company):
    """As of May all have ordered within 90 days but N, who is new.

    A has had basic since January. B orders since April and takes basic in May: there at the start
    without a plan, (none). C has never had one: (none). N orders first on 20 May and has had plus
    since the 2nd, which is after the start: new, so the first term in the period. M is new too and
    has had gold since January.
    """
    company.write("customers", "customer_id,created_at", *(f"{n},2024-01-01" for n in "ABCMN"))
    company.orders(
        "O0,C,2024-01-01,completed,10,",
        *(f"O{n},{n},2024-04-20,completed,10," for n in "ABC"),
        *(f"O{n},{n},2024-05-20,completed,10," for n in "MN"),
    ).write(
        "subscriptions",
        "subscription_id,customer_id,plan,started_at",
        *("A1,A,basic,2024-01-05", "B1,B,basic,2024-05-02"),
        *("N1,N,plus,2024-05-02", "M1,M,gold,2024-01-05", "M2,M,plus,2024-05-02"),
    )
    retention = company.compute(as_of_date=date(2024, 5, 31))["customer_retention"]
    assert levels(retention, "orders", date(2024, 5, 1)) == {
        "basic": (1, 1, 0, 0),
        "(none)": (2, 2, 0, 0),
        "plus": (0, 1, 1, 0),
        "gold": (0, 1, 1, 0),
    }


def test_rates_are_null_where_the_window_began_before_the_data_or_the_period_is_open(company):
    """First order on 1 January: 31 March is day 90, the first start with a whole window.

    May is not over on the 30th of it: its start stays, its end is unknown.
    """
    company.orders("O1,C1,2024-01-01,completed,10,", "O2,C1,2024-03-30,completed,10,")
    retention = company.compute(as_of_date=date(2024, 5, 30))["customer_retention"]
    early = total(retention, "day", date(2024, 3, 30), basis="orders")
    known = total(retention, "day", date(2024, 3, 31), basis="orders")
    open_month = total(retention, "month", date(2024, 5, 1), basis="orders")
    assert (early["customers_at_start"], early["customers_at_end"]) == (1, None)
    assert (known["customers_at_start"], known["churn_rate"]) == (1, 0.0)
    assert (open_month["is_complete"], open_month["customers_at_start"]) == (False, 1)
    assert (open_month["lost_customers"], open_month["customer_retention_rate"]) == (None, None)


def test_cohorts_count_who_comes_back_in_each_month(company):
    """January's cohort is C1 and C2; in February only C1 orders (50 %), in March nobody (0 %).

    April is not over. By term, C1 starts on 31 January and ends at midnight of 1 March, a day
    that still counts: three months of 100 %.
    """
    company.orders(
        "O1,C1,2024-01-05,completed,10,",
        "O2,C2,2024-01-31,completed,10,",
        "O3,C1,2024-02-29,completed,10,",
        "O4,C3,2024-04-10,completed,10,",
    ).write(
        "subscriptions",
        "subscription_id,customer_id,started_at,ended_at",
        "T1,C1,2024-01-31,2024-03-01T00:00:00Z",
    )
    cohorts = company.compute()["customer_cohort_retention"].filter(
        pl.col("cohort_month") == date(2024, 1, 1)
    )
    columns = ("month_offset", "cohort_customers", "retained_customers", "retention_rate")
    assert cohorts.filter(pl.col("basis") == "orders").select(columns).rows() == [
        (0, 2, 2, 100.0),
        (1, 2, 1, 50.0),
        (2, 2, 0, 0.0),
        (3, 2, None, None),
    ]
    assert cohorts.filter(pl.col("basis") == "subscription")["retained_customers"].to_list() == [
        *(1, 1, 1, None)
    ]


def test_clv_is_revenue_over_the_years_since_each_first_order(company):
    """C1: 100 on 1 January and 20 on the 15th; C2: 60 on 31 January, 10 of it back in February.

    On 31 January: 180 of revenue; 31 + 1 = 32 days, / 365.25 = 0.0876112252 years; 180 over that
    is 2054.53. By the end of February 170 net over 2 customers = 85, one of whom came again.
    """
    company.orders(
        "O1,C1,2024-01-01,completed,100,",
        "O2,C1,2024-01-15,completed,20,",
        "O3,C2,2024-01-31,completed,60,",
        "O4,,2024-01-31,completed,1000,",
    ).write(
        "refunds",
        "refund_id,order_id,refunded_at,amount",
        "R1,O3,2024-02-29,10",
        "R2,O4,2024-02-01,9",
    )
    values = company.compute()["customer_value_metrics"]
    january = total(values, "month", date(2024, 1, 1))
    february = total(values, "month", date(2024, 2, 1))
    assert january["customer_gross_revenue_to_date"] == Decimal(180)
    assert january["customer_years"] == Decimal("0.0876112252")
    assert january["clv_annual"] == pytest.approx(2054.53, abs=0.01)
    assert february["customer_net_revenue_to_date"] == Decimal(170)
    assert (february["clv_historical"], february["repeat_customer_share"]) == (85.0, 50.0)
    assert february["clv_lifetime"] is None


def test_an_unfinished_period_is_worth_what_it_is_at_the_as_of_date(company):
    """As of 10 January: 10 days since the first, / 365.25 = 0.0273785079; the 20th is left out."""
    company.orders("O1,C1,2024-01-01,completed,100,", "O2,C1,2024-01-20,completed,50,")
    values = company.compute(as_of_date=date(2024, 1, 10))["customer_value_metrics"]
    january = total(values, "month", date(2024, 1, 1))
    assert january["customer_years"] == Decimal("0.0273785079")
    assert january["customer_gross_revenue_to_date"] == Decimal(100)
    assert january["is_complete"] is False


def test_clv_lifetime_is_clv_annual_over_the_yearly_churn(company):
    """4 terms ran a year before 2025-01-01, one has ended since: churn 1 / 4, so 4 years.

    C1's 300 of 1 January 2024 over 366 days = 1.0020533881 years is 299.385 a year: 1197.54.
    """
    company.orders("O1,C1,2024-01-01,completed,300,").write(
        "subscriptions",
        "subscription_id,customer_id,started_at,ended_at",
        *(f"T{n},C{n},2023-06-01,{'2024-07-01' if n == 1 else ''}" for n in range(4)),
    )
    values = company.compute(as_of_date=date(2024, 12, 31), churn_basis="subscription")
    december = total(values["customer_value_metrics"], "month", date(2024, 12, 1))
    assert (december["customers_year_ago"], december["customers_lost_since"]) == (4, 1)
    assert december["customer_years"] == Decimal("1.0020533881")
    assert december["clv_lifetime"] == pytest.approx(1197.54, abs=0.01)


# --- Comparison ------------------------------------------------------------------------------


def test_compare_names_the_row_the_column_and_both_values():
    expected = pl.DataFrame({"id": ["a", "b", "c"], "n": [1, 2, None], "rate": [0.1, 0.2, 0.3]})
    actual = pl.DataFrame({"id": ["a", "b", "d"], "n": [1, None, 4], "rate": [0.1, 0.21, 0.3]})
    assert compare(expected, expected.reverse(), ["id"]) == []
    assert compare(expected, actual, ["id"]) == [
        "n at id=b: expected 2, actual None",
        "rate at id=b: expected 0.2, actual 0.21",
        "missing row id=c: expected n=None, rate=0.3",
        "extra row id=d: actual n=4, rate=0.3",
    ]


def test_compare_is_exact_for_decimals_and_near_for_doubles():
    def money(text: str) -> pl.DataFrame:
        schema = {"id": pl.String, "money": pl.Decimal(38, 14)}
        return pl.DataFrame({"id": ["a"], "money": [Decimal(text)]}, schema=schema)

    assert compare(money("1.10"), money("1.100"), ["id"]) == []
    assert len(compare(money("1.1"), money("1.10000000000001"), ["id"])) == 1
    assert compare(money("1.1"), pl.DataFrame({"id": ["a"], "money": [1.1]}), ["id"]) == [
        "type of money: expected Decimal(precision=38, scale=14), actual Float64"
    ]
    rates = [pl.DataFrame({"id": ["a"], "rate": [rate]}) for rate in (1.0, 1 + 1e-10, 1 + 1e-8)]
    assert compare(rates[0], rates[1], ["id"]) == []
    assert len(compare(rates[0], rates[2], ["id"])) == 1


def test_compare_lets_a_value_that_is_no_number_equal_nothing():
    rates = pl.DataFrame({"id": ["a"], "rate": [float("nan")]})
    assert compare(rates, rates, ["id"]) == ["rate at id=a: expected nan, actual nan"]


def test_compare_counts_rows_that_share_a_key():
    once = pl.DataFrame({"id": ["a", None], "n": [1, 2]})
    twice = pl.concat([once, once])
    assert compare(twice, twice.reverse(), ["id"]) == []
    assert compare(once, twice, ["id"]) == [
        "extra row id=a: actual n=1",
        "extra row id=None: actual n=2",
    ]


def test_compare_stops_at_ten_differences_and_counts_the_rest():
    expected = pl.DataFrame({"id": range(15), "n": [1] * 15})
    differences = compare(expected, expected.with_columns(n=pl.col("n") + 1), ["id"])
    assert len(differences) == 11
    assert differences[-1] == "and 5 more differences"


# --- Random companies ------------------------------------------------------------------------


def write_twice(folder: Path, seed: int) -> list[dict[str, bytes]]:
    """The files of two companies of the same seed, by name."""
    contents = []
    for name in ("first", "second"):
        write_random_company(folder / name, seed)
        files = sorted((folder / name).iterdir())
        contents.append({file.name: file.read_bytes() for file in files})
    return contents


def test_the_same_seed_writes_the_same_company(tmp_path):
    first, second = write_twice(tmp_path, seed=7)
    other_settings = write_random_company(tmp_path / "other", seed=8)
    assert first == second
    assert (tmp_path / "other" / "orders.csv").read_bytes() != first["orders.csv"]
    assert other_settings == write_random_company(tmp_path / "again", seed=8)


@pytest.fixture(scope="module")
def random_companies(tmp_path_factory) -> list[dict[str, pl.DataFrame]]:
    """The marts of some random companies."""
    folder = tmp_path_factory.mktemp("random_companies")
    Company(folder)
    results = []
    for seed in SOME_SEEDS:
        settings = write_random_company(folder / str(seed), seed)
        results.append(compute(folder / str(seed), folder, settings))
    return results


def test_random_companies_meet_every_reason_to_reject(random_companies):
    rejected = pl.concat(company["rejected_rows"] for company in random_companies)
    nulled = pl.concat(company["nulled_values"] for company in random_companies)
    found = {
        table: set(rejected.filter(pl.col("raw_table") == table)["reason"]) for table in REASONS
    }
    assert found == REASONS
    assert set(nulled["reason"]) == {
        "not_castable",
        "below_zero",
        "before_start",
        "not_in_list",
        "outside_scale",
        "after_loaded_at",
    }
    assert {"_loaded_at", "is_deleted"} < set(nulled["column_name"])


def test_no_raw_row_disappears(random_companies):
    for company in random_companies:
        counts = company["row_counts"]
        assert counts["deleted"].sum() > 0
        assert counts["superseded"].sum() > 0
        assert (
            counts["raw"]
            == counts["kept"] + counts["rejected"] + counts["superseded"] + counts["deleted"]
        ).all()


def test_retention_adds_up(random_companies):
    for company in random_companies:
        known = company["customer_retention"].drop_nulls("customers_at_end")
        start, end = known["customers_at_start"], known["customers_at_end"]
        assert (end - known["new_customers"] + known["lost_customers"] == start).all()
        assert (known["retained_customers"] + known["lost_customers"] == start).all()
        rates = known.drop_nulls("churn_rate")
        sums = rates["retained_customer_rate"] + rates["churn_rate"]
        assert ((sums - 100).abs() < 1e-9).all()


def test_dimension_values_add_up_to_the_total(random_companies):
    parts = ("orders", "gross_revenue", "refunded_amount", "new_customers", "reviews")
    for company in random_companies:
        sums = (
            company["commerce_metrics"]
            .group_by("period_grain", "period_start", "dimension")
            .agg(pl.col(part).sum() for part in parts)
        )
        nonzero = sums.filter(pl.any_horizontal(pl.col(part) != 0 for part in parts))
        per_period = nonzero.group_by("period_grain", "period_start").agg(
            pl.col(part).n_unique() for part in parts
        )
        assert per_period.select(parts).max().row(0) == (1,) * len(parts)
        dimensions = nonzero.group_by("period_grain", "period_start").len()
        assert set(dimensions["len"]) == {8}


def test_a_random_company_s_history_reaches_every_kind_of_row(random_companies):
    """Over all seeds no part is always 0 and no ratio always null."""
    for mart in ("commerce_metrics", "customer_value_metrics", "customer_retention"):
        rows = pl.concat(company[mart] for company in random_companies)
        for name, values in rows.to_dict().items():
            if values.dtype.is_numeric():
                assert (values.drop_nulls() != 0).any(), f"{mart}.{name} is always 0 or null"


def test_a_random_company_lasts_about_a_year(random_companies):
    for company in random_companies:
        days = company["orders"]["ordered_date"]
        assert days.max() - days.min() < timedelta(days=700)
