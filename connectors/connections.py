"""The contents of connections.yaml: where each source's rows come from."""

from typing import Literal

from pydantic import Field

from semantic.definition import Definition, Name


class FileSource(Definition):
    """A Parquet or CSV file (UTF-8, with a header); a relative path is inside the workspace."""

    file: str
    delimiter: str = Field(default=",", min_length=1, max_length=1)


class ComputedSource(Definition):
    """Rows that Retainer computes itself as of a date, by the name of what computes them."""

    computed: Name


Source = FileSource | ComputedSource


class DuckDBSettings(Definition):
    """The embedded warehouse: DuckDB in this process, over files.

    `memory_limit` is DuckDB's, such as `2GB`; past it, DuckDB writes to disk. A query that returns
    more than `row_limit` rows is refused. One that takes longer than `timeout_seconds` while
    somebody waits, or than `run_timeout_seconds` in a briefing or backtest, is stopped.
    """

    type: Literal["duckdb"]
    memory_limit: str = Field(default="", pattern=r"^([0-9]+(\.[0-9]+)?\s*[KMGT]i?B)?$")
    threads: int | None = Field(default=None, ge=1, le=256)
    timeout_seconds: float = Field(default=30, gt=0)
    run_timeout_seconds: float = Field(default=900, gt=0)
    row_limit: int = Field(default=5_000_000, gt=0)


class ConnectionsFile(Definition):
    """The contents of connections.yaml. Texts may hold `${NAME}` for a setting outside the file."""

    version: Literal[1]
    warehouse: DuckDBSettings
    sources: dict[Name, Source] = Field(default={})
