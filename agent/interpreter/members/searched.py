"""Members of large dimensions, found by the words of the question that nothing else explains."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from agent.interpreter.members.fields import is_key
from agent.interpreter.words.ordinary import NEUTRAL
from agent.interpreter.words.tokens import stem
from agent.writer import LONGEST_NAME
from semantic.filter_tree import on_fields
from semantic.model import SimpleMetric
from semantic.record import record
from semantic.result import Value
from semantic.view import View

_WORD = re.compile(r"[^\W_]+")
Values = Callable[[str, int], Sequence[Value]]
SMALL = 200
LARGE = 20_000
MOST_CHOICES = 8


@record
class Members:
    """The values of text dimensions that a principal may see, loaded when first needed.

    `values` gives a dimension's values, none when there are more than a limit. Dimensions of one
    column (the country of an order, of the customer rolled up from orders) share their values and
    are loaded once. Ones of the row itself that metrics are defined by, and the keys of rollups,
    take no part.
    """

    view: View
    values: Values

    @cached_property
    def small(self) -> dict[str, Sequence[Value]]:
        """The dimensions with few values, whole."""
        found: dict[str, Sequence[Value]] = {}
        for names in self._of_one_column.values():
            values = self.values(names[0], SMALL)
            found |= dict.fromkeys(names, values) if values else {}
        return found

    @cached_property
    def large(self) -> dict[str, Sequence[Value]]:
        """The dimensions with many values."""
        firsts = [names[0] for names in self._of_one_column.values() if names[0] not in self.small]
        return {name: self.values(name, LARGE) for name in firsts}

    @cached_property
    def _of_one_column(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for name, ref in self.view.dimensions.items():
            dimension, model = ref.dimension, ref.model
            plain = dimension.type == "text" and not dimension.pii and not dimension.detail
            technical = dimension.entity == model.row and name in self._in_definitions
            if plain and not is_key(ref) and not technical:
                rows = model.rollup.of if model.rollup else model.name
                found.setdefault((rows, dimension.expr), []).append(name)
        return found

    @cached_property
    def _in_definitions(self) -> frozenset[str]:
        """The dimensions that some metric's own filter is about."""
        return frozenset(
            given.field
            for metric in self.view.catalog.metrics.values()
            if isinstance(metric, SimpleMetric)
            for given in on_fields(metric.filter)
        )

    @property
    def named(self) -> tuple[str, ...]:
        """The dimensions whose members are looked for."""
        return (*self.large, *self.small)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every value."""
        return frozenset(word for index in self._indexes.values() for word in index)

    @cached_property
    def _indexes(self) -> dict[str, dict[str, set[str]]]:
        return {name: _index(found) for name, found in {**self.large, **self.small}.items()}

    def containing(self, said: str, within: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The (field, value) pairs of `within` whose values hold all the words."""
        wanted = [word for word in _words(said) if word not in NEUTRAL]
        for name in within:
            index = self._indexes.get(name, {})
            found = [index.get(word, set()) for word in wanted]
            if found:
                yield from ((name, value) for value in sorted(set.intersection(*found)))


def same_words(value: str, said: str) -> bool:
    """Whether two texts are of the same words, in any order; "&" is "and"."""
    one, other = (sorted(word for word in _words(text) if word != "and") for text in (value, said))
    return one == other


def _index(values: Sequence[Value]) -> dict[str, set[str]]:
    """The values by each of their words. A text is no name that somebody asks for by a word."""
    index: dict[str, set[str]] = {}
    for value in values:
        if len(str(value)) > LONGEST_NAME:
            continue
        for word in _words(str(value)):
            index.setdefault(word, set()).add(str(value))
    return index


def _words(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(text.lower())]
