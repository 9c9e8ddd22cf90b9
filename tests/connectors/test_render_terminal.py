"""The briefing on the terminal: legible in eighty columns, without colour, and without UTF-8."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from briefings.model import Briefing, HeldBack
from connectors.render.console import as_text, console
from connectors.render.pieces import spark
from connectors.render.terminal import briefing
from tests.connectors.briefing_sample import sample
from tests.golden_files import golden


def for_one_owner() -> Briefing:
    given = sample()
    return given.model_copy(update={"notes": given.notes[1:2], "held_back": (), "signals": ()})


def test_the_whole_briefing() -> None:
    text = as_text(briefing(sample()))

    assert text == golden("briefing_terminal.txt", text)


def test_one_owners_briefing() -> None:
    text = as_text(briefing(for_one_owner()))

    assert text == golden("briefing_terminal_owner.txt", text)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_cut(width: int) -> None:
    text = as_text(briefing(sample()), width=width)

    assert max(map(cell_len, text.splitlines())) <= width
    for figure in ("£206,511", "−37.2 %", "+17.9 %", "£3,869", "▂▂▂▁▃▄█▃"):
        assert figure in text


def test_the_briefing_of_a_whole_shop_is_a_page_or_two() -> None:
    given = sample()
    owners = [
        note.model_copy(update={"id": f"{note.id}-{n}", "flags": (note.flags * 5)[:10]})
        for note in given.notes
        for n in "ab"
    ]

    text = as_text(briefing(given.model_copy(update={"notes": tuple(owners)})))

    assert len(text.splitlines()) < 120
    assert text.count("… and 7 more: retainer review show n-owner-uk-1-a") == 1


def test_what_the_figures_say_is_not_said_again() -> None:
    text = as_text(briefing(sample()))

    assert "Active customers moved outside the ordinary range" in text
    assert text.count("£206,511") == text.count("37.2 %") == 1


def test_one_owner_sees_every_flag_with_all_its_reasons() -> None:
    text = " ".join(as_text(briefing(for_one_owner())).split())

    for flag in for_one_owner().notes[0].flags:
        assert f"Flag {flag.id}" in text
        assert all(reason.text in text for reason in flag.reasons)
    assert for_one_owner().notes[0].text.split("\n")[0] in text
    assert "more:" not in text
    assert "retainer review" not in text


def printed(given: Briefing, encoding: str) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    console(stream).print(briefing(given))
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_an_ascii_pipe_gets_the_nearest_signs() -> None:
    text = printed(sample(), "ascii")

    assert "Gross sales" in text
    for sign in ("GBP 206,511", "-37.2 %", "* 14 exact duplicate lines", "..._-~#-"):
        assert sign in text
    assert "Chloe Lefevre" in text


def test_an_encoding_keeps_what_it_has() -> None:
    text = printed(sample(), "latin-1")

    assert "£206,511" in text
    assert "Chloé Lefèvre" in text
    assert "-37.2 %" in text


def test_a_pipe_gets_no_colour() -> None:
    assert "\x1b" not in printed(sample(), "utf-8")


def test_colour_adds_nothing_but_colour() -> None:
    stream = io.StringIO()
    Console(file=stream, width=80, force_terminal=True, color_system="truecolor", markup=False,
            emoji=False, highlight=False, _environ={}).print(briefing(sample()))  # fmt: skip
    coloured = stream.getvalue()

    plain = "\n".join(
        line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()
    )
    assert coloured != plain
    assert plain + "\n" == as_text(briefing(sample()))


HOSTILE = "\x1b]0;owned\x07\x1b[2J[bold red]:smile:\u202eevil\x9b31m\r\n"


def test_a_hostile_name_is_only_text() -> None:
    given = sample()
    note = given.notes[0]
    flag = note.flags[0].model_copy(update={"customer": HOSTILE, "next_step": HOSTILE})
    hostile = given.model_copy(
        update={
            "title": HOSTILE,
            "notes": (note.model_copy(update={"flags": (flag,), "owner_name": HOSTILE}),),
            "warnings": (HOSTILE,),
            "held_back": (HeldBack(customer=HOSTILE, owner=HOSTILE, why=HOSTILE),),
        }
    )

    text = as_text(briefing(hostile))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert "[bold red]:smile:evil" in text


def test_a_small_line_is_as_long_as_its_past() -> None:
    assert spark([1.0, None, 8.0, 4.5]) == "▁ █▅"
    assert spark([2.0, 2.0]) == "▁▁"
    assert spark([None, None]) == ""
