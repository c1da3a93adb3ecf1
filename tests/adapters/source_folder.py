"""A folder with the files of a source system, and the warehouse that is built of them."""

from pathlib import Path
from typing import Any

import duckdb
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import DbtRun, Warehouse, run_dbt
from tests.real_data import REAL_DATA

# Rows of the systems, one trap each, and the figures to expect; not part of the project.
SAMPLES = REAL_DATA / "sources"

# The scenarios as one company.
CONNECTIONS: dict[str, Any] = {
    "shopify": {"shop": {"files": f"{SAMPLES}/shopify/scenario"}},
    "ga4": {
        "site": {
            "files": f"{SAMPLES}/ga4/scenario", "customer_id_of": "shop", "order_id_of": "shop"
        }
    },
    "google_search_console": {
        "console": {"files": f"{SAMPLES}/google_search_console/scenario"},
        "pictures": {
            "files": f"{SAMPLES}/google_search_console/scenario", "search_types": ["Image"]
        },
    },
    "snowplow": {"tracker": {"files": f"{SAMPLES}/snowplow/public"}},
    "zendesk": {"desk": {"files": f"{SAMPLES}/zendesk/scenario", "bot_users": ["3"]}},
    "klaviyo": {"mail": {"files": f"{SAMPLES}/klaviyo/scenario"}},
    "qualtrics": {
        "polls": {
            "files": f"{SAMPLES}/qualtrics/scenario",
            "surveys": {
                "SV_nps": {"type": "nps", "score": "QID1", "body": "QID2"},
                "SV_csat": {"type": "csat", "score": "QID1", "reversed": True},
            },
        }
    },
    "eventbrite": {"tickets": {"files": f"{SAMPLES}/eventbrite/scenario"}},
    "stripe": {"pay": {"files": f"{SAMPLES}/stripe/scenario", "orders": "charges"}},
    "mailchimp": {"chimp": {"files": f"{SAMPLES}/mailchimp/public"}},
    "facebook_pages": {"page": {"files": f"{SAMPLES}/facebook_instagram/public/facebook_pages"}},
    "instagram_business": {
        "gallery": {"files": f"{SAMPLES}/facebook_instagram/public/instagram_business"}
    },
}


class SourceFolder:
    """A folder of files, and a warehouse."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.path = folder / "files"
        self.path.mkdir()
        self.warehouse = folder / "warehouse"
        self.manifest = manifest

    def write(self, name: str, content: str) -> None:
        """Writes one file."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def dbt(
        self,
        arguments: list[str],
        sources: dict[str, Any],
        raw: Path | None = None,
        **variables: Any,
    ) -> DbtRun:
        """Runs dbt with these systems, and with the project as it was parsed before.

        `run` makes the seeds that the models read, too: adapters of other systems read some.
        """
        if arguments[0] == "run":
            arguments = ["build", "--exclude-resource-types", "unit_test", "test", *arguments[1:]]
        options = ["--no-write-json", "--log-level-file", "none", *arguments]
        variables |= {"sources": sources}
        return run_dbt(options, self.warehouse, raw, variables, self.manifest)

    def stage(self, raw_table: str, sources: dict[str, Any], **options: Any) -> DbtRun:
        """Stages one raw table."""
        return self.dbt(["run", "--select", f"+stg_{raw_table}"], sources, **options)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the warehouse."""
        database = Warehouse(self.warehouse).build_database
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def execute(self, *statements: str) -> None:
        """Runs SQL in the database of the build, such as to make a schema of a system."""
        database = Warehouse(self.warehouse).build_database
        database.parent.mkdir(exist_ok=True)
        with duckdb.connect(str(database)) as connection:
            for statement in statements:
                connection.execute(statement)
