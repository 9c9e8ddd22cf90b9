"""A text under check: its sentences with all that means something in them, and its claims."""

from collections.abc import Iterator, Mapping

from agent.checker.dates import PeriodMention
from agent.checker.figures import Figure
from agent.checker.layout import Sentence
from agent.checker.mentions import Mention
from agent.checker.words import Said
from agent.claims import Claim
from semantic.record import record


@record
class Marked:
    """A sentence with everything in it that means something, and the text with that masked."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    periods: tuple[PeriodMention, ...]
    figures: tuple[Figure, ...]
    words: tuple[Said, ...]
    masked: str


@record
class Page:
    """A text under check: its claims, its sentences, and the nouns that claims count."""

    text: str
    claims: Mapping[str, Claim]
    sentences: tuple[Marked, ...]
    nouns: frozenset[str]
    misnumbered: tuple[tuple[int, int], ...]

    def context(self, marked: Marked) -> Iterator[Marked]:
        """What gives a sentence its subject: its list item or table row, then its headings."""
        for number in (*marked.sentence.above, *marked.sentence.headings):
            yield self.sentences[number]


@record
class Place:
    """Where something is said that a claim has to back."""

    marked: Marked
    start: int
    end: int
