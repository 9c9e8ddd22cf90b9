"""The language model that is asked where the interpreter is not sure, as the agent sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.budget import Breaker, Limits, Meter, Prices, ProcessMeter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True)
class Model:
    """A configured model: how to reach it, what it may cost, what it has cost.

    `chat` makes the client when the model is really asked: its libraries take seconds to import.
    `name` is what people know it by.
    """

    name: str
    chat: "Callable[[], BaseChatModel]"
    breaker: Breaker
    prices: Prices = field(default_factory=Prices)
    limits: Limits = field(default_factory=Limits)
    meter: Meter = field(default_factory=ProcessMeter)
