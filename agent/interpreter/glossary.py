"""Words that the workspace asks back, and the dimensions that a question names."""

from agent.interpreter.board import Board, DimensionSaid, Hint, Noise, Rank
from agent.interpreter.compose import Question
from agent.interpreter.figures.metrics import rankable
from agent.interpreter.members.fields import counts_once
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.nouns import names_members
from agent.interpreter.offering import which_metric
from agent.interpreter.outcome import Unclear
from agent.interpreter.words.tokens import phrase, stem
from agent.writer import CURRENCIES
from semantic.model import BaseMetric


def glossary(question: Question) -> Unclear | None:
    """Words that the workspace asks back, such as customers without a state."""
    board, view = question.board, question.view
    counted = any(hint.unit == "count" for _, hint in board.of(Hint))
    for word, why in view.catalog.settings.glossary.items():
        words = {word, stem(word)} if counted else {word}
        said = any(token.word in words and not names_members(board, place)
                   for place, token in enumerate(board.tokens))  # fmt: skip
        if said and _is_ranked(board, word):
            continue
        if said and set(question.unexplained) <= {word, "who", "customer"}:
            for mark, _ in board.of(DimensionSaid):
                # It is asked back already, and need not be asked for as a split too.
                if board.text(mark) in words:
                    board.swap(mark, Noise())
            counting = (
                [name for name, metric in view.metrics.items() if _counts(metric, word)]
                or [name for name, metric in view.metrics.items() if _calls(metric, stem(word))]
                or [name for name, metric in view.metrics.items() if counted and _tells_who(metric)]
                or rankable(view, fields_said(board) or tuple(view.dimensions))
            )
            return which_metric(question, counting, f"“{word}”: {why}")
    return None


def _is_ranked(board: Board, word: str) -> bool:
    """Whether the word names what is ranked, as in "our biggest customers"; by what, is asked."""
    counted = any(hint.unit == "count" for _, hint in board.of(Hint))
    named = [mark for mark, _ in (*board.of(DimensionSaid), *board.of(Grouped))]
    heads = any(board.word(mark.end - 1) == word for mark in named)
    asked = any({board.word(mark.start - 1), board.word(mark.start)} & {"what", "which"}
                for mark, _ in board.of(Grouped))  # fmt: skip
    return (heads or asked) and board.has(Rank) and not counted


def _counts(metric: BaseMetric, word: str) -> bool:
    return _is_main(metric) and metric.format.unit == word


def _calls(metric: BaseMetric, noun: str) -> bool:
    """Whether a metric counts somebody whom one of its names calls so: active clients."""
    counts = not (metric.format.unit in CURRENCIES or metric.format.percent)
    named = any(phrase(said)[-1:] == (noun,) for said in (metric.title, *metric.synonyms))
    return _is_main(metric) and counts and named


def _tells_who(metric: BaseMetric) -> bool:
    return _is_main(metric) and counts_once(metric)


def _is_main(metric: BaseMetric) -> bool:
    return metric.kind == "outcome" and metric.direction != "none"


def fields_said(board: Board) -> list[str]:
    """The dimensions that are named, as what to split by or otherwise."""
    attached = [said.fields for _, said in board.of(Grouped)]
    loose = [said.fields for _, said in board.of(DimensionSaid)]
    return [name for names in (*attached, *loose) for name in names]
