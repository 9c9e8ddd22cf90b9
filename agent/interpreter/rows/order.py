"""The order of rows: what a ranking asks for, or the one that a split has by itself."""

from collections.abc import Mapping

from agent.evidence import as_grain
from agent.follow_ups import splits_of
from agent.interpreter.board import Board, Change, DimensionSaid, Mark, Rank, TotalSaid
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.ranking import changes_ranked, is_descending, noun_is_plural
from agent.interpreter.rows.within import by_each, each_of, is_led
from agent.interpreter.times import periods
from agent.reading import Reading, ReadPeriod
from agent.time_groups import is_grain, is_part
from agent.totals import total_objection, total_of
from semantic.model import BaseMetric
from semantic.record import record
from semantic.view import View

_TOP = 5
_MOST_SPLITS = 4
_FALLING = frozenset(
    {"fell", "fall", "fallen", "falling", "drop", "dropped", "dropping", "decline", "declined"}
    | {"declining", "decreased", "decrease", "decreasing", "shrank", "shrunk", "lost", "down"}
    | {"worsened", "loss", "losses", "slid", "sank", "dip", "slump", "plunge"}
)
_RISING = frozenset(
    {"grew", "grow", "grown", "growing", "growth", "increase", "increased", "increases"}
    | {"increasing", "rose", "rise", "risen", "rising", "up", "gained", "gain", "gains"}
    | {"improved", "improve", "improving", "improvement", "climbed", "jumped", "jump"}
    | {"surge", "spike"}
)
_ONE = frozenset({"was", "is", "which", "one", "single", "very"})
_ADDED_UP = frozenset({"together", "combined", "altogether", "jointly"})
_RELATIVE = frozenset({"fastest", "quickest", "percent", "%", "rate"})


@record
class Doubt:
    """Why an order cannot be told; `readings` can be answered, `titles` are to choose from."""

    why: str
    readings: tuple[Reading, ...] = ()
    titles: tuple[str, ...] = ()


def ordered(
    board: Board, reading: Reading, calendar: periods.Calendar, view: View
) -> Reading | Doubt:
    """The reading with its rows in order, cut to as many as are asked for."""
    ranks = _as_one(board.of(Rank), view.metrics[reading.metrics[0]])
    if not ranks:
        return by_itself(reading, view)
    if len(ranks) > 1 or len(reading.metrics) > 1:
        titles = tuple(view.metrics[name].title for name in reading.metrics)
        return Doubt("By which one metric should it be ranked?", titles=titles)
    if not reading.group_by:
        return Doubt("The highest or lowest of what?", _each_split(board, reading, calendar, view))
    if changes_ranked(board):
        changed = _by_change(board, reading, ranks[0])
        return _one_list(board, changed, view) if isinstance(changed, Reading) else changed
    rank, metric = ranks[0], reading.metrics[0]
    descending = is_descending(rank, view.metrics[metric])
    if descending is None:
        return Doubt(f"Is a high or a low {view.metrics[metric].title} meant?")
    if rank.every:
        return reading.model_copy(update={"order_by": (f"{'-' if descending else ''}{metric}",)})
    limit, note = _limit(board, rank, reading)
    ranked = whole_units_of(reading, calendar, "ranked")
    order = (f"{'-' if descending else ''}{metric}",)
    found = _cut(ranked, order, limit, [note] if note else [])
    return _one_list(board, found, view)


def _each_split(
    board: Board, reading: Reading, calendar: periods.Calendar, view: View
) -> tuple[Reading, ...]:
    """The ranking of what a figure may be split by, the first few."""
    names = (name for name in splits_of(reading, view) if not is_key(view.dimensions[name]))
    splits = [reading.model_copy(update={"group_by": (name,)}) for name in names]
    found = [ordered(board, each, calendar, view) for each in splits[:_MOST_SPLITS]]
    return tuple(one for one in found if isinstance(one, Reading))


def _one_list(board: Board, found: Reading, view: View) -> Reading | Doubt:
    """The ranking or, of "the top five together", the figure of what it lists.

    Where it may be one for each of something it is asked back.
    """
    per = found.per or each_of(board, found)
    if per:
        return for_each_of(found, per)
    if len(found.group_by) > 1:
        singly = [name for name in found.group_by if not is_grain(name)]
        lists = (*((name,) for name in singly), found.group_by)
        readings = tuple(_split_by(found, one) for one in lists)
        each = by_each(board, found)
        several = (for_each_of(found, each),) if each else ()
        return Doubt(
            "I rank one list, or one for each of something. Which one?", (*several, *readings)
        )
    words = {token.word for token in board.tokens}
    added = (found.limit or 1) > 1 and words & _ADDED_UP and not board.has(TotalSaid)
    if added and not (found.ranks_change or total_objection(found, view)):
        return total_of(found)
    if added:
        return Doubt("I list them, and do not add them up. Is the list meant?", (found,))
    return found


