"""What is earned, by verbs alone: "how much did we make", "what did France spend"."""

import re
from collections.abc import Collection

from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    Contrast,
    DimensionSaid,
    Hint,
    Mark,
    MetricSaid,
    Noise,
    Rank,
    TimeSaid,
)
from agent.interpreter.figures.likely import asks_amount, earned
from agent.interpreter.figures.relations import differences, leave_out_parts, taken_off
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import CURRENCY_WORDS
from agent.interpreter.words.roots import root
from agent.patterns import regex
from agent.reading import Reading
from agent.writer import CURRENCIES
from semantic.model import LifecycleMetric, SimpleMetric
from semantic.view import View

_SELLS = "sold|sells?|selling|buys?|bought"
_TAKES = (
    "turn(?:ed|s|ing)? over|(?:brought|brings?|bringing|rak(?:ed?|es|ing)|pull(?:ed|s|ing)?) in"
    "|ma(?:de|kes?|king)|t(?:ook|akes?|aken|aking)(?: in)?|earn(?:s|ed|ing)?|gross(?:ed|es|ing)?"
    "|generat(?:e|es|ed|ing)|bill(?:s|ed|ing)|invoic(?:e|es|ed|ing)"
)
_SPENDS = "spen(?:d|ds|t|ding)|paid|pays?"
# "What did they buy for" asks what they paid; "buy for Christmas" does not.
_PAYS = (
    "(?:buy|bought|order(?:ed)?|purchased?|shop(?:ped)?) for(?= (?:in|during|since|between|[?.])|$)"
)
_VERB = regex(
    rf"(?:^|(?<= ))(?:(?P<pays>{_PAYS})|(?P<sells>{_SELLS})|(?P<takes>{_TAKES})"
    rf"|(?P<spends>{_SPENDS}))(?= |$)",
    "sell|sold|buy|bought|turn|br|rak|pull|ma|took|tak|earn|gross|generat|bill|invoic|spen|paid|pay"
    "|order|purchase|shop",
)
_PAID_FOR = regex(_PAYS, "for")
_MEASURING = frozenset({"much", "most", "least", "more", "less", "fewer"})
_WE = frozenset({"we", "i", "us"})
DID = frozenset({"did", "do", "does", "have", "has", "had"})
OWN = frozenset({"the", "our", "all", "brand", "these", "those", "'", "’"})
_MONEY = frozenset({"value", "money", "cash"})
_WHO = frozenset({"who", "whom", "whose", "where", "when"})
_SOLD = frozenset({"bought", "sold", "selling", "ordered", "purchased", "popular"})
_THEIR_SPEND = "How many they are, and what they spent, are two figures. Which one first?"
_OUTLAY = frozenset({"spend", "spending"})
_OURS = frozenset({"our", "my"})
_THEY = frozenset({"they", "these", "those"})
_AROUND_PERIODS = frozenset({"in", "during", "of", "from", "for", "the", "month", ","})
_BETWEEN = frozenset({"have", "had", "actually", "really", "all", "just", "already"})


def mark_earnings(board: Board, view: View, before: Reading | None) -> None:
    """Mark the verb of selling, earning or spending as the metric of what was earned.

    Only where nothing names a metric. In a thread about an amount of money (`before`) the verb
    says nothing new. What we ourselves spend is not what was earned.
    """
    _take_back_verbs(board, view)
    if before is None:
        _rank_by_money(board, view)
        _less_what_came_back(board, view)
    _spent_by_those_counted(board, view)
    if board.has(MetricSaid):
        return
    for first, last, match in board.found(_VERB):
        if not (board.free(first, last) and _asks(board, match, first)):
            continue
        found = earned(view, board)
        if before is not None and _is_money(before, view):
            board.put(first, last, Noise())
        elif found.metric:
            note = f"“{match[0]}” as {view.metrics[found.metric].title}"
            board.put(first, last, MetricSaid((found.metric,), note=note))
        elif found.among:
            board.put(first, last, MetricSaid(found.among))
        return


def _spent_by_those_counted(board: Board, view: View) -> None:
    """Mark "spend" in "spend of new customers" as what was earned, and not what says of whom.

    So where it is they who "spent" or "bought for", whatever stands between.
    """
    said, found = board.of(MetricSaid), earned(view)
    names = (found.metric,) if found.metric else found.among
    if len(said) != 1 or not names or not _count_some(said[0][1], view):
        return
    spent = _outlay_of(board, said[0][0]) or _spent_by(board, *said[0], view)
    if spent is not None:
        words = " ".join(board.word(place) for place in range(*spent))
        note = f"“{words}” as {view.metrics[names[0]].title}" if len(names) == 1 else ""
        board.put(*spent, MetricSaid(names, note=note))
        return
    for noun in list(board.rest()):
        if board.word(noun) in _OUTLAY and board.word(noun - 1) == "their":
            board.put(noun, noun + 1, AskedBack(_THEIR_SPEND, (*said[0][1].metrics, *names)))


