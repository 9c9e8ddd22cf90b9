"""Metrics of those to which something was done: bookings that were cancelled, places attended."""

from collections.abc import Iterator
from dataclasses import replace

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import NEUTRAL, SHARE
from agent.interpreter.words.roots import is_deed
from agent.interpreter.words.tokens import Token, phrase
from agent.patterns import regex
from semantic.model import BaseMetric, SimpleMetric
from semantic.view import View

_BECAME = frozenset(
    {"arrive", "arrived", "arrives", "arriving", "came", "come", "went", "ran", "running", "turned"}
    | {"out", "showed", "reached", "proved"}
)
_BETWEEN = frozenset(
    {"were", "was", "got", "get", "been", "being", "have", "has", "had", "are", "is", "that"}
    | {"which", "in", "the", "of", "our", "actually", "they", "we", "then", "on", "for", "at"}
    | {"during", "to", "ended", "up"}
    | _BECAME
)
_COME = frozenset({"came", "come", "comes", "coming"})
_THINGS = frozenset({"goods", "merchandise", "things", "stuff", "what", "that", "which"})
_PLACED = frozenset({"placed", "made", "bought", "purchased", "returned", "raised", "submitted"})
_PEOPLE = frozenset({"people", "they"})
_DID = frozenset({"did", "do"}) | _PEOPLE
_HELD = regex(
    r"(?:^|(?<= ))(?:[a-z]+|§)(?: (?:that|which|we|did|have|had|has|were|was|really|actually))*"
    r" (?P<held>(?:took|takes?|taken|taking) place|went ahead|(?:go|gone) ahead)(?= |$)",
    " place| ahead",
)


def mark_narrower(board: Board, lexicon: Lexicon, view: View) -> None:
    """Put the metric of those to which something was done in place of all of them.

    As in "how many bookings were cancelled", where cancelled bookings are a metric. So are those
    that became something: "deliveries arrived late". A share of them is no figure of that metric.
    What was done may stand before them, or be what somebody did: "bookings did members cancel".
    """
    said = board.of(MetricSaid)
    if len(said) != 1 or len(said[0][1].metrics) != 1:
        return
    mark, (name,) = said[0][0], said[0][1].metrics
    rows = words_for_rows(view.metrics[name], view)
    whole = not SHARE & {token.word for token in board.tokens}
    found = []
    before = [mark.start - 1] if mark.start else []
    for place in (*before, *range(mark.end, len(board.tokens))):
        if place < mark.start:
            open_, leads = whole and _is_open(board, place), True
        else:
            did = _is_verb_of(board, mark.end, place, view)
            became = whole and board.free(place, place + 1) and _is_attribute(board.tokens[place])
            back = whole and board.word(mark.end - 1) == "back" and _is_true(board, place)
            open_ = did or became or back or _is_open(board, place)
            leads = _leads(board, mark.end, place, rows | (_DID if did else set()))
        if open_ and leads:
            phrases = [(deed, *phrase(each)) for each in _names(view.metrics[name])
                       for deed in _forms(board.tokens[place].stem)]  # fmt: skip
            known = {one for words in phrases if words in lexicon.phrases
                     for one in lexicon.phrases[words].metrics} - {name}  # fmt: skip
            if known or place > mark.end:
                found.append((place, known))
    if len(found) == 1 and len(found[0][1]) == 1:
        ((place, (narrower,)),) = found
        _narrow(board, mark, place, narrower, view)


def _narrow(board: Board, mark: Mark, place: int, narrower: str, view: View) -> None:
    """Put the narrower metric in place of a mark, and take the word that says so as read."""
    board.swap(mark, MetricSaid((narrower,)))
    board.marks = [one for one in board.marks if not one.start <= place < one.end]
    board.put(place, place + 1, Noise())
    for between in range(mark.end, place):
        if board.word(between) in _BECAME | _PEOPLE and board.free(between, between + 1):
            board.put(between, between + 1, Noise())
    for doer, persons in board.of(DimensionSaid):
        if mark.end < doer.start < place and _are_persons(persons, view):
            board.swap(doer, Noise())
    _settle_doers(board, place + 1, view)


