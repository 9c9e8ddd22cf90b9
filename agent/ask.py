"""One question, from its words to a proven answer. Read this first.

The interpreter reads the question against what the asker may see; the engine computes with the
asker's rights; results become claims, a template puts them into words, and the checker passes the
text or it is not shown.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agent.answer import Answer, Trace
from agent.interpreter.outcome import AboutCatalog, Outcome, Outside, Unclear, Understood
from agent.interpreter.thread.seen_turns import visible
from agent.interpreter.understand import understand
from agent.memory import Turn
from agent.reading import Reading
from agent.respond import answered
from agent.world import World as World
from agent.world import ground, others, speaker
from semantic.errors import OutsideFailure, RetainerError
from semantic.policy import Principal
from semantic.suggest import listed
from semantic.warehouse import Asker


def ask(question: str, asker: Asker, world: World, *, thread: str = "") -> Answer:
    """The answer to a question with the rights of `asker`.

    Of an audience the first one asks, and it is read and computed for what everybody of it may see.
    In a `thread` it may go on from what was read before there, by whomever it was asked. Never
    raises for a question: what cannot be answered comes back as clarify, refused or error.
    """

    def answer(trace: Trace) -> Answer:
        kept = world.memory.recall(thread) if thread else None
        before = kept.heard_by(speaker(asker).id) if kept else None
        theirs = _offered_to_another(question, kept, speaker(asker).id)
        outcome = theirs or understand(question, ground(asker, world), before)
        outcome, trace, warnings = _with_model(question, outcome, before, asker, world, trace)
        found = _caught(lambda trace: _answer(outcome, asker, world, trace), trace)
        if thread:
            turn = _after(found, outcome, kept or Turn(), speaker(asker).id)
            if turn is not None:
                world.memory.keep(thread, turn)
        return replace(found, warnings=(*_read_by(others(asker)), *found.warnings, *warnings))

    return _guarded(answer, world)


def _offered_to_another(question: str, kept: Turn | None, person: str) -> Unclear | None:
    """A question back to who picks, by its number, what somebody else of the thread was offered."""
    if kept is None or not kept.offered or kept.offered_to == person:
        return None
    picks = question.strip(" .)#").isdigit()
    return (
        Unclear("That was offered to somebody else here. What would you like?") if picks else None
    )


def _read_by(readers: Sequence[Principal]) -> Iterator[str]:
    if readers:
        named = listed([one.shown for one in readers], "and")
        yield f"Also read by {named}, so it tells what all of you may see."


def _with_model(
    question: str,
    outcome: Outcome,
    before: Turn | None,
    principal: Asker,
    world: World,
    trace: Trace,
) -> tuple[Outcome, Trace, tuple[str, ...]]:
    """What a model makes of words that the interpreter did not understand, if there is a model."""
    if world.model is None or isinstance(outcome, Understood | AboutCatalog):
        return outcome, trace, ()
    if not outcome.not_understood:
        return outcome, trace, ()
    # Imported here because LangChain takes a second that most questions should not cost.
    from agent.loop.understanding import try_model

    seen = visible(before, ground(principal, world)).reading
    tried = try_model(question, outcome, principal, world, world.model, seen)
    spent = replace(trace.with_spent(tried.spent), skills=tried.skills)
    return tried.outcome, spent, (tried.warning,) if tried.warning else ()


def answer_reading(reading: Reading, principal: Asker, world: World) -> Answer:
    """The answer to a reading that is already decided, such as an option somebody chose."""
    return answer_outcome(Understood(reading), principal, world)


def answer_outcome(outcome: Outcome, principal: Asker, world: World) -> Answer:
    """What a person is told of an outcome: the answer to its reading, or why there is none."""
    return _guarded(lambda trace: _answer(outcome, principal, world, trace), world)


def _guarded(answer: Callable[[Trace], Answer], world: World) -> Answer:
    """The answer with the time it took; what failed is an answer too."""
    started = world.clock()
    found = _caught(answer, Trace(world.new_id()))
    return replace(found, trace=replace(found.trace, seconds=world.clock() - started))


def _caught(answer: Callable[[Trace], Answer], trace: Trace) -> Answer:
    """The answer, or the failure as one."""
    try:
        return answer(trace)
    except OutsideFailure as failure:
        return Answer("error", str(failure), trace, reason=failure.reason)
    except RetainerError as refusal:
        return _refused(refusal, trace)


def _after(answer: Answer, outcome: Outcome, turn: Turn, person: str) -> Turn | None:
    """What the thread remembers now. A question without an answer leaves the reading in place."""
    if isinstance(outcome, AboutCatalog):
        return turn.after(outcome.reading) if outcome.reading is not None else None
    if answer.status == "answered":
        return turn.after(answer.reading)
    if answer.small_talk and turn.reading is not None:
        # A greeting is no question: what the thread is about stays.
        return turn
    # Without options it takes none away from somebody else, who may still answer.
    if answer.status == "clarify" and (answer.options or turn.offered_to in ("", person)):
        return turn.asked_back(person, tuple((one.label, one.reading) for one in answer.options))
    return turn.refused() if turn.reading is not None else None


def _answer(outcome: Outcome, principal: Asker, world: World, trace: Trace) -> Answer:
    match outcome:
        case Understood(reading):
            pen = world.pen(speaker(principal)) if world.pen else None
            engine, by = world.engine, world.explain_by
            found = answered(_for_all(reading, principal), principal, engine, trace, pen, by)
            spent = found.trace.with_spent(pen.spent()) if pen else found.trace
            return replace(found, trace=spent)
        case AboutCatalog():
            # Imported here because most questions are about figures.
            from agent.definitions import told

            about = ground(principal, world)
            return told(outcome, about.view, world.engine.approvals, about.covered(), trace)
        case Unclear(question, options, not_understood, small_talk):
            lines = [question, *(f"- {option.label}" for option in options)]
            return Answer(
                "clarify",
                "\n".join(lines),
                trace,
                options=options,
                reason=question,
                not_understood=not_understood,
                small_talk=small_talk,
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


def _for_all(reading: Reading, asker: Asker) -> Reading:
    """The reading with who reads its answer beside whoever asks."""
    return reading.model_copy(update={"audience": tuple(one.id for one in others(asker))})


def _refused(refusal: RetainerError, trace: Trace) -> Answer:
    return Answer("refused", str(refusal), trace, nearest=refusal.nearest, reason=refusal.message)
