"""The tools: name, what each is for, its arguments, and the function over principal and world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.answer import Answer
from agent.ask import answer_outcome
from agent.interpreter.outcome import Outcome, Understood
from agent.tools import arguments
from agent.tools.arguments import QueryArguments, SkillArguments
from agent.tools.finding import describe, find_metrics
from agent.tools.planning import analysed, planned
from agent.tools.replies import ask_back, refuse
from agent.tools.texts import RUNNABLE, load_skill
from agent.world import World
from semantic.warehouse import Asker


@dataclass(frozen=True)
class Tool:
    """One tool. `run` raises WrongArguments for arguments that cannot be used."""

    name: str
    description: str
    arguments: type[arguments.Arguments]
    run: Callable[[Any, Asker, World], Any]


def plan_query(given: QueryArguments, principal: Asker, world: World) -> Outcome:
    """The reading of a query."""
    return Understood(planned(given, principal, world))


def query(given: QueryArguments, principal: Asker, world: World) -> Answer:
    """The answer to a query."""
    return answer_outcome(plan_query(given, principal, world), principal, world)


def run_skill(given: SkillArguments, principal: Asker, world: World) -> Answer:
    """The answer of an analysis, or why there is none."""
    return answer_outcome(analysed(given, principal, world), principal, world)


_FIND = Tool(
    "find_metrics",
    "Looks for other metrics than those listed. Returns at most ten.",
    arguments.FindArguments,
    find_metrics,
)
_DESCRIBE = Tool(
    "describe",
    "Says what one metric or dimension means, and what a metric can be split by.",
    arguments.NameArguments,
    describe,
)
_LOAD = Tool(
    "load_skill",
    "Returns the instructions of an analysis: " + ", ".join(RUNNABLE) + ".",
    arguments.NameArguments,
    load_skill,
)
_QUERY = (
    "Answers with figures of metrics over a period, split and limited as asked.",
    arguments.QueryArguments,
)
_SKILL = (
    "Answers with an analysis: drivers (why a metric changed), risk (customers who may leave), "
    "movement (how a metric moved).",
    arguments.SkillArguments,
)
_ASK_BACK = (
    "Asks back what is meant, with the metrics to choose from. Use it when two readings fit.",
    arguments.AskBackArguments,
)
_REFUSE = ("Says that nothing here answers the question.", arguments.RefuseArguments)

_LOOKING = (_FIND, _DESCRIBE, _LOAD)
PLANNING: tuple[Tool, ...] = (
    *_LOOKING,
    Tool("run_skill", *_SKILL, analysed),
    Tool("ask_back", *_ASK_BACK, ask_back),
    Tool("refuse", *_REFUSE, refuse),
    Tool("query", *_QUERY, plan_query),
)
"""For a model that understands questions: the last four end with an outcome, and no figure.

`query` comes last: its names are another question's others, and servers keep what begins alike.
"""

ANSWERING: tuple[Tool, ...] = (
    *_LOOKING,
    Tool("query", *_QUERY, query),
    Tool("run_skill", *_SKILL, run_skill),
)
"""For a program that asks for itself: `query` and `run_skill` return answers."""
