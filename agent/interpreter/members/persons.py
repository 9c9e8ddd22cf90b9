"""Members that are persons: their titles, and whether one is only greeted or told of."""

from agent.interpreter.around.asides import is_head
from agent.interpreter.around.somebody import HELPING, SAYING, WANTING
from agent.interpreter.board import Board, MemberSaid
from agent.interpreter.members.searched import Members
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import phrase
from semantic.view import View

HONORIFICS = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof"})
"""What stands before the names of persons only."""

_PERSONS = frozenset(
    {
        "doc",
        "miss",
        "sir",
        "vet",
        "doctor",
        "dentist",
        "nurse",
        "therapist",
        "physio",
        "physiotherapist",
        "trainer",
    }
    | {"coach", "instructor", "teacher", "tutor", "lecturer", "professor", "driver", "rider"}
    | {"agent", "rep", "representative", "manager", "adviser", "advisor", "consultant", "stylist"}
    | {"barber", "hairdresser", "groomer", "guide", "host", "waiter", "server", "chef", "cook"}
    | {"cashier", "clerk", "salesperson", "seller", "mechanic", "technician", "engineer"}
    | {"planner", "designer", "photographer", "librarian", "pilot", "captain", "artist", "author"}
    | {"lawyer", "solicitor", "accountant", "receptionist", "assistant", "operator", "colleague"}
    | {"supervisor", "employee", "person", "handler", "keeper", "specialist", "cleaner", "usher"}
)
_PARTICLES = frozenset({"de", "da", "di", "del", "van", "von", "der", "den", "la", "le", "al"})
ACTING = frozenset({"did", "does", "do", "has", "had", "have"})
OPENING = frozenset({"", ".", "?", "!", ";", ":", "–", "—"})
_ENDING = frozenset({".", "!", "?"})
_CLAUSE = OPENING | {",", "-", "(", "and", "because", "as", "since", "so", "but", "cos"}
_GREETING = frozenset({"hi", "hey", "hello", "hiya", "dear", "thanks", "thx", "cheers", "ta"})
_AROUND_GREETING = frozenset(
    {"morning", "afternoon", "evening", "thank", "you", "good", "there", "again", "so", "much"}
)
_ASKING = frozenset(
    {"how", "what", "which", "can", "could", "would", "please", "pls", "i", "we", "do", "did"}
    | {"give", "show", "any", "who", "when", "where", "is", "are", "was", "were"}
)
_TELLING = frozenset(
    {"send", "tell", "give", "email", "mail", "ask", "ping", "remind", "message", "forward"}
    | {"inform", "show", "let", "update", "brief"}
)
_TOLD_WHAT = frozenset({"the", "how", "what", "which", "our", "know", "whether", "if", "about"})
_MEETING = frozenset(
    {"call", "meeting", "chat", "lunch", "coffee", "sync", "catchup", "1:1", "talk", "dinner"}
)
_OWN = frozenset({"team", "request", "question", "desk", "ask", "email", "call", "inbox", "boss"})


def is_proper(name: str) -> bool:
    """Whether each word of a longer name has a capital letter: "Marta de Silva", "Golden Years"."""
    parts = [part for part in name.split() if part.lower() not in _PARTICLES]
    return len(name.split()) > 1 and all(part[0].isupper() for part in parts)


def holds_persons(field: str, members: Members, view: View) -> bool:
    """Whether the members of a dimension with few are persons, by their names and its own."""
    values = members.small.get(field, ())
    dimension = view.dimensions[field].dimension
    said = " ".join((dimension.entity, dimension.label or "", dimension.name, *dimension.synonyms))
    called = bool(_PERSONS & set(phrase(said.replace("_", " "))))
    return called and bool(values) and all(is_proper(str(value)) for value in values)


def title_before(board: Board, start: int) -> int | None:
    """Where a title or a word for a person begins that stands before a name: "Dr", "coach"."""
    place = start - 1 - (board.word(start - 1) == ".")
    titled = board.word(place) in HONORIFICS | _PERSONS
    return place if titled and board.free(place, start) else None


def greeting_before(board: Board, start: int) -> int | None:
    """Where a greeting begins that stands before a name: "Hi Aoife, …"."""
    place = start
    while board.word(place - 1) in _GREETING | _AROUND_GREETING:
        place -= 1
    greets = any(board.word(n) in _GREETING for n in range(place, start))
    opens = board.word(place - 1) in OPENING
    return place if greets or (place < start and opens) else None


def is_told_of(board: Board, start: int, end: int) -> bool:
    """Whether a name may be of who asks, or is to be told, and not of whose figure is meant.

    As in "Aoife wants to know", "send Aoife the figure", "my call with Aoife", "…, Aoife?".
    """
    before, after = board.word(start - 1), board.word(end)
    if before == "@" or (before in _CLAUSE and _speaks(board, end)):
        return True
    if after == "and" and board.word(end + 1) in ("i", "we", "me"):
        return True
    if before in _TELLING or (before == "to" and _is_told(board, start)):
        return after in _TOLD_WHAT or before == "to"
    if before == "with":
        return board.word(start - 2) in _MEETING and board.free(start - 2, start)
    if before == "for" and board.word(start - 2) in OPENING | {"("}:
        return after in (":", ",", ")", "-", "–")
    return _is_called(board, start, end) or _owns_occasion(board, end)


def _speaks(board: Board, place: int) -> bool:
    if board.word(place) == "here":
        return board.word(place + 1) in MARKS or not board.word(place + 1)
    while board.word(place) in HELPING:
        place += 1
    return board.word(place) in SAYING | WANTING


def _is_told(board: Board, start: int) -> bool:
    """Whether something is to be sent to somebody."""
    return any(board.word(place) in _TELLING | {"report", "pass"} for place in range(start - 1))


def _is_called(board: Board, start: int, end: int) -> bool:
    """Whether somebody is spoken to: "Aoife, how many …", "… in October, Aoife?"."""
    if board.word(end) == "," and board.word(start - 1) in OPENING:
        return board.word(end + 1) in _ASKING
    listed = any(mark.end == start - 1 for mark, _ in board.of(MemberSaid))
    last = board.word(end) in _ENDING or all(token.word in MARKS for token in board.tokens[end:])
    return board.word(start - 1) == "," and last and not listed


def _owns_occasion(board: Board, end: int) -> bool:
    """Whether what somebody has is an occasion or a team: "for Aoife's report"."""
    token = board.tokens[end - 1]
    owns = token.end - token.start > len(token.word)
    return owns and (is_head(board.word(end)) or board.word(end) in _OWN)
