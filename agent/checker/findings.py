"""What the checker says about a text."""

from semantic.record import ordered


@ordered
class Finding:
    """Words that no claim backs: where they are, why they may not stay, and what may.

    `line` and `column` count from 1. `allowed` holds figures that the claims would allow there.
    """

    line: int
    column: int
    what: str
    why: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        nearest = f" Allowed: {', '.join(self.allowed)}." if self.allowed else ""
        return f"line {self.line}, column {self.column}: “{self.what}” {self.why}.{nearest}"


def found(text: str, start: int, end: int, why: str, allowed: tuple[str, ...] = ()) -> Finding:
    """A finding about `text[start:end]`."""
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Finding(line, column, text[start:end], why, allowed)
