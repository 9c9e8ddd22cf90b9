"""What owners answer about flags: kept for ever, and the latest of each person stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import get_args

from briefings.audience import sees_customers
from briefings.model import Flag, Note, Run
from briefings.store.store import Store
from briefings.store.verdicts import Answer, Verdict
from semantic.errors import BadValue, UnknownName
from semantic.policy import Access, Principal
from semantic.suggest import listed, nearest

ANSWERS: tuple[Answer, ...] = get_args(Answer)
MOST_CHARACTERS = 2_000


def answer(
    store: Store,
    flag_id: str,
    verdict: str,
    *,
    by: Principal,
    access: Access,
    at: datetime,
    reason: str = "",
) -> Verdict:
    """Keeps a verdict of the flag's owner or of a reviewer, and returns it.

    Raises UnknownName for a flag that does not exist or is not theirs to answer, BadValue for an
    answer that is not one.
    """
    flag = _find(store, flag_id, by, access)
    why = reason.strip()
    given = _answer(verdict, why, flag.id)
    kept = Verdict(flag.id, given, by.id, at.isoformat(timespec="seconds"), why)
    store.verdicts.add(kept)
    return kept


def standing(verdicts: Iterable[Verdict], owners: Mapping[str, str]) -> dict[str, Verdict]:
    """The verdict that counts for each flag: the owner's latest, or else the latest of all.

    `verdicts` are in the order in which they were given; `owners` holds each flag's owner.
    """
    found: dict[str, Verdict] = {}
    for verdict in verdicts:
        present = found.get(verdict.flag_id)
        owner = owners.get(verdict.flag_id)
        if present is None or present.by != owner or verdict.by == owner:
            found[verdict.flag_id] = verdict
    return found


def _find(store: Store, flag_id: str, by: Principal, access: Access) -> Flag:
    run = store.runs.of_flag(flag_id)
    if run is not None:
        for note in run.notes:
            for flag in note.flags:
                if flag.id == flag_id and _may_answer(run, note, by, access):
                    return flag
    # A flag of somebody else is as unknown as one that does not exist: neither may be probed.
    raise UnknownName(
        f"There is no flag {flag_id} that {by.id} may answer.",
        nearest=nearest(flag_id, _answerable(store, by, access)),
        next_step="Flags are named in each note. A verdict is given by the flag's owner or by a "
        "reviewer.",
    )


def _may_answer(run: Run, note: Note, by: Principal, access: Access) -> bool:
    theirs = note.owner == by.id and not note.withheld
    return theirs or (access.reviews and sees_customers(run, access))


def _answerable(store: Store, by: Principal, access: Access) -> list[str]:
    return [
        flag.id
        for run in store.runs.all()
        for note in run.notes
        if _may_answer(run, note, by, access)
        for flag in note.flags
    ]


def _answer(verdict: str, reason: str, flag_id: str) -> Answer:
    known = next((one for one in ANSWERS if one == verdict), None)
    if known is None:
        raise BadValue(
            f"{verdict!r} is not an answer to a flag.",
            nearest=nearest(verdict, ANSWERS) or ANSWERS,
            next_step=f"Answer with {listed(ANSWERS)}.",
        )
    if known == "context" and not reason:
        raise BadValue(
            "The answer context needs the context.",
            next_step=f'Run: retainer feedback {flag_id} context --reason "…"',
        )
    if len(reason) > MOST_CHARACTERS:
        raise BadValue(
            f"The reason has {len(reason)} characters; {MOST_CHARACTERS} fit.",
            next_step="Say it shorter.",
        )
    return known
