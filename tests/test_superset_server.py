"""make superset: every chart of every dashboard against the marts, while a build publishes.

Run by make test-superset. It needs .venv-superset, Chromium, and Playwright from the registry. The
pictures of the dashboards stay in target/superset.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.published_copy import quoted, seed
from scripts.superset import files
from scripts.superset.__main__ import ENVIRONMENT, HOST, check_is_free
from scripts.superset.boards import TOTAL, Chart, boards
from scripts.superset.metrics import DIMENSION, PERIOD, VALUE
from scripts.warehouse import PROJECT_ROOT, Warehouse
from tests.packages import installed

pytestmark = [
    pytest.mark.superset,
    pytest.mark.skipif(not ENVIRONMENT.exists(), reason="make test-superset"),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="apt-get install chromium"),
]

PLAYWRIGHT = "playwright==1.65.2"
PICTURES = PROJECT_ROOT / "target" / "superset"
PATIENCE_SECONDS = 1200

# What the charts of other tables than the metrics tables show: the axis, the series, the value.
OTHER_CHARTS = {
    "Funnels, all months together": """
        select funnel || ' ' || step || ': ' || step_name, 'sessions', sum(sessions)
        from web_funnel where period_grain = 'month' and is_complete group by all""",
    "NPS answers by score, all months together": """
        select score, 'responses', sum(responses) from survey_score_distribution
        where period_grain = 'month' and survey_type = 'nps' group by all""",
    "Levels of engagement": """
        select month_start, engagement_level, count(distinct customer_id)
        from customer_engagement_monthly group by all""",
    "Buyers of all time by RFM segment": """
        select rfm_segment, 'customers', count(distinct customer_id) from customers
        where rfm_segment is not null group by all""",
    "Net revenue per customer by country": """
        select country, 'net_revenue_per_customer', cast(sum(net_revenue) as double) / count(*)
        from customers group by all""",
    "Who is still there, by months since the first": """
        select month_offset, strftime(cohort_month, '%Y-%m'), retention_rate
        from customer_cohort_retention where basis = 'orders' and is_complete""",
}


@dataclass(frozen=True)
class Superset:
    """A Superset of the tests."""

    warehouse: Path
    port: int
    password: str

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    def ask(self, path: str, body: Any = None, token: str | None = None) -> Any:
        """An answer of its API."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            f"{self.address}/api/v1/{path}", headers=headers,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)

    def log_in(self) -> str:
        """A token for the API."""
        body = {"username": "admin", "password": self.password, "provider": "db"}
        return self.ask("security/login", body)["access_token"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def start(warehouse: Path, port: int) -> subprocess.Popen[str]:
    """make superset."""
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.superset", "--warehouse", warehouse, "--port", str(port)],
        cwd=PROJECT_ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="module")
