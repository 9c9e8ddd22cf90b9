"""Text that somebody else wrote, made harmless before a model reads it."""

import json
import unicodedata

from semantic.letters import is_invisible

MOST_LETTERS = 80
MOST_OF_A_DESCRIPTION = 160
_NO_MARKUP = str.maketrans("<>`", "()'")


def plain(text: str, most: int = MOST_LETTERS) -> str:
    """The text on one line, in compatibility form, without hidden characters, tags or fences."""
    folded = unicodedata.normalize("NFKC", text)
    shown = "".join(" " if letter.isspace() else letter for letter in folded
                    if letter.isspace() or not is_invisible(letter))  # fmt: skip
    line = " ".join(shown.translate(_NO_MARKUP).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def quoted(text: str, most: int = MOST_LETTERS) -> str:
    """The text as one quoted string, so that where it ends is beyond doubt."""
    return json.dumps(plain(text, most), ensure_ascii=False)
