"""The metric that words describe and no name says: animals seen, by how many animals we saw."""

from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise

from agent.interpreter.board import (
    Board,
    Change,
    Comparing,
    Contrast,
    DimensionSaid,
    GrainSaid,
    Hint,
    Later,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    Shift,
    TimeSaid,
    TotalSaid,
)
from agent.interpreter.figures.deeds import EITHER
from agent.interpreter.figures.described_by import (
    PERSON,
    Kinds,
    counts_persons,
    fits,
    implied,
    persons_of,
)
from agent.interpreter.figures.likely import asks_amount, is_amount
from agent.interpreter.figures.likeness import (
    DIFFERENT,
    Roots,
    Told,
    likeness,
    roots,
    tellings,
    unit_of,
    weigher,
)
from agent.interpreter.leftovers import DOING, unexplained
from agent.interpreter.members.conditions import Filtered
from agent.interpreter.members.grouping import CohortSaid, Grouped, SplitOpen
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.times.day_parts import PartFilter, PartSplit
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import EXCLUDING
from agent.interpreter.words.roots import is_deed
from agent.interpreter.words.tokens import phrase
from semantic.model import BaseMetric
from semantic.record import record
from semantic.view import View

# How often the likest metric is the one that is meant, by these: docs/measurements.md.
LIKE_ENOUGH, LIKE_BY_ONE_WORD, LIKER = 0.6, 0.9, 0.1
_OF_EACH = frozenset({"per", "each", "every", "by"})
_KEPT = frozenset({"keep", "keeps", "kept"})
_TURNING = frozenset(words[0] for words in EXCLUDING) | {"but"}
# What may stand beside a metric and leaves it the same one.
_BESIDE = (MetricSaid, DimensionSaid, MemberSaid, Grouped, SplitOpen, CohortSaid, Later, TimeSaid,
           GrainSaid, PartFilter, PartSplit, Shift, Baseline, Change, Comparing, Contrast, Rank,
           TotalSaid, Filtered, Hint, Noise)  # fmt: skip


@record
class Asked:
    """What a question asks for: the words that a metric has to explain, and those `around` them.

    `free` are those that nothing else explains. `unreadable` says that some may mean the opposite.
    """

    words: Roots
    around: Roots
    free: Roots
    places: tuple[int, ...]
    marks: tuple[Mark, ...]
    unreadable: bool = False


@record
class Likely:
    """A metric that explains every word, how like it is, and how many words speak for it."""

    metric: str
    like: float
    evidence: int


