"""The source `customer_predictions`: what is expected of each customer as of a date."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from briefings.detect import activity, settings_of
from briefings.spec import BriefingSpec
from skills.risk.errors import CannotFit
from skills.risk.model import fit
from skills.risk.scoring import score
from skills.toolkit import Toolkit
from skills.value.expected import expected_value_12m, value_at_risk


def predictions(toolkit: Toolkit, spec: BriefingSpec, currency: str) -> Mapping[str, Sequence[Any]]:
    """Expected value of every customer with an order, and the lapse of those in the active base.

    Columns: customer_id (text), lapse_probability (0 to 1), expected_value_12m and value_at_risk
    (in the workspace's currency). Outside the base the probability and the value at risk are
    None. Raises CannotFit where the history does not carry the value models; where it does not
    carry the lapse model, nobody has a probability.
    """
    seen = activity(toolkit, spec)
    expected = expected_value_12m(seen, toolkit.as_of)
    probability = np.full(len(expected.customers), np.nan)
    at_risk = probability.copy()
    try:
        settings = settings_of(spec, currency)
        scores = score(fit(seen, toolkit.as_of, settings), seen, toolkit.as_of)
    except CannotFit:
        pass
    else:
        place = np.searchsorted(expected.customers, scores.customers)
        probability[place] = scores.probability
        at_risk[place] = value_at_risk(scores, expected)
    return {
        "customer_id": [str(one) for one in expected.customers.tolist()],
        "lapse_probability": _known(probability),
        "expected_value_12m": expected.value.tolist(),
        "value_at_risk": _known(at_risk),
    }


def _known(values: "np.ndarray[Any, Any]") -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
