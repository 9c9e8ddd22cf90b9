"""Pictures asked for: "plot churn for the last six months" wants each month, and not one figure."""

from agent.evidence import as_grain
from agent.interpreter.board import (
    Board,
    Change,
    Comparing,
    DimensionSaid,
    GrainSaid,
    MetricSaid,
    Rank,
    Shift,
    TimeSaid,
)
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.times.periods import looked_at_by
from agent.interpreter.words.tokens import stem
from agent.patterns import regex
from semantic.model import Grain
from semantic.period import GRAINS, whole_grain

_PICTURE = regex(
    r"(?:^|(?<=[,.:;!?] )|(?<=please )|(?<=pls )|(?<=you )|(?<=to )|(?<=and )|(?<=me )|(?<=us )"
    r"|(?<=we )|(?<=i )|(?<=let )|(?<=a )|(?<=the )|(?<=as ))"
    r"(?:(?:line|bar) )?(?:plot|chart|graph)(?= |$)",
    "plot|chart|graph",
)
# The bar of a hotel takes money, and a bar chart does not.
_BARS = regex(
    r"(?:^|(?<= ))(?:bars?(?= (?:charts?|graphs?|plots?)(?: |$))|(?<=as )(?:a )?bars?)(?= |$)",
    "bar",
)
_SPLITTING = (
    Change,
    Comparing,
    DimensionSaid,
    GrainSaid,
    Rank,
    Shift,
    Baseline,
    CohortSaid,
    Grouped,
)


def mark_pictures(board: Board) -> None:
    """Mark "plot", "chart" and "graph" as a split by time, where nothing else is set apart.

    Call when metrics, periods, comparisons and rankings are marked.
    """
    times = [said for _, said in board.of(TimeSaid)]
    if not board.has(MetricSaid) or len(times) > 1 or any(map(board.has, _SPLITTING)):
        return
    if times and (times[0].parts or times[0].choices or times[0].period.days < 2):
        return
    for first, last, _ in board.found(_PICTURE)[:1]:
        if board.free(first, last) and not board.tokens[first].titled:
            board.put(first, last, GrainSaid(_grain(board)))


def mark_bars(board: Board) -> None:
    """Take "bar" in "bar chart" and "as bars" as said: the answer decides which one is drawn."""
    board.silence(_BARS)


def _grain(board: Board) -> Grain:
    """The units that a period is told in, "six months", else as many as can be looked at."""
    for mark, said in board.of(TimeSaid):
        units = [stem(word) for word in board.text(mark).split() if stem(word) != word]
        counted = [unit for unit in units if unit in GRAINS]
        ends = {whole_grain(end) for end in said.ends}
        if counted:
            return as_grain(counted[0])
        if len(ends) == 1 and None not in ends:
            return as_grain(str(ends.pop()))
        return looked_at_by(said.period)
    return "month"
