"""Who came back to the stall, month by month, and what the matrix must not claim."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from semantic.errors import CannotCombine, UnknownName
from skills.cohorts.cohorts import Cell, Cohorts, cohorts
from skills.toolkit import Toolkit
from tests.agent.example_shop import person, shop_engine
from tests.skills.weekly_stall import Sale, Stall

JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (1, 2, 3, 4))

# January's four buyers: one comes every month, two in March. February's two: one in March.
BOUGHT = {
    1: [JANUARY, FEBRUARY, MARCH, APRIL],
    2: [JANUARY, MARCH],
    3: [JANUARY],
    4: [JANUARY],
    5: [FEBRUARY, MARCH],
    6: [FEBRUARY],
    7: [MARCH],
    8: [APRIL],
}


def matrix(
    stall: Stall,
    as_of: date = date(2024, 4, 8),
    bought: Mapping[int, Sequence[date]] = BOUGHT,
) -> Cohorts:
    days = [(buyer, month) for buyer, months in bought.items() for month in months]
    sales = [Sale(month.replace(day=5), 10.0, buyer) for buyer, month in days]
    newest = Sale(as_of - timedelta(days=1), 10.0, buyer=None)
    return cohorts(stall.toolkit([*sales, newest], as_of))


def cell(found: Cohorts, cohort: date, later: int) -> Cell:
    (one,) = [one for one in found.cells if (one.cohort, one.later) == (cohort, later)]
    return one


def test_a_cell_is_the_share_of_a_cohort_that_came_back(stall: Stall) -> None:
    found = matrix(stall)

    assert (found.metric, found.grain) == ("kept", "month")
    assert cell(found, JANUARY, 0).share == 1
    march = cell(found, JANUARY, 2)
    assert (march.size, march.retained, march.share) == (4, 2, 0.5)
    assert (march.period, march.ripe) == (MARCH, True)
    assert cell(found, FEBRUARY, 1).share == 0.5


def test_a_month_in_which_nobody_of_a_cohort_came_is_zero_and_not_missing(stall: Stall) -> None:
    april_over = matrix(stall, date(2024, 5, 1))

    empty = cell(april_over, FEBRUARY, 2)

    assert (empty.retained, empty.share, empty.ripe) == (0, 0.0, True)


def test_a_month_that_is_not_over_is_unripe(stall: Stall) -> None:
    found = matrix(stall)

    assert not cell(found, JANUARY, 3).ripe
    assert all(one.ripe == (one.period < APRIL) for one in found.cells)


def test_a_cohort_whose_own_month_is_not_over_has_no_size_yet(stall: Stall) -> None:
    assert {one.cohort for one in matrix(stall).cells} == {JANUARY, FEBRUARY, MARCH}


def test_the_first_cohort_is_censored_and_stays_out_of_the_mean(stall: Stall) -> None:
    found = matrix(stall)

    assert found.censored == JANUARY
    first = found.mean[1]
    # February's two, one of whom came back; March's month after is unripe.
    assert (first.later, first.share, first.eligible, first.cohorts) == (1, 0.5, 2, 1)


def test_the_mean_weighs_cohorts_by_their_size(stall: Stall) -> None:
    more = {**BOUGHT, **{buyer: [MARCH, APRIL] for buyer in range(10, 17)}}

    found = matrix(stall, date(2024, 5, 1), more)

    after_one = found.mean[1]
    # One of February's two and seven of March's eight.
    assert after_one.share == pytest.approx(8 / 10)
    assert after_one.eligible == 10


def test_the_matrix_costs_one_query(stall: Stall) -> None:
    matrix(stall)

    assert len(stall.asked) == 1


def test_a_retention_metric_that_is_not_there_is_unknown(stall: Stall) -> None:
    toolkit = stall.toolkit([Sale(JANUARY, 1.0)], FEBRUARY)

    with pytest.raises(UnknownName, match="no retention metric 'keeps'") as refused:
        cohorts(toolkit, "keeps")

    assert refused.value.nearest == ("kept",)


def test_somebody_without_a_retention_metric_is_told_so(stall: Stall) -> None:
    toolkit = stall.toolkit([Sale(JANUARY, 1.0)], FEBRUARY, "newcomer")

    with pytest.raises(UnknownName, match="no retention metric that you may see"):
        cohorts(toolkit)


def test_sizes_need_a_metric_that_counts_newcomers(stall: Stall) -> None:
    toolkit = stall.toolkit([Sale(JANUARY, 1.0)], FEBRUARY, "friend")

    with pytest.raises(CannotCombine, match="sizes of the cohorts"):
        cohorts(toolkit)


def test_the_real_shops_first_cohort_is_the_dictionarys() -> None:
    engine, head = shop_engine(), person("head")
    as_of = date(2011, 10, 3)
    toolkit = Toolkit(lambda query: engine.run(query, head), engine.view(head), as_of)

    found = cohorts(toolkit, "cohort_retention")

    december = [one for one in found.cells if one.cohort == date(2010, 12, 1)]
    ripe = [one.retained for one in december if one.ripe]
    assert ripe == [884, 323, 286, 339, 320, 352, 320, 308, 312, 349]
    assert (len(december), found.censored) == (11, date(2010, 12, 1))
    assert [one.eligible for one in found.mean] == sorted(
        (one.eligible for one in found.mean), reverse=True
    )
