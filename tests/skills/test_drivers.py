"""Who carries a change at the stall, and when nobody does."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from semantic.errors import UnknownName
from semantic.period import Period
from semantic.query import Query
from semantic.result import Result, Value
from skills.drivers.decomposition import Parts
from skills.drivers.drivers import Drivers, drivers
from skills.drivers.noise import threshold
from skills.drivers.split import account
from skills.drivers.tables import MOST_ROWS
from skills.toolkit import Toolkit
from tests.agent.example_shop import person, shop_engine
from tests.skills.weekly_stall import Sale, Stall, week

WEEKS = 24
TOWNS = {"Ely": 60.0, "Bury": 50.0, "Diss": 45.0, "Eye": 40.0}
WOBBLE = [1.0, 1.1, 0.9, 1.05, 0.95, 1.15, 0.85]


def wobbling(weeks: int = WEEKS) -> list[Sale]:
    """Four towns that wobble out of step, buying tea and scones."""
    return [
        Sale(
            day=week(number) + timedelta(days=place + 3),
            amount=takings * WOBBLE[(number * (place + 2) + place) % len(WOBBLE)] / 2,
            buyer=place,
            town=town,
            good=good,
            slip=f"{number}-{town}",
        )
        for number in range(weeks)
        for place, (town, takings) in enumerate(TOWNS.items())
        for good in ("tea", "scones")
    ]


def asked(stall: Stall, sales: list[Sale], metric: str = "takings", **more: object) -> Drivers:
    toolkit = stall.toolkit(sales, week(WEEKS))
    (found,) = drivers(toolkit, [metric], **more)  # type: ignore[arg-type]
    return found


def in_newest(sale: Sale) -> bool:
    return sale.day >= week(WEEKS - 1)


def test_a_town_that_stops_buying_carries_the_fall(stall: Stall) -> None:
    sales = [sale for sale in wobbling() if not (in_newest(sale) and sale.town == "Ely")]

    found = asked(stall, sales)

    assert (found.verdict, found.dimension) == ("driver", "order.town")
    assert found.split is not None
    (ely,) = found.split.standing_out
    assert (ely.member, ely.presence, ely.after) == ("Ely", "gone", 0)
    assert ely.change == pytest.approx(-(ely.before or 0))
    assert ely.share is not None
    assert ely.share > 0.67


def test_contributions_add_up_to_the_change_by_every_dimension(stall: Stall) -> None:
    found = asked(stall, wobbling())

    assert found.change is not None
    assert {split.dimension for split in found.considered} >= {"order.town", "product.good"}
    for split in found.considered:
        named = sum(driver.change for driver in split.members)
        assert named + split.others_change == pytest.approx(found.change)
        assert split.up + split.down == pytest.approx(found.change)


def test_ordinary_wobbling_has_no_single_driver(stall: Stall) -> None:
    found = asked(stall, wobbling())

    assert (found.verdict, found.dimension) == ("no_single_driver", None)
    assert found.split is not None
    assert found.split.standing_out == ()


def test_a_fall_of_everybody_has_no_single_driver(stall: Stall) -> None:
    sales = [
        Sale(**{**vars(sale), "amount": sale.amount / 2}) if in_newest(sale) else sale
        for sale in wobbling()
    ]

    assert asked(stall, sales).verdict == "no_single_driver"


def test_a_rise_and_a_fall_that_cancel_are_told_as_offsetting(stall: Stall) -> None:
    moves = {"Ely": 0.02, "Bury": 2.17}
    sales = [
        Sale(**{**vars(sale), "amount": sale.amount * moves.get(sale.town, 1)})
        if in_newest(sale)
        else sale
        for sale in wobbling()
    ]

    found = asked(stall, sales, dimensions=["order.town"])

    assert found.verdict == "offsetting"
    assert found.split is not None
    assert {driver.member for driver in found.split.standing_out} == {"Ely", "Bury"}
    assert {driver.share for driver in found.split.members} == {None}
    assert found.split.up > 0 > found.split.down


def test_a_new_customer_among_many_stands_out_by_a_large_order(stall: Stall) -> None:
    crowd = [
        Sale(week(number) + timedelta(days=buyer % 7), 3 + (number * buyer) % 5, 100 + buyer)
        for number in range(WEEKS)
        for buyer in range(70)
    ]
    large = Sale(week(WEEKS - 1), 400.0, buyer=999)

    found = asked(stall, [*crowd, large], dimensions=["customer.id"])

    assert found.verdict == "driver"
    assert found.split is not None
    assert not found.split.few
    (driver,) = found.split.standing_out
    assert (driver.member, driver.presence) == ("999", "new")


def test_sales_without_a_customer_are_no_customer_among_many(stall: Stall) -> None:
    crowd = [
        Sale(week(number) + timedelta(days=buyer % 7), 3 + (number * buyer) % 5, 100 + buyer)
        for number in range(WEEKS)
        for buyer in range(70)
    ]
    nobody = Sale(week(WEEKS - 1), 400.0, buyer=None)

    found = asked(stall, [*crowd, nobody], dimensions=["customer.id"])

    assert found.verdict == "no_single_driver"
    assert found.split is not None
    assert found.split.members[0].member is None


def test_a_ratio_moves_by_mix_when_members_change_their_weight(stall: Stall) -> None:
    steady = [
        Sale(week(number), amount, 1, town, slip=f"{number}-{town}-{slip}")
        for number in range(WEEKS)
        for town, amount in (("Ely", 10.0), ("Bury", 50.0))
        for slip in range(10 if number < WEEKS - 1 or town == "Ely" else 2)
    ]

    found = asked(stall, steady, "takings_per_slip", dimensions=["order.town"])

    assert found.previous == pytest.approx(30)
    assert found.value == pytest.approx(200 / 12)
    split = found.considered[0]
    assert split.rate_effect == pytest.approx(0, abs=1e-9)
    assert split.mix_effect == pytest.approx(200 / 12 - 30)
    assert not split.reverses


def test_a_total_against_its_members_is_pointed_out(stall: Stall) -> None:
    """Both towns spend more per slip, and the whole spends less: the cheap town took over."""
    before, after = week(WEEKS - 2), week(WEEKS - 1)
    plan = [
        *((before, "Ely", 10.0, 10), (before, "Bury", 50.0, 10)),
        *((after, "Ely", 11.0, 30), (after, "Bury", 55.0, 5)),
    ]
    sales = [
        Sale(day + timedelta(days=6 * (slip % 2)), amount, 1, town, slip=f"{day}-{town}-{slip}")
        for day, town, amount, slips in plan
        for slip in range(slips)
    ]

    found = asked(stall, sales, "takings_per_slip", dimensions=["order.town"])

    assert found.change is not None
    assert found.change < 0
    assert found.considered[0].reverses
    assert [driver.rate_effect or 0 for driver in found.considered[0].members] > [0, 0]


def test_a_ratio_with_a_filter_inside_asks_for_its_parts_apart(stall: Stall) -> None:
    found = asked(stall, wobbling(), "slips_per_buyer", dimensions=["order.town"])

    assert found.value == pytest.approx(1)
    assert found.verdict == "no_change"


def test_members_that_overlap_are_no_parts_of_a_whole(stall: Stall) -> None:
    sales = [*wobbling(), Sale(week(WEEKS - 1), 5.0, buyer=77)]

    found = asked(stall, sales, "buyer_count", dimensions=["product.good", "order.town"])

    assert [split.dimension for split in found.considered] == ["order.town"]
    assert [(one.dimension, one.why) for one in found.skipped] == [
        ("product.good", "members_overlap")
    ]


def test_one_member_alone_explains_nothing(stall: Stall) -> None:
    found = asked(stall, wobbling(), dimensions=["sale.kind"])

    assert [(one.dimension, one.why) for one in found.skipped] == [("sale.kind", "one_member")]
    assert found.verdict == "not_decomposable"


def test_a_ratio_whose_parts_lie_with_different_members_has_no_rates(stall: Stall) -> None:
    refunds = [Sale(week(number), 1.0 + number, kind="refund") for number in range(WEEKS)]

    found = asked(stall, [*wobbling(), *refunds], "refund_rate", dimensions=["sale.kind"])

    assert [one.why for one in found.skipped] == ["no_rates"]


def test_a_maximum_has_no_parts(stall: Stall) -> None:
    found = asked(stall, wobbling(), "dearest")

    assert (found.verdict, found.split, found.change) == ("not_decomposable", None, None)
    assert stall.asked == []


def test_a_ratio_whose_parts_are_not_granted_has_no_parts_either(stall: Stall) -> None:
    toolkit = stall.toolkit(wobbling(), week(WEEKS), "newcomer")

    (found,) = drivers(toolkit, ["takings_per_slip"])

    assert found.verdict == "not_decomposable"


def test_a_metric_that_is_not_there_is_refused(stall: Stall) -> None:
    with pytest.raises(UnknownName, match="'earnings'"):
        asked(stall, wobbling(), "earnings")


def test_after_few_weeks_contributions_are_known_and_not_judged(stall: Stall) -> None:
    toolkit = stall.toolkit(wobbling(6), week(6))

    (found,) = drivers(toolkit, ["takings"], dimensions=["order.town"])

    assert found.verdict == "not_judged"
    assert found.split is not None
    assert len(found.split.members) == len(TOWNS)
    assert found.split.members[0].chance is None


def test_any_other_period_is_split_against_as_many_days_before(stall: Stall) -> None:
    toolkit = stall.toolkit(wobbling(), week(WEEKS))
    ten_days = Period(week(20), week(20) + timedelta(days=10))

    (found,) = drivers(toolkit, ["takings"], period=ten_days, dimensions=["order.town"])

    assert found.previous_period == Period(week(20) - timedelta(days=10), week(20))
    assert found.verdict == "not_judged"
    assert found.split is not None
    assert sum(driver.change for driver in found.split.members) == pytest.approx(found.change)


def test_a_week_that_is_not_over_is_not_compared(stall: Stall) -> None:
    toolkit = stall.toolkit(wobbling(), week(WEEKS - 1) + timedelta(days=3))

    (found,) = drivers(toolkit, ["takings"], period=Period(week(WEEKS - 1), week(WEEKS)))

    assert (found.verdict, found.split) == ("not_compared", None)


def test_details_are_not_looked_at_unless_named(stall: Stall) -> None:
    found = asked(stall, wobbling())

    assert "order.slip" not in {split.dimension for split in found.considered}


def test_several_metrics_share_their_queries(stall: Stall) -> None:
    toolkit = stall.toolkit(wobbling(), week(WEEKS))

    drivers(toolkit, ["takings", "takings_per_slip", "slips"], dimensions=["order.town"])

    assert len(stall.asked) == 3


def test_a_dimension_of_too_many_members_is_passed_over(stall: Stall) -> None:
    small = stall.toolkit(wobbling(), week(WEEKS))

    def crowded(query: Query) -> Result:
        """The result as if the newest week alone had as many customers as are read."""
        result = small.run(query)
        if "customer.id" not in query.group_by:
            return result
        columns: dict[str, list[Value]] = {
            "customer.id": [str(number) for number in range(MOST_ROWS)],
            "time.week": [week(WEEKS - 1).isoformat()] * MOST_ROWS,
            "takings": [1.0] * MOST_ROWS,
        }
        return replace(result, data=columns)

    toolkit = replace(small, run=crowded)
    (found,) = drivers(toolkit, ["takings"], dimensions=["customer.id"])

    assert [one.why for one in found.skipped] == ["too_many_members"]


def test_benjamini_and_hochberg_let_one_chance_in_ten_through() -> None:
    assert threshold(np.array([0.02, 0.5, 0.06, 0.9])) == pytest.approx(0.1 / 4)
    assert threshold(np.array([0.02, 0.5, 0.04, 0.9])) == pytest.approx(0.1 * 2 / 4)
    assert threshold(np.array([0.03, 0.5, 0.6, 0.9])) == 0
    assert threshold(np.array([])) == 0


def test_weeks_without_a_change_seldom_have_a_driver() -> None:
    rng = np.random.default_rng(11)
    named = sum(bool(standing_out(rng)) for _ in range(60))

    assert named <= 10


def standing_out(rng: np.random.Generator) -> list[str]:
    """Who stands out among ten members whose orders come at random."""
    orders = rng.poisson(np.linspace(2, 40, 10)[:, np.newaxis], (10, 28))
    values = np.array([[rng.lognormal(5, 0.8, count).sum() for count in row] for row in orders])
    members = [f"m{index}" for index in range(10)]
    found = account("order.town", members, Parts(values), result=None)  # type: ignore[arg-type]
    limit = threshold(np.array([1.0 if found.smallest is None else found.smallest]))
    return [str(driver.member) for driver in found.split(limit).standing_out]


@pytest.fixture(scope="module")
def retail() -> Toolkit:
    engine, head = shop_engine(), person("head")
    return Toolkit(lambda query: engine.run(query, head), engine.view(head), date(2011, 10, 3))


def test_the_real_shop_lost_one_wholesaler_that_week_and_not_a_country(retail: Toolkit) -> None:
    by = ["order.country", "customer.high_value", "customer.id"]

    (found,) = drivers(retail, ["gross_sales"], dimensions=by)

    assert found.change == pytest.approx(206510.83 - 328713.43)
    assert (found.verdict, found.dimension) == ("part", "customer.id")
    assert found.split is not None
    (wholesaler,) = found.split.standing_out
    assert wholesaler.member == "17450"
    assert wholesaler.change == pytest.approx(-68481.44)
    assert wholesaler.share == pytest.approx(0.56, abs=0.005)


def test_the_real_shops_return_rate_had_no_single_driver(retail: Toolkit) -> None:
    (found,) = drivers(retail, ["return_rate"], dimensions=["order.country", "customer.region"])

    assert found.verdict == "no_single_driver"
    for split in found.considered:
        assert split.rate_effect is not None
        assert split.mix_effect is not None
        assert split.rate_effect + split.mix_effect == pytest.approx(found.change)
