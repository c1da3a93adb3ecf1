"""Makes the documentation site: `python -m scripts.site`.

dbt parses the project and writes its own docs; pages.py makes the pages of metrics and marts from
the manifest; mkdocs, in an environment of its own, makes the site of all that (hook.py). What is
made on the way lies in target/site, the site in site/: open site/index.html.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from scripts.site.pages import pages, places
from scripts.warehouse import PROJECT_ROOT, Warehouse, run_dbt

FOLDER = PROJECT_ROOT / "target" / "site"
MKDOCS = PROJECT_ROOT / ".venv-docs" / "bin" / "mkdocs"
# dbt's docs would load a program that counts readers, if dbt were told to.
TRACKER = re.compile(r"//\w+\.cloudfront\.net/[\w./]+\.js")


def write_dbt_docs(folder: Path) -> dict:
    """dbt's own docs in one file that asks for nothing, dbt.html; gives the manifest.

    No database is read, so that a build need not be there: the types of columns, which dbt would
    read from it, are those of the contracts.
    """
    run = run_dbt(["--quiet", "docs", "generate", "--static", "--empty-catalog"], folder)
    if not run.success:
        raise SystemExit(run.errors() or "dbt cannot write its docs")
    target = Warehouse(folder).target
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    catalog = (target / "catalog.json").read_text(encoding="utf-8")
    text = (target / "static_index.html").read_text(encoding="utf-8")
    text = text.replace(catalog, json.dumps(json.loads(catalog) | {"nodes": told_types(manifest)}))
    # Where the project lies on this machine is nobody's business.
    text = TRACKER.sub("", text).replace(f"{PROJECT_ROOT}/", "").replace(str(PROJECT_ROOT), "")
    (folder / "dbt.html").write_text(text, encoding="utf-8")
    return manifest


def told_types(manifest: dict) -> dict:
    """The nodes of dbt's catalog, with the columns whose types the project tells."""
    return {
        unique_id: {
            "unique_id": unique_id,
            "metadata": {
                "type": node["config"]["materialized"], "schema": node["schema"],
                "name": node["name"], "database": node["database"],
            },
            "columns": {
                name: {"name": name, "index": index, "type": column["data_type"]}
                for index, (name, column) in enumerate(node["columns"].items(), 1)
            },
            "stats": {},
        }
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["columns"]
        and all(column["data_type"] for column in node["columns"].values())
    }


def write_pages(manifest: dict, folder: Path) -> None:
    """The pages that are made, and where the site says what of a name."""
    for name, text in pages(manifest).items():
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "places.json").write_text(json.dumps(places()), encoding="utf-8")


def main() -> int:
    """Returns the exit code: that of mkdocs."""
    if not MKDOCS.exists():
        print("The site needs mkdocs: call `make docs`.", file=sys.stderr)
        return 1
    write_pages(write_dbt_docs(FOLDER), FOLDER)
    # Its theme would advertise its successor.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [MKDOCS, "build", "--quiet", "--strict"]
    return subprocess.run(command, cwd=PROJECT_ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
