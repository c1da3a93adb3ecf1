"""Starts Superset on the published copy: `python -m scripts.superset [--warehouse W] [--port P]`.

It listens on the loopback address only. What it keeps (its own database, key and password) is in
the folder superset/ of the warehouse. At each start the files of superset/ are imported anew. It
runs until Ctrl-C. Exit codes: 0 stopped; 1 not started, or it ended by itself; 2 an argument is
wrong; 130 interrupted before it ran.
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.published_copy import CopyUnusable, attached
from scripts.superset.files import FOLDER
from scripts.superset.server.prepare import ADMIN, UNREADABLE
from scripts.warehouse import DEFAULT_WAREHOUSE, INTERRUPTED, PROJECT_ROOT, Warehouse

ENVIRONMENT = PROJECT_ROOT / ".venv-superset"
SERVER = Path(__file__).parent / "server"
HOST = "127.0.0.1"
PORT = 8088
PORTS = range(1024, 65536)
# Each answers one question at a time. Threads of one process would share an open DuckDB file, and
# with it the copy of before as long as one of them still reads it.
WORKERS = 3
PATIENCE_SECONDS = 120


class NotStarted(Exception):
    """Superset does not run; the message says why and what to do."""


def check_port(text: str | None) -> int:
    """The port; an empty text is Superset's own.

    Raises:
        ValueError: it is no port that anybody may listen on.
    """
    if not text:
        return PORT
    if not text.isdecimal() or int(text) not in PORTS:
        raise ValueError(f"PORT {text!r} is no number from {PORTS[0]} to {PORTS[-1]}.")
    return int(text)


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """The folder of what Superset keeps, for this process only; made at the first start.

    Raises:
        NotStarted: it cannot be written to, or another Superset has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise NotStarted(f"{folder} cannot be written to: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise NotStarted(
                f"Superset runs for this warehouse already: {lock.read().strip() or 'it starts'}."
            ) from error
        lock.truncate(0)
        for name in ("secret_key", "password"):
            if not (folder / name).exists():
                _write_secret(folder / name)
        yield


def _write_secret(path: Path) -> None:
    """A random text that only its owner may read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(24))


def check_is_free(port: int) -> None:
    """Raises if another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise NotStarted(
                f"Port {port} is taken by another program. Name another: make superset "
                f"PORT={port + 1 if port + 1 in PORTS else PORT}."
            ) from error


def prepare(copy: Path, environment: dict[str, str], log: Path) -> None:
    """Superset's own tables, the admin and our files."""
    with log.open("w", encoding="utf-8") as said:
        run = subprocess.run(
            [ENVIRONMENT / "bin/python", SERVER / "prepare.py", copy, FOLDER],
            env=environment, cwd=log.parent, stdout=said, stderr=subprocess.STDOUT, check=False,
        )
    if run.returncode == UNREADABLE:
        raise NotStarted(
            "The DuckDB of Superset cannot read the copy. Publish it in the usual format: make "
            f"publish, without STORAGE. See {log}."
        )
    if run.returncode != 0:
        raise NotStarted(f"Superset could not be prepared: {_last_line(log)} See {log}.")


def _last_line(log: Path) -> str:
    """What a program said last."""
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing."


@contextmanager
def served(port: int, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """A server that answers; it ends with this context.

    Raises:
        NotStarted: it ended by itself, or says nothing for too long.
    """
    command = [
        ENVIRONMENT / "bin/gunicorn", "--bind", f"{HOST}:{port}", "--workers", str(WORKERS),
        "--preload", "--timeout", "120",
        "--graceful-timeout", "3", "--no-control-socket", "superset.app:create_app()",
    ]
    with log.open("a", encoding="utf-8") as said:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the server.
        process = subprocess.Popen(
            command, env=environment, cwd=log.parent, stdout=said, stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            # The workers, too.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_it_answers(process: subprocess.Popen, port: int, log: Path) -> None:
    """Returns when the server answers."""
    for _ in range(PATIENCE_SECONDS * 2):
        if process.poll() is not None:
            raise NotStarted(f"Superset ended: {_last_line(log)} See {log}.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise NotStarted(f"Superset does not answer after {PATIENCE_SECONDS} seconds. See {log}.")


def serve(warehouse: Path, port: int) -> None:
    """Runs Superset until it is interrupted.

    Raises:
        CopyUnusable: there is no published copy that can be read.
        NotStarted: something else is in the way, or it ended by itself.
    """
    if not ENVIRONMENT.exists():
        raise NotStarted("Superset is not installed yet: make superset installs it.")
    copy = Warehouse(warehouse.resolve()).published_database
    with attached(copy=copy):
        pass
    folder = copy.parent / "superset"
    log = folder / "superset.log"
    environment = {
        **os.environ,
        "SUPERSET_HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(SERVER / "superset_config.py"),
    }
    with kept(folder):
        check_is_free(port)
        print("Superset starts; this takes up to a minute.", flush=True)
        prepare(copy, environment, log)
        with served(port, environment, log) as process:
            place = f"http://{HOST}:{port}/superset/dashboard/overview/"
            (folder / "lock").write_text(f"{place} (process {os.getpid()})", encoding="utf-8")
            password = (folder / "password").read_text(encoding="utf-8")
            print(f"Superset runs: {place}\nUser {ADMIN}, password {password}\nCtrl-C stops it.",
                  flush=True)
            try:
                process.wait()
            except KeyboardInterrupt:
                return
            raise NotStarted(f"Superset ended by itself: {_last_line(log)} See {log}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.superset", description="Start Superset on the published copy."
    )
    parser.add_argument(
        "--warehouse",
        type=lambda folder: Path(folder) if folder else DEFAULT_WAREHOUSE,
        default=DEFAULT_WAREHOUSE,
        help="folder of the warehouse (default: %(default)s)",
    )
    parser.add_argument("--port", help=f"port of the loopback address (default: {PORT})")
    options = parser.parse_args(arguments)
    try:
        port = check_port(options.port)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    try:
        serve(options.warehouse, port)
    except (CopyUnusable, NotStarted) as error:
        print(f"Not started. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Not started: interrupted.", file=sys.stderr)
        return INTERRUPTED
    print("Superset has stopped.")
    return 0


if __name__ == "__main__":
    # However this process is told to end, also in the background of a shell, the server ends, too.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    sys.exit(main())
