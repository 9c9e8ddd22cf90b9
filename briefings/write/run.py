"""A whole run out of what the steps found: an edition for each audience, and the notes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from agent.claims import Claim, ClaimBook
from agent.evidence import group_names
from agent.wording import Check, Pen, worded
from briefings.detect import Risk
from briefings.draft import Draft
from briefings.model import VEILED, Edition, Note, Run, Section, SignalUsed, SkillUsed
from briefings.review import after, claim_ids, claims_of
from briefings.world import World
from briefings.write import at_risk, data_quality, movement, why
from briefings.write.customer import Sources
from briefings.write.note import Desk, Territory, note
from briefings.write.opening import opening
from briefings.write.passage import hold
from semantic.errors import RetainerError
from skills.loader import pinned

SKILLS = ("movement", "drivers", "cohorts", "risk", "value", "quality")
"""What the steps of a briefing are made by."""

_Part = TypeVar("_Part", Section, Note)


def write(world: World, draft: Draft) -> Run:
    """The run, every note in review.

    Raises Unbacked when a text says anything that its claims do not back.
    """
    book = ClaimBook()
    spec, sources = world.spec, _sources(world, draft)
    desk = Desk(
        spec=spec,
        sources=sources,
        prefix=f"{spec.id_prefix}{draft.period.key}",
        review_by=draft.as_of + timedelta(days=spec.review_by_days),
        reasons=draft.reasons,
    )
    territories = _territories(world, draft)
    notes = tuple(note(book, ours, desk) for ours in territories if ours.flagged)
    editions = (
        _whole(world, draft, book, sources),
        _veiled(world, draft, book, sources),
        *(_own(world, draft, book, ours, sources) for ours in territories),
    )
    run = Run(
        id=f"{spec.name}-{draft.period.key}",
        briefing=spec.name,
        title=spec.title,
        period=draft.period.key,
        as_of=draft.as_of,
        horizon_days=spec.horizon_days,
        state="in_review",
        currency=sources.currency,
        id_prefix=spec.id_prefix,
        customer_field=spec.activity.customer,
        editions=editions,
        notes=tuple(_submitted(one) for one in notes),
        held_back=draft.chosen.held_back,
        claims=book.claims,
        signals=_signals(draft),
        skills=tuple(SkillUsed(**vars(pinned(name))) for name in SKILLS),
    )
    known = Check(
        terms=[metric.title for metric in world.catalog.metrics.values()],
        groups=group_names(world.catalog.dimensions),
        week_start=world.catalog.settings.week_start,
    )
    hold_run(run, known)
    return in_words(run, world.pen, known)


def hold_run(run: Run, known: Check) -> None:
    """Raises Unbacked when any text of the run says what its own claims do not back."""
    for one in texts(run):
        hold(one.what, one.text, one.claims, known)


def in_words(run: Run, pen: Pen | None, known: Check) -> Run:
    """The run with its sections and notes in a model's words, where those say the same."""
    if pen is None:
        return run

    def said(part: _Part, claims: Mapping[str, Claim]) -> _Part:
        found = worded(part.template, claims, pen, known)
        return part.model_copy(update={"text": found.text, "worded_by": found.model})

    def edition(one: Edition) -> Edition:
        sections = tuple(said(part, _claims(run, part.claims)) for part in one.sections)
        return one.model_copy(update={"sections": sections})

    notes = tuple(said(one, _claims(run, one.claims)) for one in run.notes)
    editions = tuple(edition(one) for one in run.editions)
    style = (SkillUsed(name=pen.style.name, hash=pen.style.hash),) if pen.style else ()
    parts = {"editions": editions, "notes": notes, "skills": (*run.skills, *style)}
    return run.model_copy(update=parts)


@dataclass(frozen=True)
class Text:
    """A text of a run that stands alone, what it is called, and the claims it stands on."""

    what: str
    text: str
    claims: Mapping[str, Claim]


