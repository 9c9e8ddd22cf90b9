"""What figures are split by and what they count: groups, grains and nouns need their claims."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agent.checker.backing import counted_things, nouns_in
from agent.checker.figures import MASK, singular
from agent.checker.findings import Finding, found
from agent.checker.mentions import Mention
from agent.checker.page import Marked, Page, Place
from agent.claims import DIMENSION, Claim, ClaimPeriod
from agent.writer import shown
from semantic.model import Grain
from semantic.period import GRAINS, Period, unit, whole_grain
from semantic.week import Weekday

_BY = re.compile(r"(?i)\b(?:by|per)\s+(?:the\s+)?$")
_SPLIT = re.compile(rf"(?i)(?P<lead>[^\W\d_]+|{MASK}|^)[^\w{MASK}]*\bby (?P<first>[^\W\d_]+)?")
_SPLITTABLE = frozenset({"", MASK, "out", "down", "change"})
_ODD_MEMBER = re.compile(r"^(?:, | and | or )(?P<word>[^\W\d_]+)(?= and| or|[.:]| in )")
_LIST = re.compile(r"(?i)^(?:,| and| or|, and|, or)\s+$")
_GRAIN = re.compile(r"(?i)\b(?P<grain>day|week|month|quarter|year)s?\b")
_RATE = re.compile(rf"(?i)\bper (?!(?:{'|'.join(GRAINS)})s?\b)(?P<of>[^\W\d_]+)")
_OF = re.compile(rf"^ (?:of|from|beginning|commencing) (?={MASK})")
_WORD = re.compile(r"[^\W\d_]+")
_LEAD_WORD = re.compile(r"([^\W\d_]+)[ *_#]*$")
_BEFORE_NUMBERS = frozenset(
    {"a", "and", "or", "of", "for", "to", "with", "without", "from", "by", "at", "on", "in", "that",
     "only", "call", "ring", "phone", "ask", "visit", "email", "write", "see", "meet", "contact",
     "invite", "thank", "tell", "offer", "send", "give", "remind", "number", "no"}
)  # fmt: skip


def group_objections(page: Page, place: Place, claim: Claim) -> list[str]:
    """Why the claim is not of what the figures here are said to be split by."""
    said = _split_in_view(page, place)
    # How many rows a split has is of no row of it.
    if said is None or claim.kind == "count":
        return []
    _, start, end, by = said
    if isinstance(by, str):
        fits = _fits_grain(claim.period, by, page.week_start)
    else:
        fits = not claim.members or bool(by & set(claim.members))
    label = page.text[start:end]
    return [] if fits else [f"is not by {label}: it is {claim.label}"]


def strange_groups(page: Page) -> Iterator[Finding]:
    """Names of dimensions, next to figures or after "by", that no claim is about."""
    known = {name for claim in page.claims.values() for name in claim.members}
    dimensions = {
        shown(claim).casefold() for claim in page.claims.values() if claim.label == DIMENSION
    }
    words = frozenset().union(*page.words.values())
    for marked in page.sentences:
        split = {mention for mention, _ in _splits(marked)}
        for mention in marked.mentions:
            named = page.text[mention.start : mention.end].casefold()
            if mention in split and not mention.fields and named not in dimensions:
                yield found(page.text, mention.start, mention.end, "is no dimension to split by")
            elif mention.fields and not mention.wording_of and (split or marked.figures):
                said = {singular(word) for word in _WORD.findall(page.text, *mention.span)}
                if not (mention.fields & known or mention.named or said <= words):
                    why = "is a dimension that no claim here is about"
                    yield found(page.text, mention.start, mention.end, why)


def strange_splits(page: Page) -> Iterator[Finding]:
    """Where figures are split by a dimension: what is split, or by what, that no claim names."""
    named = {str(claim.value) for claim in page.claims.values() if claim.label == DIMENSION}
    if not named:
        return
    grains = named.intersection(GRAINS)
    for marked in page.sentences:
        start, end = marked.sentence.start, marked.sentence.end
        groups = {mention.start for mention, _ in _splits(marked)}
        for match in _SPLIT.finditer(marked.masked[start:end]):
            first, lead = (start + match.start(name) for name in ("first", "lead"))
            if match["first"] and not _GRAIN.fullmatch(match["first"]):
                last = first + len(match["first"])
                yield found(page.text, first, last, "is no dimension that a claim names")
            elif start + match.end() in groups and match["lead"].lower() not in _SPLITTABLE:
                last = lead + len(match["lead"])
                yield found(page.text, lead, last, "is split, and no claim is of it")
        yield from _by_metrics(page, marked)
        said: set[str] = set()
        for mention, _ in _splits(marked):
            name = page.text[mention.start : mention.end].casefold()
            if name in said:
                yield found(page.text, *mention.span, "is in this list already")
            said.add(name)
            odd = _ODD_MEMBER.match(marked.masked[mention.end : end])
            if odd and odd["word"].lower() not in grains:
                place = mention.end + odd.start("word")
                why = "is no dimension that a claim names"
                yield found(page.text, place, place + len(odd["word"]), why)


def _by_metrics(page: Page, marked: Marked) -> Iterator[Finding]:
    """Dimensions that are said to be split by a metric: "country by orders"."""
    for mention, after in pairwise(marked.mentions):
        between = marked.masked[mention.end : after.start]
        if mention.fields and after.wording_of and between.strip().lower() in ("by", "per"):
            yield found(page.text, *mention.span, "is split, and it is a dimension")


def strange_kinds(page: Page) -> Iterator[Finding]:
    """What a number that is a name is said to be the name of, such as the product 12748."""
    for marked in page.sentences:
        start = marked.sentence.start
        for mention in marked.mentions:
            before = page.text[start : mention.start]
            lead = _LEAD_WORD.search(before)
            if not _is_number(page, mention):
                continue
            if before.rstrip()[-1:].isdigit():
                why = "comes right after another number"
                yield found(page.text, mention.start, mention.end, why)
            if lead is None:
                continue
            kinds = {part for field, _ in mention.members for part in re.split(r"[._]", field)}
            end = start + lead.end(1)
            longer = any(
                m.fields and m.end == end and " " in page.text[m.start : m.end]
                for m in marked.mentions
            )
            if longer or singular(lead[1]) not in kinds | _BEFORE_NUMBERS:
                why = f"is not what {page.text[mention.start : mention.end]} is"
                yield found(page.text, start + lead.start(1), start + lead.end(1), why)


def _is_number(page: Page, mention: Mention) -> bool:
    return bool(mention.members) and page.text[mention.start : mention.end].isdigit()


def strange_rates(page: Page) -> Iterator[Finding]:
    """What figures are said to be per, where no claim of the sentence is of such a rate."""
    for marked in page.sentences:
        known = frozenset().union(*(page.words[id_] for id_ in page.said(marked)))
        if not known:
            continue
        for match in _RATE.finditer(marked.masked, marked.sentence.start, marked.sentence.end):
            if singular(match["of"]) not in known:
                yield found(page.text, *match.span("of"), "is what no figure here is counted per")


def strange_grains(page: Page) -> Iterator[Finding]:
    """Words such as "week", next to figures or periods, that fit no claim's period or wording."""
    words = frozenset().union(*page.words.values())
    dated = any(claim.period.start for claim in page.claims.values())
    for marked in page.sentences:
        claimed = bool(marked.figures or marked.words or marked.periods)
        for match in _grains(marked):
            if not claimed and not (dated and _is_definite(marked, match)):
                continue
            grain = match["grain"].lower()
            if (grain not in words or _is_definite(marked, match)) and not _is_of(
                page, marked, match
            ):
                yield found(page.text, *match.span(), "is no period that a claim here has")


