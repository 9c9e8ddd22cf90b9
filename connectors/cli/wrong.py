"""`retainer ask --wrong`: an answer that is not right becomes a question with a known answer."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from agent.answer import Answer
from agent.ask import World, ask
from agent.evals.case import Case, read_cases
from agent.evals.reported import FORMS, case, expectation, known
from agent.evals.run import world_on
from agent.reading import Reading
from briefings.store.answers import SavedAnswer
from connectors.cli.call import Call, print_json
from connectors.cli.output import show
from connectors.cli.records import record
from connectors.render.pieces import say
from connectors.wiring.parts import Parts
from connectors.wiring.records import Records
from connectors.workspace import REPORTED
from semantic.appending import append
from semantic.errors import ConfigurationError, OutsideFailure, Refusal, UnknownName

FOLDER = "evals"


def report(call: Call, parts: Parts, world: World, given: str, should_be: str | None) -> int:
    """Writes the case of an answer that is not right, unless it is there. Returns an exit code."""
    records = Records(parts.workspace, "cli")
    answer = find(records, parts, given)
    thread = _thread(records, answer)
    said = should_be or _asked(answer)
    reading = Reading.model_validate(answer.reading) if answer.reading else None
    at = datetime.fromisoformat(answer.at)
    then = world_on(at.date(), world)

    def ask_again(question: str) -> Answer:
        return ask(question, parts.principal, then)

    made = case(
        answer.question,
        thread,
        expectation(said, reading, ask_again),
        by=parts.principal.id,
        at=at,
        restricted=not parts.access.any_rows.unrestricted,
    )
    written = _write(parts.workspace.root, made)
    if written is None:
        content = {"answer": answer.id, "case": made["id"]}
        record(lambda: records.note(parts.principal, "wrong", content))
    _tell(call, made, written)
    return 0


def find(records: Records, parts: Parts, given: str) -> SavedAnswer:
    """The answer of this id, its beginning, or `last`: one's own, for stewards anybody's.

    Raises UnknownName when there is none, or more than one.
    """
    whose = "" if parts.access.approves and given != "last" else parts.principal.id
    found = records.answers.find(given, whose)
    if len(found) == 1:
        return found[0]
    many = "Several answers begin" if found else "No answer of yours that is still kept begins"
    raise UnknownName(
        f"{many} with {given!r}.",
        next_step="The id stands below each answer; `last` is your latest.",
    )


def _thread(records: Records, answer: SavedAnswer) -> tuple[str, ...]:
    """What was asked before in the answer's conversation, by the same person."""
    before = records.answers.earlier_in_thread(answer)
    if any(one.by != answer.by for one in before):
        raise Refusal(
            "Others asked in this conversation too, and their words are not yours to hand on.",
            next_step="Ask it so that it stands alone, and call that answer wrong.",
        )
    return tuple(one.question for one in before)


def _asked(answer: SavedAnswer) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(f"Say what it should be: --should-be takes {FORMS}.")
    show(say(answer.question))
    said: str = click.prompt(f"What should it have been? Give {FORMS}")
    return said


def _write(root: Path, made: dict[str, Any]) -> Case | None:
    """Appends the case; the one that asks the same already, if there is one, and nothing then."""
    new = Case.model_validate(made)
    folder = root / FOLDER
    found = known(new, _cases(sorted(folder.glob("*.jsonl"))))
    if found:
        return found
    line = json.dumps(made, ensure_ascii=False)
    try:
        folder.mkdir(exist_ok=True)
        added = append(
            folder / REPORTED,
            "",
            lambda present: "" if f'"{new.id}"' in present else line + "\n",
        )
    except OSError as error:
        raise OutsideFailure(
            f"{folder / REPORTED} could not be written: {error.strerror}. Nothing was kept.",
            next_step="Make room or mend the permissions, then give the same command again.",
        ) from error
    return None if added else new


def _cases(files: Sequence[Path]) -> list[Case]:
    found: list[Case] = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"{file} cannot be read, so whether it holds this question is not known.",
                next_step="Mend the file, then give the same command again.",
            ) from error
        found += read_cases(text.splitlines(), str(file))
    return found


def _tell(call: Call, made: dict[str, Any], known_as: Case | None) -> None:
    name = known_as.id if known_as else made["id"]
    if call.json:
        print_json({"case": name, "file": f"{FOLDER}/{REPORTED}", "added": known_as is None})
    elif known_as:
        show(say(f"This is known already, as {name}; nothing was added."))
    else:
        show(
            say(f"Thank you. It is the case {name} in {FOLDER}/{REPORTED} now."),
            say(f"See how it turns out: retainer eval {FOLDER}/{REPORTED}", "dim"),
        )
