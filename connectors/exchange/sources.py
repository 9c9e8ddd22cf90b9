"""Where imported models read from: the tables another tool names, as sources of the workspace."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from connectors.exchange.yaml_text import one_line, yaml_text
from connectors.warehouse.describing import column_types, data_files
from connectors.workspace import CONNECTIONS
from semantic.definition import DataType
from semantic.errors import ConfigurationError
from semantic.exchange.imported import Imported
from semantic.exchange.ossie_fields import plain_name

_SOURCES = re.compile(r"^sources:[ \t]*(\{\})?[ \t]*(#.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Data:
    """Files that hold the tables, by table in small letters, with the types of their columns."""

    files: Mapping[str, Path]
    columns: Mapping[str, Mapping[str, DataType]]


class TypesByTable(dict[str, Mapping[str, DataType]]):
    """Types of columns by a table's full name, of which only the last part counts."""

    def get(self, key: str, default: Any = None) -> Any:
        """The columns of the table; none for one that is not known."""
        return super().get(_last(key), default or {})


def read_data(folder: Path | None) -> Data:
    """The tables in a folder of Parquet and CSV files; none without a folder."""
    if folder is None:
        return Data({}, {})
    if not folder.is_dir():
        raise ConfigurationError(
            f"{folder} is not a folder.", next_step="Name the folder that holds the tables' files."
        )
    files = data_files(folder.absolute())
    return Data(files, TypesByTable(column_types(files)))


def with_sources(given: Imported) -> tuple[Imported, dict[str, str]]:
    """The definitions with names of sources in place of tables, and the table behind each name."""
    tables: dict[str, str] = {}
    spelled = [each.source for each in given.models if each.source]
    names = {source: _name(source, tables) for source in dict.fromkeys(spelled)}
    names |= {each.source: _name(each.source, tables) for each in given.time_spines}
    models = (
        each.model_copy(update={"source": names[each.source]}) if each.source else each
        for each in given.models
    )
    spines = (each.model_copy(update={"source": names[each.source]}) for each in given.time_spines)
    return replace(given, models=tuple(models), time_spines=tuple(spines)), tables


def on_server(given: Imported) -> Imported:
    """The definitions with tables as a server of one database knows them: SCHEMA.TABLE."""
    models = (
        each.model_copy(update={"source": ".".join(each.source.split(".")[-2:])})
        if each.source
        else each
        for each in given.models
    )
    return replace(given, models=tuple(models))


def _last(table: str) -> str:
    return table.rpartition(".")[2].strip('"`[]').lower()


def _name(table: str, taken: dict[str, str]) -> str:
    """A name of its own for the table, by its last part where that is free."""
    for name in (plain_name(_last(table)), plain_name(table)):
        if taken.get(name, table) == table:
            taken[name] = table
            return name
    number = next(nr for nr in range(2, 10_000) if f"{plain_name(table)[:74]}_{nr}" not in taken)
    name = f"{plain_name(table)[:74]}_{number}"
    taken[name] = table
    return name


def connections(tables: Mapping[str, str], data: Data, workspace: Path) -> str:
    """The text of a new connections.yaml."""
    content = {"version": 1, "warehouse": {"type": "duckdb"}}
    sources = "".join(_entries(tables, data, workspace, "  "))
    return yaml_text(content) + "\nsources:\n" + sources


def with_entries(text: str, tables: Mapping[str, str], data: Data, workspace: Path) -> str:
    """The text of a connections.yaml with more sources, everything else as it was.

    Raises ConfigurationError when it is not written in blocks, so that a person must add them.
    """
    found = _SOURCES.search(text)
    entries = "".join(_entries(tables, data, workspace, "  "))
    if found is None and not re.search(r"^sources:", text, re.MULTILINE):
        return text.rstrip("\n") + "\n\nsources:\n" + entries
    if found is None:
        raise ConfigurationError(
            f"{CONNECTIONS} has its sources on one line, where nothing can be added.",
            next_step="Write `sources:` on a line of its own, each source below it; import again.",
        )
    head = text[: found.start()] + "sources:" + (f" {found[2]}" if found[2] else "") + "\n"
    rest = text[found.end() :].removeprefix("\n")
    indent = re.match(r"(?:[ \t]*(?:#.*)?\n)*( +)\S", rest)
    entries = "".join(_entries(tables, data, workspace, indent[1] if indent else "  "))
    return head + entries + rest


def _entries(tables: Mapping[str, str], data: Data, workspace: Path, indent: str) -> Iterator[str]:
    for name, table in tables.items():
        path = data.files.get(_last(table))
        file = _shown(path, workspace) if path else f"data/{name}.parquet"
        yield f"{indent}{name}: {one_line({'file': file})}\n"


def _shown(path: Path, workspace: Path) -> str:
    """The path as connections.yaml writes it: inside the workspace relative to it."""
    try:
        return path.relative_to(workspace).as_posix()
    except ValueError:
        return os.fspath(path)


def absent(tables: Mapping[str, str], data: Data) -> tuple[str, ...]:
    """The sources for which no file was named: a person has to put one there."""
    return tuple(name for name, table in tables.items() if _last(table) not in data.files)
