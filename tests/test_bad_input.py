"""Bad input, tried as a new user would: files with one defect each.

Each gives kept rows, rejected rows or nulled values with a reason, or one clear error that names
the place and the remedy; and kept + rejected + superseded + deleted = raw, every time.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

import duckdb
import pytest
from dbt.artifacts.schemas.results import NodeResult
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import DbtRun, Warehouse
from tests.raw_folder import GOOD, HEADER, RawFolder, outcome_of, write_parquet


# --- whole files ---


@pytest.mark.parametrize("folder", ["raw", "nowhere"])
def test_folder_without_files_is_one_clear_error(raw: RawFolder, folder: str) -> None:
    raw.path = raw.path.parent / folder
    message = raw.error()
    assert str(raw.path) in message
    assert "raw_files" in message


def test_missing_table_is_empty_and_named(raw: RawFolder) -> None:
    raw.write("refunds.csv", "refund_id,order_id,refunded_at,amount\n")
    outcome = raw.read()
    assert outcome.counts == {}
    assert any("'orders' is missing" in message for message in outcome.run.messages)


@pytest.mark.parametrize("content", ["", "\n", "\ufeff"])
def test_empty_file_is_an_empty_table_and_named(raw: RawFolder, content: str) -> None:
    raw.write("orders.csv", content)
    outcome = raw.read()
    assert outcome.counts == {}
    assert any("orders.csv" in message for message in outcome.run.messages)


@pytest.mark.parametrize("content", [HEADER, HEADER + "\n", HEADER + "\r\n"])
def test_header_only_is_an_empty_table(raw: RawFolder, content: str) -> None:
    raw.write("orders.csv", content)
    assert raw.read().counts == {}


def test_byte_order_mark_belongs_to_no_column(raw: RawFolder) -> None:
    raw.write("orders.csv", f"\ufeff{HEADER}\n{GOOD}\n")
    assert raw.read().kept_keys == ["good"]


def test_utf_16_is_read_when_told(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\nä,2025-03-01,completed,1\n".encode("utf-16"))
    assert raw.read(csv_encoding="utf-16").kept_keys == ["ä"]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_are_line_ends(raw: RawFolder, line_end: str) -> None:
    raw.write("orders.csv", line_end.join([HEADER, GOOD, "two,2025-03-02,completed,2", ""]))
    outcome = raw.read()
    assert outcome.kept_keys == ["good", "two"]
    assert outcome.row("two")["amount"] == 2


def test_mixed_line_ends_are_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\r\n{GOOD}\ntwo,2025-03-02,completed,2\r\n")
    assert "orders.csv" in raw.error()
    [failure] = raw.dbt(["run", "--select", "base_orders"]).failures()
    assert "orders.csv mixes line ends" in failure


def test_blank_lines_are_no_rows(raw: RawFolder) -> None:
    raw.write("orders.csv", f"\n\n{HEADER}\n\n{GOOD}\n\n\n")
    outcome = raw.read()
    assert outcome.counts == {"kept": 1}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_quoted_newlines_delimiters_and_quotes_stay_in_their_value(
    raw: RawFolder, line_end: str
) -> None:
    body = 'first line\nsecond, "quoted"\r\nthird'
    quoted = '"' + body.replace('"', '""') + '"'
    lines = [
        "review_id,reviewed_at,rating,body",
        f"one,2025-03-01,5,{quoted}",
        "two,2025-03-01,4,plain",
        "",
    ]
    raw.write("reviews.csv", line_end.join(lines))
    outcome = raw.read("reviews")
    assert outcome.kept_keys == ["one", "two"]
    assert outcome.row("one")["body"] == body


def test_ragged_lines_are_rejected_alone(raw: RawFolder) -> None:
    raw.write(
        "orders.csv",
        f"{HEADER}\n{GOOD}\nshort,2025-03-01\nlong,2025-03-01,completed,5,6,7\n"
        "last,2025-03-01,completed,5\n",
    )
    outcome = raw.read()
    assert outcome.kept_keys == ["good", "last"]
    assert [reason for _, _, reason in outcome.rejected] == ["unreadable", "unreadable"]


def test_ragged_line_with_a_quoted_newline_is_one_row(raw: RawFolder) -> None:
    raw.write("orders.csv", f'{HEADER}\n{GOOD}\nlong,2025-03-01,completed,5,"a\nb"\n')
    assert raw.read().counts == {"kept": 1, "rejected": 1}


def test_quote_that_never_ends_loses_no_line(raw: RawFolder) -> None:
    lost = ['bad,"2025-03-01,completed,5', "b,2025-03-01,completed,5", "c,2025-03-01,completed,5"]
    raw.write("orders.csv", "\n".join([HEADER, GOOD, *lost, ""]))
    outcome = raw.read()
    assert outcome.kept_keys == ["good"]
    assert outcome.counts == {"kept": 1, "rejected": len(lost)}
    assert {reason for _, _, reason in outcome.rejected} == {"unreadable"}


def test_text_after_a_closing_quote_is_rejected(raw: RawFolder) -> None:
    raw.write("orders.csv", f'{HEADER}\n{GOOD}\n"bad"x,2025-03-01,completed,5\n')
    outcome = raw.read()
    assert outcome.kept_keys == ["good"]
    assert outcome.counts == {"kept": 1, "rejected": 1}


def test_wrong_delimiter_is_one_error_with_the_remedy(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n".replace(",", ";"))
    message = raw.error()
    assert "orders.csv" in message
    assert "order_id;ordered_at;status;amount" in message
    assert "csv_delimiter" in message
    assert raw.read(csv_delimiter=";").kept_keys == ["good"]


def test_other_quote_is_read_when_told(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n'a,b',2025-03-01,completed,5\n")
    assert raw.read(csv_quote="'").kept_keys == ["a,b"]


def test_latin_1_bytes_are_unreadable_until_told(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\nMüller,2025-03-01,completed,5\n{GOOD}\n".encode("latin-1"))
    outcome = raw.read()
    assert outcome.kept_keys == ["good"]
    assert [reason for _, _, reason in outcome.rejected] == ["unreadable"]
    assert raw.read(csv_encoding="latin-1").kept_keys == ["Müller", "good"]


def test_latin_1_header_needs_to_be_told(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER},größe\n{GOOD},1\n".encode("latin-1"))
    assert "csv_encoding" in raw.error()
    outcome = raw.read(csv_encoding="latin-1")
    assert outcome.kept_keys == ["good"]
    assert outcome.counts == {"kept": 1}


def test_utf_16_without_being_told_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n".encode("utf-16"))
    assert "csv_encoding" in raw.error()


def test_utf_16_header_is_named_as_what_it_is(raw: RawFolder) -> None:
    """The header cannot be read as UTF-8. The line after it holds data, so that the error must not
    show it as the header."""
    raw.write("orders.csv", f"{HEADER}\nsecret,2025-03-01,completed,1\n".encode("utf-16"))
    message = raw.error()
    assert "looks like utf-16" in message
    assert "secret" not in message


def test_unknown_encoding_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    message = raw.error(csv_encoding="klingon")
    assert "csv_encoding" in message
    assert "klingon" in message


def test_nul_byte_loses_no_row(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\na\0b,2025-03-01,completed,5\n{GOOD}\n")
    outcome = raw.read()
    assert sum(outcome.counts.values()) == 2
    assert "good" in outcome.kept_keys


def test_field_of_ten_megabytes_is_read(raw: RawFolder) -> None:
    body = "x" * (10 * 1024 * 1024)
    raw.write("reviews.csv", f"review_id,reviewed_at,rating,body\none,2025-03-01,5,{body}\n")
    outcome = raw.read("reviews")
    assert len(outcome.row("one")["body"]) == len(body)


# --- columns ---


@pytest.mark.parametrize("again", ["order_id", "ORDER_ID", '" order_id "'])
def test_repeated_column_is_one_clear_error(raw: RawFolder, again: str) -> None:
    raw.write("orders.csv", f"{HEADER},{again}\n{GOOD},other\n")
    message = raw.error()
    assert "orders" in message
    assert "'order_id' more than once" in message


def test_missing_required_column_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", "order_id,ordered_at,state,amount\n1,2025-03-01,completed,5\n")
    message = raw.error()
    assert "'orders'" in message
    assert "lacks the required column(s) status" in message
    assert "order_id, ordered_at, state, amount" in message


def test_header_may_be_quoted_spaced_and_in_upper_case(raw: RawFolder) -> None:
    raw.write("orders.csv", f'"ORDER_ID", Ordered_At ,Status,"amount",unknown\n{GOOD},5\n')
    assert raw.read().kept_keys == ["good"]


def test_quoted_delimiter_in_the_header_shifts_nothing(raw: RawFolder) -> None:
    raw.write("orders.csv", f'"note, old",{HEADER}\n"a, b",{GOOD}\n')
    assert raw.read().kept_keys == ["good"]


def test_quote_that_never_ends_in_the_header_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", f'"{HEADER}\n{GOOD}\n')
    message = raw.error()
    assert "orders.csv" in message
    assert "quote" in message


def test_missing_optional_column_is_null(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    assert raw.read().row("good")["customer_id"] is None


# --- values ---


def test_offset_is_converted_to_utc(raw: RawFolder) -> None:
    raw.write(
        "orders.csv",
        f"{HEADER}\n"
        "a,2025-03-01T01:30:00+02:00,completed,5\n"
        "b,2025-03-01 01:30:00 -0500,completed,5\n"
        "c,2025-03-01T01:30:00.25Z,completed,5\n",
    )
    outcome = raw.read()
    assert outcome.row("a")["ordered_at"] == datetime(2025, 2, 28, 23, 30)
    assert outcome.row("b")["ordered_at"] == datetime(2025, 3, 1, 6, 30)
    assert outcome.row("c")["ordered_at"] == datetime(2025, 3, 1, 1, 30, 0, 250000)


def test_other_dates_are_rejected(raw: RawFolder) -> None:
    values = ["31.12.2025", "12/31/2025", "2025-02-30", "2025-03-01T24:00:00", "20250301", "now"]
    lines = [f"bad {number},{value},completed,5" for number, value in enumerate(values)]
    raw.write("orders.csv", "\n".join([HEADER, *lines, GOOD, ""]))
    outcome = raw.read()
    assert outcome.kept_keys == ["good"]
    assert outcome.rejected == [
        (f"bad {number}", "ordered_at", "not_castable") for number in range(len(values))
    ]


def test_other_numbers_are_rejected(raw: RawFolder) -> None:
    values = ['"12,50"', '"1,250.00"', "NaN", "inf", "12 EUR", "1_000", "0x10"]
    lines = [f"bad {number},2025-03-01,completed,{value}" for number, value in enumerate(values)]
    raw.write("orders.csv", "\n".join([HEADER, *lines, GOOD, ""]))
    outcome = raw.read()
    assert outcome.kept_keys == ["good"]
    assert outcome.rejected == [
        (f"bad {number}", "amount", "not_castable") for number in range(len(values))
    ]


def test_decimal_comma_without_quotes_is_unreadable(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\nbad,2025-03-01,completed,12,50\n{GOOD}\n")
    outcome = raw.read()
    assert outcome.kept_keys == ["good"]
    assert [reason for _, _, reason in outcome.rejected] == ["unreadable"]


def test_fraction_for_an_integer_costs_only_the_value(raw: RawFolder) -> None:
    raw.write(
        "customers.csv",
        "customer_id,created_at,birth_year\na,2025-03-01,4.5\nb,2025-03-01,1980.0\n",
    )
    outcome = raw.read("customers")
    assert outcome.nulled == [("a", "birth_year", "not_castable")]
    assert outcome.row("a")["birth_year"] is None
    assert outcome.row("b")["birth_year"] == 1980


def test_odd_ids_are_only_text(raw: RawFolder) -> None:
    keys = ["1; drop table x", "../../etc", "'; --", "{{ 1 / 0 }}", "$1", "%s"]
    lines = [f"{key},2025-03-01,completed,5" for key in keys]
    raw.write("orders.csv", "\n".join([HEADER, *lines, ""]))
    assert raw.read().kept_keys == sorted(keys)


def test_activity_after_loading_is_rejected(raw: RawFolder) -> None:
    raw.write(
        "orders.csv",
        f"{HEADER},_loaded_at\nbad,2025-03-09,completed,5,2025-03-01\n"
        "fine,2025-03-02,completed,5,2025-03-01\n",
    )
    outcome = raw.read()
    assert outcome.kept_keys == ["fine"]
    assert outcome.rejected == [("bad", "ordered_at", "after_loaded_at")]


def test_future_date_without_a_loading_time_is_kept_and_named(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\nlater,2031-01-01,completed,5\n")
    assert raw.read().kept_keys == ["good", "later"]
    raw.write("refunds.csv", "refund_id,order_id,refunded_at,amount\n1,good,2025-03-02,1\n")
    warning = raw.test("no_table_moves_the_as_of_date_alone")
    assert warning.status == "warn"


# For each raw table its required columns, a good row, and a row with a fault; then how many rows
# have the fault, how many have none, and whether that is too much. All of them are built at once.
REJECTED_ROWS = {
    # All rows are lost: that fails, however few they are, unless it is only one.
    "orders": (HEADER, "2025-03-01,completed,5", "2025-03-01,completed,abc", 2, 0, True),
    "customers": ("customer_id,created_at", "2025-03-01", "abc", 1, 0, False),
    # More than 5 % and more than 10.
    "refunds": (
        "refund_id,order_id,refunded_at,amount", "o,2025-03-01,5", "o,abc,5", 11, 49, True
    ),
    # More than 5 %, but not more than 10.
    "reviews": ("review_id,reviewed_at,rating", "2025-03-01,5", "2025-03-01,abc", 10, 2, False),
}
# By turns an end before its start and one that is no time: both are read as null.
FAULTY_ENDS = {"2025-01-31": "before_start", "soon": "not_castable"}
NULLED_VALUES = {
    # All values of a column are lost, as with rows.
    "subscriptions": ("subscription_id,customer_id,started_at,ended_at", "C", 2, 0, True),
    "app_sessions": ("app_session_id,device_id,started_at,ended_at", "D", 1, 0, False),
    # More than 20 % and more than 10.
    "sessions": ("session_id,visitor_id,started_at,ended_at", "V", 11, 43, True),
    # More than 20 %, but not more than 10.
    "push_notifications": ("notification_id,device_id,sent_at,opened_at", "D", 10, 1, False),
    # More than 10, but not more than 20 %.
    "live_events": ("live_event_id,name,starts_at,ends_at", "a talk", 11, 44, False),
}
LIMITS = ["rejected_rows_stay_within_the_limits", "nulled_values_stay_within_the_limits"]


@dataclass(frozen=True)
class Judged:
    """What the tests of the limits say of faulty tables, with the vars that a company may set."""

    raw: RawFolder
    run: DbtRun

    def of(self, name: str) -> NodeResult:
        """The result of one test."""
        return next(result for result in self.run.node_results if result.node.name == name)


def faulty_ends(faults: int) -> list[str]:
    """So many ends that are read as null."""
    return list(islice(cycle(FAULTY_ENDS), faults))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, manifest_for_files: Manifest) -> Judged:
    """The tables of REJECTED_ROWS and NULLED_VALUES in one folder."""
    raw = RawFolder(tmp_path_factory.mktemp("limits"), manifest_for_files)
    for table, (header, good, bad, faults, others, _) in REJECTED_ROWS.items():
        lines = [f"lost{n},{bad}" for n in range(faults)] + [f"k{n},{good}" for n in range(others)]
        raw.write(f"{table}.csv", "\n".join([header, *lines, ""]))
    for table, (header, person, faults, others, _) in NULLED_VALUES.items():
        ends = [*faulty_ends(faults), *["2025-02-02"] * others]
        # A value that is not there is no value that is lost.
        lines = [f"k{n},{person},2025-02-01,{end}" for n, end in enumerate([*ends, ""])]
        raw.write(f"{table}.csv", "\n".join([header, *lines, ""]))
    selected = [f"+{name}" for name in LIMITS]
    run = raw.dbt(["build", "--select", *selected, "--indirect-selection", "empty"])
    return Judged(raw, run)


@pytest.mark.parametrize("table", REJECTED_ROWS)
def test_a_table_that_loses_too_many_rows_fails_the_build(table: str, judged: Judged) -> None:
    _, _, _, rejected, kept, fails = REJECTED_ROWS[table]
    failed = judged.of("rejected_rows_stay_within_the_limits")
    assert failed.status == "error"
    told = f"Raw table '{table}': {rejected} of {rejected + kept} rows are rejected"
    [line] = [text for text in failed.message.splitlines() if told in text] if fails else [""]
    assert ("set the var rejected_rows_limits for this table" in line) == fails
    assert (f"Raw table '{table}'" in failed.message) == fails
    assert any(told in text for text in judged.run.warnings) != fails


@pytest.mark.parametrize("table", NULLED_VALUES)
def test_a_column_that_loses_too_many_values_fails_the_build(table: str, judged: Judged) -> None:
    header, _, nulled, read, fails = NULLED_VALUES[table]
    failed = judged.of("nulled_values_stay_within_the_limits")
    assert failed.status == "error"
    reasons = Counter(FAULTY_ENDS[end] for end in faulty_ends(nulled))
    told = (
        f"Raw table '{table}': {nulled} of {nulled + read} values of {header.split(',')[-1]} "
        f"are read as null ({', '.join(f'{name}: {count}' for name, count in reasons.items())})."
    )
    [line] = [text for text in failed.message.splitlines() if told in text] if fails else [""]
    assert ("set the var nulled_values_limits for this table" in line) == fails
    assert (f"Raw table '{table}'" in failed.message) == fails
    warned = [text for text in judged.run.warnings if f"Raw table '{table}'" in text]
    assert warned == ([] if fails else [f"{told} See the table nulled_values."])


def test_limits_of_a_table_let_it_pass(judged: Judged) -> None:
    """A company may take what fails above: all rows or values of a table, or 11 of them."""
    failing = {"percent": 100, "count": 11}
    run = judged.raw.dbt(
        ["test", "--select", *LIMITS],
        rejected_rows_limits={"orders": failing, "refunds": failing},
        nulled_values_limits={"subscriptions": failing, "sessions": failing},
    )
    assert [Judged(judged.raw, run).of(name).status for name in LIMITS] == ["pass", "pass"]


def test_broken_far_date_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\nbad,9999-12-31,completed,5\n")
    arguments = ["run", "--select", "+int_as_of_date"]
    run = raw.dbt(arguments)
    assert not run.success
    assert "orders (2025-03-01 to 9999-12-31)" in run.errors()
    assert "as_of_date" in run.errors()
    assert raw.dbt(arguments, as_of_date="2025-03-31").success


def test_placeholder_key_keeps_one_row_and_is_named(raw: RawFolder) -> None:
    lines = [f"-1,2025-03-01T00:00:{second % 60:02d},completed,5" for second in range(300)]
    raw.write("orders.csv", "\n".join([HEADER, *lines, GOOD, ""]))
    outcome = raw.read()
    assert outcome.counts == {"kept": 2, "superseded": 299}
    assert raw.test("keys_are_no_placeholders").status == "warn"


def test_of_many_warnings_of_one_kind_the_rest_is_counted(raw: RawFolder) -> None:
    lines = [f"K{number % 30:02},2025-03-01,completed,5" for number in range(60)]
    raw.write("orders.csv", "\n".join([HEADER, *lines, ""]))
    arguments = ["build", "--select", "+keys_are_no_placeholders", "--indirect-selection", "empty"]
    warnings = raw.dbt(arguments, placeholder_key_rows=1).warnings
    assert sum("share the key K" in text for text in warnings) == 25
    assert "The test keys_are_no_placeholders has 5 more such rows." in warnings


def test_corrections_duplicates_and_deletions_are_counted(raw: RawFolder) -> None:
    raw.write(
        "orders.csv",
        f"{HEADER},_loaded_at,is_deleted\n"
        "a,2025-03-01,completed,5,2025-03-01,\n"
        "a,2025-03-01,completed,6,2025-03-02,\n"
        "b,2025-03-01,completed,7,2025-03-01,\n"
        "b,2025-03-01,completed,7,2025-03-01,\n"
        "c,2025-03-01,completed,8,2025-03-01,\n"
        "c,,,,2025-03-03,true\n"
        "a,2025-03-01,unheard of,9,2025-03-04,\n",
    )
    outcome = raw.read()
    assert outcome.kept_keys == ["a", "b"]
    assert outcome.row("a")["amount"] == 6
    assert outcome.counts == {"kept": 2, "superseded": 3, "deleted": 1, "rejected": 1}
    assert outcome.rejected == [("a", "status", "not_in_list")]


# --- several files and other formats ---


def test_unknown_format_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.xlsx", b"PK\x03\x04")
    message = raw.error()
    assert "orders.xlsx" in message
    assert ".parquet" in message


def test_two_formats_are_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    raw.write("orders/more.jsonl", "{}\n")
    message = raw.error()
    assert "orders.csv" in message
    assert "more.jsonl" in message
    assert "Keep one format" in message


def test_files_of_a_folder_may_have_different_headers(raw: RawFolder) -> None:
    raw.write("orders/1.csv", f"{HEADER}\n{GOOD}\n")
    raw.write(
        "orders/2.csv",
        "amount,status,currency,ordered_at,order_id\n7,pending,USD,2025-03-02,two\n",
    )
    raw.write("orders/deeper/3.csv", "")
    four = f"{HEADER}\n{GOOD}\n".replace("good", "four")
    raw.write("orders/deeper/4.tsv", four.replace(",", "\t"))
    outcome = raw.read()
    assert outcome.kept_keys == ["four", "good", "two"]
    assert (outcome.row("two")["amount"], outcome.row("two")["currency"]) == (7, "USD")
    assert outcome.row("good")["currency"] is None


def test_one_file_of_a_folder_without_a_required_column_is_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders/1.csv", f"{HEADER}\n{GOOD}\n")
    raw.write("orders/2.csv", "order_id;ordered_at;status;amount\ntwo;2025-03-02;pending;7\n")
    assert "2.csv" in raw.error()


def test_files_that_other_programs_leave_behind_are_no_data(raw: RawFolder) -> None:
    raw.write("orders/1.csv", f"{HEADER}\n{GOOD}\n")
    raw.write("orders/_SUCCESS", "")
    raw.write("orders/.DS_Store", b"\0\1")
    assert raw.read().kept_keys == ["good"]


def test_folder_names_are_only_text(tmp_path: Path, manifest_for_files: Manifest) -> None:
    folder = tmp_path / "it's [2025] *odd*"
    folder.mkdir()
    raw = RawFolder(folder, manifest_for_files)
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    assert raw.read().kept_keys == ["good"]


def test_parquet_keeps_its_types(raw: RawFolder) -> None:
    write_parquet(
        raw,
        "orders.parquet",
        "select 17 as Order_Id, timestamptz '2025-03-01 01:00:00+02:00' as ordered_at, "
        "'completed' as status, 12.5::double as amount, date '2025-03-05' as _loaded_at, "
        "false as is_deleted, 4.0::double as customer_id",
    )
    outcome = raw.read()
    assert outcome.kept_keys == ["17"]
    assert outcome.row("17")["ordered_at"] == datetime(2025, 2, 28, 23)
    assert outcome.row("17")["amount"] == 12.5


def test_parquet_faults_are_faults(raw: RawFolder) -> None:
    write_parquet(
        raw,
        "orders.parquet",
        "select * from (values ('a', timestamp '2025-03-01', 'completed', 'nan'::double), "
        "('b', timestamp 'infinity', 'completed', 1), ('c', null, 'completed', 1)) "
        "as orders (order_id, ordered_at, status, amount)",
    )
    outcome = raw.read()
    assert outcome.rejected == [
        ("a", "amount", "not_castable"),
        ("b", "ordered_at", "not_castable"),
        ("c", "ordered_at", "missing"),
    ]


def test_numbers_that_no_sum_can_hold_cost_their_value(raw: RawFolder) -> None:
    """Two sessions of 2^63 - 1 page views each would break the sum of a later model."""
    largest = 2**63 - 1
    lines = ["session_id,visitor_id,started_at,page_views"]
    lines += [f"{name},v,2025-03-01,{count}" for name, count in (("a", largest), ("b", 10**12))]
    raw.write("sessions.csv", "\n".join([*lines, "c,v,2025-03-01,999999999999", ""]))
    expected = [("a", "page_views", "not_castable"), ("b", "page_views", "not_castable")]
    assert raw.read("sessions").nulled == expected
    (raw.path / "sessions.csv").unlink()
    write_parquet(
        raw,
        "sessions.parquet",
        f"select * from (values ('a', {largest}), ('b', 1000000000000), ('c', 999999999999)) "
        "as sessions (session_id, page_views) "
        "cross join (select 'v' as visitor_id, timestamp '2025-03-01' as started_at)",
    )
    outcome = raw.read("sessions")
    assert outcome.nulled == expected
    assert outcome.row("c")["page_views"] == 999999999999


def orders_parquet(raw: RawFolder, name: str, *rows: str) -> None:
    """Writes rows of order_id, status, amount, _loaded_at, is_deleted, ordered on one day."""
    write_parquet(
        raw,
        name,
        "select * replace (cast(_loaded_at as timestamp) as _loaded_at), "
        "case when not is_deleted then timestamp '2025-03-01' end as ordered_at "
        f"from (values {', '.join(rows)}) as orders "
        "(order_id, status, amount, _loaded_at, is_deleted)",
    )


@pytest.mark.parametrize(
    ("file_format", "is_view"), [("typed", True), ("text", False), ("csv", False)]
)
def test_exceptions_are_the_rows_with_something_to_say_in_every_format(
    raw: RawFolder, file_format: str, is_view: bool
) -> None:
    """Of eight rows in two files all but a and c are faulty, deleted, or there twice.

    Only typed Parquet stays in its files; what has to be cast is cast into a table.
    """
    orders_parquet(
        raw,
        "orders/1.parquet",
        "(' a', 'completed', 10, '2025-03-01', false)",
        "('b ', 'completed', 20, '2025-03-01', false)",
        "('c', 'Completed', 30, '2025-03-01', false)",
        "('d', 'completed', 40, '2025-03-01', false)",
    )
    orders_parquet(
        raw,
        "orders/2.parquet",
        "('b', 'completed', 25, '2025-03-02', false)",
        "('e', 'completed', 50, 'infinity', false)",
        "('d', null, null, '2025-03-02', true)",
        "('f', 'lost', 60, '2025-03-01', false)",
    )
    if file_format != "typed":
        for path in list((raw.path / "orders").iterdir()):
            with duckdb.connect() as connection:
                connection.execute(
                    f"create table texts as select cast(columns(*) as varchar) from '{path}'"
                )
                if file_format == "csv":
                    path.unlink()
                    path = path.with_suffix(".csv")
                connection.execute(f"copy texts to '{path}'")
    outcome = raw.read()
    assert {row["order_id"]: row["amount"] for row in outcome.kept} == {
        "a": 10,
        "b": 25,
        "c": 30,
        "e": 50,
    }
    assert outcome.row("c")["status"] == "completed"
    assert outcome.nulled == [("e", "_loaded_at", "not_castable")]
    assert outcome.rejected == [("f", "status", "not_in_list")]
    assert outcome.counts == {"kept": 4, "superseded": 2, "deleted": 1, "rejected": 1}
    database = Warehouse(raw.warehouse).build_database
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("select order_id from stg_orders__exceptions order by 1")
        exceptions = [order_id for (order_id,) in rows.fetchall()]
        views = connection.execute("select view_name from duckdb_views()").fetchall()
    assert exceptions == ["b", "b", "d", "d", "e", "f"]
    assert ("stg_orders" in [name for (name,) in views]) == is_view


def test_a_parquet_file_replaced_after_it_was_judged_is_one_clear_error(raw: RawFolder) -> None:
    orders_parquet(raw, "orders.parquet", "('a', 'completed', 10, '2025-03-01', false)")
    assert raw.read().kept_keys == ["a"]
    orders_parquet(
        raw,
        "orders.parquet",
        "('b', 'completed', 20, '2025-03-01', false)",
        "('c', 'lost', 20, '2025-03-01', false)",
    )
    run = raw.dbt(["run", "--select", "stg_orders__exceptions"])
    assert not run.success
    assert "Build base_orders+ again" in run.errors()
    assert "orders.parquet" in run.errors()
    assert raw.read().kept_keys == ["b"]


def test_a_table_may_come_as_another_format_next_time(raw: RawFolder) -> None:
    orders_parquet(raw, "orders.parquet", "('a', 'completed', 10, '2025-03-01', false)")
    assert raw.read().kept_keys == ["a"]
    (raw.path / "orders.parquet").unlink()
    raw.write("orders.csv", f"{HEADER}\n{GOOD}\n")
    assert raw.read().kept_keys == ["good"]
    (raw.path / "orders.csv").unlink()
    orders_parquet(raw, "orders.parquet", "('b', 'completed', 10, '2025-03-01', false)")
    assert raw.read().kept_keys == ["b"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("orders.parquet", b"no parquet at all", "is no Parquet file, or is cut off"),
        ("orders.csv.gz", b"no gzip at all", "is not compressed by gzip"),
        ("orders.csv.gz", gzip.compress(f"{HEADER}\n{GOOD}\n".encode())[:40], "is cut off"),
    ],
)
def test_a_broken_file_is_one_clear_error(
    raw: RawFolder, name: str, content: bytes, expected: str
) -> None:
    raw.write(name, content)
    assert name in raw.error()
    [failure] = raw.dbt(["run", "--select", "base_orders"]).failures()
    assert f"{name} {expected}" in failure
    assert "Bring it again" in failure


def test_broken_json_lines_are_rejected_alone(raw: RawFolder) -> None:
    good = {"order_id": "good", "ordered_at": "2025-03-01", "status": "completed", "amount": 10.5}
    lines = [
        json.dumps(good),
        '{"order_id": "broken", ',
        '["no", "object"]',
        "",
        json.dumps({**good, "order_id": "ünï", "note": {"nested": [1]}, "currency": None}),
        json.dumps({**good, "order_id": "nul\0"}),
    ]
    raw.write("orders.jsonl", "\n".join(lines))
    outcome = raw.read()
    assert {"good", "ünï"} <= set(outcome.kept_keys)
    assert [reason for _, _, reason in outcome.rejected][:2] == ["unreadable", "unreadable"]
    assert sum(outcome.counts.values()) == 5


def test_json_lines_without_a_required_column_are_one_clear_error(raw: RawFolder) -> None:
    raw.write("orders.jsonl", '{"id": 1, "amount": 5}\n')
    message = raw.error()
    assert "lacks the required column(s) order_id, ordered_at, status" in message


def test_json_names_may_be_in_upper_case(raw: RawFolder) -> None:
    raw.write(
        "orders.jsonl",
        '{"ORDER_ID": 7, "ORDERED_AT": "2025-03-01", "STATUS": "completed", "AMOUNT": 5}\r\n',
    )
    assert raw.read().kept_keys == ["7"]


def test_json_lines_may_end_differently(raw: RawFolder) -> None:
    line = '{{"order_id": "{}", "ordered_at": "2025-03-01", "status": "completed", "amount": 5}}'
    first, second, third = (line.format(key) for key in "abc")
    raw.write("orders.jsonl", f"{first}\r\n{second}\n{third}")
    assert raw.read().kept_keys == ["a", "b", "c"]


@pytest.mark.parametrize("content", ["", "\n"])
def test_empty_json_is_an_empty_table_and_named(raw: RawFolder, content: str) -> None:
    raw.write("orders.jsonl", content)
    outcome = raw.read()
    assert outcome.counts == {}
    assert any("orders.jsonl" in message for message in outcome.run.messages)


@pytest.mark.parametrize("content", ["[]\n", "{}\n", "no json"])
def test_json_without_a_name_is_one_clear_error(raw: RawFolder, content: str) -> None:
    raw.write("orders.jsonl", content)
    message = raw.error()
    assert "orders.jsonl" in message
    assert "no column at all" in message


# --- tables of a database ---


def test_schema_mode_reads_tables_of_the_database(
    tmp_path: Path, run_dbt: Callable[..., DbtRun], manifest_for_schema: Manifest
) -> None:
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    with duckdb.connect(str(Warehouse(warehouse).build_database)) as connection:
        connection.execute("create schema shop")
        connection.execute(
            "create table shop.orders as select 1 as order_id, "
            "timestamptz '2025-03-01 01:00:00+02:00' as ordered_at, 'completed' as status, "
            "5::decimal(9, 2) as amount union all select 2, null, 'completed', 6"
        )
    arguments = ["run", "--select", "+stg_orders", "+stg_refunds"]
    run = run_dbt(arguments, variables={"raw_schema": "shop"}, manifest=manifest_for_schema)
    assert run.success, run.failures()
    outcome = outcome_of(warehouse, "orders", run)
    assert outcome.kept_keys == ["1"]
    assert outcome.row("1")["ordered_at"] == datetime(2025, 2, 28, 23)
    assert outcome.rejected == [("2", "ordered_at", "missing")]
    assert any("'refunds' is missing" in message for message in run.messages)
