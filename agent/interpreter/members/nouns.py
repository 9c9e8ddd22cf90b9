"""Nouns that only say whose or which: customers, the Team plan, the Germans only."""

from itertools import pairwise

from agent.interpreter.around.idle_nouns import mark_idle
from agent.interpreter.board import (
    Board,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.members.conditions import Filtered
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.members.searched import LARGE, Values
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SAME, number
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import stem
from semantic.view import View

_SHORTEST_ID = 3
_LISTING = frozenset({"and", ",", "&", "+", "or", "vs", "versus", "v", ".", "against", "plus"})
_NUMBERED = frozenset({"account", "acct", "id", "number", "no", "nr", "#"})
_WHOSE = frozenset({"to", "from", "of", "our", "for", "all", "the", "my", "these", "those", "by"})
_DID = frozenset({"did", "do", "does", "have", "our", "all", "the"})
_PAYING = frozenset({"spend", "spent", "pay", "paid"})
_BUYING_FOR = frozenset({"buy", "order", "purchase", "shop"})
_DEEDS = frozenset(map(root, ("return", "spend", "order", "buy", "borrow", "purchase", "pay")))
_DOING = frozenset({"place", "placed", "make", "made", "bought", "raise", "log"})
_HEADING = frozenset({"with", "who", "that", "having", "placing", "whose", "which"})
_IS = frozenset({":", "=", "is", "by"})
_ONE_BY_ONE = frozenset({"by", "per", "each", "every", "list", "which", "what", "name"})
_NARROWING = frozenset({"from", "in", "of", "whose", "who", "that", "with", "and", "or", "the"})
_ABOUT = frozenset({"about", "on", "for", "regarding", "concerning", "with", "in", "category"})


def settle_homonyms(board: Board) -> None:
    """A name of a metric and of a member is the member beside another metric: "billing tickets"."""
    for mark, said in board.of(MetricSaid):
        others = [other for other, _ in board.of(MetricSaid) if other is not mark]
        before = any(other.start == mark.end for other in others)
        about = board.word(mark.start - 1) in _ABOUT and any(o.end < mark.start for o in others)
        if said.members and (before or about):
            board.swap(mark, MemberSaid(said.members))


def mark_customers(board: Board, lexicon: Lexicon, values: Values) -> str:
    """Mark "customer 12748" as that customer, and each of "customers 12748, 17450 and 18102".

    Returns a number that nobody has, if one is named.
    """
    keys = sorted(lexicon.keys)
    for place in list(board.rest()):
        if board.tokens[place].stem not in lexicon.nouns or not board.free(place, place + 2):
            continue
        given = board.word(place + 1)
        follows = place + 1
        if given in ("number", "numbers", "nos", "no", "id", "ids", "#"):
            given, follows = board.word(place + 2), place + 2
        if given.isdigit() and keys:
            if given not in values(keys[0], LARGE):
                return given
            board.put(place, follows + 1, MemberSaid(((keys[0], given),)))
            stranger = _mark_further(board, follows + 1, keys[0], given, values)
            if stranger:
                return stranger
    return ""


def _mark_further(board: Board, place: int, key: str, first: str, values: Values) -> str:
    """Mark the numbers that go on a list of customers. Returns one that nobody has, if one is said.

    A number of another length may be of something else, as the year in "customer 17450 and 2011".
    """
    while True:
        end = place
        while board.word(end) in _LISTING and board.free(end, end + 1):
            end += 1
        given = board.word(end)
        if end == place or len(given) != len(first) or not given.isdigit():
            return ""
        if not board.free(end, end + 1) or _is_year(given):
            return ""
        if given not in values(key, LARGE):
            return given
        board.put(end, end + 1, MemberSaid(((key, given),)))
        place = end + 1


def _is_year(given: str) -> bool:
    return len(given) == 4 and given[:2] in ("19", "20")


def mark_fields(board: Board) -> None:
    """Take a field before its member as said: "the region North", "the city of Bristol"."""
    for mark, said in board.of(DimensionSaid):
        for other, member in board.of(MemberSaid):
            same = {name for name, _ in member.values} & set(said.fields)
            linked = board.word(mark.end) in _IS | {"of"} and board.free(mark.end, mark.end + 1)
            if other.start == mark.end + linked and same and not _ranks_others(board, member):
                board.swap(mark, Noise())
                break


def mark_named(board: Board) -> None:
    """Take the noun before a member as said: "product 85123A"."""
    for mark, said in board.of(DimensionSaid):
        _mark_list_of(board, mark, said)
    for mark, said in board.of(DimensionSaid):
        entities = {name.partition(".")[0] for name in said.fields}
        for other, member in board.of(MemberSaid):
            akin = entities & {name.partition(".")[0] for name, _ in member.values}
            if other.start == mark.end and akin and not _ranks_others(board, member):
                board.swap(mark, Noise())


def _mark_list_of(board: Board, mark: Mark, said: DimensionSaid) -> None:
    """Take a noun as said that its members follow as a list: "my three markets - UK and Spain"."""
    opens = board.word(mark.end) in ("-", "–", "—", ":", "(") and board.free(mark.end, mark.end + 1)
    listed = [
        other
        for other, member in board.of(MemberSaid)
        if other.start > mark.end
        and not member.excluded
        and {name for name, _ in member.values} & set(said.fields)
    ]
    if not opens or not listed or listed[0].start != mark.end + 1:
        return
    count = number(board.word(mark.start - 1)) if board.free(mark.start - 1, mark.start) else None
    if count in (None, len(listed)):
        board.marks.remove(mark)
        board.put(mark.start - (count is not None), mark.end, Noise())


def mark_rivals(board: Board, lexicon: Lexicon, values: Values) -> None:
    """Mark both numbers of "did 17450 spend more than 18102" where both are customers'."""
    keys = _one_key(lexicon)
    for place in list(board.rest()) if keys else ():
        given = board.word(place)
        if board.word(place - 1) != "than" or not given.isdigit() or len(given) < _SHORTEST_ID:
            continue
        key = MemberSaid(((keys[0], given),))
        told = [mark for mark, said in board.of(MemberSaid) if said.values[0][0] == keys[0]]
        others = [n for n in board.rest() if n < place and len(board.word(n)) == len(given)]
        known = set(values(keys[0], LARGE)) if others or told else set()
        others = [n for n in others if board.word(n) in known]
        if given in known and len(others) + len(told) == 1:
            board.put(place, place + 1, key)
            for other in others:
                board.put(other, other + 1, MemberSaid(((keys[0], board.word(other)),)))


def _one_key(lexicon: Lexicon) -> list[str]:
    """The dimensions that tell customers by number, where these are of one kind."""
    keys = sorted(lexicon.keys)
    return keys if len({name.partition(".")[0] for name in keys}) == 1 else []


def mark_ids(board: Board, lexicon: Lexicon, values: Values) -> bool:
    """Mark "12748" by itself as the one customer of that number; returns whether there was one.

    Call when nothing else explains the number. The values are those that the asker may see.
    """
    keys = _one_key(lexicon)
    found = False
    if not keys or board.has(MemberSaid):
        return found
    for place in list(board.rest()):
        for end in (place + 2, place + 1):
            said = _joined(board, place, end)
            if any(map(str.isdigit, said)) and len(said) >= _SHORTEST_ID:
                known = {str(value).lower(): value for value in values(keys[0], LARGE)}
                if said in known and board.free(place, end):
                    mark = board.put(place, end, MemberSaid(((keys[0], known[said]),)))
                    _mark_numbered(board, mark)
                    found = True
                    break
    return found


def _mark_numbered(board: Board, mark: Mark) -> None:
    """Take the word before a customer's number that says only that it is one: "accounts 17450"."""
    lead = mark.start - 1
    if lead >= 0 and board.tokens[lead].stem in _NUMBERED and board.free(lead, mark.start):
        board.put(lead, mark.start, Noise())


def _joined(board: Board, place: int, end: int) -> str:
    """The words between two places where nothing stands between them: "g" and "012"."""
    tokens = board.tokens[place:end]
    apart = any(one.end != other.start for one, other in pairwise(tokens))
    return "" if apart or end > len(board.tokens) else "".join(token.word for token in tokens)


def mark_nouns(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "customers" where it only says whose figures they are: "refunds to customers".

    In "how many customers had orders" it is what is counted, and stays. So does what a split names.
    """
    mark_idle(board, lexicon, view)
    for mark, said in board.of(DimensionSaid):
        if _is_ranked(board, mark):
            continue
        person = bool(lexicon.keys & set(said.fields)) or _names_customers(board, mark, lexicon)
        heads = board.word(mark.end) in _HEADING and board.free(mark.end, mark.end + 1)
        heads = heads and not board.of(CohortSaid)
        whose = person and (
            board.word(mark.start - 1) in _WHOSE - {"by"} or _after_member(board, mark)
        )
        counted = _counted(board, mark)
        acts = person and board.word(mark.start - 1) in _DID and _pays(board, mark.end)
        acts = acts or (person and _narrowed_acts(board, mark, lexicon))
        acts = acts or (person and _does_counted(board, mark, lexicon))
        acts = acts or (person and _only_acts(board, mark, lexicon))
        counts = counted or board.word(mark.start - 1) == ","
        doubled = person and counts and _is_counted_by_metric(board, mark, view)
        belongs = whose and not heads and not counted
        doubled = doubled or (person and _is_said_by_next(board, mark, view))
        doubled = doubled or (person and not counted and _is_told_of(board, mark))
        if doubled or belongs or (acts and not counted) or _is_kind(board, mark, said):
            board.swap(mark, Noise())
    for place in list(board.rest()):
        mark, token = Mark(place, place + 1, None), board.tokens[place]
        counts = token.word in SAME and _counted(board, mark)
        if SAME.get(token.word, token.stem) in lexicon.nouns | lexicon.entities and (
            (_after_member(board, mark) and not counts)
            or (board.word(place - 1) in _WHOSE and not _counted(board, mark))
        ):
            board.put(place, place + 1, Noise())


def _is_told_of(board: Board, mark: Mark) -> bool:
    """Whether what follows says of which customers: "customers from which country", of a cohort.

    Where customers are listed, or split by, they are meant one by one.
    """
    if board.word(mark.start - 1) in _ONE_BY_ONE:
        return False
    after = mark.end + (board.word(mark.end) in _HEADING)
    cohort = any(other.start == after for other, _ in board.of(CohortSaid))
    asked = board.word(mark.end) in ("from", "in") and board.word(mark.end + 1) in ("which", "what")
    split = asked and any(o.start == mark.end + 2 for o, _ in board.of(Grouped))
    return cohort or split or _is_described(board, after)


def _is_described(board: Board, place: int) -> bool:
    """Whether a member follows "accounts whose", after its field: "whose industry is retail"."""
    if board.word(place - 1) != "whose":
        return False
    while True:
        inside = next((mark for mark in board.marks if mark.start <= place < mark.end), None)
        if inside is not None and isinstance(inside.meaning, MemberSaid):
            return True
        if inside is None and board.word(place) not in _IS | {"are", "was", "were", "the", "in"}:
            return False
        if inside is not None and not isinstance(inside.meaning, Noise | DimensionSaid | Filtered):
            return False
        place = inside.end if inside else place + 1


def _names_customers(board: Board, mark: Mark, lexicon: Lexicon) -> bool:
    """Whether a dimension is called by a word for customers: "accounts", for their companies."""
    return mark.end == mark.start + 1 and board.tokens[mark.start].stem in lexicon.nouns


def _pays(board: Board, place: int) -> bool:
    """Whether somebody pays: "did customers spend", "did customers buy for"."""
    buys = board.word(place) in _BUYING_FOR and board.word(place + 1) == "for"
    return buys or board.word(place) in _PAYING


def _narrowed_acts(board: Board, mark: Mark, lexicon: Lexicon) -> bool:
    """Whether some persons only do what is asked: "what did customers from Spain spend"."""
    place = mark.end
    parts = [other for other in board.marks if isinstance(other.meaning, MemberSaid | CohortSaid)]
    while True:
        inside = next((other for other in parts if other.start <= place < other.end), None)
        if inside is None and board.word(place) not in _NARROWING:
            break
        place = inside.end if inside else place + 1
    lead = mark.start - 1
    while board.word(lead) in ("our", "the", "all"):
        lead -= 1
    told = place > mark.end and board.word(lead) in ("did", "do", "have")
    word = board.word(place)
    return told and (word in _PAYING | _DOING or root(word) in _DEEDS | lexicon.deeds)


def _is_ranked(board: Board, mark: Mark) -> bool:
    """Whether persons themselves are ranked: "the three biggest German customers"."""
    start = mark.start
    for other, _ in reversed(board.of(MemberSaid)):
        links = other.end == start - 1 and board.word(start - 1) in ("and", "or", ",", "&")
        start = other.start if other.end == start or links else start
    ends = {rank.end for rank, said in board.of(Rank) if board.text(rank) not in ("most", "least")}
    plural = board.tokens[mark.end - 1].word != board.tokens[mark.end - 1].stem
    owning = board.word(mark.end) in ("'", "’") or any(
        named.start == mark.end for named, _ in board.of(MetricSaid)
    )
    return start < mark.start and start in ends and plural and not owning


def _only_acts(board: Board, mark: Mark, lexicon: Lexicon) -> bool:
    """Whether persons only do what is ranked: "which products did people return most"."""
    lead = mark.start - 1
    while board.word(lead) in ("our", "the"):
        lead -= 1
    asked = [said.fields for other, said in board.of(Grouped) if other.end <= lead]
    asked += [() for other, _ in board.of(GrainSaid) if other.end <= lead]
    others = bool(asked) and not any(lexicon.keys & set(fields) for fields in asked)
    after = mark.end
    while board.word(after) in ("in", "from") or any(
        one.start <= after < one.end for one, _ in board.of(MemberSaid)
    ):
        after += 1
    done = root(board.word(after)) in _DEEDS
    return others and done and board.has(Rank) and board.word(lead) in ("did", "do", "have")


def _does_counted(board: Board, mark: Mark, lexicon: Lexicon) -> bool:
    """Whether persons only do what was counted before: "how many products did people buy"."""
    lead = mark.start - 1
    while board.word(lead) in ("our", "the"):
        lead -= 1
    done = root(board.word(mark.end))
    asked = any(hint.unit == "count" and other.end <= lead for other, hint in board.of(Hint))
    return (
        asked
        and board.word(lead) in ("did", "do", "have")
        and (done in _DEEDS | lexicon.deeds or board.word(mark.end) in _DOING)
    )


def _is_counted_by_metric(board: Board, mark: Mark, view: View) -> bool:
    """Whether the only metric counts these persons: "how many customers did we win back"."""
    named = {name for _, said in board.of(MetricSaid) for name in said.metrics}
    units = {stem(view.metrics[name].format.unit) for name in named}
    noun = board.tokens[mark.end - 1]
    called = SAME.get(noun.word, SAME.get(noun.stem, noun.stem))
    return len(named) == 1 and units == {called}


def _is_said_by_next(board: Board, mark: Mark, view: View) -> bool:
    """Whether the metric that follows counts these persons: "customer reactivations"."""
    one = board.tokens[mark.end - 1].word == board.tokens[mark.end - 1].stem
    following = [said for other, said in board.of(MetricSaid) if other.start == mark.end]
    return one and bool(following) and _is_counted_by_metric(board, mark, view)


def _ranks_others(board: Board, member: MemberSaid) -> bool:
    """Whether those are ranked that are no such member: "the top countries outside the UK"."""
    words = {token.word for token in board.tokens}
    by_figure = any(board.word(mark.start - 1) == "by" for mark, _ in board.of(MetricSaid))
    ranked = board.has(Rank) or by_figure or words & {"ranked", "sorted"}
    split = board.has(Grouped) or board.has(GrainSaid)
    return member.excluded and bool(ranked) and not split


def _is_kind(board: Board, mark: Mark, said: DimensionSaid) -> bool:
    """Whether the noun names what a member beside it is: "Team plan", "healthcare companies".

    In "the top countries outside the UK" the noun is what is ranked, if nothing else is.
    """
    entities = {name.partition(".")[0] for name in said.fields}
    for other, member in board.of(MemberSaid):
        if _ranks_others(board, member):
            continue
        fields = {name for name, _ in member.values}
        same = bool(fields & set(said.fields))
        akin = bool(entities & {name.partition(".")[0] for name in fields})
        if (other.end == mark.start and (same or akin)) or (mark.end == other.start and same):
            return True
    return False


def _after_member(board: Board, mark: Mark) -> bool:
    return any(other.end == mark.start for other, _ in board.of(MemberSaid))


def _counted(board: Board, mark: Mark) -> bool:
    between = [m for m in board.marks if m.end <= mark.start and isinstance(m.meaning, MetricSaid)]
    return any(
        hint.unit == "count" and not any(each.start >= other.end for each in between)
        for other, hint in board.of(Hint)
        if other.end <= mark.start
    )


def names_members(board: Board, place: int) -> bool:
    """Whether a word stands before the numbers of members: "customers 17450 and 18102"."""
    return any(
        mark.start <= place < mark.end and board.tokens[mark.end - 1].is_number
        for mark, _ in board.of(MemberSaid)
    )