def mark_described(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark the one metric that explains every word, is like them, and clearly more than others.

    Where a metric is named, so is another one that explains the words left beside its name.
    """
    if not all(isinstance(mark.meaning, _BESIDE) for mark in board.marks):
        return
    asked = asked_by(board, view)
    names = {name for _, said in board.of(MetricSaid) for name in said.metrics}
    named = [view.metrics[name] for name in names]
    if asked.unreadable or not asked.words:
        return
    if len(named) == 1 and asked.places and _goes_without_saying(board, asked, named[0], lexicon):
        for place in asked.places:
            board.put(place, place + 1, Noise())
        return
    left = asked.places or (asks_amount(board) and not any(map(is_amount, named)))
    if named and not left and not _which_is_open(board):
        return
    told = tellings(view)
    likely = [one for one in likest(board, asked, lexicon, view, told)
              if _by_title(board, view) <= told[one.metric].names]  # fmt: skip
    found = (
        _of_those_called_so(likely, names)
        if _which_is_open(board)
        else clearest(likely, one_word=not (named and asked.places))
    )
    if found is not None:
        _put(board, asked, found.metric, view)


def _by_title(board: Board, view: View) -> Roots:
    """The words of a title that is said in full, which names no other metric: "gross sales"."""
    said = [(board.text(mark), one.metrics) for mark, one in board.of(MetricSaid)]
    titles = [text for text, names in said if len(names) == 1 and len(text.split()) > 1
              and text == view.metrics[names[0]].title.lower()]  # fmt: skip
    return roots(word for title in titles for word in phrase(title))


def _goes_without_saying(board: Board, asked: Asked, metric: BaseMetric, lexicon: Lexicon) -> bool:
    """Whether what stands beside a metric is said by it anyway: that people did it, its unit."""
    return roots(board.word(place) for place in asked.places) <= implied(board, metric, lexicon)


def _of_those_called_so(likely: Sequence[Likely], names: Set[str]) -> Likely | None:
    """The only one of several metrics with one name that explains the words beside it."""
    found = [one for one in likely if one.metric in names]
    return found[0] if len(found) == 1 and found[0].like >= LIKE_ENOUGH else None


def clearest(found: Sequence[Likely], *, one_word: bool = True) -> Likely | None:
    """The metric that is meant beyond doubt; None where none is, or another may be as well.

    Without `one_word` it takes two that speak for it.
    """
    if not found:
        return None
    first, *others = found
    enough = LIKE_ENOUGH if first.evidence > 1 else LIKE_BY_ONE_WORD
    clear = not others or first.like - others[0].like >= LIKER
    return first if clear and first.like >= enough and (one_word or first.evidence > 1) else None


def asked_by(board: Board, view: View) -> Asked:
    """The words of a question that say which figure is meant."""
    strange = unexplained(board)[0]
    places = strange + [n for n in board.rest() if board.word(n) in DOING and n not in strange]
    marks = [] if _which_is_open(board) else [mark for mark, _ in board.of(MetricSaid)]
    # What is ranked or sorted is no part of the figure's name.
    marks += [mark for mark, _ in board.of(DimensionSaid)] if not board.has(Rank) else []
    said = [board.word(n) for n in places if not _is_kept(board, n)]
    said += [word for mark in marks for word in _words(board, mark)]
    silent = (word for mark, _ in board.of(Noise) for word in _words(board, mark))
    free = roots([*(board.word(place) for place in board.rest()), *silent])
    return Asked(
        words=roots(word for word in said if word not in DIFFERENT),
        around=free | roots(said) | roots(_around(board, view)),
        free=free,
        places=tuple(sorted(places)),
        marks=tuple(marks),
        unreadable=_breaks_off(board)
        or any(token.word in _TURNING for token in board.tokens)
        or any(board.word(place - 1) in _OF_EACH for place in places)
        or any(board.word(mark.start - 1) == "what" for mark, _ in board.of(Grouped)),
    )


def likest(
    board: Board, asked: Asked, lexicon: Lexicon, view: View, told: dict[str, Told]
) -> list[Likely]:
    """The metrics that explain every word and fit the rest of the question, the likest first."""
    weigh, kinds, found = weigher(told), Kinds.of(lexicon, view), []
    named = len(board.of(MetricSaid))
    for name, metric in view.metrics.items():
        own, unsaid = told[name], implied(board, metric, lexicon)
        if not asked.words & own.words or asked.words - own.words - unsaid:
            continue
        evidence = ((asked.words | asked.free) & own.words) - kinds.words
        somebody = asked.around & (persons_of(lexicon) | unit_of(metric))
        if counts_persons(metric, lexicon) and not somebody:
            # "Returns" are no returning customers, and vans handed over none who rent.
            continue
        if evidence - EITHER and fits(board, metric, named=bool(evidence & own.names), view=view):
            like = likeness(asked.words, asked.around, unsaid, own.ways, weigh)
            found.append(Likely(name, like, max(len(evidence), named)))
    return sorted(found, key=lambda each: -each.like)


def _which_is_open(board: Board) -> bool:
    """Whether one phrase is the name of several metrics."""
    return any(len(said.metrics) > 1 for _, said in board.of(MetricSaid))


def _is_kept(board: Board, place: int) -> bool:
    """Whether a word only says that what follows went on: "kept waiting"."""
    return board.word(place) in _KEPT and is_deed(board.word(place + 1))


def _breaks_off(board: Board) -> bool:
    """Whether words are taken back in the middle: "how many books... well, items"."""
    words = [token.word for token in board.tokens]
    return "…" in words or (".", ".") in pairwise(words)


def _around(board: Board, view: View) -> Iterator[str]:
    """Words that may be part of a metric's name without asking for one: of splits and members."""
    for kind in (Grouped, MemberSaid, Hint):
        for mark, _ in board.of(kind):
            yield from _words(board, mark)
    if board.has(CohortSaid):
        yield "cohort"
    if any(hint.unit == "money" for _, hint in board.of(Hint)):
        yield from ("value", "amount")
    for _, said in board.of(MemberSaid):
        for name, _ in said.values:
            label = phrase(view.dimensions[name].dimension.label or "")
            yield from (word for word in label if not roots([word]) & PERSON)


def _words(board: Board, mark: Mark) -> Iterator[str]:
    return (token.word for token in board.tokens[mark.start : mark.end])


def _put(board: Board, asked: Asked, name: str, view: View) -> None:
    """Mark the words as the metric: its name where it has one, else the first of them."""
    kept = [(mark, said) for mark, said in board.of(MetricSaid) if name in said.metrics]
    told = [mark for mark in asked.marks if mark not in [mark for mark, _ in kept]]
    places = sorted({*asked.places, *(n for mark in told for n in range(mark.start, mark.end))})
    board.marks = [mark for mark in board.marks if mark not in told]
    note = f"{', '.join(_quoted(board, places))} as {view.metrics[name].title}"
    for mark, said in kept:
        board.swap(mark, MetricSaid((name,), note=note if len(said.metrics) > 1 else said.note))
    for number, place in enumerate(places):
        first = not number and not kept
        board.put(place, place + 1, MetricSaid((name,), note=note) if first else Noise())


def _quoted(board: Board, places: Sequence[int]) -> Iterator[str]:
    """The words at these places, those that stand side by side as one text."""
    for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        yield f"“{' '.join(board.word(place) for _, place in run)}”"
