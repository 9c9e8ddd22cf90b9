"""From a reading to an answer: its queries, its claims, its sentences, table and picture."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agent.answer import Answer, Chart, Source, Table, Trace
from agent.charts import chart_of
from agent.claims import Claim
from agent.evidence import called, group_names, member_name, spans_periods
from agent.follow_ups import worth_asking
from agent.phrases import in_total, template
from agent.reading import Reading, field_label
from agent.rows import rows_of
from agent.ruled_out import ruled_out
from agent.shares import share, whole_of
from agent.story import Story
from agent.time_groups import is_grain, part_member
from agent.totals import total_of
from agent.wording import Check, Pen, Worded, worded
from agent.writer import render, shown
from semantic.engine import Engine
from semantic.period import Period
from semantic.query import Query
from semantic.result import Column, Result, Value
from semantic.view import View
from semantic.warehouse import Asker
from skills.loader import pinned
from skills.toolkit import Toolkit

_MOST_LINES = 10


def answered(
    reading: Reading,
    principal: Asker,
    engine: Engine,
    trace: Trace,
    pen: Pen | None = None,
    explain_by: Sequence[str] = (),
) -> Answer:
    """The answer to a reading with the rights of `principal`, in a model's words if there is a pen.

    A change is traced by the dimensions of `explain_by` unless the reading names others.
    Raises what the engine raises.
    """
    view = engine.view(principal)
    if reading.skill == "drivers":
        return _explained(reading, principal, engine, trace, pen, explain_by)

    def run(query: Query) -> Result:
        return engine.run(query, principal)

    result = rows_of(reading, run, view)
    whole = run(whole_of(reading).to_query()) if reading.share else None
    story = Story(_seen(reading, result), result, view, whole=whole)
    title = _title(story)
    together = _together(story, run)
    said = _worded(" ".join([template(story), *in_total(together)]), story, pen)
    shown = (story, *together) if reading.group_by or said is None else ()
    tables = tuple(_table(one, _title(one)) for one in shown)
    found = _answer(story, said or _listed(story), trace, tables, _charts(story, title))
    # As many results as tables come first, in the same order.
    results = (result, *(one.result for one in together), *found.results[1:])
    return replace(found, results=results)


def _together(story: Story, run: Callable[[Query], Result]) -> tuple[Story, ...]:
    """The story of all rows as one, where the reading asks for that; its claims are the same."""
    if not story.reading.total:
        return ()
    whole = total_of(story.reading)
    result = rows_of(whole, run, story.view)
    return (Story(_seen(whole, result), result, story.view, book=story.book),)


def _explained(
    reading: Reading,
    principal: Asker,
    engine: Engine,
    trace: Trace,
    pen: Pen | None,
    explain_by: Sequence[str],
) -> Answer:
    # Imported here because it brings NumPy and SciPy, which other questions do not need.
    from agent.why import compared, why

    view = engine.view(principal)
    result = engine.run(compared(reading), principal)
    story = Story(reading, result, view)

    def run(query: Query) -> Result:
        return engine.run(query, principal)

    found = why(story, Toolkit(run, view, engine.today), explain_by)
    said = _worded(found.template, story, pen)
    tables = found.tables or ((_table(story, _title(story)),) if said is None else ())
    return _answer(story, said or _listed(story), trace, tables, ())


def _answer(
    story: Story, said: Worded, trace: Trace, tables: tuple[Table, ...], charts: tuple[Chart, ...]
) -> Answer:
    reading, result, view = story.reading, story.result, story.view
    return Answer(
        "answered",
        said.text,
        replace(trace, skills=(pinned(reading.skill), *trace.skills, *said.skills)),
        worded_by=said.model,
        reading=reading,
        echo=_title(story),
        claims=tuple(story.book.claims.values()),
        tables=tables,
        charts=charts,
        warnings=(*_assumed(reading, view), *_empty(story), *_notes(story), *result.warnings),
        sources=_sources(story),
        not_understood=reading.not_understood,
        follow_ups=worth_asking(reading, view),
        results=(result, *([story.whole] if story.whole else [])),
    )


def _empty(story: Story) -> Iterator[str]:
    why = ruled_out(story.reading, story.view)
    if why:
        yield why


def _title(story: Story) -> str:
    """What was understood, with the period that the figures stand beside."""
    before = story.result.previous
    earlier = Period(before.start, before.end) if before and before.start else None
    return story.reading.echo(story.view, earlier)


def _assumed(reading: Reading, view: View) -> list[str]:
    found = [f"Assumed: {said}." for said in reading.assumptions]
    if not view.access.any_rows.unrestricted:
        found.append("Note: only the customers that you may see are counted.")
    return found


def _notes(story: Story) -> Iterator[str]:
    """What rows without a member are, and rates of a period that is not over."""
    yield from _without(story)
    for metric in story.metrics:
        if story.reading.period.partial and spans_periods(metric, story.view.catalog):
            yield f"Note: {metric.title} needs whole periods, and the newest is not over."


def _without(story: Story) -> Iterator[str]:
    """What rows without a member are, where the dimension belongs to something else."""
    for name in story.reading.group_by:
        ref = story.view.dimensions.get(name)
        if ref is None or None not in story.result.data.get(name, ()):
            continue
        entity = ref.dimension.entity.replace("_", " ")
        if called(ref) != entity and ref.dimension.type != "boolean":
            said = member_name(None, ref)
            lacks = f"one with {said}" if said.startswith("no ") else "none of this is recorded"
            yield f"Note: “{said}” has no known {entity}, or {lacks}."


def _seen(reading: Reading, result: Result) -> Reading:
    """The reading with what the engine found out about its period."""
    partial = reading.period.partial or result.period.partial
    return reading.model_copy(
        update={"period": reading.period.model_copy(update={"partial": partial})}
    )


def _worded(template: str, story: Story, pen: Pen | None) -> Worded | None:
    """The answer's sentences, or None where they say what no claim backs: a fault of Retainer."""
    claims, known = story.book.claims, _known(story)
    if known.of(render(template, claims), claims):
        return None
    return worded(template, claims, pen, known)


