"""The section that explains movements: who carries a change, or that nobody in particular does."""

from collections.abc import Callable, Mapping, Sequence

from agent.claims import DIMENSION, Claim, ClaimBook, ClaimPeriod
from agent.evidence import as_change, called, member_name
from agent.grammar import capital
from agent.writer import named, shown
from briefings.model import Chart, Section
from briefings.pictures import Contribution
from briefings.pictures import drivers as drivers_chart
from briefings.write.passage import NOTHING, Passage, bullets, paragraphs, say, together
from semantic.catalog import Catalog
from semantic.model import Format, Metric
from semantic.result import Value
from semantic.suggest import listed
from skills.drivers.drivers import Drivers, Verdict
from skills.drivers.split import Driver, Split
from skills.movement.movement import Movement

MEMBERS_NAMED = 3
BARS = 6

_SAID: Mapping[Verdict, str] = {
    "driver": "What stands out by {by} carries the change:",
    "part": "What stands out by {by} carries a part of the change:",
    "offsetting": "What stands out by {by} cancels out:",
    "no_single_driver": (
        "No single driver: nothing stands out by ALL, given the size and the past of each. "
        "The change by {by}:"
    ),
    "not_judged": "The past is too short to tell what stands out. By {by}:",
}


def section(
    book: ClaimBook,
    explained: Sequence[Drivers],
    moved: Sequence[Movement],
    catalog: Catalog,
    definition: Callable[[str], str],
) -> Section:
    """Every explained change in a paragraph with its members, and a chart of the first."""
    known = [one for one in explained if one.change and one.split is not None]
    said = paragraphs(*(_explained(book, one, moved, catalog, definition) for one in known))
    if not known:
        said = Passage(
            "There is nothing to trace: the week cannot be compared with the one before, or its "
            "figures are equal."
        )
    return Section(
        id="why",
        title="Why it moved",
        text=said.text,
        claims=said.claims,
        template=said.template,
        charts=tuple(_chart(one, catalog) for one in known[:1]),
    )


def _explained(
    book: ClaimBook,
    one: Drivers,
    moved: Sequence[Movement],
    catalog: Catalog,
    definition: Callable[[str], str],
) -> Passage:
    metric = catalog.metrics[one.metric]
    whole = _claim(one, metric, one.change, definition(metric.name))
    name = capital(metric.title)
    change = say(book, f"{name}: {{by|direction}} {{by|size}} on the week before.", by=whole)
    if one.split is None:
        return change
    return paragraphs(
        together((change, _luck(one, moved))),
        together((_lead(book, one, catalog), _rates(book, one.split, whole))),
        bullets(_member(book, driver, one.split, whole, catalog) for driver in _named(one)),
    )


def _luck(one: Drivers, moved: Sequence[Movement]) -> Passage:
    verdict = next((each.verdict for each in moved if each.metric == one.metric), None)
    if verdict in ("noise", "flat"):
        return Passage("That is within the ordinary range, so it may be chance.")
    return NOTHING


def _lead(book: ClaimBook, one: Drivers, catalog: Catalog) -> Passage:
    if one.split is None:
        return NOTHING
    considered = {
        f"by{place}": _group(split.dimension, catalog) for place, split in enumerate(one.considered)
    }
    words = _SAID.get(one.verdict, "By {by}:")
    if "ALL" not in words:
        considered = {}
    template = words.replace("ALL", listed([f"{{{name}}}" for name in considered]))
    return say(book, template, by=_group(one.split.dimension, catalog), **considered)


def _group(field: str, catalog: Catalog) -> Claim:
    return Claim(value=called(catalog.dimensions[field]), kind="name", label=DIMENSION)


def _named(one: Drivers) -> Sequence[Driver]:
    if one.split is None:
        return ()
    out = one.split.standing_out
    return out[:BARS] if one.dimension and out else one.split.members[:MEMBERS_NAMED]


def _member(
    book: ClaimBook, driver: Driver, split: Split, whole: Claim, catalog: Catalog
) -> Passage:
    only = ({"field": split.dimension, "op": "eq", "value": driver.member},)
    who = named(_shown(driver.member, split.dimension, catalog), only, book)
    name = shown(who)
    own = whole.model_copy(
        update={
            "value": driver.change,
            "label": f"{whole.label}, {name}",
            "filters": only,
            "result": split.result.hash,
            "wordings": (*whole.wordings, name),
        }
    )
    line = f"{_prefix(name, split.dimension)}{{who}}: {{change}}"
    if driver.share is None or driver.share <= 0:
        return say(book, line, who=who, change=own)
    share = Claim(
        value=driver.share,
        unit="%",
        label=f"of the change of {whole.label}, {name}",
        kind="share",
        format=Format(unit="%", decimals=0, percent=True),
        metric=whole.metric,
        metric_hash=whole.metric_hash,
        filters=own.filters,
        result=own.result,
        wordings=("of the change",),
        explains=f"change of {whole.label}",
    )
    return say(book, f"{line}, {{share}} of the change", who=who, change=own, share=share)


def _rates(book: ClaimBook, split: Split, whole: Claim) -> Passage:
    """For a ratio: how much is its members' own rates, and how much that their weights moved."""
    if split.rate_effect is None or split.mix_effect is None:
        return NOTHING
    rates = whole.model_copy(update={"value": split.rate_effect, "wordings": ("own rates",)})
    mix = whole.model_copy(update={"value": split.mix_effect, "wordings": ("mix",)})
    other_way = "; the own rates went the other way" if split.reverses else ""
    return say(book, f"Own rates {{rates}}, mix {{mix}}{other_way}.", rates=rates, mix=mix)


def _chart(one: Drivers, catalog: Catalog) -> Chart:
    metric = catalog.metrics[one.metric]
    split = one.split
    assert split is not None
    drawn = split.members[:BARS]
    rest = sum(driver.change for driver in split.members[BARS:]) + split.others_change
    others = len(split.members[BARS:]) + split.others
    field = split.dimension
    names = [_shown(driver.member, field, catalog) for driver in drawn]
    names = [_prefix(name, field) + name for name in names]
    bars = [Contribution(name, each.change) for name, each in zip(names, drawn, strict=True)]
    if others:
        bars.append(Contribution(f"{others:,} others", rest, rest=True))
    title = f"Change of {metric.title} by {called(catalog.dimensions[split.dimension])}"
    return drivers_chart(title, bars, _shape(metric))


def _claim(one: Drivers, metric: Metric, value: float | None, definition: str) -> Claim:
    level = Claim(
        value=value,
        unit=metric.format.unit,
        label=metric.title,
        format=metric.format,
        metric=metric.name,
        metric_hash=definition,
        period=ClaimPeriod(start=one.period.start, end=one.period.end),
        result=one.result.hash if one.result else "",
        wordings=(metric.title,),
    )
    before = ClaimPeriod(start=one.previous_period.start, end=one.previous_period.end)
    return as_change(level, metric, before)


def _shown(member: Value, field: str, catalog: Catalog) -> str:
    if member is None or isinstance(member, bool):
        return capital(member_name(member, catalog.dimensions[field]))
    return str(member)


def _prefix(name: str, field: str) -> str:
    """What stands before a name that is a number, which would be read as one of the amounts."""
    return f"{capital(field.partition('.')[0])} " if name.isdigit() else ""


def _shape(metric: Metric) -> Format:
    whole = metric.format.model_copy(update={"decimals": 0})
    return metric.format if metric.format.percent else whole
