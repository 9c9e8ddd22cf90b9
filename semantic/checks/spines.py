"""Time spines name grains that there are not yet, each once."""

from collections.abc import Iterator

from semantic.checks.timing import STANDARD
from semantic.draft import Draft
from semantic.problems import Place, Problem


def spines_name_new_grains(draft: Draft) -> Iterator[Problem]:
    """No custom grain is called like one of the calendar's, or like another spine's."""
    first: dict[str, Place] = {}
    for spine in draft.time_spines:
        for grain in spine.value.custom:
            if grain in STANDARD:
                message = (
                    f"`{grain}` is a grain of the calendar; call this one, say, fiscal_{grain}"
                )
                yield spine.key_problem(message, "custom", grain)
            elif grain in first:
                message = f"a second grain `{grain}`; the first is at {first[grain]}"
                yield spine.key_problem(message, "custom", grain)
            first.setdefault(grain, spine.at("custom", grain))
