"""The report without a browser: its numbers are those of the marts, of whatever company."""

import base64
import gzip
import json
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.published_copy import CopyUnusable, seed
from scripts.report.data import (
    BOUNDS,
    REQUIRED,
    bounded_report,
    compared_start,
    english_name,
    read_report,
)
from scripts.report.moves import Parts, effects, rest_of, times_usual
from scripts.report.page import MAX_BYTES, MAX_RUNTIME_BYTES, html, texts
from scripts.report.pictures import PICTURES
from scripts.report.sections import LEADING, SECTIONS
from scripts.warehouse import Warehouse
from tests.report_copy import HOSTILE, reduced_copy


@pytest.fixture(scope="module")
def data(demo: Path) -> dict[str, Any]:
    """What the page of the demo company holds."""
    return read_report(demo)


@pytest.fixture(scope="module")
def copy(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's published copy."""
    with duckdb.connect(str(Warehouse(demo).published_database), read_only=True) as connection:
        yield connection


def values(data: dict[str, Any]) -> dict[tuple[str, ...], float | None]:
    """Every metric of the data by metric, grain, day, dimension and value, made of its parts."""
    marts = {mart["name"]: mart for mart in data["marts"]}
    found = {}
    for metric in data["metrics"]:
        mart = marts[metric["mart"]]
        parts = [part for part in (metric["numerator"], metric["denominator"]) if part]
        places = [mart["columns"].index(column) for column in parts or [metric["id"]]]
        for grain, read in mart["grains"].items():
            for dimension, cut in read["cuts"].items():
                for name, series in zip(cut["values"], cut["series"], strict=True):
                    columns = [series[place] for place in places]
                    for start, *numbers in zip(
                        read["periods"][cut["first"]:], *columns, strict=True
                    ):
                        key = (metric["id"], grain, str(start), dimension, name)
                        if len(numbers) == 1:
                            found[key] = numbers[0]
                        elif numbers[0] is None or not numbers[1]:
                            found[key] = None
                        else:
                            found[key] = metric["scale"] * numbers[0] / numbers[1]
    return found


def same(first: float | None, second: float | None) -> bool:
    """Whether two numbers are one; parts are rounded to 6 places."""
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-6)


def test_every_number_of_the_page_is_that_of_the_mart(
    data: dict[str, Any], copy: duckdb.DuckDBPyConnection
) -> None:
    """Totals of all grains, and all cuts of months: also those that are not known."""
    page = values(data)
    wrong, seen = [], set()
    rows = copy.execute(
        "select metric_id, period_grain, cast(period_start as varchar), dimension, "
        "dimension_value, value from metric_values where dimension = 'all' "
        "or period_grain = 'month' and not contains(dimension, ' x ')"
    ).fetchall()
    for *names, value in rows:
        key = tuple(names)
        if key in page:
            seen.add(key)
            if not same(page[key], value):
                wrong.append((key, page[key], value))
    assert not wrong, wrong[:5]
    # What the page has beside it are values without a row in a period; it says nothing of them.
    beside = [key for key in page.keys() - seen if key[1] == "month" or key[3] == "all"]
    assert all(page[key] is None for key in beside)
    assert {key[1] for key in seen} == {"day", "week", "month", "quarter", "year"}
    assert len(seen) > 100_000


def test_all_metrics_and_grains_are_on_the_page(
    data: dict[str, Any], copy: duckdb.DuckDBPyConnection
) -> None:
    """Of the total every period within the bounds is there, with whether it is over."""
    for mart in data["marts"]:
        for grain, read in mart["grains"].items():
            rows = copy.execute(
                f"select distinct period_start, is_complete from {mart['name']} "
                "where period_grain = ? and dimension = 'all' order by 1", [grain]
            ).fetchall()[-BOUNDS.periods[grain][0]:]
            known = zip(read["periods"], map(bool, read["complete"]), strict=True)
            assert rows == list(known)
    dimensions = {
        (row["mart"], row["dimension"]) for row in seed("metric_dimensions")
        if " x " not in row["dimension"]
    }
    shown = {
        (mart["name"], dimension)
        for mart in data["marts"] for read in mart["grains"].values() for dimension in read["cuts"]
        if dimension != "all"
    }
    assert shown == dimensions


def test_small_samples_are_those_of_the_mart(
    data: dict[str, Any], copy: duckdb.DuckDBPyConnection
) -> None:
    """The limit is not published; the one that is taken marks the same rows."""
    differ = copy.execute(
        "select count(*) from metric_values where dimension in ('all', 'country') "
        "and denominator is not null and is_small_sample <> (denominator < ?)", [data["small"]]
    ).fetchall()
    assert differ == [(0,)]


