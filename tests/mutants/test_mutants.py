"""The quick mutants, and that no formula is without one."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import PROJECT_ROOT

from .workshop import Mutant, judge_quickly, read_mutants

MUTANTS = read_mutants()
QUICK = [mutant for mutant in MUTANTS if mutant.quick]
# Where formulas stand; each macro there has a mutant, unless it decides nothing about a number.
FORMULA_FOLDERS = ("frame", "metrics", "time")
MACRO = re.compile(r"\{% macro (?P<name>\w+)\(.*?\{%-? endmacro %\}", re.DOTALL)
NO_FORMULA = {
    "activity_channels": "a list of names: another one fails in the contract of customers",
    "all_post_counters": "a list of names: another one fails in the contract of social_posts",
    "as_of_date_of": "the var alone, which the demo does not set; int_as_of_date's unit tests do",
    "calendar_grains": "a list of names, which int_periods' unit tests show",
    "catalog_rows": "feeds tests from the catalog",
    "customer_attributes": "a list of names, which the catalog's dimensions are compared with",
    "elapsed_type": "a type: a narrower one fails in the contracts",
    "health_parts": "a list of names: another one fails in the contract of customers",
    "engagement_parts": "a list of names: another one fails in the contract of its mart",
    "engagement_attributes": "a list of names, which the catalog's dimensions are compared with",
    "install_retention_days": "a list of names: another one fails in the contract of app_metrics",
    "lift_comparisons": "a list of names: another one fails in the values that the mart accepts",
    "lift_keys": "a list of names: with one less rows repeat, and the primary key fails",
    "lift_methods": "a list of names: another one fails in the values that the mart accepts",
    "lift_outcomes": "a list of names: another one fails in the values that the mart accepts",
    "longest_calendar_start": "a bound that no date may reach: check_calendar_span() sees to it",
    "metric_keys": "a list of names: another one fails in the tests that it feeds",
    "metric_row_columns": "a list of names: another one fails in the tests that it feeds",
    "metric_tables": "the list of the metrics tables, which tests/test_catalog.py checks",
    "money_type": "a type: a narrower one fails in the contracts",
    "part_of": "holds what the other macros of the parts give it",
    "per_cut": "a loop over columns_of_cut",
    "per_cut_of_keys": "a loop over dimension_value; with a key less the primary keys fail",
    "per_person_and_cut": "per_cut with a person",
    "same_metric_row": "a join: with a column less rows repeat, and the primary keys fail",
    "prefixed": "names of columns, with their relation before them",
    "same_columns": "a join: with a column less rows repeat, and the primary keys fail",
    "post_counters": "a list of names: another one fails in the contract of social_posts",
    "scored_surveys": "a list of names: another one fails in the contract of customers",
    "sums_of": "part_sum of each column of a list",
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Path:
    """A copy of the demo's warehouse, for all mutants."""
    folder = tmp_path_factory.mktemp("mutants") / "warehouse"
    return shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("logs", "target"))


@pytest.mark.parametrize("mutant", QUICK, ids=lambda mutant: mutant.name)
def test_a_quick_mutant_is_noticed(
    mutant: Mutant, copied: Path, manifest_for_demo: Manifest
) -> None:
    """The named unit test fails when its formula is broken."""
    verdict = judge_quickly(mutant, copied, manifest_for_demo)
    assert verdict.problem is None, f"{mutant.name}: {verdict.problem}"


def test_every_formula_has_a_mutant() -> None:
    """A macro without a mutant may be wrong and nobody would know."""
    found = {
        macro["name"]: (path.relative_to(PROJECT_ROOT), macro[0])
        for folder in FORMULA_FOLDERS
        for path in (PROJECT_ROOT / "macros" / folder).rglob("*.sql")
        for macro in MACRO.finditer(path.read_text())
    }
    missing = [
        f"{path}: {name}"
        for name, (path, text) in sorted(found.items())
        if name not in NO_FORMULA
        and not any(Path(mutant.file) == path and mutant.find in text for mutant in MUTANTS)
    ]
    assert not missing, "\n".join(["Add to a file of tests/mutants a mutant of:", *missing])
    assert set(NO_FORMULA) <= set(found), "NO_FORMULA names a macro that is gone"


def test_mutants_have_names_of_their_own() -> None:
    """A name says what is broken."""
    repeated = [name for name, count in Counter(m.name for m in MUTANTS).items() if count > 1]
    assert not repeated
