"""Notes that wait for a decision, and one of them whole, on the terminal."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.text import Text

from briefings.model import Note, Run
from briefings.review import Reviewed
from briefings.store.notes import Action
from connectors.render import wording
from connectors.render.grid import Grid
from connectors.render.pieces import commands, prose, say, section, stack, title
from connectors.render.terminal import whole_flags, worded_by


def waiting(notes: Sequence[tuple[Run, Note]]) -> RenderableType:
    """Every note that waits, below its briefing."""
    if not notes:
        return say("No note waits for a decision.")
    first = notes[0][1].id
    return stack(
        *_runs(notes),
        section(
            "Next",
            commands([
                (f"retainer review show {first}", "one note, whole"),
                (f"retainer review approve {first}", "let its owner have it"),
                (f"retainer review edit {first} --text FILE", "other words, the same figures"),
                (f'retainer review reject {first} --reason "…"', "keep it from its owner"),
            ]),
        ),
    )  # fmt: skip


def _runs(notes: Sequence[tuple[Run, Note]]) -> Iterator[RenderableType]:
    for place, (_, group) in enumerate(groupby(notes, key=lambda pair: pair[0].id)):
        pairs = list(group)
        if place:
            yield Text()
        yield _of_run(pairs[0][0], [note for _, note in pairs])


def _of_run(run: Run, notes: Sequence[Note]) -> Group:
    grid = Grid(("note", "whole"), ("owner", "words"), ("flags", "figure"), ("at risk", "figure"))
    for note in notes:
        at_risk = wording.at_risk_in(note, run.currency)
        grid.add(note.id, note.owner_name, str(len(note.flags)), at_risk)
    name = f"{run.title or run.briefing}: {wording.period_words(run.period)}"
    return stack(say(name, "bold"), grid)


def reviewed(given: Reviewed) -> RenderableType:
    """One note with its text, flags and history."""
    note, run = given.note, given.run
    below = f"{note.id} · {wording.period_words(run.period)} · {wording.STATES[note.state]}"
    flags = whole_flags(note.flags, run.currency) if note.flags else None
    return stack(
        title(f"Note for {note.owner_name}", below),
        prose(note.text),
        worded_by(note),
        section("Flags", flags),
        section("So far", *map(_action, given.history)),
        section("Next", commands(_next(note))),
    )


def _action(action: Action) -> Text:
    why = f": {action.reason}" if action.reason else ""
    return say(f"{action.at[:16].replace('T', ' ')} {_DEEDS.get(action.action, action.action)} "
               f"by {action.by}{why}")  # fmt: skip


_DEEDS = {"approve": "approved", "edit": "edited", "reject": "rejected", "submit": "submitted"}


def _next(note: Note) -> list[tuple[str, str]]:
    edit = (f"retainer review edit {note.id} --text FILE", "other words, the same figures")
    match note.state:
        case "in_review":
            return [
                (f"retainer review approve {note.id}", "let its owner have it"),
                edit,
                (f'retainer review reject {note.id} --reason "…"', "keep it from its owner"),
            ]
        case "rejected":
            return [edit]
        case _:
            return [("retainer review list", "the notes that wait for review")]
