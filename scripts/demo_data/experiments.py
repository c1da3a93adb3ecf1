"""Experiments: who was assigned to which variant, and what went wrong with that.

Assignments are drawn from the customers of the day and change nothing else of the demo: a banner
that nobody heeded, a mail that did not reach those who should have had it early, and a search whose
makers forgot to name the control.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scripts.demo_data.people import Person, clock_time, everybody
from scripts.demo_data.records import RawTable
from scripts.demo_data.streams import stream, weighted

COLUMNS = ("experiment_id", "customer_id", "variant", "assigned_at", "is_control")


@dataclass(frozen=True)
class Experiment:
    """One experiment: the days on which it assigned customers, and to what, by weight.

    seen_again: the share of the customers whom a later visit assigned to the same variant again.
    lost: the share of the customers of a variant who should have been in the data, and are not.
    """

    experiment_id: str
    first_day: date
    days: int
    variants: dict[str, float]
    control: str | None
    seen_again: float = 0.0
    lost: tuple[str, float] = ("", 0.0)


EXPERIMENTS = (
    Experiment(
        experiment_id="shipping_banner",
        first_day=date(2025, 9, 1),
        days=21,
        variants={"no_banner": 1, "banner": 1},
        control="no_banner",
        seen_again=0.2,
    ),
    Experiment(
        experiment_id="loyalty_mail",
        first_day=date(2025, 11, 3),
        days=35,
        variants={"no_mail": 2, "early_mail": 1, "late_mail": 1},
        control="no_mail",
        lost=("early_mail", 0.6),
    ),
    Experiment(
        experiment_id="new_search",
        first_day=date(2025, 10, 6),
        days=7,
        variants={"old": 1, "new": 1},
        control=None,
    ),
)
# Customers of the first experiment who saw both of its variants, on two devices.
SAW_BOTH = 6


def tables() -> list[RawTable]:
    """The raw table of the experiments."""
    table = RawTable("experiments", COLUMNS, "assigned_at", key=COLUMNS[:4])
    for experiment in EXPERIMENTS:
        for person in everybody():
            _assign(table, experiment, person)
    _show_both(table, EXPERIMENTS[0])
    table.arrive_late(3)
    table.repeat(2)
    table.delete(2)
    table.write_with_offset(1, 2)
    table.spoil("is_control", ("perhaps",))
    table.spoil("assigned_at", ("at the start",))
    table.spoil("variant", ("",))
    return [table]


def _assign(table: RawTable, experiment: Experiment, person: Person) -> None:
    """Puts a person who is there on their day of the experiment into a variant."""
    draws = stream("experiments", experiment.experiment_id, person.number)
    day = experiment.first_day + timedelta(days=draws.randrange(experiment.days))
    assigned_at = datetime.combine(day, clock_time(draws))
    variant = weighted(draws, experiment.variants)
    lost_variant, lost_share = experiment.lost
    is_lost = variant == lost_variant and draws.random() < lost_share
    if is_lost or not person.is_active_on(day):
        return
    _add(table, experiment, person.customer_id, variant, assigned_at)
    if draws.random() < experiment.seen_again:
        later = assigned_at + timedelta(days=draws.randint(1, 5))
        _add(table, experiment, person.customer_id, variant, later)


def _show_both(table: RawTable, experiment: Experiment) -> None:
    """Some customers of the control get the other variant a day later."""
    others = [variant for variant in experiment.variants if variant != experiment.control]
    rows = [row for row in table.rows if row["variant"] == experiment.control]
    for row in stream("experiments", "both").sample(rows, SAW_BOTH):
        later = datetime.fromisoformat(row["assigned_at"]) + timedelta(days=1)
        _add(table, experiment, row["customer_id"], others[0], later)


def _add(
    table: RawTable, experiment: Experiment, customer_id: str, variant: str, at: datetime
) -> None:
    table.add(
        experiment_id=experiment.experiment_id,
        customer_id=customer_id,
        variant=variant,
        assigned_at=at,
        is_control=str(variant == experiment.control).lower(),
    )
