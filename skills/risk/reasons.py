"""Why a customer's probability is above the typical one: sentences with places for figures."""

from dataclasses import dataclass

import numpy as np

from skills.risk import model
from skills.risk.features import FEATURES, UNITS
from skills.risk.scoring import Scores

TYPICAL = "typical_"
# About a tenth more in the odds; less is not worth a person's attention.
LEAST_CONTRIBUTION = 0.1


@dataclass(frozen=True)
class ReasonValue:
    """A figure of a reason: the name of its placeholder, its value, unrounded, and its unit."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Reason:
    """A feature that raises a customer's probability.

    Attributes:
        signal: the signal whose flag it explains.
        feature: the feature's name.
        contribution: log odds that it adds compared with the typical customer.
        template: a sentence whose every figure is a `{placeholder}`.
        values: one value per placeholder.
    """

    signal: str
    feature: str
    contribution: float
    template: str
    values: tuple[ReasonValue, ...]


def reasons(
    scores: Scores, customer: object, *, most: int = 3, at_least: float = LEAST_CONTRIBUTION
) -> tuple[Reason, ...]:
    """The features that raise this customer's probability most, strongest first.

    At most `most`, each adding at least `at_least` log odds; empty where none does. Raises
    KeyError for a customer outside the scored base.
    """
    place = _place(scores, customer)
    added = scores.contributions[place]
    strongest = np.argsort(-added, kind="stable")[:most]
    return tuple(
        _reason(scores, place, int(which)) for which in strongest if added[which] >= at_least
    )


def _reason(scores: Scores, place: int, which: int) -> Reason:
    feature = FEATURES[which]
    return Reason(
        signal=model.NAME,
        feature=feature.name,
        contribution=float(scores.contributions[place, which]),
        template=feature.template,
        values=tuple(_value(scores, place, name) for name in feature.facts),
    )


def _value(scores: Scores, place: int, name: str) -> ReasonValue:
    fact = name.removeprefix(TYPICAL)
    value = scores.typical[fact] if name != fact else float(scores.table.facts[fact][place])
    unit = UNITS[fact]
    return ReasonValue(name, value, scores.model.settings.currency if unit == "currency" else unit)


def _place(scores: Scores, customer: object) -> int:
    found = np.flatnonzero(scores.customers == customer)
    if not len(found):
        raise KeyError(f"Customer {customer!r} is not in the active base of {scores.table.as_of}.")
    return int(found[0])
