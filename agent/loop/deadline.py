"""Waiting for something outside no longer than it may take."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Generic, TypeVar

from agent.budget import ModelFailed

Result = TypeVar("Result")


class _Outcome(Generic[Result]):
    """What came of a call: a result, or what it raised."""

    result: Result
    error: BaseException | None = None
    done = False


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What the call returns. Raises what it raises, and ModelFailed when it takes longer.

    A call that is given up goes on in a thread that does not keep the process alive.
    """
    outcome: _Outcome[Result] = _Outcome()
    context = copy_context()

    def run() -> None:
        try:
            outcome.result = context.run(call)
            outcome.done = True
        except BaseException as error:  # noqa: BLE001  (raised again by who waits)
            outcome.error = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if outcome.error is not None:
        raise outcome.error
    if not outcome.done:
        raise ModelFailed(f"The language model did not answer within {seconds:.0f} seconds.")
    return outcome.result
