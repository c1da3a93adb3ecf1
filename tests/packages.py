"""Packages that a test wants beside those of the project, in a folder of their own.

They are installed once, into target/packages, so that the environment of the project stays as
requirements.txt has it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.export import EXTRA_PACKAGES
from scripts.warehouse import PROJECT_ROOT

# What make export and make postgres need, what reads the files, and what is an object store.
READERS = (
    "-r", str(PROJECT_ROOT / EXTRA_PACKAGES),
    "pandas==3.1.1", "pyarrow==26.0.1", "moto[server]==5.2.5",
)

FOLDER = PROJECT_ROOT / "target" / "packages"

# What pip says when it could not ask the registry; everything else is an error of the test.
UNREACHABLE = re.compile(r"Retrying|Connection|timed out|Name or service not known|ProxyError")


def installed(*requirements: str) -> Path:
    """The folder with these packages; the test is skipped if the registry cannot be reached.

    requirements: arguments of pip, such as "duckdb==1.5.6", or "-r" and a file.
    """
    files = "".join(
        Path(name).read_text(encoding="utf-8") for name in requirements if Path(name).is_file()
    )
    wanted = f"{sys.version}{requirements}{files}"
    folder = FOLDER / hashlib.sha256(wanted.encode()).hexdigest()[:16]
    if folder.exists():
        return folder
    # Installed beside and moved into place: several test sessions may want the same.
    unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run = subprocess.run(
        [*pip, "--target", str(unfinished), *requirements], capture_output=True, text=True
    )
    if run.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        if UNREACHABLE.search(run.stderr):
            pytest.skip(f"{' '.join(requirements)}: the package registry cannot be reached")
        pytest.fail(run.stderr, pytrace=False)
    try:
        unfinished.rename(folder)
    except OSError:
        shutil.rmtree(unfinished)
    return folder


def run_with(folder: Path, code: str, *arguments: object) -> str:
    """What a program prints that has these packages, and no others beside Python's own."""
    run = subprocess.run(
        [sys.executable, "-S", "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout
