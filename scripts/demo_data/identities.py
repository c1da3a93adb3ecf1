"""Identities: what the CRM knows about whose phone is whose.

It repeats what the app's own rows say of some phones, and so changes no number of the demo.
"""

from scripts.demo_data.company import EXPORTED_AT
from scripts.demo_data.people import everybody
from scripts.demo_data.records import RawTable

COLUMNS = ("customer_id", "identifier_kind", "identifier")
# The CRM knows the first phone of every tenth customer.
KNOWN_EVERY = 10


def tables() -> list[RawTable]:
    """The raw table of the identities."""
    table = RawTable("customer_identities", COLUMNS, key=COLUMNS)
    for person in everybody():
        if person.number % KNOWN_EVERY == 0 and person.device_ids:
            table.add(
                customer_id=person.customer_id,
                identifier_kind="device",
                identifier=person.device_ids[0],
                _loaded_at=EXPORTED_AT,
            )
    return [table]
