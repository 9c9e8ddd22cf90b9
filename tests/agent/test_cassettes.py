"""The client's recorded traffic, played with no server there: the wire format as it really is."""

from pathlib import Path

import pytest

from agent.checker import check
from tests.support.cassettes import FOLDER, NOWHERE, label, playing
from tests.support.record import answers

CASSETTES = sorted(FOLDER.glob("*.json"))


def test_there_are_recordings_of_the_scripted_server_and_of_a_real_model() -> None:
    labels = {path.stem: label(path) for path in CASSETTES}

    assert labels["scripted"] == labels["scripted-streamed"] == "the scripted server of our tests"
    assert labels["llama"].startswith("llama.cpp's server with SmolLM2")


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem)
def test_what_was_recorded_leads_to_answers_that_hold(path: Path) -> None:
    with playing(path) as cassette:
        found = answers("recorded", NOWHERE, stream="streamed" in path.stem)

    assert cassette.play_count >= len(found)
    for answer in found:
        assert answer.trace.model_calls > 0
        assert answer.trace.tokens_in > 0
        if answer.status == "answered":
            assert check(answer.text, {claim.id: claim for claim in answer.claims}) == ()
        else:
            assert not any(letter.isdigit() for letter in answer.text)


@pytest.mark.parametrize("name", ["scripted", "scripted-streamed"])
def test_the_recorded_script_is_read_as_it_was_written(name: str) -> None:
    with playing(FOLDER / f"{name}.json") as cassette:
        dosh, flibber = answers("recorded", NOWHERE, stream="streamed" in name)

    assert cassette.all_played
    assert dosh.text == "Gross sales for Germany in September 2011 were £16,549.47."
    assert flibber.status == "refused"


def test_no_key_is_in_a_recording() -> None:
    for path in CASSETTES:
        text = path.read_text(encoding="utf-8").lower()
        assert "bearer" not in text
        assert "authorization" not in text


def test_what_the_small_model_made_up_is_told_to_nobody() -> None:
    path = FOLDER / "llama.json"
    made_up = "create a response"
    assert made_up in path.read_text(encoding="utf-8")
    with playing(path):
        told = [answer.text for answer in answers("recorded", NOWHERE)]

    assert not [text for text in told if made_up in text]
