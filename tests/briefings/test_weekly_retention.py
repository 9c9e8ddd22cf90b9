"""The example shop's briefing on real data: once, for everybody, with every figure backed."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.ask import ask
from briefings import feedback, review
from briefings.audience import visible
from briefings.letter import letter
from briefings.model import Briefing, Edition, Run
from briefings.review import Reviewer
from briefings.run import brief
from briefings.world import World
from connectors.wiring.asking import world as asking_world
from connectors.wiring.parts import Parts, put_together
from connectors.wiring.weekly import world as world_of
from semantic.errors import BadValue, Refusal
from semantic.policy import Principal, access
from tests.briefings.falsify import judge
from tests.briefings.real_notes import of_run
from tests.golden_files import golden

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online-retail"
WEEK_BEFORE, MONDAY = date(2011, 9, 26), date(2011, 10, 3)
EIGHT = datetime(2011, 10, 3, 8, tzinfo=ZoneInfo("Europe/London"))
SETTLED = ("false-positive", "in-progress", "done")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    root = tmp_path_factory.mktemp("shop") / "online-retail"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".retainer", "outbox"))
    return put_together(root, root, "head")


@pytest.fixture(scope="module")
def world(parts: Parts) -> Iterator[World]:
    made = world_of(parts, parts.workspace.briefings["weekly-retention"])
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def first(world: World) -> Run:
    """The briefing of the week before, after which owners have answered."""
    run = brief(world, WEEK_BEFORE)
    head = reviewer(world)
    answers = ("confirmed", "false-positive", "in-progress", "done", "context")
    for flag, answer in zip(run.notes[2].flags, answers, strict=False):
        feedback.answer(
            world.store,
            flag.id,
            answer,
            by=head.principal,
            access=head.access,
            at=EIGHT,
            reason=".",
        )
    return run


@pytest.fixture(scope="module")
def run(world: World, first: Run) -> Run:
    assert first.period == "2011-W38"
    return brief(world, MONDAY)


def person(world: World, name: str) -> Principal:
    found = world.person(name)
    assert found is not None
    return found


def reviewer(world: World) -> Reviewer:
    head = person(world, "head")
    return Reviewer(head, access(head, world.catalog.roles), EIGHT)


def seen_by(world: World, run: Run, name: str) -> Briefing:
    who = person(world, name)
    return visible(run, who, access(who, world.catalog.roles))


def test_the_same_period_again_is_the_same_to_the_byte(world: World, run: Run) -> None:
    again = brief(world, MONDAY)

    assert again.model_dump_json() == run.model_dump_json()


def test_every_owner_with_somebody_at_risk_has_one_note_within_the_budget(
    world: World, run: Run
) -> None:
    assert len({note.owner for note in run.notes}) == len(run.notes) == 8
    for note in run.notes:
        assert 1 <= len(note.flags) <= world.spec.budget_per_owner
        assert [flag.rank for flag in note.flags] == list(range(1, len(note.flags) + 1))
        at_risk = [flag.value_at_risk for flag in note.flags]
        assert at_risk == sorted(at_risk, reverse=True)
        for flag in note.flags:
            assert flag.value_at_risk == pytest.approx(flag.probability * flag.expected_value)
            assert flag.reasons
            assert flag.next_step
            assert flag.review_by == date(2011, 10, 10)


def test_nobody_is_both_flagged_and_held_back(run: Run) -> None:
    flagged = [flag.customer for note in run.notes for flag in note.flags]

    assert len(flagged) == len(set(flagged))
    assert not set(flagged) & {one.customer for one in run.held_back}


def test_who_was_answered_for_is_left_alone_and_the_note_says_why(first: Run, run: Run) -> None:
    answered = [flag.customer for flag in first.notes[2].flags[1:4]]

    assert not set(answered) & {flag.customer for note in run.notes for flag in note.flags}
    why = {one.customer: one.why for one in run.held_back}
    assert why[answered[0]] == f"Answered a false positive on the flag 2011-W38-{answered[0]}."


def test_the_opening_counts_what_was_answered(run: Run, first: Run) -> None:
    whole = run.edition()
    assert whole is not None
    previous = whole.opening.previous

    assert previous.briefing_period == "2011-W38"
    assert previous.flags == sum(len(note.flags) for note in first.notes)
    assert (previous.confirmed, previous.false_positive, previous.context) == (1, 1, 1)
    assert previous.unanswered == previous.flags - 5
    assert f"{previous.flags} customers: 1 confirmed, 1 false positive" in whole.opening.text


def test_the_head_reads_everything_and_each_owner_their_own(world: World, run: Run) -> None:
    whole = seen_by(world, run, "head")
    assert len(whole.notes) == 8
    assert [section.id for section in whole.sections][:3] == ["movement", "why", "at_risk"]
    assert whole.signals

    for note in run.notes:
        mine = seen_by(world, run, note.owner)
        assert [one.id for one in mine.notes] == [note.id]
        assert {one.owner for one in mine.held_back} <= {note.owner}
        assert mine.signals == ()


def test_no_owner_reads_about_a_customer_of_somebody_else(
    world: World, parts: Parts, run: Run
) -> None:
    territories = (parts.workspace.root / "data" / "territories.csv").read_text().splitlines()
    owner_of = dict(line.split(",")[:2] for line in territories[1:])

    for name in {note.owner for note in run.notes}:
        mine = seen_by(world, run, name)
        named = {flag.customer for note in mine.notes for flag in note.flags}
        named |= {one.customer for one in mine.held_back}
        named |= {
            str(condition["value"])
            for claim in mine.claims.values()
            for condition in claim.filters
            if condition["field"] == "customer.id"
        }
        assert {owner_of[customer] for customer in named} == {name}


def test_an_analyst_reads_figures_without_customers(world: World, run: Run) -> None:
    seen = seen_by(world, run, "analyst")

    assert (seen.notes, seen.held_back) == ((), ())
    assert all(
        condition["field"] != "customer.id"
        for claim in seen.claims.values()
        for condition in claim.filters
    )


def test_every_claim_that_is_named_is_there_and_no_other(world: World, run: Run) -> None:
    for name in ("head", "analyst", "owner-uk-1"):
        seen = seen_by(world, run, name)
        text = seen.model_dump_json(exclude={"claims"})
        assert set(re.findall(r'"(c\d+)"', text)) == set(seen.claims)


def test_claims_about_metrics_carry_their_approved_definition(world: World, run: Run) -> None:
    for claim in run.claims.values():
        if claim.metric:
            assert claim.metric_hash == world.definition(claim.metric)
            assert claim.result.startswith("sha256:")


def test_every_figure_of_a_note_can_be_changed_into_none_that_passes(
    world: World, run: Run
) -> None:
    terms = [metric.title for metric in world.catalog.metrics.values()]
    head = reviewer(world)
    note = run.notes[0]
    figures = [found.span() for found in re.finditer(r"[1-9]", note.text)]
    assert len(figures) > 10

    for start, end in figures:
        changed = note.text[:start] + str((int(note.text[start:end]) + 1) % 10) + note.text[end:]
        with pytest.raises(BadValue):
            review.edit(world.store, note.id, head, changed, terms=terms)
    assert world.store.notes.history(note.id) == ()


def test_every_note_passes_its_own_check_with_more_words(world: World, run: Run) -> None:
    terms = [metric.title for metric in world.catalog.metrics.values()]
    for note in run.notes[1:3]:
        text = f"Good morning.\n\n{note.text}\n\nThank you for last week's calls."
        review.edit(world.store, note.id, reviewer(world), text, terms=terms)

    assert world.store.notes.history(run.notes[1].id)[0].before == run.notes[1].text


def test_a_month_after_the_data_begins_the_briefing_says_that_it_cannot_tell(
    world: World,
) -> None:
    early = brief(world, date(2011, 1, 10))
    (movement, why, at_risk) = _sections(early)[:3]

    assert early.notes == ()
    assert early.held_back == ()
    assert movement.startswith("The data is too short to say what is ordinary")
    assert "The past is too short to tell what stands out." in why
    assert at_risk.startswith("Flags are withheld, the history is too short: 0 past dates")


def test_nothing_is_said_of_weeks_before_the_data_begins(world: World) -> None:
    before = brief(world, date(2010, 12, 1))

    assert _sections(before)[0] == (
        "There are no figures for this week: the data holds nothing before it ends."
    )
    assert before.notes == ()


def test_somebody_whom_the_briefing_does_not_concern_is_refused(run: Run) -> None:
    with pytest.raises(Refusal, match="holds nothing that newcomer may see"):
        visible(run, Principal(id="newcomer"), access(Principal(id="newcomer"), {}))


def test_the_text_of_the_shops_edition(run: Run) -> None:
    whole = run.edition()
    assert whole is not None

    text = _text(whole)

    assert text == golden("briefing_edition.txt", text)


def test_the_text_of_an_owners_edition_and_letter(run: Run) -> None:
    edition = run.edition("owner-europe-2")
    note = next(note for note in run.notes if note.owner == "owner-europe-2")
    assert edition is not None

    text = f"{_text(edition)}\n{'-' * 72}\n\n{letter(run, note, approved_by='Daniel Okafor')}"

    assert text == golden("briefing_owner.txt", text)


def _sections(run: Run) -> list[str]:
    whole = run.edition()
    assert whole is not None
    return [section.text for section in whole.sections]


def _text(edition: Edition) -> str:
    parts = [edition.opening.text]
    parts += [f"{section.title}\n\n{section.text}" for section in edition.sections]
    return "\n\n".join([*parts, *edition.warnings]) + "\n"


def test_no_section_of_figures_can_be_changed_into_a_lie(world: World, run: Run) -> None:
    written = {one.what: one for one in of_run(run, world.catalog) if "section" in one.what}

    tally = judge([one for what, one in written.items() if "Why" not in what], most=40)

    assert tally.notes == 3
    assert (tally.refused, tally.passed) == ([], [])


def test_why_is_answered_as_the_briefing_says_it(parts: Parts, world: World, run: Run) -> None:
    told_to_all = seen_by(world, run, "head").sections
    section = next(section for section in told_to_all if section.id == "why")
    told = re.search(r"Customer \d+: \S+, \d+ % of the change", section.text)
    assert told

    answer = ask("why did gross sales fall last week?", person(world, "head"), asking_world(parts))

    assert told[0] in answer.text
