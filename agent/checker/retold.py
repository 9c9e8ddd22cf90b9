"""Whether a model's wording says what the template says: its phrases and figures, and no more.

A model may choose the order inside a sentence, join neighbouring sentences, and the small words
between phrases. Everything else of the template stays: each figure, name and period by its
reference, each phrase in its own words, each sentence in its place. What is not known to be
harmless is refused, so a word that nobody thought of cannot slip through.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from agent.checker.findings import Finding, found
from semantic.record import record

CONNECTING = frozenset(
    {"a", "an", "the", "and", "with", "while", "in", "at", "on", "of", "for", "to", "was", "were",
     "is", "are", "be", "been", "being", "has", "have", "had", "having", "it", "its", "this",
     "that", "these", "those", "which", "who", "where", "there", "here", "stood", "came",
     "amounted"}
)  # fmt: skip
"""Words that say nothing about a figure by themselves; how they pair figures is checked apart."""

REFERENCE = re.compile(r"\{([a-z]+\d+)(?:\|([a-z]+))?\}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(rf"(?P<reference>{REFERENCE.pattern})|(?P<word>{_WORD.pattern})|(?P<mark>\S)")
_ALLOWED = re.compile(r"[A-Za-z \n.,;:()'’–—-]")
_END = re.compile(r"(?<=\.)\s+|\n+")
_PAIR = re.compile(r"\{(\w+)\|direction\}(?! \{\1\|size\})")
_MARKS = " \n.,;:()–—-"


@record
class _Sentence:
    start: int
    text: str
    ids: frozenset[str]


def retold(
    template: str, wording: str, *, names: Collection[str], changes: Collection[str]
) -> tuple[Finding, ...]:
    """What a wording of a template says more, less or otherwise; nothing when it may be filled in.

    Both hold references such as `{c1}` in place of every figure, name and period. `names` are the
    metrics' names; of two joined sentences about one metric, one may leave the name to the other.
    `changes` are the ids of figures with a direction, whose word may be added. With its sign alone
    ("sales were +£5") a change would read as a level, so only a template may say it so.
    """
    unclean = tuple(_unclean(template, wording, changes)) or tuple(_reshaped(template, wording))
    if unclean:
        return unclean
    given, ours = _sentences(template), _sentences(wording)
    findings: list[Finding] = []
    place = 0
    for sentence in ours:
        count = _counterpart(given[place:], sentence)
        if count == 0:
            why = "is not the template's next sentence or sentences with all their references"
            return (*findings, _about(wording, sentence, why))
        findings += _differences(given[place : place + count], wording, sentence, names)
        place += count
    if place < len(given) and not findings:
        left = given[place].text
        findings.append(found(wording, len(wording), len(wording), f"ends before: {left}"))
    return tuple(findings)


def _unclean(template: str, wording: str, changes: Collection[str]) -> Iterator[Finding]:
    if len(wording) > 2 * len(template) + 100:
        yield found(wording, 0, 0, "is too long; say no more than the template does")
        return
    known = {match[0] for match in REFERENCE.finditer(template)}
    for id_ in {match[1] for match in REFERENCE.finditer(template)} & set(changes):
        known |= {f"{{{id_}|size}}", f"{{{id_}|direction}}"}
    bare = list(wording)
    for match in REFERENCE.finditer(wording):
        if match[0] not in known:
            yield found(wording, *match.span(), "is no reference of the template")
        bare[match.start() : match.end()] = " " * len(match[0])
    for match in _PAIR.finditer(wording):
        why = f"stands alone; write {match[0]} {{{match[1]}|size}}"
        yield found(wording, *match.span(), why)
    letters = set(template)
    for start, letter in enumerate(bare):
        if letter.isdigit() or not (_ALLOWED.match(letter) or letter in letters):
            why = "is not allowed; a text has letters, plain punctuation and references"
            yield found(wording, start, start + 1, why)


def _reshaped(template: str, wording: str) -> Iterator[Finding]:
    """Where a wording's lines and list items are not those of its template."""

    def shape(text: str) -> list[str]:
        lines = text.strip().split("\n")
        return ["item" if line.startswith("- ") else "text" if line else "" for line in lines]

    if shape(template) != shape(wording):
        yield found(wording, 0, 0, "has other lines; keep the text's lines and list items")


