"""Which claim a figure stands for: the one whose value it has and whose subject is in view."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from agent.checker.dates import PeriodMention
from agent.checker.figures import MASK
from agent.checker.groups import group_objections
from agent.checker.mentions import Member, Mention, key
from agent.checker.page import Marked, Page, Place
from agent.claims import Claim
from agent.patterns import regex
from agent.writer import CHANGES, shown

_Said = TypeVar("_Said", Mention, PeriodMention)

_LINKS = {
    "wording": r"of|our|the|their|its|are|were|is|was|have|has|had|more|fewer|less|other|in|a|per",
    "member": r"in|for|from|of|by|with|at|to|the|customers?|products?|country",
    "period": r"in|for|during|on|of|at|the|end|until|as|since|"
    r"minutes?|hours?|days?|weeks?|months?|years?",
}
_ATTACHED = {
    kind: regex(rf"(?i)^[\s*_(]*(?:(?:{words})\b[\s*_(]*)*$") for kind, words in _LINKS.items()
}
_WHOLE = regex(
    r"(?i)\b(?:in total|total|overall|altogether|in all|all told|together|others|shop-wide|whole)"
    r"\b",
    "total|overall|al|together|others|shop-wide|whole",
)
_OTHERS = regex(r"(?i)\s+others\b", "others")
_PRONOUN = regex(r"(?i)^[\s*_]*(?:that|this|it|they|these|those|which)\b")
_PARTIAL = regex(
    r"(?i)\b(?:partial(?:ly)?|so far|to date|not over|not complete|incomplete)\b",
    "partial|so far|to date|not |incomplete",
)


def objections(page: Page, place: Place, claim: Claim) -> list[str]:
    """Why the claim cannot back what stands at the place; nothing when it can."""
    return [*wording_objections(page, place, claim), *subject_objections(page, place, claim)]


def subject_objections(page: Page, place: Place, claim: Claim) -> list[str]:
    """Why the claim is not of the members, split and period that are named for the place."""
    checks = (_members, _strangers, group_objections, _period, _partial)
    return [why for check in checks for why in check(page, place, claim)]


def baseline_objections(place: Place, claim: Claim) -> list[str]:
    """Why what the sentence compares with is not what the change is against."""
    said = _next_baseline(place)
    if said is None or claim.kind not in CHANGES:
        return []
    fits = said.fits(claim.against) or (
        claim.against is not None and said.is_before(claim.period, claim.against)
    )
    return [] if fits else ["is a change against another period"]


def wording_in_view(page: Page, place: Place) -> Mention | None:
    """The wording that a figure or word at the place belongs to.

    One that follows directly, else the one before in the sentence, else the one after; a table
    cell's header; for a sentence that begins with "that" or "it", the sentence before.
    """
    own = [mention for mention in place.marked.mentions if mention.is_wording]
    found = _attached(place, own, "wording") or _before(place, own) or _after(place, own)
    if found or place.marked.sentence.kind not in ("cell", "item", "prose"):
        return found
    return _last_wording(_referred(page, place.marked))


def _referred(page: Page, marked: Marked) -> list[Marked]:
    sentence = marked.sentence
    if sentence.kind == "cell":
        return [page.sentences[number] for number in sentence.above]
    if sentence.previous is not None and _PRONOUN.match(page.text[sentence.start : sentence.end]):
        return [page.sentences[sentence.previous]]
    return []


def _last_wording(sentences: list[Marked]) -> Mention | None:
    found = [m for marked in sentences for m in marked.mentions if m.is_wording]
    return found[-1] if found else None


def wording_objections(page: Page, place: Place, claim: Claim) -> list[str]:
    """Why the claim is not of what the place's wording names."""
    said = wording_in_view(page, place)
    if said is None:
        return [f"has no label: name {claim.said_as[0]} in the same sentence"]
    if claim.id not in said.wording_of:
        label = page.text[said.start : said.end]
        return [f"is not {label}: it is {claim.label}"]
    return []


def _members(page: Page, place: Place, claim: Claim) -> list[str]:
    missing = []
    for name, values in claim.members.items():
        wanted = {key(name, value) for value in values}
        mention = _member_in_view(page, place, name)
        if mention is None:
            missing.append(
                f"is about {', '.join(str(value) for value in values)}, which is not named here"
            )
        elif mention.outside or not wanted & (mention.members | mention.alias_of):
            said = page.text[mention.start : mention.end]
            missing.append(f"stands under {said}, and it is {claim.label}")
        elif len(wanted) > 1 and not wanted <= _all_members(page, place):
            missing.append(f"is about {', '.join(str(value) for value in values)} together")
    for condition in claim.filters:
        if "field" in condition and condition.get("op") in ("ne", "not_in"):
            missing += _not_left_out(page, place, condition)
        elif condition.get("op") not in ("eq", "in"):
            missing += _not_said(page, place, condition)
    return missing


def _not_left_out(page: Page, place: Place, condition: Mapping[str, object]) -> list[str]:
    value = condition["value"]
    left_out = value if isinstance(value, list | tuple) else (value,)
    wanted = {key(str(condition["field"]), each) for each in left_out}
    around = [place.marked, *page.context(place.marked)]
    said = {
        m
        for marked in around
        for mention in marked.mentions
        if mention.outside
        for m in mention.members
    }
    names = ", ".join(str(each) for each in left_out)
    return [] if wanted <= said else [f"leaves out {names}, and the sentence does not say so"]


