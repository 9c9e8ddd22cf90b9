"""A question inside a story: "Our landlord wants proof, could I have orders by month?".

Sentences in which somebody does something change no figure, whatever their words are, as long as
none says what is meant. They are set aside and named, and the rest has to be a whole question.
"""

from collections.abc import Callable, Iterator, Sequence

from agent.interpreter.around.aside_shapes import HEADS, MAKE, NO_DOING
from agent.interpreter.around.occasion import TURNING, is_break, is_guess, says_nothing
from agent.interpreter.around.parts import STRONG
from agent.interpreter.around.somebody import ROOMS, is_office, of_a_part
from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.leftovers import unexplained
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.large import Found
from agent.interpreter.outcome import Outcome, Understood
from agent.interpreter.times.day_parts import PartFilter
from agent.interpreter.words.ordinary import EXCLUDING, MARKS, NEUTRAL
from agent.interpreter.words.tokens import Token
from agent.memory import Turn
from agent.reading import Reading

Read = Callable[[str, Turn | None], Outcome]
Marked = Callable[[str], tuple[Board, list[Found]]]

_MOST_READ = 5
_LINKS = frozenset(
    {"so", "and", "but", "because", "as", "since", "then", "hence", "therefore", ","}
)
_CUES = frozenset({"how", "what", "which", "who", "could", "can", "give", "show", "list", "tell"})
_CUES |= {"compare", "did", "count", "was", "were", "is", "are", "do", "does", "please"}
_CUES |= {"i", "we", "need", "want"}
# Words by which a sentence says what is meant, or where somebody belongs.
_SCOPING = TURNING | frozenset(words[0] for words in EXCLUDING) - {"take", "all"}
_SCOPING |= {"about", "regarding", "re", "behalf", "sell", "sells", "serve", "serves", "lead"}
_SCOPING |= {"leads", "part", "ones", "just", "specifically"}
_SCOPING |= {"especially", "namely", "called", "specific", "certain", "particular", "type", "kind"}
_SCOPING |= {"group", "category", "store", "stores", "branch", "unit", "instead"}
_SCOPING |= {"previous", "instructions", "you", "your", "system", "everything", "prompt", "rule"}
_ASKED = frozenset({"how", "what", "which"})
_REASON = frozenset({"so", "because", "since", "as"})
_SUBJECTS = frozenset(
    {"i", "we", "he", "she", "they", "it", "my", "our", "the", "a", "an", "his", "her", "this"}
    | {"that", "there", "someone", "somebody", "people", "their", "nobody", "everyone", "who"}
)
_VERBS = frozenset(
    {"am", "is", "are", "was", "were", "been", "has", "have", "had", "do", "did", "does", "will"}
    | {"wants", "want", "needs", "need", "asks", "ask", "says", "say", "said", "thinks", "think"}
    | {"reckons", "keeps", "went", "goes", "came", "got", "gets", "get", "paid", "made", "told"}
    | {"sent", "met", "won", "lost", "ran", "put", "took", "gave", "saw", "found", "heard", "left"}
    | {"knows", "know", "hopes", "hope", "promised", "bet", "forgot", "believe", "love", "hate"}
)
_WONDERED = frozenset({"know", "see", "wonder", "wondering", "check", "sure", "tell"})
_LACKING = frozenset({"need", "trying", "want", "planning", "hoping", "thinking", "wondering"})
_SIGNING = frozenset({"regards", "cheers", "thanks", "best", "yours", "sincerely"})
# Whom a business sells to or through, as well as whom somebody meets.
_TRADING = frozenset(
    one + end
    for one in ("reseller", "distributor", "agent", "supplier", "rep")
    for end in ("", "s")
)
_FOR_NOBODY = frozenset(
    {"itself", "himself", "herself", "me", "us", "now", "once", "sure", "ages", "years"}
)
_SHORT = 6
_PAIR = 2
_DENIED = frozenset({"believe", "ask", "know", "trust", "mind", "worry", "agree", "remember"})
_GENERAL = frozenset({"volumes", "numbers", "figures", "performance", "results", "business"})
_NO_CONDITION = frozenset({*((word, "if") for word in _WONDERED), ("was", "off")}
                          | {("their", "own"), ("his", "own"), ("her", "own")})  # fmt: skip
_HELP = frozenset({"can", "could", "would", "you", "please", "fill", "me", "in", "us", "out"}
                  | {"help", "let", "know", "look", "it", "up", "check", "tell"})  # fmt: skip
