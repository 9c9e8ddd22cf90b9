"""What is not compared by fiscal units side by side is compared one unit at a time."""

from pathlib import Path
from typing import Any

import pytest

from semantic.errors import CannotCombine
from tests.support import fiscal
from tests.support.workspaces import Shop, memory_warehouse, write_workspace

BUYERS = """
  - name: buyers
    rollup: {of: orders, by: customer, event: order, lapse_after_days: 30}
    primary_key: [customer_id]
    entities: [{name: customer, columns: [customer_id]}]
    dimensions: []
time_spines:
"""
LAPSED = """
  - {name: lapsed, type: lifecycle, description: Lapsed., model: buyers, state: lapsed,
     governance: {owner: steward}}
"""
HELD_TO_TWO = """
version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  analyst: {grants: [{metrics: all, rows: all, min_group_size: 2, group_entity: customer}]}
"""


@pytest.fixture
def states(tmp_path: Path) -> Any:
    """A shop of four customers, asked by a steward or by an analyst who sees no one alone."""
    people = (
        "version: 1\nprincipals: [{id: steward, roles: [steward]}, {id: ana, roles: [analyst]}]\n"
    )
    files = {
        **fiscal.FILES,
        "models/shop.yml": fiscal.MODELS.replace("\ntime_spines:\n", BUYERS),
        "metrics/shop.yml": fiscal.METRICS + LAPSED,
        "people.yaml": people,
        "policies.yml": HELD_TO_TWO,
    }
    catalog = write_workspace(tmp_path, files)
    days = ["2023-01-10", "2023-02-20", "2023-03-01", "2023-03-10", "2023-03-30", "2023-04-03"]
    rows = [(nr, nr % 4, 10 + nr, day) for nr, day in enumerate(days)]
    with memory_warehouse() as warehouse:
        warehouse.fill("orders", fiscal.ORDERS, rows)
        warehouse.fill("days", fiscal.SPINE, fiscal.days())
        yield Shop(catalog, warehouse, fiscal.TODAY)


# February to April 2023 by this calendar, as days from each to the day after its last.
FEBRUARY, MARCH, APRIL = (
    ("2023-01-29", "2023-02-26"),
    ("2023-02-26", "2023-03-26"),
    ("2023-03-26", "2023-04-30"),
)


def test_a_state_is_compared_with_that_of_the_unit_before_one_unit_at_a_time(states: Shop) -> None:
    def at_end(end: str) -> int:
        ((count,),) = states.warehouse.run(
            f"""SELECT count(*) FROM (SELECT max(day) AS latest FROM orders
                WHERE day < '{end}' GROUP BY customer_id)
                WHERE date_diff('day', latest, DATE '{end}') >= 30"""
        )
        return int(count)

    for before, now in ((FEBRUARY, MARCH), (MARCH, APRIL)):
        ((figure, then, *_),) = states.rows("lapsed", period=now, compare="previous")
        assert [figure, then] == [at_end(now[1]), at_end(before[1])]
    for group in (
        {"group_by": ["time.fiscal_month"]},
        {"group_by": ["time.fiscal_month"], "compare": "previous"},
    ):
        with pytest.raises(CannotCombine, match="ask for one fiscal_month alone"):
            states.rows("lapsed", **group)


def test_figures_held_to_a_smallest_group_are_compared_one_unit_at_a_time(states: Shop) -> None:
    """March is of two customers, and told; February and what it is compared with are of one."""
    ((march, before, *_),) = states.rows("sales", by="ana", period=MARCH, compare="previous")
    ((april, then, *_),) = states.rows("sales", by="ana", period=APRIL, compare="previous")

    assert (march, before) == (12 + 13, None)
    assert (april, then) == (14 + 15, 25)
    with pytest.raises(CannotCombine, match="ask for one fiscal_month alone"):
        states.rows("sales", by="ana", group_by=["time.fiscal_month"], compare="previous")


def test_a_filled_running_total_is_compared_one_unit_at_a_time(states: Shop) -> None:
    ((now, before, *_),) = states.rows("two_days_filled", period=MARCH, compare="previous")

    assert (now, before) == (0, 0)
    ((now, before, *_),) = states.rows("sold_ever", period=MARCH, compare="previous")
    assert (now, before) == (10 + 11 + 12 + 13, 10 + 11)
