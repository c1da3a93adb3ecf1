"""make postgres: the published copy in a PostgreSQL server, whole or not at all.

The server is Debian's (apt-get install postgresql); each session starts one of its own, on the
loopback address, as a user that is not root. Without its programs the tests are skipped.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from scripts.postgres import check_url
from scripts.published_copy import attached, published_tables, quoted
from scripts.warehouse import PROJECT_ROOT, Warehouse

pytestmark = pytest.mark.readers

PASSWORD = "s3cret-word"
# PostgreSQL does not run as root.
USER = "postgres" if os.getuid() == 0 else None


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of the tests."""

    programs: Path
    folder: Path
    port: int

    def url(self, database: str = "shop", user: str = "owner", password: str = PASSWORD) -> str:
        """The address of a database."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, *command: object) -> None:
        """Runs one of its programs as its user."""
        subprocess.run(
            [self.programs / str(command[0]), *map(str, command[1:])],
            cwd=self.folder, user=USER, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Starts it and waits until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off"
        log = self.folder / "log"
        self.run("pg_ctl", "start", "-w", "-D", self.folder / "data", "-o", options, "-l", log)

    def stop(self) -> None:
        """Stops it at once, as a crash does."""
        self.run("pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate")

    def rows(self, query: str, database: str = "shop", user: str = "owner") -> list[str]:
        """The rows of a query, as lines with | between the values."""
        run = self.psql(query, database, user)
        assert run.returncode == 0, run.stderr
        return run.stdout.splitlines()

    def psql(
        self, query: str, database: str = "shop", user: str = "owner"
    ) -> subprocess.CompletedProcess[str]:
        """What psql says to a query."""
        return subprocess.run(
            [self.programs / "psql", "-XAtq", self.url(database, user), "-c", query],
            capture_output=True, text=True,
        )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server with the roles owner, who may create, and reader and stranger, who may not."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    on_path = shutil.which("pg_ctl")
    if not found and not on_path:
        pytest.skip("no PostgreSQL server: apt-get install postgresql")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="postgres"))
    (folder / "password").write_text(PASSWORD)
    if USER:
        for path in (folder, folder / "password"):
            shutil.chown(path, USER)
    server = Server((found[-1] if found else Path(on_path)).parent, folder, port)
    try:
        server.run(
            "initdb", "-D", folder / "data", "-U", "boss", "-A", "scram-sha-256", "-E", "UTF8",
            "--locale=C.UTF-8", "--pwfile", folder / "password",
        )
        server.start()
        for role in ("owner", "reader", "stranger"):
            server.rows(f"create role {role} login password '{PASSWORD}'", "postgres", "boss")
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server: Server) -> Iterator[Server]:
    """The server with an empty database `shop` that belongs to owner."""
    server.rows("create database shop owner owner", "postgres", "boss")
    yield server
    server.rows("drop database shop with (force)", "postgres", "boss")


def copy_with(
    readers: Path, warehouse: Path, url: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Runs the command beside the packages that it needs."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.postgres", "--warehouse", str(warehouse), "--url", url,
         *arguments],
        cwd=PROJECT_ROOT, env={**os.environ, "PYTHONPATH": str(readers)},
        capture_output=True, text=True,
    )


def assert_one_line(run: subprocess.CompletedProcess[str], *texts: str) -> None:
    """The command failed with one line that has the texts, and never the password."""
    assert run.returncode == 1, run.stderr
    assert run.stderr.startswith("Not copied. ")
    assert run.stderr.count("\n") == 1, run.stderr
    assert PASSWORD not in run.stderr
    for text in texts:
        assert text in run.stderr


def notes(server: Server) -> list[str]:
    """How many notes and dates there are; nothing if there are no tables."""
    query = "select (select count(*) from facts.notes), (select count(*) from facts.dates)"
    run = server.psql(query)
    return run.stdout.splitlines() if run.returncode == 0 else []


def schemas_of(server: Server) -> list[str]:
    """The schemas of the database, without PostgreSQL's own."""
    return server.rows(
        "select nspname from pg_namespace where nspname !~ '^(pg_|information_|public)' order by 1"
    )


def add_notes(small: Path, count: int) -> None:
    """Adds as many notes to a small copy."""
    with duckdb.connect(str(small)) as connection:
        connection.execute(
            "insert into facts.notes select 100 + range, repeat('long ', 20), null, 1, null "
            f"from range({count})"
        )


