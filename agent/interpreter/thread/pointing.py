"""Whose figures a follow-up asks for: "their orders", "how much did they spend", "those in May"."""

from collections.abc import Sequence

from agent.interpreter.board import AskedBack, Board, DimensionSaid, MemberSaid, MetricSaid
from agent.interpreter.figures.likely import names_of
from agent.interpreter.members.fields import bare, counts_each, is_key
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.thread.resets import Reset
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import MARKS, number
from agent.interpreter.words.roots import is_deed
from agent.interpreter.words.tokens import stem
from agent.memory import Turn
from agent.reading import Reading
from semantic.model import BaseMetric, Filter, LifecycleMetric
from semantic.record import record
from semantic.view import View

_OWN = frozenset({"their", "theirs", "his", "her", "hers", "its"})
_THEY = frozenset({"they", "them", "he", "she", "him"})
_THOSE = frozenset({"those", "these", "that", "this", "same", "said"})
_ONES = frozenset({"one", "ones"})
_OF = frozenset({"of", "on", "for", "from", "among", "by", "with"})
_DO = frozenset({"did", "do", "does", "have", "had", "has", "were", "was", "are"})
_NO_LIST = "Whose is meant? They were counted, and cannot be listed one by one."
_NOT_COUNTED = "How many of them did so is not counted. Ask for “their {}” to get how often."
_SEVERAL = "Whose is meant? The answer before has several lists: name one, or a period."
_NOTHING_OF_THEM = "What of those in “{}”? Name a figure, a period or a split."
_LEADING = frozenset({"in", "from", "with", "who", "that", "of", "by", "per"})


@record
class Theirs:
    """Those that the answer before listed or spoke of are meant; `whose` needs somebody to be."""

    whose: bool = False


def mark_theirs(board: Board, before: Reading | None, lexicon: Lexicon, view: View) -> None:
    """Mark words that point at whom the answer before was about.

    In "customers and their orders" they are named in the question itself.
    """
    for place in list(board.rest()):
        word = board.word(place)
        if word not in _OWN | _THEY | _THOSE or _is_of_cohort(board, place):
            continue
        they = word in _THEY or _stands_for_them(board, place)
        if _names_somebody(board, place, lexicon, counted=they):
            return
        if word in _OWN and (before is not None or word in ("their", "theirs")):
            board.put(place, place + 1, Theirs(whose=True))
            return
        if they and before is not None and count_persons(before.metrics, lexicon, view):
            _mark_them(board, place, before, lexicon, view)
            return
        if word in _OWN or before is None or not _narrows(before, view):
            continue
        end = _those(board, place, before, lexicon) if word in _THOSE else place + 1
        if end > place:
            board.marks = [mark for mark in board.marks if not place <= mark.start < end]
            board.put(place, end, Theirs())
            return


def _mark_them(board: Board, place: int, before: Reading, lexicon: Lexicon, view: View) -> None:
    """Mark a word that stands for customers who were counted, as them or as a question back.

    Whose list there is none of is asked back, rather than told of everybody. So is how many of
    them did what is only counted itself: two bookings may be of one customer.
    """
    narrows, named = _narrows(before, view), board.of(MetricSaid)
    nobody = listed_before(before, view) is None and not unlisted(before, view)
    if narrows and named and nobody:
        board.put(place, place + 1, AskedBack(_NO_LIST))
        return
    board.put(place, place + 1, Theirs(whose=not narrows))
    done = [name for mark, said in named if mark.start > place for name in said.metrics]
    counted = (board.word(place - 2), board.word(place - 1)) == ("many", "of")
    if narrows and counted and done and not count_persons(done, lexicon, view):
        board.put(place - 1, place, AskedBack(_NOT_COUNTED.format(view.metrics[done[0]].title)))


def count_persons(metrics: Sequence[str], lexicon: Lexicon, view: View) -> bool:
    """Whether these are numbers of customers, or of whatever a workspace calls them."""
    return all(_counts_persons(view.metrics[name], lexicon) for name in metrics)


def _is_of_cohort(board: Board, place: int) -> bool:
    """Whether whose first order it is follows: "all who made their first order in January"."""
    own = board.word(place) == "their" and board.free(place, place + 1)
    return own and any(mark.start == place + 1 for mark, _ in board.of(CohortSaid))


