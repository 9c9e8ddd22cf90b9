"""The highest and lowest: "top five", "which country bought the most", "worst"."""

from dataclasses import replace

from agent.interpreter.board import (
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    Shift,
)
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.said_ranks import (
    mark_limits_said_after,
    mark_mostly,
    mark_number_one,
    starts,
)
from agent.interpreter.rows.sorting import SORTED, Turned, is_rising
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import NUMBERS, number
from agent.patterns import regex
from semantic.model import BaseMetric
from semantic.period import GRAINS

_ASKING_WHO = frozenset(
    {"who", "which", "what", "are", "were", "is", "was", "our", "the", "my", "list", "show", "name"}
    | {"me", "us", "give", "tell", "please", "hi", "hey"}
)
_NEAR = 7
_HAVING = frozenset({"with", "that", "which", "when", "where", "having", "we", "on", "in"})
_LISTING = frozenset({"list", "name", "show", "give", "tell", "pick", "find", "suggest"})
_ASKED = frozenset(
    {"me", "us", "please", "can", "could", "you", "just", "the", "our", "some", "any", "so", "now"}
    | {"then", "and", ",", "out", "hi", "hey", "to", "i", "need"}
)
_N = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
# "Most" by itself is looked for after "most loyal".
_ENDS = {
    "best": "most loyal|most valuable|most important|best performing|best selling|bestselling|best",
    "highest": "most popular|most common|most frequent|most usual|commonest|topped|top|biggest"
    "|largest|highest|greatest|most|leading|max|maximum|peak|peaked|peaks|strongest|busiest",
    "lowest": "least popular|least common|least frequent|least usual|rarest|bottomed out|bottom"
    "|smallest|lowest|least|fewest|weakest|quietest|min|minimum",
    "worst": "worst performing|worst|poorest",
}
_BEST_TO_WORST = regex(
    r"(?:^|(?<= ))(?:ranked |sorted |ordered |listed )?(?:from )?(?:the )?best to (?:the )?worst"
    r"(?= |$)",
    "best to ",
)
_RUNNER_UP = regex(r"(?:^|(?<= ))runners?(?: -)? ?up(?= |$)", "runner")
_NTH = {
    "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
}  # fmt: skip
_PATTERNS = [
    (
        end,
        regex(
            rf"(?:^|(?<= ))(?:(?:(?P<n1>{_N})(?: with(?: the)?)?"
            rf"|(?P<nth>{'|'.join(_NTH)})(?: -)?) )?(?:{words})"
            rf"(?: (?P<n2>{_N}))?(?= |$)",
            words,
        ),
    )
    for end, words in _ENDS.items()
]


def mark_ranks(board: Board, lexicon: Lexicon) -> None:
    """Mark words that ask for the highest or lowest, with how many are wanted."""
    _mark_orders(board)
    for first, last, _ in board.found(_BEST_TO_WORST)[:1]:
        board.put(first, last, Rank("best", None, every=True))
    for first, last, _ in Board(board.tokens).found(_RUNNER_UP)[:1]:
        # Its "up" may have been taken for a change.
        board.marks = [one for one in board.marks if one.end <= first or last <= one.start]
        board.put(first, last, Rank("highest", 2, nth=True))
    _undo_best_customers(board, lexicon)
    _mark_sellers(board, lexicon)
    _mark_most_bought(board, lexicon)
    mark_number_one(board)
    mark_mostly(board)
    for end, words in _PATTERNS:
        for first, last, match in board.found(words):
            if board.free(first, last):
                count = _NTH.get(match["nth"]) or number(match["n1"] or match["n2"] or "")
                board.put(first, last, Rank(end, count, nth=bool(match["nth"])))
    _mark_ranked_things(board, lexicon)
    _with_first(board)
    _merge(board)
    _mark_ranked_grains(board)
    _mark_when(board)
    _with_numbers_before_dimension(board)
    _mark_few(board)
    _mark_single(board)
    mark_limits_said_after(board)


