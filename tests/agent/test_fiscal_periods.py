"""Fiscal periods in words, by a workspace's own calendar of four, four and five weeks."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from semantic.period import Period
from tests.agent.test_conversation import talk
from tests.support import fiscal
from tests.support.workspaces import Shop, memory_warehouse

Asked = Callable[[str], Answer]
TODAY = date(2024, 12, 2)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    catalog = fiscal.fiscal_catalog(tmp_path_factory.mktemp("fiscal"))
    with memory_warehouse() as warehouse:
        warehouse.fill("days", fiscal.SPINE, fiscal.days())
        warehouse.fill("orders", fiscal.ORDERS, fiscal.orders())
        numbers = count()
        world = World(
            Shop(catalog, warehouse, TODAY).engine, lambda: 0.0, lambda: f"t{next(numbers)}"
        )
        (steward,) = catalog.people
        yield lambda question: ask(question, steward, world)


def days_of(**unit: object) -> Period:
    """The days of a fiscal unit, from the calendar's own rows."""
    names = ("day", "fiscal_week", "fiscal_month", "fiscal_quarter", "fiscal_year")
    found = [
        row[0]
        for row in fiscal.days()
        if all(dict(zip(names, row, strict=True))[name] == value for name, value in unit.items())
    ]
    return Period(found[0], date.fromordinal(found[-1].toordinal() + 1))


QUARTERS = {
    "sales last fiscal quarter": "2024-Q3",
    "sales in the previous financial quarter": "2024-Q3",
    "sales FY24 Q2": "2024-Q2",
    "sales in Q2 FY2024": "2024-Q2",
    "sales in Q4 of fiscal 2022": "2022-Q4",
    "sales in fiscal Q2": "2024-Q2",
    "FQ1 sales": "2024-Q1",
    "sales in the second fiscal quarter of 2023": "2023-Q2",
    "sales in the first quarter of FY23": "2023-Q1",
}


@pytest.mark.parametrize(("question", "quarter"), QUARTERS.items(), ids=list(QUARTERS))
def test_a_fiscal_quarter_is_that_of_the_calendar(
    asked: Asked, question: str, quarter: str
) -> None:
    answer = asked(question)
    period = days_of(fiscal_quarter=quarter)
    amounts = [row[2] for row in fiscal.orders() if period.start <= row[3] < period.end]

    assert answer.status == "answered", answer.text
    assert answer.reading is not None
    assert answer.reading.period.days == period
    assert answer.results[0].value("sales") == sum(amounts)


@pytest.mark.parametrize(
    ("question", "period", "partial"),
    [
        ("sales in FY2023", days_of(fiscal_year=2023), False),
        ("sales in financial year 2023", days_of(fiscal_year=2023), False),
        ("sales last fiscal year", days_of(fiscal_year=2023), False),
        ("sales this fiscal year so far", Period(date(2024, 2, 4), TODAY), True),
        ("fytd sales", Period(date(2024, 2, 4), TODAY), True),
        ("sales in H1 FY24", Period(date(2024, 2, 4), date(2024, 8, 4)), False),
        ("sales last fiscal month", days_of(fiscal_month="2024-M10"), False),
        ("sales last quarter", Period(date(2024, 7, 1), date(2024, 10, 1)), False),
    ],
)
def test_other_fiscal_periods_are_those_of_the_calendar(
    asked: Asked, question: str, period: Period, *, partial: bool
) -> None:
    answer = asked(question)

    assert answer.reading is not None, answer.text
    assert (answer.reading.period.days, answer.reading.period.partial) == (period, partial)


def test_a_quarter_beside_a_fiscal_one_is_of_the_same_year(asked: Asked) -> None:
    answer = asked("sales in FY24 Q2 vs Q1")
    before = days_of(fiscal_quarter="2024-Q1")

    assert answer.results[0].previous is not None
    assert answer.results[0].previous.start == before.start
    assert answer.results[0].previous.end == before.end


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("sales in FY19", "does not tell “FY19”. It has 2022 to 2024"),
        ("sales in FY24 vs 2023", "a year of the calendar, or a fiscal one"),
        ("sales by fiscal quarter", "--by time.fiscal_quarter"),
        ("sales next fiscal year", "does not tell “next fiscal year”"),
    ],
)
def test_what_the_calendar_does_not_tell_is_asked_back(
    asked: Asked, question: str, why: str
) -> None:
    answer = asked(question)

    assert answer.status == "clarify", answer.text
    assert why in answer.reason


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("sales last fiscal quarter", "fiscal quarter"),
        ("FY11 Q2 sales", "FY11"),
        ("sales this fiscal year so far", "fiscal year"),
    ],
)
def test_a_workspace_without_such_a_calendar_says_so(question: str, what: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify"
    assert answer.reason.startswith(f"No “{what}” is known here, only years and quarters of the")
