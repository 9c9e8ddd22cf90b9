"""The lowest point of a smooth loss, or a refusal: scipy's L-BFGS-B with the analytic gradient."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from skills.risk.arrays import FloatArray
from skills.risk.errors import CannotFit

Bound = tuple[float | None, float | None]

MOST_STEPS = 1000
# On ground that is flat to rounding the line search gives up; a slope this small is an optimum.
FLAT = 1e-6


def minimise(
    loss: Callable[[FloatArray], tuple[float, FloatArray]],
    start: FloatArray,
    bounds: Sequence[Bound],
    *,
    model: str,
) -> FloatArray:
    """Where the loss, which returns its value and gradient, is lowest within the bounds.

    The loss should be a mean per row, so that the tolerances mean the same for any number of
    rows. Raises CannotFit, naming the model, where no optimum is found.
    """
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=list(bounds),
        options={"maxiter": MOST_STEPS, "ftol": 1e-15, "gtol": 1e-8},
    )
    at = np.asarray(found.x, dtype=np.float64)
    if not found.success and not _is_flat(at, loss(at)[1], bounds):
        raise CannotFit(
            f"Cannot fit the {model}: no optimum within {MOST_STEPS} steps.",
            what="steps of the optimiser",
            given=int(found.nit),
            needed=MOST_STEPS,
        )
    return at


def _is_flat(at: FloatArray, gradient: FloatArray, bounds: Sequence[Bound]) -> bool:
    low = np.array([-np.inf if lowest is None else lowest for lowest, _ in bounds])
    high = np.array([np.inf if highest is None else highest for _, highest in bounds])
    # At a bound, a slope that points outwards is none.
    return bool(np.max(np.abs(at - np.clip(at - gradient, low, high))) <= FLAT)
