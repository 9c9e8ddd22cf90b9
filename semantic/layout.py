"""SQL as people read it: a clause or a column on each line, subqueries indented."""

import re
from dataclasses import field

from semantic.record import changeable

_PIECES = r"""(\s*)('(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[(),]|[^\s'"`(),]+)"""
_CLAUSES = (
    *("WITH", "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT"),
    *("UNION", "LEFT", "JOIN", "VALUES"),
)
# A clause word after one of these goes on with what they began.
_GOES_ON = ("LEFT", "OUTER", "WITHIN")


@changeable
class _Level:
    """A query that is being written, or a bracket inside one; `indent` counts spaces."""

    query: bool
    indent: int = 0
    clause: str = ""
    cases: int = 0
    between: bool = False


@changeable
class _Page:
    levels: list[_Level] = field(default_factory=lambda: [_Level(query=True)])
    text: str = ""
    last: str = ""

    @property
    def here(self) -> _Level:
        return self.levels[-1]

    def newline(self, indent: int) -> None:
        self.text = self.text.rstrip() + "\n" * bool(self.text) + " " * indent

    def open(self, query: bool) -> None:
        line = self.text[self.text.rfind("\n") + 1 :]
        indent = len(line) - len(line.lstrip())
        self.levels.append(_Level(query, indent + 2))

    def write(self, space: str, word: str) -> None:
        begins = self.text[-1:] in ("", "\n", " ")
        self.text += word if begins or not space else f" {word}"
        self.last = word


def laid_out(statement: str) -> str:
    """The same statement, token for token, with line breaks and indentation."""
    found = re.findall(_PIECES, statement)
    page = _Page()
    for number, (space, word) in enumerate(found):
        following = found[number + 1][1] if number + 1 < len(found) else ""
        if word == "(":
            page.write(space, word)
            page.open(query=following in ("SELECT", "VALUES"))
        elif word == ")":
            _close(page)
        else:
            _break_before(page, word)
            page.write(space, word)
            _break_after(page, word)
    return page.text.strip()


def _close(page: _Page) -> None:
    level = page.levels.pop()
    if level.query:
        page.newline(level.indent - 2)
    page.write("", ")")


def _break_before(page: _Page, word: str) -> None:
    level = page.here
    if not level.query:
        return
    if word in _CLAUSES and page.last not in _GOES_ON:
        page.newline(level.indent)
        level.clause = word
    elif word in ("AND", "OR") and level.clause == "WHERE" and not level.cases:
        if not level.between:
            page.newline(level.indent + 2)
        level.between = False
    level.between = level.between or word == "BETWEEN"
    level.cases += (word == "CASE") - (word == "END")


def _break_after(page: _Page, word: str) -> None:
    level = page.here
    if word == "," and level.query and level.clause in ("WITH", "SELECT"):
        page.newline(level.indent + 2 * (level.clause == "SELECT"))
