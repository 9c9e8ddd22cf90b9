"""Whatever a note says: as it was written it passes, and with anything falsified it does not."""

from itertools import islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.checker import check
from tests.agent.notes import METRICS, Sample, falsified, sample


def findings(note: Sample, text: str) -> tuple[object, ...]:
    return check(text, note.claims, names=note.names, terms=tuple(METRICS))


def survivors(seed: int, every: int = 1) -> list[str]:
    """What was falsified unseen in a note, tried on each such lie of those that it can tell."""
    note = sample(seed)
    lies = islice(falsified(note, Random(seed)), seed % every, None, every)
    return [what for text, what in lies if text != note.text and not findings(note, text)]


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_a_note_as_it_was_written_passes(seed: int) -> None:
    note = sample(seed)

    assert findings(note, note.text) == ()


@settings(max_examples=9, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_no_falsified_note_passes(seed: int) -> None:
    assert survivors(seed, every=3) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**9), st.data())
def test_hidden_characters_are_found_anywhere(seed: int, data: st.DataObject) -> None:
    note = sample(seed)
    place = data.draw(st.integers(min_value=0, max_value=len(note.text)))
    hidden = data.draw(st.sampled_from("\u200b\u200d\u2066\u202e\ufeff\U000e0041\ufe0f\u00ad"))

    assert findings(note, note.text[:place] + hidden + note.text[place:]) != ()


@pytest.mark.soak
def test_no_falsification_of_five_hundred_notes_passes() -> None:
    assert {seed: found for seed in range(500) if (found := survivors(seed))} == {}
