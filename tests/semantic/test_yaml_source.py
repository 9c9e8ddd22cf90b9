"""What a YAML file means here, where its parts are, and that none is too odd to be told about."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic.yaml_exact import exact
from semantic.yaml_quick import quick
from semantic.yaml_source import MOST_BYTES, Document, parse, read

ROOT = Path(__file__).resolve().parents[2]


def document(text: str) -> Document:
    found, problems = parse(text.encode(), "a.yml")
    assert problems == ()
    assert found is not None
    return found


def told(content: bytes) -> list[str]:
    found, problems = parse(content, "a.yml")
    assert found is None
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("12", 12),
        ("-7", -7),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2011-10-03", "2011-10-03"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("85123A", "85123A"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_plain_word_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    value = document(f"key: {written}\n").data["key"]

    assert value == meant
    assert type(value) is type(meant)


def test_a_key_is_always_text() -> None:
    assert document("1: a\ntrue: b\n").data == {"1": "a", "true": "b"}


def test_every_key_and_value_has_its_place() -> None:
    found = document("a:\n  - b: 1\n    c: [x, y]\n")

    assert str(found.key(("a", 0, "c"))) == "a.yml:3:5"
    assert str(found.value(("a", 0, "c"))) == "a.yml:3:8"
    assert str(found.value(("a", 0, "c", 1))) == "a.yml:3:12"
    assert str(found.key(("a", 0))) == "a.yml:2:5"


def test_the_place_of_something_absent_is_what_should_hold_it() -> None:
    found = document("a:\n  - b: 1\n")

    assert str(found.value(("a", 0, "missing", "deeper"))) == "a.yml:2:5"
    assert str(found.key(("missing",))) == "a.yml:1:1"


def test_columns_count_characters_and_a_byte_order_mark_is_none() -> None:
    found, _ = parse("\ufeffgrün: [é, x]\n".encode(), "a.yml")

    assert found is not None
    assert str(found.value(("grün", 1))) == "a.yml:1:11"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("e: a + bcd\n", "a.yml:1:8"),
        ("e: 'a + bcd'\n", "a.yml:1:9"),
        ('e: "a + bcd"\n', "a.yml:1:9"),
        ("e: >-\n  a\n  +\n  bcd\n", "a.yml:4:3"),
        ("e: |\n  a +\n    bcd\n", "a.yml:3:5"),
        ("e: a\n  + bcd\n", "a.yml:2:5"),
        ('e: "a\\u0020+ bcd"\n', "a.yml:1:4"),
    ],
)
def test_a_character_of_a_text_has_a_place_however_the_text_is_folded(
    written: str, place: str
) -> None:
    found = document(written)

    assert str(found.inside(("e",), found.data["e"].index("bcd"))) == place


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1:1: the file is empty; begin it with `version: 1`"),
        (b"# nothing\n", "1:1: the file is empty; begin it with `version: 1`"),
        (b"- a\n", "1:1: the file does not hold `key: value` lines; begin it with `version: 1`"),
        (b"a:\n\tb: 1\n", "2:1: a tab, where YAML needs spaces"),
        (b"a:\n  b: 1\n  \tc: 2\n", "3:3: a tab, where YAML needs spaces"),
        (b"-\t-", "1:2: a tab, where YAML needs spaces"),
        (b"a: \xff\n", "1:4: not UTF-8 text; save the file with the encoding UTF-8"),
        ("a: 1\n".encode("utf-16"), "1:1: not UTF-8 text; save the file with the encoding UTF-8"),
        (b"a: x\x07\n", "1:5: the character U+0007, which may not stand here; delete it"),
        ("a: x\u2028\n".encode(), "1:5: the character U+2028, which may not stand here; delete it"),
        (b"a: &x 1\n", "1:4: an anchor (&x); write the value out"),
        (b"a: *x\n", "1:4: an alias (*x); write the value out"),
        (b"a: !!python/object:os.system x\n", "1:4: a tag (`!`); write the value without it"),
        (b"a: 1\n---\nb: 2\n", "2:1: a second document after `---`; one file holds one"),
        (b"? [a]\n: b\n", "1:3: a list or mapping used as a key; keys are single words"),
        (b"a: .inf\n", "1:4: `.inf` is not a number that can be counted with"),
        (b"a: 1e999\n", "1:4: `1e999` is too large a number"),
        (b"a: " + b"9" * 5000, "1:4: a number of more than 400 digits"),
        (b"a: 'x\n", "1:4: a quote that is opened here and never closed"),
        (b'--- "a\n... x\nb"\n', "1:5: a quote that is opened here and never closed"),
        (
            b"a: [1, 2\nb: 3\n",
            "1:4: a list that is opened here and not closed, or has no comma between two items",
        ),
        (b"[ a, b, , ]\n", "1:9: a value is missing here"),
        (
            b"a: b: c: d\n",
            "1:5: a `:` where no key can stand; put text that holds `: ` in quotes, "
            "or check the indentation",
        ),
        (
            b"map:\n  key1: 'x'\n   key2: 'y'\n",
            "3:4: neither a key nor the end of the lines above; check the indentation",
        ),
        (b"top1:\n  key1: val1\ntop2\n", "3:1: a line among keys that has no `:` of its own"),
        (
            b"- item1\n- item2\ninvalid: x\n",
            "3:1: neither a list item (`- `) nor the end of the list above; check the indentation",
        ),
        (b"a: @home\n", "1:4: a value cannot begin with `@`; put it in quotes"),
        (b'a: "\\q"\n', "1:5: an unknown escape after `\\`; use single quotes, or write `\\\\`"),
        (b"a: |0\n", "1:5: not valid YAML: found an indentation indicator equal to 0"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(content: bytes, problem: str) -> None:
    assert told(content) == [f"a.yml:{problem}"]


def test_a_key_given_twice_keeps_the_rest_readable() -> None:
    found, problems = parse(b"a: 1\nb: 2\na: 3\n", "a.yml")

    assert found is not None
    assert found.data["b"] == 2
    assert [str(problem) for problem in problems] == [
        "a.yml:3:1: `a` is given a second time; the first is on line 1"
    ]


def test_bombs_are_refused_before_they_grow() -> None:
    lists = b"a:\n" + b"- x\n" * 150_000

    assert told(b"a: " + b"[" * 100_000) == ["a.yml:1:43: nested more than 40 levels deep"]
    assert told(lists) == ["a.yml:100000:3: more than 100,000 values in one file"]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yml"
    path.write_bytes(b"#" * (MOST_BYTES + 1))

    assert [str(problem) for problem in read(path, "big.yml")[1]] == [
        "big.yml:1:1: larger than 5 MB"
    ]


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "people.yaml")[1]

    assert str(problem) == "people.yaml:1:1: cannot be read: it is a folder"


def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "people.yaml")

    (problem,) = read(tmp_path / "people.yaml", "people.yaml")[1]

    assert str(problem) == "people.yaml:1:1: cannot be read: it is no ordinary file"


YAML_LIKE = st.text(st.sampled_from("ab1:-?[]{},#&*!|>'\"%@`\\ \t\n~.é\u2028\x07"), max_size=60)

LINE = st.sampled_from(
    [
        "a: 1",
        "b: [x, {c: 2.5}]",
        "a: 'x'",
        "c:",
        "  - d: ~",
        "  - e",
        "    f: >-",
        "      g h",
        "# i",
    ]
)


@given(st.one_of(st.binary(max_size=80), YAML_LIKE.map(str.encode)))
def test_no_bytes_are_without_an_answer(content: bytes) -> None:
    found, problems = parse(content, "a.yml")

    assert found is not None or problems
    lines = content.count(b"\n") + content.count(b"\r") + 2
    for problem in problems:
        assert 1 <= problem.place.line <= lines
        assert problem.place.column >= 1
        assert "\n" not in problem.message
    if found is not None:
        for steps in found.values:
            assert found.value(steps).line <= lines


@given(st.one_of(YAML_LIKE, st.lists(LINE, max_size=12).map("\n".join)))
def test_what_is_read_quickly_is_what_is_read_with_places(text: str) -> None:
    content = quick(text)

    if content is not None:
        found = exact(text)
        assert (found.whole, found.faults) == (True, ())
        assert json.dumps(content) == json.dumps(found.data)


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("examples/*/*/*.yml")), ids=lambda path: path.name
)
def test_ordinary_files_are_read_quickly(file: Path) -> None:
    assert quick(file.read_text(encoding="utf-8")) is not None
