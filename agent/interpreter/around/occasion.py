"""What people tell around a question: why they ask, for whom, what happened. Whether it matters.

"My boss wants to know" changes no figure, "leaving returns aside" does. Only what is told in the
way of an occasion is taken for one; everything else is part of the question.
"""

from collections.abc import Iterator, Sequence

from agent.interpreter.around.somebody import (
    after_verb,
    is_event,
    is_of_time,
    is_office,
    of_a_part,
    tells,
)
from agent.interpreter.times.calendar_grammar import WEEKDAYS
from agent.interpreter.words.ordinary import MARKS, NEUTRAL, PERSONAL
from agent.interpreter.words.tokens import Token, is_picture

_BREAKS = frozenset(".?!;:–—,")
_FIRST = frozenset({"i", "we", "my", "our", "me", "us"})
# Somebody or something that acts; a question's own words never begin so.
_SUBJECTS = _FIRST | {"he", "she", "there", "somebody", "someone", "nobody", "several", "some"}
_SUBJECTS |= {"one", "a", "an", "the", "it", "this", "that", "yesterday", "today", "they"}
_LINKS = frozenset({"before", "because", "since", "as", "while", "so", "and", "but", "now"})
_LINKS |= {"although", "though", "whenever", "once", "hence", "therefore", "ahead"}
_LEADING_ON = frozenset({"before", "ahead", "because", "since", "while"})
_WHEN = frozenset({"in", "on", "during", "last", "over", "at", "from", "by", "of", "with"})
_SPEAKERS = frozenset({"i", "we"})
_BEING = frozenset({"is", "are", "was", "were", "has", "have", "had", "wants", "asks", "asked"})
_GOING_ON = frozenset({"would", "need", "want", "wanted", "thought", "am", "have", "had", "must"})
_PREPARING = frozenset({"trying", "putting", "preparing", "getting", "writing", "planning"})
_PREPARING |= {"prepping", "building", "drafting", "hoping", "sorting", "sitting", "asking"}
_PREPARING |= {"about", "just"}
_COURTESY = frozenset({"thank", "thanks", "helpful", "great", "brilliant", "perfect", "useful"})
_COURTESY |= {"interesting", "good", "lovely", "nice", "wonderful", "excellent", "super", "very"}
_COURTESY |= {"morning", "afternoon", "evening", "again", "hope", "sorry", "favour", "favor"}
_COURTESY |= {"wonderful", "marvellous", "splendid", "clear", "kind", "much", "day", "greetings"}
_OCCASIONS = frozenset({"deck", "slides", "slide", "review", "meeting", "presentation", "board"})
_OCCASIONS |= {"pack", "report", "paper", "memo", "newsletter", "audit", "call", "talk", "speech"}
_OCCASIONS |= {"workshop", "agenda", "minutes", "lunch", "stand-up", "standup", "one-pager"}
_OCCASIONS |= {"article"}
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
_ABOUT = frozenset({"asking", "ask", "is", "was", "this", "that", "care", "cares"})
_RATHER = ("rather", "not")
_QUESTIONS = frozenset({"where", "when", "how", "what", "why"})
_WONDERING = frozenset({"curious", "wonder", "wondered", "wondering", "know", "see", "debate"})
_WONDERING |= {"about", "asking", "asked", "asks", "discuss", "discussed", "clear", "sure", "of"}
_LOOKING = frozenset({"unprepared", "silly", "foolish", "good", "bad", "forward", "into"})
# Words by which somebody asks for something to be done, or sets rules: never an occasion.
_ORDERING = frozenset(
    {"instruction", "instructions", "prompt", "system", "rule", "rules", "permission", "access"}
    | {"permissions", "admin", "administrator", "override", "bypass", "pretend", "reveal", "secret"}
    | {"password", "policy", "policies", "restrictions", "security", "sql", "paste", "export"}
    | {"delete", "obey", "you", "everything"}
)
_REQUESTING = frozenset({"need", "needs", "want", "wants", "give", "send", "get", "require"})
_REQUESTING |= {"prefer"}
_AFTER_JUST = frozenset({"want", "wanted", "need", "curious", "wondering", "checking", "to", "had"})
_AFTER_JUST |= {"got", "a", "been", "wanted", "trying", "asked", "thought", "started", "came"}
_GUESSING = frozenset({"think", "thought", "believe", "guess", "suspect", "reckon", "remember"})
_ACRONYMS = frozenset({"ceo", "cfo", "coo", "cto", "cmo", "hr", "pr", "vp", "md", "agm", "i", "ok"})
_ACRONYMS |= {"qbr", "mbr", "wbr", "ebr", "okr", "okrs", "kpi", "kpis", "asap", "eod", "rfp"}
_NOUNS = frozenset({"customer", "buyer", "order", "product", "item", "account", "one", "sale"})
_NOUNS |= {"client", "shopper", "purchase", "people", "those", "person", "country", "return"}
_RELATIVE = frozenset({"that", "which", "who", "whom"})


