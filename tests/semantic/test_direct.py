"""A SELECT that knows its tables is spelled as SQLAlchemy spells it."""

from typing import Any

import pytest
import sqlalchemy as sa

from semantic.dialects.direct import Direct
from tests.support.spelled_twice import assert_spelled_alike, is_direct, spelled

ORDERS = sa.table("orders", sa.column("id"), sa.column("customer"), sa.column("big amount"))
PEOPLE = sa.table("people", sa.column("id"), sa.column("region"))
INNER = sa.select(ORDERS).subquery("inner")
ELSEWHERE = sa.table("people", schema="s")
KEYS: tuple[sa.ColumnElement[Any], ...] = (sa.literal_column("1"),)


def direct(
    *conditions: sa.ColumnElement[Any], table: sa.FromClause = ORDERS, order: Any = KEYS
) -> Direct:
    customer, amount = ORDERS.c.customer, ORDERS.c["big amount"]
    columns = [("order.customer", customer), ("sum", sa.func.sum(amount))]
    return Direct(columns, table, conditions, KEYS, order)


def ids() -> Direct:
    return Direct([("id", PEOPLE.c.id)], PEOPLE, (), (), ())


SUMS = direct(ORDERS.c.customer == "ann").subquery("sums")
BOTH = sa.union_all(
    ids(),
    Direct([("", sa.text("NULL"))], PEOPLE, (PEOPLE.c.region == "north",), (), ()),
    sa.select(ORDERS.c.id),
).subquery("both")


@pytest.mark.parametrize(
    "statement",
    [
        direct(),
        direct(order=()),
        direct(ORDERS.c.id > 3, sa.or_(ORDERS.c.id < 5, ORDERS.c.customer == "ann")),
        direct(sa.true(), ORDERS.c.id > 3),
        direct(sa.false(), ORDERS.c.id > 3),
        direct(ORDERS.c.customer.in_(["ann", "bob"])),
        direct(ORDERS.c.customer.in_(sa.select(PEOPLE.c.id).where(PEOPLE.c.region == "north"))),
        direct(sa.exists().where(PEOPLE.c.id == ORDERS.c.customer)),
        direct(table=ORDERS.outerjoin(PEOPLE, PEOPLE.c.id == ORDERS.c.customer)),
        Direct([("id", SUMS.c.sum)], SUMS, (SUMS.c.sum > 3,), (), KEYS),
        Direct([("id", sa.column("id"))], BOTH, (), (), ()),
        direct(table=ORDERS.join(some := sa.select(PEOPLE).cte("some"), some.c.id == ORDERS.c.id)),
        Direct([("id", INNER.c.id)], INNER, (INNER.c.customer == "ann",), (), KEYS),
        direct(table=ORDERS.join(who := PEOPLE.alias("who"), who.c.id == ORDERS.c.customer)),
    ],
)
def test_its_tables_are_not_searched_for(statement: sa.Select[Any]) -> None:
    made = spelled(statement)

    assert is_direct(made)
    assert_spelled_alike(statement, made)


@pytest.mark.parametrize(
    "statement",
    [
        direct().limit(5),
        direct().having(sa.func.sum(ORDERS.c["big amount"]) > 1),
        direct().distinct(),
        direct().add_columns(ORDERS.c.id.label("id")),
        direct().add_cte(sa.select(PEOPLE.c.id).cte("ids")),
        sa.select(direct().subquery("sums")),
        sa.select(sa.true()).select_from(ELSEWHERE.join(ids().subquery("ids"), sa.true())),
        sa.select(ORDERS.c.id).where(ORDERS.c.customer.in_(ids())),
        sa.select(ORDERS.c.id, ids().scalar_subquery().label("id")),
        Direct([("id", sa.column("id"))], sa.table("t", schema="s"), (), (), ()),
    ],
)
def test_whatever_has_more_to_it_is_left_to_sqlalchemy(statement: sa.Select[Any]) -> None:
    made = spelled(statement)

    assert not is_direct(made)
    assert_spelled_alike(statement, made)
