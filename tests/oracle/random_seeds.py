"""Random rows of the reference seeds with which metrics are judged."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from .metric_values import CATALOG
from .reference import read_seed

REFERENCE = CATALOG.parent
FIRST_DAY = date(2023, 10, 1)
DAYS = 800
TARGETS = ("", "-20", "0", "0.5", "1", "2", "3.333333", "5", "10", "25", "40", "100", "1000")
FIGURES = ("-5", "0", "12.5", "0.333333", "100")
LENGTHS = ("", 1, 1, 2, 3, 7, 10)
LONG = (31, 31, 400)
LIVES = (7, 200, 400, 1000)
NAMES = ("Sale", "Sale", "'Grand' opening", "Holiday; \u00dcmit's", "sale", "99 %")
SHARES = (
    (),
    ("E5,no,1", "E5,one,2.5", "E5,two,0.75", "E5,none's,1"),
    ("E5,no,50", "E5,one,25", "E5,two,25", "E5,none's,3", "E5,forgotten,3", "E2,a,7", "E2,b,3"),
    ("E5,no,1", "E5,two,1", "E1,old,2", "E1,new,1", "E6,one,2", "E6,other,1"),
)
KINDS = ("sale", "holiday", "")


def write_random_seeds(folder: Path, seed: int) -> None:
    """Write targets, benchmarks, owners and marks of somebody who has other ideas."""
    random = Random(f"{seed} seeds")
    metrics = read_seed(CATALOG)
    names = [row["metric_id"] for row in metrics]
    for name, header, lines in (
        (
            "metric_targets",
            "metric_id,period_grain,valid_from,target,is_example",
            targets(random, names),
        ),
        ("metric_benchmarks", "metric_id,year,benchmark,measure,source", figures(random, names)),
        ("metric_owners", "mart,owner", owners(random, {row["mart"] for row in metrics})),
        ("trigger_kinds", "trigger_kind,priority,life_days,ends_by_unsubscribe", kinds(random)),
        ("calendar_marks", "name,first_day,last_day,kind,is_example", marks(random)),
        ("experiment_shares", "experiment_id,variant,share", shares(random)),
    ):
        text = "\n".join((header, *lines, ""))
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def day(random: Random) -> date:
    """A day of about the company's life."""
    return FIRST_DAY + timedelta(days=random.randrange(DAYS))


def targets(random: Random, names: list[str]) -> Iterator[str]:
    """Several targets of most metrics and grains; without a value one ends."""
    for name in names:
        for grain in ("day", "week", "month"):
            for valid_from in {day(random).replace(day=1) for _ in range(random.randrange(5))}:
                is_example = random.choice(("", "false", "false", "true"))
                yield f"{name},{grain},{valid_from},{random.choice(TARGETS)},{is_example}"


def figures(random: Random, names: list[str]) -> Iterator[str]:
    """Published figures of some metrics and years."""
    for name in names:
        for year in random.sample(range(2019, 2023), random.choice((0, 0, 1, 2))):
            source = random.choice(("", "A study", '"Cited, with care"'))
            yield f"{name},{year},{random.choice(FIGURES)},all,{source}"


def owners(random: Random, marts: set[str]) -> Iterator[str]:
    """Who answers for some of the metrics tables."""
    for mart in sorted(marts):
        if random.random() < 0.8:
            yield f"{mart},{random.choice(('Ann', 'Team of web', ''))}"


def kinds(random: Random) -> Iterator[str]:
    """Every kind of trigger, with lives that are often long enough for something to happen."""
    for row in read_seed(REFERENCE / "trigger_kinds.csv"):
        life = random.choice(LIVES) if row["life_days"] else ""
        priority, ends = random.randrange(1, 20), random.choice(("true", "false"))
        yield f"{row['trigger_kind']},{priority},{life},{ends}"


def shares(random: Random) -> Iterator[str]:
    """Shares of the variants; where one has none the ratio is not known, and some nobody got."""
    yield from random.choice(SHARES)


def marks(random: Random) -> Iterator[str]:
    """Marks that touch and overlap; a name comes again, but not on the same first day."""
    found = set()
    while len(found) < 12:
        found.add((random.choice(NAMES), day(random)))
    # A neighbour of another, one on the same day, and a long one that meets others.
    name, first_day = min(found)
    found |= {(name, first_day + timedelta(days=1)), ("On the same day", first_day)}
    for number, (name, first_day) in enumerate(sorted(found)):
        length = random.choice(LENGTHS if number else LONG)
        last_day = first_day + timedelta(days=length - 1) if length else ""
        is_example = random.choice(("", "false", "false", "true"))
        yield f'"{name}",{first_day},{last_day},{random.choice(KINDS)},{is_example}'
