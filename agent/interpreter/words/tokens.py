"""A question as tokens: words in their plain form, numbers, marks, each with its place."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.ordinary import NUMBERS, spelled
from semantic.letters import seen
from semantic.record import record

# A month in figures, "07/2011", and not the eighth week in "week 8/2011".
_NO_COUNT = "".join(
    f"(?<!{word})" for word in ("week ", "wk ", "kw ", "cw ", "w ", "no ", "quarter ", "qtr ", "q ")
)
_A_MONTH = "(?:0?[1-9]|1[0-2])"
_FIGURES = (
    rf"{_NO_COUNT}(?<![\w/.,£$€])(?:{_A_MONTH}[-–])?{_A_MONTH}[/.](?:19|20)\d\d(?![/.%]?\d|%)"
    rf"|{_NO_COUNT}(?<!/ )(?<![\w/.,£$€])(?:0[1-9]|1[0-2]) / (?:19|20)\d\d(?!\d)"
    rf"|{_NO_COUNT}(?<![\w/.,-]){_A_MONTH}-(?:19|20)\d\d(?![/.-]?\d)"
    rf"|(?<![\w/.,-])(?:19|20)\d\d(?:/{_A_MONTH}|-[1-9])(?![/.-]?\d)"
)
_NAMES = {number: name for name, number in reversed(MONTHS.items())}
_YEAR_FIRST = re.compile(r"(?P<y>(?:19|20)\d\d)[/.](?P<m>\d\d?)[/.](?P<d>\d\d?)")
_TOKEN = re.compile(
    r"(?<![^\s:]):(?:[a-z][a-z0-9_+-]{2,}|[+-]1)(?:::skin-tone-\d)?:(?![^\s:.,!?])|"
    r"\d{1,4}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d|\d{4}-(?:w\d\d|q\d|\d\d)(?!\d)"
    rf"|(?P<month>(?:{_FIGURES})(?:['’]s\b)?)"
    r"|\d{1,2}\.\d{1,2}\.(?!\w)"
    r"|y/y|q/q|m/m|w/w|w/[ce]\b|w/out\b|w/o\b|w/|b/c\b|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:st|nd|rd|th)\b|\d+\.\d+|\d+['’]s\b|\d+[a-z]+\b|\d+"
    r"|[a-z]{2,}\d+[a-z]*\b"
    r"|i\.\s?e\b\.?|e\.\s?g\b\.?"
    r"|u\.k\.?|u\.s\.?(?:a\.?)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|_|\S",
    re.IGNORECASE,
)
_CONTRACTIONS = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "what's": ("what", "is"),
    "whats": ("what", "is"),
    "wots": ("what", "is"),
    "how's": ("how", "is"),
    "hows": ("how", "is"),
    "who's": ("who", "is"),
    "where's": ("where", "is"),
    "it's": ("it", "is"),
    "that's": ("that", "is"),
    "let's": ("let", "us"),
    "biz": ("business",),
    "i.e": ("i.e.",),
    "i. e.": ("i.e.",),
    "i. e": ("i.e.",),
    "w/": ("with",),
    "w/o": ("without",),
    "w/out": ("without",),
    "b/c": ("because",),
    "lets": ("let", "us"),
    "thats": ("that", "is"),
    "whos": ("who", "is"),
    "wheres": ("where", "is"),
    "dont": ("do", "not"),
    "whens": ("when", "is"),
    "didnt": ("did", "not"),
    "doesnt": ("does", "not"),
    "hasnt": ("has", "not"),
    "havent": ("have", "not"),
    "hadnt": ("had", "not"),
    "isnt": ("is", "not"),
    "arent": ("are", "not"),
    "wasnt": ("was", "not"),
    "werent": ("were", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
}
_ENDINGS = {"n't": "not", "'ve": "have", "'re": "are", "'ll": "will", "'d": "would", "'m": "am"}

_COUNTED = {
    ("half", "a", "dozen"): "6", ("half", "dozen"): "6", ("a", "dozen"): "12", ("dozen",): "12",
    ("a", "couple", "of"): "2", ("a", "couple"): "2", ("couple", "of"): "2",
    ("a", "hundred"): "100", ("a", "thousand"): "1000",
}  # fmt: skip
_LONGEST = 3
_LONGEST_SPELLED = 10
_GIVING_BACK = {"sent": "returned", "send": "return", "handed": "returned", "hand": "return",
                "sending": "returning", "handing": "returning", "gave": "returned"}  # fmt: skip
_ASKING = {
    "hw": "how", "hwo": "how", "wat": "what", "wht": "what", "wot": "what", "wich": "which",
    "wihch": "which", "whcih": "which",
}  # fmt: skip
_ASKED_TO = frozenset({"please", "pls", "plz", "you", "to", "kindly", "anyone", "someone"})
# What follows a share of something; whoever is asked to share does so with anything else.
_WHOLE = frozenset({"of", "in"})
_PARTED = frozenset({"by", "for", "from", "per", "that", "which", ",", ":", "?", ""})
_SLIPS = {"costumer": "customer", "costumers": "customers"}
_ASKED_OF = frozenset(
    {"many", "much", "is", "are", "was", "were", "did", "do", "does", "has", "have", "had"}
)


_IN_IE = frozenset(
    {"movie", "cookie", "collie", "smoothie", "brownie", "hoodie", "calorie", "selfie", "pie"}
    | {"tie", "zombie", "rookie", "newbie", "freebie", "genie", "sortie", "budgie", "birdie"}
    | {"foodie", "veggie", "bookie", "groupie", "townie", "auntie", "beanie", "hippie", "pixie"}
    | {"junkie", "prairie", "talkie", "quickie", "indie", "toastie", "lassie", "doggie", "rosie"}
)
_PLURALS_IN_US = frozenset({"skus", "menus", "gurus", "emus"})


@record
class Token:
    """One word or mark. `word` is its plain form; `start:end` its place in the question.

    `stem` is the word without a plural ending, for comparing. `corrected` is set when `word` was
    read for a misspelt original, `capitals` when it was written in capital letters ("US"), and
    `titled` when it looks like part of a name: a capital inside a sentence of small letters.
    """

    word: str
    start: int
    end: int
    stem: str
    corrected: bool = False
    capitals: bool = False
    titled: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it has letters."""
        return any(letter.isalpha() for letter in self.word)

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit."""
        return self.word[:1].isdigit()


def tokens(question: str) -> tuple[Token, ...]:
    """The question's tokens: lower case, compatibility forms folded, contractions spelled out."""
    text = plain(question)
    matches = list(_TOKEN.finditer(text))
    words = [match[0] for match in matches if match[0][:1].isalpha()]
    starting = [word[:1].isupper() for word in words if word.lower() not in MONTHS]
    small_letters = 2 * sum(starting) <= len(starting)
    found: list[Token] = []
    for match in matches:
        capitals = match[0].isupper() and len(match[0]) > 1
        opens = re.search(r"(?:^|[.?!:;])\W*$", text[: match.start()]) is not None
        titled = small_letters and match[0].istitle() and len(match[0]) > 1 and not opens
        for word in _month(match["month"]) if match["month"] else _words(match[0]):
            place = (match.start(), match.end())
            form = word[:-1] if _is_plural_of_capitals(match[0]) else stem(word)
            found.append(Token(word, *place, form, capitals=capitals, titled=titled))
    return tuple(found)


