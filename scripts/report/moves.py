"""What moved a metric: the split of a change by a cut, and which changes are large.

The rules are [change-by-cut], [mix-and-rate], [even-share] and [largest-moves] of
docs/definitions.md; analyses/what_moved_the_conversion_rate.sql is the same split in SQL.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# What is left when the parts of a cut are taken from those of the total counts as nothing if it is
# below this part of the total: sums of money are doubles here.
NOTHING = 1e-9
# So many changes before a change say what is usual, and so many must be known.
USUAL_CHANGES, LEAST_USUAL_CHANGES = 12, 6


@dataclass(frozen=True)
class Parts:
    """Numerator and denominator of a value in two periods; a sum has no denominator."""

    before: float
    now: float
    denominator_before: float | None = None
    denominator_now: float | None = None


@dataclass(frozen=True)
class Effect:
    """By how much a value of a cut moved the total, and how much more than an even share."""

    rate: float
    mix: float
    excess: float

    @property
    def whole(self) -> float:
        """Both together."""
        return self.rate + self.mix


def rest_of(total: Parts, values: Sequence[Parts]) -> Parts | None:
    """What the total has beside its values; None if these are more than the total."""
    pairs = [
        (total.before, [value.before for value in values]),
        (total.now, [value.now for value in values]),
    ]
    if total.denominator_before is not None:
        pairs += [
            (total.denominator_before, [value.denominator_before or 0.0 for value in values]),
            (total.denominator_now or 0.0, [value.denominator_now or 0.0 for value in values]),
        ]
    found = []
    for whole, parts in pairs:
        rest = whole - math.fsum(parts)
        found.append(0.0 if abs(rest) <= NOTHING * max(1.0, abs(whole)) else rest)
    rest = Parts(*found)
    # A numerator can be below 0, a number of cases cannot.
    cases = [rest.denominator_before, rest.denominator_now]
    return None if any(number is not None and number < 0 for number in cases) else rest


def effects(total: Parts, values: Mapping[str, Parts], scale: float) -> dict[str, Effect]:
    """The effect of each value; together they are the change of the total, with no rest.

    values: all of the cut, what the total has beside them included. None have an effect where one
    has a numerator without a denominator: such a rate is not made of the rates of its values.
    """
    if total.denominator_before is None:
        return _effects_of_sums(total, values)
    before, now = total.denominator_before, total.denominator_now or 0.0
    if not before or not now or any(map(_has_no_rate, values.values())):
        return {}
    rate_before, rate_now = scale * total.before / before, scale * total.now / now
    change, mean_rate = rate_now - rate_before, (rate_before + rate_now) / 2
    found = {}
    for name, parts in values.items():
        share_before = (parts.denominator_before or 0.0) / before
        share_now = (parts.denominator_now or 0.0) / now
        own_before = _rate(parts.before, parts.denominator_before, scale)
        own_now = _rate(parts.now, parts.denominator_now, scale)
        # Who came or went has one rate only, and so moves the mix alone.
        first = own_now if own_before is None else own_before
        last = own_before if own_now is None else own_now
        if first is None or last is None:
            rate = mix = 0.0
        else:
            rate = (share_before + share_now) / 2 * (last - first)
            mix = (share_now - share_before) * ((first + last) / 2 - mean_rate)
        even = (share_before + share_now) / 2 * change
        found[name] = Effect(rate, mix, rate + mix - even)
    return found


def _has_no_rate(parts: Parts) -> bool:
    """Whether something counts in a period in which there is no case."""
    return bool(parts.before and not parts.denominator_before) or bool(
        parts.now and not parts.denominator_now
    )


def _effects_of_sums(total: Parts, values: Mapping[str, Parts]) -> dict[str, Effect]:
    """Of a sum the effect of a value is its own change."""
    change = total.now - total.before
    found = {}
    for name, parts in values.items():
        share = parts.before / total.before if total.before else 0.0
        own = parts.now - parts.before
        found[name] = Effect(own, 0.0, own - share * change)
    return found


def _rate(numerator: float, denominator: float | None, scale: float) -> float | None:
    """A quotient; None without a case."""
    return scale * numerator / denominator if denominator else None


def times_usual(values: Sequence[float | None]) -> float | None:
    """How many times the usual change the last change is; the values of periods in their order."""
    if len(values) < 2 or values[-1] is None or values[-2] is None:
        return None
    earlier = [
        abs(now - before)
        for before, now in zip(values[:-2], values[1:-1], strict=True)
        if before is not None and now is not None
    ][-USUAL_CHANGES:]
    if len(earlier) < LEAST_USUAL_CHANGES:
        return None
    usual = median(earlier)
    return abs(values[-1] - values[-2]) / usual if usual > 0 else None
