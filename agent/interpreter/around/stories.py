"""Sentences that tell something and ask nothing: "Our landlord wants proof".

They change no figure, whatever their words are, as long as none says what is meant, as in "we sell
to shops", or asks for something to be done.
"""

from collections.abc import Sequence

from agent.interpreter.around.aside_shapes import HEADS, MAKE, NO_DOING, PLANS
from agent.interpreter.around.somebody import ROOMS, WANTING, is_office, of_a_part
from agent.interpreter.words.ordinary import EXCLUDING, MARKS, NEUTRAL
from agent.interpreter.words.tokens import Token, is_picture, stem

STRONG = frozenset(".?!;:–—")
_BREAKS = STRONG | {"-", ","}
_LINKS = frozenset(
    {"so", "and", "but", "because", "as", "since", "then", "hence", "therefore", ","}
)
_COURTESY = frozenset({"thank", "thanks", "helpful", "great", "brilliant", "perfect", "useful"})
_COURTESY |= {"interesting", "good", "lovely", "nice", "wonderful", "excellent", "super", "very"}
_COURTESY |= {"morning", "afternoon", "evening", "again", "hope", "sorry", "favour", "favor"}
_COURTESY |= {"wonderful", "marvellous", "splendid", "clear", "kind", "much", "day", "greetings"}
# Words by which somebody says what is meant, or what is to be left out.
TURNING = frozenset(
    {"only", "except", "excluding", "exclude", "excludes", "excluded", "without", "apart", "aside"}
    | {"instead", "mean", "means", "meant", "meaning", "net", "gross", "including", "include"}
    | {"includes", "included", "ignoring", "ignore", "disregard", "unless", "minus", "plus", "per"}
    | {"average", "median", "terms", "based", "basis", "measured", "measure", "define", "defined"}
    | {"count", "counts", "counted", "counting", "treat", "treated", "focus"}
    | {"focused", "focusing", "talking", "restrict", "restricted", "limit", "limited", "especially"}
    | {"particularly", "mainly", "solely", "merely", "filter", "filtered", "exclusively", "alone"}
    | {"rather", "consider", "considering", "regarding", "concerning", "leave", "leaving", "omit"}
    | {"omitting", "outside", "within", "among", "amongst", "besides", "other", "others", "if"}
    | {"assuming", "suppose", "provided", "interested", "looking", "look", "drop", "remove"}
    | {"strip", "skip", "forget", "correct", "correction", "actually", "scope", "responsible"}
    | {"charge"}
    | {"cover", "handle", "manage", "run", "refer", "referring", "deduct", "deducted"}
    | {"deducting"}
    | {"subtract", "off", "adjusted", "divided", "versus", "against", "compared", "should", "must"}
    | {"represent", "representing", "serving", "supporting", "never", "both", "either", "neither"}
    | {"nor", "whose"}
)
TURNING |= {"work", "works", "own", "owns", "patch", "territory", "territories", "segment", "side"}
TURNING |= {"channel", "division", "brand", "vertical", "accounts", "sector", "tier"}
# Words by which a sentence says what is meant, or where somebody belongs.
_SCOPING = TURNING | frozenset(words[0] for words in EXCLUDING) - {"take", "all"}
_SCOPING |= {"about", "regarding", "re", "behalf", "sell", "sells", "serve", "serves", "lead"}
_SCOPING |= {"leads", "part", "ones", "just", "specifically", "deal", "deals", "supply", "supplies"}
_SCOPING |= {"cater", "caters", "oversee", "oversees"}
_SCOPING |= {"especially", "namely", "called", "specific", "certain", "particular", "type", "kind"}
_SCOPING |= {"group", "category", "store", "stores", "branch", "unit", "instead"}
# Words by which somebody asks for something to be done, or sets rules.
_SCOPING |= (
    {"instruction", "instructions", "prompt", "system", "rule", "rules", "permission", "access"}
    | {"permissions", "admin", "administrator", "override", "bypass", "pretend", "reveal", "secret"}
    | {"password", "policy", "policies", "restrictions", "security", "sql", "paste", "previous"}
    | {"delete", "obey", "you", "your", "everything"}
)
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
_QUESTIONS = frozenset({"how", "what", "which", "who", "whose", "whom", "when", "where", "why"})
_AUXILIARIES = frozenset(
    {"am", "is", "are", "was", "were", "has", "have", "had", "do", "did", "does", "will", "would"}
    | {"can", "could", "should", "may", "might", "shall"}
)
_ASKING_MORE = frozenset(
    {"by", "per", "each", "than", "against", "vs", "versus", "compared", "in", "for", "of", "split"}
    | {"which", "from", "to", "on", "with"}
)
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_COUNTED = frozenset({"customer", "buyer", "order", "product", "item", "account", "one", "sale"})
_COUNTED |= {"client", "shopper", "purchase", "people", "those", "person", "country", "return"}
_GUESSING = frozenset({"think", "thought", "believe", "guess", "suspect", "reckon", "remember"})
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
    | {"spring", "summer", "autumn", "winter", "christmas", "easter", "next", "today", "tomorrow"}
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
_SPEAKERS = frozenset({"i", "we", "they", "he", "she"})
_NO_DEED_OF_SPEAKERS = frozenset({"want", "need", "mean"})
_AFTER_JUST = frozenset({"want", "wanted", "need", "curious", "wondering", "checking", "to", "had"})
_AFTER_JUST |= {"got", "a", "been", "wanted", "trying", "asked", "thought", "started", "came"}


