"""Whether an answer is the expected one: exact in metric, period and every number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose
from typing import Literal

from agent.answer import Answer
from agent.evals.case import Days, Expected, Key
from agent.evidence import is_state
from agent.meaning import meaning
from semantic.result import Result, Value
from semantic.view import View

Outcome = Literal["right", "wrong", "clarified", "refused", "failed"]
COMPARED = ("", ".previous", ".change", ".change_pct")


@dataclass(frozen=True)
class Verdict:
    """How an answer turned out: right, wrong, or a miss (asked back, refused, failed), and why."""

    outcome: Outcome
    why: str = ""


def judge(expected: Expected, answer: Answer, view: View) -> Verdict:
    """The verdict on an answer. A number where something else was due is wrong."""
    if answer.status == "error":
        return Verdict("failed", answer.reason)
    if answer.status == "clarify":
        return _clarified(expected, answer)
    if answer.status == "refused":
        right = expected.status == "refused"
        return Verdict("right") if right else Verdict("refused", answer.reason)
    if expected.status != "answered":
        due = "a question back" if expected.status == "clarify" else "a refusal"
        return Verdict("wrong", f"answered where {due} was due")
    why = next(_differences(expected, answer, view), "")
    return Verdict("wrong", why) if why else Verdict("right")


def _clarified(expected: Expected, answer: Answer) -> Verdict:
    if expected.status != "clarify":
        return Verdict("clarified", answer.reason)
    offered = " ".join(_offer(answer)).lower()
    missing = [name for name in expected.options_include if name.lower() not in offered]
    if missing:
        return Verdict("clarified", f"not offered: {', '.join(missing)}")
    return Verdict("right")


def _offer(answer: Answer) -> Iterator[str]:
    for option in answer.options:
        yield option.label
        if option.reading:
            yield from option.reading.metrics
            yield from (str(given.value) for given in option.reading.filters)


def _differences(expected: Expected, answer: Answer, view: View) -> Iterator[str]:
    """What is not as expected, the first thing first."""
    reading = answer.reading
    if reading is None:
        yield f"told {answer.echo} instead of a figure"
        return
    result = answer.results[0]
    if expected.reading and meaning(reading) != meaning(expected.reading):
        yield f"read as {reading.echo(view)} instead of {expected.reading.echo(view)}"
        return
    if expected.metrics and set(expected.metrics) != set(reading.metrics):
        yield f"metric {_listed(reading.metrics)} instead of {_listed(expected.metrics)}"
        return
    state = all(is_state(view.metrics[name]) for name in reading.metrics)
    used = (reading.period.start, reading.period.end)
    if expected.period and not _same_days(expected.period, used, state=state):
        yield f"period {used[0]} to {used[1]} instead of {_shown(expected.period)}"
    if expected.compare_to:
        before = result.previous
        if before is None:
            yield "compared with nothing"
            return
        if not _same_days(expected.compare_to, (before.start, before.end), state=state):
            yield (
                f"compared with {before.start} to {before.end}, not {_shown(expected.compare_to)}"
            )
    if expected.partial and not reading.period.partial:
        yield "not said to be partial"
    yield from _numbers(expected, result, counted=reading.counted)
    yield from _untold(expected, answer)


def _same_days(expected: Days, used: tuple[date | None, date], *, state: bool) -> bool:
    """Whether the days are the same; of a state, only the day it is as of."""
    if expected.start is None or (state and used[0] is None):
        return expected.end == used[1]
    return (expected.start, expected.end) == used


def _numbers(expected: Expected, result: Result, *, counted: bool) -> Iterator[str]:
    metrics = expected.metrics or tuple(used.name for used in result.metrics)
    parts = COMPARED if expected.compare_to else COMPARED[:1]
    columns = [name + part for name in metrics for part in parts]
    if expected.values and counted:
        yield from _unlike("", expected.values, [result.length], ["number of rows"], expected)
    elif expected.values:
        if result.length != 1:
            yield f"{result.length} rows instead of one figure"
            return
        found = [result.data[name][0] for name in columns]
        yield from _unlike("", expected.values, found, columns, expected)
    if expected.rows is not None:
        yield from _rows(expected, expected.rows, result, metrics)


def _untold(expected: Expected, answer: Answer) -> Iterator[str]:
    told = [claim.value for claim in answer.claims]
    told += [value for table in answer.tables for row in table.rows for value in row]
    for figure in expected.figures:
        if not any(value is not None and _close(figure, value, expected.rel_tol) for value in told):
            yield f"{figure} is not told"


def _rows(
    expected: Expected,
    rows: Sequence[Sequence[Key]],
    result: Result,
    metrics: Sequence[str],
) -> Iterator[str]:
    keys = _key_columns(expected, result)
    if any(isinstance(value, str) for row in rows for value in row[len(keys) :]):
        yield f"split by {_listed(keys) or 'nothing'}, which are not all keys of a row"
        return
    width = len(rows[0]) - len(keys) if rows else len(metrics)
    parts = COMPARED if width == len(COMPARED) * len(metrics) else COMPARED[:1]
    columns = [name + part for name in metrics for part in parts]
    found = {
        tuple(_key(result.data[name][row]) for name in keys): [
            result.data[name][row] for name in columns
        ]
        for row in range(result.length)
    }
    if expected.top is not None:
        yield from _in_order(expected, rows, found, len(keys))
    for row in rows:
        given = row[: len(keys)]
        match = next((key for key in found if _same_key(given, key, expected.labels)), None)
        if match is None:
            yield f"no row for {_listed(given)}"
            return
        numbers = [_number(value) for value in row[len(keys) :]]
        yield from _unlike(f"{_listed(given)}: ", numbers, found.pop(match), columns, expected)
    extra = next((key for key, values in found.items() if any(values)), None)
    if extra is not None:
        yield f"a row for {_listed(extra)} that was not expected"


def _in_order(
    expected: Expected,
    rows: Sequence[Sequence[Key]],
    found: Mapping[tuple[Key, ...], Sequence[Value]],
    keys: int,
) -> Iterator[str]:
    """Equal figures may stand in any order among themselves."""
    if len(found) != len(rows):
        yield f"{len(found)} rows instead of {len(rows)}"
    for row, values in zip(rows, found.values(), strict=False):
        if not _close(_number(row[keys]), values[0], expected.rel_tol):
            yield f"{_listed(row[:keys])} is not at its place"
            return


def _key_columns(expected: Expected, result: Result) -> list[str]:
    """The result's key columns, in the order in which the expected rows have them."""
    own = [column.name for column in result.columns if column.role == "dimension"]
    return list(expected.group_by) if set(expected.group_by) == set(own) else own