def _outlay_of(board: Board, mark: Mark) -> tuple[int, int] | None:
    """Where the spend of those is named whom a marked name counts: "their customers' spend"."""
    place = mark.start - 1
    while board.word(place) in ("the", "our", "all"):
        place -= 1
    before = place - 1 if board.word(place) in ("of", "by", "from", "for") else place
    after = mark.end + (board.word(mark.end) in ("'", "’"))
    nouns = (n for n in (before, after) if board.word(n) in _OUTLAY and board.free(n, n + 1))
    return next(((noun, noun + 1) for noun in nouns), None)


def _spent_by(board: Board, mark: Mark, said: MetricSaid, view: View) -> tuple[int, int] | None:
    """Where a verb says what those spent whom a marked name counts."""
    persons = all(isinstance(view.metrics[name], LifecycleMetric) for name in said.metrics)
    if not persons and board.word(owned_from(board, mark) - 1) not in DID:
        return None
    for first, last, match in board.found(_VERB):
        theirs = is_subject(board, mark, first) and _asks(board, match, first)
        if theirs and board.free(first, last):
            return first, last
    return None


def is_subject(board: Board, mark: Mark, verb: int) -> bool:
    """Whether those whom a marked name counts are who does what a verb says: "they spent".

    In "how many new customers did we win and what did they spend" they are counted themselves.
    """
    if board.word(verb - 1) in _THEY:
        counted = any(hint.end == mark.start for hint, said in board.of(Hint)
                      if said.unit == "count")  # fmt: skip
        return mark.end < verb and not counted
    place = verb
    while place > mark.end:
        inside = next((one for one in board.marks if one.start < place <= one.end), None)
        if inside is not None and isinstance(inside.meaning, TimeSaid | Noise):
            place = inside.start
        elif inside is None and board.word(place - 1) in _AROUND_PERIODS | _BETWEEN:
            place -= 1
        else:
            return False
    return place == mark.end


def owned_from(board: Board, mark: Mark) -> int:
    """Where what leads to a name begins: "the", "May's", "that month's brand"."""
    start = mark.start
    while start:
        inside = next((one for one in board.marks if one.start < start <= one.end), None)
        if inside is not None and isinstance(inside.meaning, TimeSaid | Noise):
            start = inside.start
        elif inside is None and board.word(start - 1) in OWN:
            start -= 1
        else:
            break
    return start


def _count_some(said: MetricSaid, view: View) -> bool:
    return all(
        metric.state != "value"
        if isinstance(metric, LifecycleMetric)
        else isinstance(metric, SimpleMetric) and metric.format.unit not in (*CURRENCIES, "%")
        for metric in (view.metrics[name] for name in said.metrics)
    )


def _rank_by_money(board: Board, view: View) -> None:
    """Mark "in pounds" beside what is ranked, as in "top three products", as what was earned."""
    metric = earned(view, board).metric
    if board.has(MetricSaid) or not metric or not _ranks_things(board):
        return
    for mark, hint in board.of(Hint):
        measured = {board.text(mark), board.tokens[mark.start].stem} & (CURRENCY_WORDS | _MONEY)
        place = mark.start - 1
        while board.word(place) in ("total", "the"):
            place -= 1
        if hint.unit == "money" and measured and board.word(place) in ("in", "by", "("):
            note = f"“{board.text(mark)}” as {view.metrics[metric].title}"
            board.swap(mark, MetricSaid((metric,), note=note))
            return


def _ranks_things(board: Board) -> bool:
    """Whether a dimension stands right after or before the words that rank it.

    In "who bought the most items" it is not the items that are ranked.
    """
    if {token.word for token in board.tokens} & _WHO:
        return False
    things = [mark for mark, _ in (*board.of(Grouped), *board.of(DimensionSaid))]
    return any(
        {board.word(n) for n in range(*gap)} <= _SOLD | {","}
        and (gap[0] < gap[1] or board.text(rank) not in ("most", "least"))
        for rank, _ in board.of(Rank)
        for thing in things
        for gap in ((rank.end, thing.start), (thing.end, rank.start))
        if gap[0] <= gap[1]
    )


