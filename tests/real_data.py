"""What the tests of the examples share: where the real files are, and an example run on one.

The files are in ../shared/real, or in the folder that the environment variable ENGAGEMENT_REAL_DATA
names; where one is absent, its tests are skipped.
"""

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

REAL_DATA = Path(os.environ.get("ENGAGEMENT_REAL_DATA") or PROJECT_ROOT / ".." / "shared" / "real")


def skip_without(file: Path) -> pytest.MarkDecorator:
    """A mark that skips a module's tests where the real file is absent."""
    return pytest.mark.skipif(
        not file.exists(), reason=f"{file} is not there (ENGAGEMENT_REAL_DATA)"
    )


def prepare(example: str, file: Path, folder: Path, **variables: Path) -> Path:
    """Runs the prepare.sql of an example, and returns the folder of the raw tables it wrote.

    Args:
        example: folder below examples/, and the variable of prepare.sql that names the file.
        file: the real file.
        folder: where to make the folder raw.
        variables: what else prepare.sql wants to know.
    """
    raw = folder / "raw"
    raw.mkdir()
    script = PROJECT_ROOT / "examples" / example / "prepare.sql"
    with duckdb.connect() as connection:
        for name, value in {example: file, "raw": raw, **variables}.items():
            connection.execute(f"set variable {name} = '{value}'")
        connection.execute(script.read_text(encoding="utf-8"))
    return raw


def build_channel(
    folder: Path,
    raw: Path,
    *selected: str,
    variables: dict[str, Any] | None = None,
    manifest: Manifest | None = None,
) -> Path:
    """Builds the selected models on raw tables, with the tests that need no others.

    manifest: the project as it was parsed before, unless the vars change what is selected.

    Returns:
        The build database, below the folder.
    """
    arguments = ["build", "--quiet", "--indirect-selection", "buildable", "--select", *selected]
    arguments += ["--exclude", "resource_type:unit_test"]
    run = run_dbt(arguments, folder / "warehouse", raw, variables, manifest)
    assert run.success, run.errors()
    return Warehouse(folder / "warehouse").build_database