def _mark_single(board: Board) -> None:
    """Mark the "single" of "which single product sold best": the highest is one anyway."""
    alone = all(rank.limit in (None, 1) for _, rank in board.of(Rank))
    for mark, _ in board.of(DimensionSaid) if board.has(Rank) and alone else ():
        place = mark.start - 1
        led = board.word(place - 1) in ("which", "what", "the", "our")
        if led and board.word(place) == "single" and board.free(place, mark.start):
            board.put(place, mark.start, Noise())


_DESCENDING = regex(
    r"(?:^|(?<= ))(?:(?:the )?(?:highest|largest|biggest|most) (?:ones? )?first"
    r"|(?:sorted|ordered) (?:by (?:size|value|it)|from (?:high to low|highest to lowest))"
    r"|(?:in order of|(?:rank|(?:a |the )?ranking of)(?: (?:all|our|the|of))*)(?= §)"
    r"|listed(?= by))(?= |$)",
    "first|sorted|ordered|order of|rank|listed",
)


_ASCENDING = regex(
    r"(?:^|(?<= ))(?:(?:the )?(?:lowest|smallest|fewest|least) (?:ones? )?first"
    r"|(?:sorted|ordered)? ?from (?:low to high|lowest to highest|smallest to (?:largest|biggest)))"
    r"(?= |$)",
    "first|from ",
)


def _mark_orders(board: Board) -> None:
    """Mark words for an order: "highest first", which rows have anyway, or "lowest first"."""
    split = board.has(Grouped) or board.has(DimensionSaid)
    for first, last, _ in board.found(_ASCENDING)[:1]:
        if split and board.free(first, last):
            board.put(first, last, Turned(rising=True))
    for first, last, match in board.found(SORTED):
        if split and board.free(first, last):
            board.put(first, last, Turned(rising=True) if is_rising(match) else Noise())
    for first, last, _ in board.found(_DESCENDING):
        if board.free(first, last) and (board.has(Grouped) or board.has(DimensionSaid)):
            board.put(first, last, Noise())
            _split_by_ranked(board, last)


def _split_by_ranked(board: Board, place: int) -> None:
    """Split by what is ranked, also where it only says who is counted: "rank our customers"."""
    named = board.word(place - 1) not in ("by", "first")
    for mark, said in board.of(DimensionSaid):
        if named and mark.start == place:
            board.swap(mark, Grouped(said.fields))


_SELLERS = regex(
    rf"(?:^|(?<= ))(?:(?P<n0>{_N}) )?"
    rf"(?:(?P<end>best|top|worst|biggest|slowest|poorest)(?: (?P<n1>{_N}))?(?: -)? sellers?"
    rf"|bestsellers?)(?: (?P<n>{_N}))?(?= |$)",
    "seller",
)
_BOUGHT_MOST = regex(
    r"(?:^|(?<= ))(?:what|which one)(?: \S+){0,4}? (?P<verb>buy|buying|bought|sell|sells|selling"
    r"|sold|purchase|purchased|purchasing)(?: from us)?"
    r"(?= (?:the )?(?:most|best|least|worst)(?: |$))",
    "what|which",
    "most|best|least|worst",
)
# What is sold, by the name that most catalogs have for it.
_SOLD = ("product", "item", "article", "title", "sku", "dish", "book")


def _mark_sellers(board: Board, lexicon: Lexicon) -> None:
    """Mark "best sellers" as the best products, where the catalog has a name for what is sold."""
    if board.has(Grouped) or board.has(DimensionSaid):
        return
    fields = _sold(lexicon)
    for first, last, match in board.found(_SELLERS)[:1]:
        count = match["n0"] or match["n1"] or match["n"] or ""
        several = bool(count) or board.word(last - 1).endswith("s")
        if fields and board.free(first, last):
            worst = match["end"] in ("worst", "slowest", "poorest")
            limit = number(count) or (None if several else 1)
            board.put(first, last, Rank("worst" if worst else "best", limit))
            board.put(last, last, Grouped(fields))


def _sold(lexicon: Lexicon) -> tuple[str, ...]:
    """The dimensions that tell what is sold, if the catalog has a name for it."""
    found = [meaning for noun in _SOLD if (meaning := lexicon.phrases.get((noun,)))]
    return next((tuple(each.dimensions) for each in found if each.dimensions), ())


