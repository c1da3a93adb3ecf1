"""The quick mutants, and that no formula is without one."""

from collections import Counter
from pathlib import Path

import pytest

from scripts.warehouse import PROJECT_ROOT

from .workshop import Mutant, Workshop, read_mutants

MUTANTS = read_mutants()
QUICK = [mutant for mutant in MUTANTS if mutant.quick]
# Macros that decide nothing about a number; each with its reason.
NO_FORMULA = {
    "catalog_rows.sql": "feeds tests from the catalog",
    "metric_tables.sql": "the list of the metrics tables, which tests/test_catalog.py checks",
    "money_type.sql": "a type: a narrower one fails in the contracts",
}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Workshop:
    """One copy of the project for all mutants."""
    return Workshop(tmp_path_factory.mktemp("mutants"), demo)


@pytest.mark.parametrize("mutant", QUICK, ids=lambda mutant: mutant.name)
def test_a_quick_mutant_is_noticed(mutant: Mutant, workshop: Workshop) -> None:
    """The named test fails when its formula is broken."""
    verdict = workshop.judge(mutant)
    assert verdict.problem is None, f"{mutant.name}: {verdict.problem}"


def test_every_formula_has_a_mutant() -> None:
    """A macro without a mutant may be wrong and nobody would know."""
    formulas = {path.name for path in (PROJECT_ROOT / "macros" / "metrics").glob("*.sql")}
    broken = {Path(mutant.file).name for mutant in MUTANTS}
    missing = sorted(formulas - set(NO_FORMULA) - broken)
    assert not missing, f"Add to a file of tests/mutants a mutant of: {', '.join(missing)}"
    assert set(NO_FORMULA) <= formulas, "NO_FORMULA names a macro that is gone"


def test_mutants_have_names_of_their_own() -> None:
    """A name says what is broken."""
    repeated = [name for name, count in Counter(m.name for m in MUTANTS).items() if count > 1]
    assert not repeated
