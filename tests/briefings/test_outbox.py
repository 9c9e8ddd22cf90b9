"""Approved notes arrive once: whatever crashes between sending and remembering it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from briefings import review
from briefings.letter import letter
from briefings.model import Run
from briefings.outbox import Folder, deliver
from briefings.review import Reviewer
from briefings.store.deliveries import Delivery
from briefings.store.store import Store
from semantic.errors import OutsideFailure

NORTH, SOUTH = "2011-W39-north", "2011-W39-south"
Stored = Callable[..., Run]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "outbox")


def files(folder: Folder) -> dict[str, str]:
    return {
        path.relative_to(folder.root).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.root.rglob("*"))
        if path.is_file()
    }


def state(store: Store, note_id: str) -> str:
    run = store.runs.of_note(note_id)
    assert run is not None
    return next(note.state for note in run.notes if note.id == note_id)


def test_an_approved_note_becomes_a_file_for_its_owner(
    store: Store, stored: Stored, head: Reviewer, folder: Folder
) -> None:
    stored()
    review.approve(store, NORTH, head, ["outbox"])

    (place,) = deliver(store, {"outbox": folder})

    assert Path(place) == folder.root / "2011-W39" / "north.md"
    assert files(folder)["2011-W39/north.md"].startswith(
        "# Weekly retention briefing: 26 September to 2 October 2011\n\n"
        "For North. Approved by Dana Head.\n"
    )
    assert state(store, NORTH) == "delivered"
    assert deliver(store, {"outbox": folder}) == ()


def test_what_nobody_approved_stays_where_it_is(
    store: Store, stored: Stored, head: Reviewer, folder: Folder
) -> None:
    stored()
    review.reject(store, NORTH, head, "Not now.")

    assert deliver(store, {"outbox": folder}) == ()
    assert files(folder) == {}


@dataclass
class CrashesAfterSending:
    """A folder whose process dies once the file is there and before anybody knows."""

    folder: Folder
    sent: list[str] = field(default_factory=list)

    def has(self, delivery: Delivery) -> bool:
        return self.folder.has(delivery)

    def send(self, delivery: Delivery) -> str:
        self.sent.append(self.folder.send(delivery))
        raise KeyboardInterrupt


def test_a_crash_after_sending_does_not_send_again(
    store: Store, stored: Stored, head: Reviewer, folder: Folder
) -> None:
    stored()
    review.approve(store, NORTH, head, ["outbox"])
    crashing = CrashesAfterSending(folder)
    with pytest.raises(KeyboardInterrupt):
        deliver(store, {"outbox": crashing})
    assert state(store, NORTH) == "approved"
    written = (folder.root / "2011-W39" / "north.md").stat().st_mtime_ns

    assert deliver(store, {"outbox": folder}) == ()

    assert state(store, NORTH) == "delivered"
    assert (folder.root / "2011-W39" / "north.md").stat().st_mtime_ns == written
    assert len(crashing.sent) == 1


def test_a_file_that_is_somebody_elses_is_left_alone(
    store: Store, stored: Stored, head: Reviewer, folder: Folder
) -> None:
    stored()
    path = folder.root / "2011-W39" / "north.md"
    path.parent.mkdir(parents=True)
    path.write_text("My own remarks.")
    review.approve(store, NORTH, head, ["outbox"])

    with pytest.raises(OutsideFailure, match="is there already and is not this note"):
        deliver(store, {"outbox": folder})

    assert path.read_text() == "My own remarks."
    assert state(store, NORTH) == "approved"


def test_a_folder_that_cannot_be_written_leaves_the_note_approved_and_a_later_try_sends_it(
    store: Store, stored: Stored, head: Reviewer, folder: Folder
) -> None:
    stored()
    review.approve(store, NORTH, head, ["outbox"])
    folder.root.write_text("a file where the folder should be")
    with pytest.raises(OutsideFailure, match="could not be written"):
        deliver(store, {"outbox": folder})
    assert state(store, NORTH) == "approved"

    folder.root.unlink()
    deliver(store, {"outbox": folder})

    assert state(store, NORTH) == "delivered"


def test_no_draft_stays_behind(
    store: Store, stored: Stored, head: Reviewer, folder: Folder
) -> None:
    stored()
    for note_id in (NORTH, SOUTH):
        review.approve(store, note_id, head, ["outbox"])

    deliver(store, {"outbox": folder})

    assert set(files(folder)) == {"2011-W39/north.md", "2011-W39/south.md"}


@pytest.mark.parametrize("owner", ["../../etc/passwd", "..", "/root", "a/b", "ö wner", "x" * 80])
def test_whatever_an_owner_is_called_the_file_lies_within_the_folder(
    folder: Folder, owner: str
) -> None:
    delivery = Delivery("d", "n", "outbox", place=f"2011-W39/{owner}", payload="Dear all")

    written = Path(folder.send(delivery))

    assert written.parent == folder.root / "2011-W39"
    assert folder.has(delivery)
    assert not folder.has(replace(delivery, place=f"2011-W38/{owner}"))


def test_the_letter_holds_everything_the_owner_needs(run: Run) -> None:
    text = letter(run, run.notes[0], approved_by="Dana Head")

    assert text == (
        "# Weekly retention briefing: 26 September to 2 October 2011\n"
        "\n"
        "For North. Approved by Dana Head.\n"
        "\n"
        "Look at customer 111 today: a 61 % chance of no order.\n"
        "\n"
        "1. **Customer 111**. A 61 % chance of no order; £512 at risk.\n"
        "   - Last order 44 days ago.\n"
        "   - Next step, by 10 October 2011: Call and ask what they need.\n"
        "   - Flag: 2011-W39-111\n"
        "\n"
        "To answer, give a flag's name and what you found, for example:\n"
        "\n"
        "    retainer feedback 2011-W39-111 confirmed\n"
        "\n"
        "The other answers are false-positive, in-progress, done and context.\n"
        "\n"
        "<!-- 2011-W39-north -->\n"
    )
