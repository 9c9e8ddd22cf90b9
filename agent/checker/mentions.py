"""What a sentence mentions: metrics in any of their wordings, members, names."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from agent.claims import DIMENSION, MEMBER, Claim
from agent.patterns import regex
from agent.writer import quoted, shown
from semantic.period import GRAINS
from semantic.record import changeable, record

Member = tuple[str, str]

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
_OUTSIDE = regex(
    r"""(?xi) (?: \b(?: outside | without | excluding | except(?:\ for)? | apart\ from | other\ than
      | not(?:\ in|\ from)? | beyond | besides )\s+(?:the\s+)? | \bnon- )$"""
)
# "Lost orders" are not the orders that a claim counts.
_QUALIFIED = regex(
    r"""(?xi) \b(?: net | gross | new | lost | lapsed | returning | repeat | cancelled | returned
      | active | average | mean | median | expected | predicted | unidentified | unpaid | pending
      | online | other )\s+$"""
)
_AND = re.compile(r"(?:,| and| or|,? and the| or the)\s")
_MARKED = re.compile(r"[^\w ]")
_NUMBERED = re.compile(r"(?=.*[^\w\s.,/:-])[\W\d_]*")
_MISSING = ("unidentified", "not given", "not known", "missing")


@record
class Mention:
    """A phrase at `start:end`: the claims whose wording it is, the members it may stand for.

    `attribute_of` holds members that the phrase describes, such as a customer's country; when there
    is only one, it can stand for that member where nothing else does. `outside` is
    set after words such as "apart from". `stranger` is a known name that no claim backs. `fields`
    are those that the phrase is a name of, such as "country" of a customer's and an order's;
    `named` is set where a claim holds just this name.
    """

    start: int
    end: int
    wording_of: frozenset[str] = frozenset()
    is_wording: bool = False
    members: frozenset[Member] = frozenset()
    attribute_of: frozenset[Member] = frozenset()
    outside: bool = False
    stranger: bool = False
    fields: frozenset[str] = frozenset()
    named: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where the phrase is."""
        return self.start, self.end

    @property
    def alias_of(self) -> frozenset[Member]:
        """The member that the phrase is another name of, if it describes one only."""
        return self.attribute_of if len(self.attribute_of) == 1 else frozenset()


@changeable
class _Entry:
    wording_of: set[str] = field(default_factory=set)
    is_wording: bool = False
    members: set[Member] = field(default_factory=set)
    described: set[Member] = field(default_factory=set)
    free: bool = False
    stranger: bool = False
    fields: set[str] = field(default_factory=set)
    commas: bool = False
    spelled: set[str] = field(default_factory=set)


@record
class Vocabulary:
    """Every phrase that means something to the checker of one text, by its words.

    `odd` holds names with marks inside, which are found as they are written, the longest first.
    """

    entries: Mapping[tuple[str, ...], _Entry]
    longest: int
    odd: Mapping[str, _Entry]

    def shielded(self, text: str) -> str:
        """The text, as long, without marks inside of names, so that no name looks like two."""
        for name in self.odd:
            text = text.replace(name, "x" * len(name))
        return text

    def find(self, text: str, start: int, end: int) -> Iterator[Mention]:
        """The phrases in `text[start:end]`, the longest one at each place, in order."""
        before: Mention | None = None
        for mention in self._found(text, start, end):
            listed = before is not None and _AND.fullmatch(text[before.end : mention.start])
            if before is not None and before.outside and listed:
                # "Without France and Germany" leaves out both.
                mention = replace(mention, outside=True)
            yield mention
            before = mention

    def _found(self, text: str, start: int, end: int) -> Iterator[Mention]:
        odd = list(self._odd_names(text, start, end))
        begin = start
        for entry, first, last in odd:
            yield from self._phrases(text, begin, first, start)
            yield _mention(entry, text, first, last, start)
            begin = last
        yield from self._phrases(text, begin, end, start)

    def _odd_names(self, text: str, start: int, end: int) -> Iterator[tuple[_Entry, int, int]]:
        place = start
        while self.odd:
            found = [(_whole_find(text, name, place, end), name) for name in self.odd]
            first, name = min(
                (one for one in found if one[0] >= 0), key=itemgetter(0), default=(-1, "")
            )
            if first < 0:
                return
            place = first + len(name)
            yield self.odd[name], first, place

    def _phrases(self, text: str, start: int, end: int, since: int) -> Iterator[Mention]:
        tokens = list(_TOKEN.finditer(text, start, end))
        words = [normal(token[0]) for token in tokens]
        place = 0
        while place < len(tokens):
            length = self._match(text, tokens, words, place)
            if length:
                first, last = tokens[place], tokens[place + length - 1]
                entry = self.entries[tuple(words[place : place + length])]
                yield _mention(entry, text, first.start(), last.end(), since)
            place += length or 1

    def _match(self, text: str, tokens: list[re.Match[str]], words: list[str], place: int) -> int:
        for length in range(min(self.longest, len(tokens) - place), 0, -1):
            entry = self.entries.get(tuple(words[place : place + length]))
            if entry is not None:
                first, last = tokens[place], tokens[place + length - 1]
                marks = ".;:!?|" if entry.commas else ".;:!?|,"
                broken = any(mark in text[first.start() : last.end()] for mark in marks)
                if not _is_amount(text, first, last) and (length == 1 or not broken):
                    return length
        return 0