def _mark_most_bought(board: Board, lexicon: Lexicon) -> None:
    """Mark "what did they buy most" and "what sold best" as a ranking of products."""
    fields = _sold(lexicon)
    if not fields or board.has(Grouped):
        return
    for first, _, match in board.found(_BOUGHT_MOST)[:1]:
        verb = next(n for n in range(first, len(board.tokens)) if board.word(n) == match["verb"])
        if board.free(first, first + 1) and board.free(verb, verb + 1):
            board.put(first, first + 1, Grouped(fields))
            board.put(verb, verb + 1, Noise())
            for mark, _ in board.of(DimensionSaid):
                if board.tokens[mark.end - 1].stem in lexicon.nouns:
                    board.swap(mark, Noise())


def _mark_ranked_things(board: Board, lexicon: Lexicon) -> None:
    """Take what is ranked as the things, and not as their number: "the 5 items with most returns".

    So where a word is a name of a figure and of what it counts, and nothing else is ranked.
    """
    if not board.has(Rank) or any(map(board.has, (DimensionSaid, Grouped, GrainSaid))):
        return
    for mark, _ in board.of(MetricSaid):
        place = mark.start - 1
        counted = number(board.word(place)) is not None and board.free(place, mark.start)
        asked = board.word(place - counted) in ("which", "what")
        first = board.tokens[mark.start : mark.start + 1]
        found = lexicon.at(first, 0)
        whole = asked or mark.end == mark.start + 1
        plural = first[0].word != first[0].stem
        if (counted or asked) and whole and plural and found and found[1].dimensions:
            board.marks.remove(mark)
            board.put(mark.start, mark.start + 1, Grouped(tuple(found[1].dimensions)))
            return


def _merge(board: Board) -> None:
    """As in "most borrowed titles, top ten", which ranks once."""
    ranks = board.of(Rank)
    if len(ranks) == 2 and ranks[0][1].end == ranks[1][1].end:
        counts = [rank.limit for _, rank in ranks if rank.limit is not None]
        if len(counts) < 2:
            kept, dropped = ranks if ranks[0][1].limit else ranks[::-1]
            limit = counts[0] if counts else None
            board.swap(kept[0], Rank(kept[1].end, limit))
            board.swap(dropped[0], Noise())


def _undo_best_customers(board: Board, lexicon: Lexicon) -> None:
    """A ranking, as in "top customers by sales", is not about the customers that are called top."""
    for mark, _ in board.of(MemberSaid):
        ranked = board.word(mark.start) in ("top", "best")
        one = not noun_is_plural(board, mark)
        measured = one or (board.word(mark.end) == "by" and starts(board, mark.end + 1, MetricSaid))
        measured = measured or _is_asked_for(board, mark)
        last = lexicon.at(board.tokens[mark.end - 1 : mark.end], 0)
        if ranked and measured and last and last[1].dimensions:
            board.marks.remove(mark)
            board.put(mark.end - 1, mark.end, DimensionSaid(tuple(last[1].dimensions)))


def _is_asked_for(board: Board, mark: Mark) -> bool:
    """Whether the customers themselves are asked for: "who are our best customers", no figure."""
    words = {board.word(place) for place in range(mark.start)}
    return not board.has(MetricSaid) and words <= _ASKING_WHO


def _mark_ranked_grains(board: Board) -> None:
    """Mark "month" in "best month" and "which month" as a split by time."""
    for place in list(board.rest()):
        stem = board.tokens[place].stem
        ends = {mark.end for mark, _ in board.of(Rank)}
        named = {mark.start for mark, _ in board.of(MetricSaid) if mark.end == place}
        # As in "best month", "best sales month".
        ranked = place in ends or bool(named & ends) or _has_the_most(board, place)
        if stem in GRAINS and (ranked or _is_asked(board, place)):
            board.put(place, place + 1, GrainSaid(stem))


