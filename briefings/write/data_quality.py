"""The section on the data itself: how fresh and whole it is, held against its own past."""

from collections.abc import Callable, Mapping, Sequence

from agent.claims import Claim, ClaimBook, ClaimPeriod
from agent.writer import day
from briefings.model import Section
from briefings.write.passage import NOTHING, Passage, bullets, paragraphs, say
from semantic.model import Metric
from semantic.suggest import listed
from skills.quality.finding import Finding

MOST_DATES = 5


def section(
    book: ClaimBook,
    findings: Sequence[Finding],
    metrics: Mapping[str, Metric],
    definition: Callable[[str], str],
) -> Section:
    """What is out of the ordinary first, then every check in a line."""
    said = paragraphs(
        _lead(findings, metrics),
        bullets(_line(book, one, metrics, definition) for one in findings),
    )
    return Section(
        id="data_quality",
        title="Data quality",
        text=said.text,
        claims=said.claims,
        template=said.template,
    )


def _lead(findings: Sequence[Finding], metrics: Mapping[str, Metric]) -> Passage:
    if not findings:
        return Passage("There is no data quality metric, or no data, to judge the week by.")
    odd = [_subject(one, metrics) for one in findings if one.severity == "warning"]
    if not odd:
        return Passage("The data of the week is in order.")
    material = any(one.material for one in findings if one.severity == "warning")
    trust = "; read the other figures with care" if material else ""
    return Passage(f"Out of the ordinary: {listed(odd, last='and')}{trust}.")


def _subject(one: Finding, metrics: Mapping[str, Metric]) -> str:
    match one.check:
        case "freshness":
            return "how fresh the data is"
        case "gaps":
            return "days without data"
        case "partial":
            return "a partial week"
        case "level":
            return metrics[one.metric or ""].title


def _line(
    book: ClaimBook,
    one: Finding,
    metrics: Mapping[str, Metric],
    definition: Callable[[str], str],
) -> Passage:
    match one.check:
        case "freshness":
            return _freshness(book, one, definition)
        case "gaps":
            return _gaps(book, one, definition)
        case "partial":
            return _partial(one)
        case "level":
            return _level(book, one, metrics[one.metric or ""], definition)


def _freshness(book: ClaimBook, one: Finding, definition: Callable[[str], str]) -> Passage:
    age = _count(one, one.value, "newest data", "days", definition)
    said = f"The newest data is {{age}} {_days(one.value)} old"
    if one.usual is None:
        return say(book, f"{said}.", age=age)
    usual = _count(one, one.usual, "usual", "days", definition)
    return say(book, f"{said}; usual: {{usual}} {_days(one.usual)}.", age=age, usual=usual)


def _gaps(book: ClaimBook, one: Finding, definition: Callable[[str], str]) -> Passage:
    missing = _count(one, one.value, "days without data", "days", definition)
    if not one.dates:
        return say(book, "Days without data: {missing}.", missing=missing)
    named = {
        f"on{place}": Claim(value=when.isoformat(), label="days without data", kind="date")
        for place, when in enumerate(one.dates[:MOST_DATES])
    }
    dates = listed([day(when) for when in one.dates[:MOST_DATES]], last="and")
    template = f"Days without data: {{missing}}, such as {dates}."
    return say(book, template, missing=missing, **named)


def _partial(one: Finding) -> Passage:
    if not one.dates:
        return Passage("The week and the one before are covered whole.")
    return Passage("The week or the one before is partial: the data does not cover it whole.")


def _level(
    book: ClaimBook, one: Finding, metric: Metric, definition: Callable[[str], str]
) -> Passage:
    if one.value is None:
        return NOTHING
    value = _claim(one, one.value, metric, definition)
    name = metric.title[:1].upper() + metric.title[1:]
    if one.usual is None:
        return say(book, f"{name}: {{value}}.", value=value)
    usual = _claim(one, one.usual, metric, definition).model_copy(update={"wordings": ("usual",)})
    return say(book, f"{name}: {{value}}; usual: {{usual}}.", value=value, usual=usual)


def _claim(one: Finding, value: float, metric: Metric, definition: Callable[[str], str]) -> Claim:
    return Claim(
        value=value,
        unit=metric.format.unit,
        label=metric.title,
        format=metric.format,
        metric=metric.name,
        metric_hash=definition(metric.name),
        period=ClaimPeriod(start=one.period.start, end=one.period.end),
        result=one.result.hash,
        wordings=(metric.title,),
    )


def _days(value: float | None) -> str:
    return "day" if value is not None and round(value) == 1 else "days"


def _count(
    one: Finding, value: float | None, label: str, unit: str, definition: Callable[[str], str]
) -> Claim:
    metric = one.metric or ""
    return Claim(
        value=None if value is None else round(value),
        unit=unit,
        label=label,
        kind="count",
        metric=metric,
        metric_hash=definition(metric) if metric else "",
        result=one.result.hash,
    )
