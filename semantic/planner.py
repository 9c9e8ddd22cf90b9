"""From a query and what its asker may see to a Plan, or to a refusal that says what would work."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Literal

from semantic import period as periods
from semantic.asked import Asked
from semantic.conditions import having
from semantic.errors import (
    BadPeriod,
    CannotCombine,
    UnknownName,
)
from semantic.formulas import Writer, one_unit, time_grain
from semantic.listing import listed_model
from semantic.members import find_key, find_metric, is_standard
from semantic.model import Grain, Metric, RetentionMetric, SimpleMetric
from semantic.period import Period
from semantic.plan import (
    Bucket,
    Key,
    Leaf,
    Moments,
    Order,
    Output,
    Plan,
    TimeKey,
    UnitBefore,
    fields_of,
    leaves,
    rows_of,
)
from semantic.query import PeriodAsked, Query
from semantic.routes import check_leaf
from semantic.time_parts import check_parts
from semantic.together import check_related, overlapping
from semantic.view import View
from semantic.week import Weekday

MOST_BUCKETS = 10_000


KnownFrom = Mapping[str, date | None]


def plan(query: Query, view: View, period: Period, as_of: date, known_from: KnownFrom) -> Plan:
    """The plan for a query whose period is settled.

    `known_from` says on which day the data of a metric that is compared begins; None without any.

    Raises UnknownName, CannotCombine, BadPeriod or BadValue.
    """
    metrics = [find_metric(name, view) for name in dict.fromkeys(query.metrics)]
    grain = time_grain(metrics, view.catalog)
    outline, before = _outline(query, view, metrics, period, as_of, grain)
    whole = _begun(period, None, as_of, view.catalog.settings.week_start)
    writer = Writer(view.catalog, outline, view.access.any_rows, grain, whole)
    asked = Asked(query, view, writer)
    outputs = tuple(
        [_output(metric, view, writer, known_from.get(metric.name), before) for metric in metrics]
    )
    made = replace(
        outline,
        conditions=asked.conditions(),
        on_metrics=asked.on_metrics(),
        outputs=outputs,
        order=_order(query, outline.keys),
    )
    _check_fits(metrics, view, made)
    if not made.keys:
        check_related(metrics, view)
    if not metrics:
        listed = listed_model(made, view, query.rows_of)
        made = replace(made, listed=listed, rows=view.access.any_rows, spine=False)
    overlaps = overlapping(made, view)
    on_answer = tuple([having(text, query, view) for text in query.having])
    if not overlaps and not on_answer:
        return made
    return replace(made, overlapping=overlaps, having=on_answer)


def _outline(
    query: Query, view: View, metrics: Sequence[Metric], period: Period, as_of: date, default: str
) -> tuple[Plan, UnitBefore | None]:
    """The plan without outputs and conditions: groups, periods, limits.

    With it, which units the answer's are compared with, where they are of a workspace's own grain.
    """
    names = query.metrics or tuple(view.granted)
    keys = tuple(find_key(name, view, names, default) for name in dict.fromkeys(query.group_by))
    grain = _grain(keys, view, compared=query.compare is not None)
    # A time spine says itself which rows there are; without one each bucket is written out.
    most = 10 * MOST_BUCKETS if view.catalog.time_spines else MOST_BUCKETS
    weeks = view.catalog.settings.week_start
    buckets = _buckets(period, grain, as_of, most, weeks)
    before = _units_before(query, keys, view) if query.compare else None
    compare = query.compare if before is None else None
    earlier = _earlier(period, grain, compare, as_of, weeks) if compare else ()
    outline = Plan(
        keys=keys,
        conditions=(),
        on_metrics=(),
        outputs=(),
        buckets=buckets,
        earlier=earlier,
        spine=_wants_spine(keys, metrics, view),
        order=(),
        limit=query.limit,
        as_of=as_of,
        moments=Moments(*query.period.moments),
        distinct=query.distinct,
        extremes=query.extremes,
        nulls=query.nulls,
        whole=query.rows_of is None,
    )
    return outline, before


def _grain(keys: Sequence[Key], view: View, *, compared: bool) -> Grain | None:
    """The grain that the answer's buckets have; None without one of the calendar's."""
    times = [key for key in keys if isinstance(key, TimeKey)]
    if len(times) > 1 and (compared or not view.catalog.time_spines):
        raise CannotCombine(
            f"An answer goes by {times[0].name} or by {times[1].name}, not by both.",
            next_step="Leave one of them out.",
        )
    grain = times[0].calendar if len(times) == 1 else None
    if compared and times and grain is None and is_standard(times[0].grain):
        raise CannotCombine(
            f"Figures by {times[0].said} cannot be compared with an earlier period.",
            nearest=tuple(f"time.{known}" for known in periods.GRAINS),
        )
    return grain


def _units_before(query: Query, keys: Sequence[Key], view: View) -> UnitBefore | None:
    """The units of a workspace's own grain that a comparison of the answer's is with."""
    custom = [key for key in keys if isinstance(key, TimeKey) and not is_standard(key.grain)]
    if not custom:
        return None
    if isinstance(query.compare, PeriodAsked):
        raise CannotCombine(
            f"Figures by {custom[0].name} are not compared with a chosen period.",
            next_step="Leave out the time group, or compare with `previous` or `year`.",
        )
    if view.access.groups_for(query.metrics):
        raise CannotCombine(
            f"Figures by {custom[0].name} are not compared in your role.",
            next_step=one_unit(custom[0].grain),
            nearest=tuple(f"time.{known}" for known in periods.GRAINS),
        )
    grain = custom[0].grain
    if query.compare == "previous" or grain.endswith("year"):
        return UnitBefore(grain)
    spine = next(spine for spine in view.catalog.time_spines if grain in spine.custom)
    year = next((name for name in spine.custom if name.endswith("year")), None)
    if year is None:
        raise CannotCombine(
            f"Of which year a {grain} is, no grain of the workspace says.",
            next_step="Compare with `previous`, or have the steward add a grain whose name ends in "
            "`year`.",
        )
    return UnitBefore(grain, year)


def _parts(period: Period, grain: Grain | None, weeks: Weekday) -> tuple[Period, ...]:
    return periods.buckets(period, grain, weeks) if grain else (period,)


def _buckets(
    period: Period, grain: Grain | None, as_of: date, most: int, weeks: Weekday
) -> tuple[Bucket, ...]:
    """A bucket for each part of the period that has begun: the row it gives alone."""
    found = _begun(period, grain, as_of, weeks)
    if len(found) > most:
        raise BadPeriod(
            f"From {period.start} to {period.end} there are more than {most:,} {grain}s.",
            next_step="Ask for a shorter period or a longer grain.",
        )
    return found


@lru_cache(maxsize=256)
def _begun(period: Period, grain: Grain | None, as_of: date, weeks: Weekday) -> tuple[Bucket, ...]:
    return tuple(
        _bucket(part, part.until(as_of), grain, weeks)
        for part in _parts(period, grain, weeks)
        if part.start < as_of
    )


def _bucket(whole: Period, seen: Period, grain: Grain | None, weeks: Weekday) -> Bucket:
    label = periods.floor(whole.start, grain, weeks) if grain else whole.start
    return Bucket(label, seen, whole)


def _earlier(
    period: Period,
    grain: Grain | None,
    compare: Literal["previous", "year"] | PeriodAsked,
    as_of: date,
    weeks: Weekday,
) -> tuple[Bucket, ...]:
    """What each bucket is compared with; one that the as-of date cuts, with as many days."""
    if isinstance(compare, PeriodAsked):
        chosen = _chosen(compare, grain, as_of)
        return (_bucket(chosen, chosen.until(as_of), None, weeks),)
    found = []
    for part in _parts(period, grain, weeks):
        if part.start < as_of:
            shift = _shift(part, grain, compare, weeks)
            seen = periods.moved(part.until(as_of), shift)
            found.append(_bucket(periods.moved(part, shift), seen, grain, weeks))
    return tuple(found)


def _shift(
    part: Period, grain: Grain | None, compare: Literal["previous", "year"], weeks: Weekday
) -> periods.Shift:
    if compare == "year":
        return periods.to_year_before(part, grain, weeks)
    return periods.to_previous(part, grain)


def _chosen(compare: PeriodAsked, grain: Grain | None, as_of: date) -> Period:
    if grain is not None:
        raise CannotCombine(
            f"A comparison with a chosen period has one figure for each side, not one per {grain}.",
            next_step="Leave out the time group, or compare with `previous` or `year`.",
        )
    if compare.start is None or compare.end is None:
        raise BadPeriod(
            "The period to compare with needs both `from` and `to`.",
            next_step="Give both, or compare with `previous` or `year`.",
        )
    if compare.start >= as_of:
        raise BadPeriod(
            f"The period to compare with, from {compare.start}, lies in the future: the data is "
            f"seen as of {as_of}.",
            next_step=f"Compare with days before {as_of}.",
        )
    return Period(compare.start, compare.end)


def _unknown(
    buckets: Sequence[Bucket], earlier: Sequence[Bucket], known_from: date | None
) -> tuple[date, ...]:
    pairs = zip(buckets, earlier, strict=False)
    return tuple(
        now.label for now, then in pairs if known_from is None or then.period.end <= known_from
    )


def _check_fits(metrics: Sequence[Metric], view: View, made: Plan) -> None:
    reached: set[tuple[str, bool]] = set()
    for metric, output in zip(metrics, made.outputs, strict=True):
        for leaf in leaves(output.formula):
            start = rows_of(leaf), leaf.event is not None
            if start not in reached:
                _check_fields(metric, view, made, leaf)
            reached.add(start)
            _check_time(metric, view, made, leaf)
        for part in (metric, *view.catalog.upstream(metric)):
            if isinstance(part, RetentionMetric):
                _check_retention(part, view, made)


def _check_fields(metric: Metric, view: View, made: Plan, leaf: Leaf) -> None:
    """Every field that the asker names is one that the leaf's rows have, and the asker may see."""
    names = [output.name for output in made.outputs]
    possible = partial(view.groupable, metric.name)
    for used in (*made.fields, *fields_of(made.conditions)):
        way = check_leaf(view.catalog, leaf, used, metric.title, possible)
        field = way.ref.dimension.field
        if field not in view.dimensions or view.access.mask_of(field, names) != used.mask:
            raise UnknownName(
                f"There is no dimension {used.name!r} of it that you may see.",
                nearest=view.groupable(metric.name)[:5],
            )


