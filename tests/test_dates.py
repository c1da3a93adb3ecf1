"""The calendar against that of Python."""

import duckdb
import pytest


@pytest.fixture
def days(demo_connection: duckdb.DuckDBPyConnection) -> list[dict]:
    """The rows of dates, in order."""
    cursor = demo_connection.execute("select * from dates order by date_day")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_every_day_has_its_place_in_the_calendar(days: list[dict]) -> None:
    """Weeks as ISO 8601 counts them."""
    for row in days:
        day = row["date_day"]
        iso = day.isocalendar()
        assert (row["iso_year"], row["iso_week"], row["weekday_number"]) == tuple(iso), day
        assert row["weekday"] == day.strftime("%A").lower()
        assert row["is_weekend"] == (iso.weekday >= 6)
        assert row["week_start"] == day.fromisocalendar(iso.year, iso.week, 1)
        assert (row["calendar_year"], row["month_number"], row["day_of_month"]) == (
            day.year, day.month, day.day
        )
        assert row["month_start"] == day.replace(day=1)
        assert row["year_start"] == day.replace(month=1, day=1)
        assert row["quarter_number"] == (day.month + 2) // 3
        assert row["quarter_start"] == day.replace(month=row["quarter_number"] * 3 - 2, day=1)


def test_the_calendar_has_whole_years_without_gaps_and_ends_complete_days_as_of_the_data(
    days: list[dict], demo_connection: duckdb.DuckDBPyConnection
) -> None:
    """From the year of the first activity to that of the as-of date."""
    first, last = days[0]["date_day"], days[-1]["date_day"]
    assert (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    assert len(days) == (last - first).days + 1
    as_of_date, first_activity = demo_connection.execute(
        "select (select as_of_date from int_as_of_date), min(first_activity_date) "
        "from int_raw_activity"
    ).fetchone()
    assert (first.year, last.year) == (first_activity.year, as_of_date.year)
    assert all(row["is_complete"] == (row["date_day"] <= as_of_date) for row in days)