def _listed(story: Story) -> Worded:
    """The figures under their labels, as far as these pass; the table has them all."""
    claims, known = story.book.claims, _known(story)
    figures = [claim for claim in claims.values() if claim.kind in ("level", "change")]
    lines = [f"- {_labelled(each)}: {shown(each)}" for each in figures[:_MOST_LINES]]
    sound = [line for line in lines if not known.of(line, claims)]
    if sound and len(sound) == len(figures):
        return Worded("\n".join(sound))
    rest = "The others are in the table." if sound else "The figures are in the table."
    return Worded("\n".join([*sound, rest]))


def _labelled(claim: Claim) -> str:
    return f"{claim.label} (partial)" if claim.period.partial else claim.label


def _known(story: Story) -> Check:
    terms = [metric.title for metric in story.view.metrics.values()]
    groups = group_names(story.view.dimensions, story.view.catalog.custom_grains)
    return Check(terms=terms, groups=groups, week_start=story.week_start)


def _table(story: Story, title: str) -> Table:
    result, view = story.result, story.view
    columns = [column.to_json() | {"label": _label(column, view)} for column in result.columns]
    if story.whole is None:
        return Table(title, columns, _rows(result))
    (metric,) = story.metrics
    columns.append({"name": f"{metric.name}.share", "role": "metric", "type": "number",
                    "unit": "%", "label": "share of the whole"})  # fmt: skip
    rows = [
        [*row, share(result, story.whole, metric, place).value]
        for place, row in enumerate(_rows(result))
    ]
    return Table(title, columns, rows)


def _rows(result: Result) -> list[list[Value]]:
    """The rows with weekdays and hours as people call them."""
    names = [column.name for column in result.columns]
    return [
        [part_member(name, value) for name, value in zip(names, row, strict=True)]
        for row in result.rows()
    ]


def _label(column: Column, view: View) -> str:
    if column.role == "dimension":
        name = column.name
        return name.removeprefix("time.") if is_grain(name) else field_label(name, view)
    words = {"previous": "before", "change": "change", "change_pct": "change in %"}
    part = column.name.rpartition(".")[2]
    title = view.metrics[column.metric].title
    return f"{title}, {words[part]}" if part in words else title


def _charts(story: Story, title: str) -> tuple[Chart, ...]:
    spec = chart_of(story.result, story.metrics[0], title, story.view.dimensions)
    return (Chart(title, spec),) if spec else ()


def _sources(story: Story) -> tuple[Source, ...]:
    return tuple(
        Source(metric.name, metric.description, story.result, used.owner, used.status)
        for metric in story.metrics
        for used in (story.result.metric(metric.name),)
    )
