"""Greetings, thanks, "what can you do", and "how are we doing": what can be asked comes back."""

from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.example_shop import person, shop_engine
from tests.agent.trades import leader, trade_engine

LEADING = ("gross_sales", "orders", "active_customers", "margin")


def world(leading: tuple[str, ...] = LEADING) -> World:
    numbers = count()
    return World(shop_engine(), lambda: 0.0, lambda: f"t{next(numbers)}", leading=leading)


def said(question: str, who: str = "head") -> Answer:
    return ask(question, person(who), world())


def talk(*questions: str) -> Answer:
    here = world()
    return [ask(question, person("head"), here, thread="t") for question in questions][-1]


@pytest.mark.parametrize(
    "line",
    """
    hello
    Hi there!
    good morning team
    hey, how are you?
    who are you
    what can you do
    help
    can you help me please
    what can I ask you?
    ok
    ???
    👋
    """.strip().splitlines(),
)
def test_a_line_that_asks_for_no_figure_is_answered_with_examples(line: str) -> None:
    answer = said(line.strip())

    assert answer.status == "clarify"
    assert not answer.claims
    assert [option.label for option in answer.options] == [
        "gross sales, September 2011",
        "orders, September 2011 against August 2011",
        "gross sales by country, September 2011",
    ]


@pytest.mark.parametrize("line", ["thanks", "Thank you so much!", "great, cheers", "bye"])
def test_a_goodbye_is_returned_and_offers_nothing(line: str) -> None:
    answer = said(line)

    assert (answer.status, answer.options) == ("clarify", ())


def test_thanks_leave_the_thread_as_it_was() -> None:
    assert talk("orders in May", "thanks", "and in June?").echo == "orders, June 2011"


def test_an_example_can_be_chosen_by_its_number() -> None:
    assert talk("hello", "3").echo == "gross sales by country, September 2011"


@pytest.mark.parametrize("line", ["hello, orders in May?", "thanks, and orders in May?"])
def test_a_question_after_a_greeting_is_a_question(line: str) -> None:
    assert said(line).echo == "orders, May 2011"


def test_examples_are_of_what_somebody_may_see() -> None:
    engine = trade_engine("library")
    answer = ask("hello", leader("library"), World(engine, lambda: 0.0, lambda: "t"))

    offered = [option.reading for option in answer.options]
    view = engine.view(leader("library"))
    assert offered
    assert all(one and set(one.metrics) <= set(view.metrics) for one in offered)


@pytest.mark.parametrize(
    "question",
    ["how are we doing?", "how's business", "what happened last month", "are we growing"],
)
def test_how_things_go_is_asked_back_with_the_leading_figures(question: str) -> None:
    labels = [option.label.partition(",")[0] for option in said(question).options]

    assert labels == ["all together: gross sales", "gross sales", "orders", "active customers"]


def test_all_of_them_can_be_chosen() -> None:
    answer = talk("how did we do last week?", "all of them")

    assert answer.reading is not None
    assert answer.reading.metrics == ("gross_sales", "orders", "active_customers")


def test_a_figure_named_after_a_question_back_is_of_its_period() -> None:
    week = "26 September to 2 October 2011"

    for named in ("orders", "returns value", "net sales"):
        answer = talk("how did we do last week?", named)
        assert answer.echo.startswith(f"{named}, {week}"), answer.text


@pytest.mark.parametrize("yes", ["yes", "ok", "that's right", "go ahead"])
def test_the_only_reading_offered_is_taken_by_a_yes(yes: str) -> None:
    assert talk("orders in foobar in May", yes).echo == "orders, May 2011"


def test_leading_figures_are_offered_first() -> None:
    first = [option.label.partition(",")[0] for option in said("what was it in May?").options][:3]

    assert set(first) == {"gross sales", "orders", "active customers"}