def _unlike(
    about: str,
    expected: Sequence[float | None],
    found: Sequence[Value],
    columns: Sequence[str],
    tolerance: Expected,
) -> Iterator[str]:
    if len(expected) != len(found):
        yield f"{about}{len(found)} figures instead of {len(expected)}"
        return
    for number, value, name in zip(expected, found, columns, strict=True):
        slack = tolerance.pct_abs_tol if name.endswith(".change_pct") else 0.0
        if not _close(number, value, tolerance.rel_tol, slack):
            yield f"{about}{name} is {value}, not {number}"


def _close(expected: float | None, found: Value, relative: float, absolute: float = 0.0) -> bool:
    if expected is None or found is None or isinstance(found, str):
        return expected is None and found is None
    return isclose(expected, found, rel_tol=relative, abs_tol=max(absolute, 1e-9))


def _number(value: Key) -> float | None:
    return None if value is None else float(value)


def _key(value: Value) -> Key:
    return value


def _same_key(
    expected: Sequence[Key], found: Sequence[Key], labels: Mapping[str, Sequence[str]]
) -> bool:
    return len(expected) == len(found) and all(
        _same_part(one, other, labels) for one, other in zip(expected, found, strict=True)
    )


def _same_part(expected: Key, found: Key, labels: Mapping[str, Sequence[str]]) -> bool:
    if isinstance(expected, str) and isinstance(found, str):
        return found in (expected, *labels.get(expected, ())) or expected in _shorter(found)
    return expected == found


def _shorter(found: str) -> tuple[str, ...]:
    """A first day as its month and its quarter are written."""
    try:
        first = date.fromisoformat(found)
    except ValueError:
        return ()
    return (f"{first:%Y-%m}", f"{first.year}-Q{(first.month + 2) // 3}", f"{first.year}")


def _shown(days: Days) -> str:
    return f"{days.start or 'the beginning'} to {days.end}"


def _listed(values: Sequence[Key]) -> str:
    return ", ".join(str(value) for value in values)
