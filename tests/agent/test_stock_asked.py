"""Stock is refused where nothing tells it, and told where a workspace has a metric of it."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.test_conversation import talk
from tests.support import fiscal
from tests.support.workspaces import Shop, memory_warehouse, write_workspace

STOCK = """
version: 1
metrics:
  - {name: stock_level, type: simple, description: Pieces on the shelves., model: orders, agg: sum,
     expr: amount, format: {unit: pieces}, synonyms: [stock, inventory],
     governance: {owner: steward}}
"""
QUESTIONS = {
    "what was our stock in November 2024?": (date(2024, 11, 1), date(2024, 12, 1)),
    "stock last week": (date(2024, 11, 25), date(2024, 12, 2)),
    "how much inventory did we have in October?": (date(2024, 10, 1), date(2024, 11, 1)),
    "stock level on 5 November": (date(2024, 11, 5), date(2024, 11, 6)),
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Answer]]:
    files = {**fiscal.FILES, "metrics/stock.yml": STOCK}
    catalog = write_workspace(tmp_path_factory.mktemp("stock"), files)
    with memory_warehouse() as warehouse:
        warehouse.fill("days", fiscal.SPINE, fiscal.days())
        warehouse.fill("orders", fiscal.ORDERS, fiscal.orders())
        numbers = count()
        engine = Shop(catalog, warehouse, date(2024, 12, 2)).engine
        world = World(engine, lambda: 0.0, lambda: f"t{next(numbers)}")
        (steward,) = catalog.people
        yield lambda question: ask(question, steward, world)


@pytest.mark.parametrize(("question", "days"), QUESTIONS.items(), ids=list(QUESTIONS))
def test_a_workspace_with_a_metric_of_stock_tells_it(
    asked: Callable[[str], Answer], question: str, days: tuple[date, date]
) -> None:
    answer = asked(question)
    pieces = [amount for _, _, amount, day in fiscal.orders() if days[0] <= day < days[1]]

    assert answer.status == "answered", answer.text
    assert answer.results[0].value("stock_level") == sum(pieces)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_shop_which_has_none_refuses_the_same(question: str) -> None:
    answer = talk(question.replace("2024", "2011"))

    assert answer.status == "refused"
    assert "stock" in answer.reason or "inventory" in answer.reason
