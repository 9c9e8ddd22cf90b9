"""The human gate: a reviewer approves, edits or rejects a note before its owner gets it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from agent.checker import NO_GROUPS, Groups, check
from agent.claims import Claim
from briefings.audience import sees_whole_shop
from briefings.letter import letter
from briefings.model import Flag, Note, NoteState, Run
from briefings.store.deliveries import Delivery
from briefings.store.notes import Action, Change, Standing
from briefings.store.store import Store
from semantic.errors import BadValue, Refusal, UnknownName
from semantic.policy import Access, Principal
from semantic.suggest import nearest
from semantic.week import MONDAY, Weekday

Deed = Literal["submit", "edit", "approve", "reject", "deliver"]

TRANSITIONS: Mapping[tuple[NoteState, Deed], NoteState] = {
    ("drafted", "submit"): "in_review",
    ("in_review", "edit"): "in_review",
    ("in_review", "approve"): "approved",
    ("in_review", "reject"): "rejected",
    ("rejected", "edit"): "in_review",
    ("approved", "deliver"): "delivered",
    ("approved", "approve"): "approved",
    ("delivered", "approve"): "delivered",
    ("rejected", "reject"): "rejected",
}
"""What each deed makes of a note in each state; what is not listed is refused."""

MOST_CHARACTERS = 5_000

_SHOWN: Mapping[NoteState, str] = {
    "drafted": "is not finished",
    "in_review": "waits for a decision",
    "approved": "has been approved",
    "rejected": "has been rejected",
    "delivered": "has been delivered",
}
_HELP: Mapping[NoteState, str] = {
    "drafted": "Run: retainer brief",
    "in_review": "Run: retainer review approve {id}",
    "approved": "What is approved stays as it is. Run: retainer review show {id}",
    "rejected": "To take it up again, edit it: retainer review edit {id} --text FILE",
    "delivered": "What an owner has read stays as it is. Run: retainer review show {id}",
}


@dataclass(frozen=True)
class Reviewer:
    """Who decides, with what they may see and the local time at which they do it."""

    principal: Principal
    access: Access
    at: datetime


@dataclass(frozen=True)
class Reviewed:
    """A note as it stands, its run, and what was done with it so far."""

    run: Run
    note: Note
    history: tuple[Action, ...]


def after(state: NoteState, deed: Deed, note_id: str) -> NoteState:
    """The state that a deed leads to.

    Raises Refusal when a note in this state does not allow it.
    """
    following = TRANSITIONS.get((state, deed))
    if following is None:
        raise Refusal(
            f"Cannot {deed} the note {note_id}: it {_SHOWN[state]}.",
            next_step=_HELP[state].format(id=note_id),
        )
    return following


def waiting(store: Store, reviewer: Reviewer) -> tuple[tuple[Run, Note], ...]:
    """Every note that waits for a decision, the newest run's first, with its run."""
    _refuse_others(reviewer)
    return tuple(
        (run, note)
        for run in store.runs.in_review()
        if sees_whole_shop(run, reviewer.access)
        for note in run.notes
        if note.state == "in_review"
    )


def show(store: Store, note_id: str, reviewer: Reviewer) -> Reviewed:
    """The note with its run and history.

    Raises UnknownName when there is no such note, Refusal for principals who do not review.
    """
    run, note = _find(store, note_id, reviewer)
    return Reviewed(run, note, store.notes.history(note_id))


def approve(store: Store, note_id: str, reviewer: Reviewer, channels: Iterable[str]) -> None:
    """Approves the note and queues it for its channels; a second time nothing changes.

    Raises Refusal when the note was rejected.
    """
    run, note = _find(store, note_id, reviewer)
    names = tuple(channels)

    def decide(standing: Standing) -> Change | None:
        state = after(standing.state, "approve", note_id)
        if state == standing.state:
            return None
        ready = note.model_copy(update={"state": state, "text": standing.text})
        sent = tuple(_delivery(run, ready, channel, reviewer) for channel in names)
        return _change("approve", reviewer, state, standing.text, deliveries=sent)

    store.notes.change(note_id, decide)


def edit(
    store: Store,
    note_id: str,
    reviewer: Reviewer,
    text: str,
    *,
    terms: Collection[str] = (),
    groups: Groups = NO_GROUPS,
    week_start: Weekday = MONDAY,
) -> None:
    """Replaces the note's text, when every figure, direction and comparison in it is backed.

    `terms` are the workspace's metric names: a figure next to one must be of that metric; `groups`
    the names of its dimensions with their fields. What it calls a week begins on `week_start`.
    Raises BadValue with every finding otherwise, Refusal when the note is beyond editing.
    """
    run, note = _find(store, note_id, reviewer)
    wanted = text.strip()

    def decide(standing: Standing) -> Change | None:
        state = after(standing.state, "edit", note_id)
        claims, names = claims_of(run, note), _customers(run)
        refuse_unbacked(
            wanted, claims, names=names, terms=terms, groups=groups, week_start=week_start
        )
        if (state, wanted) == (standing.state, standing.text):
            return None
        return _change("edit", reviewer, state, wanted)

    store.notes.change(note_id, decide)


