"""Random experiments: customers in one variant or in two, and no control, one, or several."""

from .random_company import JUNK_CUSTOMERS, Author, Cells, Draft, draft

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


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of the raw table; few customers, so that many are in two variants."""
    return {"experiments": [draft_assignment(author, customer_ids) for _ in range(90)]}


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


def changed_assignment(author: Author) -> Cells:
    """Another version of an assignment."""
    return {"is_control": author.random.choice(("", "true", "false"))}


CHANGES = {"experiments": changed_assignment}
