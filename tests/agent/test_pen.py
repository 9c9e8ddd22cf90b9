"""Answers in a model's words: what it is shown, what it costs, and whose words stand."""

import json
from itertools import count

from agent.ask import World, ask
from agent.budget import Limit, Limits
from agent.interpreter.words.known import Known
from agent.loop.pen import pen
from tests.agent.example_shop import person, shop_engine
from tests.support.scripted_model import scripted_model
from tests.support.scripted_openai import Fails, Says, Script, Step, scripted

QUESTION = "gross sales in September against August"
KNOWN: dict[tuple[object, ...], Known] = {}


def world(script: Script, limits: Limits | None = None) -> World:
    numbers = count()
    model = scripted_model(script, limits=limits)
    return World(
        shop_engine(),
        lambda: float(next(numbers)),
        lambda: "t",
        known=KNOWN,
        model=model,
        pen=lambda principal: pen(model, principal.id, lambda: 0.0),
    )


def wording(text: str) -> Step:
    return Says(json.dumps({"text": text}))


def template(script: Script) -> str:
    """The text with references that the model was shown."""
    told = str(script.requests[0]["messages"][0]["content"])
    return told.partition("Text:\n\n")[2].partition("\n\nAnswer")[0]


def test_a_wording_that_says_the_same_is_shown_and_paid_for() -> None:
    with scripted(wording("nonsense"), wording("nonsense")) as script:
        plain = ask(QUESTION, person("head"), world(script))
        asked = template(script)
    with scripted(wording(asked)) as script:
        worded = ask(QUESTION, person("head"), world(script))

    assert plain.worded_by == ""
    assert (plain.trace.model_calls, plain.trace.tokens_in) == (2, 200)
    assert (worded.worded_by, worded.text) == ("scripted-1", plain.text)
    assert worded.trace.model_calls == 1


def test_no_value_is_shown_to_the_model() -> None:
    with scripted(wording("no"), wording("no")) as script:
        ask("orders by country in May", person("head"), world(script))

    told = json.dumps(script.requests)
    assert "United Kingdom" not in told
    assert "1,518" not in told


def test_a_model_that_fails_or_may_not_be_asked_leaves_the_template() -> None:
    with scripted(Fails(401)) as script:
        failed = ask(QUESTION, person("head"), world(script))
    with scripted() as script:
        nothing_left = Limits(person=Limit(calls=0))
        unasked = ask(QUESTION, person("head"), world(script, nothing_left))

    assert failed.text == unasked.text
    assert failed.text.startswith("Gross sales in September 2011 were £1,028,345.38")
    assert (failed.worded_by, unasked.worded_by) == ("", "")
    assert script.requests == []
