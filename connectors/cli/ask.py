"""`retainer ask`: a question in plain words."""

import time
import uuid
from collections.abc import Mapping, Sequence

import click
from rich.console import RenderableType

from agent.answer import Answer
from agent.ask import World, ask
from agent.memory import Memory, Recent
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.cli.records import record
from connectors.render.pieces import named, prose, say, section, stack, verbatim, warnings
from connectors.render.tables import rows
from connectors.wiring.models import language_model
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from semantic.errors import UnknownName

_CODES = {"answered": 0, "clarify": 1, "refused": 1, "error": 3}


@click.command(
    "ask",
    epilog=example(
        'retainer ask "gross sales by country last month, top 5"',
        'retainer ask "how did the lapse rate change in September?" --thread lapse',
        'retainer ask "and by country?" --thread lapse',
    ),
)
@click.argument("question", nargs=-1)
@click.option("--thread", metavar="ID", help="The conversation that the question belongs to.")
@click.option("--sql", is_flag=True, help="Show the SQL too.")
@click.option("--forget", metavar="ID", help="Forget a conversation, and ask nothing.")
@takes_call
def command(
    call: Call, /, question: tuple[str, ...], thread: str | None, sql: bool, forget: str | None
) -> int:
    """Answer a question, ask back, or say what is known instead.

    With --thread a question may go on from the one before it. What was read is remembered, not what
    was answered: each person gets the figures that they may see.
    """
    if bool(question) == bool(forget):
        raise click.UsageError("Give a question, or a conversation to --forget.")
    parts = call.parts()
    if forget:
        return _forget(call, parts, forget)
    memory = _threads(parts) if thread else Recent()
    world = World(
        parts.engine,
        time.perf_counter,
        lambda: uuid.uuid4().hex,
        memory,
        model=language_model(parts.workspace),
    )
    answer = ask(" ".join(question), parts.principal, world, thread=thread or "")
    records = Records(parts.workspace, "cli")
    asked = " ".join(question)
    record(lambda: records.note_answer(parts.principal, asked, answer, thread or ""))
    if call.json:
        print_json(answer.to_json())
    else:
        show(_page(answer, parts, sql=sql))
    return _CODES[answer.status]


def _threads(parts: Parts) -> Memory:
    # Imported here because most questions stand alone, and opening the state takes time.
    from connectors.wiring.weekly import threads

    return threads(parts.workspace)


def _forget(call: Call, parts: Parts, thread: str) -> int:
    from connectors.wiring.weekly import threads

    if not threads(parts.workspace).forget(thread):
        raise UnknownName(
            f"There is no conversation {thread!r}, or it is forgotten already.",
            next_step="A conversation is named by --thread when it is begun.",
        )
    if call.json:
        print_json({"forgotten": thread})
    else:
        show(say(f"Forgotten: {thread}."))
    return 0


def _labels(columns: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {column["name"]: column["label"] for column in columns if column["role"] == "dimension"}


def _by_whom(answer: Answer, parts: Parts) -> str:
    """Who understood the question, where it was not the interpreter."""
    model = parts.catalog.settings.model
    by_model = answer.reading is not None and answer.reading.by == "model"
    return f"; by model {model.name}" if by_model and model is not None else ""


def _page(answer: Answer, parts: Parts, *, sql: bool) -> RenderableType:
    metrics = parts.catalog.metrics
    # What carries a change stands in the text; its result is of the change itself.
    shown = answer.reading is not None and answer.reading.skill != "drivers"
    tables = zip(answer.tables, answer.results, strict=True) if shown and answer.tables else ()
    ignored = answer.not_understood
    return stack(
        prose(answer.text),
        say(f"Understood as: {answer.echo}{_by_whom(answer, parts)}.", "dim")
        if answer.echo
        else None,
        *(
            named(table.title, rows(result, metrics, _labels(table.columns)))
            for table, result in tables
        ),
        warnings(answer.warnings),
        say(f"Not understood: {', '.join(ignored)}.") if ignored else None,
        section(
            "Definitions",
            *(
                say(f"{each.metric} ({each.status}, owner {each.owner}): {each.definition}", "dim")
                for each in answer.sources
            ),
        ),
        section("SQL", verbatim(answer.sources[0].sql)) if sql and answer.sources else None,
        say(f"Ask on: {' '.join(answer.follow_ups)}", "dim") if answer.follow_ups else None,
    )
