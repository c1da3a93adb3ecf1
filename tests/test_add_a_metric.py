"""CONTRIBUTING.md's way to add a metric, followed to the letter in a copy of the project.

The metric here is five_star_review_rate of commerce_metrics, with a new part. The files that this
needs are those that CONTRIBUTING.md names, no fewer and no more.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from scripts.check import PARSED_VARIABLE
from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

MART = "models/marts/commerce/commerce_metrics"
# File -> texts to find, each with what stands there afterwards.
STEPS = {
    "seeds/reference/metric_catalog.csv": [
        (
            "repeat_purchase_rate,commerce_metrics,",
            "five_star_review_rate,commerce_metrics,true,percent,up,five_star_reviews,reviews,100,"
            "0,100,Reviews with the best rating,,own,五星评价率,Доля отзывов с пятью звёздами\n"
            "repeat_purchase_rate,commerce_metrics,",
        ),
    ],
    "seeds/reference/metric_parts.csv": [
        (
            "commerce_metrics,reviews,true,true",
            "commerce_metrics,reviews,true,true\ncommerce_metrics,five_star_reviews,true,true",
        ),
    ],
    f"{MART}.sql": [
        ('                "reviews": part_count(),',
         '                "reviews": part_count(),\n'
         '                "five_star_reviews": part_count("rating = 5"),'),
        ('        {{ ratio("review_rating_sum", "reviews") }} as avg_review_rating',
         '        {{ ratio("review_rating_sum", "reviews") }} as avg_review_rating,\n'
         '        {{ ratio("five_star_reviews", "reviews", 100) }} as five_star_review_rate'),
    ],
    f"{MART}.yml": [
        ("parts: { reviews: count(*), review_rating_sum: sum(rating) }",
         "parts:\n"
         "                  reviews: count(*)\n"
         "                  review_rating_sum: sum(rating)\n"
         "                  five_star_reviews: count(*) filter (where rating = 5)"),
        ("    columns:\n",
         "    columns:\n"
         "      - name: five_star_reviews\n"
         "        data_type: bigint\n"
         "        description: Reviews with a rating of 5.\n"
         "      - name: five_star_review_rate\n"
         "        data_type: double\n"
         "        description: five_star_reviews in percent of reviews; null without a review.\n"),
    ],
    f"{MART}__unit_tests.yml": [
        ("unit_tests:\n",
         "unit_tests:\n"
         "  - name: two_of_four_reviews_with_five_stars_are_half_of_them\n"
         "    description: Ratings 5, 5, 4.9 and 1. Two of 4 are 5 - 50 %.\n"
         "    model: commerce_metrics\n"
         "    overrides:\n"
         "      vars: { period_grains: [month] }\n"
         "    given:\n"
         "      - input: ref('int_as_of_date')\n"
         "        rows: [{ as_of_date: 2024-03-31 }]\n"
         "      - { input: ref('int_periods'), rows: [] }\n"
         "      - { input: ref('int_customer_attributes'), rows: [] }\n"
         "      - { input: ref('orders'), rows: [] }\n"
         "      - { input: ref('refunds'), rows: [] }\n"
         "      - input: ref('reviews')\n"
         "        format: csv\n"
         "        rows: |\n"
         "          customer_id,rating,reviewed_date\n"
         "          A,5,2024-03-01\n"
         "          B,5,2024-03-02\n"
         "          C,4.9,2024-03-02\n"
         "          D,1,2024-03-31\n"
         "    expect:\n"
         "      rows:\n"
         "        - &five { dimension: all, dimension_value: all, reviews: 4,\n"
         "            five_star_reviews: 2, five_star_review_rate: 50 }\n"
         "        - { <<: *five, dimension: sales_channel, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: currency, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: country, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: customer_segment, dimension_value: (none) }\n"
         "        - { <<: *five, dimension: brand, dimension_value: (none) }\n\n"),
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
    "tests/mutants/commerce.yml": [
        ("# --- commerce_metrics ---\n",
         "# --- commerce_metrics ---\n\n"
         "- name: every good review has five stars\n"
         f"  file: {MART}.sql\n"
         "  find: rating = 5\n"
         "  replace: rating > 4\n"
         "  killed_by: two_of_four_reviews_with_five_stars_are_half_of_them\n"),
    ],
}


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


def take_the_steps(project: Path) -> None:
    """Makes every change of STEPS; each text must be there, or the step is out of date."""
    for name, changes in STEPS.items():
        text = (project / name).read_text(encoding="utf-8")
        for find, replace in changes:
            assert find in text, f"{name}: {find!r} is gone; bring the step up to date"
            text = text.replace(find, replace, 1)
        (project / name).write_text(text, encoding="utf-8")


def write_the_reference(project: Path) -> None:
    """The last step: `python -m scripts.reference`."""
    subprocess.run([sys.executable, "-m", "scripts.reference"], cwd=project, check=True)
    metrics = (project / "docs/metrics.md").read_text(encoding="utf-8")
    assert "`five_star_review_rate`" in metrics


def named_files() -> set[str]:
    """The files that CONTRIBUTING.md names for a metric, for this mart."""
    text = (PROJECT_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = text.split("## Add a metric")[1].split("\n\n")[1]
    named = re.findall(r"`((?:seeds|models|tests)/[^`]+\.(?:csv|sql|yml|py))`", steps)
    return {
        name.replace("<channel>", "commerce").replace("<mart>", "commerce_metrics")
        for name in named
    }


def test_every_file_that_a_metric_needs_is_named() -> None:
    assert named_files() == set(STEPS)


def test_the_steps_give_a_tested_metric(tmp_path: Path) -> None:
    """The metric is built, its unit test and all data tests of its table pass, and the checks of
    the project that look at its files have nothing to say."""
    project = copy_of_the_project(tmp_path / "project")
    take_the_steps(project)
    write_the_reference(project)
    warehouse = tmp_path / "warehouse"
    run = run_dbt(
        ["build", "--select", "+commerce_metrics", "--exclude-resource-type", "unit_test"],
        warehouse,
        project=project,
    )
    assert run.success, run.failures()
    new_test = "two_of_four_reviews_with_five_stars_are_half_of_them"
    unit_test = run_dbt(["test", "--select", new_test], warehouse, project=project)
    assert unit_test.success, unit_test.failures()
    assert new_test in [result.node.name for result in unit_test.node_results]
    with duckdb.connect(str(Warehouse(warehouse).build_database), read_only=True) as connection:
        [(found, expected)] = connection.execute(
            "select (select sum(five_star_reviews) from commerce_metrics "
            "where period_grain = 'month' and dimension = 'all'), "
            "(select count(*) from reviews where rating = 5)"
        ).fetchall()
    assert found == expected > 0
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
