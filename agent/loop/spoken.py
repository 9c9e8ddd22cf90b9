"""Calls of tools that a small model wrote as text, because it was not taught another way."""

import json
import re
from typing import Any

from langchain_core.messages import AIMessage, ToolCall

_FENCED = re.compile(r"```(?:json)?\s*(\{.*?\})\s*```", re.DOTALL)
_LONGEST = 4000


def first_call(message: AIMessage) -> AIMessage:
    """The message with its first call alone, or the one that its text spells; else as it is."""
    if message.tool_calls:
        alone = {"tool_calls": message.tool_calls[:1], "invalid_tool_calls": []}
        return message.model_copy(update=alone)
    call = _spelled(message.text)
    return message.model_copy(update={"tool_calls": [call]}) if call else message


def _spelled(text: str) -> ToolCall | None:
    fenced = _FENCED.search(text[:_LONGEST])
    start = text.find("{")
    if not fenced and start < 0:
        return None
    given = _decoded(fenced[1] if fenced else text[start : start + _LONGEST])
    name, arguments = given.get("name"), given.get("arguments", given.get("parameters"))
    if not isinstance(name, str) or not isinstance(arguments, dict):
        return None
    return ToolCall(name=name, args=arguments, id="spelled", type="tool_call")


def _decoded(text: str) -> dict[str, Any]:
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