def strange_nouns(page: Page) -> Iterator[Finding]:
    """What is counted in a sentence with figures, and none of its figures is a count of it."""
    nouns = counted_things(list(page.claims.values()))
    for marked in page.sentences:
        said = page.said(marked)
        if not said:
            continue
        known = _context(page, marked).union(*(page.words[id_] for id_ in said))
        for word in _WORD.finditer(marked.masked, marked.sentence.start, marked.sentence.end):
            if singular(word[0]) in nouns - known:
                why = "is not what the figures of this sentence are about"
                yield found(page.text, word.start(), word.end(), why)


def _context(page: Page, marked: Marked) -> frozenset[str]:
    over = (one.sentence for one in page.context(marked))
    return frozenset().union(*(nouns_in(page.text[one.start : one.end]) for one in over))


def _splits(marked: Marked) -> Iterator[tuple[Mention, frozenset[str]]]:
    """The mentions after "by" and "per", and those that go on with such a list."""
    before: Mention | None = None
    for mention in marked.mentions:
        led = _BY.search(marked.masked[marked.sentence.start : mention.start])
        goes_on = before is not None and _LIST.match(marked.masked[before.end : mention.start])
        if (led or goes_on) and (mention.fields or mention.members or mention.named):
            yield mention, mention.fields
            before = mention
        else:
            before = None


