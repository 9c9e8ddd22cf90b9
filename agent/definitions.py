"""What the catalog itself says: how figures are defined and approved, and what there is to ask."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from agent.answer import Answer, Source, Trace
from agent.checker import check
from agent.claims import Claim, ClaimBook
from agent.evidence import called, group_names
from agent.interpreter.outcome import AboutCatalog
from agent.splits import can_be_split
from agent.writer import render
from semantic.approvals import APPROVED, Approvals
from semantic.model import Metric
from semantic.period import Period
from semantic.suggest import listed
from semantic.view import View

_MOST_NAMED = 40
_NOTHING_SEEN = "There is nothing here that you may see."


def told(
    about: AboutCatalog, view: View, approvals: Approvals, covered: Period | None, trace: Trace
) -> Answer:
    """The answer to what is asked of the catalog, within what the view shows.

    Definitions stand beside the text, in the words that were approved: a figure in one is no claim.
    """
    book = ClaimBook()
    match about.asked:
        case "definition":
            text = _defined(about, view, approvals, book)
        case "splits":
            metric = about.metrics[0] if about.metrics else ""
            text = can_be_split(metric, view) or _NOTHING_SEEN
        case "metrics":
            text = _metrics(_titles(about, view), book)
        case "days":
            text = _days(covered, book)
        case never:
            assert_never(never)
    rendered = render(text, book.claims)
    terms = [metric.title for metric in view.metrics.values()]
    terms += [called(ref) for ref in view.dimensions.values()]
    weeks = view.catalog.settings.week_start
    groups = group_names(view.dimensions)
    if check(rendered, book.claims, terms=terms, groups=groups, week_start=weeks):
        rendered = "The definitions are listed."
    return Answer(
        "answered",
        rendered,
        trace,
        echo=_echo(about, view),
        claims=tuple(book.claims.values()),
        sources=tuple(_sources(about, view, approvals)),
    )


def _defined(about: AboutCatalog, view: View, approvals: Approvals, book: ClaimBook) -> str:
    said = listed(_titles(about, view), "and")
    several = len(about.metrics) + len(about.dimensions) > 1 or said.endswith("s")
    text = f"Here is how {said} {'are' if several else 'is'} defined."
    if len(about.metrics) != 1:
        return text
    return f"{text} {_approved(view.metrics[about.metrics[0]], approvals, book)}"


def _approved(metric: Metric, approvals: Approvals, book: ClaimBook) -> str:
    """Who approved the present definition, and when; and who owns it."""
    status = approvals.status(metric.name)
    owner = _named(metric.governance.owner, approvals, "owner", book)
    if status.approval is None or status.state not in APPROVED:
        return f"It is not approved. Its owner is {owner}."
    by = _named(status.approval.by, approvals, "approved by", book)
    at = Claim(value=status.approval.at.date().isoformat(), kind="date", label="approved it on")
    return f"{by} approved it on {{{book.add(at)}}}. Its owner is {owner}."


def _named(person: str, approvals: Approvals, label: str, book: ClaimBook) -> str:
    people = approvals.catalog.people
    name = next((one.shown for one in people if one.id == person), person)
    return f"{{{book.add(Claim(value=name, kind='name', label=label))}}}"


def _metrics(titles: Sequence[str], book: ClaimBook) -> str:
    if not titles:
        return _NOTHING_SEEN
    named, more = titles[:_MOST_NAMED], len(titles) - _MOST_NAMED
    if more <= 0:
        return f"You may ask for {listed(named, 'and')}."
    count = book.add(Claim(value=more, kind="count", label="others"))
    return f"You may ask for {', '.join(named)} and {{{count}}} others."


def _days(covered: Period | None, book: ClaimBook) -> str:
    if covered is None:
        return _NOTHING_SEEN
    first, last = (
        book.add(Claim(value=each.isoformat(), kind="date", label=label))
        for each, label in (
            (covered.start, "first day"),
            (covered.end - timedelta(days=1), "last day"),
        )
    )
    return f"The first day of the data is {{{first}}}. The last day is {{{last}}}."


def _titles(about: AboutCatalog, view: View) -> list[str]:
    metrics = [view.metrics[name].title for name in about.metrics]
    return [*metrics, *(called(view.dimensions[name]) for name in about.dimensions)]


def _echo(about: AboutCatalog, view: View) -> str:
    said = listed(_titles(about, view), "and")
    match about.asked:
        case "definition":
            return f"the definition of {said}"
        case "splits":
            return f"what {said or 'figures'} can be split by"
        case "metrics":
            return "the metrics that there are"
        case "days":
            return "the days that the data covers"


def _sources(about: AboutCatalog, view: View, approvals: Approvals) -> list[Source]:
    if about.asked != "definition":
        return []
    found = []
    for name in about.metrics:
        metric = view.metrics[name]
        state = approvals.status(name).state
        found.append(Source(name, metric.description, None, metric.governance.owner, state))
    described = ((name, view.dimensions[name].dimension.description) for name in about.dimensions)
    return [*found, *(Source(name, said, None) for name, said in described)]
