"""Consoles for people: legible without colour, in a pipe, and where UTF-8 is not spoken."""

import codecs
import io
import unicodedata
from collections.abc import Mapping
from typing import IO

from rich.console import Console, RenderableType

_PLAIN: Mapping[str, str] = {
    "£": "GBP ", "€": "EUR ", "¥": "JPY ", "−": "-", "–": "-", "—": "-", "…": "...", "·": "-",
    "×": "x", "’": "'","\u2018": "'", "“": '"', "”": '"', "•": "*", "─": "-", "━": "-", "│": "|",
    "▁": "_", "▂": ".", "▃": "-", "▄": "~", "▅": "=", "▆": "+", "▇": "*", "█": "#",
}  # fmt: skip
_LEGIBLE = "retainer.legible"


def _legible(error: UnicodeError) -> tuple[str | bytes, int]:
    """In place of what an encoding lacks, the nearest that it has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_nearest, lacking)), error.end


def _nearest(letter: str) -> str:
    """The letter without its accent, a sign's stand-in, or a question mark."""
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return _PLAIN.get(letter) or bare or "?"


codecs.register_error(_LEGIBLE, _legible)


def console(stream: IO[str]) -> Console:
    """A console on the stream, which from then on prints the nearest to what it cannot encode.

    A terminal that is dumb, NO_COLOR and a pipe are respected; a pipe has 80 columns.
    """
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_LEGIBLE)
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def as_text(renderable: RenderableType, *, width: int = 80) -> str:
    """What a console without colour prints, for files and tests."""
    stream = io.StringIO()
    plain = Console(
        file=stream, width=width, color_system=None, highlight=False, markup=False, emoji=False
    )
    plain.print(renderable)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
