"""A real small model end to end: whatever it writes, no wrong figure and no claim of its own."""

import re
import time
from collections.abc import Iterator

import pytest

from agent.answer import Answer
from agent.ask import World, answer_reading, ask
from agent.budget import Breaker, Limit, Limits
from agent.checker import check
from agent.model import Model
from connectors.llm import openai_chat
from tests.agent.example_shop import person, shop_engine
from tests.support.llama import NAME, llama_server
from tests.support.scripted_model import A_DAY

pytestmark = pytest.mark.llama
LONGEST = 600.0
QUESTIONS = (
    "how much dosh did the germans bring in in september",
    "flibber by country last month",
    "top five countries by moolah in may",
)
STYLES = (
    "Write it as one cheerful sentence.",
    "Explain why it happened.",
    "Round it for a headline.",
)


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with llama_server() as address:
        yield Model(
            name=NAME,
            chat=lambda: openai_chat(
                NAME, "none", base_url=address, seconds=LONGEST, options={"temperature": 0}
            ),
            breaker=Breaker(time.monotonic),
            day=lambda: A_DAY,
            limits=Limits(question=Limit(calls=3)),
            seconds_per_call=LONGEST,
        )


def world(model: Model | None) -> World:
    return World(shop_engine(), time.perf_counter, lambda: "t", model=model)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_rightly_or_not_at_all(model: Model, question: str) -> None:
    answer = ask(question, person("head"), world(model))

    assert answer.trace.model_calls > 0
    assert answer.trace.tokens_in > 500
    if answer.status == "answered":
        assert answer.reading is not None
        alone = answer_reading(answer.reading, person("head"), world(None))
        assert answer.text == alone.text
    else:
        assert "£" not in answer.text


def answered() -> Answer:
    question = "gross sales in September against August"
    return ask(question, person("head"), world(None))


@pytest.mark.parametrize("style", STYLES)
def test_what_it_makes_of_figures_never_passes_with_a_mistake(model: Model, style: str) -> None:
    answer = answered()
    claims = {claim.id: claim for claim in answer.claims}
    written = model.chat().invoke(f"{answer.text}\n\n{style}").text

    figures = set(re.findall(r"\d[\d,.]*\d|\d", answer.text))
    made_up = set(re.findall(r"\d[\d,.]*\d|\d", written)) - figures
    assert check(answer.text, claims) == ()
    assert written
    assert not made_up or check(written, claims)
