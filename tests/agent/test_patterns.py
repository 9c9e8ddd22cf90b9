"""Patterns stay uncompiled for texts that they cannot fit: that this loses nothing is proven."""

import importlib
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from agent.patterns import DIGIT, Pattern, folded, regex

ROOT = Path(__file__).resolve().parents[2]
# What `re` reads an expression with; it has no public name.
parser: Any = importlib.import_module("re._parser")
kinds: Any = importlib.import_module("re._constants")

ANY, A_DIGIT = "\ue000", "\ue001"
MOST = 1000
LONGEST = 16


def all_patterns() -> Iterator[Pattern]:
    for room in ("interpreter", "checker"):
        for file in sorted((ROOT / "agent" / room).rglob("[a-z]*.py")):
            path = file.relative_to(ROOT).with_suffix("")
            module = importlib.import_module(".".join(path.parts))
            for value in vars(module).values():
                yield from within(value)
    for value in vars(importlib.import_module("agent.writer")).values():
        yield from within(value)


def within(value: object) -> Iterator[Pattern]:
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from within(part)


def is_proven(nodes: Sequence[Any], need: Sequence[str]) -> bool:
    """Whether all that a parsed expression fits has a word of the need somewhere."""
    stretches = (
        spelled(nodes[first : first + length])
        for first in range(len(nodes))
        for length in range(1, LONGEST + 1)
    )
    return any(found and all(has(text, need) for text in found) for found in stretches) or any(
        is_proven_inside(node, need) for node in nodes
    )


def is_proven_inside(node: tuple[Any, Any], need: Sequence[str]) -> bool:
    kind, given = node
    if kind is kinds.BRANCH:
        return all(is_proven(branch, need) for branch in given[1])
    if kind is kinds.SUBPATTERN:
        return is_proven(given[3], need)
    if kind is kinds.MAX_REPEAT and given[0]:
        return is_proven(given[2], need)
    # What stands before may lie outside of the part that is looked at.
    return kind is kinds.ASSERT and given[0] == 1 and is_proven(given[1], need)


def has(text: str, need: Sequence[str]) -> bool:
    return any(A_DIGIT in text if word == DIGIT else word in text for word in need)


def spelled(nodes: Sequence[Any]) -> list[str]:
    """Every text that the nodes fit, with marks for what is not spelled out; none if too many."""
    found = [""]
    for node in nodes:
        ways = one_spelled(*node) or [ANY]
        if len(found) * len(ways) > MOST:
            return []
        found = ["".join(pair) for pair in product(found, ways)]
    return found


def one_spelled(kind: object, given: Any) -> list[str]:
    if kind is kinds.LITERAL:
        return [folded(chr(given))]
    if kind is kinds.IN:
        return [letter for each in given for letter in one_of_a_set(*each)]
    if kind is kinds.BRANCH:
        return [text for branch in given[1] for text in spelled(branch) or [ANY]]
    if kind is kinds.SUBPATTERN:
        return spelled(given[3])
    if kind is kinds.MAX_REPEAT:
        once = spelled(given[2]) or [ANY]
        ends = [ANY] if given[1] > 1 else [""]
        return [""] * (not given[0]) + [text + end for text in once for end in ends]
    nothing = (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT)
    return [""] if kind in nothing else [ANY]


def one_of_a_set(kind: object, given: Any) -> list[str]:
    if kind is kinds.LITERAL:
        return [folded(chr(given))]
    digits = kind is kinds.CATEGORY and given is kinds.CATEGORY_DIGIT
    if digits or (kind is kinds.RANGE and "0" <= chr(given[0]) <= chr(given[1]) <= "9"):
        return [A_DIGIT]
    return [ANY]


def unproven(pattern: Pattern) -> list[str]:
    parsed = list(parser.parse(pattern.text))
    return ["|".join(need) for need in pattern.needs if not is_proven(parsed, need)]


def test_no_pattern_fits_a_text_without_what_it_is_said_to_need() -> None:
    found = list(all_patterns())

    assert len(found) > 100
    assert {pattern.text: lost for pattern in found if (lost := unproven(pattern))} == {}


@pytest.mark.parametrize(
    ("pattern", "lost"),
    [
        (regex("(?:last|this) year", "last|this", " year"), []),
        (regex("(?:last|this) year", "last"), ["last"]),
        (regex("(?:a |one )?week ago", "a |one "), ["a |one "]),
        (regex(r"w ?\d{1,2}(?= of)", DIGIT, " of"), []),
        (regex(r"w ?\d*", DIGIT), [DIGIT]),
        (regex("a(?:bc)+d", "bc"), []),
        (regex("a(?:bc)+d", "abcd"), ["abcd"]),
    ],
)
def test_a_need_is_proven_only_where_it_holds(pattern: Pattern, lost: list[str]) -> None:
    assert unproven(pattern) == lost


def test_a_pattern_is_compiled_by_the_first_text_that_has_what_it_needs() -> None:
    weeks = regex(r"week (\d+)", "week", DIGIT)

    assert list(weeks.finditer("sales last week")) == []
    assert weeks.search("sales in 2011") is None
    assert "compiled" not in vars(weeks)
    assert weeks.fullmatch("week 38")
    assert "compiled" in vars(weeks)
    # Digits of every script count, as they do for the expression.
    assert weeks.match("week ٣٨")


def test_a_letter_that_an_expression_takes_for_another_is_looked_for_as_that_one() -> None:
    alike = regex("(?i)[a-z]").compiled

    taken = [letter for letter in map(chr, range(0x10000)) if alike.match(letter)]

    assert {"\u0131", "\u017f", "\u212a"} < set(taken)
    assert [letter for letter in taken if not "a" <= folded(letter) <= "z"] == []
