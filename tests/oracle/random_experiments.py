"""Random experiments: customers in one variant or in two, and no control, one, or several."""

from .random_company import JUNK_CUSTOMERS, Author, Cells, Draft, customer_names, draft

COLUMNS_THAT_MAY_BE_MISSING = {"experiments": ("is_control",)}
FAULTS = {
    "experiments": (
        {"experiment_id": ""},
        {"customer_id": " "},
        {"variant": ""},
        {"assigned_at": ""},
        {"assigned_at": "at once"},
    ),
}
# Each experiment with its variants, and whether they are the control.
EXPERIMENTS = {
    "E1": {"old": "true", "new": "false"},
    "E2": {"a": "", "b": "Yes", "c": "0"},
    "E3": {"a": "true", "b": "true"},
    "E4": {"a": "perhaps", "b": ""},
}
# An experiment whose customers keep their variant, so that most of them count.
STEADY_EXPERIMENT = "E5"
STEADY_VARIANTS = {"no": "true", "one": "", "two": "false"}
# A variant that only somebody who is junk was ever assigned to, or only such a one controls.
OF_NOBODY = (
    {"experiment_id": "E5", "variant": "none's", "is_control": ""},
    {"experiment_id": "E6", "variant": "other", "is_control": "true"},
)


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of the raw table; few customers, so that many are in two variants."""
    return {
        "experiments": [
            *(draft_assignment(author, customer_ids) for _ in range(90)),
            *(draft_steady_assignment(author) for _ in range(60)),
            *draft_odd_assignments(author, customer_ids),
        ]
    }


def draft_assignment(author: Author, customer_ids: list[str]) -> Draft:
    """An assignment of a customer, a stranger, or somebody who is junk."""
    pick = author.random.choice
    experiment_id = pick(tuple(EXPERIMENTS))
    variant = pick(tuple(EXPERIMENTS[experiment_id]))
    cells = {
        "experiment_id": experiment_id,
        "customer_id": pick((*customer_ids, *customer_ids, "C777", *JUNK_CUSTOMERS)),
        "variant": variant,
        "is_control": EXPERIMENTS[experiment_id][variant],
    }
    return draft(author, "assigned_at", cells, author.moment())


def draft_steady_assignment(author: Author) -> Draft:
    """An assignment of one of many customers to the variant that they always get."""
    customer_id = author.random.choice(customer_names(40))
    variant = tuple(STEADY_VARIANTS)[sum(map(ord, customer_id)) % len(STEADY_VARIANTS)]
    cells = {
        "experiment_id": STEADY_EXPERIMENT,
        "customer_id": customer_id,
        "variant": variant,
        "is_control": STEADY_VARIANTS[variant],
    }
    return draft(author, "assigned_at", cells, author.moment())


def draft_odd_assignments(author: Author, customer_ids: list[str]) -> list[Draft]:
    """Assignments of nobody; the other experiment of theirs has one customer a variant."""
    rows = [{"customer_id": "N/A", **cells} for cells in OF_NOBODY]
    rows += [
        {"experiment_id": "E6", "customer_id": name, "variant": variant, "is_control": ""}
        for name, variant in zip(customer_ids, ("one", "other"), strict=False)
    ]
    return [draft(author, "assigned_at", cells, author.moment()) for cells in rows]


def changed_assignment(author: Author) -> Cells:
    """Another version of an assignment, seldom one of a control."""
    return {"is_control": author.random.choice(("", "", "no", "0", "false", "true"))}


CHANGES = {"experiments": changed_assignment}