def _check_time(metric: Metric, view: View, made: Plan, leaf: Leaf) -> None:
    model = view.catalog.models[leaf.measure.model]
    timed = model.time is not None or model.rollup is not None or leaf.timing.time is not None
    if not timed and (made.times or made.earlier):
        raise CannotCombine(
            f"{metric.title} is predicted as of one date and has no history to group or compare.",
            next_step=f"Ask for it as of another date: retainer query {metric.name} --as-of D",
        )
    if made.times and made.time_key is None and _of_calendar(leaf):
        raise CannotCombine(
            f"{metric.title} is known at the ends of days, weeks, months, quarters or years.",
            nearest=tuple(f"time.{grain}" for grain in periods.GRAINS),
            next_step=next(
                (one_unit(key.grain) for key in made.times if not is_standard(key.grain)), ""
            ),
        )
    check_parts(metric, model, made, leaf)
    if _needs_spine(leaf, made) and not view.catalog.time_spines:
        raise CannotCombine(
            f"{metric.title} by time needs a table of all days, and the workspace has none.",
            next_step="Ask the steward to declare a time spine in models/.",
        )


def _of_calendar(leaf: Leaf) -> bool:
    return not isinstance(leaf.measure, SimpleMetric)


def _needs_spine(leaf: Leaf, made: Plan) -> bool:
    moved = leaf.timing.running is not None or bool(leaf.timing.shifts)
    return bool([key for key in made.times if moved or not is_standard(key.grain)])


