"""A model that words texts, for `agent.wording`: within the same limits as one that understands."""

from collections.abc import Callable
from dataclasses import replace

from agent.budget import Budget, Limit
from agent.model import Model
from agent.wording import Kept, KeptInMemory, Pen


def pen(
    model: Model,
    person: str,
    clock: Callable[[], float],
    kept: Kept | None = None,
    *,
    many_texts: bool = False,
) -> Pen:
    """The model as a pen for a person's answer, or with `many_texts` for a whole briefing.

    A briefing has no limit of its own as a question has; its person's day and the day of all do.
    `clock` counts seconds.
    """
    limits = replace(model.limits, question=Limit()) if many_texts else model.limits
    budget = Budget(limits, model.meter, model.day(), person, model.prices.currency)

    def write(prompt: str) -> str:
        # Imported here because LangChain takes a second that a kept wording should not cost.
        from agent.loop.writing import written

        return written(prompt, model, budget, clock)

    return Pen(model.name, write, kept or KeptInMemory(), spent=lambda: budget.now)
