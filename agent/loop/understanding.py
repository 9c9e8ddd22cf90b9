"""A question that the interpreter is not sure of, given to a model with tools. Read this first.

The model names what the question means; code checks the names and the rights, holds the reading
against the words that the interpreter did understand, and computes. No value of the data is shown
to the model on the way, so that nothing in the data can change the plan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from langchain.agents import create_agent
from langchain_core.tools import StructuredTool
from langsmith import tracing_context

from agent.budget import Budget, Spent
from agent.interpreter.ground import Ground
from agent.interpreter.marking import board_of
from agent.interpreter.outcome import Outcome, Outside, Unclear, Understood
from agent.interpreter.said import objections
from agent.loop.calling import Caller
from agent.loop.crediting import credited
from agent.loop.prompt import Prompt, prompt
from agent.loop.steps import Steps
from agent.loop.thread import going_on
from agent.loop.turn import Turn
from agent.model import Model
from agent.reading import Reading
from agent.tools.errors import Wrong
from agent.world import World, ground, speaker
from semantic.errors import RetainerError
from semantic.warehouse import Asker
from skills.loader import Pinned

_STEPS = 40


@dataclass(frozen=True)
class Tried:
    """What came of asking a model: an outcome, or a warning that says why there is none.

    `skills` are those whose instructions the model has read.
    """

    outcome: Outcome
    spent: Spent
    warning: str = ""
    skills: tuple[Pinned, ...] = ()


def try_model(
    question: str,
    unsure: Unclear | Outside,
    principal: Asker,
    world: World,
    model: Model,
    before: Reading | None = None,
) -> Tried:
    """The model's outcome; the interpreter's own one, with a warning, where the model has none.

    `before` is what was read before in the question's thread, as far as the principal sees it.
    """
    limits, currency = model.limits, model.prices.currency
    budget = Budget(limits, model.meter, model.day(), speaker(principal).id, currency)
    about = ground(principal, world)
    against = _objecting(question, unsure, about, before)
    turn = Turn(principal, world, against, going_on(question, before, about))
    asked = prompt(question, unsure.not_understood, about.view, about.today, before)
    try:
        _run(asked, turn, Caller(model, budget, world.clock), model)
    except RetainerError as failure:
        return Tried(unsure, budget.now, str(failure))
    if turn.failure is not None:
        return Tried(unsure, budget.now, str(turn.failure))
    if turn.outcome is None:
        return Tried(unsure, budget.now, f"{model.name} found no reading that can be used.")
    loaded = tuple(dict.fromkeys(turn.loaded))
    if isinstance(turn.outcome, Outside):
        # What the interpreter asks back or offers is worth more than a no without a reason.
        why = f"{model.name} would refuse it: {turn.outcome.reason}"
        return Tried(unsure, budget.now, why, loaded)
    words = unsure.not_understood
    if isinstance(turn.outcome, Unclear):
        asked_back = replace(turn.outcome, not_understood=words)
        return Tried(asked_back, budget.now, skills=loaded)
    assert isinstance(turn.outcome, Understood)
    outcome = credited(turn.outcome.reading, question, words, about, before, model.name)
    return Tried(outcome, budget.now, skills=loaded)


def _run(asked: Prompt, turn: Turn, caller: Caller, model: Model) -> None:
    tools = [
        StructuredTool(name=tool["name"], description=tool["description"],
                       args_schema=tool["parameters"])
        for tool in asked.tools
    ]  # fmt: skip
    with tracing_context(enabled=False):
        agent = create_agent(
            model.chat(),
            tools,
            system_prompt=asked.system,
            middleware=[Steps(turn, caller, asked.whole)],
        )
        agent.invoke(
            {"messages": [{"role": "user", "content": asked.text}]},
            {"recursion_limit": _STEPS},
        )


def _objecting(
    question: str, unsure: Unclear | Outside, about: Ground, before: Reading | None
) -> Callable[[Reading], Sequence[Wrong]]:
    def against(reading: Reading) -> Sequence[Wrong]:
        board = board_of(question, about)
        words = len(unsure.not_understood)
        found = objections(board, reading, about.view, words, before)
        return [Wrong(each.argument, each.why) for each in found]

    return against
