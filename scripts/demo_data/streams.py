"""Random streams that are named, so that nothing drawn for one purpose moves another."""

import random
from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")


def stream(*name: object) -> random.Random:
    """A random stream that depends on its name alone; a text seed is hashed the same everywhere."""
    return random.Random(":".join(["demo", *map(str, name)]))


def weighted(draws: random.Random, weights: Mapping[Value, float]) -> Value:
    """One key of the mapping, drawn by weight."""
    return draws.choices(list(weights), weights=list(weights.values()))[0]
