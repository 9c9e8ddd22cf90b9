"""What words mean to one principal: metrics, dimensions and members, under all their names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from agent.evidence import is_state
from agent.interpreter.members.fields import is_key
from agent.interpreter.words.ordinary import NEUTRAL, SAME
from agent.interpreter.words.places import code, other_names
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import Token, phrase
from semantic.model import Dimension
from semantic.period import GRAINS
from semantic.record import changeable, record
from semantic.result import Value
from semantic.view import View

Words = tuple[str, ...]

# Words between the parts of a name, as in "customers who were active".
_JOINING = frozenset(
    {"who", "that", "have", "has", "had", "were", "are", "got", "been", "was", "actually", "really"}
)
_ARTICLES = frozenset({"a", "an", "the", "our"})
_HAVING = frozenset({"having", "placing", "making"})
_INSIDE = frozenset({"-", "&"})
A_SINGLE = frozenset({"one", "single", "individual", "each", "every"})
"""What says no more after "per": "per single customer"."""
_CUSTOMER_WORDS = ("buyer", "shopper", "client", "purchaser")


@changeable
class Meaning:
    """What a phrase may stand for. Fields of members are given with the value each has there."""

    metrics: list[str] = field(default_factory=list)
    dimensions: list[str] = field(default_factory=list)
    members: dict[str, Value] = field(default_factory=dict)


@record
class Lexicon:
    """Phrases and what they mean.

    `known` holds every word of every phrase, `keys` the dimensions that name entities one by one,
    `nouns` the words for customers, `entities` what else rows are about (orders, products), `deeds`
    the roots of what customers do for the first time: ship, borrow.
    """

    phrases: Mapping[Words, Meaning]
    longest: int
    known: frozenset[str]
    keys: frozenset[str]
    nouns: frozenset[str]
    entities: frozenset[str]
    deeds: frozenset[str] = frozenset()

    def at(self, given: Sequence[Token], place: int) -> tuple[int, Meaning] | None:
        """The longest phrase that begins at a token, and the number of tokens it takes."""
        for length in range(min(self.longest + 4, len(given) - place), 0, -1):
            part = given[place : place + length]
            if part[0].word in _INSIDE or part[-1].word in _INSIDE:
                continue
            words = [token for n, token in enumerate(part)
                     if token.word not in _INSIDE and not _is_short(part, n)]  # fmt: skip
            if any(not token.is_word and not token.is_number for token in words[1:]):
                continue
            meaning = self._look_up([token.stem for token in words]) or self._code(words)
            listed = any(token.word in ("&", ".") for token in part)
            if meaning and (meaning.members or not listed):
                return length, meaning
        return None

    def is_part(self, one: str, other: str) -> bool:
        """Whether two stems stand beside each other in the name of a metric."""
        return any(
            meaning.metrics and (one, other) in pairwise(words)
            for words, meaning in self.phrases.items()
        )

    def names_field(self, token: Token) -> tuple[str, ...]:
        """The dimensions that one word is a name of, also where it begins a metric's."""
        meaning = self.phrases.get((token.stem,))
        return tuple(meaning.dimensions) if meaning else ()

    def _code(self, words: Sequence[Token]) -> Meaning | None:
        """What a country's code in capital letters means: "DE", and not "de"."""
        alone = len(words) == 1 and words[0].capitals
        return self.phrases.get((words[0].word.upper(),)) if alone else None

    def _look_up(self, stems: list[str]) -> Meaning | None:
        exact = self.phrases.get(tuple(stems))
        if exact:
            return exact
        renamed = tuple(SAME.get(stem, stem) for stem in stems)
        having = tuple("with" if stem in _HAVING else stem for stem in renamed)
        if having in self.phrases:
            return self.phrases[having]
        if renamed in self.phrases:
            return self.phrases[renamed]
        if renamed[0] in _JOINING or renamed[-1] in _JOINING:
            return None
        bare = tuple(stem for stem in renamed if stem not in _JOINING)
        found = self.phrases.get(bare) or self.phrases.get(_per_one(bare))
        return found or self._without_articles(renamed)

    def _without_articles(self, stems: Words) -> Meaning | None:
        """The metric whose name has an article in it: "animals on a plan"."""
        if _ARTICLES.isdisjoint(stems[1:-1]):
            return None
        inside = tuple(stem for stem in stems[1:-1] if stem not in _ARTICLES)
        found = self.phrases.get((stems[0], *inside, stems[-1]))
        return found if found and found.metrics else None


def _is_short(given: Sequence[Token], place: int) -> bool:
    """Whether a dot inside a name only says that the word before it is short: "St. Mary's"."""
    return (
        given[place].word == "." and 0 < place < len(given) - 1 and len(given[place - 1].word) < 3
    )


def _per_one(stems: Words) -> Words:
    """The words with "per one" and "per single" as "per"."""
    return tuple(
        stem
        for place, stem in enumerate(stems)
        if stem not in A_SINGLE or stems[place - 1 : place] != ("per",)
    )


