"""Every customer of the example has an owner, by the rule that its README gives."""

import csv
import runpy
from collections import Counter
from pathlib import Path

import pytest

from semantic.errors import ConfigurationError
from semantic.loading import load
from semantic.policy import find_principal

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "online-retail"


@pytest.fixture(scope="module")
def written() -> list[tuple[int, str, str]]:
    with (SHOP / "data" / "territories.csv").open(encoding="utf-8", newline="") as file:
        return [
            (int(row["customer_id"]), row["owner"], row["region"]) for row in csv.DictReader(file)
        ]


def test_the_file_is_what_the_rule_gives(written: list[tuple[int, str, str]]) -> None:
    assert written == runpy.run_path(str(ROOT / "scripts" / "territories.py"))["territories"]()


def test_owners_share_the_customers_evenly(written: list[tuple[int, str, str]]) -> None:
    shares = Counter(owner for _, owner, _ in written)
    kingdom = [count for owner, count in shares.items() if owner.startswith("owner-uk-")]

    assert len(written) == len({customer for customer, _, _ in written}) == 4372
    assert len(kingdom) == 5
    assert max(kingdom) / min(kingdom) < 1.05
    assert (shares["owner-europe-1"], shares["owner-europe-2"], shares["owner-world"]) == (
        180,
        200,
        42,
    )


def test_a_customer_of_two_countries_goes_by_the_latest_order(
    written: list[tuple[int, str, str]],
) -> None:
    regions = {customer: region for customer, _, region in written}

    # Belgium in May 2011, Denmark in October.
    assert regions[12394] == "Northern and central Europe"
    # Switzerland in June 2011, Australia before and in September.
    assert regions[12422] == "Rest of the world"
    # Cyprus in October 2011; from Switzerland, only a return is later.
    assert regions[12457] == "Western and southern Europe"


def test_every_owner_is_somebody_and_the_weekly_run_is_nobody() -> None:
    people = load(SHOP).people
    with (SHOP / "data" / "territories.csv").open(encoding="utf-8", newline="") as file:
        owners = {row["owner"] for row in csv.DictReader(file)}

    assert {find_principal(owner, people).roles for owner in owners} == {("owner",)}
    with pytest.raises(ConfigurationError, match="'briefing' is a service"):
        find_principal("briefing", people)