def _sentences(text: str) -> list[_Sentence]:
    found_ones, start = [], 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        part = text[start:end]
        if part.strip(_MARKS):
            ids = frozenset(match[1] for match in REFERENCE.finditer(part))
            found_ones.append(_Sentence(start, part, ids))
        start = end
    return found_ones


def _counterpart(given: list[_Sentence], sentence: _Sentence) -> int:
    """How many of the next sentences of the template this one stands for; 0 when none do."""
    seen: set[str] = set()
    for count, one in enumerate(given, start=1):
        if not one.ids:
            return 1 if count == 1 and not sentence.ids and _same(one, sentence) else 0
        seen |= one.ids
        if not seen <= sentence.ids:
            return 0
        if seen == sentence.ids:
            return count
    return 0


def _same(one: _Sentence, other: _Sentence) -> bool:
    def plain(text: str) -> list[str]:
        return text.strip(_MARKS).casefold().split()

    return plain(one.text) == plain(other.text)


def _differences(
    given: list[_Sentence], wording: str, sentence: _Sentence, names: Collection[str]
) -> Iterator[Finding]:
    owed = Counter(phrase for one in given for phrase in _phrases(one.text, names))
    yield from _missing_references(given, wording, sentence)
    for run in _runs(sentence.text):
        place = 0
        while place < len(run):
            length = _longest(run[place:], owed)
            if length:
                owed[tuple(word for word, _ in run[place : place + length])] -= 1
            elif run[place][0] not in CONNECTING:
                word, at = run[place]
                start = sentence.start + at
                why = "is not in the template's sentence; keep its words, join them by small ones"
                yield found(wording, start, start + len(word), why)
            place += length or 1
    titles = {tuple(_words(name)) for name in names}
    for phrase in +owed:
        if phrase not in titles:
            yield _about(wording, sentence, f"leaves out “{' '.join(phrase)}”")


def _missing_references(
    given: list[_Sentence], wording: str, sentence: _Sentence
) -> Iterator[Finding]:
    def figures(text: str) -> set[str]:
        return {m[1] for m in REFERENCE.finditer(text) if m[2] != "direction"}

    for missing in sorted({id_ for one in given for id_ in figures(one.text)}):
        if missing not in figures(sentence.text):
            yield _about(wording, sentence, f"leaves out {{{missing}}}")


def _longest(run: list[tuple[str, int]], owed: Counter[tuple[str, ...]]) -> int:
    words = tuple(word for word, _ in run)
    return next((n for n in range(len(words), 0, -1) if owed[words[:n]] > 0), 0)


def _phrases(text: str, names: Collection[str]) -> Iterator[tuple[str, ...]]:
    """The runs of words between references and marks, without small words at their ends."""
    titles = sorted((tuple(_words(name)) for name in names), key=len, reverse=True)
    for run in _runs(text):
        for part in _split(tuple(word for word, _ in run), titles):
            start, end = 0, len(part)
            while start < end and part[start] in CONNECTING:
                start += 1
            while end > start and part[end - 1] in CONNECTING:
                end -= 1
            if start < end:
                yield part[start:end]


def _split(run: tuple[str, ...], titles: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for title in titles:
        for start in range(len(run) - len(title) + 1):
            if title and run[start : start + len(title)] == title:
                yield from _split(run[:start], titles)
                yield title
                yield from _split(run[start + len(title) :], titles)
                return
    yield run


def _runs(text: str) -> Iterator[list[tuple[str, int]]]:
    run: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(text):
        if token["word"]:
            run.append((token["word"].casefold(), token.start()))
        else:
            yield run
            run = []
    yield run


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name)]


def _about(wording: str, sentence: _Sentence, why: str) -> Finding:
    lead = len(sentence.text) - len(sentence.text.lstrip())
    end = sentence.start + len(sentence.text.rstrip())
    return found(wording, sentence.start + lead, end, why)
