"""The order of rows by size, in words: "sort it ascending", "in descending order"."""

import re

from agent.patterns import regex
from semantic.record import record

# The words for an order by size; "sort it" may lead to them.
SORTED = regex(
    r"(?:^|(?<= ))(?:(?:sort|order|rank|list)(?:ed)?(?: (?:it|them|that|this))? ?)?(?:in )?"
    r"(?P<way>ascending|increasing|rising|asc|descending|decreasing|desc)(?: order)?(?= |$)",
    "asc|increasing|rising|desc|decreasing",
)


@record
class Turned:
    """The rows are wanted from the lowest or from the highest, `rising` or not."""

    rising: bool


def is_rising(match: re.Match[str]) -> bool:
    """Whether such words ask for the lowest first."""
    return match["way"] in ("ascending", "increasing", "rising", "asc")
