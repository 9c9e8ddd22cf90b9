"""`retainer ask`: a question in plain words."""

import time
import uuid

import click
from rich.console import RenderableType

from agent.answer import Answer
from agent.ask import World, ask
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.render.pieces import prose, say, section, stack, warnings
from connectors.render.tables import rows
from connectors.wiring.parts import Parts

_CODES = {"answered": 0, "clarify": 1, "refused": 1, "error": 3}


@click.command(
    "ask",
    epilog=example(
        'retainer ask "gross sales by country last month, top 5"',
        'retainer ask "how did the lapse rate change in September?"',
    ),
)
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--thread",
    metavar="ID",
    help="The conversation it belongs to. So far each question is answered on its own.",
)
@takes_call
def command(call: Call, /, question: tuple[str, ...], thread: str | None) -> int:  # noqa: ARG001
    """Answer a question, ask back, or say what is known instead."""
    parts = call.parts()
    world = World(parts.engine, time.perf_counter, lambda: uuid.uuid4().hex)
    answer = ask(" ".join(question), parts.principal, world)
    if call.json:
        print_json(answer.to_json())
    else:
        show(_page(answer, parts))
    return _CODES[answer.status]


def _page(answer: Answer, parts: Parts) -> RenderableType:
    metrics = parts.catalog.metrics
    tables = answer.results if answer.tables else ()
    ignored = answer.not_understood
    return stack(
        prose(answer.text),
        *(
            section(table.title, rows(result, metrics))
            for table, result in zip(answer.tables, tables, strict=True)
        ),
        warnings(answer.warnings),
        say(f"Not understood: {', '.join(ignored)}.") if ignored else None,
        section(
            "Definitions",
            *(say(f"{each.metric}: {each.definition}", "dim") for each in answer.sources),
        ),
    )
