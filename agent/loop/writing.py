"""One text asked of a model, without tools."""

from collections.abc import Callable

from langchain_core.messages import AIMessage
from langsmith import tracing_context

from agent.budget import Budget
from agent.loop.calling import Caller
from agent.model import Model


def written(prompt: str, model: Model, budget: Budget, clock: Callable[[], float]) -> str:
    """What the model answers to the prompt. Raises OverBudget or ModelFailed."""

    def ask() -> AIMessage:
        return model.chat().invoke(prompt)

    with tracing_context(enabled=False):
        return Caller(model, budget, clock).call(ask, prompt).text
