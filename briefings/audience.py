"""Who reads what of a run: everything, the shop's figures without customers, or one's own note."""

from collections.abc import Iterable, Mapping

from agent.claims import Claim
from briefings.model import VEILED, Briefing, Edition, HeldBack, Note, Run, Section
from semantic.errors import Refusal
from semantic.policy import Access, Principal

_FIGURE = ("value", "change", "against_mean")


def sees_whole_shop(run: Run, access: Access) -> bool:
    """Whether every metric behind the run may be computed over every row for this access."""
    metrics = {claim.metric for claim in run.claims.values() if claim.metric}
    return all(
        access.sees_metric(metric) and access.rows_for(metric).unrestricted for metric in metrics
    ) and bool(access.grants)


def sees_customers(run: Run, access: Access) -> bool:
    """Whether this access sees the whole shop and who its customers are."""
    metrics = {claim.metric for claim in run.claims.values() if claim.metric}
    veiled = access.hidden_for(metrics) | set(access.masks_for(metrics))
    return sees_whole_shop(run, access) and run.customer_field not in veiled


def visible(run: Run, principal: Principal, access: Access) -> Briefing:
    """The part of the run that this principal may see, with no claim beyond it.

    Whoever sees the whole shop and its customers, and reviews, reads everything. An owner reads
    their own edition, and their note with its flags unless it was rejected. Whoever sees the whole
    shop otherwise, such as an analyst to whom customers are pseudonyms, reads the veiled edition:
    sections in which no customer is named, without notes, flags and held-back customers, since no
    mask reaches into a text. Raises Refusal for others.
    """
    own = run.edition(principal.id) if principal.id else None
    whole = run.edition()
    if whole is not None and access.reviews and sees_customers(run, access):
        return _briefing(run, whole, run.notes, run.held_back, signals=True)
    if own is not None and access.grants:
        notes = tuple(
            note for note in run.notes if note.owner == principal.id and not note.withheld
        )
        held_back = tuple(one for one in run.held_back if one.owner == principal.id)
        return _briefing(run, own, notes, held_back, signals=False)
    veiled = run.edition(VEILED)
    if veiled is not None and sees_whole_shop(run, access):
        return _briefing(run, veiled, (), (), signals=True)
    raise Refusal(
        f"The briefing {run.briefing} of {run.period} holds nothing that {principal.id} may see.",
        next_step="It is for reviewers, for people who see the whole shop, and for the owners of "
        "its customers.",
    )


def _briefing(
    run: Run,
    edition: Edition,
    notes: tuple[Note, ...],
    held_back: tuple[HeldBack, ...],
    *,
    signals: bool,
) -> Briefing:
    named = dict.fromkeys((*_of_edition(edition), *_of_notes(notes)))
    # Numbered anew: how many claims stand before one's own would tell how much others have.
    renamed = {known_as: f"c{number}" for number, known_as in enumerate(named, start=1)}
    return Briefing(
        id=run.id,
        briefing=run.briefing,
        title=run.title,
        period=run.period,
        as_of=run.as_of,
        state=run.state,
        currency=run.currency,
        opening=edition.opening.model_copy(
            update={"claims": _renamed(edition.opening.claims, renamed)}
        ),
        sections=tuple(_section(section, renamed) for section in edition.sections),
        notes=tuple(_note(note, renamed) for note in notes),
        held_back=held_back,
        claims=_claims(run.claims, renamed),
        warnings=edition.warnings,
        signals=run.signals if signals else (),
        skills=run.skills,
    )


def _of_edition(edition: Edition) -> Iterable[str]:
    yield from edition.opening.claims
    for section in edition.sections:
        yield from section.claims
        for figure in section.figures:
            yield from (name for name in (getattr(figure, part) for part in _FIGURE) if name)


def _of_notes(notes: Iterable[Note]) -> Iterable[str]:
    for note in notes:
        yield from note.claims
        for flag in note.flags:
            yield from flag.claims
            for reason in flag.reasons:
                yield from reason.claims


def _renamed(claims: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[known_as] for known_as in claims)


def _section(section: Section, names: Mapping[str, str]) -> Section:
    figures = tuple(
        figure.model_copy(update={part: names.get(getattr(figure, part), "") for part in _FIGURE})
        for figure in section.figures
    )
    return section.model_copy(
        update={"claims": _renamed(section.claims, names), "figures": figures}
    )


def _note(note: Note, names: Mapping[str, str]) -> Note:
    flags = tuple(
        flag.model_copy(
            update={
                "claims": _renamed(flag.claims, names),
                "reasons": tuple(
                    reason.model_copy(update={"claims": _renamed(reason.claims, names)})
                    for reason in flag.reasons
                ),
            }
        )
        for flag in note.flags
    )
    return note.model_copy(update={"claims": _renamed(note.claims, names), "flags": flags})


def _claims(claims: Mapping[str, Claim], names: Mapping[str, str]) -> dict[str, Claim]:
    return {new: claims[old].model_copy(update={"id": new}) for old, new in names.items()}
