"""One call of a model: within its budget and time, counted, and with every failure in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from langchain_core.messages import AIMessage

from agent.budget import Budget, ModelFailed, Spent
from agent.loop.deadline import within
from agent.model import ATTEMPTS, Model
from semantic.errors import RetainerError

_LETTERS_OF_A_TOKEN = 4


@dataclass(frozen=True)
class Caller:
    """Calls of one question to its model. `clock` counts seconds."""

    model: Model
    budget: Budget
    clock: Callable[[], float]

    def call(self, ask: Callable[[], AIMessage], prompt: str) -> AIMessage:
        """The model's message. Raises OverBudget, or ModelFailed with why in words.

        `prompt` is what is sent, of which tokens are estimated where the server counts none.
        """
        resting = self.model.breaker.seconds_left()
        if resting > 0:
            raise ModelFailed(
                f"{self.model.name} failed several times and is not asked for another "
                f"{resting:.0f} seconds."
            )
        self.budget.check()
        started = self.clock()
        try:
            message = self._answer(ask)
        except ModelFailed:
            self.model.breaker.failed()
            self.budget.add(Spent(calls=1, seconds=self.clock() - started))
            raise
        self.model.breaker.worked()
        spent = _tokens(message, prompt)
        cost = self.model.prices.of(spent.tokens_in, spent.tokens_out)
        seconds = self.clock() - started
        self.budget.add(replace(spent, calls=1, seconds=seconds, cost=cost))
        return message

    def _answer(self, ask: Callable[[], AIMessage]) -> AIMessage:
        left = self.budget.seconds_left()
        most = ATTEMPTS * self.model.seconds_per_call
        try:
            message = within(most if left is None else min(most, left), ask)
        except RetainerError:
            raise
        # A client, its HTTP library and its JSON raise dozens of kinds; each means no answer.
        except Exception as error:
            raise ModelFailed(_why(self.model.name, error)) from error
        if not isinstance(message, AIMessage):
            raise ModelFailed(f"{self.model.name} sent no message.")
        return message


def _why(name: str, error: Exception) -> str:
    """Why a provider's client failed, by the code it got, without what the provider wrote."""
    response = getattr(error, "response", None)
    code = getattr(error, "status_code", getattr(response, "status_code", None))
    match code:
        case 401 | 403:
            return f"{name} does not accept the key ({code})."
        case 429:
            return f"{name} is asked too often, or its account is used up (429)."
        case int():
            return f"{name} answered with the error {code}."
    if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
        return f"{name} did not answer in time."
    if isinstance(error, ConnectionError) or "connect" in type(error).__name__.lower():
        return f"{name} cannot be reached, or broke off its answer."
    return f"{name} sent what its client cannot read."


def _tokens(message: AIMessage, prompt: str) -> Spent:
    """The tokens that the server counted, or a quarter of the letters."""
    counted = message.usage_metadata
    if counted and counted["input_tokens"] >= 0 and counted["output_tokens"] >= 0:
        return Spent(tokens_in=counted["input_tokens"], tokens_out=counted["output_tokens"])
    written = len(message.text) // _LETTERS_OF_A_TOKEN
    return Spent(tokens_in=len(prompt) // _LETTERS_OF_A_TOKEN, tokens_out=written)
