"""Questions that want more than a figure: why it changed, who it is about, who may leave."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from agent.interpreter.board import Board, DimensionSaid, MetricSaid
from agent.interpreter.grouping import Grouped
from agent.interpreter.lexicon import Lexicon

_WHY = re.compile(
    r"(?:^|(?<= ))(?:why|how come|what (?:is|was|were|are) behind"
    r"|what (?:caused|drove|drives|explains)"
    r"|what (?:is|was) (?:driving|causing)|(?:the )?reasons? (?:for|behind|why)|because of what"
    r"|explain(?: to (?:me|us))?|(?:the )?drivers? (?:of|for|behind)|who or what drove)(?= |$)"
)
_AT_RISK = re.compile(
    r"(?:^|(?<= ))(?:(?:are|is|is most|are most|currently) )*"
    r"(?:(?:most )?at risk(?: of (?:leaving|lapsing|churning|churn))?"
    r"|(?:likely|about|going) to (?:leave|churn|lapse|quit|go|cancel))(?= |$)"
)
_WHO = re.compile(
    r"(?:^|(?<= ))(?:(?:show|tell|give|list)(?: me| us)? )?"
    r"(?:who(?: (?:are|is|were|was) (?:they|it|that|those|these|them))?"
    r"|which ones|which of them)(?= |$)"
)


@dataclass(frozen=True)
class WhySaid:
    """The drivers of a change are asked for."""


@dataclass(frozen=True)
class AtRiskSaid:
    """Customers who may leave are asked for."""


def mark_why(board: Board) -> None:
    """Mark words that ask for the drivers of a change."""
    _mark_first(board, _WHY, WhySaid())


def mark_at_risk(board: Board) -> None:
    """Mark words about who may leave, unless they are the name of a metric."""
    if not board.has(MetricSaid):
        _mark_first(board, _AT_RISK, AtRiskSaid())


def mark_who(board: Board, lexicon: Lexicon) -> None:
    """In a thread, "who?" asks for the customers behind a figure."""
    keys = tuple(sorted(lexicon.keys))
    if keys and not (board.has(Grouped) or board.has(DimensionSaid) or board.has(MetricSaid)):
        _mark_first(board, _WHO, Grouped(keys))


def _mark_first(board: Board, pattern: re.Pattern[str], meaning: object) -> None:
    flat, starts = board.flat()
    match = pattern.search(flat)
    if match:
        first = bisect_right(starts, match.start()) - 1
        last = bisect_right(starts, match.end() - 1)
        if board.free(first, last):
            board.put(first, last, meaning)
