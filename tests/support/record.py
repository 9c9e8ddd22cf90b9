"""Records a model's client anew: against the scripted server, llama.cpp, and a model of yours.

make record                                  the scripted server and llama.cpp
make record MODEL=gpt-5-mini                 and OpenAI's, with OPENAI_API_KEY in the environment
make record MODEL=qwen3:8b BASE_URL=http://localhost:11434/v1
"""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.answer import Answer
from agent.ask import World, ask
from agent.budget import Breaker, Limit, Limits
from agent.model import Model
from connectors.llm import OPENAI, openai_chat
from connectors.settings import settings
from tests.agent.example_shop import person, shop_engine
from tests.support.cassettes import recording
from tests.support.llama import NAME, llama_server
from tests.support.scripted_model import A_DAY
from tests.support.scripted_openai import MODEL, Call, Says, Step, scripted

QUESTIONS = (
    "how much dosh did the germans bring in in september",
    "flibber by country last month",
)
SALES = {"metrics": ["gross_sales"], "period": "september"}
GERMANS = {"field": "order.country", "value": "germans"}
SCRIPT: tuple[Step, ...] = (
    Says(calls=[Call("find_metrics", {"words": "money"})]),
    Says(calls=[Call("query", {**SALES, "filters": [GERMANS]})]),
    Says(calls=[Call("refuse", {"reason": "no_such_metric"})]),
)
KEY = "OPENAI_API_KEY"
_LONGEST = 600.0


def answers(name: str, base_url: str, key: str = "none", *, stream: bool = False) -> list[Answer]:
    """What comes of the questions with the model at an address."""
    model = Model(
        name=name,
        chat=lambda: openai_chat(name, key, base_url=base_url, seconds=_LONGEST, stream=stream),
        breaker=Breaker(time.monotonic),
        day=lambda: A_DAY,
        limits=Limits(question=Limit(calls=3)),
        seconds_per_call=_LONGEST,
    )
    world = World(shop_engine(), lambda: 0.0, lambda: "recorded", model=model)
    return [ask(question, person("head"), world) for question in QUESTIONS]


def record(name: str, base_url: str, known: Mapping[str, str]) -> None:
    """Records everything there is to record."""
    for stream in (False, True):
        file = "scripted-streamed" if stream else "scripted"
        with scripted(*SCRIPT) as script, recording(file, "the scripted server of our tests"):
            answers(MODEL, script.address, stream=stream)
    with llama_server() as address, recording("llama", f"llama.cpp's server with {NAME}"):
        answers(NAME, address)
    if name:
        with recording("yours", f"{name} at {base_url or OPENAI}"):
            answers(name, base_url or OPENAI, known.get(KEY, "none"))


def main(given: Sequence[str]) -> None:
    """Records; `given` are a model's name and the address of its server, both may be empty."""
    name, base_url = (*given, "", "")[:2]
    record(name, base_url, settings(Path.cwd()))


if __name__ == "__main__":
    main(sys.argv[1:])
