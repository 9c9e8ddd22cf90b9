"""What somebody did for a figure that is only theirs: "accounts managed by Ana", "Sam taught"."""

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid, Noise
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.persons import ACTING, holds_persons
from agent.interpreter.members.searched import Members
from agent.interpreter.words.lexicon import Lexicon
from semantic.view import View

# Deeds of colleagues that leave rows as they are; to cancel, refund or miss them does not.
_SERVING = frozenset(
    {"manage", "manages", "managed", "handle", "handles", "handled", "run", "runs", "ran", "own"}
    | {"owns", "owned", "teach", "teaches", "taught", "treat", "treats", "treated", "serve"}
    | {"serves", "served", "cover", "covers", "covered", "carry", "carries", "carried", "perform"}
    | {"performs", "performed", "hold", "holds", "held", "lead", "leads", "led", "host", "hosts"}
    | {"hosted", "coach", "coaches", "coached", "train", "trains", "trained", "process"}
    | {"processes", "processed", "do", "does", "did", "done", "see", "sees", "saw", "seen", "give"}
    | {"gives", "gave", "given", "take", "takes", "took", "taken", "look", "looks", "looked"}
    | {"sign", "signs", "signed", "deal", "deals", "dealt", "hand", "hands", "handed", "assigned"}
    | {"allocated", "made", "make", "makes", "have", "has", "had", "deliver", "delivers"}
    | {"delivered", "work", "works", "worked", "bring", "brings", "brought"}
)
_PARTICLES = frozenset({"out", "after", "for", "with", "off", "over", "on", "in"})
_BY = frozenset({"by", "to"})
_RELATIVE = frozenset({"that", "which", "who", "whom", "whose", "are", "were", "was", "is", "been"})
_THEIR = frozenset({"his", "her", "their", "its"})
_OF_THEM = _THEIR | {"from", "of", "for", "did", "do", "does", "with", "in", "at", "to", "only"}
_OPENING = frozenset({",", "-", ":", "–", "—", "and"})


def mark_served_by(board: Board, lexicon: Lexicon, members: Members, view: View) -> None:
    """Mark the verb beside a colleague by which a figure is theirs, and whom they look after."""
    for mark, said in board.of(MemberSaid):
        persons = any(holds_persons(name, members, view) for name, _ in said.values)
        if said.excluded or not persons:
            continue
        _mark_done_by(board, mark, lexicon)
        _mark_doing(board, mark, lexicon)
        _mark_their(board, mark, lexicon)


def _mark_done_by(board: Board, mark: Mark, lexicon: Lexicon) -> None:
    """Mark "looked after by" before somebody, and who or what is."""
    place = mark.start - 1
    if board.word(place) not in _BY:
        return
    verb = place - 1 - (board.word(place - 1) in _PARTICLES)
    if _serves(board, verb, place - verb - 1) and board.free(verb, mark.start):
        while board.word(verb - 1) in _RELATIVE and board.free(verb - 1, verb):
            verb -= 1
        board.put(verb, mark.start, Noise())
        _silence_noun(board, verb, lexicon)


def _mark_doing(board: Board, mark: Mark, lexicon: Lexicon) -> None:
    """Mark "sign out" in "did Sam sign out", and "manages" in "the accounts that Sam manages"."""
    end = mark.end
    acts = board.word(mark.start - 1) in ACTING
    if board.word(end) not in _SERVING or (acts and board.word(end) in ACTING):
        return
    end += 1 + (board.word(end + 1) in _PARTICLES and _ends_clause(board, end + 2))
    lead = mark.start - (board.word(mark.start - 1) in _RELATIVE)
    if not _serves(board, mark.end, end - mark.end - 1) or not board.free(mark.end, end):
        return
    if not board.free(lead, mark.start):
        return
    if not acts and not _is_noun_before(board, lead, lexicon):
        return
    board.put(mark.end, end, Noise())
    if lead < mark.start and not acts:
        board.put(lead, mark.start, Noise())
    if not acts:
        _silence_noun(board, lead, lexicon)


def _serves(board: Board, place: int, particles: int) -> bool:
    """Whether a verb is one of serving; what is taken over was somebody else's before."""
    over = bool(particles) and board.word(place + 1) == "over"
    handed = board.word(place) in ("hand", "hands", "handed")
    return board.word(place) in _SERVING and (handed or not over)


def _ends_clause(board: Board, place: int) -> bool:
    """Whether a particle is the verb's: "sign out in May", and not "hold in May"."""
    marked = any(mark.start == place for mark in board.marks)
    return not marked or board.word(place - 1) in ("out", "after", "off")


def _mark_their(board: Board, mark: Mark, lexicon: Lexicon) -> None:
    """Mark "his accounts" after somebody."""
    place = mark.end + (board.word(mark.end) in _OPENING)
    if board.word(place) in _THEIR and board.free(mark.end, place + 1):
        after = place + 1
        if _is_noun_before(board, after + 1, lexicon):
            board.put(mark.end, after, Noise())
            _silence_noun(board, after + 1, lexicon)


def _is_noun_before(board: Board, place: int, lexicon: Lexicon) -> bool:
    if place < 1:
        return False
    named = any(mark.start < place <= mark.end for mark in board.marks
                if not isinstance(mark.meaning, Noise))  # fmt: skip
    stem = board.tokens[place - 1].stem if place <= len(board.tokens) else ""
    return named or stem in lexicon.nouns | lexicon.entities


def _silence_noun(board: Board, place: int, lexicon: Lexicon) -> None:
    """Take the customers, or whatever else is looked after, as no split.

    In "which accounts managed by Ana" and "by account" they are listed.
    """
    for mark in list(board.marks):
        inside = mark.start < place <= mark.end
        if inside and isinstance(mark.meaning, DimensionSaid | Grouped) and _is_of(board, mark):
            board.swap(mark, Noise())
    if place and board.free(place - 1, place) and board.tokens[place - 1].stem in lexicon.nouns:
        board.put(place - 1, place, Noise())


def _is_of(board: Board, mark: Mark) -> bool:
    """Whether a figure is theirs who are named: "from the accounts", "her accounts"."""
    lead = mark.start - 1
    while board.word(lead) in ("the", "our", "all"):
        lead -= 1
    several = board.tokens[mark.end - 1].word != board.tokens[mark.end - 1].stem
    by = board.word(lead) == "by" and (several or board.word(mark.end - 1) == ":")
    return by or board.word(lead) in _OF_THEM
