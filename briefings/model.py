"""A briefing as data: sections, one note per owner, flags with reasons, claims behind each figure.

The field names are those that `retainer brief --json` prints.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.claims import Claim

RunState = Literal["running", "in_review", "approved", "rejected", "failed"]
NoteState = Literal["drafted", "in_review", "approved", "rejected", "delivered"]


class Part(BaseModel):
    """Base of a briefing's parts: immutable."""

    model_config = ConfigDict(frozen=True)


class Chart(Part):
    """A picture: its title, a Vega-Lite specification with the data inside, and words for it."""

    title: str
    vega_lite: Mapping[str, Any]
    alt: str


class Figure(Part):
    """A metric of the briefing in one line: its value, how it compares and what came before.

    `value`, `change` (against the period before, in %) and `against_mean` (against the mean of the
    four periods before, in %) are claim ids; a missing one is empty. `unusual` is None when the
    past is too short to tell. `history` ends with this period; a missing value is None.
    """

    metric: str
    label: str
    value: str
    change: str = ""
    against_mean: str = ""
    unusual: bool | None = None
    direction: Literal["up", "down", "none"] = "none"
    history: tuple[float | None, ...] = ()


class Section(Part):
    """Movement, why, at risk or data quality: text for people and the claims it stands on.

    Blank lines in `text` separate paragraphs; lines that begin with "- " are a list. `worded_by`
    names the model whose words these are; empty, they are the template's. `template` has references
    in place of figures, and is not kept.
    """

    id: Literal["movement", "why", "at_risk", "data_quality"]
    title: str
    text: str
    claims: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    worded_by: str = ""
    template: str = Field(default="", exclude=True, repr=False)


class Reason(Part):
    """What raises a customer's probability: the signal, a sentence, and the claims inside it.

    `feature` names what of the signal it is about; next steps are chosen by it.
    """

    signal: str
    feature: str = ""
    text: str
    claims: tuple[str, ...] = ()


class Flag(Part):
    """A customer marked at risk in one briefing. `text` says in a sentence what is at stake."""

    id: str
    customer: str
    text: str = ""
    claims: tuple[str, ...] = ()
    probability: float
    value_at_risk: float
    expected_value: float
    rank: int
    reasons: tuple[Reason, ...]
    next_step: str
    review_by: date


class Note(Part):
    """What one owner gets. `claims` are ids into the briefing's claims.

    `worded_by` and `template` are as a section has them; after an edit the words are a person's.
    """

    id: str
    owner: str
    owner_name: str
    text: str
    claims: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    state: NoteState = "in_review"
    worded_by: str = ""
    template: str = Field(default="", exclude=True, repr=False)

    @property
    def withheld(self) -> bool:
        """Whether a reviewer keeps the note and its flags from the owner."""
        return self.state == "rejected"


class HeldBack(Part):
    """A customer who was at risk and is in no note, and why."""

    customer: str
    owner: str
    why: str


class PreviousFlags(Part):
    """What became of the flags of the briefing before: verdicts so far, and what happened.

    What happened is only known when the horizon has passed: `due`, `lapsed` and `missed` (lapses
    that nobody flagged) are of `outcome_period`, the newest briefing of which it has.
    """

    briefing_period: str | None = None
    flags: int = 0
    confirmed: int = 0
    false_positive: int = 0
    in_progress: int = 0
    done: int = 0
    context: int = 0
    unanswered: int = 0
    missed: int = 0
    due: int = 0
    lapsed: int = 0
    outcome_period: str | None = None


class Opening(Part):
    """How the briefing begins: the outcome of the last one, in numbers and words."""

    previous: PreviousFlags
    text: str
    claims: tuple[str, ...] = ()


class SignalUsed(Part):
    """A signal with what its backtest showed, and whether it earned its place."""

    name: str
    auc: float | None
    lift_at_10: float | None
    used: bool
    why: str = ""


class SkillUsed(Part):
    """A skill that a briefing was made by, and the content hash of its text."""

    name: str
    hash: str


class Briefing(Part):
    """All notes and sections of a period. `currency` is the unit of the flags' values."""

    id: str
    briefing: str
    title: str = ""
    period: str
    as_of: date
    state: RunState
    currency: str = ""
    opening: Opening
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    held_back: tuple[HeldBack, ...]
    claims: Mapping[str, Claim]
    warnings: tuple[str, ...] = ()
    signals: tuple[SignalUsed, ...] = ()
    skills: tuple[SkillUsed, ...] = ()


VEILED = "*"


class Edition(Part):
    """What one audience reads above its notes.

    `audience` is an owner; empty is the whole shop with its customers, VEILED the whole shop for
    those to whom its customers are hidden or pseudonyms.
    """

    audience: str = ""
    opening: Opening
    sections: tuple[Section, ...] = ()
    warnings: tuple[str, ...] = ()


class Score(Part):
    """A customer of the active base with what the briefing expected of them."""

    customer: str
    owner: str | None
    probability: float
    expected_value: float


class Run(Part):
    """A briefing as it is stored, for every audience at once; nobody is shown it whole.

    `horizon_days` is how long after `as_of` an outcome can still change.
    """

    id: str
    briefing: str
    title: str
    period: str
    as_of: date
    horizon_days: int
    state: RunState
    currency: str
    id_prefix: str = ""
    customer_field: str
    editions: tuple[Edition, ...]
    notes: tuple[Note, ...]
    held_back: tuple[HeldBack, ...]
    claims: Mapping[str, Claim]
    signals: tuple[SignalUsed, ...]
    skills: tuple[SkillUsed, ...] = ()

    def edition(self, audience: str = "") -> Edition | None:
        """What this audience reads, if it has an edition."""
        return next((one for one in self.editions if one.audience == audience), None)
