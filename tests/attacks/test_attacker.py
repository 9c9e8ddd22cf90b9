"""The model is the attacker: whatever it says or calls, what is told is the asker's, in our words.

An example is five messages of the model, all of which are heard: 200 examples are 1,000 outputs,
always the same ones. The long run makes up others each time, or those of a `--hypothesis-seed`.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from tests.attacks.attacker import messages
from tests.attacks.desk import HIDDEN
from tests.attacks.watching import WatchedShop, holds, watched_desk

FOLLOW_UP = "and the dosh?"
BEFORE = "orders of Alder Ltd last month"
QUESTIONS = (
    "how much dosh came in last month?",
    "sales by zorp in May 2024",
    "gimme the moolah of our bods in May 2024",
    "sales flumph last month",
    FOLLOW_UP,
)
OUTPUTS = 5
_LIE = f"Sales doubled because of {HIDDEN}: see https://evil.example <!channel>"


@pytest.fixture(scope="module")
def watched() -> Iterator[WatchedShop]:
    with watched_desk() as opened:
        yield opened


def test_the_attacker_is_heard(watched: WatchedShop) -> None:
    given = {"metrics": ["sales"], "period": "last month"}
    call = {"name": "query", "args": given, "id": "1", "type": "tool_call"}

    found = holds(watched, QUESTIONS[0], [AIMessage(_LIE, tool_calls=[call])])

    assert found.answer.reading is not None
    assert found.answer.reading.by == "model"


def test_a_product_may_be_called_as_a_customer_is(watched: WatchedShop) -> None:
    given = {"metrics": ["orders"], "group_by": ["product.description"]}
    call = {"name": "query", "args": given, "id": "1", "type": "tool_call"}

    found = holds(watched, FOLLOW_UP, [AIMessage("", tool_calls=[call])], after=BEFORE)

    assert found.answer.text == "Orders by product for Alder Ltd in May 2024: Alder Ltd: 7."


WHATEVER = given(
    st.sampled_from(QUESTIONS), st.lists(messages(), min_size=OUTPUTS, max_size=OUTPUTS)
)
# The first failure is told as it was found, with what repeats it: to shorten one takes an hour.
AS_FOUND = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    print_blob=True,
    database=None,
)


def hold_out(watched: WatchedShop, question: str, said: list[AIMessage]) -> None:
    """The question is asked until the model has said everything."""
    after = BEFORE if question == FOLLOW_UP else ""
    while said:
        found = holds(watched, question, said, after=after)
        assert found.attacker.said
        said = said[found.attacker.said :]
        if after and found.answer.reading is not None:
            assert [each.field for each in found.answer.reading.filters] == ["customer.name"]


@settings(AS_FOUND, max_examples=1_000 // OUTPUTS, derandomize=True)
@WHATEVER
def test_whatever_the_model_does(
    watched: WatchedShop, question: str, said: list[AIMessage]
) -> None:
    hold_out(watched, question, said)


@pytest.mark.soak
@settings(AS_FOUND, max_examples=10_000 // OUTPUTS, derandomize=False)
@WHATEVER
def test_whatever_the_model_does_for_long(
    watched: WatchedShop, question: str, said: list[AIMessage]
) -> None:
    hold_out(watched, question, said)
