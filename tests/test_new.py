"""CONTRIBUTING.md's ways to add a metric, a dimension and a channel, followed in a copy of the
project: `python -m scripts.new` does the typing, and what it leaves is done here by hand.

The metric is five_star_review_rate of commerce_metrics, with a new part; the dimension is the name
of a live event; the channel is a loyalty programme.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts.check import PARSED_VARIABLE
from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

MART = "models/marts/commerce/commerce_metrics"
METRIC = [
    "metric", "five_star_review_rate", "--mart", "commerce_metrics", "--unit", "percent",
    "--numerator", "five_star_reviews", "--denominator", "reviews",
    "--text", "Reviews with the best rating", "--zh", "五星评价率", "--ru", "Доля пяти звёзд",
    "--part", 'part_count("rating = 5")', "--beside", "reviews",
    "--facts", "count(*) filter (where rating = 5)",
]
DIMENSION = ["dimension", "live_event_name", "--mart", "live_event_metrics", "--beside", "topic"]
CHANNEL = [
    "channel", "loyalty", "--table", "loyalty_points", "--key", "point_id", "--time", "earned_at",
    "--text", "points earned in the loyalty programme", "--zh", "积分", "--ru", "Баллы",
]
WRITTEN_TEST = "five_star_review_rate_is_as_computed_by_hand"
METRIC_TEST = "two_of_four_reviews_with_five_stars_are_half_of_them"
CHANNEL_TEST = "loyalty_points_of_a_month_are_counted_known_customer_or_not"
# What is left of the metric: file -> texts to find, each with what stands there afterwards.
BY_HAND = {
    f"{MART}__unit_tests.yml": [
        (f"  - name: {WRITTEN_TEST}\n    description: The arithmetic of the expected values.\n",
         f"  - name: {METRIC_TEST}\n"
         "    description: Ratings 5, 5, 4.9 and 1. Two of 4 are 5 - 50 %.\n"),
        ("      - { input: ref('reviews'), rows: [] }\n",
         "      - input: ref('reviews')\n"
         "        format: csv\n"
         "        rows: |\n"
         "          customer_id,rating,reviewed_date\n"
         "          A,5,2024-03-01\n"
         "          B,5,2024-03-02\n"
         "          C,4.9,2024-03-02\n"
         "          D,1,2024-03-31\n"),
        ("        - { dimension: all, dimension_value: all, five_star_reviews: 1, reviews: 1,\n"
         "            five_star_review_rate: 100 }\n",
         "        - &five { dimension: all, dimension_value: all, reviews: 4,\n"
         "            five_star_reviews: 2, five_star_review_rate: 50 }\n"
         "        - { <<: *five, dimension: sales_channel, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: currency, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: country, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: customer_segment, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: brand, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: source, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: medium, dimension_value: (none) }\n"),
    ],
    "tests/oracle/commerce.py": [
        ('        "reviews": len(bucket.reviews),',
         '        "reviews": len(bucket.reviews),\n        "five_star_reviews": five_stars,'),
        ('        "avg_review_rating": ratio(review_rating_sum, len(bucket.reviews)),',
         '        "avg_review_rating": ratio(review_rating_sum, len(bucket.reviews)),\n'
         '        "five_star_review_rate": ratio(five_stars, len(bucket.reviews), 100),'),
        ("    review_rating_sum = sum((review.rating for review in bucket.reviews), ZERO)",
         "    review_rating_sum = sum((review.rating for review in bucket.reviews), ZERO)\n"
         "    five_stars = sum(review.rating == 5 for review in bucket.reviews)"),
    ],
    "tests/mutants/commerce.yml": [(f"killed_by: {WRITTEN_TEST}", f"killed_by: {METRIC_TEST}")],
}
# The raw rows of the channel: two of a customer of the demo, one of nobody, one that is rejected.
POINTS = """\
point_id,customer_id,earned_at
P1,{customer},2025-11-03 10:00:00
P2,,2025-11-04 10:00:00
P3,{customer},2025-12-01 10:00:00
P4,{customer},
"""


def copy_of_the_project(folder: Path) -> Path:
    """The files that git knows, or would add, in a folder of their own."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    for name in listed:
        if (PROJECT_ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT_ROOT / name, folder / name)
    return folder


