"""Random identities: what a CRM says of who is who, some of it about nobody."""

from .random_company import Author, Draft

COLUMNS_THAT_MAY_BE_MISSING: dict[str, tuple[str, ...]] = {"customer_identities": ("brand",)}
FAULTS = {
    "customer_identities": (
        {"customer_id": ""},
        {"identifier_kind": " "},
        {"identifier": ""},
    ),
}
CHANGES = {"customer_identities": lambda author: {"brand": author.random.choice(("", "shop"))}}


def drafts(author: Author, customer_ids: list[str]) -> dict[str, list[Draft]]:
    """The rows of the raw table."""
    return {"customer_identities": [draft_identity(author, customer_ids) for _ in range(20)]}


def draft_identity(author: Author, customer_ids: list[str]) -> Draft:
    """An identifier of a customer, of a kind that no row carries."""
    number = author.random.randrange(10)
    cells = {
        "customer_id": author.random.choice(customer_ids),
        "identifier_kind": "loyalty_card",
        "identifier": f"L{number}",
    }
    moment = author.moment()
    return Draft(cells, moment, moment)
