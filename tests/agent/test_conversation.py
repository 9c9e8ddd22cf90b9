"""A thread goes on from what was read before, for whoever asks, and remembers no figures."""

from collections.abc import Sequence
from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.memory import Recent, as_json, from_json
from tests.agent.example_shop import person, shop_engine

SALES = "gross sales in June"


def world() -> World:
    numbers = count()
    return World(shop_engine(), lambda: 0.0, lambda: f"t{next(numbers)}", Recent())


def talk(*questions: str, who: str | Sequence[str] = "head") -> Answer:
    """The answer to the last question of a thread; one person asks all, or one each."""
    here = world()
    people = [who] * len(questions) if isinstance(who, str) else who
    answers = [
        ask(question, person(name), here, thread="t")
        for question, name in zip(questions, people, strict=True)
    ]
    return answers[-1]


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        ((SALES, "and by country?"), "gross sales by country, June 2011"),
        ((SALES, "what about August?"), "gross sales, August 2011"),
        ((SALES, "only the Germans"), "gross sales, country Germany, June 2011"),
        ((SALES, "and net sales?"), "net sales, June 2011"),
        ((SALES, "and the month before?"), "gross sales, May 2011"),
        ((SALES, "compared with May?"), "gross sales, June 2011 against May 2011"),
        ((SALES, "how about new customers in July"), "new customers, July 2011"),
        (
            ("sales by country in June", "without the UK"),
            "gross sales by country, country not United Kingdom, June 2011",
        ),
        (("sales by country in June", "just France"), "gross sales, country France, June 2011"),
        (
            ("top 3 countries by sales in June", "top 5 instead"),
            "gross sales by country, June 2011, the 5 highest",
        ),
        (
            ("top 3 countries by sales in June", "and in July?"),
            "gross sales by country, July 2011, the 3 highest",
        ),
        (
            ("German sales in June", "how many new customers there in July"),
            "new customers, customer's country Germany, July 2011",
        ),
        (
            ("new customers in June", "only France", "and active customers?"),
            "active customers, customer's country France, June 2011",
        ),
        (
            ("sales in September against August", "what about orders?"),
            "orders, September 2011 against August 2011",
        ),
        (("orders from France in Q2", "drop the filter"), "orders, Q2 2011"),
        (("orders from France in Q2", "all countries"), "orders, Q2 2011"),
        (("orders from France in Q2", "and overall?"), "orders, Q2 2011"),
        (("sales by country in June", "and in total?"), "gross sales, June 2011"),
        (("sales by country in June", "as a chart"), "gross sales by country, June 2011"),
        (
            ("sales by country in June", "now top 3 only"),
            "gross sales by country, June 2011, the 3 highest",
        ),
        (("sales in July against June", "no comparison"), "gross sales, July 2011"),
        (("sales in July", "break it down", "by country"), "gross sales by country, July 2011"),
    ],
)
def test_a_question_takes_over_what_it_does_not_say(questions: tuple[str, ...], echo: str) -> None:
    assert talk(*questions).echo == echo


def test_why_asks_for_the_drivers_of_what_was_read() -> None:
    answer = talk("UK sales in September against August", "why?")

    assert answer.reading is not None
    assert answer.reading.skill == "drivers"
    assert [given.value for given in answer.reading.filters] == ["United Kingdom"]
    assert answer.results[0].previous is not None
    assert answer.text.startswith("Gross sales for United Kingdom in September 2011 were")


def test_who_lists_the_customers_behind_a_figure() -> None:
    answer = talk("how many newly lapsed customers in June", "show me who")

    assert answer.reading is not None
    assert answer.reading.group_by == ("customer.id",)
    assert answer.results[0].length == 375


def test_every_question_worth_asking_is_answered() -> None:
    for first in ("orders in May", "sales in September against August", "return rate in July"):
        follow_ups = talk(first).follow_ups
        assert follow_ups
        for question in follow_ups:
            assert talk(first, question).status == "answered", (first, question)


def test_an_option_is_chosen_by_its_words_or_its_number() -> None:
    unclear = talk("average in September")
    (place,) = [
        number
        for number, option in enumerate(unclear.options, start=1)
        if option.reading and option.reading.metrics == ("average_order_value",)
    ]

    by_words = talk("average in September", "average order value")
    by_number = talk("average in September", str(place))

    assert by_words.echo == by_number.echo == "average order value, September 2011"


def test_a_question_that_may_mean_the_threads_period_is_asked_back() -> None:
    answer = talk("orders in May", "how many new customers did we get from Germany?")

    assert answer.status == "clarify"
    assert "May 2011 or September 2011" in answer.reason


def test_what_nobody_understands_is_not_taken_for_a_follow_up() -> None:
    for words in ("and the weather?", "and by mood?", "what about the vibes"):
        assert talk(SALES, words).status in ("clarify", "refused")
    assert talk("and by country?").status != "answered"


def test_a_second_person_gets_their_own_figures() -> None:
    first = talk("orders in June", "and in July?")
    second = talk("orders in June", "and in July?", who=("head", "owner-world"))

    assert second.claims[0].value < first.claims[0].value  # type: ignore[operator]
    assert "Note: only the customers that you may see are counted." in second.warnings


def test_a_customer_that_the_second_person_may_not_see_is_not_named_to_them() -> None:
    question = "sales for customer 14646 in September"
    assert talk(question, "and in August?").status == "answered"

    hidden = talk(question, "and in August?", who=("head", "owner-uk-1"))

    assert hidden.status == "clarify"
    assert "14646" not in hidden.text


def test_a_thread_is_kept_as_readings_without_figures() -> None:
    here = world()
    answer = ask("sales by country in June", person("head"), here, thread="t")
    assert isinstance(here.memory, Recent)
    turn = here.memory.turns["t"]
    written = str(as_json(turn))

    assert from_json(as_json(turn)) == turn
    assert answer.claims
    assert not any(str(claim.value) in written for claim in answer.claims if claim.kind == "level")
    assert from_json({"reading": {"metrics": 3}}) is None


def test_a_refusal_leaves_the_thread_as_it_was() -> None:
    assert talk(SALES, "gross profit in May", "and in July?").echo == "gross sales, July 2011"
