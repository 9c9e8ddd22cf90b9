"""Letters that show nothing, and what else a text needs for its reader to see all of it."""

import unicodedata
from typing import Final

_TOP_DOMAINS = r"(?:com|net|org|io|co|uk|de|eu|ai|app|dev|example|info|biz|me|ru|cn)"
URL: Final = r"(?i)\b[a-z][a-z0-9+.-]*://\S*|\bwww\.\S+"
"""An address that says it is one."""
BARE_ADDRESS: Final = rf"(?i)\b(?:[a-z0-9-]+\.)+{_TOP_DOMAINS}\b(?:/\S*)?"
"""A name with dots whose end makes programs take it for an address."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def is_invisible(letter: str) -> bool:
    """Whether a character shows nothing or reorders others: controls, tags, fillers, selectors."""
    return unicodedata.category(letter) in _UNSEEN or letter in _FILLERS or _is_selector(letter)


def seen(text: str) -> str:
    """The text without the letters that show nothing."""
    return "".join(letter for letter in text if not is_invisible(letter))


def _is_selector(letter: str) -> bool:
    return 0xFE00 <= ord(letter) <= 0xFE0F or 0xE0100 <= ord(letter) <= 0xE01EF