def _not_said(page: Page, place: Place, condition: Mapping[str, object]) -> list[str]:
    """Why a condition that only a name of its own can say, such as a limit, is not said."""
    names = [
        shown(claim).casefold()
        for claim in page.claims.values()
        if claim.kind == "name" and claim.filters == (condition,)
    ]
    around = [place.marked, *page.context(place.marked)]
    said = {page.text[m.start : m.end].casefold() for one in around for m in one.mentions}
    return [] if not names or said & set(names) else [f"is {names[0]}, which is not said here"]


def _all_members(page: Page, place: Place) -> set[Member]:
    around = [place.marked, *page.context(place.marked)]
    return {m for marked in around for mention in marked.mentions for m in mention.members}


def _member_in_view(page: Page, place: Place, name: str) -> Mention | None:
    """The member of a field that the place is about: by its own name, else by another one."""
    return _nearest_member(page, place, name, aliases=False) or _nearest_member(
        page, place, name, aliases=True
    )


def _nearest_member(page: Page, place: Place, name: str, *, aliases: bool) -> Mention | None:
    def of_field(marked: Marked) -> list[Mention]:
        named = [(m, m.alias_of if aliases else m.members) for m in marked.mentions]
        return [m for m, members in named if any(field == name for field, _ in members)]

    own = of_field(place.marked)
    found = _attached(place, own, "member") or _before(place, own)
    if found is None and place.marked.sentence.kind != "cell":
        found = _after(place, own)
    above = (of_field(marked) for marked in page.context(place.marked))
    return found or next((each[-1] for each in above if each), None)


def _strangers(page: Page, place: Place, claim: Claim) -> list[str]:
    """Members in view that the claim is not about: a total under a customer's name."""
    if not claim.metric and not claim.members:
        return []
    # "France: …; Germany: …; and 17 others" counts those that are not named.
    if claim.kind == "count" and _OTHERS.match(page.text, place.end):
        return []
    fields = {str(given["field"]) for given in claim.filters if "field" in given}
    own = {key(name, value) for name, values in claim.members.items() for value in values}
    for mention in _binding_mentions(page, place):
        about = mention.members | mention.attribute_of
        elsewhere = not fields & {name for name, _ in mention.members}
        if about and not about & own and (elsewhere or not mention.members):
            said = page.text[mention.start : mention.end]
            return [f"is not about {said}: it is {claim.label}"]
    return []


def _binding_mentions(page: Page, place: Place) -> Iterator[Mention]:
    own = [mention for mention in place.marked.mentions if mention.members or mention.attribute_of]
    attached = _attached(place, own, "member")
    if attached:
        yield attached
    earlier = [mention for mention in own if mention.end <= place.start]
    latest = max((mention.start for mention in earlier if mention.members), default=-1)
    for mention in earlier:
        between = place.marked.masked[mention.end : place.start]
        # What describes another member, named earlier, says nothing about this figure.
        if not _WHOLE.search(between) and (mention.members or mention.start > latest):
            yield mention
    if not _WHOLE.search(place.marked.masked[place.marked.sentence.start : place.start]):
        for marked in page.context(place.marked):
            yield from marked.mentions


def _period(page: Page, place: Place, claim: Claim) -> list[str]:
    if claim.period.end is None or claim.kind in ("name", "date"):
        return []
    said = _period_in_view(page, place, claim)
    if said is None or said.fits(claim.period):
        return []
    if said.baseline and said.before:
        return [] if _is_before_some(page, said, claim) else ["is not of the period before"]
    label = page.text[said.start : said.end]
    return [f"is not of {label}: it is {claim.label}"]


def _is_before_some(page: Page, said: PeriodMention, claim: Claim) -> bool:
    return any(
        other.metric == claim.metric and said.is_before(other.period, claim.period)
        for other in page.claims.values()
    )


def _period_in_view(page: Page, place: Place, claim: Claim) -> PeriodMention | None:
    dated = [said for said in place.marked.periods if said.period or said.before]
    attached = _attached(place, dated, "period")
    if attached and (not attached.baseline or claim.kind not in CHANGES):
        # "3 on December" and "from 3 in December" are levels of December; a change is one on it.
        between = place.marked.masked[place.end : attached.start].split()
        if not attached.baseline or attached.before or "on" not in between or between == ["on"]:
            return attached
    plain = [said for said in dated if not said.baseline]
    found = _before(place, plain) or _after(place, plain)
    if found or place.marked.sentence.kind != "cell":
        return found
    above = place.marked.sentence.above
    cells = [said for number in above for said in page.sentences[number].periods]
    return cells[0] if cells else None


def _next_baseline(place: Place) -> PeriodMention | None:
    baselines = [said for said in place.marked.periods if said.baseline]
    return _after(place, baselines) or _before(place, baselines)


def _partial(page: Page, place: Place, claim: Claim) -> list[str]:
    del place
    if claim.period.partial and not _PARTIAL.search(page.text):
        return ["is of a partial period, and the text does not say so"]
    return []


def _attached(place: Place, said: list[_Said], kind: str) -> _Said | None:
    following = [each for each in said if each.start >= place.end]
    if not following:
        return None
    first = min(following, key=lambda each: each.start)
    between = place.marked.masked[place.end : first.start]
    # "Orders: 12" labels what comes after it, not the figure before.
    labels = place.marked.masked[first.end :].lstrip(" *_")[:1] == ":"
    return first if not labels and MASK not in between and _ATTACHED[kind].match(between) else None


def _before(place: Place, said: list[_Said]) -> _Said | None:
    earlier = [each for each in said if each.end <= place.start]
    return max(earlier, key=lambda each: each.end) if earlier else None


def _after(place: Place, said: list[_Said]) -> _Said | None:
    later = [each for each in said if each.start >= place.end]
    return min(later, key=lambda each: each.start) if later else None
