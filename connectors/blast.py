"""What an approval reaches: who refers to the metric, and by how much its latest values change."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from connectors.wiring.parts import Parts
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.components import standing_on
from semantic.definition import Grain
from semantic.engine import Engine
from semantic.errors import RetainerError
from semantic.period import floor, step
from semantic.query import PeriodAsked, Query
from semantic.restored import as_approved

PERIODS = 4
EVALS, SKILLS = "evals", "skills"


@dataclass(frozen=True)
class Moved:
    """A metric's values per period, by the period's first day: as approved, and as defined now.

    `before` is None for a metric whose approved definition cannot be computed any more, or that had
    none. `why` says why there are no values at all.
    """

    metric: str
    now: Mapping[str, float | None]
    before: Mapping[str, float | None] | None
    why: str = ""

    def change(self, period: str) -> float | None:
        """How much more the period's value is now; None when one of both is missing."""
        now, before = self.now.get(period), (self.before or {}).get(period)
        return None if now is None or before is None else now - before

    @property
    def changes(self) -> bool:
        """Whether any period's value differs."""
        return self.before is not None and dict(self.before) != dict(self.now)


@dataclass(frozen=True)
class Blast:
    """What refers to a metric, by kind, and what its change does to values in the last periods.

    `moved` is the metric's own first, then those that stand on it. It is empty when nothing of the
    formula changed.
    """

    references: Mapping[str, tuple[str, ...]]
    grain: Grain
    moved: tuple[Moved, ...]

    def to_json(self) -> dict[str, Any]:
        """The blast radius as `retainer approve --json` prints it."""
        return {
            "references": {kind: list(names) for kind, names in self.references.items()},
            "grain": self.grain,
            "values": [
                {
                    "metric": each.metric,
                    "why": each.why,
                    "periods": [
                        {
                            "from": period,
                            "before": (each.before or {}).get(period),
                            "now": value,
                            "change": each.change(period),
                        }
                        for period, value in each.now.items()
                    ],
                }
                for each in self.moved
            ],
        }


def blast_radius(parts: Parts, metric: str) -> Blast:
    """What approving the metric's present definition reaches, as far as whoever asks may see it."""
    catalog, approvals = parts.catalog, parts.workspace.approvals
    downstream = standing_on(catalog, metric)
    grain: Grain = "week" if catalog.settings.default_period == "last_week" else "month"
    references = {
        "metrics": downstream,
        "briefings": tuple(_briefings(parts, metric)),
        "evals": tuple(_evals(parts.workspace.root, metric)),
        "golden tests": tuple(_goldens(catalog, (metric, *downstream))),
        "roles": tuple(_roles(catalog, metric)),
        "skills": tuple(_skills(parts.workspace.root, metric)),
    }
    named = (metric, *downstream) if _value_may_differ(approvals, metric) else ()
    return Blast(references, grain, _moved(parts, named, grain))


def _value_may_differ(approvals: Approvals, metric: str) -> bool:
    return approvals.status(metric).approval is None or any(
        not label.startswith("words of ") for label in approvals.changed(metric)
    )


def _briefings(parts: Parts, metric: str) -> Iterator[str]:
    for name, spec in parts.workspace.briefings.items():
        keys = [key for key, given in spec.model_dump(mode="json").items() if _names(given, metric)]
        if keys:
            yield f"{name} ({', '.join(keys)})"


def _evals(root: Path, metric: str) -> Iterator[str]:
    """The questions whose expected answers name the metric, by file and line."""
    for path in sorted((root / EVALS).glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        found = [number for number, line in enumerate(lines, 1) if _expects(line, metric)]
        if found:
            yield f"{EVALS}/{path.name}:{', '.join(map(str, found))}"


def _expects(line: str, metric: str) -> bool:
    try:
        return _names(json.loads(line), metric)
    except (json.JSONDecodeError, RecursionError):
        return False


def _goldens(catalog: Catalog, metrics: tuple[str, ...]) -> Iterator[str]:
    for name in metrics:
        count = len(catalog.metrics[name].tests)
        if count:
            yield f"{name} ({count})"


def _roles(catalog: Catalog, metric: str) -> Iterator[str]:
    for name, role in catalog.roles.items():
        if any(grant.metrics != "all" and metric in grant.metrics for grant in role.grants):
            yield name


def _skills(root: Path, metric: str) -> Iterator[str]:
    word = re.compile(rf"\b{re.escape(metric)}\b")
    for path in sorted((root / SKILLS).glob("*/SKILL.md")):
        if word.search(path.read_text(encoding="utf-8", errors="replace")):
            yield path.parent.name


def _names(given: Any, metric: str) -> bool:
    """Whether a value is the metric's name, or holds one that is."""
    if isinstance(given, dict):
        return any(_names(inner, metric) for inner in given.values())
    if isinstance(given, list):
        return any(_names(inner, metric) for inner in given)
    return bool(given == metric)


def _moved(parts: Parts, metrics: tuple[str, ...], grain: Grain) -> tuple[Moved, ...]:
    """Values of all the metrics, as approved and as they are now."""
    if not metrics:
        return ()
    restored = as_approved(parts.workspace.approvals, metrics[0])
    earlier = _engine_of(parts.engine, restored) if restored else None
    before = {name: _values(earlier, parts, name, grain) for name in metrics} if earlier else {}
    found = []
    for name in metrics:
        now = _values(parts.engine, parts, name, grain)
        then = before.get(name)
        if isinstance(now, str):
            found.append(Moved(name, {}, None, now))
        else:
            found.append(Moved(name, now, then if isinstance(then, dict) else None))
    return tuple(found)


def _engine_of(engine: Engine, catalog: Catalog) -> Engine:
    """The engine over another catalog's definitions and the same data."""
    return Engine(
        catalog=catalog,
        approvals=Approvals(catalog),
        warehouse=engine.warehouse,
        today=engine.today,
        pseudonym_key=engine.pseudonym_key,
    )


def _values(
    engine: Engine, parts: Parts, metric: str, grain: Grain
) -> dict[str, float | None] | str:
    """A value for each of the last whole periods, by its first day; or why there is none."""
    end = floor(parts.workspace.today, grain, parts.catalog.settings.week_start)
    firsts = [step(end, grain, -back) for back in range(PERIODS, 0, -1)]
    try:
        result = engine.run(_query(metric, grain, firsts[0], end), parts.principal)
    except RetainerError as error:
        return error.message
    found = dict(zip(result.data[f"time.{grain}"], result.data[metric], strict=True))
    return {day.isoformat(): _number(found.get(day.isoformat())) for day in firsts}


def _query(metric: str, grain: Grain, start: date, end: date) -> Query:
    return Query(
        metrics=(metric,),
        group_by=(f"time.{grain}",),
        period=PeriodAsked.model_validate({"from": start, "to": end}),
    )


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) else None
