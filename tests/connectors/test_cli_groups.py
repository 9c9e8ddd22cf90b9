"""A smallest group on the command line, where every question is a process of its own."""

import json
from pathlib import Path
from typing import Any

from tests.connectors.command_line import Ran, retainer

SEPTEMBER = {"from": "2011-09-01", "to": "2011-10-01"}


def held_to_groups(retail: Path) -> None:
    """The analyst sees no figure of fewer than ten customers."""
    policies = retail / "policies.yml"
    mask = "        mask: {customer.id: pseudonym}\n"
    text = policies.read_text(encoding="utf-8")
    assert text.count(mask) == 1
    policies.write_text(text.replace(mask, "        min_group_size: 10\n"), encoding="utf-8")


def ask(retail: Path, **query: Any) -> Ran:
    file = retail / "q.json"
    file.write_text(json.dumps({"metrics": ["gross_sales"], "period": SEPTEMBER, **query}))
    return retainer("-w", retail, "--as", "analyst", "query", "--file", file, "--json")


def test_small_countries_are_blank_and_no_total_tells_of_them(retail: Path) -> None:
    held_to_groups(retail)

    by_country = ask(retail, group_by=["order.country"])
    assert by_country.code == 0
    sales = dict(by_country.json["rows"])
    assert sales["United Kingdom"]
    assert sales["Denmark"] is None
    assert any("fewer than 10 customers" in warning for warning in by_country.json["warnings"])

    assert ask(retail).json["rows"] == [[1028345.38]]
    other = {"field": "order.country", "op": "ne", "value": "Denmark"}
    refused = ask(retail, filters=[other])
    assert refused.code == 1
    assert "would tell of fewer than may be told of" in refused.json["text"]
    assert "Denmark" not in refused.out
    again = ask(retail)
    assert again.json["rows"] == [[1028345.38]]