def _counts_persons(metric: BaseMetric, lexicon: Lexicon) -> bool:
    unit = metric.format.unit
    if unit in lexicon.nouns or stem(unit) in lexicon.nouns:
        return True
    names = [said.lower().split() for said in names_of(metric)]
    return any("per" not in words and stem(words[-1]) in lexicon.nouns for words in names)


def _stands_for_them(board: Board, place: int) -> bool:
    """Whether "those" stands by itself: "how many of those paid", "what did these order"."""
    if board.word(place) not in ("those", "these"):
        return False
    asked, following = board.word(place - 1), board.word(place + 1)
    marked = [mark.meaning for mark in board.marks if mark.start == place + 1]
    if any(isinstance(meaning, DimensionSaid | Grouped) for meaning in marked):
        return False
    # A deed may be read as its noun; those that are named would be several.
    single = any(isinstance(meaning, MetricSaid) for meaning in marked) and following[-1:] != "s"
    return asked in _DO or (asked == "of" and (single or is_deed(following)))


def _names_somebody(board: Board, place: int, lexicon: Lexicon, *, counted: bool) -> bool:
    """Whether whom a word points at is named before it; what is `counted` is not whom.

    In "how many orders did they place" the orders are not.
    """
    named = {n for mark, _ in board.of(MetricSaid) for n in range(mark.start, mark.end)}
    places = [n for n in range(place) if not (counted and n in named)]
    return any(
        isinstance(mark.meaning, DimensionSaid | Grouped | MemberSaid)
        and mark.end <= place
        and board.word(mark.start) not in ("what", "which", "who")
        for mark in board.marks
    ) or any(board.tokens[n].stem in lexicon.nouns | lexicon.entities for n in places)


def _those(board: Board, place: int, before: Reading, lexicon: Lexicon) -> int:
    """Where "those 10 customers" ends; at its begin where the words mean something else."""
    end = place + 1
    if board.word(place) in ("those", "these") and (
        board.word(end) in _LEADING or _stands_for_them(board, place)
    ):
        return end
    if number(board.word(end)) is not None:
        end += 1
    named = next((mark for mark in board.marks if mark.start == end), None)
    if named is None and board.word(place - 1) in _OF and _ends_there(board, end):
        return end
    if named and isinstance(named.meaning, DimensionSaid | Grouped):
        same = set(named.meaning.fields) & set(before.group_by)
        return named.end if same or not before.group_by else place
    nouns = lexicon.nouns | _ONES
    known = end < len(board.tokens) and {board.word(end), board.tokens[end].stem} & nouns
    return end + 1 if known else place


def _ends_there(board: Board, end: int) -> bool:
    """Whether "of those" stands by itself: nothing follows that it could be those of."""
    return end >= len(board.tokens) or board.word(end) in MARKS | _LEADING


def spoken_of(turn: Turn) -> Reading | None:
    """The reading that "their" points at: the last one, or what all that was offered keeps to.

    None where nothing was read, or what was offered keeps to different members.
    """
    offered = [one for _, one in turn.offered if one is not None]
    if not offered:
        return turn.reading
    kept = {frozenset(_bare(given) for given in one.filters if given.value is not None)
            for one in offered}  # fmt: skip
    same = len(kept) == 1 and not any(one.limit or one.having for one in offered)
    metrics = tuple(dict.fromkeys(name for one in offered for name in one.metrics))
    told = tuple(one for one in offered[0].filters if one.op != "not_null")
    plain = {"metrics": metrics, "group_by": (), "filters": told}
    return offered[0].model_copy(update=plain) if same else None


def among_of(
    board: Board, before: Reading | None, said: Sequence[Filter], view: View
) -> Reading | None:
    """The reading to whose rows a follow-up keeps; None where its filters say all.

    So they do where one is named of what is listed: whoever that is, need not be in the list.
    """
    if before is None or any(not one.is_of_shape for _, one in board.of(Reset)):
        return None
    among = listed_before(before, view) if board.has(Theirs) else before.among
    named = {one.field for one in said if one.op in ("eq", "in")}
    return None if among is not None and named & set(among.group_by) else among


