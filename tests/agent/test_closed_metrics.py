"""A metric that cannot be asked for now is named, with what follows it, as far as it is granted."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from agent.answer import Answer
from agent.ask import World, ask
from semantic.approvals import Approvals
from tests.agent.example_shop import person, shop_engine

PAST, FUTURE = date(2011, 10, 1), date(2011, 12, 1)


def asked(question: str, metric: str, who: str = "head", **governance: Any) -> Answer:
    """An answer where one metric's governance is another one."""
    engine = shop_engine()
    given = engine.catalog.metrics[metric]
    changed = given.model_copy(
        update={"governance": given.governance.model_copy(update=governance)}
    )
    catalog = replace(engine.catalog, metrics={**engine.catalog.metrics, metric: changed})
    other = replace(engine, catalog=catalog, approvals=Approvals(catalog))
    numbers = count()
    return ask(question, person(who), World(other, lambda: 0.0, lambda: f"t{next(numbers)}"))


def retired(sunset: date) -> dict[str, Any]:
    return {"status": "deprecated", "successor": "net_sales", "sunset": sunset}


def test_a_deprecated_metric_is_answered_with_a_warning_until_its_sunset() -> None:
    answer = asked("gross sales in September 2011", "gross_sales", **retired(FUTURE))

    assert answer.status == "answered"
    assert "gross sales is deprecated and ends on 2011-12-01; use net_sales instead." in (
        answer.warnings
    )


def test_a_retired_metric_is_refused_with_its_successor_first() -> None:
    answer = asked("takings in September 2011", "gross_sales", **retired(PAST))

    assert answer.status == "refused"
    assert answer.reason == "gross sales was retired."
    assert answer.nearest[0] == "net sales"


def test_what_waits_for_approval_is_said_to_wait() -> None:
    answer = asked("takings in September 2011", "gross_sales", status="draft")

    assert (answer.status, answer.reason) == (
        "refused",
        "gross sales waits for a steward's approval.",
    )


def test_stewards_are_answered_all_the_same() -> None:
    answer = asked("takings in September 2011", "gross_sales", "steward", **retired(PAST))

    assert answer.status == "answered"


def test_what_is_not_granted_is_as_unknown_as_ever() -> None:
    closed = asked("anonymous share", "unidentified_share", "owner-world", status="draft")
    open_ = asked("anonymous share", "unidentified_share", "owner-world")

    assert (closed.reason, closed.nearest) == (open_.reason, open_.nearest)
