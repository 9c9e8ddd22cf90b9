"""`retainer verify`: a steward's word that a question is read and answered rightly."""

import re
import sys
from dataclasses import replace

import click

from agent.answer import Answer
from agent.ask import answer_reading, ask
from agent.reading import Reading
from agent.verified import HEADER, Standing, entry, standings
from agent.verify import refuse_others, verify
from agent.writer import day
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.cli.records import note as note_in_audit
from connectors.cli.wrong import find
from connectors.render.answered import answer as page
from connectors.render.grid import Grid
from connectors.render.pieces import say
from connectors.wiring.asking import world
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from connectors.workspace import VERIFIED
from semantic.appending import append
from semantic.errors import OutsideFailure
from semantic.suggest import listed

REFUSED = 1
_ID = re.compile(r"[0-9a-f]{6,32}|last")


@click.command(
    "verify",
    epilog=example(
        'retainer verify "gross sales by country last month" --note "As in the board pack"',
        "retainer verify 3f2a9c1b --as steward",
        "retainer verify",
    ),
)
@click.argument("question", nargs=-1, metavar="[QUESTION|ANSWER]...")
@click.option("--note", default="", metavar="TEXT", help="What to know of it, for whoever asks.")
@click.option("--yes", is_flag=True, help="Do not ask before verifying.")
@takes_call
def command(call: Call, /, question: tuple[str, ...], note: str, yes: bool) -> int:
    """Verify how a question is read and answered: append it to verified.yml.

    Give a question, or the id below an answer. It is answered once more, with your rights, and on a
    terminal you are asked. Later answers that are read alike, or the same words of another period,
    say who verified them, until one of their definitions changes. Without a question, all that is
    verified is listed. Takes a role that approves.
    """
    parts = call.parts()
    refuse_others(parts.principal, parts.workspace.approvals)
    if not question:
        return _list(call, parts)
    words, answer = _answered(parts, " ".join(question))
    if not call.json:
        show(page(replace(answer, follow_ups=()), parts.catalog))
    verified = verify(
        words,
        answer,
        parts.principal,
        parts.workspace.verified,
        parts.workspace.approvals,
        parts.workspace.now,
        note,
    )
    asks = not (yes or call.json) and sys.stdin.isatty()
    if asks and not click.confirm("Verify this answer?"):
        show(say("Nothing was verified."))
        return REFUSED
    _append(parts, entry(verified))
    note_in_audit(parts, "verify", {"metrics": list(verified.reading.metrics)})
    if call.json:
        print_json(verified.model_dump(mode="json"))
    else:
        show(say(f"Verified by {parts.principal.shown}, in {VERIFIED}."))
    return 0


def _answered(parts: Parts, given: str) -> tuple[str, Answer]:
    """The question in words, and its answer with the rights of whoever verifies it."""
    asked_with = world(parts)
    if not _ID.fullmatch(given):
        return given, ask(given, parts.principal, asked_with)
    kept = find(Records(parts.workspace, "cli"), parts, given)
    if kept.reading is None:
        return kept.question, ask(kept.question, parts.principal, asked_with)
    reading = Reading.model_validate(kept.reading)
    return kept.question, answer_reading(reading, parts.principal, asked_with)


def _append(parts: Parts, text: str) -> None:
    path = parts.workspace.root / VERIFIED
    try:
        append(path, HEADER, lambda _: text)
    except OSError as error:
        raise OutsideFailure(
            f"{path} could not be written: {error.strerror}. Nothing was verified.",
            next_step="Make room or mend the permissions, then verify again.",
        ) from error


def _list(call: Call, parts: Parts) -> int:
    found = standings(parts.workspace.verified, parts.workspace.approvals)
    if call.json:
        print_json({"verified": [_document(one) for one in found]})
    elif found:
        grid = Grid(("question", "words"), ("by", "words"), ("on", "whole"), ("state", "words"))
        for one in found:
            given = one.verified
            grid.add(given.question, given.by, day(given.at), _state(one))
        show(grid)
    else:
        show(say("Nothing is verified yet."))
    return REFUSED if any(one.changed for one in found) else 0


def _state(one: Standing) -> str:
    return f"look again: {listed(one.changed, 'and')} changed" if one.changed else "holds"


def _document(one: Standing) -> dict[str, object]:
    return one.verified.model_dump(mode="json") | {"changed": list(one.changed)}