def is_break(given: Sequence[Token], place: int) -> bool:
    """Whether a mark stands between clauses, and not inside a word, as in "e-mail"."""
    if given[place].word != "-":
        return given[place].word in _BREAKS
    return place > 0 and given[place - 1].end < given[place].start


def says_nothing(token: Token) -> bool:
    """Whether a word is only a courtesy, a mark, or means nothing by itself."""
    word = token.word
    return word in MARKS or word in NEUTRAL | _COURTESY or is_picture(word)


def is_guess(words: set[str]) -> bool:
    """Whether somebody says what they take to be so."""
    return bool(words & _GUESSING)


def is_story(given: Sequence[Token], *, after: bool = False) -> bool:
    """Whether every sentence tells something, or nothing at all.

    What stands `after` a question goes on with it more easily than what leads to it: each of its
    clauses has to tell something, and is no question of its own.
    """
    given = _unsigned(given)
    begun = 0
    for place in range(len(given) + 1):
        ends = place == len(given) or (
            is_break(given, place) and (given[place].word in STRONG or (after and place > begun))
        )
        if ends and not _is_told(given[begun:place], given[place : place + 1], begun == 0, after):
            return False
        begun = place + 1 if ends else begun
    return True


def _unsigned(given: Sequence[Token]) -> Sequence[Token]:
    """The words without the name of whoever signs them: "Kind regards, Haruka"."""
    signs = [n for n, token in enumerate(given) if token.word in _SIGNING]
    name = [token for token in given[signs[-1] + 1 :] if token.word not in MARKS] if signs else []
    signed = bool(name) and len(name) <= _PAIR and all(token.titled for token in name)
    return given[: signs[-1] + 1] if signed else given


def _is_told(sentence: Sequence[Token], end: Sequence[Token], first: bool, after: bool) -> bool:
    greets = first and len(sentence) == 1 and [token.word for token in end] == ["!"]
    asks = after and _asks_more([token.word for token in sentence if token.word not in MARKS])
    return greets or (not asks and _tells(sentence, closed=bool(end)))


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
    if _says_what_is_meant(words) or words[0] in _QUESTIONS:
        return False
    if _is_doing(words) or _is_busy(words, closed=closed):
        return True
    if words[0] in _SPEAKERS and words[1:2] and words[1] not in _NO_DEED_OF_SPEAKERS:
        return True
    # "Finance wants wholesale" may say what is meant.
    office = is_office(words[0]) and not set(words) & WANTING
    somebody = office or any(token.titled for token in sentence) or bool(set(words) & _SUBJECTS)
    does = bool(set(words) & _VERBS) or any(
        word.endswith(("ed", "ing")) and word not in NEUTRAL for word in words[1:]
    )
    return somebody and does


def _asks_more(words: Sequence[str]) -> bool:
    """Whether a sentence asks for more than "is it creeping up": "is it more than in March"."""
    turned = bool(set(words[:1]) & _AUXILIARIES) and bool(set(words[1:2]) & _SUBJECTS)
    return turned and bool(set(words) & _ASKING_MORE)


def _says_what_is_meant(words: Sequence[str]) -> bool:
    """Whether a word of a sentence may say which figure is meant, or guesses at it."""
    denied = any(word == "n't" and not set(words[n + 1 : n + 2]) & _DENIED
                 for n, word in enumerate(words))  # fmt: skip
    told_apart = any(word in _RELATIVE and stem(words[n - 1]) in _COUNTED
                     for n, word in enumerate(words) if n)  # fmt: skip
    narrowed = is_guess(set(words)) or bool(set(words) & _SCOPING) or of_a_part(words)
    return narrowed or told_apart or denied or _is_for_something(words)


def _without_wondering(words: Sequence[str]) -> list[str]:
    """The words but for the "if" of "to see if", and others that only look like a condition."""
    return [word for n, word in enumerate(words)
            if (words[n - 1] if n else "", word) not in _NO_CONDITION
            and not (word == "just" and words[n + 1 : n + 2] and words[n + 1] in _AFTER_JUST)
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
    heads = HEADS | PLANS
    named = any({word, word.removesuffix("s")} & heads - _TRADING for word in after)
    return not named and not set(after[:1]) & _FOR_NOBODY
