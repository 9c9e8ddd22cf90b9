"""An answer on the terminal: its text, its tables, what it stands on and what to ask next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rich.console import RenderableType

from agent.answer import Answer, Source, Table
from agent.writer import day
from connectors.render.pieces import named, prose, say, section, stack, verbatim, warnings
from connectors.render.tables import rows
from semantic.catalog import Catalog
from semantic.result import Column, Result

ID_SHOWN = 8
MOST_ROWS = 40
"""Enough for each country; who wants more wants a file."""


def answer(
    given: Answer, catalog: Catalog, *, sql: bool = False, kept: bool = False
) -> RenderableType:
    """The answer with figures as the metrics' formats have them; `kept` ones can be named later."""
    # What carries a change stands in the text; its result is of the change itself.
    shown = given.reading is not None and given.reading.skill != "drivers"
    # A whole that shares are of comes after the results of the tables, and has no rows of its own.
    tables = zip(given.tables, given.results, strict=False) if shown else ()
    ignored = given.not_understood
    return stack(
        prose(given.text),
        say(f"worded by {given.worded_by}, checked", "dim") if given.worded_by else None,
        say(f"Understood as: {given.echo}{_by_whom(given, catalog)}.", "dim")
        if given.echo
        else None,
        say(_verified(given)) if given.verified else None,
        *(
            _table(one, part, catalog, given.echo)
            for table, result in tables
            for one, part in _in_parts(table, result, catalog)
        ),
        warnings(given.warnings),
        say(f"Not understood: {', '.join(ignored)}.") if ignored else None,
        section(
            "Definitions",
            *(
                say(f"{each.metric}{_standing(each)}: {each.definition}", "dim")
                for each in given.sources
            ),
        ),
        section("SQL", verbatim(given.sources[0].sql)) if sql and given.results else None,
        say(f"Ask on: {' '.join(given.follow_ups)}", "dim") if given.follow_ups else None,
        say(given.already) if given.already else None,
        say(_not_right(given), "dim") if kept and not given.small_talk else None,
    )


def _table(table: Table, result: Result, catalog: Catalog, echo: str) -> RenderableType:
    labels, grains = _labels(table.columns), _grains(catalog)
    left = result.length - MOST_ROWS
    more = say(f"… and {left:,} more rows: --json lists all", "dim") if left > 0 else None
    listed = rows(_completed(result, table), catalog.metrics, labels, grains, MOST_ROWS)
    # What was understood stands above, and is the title of most tables.
    return named("" if table.title == echo else table.title, listed, more)


def _in_parts(table: Table, result: Result, catalog: Catalog) -> Iterator[tuple[Table, Result]]:
    """A table for each metric where each has an earlier period beside it: all are too wide."""
    if result.previous is None or len(result.metrics) < 2 or not result.length:
        yield table, result
        return
    for used in result.metrics:
        columns = tuple(c for c in result.columns if c.metric in ("", used.name))
        part = replace(result, columns=columns, metrics=(used,))
        yield replace(table, title=catalog.metrics[used.name].title), part


def _completed(result: Result, table: Table) -> Result:
    """The result with the columns that only its table has, such as shares of a whole."""
    known = {column.name for column in result.columns}
    added = {
        place: Column(column["name"], "metric", column["type"], column["unit"])
        for place, column in enumerate(table.columns)
        if column["name"] not in known and column["name"].endswith(".share")
    }
    values = {new.name: [row[place] for row in table.rows] for place, new in added.items()}
    columns = (*result.columns, *added.values())
    return replace(result, columns=columns, data={**result.data, **values})


def _grains(catalog: Catalog) -> dict[str, str]:
    """Of each dimension that is a date by the month or the like, which."""
    return {
        f"{dimension.entity}.{dimension.name}": dimension.grain
        for model in catalog.models.values()
        for dimension in model.dimensions
        if dimension.grain
    }


def _standing(source: Source) -> str:
    return f" ({source.status}, owner {source.owner})" if source.owner else ""


def _by_whom(given: Answer, catalog: Catalog) -> str:
    """Who understood the question, where it was not the interpreter."""
    model = catalog.settings.model
    by_model = given.reading is not None and given.reading.by == "model"
    return f"; by model {model.name}" if by_model and model is not None else ""


def _verified(given: Answer) -> str:
    mark = given.verified
    assert mark is not None
    return f"Verified by {mark.name} on {day(mark.at)}{': ' + mark.note if mark.note else ''}."


def _not_right(given: Answer) -> str:
    return f"Not right? retainer ask --wrong {given.trace.id[:ID_SHOWN]}"


def _labels(columns: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {column["name"]: column["label"] for column in columns if column["role"] == "dimension"}
