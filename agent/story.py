"""One result on its way into words, and what it is about: the conditions that hold for it."""

from dataclasses import field
from datetime import date

from agent.claims import LIMIT, Claim, ClaimBook
from agent.reading import Reading, condition, field_label, limits
from agent.time_groups import HOUR, WEEKDAY, in_words, part_member
from agent.writer import quoted
from semantic.model import BaseMetric, Filter
from semantic.record import record
from semantic.result import Result
from semantic.suggest import listed
from semantic.view import View
from semantic.week import Weekday

_HOURS = {"eq": "at", "ge": "from", "lt": "before"}


@record
class Story:
    """One result that is being put into words, with the `whole` that its figures are parts of."""

    reading: Reading
    result: Result
    view: View
    book: ClaimBook = field(default_factory=ClaimBook)
    whole: Result | None = None

    @property
    def metrics(self) -> list[BaseMetric]:
        """The metrics asked for."""
        return [self.view.metrics[name] for name in self.reading.metrics]

    @property
    def week_start(self) -> Weekday:
        """The weekday on which the workspace's weeks begin."""
        return self.view.catalog.settings.week_start

    @property
    def compares(self) -> bool:
        """Whether the result has an earlier period beside each figure."""
        return self.result.previous is not None


def whose(story: Story) -> str:
    """The filters in words: ` for France`, ` without Germany`, ` for the April 2011 cohort`."""
    # Rows name who they are of; the total beside them has to say whose it is.
    groups = () if story.reading.total else story.reading.group_by
    said = [f for f in story.reading.filters if f.op != "not_null" or f.field not in groups]
    having = story.reading.having if story.reading.group_by else ()
    within = [_limit(story, words) for words in limits(having, story.view)]
    among = [_among(story)] if story.reading.among and story.reading.too is None else []
    told = (*(_condition(story, g) for g in said), *within, *among)
    return "".join(f" {words}" for words in told)


def _among(story: Story) -> str:
    """The list that the figures keep to, by its own name."""
    among = story.reading.among
    listing = Claim(value=f"“{among.echo(story.view)}”" if among else "", kind="name", label="list")
    within = "not in" if story.reading.apart else "in"
    return f"of those {within} {{{story.book.add(listing)}}}"


def _limit(story: Story, words: str) -> str:
    """A limit that was asked for: its number is the asker's, and a name as any other."""
    claim = Claim(value=words, kind="name", label=LIMIT)
    return f"with {{{story.book.add(claim)}}}"


def _condition(story: Story, given: Filter) -> str:
    """One filter in words. Values come from the data, so they are claims and not the template's."""
    if isinstance(given.value, bool):
        entity, _, name = given.field.replace("_", " ").partition(".")
        holds = given.value == (given.op in ("eq", "in"))
        if given.value is False and given.op == "eq":
            return f"for {_name(story, condition(given, story.view), given)}"
        return f"{'for' if holds else 'without'} {name} {entity}s"
    ref = story.view.dimensions.get(given.field)
    if ref is not None and ref.dimension.grain == "month":
        return _cohort(story, given)
    values = given.value if isinstance(given.value, list | tuple) else [given.value]
    if given.field == WEEKDAY and given.op in ("eq", "in"):
        days = [f"{part_member(WEEKDAY, value)}s" for value in values]
        return f"on {listed([_name(story, named, given) for named in days], 'and')}"
    if given.field == HOUR and given.op in _HOURS:
        return _hour(story, given)
    if given.op in ("eq", "in", "ne", "not_in"):
        names = [_name(story, quoted(str(value)), given) for value in values]
        if given.op in ("ne", "not_in"):
            return f"without {listed(names, 'and')}"
        # A number alone does not say what it is of.
        bare = all(str(value).isdigit() for value in values)
        what = f"{field_label(given.field, story.view)} " if bare else ""
        return f"for {what}{listed(names, 'and')}"
    said = _name(story, condition(given, story.view), given)
    return said if given.op in ("is_null", "not_null") else f"with {said}"


def _hour(story: Story, given: Filter) -> str:
    """As in `from 9:00 to 11:00`, `before 12:00`."""
    since = any(one.field == HOUR and one.op == "ge" for one in story.reading.filters)
    lead = "to" if since and given.op == "lt" else _HOURS[given.op]
    return f"{lead} {_name(story, str(part_member(HOUR, given.value)), given)}"


def _cohort(story: Story, given: Filter) -> str:
    start = date.fromisoformat(str(given.value))
    if given.op == "eq":
        return f"for the {start:%B %Y} cohort"
    relation = {"lt": "before", "ge": "from", "gt": "after", "le": "up to"}.get(given.op, given.op)
    label = field_label(given.field, story.view)
    return "with " + _name(story, f"{label} {relation} {start:%B %Y}", given)


def _name(story: Story, said: str, given: Filter) -> str:
    claim = Claim(
        value=said,
        kind="name",
        label=field_label(given.field, story.view),
        filters=(in_words(given.model_dump(mode="json")),),
    )
    return f"{{{story.book.add(claim)}}}"