def test_what_is_compared_is_what_the_scorecard_compares(
    data: dict[str, Any], copy: duckdb.DuckDBPyConnection
) -> None:
    """The period before and a year ago, and that the first periods are left out."""
    page = values(data)
    first_days = {mart["name"]: mart["first_day"] for mart in data["marts"]}
    marts = {metric["id"]: metric["mart"] for metric in data["metrics"]}
    rows = copy.execute(
        "select metric_id, period_grain, period_start, value - change, value - year_ago_change "
        "from metric_scorecard where value is not null"
    ).fetchall()
    compared = 0
    for metric, grain, start, *others in rows:
        for comparison, other in zip(("previous", "year_ago"), others, strict=True):
            before = compared_start(grain, start, comparison)
            first_day = first_days[marts[metric]]
            known = page.get((metric, grain, str(before), "all", "all"))
            if first_day is not None and before < first_day:
                known = None
            assert same(known, other), (metric, grain, comparison)
            compared += known is not None
    assert compared > 500


def test_the_effects_of_a_cut_are_the_change_of_the_total(data: dict[str, Any]) -> None:
    """For every metric, period, comparison and cut, with no rest, but for the digits left out."""
    page = values(data)
    splits = quotients = 0
    for mart in data["moves"].values():
        for grain, periods in mart.items():
            for start, moves in periods.items():
                for comparison in {"previous", "year_ago"} & set(moves):
                    for metric, cuts in moves[comparison].items():
                        now = page[metric, grain, start, "all", "all"]
                        day = compared_start(grain, _day(start), comparison)
                        before = page[metric, grain, str(day), "all", "all"]
                        excesses = [excess for _, excess, _ in cuts]
                        assert excesses == sorted(excesses, reverse=True)
                        for _, _, rows in cuts:
                            moved = sum(sum(row[1:]) for row in rows)
                            size = max((abs(part) for row in rows for part in row[1:]), default=0)
                            assert moved == pytest.approx(
                                now - before, abs=1e-4 * max(1.0, size)
                            ), (metric, start)
                            splits += 1
                            quotients += any(len(row) == 3 for row in rows)
    assert splits > 3000 and quotients > 1000


def _day(text: str) -> Any:
    """A day of the data."""
    return date.fromisoformat(text)


def test_people_are_never_split(data: dict[str, Any]) -> None:
    """Who is in two values of a cut would move the total twice."""
    split = {
        metric for mart in data["moves"].values() for periods in mart.values()
        for moves in periods.values() for comparison in {"previous", "year_ago"} & set(moves)
        for metric in moves[comparison]
    }
    assert {"sessions", "net_revenue", "open_rate", "nps"} <= split
    assert not split & {"visitors", "conversion_rate", "buyers", "active_people",
                        "participation_rate", "median_first_response_minutes"}


def test_a_change_is_split_into_rate_and_mix_by_hand() -> None:
    """The example of [mix-and-rate] and [even-share]: 25 to 33, of A 5.25 and of B 2.75."""
    total = Parts(50, 132, 200, 400)
    parts = {"A": Parts(10, 12, 100, 100), "B": Parts(40, 120, 100, 300)}
    found = effects(total, parts, 100)
    assert found["A"].rate == pytest.approx(0.75)
    assert found["A"].mix == pytest.approx(4.5)
    assert found["B"].rate == pytest.approx(0)
    assert found["B"].mix == pytest.approx(2.75)
    assert found["A"].excess == pytest.approx(2.25)
    assert found["B"].excess == pytest.approx(-2.25)
    assert sum(effect.whole for effect in found.values()) == pytest.approx(33 - 25)


def test_who_came_or_went_moves_the_mix_alone() -> None:
    """B had half of the cases and went, C came with half: 5 to 20 percent, A as before."""
    parts = {"A": Parts(10, 10, 100, 100), "B": Parts(0, 0, 100, 0), "C": Parts(0, 30, 0, 100),
             "D": Parts(0, 0, 0, 0)}
    found = effects(Parts(10, 40, 200, 200), parts, 100)
    assert [(effect.rate, effect.mix) for effect in found.values()] == [
        (0, 0), (0, -0.5 * (0 - 12.5)), (0, 0.5 * (30 - 12.5)), (0, 0)
    ]
    assert sum(effect.whole for effect in found.values()) == pytest.approx(15)


def test_a_sum_is_split_by_hand() -> None:
    """The example of [change-by-cut]: 500 to 620; the rest went from 100 to 80."""
    total = Parts(500, 620)
    parts = {"X": Parts(100, 250), "Y": Parts(300, 290)}
    rest = rest_of(total, list(parts.values()))
    assert rest == Parts(100, 80)
    found = effects(total, {**parts, "rest": rest}, 1)
    assert [effect.whole for effect in found.values()] == [150, -10, -20]
    # An even share of 120 would be a fifth for X, three for Y and one for the rest.
    assert [effect.excess for effect in found.values()] == pytest.approx([126, -82, -44])


