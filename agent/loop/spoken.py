"""Calls of tools that a small model wrote as text, because it was not taught another way."""

import json
import re
from itertools import islice
from typing import Any

from langchain_core.messages import AIMessage, ToolCall

_LONGEST = 4000
_MOST_TRIED = 4


def first_call(message: AIMessage) -> AIMessage:
    """The message with its first call alone, or the one that its text spells; else as it is."""
    if message.tool_calls:
        alone = {"tool_calls": message.tool_calls[:1], "invalid_tool_calls": []}
        return message.model_copy(update=alone)
    call = _spelled(message.text)
    return message.model_copy(update={"tool_calls": [call]}) if call else message


def _spelled(text: str) -> ToolCall | None:
    """The first call that a brace of the text begins; templates of some models double braces."""
    read = text[:_LONGEST]
    begun = islice((match.start() for match in re.finditer(r"\{", read)), _MOST_TRIED)
    for given in (_decoded(read[start:]) for start in begun):
        name, arguments = given.get("name"), given.get("arguments", given.get("parameters"))
        if isinstance(name, str) and isinstance(arguments, dict):
            return ToolCall(name=name, args=arguments, id="spelled", type="tool_call")
    return None


def _decoded(text: str) -> dict[str, Any]:
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
