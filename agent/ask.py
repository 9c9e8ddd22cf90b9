"""One question, from its words to a proven answer. Read this first.

The interpreter reads the question against what the asker may see; the engine computes with the
asker's rights; results become claims, a template puts them into words, and the checker passes the
text or it is not shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from agent.answer import Answer, Chart, Source, Table, Trace
from agent.charts import chart_of
from agent.checker import check
from agent.interpreter.known import Known
from agent.interpreter.outcome import Outcome, Outside, Unclear, Understood
from agent.interpreter.understand import Ground, understand
from agent.memory import Memory, Recent, Turn
from agent.phrases import Story, template
from agent.reading import Reading, Threshold, field_label
from agent.writer import render
from semantic.engine import Engine
from semantic.errors import OutsideFailure, RetainerError
from semantic.model import RatioMetric, RetentionMetric
from semantic.period import Period
from semantic.policy import Principal
from semantic.result import Column, Result, Value
from semantic.view import View

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
    return _guarded(lambda trace: _answered(reading, principal, world, trace), world)


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
    about = (view.access.hash, view.usable, engine.today)
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
            return _answered(reading, principal, world, trace)
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


def _answered(reading: Reading, principal: Principal, world: World, trace: Trace) -> Answer:
    view = world.engine.view(principal)
    found = without_empty_rows(world.engine.run(reading.to_query(), principal), reading, view)
    result = within_limits(found, reading)
    story = Story(_seen(reading, result), result, view)
    title = reading.echo(view)
    return Answer(
        "answered",
        _text(story),
        trace,
        reading=story.reading,
        claims=tuple(story.book.claims.values()),
        tables=(_table(result, title, view),) if reading.group_by else (),
        charts=_charts(story, title),
        warnings=(*_assumed(reading, view), *result.warnings),
        sources=_sources(story),
        results=(result,),
    )


def _assumed(reading: Reading, view: View) -> list[str]:
    found = [f"Assumed: {said}." for said in reading.assumptions]
    if not view.access.any_rows.unrestricted:
        found.append("Only the customers that you may see are counted.")
    return found


def without_empty_rows(result: Result, reading: Reading, view: View) -> Result:
    """The result without members for which nothing happened, unless a ranking asked for them."""
    members = [name for name in reading.group_by if not name.startswith("time.")]
    if not members or reading.limit is not None:
        return result
    columns = [
        (column.name, isinstance(view.metrics[column.metric], RatioMetric | RetentionMetric))
        for column in result.columns
        if column.role == "metric" and not column.name.endswith((".change", ".change_pct"))
    ]
    kept = [
        row
        for row in range(result.length)
        if any(_happened(result.data[name][row], is_rate) for name, is_rate in columns)
    ]
    data = {name: [values[row] for row in kept] for name, values in result.data.items()}
    return replace(result, data=data)


def within_limits(result: Result, reading: Reading) -> Result:
    """The rows within the limits that the reading sets, at most as many as it asks for."""
    if not reading.having:
        return result
    kept = [
        row
        for row in range(result.length)
        if all(_is_within(result.data[each.metric][row], each) for each in reading.having)
    ][: reading.limit]
    data = {name: [values[row] for row in kept] for name, values in result.data.items()}
    return replace(result, data=data)


def _is_within(value: Value, limit: Threshold) -> bool:
    return isinstance(value, int | float) and limit.holds(value)


def _happened(value: Value, is_rate: bool) -> bool:
    return value is not None and (is_rate or value != 0)


def _seen(reading: Reading, result: Result) -> Reading:
    """The reading with what the engine found out about its period."""
    partial = reading.period.partial or result.period.partial
    return reading.model_copy(
        update={"period": reading.period.model_copy(update={"partial": partial})}
    )


def _text(story: Story) -> str:
    text = render(template(story), story.book.claims)
    terms = [metric.title for metric in story.view.metrics.values()]
    if check(text, story.book.claims, terms=terms):
        # The figures are right whatever the sentence does with them; they stand in the table.
        return "The figures are in the table and in the claims."
    return text


def _table(result: Result, title: str, view: View) -> Table:
    columns = [column.to_json() | {"label": _label(column, view)} for column in result.columns]
    return Table(title, columns, result.rows())


def _label(column: Column, view: View) -> str:
    if column.role == "dimension":
        name = column.name
        return name.removeprefix("time.") if name.startswith("time.") else field_label(name, view)
    words = {"previous": "before", "change": "change", "change_pct": "change in %"}
    part = column.name.rpartition(".")[2]
    title = view.metrics[column.metric].title
    return f"{title}, {words[part]}" if part in words else title


def _charts(story: Story, title: str) -> tuple[Chart, ...]:
    spec = chart_of(story.result, story.metrics[0], title)
    return (Chart(title, spec),) if spec else ()


def _sources(story: Story) -> tuple[Source, ...]:
    return tuple(
        Source(metric.name, metric.description, story.result.sql) for metric in story.metrics
    )