def test_a_cut_with_more_than_the_total_is_not_split() -> None:
    """A ticket in two values: 60 and 60 of 100 cases leave -20, which is no rest."""
    cases = [Parts(10, 10, 60, 60), Parts(10, 10, 60, 60)]
    assert rest_of(Parts(20, 20, 100, 100), cases) is None
    assert rest_of(Parts(20, 20, 120, 120), cases) == Parts(0, 0, 0, 0)
    # Sums of money are doubles: what is left of them by rounding is nothing.
    assert rest_of(Parts(0.3, 0.3), [Parts(0.1, 0.1), Parts(0.2, 0.2)]) == Parts(0, 0)


def test_a_rate_that_is_not_made_of_its_values_is_not_split() -> None:
    """Interactions with posts of months ago, on a platform without a post of its own now."""
    total = Parts(300, 400, 10, 10)
    alike = {"A": Parts(100, 200, 4, 4), "B": Parts(200, 200, 6, 6)}
    assert effects(total, alike, 1)
    assert effects(total, {"A": Parts(100, 200, 4, 10), "B": Parts(200, 200, 6, 0)}, 1) == {}
    assert effects(total, {"A": Parts(100, 200, 0, 4), "B": Parts(200, 200, 10, 6)}, 1) == {}


def test_the_usual_change_by_hand() -> None:
    """The example of [largest-moves]: changes 2, -3, 1, 4, -2, 3, then 10: 4 times the median."""
    known = [0, 2, -1, 0, 4, 2, 5, 15]
    assert times_usual(known) == pytest.approx(4)
    assert times_usual(known[1:]) is None, "five changes are too few"
    assert times_usual([*known[:3], None, *known[3:]]) is None
    assert times_usual([100, *known[:3], None, 0, 1, *known[3:]]) is not None
    assert times_usual([5.0] * 8 + [6.0]) is None, "nothing is usual where nothing moves"
    assert times_usual([*known[:-1], None]) is None
    # Only the 12 changes before count: the earlier ones were ten times larger.
    assert times_usual([0, 10] * 10 + [*range(13), 13]) == pytest.approx(1)


def test_the_sections_hold_every_table_and_known_metrics() -> None:
    """A metrics table that is in no section would be on no page; names are checked."""
    catalog = {row["metric_id"]: row for row in seed("metric_catalog")}
    marts = [mart for tables, _ in SECTIONS.values() for mart in tables]
    assert sorted(marts) == sorted({row["mart"] for row in seed("metric_dimensions")})
    for tables, panels in SECTIONS.values():
        for panel in panels:
            metrics = panel.get("metrics", [])
            assert {catalog[name]["mart"] for name in metrics} <= set(tables)
            if panel["kind"] == "lines":
                assert len({catalog[name]["unit"] for name in metrics}) == 1, panel
    assert set(LEADING) <= set(catalog)
    panels = [panel for _, panels in SECTIONS.values() for panel in panels]
    drawn = {panel["picture"] for panel in panels if panel["kind"] == "picture"}
    assert drawn == set(PICTURES)


def test_a_changed_var_is_a_mark_and_stands_with_both_values(demo: Path, tmp_path: Path) -> None:
    """Two vars of one copy are one mark, on the last day of the data of then; first values none."""
    path = reduced_copy(Warehouse(demo).published_database, tmp_path / "copy.duckdb", "false")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """insert into published_vars
            select published_at + interval 1 day, 'next', date '2025-06-30', var_name, '"new"'
            from published_vars where var_name in ('base_currency', 'churn_days')"""
        )
    found = read_report(path)
    assert [mark for mark in found["marks"] if mark["kind"] == "published_vars"] == [
        {"mark": "base_currency, churn_days", "kind": "published_vars",
         "first_day": date(2025, 6, 30), "last_day": date(2025, 6, 30)}
    ]
    rows = found["pictures"]["changed_vars"]["rows"]
    assert [row[1:] for row in rows] == [
        [date(2025, 6, 30), "base_currency", '"EUR"', '"new"'],
        [date(2025, 6, 30), "churn_days", "90", '"new"'],
    ]