def _has_the_most(board: Board, place: int) -> bool:
    """Whether a unit is told by what it has most or least of: "the day with the most orders"."""
    led = board.word(place + 1) in _HAVING
    return led and any(place + 1 < mark.start <= place + _NEAR for mark, _ in board.of(Rank))


def _is_asked(board: Board, place: int) -> bool:
    """Whether a unit is asked for: "which month", and of a ranking "which two months"."""
    counted = board.has(Rank) and number(board.word(place - 1)) is not None
    return board.word(place - 2 if counted else place - 1) in ("which", "what")


def _mark_when(board: Board) -> None:
    """Mark "when" in "when did sales peak" as a split by time."""
    split = any(board.has(kind) for kind in (DimensionSaid, Grouped, GrainSaid))
    if board.word(0) == "when" and board.free(0, 1) and board.has(Rank) and not split:
        board.put(0, 1, GrainSaid(""))


def _with_numbers_before_dimension(board: Board) -> None:
    """In "which five countries had the most" the number stands with the dimension."""
    ranks = board.of(Rank)
    for mark, _ in [*board.of(DimensionSaid), *board.of(Grouped), *board.of(GrainSaid)]:
        count = number(board.word(mark.start - 1))
        free = board.free(mark.start - 1, mark.start)
        if count is not None and free and ranks and not any(rank.limit for _, rank in ranks):
            board.widen(mark, mark.start - 1, mark.end)
            board.swap(ranks[0][0], Rank(ranks[0][1].end, count))
            return


def _mark_few(board: Board) -> None:
    """Mark "list five countries" as a ranking: of what figure, is asked where none is known."""
    if any(map(board.has, (MetricSaid, Rank, MemberSaid))):
        return
    for mark, _ in [*board.of(DimensionSaid), *board.of(Grouped)]:
        place = mark.start - 1
        lead = [board.word(n) for n in range(max(place, 0))]
        asks = bool(set(lead) & _LISTING) and set(lead) <= _LISTING | _ASKED
        count = number(board.word(place)) if board.free(place, mark.start) and place >= 0 else None
        if asks and count is not None and noun_is_plural(board, mark):
            board.put(place, mark.start, Rank("best", count))
            for other in [n for n in board.rest() if n < place]:
                board.put(other, other + 1, Noise())
            return


def _with_first(board: Board) -> None:
    """In "worst first" the first is the one that ranks so."""
    for mark, said in board.of(Rank):
        place = mark.end + (board.word(mark.end) in ("one", "ones"))
        led = said.end in ("best", "worst") and board.word(place) == "first"
        if led and board.free(mark.end, place + 1):
            wider = board.widen(mark, mark.start, place + 1)
            board.swap(wider, replace(said, every=said.limit is None))


def is_descending(rank: Rank, metric: BaseMetric) -> bool | None:
    """Whether the highest come first; None where nobody can say what is good."""
    if rank.end in ("highest", "lowest"):
        return rank.end == "highest"
    if metric.direction == "none":
        return None
    return (rank.end == "best") == (metric.direction == "up")


def changes_ranked(board: Board) -> bool:
    """Whether it is a change that is ranked: "grew the most", "biggest drop", "by sales growth"."""
    units = {place for mark, shift in board.of(Shift) if shift.by_unit
             for place in range(mark.start, mark.end)}  # fmt: skip
    return _by_a_change(board) or any(
        len({*range(one.end, other.start), *range(other.end, one.start)} - units) <= 1
        for one, _ in board.of(Rank)
        for other, _ in board.of(Change)
    )


def _by_a_change(board: Board) -> bool:
    for mark, _ in board.of(Change):
        place = mark.start - 1
        named = next((one.start for one, _ in board.of(MetricSaid) if one.end == mark.start), None)
        place = place if named is None else named - 1
        while board.word(place) in ("the", "their", "its", "highest", "biggest", "largest"):
            place -= 1
        if board.word(place) == "by" and board.has(Rank):
            return True
    return False


def noun_is_plural(board: Board, mark: Mark) -> bool:
    """Whether the marked words end in a plural."""
    token = board.tokens[mark.end - 1]
    return token.word != token.stem or token.word in ("countries",)
