"""Fiscal periods in words, by a workspace's own calendar of four, four and five weeks."""

from collections import Counter
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
        ("sales for the fiscal year", "Which fiscal year is meant?"),
        ("sales in the last 40 fiscal quarters", "does not tell “the last 40 fiscal quarters”"),
        ("sales by fiscal quarter this year", "2024 or 4 February 2024 to 1 February 2025?"),
        ("sales per fiscal month in Q3", "Q3 2024 or 4 August to 2 November 2024?"),
        ("sales next fiscal year", "does not tell “next fiscal year”"),
    ],
)
def test_what_the_calendar_does_not_tell_is_asked_back(
    asked: Asked, question: str, why: str
) -> None:
    answer = asked(question)

    assert answer.status == "clarify", answer.text
    assert why in answer.reason


SPLITS: dict[str, tuple[str, Period]] = {
    "sales by fiscal quarter": ("fiscal_quarter", Period(date(2022, 5, 1), date(2024, 11, 3))),
    "sales per fiscal quarter in FY23": ("fiscal_quarter", days_of(fiscal_year=2023)),
    "sales per fiscal period in FY23": ("fiscal_month", days_of(fiscal_year=2023)),
    "how did sales develop by fiscal quarter?": (
        "fiscal_quarter", Period(date(2022, 5, 1), date(2024, 11, 3))),
    "sales by fiscal month in the last two fiscal quarters": (
        "fiscal_month", Period(date(2024, 5, 5), date(2024, 11, 3))),
    "fiscal quarters with sales above 100 in FY23": (
        "fiscal_quarter", days_of(fiscal_year=2023)),
}  # fmt: skip


@pytest.mark.parametrize(("question", "case"), SPLITS.items(), ids=list(SPLITS))
def test_a_split_by_fiscal_units_has_the_figure_of_each(
    asked: Asked, question: str, case: tuple[str, Period]
) -> None:
    grain, period = case
    answer = asked(question)
    names = ("day", "fiscal_week", "fiscal_month", "fiscal_quarter", "fiscal_year")
    unit_of = {row[0]: str(row[names.index(grain)]) for row in fiscal.days()}
    sums: Counter[str] = Counter()
    for row in fiscal.orders():
        if period.start <= row[3] < period.end:
            sums[unit_of[row[3]]] += row[2]

    assert answer.reading is not None, answer.text
    assert answer.reading.period.days == period
    data = answer.results[0].data
    assert dict(zip(data[f"time.{grain}"], data["sales"], strict=True)) == sums


def test_fiscal_units_are_told_by_their_names(asked: Asked) -> None:
    assert asked("sales by fiscal quarter in FY23").text == (
        "Sales by fiscal quarter from 29 January 2023 to 3 February 2024: "
        "2023-Q1: 4,504; 2023-Q2: 4,376; 2023-Q3: 4,147; 2023-Q4: 4,185."
    )
    assert "(26.2 %)" in asked("share of sales by fiscal quarter in FY23").text
    assert asked("sales by fiscal quarter in FY23 with a total").text.endswith("were 17,212.")


def test_a_fiscal_unit_that_is_not_over_is_neither_the_lowest_nor_ranked(asked: Asked) -> None:
    series = asked("sales by fiscal month this fiscal year so far")
    lowest = asked("lowest 3 fiscal months by sales this fiscal year so far")
    quarters = asked("sales by fiscal quarter this fiscal year so far")

    assert "lowest in 2024-M10 with 1,103" in series.text
    assert "the 3 lowest: 2024-M10: 1,103" in lowest.text
    assert "Note: only fiscal months that are whole are ranked." in lowest.warnings
    assert "2024-Q4 (partial): " in quarters.text


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
