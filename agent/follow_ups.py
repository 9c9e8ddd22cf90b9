"""Questions worth asking after an answer, as they can be asked in its thread."""

from collections.abc import Iterator

from agent.evidence import is_state
from agent.reading import Reading, field_label
from semantic.model import RetentionMetric
from semantic.view import View

_MOST = 3


def worth_asking(reading: Reading, view: View) -> tuple[str, ...]:
    """At most three short questions that go on from an answer."""
    return tuple(found for found, _ in zip(_possible(reading, view), range(_MOST), strict=False))


def _possible(reading: Reading, view: View) -> Iterator[str]:
    metrics = [view.metrics[name] for name in reading.metrics]
    if len(metrics) > 1 or isinstance(metrics[0], RetentionMetric) or reading.skill == "risk":
        return
    state = is_state(metrics[0])
    compared, partial = reading.compare is not None, reading.period.partial
    plain = not (state or partial or reading.group_by)
    if plain and reading.skill == "movement" and reading.compare == "previous":
        yield "why?"
    if plain and not compared:
        yield "compared with the period before?"
    if reading.skill == "movement" and not reading.group_by:
        yield from (f"by {field_label(name, view)}?" for name in splits_of(reading, view))


def splits_of(reading: Reading, view: View) -> Iterator[str]:
    """The dimensions that a figure is worth splitting by, each of which has a name of its own."""
    held = {*reading.group_by, *(given.field for given in reading.filters)}
    labels: dict[str, int] = {}
    for ref in view.dimensions.values():
        label = field_label(ref.dimension.field, view)
        labels[label] = labels.get(label, 0) + 1
    for name in view.groupable(reading.metrics[0]):
        dimension = view.dimensions[name].dimension
        technical = dimension.entity == view.dimensions[name].model.row
        plain = dimension.type == "text" and not (dimension.detail or dimension.pii or technical)
        if plain and name not in held and labels[field_label(name, view)] == 1:
            yield name