def for_each_of(found: Reading, per: str) -> Reading:
    """The ranking as one for each value of a group, which comes first in the table."""
    others = (name for name in found.group_by if name != per)
    return found.model_copy(update={"group_by": (per, *others), "per": per})


def _split_by(found: Reading, groups: tuple[str, ...]) -> Reading:
    """The reading split by these only, with none left out for a split that it has no more."""
    kept = tuple(g for g in found.filters if g.op != "not_null" or g.field in groups)
    return found.model_copy(update={"group_by": groups, "filters": kept})


def _as_one(said: list[tuple[Mark, Rank]], metric: BaseMetric) -> list[Rank]:
    """Words that rank the same way as one: "worst countries, bottom 5" where low is bad."""
    ranks = [rank for _, rank in said]
    ends = {is_descending(rank, metric) for rank in ranks}
    limits = {rank.limit for rank in ranks} - {None}
    if len(ranks) < 2 or len(ends) > 1 or None in ends or len(limits) > 1:
        return ranks
    return [next((rank for rank in ranks if rank.limit is not None), ranks[0])]


def by_itself(reading: Reading, view: View) -> Reading:
    """Splits by members put the largest first; splits by time or by a date keep their order.

    A ranking that is taken over from the thread has its order already.
    """
    if len(reading.group_by) != 1 or is_grain(reading.group_by[0]) or reading.limit:
        return reading
    name = reading.group_by[0]
    if is_part(name):
        return reading.model_copy(update={"order_by": (name,)})
    dated = view.dimensions[name].dimension.type == "date"
    return reading.model_copy(update={"order_by": (name if dated else f"-{reading.metrics[0]}",)})


def _cut(reading: Reading, order: tuple[str, ...], limit: int, notes: list[str]) -> Reading:
    changes: Mapping[str, object] = {
        "order_by": order,
        "limit": limit,
        "assumptions": (*reading.assumptions, *notes),
    }
    return reading.model_copy(update=changes)


def _by_change(board: Board, reading: Reading, rank: Rank) -> Reading | Doubt:
    """As in "which country grew the most": by difference, or in percent if the words say so."""
    words = {token.word for token in board.tokens}
    falls, rises = directions(board)
    clear = rank.end in (("highest", "worst") if falls else ("highest", "best"))
    if falls == rises or not clear:
        return Doubt("Is the largest rise or the largest fall meant?")
    part = "change_pct" if words & _RELATIVE else "change"
    metric = reading.metrics[0]
    limit, note = _limit(board, rank, reading)
    by = "change in percent" if part == "change_pct" else "difference, not by its percentage"
    notes = [f"ranked by the {by}", *([note] if note else [])]
    compared = reading.model_copy(update={"compare": reading.compare or "previous"})
    return _cut(compared, (f"{'' if falls else '-'}{metric}.{part}",), limit, notes)


def directions(board: Board) -> tuple[bool, bool]:
    """Whether words of change ask for falls, and whether for rises."""
    verbs = {board.word(p) for mark, _ in board.of(Change) for p in range(mark.start, mark.end)}
    return bool(verbs & _FALLING), bool(verbs & _RISING)


def whole_units_of(reading: Reading, calendar: periods.Calendar, done: str) -> Reading:
    """A ranking or mean of months leaves out one that is not over: it is low for no reason."""
    grains = [name.removeprefix("time.") for name in reading.group_by if is_grain(name)]
    if not grains:
        return reading
    known = periods.known_part(reading.period, calendar)
    found = periods.whole_units(known, as_grain(grains[0]), calendar.week_start)
    if found is None or found == reading.period.days:
        return reading
    period = ReadPeriod(start=found.start, end=found.end)
    note = f"only {grains[0]}s that are over and in the data are {done}"
    return reading.model_copy(
        update={"period": period, "assumptions": (*reading.assumptions, note)}
    )


def _limit(board: Board, rank: Rank, reading: Reading) -> tuple[int, str]:
    """How many rows are wanted, and what was assumed; in a thread as many as before it."""
    if rank.nth and rank.limit:
        return rank.limit, f"the last of the {rank.limit} is the one that is meant"
    if rank.limit is not None:
        return max(rank.limit, 1), ""
    nouns = [mark for mark, _ in [*board.of(Grouped), *board.of(DimensionSaid)]
             if not is_led(board, mark)]  # fmt: skip
    plural = any(noun_is_plural(board, mark) for mark in nouns)
    asks_for_one = nouns or _ONE & {token.word for token in board.tokens}
    if reading.limit and (plural or not asks_for_one):
        return max(reading.limit, _TOP if plural and reading.limit == 1 else 1), ""
    return (_TOP, f"the first {_TOP} are shown") if plural else (1, "")
