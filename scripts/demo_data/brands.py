"""Which rows say that they belong to the second brand.

It follows from what the rows say already, so that a brand more changes no other number of the demo.
"""

from scripts.demo_data.company import SECOND_BRAND
from scripts.demo_data.people import everybody
from scripts.demo_data.records import Row, RawTable

# Tables whose rows have the brand of their customer, and those that have that of their account.
OF_CUSTOMERS = ("sessions", "app_installs", "support_tickets", "survey_responses")
OF_ACCOUNTS = ("social_posts", "social_followers")
ACCOUNTS = {"atelier.tea"}


def name_brands(table: RawTable) -> None:
    """Gives a table the column brand, where its rows can know it; null is the default brand."""
    customers = {person.customer_id for person in everybody() if person.brand == SECOND_BRAND}
    if table.name in OF_CUSTOMERS:
        _name(table, "customer_id", customers)
    if table.name in OF_ACCOUNTS:
        _name(table, "account_id", ACCOUNTS)


def _name(table: RawTable, column: str, of_second_brand: set[str]) -> None:
    """Writes the second brand into the rows of these; deletions say no more than their key."""
    table.columns.insert(-2, "brand")
    for row in table.rows:
        row["brand"] = SECOND_BRAND if _is_of(row, column, of_second_brand) else ""


def _is_of(row: Row, column: str, of_second_brand: set[str]) -> bool:
    return row["is_deleted"] != "true" and row[column] in of_second_brand
