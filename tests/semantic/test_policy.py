"""Who may see what: nothing unless granted, and no more than every attribute allows."""

from typing import Any

import pytest

from semantic.errors import ConfigurationError
from semantic.model import Filter
from semantic.policy import Grant, Principal, Role, access, find_principal


def role(*rows: dict[str, Any], **more: Any) -> Role:
    grant = {"metrics": "all", "rows": [Filter(**row) for row in rows], **more}
    return Role(grants=(Grant(**grant),))


def somebody(*roles: str, **attributes: Any) -> Principal:
    return Principal(id="ann", roles=roles, attributes=attributes)


MINE = {"field": "customer.owner", "value": "$principal.id"}
MY_REGIONS = {"field": "customer.region", "op": "in", "value": ["$principal.regions", "home"]}
MY_TIER = {"field": "customer.tier", "value": "$principal.tier"}


def rows_of(principal: Principal, **roles: Role) -> Any:
    alternatives = access(principal, roles).rows_for("sales").alternatives
    return [[(row.field, row.op, row.value) for row in rows] for rows in alternatives]


def test_without_a_role_nothing_is_visible() -> None:
    found = access(somebody(), {"owner": role(MINE)})

    assert not found.sees_metric("sales")
    assert found.rows_for("sales").alternatives == ()
    assert not found.rows_for("sales").unrestricted


def test_a_role_that_no_longer_exists_grants_nothing() -> None:
    assert not access(somebody("former"), {"owner": role(MINE)}).sees_metric("sales")


def test_the_asker_s_attributes_take_their_places() -> None:
    ann = somebody("owner", "regional", regions=("north", "south"))

    assert rows_of(ann, owner=role(MINE), regional=role(MY_REGIONS)) == [
        [("customer.owner", "eq", "ann")],
        [("customer.region", "in", ("north", "south", "home"))],
    ]


def test_an_attribute_called_id_does_not_stand_for_somebody_else() -> None:
    assert rows_of(somebody("owner", id="bob"), owner=role(MINE)) == [
        [("customer.owner", "eq", "ann")]
    ]


def test_a_grant_that_needs_a_missing_attribute_is_nobody_s() -> None:
    assert rows_of(somebody("tiered"), tiered=role(MINE, MY_TIER)) == []


def test_a_list_where_one_value_is_wanted_grants_nothing() -> None:
    assert rows_of(somebody("tiered", tier=("a", "b")), tiered=role(MY_TIER)) == []
    assert rows_of(somebody("tiered", tier=("a",)), tiered=role(MY_TIER)) == [
        [("customer.tier", "eq", "a")]
    ]


def test_an_empty_list_of_attributes_matches_no_row() -> None:
    only_mine = {"field": "customer.region", "op": "in", "value": ["$principal.regions"]}

    assert rows_of(somebody("regional", regions=()), regional=role(only_mine)) == [
        [("customer.region", "in", ())]
    ]


def test_roles_add_up_and_every_condition_of_a_grant_holds() -> None:
    ann = somebody("owner", "boss", tier=1)
    found = access(ann, {"owner": role(MINE, MY_TIER), "boss": Role(grants=(role().grants))})

    assert [len(rows) for rows in found.rows_for("sales").alternatives] == [2, 0]
    assert found.rows_for("sales").unrestricted


def test_a_grant_is_only_about_its_metrics() -> None:
    found = access(somebody("owner"), {"owner": role(MINE, metrics=("orders",))})

    assert found.sees_metric("orders")
    assert not found.sees_metric("sales")
    assert found.rows_for("sales").alternatives == ()
    assert found.any_rows == found.rows_for("orders")


def test_what_one_grant_hides_or_masks_no_other_shows() -> None:
    open_role = role()
    careful = role(hide=("order.number",), mask={"customer.id": "pseudonym"})
    for roles in (("open", "careful"), ("careful", "open")):
        found = access(somebody(*roles), {"open": open_role, "careful": careful})

        assert found.hidden == found.hidden_for(["sales"]) == {"order.number"}
        assert found.masks_for(["sales"]) == {"customer.id": "pseudonym"}


def test_equal_access_has_an_equal_hash_and_other_access_another() -> None:
    roles = {"owner": role(MINE), "all": role()}

    def hashed(name: str, *held: str) -> str:
        return access(Principal(id=name, roles=held), roles).hash

    assert hashed("ann", "all") == hashed("bob", "all")
    assert hashed("ann", "owner") != hashed("bob", "owner")
    assert hashed("ann", "all", "owner") == hashed("ann", "owner", "all")
    assert hashed("ann") != hashed("ann", "all")
    roles |= {"masked": role(mask={"customer.id": "pseudonym"}), "held": role(min_group_size=5)}
    roles |= {"hidden": role(hide=("customer.id",)), "cut": role(hide_columns=("orders.id",))}
    assert len({hashed("ann", name) for name in roles}) == len(roles)


PEOPLE = (
    Principal(id="ann", email="Ann@Example.com"),
    Principal(id="briefing", email="robot@example.com", service=True),
)


def test_people_are_found_by_id_or_address() -> None:
    assert find_principal("ann", PEOPLE).id == "ann"
    assert find_principal("ANN@example.COM", PEOPLE).id == "ann"


@pytest.mark.parametrize("name", ["bob", "", "ANN"])
def test_a_stranger_learns_nobody_s_name(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        find_principal(name, PEOPLE)

    assert caught.value.message == f"Nobody called {name!r} is in people.yaml."
    assert caught.value.nearest == ()


@pytest.mark.parametrize("name", ["briefing", "robot@example.com"])
def test_nobody_asks_as_a_service(name: str) -> None:
    with pytest.raises(ConfigurationError, match="is a service"):
        find_principal(name, PEOPLE)
