"""The movement section: what the briefing's metrics did in the week, and whether it is unusual."""

from collections.abc import Mapping, Sequence

from agent.claims import UNUSUAL, Claim, ClaimBook, ClaimPeriod
from agent.evidence import as_change, as_change_pct, level
from agent.writer import direction
from briefings.model import Chart, Figure, Section
from briefings.pictures import CohortCell, Point, trend
from briefings.pictures import cohorts as draw_cohorts
from briefings.write.passage import NOTHING, Passage, bullets, paragraphs, say
from semantic.model import Format, Metric
from semantic.period import Period, describe
from semantic.suggest import listed
from skills.cohorts.cohorts import Cohorts
from skills.movement.movement import Comparison, Movement

WEEKS_SHOWN = 26
COHORTS_SHOWN = 12
POUNDS_ARE_ENOUGH_FROM = 1_000


def section(
    book: ClaimBook,
    moved: Sequence[Movement],
    metrics: Mapping[str, Metric],
    cohorts: Cohorts | None = None,
) -> Section:
    """Every metric in a line, the unusual ones named first; the first one and cohorts drawn."""
    # Before the data begins there is nothing to measure, not zero.
    known = [one for one in moved if one.value or (one.value is not None and not one.partial)]
    said = paragraphs(
        _lead(known, metrics), bullets(_line(book, one, metrics[one.metric]) for one in known)
    )
    if not known:
        said = Passage("There are no figures for this week: the data holds nothing before it ends.")
    figures = tuple(_figure(book, one, metrics[one.metric]) for one in known)
    charts = [_chart(known[0], metrics[known[0].metric])] if known else []
    if cohorts is not None and cohorts.cells:
        charts.append(_grid(cohorts, metrics[cohorts.metric]))
    return Section(
        id="movement",
        title="What moved",
        text=said.text,
        claims=said.claims,
        template=said.template,
        figures=figures,
        charts=tuple(charts),
    )


def _lead(moved: Sequence[Movement], metrics: Mapping[str, Metric]) -> Passage:
    if not moved:
        return NOTHING
    if moved[0].partial:
        seen = _level(moved[0], metrics[moved[0].metric]).period
        part = describe(
            Period(seen.start or moved[0].period.start, seen.end or moved[0].period.end)
        )
        return Passage(f"The week is partial: the data covers {part} of it.")
    week = describe(moved[0].period)
    unusual = [metrics[one.metric].title for one in moved if one.verdict == "unusual"]
    judged = [one for one in moved if one.verdict != "too_early"]
    if unusual:
        names = listed(unusual, last="and")
        return Passage(f"{_capital(names)} moved outside the ordinary range in the week of {week}.")
    if judged:
        return Passage(f"Nothing moved outside its ordinary range in the week of {week}.")
    return Passage(f"The data is too short to say what is ordinary for the week of {week}.")


def _line(book: ClaimBook, moved: Movement, metric: Metric) -> Passage:
    value = _level(moved, metric)
    name = _capital(metric.title)
    unusual = moved.verdict == "unusual"
    verdict = "; outside the ordinary range" if unusual else ""
    claims = {"value": value} | ({"odd": _unusual(value)} if unusual else {})
    step = _change(value, metric, moved.previous)
    if step is None:
        return say(book, f"{name}: {{value}}{verdict}.", **claims)
    how = "unchanged" if direction(step) == "unchanged" else "{by|direction} {by|size}"
    return say(book, f"{name}: {{value}}, {how} on the week before{verdict}.", **claims, by=step)


def _unusual(value: Claim) -> Claim:
    verdict = {"kind": "verdict", "value": UNUSUAL, "label": f"verdict on {value.label}"}
    return value.model_copy(update=verdict)


def _figure(book: ClaimBook, moved: Movement, metric: Metric) -> Figure:
    value = _level(moved, metric)

    def against(comparison: Comparison) -> str:
        change = _change(value, metric, comparison)
        return book.add(change) if change else ""

    unusual = None if moved.verdict == "too_early" else moved.verdict == "unusual"
    return Figure(
        metric=metric.name,
        label=metric.title,
        value=book.add(value),
        change=against(moved.previous),
        against_mean=against(moved.before),
        unusual=unusual,
        direction=metric.direction,
        history=moved.series.values[-WEEKS_SHOWN:],
    )


def _chart(moved: Movement, metric: Metric) -> Chart:
    series = moved.series
    points = [
        Point(
            start=label,
            value=value,
            partial=cut,
            low=band.low if band else None,
            high=band.high if band else None,
        )
        for label, value, cut, band in zip(
            series.labels, series.values, series.partial, moved.bands, strict=True
        )
    ][-WEEKS_SHOWN:]
    shape = metric.format if metric.format.percent else _whole(metric.format)
    title = f"{_capital(metric.title)} by week"
    return trend(title, points, shape, mean_of_four=moved.before.value)


def _grid(found: Cohorts, metric: Metric) -> Chart:
    newest = sorted({cell.cohort for cell in found.cells})[-COHORTS_SHOWN:]
    cells = [
        CohortCell(
            cohort=cell.cohort,
            size=cell.size,
            later=cell.later,
            share=cell.share if cell.ripe else None,
        )
        for cell in found.cells
        if cell.later and cell.cohort in newest
    ]
    return draw_cohorts(f"{_capital(metric.title)} by month of first order", cells)


def _level(moved: Movement, metric: Metric) -> Claim:
    row = moved.result.data[f"time.{moved.grain}"].index(moved.period.start.isoformat())
    claim = level(moved.result, metric, row)
    large = abs(float(claim.value or 0)) >= POUNDS_ARE_ENOUGH_FROM
    shape = _whole(claim.format) if large and not claim.format.percent else claim.format
    return claim.model_copy(update={"format": shape})


def _change(value: Claim, metric: Metric, comparison: Comparison) -> Claim | None:
    """The change in per cent; of a rate in points, because per cent of per cent misleads."""
    found = comparison.change if metric.format.percent else comparison.change_pct
    if found is None:
        return None
    claim = value.model_copy(update={"value": found, "format": metric.format})
    made = as_change if metric.format.percent else as_change_pct
    return made(claim, metric, _period(comparison.period))


def _period(span: Period) -> ClaimPeriod:
    return ClaimPeriod(start=span.start, end=span.end)


def _whole(shape: Format) -> Format:
    return shape.model_copy(update={"decimals": 0})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
