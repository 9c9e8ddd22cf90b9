"""The contents of connections.yaml: where each source's rows come from."""

import re
from typing import Annotated, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import Field, field_validator

from semantic.definition import Definition, Name

_SETTING = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"


class FileSource(Definition):
    """A Parquet or CSV file (UTF-8, with a header); a relative path is inside the workspace.

    Of Spark, a Parquet file or folder that the cluster's machines read, such as `s3://…`.
    """

    file: str
    delimiter: str = Field(default=",", min_length=1, max_length=1)


class TableSource(Definition):
    """A table or view of the warehouse's server, as `TABLE` or `SCHEMA.TABLE`.

    Of Spark also as `CATALOG.SCHEMA.TABLE`.
    """

    table: str

    @field_validator("table")
    @classmethod
    def _is_a_table(cls, given: str) -> str:
        if not all(given.split(".")) or given.count(".") > 2:
            raise ValueError(f"`table` must be TABLE or SCHEMA.TABLE, not `{given}`")
        return given


class ComputedSource(Definition):
    """Rows that Retainer computes itself as of a date, by the name of what computes them."""

    computed: Name


Source = FileSource | TableSource | ComputedSource


class Limits(Definition):
    """What one query may cost.

    A query that returns more than `row_limit` rows is refused. One that takes longer than
    `timeout_seconds` while somebody waits, or than `run_timeout_seconds` in a briefing or backtest,
    is stopped.
    """

    timeout_seconds: float = Field(default=30, gt=0)
    run_timeout_seconds: float = Field(default=900, gt=0)
    row_limit: int = Field(default=5_000_000, gt=0)


class DuckDBSettings(Limits):
    """The embedded warehouse: DuckDB in this process, over files.

    `memory_limit` is DuckDB's, such as `2GB`; past it, DuckDB writes to disk.
    """

    type: Literal["duckdb"]
    memory_limit: str = Field(default="", pattern=r"^([0-9]+(\.[0-9]+)?\s*[KMGT]i?B)?$")
    threads: int | None = Field(default=None, ge=1, le=256)


class PostgreSQLSettings(Limits):
    """A PostgreSQL server, version 13 or later, with the tables that the models name.

    `url` is `postgresql://LOGIN@HOST:PORT/DATABASE`, with libpq's parameters such as `sslmode`
    after a `?`. The password stands in it or, as it is, in `password`. Tables without a schema of
    their own are looked up in `schema`. At most `connections` are open at a time. With
    `row_security` the server is told who asks, for its own policies.
    """

    type: Literal["postgresql"]
    url: str = Field(repr=False)
    password: str = Field(default="", repr=False)
    schema_name: str = Field(default="public", alias="schema", min_length=1)
    connections: int = Field(default=5, ge=1, le=100)
    row_security: bool = False

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        # Says nothing of what was given, which may hold a password.
        parts = urlsplit(given)
        if parts.scheme not in ("postgresql", "postgres"):
            raise ValueError("`url` must begin with postgresql://")
        if not _has_port_or_none(parts) or not parts.path.strip("/"):
            raise ValueError(
                "`url` must be postgresql://LOGIN@HOST:PORT/DATABASE; a password with special "
                "characters stands in `password`"
            )
        return given

    @property
    def address(self) -> dict[str, str]:
        """What libpq calls the parts of the address, with the password."""
        parts = urlsplit(self.url)
        named = {
            "host": parts.hostname or "",
            "port": str(parts.port or ""),
            "user": unquote(parts.username or ""),
            "password": self.password or unquote(parts.password or ""),
            "dbname": unquote(parts.path.strip("/")),
        }
        given = {name: value for name, value in named.items() if value}
        return {"connect_timeout": "10", **dict(parse_qsl(parts.query)), **given}

    @property
    def shown(self) -> str:
        """The database and where it is, without login and password."""
        address = self.address
        where = f"{address.get('host', 'this machine')}:{address.get('port', '5432')}"
        return f"{address['dbname']} on {where}"


class SparkSettings(Limits):
    """A Spark 4 cluster that runs a Spark Connect server.

    `url` is `sc://HOST:PORT`, with Spark's parameters such as `use_ssl=true` after `/;`. `token` is
    sent along, which needs TLS. Tables without a schema of their own are looked up in `schema`.
    """

    type: Literal["spark"]
    url: str = Field(repr=False)
    token: str = Field(default="", repr=False)
    schema_name: str = Field(default="default", alias="schema", min_length=1)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        # Says nothing of what was given, which may hold a token.
        parts = urlsplit(given)
        plain = parts.path in ("", "/") or parts.path.startswith("/;")
        if parts.scheme != "sc" or not parts.hostname or not _has_port_or_none(parts) or not plain:
            raise ValueError("`url` must be sc://HOST:PORT, or sc://HOST:PORT/;NAME=VALUE")
        return given

    @field_validator("token")
    @classmethod
    def _is_one_word(cls, given: str) -> str:
        if ";" in given or any(letter.isspace() for letter in given):
            raise ValueError("`token` must be one word without `;`")
        return given

    @property
    def address(self) -> str:
        """The address as Spark's client wants it, with the token."""
        if not self.token:
            return self.url
        start = self.url if "/;" in self.url else self.url.rstrip("/") + "/"
        return f"{start.rstrip(';')};token={self.token}"

    @property
    def shown(self) -> str:
        """The server, without the token."""
        parts = urlsplit(self.url)
        return f"sc://{parts.hostname}:{parts.port or 15002}"


def _has_port_or_none(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


Warehouse = Annotated[
    DuckDBSettings | PostgreSQLSettings | SparkSettings, Field(discriminator="type")
]


class McpSettings(Definition):
    """Who may reach `retainer mcp --http`, and under which names.

    `tokens` holds, for each person by id, the name of the setting with their token, as `${NAME}`.
    `hosts` and `origins` are the names that a request may give besides those of this machine.
    """

    tokens: dict[str, str] = Field(default={}, repr=False)
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    @field_validator("tokens")
    @classmethod
    def _names_settings(cls, given: dict[str, str]) -> dict[str, str]:
        # Says nothing of what was given, which may be a token.
        for person, token in given.items():
            if not re.fullmatch(_SETTING, token):
                message = f"the token of `{person}` must be the name of a setting: ${{NAME}}"
                raise ValueError(message)
        return given


class ConnectionsFile(Definition):
    """The contents of connections.yaml. Texts may hold `${NAME}` for a setting outside the file.

    On a server, a source that is not listed is the table of its name.
    """

    version: Literal[1]
    warehouse: Warehouse
    sources: dict[Name, Source] = Field(default={})
    mcp: McpSettings = McpSettings()
