"""Flags go to the customers whose lapse would cost most, within each owner's budget."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.rank import Candidate, choose, likely_from
from briefings.spec import BriefingSpec, load
from semantic.loading import load as load_catalog

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online-retail"
SPEC = load(EXAMPLE, load_catalog(EXAMPLE))["weekly-retention"]


def spec(**more: object) -> BriefingSpec:
    return SPEC.model_copy(update=more)


def customer(
    name: str, probability: float, value: float = 100.0, owner: str | None = "north"
) -> Candidate:
    return Candidate(name, owner, probability, value)


def test_value_at_risk_decides_among_those_who_stand_out() -> None:
    base = [
        customer("rich and safe", 0.1, 90_000.0),
        customer("poor and lost", 0.9, 10.0),
        customer("in between", 0.8, 1_000.0),
        *(customer(f"safe {number}", 0.1) for number in range(6)),
    ]

    chosen = choose(base, spec(flag_above=1.5))

    assert [one.customer for one in chosen.by_owner["north"]] == ["in between", "poor and lost"]
    assert chosen.held_back == ()


def test_over_the_budget_is_held_back_with_its_rank() -> None:
    base = [customer(f"{number:02}", 0.9, 1_000.0 - number) for number in range(12)]
    base += [customer(f"safe {number}", 0.1) for number in range(40)]

    chosen = choose(base, spec(budget_per_owner=10))

    assert [one.customer for one in chosen.flagged] == [f"{number:02}" for number in range(10)]
    assert [(one.customer, one.why) for one in chosen.held_back] == [
        ("10", "Over the budget of 10 for north: rank 11 by value at risk."),
        ("11", "Over the budget of 10 for north: rank 12 by value at risk."),
    ]


def test_a_customer_of_nobody_is_held_back_and_uses_no_budget() -> None:
    base = [customer("orphan", 0.9, 9_000.0, owner=None), customer("mine", 0.9)]
    base += [customer(f"safe {number}", 0.1) for number in range(4)]

    chosen = choose(base, spec(budget_per_owner=1))

    assert [one.customer for one in chosen.flagged] == ["mine"]
    (orphan,) = chosen.held_back
    assert (orphan.owner, orphan.why) == (
        "",
        "Nobody looks after this customer: the territories name no owner.",
    )


def test_who_was_answered_for_makes_room_for_the_next() -> None:
    base = [customer("first", 0.9, 500.0), customer("second", 0.9, 400.0)]
    base += [customer(f"safe {number}", 0.1) for number in range(4)]

    chosen = choose(base, spec(budget_per_owner=1), {"first": "Answered done on the flag 7."})

    assert [one.customer for one in chosen.flagged] == ["second"]
    assert [one.why for one in chosen.held_back] == ["Answered done on the flag 7."]


def test_an_owner_of_whom_nobody_stands_out_has_no_flag() -> None:
    base = [customer("lost", 0.9), customer("safe", 0.1, owner="south"), customer("s", 0.1)]

    chosen = choose(base, spec())

    assert chosen.by_owner["south"] == ()


def test_an_empty_base_flags_nobody() -> None:
    assert choose([], spec()).flagged == ()
    assert likely_from([], spec()) == pytest.approx(1.0)


candidates = st.lists(
    st.builds(
        Candidate,
        customer=st.integers(0, 60).map(str),
        owner=st.sampled_from(["north", "south", None]),
        probability=st.floats(0, 1),
        expected_value=st.sampled_from([0.0, 10.0, 250.0]),
    ),
    unique_by=lambda one: one.customer,
    max_size=40,
)


@given(candidates, st.integers(1, 5), st.randoms(use_true_random=False))
def test_every_customer_at_risk_is_flagged_or_held_back_whatever_their_order(
    base: list[Candidate], budget: int, random: st.DataObject
) -> None:
    limited = spec(budget_per_owner=budget)
    shuffled = list(base)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    chosen = choose(base, limited)

    assert choose(shuffled, limited) == chosen
    flagged = [one.customer for one in chosen.flagged]
    held_back = [one.customer for one in chosen.held_back]
    limit = likely_from(base, limited)
    assert sorted(flagged + held_back) == sorted(
        one.customer for one in base if one.probability >= limit
    )
    assert all(len(ours) <= budget for ours in chosen.by_owner.values())
