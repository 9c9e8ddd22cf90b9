"""A briefing's parts as the words that the terminal and the page have in common."""

from collections.abc import Iterable, Mapping

from agent.claims import Claim
from agent.writer import NO_VALUE, shown
from briefings.model import Briefing, Figure, Note, NoteState, PreviousFlags, RunState, Section
from briefings.period import parse
from connectors.render.texts import blocks
from semantic.errors import BadPeriod
from semantic.model import Format
from semantic.period import describe
from semantic.record import record

STATES: Mapping[RunState | NoteState, str] = {
    "running": "being written",
    "drafted": "drafted",
    "in_review": "waiting for review",
    "approved": "approved",
    "rejected": "rejected",
    "delivered": "delivered",
    "failed": "failed",
}

_VERDICTS = {True: "unusual", False: "ordinary", None: "too early to tell"}
_WHOLE_PERCENT = Format(unit="%", decimals=0, percent=True)


@record
class FigureLine:
    """A headline figure in words; `change` and `against_mean` are empty when unknown."""

    label: str
    value: str
    change: str
    against_mean: str
    verdict: str
    unusual: bool
    history: tuple[float | None, ...]


def period_words(key: str) -> str:
    """The period that a key such as 2011-W39 names: `26 September to 2 October 2011`."""
    try:
        return describe(parse(key).span)
    except BadPeriod:
        return key


def figure_line(figure: Figure, claims: Mapping[str, Claim]) -> FigureLine:
    """The figure with its claims as people read them."""
    return FigureLine(
        label=figure.label[:1].upper() + figure.label[1:],
        value=_said(figure.value, claims) or NO_VALUE,
        change=_said(figure.change, claims),
        against_mean=_said(figure.against_mean, claims),
        verdict=_VERDICTS[figure.unusual],
        unusual=bool(figure.unusual),
        history=figure.history,
    )


def _said(known_as: str, claims: Mapping[str, Claim]) -> str:
    claim = claims.get(known_as)
    return "" if claim is None or claim.value is None else shown(claim)


def figure_lines(briefing: Briefing) -> tuple[FigureLine, ...]:
    """The headline figures of all sections, in order."""
    return tuple(
        figure_line(figure, briefing.claims)
        for section in briefing.sections
        for figure in section.figures
    )


def money(value: float | None, currency: str) -> str:
    """An amount in whole units of the currency: `£6,240`."""
    return shown(Claim(value=value, label="", format=Format(unit=currency)))


def percent(share: float) -> str:
    """A share in whole per cent: `62 %`."""
    return shown(Claim(value=share, label="", format=_WHOLE_PERCENT))


def is_for_one_owner(briefing: Briefing) -> bool:
    """Whether the reader is the owner of the only note; whoever sees the shop sees signals."""
    return len(briefing.notes) == 1 and not briefing.signals


def by_stake(notes: Iterable[Note]) -> list[Note]:
    """The notes, those with the most at risk first."""
    return sorted(notes, key=lambda note: -sum(flag.value_at_risk for flag in note.flags))


def at_risk_in(note: Note, currency: str) -> str:
    """What the note's flags put at risk together."""
    return money(sum(flag.value_at_risk for flag in note.flags), currency)


def outcomes(previous: PreviousFlags) -> tuple[tuple[str, int], ...]:
    """What became of earlier flags as named counts; none of what nobody can know yet."""
    verdicts = (
        ("flagged", previous.flags),
        ("confirmed", previous.confirmed),
        ("false positives", previous.false_positive),
        ("in progress", previous.in_progress),
        ("done", previous.done),
        ("with context", previous.context),
        ("unanswered", previous.unanswered),
    )
    known = (
        (f"lapsed, of {previous.due} due", previous.lapsed),
        ("lapsed unflagged", previous.missed),
    )
    return (verdicts if previous.flags else ()) + (known if previous.due else ())


def definitions(claims: Mapping[str, Claim]) -> tuple[tuple[str, str], ...]:
    """Every metric that the claims stand on, with the hash of its definition, by name."""
    used = {
        (claim.metric, claim.metric_hash)
        for claim in claims.values()
        if claim.metric and claim.metric_hash
    }
    return tuple(sorted(used))


def beside_figures(section: Section) -> str:
    """The text to print where the section's figures are printed too: without its lists.

    A movement section lists its figures one by one for readers of the text alone.
    """
    if not section.figures:
        return section.text
    paragraphs = [block.lines[0] for block in blocks(section.text) if not block.listed]
    return "\n\n".join(paragraphs)


def worded_by(part: Section | Note) -> str:
    """Who worded a text when it was a model; empty for a template's or a person's words."""
    return f"worded by {part.worded_by}, checked" if part.worded_by else ""