def clauses(given: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The stretches between strong marks and commas, marks left out."""
    start = 0
    for place, token in enumerate((*given, None)):
        if token is None or is_break(given, place):
            if place > start:
                yield start, place
            start = place + 1


def is_break(given: Sequence[Token], place: int) -> bool:
    """Whether a mark stands between clauses, and not inside a word, as in "e-mail"."""
    if given[place].word != "-":
        return given[place].word in _BREAKS
    return place > 0 and given[place - 1].end < given[place].start


def may_be_occasion(given: Sequence[Token], *, after: bool) -> bool:
    """Whether words before a question, or `after` it, are told in the way of an occasion.

    None of them says what is meant, asks for something, or is a name or a number of something.
    """
    words = [token.word for token in given]
    if all(says_nothing(token) for token in given):
        return True
    if _sets_scope(given):
        return False
    told = list(clauses(given))
    by_somebody = [_is_told_by_somebody(given[start:end]) for start, end in told]
    if not (any(by_somebody) or _ASIDE_OF_SOMEBODY & set(words)):
        return False
    led = [
        # "Finance asked about wholesale" may say what is meant.
        known or (not after_verb(given[start:end]) and _leads(words[start:end], after=after))
        for known, (start, end) in zip(by_somebody, told, strict=True)
    ]
    return bool(led) and led[0] and _goes_on(given, told, led)


def _is_told_by_somebody(given: Sequence[Token]) -> bool:
    """Whether a clause tells what somebody says or wants, or what is coming up."""
    while given and (given[0].word in _LINKS or says_nothing(given[0])):
        if tells(given) or is_event(given, _OCCASIONS):
            return True
        given = given[1:]
    return tells(given) or is_event(given, _OCCASIONS)


_ASIDE_OF_SOMEBODY = _FIRST | {"boss", "ceo", "cfo", "board", "colleague", "colleagues"}
_ASIDE_OF_SOMEBODY |= {"manager", "auditors", "auditor", "finance", "team", "meeting"}


def _goes_on(given: Sequence[Token], told: list[tuple[int, int]], led: list[bool]) -> bool:
    """Whether the clauses after the first one go on telling, by a verb or a link of their own."""
    for (start, end), leads in zip(told[1:], led[1:], strict=True):
        silent = all(says_nothing(token) for token in given[start:end])
        if not leads and not silent:
            return False
    return True


def _leads(words: Sequence[str], *, after: bool) -> bool:
    """Whether a clause begins as people begin to tell something."""
    greeting = next((n for n, word in enumerate(words) if word not in NEUTRAL | _COURTESY), 0)
    if words[greeting : greeting + 1] and words[greeting] in _LEADING_ON:
        # "Quick one before my call".
        words = words[greeting:]
    links = 0
    while words[links : links + 1] and words[links] in _LINKS:
        links += 1
    rest = list(words[links:])
    if not rest or all(word in NEUTRAL | _COURTESY for word in words):
        return True
    first = rest[0]
    if first in _PREPARING:
        return not after
    if first == "to":
        return True
    if first == "for":
        return bool(set(rest) & _OCCASIONS)
    if links and first in _GOING_ON:
        return True
    if first in _SUBJECTS:
        return not after or links > 0 or first in _FIRST
    # "In March we took on …", "customer 123 is on the phone with me".
    begun = first in _WHEN and bool(_SPEAKERS & set(rest[1:6]))
    return not after and (begun or (first not in _WHEN and bool(_BEING & set(rest[1:5]))))


def says_nothing(token: Token) -> bool:
    """Whether a word is only a courtesy, a mark, or means nothing by itself."""
    word = token.word
    return word in MARKS or word in NEUTRAL | _COURTESY or is_picture(word)


def _sets_scope(given: Sequence[Token]) -> bool:
    """Whether a word says what is meant, or asks for something that is told of nobody."""
    words = {token.word for token in given}
    narrowed = any(_narrows(given, place) for place in range(len(given)))
    narrowed = narrowed or of_a_part([token.word for token in given])
    return narrowed or bool(words & PERSONAL and words & _REQUESTING)


def _narrows(given: Sequence[Token], place: int) -> bool:
    """Whether the word at a place says what is meant, or begins to ask for something."""
    word, after = given[place].word, given[place + 1 :]
    following = after[0].word if after else ""
    before = given[place - 1] if place else None
    wondered = before is not None and before.word in _WONDERING
    if (word, following) == _RATHER or (word == "look" and following in _LOOKING):
        return False
    if word in _QUESTIONS:
        return not wondered or following in ("many", "much")
    if word in _RELATIVE:
        return before is not None and before.stem in _NOUNS
    asks = word in _REQUESTING and following != "to" and _has_object(after)
    only = word == "just" and following not in _AFTER_JUST
    placed = word in _SPEAKERS and _is_placed(after)
    turns = word in TURNING | _ORDERING and not (wondered and word == "if")
    about = word == "about" and before is not None and before.word in _ABOUT and _has_object(after)
    return asks or only or placed or turns or about


def _has_object(given: Sequence[Token]) -> bool:
    """Whether what is wanted has a word of its own: "the wholesale ones", and not "the figure"."""
    end = next((n for n in range(len(given)) if is_break(given, n)), len(given))
    said = [token for token in given[:end]
            if token.word not in _OCCASIONS and not is_of_time(token.word)]  # fmt: skip
    return not all(says_nothing(token) for token in said)


def _is_placed(given: Sequence[Token]) -> bool:
    """Whether somebody says where they belong: "we are on the web team", not "in a meeting"."""
    words = [token.word for token in given]
    placed = words[:1] in (["am"], ["are"]) and words[1:2] and words[1] in _WHEN
    return bool(placed) and not set(words) & _OCCASIONS


def is_guess(words: set[str]) -> bool:
    """Whether somebody says what they take to be so."""
    return bool(words & _GUESSING)


def is_name(token: Token, *, aside: bool = False) -> bool:
    """Whether a word that nothing explains may be the name or the number of something.

    In an `aside` short forms such as "VIP", and the numbers of a clock, are none.
    """
    if aside:
        named = token.titled and token.word not in WEEKDAYS
    else:
        named = token.titled or token.capitals or token.is_number
    known = token.word in _ACRONYMS | NEUTRAL or is_office(token.word)
    return named and not known


def is_habit(words: Sequence[str]) -> bool:
    """Whether "every quarter" only says how often something is done."""
    return words[0] in ("every", "each") and len(words) > 1


def of_occasion(word: str) -> bool:
    """Whether a word is what people go to or write: "quarterly review"."""
    return word in _OCCASIONS


def asks_for(words: set[str]) -> bool:
    """Whether words ask for something."""
    return bool(words & _REQUESTING)
