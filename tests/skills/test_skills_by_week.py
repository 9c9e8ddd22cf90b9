"""The skills on weeks that do not begin on Mondays: the same weeks as in the figures they judge."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from semantic.period import Period
from skills.cohorts.cohorts import cohorts
from skills.drivers.drivers import drivers
from skills.movement.movement import movements
from skills.toolkit import Toolkit
from tests.support import weeks
from tests.support.workspaces import Shop, memory_warehouse

WEEK = Period(date(2024, 2, 25), date(2024, 3, 3))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with memory_warehouse() as warehouse:
        for table, rows in weeks.rows().items():
            warehouse.fill(table, weeks.TABLES[table], rows)
        yield Shop(weeks.catalog_of(tmp_path, "sunday"), warehouse, weeks.TODAY)


@pytest.fixture
def toolkit(shop: Shop) -> Toolkit:
    steward = shop.principal("steward")
    return Toolkit(
        lambda query: shop.engine.run(query, steward), shop.engine.view(steward), weeks.TODAY
    )


def test_the_last_whole_week_moved_from_the_one_before(shop: Shop, toolkit: Toolkit) -> None:
    rows = shop.rows("order_count", group_by=["time.week"])
    by_week = {str(week): count for week, count in rows}
    (found,) = movements(toolkit, ["order_count"])

    assert (found.period, found.partial) == (WEEK, False)
    assert found.value == by_week["2024-02-25"]
    assert found.previous.value == by_week["2024-02-18"]
    assert {label.weekday() for label in found.series.labels} == {6}
    assert [str(label) for label in found.series.labels] == list(by_week)[1:-1]


def test_drivers_are_of_the_same_week(shop: Shop, toolkit: Toolkit) -> None:
    (found,) = drivers(toolkit, ["order_count"])

    before = shop.value("order_count", period=("2024-02-18", "2024-02-25"))
    assert (found.period, found.previous) == (WEEK, before)


def test_cohorts_are_so_many_weeks_old(shop: Shop, toolkit: Toolkit) -> None:
    found = cohorts(toolkit)

    assert found.grain == "week"
    assert all(cell.later == (cell.period - cell.cohort).days // 7 for cell in found.cells)
    assert {cell.cohort.weekday() for cell in found.cells} == {6}
    shares = shop.rows("came_back", group_by=["customer.began", "time.week"])
    known = {(str(cell.cohort), str(cell.period)): cell.share for cell in found.cells}
    assert known
    assert known.items() <= {(str(row[0]), str(row[1])): row[2] for row in shares}.items()
