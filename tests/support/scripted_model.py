"""The agent's model behind the scripted server, as the wiring would make it."""

from collections.abc import Callable
from datetime import date

from agent.budget import Breaker, Limits, Prices, ProcessMeter
from agent.model import Model
from connectors.llm import openai_chat
from tests.support.scripted_openai import MODEL, Script

A_DAY = date(2026, 3, 2)


def scripted_model(
    script: Script,
    *,
    clock: Callable[[], float] = lambda: 0.0,
    limits: Limits | None = None,
    meter: ProcessMeter | None = None,
    seconds: float = 20.0,
    stream: bool = False,
) -> Model:
    """A model that the script speaks for."""
    return Model(
        name=MODEL,
        chat=lambda: openai_chat(
            MODEL, "no-key", base_url=script.address, seconds=seconds, stream=stream
        ),
        breaker=Breaker(clock),
        day=lambda: A_DAY,
        prices=Prices(input=1.0, output=10.0),
        limits=limits or Limits(),
        meter=meter or ProcessMeter(),
        seconds_per_call=seconds,
    )
