"""Vars as users get them wrong: one line per mistake, before anything is built."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.build import main
from scripts.warehouse import DbtRun, Warehouse
from tests.raw_folder import RawFolder

# What is given, and the line that it must give. All of them are given at once.
MISTAKES = {
    "sesion_gap_seconds": (
        900,
        "There is no var sesion_gap_seconds. Did you mean session_gap_seconds?",
    ),
    "no_such_thing_at_all": (1, "There is no var no_such_thing_at_all. See declared_vars"),
    "churn_basis": ("Orders", "must be one of orders, subscription. Did you mean orders?"),
    "churn_days": (0, "The var churn_days is 0, but must be a whole number of at least 1."),
    "refresh_seconds": (-5, "The var refresh_seconds is -5, but must be a whole number"),
    "session_gap_seconds": ("900", 'session_gap_seconds is "900", but must be a whole number'),
    "top_position": (True, "The var top_position is true, but must be a number"),
    "long_session_hours": (1.5, "The var long_session_hours is 1.5, but must be a whole number"),
    "days_per_year": (0, "The var days_per_year is 0, but must be a number above 0"),
    "fully_engaged_share": (80, "a number above 0 and of at most 1"),
    "nps_passive_from": (9.5, "a number of at least 0 and below nps_promoter_from"),
    "base_currency": ("EURO", "a currency code of three letters"),
    "default_brand": ("  ", 'The var default_brand is "  ", but must be a text'),
    "product_content_type": (None, "The var product_content_type is null, but must be a text"),
    "reporting_timezone": ("Europe/Londn", "Did you mean Europe/London?"),
    "as_of_date": ("31.12.2025", "a date written YYYY-MM-DD, or null"),
    "csv_delimiter": ("", "one to four characters"),
    "csv_encoding": ("utf8", "Did you mean utf-8?"),
    "raw_database": ("shop", "The var raw_database is set without the var raw_schema. Set both."),
}
SURVEY_TYPES = ("nps", "csat", "ces", "event_feedback")
# These are needed while dbt parses, and end it there. The mistakes of a round are given at once.
ROUNDS = [
    {
        "rejected_rows_limits": (
            {"order": {"percent": 5}},
            'has the name "order", but must have names of raw tables. Did you mean orders?',
        ),
        "nulled_values_limits": (
            {"refunds": {"percent": 101}},
            "nulled_values_limits.refunds.percent is 101, but must be a number of at least 0 and",
        ),
        "period_grains": ("day", 'period_grains is "day", but must be a list'),
        "survey_scales": ([], "survey_scales is [], but must be a mapping"),
    },
    {
        "period_grains": ([], "period_grains is empty"),
        "survey_scales": (
            {name: {"lowest": 1} for name in SURVEY_TYPES},
            "survey_scales.csat lacks highest",
        ),
    },
    {
        "period_grains": (["day", "day"], 'has "day" more than once'),
        "survey_scales": (
            {name: {"lowest": 5, "highest": 1} for name in SURVEY_TYPES},
            "survey_scales.ces.lowest is 5, but must be a whole number of at least -100 and below",
        ),
    },
    {
        "period_grains": (
            ["day", "wek"],
            'period_grains, item 2, is "wek", but must be one of day, week, month. '
            "Did you mean week?",
        ),
    },
]


def test_every_mistake_is_one_line_and_nothing_is_built(
    tmp_path: Path, run_dbt: Callable[..., DbtRun]
) -> None:
    """Any dbt command checks the vars, even `dbt seed` without a script of ours around it."""
    given = {name: mistake[0] for name, mistake in MISTAKES.items()}
    run = run_dbt(["seed", "--select", "age_groups"], variables=given)
    assert not run.success
    lines = [line.strip() for line in run.errors().splitlines()]
    for name, (_, *expected) in MISTAKES.items():
        for text in expected:
            assert sum(text in line for line in lines) == 1, f"{name}: {text}\n{run.errors()}"
    assert run.node_results == []


@pytest.mark.parametrize("mistakes", ROUNDS)
def test_lists_and_mappings_are_checked_before_they_are_looped_over(
    mistakes: dict[str, tuple[object, str]], run_dbt: Callable[..., DbtRun]
) -> None:
    run = run_dbt(["parse"], variables={name: value for name, (value, _) in mistakes.items()})
    assert not run.success
    for _, expected in mistakes.values():
        assert expected in run.errors()


def test_values_at_the_edge_of_what_is_allowed_are_allowed(run_dbt: Callable[..., DbtRun]) -> None:
    variables = {
        "session_gap_seconds": 1,
        "fully_engaged_share": 1,
        "as_of_date": "2024-02-29",
        "rejected_rows_limits": {"orders": {"count": 0}},
        "csv_quote": "",
    }
    run = run_dbt(["seed", "--select", "age_groups"], variables=variables)
    assert run.success, run.failures()


def test_an_as_of_date_outside_of_the_data_is_one_clear_error(raw: RawFolder) -> None:
    raw.write(
        "orders.csv",
        "order_id,ordered_at,status,amount\na,2025-03-01,completed,1\nb,2025-04-30,completed,1\n",
    )
    selected = ["+int_raw_activity", "int_as_of_date"]
    assert raw.dbt(["run", "--select", *selected], as_of_date="2025-05-20").success
    for as_of_date in ("2099-01-01", "1999-01-01"):
        failed = raw.dbt(["run", "--select", "int_raw_activity"], as_of_date=as_of_date)
        assert not failed.success
        expected = f"{as_of_date}, but the data has activities from 2025-03-01 to 2025-04-30"
        assert expected in failed.errors()


def test_the_command_says_each_mistake_in_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "warehouse"
    given = "{sesion_gap_seconds: 900, churn_days: 0}"
    assert main(["--warehouse", str(folder), "--vars", given]) == 1
    said = capsys.readouterr().err.splitlines()
    unknown = [line for line in said if "sesion_gap_seconds" in line]
    wrong = [line for line in said if "churn_days is 0" in line]
    assert (len(unknown), len(wrong)) == (1, 1)
    assert unknown != wrong
    assert not Warehouse(folder).published_database.exists()


def test_a_mistake_in_a_list_hides_no_other_one(run_dbt: Callable[..., DbtRun]) -> None:
    """Lists are looked at while dbt parses, earlier than other vars."""
    run = run_dbt(["parse"], variables={"period_grains": ["weak"], "churn_dys": 3, "churn_days": 0})
    errors = run.errors()
    assert "period_grains, item 1" in errors
    assert "There is no var churn_dys. Did you mean churn_days?" in errors
    assert "The var churn_days is 0" in errors