def test_every_table_of_the_demo_is_as_it_is_published(
    demo: Path, readers: Path, database: Server, tmp_path: Path
) -> None:
    """Tables and views: the same columns, types, rows and comments."""
    path = Warehouse(demo).published_database
    run = copy_with(readers, path, database.url(), "--reader", "reader")
    assert run.returncode == 0, run.stderr
    file = tmp_path / "rows.csv"
    with attached(copy=path) as connection:
        tables = published_tables(connection, "copy")
        counts = [
            connection.execute(f"select count(*) from {table.relation}").fetchall()[0][0]
            for table in tables
            if not table.is_view
        ]
        said = f"Copied {len(tables) + 1} tables and views with {sum(counts) + 1:,} rows"
        assert said in run.stdout
        for table in tables:
            name = f"{table.schema}.{quoted(table.name)}"
            columns = database.rows(
                "select attname, col_description(attrelid, attnum) from pg_attribute "
                f"where attrelid = '{name}'::regclass and attnum > 0 order by attnum"
            )
            assert columns == [f"{column.name}|{column.comment}" for column in table.columns]
            [comment] = database.rows(f"select obj_description('{name}'::regclass, 'pg_class')")
            assert comment == table.description
            if table.name == "metric_values":
                # Two million rows: their sums.
                sums = (
                    "select count(*), sum(numerator), sum(denominator), count(value), "
                    f"count(*) filter (where is_small_sample) from {{}}{name}"
                )
                [expected] = connection.execute(sums.format("copy.")).fetchall()
                assert database.rows(sums.format("")) == ["|".join(map(str, expected))]
                continue
            rows = database.rows(f"copy (select * from {name}) to stdout (format csv, null '\\N')")
            file.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
            types = {column.name: column.data_type for column in table.columns}
            found = (
                f"read_csv('{file}', columns={types}, header=false, nullstr='\\N', quote='\"', "
                "escape='\"', delim=',', allow_quoted_nulls=false, auto_detect=false)"
            )
            for first, second in ((found, table.relation), (table.relation, found)):
                [(missing,)] = connection.execute(
                    f"select count(*) from (select * from {first} except all from {second})"
                ).fetchall()
                assert missing == 0, name
    keys = database.rows("select count(*) from pg_constraint where contype = 'p'")
    links = database.rows(
        "select conrelid::regclass || ' ' || confrelid::regclass from pg_constraint "
        "where contype = 'f'"
    )
    assert int(keys[0]) > 40
    assert "facts.orders facts.dates" in links
    assert "facts.web_page_views facts.web_sessions" in links
    assert "facts.refunds facts.orders" not in links
    assert database.rows("select count(*) from facts.orders", user="reader") > ["0"]
    assert "permission denied" in database.psql("delete from facts.orders", user="reader").stderr
    stranger = database.psql("select 1 from facts.orders", user="stranger")
    assert "permission denied" in stranger.stderr
    assert len(database.rows("select build_id, as_of_date from dashboards.published")) == 1


def test_a_question_for_one_metric_reads_one_table(
    demo: Path, readers: Path, database: Server
) -> None:
    """The view of all metrics has a branch for each."""
    path = Warehouse(demo).published_database
    assert copy_with(readers, path, database.url()).returncode == 0
    plan = database.rows("explain select * from dashboards.metric_values where metric_id = 'nps'")
    scans = [line for line in plan if " Scan " in line and "One-Time Filter" not in line]
    assert len(scans) == 1, scans
    assert "survey_metrics" in scans[0]


def test_texts_that_break_files_arrive(readers: Path, database: Server, small: Path) -> None:
    assert copy_with(readers, small, database.url()).returncode == 0
    rows = database.rows(
        "select note_id, text is null, length(text), noted_date, amount, noted_at from facts.notes "
        "order by 1"
    )
    assert rows == [
        "1|f|8|2025-01-31|1.50|2025-01-31 23:59:59",
        "2|f|19|||",
        "3|f|0|2025-02-01|-0.01|1969-12-31 00:00:00",
        "4|f|2|2025-02-28|0.00|",
        "5|t||2025-02-28|0.00|",
    ]
    [comment] = database.rows("select col_description('facts.notes'::regclass, 2)")
    assert comment == "What was noted; 100 % of it isn't true."


def test_a_reader_sees_the_old_state_or_the_new_one_while_it_is_replaced(
    readers: Path, database: Server, small: Path
) -> None:
    """Both tables are asked at once, without a pause and without an error."""
    assert copy_with(readers, small, database.url()).returncode == 0
    seen = set()
    for round_number in (1, 2):
        add_notes(small, 1)
        with duckdb.connect(str(small)) as connection:
            connection.execute(
                f"insert into facts.dates select date '2026-01-01' + {round_number}"
            )
            connection.execute("update facts.notes set note_id = note_id + 1000 where note_id > 99")
        environment = {**os.environ, "PYTHONPATH": str(readers)}
        copying = subprocess.Popen(
            [sys.executable, "-m", "scripts.postgres", "--warehouse", str(small), "--url",
             database.url()],
            cwd=PROJECT_ROOT, env=environment, stdout=subprocess.DEVNULL,
        )
        while copying.poll() is None:
            [row] = notes(database)
            seen.add(row)
        assert copying.returncode == 0
        seen.update(notes(database))
    assert seen == {"5|59", "6|60", "7|61"}
    assert schemas_of(database) == ["dashboards", "facts"]


