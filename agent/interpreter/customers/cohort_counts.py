"""How many of a cohort did something later: "of those new in March, how many ordered in May"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, Hint, Mark, MetricSaid
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.roots import is_deed, root
from semantic.model import LifecycleMetric, SimpleMetric
from semantic.view import View

_BETWEEN = frozenset(
    {"of", "them", "those", "these", "did", "had", "have", "has", "were", "then", "still", "also"}
    | {"actually", "went", "on", "to", "us", "the", "who", "that", "customers"}
)


def mark_cohort_counts(board: Board, lexicon: Lexicon, view: View) -> None:
    """Put those who were active in place of what they did, where they are counted themselves.

    Call when deeds are marked. "How many orders did they place" counts the orders.
    """
    cohorts = board.of(CohortSaid)
    counted = [mark for mark, hint in board.of(Hint) if hint.unit == "count"]
    figures = board.of(MetricSaid)
    if len(cohorts) != 1 or len(counted) != 1 or len(figures) != 1:
        return
    (mark, said), (_, of) = figures[0], cohorts[0]
    active = tuple(_active(of, view))
    done = (
        is_deed(board.word(mark.start))
        and root(board.word(mark.start)) in lexicon.deeds
        and mark.start >= counted[0].end
    )
    if not done or set(said.metrics) & set(active) or not _counts_them(board, counted[0], mark):
        return
    if active:
        board.swap(mark, MetricSaid(active, note=f"“{board.text(mark)}” as those who did so"))


def _counts_them(board: Board, hint: Mark, mark: Mark) -> bool:
    """Whether nothing but the cohort and small words stand between "how many" and what is done."""
    places = range(hint.end, mark.start)
    inside = {
        place
        for one in board.marks
        if not isinstance(one.meaning, MetricSaid)
        for place in range(one.start, one.end)
    }
    return all(place in inside or board.word(place) in _BETWEEN for place in places)


def _active(of: CohortSaid, view: View) -> Iterator[str]:
    """The metrics that count the persons of a cohort who were active in a period."""
    models = {view.dimensions[name].model.name: view.dimensions[name].model.rollup
              for name in of.fields if name in view.dimensions}  # fmt: skip
    for name, metric in view.metrics.items():
        if isinstance(metric, LifecycleMetric):
            if metric.model in models and metric.state == "active":
                yield name
        elif isinstance(metric, SimpleMetric) and metric.agg == "count_distinct":
            rows = {rollup.of for rollup in models.values() if rollup}
            if metric.model in rows and set(of.fields) & set(view.groupable(name)):
                yield name
