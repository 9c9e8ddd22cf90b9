"""A PostgreSQL of our own: a fresh cluster on a free port, gone with the block."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import psycopg

from connectors.connections import PostgreSQLSettings
from connectors.warehouse.postgresql.server import Server
from connectors.warehouse.postgresql.tables import SourceTable
from connectors.warehouse.postgresql.warehouse import PostgreSQLWarehouse
from tests.support.delegating import Delegating

ADMIN, PASSWORD = "postgres", "correct horse"
DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives a test, so nothing has to reach the disk.
SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40"),
    *("shared_buffers=256MB", "work_mem=64MB"),
    *("listen_addresses=127.0.0.1", "unix_socket_directories=''"),
)


@dataclass(frozen=True)
class Cluster:
    """A running server. Everybody must give a password, and text is sorted as in English."""

    port: int

    def url(self, database: str, role: str = ADMIN, password: str = PASSWORD) -> str:
        """Where a database is, as connections.yaml has it."""
        return (
            f"postgresql://{role}:{password.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"
        )

    def connect(self, database: str = "postgres", role: str = ADMIN) -> psycopg.Connection[Any]:
        """A connection that commits each statement."""
        return psycopg.connect(self.url(database, role), autocommit=True)

    def run(self, database: str, *statements: str) -> None:
        """Statements of the test's own, as the administrator."""
        with self.connect(database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def rows(self, database: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a statement of the test's own, as the administrator."""
        with self.connect(database) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """An empty database of this name, dropped after the block."""
        self.run("postgres", f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        try:
            yield name
        finally:
            self.run("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def reader(self, name: str, database: str, *schemas: str) -> str:
        """The URL of a login that can read the tables of these schemas and do nothing else."""
        self.run(
            database,
            f"DROP ROLE IF EXISTS {name}",
            f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'",
            *(f"GRANT USAGE ON SCHEMA {schema} TO {name}" for schema in schemas),
            *(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {name}" for schema in schemas),
        )
        return self.url(database, name)


_TYPES = {
    "VARCHAR": "text",
    "DOUBLE": "double precision",
    "FLOAT": "real",
    "HUGEINT": "numeric",
    "TINYINT": "smallint",
    "TIMESTAMP_NS": "timestamp",
}


def load(connection: psycopg.Connection[Any], table: str, path: Path) -> None:
    """Makes the table of a Parquet or CSV file, with the types that DuckDB finds in it."""
    with TemporaryDirectory() as folder, duckdb.connect() as reader:
        described = reader.execute(f"DESCRIBE FROM '{path}'").fetchall()
        columns = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind, *_ in described)
        connection.execute(f"CREATE TABLE {table} ({columns})".encode())
        rows = Path(folder, "rows.csv")
        reader.execute(f"COPY (FROM '{path}') TO '{rows}' (HEADER false)")
        command = f"COPY {table} FROM STDIN (FORMAT csv)".encode()
        with connection.cursor().copy(command) as copy, rows.open("rb") as file:
            while block := file.read(1 << 20):
                copy.write(block)
    connection.execute(f"ANALYZE {table}".encode())


@dataclass
class ServerWarehouse(Delegating):
    """A database as the warehouse, whose tables are filled by the test."""

    server: Cluster
    database: str
    login: str
    inner: PostgreSQLWarehouse = field(init=False)

    def __post_init__(self) -> None:
        self.inner = self._opened()

    def _opened(self) -> PostgreSQLWarehouse:
        settings = PostgreSQLSettings(type="postgresql", url=self.login)
        return PostgreSQLWarehouse(
            Server(settings), lambda source: SourceTable(source, "public", source, {}, {})
        )

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Sequence[object]]) -> None:
        """Makes the table anew, with these columns (of DuckDB's types) and rows."""
        columns = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in types.items())
        with self.server.connect(self.database) as connection:
            connection.execute(f"DROP TABLE IF EXISTS {table}".encode())
            connection.execute(f"CREATE TABLE {table} ({columns})".encode())
            with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        self.inner = self._opened()


@contextmanager
def server_warehouse(server: Cluster, database: str) -> Iterator[ServerWarehouse]:
    """An empty database of the server, read by a login that can do nothing else."""
    with server.database(database):
        name = f"{database}_reader"
        login = server.reader(name, database, "public")
        everything = f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {name}"
        server.run(database, everything)
        yield ServerWarehouse(server, database, login)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server with nothing in it, stopped and removed after the block.

    Fails, rather than skips, where PostgreSQL is not installed.
    """
    account, port = _account(), _free_port()
    # Not in pytest's folder, into which the server's account cannot look.
    with TemporaryDirectory(prefix="retainer-postgresql-") as folder:
        home, secret = Path(folder, "data"), Path(folder, "password")
        secret.write_text(PASSWORD, encoding="utf-8")
        if account:
            for path in (folder, secret):
                shutil.chown(path, account)
        _run(
            account,
            *(_program("initdb"), "-D", home, "-U", ADMIN, "--pwfile", secret, "--no-sync"),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"),
            # Sorts as people do, not by bytes: answers must not depend on it.
            *("--locale-provider", "icu", "--icu-locale", "en-US"),
        )
        control = (_program("pg_ctl"), "-D", home)
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"port={port}"))
        _run(account, *control, "-w", "-t", "60", "-l", home / "log", "-o", options, "start")
        try:
            yield Cluster(port)
        finally:
            _run(account, *control, "-m", "immediate", "stop")


def _account() -> str | None:
    """The account that the server runs as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise AssertionError("There is no account postgres. Run: sh tools/postgresql.sh") from None


def _program(name: str) -> Path:
    """The program of the newest PostgreSQL that is installed."""
    found = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    elsewhere = shutil.which(name)
    if not found and elsewhere is None:
        raise AssertionError(f"There is no {name}. Run: sh tools/postgresql.sh")
    return found[-1] if found else Path(str(elsewhere))


def _run(account: str | None, *command: object) -> None:
    words: Sequence[str] = [str(word) for word in command]
    done = subprocess.run(
        words, user=account, cwd="/", capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
