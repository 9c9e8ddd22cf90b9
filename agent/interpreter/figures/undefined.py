"""What no reading answers: a median, a span that no state has, a member against all the rest."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from agent.grammar import counts_things
from agent.interpreter.board import Board, DimensionSaid, GrainSaid, MemberSaid, MetricSaid, Rank
from agent.interpreter.customers.absence import Absent
from agent.interpreter.figures.counting import names_things
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.figures.likely import likely
from agent.interpreter.figures.not_kept import no_rights, of_another_thing
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.outcome import Option, Outside, Unclear
from agent.interpreter.words.ordinary import DURATIONS, EXCLUDING
from agent.patterns import regex
from agent.reading import Reading
from semantic.period import GRAINS

if TYPE_CHECKING:
    from agent.interpreter.compose import Question

MOST_NEAREST = 4
_ROWS = frozenset({"raw", "row", "rows", "itemised", "itemized"})
_QUANTITIES = frozenset({"quantity", "qty", "volume", "number", "count", "amount", "total"})
_ONE_BY_ONE = frozenset({"individual", "single"})
_NO_ROWS = "Single rows are not shown here, only figures about them."
_EVERY_ROW = regex(
    r"(?:^|(?<= ))(?:every|all|each)(?: single| the)* (?:lines?|records?|entry|entries|rows?)"
    r" (?:of|in|from) (?:the |our |your )?(?:(?:\w+|§) )?(?:table|database|file|data)(?= |$)",
    "line|record|entry|entries|row",
)
_GOALS = frozenset(
    {"target", "targets", "budget", "budgets", "budgeted", "quota", "quotas", "goal"}
)
_GOALS |= {"goals", "planned", "plan"}
_NO_GOALS = "No metric here is a target or a plan: only what has happened is known."
_AHEAD = frozenset({"expected", "estimated", "anticipated", "prognosis"})
_NOTHING_AHEAD = "Only what has happened is known, and no metric here tells of what will."
_SPEEDS = frozenset({"slowest", "fastest", "quickest", "longest", "shortest"})
_BETWEEN = {(span, "between") for span in ("time", "days", "weeks", "gap", "interval")}
_SPREADS = frozenset({"median", "percentile", "quartile", "variance"})
_LEFT_OUT = frozenset(word for words in EXCLUDING for word in words) | {
    "only",
    "once",
    "if",
    "beat",
}
_LEFT_OUT |= {"beats", "ahead", "behind", "than", "who", "against", "versus", "vs"}


def undefined(question: "Question", metrics: Sequence[str]) -> Outside | None:
    """A refusal of what no metric here is, with the nearest that are; None where nothing is."""
    view = question.view
    spread = next((word for word in question.unexplained if word in _SPREADS), "")
    if spread:
        means = [name for name in metrics if is_mean(view.metrics[name])]
        nearest = metrics or likely(question.board, view, question.unexplained, question.leading())
        said = "".join(f": {view.metrics[name].title} is a mean" for name in means[:1])
        titles = tuple(view.metrics[name].title for name in nearest[:MOST_NEAREST])
        return Outside(f"No metric here is a {spread}{said}.", titles, question.unexplained)
    for _, absent in question.board.of(Absent):
        title, days = view.metrics[absent.state].title, absent.days
        reason = f"How long nothing was done is known here only as {title}: {days} days."
        return Outside(reason, (title,), question.unexplained)
    return (
        no_rights(question)
        or _single_rows(question, metrics)
        or _to_come(question, metrics)
        or of_another_thing(question, metrics)
    )


def _single_rows(question: "Question", metrics: Sequence[str]) -> Outside | None:
    """A refusal of single rows, such as "invoice 536365", where they have no name that may be seen.

    None where nothing asks for one.
    """
    board, view = question.board, question.view
    for mark, said in board.of(MetricSaid):
        metric = view.metrics[said.metrics[0]]
        before, after = board.word(mark.start - 1), board.word(mark.end)
        numbered = after.isdigit() and after in question.unexplained
        one_of_them = before in _ONE_BY_ONE and before in question.unexplained
        ranked = before in ("which", "what") and board.has(Rank) and not _is_split(board)
        one_word = mark.end == mark.start + 1 and board.word(mark.start) not in _QUANTITIES
        things = (Grouped, DimensionSaid, GrainSaid)
        leads = any(o.start == mark.end and isinstance(o.meaning, things) for o in board.marks)
        ranked |= one_word and not leads and any(r.end == mark.start for r, _ in board.of(Rank))
        # "Which order was the largest" asks for one, "the largest quantity" for none.
        single = board.tokens[mark.end - 1].word == board.tokens[mark.end - 1].stem
        # "Order numbers by region" are counts, "the invoice numbers of the largest" are none.
        names = after in ("number", "numbers", "ids") and board.word(mark.end + 1) == "of"
        again = any(o.start > mark.end and o.meaning == said for o in board.marks)
        names &= board.has(Rank) or again
        asks = numbered or one_of_them or (ranked and single) or names
        if asks and counts_things(metric) and not names_things(metric, view):
            reason = f"Single {metric.title} are not shown here, only figures about them."
            return Outside(reason, (metric.title,), question.unexplained)
    if _ROWS & set(question.unexplained) or board.found(_EVERY_ROW):
        nearest = metrics or likely(board, view, question.unexplained, question.leading())
        titles = tuple(view.metrics[name].title for name in nearest[:MOST_NEAREST])
        return Outside(_NO_ROWS, titles, question.unexplained)
    return None


def _is_split(board: Board) -> bool:
    return any(board.has(kind) for kind in (DimensionSaid, Grouped, GrainSaid))


def _to_come(question: "Question", metrics: Sequence[str]) -> Outside | None:
    """A refusal of what should be or is to be, such as a target, where no metric says so."""
    words = set(question.unexplained)
    reason = _NO_GOALS if words & _GOALS else _NOTHING_AHEAD if words & _AHEAD else ""
    titles = tuple(question.view.metrics[name].title for name in metrics[:MOST_NEAREST])
    return Outside(reason, titles, question.unexplained) if reason else None


def how_long(question: "Question", metrics: Sequence[str]) -> tuple[str, ...] | Outside | None:
    """What may be meant by "how long": the metrics that are told in days or hours.

    None where nothing asks so, or where one of them is named.
    """
    view, words = question.view, [token.word for token in question.board.tokens]
    asks = "long" in question.unexplained and ("how", "long") in pairwise(words)
    asks = asks or bool(_SPEEDS & set(question.unexplained) and not metrics)
    lasting = [
        name
        for name, metric in view.metrics.items()
        if metric.format.unit in DURATIONS and metric.kind == "outcome"
    ]
    if any(pair in _BETWEEN for pair in pairwise(words)) and not set(metrics) & set(lasting):
        return Outside("No metric here says how long it is between two.", (), question.unexplained)
    if not asks or set(metrics) & set(lasting):
        return None
    if not lasting:
        return Outside("No metric here says how long anything lasts.", (), question.unexplained)
    ranked = likely(question.board, view, question.unexplained)
    return tuple(name for name in ranked if name in lasting) or tuple(lasting)


def one_part(question: "Question", reading: Reading) -> Unclear:
    """A question back about "UK against the rest": the member, or all but it."""
    others = {"eq": "ne", "in": "not_in"}
    named = {name for _, said in question.board.of(MemberSaid) for name, _ in said.values}
    given = next(each for each in reading.filters if each.field in named and each.op in others)
    without = given.model_copy(update={"op": others[given.op]})
    kept = tuple(without if each == given else each for each in reading.filters)
    rest = reading.model_copy(update={"filters": kept})
    options = tuple(Option(each.echo(question.view), each) for each in (reading, rest))
    return Unclear("These are two figures, and I give one at a time. Which one first?", options)


def is_content(word: str) -> bool:
    """Whether a word says what is asked for, and not only how: "churn", not "not" or "90"."""
    return word[:1].isalpha() and word not in _LEFT_OUT and word.removesuffix("s") not in GRAINS
