"""Text from data can steer neither a terminal nor the text around it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.render.inert import inert, inert_lines, inert_tree

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_nothing_is_left_that_controls_or_reorders(text: str) -> None:
    shown = inert(text)

    assert {unicodedata.category(letter) for letter in shown} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    } == set()
    shown.encode("utf-8")


@given(ANY_TEXT)
def test_once_is_enough(text: str) -> None:
    assert inert(inert(text)) == inert(text)


@pytest.mark.parametrize("name", ["O’Neill & Söhne", "株式会社", "<b>", "=1+1", "Ünï  cödé – £5"])
def test_names_that_are_only_unusual_stay(name: str) -> None:
    assert inert(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("red\x1b[31m alert\x1b[0m", "red[31m alert[0m"),
        ("bell\a back\b", "bell back"),
        ("two\r\nlines", "two  lines"),
        ("c1 \x9b31m", "c1 31m"),
        ("exe\u202etxt.moc", "exetxt.moc"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone \ud800", "lone "),
    ],
)
def test_what_would_steer_is_taken_out(name: str, shown: str) -> None:
    assert inert(name) == shown


def test_lines_stay_lines_where_they_are_wanted() -> None:
    assert inert_lines("one\r\ntwo\x1b[2J\n\n  three") == "one\ntwo[2J\n\n  three"


def test_every_string_inside_a_document_is_reached() -> None:
    document = {"a\x1b": ["b\x07", {"c": "d\u202e", "e": 1.5, "f": None}]}

    assert inert_tree(document) == {"a": ["b", {"c": "d", "e": 1.5, "f": None}]}
