"""One question in the hands of a model: which tools it called, and what has come of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from agent.interpreter.outcome import Outcome, Outside, Unclear, Understood
from agent.loop.thread import GoesOn
from agent.reading import Reading
from agent.tools.errors import Wrong, WrongArguments
from agent.tools.texts import skills
from agent.tools.toolset import PLANNING
from agent.world import World
from semantic.errors import RetainerError
from semantic.suggest import nearest
from semantic.warehouse import Asker
from skills.loader import Pinned

MOST_WRONG = 1
"""How often arguments that cannot be used go back to the model."""

_TOOLS = {tool.name: tool for tool in PLANNING}


@dataclass
class Turn:
    """What a model's calls have led to.

    `outcome` is set by the call that ends the turn, `failure` by a part outside that failed on the
    way. `loaded` are the skills whose instructions it has read. `objections` says what of a reading
    goes against the question. `thread` is what a question that goes on takes over from.
    """

    principal: Asker
    world: World
    objections: Callable[[Reading], Sequence[Wrong]]
    thread: GoesOn | None = None
    outcome: Outcome | None = None
    failure: RetainerError | None = None
    wrong: int = 0
    loaded: list[Pinned] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to ask the model."""
        ended = self.outcome is not None or self.failure is not None
        return ended or self.wrong > MOST_WRONG

    def carry_out(self, name: str, given: Mapping[str, Any]) -> str:
        """What the model is told of its call. Never holds a value of the data."""
        if self.is_over:
            return "The question is closed."
        try:
            return self._result(name, given)
        except (WrongArguments, ValidationError) as wrong:
            self.wrong += 1
            return json.dumps({"wrong": [str(each) for each in _problems(wrong)]})
        except RetainerError as failure:
            self.failure = failure
            return "It failed."

    def _result(self, name: str, given: Mapping[str, Any]) -> str:
        tool = _TOOLS.get(name)
        if tool is None:
            near = nearest(name, _TOOLS) or tuple(_TOOLS)
            raise WrongArguments([Wrong("name", "there is no such tool", near)])
        if self.thread and "period" in tool.arguments.model_fields:
            given = self.thread.arguments(given)
        found = tool.run(tool.arguments.model_validate(given), self.principal, self.world)
        if name == "load_skill":
            skill = skills(self.world)[given["name"]]
            self.loaded.append(Pinned(skill.name, skill.hash))
        if not isinstance(found, Understood | Unclear | Outside):
            return found.model_dump_json(exclude_defaults=True) if _is_record(found) else str(found)
        if self.thread:
            found = self.thread.taken_over(found)
        if isinstance(found, Understood):
            against = self.objections(found.reading)
            if against:
                raise WrongArguments(against)
        self.outcome = found
        return "Done."


def _is_record(found: object) -> bool:
    return isinstance(found, BaseModel)


def _problems(wrong: WrongArguments | ValidationError) -> Sequence[Wrong]:
    if isinstance(wrong, WrongArguments):
        return wrong.problems
    return [
        Wrong(".".join(map(str, error["loc"])) or "arguments", error["msg"])
        for error in wrong.errors(include_url=False, include_input=False)
    ][:5]
