"""Worked examples of experiments, with the arithmetic in words."""

from fractions import Fraction

import pytest

from .experiments import Experiment, compared, interval, sample_ratio


def told(*values: tuple[int, int]) -> list[tuple[Fraction, Fraction]]:
    """Customers by what they had in the window, and in the year before."""
    return [(Fraction(after), Fraction(before)) for after, before in values]


def test_what_the_year_before_foretells_is_taken_off():
    """1, 2 and 6 after 1, 2 and 3, against 1 and 3 after 0 and 2: difference 3 - 2 = 1, theta
    (5 + 2) / (2 + 2) = 1.75, adjusted 1 - 1.75 * (2 - 1) = -0.75.

    Variances 7 and 2: a = 7 / 3, b = 1, f = (10 / 3)^2 / (49 / 9 / 2 + 1) = 2.985. Student's 97.5 %
    point of 2.985 degrees is 3.19, by the formula a little less.
    """
    found = compared(told((1, 1), (2, 2), (6, 3)), told((1, 0), (3, 2)))
    assert found["difference"] == 1
    assert found["adjusted_difference"] == -0.75
    assert found["difference_upper"] == pytest.approx(1 + 3.19 * (10 / 3) ** 0.5, abs=0.3)


def test_where_nobody_differs_there_is_no_interval():
    ours, theirs = [Fraction(1, 3)] * 3, [Fraction(2)] * 2
    assert interval(Fraction(-5, 3), ours, theirs) == (None, None)
    assert interval(Fraction(1), [Fraction(1), Fraction(3)], [Fraction(1)]) == (None, None)


def test_a_ratio_is_suspect_or_not_known(tmp_path):
    """5,200 and 4,800 of 10,000: 8 + 8 = 16 is above 10.83. With a share for one of them only the
    ratio is not known; a variant of the seed that nobody got has n = 0.
    """
    counts = {"a": 5200, "b": 4800}
    one = Experiment("E", "a", {name: dict.fromkeys(range(n)) for name, n in counts.items()}, 0)
    points = tmp_path / "chi_square_points.csv"
    points.write_text("degrees_of_freedom,point\n1,10.828\n2,13.816\n")
    assert sample_ratio(one, tmp_path) == {"chi_square": 16.0, "is_ratio_suspect": True}
    shares = tmp_path / "experiment_shares.csv"
    shares.write_text("experiment_id,variant,share\nE,a,1\n")
    assert set(sample_ratio(one, tmp_path).values()) == {None}
    shares.write_text("experiment_id,variant,share\nE,a,52\nE,b,47.9\nE,gone,0.1\n")
    assert sample_ratio(one, tmp_path) == {
        "chi_square": pytest.approx(10 + 10**2 / 4790),
        "is_ratio_suspect": False,
    }
