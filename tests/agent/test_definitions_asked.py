"""Questions about the figures themselves: what they mean, who owns them, what there is to ask."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.verify import verify
from semantic.approvals import Approvals
from semantic.errors import Refusal
from tests.agent.example_shop import person, shop_engine
from tests.agent.trades import leader, trade_answer, trade_engine

NOW = datetime(2011, 10, 3, tzinfo=UTC)


def world() -> World:
    numbers = count()
    return World(shop_engine(), lambda: 0.0, lambda: f"t{next(numbers)}")


def told(question: str, who: str = "head") -> Answer:
    return ask(question, person(who), world())


@pytest.mark.parametrize(
    "question",
    """
    how is churn rate defined?
    what does churn rate mean
    define churn rate
    what's the definition of the churn rate?
    hey, can you remind me what churn rate means
    how do you calculate the churn rate exactly?
    who owns the churn rate
    when was churn rate last approved?
    does the churn rate include new customers?
    are new customers included in the churn rate
    """.strip().splitlines(),
)
def test_who_asks_what_a_metric_means_gets_its_definition_and_no_figure(question: str) -> None:
    answer = told(question.strip())

    assert answer.status == "answered"
    assert answer.text == (
        "Here is how lapse rate is defined. Sarah Whitfield approved it on 3 October 2011. "
        "Its owner is Sarah Whitfield."
    )
    (source,) = answer.sources
    assert source.metric == "lapse_rate"
    assert source.definition == shop_engine().catalog.metrics["lapse_rate"].description
    assert source.sql == ""
    assert not answer.results
    assert not answer.tables


def test_several_are_defined_together() -> None:
    answer = told("gross sales and net sales definitions")

    assert answer.text == "Here is how gross sales and net sales are defined."
    assert [source.metric for source in answer.sources] == ["gross_sales", "net_sales"]


def test_a_dimension_is_defined_in_the_words_of_its_model() -> None:
    answer = told("what is a high-value customer?")

    (source,) = answer.sources
    assert source.metric == "customer.high_value"
    assert source.definition.startswith("Whether the customer is in the first fifth")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what's an average order worth in August?", "Average order value in August 2011"),
        ("how many new customers counted in august", "New customers in August 2011"),
        ("what is an average order worth", "Average order value in September 2011"),
    ],
)
def test_a_figure_is_still_a_figure(question: str, said: str) -> None:
    assert told(question).text.startswith(said)


def test_what_a_metric_can_be_split_by_is_what_the_asker_may_split_it_by() -> None:
    engine = shop_engine()
    labels = {
        engine.catalog.dimensions[name].dimension.label
        for name in engine.view(person("head")).groupable("items_sold")
    }

    answer = told("what can I split items sold by?")

    assert answer.text.startswith("Items sold can be split by time, ")
    assert all(label in answer.text for label in labels if label)


def test_the_metrics_that_there_are_are_those_that_the_asker_may_see() -> None:
    seen = shop_engine().view(person("owner-uk-1")).metrics
    hidden = set(shop_engine().catalog.metrics) - set(seen)
    assert hidden

    answer = told("what metrics do you have?", "owner-uk-1")

    named = answer.text.removeprefix("You may ask for ").removesuffix(".")
    titles = {title for part in named.split(", ") for title in part.split(" and ")}
    assert titles == {part for metric in seen.values() for part in metric.title.split(" and ")}


def test_the_days_that_the_data_covers() -> None:
    assert told("when was the data last updated?").text == (
        "The first day of the data is 1 December 2010. The last day is 2 October 2011."
    )


def test_a_thread_goes_on_with_the_figure_that_was_defined() -> None:
    here = world()

    def turn(question: str) -> Answer:
        return ask(question, person("head"), here, thread="t")

    turn("orders in August 2011")
    assert turn("what does that mean?").echo == "the definition of orders"
    assert turn("and in July?").text == "Orders in July 2011 were 1,452."
    turn("how is the return rate calculated?")
    assert turn("and in August?").echo == "return rate, August 2011"


def test_what_the_asker_may_not_see_is_not_defined_to_them() -> None:
    seen = shop_engine().view(person("owner-uk-1")).metrics
    metric = next(one for name, one in shop_engine().catalog.metrics.items() if name not in seen)

    allowed = told(f"how is {metric.title} defined?")
    refused = told(f"how is {metric.title} defined?", "owner-uk-1")

    assert metric.description in {source.definition for source in allowed.sources}
    assert metric.description not in refused.text
    assert not {source.metric for source in refused.sources} & {metric.name}


def test_a_definition_that_would_break_the_sentence_stands_beside_it() -> None:
    """Whatever a description says, no link or figure of it gets into the checked text."""
    engine = shop_engine()
    metric = engine.catalog.metrics["orders"].model_copy(
        update={"description": "See https://evil.example, <!channel>: orders were 9,999."}
    )
    catalog = replace(engine.catalog, metrics={**engine.catalog.metrics, "orders": metric})
    other = replace(engine, catalog=catalog, approvals=Approvals(catalog))

    answer = ask("define orders", person("steward"), World(other, lambda: 0.0, lambda: "t"))

    assert "evil" not in answer.text
    assert "9,999" not in answer.text


def test_a_definition_is_not_verified_but_approved() -> None:
    approvals = shop_engine().approvals
    answer = told("how is churn rate defined?", "steward")

    with pytest.raises(Refusal, match="A definition is reviewed by approving it"):
        verify("how is churn rate defined?", answer, person("steward"), (), approvals, NOW)


@pytest.mark.parametrize("trade", ["seatwise", "library"])
def test_other_trades_define_theirs(trade: str) -> None:
    engine = trade_engine(trade)
    numbers = count()
    here = World(engine, lambda: 0.0, lambda: f"t{next(numbers)}")
    asker = leader(trade)

    for name, metric in engine.view(asker).metrics.items():
        answer = ask(f"what is the definition of {metric.title}?", asker, here)
        assert answer.status == "answered", metric.title
        assert name in {source.metric for source in answer.sources}, metric.title


def test_who_owns_what_is_no_figure_is_not_taken_for_a_name_of_something() -> None:
    answer = told("who owns germany")

    assert answer.status == "refused"
    assert answer.not_understood == ("who", "owns")
    assert "names contain" not in answer.text


def test_a_split_that_does_not_exist_is_refused_with_those_that_do() -> None:
    answer = told("lapsed customers by product")

    assert answer.status == "refused"
    assert answer.text == (
        "Lapsed customers cannot be split by product. Possible splits: time, customer, "
        "customer's country, first-order month, high-value customer, owner and region."
    )


def test_how_up_to_date_the_data_is_is_a_figure_where_the_catalog_has_one() -> None:
    answer = told("how up to date is the data?")

    assert answer.reading is not None
    assert answer.reading.metrics == ("days_since_latest_line",)
    assert trade_answer("library", "how up to date is the data?").text.startswith("The first day")
