"""The report in Chromium: `make test-report`.

It runs in .venv-report, without the project's own fixtures, on a warehouse that make built. Every
page that a test opens must neither ask the network for anything nor write to the console.
"""

import csv
import io
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="make test-report")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402

from scripts.published_copy import seed  # noqa: E402
from scripts.report import charts  # noqa: E402
from scripts.report.__main__ import main  # noqa: E402
from scripts.report.data import bounded_report, english_name  # noqa: E402
from scripts.report.page import MAX_BYTES, MAX_RUNTIME_BYTES, html, texts  # noqa: E402
from scripts.report.sections import SECTIONS  # noqa: E402
from scripts.warehouse import PROJECT_ROOT, Warehouse  # noqa: E402
from tests.report_copy import HOSTILE, large_copy, reduced_copy  # noqa: E402

PLACE = PROJECT_ROOT / "target" / "report"
WAREHOUSE = Path(os.environ.get("DEMO_WAREHOUSE", PLACE / "warehouse"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WORDS = texts()["page"]
VIEWS = ["view=home", *(f"view={name}" for name in SECTIONS), "view=metric&metric=open_rate"]
# Width, language, colours.
LOOKS = [(1280, "en", "light"), (820, "zh", "dark"), (390, "ru", "light")]
Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the demo, as the command writes it."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    assert main(["--warehouse", str(WAREHOUSE), "--to", str(path)]) == 0
    assert path.stat().st_size < MAX_BYTES
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def copy() -> Iterator[duckdb.DuckDBPyConnection]:
    """The published copy that the report is of."""
    path = str(Warehouse(WAREHOUSE).published_database)
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


@pytest.fixture
def opened(browser: Any) -> Iterator[Opener]:
    """opened(file, hash, width=..., **options): a page that has drawn its view."""
    said: list[str] = []
    contexts = []

    def open_page(file: Path, place: str = "", width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-GB", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url)
                if not request.url.startswith(("file:", "blob:", "data:")) else None)
        page.goto(f"{file.as_uri()}#{place}")
        page.wait_for_selector("html[data-drawn]", timeout=60_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not said, said[:5]


def go(page: Any, place: str) -> None:
    """Another view of the same page, once it is drawn."""
    drawn = page.locator("html").get_attribute("data-drawn")
    page.evaluate("place => { location.hash = place; }", place)
    wait_drawn(page, drawn)


def wait_drawn(page: Any, drawn: str) -> None:
    """Until the page has drawn once more."""
    page.wait_for_selector(f"html:not([data-drawn='{drawn}'])", timeout=60_000)


def choose(page: Any, name: str, value: str) -> None:
    """Chooses in a list of the page and waits for what follows."""
    drawn = page.locator("html").get_attribute("data-drawn")
    page.select_option(f"#choose-{name}", value)
    wait_drawn(page, drawn)


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_every_view_is_drawn_and_accessible(
    width: int, language: str, theme: str, file: Path, opened: Opener
) -> None:
    """No chart fails, nothing is wider than the window, axe finds nothing; pictures are kept."""
    page = opened(file, f"lang={language}&theme={theme}", width=width)
    for view in VIEWS:
        go(page, f"{view}&lang={language}&theme={theme}")
        name = re.sub(r"\W+", "-", view.removeprefix("view="))
        page.screenshot(path=PLACE / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
        charts_ = page.locator(".chart, .spark")
        assert charts_.count() == page.locator(":is(.chart, .spark) svg").count(), view
        assert page.locator("main :is(.chart, table)").count() > 0, view
        assert not page.get_by_text(WORDS["chart_failed"][language]).count(), view
        found = Axe().run(page).response["violations"]
        assert not found, (view, [(each["id"], each["nodes"][0]["html"][:200]) for each in found])


def test_every_number_is_that_of_the_mart(
    file: Path, opened: Opener, copy: duckdb.DuckDBPyConnection
) -> None:
    """What is written, not only what is meant: in every view, of days, weeks, months and a cut."""
    known = {}
    page = opened(file)
    for choice in ("grain=day", "grain=week&compare=year_ago", "grain=month",
                   "grain=month&cut=country&value=DE", "grain=month&period=2025-06-01"):
        for view in VIEWS:
            go(page, f"{view}&{choice}&lang=en")
            known |= dict(page.locator("button[data-cell]").evaluate_all(
                "all => all.map((each) => [each.dataset.cell, each.firstChild.textContent])"
            ))
    assert len(known) > 1500
    wanted = [json.loads(cell) for cell in known]
    copy.execute("set TimeZone = 'UTC'")
    rows = copy.execute(
        "select metric_id, period_grain, cast(period_start as varchar), dimension, "
        "dimension_value, value from metric_values where period_start in "
        f"({', '.join(repr(day) for day in sorted({cell[2] for cell in wanted}))}) "
        "and not contains(dimension, ' x ')"
    ).fetchall()
    mart = {tuple(row[:5]): row[5] for row in rows}
    for cell, words in known.items():
        *key, value = json.loads(cell)
        # A value without a row in a period is nothing, not 0.
        wanted_value = mart.get(tuple(key))
        if wanted_value is None:
            assert value is None and words == "–", (key, words)
            continue
        assert value == pytest.approx(wanted_value, rel=1e-9, abs=1e-6), key
        [(number, digits)] = re.findall(r"([\d,]+(?:\.(\d+))?)", words)
        shown = float(number.replace(",", "")) * (-1 if "-" in words else 1)
        assert abs(shown - value) <= 0.5 * 10 ** -len(digits) * 1.0001, (key, words)


def test_changes_are_those_of_the_scorecard(
    file: Path, opened: Opener, copy: duckdb.DuckDBPyConnection
) -> None:
    """The table of all metrics of each section, as the CSV has it: both changes and the target."""
    rows = {
        name: row for name, *row in copy.execute(
            "select metric_id, value, change, year_ago_change, target from metric_scorecard "
            "where period_grain = 'month'"
        ).fetchall()
    }
    names = {english_name(row["metric_id"]): row["metric_id"] for row in seed("metric_catalog")}
    page = opened(file, accept_downloads=True)
    seen = 0
    for section, (marts, _) in SECTIONS.items():
        if not marts:
            continue
        go(page, f"view={section}&lang=en")
        with page.expect_download() as download:
            page.locator("#scorecard .tool").first.click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        for line in csv.reader(io.StringIO(text)):
            if line[0] not in names:
                continue
            shown = [float(number) if number else None for number in line[1:5]]
            for number, wanted in zip(shown, rows[names[line[0]]], strict=True):
                assert (number is None) == (wanted is None), line
                assert number is None or number == pytest.approx(wanted, abs=1e-6), line
            seen += 1
    assert seen == len({row["metric_id"] for row in seed("metric_catalog")}) - 1


def test_every_choice_changes_the_page_and_the_address(file: Path, opened: Opener) -> None:
    """Grain, period, comparison, dimension, value, language and colours; a sent link shows it."""
    page = opened(file)
    assert page.locator("h1").inner_text() == "Overview"
    first = page.locator("main").inner_text()
    choose(page, "grain", "week")
    assert "grain=week" in page.url
    weekly = page.locator("main").inner_text()
    assert weekly != first and "Week of" in weekly
    choose(page, "period", "2025-11-24")
    assert "24 Nov 2025" in page.locator(".subtitle").inner_text()
    choose(page, "compare", "year_ago")
    choose(page, "cut", "customer_segment")
    assert page.locator("#choose-value").input_value() == "monthly"
    choose(page, "value", "occasional")
    assert "occasional" in page.locator(".subtitle").inner_text()
    choose(page, "lang", "ru")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator("h1").inner_text() == WORDS["home"]["ru"]
    choose(page, "theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(20, 24, 27)"
    other = opened(file, page.url.split("#")[1])
    assert other.locator("main").inner_text() == page.locator("main").inner_text()
    choose(page, "grain", "month")
    choose(page, "cut", "all")
    assert "cut=" not in page.url


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_names_are_those_of_the_catalog(language: str, file: Path, opened: Opener) -> None:
    """Every metric, in the reader's language, and numbers in the reader's form."""
    page = opened(file, f"lang={language}")
    names = set()
    for section in SECTIONS:
        go(page, f"view={section}&lang={language}")
        names |= set(page.locator("#scorecard a.metric").all_inner_texts())
    catalog = {
        english_name(row["metric_id"]) if language == "en" else row[f"name_{language}"]
        for row in seed("metric_catalog") if row["metric_id"] != "engaged_revenue_lift"
    }
    assert names == catalog
    go(page, f"view=commerce&lang={language}")
    revenue = page.locator("#scorecard [data-metric=net_revenue]").first.inner_text()
    form = {"en": r"^€\d+,\d{3}", "zh": r"^€\d+,\d{3}", "ru": r"^\d+\s\d{3}\s€"}[language]
    assert re.search(form, revenue), revenue


def test_the_keyboard_reaches_everything(file: Path, opened: Opener) -> None:
    """Tab goes through all that can be used, in the order of the page, and each is seen."""
    page = opened(file)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a, button, select, summary, [tabindex=\"0\"]')]"
        ".filter((each) => each.checkVisibility()).length"
    )
    seen = 0
    for _ in range(wanted):
        page.keyboard.press("Tab")
        seen += page.evaluate(
            """() => {
                const at = document.activeElement;
                if (at === document.body || at.dataset.seen) return 0;
                at.dataset.seen = "yes";
                const outline = getComputedStyle(at);
                return at.checkVisibility() && outline.outlineStyle !== "none" ? 1 : 0;
            }"""
        )
    assert seen == wanted
    page.locator(".card button.number").first.focus()
    about = page.locator("#about")
    assert about.is_visible()
    page.keyboard.press("Escape")
    assert about.is_hidden()
    drawn = page.locator("html").get_attribute("data-drawn")
    page.locator(".card a.metric").first.focus()
    page.keyboard.press("Enter")
    wait_drawn(page, drawn)
    assert "view=metric" in page.url
    assert page.evaluate("document.activeElement.id") == "view-title"
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "view-title"
    assert "view=metric" in page.url


@pytest.mark.parametrize("way", ["hover", "focus", "tap"])
def test_a_number_says_what_it_is(way: str, file: Path, opened: Opener) -> None:
    """Definition, formula and parts: of 37.1 % of 626 delivered mails."""
    page = opened(file, "view=email&lang=en", **({"has_touch": True} if way == "tap" else {}))
    getattr(page.locator("#scorecard [data-metric=open_rate]").first, way)()
    words = page.locator("#about").inner_text()
    [row] = [row for row in seed("metric_catalog") if row["metric_id"] == "open_rate"]
    assert row["definition"] in words
    assert "open_rate = 100 × opened_emails / emails_delivered" in words
    assert re.search(r"100 × \d+ / \d+", words)
    assert "email_metrics" in words


def test_rows_are_copied_and_saved(file: Path, opened: Opener) -> None:
    """Each panel has both; a name that a spreadsheet would run is text."""
    page = opened(file, "view=web&lang=en", accept_downloads=True,
                  permissions=["clipboard-read", "clipboard-write"])
    tools = page.locator(".panel:has(table)")
    assert page.locator(".panel:has(table):has(.tools)").count() == tools.count() > 4
    page.locator("#panel-sources .tool").nth(1).click()
    page.wait_for_selector("#said:not(:empty)", state="attached")
    assert page.locator("#said").inner_text() == "Copied"
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.locator("#panel-sources .tool").first.click()
    saved = Path(download.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(saved)))
    assert lines == list(csv.reader(io.StringIO(copied), delimiter="\t"))
    table = page.locator("#panel-sources tbody tr")
    assert len(lines) == table.count() + 1
    assert lines[1][0] == table.first.locator("th").inner_text()
    cell = json.loads(table.first.locator("button").first.get_attribute("data-cell"))
    assert float(lines[1][1]) == cell[-1]


def test_a_chart_has_its_table(file: Path, opened: Opener) -> None:
    """With as many rows as points of a line, for who does not see the chart."""
    page = opened(file, "view=email&lang=en")
    for panel in page.locator(".panel:has(.chart)").all():
        assert panel.locator("table").count() == 1
        assert panel.locator(".chart").get_attribute("aria-label")
    first = page.locator(".panel:has(.chart)").first
    first.locator("summary").click()
    assert first.locator("tbody tr").count() == 18


def test_the_marks_of_the_calendar_are_on_every_trend(
    file: Path, opened: Opener, copy: duckdb.DuckDBPyConnection
) -> None:
    """All that lie in its time, by name and day."""
    marks = copy.execute(
        "select distinct mark, first_day from metric_before_after order by first_day"
    ).fetchall()
    page = opened(file, "view=surveys&lang=en")
    for panel in page.locator("#panel-nps_trend, #panel-csat_trend").all():
        shown = panel.locator(".mark").all_inner_texts()
        assert len(shown) == len(marks)
        for place, (name, day) in enumerate(marks, start=1):
            assert shown[place - 1].startswith(f"{place} {name}")
            assert f"{day:%Y}" in shown[place - 1]
        assert panel.locator("svg").get_by_text(str(len(marks)), exact=True).count()


def test_paper_has_the_view_alone(file: Path, opened: Opener) -> None:
    """No choices, no buttons, dark letters on white, whatever the colours of the page."""
    page = opened(file, "view=home&lang=en&theme=dark")
    page.emulate_media(media="print")
    for place in ("nav", "#choices", ".tools"):
        assert page.locator(place).first.is_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.screenshot(path=PLACE / "print.png", full_page=True)


def made(path: Path, copy_: Path) -> Path:
    """The report of a published copy."""
    specifications, script = charts.specifications(), charts.runtime()
    assert len(script.encode("utf-8")) < MAX_RUNTIME_BYTES
    page = bounded_report(copy_, lambda data: html(data, specifications, script), MAX_BYTES)
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


@pytest.mark.parametrize(
    ("name", "keep", "tables"),
    [
        ("empty", "false", None),
        ("day", "period_grain = 'day' and period_start = date '2025-12-31'", None),
        ("month", "period_grain = 'month' and period_start = date '2025-12-01'", None),
        ("channel", "true", ("commerce_metrics", "orders")),
        ("brand", "period_grain = 'month' and dimension in ('all', 'brand') "
         "and dimension_value in ('all', 'default')", ("commerce_metrics", "orders")),
    ],
)
def test_a_company_with_little_has_every_view(
    name: str, keep: str, tables: tuple[str, ...] | None, tmp_path: Path, opened: Opener
) -> None:
    """Every view opens, and where something is missing it says so."""
    small = reduced_copy(
        Warehouse(WAREHOUSE).published_database, tmp_path / "copy.duckdb", keep, tables
    )
    page = opened(made(tmp_path / "report.html", small), "lang=en")
    for view in VIEWS:
        go(page, f"{view}&lang=en")
        said = page.locator("main").inner_text()
        assert not re.search(r"\b(undefined|NaN|null|Infinity)\b", said), (view, said)
        if name == "empty":
            assert page.locator(".missing").count() > 0, view
        if name == "brand":
            options = page.locator("#choose-cut option")
            cuts = options.evaluate_all("all => all.map((each) => each.value)")
            assert cuts == ["all", "brand"]
        assert not Axe().run(page).response["violations"], view
        label = re.sub(r"\W+", "-", view.removeprefix("view="))
        page.screenshot(path=PLACE / f"{name}-{label}.png", full_page=True)


def test_hostile_names_are_text(tmp_path: Path, opened: Opener) -> None:
    """Scripts do not run, and names that run from the right or never end move nothing."""
    small = reduced_copy(
        Warehouse(WAREHOUSE).published_database, tmp_path / "copy.duckdb",
        "period_grain = 'month'", ("web_metrics", "commerce_metrics", "orders"), hostile=True,
    )
    file = made(tmp_path / "report.html", small)
    for width in (1280, 390):
        page = opened(file, "lang=en", width=width)
        for view in ("view=metric&metric=sessions", "view=metric&metric=bounce_rate", "view=home",
                     "view=web"):
            for value in ("", *HOSTILE):
                part = page.evaluate(
                    "value => value ? `&cut=country&${new URLSearchParams({ value })}` : ''", value
                )
                go(page, f"{view}{part}&lang=en")
                assert "hacked" not in page.title()
                assert page.locator("main img, main script").count() == 0
                assert page.evaluate("document.documentElement.scrollWidth") <= width, value
                if value:
                    assert value in page.locator(".subtitle").text_content()
        go(page, "view=metric&metric=sessions&lang=en")
        page.screenshot(path=PLACE / f"hostile-{width}.png", full_page=True)
        said = page.locator("main").text_content()
        assert all(name in said for name in HOSTILE)


def test_a_large_company_has_a_page_of_the_same_size(tmp_path: Path, opened: Opener) -> None:
    """Ten years, a million customers, 60 values of each dimension, numbers of eight digits."""
    large = large_copy(
        Warehouse(WAREHOUSE).published_database, tmp_path / "copy.duckdb", 10, 60, 1_000_000
    )
    started = time.process_time()
    file = made(tmp_path / "report.html", large)
    seconds = time.process_time() - started
    assert file.stat().st_size < MAX_BYTES
    assert seconds < 120
    page = opened(file, "lang=en")
    for view in ("view=web", "view=metric&metric=bounce_rate", "view=customers"):
        go(page, f"{view}&lang=en")
        assert page.locator("svg").count() > 0
        page.screenshot(path=PLACE / f"large-{view.split('=')[-1]}.png", full_page=True)
    print(f"{file.stat().st_size / 1e6:.2f} MB in {seconds:.0f} s")
