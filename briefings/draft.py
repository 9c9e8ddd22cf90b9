"""A briefing on its way through the steps of a run: each adds what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from briefings.detect import Risk
from briefings.model import Run
from briefings.past import Past
from briefings.period import BriefingPeriod
from briefings.rank import Chosen
from skills.cohorts.cohorts import Cohorts
from skills.drivers.drivers import Drivers
from skills.movement.movement import Movement
from skills.quality.finding import Finding
from skills.risk.reasons import Reason


@dataclass(frozen=True, eq=False)
class Draft:
    """What is known so far. A field is empty until its step has run.

    `findings` are about the data itself. `explained_veiled` traces changes without customers, for
    those who may not see them. `own_movements` holds each owner's, computed with that
    owner's rights. `owners` says whose customer each one is, `source` is the hash of the result
    that the risk was computed from, and `reasons` what raises each flagged customer's probability.
    """

    period: BriefingPeriod
    as_of: date
    past: Past = field(default_factory=Past)
    movements: tuple[Movement, ...] = ()
    cohorts: Cohorts | None = None
    findings: tuple[Finding, ...] = ()
    explained: tuple[Drivers, ...] = ()
    explained_veiled: tuple[Drivers, ...] = ()
    own_movements: Mapping[str, tuple[Movement, ...]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    risk: Risk | None = None
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    chosen: Chosen = field(default_factory=lambda: Chosen({}, ()))
    run: Run | None = None
