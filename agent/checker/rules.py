"""The rules of the checker, in order: what a text may not carry, then what claims have to back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from agent.checker import dates, hygiene
from agent.checker.amounts import repeated_heads, stray_units, unbacked_figures
from agent.checker.backing import by_size, counted_nouns, words_of
from agent.checker.binding import objections
from agent.checker.directions import stray_baselines, unbacked_directions
from agent.checker.ends import stray_ends
from agent.checker.figures import MASK, Figure, figures
from agent.checker.findings import Finding, found
from agent.checker.groups import (
    strange_grains,
    strange_groups,
    strange_kinds,
    strange_nouns,
    strange_rates,
    strange_splits,
)
from agent.checker.layout import Sentence, parse
from agent.checker.mentions import Vocabulary, vocabulary
from agent.checker.page import Marked, Page, Place
from agent.checker.reasons import unbacked_causes, unbacked_ranks, unbacked_verdicts
from agent.checker.tables import strange_tables, unsaid_limits
from agent.checker.words import Said, said
from agent.claims import Claim
from semantic.week import MONDAY, Weekday

_Placed = TypeVar("_Placed", dates.PeriodMention, Figure, Said)
Rule = Callable[[Page], Iterator[Finding]]
Groups = Mapping[str, Collection[str]]
NO_GROUPS: Groups = {}


def check(
    text: str,
    claims: Mapping[str, Claim],
    *,
    names: Collection[str] = (),
    terms: Collection[str] = (),
    groups: Groups = NO_GROUPS,
    week_start: Weekday = MONDAY,
) -> tuple[Finding, ...]:
    """Everything in a rendered text that the claims do not back, in the order of the text.

    Refused are figures in digits or words, signs, units, dates, periods, directions, ranks,
    comparisons and causes without a claim whose subject is named there; hidden characters, links,
    mentions and markup; and `names` (of customers, products) that no claim holds. `terms` are the
    workspace's other metric names: a figure next to one needs a claim of that metric. `groups` are
    the names of its dimensions with their fields: what is said to be "by country" needs claims of
    countries. What is called a week begins on `week_start`. An empty tuple means that the text may
    be shown.
    """
    named = {name: claim.model_copy(update={"id": name}) for name, claim in claims.items()}
    page = _page(text, named, vocabulary(named.values(), names, terms, groups), week_start)
    return tuple(sorted({finding for rule in RULES for finding in rule(page)}))


def _page(text: str, claims: Mapping[str, Claim], phrases: Vocabulary, week_start: Weekday) -> Page:
    nouns = counted_nouns(list(claims.values()))
    layout = parse(phrases.shielded(text))
    marked = tuple(
        _marked(text, sentence, phrases, nouns, week_start) for sentence in layout.sentences
    )
    words = {id_: words_of(claim) for id_, claim in claims.items()}
    sizes = by_size(claims.values())
    return Page(text, claims, marked, nouns, layout.misnumbered, sizes, words, week_start)


def _marked(
    text: str,
    sentence: Sentence,
    phrases: Vocabulary,
    nouns: frozenset[str],
    week_start: Weekday,
) -> Marked:
    start, end = sentence.start, sentence.end
    mentions = tuple(phrases.find(text, start, end))
    masked = _mask(text, [(mention.start, mention.end) for mention in mentions])
    said_periods = tuple(_in_order(dates.periods(masked, start, end, week_start)))
    masked = _mask(masked, [(period.start, period.end) for period in said_periods])
    said_figures = tuple(_in_order(figures(masked, start, end, nouns)))
    words = tuple(_in_order(said(masked, start, end)))
    return Marked(sentence, mentions, said_periods, said_figures, words, masked)


def _in_order(found: Iterable[_Placed]) -> list[_Placed]:
    return sorted(found, key=lambda each: each.start)


def _mask(text: str, spans: list[tuple[int, int]], mask: str = MASK) -> str:
    for start, end in spans:
        text = text[:start] + mask * (end - start) + text[end:]
    return text


def _unclean(page: Page) -> Iterator[Finding]:
    names = [
        (mention.start, mention.end)
        for marked in page.sentences
        for mention in marked.mentions
        if mention.members or mention.attribute_of
    ]
    for start, end, why in hygiene.hidden(page.text):
        yield found(page.text, start, end, why)
    # A customer or product may be called anything; surfaces escape names.
    written = _mask(page.text, names, "x")
    for rule in (hygiene.active, hygiene.borrowed):
        for start, end, why in rule(written):
            yield found(page.text, start, end, why)
    for start, end in page.misnumbered:
        yield found(page.text, start, end, "is out of order in its list")


def _strange_names(page: Page) -> Iterator[Finding]:
    for marked in page.sentences:
        for mention in marked.mentions:
            if mention.stranger:
                why = "is a name that no claim backs"
                yield found(page.text, mention.start, mention.end, why)


def _unbacked_periods(page: Page) -> Iterator[Finding]:
    for marked in page.sentences:
        for period in marked.periods:
            why = _period_objection(page, marked, period)
            if why:
                yield found(page.text, period.start, period.end, why)


def _period_objection(page: Page, marked: Marked, period: dates.PeriodMention) -> str:
    if period.impossible:
        return period.impossible
    if period.now:
        claimed = marked.figures or marked.words
        return "depends on the day of reading; name the period" if claimed else ""
    if period.period is None:
        return ""
    place = Place(marked, period.start, period.end)
    dated = [claim for claim in page.claims.values() if period.is_date_of(claim)]
    doubts = [objections(page, place, claim) for claim in dated]
    if any(not doubt for doubt in doubts):
        return ""
    if any(
        period.fits(claim.period) or period.fits(claim.against) for claim in page.claims.values()
    ):
        return ""
    return min(doubts, key=len)[0] if doubts else "is a date or period that no claim has"


RULES: tuple[Rule, ...] = (
    _unclean,
    _strange_names,
    _unbacked_periods,
    unbacked_figures,
    stray_units,
    repeated_heads,
    strange_nouns,
    strange_groups,
    strange_splits,
    strange_kinds,
    strange_rates,
    strange_grains,
    strange_tables,
    unsaid_limits,
    stray_baselines,
    stray_ends,
    unbacked_directions,
    unbacked_ranks,
    unbacked_causes,
    unbacked_verdicts,
)
