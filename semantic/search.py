"""Definitions found by what people call them: names, labels, synonyms, descriptions, with typos.

A word counts by how rare it is among what is searched, so that "lost customers" is more about lost
than about customers. What is searched is the caller's choice, and nothing else has any influence.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from math import log
from typing import Literal

from semantic.record import record

Kind = Literal["metric", "dimension"]
Similar = Callable[[str, str], float]

GOOD_ENOUGH = 0.5
"""The least score of a hit; 1 is for the exact name."""

NAMED = 0.9
"""The least score of what a text says by name, give or take an ending or a letter."""

_NAMED, _CALLED, _DESCRIBED = 1.0, 0.97, 0.6
# Of a phrase that has all the words asked for and others, so much is certain.
_ALL_WORDS = 0.75
_NEARLY = 0.99
# Written together, or with a slip that changes more than one word.
_JOINED = 0.85
_TIE_BREAK = 0.05
_LEAST_LIKE = 0.75
_BEGINS = 0.85
_SHORTEST_BEGINNING, _SHORTEST_TYPO = 3, 4
_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        "a an and are be by did do does for from had has have how i in is it many me much my of on "
        "our show tell the their there to us was we were what which who with"
    )
)


@record
class Entry:
    """A definition that can be found. `called` are its name, label and synonyms."""

    kind: Kind
    name: str
    called: tuple[str, ...]
    description: str

    @cached_property
    def phrases(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """What it is called, each with its words."""
        return tuple((each, words(each)) for each in dict.fromkeys(self.called))

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """What it is called, each as its bare words."""
        return {each: _spelled(each) for each in self.called}

    @cached_property
    def described(self) -> frozenset[str]:
        """The words of its description."""
        return words(self.description)


@record
class Hit:
    """A definition that fits a text: how well, from 0 to 1, and by which of its names."""

    kind: Kind
    name: str
    score: float
    by: str


def search(text: str, entries: Collection[Entry], limit: int = 10) -> tuple[Hit, ...]:
    """The entries that fit the text, best first, at most `limit`; none when nothing is like it."""
    asked = words(text)
    if not asked:
        return ()
    # Imported here because it takes 60 ms that only a search should cost.
    from rapidfuzz import fuzz

    weights = _weights(entries)
    unknown = log(1 + len(entries))
    matches = {word: _matches(word, weights, fuzz.ratio) for word in asked}
    worth = {
        word: max((weights[known] for known in found), default=unknown)
        for word, found in matches.items()
    }
    meant = frozenset(word for found in matches.values() for word in found)
    judge = _Judge(_spelled(text), matches, meant, worth, weights, fuzz.ratio)
    hits = [hit for hit in map(judge.hit, entries) if hit.score >= GOOD_ENOUGH]
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.kind != "metric", hit.name)))[:limit]


def words(text: str) -> frozenset[str]:
    """The words of a text that mean something, without endings of the plural."""
    found = _WORD.findall(text.lower())
    return frozenset(_singular(word) for word in found if word not in _EMPTY_WORDS)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word


def _spelled(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _weights(entries: Iterable[Entry]) -> Mapping[str, float]:
    """How much each word says: the rarer it is among the entries, the more."""
    count: Counter[str] = Counter()
    total = 0
    for entry in entries:
        total += 1
        count.update(entry.described.union(*(found for _, found in entry.phrases)))
    return {word: log(1 + total / times) for word, times in count.items()}


def _matches(asked: str, known: Iterable[str], ratio: Similar) -> Mapping[str, float]:
    """The known words that the asked one may mean, and how sure that is."""
    likeness = ((word, _likeness(asked, word, ratio)) for word in known)
    return {word: like for word, like in likeness if like}


def _likeness(asked: str, word: str, ratio: Similar) -> float:
    if asked == word:
        return 1
    if len(asked) >= _SHORTEST_BEGINNING and word.startswith(asked):
        return _BEGINS
    if min(len(asked), len(word)) < _SHORTEST_TYPO or asked[0] != word[0]:
        return 0
    like = ratio(asked, word) / 100
    return like * _BEGINS if like >= _LEAST_LIKE else 0


@record
class _Judge:
    """What was asked, ready to be held against one entry after another."""

    spelled: str
    matches: Mapping[str, Mapping[str, float]]
    meant: frozenset[str]
    worth: Mapping[str, float]
    weights: Mapping[str, float]
    ratio: Similar

    def hit(self, entry: Entry) -> Hit:
        """How well the entry fits, by the best of its names or, failing them, its description."""
        described = self._covered(entry.described)
        named = [
            (
                self._phrase(entry.spelled[phrase], found) * (_CALLED if place else _NAMED),
                -place,
                phrase,
            )
            for place, (phrase, found) in enumerate(entry.phrases)
        ]
        score, _, by = max(named)
        if described * _DESCRIBED > score:
            score, by = described * _DESCRIBED, entry.description
        if score < 1:
            score += (described - score) * _TIE_BREAK
        return Hit(entry.kind, entry.name, round(score, 4), by)

    def _covered(self, found: frozenset[str]) -> float:
        """How much of what was asked is in these words."""
        if self.meant.isdisjoint(found):
            return 0
        total = sum(self.worth.values())
        return sum(self.worth[asked] * self._best(asked, found) for asked in self.worth) / total

    def _best(self, asked: str, found: frozenset[str]) -> float:
        return max((sure for word, sure in self.matches[asked].items() if word in found), default=0)

    def _phrase(self, spelled: str, found: frozenset[str]) -> float:
        if spelled == self.spelled:
            return 1
        like = self.ratio(spelled.replace(" ", ""), self.spelled.replace(" ", "")) / 100
        joined = like * _NEARLY if like >= _JOINED else 0
        covered = self._covered(found)
        if not covered:
            return joined
        meant = self.meant & found
        whole = sum(self.weights[word] for word in found) or 1
        said = sum(self.weights[word] for word in meant) / whole
        return max(joined, covered * (_ALL_WORDS + (_NEARLY - _ALL_WORDS) * said))