_NO_DEEDS = frozenset(NO_DOING.split("|")) | NEUTRAL
_MAKING = frozenset(MAKE.split("|")) | {"doing"}
_HAILED = frozenset({"team", "mate", "folks", "guys", "love", "dear"})
_PARTICLES = frozenset({"up", "out", "in", "on", "through", "over", "together"})
_MADE = frozenset(
    {"the", "a", "an", "my", "our", "this", "where", "whether", "which", "how", "who"}
)
_POINTING = frozenset(
    {"them", "those", "they", "their", "these", "its", "his", "him", "her", "such"}
)
_POINTING |= {"that", "it", "same", "there"}
_LONG_NUMBER = 4


def narrated(
    given: Sequence[Token], text: str, before: Turn | None, read: Read, marked: Marked
) -> Understood | None:
    """The reading of the part that asks, where all the rest is a story; None where it is not."""
    for start, end in list(_cores(given))[:_MOST_READ]:
        told = [each for each in (given[:start], given[end:]) if any(_is_content(t) for t in each)]
        core = text[given[start].start : given[end - 1].end]
        outcome = read(core, before)
        if not isinstance(outcome, Understood) or outcome.reading.not_understood:
            continue
        asked, _ = marked(core)
        goes_on = before is not None and before.reading is not None
        if not (asked.has(MetricSaid) or goes_on) or _points_away(asked):
            continue
        boards = [marked(text[each[0].start : each[-1].end]) for each in told]
        boards = [(board, [*several, *pairs(board, marked)]) for board, several in boards]
        if all(_changes_nothing(*each, asked, outcome.reading) for each in boards):
            return _with_words(outcome.reading, [board for board, _ in boards])
    return None


def _points_away(asked: Board) -> bool:
    """Whether a word points at what the story names: before the question names a figure itself.

    Without a figure of its own it goes on from a thread, whose figure is "it".
    """
    named = next((mark.start for mark, _ in asked.of(MetricSaid)), None)
    pointing = _POINTING if named is not None else _POINTING - {"it"}
    return bool({token.word for token in asked.tokens[:named]} & pointing)


