"""Runs inside the environment of Superset: its tables and roles, the admin, and our files.

`python prepare.py COPY FILES`, COPY being the published copy and FILES the folder that is imported.
The folder of SUPERSET_HOME holds the password of the admin.
"""

import os
import sys
from pathlib import Path

import duckdb

ADMIN = "admin"
UNREADABLE = 3


def contents(files: Path, copy: Path) -> dict[str, str]:
    """The files by their names, with the place of the copy in that of the database."""
    found = {}
    for path in files.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "databases":
            text = text.replace("duckdb:///warehouse/engagement.duckdb", address(copy))
        found[str(path.relative_to(files))] = text
    return found


def address(copy: Path) -> str:
    """The address of a DuckDB file for SQLAlchemy, as a text of YAML."""
    from sqlalchemy.engine import URL

    return '"' + str(URL.create("duckdb", database=str(copy))).replace("\\", "\\\\").replace(
        '"', '\\"'
    ) + '"'


def prepare(copy: Path, files: Path) -> None:
    """Brings Superset's own database up to date and imports the files."""
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        # These look for the application when they are imported.
        from flask_migrate import upgrade
        from superset import appbuilder, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.utils.core import override_user

        upgrade(directory=str(Path(sys.modules["superset"].__file__).parent / "migrations"))
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = security_manager.find_user(ADMIN) or security_manager.add_user(
            ADMIN, "Admin", "of this Superset", "admin@localhost",
            security_manager.find_role("Admin"),
            (Path(os.environ["SUPERSET_HOME"]) / "password").read_text(encoding="utf-8"),
        )
        with override_user(admin):
            ImportAssetsCommand(contents(files, copy)).run()


def main(copy: str, files: str) -> int:
    """The command line. Returns UNREADABLE if this DuckDB cannot read the copy."""
    try:
        duckdb.connect(copy, read_only=True).close()
    except duckdb.Error as error:
        print(f"DuckDB {duckdb.__version__}: {str(error).splitlines()[0]}", file=sys.stderr)
        return UNREADABLE
    prepare(Path(copy), Path(files))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
