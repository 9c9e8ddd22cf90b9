"""A shop with a role of the test's own."""

from dataclasses import replace
from typing import Any

from semantic.catalog import Catalog
from semantic.grants import Grant
from semantic.model import Dimension
from semantic.policy import Principal, Role
from semantic.rights import effective_roles
from tests.support.workspaces import Shop

ASKER = "asker"


def with_grants(catalog: Catalog, *grants: dict[str, Any], who: str = ASKER) -> Catalog:
    """The catalog with one more person, who holds a role of these grants alone."""
    role = Role(
        grants=tuple(Grant.model_validate({"metrics": "all", "rows": "all", **g}) for g in grants)
    )
    added = replace(catalog, roles={who: role})
    return replace(
        catalog,
        roles={**catalog.roles, **effective_roles(added)},
        people=(*catalog.people, Principal(id=who, roles=(who,))),
    )


def with_customer(catalog: Catalog) -> Catalog:
    """The catalog with the customer itself as a dimension, as in `order_count[customer]`."""
    customers = catalog.models["customers"]
    number = Dimension(name="customer", entity="customer", type="number", expr="id")
    more = customers.model_copy(update={"dimensions": (*customers.dimensions, number)})
    return replace(catalog, models={**catalog.models, "customers": more})


def granted(shop: Shop, *grants: dict[str, Any]) -> Shop:
    """The shop, where `asker` holds these grants (of all metrics and rows by default)."""
    return Shop(with_grants(shop.catalog, *grants), shop.warehouse, shop.today)
