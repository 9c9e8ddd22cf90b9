"""The opening: what became of the flags of the briefing before."""

from agent.claims import Claim, ClaimBook, ClaimPeriod
from briefings.model import Opening, PreviousFlags
from briefings.period import parse
from briefings.write.passage import NOTHING, Passage, say, together
from semantic.period import Period, describe

_ANSWERS = (
    ("confirmed", "confirmed", "confirmed"),
    ("false_positive", "false positive", "false positives"),
    ("in_progress", "in progress", "in progress"),
    ("done", "done", "done"),
    ("context", "with context", "with context"),
    ("unanswered", "without an answer", "without an answer"),
)


def opening(book: ClaimBook, previous: PreviousFlags, horizon_days: int) -> Opening:
    """The counts in words; says so when there is nothing to look back on."""
    said = together((_answers(book, previous), _outcome(book, previous, horizon_days)))
    return Opening(previous=previous, text=said.text, claims=said.claims)


def _answers(book: ClaimBook, previous: PreviousFlags) -> Passage:
    if previous.briefing_period is None:
        return Passage("There is no earlier briefing to look back on.")
    span = parse(previous.briefing_period).span
    flags = _count(previous.flags, "flagged customers", span, "flagged", "flags")
    lead = f"The briefing of {describe(span)} flagged {{n}} {_plural(flags)}"
    if not previous.flags:
        return say(book, f"{lead}.", n=flags)
    given = [
        say(book, f"{{n}} {one if count == 1 else many}", n=_count(count, many, span))
        for part, one, many in _ANSWERS
        if (count := getattr(previous, part))
    ]
    listed = together(given, ", ")
    return together((say(book, f"{lead}:", n=flags), Passage(f"{listed.text}.", listed.claims)))


def _outcome(book: ClaimBook, previous: PreviousFlags, horizon_days: int) -> Passage:
    if previous.outcome_period is None or not previous.due + previous.missed:
        return NOTHING
    span = parse(previous.outcome_period).span
    days = Claim(
        value=horizon_days, unit="days", label="horizon", kind="count", wordings=("horizon",)
    )
    due = _count(previous.due, "flags", span)
    lapsed = _count(previous.lapsed, "lapsed", span, "lapsed customers")
    unseen = _count(previous.missed, "lapsed without a flag", span)
    return say(
        book,
        f"For the briefing of {describe(span)} the horizon of {{days}} days is over: of its {{due}}"
        " flags, {lapsed} lapsed; {unseen} lapsed without a flag.",
        days=days,
        due=due,
        lapsed=lapsed,
        unseen=unseen,
    )


def _count(value: int, label: str, span: Period, *more: str) -> Claim:
    return Claim(
        value=value,
        label=label,
        kind="count",
        wordings=(label, *more),
        period=ClaimPeriod(start=span.start, end=span.end),
    )


def _plural(count: Claim) -> str:
    return "customer" if count.value == 1 else "customers"