def test_every_word_is_there_in_three_languages(data: dict[str, Any]) -> None:
    """Titles of panels, dimensions and columns, and that no placeholder was lost."""
    words = texts()
    for group in words.values():
        for name, of in group.items():
            assert set(of) == {"en", "zh", "ru"}, name
            assert all(of.values()), name
            holes = {language: sorted(_holes(text)) for language, text in of.items()}
            assert holes["en"] == holes["zh"] == holes["ru"], name
    titles = {panel["title"] for section in data["sections"] for panel in section["panels"]}
    assert titles <= set(words["page"])
    dimensions = {row["dimension"] for row in seed("metric_dimensions")}
    assert {name for name in dimensions if " x " not in name} <= set(words["dimensions"])
    columns = {name for picture in data["pictures"].values() for name in picture["columns"]}
    assert columns <= set(words["columns"]) | set(words["dimensions"]) | {
        "period_grain", "funnel", "is_watched"
    }
    assert english_name("avg_csat_score") == "Average CSAT score"


def _holes(text: str) -> list[str]:
    """The names in braces."""
    return re.findall(r"\{(\w+)\}", text)


def unpacked(page: str) -> dict[str, Any]:
    """The data that a page holds."""
    letters = page.split('type="application/octet-stream">')[1].split("<")[0]
    return json.loads(gzip.decompress(base64.b64decode(letters)))


def test_the_page_is_small_and_the_same_every_time(data: dict[str, Any]) -> None:
    """With the most that its runtime may be, it is below 3 MB; it asks for nothing."""
    page = html(data, {}, "")
    assert len(page.encode("utf-8")) + MAX_RUNTIME_BYTES < MAX_BYTES
    assert page == html(data, {}, "")
    assert "http://" not in page and "https://" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("name", "keep"),
    [
        ("empty", "false"),
        ("one day", "period_grain = 'day' and period_start = date '2025-12-31'"),
        ("one month", "period_grain = 'month' and period_start = date '2025-12-01'"),
    ],
)
def test_a_company_with_little_has_a_page(
    name: str, keep: str, demo: Path, tmp_path: Path
) -> None:
    """Nothing at all, a single day, a single month: the page is made and says what it lacks."""
    path = reduced_copy(Warehouse(demo).published_database, tmp_path / "copy.duckdb", keep)
    found = read_report(path)
    page = html(found, {}, "")
    assert unpacked(page)["data"]["metrics"] == found["metrics"]
    if name == "empty":
        assert all(not mart["grains"] for mart in found["marts"])
        assert all(picture["missing"] for picture in found["pictures"].values())
    else:
        starts = {start for mart in found["marts"] for read in mart["grains"].values()
                  for start in read["periods"]}
        assert len(starts) == 1
    assert not any(
        moves.get(comparison)
        for mart in found["moves"].values() for periods in mart.values()
        for moves in periods.values() for comparison in ("previous", "year_ago")
    )


def test_a_company_with_one_channel_has_a_page(demo: Path, tmp_path: Path) -> None:
    """The tables of all others are not even in the copy."""
    path = reduced_copy(
        Warehouse(demo).published_database, tmp_path / "copy.duckdb", "true",
        tables=("commerce_metrics", "orders"),
    )
    found = read_report(path)
    shown = {mart["name"] for mart in found["marts"] if mart["grains"]}
    assert shown == {"commerce_metrics"}
    assert found["pictures"]["funnel"]["missing"] == "no_table"
    assert found["moves"]["commerce_metrics"]["month"]


def test_hostile_names_stay_text(demo: Path, tmp_path: Path) -> None:
    """A dimension value may be a script, quotes, from the right, or 300 letters long."""
    path = reduced_copy(
        Warehouse(demo).published_database, tmp_path / "copy.duckdb",
        "period_grain = 'month'", tables=("web_metrics", "commerce_metrics", "orders"),
        hostile=True,
    )
    found = read_report(path)
    page = html(found, {}, "")
    shown = {
        value for mart in found["marts"] for read in mart["grains"].values()
        for cut in read["cuts"].values() for value in cut["values"]
    }
    assert set(HOSTILE) <= shown
    assert all(name not in page for name in HOSTILE)
    assert unpacked(page)["data"]["marts"] == json.loads(
        json.dumps(found["marts"], default=str)
    )


def test_a_page_that_is_too_large_is_made_again_with_less() -> None:
    """The bounds are taken one after the other until the page fits."""
    assert REQUIRED
    tried = []

    def made(data: dict[str, Any]) -> str:
        tried.append(data["bounds"]["values"])
        return "x" * (10 if len(tried) < 3 else 5)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "scripts.report.data.read_report",
            lambda place, bounds: {"bounds": {"values": bounds.values}},
        )
        assert bounded_report("nowhere", made, 8) == "xxxxx"
    assert tried == [8, 6, 4]


def test_what_is_no_copy_is_told(tmp_path: Path) -> None:
    """The message says what to do."""
    with pytest.raises(CopyUnusable, match="make build"):
        read_report(tmp_path)
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table published as select 1 as build_id")
    with pytest.raises(CopyUnusable, match="metric_before_after"):
        read_report(path)