def _forms(verb: str) -> tuple[str, ...]:
    """A verb as it is, and as it may be when it was done: cancel, cancelled."""
    return verb, f"{verb}ed", f"{verb}d", f"{verb}{verb[-1]}ed"


def _is_verb_of(board: Board, start: int, place: int, view: View) -> bool:
    """Whether a word is what persons did with what stands before: "… did members cancel"."""
    after = any(mark.end == place and _are_persons(said, view)
                for mark, said in board.of(DimensionSaid))  # fmt: skip
    asked = any(board.word(n) in _DID for n in range(start, place))
    return (after or board.word(place - 1) in ("they", "people")) and asked


def _are_persons(said: DimensionSaid, view: View) -> bool:
    return any(is_key(view.dimensions.get(name)) for name in said.fields)


def _settle_doers(board: Board, place: int, view: View) -> None:
    """Take who did it as said: "cancelled by members", which is no split by member."""
    if board.word(place) != "by":
        return
    for mark, said in board.of(Grouped):
        last = board.tokens[mark.end - 1]
        several = last.word != last.stem or board.word(place + 1) == "the"
        persons = any(is_key(view.dimensions.get(name)) for name in said.fields)
        if mark.start in (place + 1, place + 2) and several and persons:
            board.swap(mark, Noise())


def mark_doers(board: Board, view: View) -> None:
    """Take "orders placed by customers" as orders: whose they are splits nothing."""
    for mark, said in board.of(Grouped):
        token = board.tokens[mark.end - 1]
        place = mark.start - 1
        while board.word(place) in ("by", "our", "the", "all"):
            place -= 1
        done = board.word(place) in _PLACED
        was = board.word(place - 1) in _BETWEEN and is_deed(board.word(place))
        persons = all(is_key(view.dimensions.get(name)) for name in said.fields)
        led = board.word(mark.start) == "by" or board.word(place + 1) == "by"
        if led and persons and token.word != token.stem and (done or was):
            board.swap(mark, Noise())


def settle_givers(board: Board, view: View) -> None:
    """Take "customers" in "goods that customers returned" as those who return any."""
    starts = {mark.start for mark, _ in board.of(MetricSaid) if is_deed(board.word(mark.start))}
    for mark, said in board.of(DimensionSaid):
        persons = all(is_key(view.dimensions.get(name)) for name in said.fields)
        several = board.tokens[mark.end - 1].word != board.tokens[mark.end - 1].stem
        if persons and several and mark.end in starts and board.word(mark.start - 1) in _THINGS:
            board.swap(mark, Noise())


def mark_held(board: Board, view: View) -> bool:
    """Mark "lessons took place" as the only metric of lessons held. Returns whether it did."""
    for start, end, match in board.found(_HELD):
        thing = board.tokens[start]
        names = {
            metric.name
            for metric in view.metrics.values()
            for said in _names(metric)
            if sorted(phrase(said)) == sorted(phrase(f"{thing.word} held"))
        }
        first = end - len(match["held"].split())
        if len(names) == 1 and board.free(first, end):
            board.marks = [one for one in board.marks if not one.start <= start < one.end]
            board.put(start, start + 1, MetricSaid(tuple(names)))
            board.put(first, end, Noise())
            return True
    return False


def done_to_rows(board: Board, counted: set[str], view: View) -> Iterator[tuple[int, set[str]]]:
    """Where it is said what was done to the rows of metrics, and which: "attended", of bookings.

    Not so where persons are counted, who may have done so several times.
    """
    for place in [] if counted else board.rest():
        word = board.word(place)
        named = set(_of_rows(word, view)) if _is_done(word) else set()
        if named:
            yield place, named