def warehouse(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the demo in which something may be built and published."""
    place = tmp_path_factory.mktemp("superset") / "ware house"
    shutil.copytree(demo, place, ignore=shutil.ignore_patterns("superset"))
    return place


@pytest.fixture(scope="module")
def superset(warehouse: Path) -> Iterator[Superset]:
    """A Superset that runs; Ctrl-C ends it, and nothing listens any more."""
    port = free_port()
    process = start(warehouse, port)
    said = [process.stdout.readline() for _ in range(4)]
    assert said[1].startswith("Superset runs: "), said
    yield Superset(warehouse, port, re.search(r"password (\S+)", said[2])[1])
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert rest == "Superset has stopped.\n"
    check_is_free(port)


@dataclass(frozen=True)
class Seen:
    """What the pages asked and were told; how often a copy was published meanwhile."""

    questions: list[dict[str, Any]]
    publications: int


@pytest.fixture(scope="module")
def seen(superset: Superset) -> Seen:
    """All dashboards in Chromium, while copies are published one after the other."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    browser = subprocess.Popen(
        [sys.executable, "-m", "tests.superset_browser", superset.address, superset.password,
         PICTURES, *(board.slug for board in boards())],
        cwd=PROJECT_ROOT, env={**os.environ, "PYTHONPATH": str(installed(PLAYWRIGHT))},
    )
    publications = 0
    while browser.poll() is None:
        run = subprocess.run(
            [sys.executable, "-m", "scripts.publish", "--warehouse", superset.warehouse],
            cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        publications += 1
    assert browser.returncode == 0
    questions = json.loads((PICTURES / "questions.json").read_text(encoding="utf-8"))
    return Seen(questions, publications)


@pytest.fixture(scope="module")
def charts_by_number(superset: Superset) -> dict[int, Chart]:
    """Our charts by the number that Superset gave them."""
    query = urllib.parse.quote("(page_size:1000)")
    listed = superset.ask(f"chart/?q={query}", token=superset.log_in())["result"]
    by_id = {files.identity("chart", slug): chart for slug, chart in files.charts().items()}
    return {row["id"]: by_id[row["uuid"]] for row in listed}


def test_every_chart_of_every_dashboard_was_asked_and_answered(
    seen: Seen, charts_by_number: dict[int, Chart]
) -> None:
    assert seen.publications > 1
    wrong = [question["answer"] for question in seen.questions if question["status"] != 200]
    assert not wrong
    found = {
        (question["dashboard"], charts_by_number[number_of(question)].title)
        for question in seen.questions
    }
    assert found == {(board.slug, chart.title) for board in boards() for chart in board.charts}


def test_every_chart_shows_what_the_marts_say(
    seen: Seen, charts_by_number: dict[int, Chart], superset: Superset
) -> None:
    """To the last digit."""
    database = Warehouse(superset.warehouse).published_database
    with duckdb.connect(str(database), read_only=True) as copy:
        for question in seen.questions:
            chart = charts_by_number[number_of(question)]
            [result] = question["answer"]["result"]
            compare(copy, chart, result["data"])


def test_the_api_gives_the_same_while_the_warehouse_is_built(
    seen: Seen, superset: Superset
) -> None:
    """Without a page, with the token of a login: every question again until the build is done."""
    token = superset.log_in()
    build = subprocess.Popen(
        [sys.executable, "-m", "scripts.build", "--warehouse", superset.warehouse],
        cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL,
    )
    is_built = False
    while not is_built:
        # Once more after it has published.
        is_built = build.poll() is not None
        for question in seen.questions:
            answer = superset.ask("chart/data", question["question"], token)
            [found], [expected] = answer["result"], question["answer"]["result"]
            assert in_order(found["data"]) == in_order(expected["data"])
    assert build.returncode == 0


def test_a_new_copy_is_seen_at_once(seen: Seen, superset: Superset) -> None:
    """The next question is of the copy that was moved into place."""
    token = superset.log_in()
    published = Warehouse(superset.warehouse).published_database
    changed = published.with_name("changed.duckdb")
    shutil.copy(published, changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update metrics.commerce_metrics set orders = orders + 1000000")
    kept = published.with_name("kept.duckdb")
    os.link(published, kept)
    question = next(
        question["question"] for question in seen.questions
        if question["question"]["form_data"].get("metric") == "orders"
    )

    def least() -> float:
        [result] = superset.ask("chart/data", question, token)["result"]
        return min(row["orders"] for row in result["data"])

    before = least()
    changed.replace(published)
    try:
        assert least() == before + 1_000_000
    finally:
        kept.replace(published)
    assert least() == before


def test_nobody_writes_through_superset(superset: Superset) -> None:
    """The copy is open for reading only, whatever is asked."""
    token = superset.log_in()
    [database] = superset.ask("database/", token=token)["result"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        superset.ask(
            "sqllab/execute/",
            {"database_id": database["id"], "sql": "delete from facts.orders", "runAsync": False},
            token,
        )
    assert refused.value.code >= 400


def test_a_second_one_says_where_the_first_is(superset: Superset) -> None:
    second = start(superset.warehouse, free_port())
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert said.startswith("Not started. Superset runs for this warehouse already: ")
    assert superset.address in said
    assert said.count("\n") == 1


def number_of(question: dict[str, Any]) -> int:
    """The number of the chart that asked."""
    return question["question"]["form_data"]["slice_id"]


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    """Rows whose order does not matter."""
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def compare(
    copy: duckdb.DuckDBPyConnection, chart: Chart, rows: list[dict[str, Any]]
) -> None:
    """Fails if an answer is not what the marts say."""
    if chart.kind == "table":
        found = sorted((tuple(map(plain, row.values())) for row in rows), key=repr)
        assert list(rows[0]) == list(chart.columns)
        assert found == sorted(listed(copy, chart), key=repr), chart.title
        return
    found = cells(chart, rows)
    if chart.title in OTHER_CHARTS:
        values = copy.execute(OTHER_CHARTS[chart.title]).fetchall()
        expected = {(plain(x), series): plain(value) for x, series, value in values}
    elif chart.x == PERIOD:
        expected = by_month(copy, chart)
    else:
        expected = of_all_months(copy, chart)
    expected = {key: value for key, value in expected.items() if value is not None}
    most = files.MOST_BARS if chart.x == VALUE else files.MOST_SERIES
    if chart.by == VALUE and len({series for _, series in expected}) > most:
        shown = {series for _, series in found}
        assert len(shown) == most
        expected = {key: value for key, value in expected.items() if key[1] in shown}
    elif chart.x == VALUE and len(expected) > most:
        largest = sorted(expected.values(), reverse=True)[:most]
        assert sorted(found.values(), reverse=True) == largest, chart.title
        expected = {key: expected[key] for key in found}
    assert found == expected, chart.title
    assert found, chart.title


def cells(chart: Chart, rows: list[dict[str, Any]]) -> dict[tuple[Any, str], Any]:
    """The values of an answer by axis and series; nothing where there is none."""
    is_day = files.is_date(chart.table, chart.x)
    found = {}
    for row in rows:
        x = day(row[chart.x]) if is_day else plain(row[chart.x])
        if chart.kind == "heatmap_v2":
            found[x, row[chart.by]] = plain(row[chart.metrics[0]])
        else:
            found |= {(x, name): plain(value) for name, value in row.items() if name != chart.x}
    return {key: value for key, value in found.items() if value is not None}


def day(milliseconds: float) -> date:
    """A date of Superset."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()


def plain(value: Any) -> Any:
    """A value as JSON has it: every number a double, a date in milliseconds of UTC."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return float(value)
    return value


def listed(copy: duckdb.DuckDBPyConnection, chart: Chart) -> list[tuple]:
    """The rows of a table that a list shows."""
    computed = files.COMPUTED.get(chart.table, {})
    columns = ", ".join(computed.get(name) or quoted(name) for name in chart.columns)
    rows = copy.execute(f"select {columns} from {chart.table} where {where(chart)}").fetchall()
    return [
        tuple(
            datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000
            if isinstance(value, date) else plain(value)
            for value in row
        )
        for row in rows
    ]


def where(chart: Chart) -> str:
    """The conditions of a chart."""
    texts = [
        f"{one.column} = '{one.value}'" if one.value else f"{one.column} {one.operator.lower()}"
        for one in chart.filters
    ]
    return " and ".join(texts) or "true"


def by_month(copy: duckdb.DuckDBPyConnection, chart: Chart) -> dict[tuple[Any, str], Any]:
    """The metrics as the mart has them: one row per month, or per month and value."""
    rows = copy.execute(
        f"select {PERIOD}, {VALUE}, {', '.join(chart.metrics)} from {chart.table} "
        f"where {where(chart)}"
    ).fetchall()
    found = {}
    for month, value_of, *values in rows:
        for name, value in zip(chart.metrics, values, strict=True):
            key = (month, value_of if chart.by else name)
            assert key not in found
            found[key] = plain(value)
    return found


def of_all_months(copy: duckdb.DuckDBPyConnection, chart: Chart) -> dict[tuple[Any, str], Any]:
    """The parts of all months, added up here, and their quotient."""
    [name] = chart.metrics
    [metric] = [row for row in seed("metric_catalog") if row["metric_id"] == name]
    assert (DIMENSION, TOTAL) not in [(one.column, one.value) for one in chart.filters]
    rows = copy.execute(
        f"select {VALUE}, {metric['numerator']}, {metric['denominator'] or 'null'} "
        f"from {chart.table} where {where(chart)}"
    ).fetchall()
    sums: dict[str, list[Any]] = {}
    for value_of, *parts in rows:
        found = sums.setdefault(value_of, [None, None])
        for place, part in enumerate(parts):
            if part is not None:
                found[place] = part + (found[place] or 0)
    values = {}
    for value_of, (numerator, denominator) in sums.items():
        value = numerator
        if metric["denominator"]:
            is_known = numerator is not None and denominator
            scale = int(metric["scale"])
            value = scale * float(numerator) / float(denominator) if is_known else None
        values[value_of, name] = plain(value)
    return values
