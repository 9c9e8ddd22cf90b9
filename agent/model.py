"""The language model that is asked where the interpreter is not sure, as the agent sees it."""

from collections.abc import Callable
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING

from agent.budget import Breaker, Limits, Meter, Prices, ProcessMeter
from semantic.record import record

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    Chat = BaseChatModel

ATTEMPTS = 2
"""How often a client tries: a call that fails is tried once more."""


@record
class Model:
    """A configured model: how to reach it, what it may cost, what it has cost.

    `chat` makes the client when the model is really asked: its libraries take seconds to import.
    `name` is what people know it by. `day` is the real local date, by which a day's limits begin
    anew; a workspace whose own clock stands still has limits all the same.
    """

    name: str
    chat: "Callable[[], Chat]"
    breaker: Breaker
    day: Callable[[], date]
    prices: Prices = field(default_factory=Prices)
    limits: Limits = field(default_factory=Limits)
    meter: Meter = field(default_factory=ProcessMeter)
    seconds_per_call: float = 20.0