def texts(run: Run) -> Iterator[Text]:
    """Every text that somebody reads by itself: openings, sections, notes and flags."""
    for edition in run.editions:
        yield _text(run, "The opening", edition.opening.text, edition.opening.claims)
        for section in edition.sections:
            yield _text(run, f"The section {section.title}", section.text, section.claims)
    for one in run.notes:
        yield Text(f"The note for {one.owner}", one.text, claims_of(run, one))
        for flag in one.flags:
            reasons = "".join(f"- {reason.text}\n" for reason in flag.reasons)
            text = f"**Customer {flag.customer}**\n\n{flag.text}\n\n{reasons}"
            yield _text(run, f"The flag {flag.id}", text, claim_ids(flag))


def _text(run: Run, what: str, text: str, claims: Iterable[str]) -> Text:
    return Text(what, text, _claims(run, claims))


def _claims(run: Run, ids: Iterable[str]) -> Mapping[str, Claim]:
    return {known_as: run.claims[known_as] for known_as in ids}


def _whole(world: World, draft: Draft, book: ClaimBook, sources: Sources) -> Edition:
    metrics = world.catalog.metrics
    sections = [
        movement.section(book, draft.movements, metrics, draft.cohorts),
        why.section(book, draft.explained, draft.movements, world.catalog, world.definition),
        at_risk.section(book, _risk(draft), draft.chosen, world.spec, sources),
        data_quality.section(book, draft.findings, metrics, world.definition),
    ]
    return Edition(
        opening=opening(book, draft.past.whole, world.spec.horizon_days),
        sections=tuple(sections),
        warnings=_warnings(world, draft),
    )


def _veiled(world: World, draft: Draft, book: ClaimBook, sources: Sources) -> Edition:
    """The whole shop's figures with its changes traced by everything but customers."""
    unseen = replace(draft, explained=draft.explained_veiled)
    return _whole(world, unseen, book, sources).model_copy(update={"audience": VEILED})


def _own(world: World, draft: Draft, book: ClaimBook, ours: Territory, sources: Sources) -> Edition:
    metrics = world.catalog.metrics
    return Edition(
        audience=ours.owner,
        opening=opening(book, draft.past.of(ours.owner), world.spec.horizon_days),
        sections=(
            movement.section(book, draft.own_movements.get(ours.owner, ()), metrics),
            at_risk.own_section(book, ours, _risk(draft), sources),
        ),
    )


def _territories(world: World, draft: Draft) -> tuple[Territory, ...]:
    """Every owner of a customer, with what the briefing found among their customers."""
    held_back = [one.owner for one in draft.chosen.held_back]
    active = [one.owner for one in _risk(draft).base]
    return tuple(
        Territory(
            owner=owner,
            name=person.shown if (person := world.person(owner)) else owner,
            flagged=draft.chosen.by_owner.get(owner, ()),
            active=active.count(owner),
            held_back=held_back.count(owner),
        )
        for owner in sorted(set(draft.owners.values()))
    )


def _submitted(one: Note) -> Note:
    return one.model_copy(update={"state": after(one.state, "submit", one.id)})


def _signals(draft: Draft) -> tuple[SignalUsed, ...]:
    return tuple(
        SignalUsed(
            name=one.name,
            auc=one.auc,
            lift_at_10=one.lift_at_10,
            used=one.used,
            why=f"{one.meaning}; {one.why}",
        )
        for one in _risk(draft).proof.signals
    )


def _warnings(world: World, draft: Draft) -> tuple[str, ...]:
    """What to know of the whole shop's figures before trusting them."""
    unknown = [
        f"The owner {owner} is not in people.yaml, so their note reaches reviewers only."
        for owner in sorted(set(draft.owners.values()))
        if world.person(owner) is None
    ]
    said = [text for one in draft.movements[:1] for text in one.result.warnings]
    return tuple(dict.fromkeys((*said, *_risk(draft).caveats, *unknown)))


def _risk(draft: Draft) -> Risk:
    if draft.risk is None:
        raise RetainerError("The briefing was written before its risk was known.")
    return draft.risk


def _sources(world: World, draft: Draft) -> Sources:
    spec = world.spec
    return Sources(
        customer_field=spec.activity.customer,
        currency=world.catalog.settings.currency,
        horizon_days=spec.horizon_days,
        at_risk=spec.predicted.at_risk,
        expected=spec.predicted.value,
        definition=world.definition,
        result=draft.source,
    )
