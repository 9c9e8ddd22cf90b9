"""What is left out of a figure, and words that nobody may take for others."""

from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.interpreter.words.no_slips import NO_SLIPS
from agent.interpreter.words.tokens import tokens
from agent.interpreter.words.typos import mended
from agent.interpreter.words.vocabulary import COMMON
from tests.agent.example_shop import person, shop_engine
from tests.agent.shop_sql import plain, rows

SALES = "select sum(amount) from sale where "
AUGUST = "day >= '2011-08-01' and day < '2011-09-01'"
ABROAD = f"{SALES}{AUGUST} and country <> 'United Kingdom'"

SHOP = {
    "sales in August not counting the UK": ABROAD,
    "sales in August, not including the UK": ABROAD,
    "August sales to everyone but the UK": ABROAD,
    "sales in August to all countries but the UK": ABROAD,
    "sales in DE in August": f"{SALES}{AUGUST} and country = 'Germany'",
    "sales via France in August": f"{SALES}{AUGUST} and country = 'France'",
    "what did we invoice in total in August": SALES + AUGUST,
    "sales 1 to 15 August inclusive": f"{SALES}day between '2011-08-01' and '2011-08-15'",
    "sales in summer 2011 (June to August)": f"{SALES}day between '2011-06-01' and '2011-08-31'",
}


def asked(question: str) -> Answer:
    """The answer to the head of the example shop."""
    numbers = count()
    return ask(question, person("head"), World(shop_engine(), lambda: 0.0,
               lambda: f"t{next(numbers)}"))  # fmt: skip


@pytest.mark.parametrize(("question", "sql"), SHOP.items(), ids=list(SHOP))
def test_a_figure_leaves_out_what_the_question_does(question: str, sql: str) -> None:
    answer = asked(question)

    assert answer.status == "answered", answer.text
    assert plain(answer.claims[0].value) == rows(sql)[0][0]


@pytest.mark.parametrize("word", ["form", "skill", "state", "shape", "status", "promotions"])
def test_a_word_of_english_is_not_taken_for_its_neighbour(word: str) -> None:
    answer = asked(f"sales by {word} in August")

    assert answer.status == "clarify"
    assert word in answer.text


def test_words_of_english_stay_as_they_are() -> None:
    def changed(word: str) -> bool:
        return any(token.corrected for token in mended(tokens(word), COMMON, lambda _: False))

    assert not list(filter(changed, NO_SLIPS))
    assert changed("quaterly")


def test_a_reading_that_says_the_opposite_is_not_offered() -> None:
    answer = asked("sales in August, France not")

    assert answer.status == "clarify"
    assert not answer.options