def scaffold(project: Path, *asked: Sequence[str]) -> str:
    """What scripts.new says when it is asked for these, one after the other, in a project."""
    calls = "".join(f"print(*add({arguments!r}), sep='\\n')\n" for arguments in asked)
    run = subprocess.run(
        [sys.executable, "-c",
         f"from scripts.new.__main__ import add, refresh\n{calls}refresh()\n"],
        cwd=project, capture_output=True, text=True, check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def do_what_is_left(project: Path) -> None:
    """Makes every change of BY_HAND; each text must be there, or the step is out of date."""
    for name, changes in BY_HAND.items():
        text = (project / name).read_text(encoding="utf-8")
        for find, replace in changes:
            assert find in text, f"{name}: {find!r} is gone; bring the step up to date"
            text = text.replace(find, replace, 1)
        (project / name).write_text(text, encoding="utf-8")


def unit_tests(project: Path, mart: str) -> Iterator[str]:
    """The names of the unit tests of a mart."""
    [path] = project.glob(f"models/marts/*/{mart}__unit_tests.yml")
    for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]:
        yield test["name"]


@pytest.fixture(scope="module")
def told_and_project(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What scripts.new said, and a copy of the project with all three."""
    project = copy_of_the_project(tmp_path_factory.mktemp("new") / "project")
    told = scaffold(project, METRIC, DIMENSION, CHANNEL)
    do_what_is_left(project)
    return told, project


@pytest.fixture(scope="module")
def built(
    told_and_project: tuple[str, Path], demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that changed, built with their data tests and the new unit tests on a copy of the
    demo: one call of dbt."""
    _, project = told_and_project
    place = Warehouse(tmp_path_factory.mktemp("new") / "warehouse")
    place.folder.mkdir()
    shutil.copy(Warehouse(demo).build_database, place.build_database)
    with duckdb.connect(str(place.build_database), read_only=True) as connection:
        [(customer,)] = connection.execute("select min(customer_id) from orders").fetchall()
    raw = project / "seeds/raw/raw_loyalty_points.csv"
    raw.write_text(POINTS.format(customer=customer), encoding="utf-8")
    old_tests = {
        test for mart in ("commerce_metrics", "live_event_metrics")
        for test in unit_tests(project, mart)
    } - {METRIC_TEST}
    run = run_dbt(
        ["build", "--indirect-selection", "buildable",
         "--select", "metric_catalog", "metric_parts", "metric_dimensions", "commerce_metrics",
         "live_event_metrics", "raw_loyalty_points", "path:models/base/loyalty",
         "path:models/staging/loyalty", "path:models/marts/loyalty",
         "--exclude", *old_tests],
        place.folder, project=project,
    )
    assert run.success, run.failures()
    ran = {result.node.name for result in run.node_results}
    assert {METRIC_TEST, CHANNEL_TEST, "commerce_metrics_formulas_hold"} <= ran
    with duckdb.connect(str(place.build_database), read_only=True) as connection:
        yield connection


def test_a_metric_is_built_and_tested(built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            (select sum(five_star_reviews) from commerce_metrics
                where period_grain = 'month' and dimension = 'all'),
            (select count(*) from reviews where rating = 5)
    """
    [(found, expected)] = built.execute(query).fetchall()
    assert found == expected > 0


def test_a_dimension_cuts_the_same_facts(built: duckdb.DuckDBPyConnection) -> None:
    """All registrations stand under a name, as often as those of all."""
    query = """
        select dimension, sum(registrations), count(distinct dimension_value)
        from live_event_metrics
        where period_grain = 'month' and dimension in ('all', 'live_event_name') group by all
    """
    found = {name: (registrations, values) for name, registrations, values
             in built.execute(query).fetchall()}
    assert found["live_event_name"][0] == found["all"][0] > 0
    assert found["live_event_name"][1] > 3


def test_a_channel_counts_its_rows(built: duckdb.DuckDBPyConnection) -> None:
    """P1 and P2 in November, P3 in December; P4 has no time, and is rejected."""
    query = """
        select period_start::text, loyalty_points from loyalty_metrics
        where period_grain = 'month' and dimension = 'all' and loyalty_points > 0 order by 1
    """
    assert built.execute(query).fetchall() == [("2025-11-01", 2), ("2025-12-01", 1)]
    [(rejected,)] = built.execute(
        "select count(*) from stg_loyalty_points__exceptions where _row_status = 'rejected'"
    ).fetchall()
    assert rejected == 1


def test_the_pages_show_what_is_new(told_and_project: tuple[str, Path]) -> None:
    _, project = told_and_project
    metrics = (project / "docs/metrics.md").read_text(encoding="utf-8")
    assert "`five_star_review_rate`" in metrics and "`loyalty_points`" in metrics
    assert "#### loyalty_points" in (project / "docs/raw_tables.md").read_text(encoding="utf-8")


def section(kind: str) -> str:
    """The part of CONTRIBUTING.md about one kind."""
    text = (PROJECT_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.split(f"\n## Add a {kind}\n")[1].split("\n## ")[0]


def files_in(text: str) -> set[str]:
    """The files of models, seeds and tests that a text names."""
    return set(re.findall(r"\b(?:seeds|models|tests|macros)/[\w/<>]+\.(?:csv|sql|yml|py)", text))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("metric", {"<channel>": "commerce", "<mart>": "commerce_metrics"}),
        ("dimension", {"<channel>": "live_events", "<mart>": "live_event_metrics"}),
        ("channel", {"<channel>": "loyalty"}),
    ],
)
def test_every_file_that_is_needed_is_named(
    kind: str, words: dict[str, str], told_and_project: tuple[str, Path]
) -> None:
    """What CONTRIBUTING.md names is written, or told as left; of a metric and a dimension nothing
    else is."""
    text = section(kind)
    for word, name in words.items():
        text = text.replace(word, name)
    place = ["metric", "dimension", "channel"].index(kind)
    told = files_in(told_and_project[0].split("Written:")[place + 1])
    named = files_in(text)
    assert named <= told if kind == "channel" else named == told


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ([*METRIC[:1], "orders", *METRIC[2:]], "orders is taken"),
        ([*METRIC[:1], "Five Stars", *METRIC[2:]], "'Five Stars' is no name of a metric"),
        ([*METRIC[:3], "comerce_metrics", *METRIC[4:]], "did you mean commerce_metrics?"),
        ([*METRIC[:9], "reveiws", *METRIC[10:]], "no part reveiws; did you mean reviews?"),
        ([name for name in METRIC if name not in ("--beside", "reviews")], "--denominator"),
        ([name for name in METRIC[:-2] if name != "--beside"][:-1], "name that as --beside"),
        (METRIC[:2], "the following arguments are required: --mart"),
        ([*METRIC[:5], "pints", *METRIC[6:]], "invalid choice: 'pints'"),
        ([*DIMENSION[:1], "topic", *DIMENSION[2:]], "topic is taken"),
        ([*DIMENSION[:-1], "tropic"], "did you mean topic?"),
        ([*CHANNEL[:1], "web", *CHANNEL[2:]], "web is taken"),
        ([*CHANNEL[:3], "orders", *CHANNEL[4:]], "orders is taken"),
        ([*CHANNEL[:7], "earned", *CHANNEL[8:]], "end it with _at"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(
    asked: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from scripts.new.__main__ import main

    before = subprocess.run(["git", "status", "--short"], cwd=PROJECT_ROOT, capture_output=True)
    try:
        code = main(asked)
    except SystemExit as end:
        code = end.code
    assert code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1 and reason in said.err
    after = subprocess.run(["git", "status", "--short"], cwd=PROJECT_ROOT, capture_output=True)
    assert after.stdout == before.stdout


@pytest.mark.slow
def test_a_metric_that_is_done_passes_every_check(tmp_path: Path) -> None:
    """The conventions and the oracle have nothing to say when all steps are taken."""
    project = copy_of_the_project(tmp_path / "project")
    scaffold(project, METRIC)
    do_what_is_left(project)
    # Not the project that was parsed for all: this one has a metric more.
    own_environment = {
        name: value for name, value in os.environ.items() if name != PARSED_VARIABLE
    }
    checks = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/test_conventions.py", "tests/oracle/test_oracle.py", "-k", "conventions or review"],
        cwd=project, capture_output=True, text=True, check=False, env=own_environment,
    )
    assert checks.returncode == 0, checks.stdout[-3000:]