def unless_of_itself(reading: Reading) -> Reading:
    """The reading without a list of the very customers that it counts, which narrows nothing."""
    among = reading.among
    if among is None or among.limit or among.having or among.among or reading.apart:
        return reading
    held = [[one for one in each.filters if one.op != "not_null"] for each in (among, reading)]
    same = (among.metrics, among.period) == (reading.metrics, reading.period)
    return reading.model_copy(update={"among": None}) if same and held[0] == held[1] else reading


def still_apart(before: Reading | None, among: Reading | None) -> bool:
    """Whether a list that goes on from the thread is still of those who are left out."""
    return before is not None and before.apart and among is not None and among == before.among


def points_nowhere(board: Board, before: Reading | None, view: View) -> bool:
    """Whether "their" has nobody to stand for: nothing narrowed the answer before."""
    if not any(said.whose for _, said in board.of(Theirs)):
        return False
    if before is None:
        return True
    return not _narrows(before, view)


def foreign(among: Reading) -> tuple[Filter, ...]:
    """The conditions of a list that are not about what it lists: of customers, the product."""
    entity = among.group_by[0].partition(".")[0]
    return tuple(given for given in among.filters if given.field.partition(".")[0] != entity)


def _narrows(before: Reading, view: View) -> bool:
    return bool(before.group_by or before.filters) or listed_before(before, view) is not None


def listed_before(before: Reading, view: View) -> Reading | None:
    """The reading of the list that an answer was about; None where it was about none."""
    plain = {"share": False, "counted": False, "not_understood": (), "assumptions": ()}
    bare = before.model_copy(update=plain)
    if not before.group_by and len(before.metrics) == 1 and before.skill == "movement":
        keys = counted_by(view.metrics[before.metrics[0]], view)
        changes = {"group_by": tuple(keys[:1]), "compare": None, "having": ()}
        return bare.model_copy(update=changes) if keys and not before.among else before.among
    if len(before.group_by) != 1 or before.group_by[0].startswith("time."):
        return before.among
    if before.limit or before.having:
        return bare
    counting = _counting(before, view)
    if counting is not None and not is_key(view.dimensions.get(before.group_by[0])):
        return bare.model_copy(update={"group_by": (counting,), "compare": None, "order_by": ()})
    metric, name = view.metrics[before.metrics[0]], before.group_by[0]
    listing = isinstance(metric, LifecycleMetric) or counts_each(metric, name, view)
    if listing and is_key(view.dimensions.get(name)):
        return bare.model_copy(update={"compare": None})
    return before.among


def _counting(before: Reading, view: View) -> str | None:
    """The key of the customers whom the one figure of a reading counts, where it counts them."""
    metric = view.metrics[before.metrics[0]]
    keys = counted_by(metric, view) if len(before.metrics) == 1 else ()
    return keys[0] if keys else None


def unlisted(before: Reading, view: View) -> bool:
    """Whether "they" are customers whom several periods or groups count: no one list of them."""
    several = len(before.group_by) > 1 or any(n.startswith("time.") for n in before.group_by)
    return several and before.among is None and _counting(before, view) is not None


def objection_to_list(reading: Reading, before: Reading, view: View) -> str:
    """Why a follow-up to those of a list cannot be answered; empty where it can."""
    if before.per or unlisted(before, view):
        return _SEVERAL
    shape = {"among": None, "limit": None, "having": (), "order_by": (), "assumptions": ()}
    plain = {**shape, "not_understood": (), "apart": False}
    same = not reading.limit and reading.model_copy(update=plain) == before.model_copy(update=plain)
    return _NOTHING_OF_THEM.format(before.echo(view)) if same else ""


def counted_by(metric: BaseMetric, view: View) -> Sequence[str]:
    """The dimensions that name one by one the customers that a metric counts."""
    allowed = view.groupable(metric.name)
    keys = sorted(name for name in allowed if is_key(view.dimensions.get(name)))
    return [name for name in keys if counts_each(metric, name, view)]


def _bare(given: Filter) -> tuple[str, str, str]:
    return bare(given.field), given.op, str(given.value)
