"""What words may mean to one principal, kept from question to question."""

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property

from agent.interpreter.members.searched import Members, Values
from agent.interpreter.words.lexicon import Lexicon, build
from agent.interpreter.words.vocabulary import COMMON
from semantic.record import record
from semantic.result import Value
from semantic.view import View


@record
class Known:
    """A view's names, and the members of its dimensions, each read when first needed."""

    view: View
    read: Values
    _values: dict[tuple[str, int], Sequence[Value]] = field(default_factory=dict, repr=False)

    def values(self, name: str, limit: int) -> Sequence[Value]:
        """The values of a dimension that the principal sees, none when there are more."""
        if (name, limit) not in self._values:
            self._values[name, limit] = self.read(name, limit)
        return self._values[name, limit]

    @cached_property
    def names(self) -> Lexicon:
        """Metrics and dimensions."""
        return build(self.view, {})

    @cached_property
    def members(self) -> Members:
        """The members of dimensions."""
        return Members(self.view, self.values)

    @cached_property
    def all(self) -> Lexicon:
        """Metrics and dimensions, and the members of dimensions with few."""
        return build(self.view, self.members.small)

    @cached_property
    def spelled(self) -> frozenset[str]:
        """The words that a misspelt one may be read as."""
        return COMMON | self.all.known
