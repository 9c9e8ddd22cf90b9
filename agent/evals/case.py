"""Questions with the answers that are expected, one JSON object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.reading import Reading
from semantic.errors import ConfigurationError

Key = str | bool | int | float | None


class Days(BaseModel):
    """Half-open days; without `from` a state as of `to`."""

    model_config = ConfigDict(frozen=True)

    start: date | None = Field(default=None, alias="from")
    end: date = Field(alias="to")


class Expected(BaseModel):
    """What the right answer is. What is left out is not checked.

    `values` are in the order of `metric`; with `compare_to` each is followed by the previous one,
    the change and the change divided by the previous one. `rows` are keys and then one value per
    metric; `top` of them in order, all others in any order. `labels` are other names of a key.
    `figures` must be among those that the answer says or shows, wherever they stand. Numbers fit
    within `rel_tol`, relative changes also within `pct_abs_tol`. `reading` is how the question must
    be read, to the last condition.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    status: Literal["answered", "clarify", "refused"]
    reading: Reading | None = None
    metric: str | tuple[str, ...] = ()
    period: Days | None = None
    compare_to: Days | None = None
    group_by: tuple[str, ...] = ()
    values: tuple[float | None, ...] = ()
    rows: tuple[tuple[Key, ...], ...] | None = None
    top: int | None = None
    figures: tuple[float, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = {}
    rel_tol: float = 1e-4
    pct_abs_tol: float = 0.0
    partial: bool = False
    options_include: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that the answer is about."""
        return (self.metric,) if isinstance(self.metric, str) else self.metric


class Case(BaseModel):
    """A question, the questions of its thread that come before it, and what is expected.

    `as` names who asks, and `today` the day on which, if not whoever runs it and now.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    kind: str = "question"
    thread: tuple[str, ...] = ()
    asked_as: str = Field(default="", alias="as")
    today: date | None = None
    expect: Expected


def read_cases(lines: Sequence[str], name: str) -> tuple[Case, ...]:
    """The cases of a file called `name`, empty lines left out.

    Raises ConfigurationError with every faulty line, and where two cases have one id.
    """
    cases: list[Case] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            problems.append(f"{name}:{number}: this line is not JSON ({error})")
        except ValidationError as error:
            problems += [f"{name}:{number}: {said}" for said in _said(error)]
        else:
            if any(case.id == other.id for other in cases):
                problems.append(f"{name}:{number}: the id `{case.id}` stands twice")
            cases.append(case)
    if problems:
        raise ConfigurationError("\n".join(problems), next_step="Correct these lines.")
    return tuple(cases)


def _said(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        yield f"`{place}`: {_lowered(fault)}"


def _lowered(fault: Mapping[str, Any]) -> str:
    message: str = fault["msg"]
    return message[:1].lower() + message[1:]
