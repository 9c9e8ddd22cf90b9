"""Whether a member's change stands out from what its dimension does in ordinary periods."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from skills.drivers.decomposition import Effects
from skills.movement.expectation import Floats
from skills.movement.limits import MAD_TO_SIGMA, mad_sigma

# Up to here each member is measured against its own past; above it most have no past to speak of.
FEW_MEMBERS: Final = 60
LEAST_CHANGES: Final = 8
FALSE_DISCOVERIES: Final = 0.10
LEAST_OF_CHANGE: Final = 0.10
LEAST_OF_TOTAL: Final = 0.02

_PRIOR_CHANGES: Final = 8
_LEAST_OWN: Final = 4
_TAIL_FREEDOM: Final = 5
_FINEST: Final = 0.1


def improbability(found: Effects) -> Floats | None:
    """For each member how probable so large a newest change of *any* member would be by chance.

    The past's largest change, period by period, is the yardstick, so however many members there
    are, one probability holds for all of them. None with fewer than eight past changes.
    """
    moved = standardised(found) if len(found.effect) <= FEW_MEMBERS else np.abs(found.effect)
    largest = moved[:, :-1].max(axis=0, initial=0.0)
    logs = np.log(largest[largest > 0])
    if logs.size < LEAST_CHANGES:
        return None
    spread = max(mad_sigma(logs), _FINEST)
    newest = np.log(np.maximum(moved[:, -1], 1e-300))
    return np.asarray(stats.t.sf((newest - np.median(logs)) / spread, _TAIL_FREEDOM))


def standardised(found: Effects) -> Floats:
    """Changes in standard deviations of the member's own changes; zero where not its own doing.

    The newest change helps to measure its own scale, as every past one did: else it alone would be
    held against a scale that it had no part in, and stand out too often. The variance of a change
    grows with the member's size, as that of a sum of many orders does. Members with a short past
    borrow from the others. A change counts when it is large both by itself and beyond what the
    whole's change makes of it, and both point the same way.
    """
    alone = _scaled(found.effect, found.size)
    beyond = _scaled(found.excess, found.size)
    agree = np.sign(alone) == np.sign(beyond)
    return np.where(agree, np.minimum(np.abs(alone), np.abs(beyond)), 0.0)


def material(effect: Floats, change: float, previous: float) -> NDArray[np.bool_]:
    """Which effects are at least a tenth of the change and a fiftieth of the previous total."""
    least = max(LEAST_OF_CHANGE * abs(change), LEAST_OF_TOTAL * abs(previous))
    return np.asarray(np.abs(effect) >= least)


def threshold(smallest: Floats) -> float:
    """The probability up to which a member stands out, given each dimension's smallest one.

    Benjamini and Hochberg: of the dimensions that then stand out, a tenth may do so by chance. Zero
    when none does.
    """
    ranks = np.arange(1, smallest.size + 1)
    limits = FALSE_DISCOVERIES * ranks / max(smallest.size, 1)
    passed = np.flatnonzero(np.sort(smallest) <= limits)
    return float(limits[passed[-1]]) if passed.size else 0.0


def _scaled(moves: Floats, size: Floats) -> Floats:
    happened = size > 0
    even = np.zeros(moves.shape)
    np.divide(
        moves, np.sqrt(size, where=happened, out=np.ones(size.shape)), out=even, where=happened
    )
    pooled = mad_sigma(even[happened]) if happened.any() else 0.0
    own, count = _own(even, happened)
    variance = (count * own**2 + _PRIOR_CHANGES * pooled**2) / (count + _PRIOR_CHANGES)
    sigma = np.sqrt(variance)[:, np.newaxis]
    return np.divide(even, sigma, out=np.zeros(even.shape), where=sigma > 0)


def _own(changes: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Each member's MAD and how many changes it is from; zero where there are too few."""
    count = known.sum(axis=1).astype(float)
    enough = count >= _LEAST_OWN
    own = np.zeros(len(changes))
    if enough.any():
        masked = np.where(known[enough], changes[enough], np.nan)
        middle = np.nanmedian(masked, axis=1, keepdims=True)
        own[enough] = MAD_TO_SIGMA * np.nanmedian(np.abs(masked - middle), axis=1)
    return own, np.where(enough, count, 0.0)