def put_right(given: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with "hw" as "how", "sent back" as "returned", and a number in words as one.

    "Very" adds nothing to "first", and "kindly share" asks to be shown something.
    """
    given = _given_back([_asking(token, given[n + 1 : n + 2]) for n, token in enumerate(given)])
    given = [_showing(given, n) for n in range(len(given))]
    given = [token for n, token in enumerate(given) if not _only_stresses(given[n : n + 2])]
    found: list[Token] = []
    place = 0
    while place < len(given):
        length, number = _number(given, place)
        if number:
            last = given[place + length - 1]
            found.append(replace(given[place], word=number, stem=number, end=last.end))
        else:
            found.append(given[place])
        place += length
    return tuple(found)


def _showing(given: Sequence[Token], place: int) -> Token:
    """The token at a place, with "share" as "show" where it is what somebody is asked to do."""
    token = given[place]
    if token.word != "share":
        return token
    after = given[place + 1].word if place + 1 < len(given) else ""
    asked_to = place > 0 and given[place - 1].word in _ASKED_TO
    asked = after not in _WHOLE if asked_to else not place and after not in _WHOLE | _PARTED
    return replace(token, word="show", stem="show") if asked else token


def _only_stresses(given: Sequence[Token]) -> bool:
    return [token.word for token in given] == ["very", "first"]


def _given_back(given: Sequence[Token]) -> list[Token]:
    """The tokens with "sent back" and the like as "returned"."""
    found: list[Token] = []
    for token in given:
        meant = _GIVING_BACK.get(found[-1].word, "") if found and token.word == "back" else ""
        if meant:
            last = found.pop()
            token = replace(last, word=meant, stem=meant, end=token.end)
        found.append(token)
    return found


def _asking(token: Token, following: Sequence[Token]) -> Token:
    """A word in its right letters: one that asks, where what follows leaves no doubt."""
    meant = _ASKING.get(token.word) or _SLIPS.get(token.word)
    asks = any(each.word in _ASKED_OF for each in following)
    clear = meant == "which" or token.word in _SLIPS or asks
    if meant is None or not clear or token.capitals:
        return token
    return replace(token, word=meant, stem=stem(meant), corrected=True)


def _number(given: Sequence[Token], place: int) -> tuple[int, str]:
    if given[place].word in NUMBERS:
        length, value = spelled([token.word for token in given[place : place + _LONGEST_SPELLED]])
        if length:
            return length, str(value)
    for length in range(_LONGEST, 0, -1):
        said = tuple(token.word for token in given[place : place + length])
        if said in _COUNTED:
            return length, _COUNTED[said]
    return 1, ""


def plain(question: str) -> str:
    """The question on one line, without invisible characters, in compatibility form."""
    if question.isascii() and question.isprintable():
        return " ".join(question.split())
    folded = unicodedata.normalize("NFKC", question)
    return seen(" ".join(folded.split()))


def is_picture(word: str) -> bool:
    """Whether a token is an emoji, as ":tada:" too; a flag is none, as it may say which country."""
    if word[:1] == ":" and len(word) > 2:
        return not word.startswith(":flag")
    kinds = {unicodedata.category(letter) for letter in word}
    flag = any("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in word)
    return kinds <= {"So", "Sk"} and not flag


def stem(word: str) -> str:
    """A word without its plural ending and its accents, which few people type."""
    word = bare(word)
    if len(word) > 3 and word.isalpha():
        if word in _PLURALS_IN_US:
            return word[:-1]
        if word.endswith("ies"):
            return word[:-1] if word[:-1] in _IN_IE else word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes")):
            return word[:-2]
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return word[:-1]
    return word


def bare(word: str) -> str:
    """A word without its accents: "Graca" for "Graça"."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def phrase(text: str) -> tuple[str, ...]:
    """The stems of a phrase's words, marks left out, for looking it up."""
    return tuple(token.stem for token in tokens(text) if token.is_word or token.is_number)


def _is_plural_of_capitals(written: str) -> bool:
    """Whether letters stand for words, and for several things: "SKUs", "POs"."""
    return len(written) > 2 and written[-1] == "s" and written[:-1].isupper()


def _words(written: str) -> tuple[str, ...]:
    word = written.lower().replace("’", "'")
    if day := _YEAR_FIRST.fullmatch(word):
        return (f"{day['y']}-{day['m']:0>2}-{day['d']:0>2}",)
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    for ending, meaning in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word.removesuffix(ending), meaning)
    owner = word.removesuffix("'s").removesuffix("'")
    return (owner or word,)


def _month(written: str) -> tuple[str, ...]:
    """A month in figures by its name; two of a range with the dash between them.

    "2010/11" stays as it is, as the year from 2010 to 2011 is written so too.
    """
    first, *parts = (int(digits) for digits in re.findall(r"\d+", written))
    if first <= 12:
        found = [(_NAMES[month], str(parts[-1])) for month in (first, *parts[:-1])]
        return (*found[0], "-", *found[1]) if len(found) > 1 else found[0]
    if "/" in written and parts[0] == (first + 1) % 100:
        return (str(first), "/", str(parts[0]))
    return (_NAMES[parts[0]], str(first))
