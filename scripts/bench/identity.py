"""Who stands behind a row: a million links, shared visitors and a kiosk."""

import shutil
from pathlib import Path

from scripts.bench.measure import (
    Run,
    best,
    connect,
    difference,
    fresh_folders,
    in_a_process_of_its_own,
    line_of,
    models_of_customers,
    run_by_hand,
    run_with_dbt,
    table_of_costs,
    write_raw_files,
)
from scripts.warehouse import Warehouse

TITLE = "Who stands behind a row"
MARTS = ("int_rows_stitched", "person_identifiers")
IDENTIFIERS_PER_CUSTOMER = 6
# Of 1.3 million identifiers a kiosk of 2,000 customers; but more than a shared identifier may have.
IDENTIFIERS_PER_KIOSK_CUSTOMER = 650
LEAST_KIOSK_CUSTOMERS = 10


def measure(place: Path, identifiers: int, rounds: int) -> list[str]:
    """Measures the identity and returns the lines of its part of the report."""
    raw, folder = fresh_folders(place)
    sizes = {
        "identifiers": identifiers,
        "customers": identifiers // IDENTIFIERS_PER_CUSTOMER,
        "kiosk_customers": max(
            LEAST_KIOSK_CUSTOMERS, identifiers // IDENTIFIERS_PER_KIOSK_CUSTOMER
        ),
    }
    in_a_process_of_its_own(write_raw_files, ["identifiers"], raw, sizes)
    inputs, models = models_of_customers(MARTS)
    in_a_process_of_its_own(run_with_dbt, inputs[0], raw, folder, inputs[1])

    built: list[Run] = []
    by_hand: list[Run] = []
    for _ in range(rounds):
        built.append(in_a_process_of_its_own(run_with_dbt, models, raw, folder))
        by_hand.append(in_a_process_of_its_own(run_by_hand, "identity_by_hand", raw, folder))
        found = check_same_persons(folder)
    shutil.rmtree(place)

    ratio = best(built).seconds / best(by_hand).seconds
    return [
        f"{found['identifiers']:,} identifiers in {found['rows']:,} rows, with "
        f"{found['links']:,} links to {sizes['customers']:,} customers: {found['linked']:,} are "
        f"linked, {found['shared']:,} shared, {found['kiosks']:,} a kiosk of "
        f"{sizes['kiosk_customers']:,} customers. Both sides agree in the person of every "
        "identifier, its rows and its customers, and in the person of every row. The models also "
        "tell why, know overrides and sessions, and look into every fact; the script knows "
        "nothing but links.",
        "",
        *table_of_costs(best(built), at_least=0),
        "",
        "| | seconds | peak memory in MiB |",
        "|---|---:|---:|",
        line_of("all of these", best(built)),
        line_of("by hand: scripts/bench/identity_by_hand.sql", best(by_hand)),
        "",
        f"Ratio: {ratio:.2f}.",
    ]


def check_same_persons(folder: Path) -> dict[str, int]:
    """Raises unless both sides see the same persons; returns how many of what there are."""
    with connect(folder / "identity_by_hand.duckdb") as connection:
        connection.execute(f"attach '{Warehouse(folder).build_database}' as build (read_only)")
        identifiers = "select kind, identifier, person_id, customers_seen, rows from "
        differences = difference(
            connection,
            identifiers + "identifiers_by_hand",
            identifiers + "build.person_identifiers",
        )
        assert differences == 0, f"{differences} identifiers differ from those by hand"
        # An attendance is made of registrations, which are compared.
        persons = "select fact, row_id, person_id from "
        differences = difference(
            connection,
            persons + "persons_by_hand",
            persons + "build.int_rows_stitched where fact <> 'event_attendances'",
        )
        assert differences == 0, f"{differences} rows have other persons than by hand"
        numbers = connection.execute(
            "select count(*), sum(customers_seen), "
            "count(*) filter (where identifier_rule = 'linked'), "
            "count(*) filter (where identifier_rule = 'shared'), "
            "count(*) filter (where identifier_rule = 'kiosk'), "
            "(select count(*) from persons_by_hand) from build.person_identifiers"
        ).fetchone()
    assert numbers is not None
    return dict(
        zip(("identifiers", "links", "linked", "shared", "kiosks", "rows"), numbers, strict=True)
    )