def _check_retention(metric: RetentionMetric, view: View, made: Plan) -> None:
    names = {key.name for key in made.keys} | {used.name for used in fields_of(made.conditions)}
    if metric.cohort not in names:
        raise CannotCombine(
            f"{metric.title} is a share of one cohort at a time.",
            nearest=[field for field in (metric.cohort,) if field in view.dimensions],
            next_step="Group or filter by the cohort.",
        )
    weeks = view.catalog.settings.week_start
    for bucket in made.buckets:
        if periods.unit(bucket.period.start, metric.grain, weeks).end < bucket.period.end:
            raise BadPeriod(
                f"{metric.title} is the share active in one {metric.grain}; the period from "
                f"{bucket.period.start} to {bucket.period.end} is longer.",
                next_step=f"Ask for one {metric.grain}, or group by time.{metric.grain}.",
            )


def _output(
    metric: Metric,
    view: View,
    writer: Writer,
    known_from: date | None,
    before: UnitBefore | None,
) -> Output:
    rows = view.rows_for(metric.name)
    now = writer if rows == writer.rows else replace(writer, rows=rows)
    outline = writer.outline
    earlier = replace(now, earlier=True).formula(metric) if outline.earlier else None
    if before:
        earlier = replace(now, before=before).formula(metric)
    return Output(
        name=metric.name,
        formula=now.formula(metric),
        earlier=earlier,
        unknown=_unknown(outline.buckets, outline.earlier, known_from),
    )


def _wants_spine(keys: Sequence[Key], metrics: Sequence[Metric], view: View) -> bool:
    """Whether the answer has a row for each bucket of its period, where no table says which."""
    if len(keys) != 1 or not isinstance(keys[0], TimeKey) or keys[0].calendar is None:
        return False
    return not view.catalog.time_spines and any(
        getattr(metric, "join_to_timespine", metric.type != "simple") for metric in metrics
    )


def _order(query: Query, keys: Sequence[Key]) -> tuple[Order, ...]:
    """The order that the question wants, then that of its groups."""
    if query.extremes:
        return ()
    wanted = _wanted_order(query, keys) if query.order_by else ()
    ordered = {order.column for order in wanted}
    # Times come first.
    rest = sorted(keys, key=lambda key: not isinstance(key, TimeKey))
    names = [key.name for key in rest]
    return (*wanted, *[Order(name, descending=False) for name in names if name not in ordered])


def _wanted_order(query: Query, keys: Sequence[Key]) -> tuple[Order, ...]:
    """The columns that the question names. Raises UnknownName for one that there is not."""
    called = dict(zip(dict.fromkeys(query.group_by), (key.name for key in keys), strict=True))
    known = [*called.values(), *dict.fromkeys(query.metrics)]
    if query.compare:
        known += [f"{name}.{part}" for name in dict.fromkeys(query.metrics) for part in COMPARED]
    found = []
    for name in query.order_by:
        asked = name.removeprefix("-")
        column = called.get(asked, asked)
        if column not in known:
            raise UnknownName(
                f"The result has no column {asked!r} to order by.", nearest=tuple(known)
            )
        found.append(Order(column, descending=name.startswith("-")))
    return tuple(found)


COMPARED = ("previous", "change", "change_pct")
