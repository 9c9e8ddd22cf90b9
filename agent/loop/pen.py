"""A model as a writer of texts: one call for each prompt, within the limits of whoever asks."""

from collections.abc import Callable

from langchain_core.messages import AIMessage
from langsmith import tracing_context

from agent.budget import Budget
from agent.loop.calling import Caller
from agent.model import Model


def writing(model: Model, person: str, clock: Callable[[], float]) -> Callable[[str], str]:
    """What the model answers to a prompt, for as long as the person's limits allow.

    What it returns raises OverBudget, or ModelFailed with why in words.
    """
    budget = Budget(model.limits, model.meter, model.day(), person, model.prices.currency)
    caller = Caller(model, budget, clock)

    def write(prompt: str) -> str:
        def ask() -> AIMessage:
            with tracing_context(enabled=False):
                return model.chat().invoke(prompt)

        return caller.call(ask, prompt).text

    return write
