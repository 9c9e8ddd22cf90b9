"""What each peer's process does: build its model of a shape, then compile questions when told to.

It runs in the peer's own environment, so it and its neighbours import nothing of Retainer. A line
of JSON comes in, a line of JSON goes out:

    {"shape": ..., "folder": ...}           -> {"seconds": 0.8}, once
    {"question": "with a join", "times": 5} -> {"seconds": [...], "sql": "..."}, or
                                               {"error": "..."}
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

Compile = Callable[[], str]
Build = Callable[[Mapping[str, Any], Path], Callable[[Mapping[str, Any]], Compile]]


class Asked(NamedTuple):
    """A question taken apart: `groups` and the keys of `equal` are (owner, dimension) pairs.

    `end` is the first day after the period, `last` its last one.
    """

    metrics: list[str]
    month: bool
    groups: list[tuple[str, str]]
    equal: dict[tuple[str, str], str]
    start: str
    end: str
    last: str


def asked(question: Mapping[str, Any]) -> Asked:
    """A shape's question; its only operator is `eq`, and its only grain the month."""
    return Asked(
        metrics=list(question["metrics"]),
        month="time.month" in question["group_by"],
        groups=[_pair(name) for name in question["group_by"] if name != "time.month"],
        equal={_pair(given["field"]): given["value"] for given in question["filters"]},
        start=question["period"]["from"],
        end=question["period"]["to"],
        last=str(date.fromisoformat(question["period"]["to"]) - timedelta(days=1)),
    )


def timed(compile_once: Compile, times: int) -> tuple[list[float], str]:
    """Seconds of processor time of each run, and the SQL of the last one."""
    seconds, sql = [], ""
    for _ in range(times):
        begun = time.process_time()
        sql = compile_once()
        seconds.append(time.process_time() - begun)
    return seconds, sql


def serve(build: Build) -> None:
    """Answers lines until there are none; what a library prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    begun = time.process_time()
    first = json.loads(sys.stdin.readline())
    prepare = build(first["shape"], Path(first["folder"]))
    _say(answers, {"seconds": time.process_time() - begun})
    questions = first["shape"]["questions"]
    for line in sys.stdin:
        order = json.loads(line)
        _say(answers, _answer(prepare, questions[order["question"]], order["times"]))


def _answer(
    prepare: Callable[[Mapping[str, Any]], Compile], question: Mapping[str, Any], times: int
) -> dict[str, Any]:
    try:
        seconds, sql = timed(prepare(question), times)
    except Exception as error:  # noqa: BLE001 - what a peer cannot do belongs in the table
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    return {"seconds": seconds, "sql": sql}


def _say(answers: Any, content: Mapping[str, Any]) -> None:
    print(json.dumps(content), file=answers, flush=True)


def _pair(name: str) -> tuple[str, str]:
    owner, _, dimension = name.partition(".")
    return owner, dimension
