"""A verified answer: which later answers are the same, and when it has to be looked at again."""

from dataclasses import replace
from datetime import datetime

import pytest

from agent.answer import Answer, Trace
from agent.meaning import meaning
from agent.reading import Reading
from agent.verified import Verified, definitions, standing, standings
from agent.verify import marked, verify
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.errors import Refusal
from semantic.loading import load
from semantic.policy import Principal, find_principal
from tests.support.retail import RETAIL

AT = datetime.fromisoformat("2011-10-03T08:00")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(RETAIL)


@pytest.fixture(scope="module")
def approvals(catalog: Catalog) -> Approvals:
    return Approvals(catalog)


def a_reading(**more: object) -> Reading:
    given = {
        "metrics": ["gross_sales"],
        "group_by": ["order.country"],
        "period": {"from": "2011-09-01", "to": "2011-10-01"},
    }
    return Reading.model_validate(given | more)


def an_answer(reading: Reading) -> Answer:
    return Answer("answered", "Gross sales were £1.", Trace("a1b2c3d4e5"), reading=reading)


def a_verified(approvals: Approvals, reading: Reading) -> Verified:
    question = "gross sales by country last month"
    return verify(question, an_answer(reading), steward(approvals), (), approvals, AT, "Agreed")


def steward(approvals: Approvals) -> Principal:
    return find_principal("steward", approvals.catalog.people)


def test_an_answer_that_is_read_alike_is_verified_in_whatever_words(approvals: Approvals) -> None:
    known = [a_verified(approvals, a_reading())]

    same = marked(an_answer(a_reading(by="model")), "country sales?", known, approvals)
    other = marked(an_answer(a_reading(group_by=[])), "country sales?", known, approvals)

    assert same.verified is not None
    assert (same.verified.by, same.verified.name) == ("steward", "Sarah Whitfield")
    assert other.verified is None


def test_the_same_words_stay_verified_when_their_days_move_on(approvals: Approvals) -> None:
    known = [a_verified(approvals, a_reading())]
    october = a_reading(period={"from": "2011-10-01", "to": "2011-11-01"})

    said = "Gross sales by country, last month?"
    assert marked(an_answer(october), said, known, approvals).verified
    assert not marked(an_answer(october), "sales by country in october", known, approvals).verified
    narrower = october.model_copy(update={"limit": 5})
    assert not marked(an_answer(narrower), known[0].question, known, approvals).verified


@pytest.mark.parametrize("changed", ["gross_sales", "order.country"])
def test_a_definition_that_changed_takes_the_mark_away_and_stewards_are_told(
    approvals: Approvals, changed: str
) -> None:
    fresh = a_verified(approvals, a_reading())
    stale = fresh.model_copy(update={"definitions": {**fresh.definitions, changed: "sha256:0"}})

    shown = marked(an_answer(a_reading()), "x", [stale], approvals)
    told = marked(an_answer(a_reading()), "x", [stale], approvals, for_steward=True)

    assert (shown.verified, shown.warnings) == (None, ())
    assert f"{changed} changed since. Look again: retainer verify a1b2c3d4" in told.warnings[0]
    assert standings([stale], approvals)[0].changed == (changed,)
    assert standings([stale, fresh], approvals)[0].changed == ()


def test_a_dimension_s_definition_is_part_of_what_was_verified(catalog: Catalog) -> None:
    now = definitions(a_reading(), Approvals(catalog))
    lines = catalog.models["lines"]
    country = next(d for d in lines.dimensions if d.name == "country")
    others = tuple(d for d in lines.dimensions if d.name != "country")
    shouted = country.model_copy(update={"expr": "UPPER(Country)"})
    edited = lines.model_copy(update={"dimensions": (*others, shouted)})
    changed = replace(catalog, models={**catalog.models, "lines": edited})

    then = definitions(a_reading(), Approvals(changed))

    assert then["gross_sales"] == now["gross_sales"]
    assert then["order.country"] != now["order.country"]


def test_who_may_verify_and_what(approvals: Approvals) -> None:
    head = find_principal("head", approvals.catalog.people)
    known = [a_verified(approvals, a_reading())]
    refused = Answer("refused", "No.", Trace("t"), reason="No metric here is about that.")

    with pytest.raises(Refusal, match=r"Daniel Okafor may not verify answers; .* role steward"):
        verify("q", an_answer(a_reading()), head, (), approvals, AT)
    with pytest.raises(Refusal, match="no answer to verify: No metric here is about that"):
        verify("q", refused, steward(approvals), (), approvals, AT)
    with pytest.raises(Refusal, match="verified as it stands, by steward on 3 October 2011"):
        verify("q", an_answer(a_reading()), steward(approvals), known, approvals, AT)


def test_a_metric_that_is_not_approved_carries_no_verified_answer(catalog: Catalog) -> None:
    metric = catalog.metrics["gross_sales"].model_copy(update={"description": "Other words."})
    changed = Approvals(replace(catalog, metrics={**catalog.metrics, "gross_sales": metric}))

    with pytest.raises(Refusal, match="gross_sales is not approved as it is defined now"):
        verify("q", an_answer(a_reading()), steward(changed), (), changed, AT)


def test_the_meaning_of_a_reading_is_what_is_asked_of_the_engine() -> None:
    base = a_reading()
    assert meaning(base) == meaning(a_reading(by="model", assumptions=["a"], not_understood=["b"]))
    others = [
        a_reading(group_by=[]),
        a_reading(limit=5),
        a_reading(compare="previous"),
        a_reading(filters=[{"field": "order.country", "value": "France"}]),
        a_reading(period={"from": "2011-09-01", "to": "2011-10-02"}),
    ]
    assert len({meaning(one) for one in [base, *others]}) == 6


def test_the_latest_word_counts(approvals: Approvals) -> None:
    first = a_verified(approvals, a_reading())
    second = first.model_copy(update={"by": "head"})

    found = standing("x", a_reading(), [first, second], approvals)
    assert found is not None
    assert found.verified.by == "head"
