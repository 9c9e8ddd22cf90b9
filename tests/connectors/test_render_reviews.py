"""Notes that wait and one of them whole, on the terminal."""

from briefings.model import Edition, Note, NoteState, Run
from briefings.review import Reviewed
from briefings.store.notes import Action
from connectors.render.console import as_text
from connectors.render.reviews import reviewed, waiting
from tests.connectors.briefing_sample import sample
from tests.golden_files import golden

APPROVED = Action("approve", "head", "2011-10-03T08:10:00+01:00", "", "", "")
REJECTED = Action("reject", "head", "2011-10-03T08:05:00+01:00", "Two of these moved away.", "", "")


def run() -> Run:
    given = sample()
    edition = Edition(opening=given.opening, sections=given.sections)
    shared = given.model_dump(exclude={"opening", "sections", "warnings"})
    return Run.model_validate(
        {**shared, "editions": (edition,), "horizon_days": 60, "customer_field": "customer.id"}
    )


def in_state(state: NoteState) -> Note:
    return run().notes[0].model_copy(update={"state": state})


def test_the_notes_that_wait() -> None:
    text = as_text(waiting([(run(), note) for note in run().notes]))

    assert text == golden("review_list.txt", text)


def test_no_note_waits() -> None:
    assert as_text(waiting([])) == "No note waits for a decision.\n"


def test_each_briefing_heads_its_own_notes() -> None:
    earlier = run().model_copy(update={"id": "r-2011-W38", "period": "2011-W38"})

    text = as_text(waiting([(run(), in_state("in_review")), (earlier, in_state("in_review"))]))

    assert text.index("26 September") < text.index("19 to 25 September")


def test_one_note_whole() -> None:
    given = Reviewed(run(), in_state("in_review"), (REJECTED, APPROVED))

    text = as_text(reviewed(given))

    assert text == golden("review_show.txt", text)


def test_what_can_be_done_follows_from_the_state() -> None:
    def commands(state: NoteState) -> list[str]:
        text = as_text(reviewed(Reviewed(run(), in_state(state), ())), width=120)
        after = text.partition("NEXT\n")[2]
        return [line.split()[2] for line in after.splitlines() if line.startswith("retainer")]

    assert commands("in_review") == ["approve", "edit", "reject"]
    assert commands("rejected") == ["edit"]
    assert commands("delivered") == ["list"]
