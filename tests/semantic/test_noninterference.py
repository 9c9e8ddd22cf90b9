"""What a policy forbids leaves no trace: change it as you like, every byte of answers stays.

Random rows, a random policy and random questions; then everything that the policy forbids, rows
and columns, is changed at will.
"""

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from semantic.catalog import Catalog
from semantic.engine import Engine
from semantic.errors import RetainerError
from semantic.policy import Principal, access
from semantic.view import View
from tests.support.roles import ASKER, with_customer, with_grants
from tests.support.small import STATES, TODAY, SmallShop
from tests.support.workspaces import Shop, asked
from tests.support.worlds import (
    alternatives,
    edits,
    left,
    policies,
    worlds,
)

SIMPLE = (
    *("revenue", "order_count", "buyer_count", "biggest", "mean_amount", "gift_count"),
    *("web_revenue", "home_revenue", "visit_count", "visit_seconds"),
)
METRICS = (
    *SIMPLE,
    *("revenue_per_visit", "tea_share", "other_revenue", "days_since_order", "cohort_share"),
    *(f"{state}_buyers" for state in STATES),
)
FIELDS = (
    *("order.channel", "customer.owner", "customer.region", "product.category"),
    *("supplier.country", "customer.joined", "customer.cohort", "customer.last_channel"),
    *("order.number", "order.amount", "customer.id", "customer.best", "order.gift"),
)
NOWHERE = ("revenu", "custmer.owner", "place.city", "supplier.county")
CONDITIONS: list[dict[str, Any]] = [
    {"filters": [{"field": "customer.owner", "op": "ne", "value": "ann"}]},
    {"filters": [{"field": "customer.region", "op": "is_null"}]},
    {"filters": [{"field": "order.channel", "op": "in", "value": ["web", "fax"]}]},
    {"filters": [{"field": "supplier.country", "op": "not_in", "value": ["UK"]}]},
    {"filters": [{"field": "order.amount", "op": "gt", "value": 2}]},
    {"where": ['CAST("customer.region" AS INTEGER) IS NULL']},
    {"where": ["CASE WHEN \"order.channel\" = 'fax' THEN CAST(\"order.channel\" AS INTEGER) "
               "ELSE 1 END = 1"]},
    {"where": ['"order_count[customer]" > 1']},
]  # fmt: skip
PERIODS: list[dict[str, Any]] = [
    {},
    {"period": ("2024-03-01", "2024-04-01")},
    {"period": ("2024-02-10", "2024-05-20")},
    {"period": ("2024-03-10", "2024-05-01"), "compare": "previous"},
    {"period": ("2024-02-01", "2024-04-15"), "compare": "year"},
]


Question = tuple[list[str], dict[str, Any], str]
# Asked of each world and policy: most of the time goes into filling tables.
QUESTIONS = 5


@st.composite
def questions(draw: st.DrawFn, view: View) -> Question:
    """Metrics, the rest of the query, and a field whose values are asked for.

    Most are of what is granted and goes together; some are not.
    """
    name = draw(st.sampled_from(FIELDS))
    odd = draw(st.integers(0, 9))
    if odd == 0:
        return [draw(st.sampled_from(("revenu", *METRICS)))], {"group_by": [name]}, name
    if odd == 1:
        return ["order_count"], {"group_by": [draw(st.sampled_from(NOWHERE))]}, name
    known = st.sampled_from([*view.metrics, "order_count"])
    metrics = draw(st.lists(known, max_size=2, unique=True))
    possible = [
        field
        for field in FIELDS
        if all(metric in view.metrics and field in view.groupable(metric) for metric in metrics)
    ]
    some = st.sampled_from([*possible, name])
    fields = draw(st.lists(some, max_size=2, unique=True))
    times: list[list[str]] = [[], ["time.month"], ["time.week"]]
    time = draw(st.sampled_from(times)) if metrics else []
    query: dict[str, Any] = {"group_by": [*fields, *time], **draw(st.sampled_from(PERIODS))}
    if draw(st.integers(0, 2)) == 0:
        query |= draw(st.sampled_from(CONDITIONS))
    if draw(st.booleans()) and metrics:
        query |= {"order_by": [f"-{metrics[0]}"], "limit": 2}
    if not metrics and not fields:
        query["group_by"] = [name]
    return metrics, query, name


