"""A model that is asked in a thread: it hears what was read before, and never a member of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.interpreter.words.known import Known
from agent.loop.thread import told
from agent.reading import Reading, ReadPeriod
from semantic.model import Filter, Model
from semantic.view import View
from tests.agent.example_shop import person, shop_engine
from tests.support.scripted_model import scripted_model
from tests.support.scripted_openai import Call, Says, scripted

KNOWN: dict[tuple[object, ...], Known] = {}
FRANCE = "orders from France in Q2"


def gone_on(
    first: str, then: str, *calls: Call, who: Sequence[str] = ("head", "head")
) -> tuple[Answer, list[Mapping[str, Any]]]:
    """The answer to the second question of a thread, and what the model was sent for it."""
    numbers = count()
    with scripted(*(Says(calls=[call]) for call in calls)) as script:
        world = World(shop_engine(), lambda: 0.0, lambda: f"t{next(numbers)}", known=KNOWN,
                      model=scripted_model(script))  # fmt: skip
        assert ask(first, person(who[0]), world, thread="t").status == "answered"
        return ask(then, person(who[1]), world, thread="t"), script.requests


def query(*metrics: str, **given: Any) -> Call:
    return Call("query", {"metrics": list(metrics), **given})


@pytest.mark.parametrize(
    ("first", "then", "call", "echo"),
    [
        (FRANCE, "and the moolah?", query("gross_sales"), "gross sales, country France, Q2 2011"),
        (FRANCE, "and the moolah in July?", query("gross_sales", period="july"),
         "gross sales, country France, July 2011"),
        (FRANCE, "and for the teutons?",
         query("orders", filters=[{"field": "order.country", "value": "germans"}]),
         "orders, country Germany, Q2 2011"),
        (FRANCE, "and the moolah, all countries?", query("gross_sales"), "gross sales, Q2 2011"),
        ("top 3 countries by sales in June", "and the transaction headcount?", query("orders"),
         "orders by country, June 2011, the 3 highest"),
        ("sales by country in June", "and moolah by calendar moon", query(
            "net_sales", group_by=["time.month"]), "net sales by month, June 2011"),
        ("sales in September against August", "and the tickets rung up?", query("orders"),
         "orders, September 2011 against August 2011"),
        ("sales for customer 14646 in September", "and the moolah?", query("net_sales"),
         "net sales, customer 14646, September 2011"),
        (FRANCE, "and the moolah?", Call("run_skill", {"name": "movement", "metric": "net_sales"}),
         "net sales, country France, Q2 2011"),
    ],
)  # fmt: skip
def test_a_plan_takes_over_what_it_leaves_out(first: str, then: str, call: Call, echo: str) -> None:
    answer, _ = gone_on(first, then, call)

    assert answer.reading is not None
    assert (answer.echo, answer.reading.by) == (echo, "model")


def test_the_model_hears_of_the_reading_before_and_of_no_member() -> None:
    _, (request,) = gone_on(FRANCE, "and the moolah?", query("gross_sales"))

    said = request["messages"][1]["content"]
    assert '"orders, Q2 2011; filtered by country"' in said
    assert said.count("<<<") == said.count(">>>") == 4
    assert "France" not in json.dumps(request)
    _, (request,) = gone_on("sales for customer 14646 in June", "and the moolah?", query("orders"))
    assert "14646" not in json.dumps(request)


def test_a_dimension_that_no_model_may_hear_of_is_not_named() -> None:
    seen = shop_engine().view(person("head"))
    models = {name: _closed(model) for name, model in seen.catalog.models.items()}
    closed = View(replace(seen.catalog, models=models), seen.access, seen.metrics)
    reading = Reading(
        metrics=("orders",),
        group_by=("customer.region", "time.month"),
        filters=(Filter(field="order.country", op="eq", value="France"),),
        period=ReadPeriod(start=date(2011, 4, 1), end=date(2011, 7, 1)),
    )

    assert told(reading, seen) == "orders by region and month, Q2 2011; filtered by country"
    assert told(reading, closed) == "orders by month, Q2 2011"


def _closed(model: Model) -> Model:
    dimensions = [each.model_copy(update={"llm": "none"}) for each in model.dimensions]
    return model.model_copy(update={"dimensions": tuple(dimensions)})


def test_a_question_of_its_own_takes_nothing_over() -> None:
    september = query("gross_sales", period="september")
    answer, _ = gone_on(FRANCE, "how much dosh came in during september", september)

    assert answer.echo == "gross sales, September 2011"


def test_what_the_thread_is_about_is_not_made_up() -> None:
    again = query("orders", filters=[{"field": "order.country", "value": "france"}])
    answer, requests = gone_on(FRANCE, "and then, moolah-wise, by flumph, boffins?", again)
    made_up = query("gross_sales", "net_sales", "returns_value", "units_sold", "new_customers")
    refused, _ = gone_on(FRANCE, "and the moolah?", made_up, made_up)

    (option,) = answer.options
    left = "(leaving “moolah”, “wise”, “flumph”, “boffins” aside)"
    assert (option.label, len(requests)) == (f"orders, country France, Q2 2011 {left}", 1)
    assert refused.status == "refused"


@pytest.mark.parametrize("period", ["all time", "last year", "january 2011 to march 2011"])
def test_a_model_cannot_move_a_thread_to_another_period(period: str) -> None:
    answer, _ = gone_on(FRANCE, "and the moolah?", query("gross_sales", period=period))

    assert answer.reading is not None
    assert answer.reading.by == "model"
    assert answer.echo == "gross sales, country France, Q2 2011"


def test_options_of_a_question_back_take_over_too() -> None:
    back = Call("ask_back", {"options": ["gross_sales", "net_sales"]})
    answer, _ = gone_on(FRANCE, "and the moolah?", back)

    assert [option.label for option in answer.options] == [
        "gross sales, country France, Q2 2011",
        "net sales, country France, Q2 2011",
    ]


def test_who_may_not_see_the_reading_before_has_a_model_that_does_not_hear_of_it() -> None:
    first = "sales for customer 14646 in September"
    back = Call("refuse", {"reason": "not_a_question"})
    _, (request,) = gone_on(first, "and the moolah?", back, who=("head", "owner-uk-1"))

    assert "read before it" not in request["messages"][1]["content"]