def build(view: View, values: Mapping[str, Sequence[Value]]) -> Lexicon:
    """The lexicon of everything a principal may name, with the given members of dimensions."""
    phrases: dict[Words, Meaning] = {}
    entities = {entity.name for model in view.catalog.models.values() for entity in model.entities}
    rolled = {model.rollup.by for model in view.catalog.models.values() if model.rollup}
    nouns = frozenset({"customer", *_CUSTOMER_WORDS, *rolled})
    for metric in view.metrics.values():
        for said in _written(metric.title, metric.name.replace("_", " "), *metric.synonyms):
            # "Customers lapsed" tells of an event, "lapsed customers" of how things stand.
            for words in _variants(phrase(said), nouns, reorder=not is_state(metric)):
                _add(phrases.setdefault(words, Meaning()).metrics, metric.name)
    for name, ref in view.dimensions.items():
        for words in _names_of(ref.dimension, nouns):
            _add(phrases.setdefault(words, Meaning()).dimensions, name)
        _add(phrases.setdefault((name,), Meaning()).dimensions, name)
    # A name of two fields is of the one with fewer members: a region, and not a customer.
    for name in sorted(view.dimensions, key=lambda each: len(values.get(each, ()))):
        for said, value in _members(view.dimensions[name].dimension, values.get(name, ())):
            for form in _written(said, *_joined(said)):
                phrases.setdefault(phrase(form), Meaning()).members[name] = value
    _add_countries(phrases, view, values)
    phrases.pop((), None)
    known = frozenset(word for words in phrases for word in words)
    keys = frozenset(name for name, ref in view.dimensions.items() if is_key(ref))
    longest = max(map(len, phrases), default=0)
    deeds = frozenset(_deeds(view))
    return Lexicon(phrases, longest, known, keys, nouns, frozenset(entities) - nouns, deeds)


def _deeds(view: View) -> Iterator[str]:
    """The roots of what begins a cohort: its rollup's event, and what its names call "first"."""
    for ref in view.dimensions.values():
        if ref.dimension.keep == "first" and ref.dimension.type == "date" and ref.model.rollup:
            yield root(ref.model.rollup.event)
            for said in (ref.dimension.label, *ref.dimension.synonyms):
                words = phrase(said)
                yield from (root(each) for first, each in pairwise(words) if first == "first")


def _names_of(dimension: Dimension, nouns: frozenset[str]) -> Iterator[Words]:
    """What a dimension is called."""
    said_as = (dimension.label, dimension.name.replace("_", " "), *dimension.synonyms)
    for said in filter(None, said_as):
        if not _means_nothing(said, dimension):
            yield phrase(said)
            yield from _as_cohort(phrase(said), dimension, nouns)


def _as_cohort(words: Words, dimension: Dimension, nouns: frozenset[str]) -> Iterator[Words]:
    """Other names for when customers first ordered: "acquisition cohort"."""
    if dimension.keep != "first" or dimension.type != "date":
        return
    if words == ("cohort",):
        yield from ((lead, "cohort") for lead in ("acquisition", *sorted(nouns)))
    if "first" in words and "order" in words:
        yield tuple("purchase" if word == "order" else word for word in words)


def _means_nothing(said: str, dimension: Dimension) -> bool:
    """Whether a name is no word for the dimension: that of a key, and units of the calendar.

    "The number of orders" and "by day" mean no field, whichever has one of that name.
    """
    numbers = said == dimension.name == "number" and bool(dimension.label)
    return said == "id" or numbers or (dimension.type == "date" and said in GRAINS)


def _add_countries(
    phrases: dict[Words, Meaning], view: View, values: Mapping[str, Sequence[Value]]
) -> None:
    """Other names of countries, where the workspace itself means nothing else by them."""
    own = set(phrases)
    for name, found in values.items():
        dimension = view.dimensions[name].dimension
        called = f"{dimension.name} {dimension.label}".lower()
        of_countries = any(word in called for word in ("country", "nation", "market"))
        for value in found:
            for said in other_names(str(value), of_countries=of_countries):
                beside = phrases.get(phrase(said), Meaning())
                if phrase(said) not in own or (of_countries and _is_member(beside)):
                    phrases.setdefault(phrase(said), Meaning()).members[name] = value
            if of_countries and code(str(value)):
                phrases.setdefault((code(str(value)),), Meaning()).members[name] = value


def _is_member(meaning: Meaning) -> bool:
    return bool(meaning.members) and not (meaning.metrics or meaning.dimensions)


def _written(*names: str) -> Iterator[str]:
    """Names, and those with a hyphen in one word too: "e-book" and "ebook"."""
    for name in names:
        yield name
        if "-" in name.strip("-"):
            yield re.sub(r"(?<=\w)-(?=\w)", "", name)


def _joined(name: str) -> Iterator[str]:
    """A name with "and" for "&", and the other way about."""
    for one, other in (("&", "and"), ("and", "&")):
        if f" {one} " in name:
            yield name.replace(f" {one} ", f" {other} ")


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _members(dimension: Dimension, values: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    for value in values:
        if isinstance(value, str) and dimension.type == "text":
            yield value, value
    for written, synonyms in dimension.value_synonyms.items():
        value = written == "true" if dimension.type == "boolean" else written
        for said in synonyms:
            yield said, value
    if dimension.type == "boolean":
        for said in (dimension.name.replace("_", " "), dimension.label, *dimension.synonyms):
            yield said, True
            if " " not in said:
                yield f"un{said}", False


def _variants(words: Words, nouns: frozenset[str], *, reorder: bool) -> Iterator[Words]:
    """A name with other words for customers, its noun first, and without joining words."""
    yield words
    bare = tuple(SAME.get(word, word) for word in words if word not in _JOINING)
    for noun in sorted(nouns) if nouns & set(bare) else ("",):
        renamed = tuple(noun if word in nouns else word for word in bare)
        for form in dict.fromkeys((renamed, *(_other_order(renamed, nouns) if reorder else ()))):
            if len(form) > 1 and form != words:
                yield form


def _other_order(words: Words, nouns: frozenset[str]) -> Iterator[Words]:
    """`active customers` as `customers active`; only where every modifier is a word of its own."""
    if len(words) in (2, 3) and words[-1] in nouns:
        modifiers = words[:-1]
        if not set(modifiers) & NEUTRAL:
            yield (words[-1], *modifiers)
