"""Texts as paragraphs and lists, hashes and counts: words that need no briefing."""

from collections.abc import Iterator

from semantic.record import record


@record
class Block:
    """A paragraph (one line) or a list of the text of a section or note."""

    listed: bool
    lines: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    """The text's paragraphs and its lists, of lines that begin with "- ", in order."""
    for part in text.split("\n\n"):
        items: list[str] = []
        for line in filter(None, map(str.strip, part.splitlines())):
            if line.startswith("- "):
                items.append(line.removeprefix("- "))
                continue
            if items:
                yield Block(listed=True, lines=tuple(items))
                items = []
            yield Block(listed=False, lines=(line,))
        if items:
            yield Block(listed=True, lines=tuple(items))


def short_hash(hash_: str) -> str:
    """Enough of a hash to compare by eye: `sha256:e41c09e2b7`."""
    kind, _, digits = hash_.rpartition(":")
    return f"{kind}:{digits[:10]}" if kind else digits[:10]


def count(number: int, noun: str) -> str:
    """A number of things: `1 flag`, `12 flags`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