def _split_in_view(
    page: Page, place: Place
) -> tuple[Marked, int, int, frozenset[str] | Grain] | None:
    """What the figures around a place are split by: its own sentence's, else its lead-in's."""
    around = (page.sentences[number] for number in place.marked.sentence.above)
    for marked in (place.marked, *around):
        limit = place.start if marked is place.marked else marked.sentence.end
        said: list[tuple[int, int, frozenset[str] | Grain]] = [
            (mention.start, mention.end, fields)
            for mention, fields in _splits(marked)
            if mention.end <= limit and fields
        ]
        said += [
            (match.start(), match.end(), grain)
            for match in _grains(marked)
            if match.end() <= limit
            and _BY.search(marked.masked[marked.sentence.start : match.start()])
            for grain in GRAINS
            if grain == match["grain"].lower()
        ]
        if said:
            return marked, *max(said, key=lambda each: each[0])
    return None


def _grains(marked: Marked) -> Iterator[re.Match[str]]:
    """Words for a length of time that are not the unit of a figure."""
    for match in _GRAIN.finditer(marked.masked, marked.sentence.start, marked.sentence.end):
        if not any(not marked.masked[f.end : match.start()].strip() for f in marked.figures
                   if f.end <= match.start()):  # fmt: skip
            yield match


def _is_definite(marked: Marked, match: re.Match[str]) -> bool:
    return marked.masked[: match.start()].lower().endswith("the ")


def _is_of(page: Page, marked: Marked, match: re.Match[str]) -> bool:
    grain = match["grain"].lower()
    of = _OF.match(marked.masked[match.end() :])
    if of:
        begun = match.end() + of.end()
        named = [said.period for said in marked.periods if said.start == begun]
        return any(
            period is not None and whole_grain(period, page.week_start) == grain for period in named
        )
    periods = [
        period
        for claim in page.claims.values()
        for period in (claim.period, claim.against)
        if period is not None
    ]
    return any(
        _fits_grain(period, grain, page.week_start)
        for period in periods
        if period.start and period.end
    )


def _fits_grain(period: ClaimPeriod, grain: str, week_start: Weekday) -> bool:
    if period.start is None or period.end is None:
        return True
    own = Period(period.start, period.end)
    whole = whole_grain(own, week_start)
    if whole == grain:
        return True
    # A part of a unit is no unit, and inside of one.
    inside = next(unit(own.start, one, week_start) for one in GRAINS if one == grain)
    return own.end <= inside.end and own != inside and (period.partial or whole is None)
