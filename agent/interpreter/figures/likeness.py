"""How much the words of a question say what a metric says of itself, by its names and definition.

A metric is told in several ways: by each of its names, by what its description says first, by what
it counts. A question is as like it as it is like the nearest of these, and words that few metrics
have weigh more.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

from agent.interpreter.figures.likely import names_of
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from semantic.model import BaseMetric, SimpleMetric
from semantic.record import record
from semantic.view import View

Roots = frozenset[str]
DIFFERENT = frozenset({"different", "distinct", "unique", "separate", "individual", "various"})
SMALL = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "as", "and", "or"}
    | {"who", "which", "that", "whose", "what", "how", "is", "are", "was", "were", "be", "been"}
    | {"has", "have", "had", "do", "did", "does", "it", "its", "their", "they", "one", "each"}
    | {"period", "least"}
)
# What else is in or out: no words of it say what the metric is.
_EITHER_WAY = re.compile(r"[.;:]|\b(?:whether|whatever|whoever|however|whenever)\b")
_LEFT_OUT = re.compile(r"\b(?:not|without|less|no|before|after|except)\b")
_DETAIL = re.compile(r",|\bor\b")
_LISTED = re.compile(r",.*\b(?:and|or)\b")


@record
class Told:
    """What a metric says of itself: the `ways` it is told in, and the `words` that it stands for.

    A word that only tells what is left out, as in "takings less refunds", is not one of these.
    """

    ways: tuple[Roots, ...]
    words: Roots
    names: Roots


def roots(said: Iterable[str]) -> Roots:
    """The roots of the words that say something."""
    plain = (SAME.get(word, word) for word in said)
    return frozenset(root(word) for word in plain if word not in SMALL)


def tellings(view: View) -> dict[str, Told]:
    """What each metric says of itself, with what it counts where no other one counts the same."""
    units = Counter(map(unit_of, view.metrics.values()))
    return {name: _with_unit(metric, units) for name, metric in view.metrics.items()}


def _with_unit(metric: BaseMetric, units: Mapping[Roots, int]) -> Told:
    found, unit = _told(names_of(metric), metric.description or ""), unit_of(metric)
    adds = isinstance(metric, SimpleMetric) and metric.agg in ("count", "sum")
    if not (adds and unit and units[unit] == 1):
        return found
    return Told((*found.ways, unit), found.words | unit, found.names | unit)


def unit_of(metric: BaseMetric) -> Roots:
    """The roots of what a metric is told in: doses, animals."""
    return roots(phrase(metric.format.unit))


def weigher(tellings: Mapping[str, Told]) -> Callable[[Roots], float]:
    """What words weigh together: the more, the fewer metrics have them."""
    having = Counter(word for one in tellings.values() for word in frozenset().union(*one.ways))
    known = len(tellings)
    return lambda words: sum(log(1 + known / having.get(word, 0.5)) for word in sorted(words))


def likeness(
    asked: Roots,
    around: Roots,
    implied: Roots,
    ways: Sequence[Roots],
    weigh: Callable[[Roots], float],
) -> float:
    """How like what is asked is to the nearest way, from 0 to 1: twice what both say, of all.

    Words `around` may say a part of it too, and `implied` is what goes without saying.
    """
    return max((_alike(asked, around, implied, way, weigh) for way in ways), default=0.0)


def _alike(
    asked: Roots, around: Roots, implied: Roots, way: Roots, weigh: Callable[[Roots], float]
) -> float:
    said = weigh(way & (asked | around)) / weigh(way)
    meant = weigh(asked & (way | implied)) / weigh(asked)
    return 2 * said * meant / (said + meant) if said + meant else 0.0


@lru_cache(maxsize=20_000)
def _told(names: tuple[str, ...], description: str) -> Told:
    core = _core(description)
    ways = [roots(phrase(said)) for said in names]
    ways.append(roots(word for word in phrase(core) if word not in DIFFERENT))
    # "Seats of all screenings, sold or empty" are not the seats sold.
    sure = _DETAIL.split(core)[0]
    parts = [_LEFT_OUT.split(said, maxsplit=1) for said in (*names, sure)]
    kept = frozenset().union(*(roots(phrase(part[0])) for part in parts))
    left_out = frozenset().union(*(roots(phrase(part[-1])) for part in parts if len(part) > 1))
    every = frozenset().union(*ways[:-1], roots(phrase(sure)))
    called = frozenset().union(*ways[:-1])
    return Told(
        tuple(dict.fromkeys(filter(None, ways))), (every - left_out) | (every & kept), called
    )


def _core(description: str) -> str:
    """What a description says first; up to a comma, unless that begins a list."""
    first = _EITHER_WAY.split(description)[0].strip(" ,")
    return first if _LISTED.search(first) else first.split(",")[0]
