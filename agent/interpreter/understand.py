"""A question, read against what one principal may see, without a model. Read this first.

Everything in the question has to stand for something. Words that nothing explains are reported,
and then there is no answer: a wrong one would be worse than a question back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from agent.interpreter import comparisons, grouping
from agent.interpreter.assemble import assemble
from agent.interpreter.board import Board
from agent.interpreter.compose import Question
from agent.interpreter.leftovers import mark_members, unexplained, unmark_names
from agent.interpreter.lexicon import Lexicon, build
from agent.interpreter.members import Members, Values
from agent.interpreter.outcome import Outcome, Outside
from agent.interpreter.periods import Calendar
from agent.interpreter.ranking import mark_ranks
from agent.interpreter.time_expressions import mark_times
from agent.interpreter.tokens import Token, plain, tokens
from agent.interpreter.typos import mended
from agent.interpreter.vocabulary import COMMON, is_common
from agent.interpreter.words import PERSONAL
from semantic.period import Period
from semantic.view import View

MOST_CHARACTERS = 1000
_CODE = re.compile(
    r"\bselect\b.+\bfrom\b|\b(?:drop|alter|truncate|create) table\b|\binsert into\b"
    r"|\bdelete from\b|\bunion select\b|\bupdate \w+ set\b|;\s*--|\bexec(?:ute)? immediate\b"
)


@dataclass(frozen=True)
class Ground:
    """What a question is read against.

    `values` gives the values of a dimension that the principal sees, none when there are more than
    a limit. `covered` is what the data covers, None without data. `today` is the first day that
    nothing is known about.
    """

    view: View
    values: Values
    covered: Callable[[], Period | None]
    today: date

    @property
    def default_period(self) -> str:
        """The period meant when a question names none: `last_week` or `last_month`."""
        return self.view.catalog.settings.default_period


def understand(question: str, ground: Ground) -> Outcome:
    """The reading of the question, a question back, or why there is no answer."""
    given = tokens(question)
    refusal = _no_question(question, given)
    if refusal:
        return refusal
    members = Members(ground.view, ground.values)
    lexicon, read = _vocabulary(given, ground.view, members)
    board = Board(read)
    stranger = _mark(board, lexicon, ground)
    if stranger:
        return Outside(f"There is no customer {stranger} among those you may see.")
    unmark_names(board)
    several = mark_members(board, members, ground.view)
    strange, beside = unexplained(board)
    return assemble(
        Question(
            board=board,
            lexicon=lexicon,
            view=ground.view,
            calendar=_calendar(ground),
            unexplained=tuple(board.tokens[place].word for place in strange),
            asides=tuple(board.tokens[place].word for place in beside),
            several=tuple(several),
            notes=_corrections(question, read),
        )
    )


def _calendar(ground: Ground) -> Calendar:
    sees_all = ground.view.access.any_rows.unrestricted
    return Calendar(ground.today, ground.covered(), ground.default_period, sees_all)


def _corrections(question: str, read: tuple[Token, ...]) -> tuple[str, ...]:
    text = plain(question)
    return tuple(
        f"“{text[token.start : token.end]}” as “{token.word}”" for token in read if token.corrected
    )


def _no_question(question: str, given: tuple[Token, ...]) -> Outside | None:
    if not given:
        return Outside("There is no question.")
    if len(question) > MOST_CHARACTERS:
        return Outside(f"The question is longer than {MOST_CHARACTERS:,} characters.")
    if _CODE.search(plain(question).lower()):
        return Outside("Statements to a database are not run. Ask in words for a metric.")
    if any(token.word in PERSONAL for token in given):
        return Outside("Personal data of customers is not given out; metrics about them are.")
    return None


def _vocabulary(
    given: tuple[Token, ...], view: View, members: Members
) -> tuple[Lexicon, tuple[Token, ...]]:
    """The lexicon, with members only if the question has words that need them."""
    lexicon = build(view, {})
    if all(is_common(token) or token.stem in lexicon.known for token in given if token.is_word):
        return lexicon, given
    lexicon = build(view, members.small)
    known = COMMON | lexicon.known
    return lexicon, mended(given, known, lambda stem: stem in members.words)


def _mark(board: Board, lexicon: Lexicon, ground: Ground) -> str:
    """Mark all that the question means. Returns a customer number that nobody has, if named."""
    grouping.mark_splitting(board)
    grouping.mark_phrases(board, lexicon)
    stranger = grouping.mark_customers(board, lexicon, ground.values)
    comparisons.mark_shifts(board)
    mark_times(board, ground.today, ground.covered())
    comparisons.mark_changes(board)
    mark_ranks(board, lexicon)
    grouping.mark_cohorts(board, ground.view)
    grouping.mark_contrasts(board)
    grouping.mark_exclusions(board)
    grouping.mark_hints(board)
    grouping.mark_nouns(board, lexicon)
    return stranger