def vocabulary(
    claims: Collection[Claim],
    names: Collection[str],
    terms: Collection[str],
    groups: Mapping[str, Collection[str]],
) -> Vocabulary:
    """The phrases of the claims, of `names` that only a claim allows, and of other `terms`.

    `terms` are names of metrics in general: a figure next to one needs a claim of that metric.
    `groups` are names of dimensions with the fields that bear them.
    """
    entries: dict[tuple[str, ...], _Entry] = {}
    wordless: dict[str, _Entry] = {}

    def entry(phrase: str) -> _Entry:
        # "#1" is no other word for the number 1, and a quoted name none for what its words mean.
        apart = _NUMBERED.fullmatch(phrase) or phrase.startswith("“")
        words = () if apart else _words(phrase)
        known = (
            entries.setdefault(words, _Entry()) if words else wordless.setdefault(phrase, _Entry())
        )
        known.commas = known.commas or "," in phrase
        return known

    for name in names:
        entry(name).stranger = True
    for term in terms:
        entry(term).is_wording = True
    for group, fields in groups.items():
        entry(group).fields |= set(fields)
    called = _called(claims)
    for claim in claims:
        _enter(claim, entry, called)
    marked = {shown(one) for one in claims if one.kind == "name" and _MARKED.search(shown(one))}
    odd = {name: entry(name) for name in sorted(marked, key=lambda each: (-len(each), each))}
    return Vocabulary(entries, max(map(len, entries), default=0), odd)


@lru_cache(maxsize=50_000)
def _words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared; the same names come with every answer."""
    return tuple(normal(token) for token in _TOKEN.findall(phrase))


def normal(word: str) -> str:
    """A word without case, possessive and plural."""
    lowered = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(lowered) > 3 and lowered.isalpha():
        if lowered.endswith("ies"):
            return lowered[:-3] + "y"
        if lowered.endswith(("sses", "shes", "ches", "xes")):
            return lowered[:-2]
        if lowered.endswith("s") and not lowered.endswith(("ss", "us", "is")):
            return lowered[:-1]
    return lowered


def wordings_of_member(name: str, value: Any) -> tuple[str, ...]:
    """How a sentence may name one member of a field."""
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        entity, _, said = name.replace("_", " ").partition(".")
        said_as = (said, f"{said} {entity}")
        leads = ("",) if value else ("not ", "other than ")
        return tuple(f"{lead}{each}" for lead in leads for each in said_as)
    text = quoted(str(value))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        start = date.fromisoformat(text)
        month = f"{start:%B %Y}"
        return (text, text[:7], f"{month} cohort", f"cohort of {month}", f"first order in {month}")
    return (text,)


def key(name: str, value: Any) -> Member:
    """A member as something to compare: numbers and text that look alike are equal."""
    return name, str(value)


def _called(claims: Collection[Claim]) -> Mapping[str, set[Member]]:
    """The names that claims give to members, each with those that it is given to."""
    found: dict[str, set[Member]] = {}
    for claim in claims:
        if claim.kind == "name" and claim.label == MEMBER:
            found.setdefault(shown(claim).casefold(), set()).update(_about(claim))
    return found


def _enter(claim: Claim, entry: Any, called: Mapping[str, set[Member]]) -> None:
    members = _about(claim)
    for member, (name, value) in members.items():
        for wording in wordings_of_member(name, value):
            given_to = {each for each in called.get(wording.casefold(), ()) if each[0] == name}
            # A name given to another member of the field, which looks alike, is not this one's.
            if not given_to or member in given_to:
                entry(wording).members.add(member)
                entry(wording).spelled.add(wording.casefold())
    if claim.label == DIMENSION and claim.value in GRAINS:
        # Words for time have rules of their own.
        return
    if claim.kind == "name":
        named = entry(shown(claim))
        named.free = named.free or not members
        if claim.label == MEMBER:
            named.members |= set(members)
        elif shown(claim) not in {quoted(str(value)) for _, value in members}:
            named.described |= set(members)
        return
    for wording in claim.said_as:
        said = entry(wording)
        said.is_wording = True
        said.wording_of.add(claim.id)


def _about(claim: Claim) -> Mapping[Member, tuple[str, Any]]:
    """The members that a claim is about or leaves out, with the field and value of each."""
    found = {
        key(name, value): (name, value)
        for name, values in claim.members.items()
        for value in values
    }
    for condition in claim.filters:
        if "field" in condition and condition.get("op") in ("ne", "not_in"):
            values = condition["value"] if condition["op"] == "not_in" else (condition["value"],)
            found |= {
                key(condition["field"], value): (condition["field"], value) for value in values
            }
    return found


def _mention(entry: _Entry, text: str, start: int, end: int, since: int) -> Mention:
    qualified = _QUALIFIED.search(text[since:start])
    backed = entry.members or entry.described or entry.free or entry.wording_of
    # The topic "billing" is no metric "billings".
    is_member = text[start:end].casefold() in entry.spelled and not entry.wording_of
    return Mention(
        start,
        end,
        wording_of=frozenset() if qualified else frozenset(entry.wording_of),
        is_wording=entry.is_wording and not is_member,
        members=frozenset(entry.members),
        attribute_of=frozenset(entry.described),
        outside=bool(_OUTSIDE.search(text[since:start])),
        stranger=entry.stranger and not backed,
        fields=frozenset(entry.fields),
        named=entry.free or bool(entry.described),
    )


def _whole_find(text: str, name: str, start: int, end: int) -> int:
    """Where a name begins that is not a part of a longer word; -1 where it is not."""
    while True:
        place = text.find(name, start, end)
        last = place + len(name)
        inside = name[:1].isalnum() and text[max(place - 1, 0) : place].isalnum()
        inside = inside or (name[-1:].isalnum() and text[last : last + 1].isalnum())
        if place < 0 or not inside:
            return place
        start = place + 1


def _is_amount(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    if first is not last or not first[0].isdigit():
        return False
    before = text[first.start() - 1 : first.start()]
    after = text[last.end() : last.end() + 2].lstrip()
    return before in tuple("£$€¥+−-.,") or after.startswith("%")
