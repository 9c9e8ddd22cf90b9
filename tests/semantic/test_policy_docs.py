"""The policies that the documents show work as they say."""

import re
from dataclasses import replace
from pathlib import Path

import yaml

from semantic.grants import Smallest
from semantic.policy import PoliciesFile, Principal, access
from semantic.rights import effective_roles
from tests.support.workspaces import Shop

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policies.md"


def test_the_page_s_partner_sees_two_metrics_of_ten_customers_or_more(retail: Shop) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    written = PoliciesFile.model_validate(yaml.safe_load(found[1]))
    roles = effective_roles(replace(retail.catalog, roles=written.roles))
    partner = Principal(id="p", roles=("partner",), attributes={"countries": ("France",)})

    allowed = access(partner, roles)
    (grant,) = allowed.grants
    assert grant.metrics == ("active_customers", "gross_sales")
    assert allowed.groups_for(["gross_sales"]) == (Smallest("customer", 10),)
    assert {"line.kind", "customer.id", "order.invoice"} <= allowed.hidden
    assert "order.country" not in allowed.hidden
