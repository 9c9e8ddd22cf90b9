"""What there is: metrics that words may mean, and what one definition says. No values of data."""

from pydantic import BaseModel, ConfigDict

from agent.tools.arguments import FindArguments, NameArguments
from agent.tools.candidates import likely_dimensions, likely_metrics
from agent.tools.errors import Wrong, WrongArguments
from agent.tools.inert import MOST_OF_A_DESCRIPTION, plain
from agent.tools.sight import dimensions, groupable
from agent.world import World
from semantic.model import BaseMetric
from semantic.suggest import nearest
from semantic.view import View
from semantic.warehouse import Asker

_MOST_SYNONYMS = 4


class Candidate(BaseModel):
    """A metric as far as choosing needs it. Texts are cut short and hold no markup."""

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    unit: str = ""
    description: str = ""
    also: tuple[str, ...] = ()


class Found(BaseModel):
    """At most ten metrics, best first, and the dimensions that some of them can be split by."""

    model_config = ConfigDict(frozen=True)

    metrics: tuple[Candidate, ...] = ()
    dimensions: tuple[str, ...] = ()


class Described(BaseModel):
    """One definition in full: what it means, and what goes together with it."""

    model_config = ConfigDict(frozen=True)

    kind: str
    name: str
    title: str
    description: str = ""
    unit: str = ""
    good: str = ""
    owner: str = ""
    group_by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def find_metrics(given: FindArguments, principal: Asker, world: World) -> Found:
    """The metrics that the words may mean, of those that the principal may query."""
    view = world.engine.view(principal)
    return found(given.words, view)


def found(words: str, view: View) -> Found:
    """What a view has for the words."""
    names = likely_metrics(words, view)
    return Found(
        metrics=tuple(candidate(view.metrics[name]) for name in names),
        dimensions=likely_dimensions(words, names, view),
    )


def candidate(metric: BaseMetric) -> Candidate:
    """The metric in short."""
    return Candidate(
        name=metric.name,
        title=plain(metric.title),
        unit=metric.format.unit,
        description=plain(metric.description, MOST_OF_A_DESCRIPTION),
        also=tuple(plain(each) for each in metric.synonyms[:_MOST_SYNONYMS]),
    )


def describe(given: NameArguments, principal: Asker, world: World) -> Described:
    """What a metric or dimension means. Raises WrongArguments for one that is not to be seen."""
    view = world.engine.view(principal)
    if given.name in view.metrics:
        return _metric(view.metrics[given.name], view)
    open_ones = dimensions(view)
    if given.name in open_ones:
        return _dimension(given.name, view)
    near = view.nearest_metrics(given.name) or nearest(given.name, open_ones)
    raise WrongArguments([Wrong("name", "there is no such metric or dimension", near)])


def _metric(metric: BaseMetric, view: View) -> Described:
    return Described(
        kind="metric",
        name=metric.name,
        title=plain(metric.title),
        description=plain(metric.description, 4 * MOST_OF_A_DESCRIPTION),
        unit=metric.format.unit,
        good=metric.direction,
        owner=metric.governance.owner,
        group_by=groupable(metric.name, view),
        also=tuple(plain(each) for each in metric.synonyms),
    )


def _dimension(name: str, view: View) -> Described:
    dimension = view.dimensions[name].dimension
    return Described(
        kind=f"dimension ({dimension.type})",
        name=name,
        title=plain(dimension.label or dimension.name),
        description=plain(dimension.description, 4 * MOST_OF_A_DESCRIPTION),
        also=tuple(plain(each) for each in dimension.synonyms),
    )
