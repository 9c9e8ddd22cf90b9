"""A briefing on the terminal, a page or two."""

from rich.console import Group, RenderableType
from rich.text import Text

from agent.writer import day
from briefings.model import Briefing, Flag, Note, Section
from connectors.render import wording
from connectors.render.grid import Grid
from connectors.render.pieces import (
    commands,
    indent,
    prose,
    say,
    section,
    spark,
    stack,
    title,
    warnings,
)
from connectors.render.texts import count

SHOWN_FLAGS = 3
"""How many flags of a note are shown to those who read every note."""

SHOWN_PERIODS = 8


def briefing(given: Briefing) -> RenderableType:
    """The briefing for one reader: opening, movement, why, at risk by owner, quality, what next."""
    sections = {part.id: part for part in given.sections}
    before = [sections[name] for name in ("movement", "why") if name in sections]
    quality = sections.get("data_quality")
    return stack(
        _title(given),
        warnings(given.warnings),
        section("How the last briefing turned out", prose(given.opening.text)),
        *(_section(part, given) for part in before),
        _at_risk(sections.get("at_risk"), given),
        _section(quality, given) if quality else None,
        _signals(given),
        section("Next", commands(_next_commands(given))),
    )


def _title(given: Briefing) -> Group:
    name = given.title or given.briefing
    below = f"{given.period} · as of {day(given.as_of)} · {wording.STATES[given.state]}"
    return title(f"{name}: {wording.period_words(given.period)}", below)


def _section(part: Section, given: Briefing) -> Group:
    words = prose(wording.beside_figures(part))
    return section(part.title, *_figures(part, given), words, worded_by(part))


def _figures(part: Section, given: Briefing) -> tuple[RenderableType, ...]:
    lines = [wording.figure_line(figure, given.claims) for figure in part.figures]
    if not lines:
        return ()
    grid = Grid(
        ("", "words"), ("value", "figure"), ("vs week before", "figure"),
        ("vs mean of four", "figure"), ("so far", "whole"), ("", "words"),
    )  # fmt: skip
    for line in lines:
        verdict = say(line.verdict, "bold" if line.unusual else "dim")
        past = spark(line.history[-SHOWN_PERIODS:])
        grid.add(line.label, line.value, line.change, line.against_mean, past, verdict)
    return grid, Text()


def _at_risk(part: Section | None, given: Briefing) -> Group:
    name = part.title if part else "At risk"
    if wording.is_for_one_owner(given):
        return section(name, *_own_note(given.notes[0], given.currency))
    words = prose(part.text) if part else None
    notes = wording.by_stake(given.notes)
    by = worded_by(part) if part else None
    return section(name, words, by, *(_note(note, given.currency) for note in notes))


def _own_note(note: Note, currency: str) -> tuple[RenderableType | None, ...]:
    flags = whole_flags(note.flags, currency) if note.flags else None
    return prose(note.text), worded_by(note), Text(), flags


def worded_by(part: Section | Note) -> Text | None:
    """Who worded a section or note, when it was a model."""
    said = wording.worded_by(part)
    return say(said, "dim") if said else None


def _note(note: Note, currency: str) -> Group:
    head = Text.assemble(
        say(note.owner_name, "bold"),
        say(f": {count(len(note.flags), 'flag')}"),
        say(f", {wording.at_risk_in(note, currency)} at risk" if note.flags else ""),
        say(f" ({wording.STATES[note.state]})", "dim"),
    )
    shown = note.flags[:SHOWN_FLAGS]
    left = len(note.flags) - len(shown)
    more = say(f"… and {left} more: retainer review show {note.id}", "dim") if left else None
    listed = indent(_brief_flags(shown, currency)) if shown else None
    return stack(Text(), head, listed, indent(more) if more else None)


def _brief_flags(flags: tuple[Flag, ...], currency: str) -> Grid:
    grid = Grid(("customer", "words"), ("lapse", "figure"), ("at risk", "figure"), ("why", "words"))
    for flag in flags:
        why = flag.reasons[0].text if flag.reasons else ""
        grid.add(
            flag.customer,
            wording.percent(flag.probability),
            wording.money(flag.value_at_risk, currency),
            why,
        )
    return grid


def whole_flags(flags: tuple[Flag, ...], currency: str) -> RenderableType:
    """Flags with everything that is known about each."""
    return Group(*(_whole_flag(flag, currency) for flag in flags))


def _whole_flag(flag: Flag, currency: str) -> Group:
    head = Text.assemble(
        say(f"{flag.rank}. Customer "),
        say(flag.customer, "bold"),
        say(f": {wording.percent(flag.probability)} to lapse, "),
        say(f"{wording.money(flag.value_at_risk, currency)} at risk of "),
        say(wording.money(flag.expected_value, currency)),
    )
    why = " ".join(reason.text for reason in flag.reasons)
    step = f"Next, by {day(flag.review_by)}: {flag.next_step}"
    return stack(
        head,
        indent(say(f"Why: {why}"), 3) if why else None,
        indent(say(step), 3),
        indent(say(f"Flag {flag.id}", "dim"), 3),
    )


def _signals(given: Briefing) -> Group:
    if not given.signals:
        return section("")
    used = ", ".join(_named(one.name) for one in given.signals if one.used) or "none"
    unused = ", ".join(_named(one.name) for one in given.signals if not one.used)
    why = f"Not used, because they have not proved themselves here: {unused}."
    return section("Signals", say(f"Used: {used}."), say(why) if unused else None)


def _named(signal: str) -> str:
    return signal.replace("_", " ")


def _next_commands(given: Briefing) -> list[tuple[str, str]]:
    found = []
    if given.state == "in_review" and given.notes and not wording.is_for_one_owner(given):
        note = wording.by_stake(given.notes)[0].id
        found += [
            ("retainer review list", "the notes that wait for review"),
            (f"retainer review show {note}", "one note, whole"),
            (f"retainer review approve {note}", "let its owner have it"),
        ]
    flags = [flag for note in wording.by_stake(given.notes) for flag in note.flags]
    if flags:
        found.append((f"retainer feedback {flags[0].id} confirmed", "what an owner found"))
    if given.signals:
        found.append((f"retainer backtest {given.briefing}", "how each signal did in the past"))
    found.append((f"retainer brief {given.briefing} --html FILE", "as a page, with charts"))
    if given.held_back:
        held = "all of it, with who was held back and why"
        found.append((f"retainer brief {given.briefing} --json", held))
    return found
