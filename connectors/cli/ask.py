"""`retainer ask`: a question in plain words."""

from collections.abc import Iterable

import click

from agent.ask import World, ask
from agent.memory import Memory, Recent
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.cli.records import record as written
from connectors.render.answered import answer as page
from connectors.render.pieces import say
from connectors.wiring.asking import world
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records, mark
from semantic.errors import UnknownName
from semantic.policy import find_principal
from semantic.record import record
from semantic.warehouse import Asker

_CODES = {"answered": 0, "clarify": 1, "refused": 1, "error": 3}


@click.command(
    "ask",
    epilog=example(
        'retainer ask "gross sales by country last month, top 5"',
        'retainer ask "how did the lapse rate change in September?" --thread lapse',
        'retainer ask "and by country?" --thread lapse',
        'retainer ask --wrong last --should-be "net sales by country last month, top 5"',
    ),
)
@click.argument("question", nargs=-1)
@click.option("--thread", metavar="ID", help="The conversation that the question belongs to.")
@click.option(
    "--audience",
    metavar="PERSON",
    multiple=True,
    help="Somebody else who reads the answer, by id or e-mail. It tells what all may see.",
)
@click.option("--sql", is_flag=True, help="Show the SQL too.")
@click.option("--forget", metavar="ID", help="Forget a conversation, and ask nothing.")
@click.option("--wrong", metavar="ANSWER", help="This answer is not right: make it a case.")
@click.option("--should-be", metavar="TEXT", help="What it should have been, for --wrong.")
@takes_call
def command(
    call: Call,
    /,
    question: tuple[str, ...],
    thread: str | None,
    audience: tuple[str, ...],
    sql: bool,
    forget: str | None,
    wrong: str | None,
    should_be: str | None,
) -> int:
    """Answer a question, ask back, or say what is known instead.

    With --thread a question may go on from the one before it. What was read is remembered, not what
    was answered: each person gets the figures that they may see.

    With --wrong an answer, named by the id below it or as `last`, becomes a question with a known
    answer in the workspace's evals folder. --should-be takes the question in better words, a
    figure, "a question back" or "a refusal".
    """
    if sum(map(bool, (question, forget, wrong))) != 1:
        raise click.UsageError("Give a question, a conversation to --forget, or an answer --wrong.")
    if should_be and not wrong:
        raise click.UsageError("--should-be says what an answer given to --wrong should have been.")
    parts = call.parts()
    if forget:
        return _forget(call, parts, forget)
    asked_with = world(parts, _memory(parts, thread))
    if wrong:
        from connectors.cli.wrong import report

        return report(call, parts, asked_with, wrong, should_be)
    asked = Asked(" ".join(question), thread or "", _readers(parts, audience))
    return _answer(call, parts, asked_with, asked, sql=sql)


@record
class Asked:
    """A question, the conversation that it belongs to, and who reads the answer."""

    question: str
    thread: str
    readers: Asker


def _readers(parts: Parts, audience: Iterable[str]) -> Asker:
    """Whoever asks, and everybody named besides. Raises ConfigurationError for somebody unknown."""
    named = [find_principal(one, parts.catalog.people) for one in audience]
    others = {one.id: one for one in named if one.id != parts.principal.id}
    return (parts.principal, *others.values()) if others else parts.principal


def _answer(call: Call, parts: Parts, asked_with: World, asked: Asked, *, sql: bool) -> int:
    question, thread = asked.question, asked.thread
    found = ask(question, asked.readers, asked_with, thread=thread)
    answer = mark(found, question, parts)
    records = Records(parts.workspace, "cli")
    kept = written(lambda: records.answered(parts.principal, question, answer, thread))
    shown = kept or answer
    if call.json:
        print_json(shown.to_json())
    else:
        show(page(shown, parts.catalog, sql=sql, kept=kept is not None))
    return _CODES[shown.status]


def _memory(parts: Parts, thread: str | None) -> Memory:
    if not thread:
        return Recent()
    # Imported here because most questions stand alone, and opening the state takes time.
    from connectors.wiring.weekly import threads

    return threads(parts.workspace)


def _forget(call: Call, parts: Parts, thread: str) -> int:
    from connectors.wiring.weekly import threads

    Records(parts.workspace, "cli").answers.forget(thread)
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
