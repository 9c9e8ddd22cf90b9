"""One call of a tool: whose it is, what they may see, and in the audit before it is told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import Field, ValidationError

from agent.answer import Answer
from agent.ask import World, ask
from agent.tools.arguments import Arguments
from agent.tools.schema import schema, visible
from agent.tools.toolset import ANSWERING, Tool
from briefings.audit import of_answer, of_failure
from connectors.mcp.replies import Reply, answered, found, mistake
from connectors.mcp.serving import Served, Serving
from connectors.wiring.records import Records, mark
from connectors.wiring.weekly import threads
from semantic.errors import RetainerError
from semantic.policy import Principal
from semantic.warehouse import Asker

_LOOKING = ("find_metrics", "describe", "load_skill")


class AskArguments(Arguments):
    """A question as a person would ask it; `thread` names a conversation that it goes on from."""

    question: str = Field(min_length=1, max_length=1_000)
    thread: str = Field(default="", max_length=100)


def _ask(given: AskArguments, who: Asker, world: World) -> Answer:
    return ask(given.question, who, world, thread=given.thread)


ASK = Tool(
    "ask",
    "Answers a question in plain words with governed figures, asks back, or says what is known "
    "instead. Prefer it; use query where the names of metrics and dimensions are known.",
    AskArguments,
    _ask,
)
TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in (ASK, *ANSWERING)}


def offered(serving: Serving, name: str) -> list[tuple[Tool, dict[str, Any]]]:
    """The tools with the schemas of their arguments, which hold only names that the person sees.

    Raises RetainerError when the workspace cannot be served to this person.
    """
    with serving.served() as served:
        view = served.world.engine.view(served.person(name))
        names = visible(view)
        return [(tool, schema(tool, names)) for tool in TOOLS.values()]


def call(serving: Serving, name: str, tool: str, arguments: Mapping[str, Any]) -> Reply:
    """What a person's call of a tool gives back. Nothing is raised, and all of it is audited."""
    try:
        with serving.served() as served:
            return _called(served, served.person(name), tool, arguments)
    except RetainerError as failure:
        return mistake(failure.message, failure.nearest)


def _called(served: Served, who: Principal, name: str, arguments: Mapping[str, Any]) -> Reply:
    records = Records(served.workspace, "mcp", served.now)
    tool = TOOLS.get(name)
    if tool is None:
        records.note(who, "call", {"status": "refused", "reason": "unknown tool"})
        return mistake("There is no such tool.", TOOLS)
    try:
        given = tool.arguments.model_validate(arguments)
        if isinstance(given, AskArguments):
            return _asked(given, who, served, records)
        came = tool.run(given, who, served.world)
    except ValidationError as error:
        records.note(who, name, {"status": "refused", "reason": "wrong arguments"})
        return mistake(_misfits(error))
    except RetainerError as refusal:
        records.note(who, name, of_failure(refusal))
        return mistake(_said(refusal), refusal.nearest)
    if isinstance(came, Answer):
        asked = given.model_dump_json()
        records.note(who, name, of_answer(came, asked, records.seal))
        return answered(came, served.world.engine.view(who))
    records.note(who, name, {"status": "answered", **_looked_at(given, name)})
    return found(came.model_dump() if hasattr(came, "model_dump") else came)


def _asked(given: AskArguments, who: Principal, served: Served, records: Records) -> Reply:
    world = served.world
    if given.thread:
        # Whatever a program calls its conversations, it goes on with this person's alone.
        given = given.model_copy(update={"thread": f"mcp {who.id} {given.thread}"})
        world = replace(world, memory=threads(served.workspace))
    answer = mark(_ask(given, who, world), given.question, served.parts(who))
    kept = records.answered(who, given.question, answer, given.thread)
    return answered(kept, world.engine.view(who))


def _looked_at(given: Arguments, name: str) -> dict[str, str]:
    """What was looked up, where it is a name that exists: other words may be anything."""
    return {"name": str(getattr(given, "name", ""))} if name != "find_metrics" else {}


def _said(refusal: RetainerError) -> str:
    return " ".join((refusal.message, refusal.next_step)) if refusal.next_step else refusal.message


def _misfits(error: ValidationError) -> str:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    said = [f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg']}" for each in faults]
    return "The arguments do not fit. " + "; ".join(said[:10])
