"""Nobody reads more of a briefing than they may see."""

from dataclasses import replace

import pytest

from briefings.audience import visible
from briefings.model import Figure, Run
from briefings.review import Reviewer
from semantic.errors import Refusal
from semantic.policy import Access, Grant, Principal

Who = tuple[Principal, Access]


def test_a_head_reads_everything(run: Run, head: Reviewer) -> None:
    seen = visible(run, head.principal, head.access)

    assert [note.owner for note in seen.notes] == ["north", "south"]
    assert len(seen.held_back) == 2
    assert seen.sections[0].text == "Gross sales £1,000."
    assert set(seen.claims) == {"c1", "c2", "c3", "c4", "c5", "c6", "c7"}
    assert all(seen.claims[name].id == name for name in seen.claims)


def test_an_owner_reads_their_note_their_customers_and_their_own_figures(
    run: Run, north: Who
) -> None:
    seen = visible(run, *north)

    assert [note.owner for note in seen.notes] == ["north"]
    assert [one.customer for one in seen.held_back] == ["112"]
    assert [section.text for section in seen.sections] == ["Gross sales £300."]
    everything = seen.model_dump_json()
    assert "222" not in everything
    assert "223" not in everything
    assert "1000.0" not in everything


def test_an_owners_claims_are_those_of_what_they_read(run: Run, north: Who) -> None:
    seen = visible(run, *north)

    (section,), (note,) = seen.sections, seen.notes
    assert seen.claims[section.claims[0]].value == 300.0
    assert seen.claims[note.flags[0].claims[1]].value == 512.0
    assert seen.claims[note.flags[0].reasons[0].claims[0]].value == 44
    assert len(seen.claims) == 4


def test_an_owner_cannot_tell_what_others_have(run: Run, north: Who) -> None:
    (mine, theirs) = run.notes
    fewer = run.model_copy(
        update={
            "notes": (mine,),
            "held_back": run.held_back[:1],
            "editions": tuple(one for one in run.editions if one.audience != "south"),
            "claims": {
                name: claim
                for name, claim in run.claims.items()
                if name not in ("c1", *theirs.flags[0].claims)
            },
        }
    )

    assert visible(fewer, *north) == visible(run, *north)


def test_an_analyst_reads_the_figures_and_no_customer(run: Run, analyst: Who) -> None:
    seen = visible(run, *analyst)

    assert seen.sections[0].text == "Gross sales £1,000 in all."
    assert (seen.notes, seen.held_back) == ((), ())
    assert set(seen.claims) == {"c1"}


def test_a_reviewer_to_whom_customers_are_pseudonyms_reads_no_note(run: Run, analyst: Who) -> None:
    person, access = analyst

    assert visible(run, person, replace(access, reviews=True)).notes == ()


def test_a_stranger_reads_nothing(run: Run, stranger: Who) -> None:
    with pytest.raises(Refusal, match="holds nothing that stranger may see"):
        visible(run, *stranger)


def test_somebody_named_like_an_owner_but_without_any_grant_reads_nothing(run: Run) -> None:
    with pytest.raises(Refusal):
        visible(run, Principal(id="north"), Access(grants=()))


def test_somebody_who_lacks_one_of_the_metrics_does_not_read_the_whole(run: Run) -> None:
    partly = Access(grants=(Grant(metrics=("gross_sales",), rows="all"),), reviews=True)

    with pytest.raises(Refusal):
        visible(run, Principal(id="sales"), partly)


def test_the_empty_name_of_the_whole_shop_is_nobodys_key(run: Run, north: Who) -> None:
    _, access = north

    with pytest.raises(Refusal):
        visible(run, Principal(id=""), access)


def test_figures_of_a_section_keep_their_claims(run: Run, head: Reviewer) -> None:
    figure = Figure(metric="gross_sales", label="gross sales", value="c2", unusual=False)
    whole = run.editions[0]
    section = whole.sections[0].model_copy(update={"claims": (), "figures": (figure,)})
    changed = run.model_copy(
        update={"editions": (whole.model_copy(update={"sections": (section,)}),)}
    )

    seen = visible(changed, head.principal, head.access)

    (shown,) = seen.sections[0].figures
    assert seen.claims[shown.value].value == 300.0
    assert shown.change == ""