def reject(store: Store, note_id: str, reviewer: Reviewer, reason: str) -> None:
    """Keeps the note from its owner, with the reason; a second time nothing changes.

    Raises BadValue without a reason, Refusal when the note has been approved.
    """
    _find(store, note_id, reviewer)
    why = reason.strip()
    if not why:
        raise BadValue(
            f"Rejecting the note {note_id} needs a reason.",
            next_step=f'Run: retainer review reject {note_id} --reason "…"',
        )

    def decide(standing: Standing) -> Change | None:
        state = after(standing.state, "reject", note_id)
        if state == standing.state:
            return None
        return _change("reject", reviewer, state, standing.text, reason=why)

    store.notes.change(note_id, decide)


def claims_of(run: Run, note: Note) -> Mapping[str, Claim]:
    """Every claim that the note, its flags or their reasons stand on."""
    named = {*note.claims, *(known_as for flag in note.flags for known_as in claim_ids(flag))}
    return {known_as: run.claims[known_as] for known_as in run.claims if known_as in named}


def claim_ids(flag: Flag) -> tuple[str, ...]:
    """The claims that a flag and its reasons stand on."""
    return (*flag.claims, *(known_as for reason in flag.reasons for known_as in reason.claims))


def refuse_unbacked(
    text: str,
    claims: Mapping[str, Claim],
    *,
    names: Collection[str] = (),
    terms: Collection[str] = (),
    groups: Groups = NO_GROUPS,
    week_start: Weekday = MONDAY,
) -> None:
    """Raises BadValue for a text that is empty, too long, or says what no claim backs."""
    if not text:
        raise BadValue("The note would be empty.", next_step="To withhold it, reject it.")
    if len(text) > MOST_CHARACTERS:
        raise BadValue(
            f"The note has {len(text)} characters; {MOST_CHARACTERS} fit.",
            next_step="Shorten it and edit the note again.",
        )
    findings = check(text, claims, names=names, terms=terms, groups=groups, week_start=week_start)
    if findings:
        raise BadValue(
            "The text says what no figure of this note backs:\n"
            + "\n".join(f"- {finding}" for finding in findings),
            next_step="Keep the note's own figures and words of direction, or leave them out.",
        )


def _customers(run: Run) -> frozenset[str]:
    flagged = {flag.customer for note in run.notes for flag in note.flags}
    return frozenset(flagged | {one.customer for one in run.held_back})


def _find(store: Store, note_id: str, reviewer: Reviewer) -> tuple[Run, Note]:
    _refuse_others(reviewer)
    run = store.runs.of_note(note_id)
    if run is None:
        raise UnknownName(
            f"There is no note {note_id}.",
            nearest=nearest(note_id, store.notes.ids()),
            next_step="Run: retainer review list",
        )
    if not sees_whole_shop(run, reviewer.access):
        raise Refusal(
            "Reviewing needs sight of every customer, and your role sees some of them.",
            next_step="Ask a reviewer who sees all.",
        )
    return run, next(note for note in run.notes if note.id == note_id)


def _refuse_others(reviewer: Reviewer) -> None:
    if not reviewer.access.reviews:
        raise Refusal(
            f"{reviewer.principal.id} holds no role that reviews notes.",
            next_step="Ask a reviewer; roles are given in people.yaml and policies.yml.",
        )


def _delivery(run: Run, note: Note, channel: str, reviewer: Reviewer) -> Delivery:
    return Delivery(
        id=f"{note.id}:{channel}",
        note_id=note.id,
        channel=channel,
        place=f"{run.id_prefix}{run.period}/{note.owner}",
        payload=letter(run, note, approved_by=reviewer.principal.shown),
    )


def _change(
    action: Deed,
    reviewer: Reviewer,
    state: NoteState,
    text: str,
    *,
    reason: str = "",
    deliveries: tuple[Delivery, ...] = (),
) -> Change:
    return Change(
        action=action,
        by=reviewer.principal.id,
        at=reviewer.at.isoformat(timespec="seconds"),
        state=state,
        text=text,
        reason=reason,
        deliveries=deliveries,
    )
