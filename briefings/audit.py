"""What the audit says of questions and decisions: names, hashes and dates, no value of the data."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agent.time_groups import HOUR, WEEKDAY
from semantic.catalog import Catalog
from semantic.condition import Filter
from semantic.errors import RetainerError
from semantic.filter_tree import AllOf, AnyFilter, AnyOf, MetricFilter, NotOf
from semantic.query import Query
from semantic.result import Result

if TYPE_CHECKING:
    from agent.answer import Answer
    from agent.reading import Reading

Seal = Callable[[str], str]
"""What stands for a text in the audit: equal for equal texts, and no way back to one."""

_GRAINS = {f"time.{grain}" for grain in ("day", "week", "month", "quarter", "year")}
_GRAINS |= {WEEKDAY, HOUR}


def sealer(key: str) -> Seal:
    """Seals made with a workspace's key, without which a guess cannot be tried."""

    def seal(text: str) -> str:
        return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]

    return seal


def of_answer(answer: "Answer", question: str, seal: Seal) -> dict[str, Any]:
    """What is recorded of a question in words and what came back for it."""
    return {
        "answer": answer.trace.id,
        "question": seal(question),
        "status": answer.status,
        "model_calls": answer.trace.model_calls,
        "skills": {skill.name: skill.hash for skill in answer.trace.skills},
        **(_read(answer.reading) if answer.reading else {}),
        **_stood_on(answer.results),
    }


def of_query(
    query: Query, seal: Seal, came: Result | RetainerError, catalog: Catalog
) -> dict[str, Any]:
    """What is recorded of a query and its result, or why there is none.

    Names that nothing has are left out: what somebody typed in place of a name may be a value.
    """
    named = fields(query.group_by, query.filters)
    asked = {
        "question": seal(query.model_dump_json()),
        "metrics": [name for name in query.metrics if name in catalog.metrics],
        "fields": [name for name in named if _exists(name, catalog)],
        "expressions": len(query.where) + len(query.having),
    }
    if isinstance(came, Result):
        return {**asked, "status": "answered", "period": _days(came), **_stood_on([came])}
    return {**asked, **of_failure(came)}


def of_failure(error: RetainerError) -> dict[str, str]:
    """What is recorded of a failure: which kind it is, not its words, which may hold values."""
    return {"status": "refused" if error.exit_code == 1 else "error", "reason": error.reason}


def fields(group_by: Iterable[str], filters: Iterable[AnyFilter]) -> list[str]:
    """The names of the fields that something is grouped or filtered by, each once."""
    named = [*group_by, *(name for given in filters for name in _named(given))]
    return list(dict.fromkeys(named))


def _exists(name: str, catalog: Catalog) -> bool:
    return name in catalog.dimensions or name in catalog.metrics or name in _GRAINS


def _named(given: AnyFilter) -> list[str]:
    match given:
        case AllOf(all=parts) | AnyOf(any=parts):
            return [name for part in parts for name in _named(part)]
        case NotOf():
            return _named(given.negated)
        case MetricFilter():
            return [given.metric]
        case Filter():
            return [given.field]


def _read(reading: "Reading") -> dict[str, Any]:
    return {
        "skill": reading.skill,
        "metrics": list(reading.metrics),
        "fields": fields(reading.group_by, reading.filters),
        "period": [reading.period.start.isoformat(), reading.period.end.isoformat()],
        "by": reading.by,
    }


def _days(result: Result) -> list[str | None]:
    start, end = result.period.start, result.period.end
    return [start.isoformat() if start else None, end.isoformat()]


def _stood_on(results: Sequence[Result]) -> Mapping[str, Any]:
    if not results:
        return {}
    return {
        "definitions": {used.name: used.hash for one in results for used in one.metrics},
        "policy": results[0].policy,
        "results": [one.hash for one in results],
    }