def test_a_long_reader_is_not_waited_for(readers: Path, database: Server, small: Path) -> None:
    """The tables that it reads stay until the next time, when nobody reads them."""
    assert copy_with(readers, small, database.url()).returncode == 0
    query = "begin; select count(*) from facts.notes; select pg_sleep(60); commit"
    reader = subprocess.Popen(
        [database.programs / "psql", "-XAtq", database.url(), "-c", query],
        stdout=subprocess.PIPE, text=True,
    )
    sleeping = "select count(*) from pg_stat_activity where query ~ 'pg_sleep' and pid <> " \
        "pg_backend_pid() and wait_event = 'PgSleep'"
    while database.rows(sleeping) == ["0"]:
        time.sleep(0.1)
    add_notes(small, 1)
    run = copy_with(readers, small, database.url())
    assert run.returncode == 0
    assert "Somebody still reads the tables of before in facts" in run.stderr
    assert notes(database) == ["6|59"]
    assert schemas_of(database) == ["dashboards", "facts", "facts__old"]
    reader.terminate()
    reader.wait()
    database.rows("select pg_terminate_backend(pid) from pg_stat_activity where query ~ 'pg_sleep' "
                  "and pid <> pg_backend_pid()")
    assert copy_with(readers, small, database.url()).returncode == 0
    assert schemas_of(database) == ["dashboards", "facts"]


def test_a_server_that_goes_away_in_the_middle_keeps_the_old_state(
    readers: Path, database: Server, small: Path
) -> None:
    assert copy_with(readers, small, database.url()).returncode == 0
    add_notes(small, 8_000_000)
    copying = subprocess.Popen(
        [sys.executable, "-m", "scripts.postgres", "--warehouse", str(small), "--url",
         database.url()],
        cwd=PROJECT_ROOT, env={**os.environ, "PYTHONPATH": str(readers)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    running = "select count(*) from pg_stat_progress_copy where bytes_processed > 1000000"
    while database.rows(running, user="boss") == ["0"]:
        assert copying.poll() is None, "it was done before the server went away"
    database.stop()
    _, said = copying.communicate()
    database.start()
    run = subprocess.CompletedProcess((), copying.returncode, "", said)
    assert_one_line(run, "127.0.0.1/shop cannot be reached, or went away", "The old state stays")
    assert notes(database) == ["5|59"]
    assert schemas_of(database) == ["dashboards", "facts"]


def test_what_goes_wrong_is_one_line_and_changes_nothing(
    readers: Path, database: Server, small: Path
) -> None:
    assert copy_with(readers, small, database.url()).returncode == 0
    add_notes(small, 1)
    wrong = database.url(password=f"{PASSWORD}x")
    nowhere = re.sub(r":\d+/", ":1/", database.url())
    assert_one_line(copy_with(readers, small, wrong), "password authentication failed")
    assert_one_line(copy_with(readers, small, nowhere), "cannot be reached", "Check URL")
    assert_one_line(
        copy_with(readers, small, database.url("elsewhere")), 'database "elsewhere" does not exist'
    )
    assert_one_line(
        copy_with(readers, small, database.url(user="stranger")), "permission denied", "Grant it"
    )
    assert_one_line(
        copy_with(readers, small, database.url(), "--reader", "nobody"),
        "The role 'nobody' that shall read is not in 127.0.0.1/shop",
        'create role "nobody" login',
    )
    assert_one_line(copy_with(readers, small / "absent", database.url()), "is not there")
    database.rows("create view public.mine as select * from facts.notes")
    assert_one_line(
        copy_with(readers, small, database.url()), "The view public.mine reads facts.notes"
    )
    assert notes(database) == ["5|59"]
    database.rows("drop view public.mine; create schema facts__new")
    assert_one_line(
        copy_with(readers, small, database.url()),
        "has a schema facts__new that make postgres did not write",
    )
    assert notes(database) == ["5|59"]


def test_a_row_that_cannot_be_written_changes_nothing(
    readers: Path, database: Server, small: Path
) -> None:
    """PostgreSQL has no text with a zero in it."""
    assert copy_with(readers, small, database.url()).returncode == 0
    with duckdb.connect(str(small)) as connection:
        connection.execute("update facts.notes set text = 'a' || chr(0) where note_id = 1")
    assert_one_line(copy_with(readers, small, database.url()), "refused", "The old state stays")
    assert notes(database) == ["5|59"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "URL is missing"),
        ("mysql://host/shop", "does not begin with postgresql://"),
        ("postgresql://host:port/shop", "is no address"),
    ],
)
def test_an_address_that_is_none_is_told(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_url(url)
