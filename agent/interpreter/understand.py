"""A question, read against what one principal may see, without a model. Read this first.

Everything in the question has to stand for something. Words that nothing explains are reported,
and then there is no answer: a wrong one would be worse than a question back.
"""

from dataclasses import replace
from functools import cache, partial

from agent.interpreter.around.framing import Asking, framed
from agent.interpreter.around.judgements import judged
from agent.interpreter.around.languages import only_english
from agent.interpreter.around.no_question import is_private, no_question
from agent.interpreter.around.small_talk import small_talk
from agent.interpreter.assemble import assemble
from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.compose import Question, read
from agent.interpreter.figures.definitions import about_catalog
from agent.interpreter.figures.likely import likely
from agent.interpreter.figures.metrics import Chosen
from agent.interpreter.figures.overview import leading
from agent.interpreter.ground import Ground
from agent.interpreter.leftovers import unexplained
from agent.interpreter.marking import board_of, mark, mark_rest_of, marked
from agent.interpreter.outcome import AboutCatalog, Outcome, Outside, Understood
from agent.interpreter.thread.follow_up_words import starts_anew
from agent.interpreter.thread.last_two import of_last_two
from agent.interpreter.thread.narrowed_offers import narrowed_offers
from agent.interpreter.thread.picking import picked, picked_by_metric, replying
from agent.interpreter.thread.pointing import Theirs, spoken_of
from agent.interpreter.thread.retractions import taken_back
from agent.interpreter.thread.seen_turns import visible
from agent.interpreter.twofold import both
from agent.interpreter.words.looked_up import looked_up
from agent.interpreter.words.notation import in_words
from agent.interpreter.words.tokens import Token, plain, put_right, tokens
from agent.memory import Turn
from semantic.view import View

_PRIVATE = Outside("Personal data of customers is not given out; metrics about them are.")


def understand(question: str, ground: Ground, before: Turn | None = None) -> Outcome:
    """The reading of the question, a question back, or why there is no answer.

    `before` is how things stand in its thread, which it may go on from.
    """

    def read(one: str, turn: Turn | None) -> Outcome:
        return _understood(one, ground, turn)

    view, seen = ground.view, cache(partial(marked, ground=ground))
    outcome = both(question, read(question, before), before, view, read)
    found = framed(question, outcome, Asking(before, view, read, seen))
    if isinstance(found, Understood | AboutCatalog) or not found.not_understood:
        return found
    return only_english(question, lambda said: board_of(said, ground), view) or found


def _understood(question: str, ground: Ground, before: Turn | None) -> Outcome:
    given = in_words(put_right(tokens(question)), ground.view.dimensions)
    refusal = no_question(question, given)
    if refusal:
        return refusal
    turn = visible(before, ground)
    chosen = picked(given, turn.offered, ground.view)
    if chosen is not None:
        return Understood(chosen)
    earlier = taken_back(given, turn) or of_last_two(given, turn, ground.view)
    if isinstance(earlier, Outcome):
        return earlier
    given, turn = earlier or (given, turn)
    beside = judged(given, turn.reading, ground.view) or _about_catalog(given, ground, turn)
    beside = beside or _small_talk(given, ground)
    if beside is not None:
        return beside
    lexicon, read = looked_up(given, ground.known)
    board = Board(read)
    if starts_anew(board):
        turn = Turn()
    stranger = mark(board, lexicon, ground, turn.reading)
    if stranger:
        return Outside(f"There is no customer {stranger} among those you may see.")
    if is_private(board, ground.view, ground.known.members):
        return _PRIVATE
    chosen = picked_by_metric(board, turn.offered)
    if chosen is not None:
        return Understood(chosen)
    turn = replying(board, turn)
    narrowed = narrowed_offers(
        board, turn, ground.view, lambda one: _understood(question, ground, Turn(one))
    )
    if narrowed is not None:
        return narrowed
    several = mark_rest_of(board, lexicon, ground, turn)
    strange, asides = unexplained(board)
    return assemble(
        Question(
            board=board,
            lexicon=lexicon,
            view=ground.view,
            calendar=ground.calendar,
            unexplained=tuple(board.tokens[place].word for place in strange),
            asides=tuple(board.tokens[place].word for place in asides),
            several=tuple(several),
            notes=_corrections(question, read)
            + tuple(said.note for _, said in board.of(MetricSaid) if said.note),
            before=spoken_of(turn) if board.has(Theirs) else turn.reading,
            leading=partial(_leading, ground.view, ground.leading),
        )
    )


def _about_catalog(given: tuple[Token, ...], ground: Ground, turn: Turn) -> Outcome | None:
    """What the catalog itself is asked for, with what a thread may go on from."""
    view = ground.view
    before = turn.reading.metrics if turn.reading else ()
    found = about_catalog(given, view, lambda said: board_of(said, ground), before)
    if found is not None and found.asked == "metrics":
        first = _leading(view, ground.leading)
        return replace(found, metrics=tuple(dict.fromkeys((*first, *found.metrics))))
    if found is None or not found.metrics or found.metrics == before:
        return found
    question = Question(Board(()), ground.known.names, view, ground.calendar)
    plain_reading = read(question, found.metrics[:1], Chosen())
    known = plain_reading.reading if isinstance(plain_reading, Understood) else None
    return replace(found, reading=known)


def _small_talk(given: tuple[Token, ...], ground: Ground) -> Outcome | None:
    """What is said back to a greeting and the like."""
    view = ground.view
    lead = partial(_leading, view, ground.leading)
    return small_talk(
        Question(Board(given), ground.known.names, view, ground.calendar, leading=lead)
    )


def _leading(view: View, named: tuple[str, ...]) -> tuple[str, ...]:
    return leading(view, named, likely(Board(()), view, ()))


def _corrections(question: str, read: tuple[Token, ...]) -> tuple[str, ...]:
    text = plain(question)
    return tuple(
        f"“{text[token.start : token.end]}” as “{token.word}”" for token in read if token.corrected
    )
