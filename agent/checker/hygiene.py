"""Characters and markup that a note may not carry: hidden, borrowed from another script, active."""

import re
import unicodedata
from collections.abc import Iterator

from agent.patterns import regex
from semantic.letters import BARE_ADDRESS, URL, is_invisible

_PLAIN_SPACES = frozenset(" \n\u00a0\u202f")
_UNPRINTED = re.compile(r"[^\x20-\x7e\n]")
_ACTIVE = (
    (regex(URL, "://|www."), "a link"),
    (
        regex(r"(?i)\b(?:mailto|javascript|data|tel):\S+", "mailto:|javascript:|data:|tel:"),
        "a link",
    ),
    (regex(r"!?\[[^\]\n]*\]\s?[(\[][^)\]\n]*[)\]]", "["), "a link"),
    (regex(BARE_ADDRESS, "."), "a link"),
    (regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*", "@"), "an e-mail address"),
    (regex(r"<[@#!][^>\n]*>?|(?<![\w])@[\w.-]+", "<|@"), "a mention"),
    (regex(r"</?[A-Za-z!?][^>\n]*>?|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);", "<|&"), "markup"),
    (regex(r"[`~]{3,}|`|\$\{|\{\{?|\}", "`|~|{|}"), "markup"),
)


def hidden(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of characters that show nothing, are no plain space, or enclose another one."""
    for match in _UNPRINTED.finditer(text):
        place, letter = match.start(), match[0]
        if letter in _PLAIN_SPACES:
            continue
        if is_invisible(letter) or unicodedata.category(letter) in ("Zs", "Me"):
            name = unicodedata.name(letter, f"U+{ord(letter):04X}").lower()
            yield place, place + 1, f"is a hidden character ({name})"


def active(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of links, addresses, mentions and markup."""
    for pattern, what in _ACTIVE:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), f"is {what}; notes carry none"


def borrowed(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of words that mix scripts or are in none that this checker can read."""
    for word in re.finditer(r"[^\W\d_]+", text):
        if word[0].isascii():
            continue
        scripts = {_script(letter) for letter in word[0]}
        if scripts != {"LATIN"}:
            yield word.start(), word.end(), "is not in Latin letters, so it cannot be checked"
        elif unicodedata.normalize("NFKC", word[0]) != unicodedata.normalize("NFC", word[0]):
            yield word.start(), word.end(), "is in styled letters, so it cannot be checked"


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ", 1)[0]
    return "LATIN" if name in ("LATIN", "FEMININE", "MASCULINE") else name