def _cores(given: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The stretches that may ask, with nothing but a story around them; the longest first."""
    starts = [0, *(n for n in range(1, len(given) - 1) if _may_start(given, n))]
    ends = [n for n in range(2, len(given)) if _may_end(given, n)]
    found = [
        (start, end)
        for start in starts
        for end in (*ends, len(given))
        if end - start > 1 and (start, end) != (0, len(given))
    ]
    for start, end in sorted(found, key=lambda pair: pair[0] - pair[1]):
        told = (given[:start], given[end:])
        if all(map(_is_story, told)) and any(_is_content(t) for each in told for t in each):
            yield start, end


def _may_start(given: Sequence[Token], place: int) -> bool:
    word, before = given[place].word, given[place - 1].word
    wanting = before in ("needs", "wants") and given[place - 2].word == "and"
    if is_break(given, place - 1) or before == "so" or wanting:
        return True
    return word in _ASKED or (before in _LINKS and word in _CUES)


def _may_end(given: Sequence[Token], place: int) -> bool:
    return is_break(given, place) or given[place].word in _REASON


def _is_content(token: Token) -> bool:
    return token.word not in MARKS and token.word not in NEUTRAL


def _is_story(given: Sequence[Token]) -> bool:
    """Whether every sentence tells something, or nothing at all."""
    begun = 0
    for place in range(len(given) + 1):
        if place == len(given) or (given[place].word in STRONG and is_break(given, place)):
            greets = place - begun == 1 and begun == 0 and place < len(given)
            greets = greets and given[place].word == "!"
            if not greets and not _tells(given[begun:place], closed=place < len(given)):
                return False
            begun = place + 1
    return True


def _tells(sentence: Sequence[Token], *, closed: bool) -> bool:
    """Whether a sentence has somebody and a verb, and no word that says what is meant.

    One that is not `closed` by a mark of its own may go on in the question.
    """
    while sentence and sentence[-1].word in _LINKS | MARKS:
        sentence = sentence[:-1]
    while sentence and sentence[0].word in _LINKS | MARKS:
        sentence = sentence[1:]
    if all(map(says_nothing, sentence)) or _is_introduced(sentence):
        return True
    words = _without_wondering([token.word for token in sentence])
    if _is_help(words):
        return True
    if _says_what_is_meant(words):
        return False
    if _is_doing(words) or _is_busy(words, closed=closed):
        return True
    somebody = bool(set(words) & _SUBJECTS) or any(token.titled for token in sentence)
    does = bool(set(words) & _VERBS) or any(
        word.endswith(("ed", "ing")) and word not in NEUTRAL for word in words[1:]
    )
    return somebody and does


def _says_what_is_meant(words: Sequence[str]) -> bool:
    """Whether a word of a sentence may say which figure is meant, or guesses at it."""
    denied = any(word == "n't" and not set(words[n + 1 : n + 2]) & _DENIED
                 for n, word in enumerate(words))  # fmt: skip
    long_number = any(word.isdigit() and len(word) >= _LONG_NUMBER for word in words)
    narrowed = is_guess(set(words)) or bool(set(words) & _SCOPING) or of_a_part(words)
    return narrowed or denied or long_number or _is_for_something(words)


def _without_wondering(words: Sequence[str]) -> list[str]:
    """The words but for the "if" of "to see if", and others that only look like a condition."""
    return [word for n, word in enumerate(words)
            if (words[n - 1] if n else "", word) not in _NO_CONDITION
            and not (word == "about" and _is_idly_about(words[n + 1 :]))]  # fmt: skip


def _is_idly_about(after: Sequence[str]) -> bool:
    """Whether somebody asks or thinks about no part of the business: "about our volumes"."""
    generally = after[:1] in (["our"], ["the"]) and after[1:2] and after[1] in _GENERAL
    return after[:1] in (["whether"], ["how"]) or (bool(generally) and len(after) == _PAIR)


def _is_help(words: Sequence[str]) -> bool:
    """Whether all that is asked for is help: "can you fill me in"."""
    return {"can", "could", "would", "will"} & set(words) != set() and set(words) <= _HELP


def _is_doing(words: Sequence[str]) -> bool:
    """Whether a sentence leaves its "I" out: "need to justify the leaflet"."""
    planned = words[0] in _LACKING and words[1:2] in (["to"], ["of"], ["whether"], ["about"])
    return planned or words[0] in ("was", "been", "am")


def _is_busy(words: Sequence[str], *, closed: bool) -> bool:
    """Whether somebody tells what they are making: "writing up the June recap"."""
    while len(words) > 1 and (words[0] in _HAILED | MARKS | NEUTRAL):
        words = words[1:]
    if not (closed or words[0] in _MAKING):
        return False
    made = words[1:2] if words[1:2] and words[1] not in _PARTICLES else words[2:3]
    return words[0].endswith("ing") and words[0] not in _NO_DEEDS and bool(set(made) & _MADE)


def _is_introduced(sentence: Sequence[Token]) -> bool:
    """Whether somebody greets, says who they are, or signs: "Hei", "Ngozi from accounts"."""
    said = [token for token in sentence if token.word not in MARKS]
    while said and said[0].word not in _SIGNING and says_nothing(said[0]):
        said = said[1:]
    words = [token.word for token in said]
    signed = bool(set(words[:2]) & _SIGNING) and len(words) < _SHORT
    one = bool(said) and (said[0].titled or said[0].word == said[0].stem)
    placed = one and words[1:2] == ["from"] and (is_office(words[-1]) or words[-1] in ROOMS)
    here = placed or (bool(said) and said[0].titled and words[1:] == ["here"])
    return signed or (here and len(words) < _SHORT)


def _is_for_something(words: Sequence[str]) -> bool:
    """Whether a figure may be wanted for a part of the business: "this is for wholesale"."""
    if "for" not in words:
        return False
    after = words[words.index("for") + 1 :]
    return not set(after) & (HEADS - _TRADING) and not set(after[:1]) & _FOR_NOBODY


def pairs(board: Board, marked: Marked) -> Iterator[Found]:
    """Members that two words beside each other may name: "a promo on jumbo bags"."""
    left = [place for places in unexplained(board) for place in places]
    for place in [place for place in left if place + 1 in left][:_MOST_READ]:
        yield from marked(f"{board.word(place)} {board.word(place + 1)}")[1]


def _changes_nothing(board: Board, several: Sequence[Found], asked: Board, own: Reading) -> bool:
    """Whether no name in a story narrows what is asked, nor a period that the question lacks."""
    if any(found.certain or len(found.words.split()) > 1 for found in several):
        return False
    return all(_is_idle(mark, asked, own) for mark in board.marks)


def _is_idle(mark: Mark, asked: Board, own: Reading) -> bool:
    said = mark.meaning
    if isinstance(said, Noise | Change | Hint | DimensionSaid | GrainSaid | MetricSaid | AskedBack):
        return True
    if isinstance(said, TimeSaid | PartFilter):
        return asked.has(TimeSaid)
    if isinstance(said, MemberSaid):
        held = {(one.field, one.value) for one in own.filters}
        return not said.excluded and any(value in held for value in said.values)
    return isinstance(said, Grouped) and mark.end == mark.start + 1


def _with_words(reading: Reading, boards: Sequence[Board]) -> Understood:
    """The reading, with the words of the story that nothing explains as not understood."""
    left = [board.tokens[place].word for board in boards
            for places in unexplained(board) for place in places]  # fmt: skip
    words = tuple(dict.fromkeys((*reading.not_understood, *left)))
    return Understood(reading.model_copy(update={"not_understood": words}))
