"""Which metrics and dimensions a whole question may be about: the few that a model is told of.

Unlike a search for a name, most words of a question name nothing, so what counts is how rare the
words are that a definition shares with it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from agent.interpreter.words.ordinary import NEUTRAL, SAME
from agent.interpreter.words.tokens import phrase
from agent.tools.sight import groupable
from semantic.catalog import FieldRef
from semantic.model import BaseMetric
from semantic.view import View

MOST_METRICS = 10
MOST_DIMENSIONS = 12
_DESCRIBED = 0.3
_SHORTEST_BEGINNING = 4

Words = frozenset[str]


def likely_metrics(question: str, view: View, most: int = MOST_METRICS) -> tuple[str, ...]:
    """The metrics that share the rarest words with the question, best first, at most `most`.

    Where fewer share any, the outcomes that the workspace is about follow; where there are none
    of these either, the first metrics there are.
    """
    every = {name: (_called(metric), _words([metric.description]))
             for name, metric in view.metrics.items()}  # fmt: skip
    ranked = _ranked(question, every)
    main = (name for name, metric in view.metrics.items() if metric.kind == "outcome")
    return tuple(dict.fromkeys([*ranked, *main]) or view.metrics)[:most]


def likely_dimensions(
    question: str, metrics: Sequence[str], view: View, most: int = MOST_DIMENSIONS
) -> tuple[str, ...]:
    """Dimensions that the metrics can be split by: those with the question's words, then others."""
    usual = Counter(name for metric in metrics for name in groupable(metric, view))
    every = {name: (_named(view.dimensions[name]),
                    _words([view.dimensions[name].dimension.description]))
             for name in usual}  # fmt: skip
    others = (name for name, _ in usual.most_common())
    return tuple(dict.fromkeys([*_ranked(question, every), *others]))[:most]


def _ranked(question: str, every: Mapping[str, tuple[Words, Words]]) -> list[str]:
    count = Counter(word for called, described in every.values() for word in called | described)
    weights = {word: log(1 + len(every) / times) for word, times in count.items()}
    asked = {word: _alike(word, weights) for word in _words([question])}

    def score(name: str) -> float:
        called, described = every[name]
        return sum(
            max(_best(known, called, weights), _DESCRIBED * _best(known, described, weights))
            for known in asked.values()
        )

    scores = {name: score(name) for name in every}
    return sorted((name for name in every if scores[name] > 0), key=lambda name: -scores[name])


def _alike(asked: str, known: Iterable[str]) -> Words:
    """The known words that the asked one may be a form of: `lapsing` of `lapse`."""
    return frozenset(word for word in known if word == asked or _begin_alike(word, asked))


def _begin_alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < _SHORTEST_BEGINNING:
        return False
    same = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    return same >= max(_SHORTEST_BEGINNING, shorter - 1)


def _best(known: Words, among: Words, weights: Mapping[str, float]) -> float:
    return max((weights[word] for word in known & among), default=0.0)


def _called(metric: BaseMetric) -> Words:
    return _words([metric.title, metric.name.replace("_", " "), *metric.synonyms])


def _named(ref: FieldRef) -> Words:
    dimension = ref.dimension
    called = (dimension.label, dimension.name.replace("_", " "), *dimension.synonyms)
    return _words([*called, dimension.entity.replace("_", " ")])


def _words(texts: Sequence[str]) -> Words:
    return frozenset(SAME.get(word, word) for text in texts for word in phrase(text)) - NEUTRAL
