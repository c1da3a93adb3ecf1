"""The project as dbt parses it, once for all sessions of tests that run side by side.

To parse takes longer than most tests. `python -m tests.parsed folder` parses for each way in which
raw tables come, and keeps what dbt made of the project in the folder; scripts.check names that
folder to the sessions.
"""

import os
import pickle
import sys
from pathlib import Path
from typing import Any

from dbt.contracts.graph.manifest import Manifest

from scripts.check import PARSED_VARIABLE
from scripts.reference import source_systems
from scripts.warehouse import run_dbt

# The vars that dbt looks at while it parses; the demo has none.
WAYS: dict[str, dict[str, Any]] = {
    "demo": {},
    "files": {"raw_files": "nowhere"},
    "schema": {"raw_schema": "shop"},
    # Where people are those of a shop, adapters read the shop's customers.
    "sources": {
        "sources": {
            system: {"schema": "nowhere"}
            | ({} if system == "shopify" else {"customer_id_of": "shopify"})
            for system in source_systems()
        }
    },
}


def parsed(way: str, folder: Path) -> Manifest:
    """The project, parsed without a warning for one of WAYS; read where it was kept before.

    folder: where dbt may write.
    """
    if PARSED_VARIABLE in os.environ:
        manifest = pickle.loads(kept(way, Path(os.environ[PARSED_VARIABLE])).read_bytes())
        return with_lookups_of_its_own(manifest)
    run = run_dbt(["--warn-error", "parse"], folder, variables=WAYS[way], silent=True)
    assert run.success, f"dbt --warn-error parse is not clean: mend what it says.\n{run.exception}"
    return run.result


def with_lookups_of_its_own(manifest: Manifest) -> Manifest:
    """A manifest out of a pickle, its lookups forgotten: dbt makes each anew when it is asked.

    Manifest.__reduce_ex__ of dbt-core 1.11 leaves one of them out, and those after it come back in
    each other's places.
    """
    for name in vars(manifest):
        if name.endswith("_lookup"):
            setattr(manifest, name, None)
    return manifest


def kept(way: str, folder: Path) -> Path:
    """The file that keeps the project as it was parsed for one of WAYS."""
    return folder / f"{way}.pickle"


def main() -> None:
    """Parses for all of WAYS."""
    folder = Path(sys.argv[1])
    for way in WAYS:
        manifest = parsed(way, folder / way)
        kept(way, folder).write_bytes(pickle.dumps(manifest))


if __name__ == "__main__":
    main()
