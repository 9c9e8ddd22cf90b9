"""One note per owner: whom to turn to first, what is at stake, and each flag with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agent.claims import Claim, ClaimBook
from briefings.model import Flag, Note, Reason
from briefings.rank import Candidate
from briefings.spec import BriefingSpec
from briefings.write.customer import Sources, at_risk, chance, headline, horizon, named, why
from briefings.write.passage import NOTHING, Passage, paragraphs, say
from semantic.model import Format
from skills.risk.reasons import Reason as Found


@dataclass(frozen=True)
class Desk:
    """What all notes of a briefing have in common. `prefix` begins the ids of notes and flags.

    `reasons` holds what raises each flagged customer's probability, the strongest first.
    """

    spec: BriefingSpec
    sources: Sources
    prefix: str
    review_by: date
    reasons: Mapping[str, Sequence[Found]]


@dataclass(frozen=True)
class Territory:
    """An owner's part of the base: who is flagged, and how many are not."""

    owner: str
    name: str
    flagged: tuple[Candidate, ...]
    active: int
    held_back: int


def note(book: ClaimBook, ours: Territory, desk: Desk) -> Note:
    """The note for a territory with at least one flag."""
    text = paragraphs(
        at_stake(book, ours, desk.sources), _first(book, ours, desk), _held_back(book, ours, desk)
    )
    flags = tuple(_flag(book, one, rank, desk) for rank, one in enumerate(ours.flagged, start=1))
    return Note(
        id=f"{desk.prefix}-{ours.owner}",
        owner=ours.owner,
        owner_name=ours.name,
        text=text.text,
        claims=text.claims,
        template=text.template,
        flags=flags,
        state="drafted",
    )


def at_stake(book: ClaimBook, ours: Territory, sources: Sources) -> Passage:
    """How many of an owner's active customers are flagged, and what that puts at risk."""
    active = _count(ours.active, "active customers")
    flagged = _count(len(ours.flagged), "flagged customers", "active customers")
    if not ours.flagged:
        template = "{flagged} of your {active} active customers stand out."
        return say(book, template, flagged=flagged, active=active)
    stand = "stands" if len(ours.flagged) == 1 else "stand"
    return say(
        book,
        f"{{flagged}} of your {{active}} active customers {stand} out: {{total}} of expected sales "
        "is at risk.",
        flagged=flagged,
        active=active,
        total=total_at_risk(ours.flagged, sources, f"flagged customers of {ours.owner}"),
    )


def total_at_risk(flagged: Sequence[Candidate], sources: Sources, whose: str) -> Claim:
    """The value at risk of all these customers together."""
    return Claim(
        value=sum(one.value_at_risk for one in flagged),
        unit=sources.currency,
        label=f"expected sales at risk, {whose}",
        format=Format(unit=sources.currency),
        metric=sources.at_risk,
        metric_hash=sources.definition(sources.at_risk),
        result=sources.result,
        wordings=("expected sales", "at risk", "value at risk"),
    )


def _first(book: ClaimBook, ours: Territory, desk: Desk) -> Passage:
    first = ours.flagged[0]
    return say(
        book,
        "Start with customer {who}: a {chance} chance of no order within {days} days, with {value} "
        "at risk.",
        who=named(first, desk.sources),
        chance=chance(first, desk.sources),
        days=horizon(desk.sources),
        value=at_risk(first, desk.sources),
    )


def _held_back(book: ClaimBook, ours: Territory, desk: Desk) -> Passage:
    if not ours.held_back:
        return NOTHING
    customers = "customer" if ours.held_back == 1 else "customers"
    return say(
        book,
        f"Held back for now: {{held}} {customers} at risk outside the budget of {{budget}} flags.",
        held=_count(ours.held_back, "held back"),
        budget=_count(desk.spec.budget_per_owner, "budget", unit="flags"),
    )


def _flag(book: ClaimBook, one: Candidate, rank: int, desk: Desk) -> Flag:
    found = desk.reasons.get(one.customer, ())
    said = headline(book, one, desk.sources)
    return Flag(
        id=f"{desk.prefix}-{one.customer}",
        customer=one.customer,
        text=said.text,
        claims=said.claims,
        probability=one.probability,
        value_at_risk=one.value_at_risk,
        expected_value=one.expected_value,
        rank=rank,
        reasons=tuple(_reason(book, one, reason, desk) for reason in found),
        next_step=desk.spec.next_step(found[0].feature if found else ""),
        review_by=desk.review_by,
    )


def _reason(book: ClaimBook, one: Candidate, reason: Found, desk: Desk) -> Reason:
    said = why(book, one, reason, desk.sources)
    return Reason(signal=reason.signal, feature=reason.feature, text=said.text, claims=said.claims)


def _count(value: int, label: str, *more: str, unit: str = "customers") -> Claim:
    return Claim(value=value, unit=unit, label=label, kind="count", wordings=(label, *more))
