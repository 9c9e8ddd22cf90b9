"""`retainer query`: a governed query, from a file or from the command line."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.conditions import FORMS, parse
from connectors.cli.output import print_csv, show
from connectors.cli.records import record
from connectors.render.pieces import section, verbatim
from connectors.render.tables import result
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from semantic.errors import ConfigurationError, RetainerError
from semantic.messages import validate
from semantic.query import Query
from semantic.result import Result
from semantic.yaml_source import parse as parse_yaml


@click.command(
    "query",
    epilog=example(
        "retainer query gross_sales orders --by time.month --from 2011-07-01 --to 2011-10-01",
        "retainer query gross_sales --by order.country --where 'order.country != Eire' --limit 5",
        "retainer query --file question.json --json",
        "retainer query orders --by customer.id --csv > orders.csv",
    ),
)
@click.argument("metrics", nargs=-1, metavar="[METRIC]...")
@click.option("--file", "file", metavar="Q.json", help="A query as JSON; - reads it from stdin.")
@click.option("--by", multiple=True, metavar="DIM", help="Group by ENTITY.NAME or time.GRAIN.")
@click.option("--where", multiple=True, metavar="CONDITION", help=f"All must hold: {FORMS}.")
@click.option("--from", "start", metavar="D", help="The first day, as 2011-09-01.")
@click.option("--to", "end", metavar="D", help="The first day after the period.")
@click.option("--compare", type=click.Choice(["previous", "year"]), help="With which period.")
@click.option("--order", multiple=True, metavar="COLUMN", help="Order by; - in front descends.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), metavar="N", help="So many rows.")
@click.option("--as-of", metavar="D", help="See only what is dated before this day.")
@click.option("--sql", is_flag=True, help="Show the SQL too.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as CSV, for a spreadsheet.")
@takes_call
def command(
    call: Call,
    /,
    metrics: tuple[str, ...],
    file: str | None,
    sql: bool,
    as_csv: bool,
    **given: Any,
) -> None:
    """Run a governed query: metrics, grouped, filtered, over a period."""
    if as_csv and (call.json or sql):
        raise click.UsageError("Give --csv alone: JSON and SQL are other documents.")
    asked = _from_file(file, metrics, given) if file else _from_options(metrics, given)
    parts = call.parts()
    answer = _ran(asked, parts)
    if call.json:
        print_json(answer.to_json())
        return
    if as_csv:
        print_csv([column.name for column in answer.columns], answer.rows())
        click.echo("".join(f"{warning}\n" for warning in answer.warnings), nl=False, err=True)
        return
    used = {name: parts.catalog.metrics[name] for name in asked.metrics}
    show(result(answer, used), section("SQL", verbatim(answer.sql)) if sql else None)


def _ran(asked: Query, parts: Parts) -> Result:
    """The query's result. That it was run is in the audit before anybody sees what came of it."""
    records = Records(parts.workspace, "cli")
    try:
        answer = parts.engine.run(asked, parts.principal)
    except RetainerError as refusal:
        failed = refusal
        record(lambda: records.note_query(parts.principal, asked, failed))
        raise
    record(lambda: records.note_query(parts.principal, asked, answer))
    return answer


def _from_file(file: str, metrics: tuple[str, ...], given: dict[str, Any]) -> Query:
    if metrics or any(given.values()):
        raise click.UsageError("Give a query as --file or as options, not both.")
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
        content = json.loads(text)
    except OSError as error:
        raise _unreadable(file, error.strerror or "the system refuses") from error
    except UnicodeDecodeError as error:
        raise _unreadable(file, "it is not UTF-8 text") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise _unreadable(file, f"it is not JSON ({error})") from error
    if not isinstance(content, dict):
        raise _unreadable(file, "it is JSON, but not an object with a list of metrics")
    return _query(content, f"{file}: ")


def _unreadable(file: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"{file} cannot be read: {why}.", next_step="Name a file that holds a query as JSON."
    )


def _from_options(metrics: tuple[str, ...], given: dict[str, Any]) -> Query:
    if not metrics:
        raise click.UsageError("Name a metric, or give a query with --file.")
    period = {"from": given["start"], "to": given["end"]}
    content = {
        "metrics": _listed(metrics),
        "group_by": _listed(given["by"]),
        "filters": [parse(text).model_dump(mode="json") for text in given["where"]],
        "period": {end: day for end, day in period.items() if day},
        "compare": given["compare"],
        "order_by": _listed(given["order"]),
        "limit": given["limit"],
        "as_of": given["as_of"],
    }
    return _query(content, "")


def _listed(values: tuple[str, ...]) -> list[str]:
    """`a b` and `a,b` alike."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _query(content: dict[str, Any], where: str) -> Query:
    empty, _ = parse_yaml(b"{}", "query")
    assert empty is not None
    query, problems = validate(replace(empty, data=content), Query)
    if query is None:
        raise ConfigurationError(
            "\n".join(where + problem.message for problem in problems),
            next_step="Examples: retainer query --help",
        )
    return query
