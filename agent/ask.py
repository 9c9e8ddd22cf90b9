"""One question, from its words to a proven answer. Read this first.

The interpreter reads the question against what the asker may see; the engine computes with the
asker's rights; results become claims, a template puts them into words, and the checker passes the
text or it is not shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from agent.answer import Answer, Trace
from agent.interpreter.known import Known
from agent.interpreter.outcome import Outcome, Outside, Unclear, Understood
from agent.interpreter.understand import Ground, understand
from agent.memory import Memory, Recent, Turn
from agent.reading import Reading
from agent.respond import answered
from semantic.engine import Engine
from semantic.errors import OutsideFailure, RetainerError
from semantic.period import Period
from semantic.policy import Principal
from semantic.result import Value

MOST_KNOWN = 50


@dataclass(frozen=True)
class World:
    """What answering needs from outside: governed queries, a clock in seconds, ids and a memory.

    What words mean is kept for each access and day, until `MOST_KNOWN` of them are.
    """

    engine: Engine
    clock: Callable[[], float]
    new_id: Callable[[], str]
    memory: Memory = field(default_factory=Recent)
    known: dict[tuple[object, ...], Known] = field(default_factory=dict, repr=False)


def ask(question: str, principal: Principal, world: World, *, thread: str = "") -> Answer:
    """The answer to a question with the rights of `principal`.

    In a `thread` it may go on from what was read before there, by whomever it was asked. Never
    raises for a question: what cannot be answered comes back as clarify, refused or error.
    """

    def answer(trace: Trace) -> Answer:
        before = world.memory.recall(thread) if thread else None
        outcome = understand(question, _ground(principal, world), before)
        found = _answer(outcome, principal, world, trace)
        if thread:
            _remember(found, before, thread, world.memory)
        return found

    return _guarded(answer, world)


def answer_reading(reading: Reading, principal: Principal, world: World) -> Answer:
    """The answer to a reading that is already decided, such as an option somebody chose."""
    return _guarded(lambda trace: answered(reading, principal, world.engine, trace), world)


def _guarded(answer: Callable[[Trace], Answer], world: World) -> Answer:
    """The answer with the time it took; what failed is an answer too."""
    trace, started = Trace(world.new_id()), world.clock()
    try:
        found = answer(trace)
    except OutsideFailure as failure:
        found = Answer("error", str(failure), trace, reason=failure.reason)
    except RetainerError as refusal:
        found = _refused(refusal, trace)
    return replace(found, trace=replace(trace, seconds=world.clock() - started))


def _remember(answer: Answer, before: Turn | None, thread: str, memory: Memory) -> None:
    """Keep what was read. A question back leaves the reading before it in place."""
    if answer.status == "answered":
        memory.keep(thread, Turn(answer.reading))
    elif answer.status == "clarify":
        offered = tuple((option.label, option.reading) for option in answer.options)
        memory.keep(thread, Turn(before.reading if before else None, offered))


def _ground(principal: Principal, world: World) -> Ground:
    engine = world.engine

    def covered() -> Period | None:
        found = engine.bounds(principal)
        return Period(found[0], found[1] + timedelta(days=1)) if found else None

    return Ground(_known(principal, world), covered, engine.today)


def _known(principal: Principal, world: World) -> Known:
    engine = world.engine
    view = engine.view(principal)
    about = (view.access.hash, frozenset(view.metrics), engine.today)
    if about not in world.known:
        if len(world.known) >= MOST_KNOWN:
            world.known.clear()

        def values(name: str, limit: int) -> Sequence[Value]:
            return engine.values(name, principal, limit=limit)

        world.known[about] = Known(view, values)
    return world.known[about]


def _answer(outcome: Outcome, principal: Principal, world: World, trace: Trace) -> Answer:
    match outcome:
        case Understood(reading):
            return answered(reading, principal, world.engine, trace)
        case Unclear(question, options, not_understood):
            lines = [question, *(f"- {option.label}" for option in options)]
            return Answer(
                "clarify",
                "\n".join(lines),
                trace,
                options=options,
                reason=question,
                not_understood=not_understood,
            )
        case Outside(reason, nearest, not_understood):
            offer = f" Nearest: {', '.join(nearest)}." if nearest else ""
            return Answer(
                "refused",
                reason + offer,
                trace,
                nearest=nearest,
                reason=reason,
                not_understood=not_understood,
            )


def _refused(refusal: RetainerError, trace: Trace) -> Answer:
    return Answer("refused", str(refusal), trace, nearest=refusal.nearest, reason=refusal.message)