def _less_what_came_back(board: Board, view: View) -> None:
    """Mark "after returns, what did we turn over" as what was earned less the returns."""
    said = board.of(MetricSaid)
    metric = earned(view).metric
    if len(said) != 1 or not metric or taken_off(board, said[0][0].start) is None:
        return
    for first, last, match in board.found(_VERB):
        asks = board.free(first, last) and _asks(board, match, first)
        if asks and list(differences(view, metric, said[0][1].metrics[0])):
            board.put(first, last, MetricSaid((metric,)))
            leave_out_parts(board, view)
            return


def _take_back_verbs(board: Board, view: View) -> None:
    """Take "invoice" in "what did we invoice" as what is done, and not as the things counted.

    A metric called by what is done, such as "amount invoiced", is meant by it.
    """
    for mark, said in board.of(MetricSaid):
        if _pays_for(board, mark):
            board.marks.remove(mark)
            continue
        verb = _VERB.fullmatch(board.text(mark)) is not None
        done = board.word(mark.start - 1) in _WE and board.word(mark.start - 2) in DID
        if verb and done and not _is_titled_by(board.word(mark.start), said, view):
            board.marks.remove(mark)


def _is_titled_by(verb: str, said: MetricSaid, view: View) -> bool:
    """Whether the title of the only metric holds the participle of a verb."""
    titles = [view.metrics[name].title.lower().split() for name in said.metrics]
    return len(titles) == 1 and any(
        word.endswith("ed") and root(word) == root(verb) for word in titles[0]
    )


def _pays_for(board: Board, mark: Mark) -> bool:
    """Whether "order" is what somebody paid for: "what did Germany order for in May"."""
    said = " ".join(token.word for token in board.tokens[mark.start :])
    what = {token.word for token in board.tokens[: mark.start]} & {"what", "much"}
    paid = bool(what) and not _is_ours(board, mark.start)
    return paid and _PAID_FOR.match(said) is not None


def names_another_thing(board: Board, unexplained: Collection[str]) -> bool:
    """Whether what was earned has a name that nothing here knows: "how much profit did we make".

    So has what is spent on something: "marketing spend".
    """
    implied = [said for _, said in board.of(MetricSaid) if said.note]
    if not implied or len(implied) < len(board.of(MetricSaid)):
        return False
    places = [place for place in board.rest() if board.word(place) in unexplained]
    return any(
        board.word(place - 1) in _MEASURING
        or place == mark.end
        or (place + 1 == mark.start and board.text(mark) in _OUTLAY)
        for place in places
        for mark, _ in board.of(MetricSaid)
    )


def _asks(board: Board, match: re.Match[str], place: int) -> bool:
    """Whether the verb asks what was earned: with an amount, a comparison, or by itself."""
    words = {token.word for token in board.tokens}
    counts = "many" in words and not any(hint.unit == "money" for _, hint in board.of(Hint))
    if match[0] == "gross" and not DID.intersection(board.word(n) for n in range(place)):
        # By itself it says which sales are meant: "gross or net".
        return False
    set_against = board.has(Contrast)
    if match["pays"]:
        asked = bool(words & {"what", "much"})
        return asked and not _asks_who(board) and not _is_ours(board, place)
    if match["spends"]:
        return not counts and not _is_ours(board, place)
    if match["sells"]:
        compares = board.has(Change) or board.has(Contrast)
        return asks_amount(board) or (compares and not counts)
    ranked = board.has(Rank) and not counts
    # "What did Germany bring in" can only be money, "what did Germany make" may be goods.
    plain = "what" in words and (
        "we" in words or " " in match[0] or match[0].startswith(("earn", "gross"))
    )
    return asks_amount(board) or set_against or ranked or plain


def _asks_who(board: Board) -> bool:
    """Whether "who" asks for somebody, and does not go on about those who are named."""
    return any(board.word(place) == "who" for place in board.rest())


def _is_ours(board: Board, place: int) -> bool:
    """Whether it is we who do it: "how much did we spend", "our Google Ads spend"."""
    subject = place - 1
    if board.word(place) in _OUTLAY:
        owner = subject
        while owner >= 0 and board.free(owner, owner + 1) and board.tokens[owner].is_word:
            if board.word(owner) in _OURS:
                return True
            owner -= 1
    while board.word(subject) in _BETWEEN:
        subject -= 1
    return board.word(subject) in _WE and not _covered(board, subject)


def _covered(board: Board, place: int) -> bool:
    return not board.free(place, place + 1)


def _is_money(reading: Reading, view: View) -> bool:
    return all(view.metrics[name].format.unit in CURRENCIES for name in reading.metrics)
