"""What only the data can tell: whether sources are what the models declare, and figures as agreed.

Each finding says where it is, as a file or a metric, and what is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from connectors.wiring.parts import Parts
from semantic.errors import GoldenDiffers, RetainerError
from semantic.loading import read_draft
from semantic.model import GoldenTest, Metric
from semantic.query import PeriodAsked, Query
from semantic.suggest import listed
from semantic.warehouse import acting_for

# Golden values are written with as many digits as people agreed on.
_CLOSE = 1e-6


@dataclass(frozen=True)
class Finding:
    """Something about the data that is not as it should be.

    It is `about` a source, model or metric, or the place of a definition.
    """

    about: str
    message: str


def findings(parts: Parts) -> Iterator[Finding]:
    """Sources that cannot be read, keys that repeat, spines with gaps, golden values that differ.

    Golden values are of all rows, so only those of metrics that whoever asks may compute over all
    rows are tried.
    """
    unread = tuple(_unread(parts))
    yield from unread
    if not unread:
        yield from _repeated(parts)
        yield from _spines(parts)
        for metric in parts.engine.view(parts.principal).metrics.values():
            if _sees_all(parts, metric):
                yield from _golden(parts, metric)


def tried(parts: Parts) -> int:
    """How many golden tests `findings` tries."""
    seen = parts.engine.view(parts.principal).metrics.values()
    return sum(len(metric.tests) for metric in seen if _sees_all(parts, metric))


def hold_to_goldens(parts: Parts, metric: Metric) -> int:
    """How many golden values of the metric were tried, all of which agree.

    Raises GoldenDiffers when one does not, or when whoever asks sees too little to try them.
    """
    if metric.tests and not _sees_all(parts, metric):
        raise GoldenDiffers(
            f"The golden values of {metric.name} are of all rows, and {parts.principal.shown} may "
            "not compute it over all of them.",
            next_step="Somebody who approves and sees every row can: give their id with --as.",
        )
    found = tuple(_golden(parts, metric))
    if found:
        raise GoldenDiffers(
            "\n".join(f"{finding.about}: {finding.message}" for finding in found),
            next_step=f"Mend the definition of {metric.name}, or the golden value if it was wrong. "
            "Nothing was approved.",
        )
    return len(metric.tests)


def _sees_all(parts: Parts, metric: Metric) -> bool:
    return parts.access.rows_for(metric.name).unrestricted


def _unread(parts: Parts) -> Iterator[Finding]:
    for source in parts.workspace.sources:
        try:
            parts.engine.warehouse.table(source, parts.workspace.today)
        except RetainerError as error:
            yield Finding(f"source {source}", str(error))


def _repeated(parts: Parts) -> Iterator[Finding]:
    for model in parts.catalog.models.values():
        with acting_for(parts.engine.warehouse, parts.principal):
            repeated = parts.engine.repeated_keys(model.name, limit=3)
        if repeated:
            # Keys are customers: they are shown to those who may see every one.
            seen = parts.access.any_rows.unrestricted
            such_as = f", such as {listed([str(key) for key in repeated], 'and')}" if seen else ""
            message = f"{listed(model.primary_key, 'and')} is not unique{such_as}"
            yield Finding(f"model {model.name}", message)


def _spines(parts: Parts) -> Iterator[Finding]:
    for written in read_draft(parts.workspace.root)[0].time_spines:
        try:
            for fault in parts.engine.spine_faults(written.value, parts.principal):
                yield Finding(str(written.at(*fault.steps)), fault.message)
        except RetainerError as error:
            yield Finding(str(written.at()), str(error))


def _golden(parts: Parts, metric: Metric) -> Iterator[Finding]:
    for test in metric.tests:
        try:
            value = parts.engine.run(_query(metric, test), parts.principal).value(metric.name)
        except RetainerError as error:
            yield Finding(f"metric {metric.name}", f"{_named(test)} cannot be computed: {error}")
            continue
        off = value is None or abs(float(value) - test.value) > _tolerance(test.value)
        if off:
            message = f"{_named(test)} should be {test.value} and is {value}"
            yield Finding(f"metric {metric.name}", message)


def _named(test: GoldenTest) -> str:
    return f"the golden value from {test.period[0]} to {test.period[1]}"


def _tolerance(expected: float) -> float:
    written = len(repr(expected).partition(".")[2])
    return max(0.5 * 10.0**-written, abs(expected) * _CLOSE)


def _query(metric: Metric, test: GoldenTest) -> Query:
    return Query(
        metrics=(metric.name,),
        filters=test.filters,
        period=PeriodAsked.model_validate({"from": test.period[0], "to": test.period[1]}),
        as_of=date.fromisoformat(test.as_of) if test.as_of else None,
    )
