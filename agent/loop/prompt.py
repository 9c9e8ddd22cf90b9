"""What a model is told of a question: our rules, what may be named, and the question as data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.loop.thread import fields_of, told
from agent.prompts import prompt as page
from agent.reading import Reading
from agent.tools.candidates import likely_dimensions, likely_metrics
from agent.tools.finding import candidate
from agent.tools.inert import quoted
from agent.tools.schema import Names, schema
from agent.tools.toolset import PLANNING
from agent.writer import day
from semantic.view import View

_LONGEST_QUESTION = 1000
_LONGEST_BEFORE = 300
_MOST_SAID = 100


@dataclass(frozen=True)
class Prompt:
    """The first request to a model: `system` and `text` as messages, `tools` by name as schemas."""

    system: str
    text: str
    tools: tuple[dict[str, Any], ...]

    @property
    def whole(self) -> str:
        """All of it as one text, for counting its tokens."""
        return "\n".join([self.system, self.text, *(json.dumps(tool) for tool in self.tools)])


def prompt(
    question: str,
    not_understood: Sequence[str],
    view: View,
    today: date,
    before: Reading | None = None,
) -> Prompt:
    """What a model is asked, with at most ten metrics and the dimensions that fit them.

    `before` is what was read before in the thread, of which it is told without members.
    """
    had = before.metrics if before else ()
    metrics = _first(had, likely_metrics(question, view))
    dimensions = _first(fields_of(before, view), likely_dimensions(question, metrics, view))
    usual = view.catalog.settings.default_period.replace("_", " ")
    text = page("question").format(
        today=f"{today:%A} {day(today)}",
        usual=usual,
        metrics="\n".join(_metric(name, view) for name in metrics),
        dimensions="\n".join(_dimension(name, view) for name in dimensions),
        question=quoted(question, _LONGEST_QUESTION),
        not_understood=", ".join(quoted(word) for word in not_understood),
    )
    if before is not None:
        text += page("thread").format(before=quoted(told(before, view), _LONGEST_BEFORE))
    return Prompt(page("understand"), text, tool_schemas(Names(metrics, dimensions)))


def _first(had: Sequence[str], likely: Sequence[str]) -> tuple[str, ...]:
    """As many names as are likely, those that the thread is about among them."""
    return tuple(dict.fromkeys((*had, *likely)))[: max(len(likely), len(had))]


def tool_schemas(names: Names) -> tuple[dict[str, Any], ...]:
    """The planning tools as models are told of them; the names stand in `query` alone.

    Each further list of them would cost as much as three metrics.
    """
    nothing = Names((), ())
    return tuple(
        {
            "name": tool.name,
            "description": tool.description,
            "parameters": schema(tool, names if tool.name == "query" else nothing),
        }
        for tool in PLANNING
    )


def _metric(name: str, view: View) -> str:
    said = candidate(view.metrics[name])
    also = "; ".join([said.description, *([f"also {', '.join(said.also)}"] if said.also else [])])
    unit = f" ({said.unit})" if said.unit else ""
    return f"{name}{unit} {quoted(said.title)} {quoted(also, 2 * _MOST_SAID)}"


def _dimension(name: str, view: View) -> str:
    dimension = view.dimensions[name].dimension
    return f"{name} {quoted(dimension.label or dimension.name)}"
