"""Sentences that know which claims they stand on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent.claims import Claim, ClaimBook
from agent.wording import Check
from agent.writer import render
from semantic.errors import RetainerError

_PLACE = re.compile(r"\{(\w+)(\|\w+)?\}")


class Unbacked(RetainerError):
    """A text of the briefing itself says what no claim backs: a fault of Retainer."""

    reason = "unbacked text"


@dataclass(frozen=True)
class Passage:
    """A text as people read it, and the ids of the claims in it.

    `filled_from` is the template that it was filled in from; empty, it has no figures.
    """

    text: str
    claims: tuple[str, ...] = ()
    filled_from: str = field(default="", compare=False)

    @property
    def template(self) -> str:
        """The text with references in place of its figures."""
        return self.filled_from or self.text.replace("{", "{{").replace("}", "}}")

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Passage("")


def say(book: ClaimBook, template: str, **claims: Claim) -> Passage:
    """The template with its claims entered in the book and written out.

    Places are the claims' names here, as `{sales}` or `{sales|size}`. A claim without a place
    backs a word of the template.
    """
    ids = {name: book.add(claim) for name, claim in claims.items()}
    referring = _PLACE.sub(lambda found: f"{{{ids[found[1]]}{found[2] or ''}}}", template)
    return Passage(render(referring, book.claims), tuple(dict.fromkeys(ids.values())), referring)


def together(passages: Iterable[Passage], between: str = " ") -> Passage:
    """The passages that say something, one after the other."""
    said = [passage for passage in passages if passage]
    return Passage(
        between.join(passage.text for passage in said),
        tuple(dict.fromkeys(known_as for passage in said for known_as in passage.claims)),
        between.join(passage.template for passage in said),
    )


def paragraphs(*passages: Passage) -> Passage:
    """The passages as paragraphs."""
    return together(passages, "\n\n")


def bullets(passages: Iterable[Passage]) -> Passage:
    """The passages as a list."""
    return together((_bullet(one) for one in passages if one), "\n")


def _bullet(one: Passage) -> Passage:
    return Passage(f"- {one.text}", one.claims, f"- {one.template}")


def hold(
    what: str,
    text: str,
    claims: Mapping[str, Claim],
    known: Check,
) -> None:
    """Raises Unbacked when the text says anything that these claims do not back."""
    findings = known.of(text, claims)
    if findings:
        raise Unbacked(
            f"{what} says what no figure backs, so the briefing was not stored:\n"
            + "\n".join(f"- {finding}" for finding in findings),
            next_step="This is a fault of Retainer. Please send this message to whoever runs it.",
        )
