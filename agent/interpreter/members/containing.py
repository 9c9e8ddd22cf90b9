"""Members by a part of their names: "items with LUNCH BAG in the description"."""

from collections.abc import Iterator

from agent.interpreter.board import AskedBack, Board, DimensionSaid, Noise
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.searched import Members
from agent.patterns import regex
from semantic.record import record
from semantic.view import View

_QUOTE = "['\"“”\u2018’`]"
_TEXT = rf"(?:{_QUOTE} )?(?P<text>(?:[\w&'-]+ ){{0,3}}?[\w&'-]+)(?: {_QUOTE})?"
_NAME = r"(?:[a-z]+ )?(?:description|name|title|label)s?"
_WORD = r"(?: the)?(?: (?:word|words|term|phrase|text))?"
_HOLDING = r"(?:contain(?:s|ing)?|like|includ(?:es|e|ing)|has|have|having|with)"
_END = r"(?= (?:,|in|for|during|on|since|last|this|by|per|vs|and|[?.:;)])|$)"
_IN_NAMES = (
    regex(
        rf"(?:^|(?<= )){_HOLDING}{_WORD} {_TEXT} (?:somewhere )?in (?:the|its|their) {_NAME}"
        r"(?= |$)",
        "description|name|title|label",
        " in ",
    ),
    regex(
        rf"(?:^|(?<= ))(?:(?:where|whose|with|the) )*{_NAME} {_HOLDING}{_WORD} {_TEXT}{_END}",
        "description|name|title|label",
        "contain|like|includ|has|have|having|with",
    ),
    regex(
        rf"(?:^|(?<= ))(?:(?:that|which) )?(?:contain(?:s|ing)?|with the words?)"
        rf"{_WORD} {_TEXT}{_END}",
        "contain|with the word",
    ),
)
# "Five names with the numbers" asks for the figures beside them.
_FIGURES = frozenset({"numbers", "number", "figures", "figure", "counts", "totals", "amounts"})
_ANYTHING = frozenset({"anything", "everything", "something", "things", "all", "those", "ones"})


@record
class Containing:
    """Only members of one of these dimensions whose names have a text in them."""

    fields: tuple[str, ...]
    text: str


def mark_containing(board: Board, members: Members, view: View) -> None:
    """Mark a part of a name as a condition on the one dimension whose members have it.

    Call before names are looked for in what is left.
    """
    for pattern in _IN_NAMES:
        for first, last, match in Board(board.tokens).found(pattern)[:1]:
            text = match["text"]
            if text in _FIGURES:
                return
            fields = tuple(_holding(text, members))
            if len({view.dimensions[name].dimension.name for name in fields}) > 1:
                return
            board.marks = [one for one in board.marks if one.end <= first or one.start >= last]
            none = AskedBack(f"No name here has “{text}” in it. Say what else is meant.")
            board.put(first, last, Containing(fields, text) if fields else none)
            _settle_noun(board, first, fields)
            return


def _holding(text: str, members: Members) -> Iterator[str]:
    for name, values in {**members.large, **members.small}.items():
        if any(text in str(value).lower() for value in values):
            yield name


def _settle_noun(board: Board, place: int, fields: tuple[str, ...]) -> None:
    """Take what such members are called as said: "products containing …", "anything with …"."""
    entities = {name.partition(".")[0] for name in fields}
    named = [(mark, said.fields) for mark, said in board.of(DimensionSaid)]
    named += [(mark, said.fields) for mark, said in board.of(Grouped)]
    for mark, called in named:
        if mark.end == place and entities & {name.partition(".")[0] for name in called}:
            board.swap(mark, Noise())
    if board.word(place - 1) in _ANYTHING and board.free(place - 1, place):
        board.put(place - 1, place, Noise())
