"""What a question costs that a model is asked about: calls, and tokens of the requests as they are.

The model is a script behind an OpenAI-compatible server: it knows which metric each question means,
and chooses it from what it is told, or looks for it. So a call more is one that any model needs.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, NamedTuple

import bpe_openai

from agent.answer import Answer
from agent.ask import World, ask
from agent.budget import Breaker, Limits
from agent.model import Model
from benchmarks.ask_catalogs import Size, Worded, unknown_words
from connectors.llm import openai_chat
from connectors.wiring.parts import Parts
from tests.support.scripted_openai import MODEL, Call, Says, Step, scripted

_ENCODING = "o200k_base"


class Cost(NamedTuple):
    """What questions to one size of catalog cost, at the median and the 95th percentile."""

    metrics: int
    calls: tuple[int, int]
    first: tuple[int, int]
    tokens: tuple[int, int]
    right: int


def cost(size: Size, asked: int, parts: Parts) -> Cost:
    """The cost of so many questions with an unknown word."""
    calls, first, tokens, right = [], [], [], 0
    numbers, known = count(), {}
    for one in unknown_words(size, asked):
        with scripted(reply=_knowing(one)) as script:
            world = World(parts.engine, lambda: 0.0, lambda: str(next(numbers)), known=known,
                          model=_model(script.address))  # fmt: skip
            answer = ask(one.question, parts.principal, world)
        counts = [_tokens(request) for request in script.requests]
        calls.append(len(counts))
        first.append(counts[0] if counts else 0)
        tokens.append(sum(counts))
        right += _is_right(one, answer)
    return Cost(size.metrics, _percentiles(calls), _percentiles(first), _percentiles(tokens), right)


def _is_right(one: Worded, answer: Answer) -> bool:
    if not one.metric:
        return answer.status == "refused"
    return answer.reading is not None and answer.reading.metrics == (one.metric,)


def _knowing(one: Worded) -> Callable[[Mapping[str, Any]], Step]:
    """A model that knows what the question means, and takes it from what it is told."""
    plan = {"metrics": [one.metric], **one.plan}
    words = {"words": one.metric.replace("_", " ")}

    def reply(request: Mapping[str, Any]) -> Step:
        told = "\n".join(str(message.get("content")) for message in request["messages"])
        looked = any(message["role"] == "tool" for message in request["messages"])
        if one.metric and one.metric in told:
            return Says(calls=[Call("query", plan)])
        if one.metric and not looked:
            return Says(calls=[Call("find_metrics", words)])
        return Says(calls=[Call("refuse", {"reason": "no_such_metric"})])

    return reply


def _model(address: str) -> Model:
    return Model(MODEL, lambda: openai_chat(MODEL, "none", base_url=address),
                 Breaker(lambda: 0.0), lambda: date(2026, 1, 5), limits=Limits())  # fmt: skip


def _tokens(request: Mapping[str, Any]) -> int:
    """The tokens of all that a request says: messages with their calls, and tools."""
    said = [json.dumps(message.get("tool_calls", "")) for message in request["messages"]]
    said += [str(message.get("content") or "") for message in request["messages"]]
    said += [json.dumps(tool) for tool in request["tools"]]
    return len(bpe_openai.get_encoding(_ENCODING).encode("\n".join(said)))


def _percentiles(counts: Sequence[int]) -> tuple[int, int]:
    """The median and the 95th percentile by the nearest rank."""
    ranked = sorted(counts)
    return ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