@st.composite
def cases(draw: st.DrawFn, catalog: Catalog) -> dict[str, Any]:
    """A world, a policy, the world with all that it forbids changed, and questions."""
    world = draw(worlds())
    grants = draw(policies(METRICS))
    edited = draw(edits(world, grants))
    allowed = access(Principal(id=ASKER, roles=(ASKER,)), with_grants(catalog, *grants).roles)
    view = View(catalog, allowed, frozenset(catalog.metrics))
    wanted = [draw(questions(view)) for _ in range(QUESTIONS)]
    return {"world": world, "grants": grants, "edited": edited, "questions": wanted}


def said(engine: Engine, asker: Principal, questions: list[Question]) -> list[Any]:
    """All that comes back: results, a field's values, the data's bounds; or errors."""
    calls: list[Callable[[], Any]] = [lambda: engine.bounds(asker)]
    for metrics, query, name in questions:
        if len(calls) < 3:
            calls.append(partial(engine.values, name, asker))
        calls.append(partial(_answer, engine, asker, metrics, query))
    return [_outcome(call) for call in calls]


def _answer(engine: Engine, asker: Principal, metrics: list[str], query: dict[str, Any]) -> Any:
    return engine.run(asked(*metrics, **query), asker).to_json()


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except RetainerError as error:
        return f"{type(error).__name__}: {error}"


def same_whatever_is_forbidden(small: SmallShop, case: dict[str, Any], seen: Counter[str]) -> None:
    """The property, with a count of what kinds of cases it was tried on."""
    catalog = with_grants(small.catalog, *case["grants"])
    shop = Shop(catalog, small.warehouse, TODAY)
    asker = shop.principal(ASKER)
    small.fill(case["world"].data)
    before = said(shop.engine, asker, case["questions"])
    small.fill(case["edited"].data)
    after = said(shop.opened(), asker, case["questions"])
    for one, other in zip(before, after, strict=True):
        assert json.dumps(one, default=str) == json.dumps(other, default=str)
    for answer in before[-len(case["questions"]) :]:
        _count(seen, answer)
    mine = left(case["world"], alternatives(case["grants"]))
    seen["worlds"] += 1
    seen["worlds in part seen"] += bool(mine.orders)
    seen["worlds in part forbidden"] += len(case["edited"].orders) > len(mine.orders)


def _count(seen: Counter[str], answer: Any) -> None:
    answered = isinstance(answer, dict)
    seen["questions"] += 1
    seen["questions answered" if answered else "questions refused"] += 1
    seen["questions with figures"] += answered and any(any(row) for row in answer["rows"])


def run_cases(small: SmallShop, count: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    shop = SmallShop(with_customer(small.catalog), small.warehouse)

    @settings(
        max_examples=count // QUESTIONS,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(cases(shop.catalog))
    def run(case: dict[str, Any]) -> None:
        same_whatever_is_forbidden(shop, case, seen)

    run()
    return seen


def check_not_degenerate(seen: Counter[str], count: int) -> None:
    """That many questions were asked, of policies that show neither nothing nor everything."""
    assert seen["questions"] >= count, seen
    for kind in ("worlds in part seen", "worlds in part forbidden"):
        assert seen[kind] > 0.3 * seen["worlds"], seen
    assert seen["questions with figures"] > 0.15 * seen["questions"], seen
    assert 0.1 < seen["questions refused"] / seen["questions"] < 0.8, seen


def test_what_a_policy_forbids_changes_no_byte(small: SmallShop) -> None:
    check_not_degenerate(run_cases(small, 500), 500)


@pytest.mark.soak
def test_what_a_policy_forbids_changes_no_byte_many_times(small: SmallShop) -> None:
    check_not_degenerate(run_cases(small, 20_000), 20_000)
