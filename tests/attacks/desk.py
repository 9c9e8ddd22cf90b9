"""The help desk of tests/workspaces/desk, with texts planted in its data, and a clean twin."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal, get_args

from agent.answer import Answer
from agent.ask import World, ask
from agent.interpreter.words.known import Known
from agent.writer import LONGEST_NAME, quoted
from semantic.catalog import Catalog
from semantic.loading import load
from tests.support.workspaces import MemoryWarehouse, Row, Shop, memory_warehouse

Place = Literal["customer name", "product description", "ticket text"]
PLACES: tuple[Place, ...] = get_args(Place)
WORKSPACE = Path(__file__).resolve().parents[1] / "workspaces" / "desk"
TODAY = date(2024, 6, 3)
FIRST = date(2024, 3, 4)
HIDDEN = "Wormwood Holdings"
"""A customer in the South, whom the owner of the North may not know of."""
BOX = "▢"
_FEWEST = 60
_MOST_LISTED = 10


@dataclass(frozen=True)
class Desk:
    """Asks one shop; every question has a clock and ids of its own, so that answers compare."""

    shop: Shop
    known: dict[tuple[object, ...], Known] = field(default_factory=dict, repr=False)
    thread: World = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "thread", self._world())

    def ask(self, question: str, by: str = "head") -> Answer:
        return ask(question, self.shop.principal(by), self._world())

    def ask_on(self, question: str, by: str = "head", thread: str = "t") -> Answer:
        """A question of a conversation, which lasts as long as this desk."""
        return ask(question, self.shop.principal(by), self.thread, thread=thread)

    def _world(self) -> World:
        ids = count()
        return World(self.shop.engine, lambda: 0.0, lambda: f"a{next(ids)}", known=self.known)


@cache
def definitions() -> Catalog:
    return load(WORKSPACE)


@contextmanager
def desk(planted: Mapping[Place, Sequence[str]], catalog: Catalog | None = None) -> Iterator[Desk]:
    """A desk whose customers, products and tickets have the planted texts, one each.

    Both regions have them all, each with a few rows over thirteen weeks.
    """
    with memory_warehouse() as warehouse:
        _fill(warehouse, planted)
        yield Desk(Shop(catalog or definitions(), warehouse, TODAY))


def harmless(planted: Mapping[Place, Sequence[str]]) -> dict[Place, list[str]]:
    """As many texts for each place that nobody could mind, in the same order as these sort."""

    def twins(place: Place) -> list[str]:
        places = sorted(planted[place], key=lambda text: text.encode(errors="replace"))
        ranks = {text: rank for rank, text in enumerate(places)}
        return [f"qq{place[0]}{ranks[text]:04}" for text in planted[place]]

    return {place: twins(place) for place in planted}


def disarmed(planted: Mapping[Place, Sequence[str]]) -> Callable[[str], str]:
    """Puts a box for every planted text, or harmless one, that something said shows."""
    shown = {name for texts in planted.values() for name in _shown(texts)}
    longest_first = sorted(shown, key=len, reverse=True)

    def boxed(text: str) -> str:
        for value in longest_first:
            text = text.replace(value, BOX)
        return text

    return boxed


def _shown(texts: Sequence[str]) -> Iterator[str]:
    """How values may be shown; those that look alike, cut, have numbers from the second on."""
    cut = LONGEST_NAME - len(" (2)")
    alike = Counter(quoted(text, cut).casefold() for text in texts)
    for text in texts:
        yield quoted(text)
        for number in range(2, min(alike[quoted(text, cut).casefold()], _MOST_LISTED) + 1):
            last = f" ({number})"
            yield quoted(text, LONGEST_NAME - len(last)) + last


def _fill(warehouse: MemoryWarehouse, planted: Mapping[Place, Sequence[str]]) -> None:
    texts = {place: list(planted.get(place, ())) or ["Alder Ltd"] for place in PLACES}
    pairs = [(region, name) for name in texts["customer name"] for region in ("North", "South")]
    names = [*pairs, ("South", HIDDEN)]
    customers = [(f"c{n}", name, region) for n, (region, name) in enumerate(names)]
    products = [(f"p{n}", text) for n, text in enumerate(texts["product description"])]
    _put(warehouse, "customers", "customer_id name region", customers)
    _put(warehouse, "products", "product_id description", products)
    size = max(_FEWEST, len(customers), len(products), len(texts["ticket text"]))
    days = [FIRST + timedelta(days=n * 91 // size) for n in range(size)]
    who = [customers[n % len(customers)][0] for n in range(size)]
    what = [products[n % len(products)][0] for n in range(size)]
    # Whole pounds, all different, so that every ranking has one order.
    amounts = [1000.0 + 7 * n for n in range(size)]
    orders = list(zip(map(float, range(size)), who, what, days, amounts, strict=True))
    _put(warehouse, "orders", "order_id customer_id product_id ordered_on amount", orders)
    subjects = [texts["ticket text"][n % len(texts["ticket text"])] for n in range(size)]
    tickets = list(zip(map(float, range(size)), who, days, subjects, strict=True))
    _put(warehouse, "tickets", "ticket_id customer_id opened_on subject", tickets)


def _put(warehouse: MemoryWarehouse, table: str, columns: str, rows: Sequence[Row]) -> None:
    kinds = {"order_id": "DOUBLE", "ticket_id": "DOUBLE", "amount": "DOUBLE",
             "ordered_on": "DATE", "opened_on": "DATE"}  # fmt: skip
    types = {column: kinds.get(column, "VARCHAR") for column in columns.split()}
    warehouse.fill(table, types, rows)
