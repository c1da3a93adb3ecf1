"""Random identities: what a CRM says of who is who, some of it about nobody."""

from .random_company import JUNK, JUNK_CUSTOMERS, Author, Draft

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
    return {
        "customer_identities": [
            *(draft_identity(author, customer_ids) for _ in range(20)),
            *(draft_link(author, customer_ids) for _ in range(30)),
        ]
    }


def draft_link(author: Author, customer_ids: list[str]) -> Draft:
    """An identifier that rows carry, one that none does, or junk; at times of somebody junk."""
    pick = author.random.choice
    kind, identifier = pick(
        (
            ("visitor", f"V{author.random.randrange(26):02}"),
            ("Device", f"D{author.random.randrange(14)}"),
            ("CONTACT", f" K{author.random.randrange(1, 8)}"),
            ("author", f"{pick(('vk', 'facebook'))}:u{pick((1, 2, 3))}"),
            (pick(("visitor", "device", "contact")), pick(JUNK)),
            ("author", f"vk:{pick(JUNK).strip()}"),
        )
    )
    cells = {
        "customer_id": pick((*customer_ids, "C777", *JUNK_CUSTOMERS)),
        "identifier_kind": kind,
        "identifier": identifier,
    }
    moment = author.moment()
    return Draft(cells, moment, moment)


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
