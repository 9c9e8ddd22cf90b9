"""Whether data quality metrics are at their usual level, and whether the periods are whole."""

from typing import Final

import numpy as np

from semantic import period as periods
from semantic.model import DerivedMetric, Metric
from semantic.period import Period
from skills.movement.judgement import MATERIAL, Judgement, judge, noise_of
from skills.movement.series import History
from skills.quality.finding import LEAST_PAST, Finding, Severity
from skills.toolkit import Toolkit

# One ordinary period in twenty lies further out.
USUAL_SIGMAS: Final = 2.0


def wholes(toolkit: Toolkit, metric: Metric) -> tuple[str, ...]:
    """The visible metrics that a difference of counts, such as dropped lines, is made of."""
    if not isinstance(metric, DerivedMetric):
        return ()
    names = [given.name for given in toolkit.view.catalog.inputs(metric)]
    return tuple(name for name in names if name in toolkit.view.metrics)


def partial(toolkit: Toolkit, history: History, period: Period) -> Finding:
    """Whether the data covers the period and the one it is compared with."""
    label = periods.floor(period.start, history.grain, toolkit.week_start)
    both = (periods.step(label, history.grain, -1), label)
    dates = tuple(day for day in both if day in history.cut)
    severity: Severity = "warning" if label in dates else "notice" if dates else "ok"
    return Finding(
        check="partial",
        metric=None,
        severity=severity,
        material=bool(dates),
        judged=True,
        value=len(dates),
        usual=0.0,
        limit=0.0,
        share=None,
        period=period,
        dates=dates,
        result=history.result,
    )


def level(toolkit: Toolkit, metric: Metric, history: History, period: Period) -> Finding:
    """The metric's value in the period against its own past. Only the worse side is a finding."""
    label = periods.floor(period.start, history.grain, toolkit.week_start)
    series = history.series(metric.name, until=label)
    values = series.whole()
    noise = noise_of(metric, toolkit.view.catalog)
    found = judge(values, history.grain, noise=noise, partial=label in history.cut)
    past = values[:-1][np.isfinite(values[:-1])]
    value = series.values[-1]
    usual = float(np.median(past)) if past.size >= LEAST_PAST else None
    counted = [history.at(name, [label])[0] for name in wholes(toolkit, metric)]
    whole = float(max(counted, default=1.0 if metric.format.percent else 0.0))
    severity = _severity(found, metric)
    return Finding(
        check="level",
        metric=metric.name,
        severity=severity,
        material=severity != "ok" and _matters(value, usual, whole),
        judged=found.z is not None,
        value=value,
        usual=usual,
        limit=_limit(found, metric),
        share=value / whole if value is not None and whole else None,
        period=period,
        dates=(),
        result=history.result,
    )


def _severity(found: Judgement, metric: Metric) -> Severity:
    worse = 0.0 if found.z is None else found.z if metric.direction == "down" else -found.z
    if worse <= USUAL_SIGMAS:
        return "ok"
    return "warning" if found.verdict == "unusual" else "notice"


def _limit(found: Judgement, metric: Metric) -> float | None:
    if found.z is None or found.bands[-1] is None:
        return None
    return found.bands[-1].high if metric.direction == "down" else found.bands[-1].low


def _matters(value: float | None, usual: float | None, whole: float) -> bool:
    """Five in a hundred of what is counted; where that is unknown, what is out of line matters."""
    if value is None or usual is None or not whole:
        return True
    return abs(value - usual) / whole >= MATERIAL