def _of_rows(word: str, view: View) -> Iterator[str]:
    """The metrics of two words that count rows to which this was done."""
    for metric in view.metrics.values():
        counts = isinstance(metric, SimpleMetric) and metric.agg == "count"
        if counts and any(said.lower().split()[:-1] == [word] for said in _names(metric)):
            yield metric.name


def _is_done(word: str) -> bool:
    return word.endswith("ed")


def mark_came_back(board: Board, lexicon: Lexicon) -> None:
    """Mark "vehicles came back" as the figure called "vehicles returned". Call with names marked.

    Customers who came back are active again, and nothing that was returned.
    """
    for place in list(board.rest()):
        noun = place - 1
        while board.word(noun) in _BETWEEN - _BECAME:
            noun -= 1
        come = board.word(place) in _COME and board.word(place + 1) == "back"
        if noun < 0 or not come or not board.free(place, place + 2):
            continue
        thing, verb = board.tokens[noun], board.tokens[place]
        returned = replace(verb, word="returned", stem="returned")
        found = lexicon.at((thing, returned), 0) if thing.stem not in lexicon.nouns else None
        if found and found[0] == 2 and found[1].metrics:
            board.put(place, place + 2, MetricSaid(tuple(found[1].metrics)))
            if board.free(noun, noun + 1):
                board.put(noun, noun + 1, Noise())


def mark_became(board: Board) -> None:
    """Mark "arrived" before what is so or not, as "on time". Call when phrases are marked."""
    for mark, said in board.of(MemberSaid):
        so = all(value is True for _, value in said.values)
        place = mark.start - 1 - (board.word(mark.start - 1) in ("back", "out", "up"))
        if so and board.word(place) in _BECAME and board.free(place, mark.start):
            board.put(place, mark.start, Noise())


def _is_attribute(token: Token) -> bool:
    return token.is_word and token.word not in NEUTRAL | _BETWEEN


def _is_open(board: Board, place: int) -> bool:
    """Whether a participle is not read yet, or only as one member: the status of that name."""
    if not _is_done(board.word(place)):
        return False
    kept = next((one for one in board.marks if one.start <= place < one.end), None)
    alone = kept is not None and kept.end - kept.start == 1
    return kept is None or (
        alone and isinstance(kept.meaning, MemberSaid) and not kept.meaning.excluded
    )


def _is_true(board: Board, place: int) -> bool:
    """Whether a word is what is so of things, as "late" is."""
    return any(
        (mark.start, mark.end) == (place, place + 1)
        and not said.excluded
        and all(value is True for _, value in said.values)
        for mark, said in board.of(MemberSaid)
    )


def words_for_rows(metric: BaseMetric, view: View) -> set[str]:
    """What the rows that a metric counts are called where both are defined: "places booked"."""
    if not isinstance(metric, SimpleMetric) or metric.agg != "count":
        return set()
    rows = view.catalog.models[metric.model].description
    # After a comma stands what they may or may not be: "rentals, back or still out".
    named = (description.split(",")[0] for description in (metric.description, rows))
    both = set.intersection(*(set(phrase(said)) for said in named))
    return {word for word in both if word not in NEUTRAL and not is_deed(word)}


def _leads(board: Board, start: int, end: int, rows: set[str]) -> bool:
    """Whether only small words, persons, members and periods stand before a participle."""
    for place in range(start, end):
        inside = next((one for one in board.marks if one.start <= place < one.end), None)
        if inside is None and not {board.word(place), board.tokens[place].stem} & (_BETWEEN | rows):
            return False
        if inside is not None and not isinstance(
            inside.meaning, Noise | TimeSaid | MemberSaid | DimensionSaid
        ):
            return False
    return True


def _names(metric: BaseMetric) -> tuple[str, ...]:
    return (metric.title, metric.name.replace("_", " "), *metric.synonyms)
