"""An approved note as its owner gets it: Markdown that reads well as plain text."""

from collections.abc import Iterator

from agent.writer import day
from briefings.model import Flag, Note, Run
from briefings.period import parse
from semantic.period import describe


def letter(run: Run, note: Note, *, approved_by: str) -> str:
    """The note's text, its flags with reasons and next steps, and how to answer them.

    Every figure in it is part of the stored note; nothing is computed here.
    """
    return "\n".join(_lines(run, note, approved_by)) + "\n"


def _lines(run: Run, note: Note, approved_by: str) -> Iterator[str]:
    yield f"# {run.title}: {describe(parse(run.period).span)}"
    yield ""
    yield f"For {note.owner_name}. Approved by {approved_by}."
    yield ""
    yield note.text
    if note.worded_by:
        yield ""
        yield f"Worded by {note.worded_by}, checked."
    for number, flag in enumerate(note.flags, start=1):
        yield ""
        yield from _flag_lines(number, flag)
    if note.flags:
        yield ""
        yield "To answer, give a flag's name and what you found, for example:"
        yield ""
        yield f"    retainer feedback {note.flags[0].id} confirmed"
        yield ""
        yield "The other answers are false-positive, in-progress, done and context."
    yield ""
    yield f"<!-- {note.id} -->"


def _flag_lines(number: int, flag: Flag) -> Iterator[str]:
    yield f"{number}. **Customer {flag.customer}**. {flag.text}"
    for reason in flag.reasons:
        yield f"   - {reason.text}"
    yield f"   - Next step, by {day(flag.review_by)}: {flag.next_step}"
    yield f"   - Flag: {flag.id}"
