"""What happens around each step of LangChain's agent: counting, the first call alone, our tools."""

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, hook_config
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.types import Command

from agent.loop.calling import Caller
from agent.loop.spoken import first_call
from agent.loop.turn import Turn


class Steps(AgentMiddleware[Any, Any, Any]):
    """Lets the model go on until its turn is over, within what a question may cost."""

    def __init__(self, turn: Turn, caller: Caller, prompt: str) -> None:
        super().__init__()
        self.turn = turn
        self.caller = caller
        self.prompt = prompt

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: Any, runtime: Any) -> dict[str, Any] | None:  # noqa: ARG002
        """Ends the run when the turn is over."""
        return {"jump_to": "end"} if self.turn.is_over else None

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> AIMessage:
        """The model's message with at most one call of a tool."""

        def ask() -> AIMessage:
            (message,) = handler(request).result
            assert isinstance(message, AIMessage)
            return message

        return first_call(self.caller.call(ask, self.prompt))

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]],  # noqa: ARG002
    ) -> ToolMessage:
        """What our own tool says to the call, whatever name it has."""
        call = request.tool_call
        said = self.turn.carry_out(call["name"], call["args"])
        return ToolMessage(said, tool_call_id=call["id"] or "", name=call["name"])
