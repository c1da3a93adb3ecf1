"""Worked examples of the revenue lift, with the arithmetic in words."""

from fractions import Fraction

import pytest

from .lift import compared, interval, less_placebo

ENGAGED = [("A", 1, 120), ("B", 1, 80), ("C", 2, 50), ("D", 3, 999)]
COUNTERPARTS = [("E", 1, 60), ("F", 1, 80), ("G", 2, 30), ("H", 2, 50), ("I", 3, 0), ("J", 4, 7)]


def told(cases: list[tuple[str, int, int]]) -> list[tuple[str, int, Fraction]]:
    """Cases with exact outcomes."""
    return [(customer_id, stratum, Fraction(y)) for customer_id, stratum, y in cases]


def test_a_difference_is_within_strata():
    """Two engaged with 120 and 80 against the mean 70, one with 50 against 40: (50 + 10 + 10) / 3,
    base (70 + 70 + 40) / 3 = 60. D has one counterpart only, and is dropped; J has nobody.

    psi times 3: of A 50 - 23.33, of F (mean 70, e / c = 1) -10 * sqrt(2).
    """
    found = compared(told(ENGAGED), told(COUNTERPARTS), is_among_all=False)
    assert found.engaged == 3
    assert float(found.difference) == pytest.approx(70 / 3)
    assert found.base == 60
    assert set(found.psi) == set("ABCEFGH")
    assert 3 * found.psi["A"] == pytest.approx(50 - 70 / 3)
    assert 3 * found.psi["F"] == pytest.approx(-10 * 2**0.5)
    assert 3 * found.psi["H"] == pytest.approx(-10 / 2 * 2**0.5)


def test_the_engaged_are_among_all():
    """120 and 80 among 120, 80 and 40: 100 - 80 = 20. psi: of A 20 / 2 - 40 / 3, of C 40 / 3."""
    engaged = [("A", 1, 120), ("B", 1, 80)]
    found = compared(told(engaged), told([*engaged, ("C", 1, 40)]), is_among_all=True)
    assert (found.difference, found.base) == (20, 80)
    assert found.psi["A"] == pytest.approx(20 / 2 - 40 / 3)
    assert found.psi["C"] == pytest.approx(40 / 3)


def test_an_interval_of_student():
    """psi of 3, -1, -1 and -1: sum of squares 12, V = 12 * 4 / 3 = 16; fourth powers 84, so f = 2 *
    256 / (84 - 256 / 4) = 25.6. Student's 97.5 % point of 25.6 degrees is 2.057.
    """
    lower, upper = interval(5.0, {"A": 3, "B": -1, "C": -1, "D": -1})
    assert lower == pytest.approx(5 - 2.057 * 4, abs=0.01)
    assert upper == pytest.approx(5 + 2.057 * 4, abs=0.01)
    assert interval(5.0, {"A": 3}) == (None, None)


def test_the_net_difference_takes_the_placebo_as_long_as_the_window():
    """A third of the placebo's days: 23.33 - 23.33 / 3, and so of each customer."""
    one = compared(told(ENGAGED), told(COUNTERPARTS), is_among_all=False)
    net = less_placebo(one, one, Fraction(1, 3))
    assert float(net.difference) == pytest.approx(140 / 9)
    assert net.psi["A"] == pytest.approx(one.psi["A"] * 2 / 3)
