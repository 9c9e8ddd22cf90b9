"""A text under check: its sentences with all that means something in them, and its claims."""

from collections.abc import Iterator, Mapping

from agent.checker.backing import Size, allows
from agent.checker.dates import PeriodMention
from agent.checker.figures import Figure
from agent.checker.layout import Sentence
from agent.checker.mentions import Mention
from agent.checker.words import Said
from agent.claims import Claim
from semantic.record import record
from semantic.week import MONDAY, Weekday


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
    """A text under check: its claims, its sentences, and the nouns that claims count.

    `sizes` are the claims by what a figure of them is said as, `words` the nouns that a sentence
    about each claim may use, by its id. Weeks begin on `week_start`.
    """

    text: str
    claims: Mapping[str, Claim]
    sentences: tuple[Marked, ...]
    nouns: frozenset[str]
    misnumbered: tuple[tuple[int, int], ...]
    sizes: Mapping[Size, tuple[Claim, ...]]
    words: Mapping[str, frozenset[str]]
    week_start: Weekday = MONDAY

    def saying(self, figure: Figure) -> list[Claim]:
        """The claims whose number, unit and sign this is, in their order."""
        if figure.value is None:
            return []
        equal = self.sizes.get((figure.unit, figure.value), ())
        return [claim for claim in equal if allows(claim, figure)]

    def said(self, marked: Marked) -> dict[str, Claim]:
        """The claims by their ids whose number, unit and sign a figure of the sentence has."""
        return {claim.id: claim for figure in marked.figures for claim in self.saying(figure)}

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
