"""Politeness around a question, and small words beside others: "no rush", "so high"."""

from agent.interpreter.board import Board, GrainSaid, Mark, Noise, TimeSaid
from agent.interpreter.intents import WhySaid
from agent.interpreter.members.grouping import AMONG, Grouped
from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.ordinary import MARKS
from agent.patterns import regex
from semantic.period import whole_grain

_POLITE = regex(
    r"(?:^|(?<= ))(?:(?:i )?hope (?:that )?(?:you|all|everyone|everything|this|your?)(?: \w+){0,3}"
    r" (?:well|good|great|ok|okay|fine)"
    r"|no (?:rush|hurry|worries|problem|pressure|stress)(?: at all)?"
    r"|(?:sorry )?to (?:bother|ask|trouble|disturb|interrupt|chase|pester|bug)(?: you)?(?: again)?"
    r"|when(?:ever)? you(?: next)? (?:get|have|find|got) (?:a|the|some|time) ?"
    r"(?:minute|chance|moment|sec|second|time|mo)?|whenever(?: you can| suits| is convenient)?"
    r"|if (?:it|that|this) is not too much (?:trouble|bother|to ask)"
    r"|(?:could|can|would) you (?:possibly|perhaps|maybe|just)|possibly|ideally|much appreciated"
    r"|(?:if|as) (?:it )?(?:you )?(?:so )?pleases?(?: you)?|if you (?:would|will|could|can)"
    r"(?: be so (?:kind|good))?(?: as to)?|be so (?:kind|good) as to"
    r"|at your (?:earliest )?convenience"
    r"|pray(?: tell)?(?= [,!]| (?:what|how|which|tell|give|state))"
    r"|(?:i )?(?:should|would) be (?:much )?(?:obliged|grateful|glad|pleased|delighted)"
    r"(?: (?:if|to|for))?|with (?:kind|best|warm) regards|(?:kind|best|warm) regards"
    r"|as (?:it|they|things|matters) (?:currently |now )?(?:stands?|stood)(?= |$)"
    r"|all told|in aggregate|as one figure|side(?: -)? by(?: -)? side"
    r"|(?:(?:just|one last|another|a|and) )*(?:quick|brief) (?:one|question|q|query|ask|request)"
    r"(?= (?:before|for|from|please|on|about|ahead)|(?: [:,.!?;–-])|$)"
    r"|thanks in advance|many thanks|in advance|as soon as (?:you can|possible))(?= |$)",
    "hope|rush|hurry|worries|problem|pressure|stress|bother|ask|trouble|disturb|interrupt|chase"
    "|pester|bug|when|too much|possibly|perhaps|maybe|just|ideally|appreciated|thanks|advance"
    "|as soon|pleas|if you |so |convenience|pray|obliged|grateful|glad|pleased"
    "|delighted|regards|stand|stood|told|aggregate|one figure|side|quick|brief",
)
# "Week", "one" and "but" say nothing of figures in these.
_NEWCOMER = regex(
    r"^(?:(?:hi|hey|hello|hiya|all|there|team|everyone|folks|sorry|and|so|,|!|–|-) )*"
    r"(?:(?:i am|it is|this is|still|only|just) )*(?:in )?(?:my )?"
    r"(?:(?:very )?(?:first|second|third) (?:day|week|month)"
    r" (?:here|on the job|in the (?:job|role))"
    r"|(?:quite |fairly |very )?new (?:here|to (?:the team|all this|this job)))"
    r"(?=(?: and)? (?:here )?[,.!?:;)–-])",
    "here|on the job|in the|new to",
    "first|second|third|new",
)
_SILLY = regex(
    r"(?:^|(?<= ))(?:sorry )?(?:(?:if|i know|i fear|maybe|perhaps|probably) )?this"
    r" (?:is|may be|might be) (?:probably |maybe |perhaps )*an?"
    r" (?:very |really |bit of a |rather )*"
    r"(?:silly|stupid|dumb|daft|basic|obvious|naive|foolish|simple) (?:one|question|ask|query)"
    r"(?: (?:, )?but)?(?= [,.!?:;–-]| (?:how|what|which))",
    "silly|stupid|dumb|daft|basic|obvious|naive|foolish|simple",
    "one|question|ask|query",
)
# "Just" of what somebody does, and not of what is asked about.
_JUST_ASKING = regex(
    r"(?:^|(?<= ))(?:only|just|simply|merely|genuinely)"
    r"(?: (?:(?:double|sanity) )?checking(?: (?:something|in|up))?"
    r"|(?= (?:curious|wondering|asking|wanted|wanna|(?:a )?quick|want to|need to|like to"
    r"|give|tell|show|send|pull)(?: |$))|(?<=i just)(?= (?:want|need) )|(?<=we just)(?= need ))"
    r"(?= |$)",
    "curious|wondering|checking|asking|want|wanna|quick|need|like|give|tell|show|send|pull",
)
_COURSE = regex(
    r"(?:^|(?<= ))(?:in|over|during|through|throughout) the (?:whole |entire |full )?course of"
    r"(?= (?:(?:the|this|that|our|a|last|past|previous|current|whole|entire|first|second|third"
    r"|fourth|final|calendar|fiscal|financial) )*(?:\d{1,2} )?"
    rf"(?:(?:day|week|month|quarter|year|half|summer|winter|spring|autumn|{'|'.join(MONTHS)})"
    r"|[qh] ?[1-4]|(?:19|20)\d\d))",
    "course of",
)
_GOT = regex(
    r"(?:^|(?<= ))pick(?:ed|ing)? up"
    r"(?= (?:any |many |the (?:most|fewest) )?(?:more|fewer|new|additional) )",
    "pick",
)
# "Up" in these says nothing of a change: "did we rack up", "ended up refunded".
_GOT_UP = regex(
    r"(?:^|(?<= ))(?:add(?:s|ed|ing)? up(?= to(?: (?:[^a-z]|in |for |over |during )|$))"
    r"|(?:rack|clock|chalk|notch|tot)(?:s|ed|ting|ted|ing|king)? up"
    r"|(?:(?<=we )|(?<=they )|(?<=you ))pick(?:ed)? up"
    r"|(?:turn|show)(?:s|ed)? up(?= (?:on time|late|early|broken|damaged|again)(?: |$))"
    r"|(?:end|ends|ended|wind|winds|wound) up(?! (?:[^a-z]|(?:on|by|from|vs|versus|against|compared"
    r"|over|in|for|during|this|last|at|the|and|or) )|$))(?: with| having| being| getting)?(?= |$)",
    "add|rack|clock|chalk|notch|tot|end|wind|wound|pick|turn|show",
    " up",
)
_AFTER_IT = regex(
    r"(?:^|(?<= ))(?:what )?(?:i|we) (?:am|are|would be) (?:really |only |just |mainly )*"
    r"(?:after|hunting(?: down)?(?: for)?|chasing|keen (?:on|to (?:know|see|learn|hear)))"
    r"(?: (?:is|are))?(?= |$)",
    "after|hunting|chasing|keen",
)
# What is said to an answer, and is no name: "Perfect, now by region", "Lovely, thanks".
_PRAISE = regex(
    r"^(?:(?:ok|okay|oh|ah|that is|this is|yes|all|and|very|so|just) )*"
    r"(?:perfect|lovely|great|brilliant|nice|wonderful|excellent|super|superb|cool|awesome|amazing"
    r"|fantastic|good|sweet|magic|ace|neat|fab|fabulous|splendid|marvellous|beautiful|champion)"
    r"(?: (?:one|stuff|job|work|answer|news))?(?= (?:[,.!–—-]|thanks?|thx|cheers|ta) )",
    "perfect|lovely|great|brilliant|nice|wonderful|excellent|super|cool|awesome|amazing|fantastic"
    "|good|sweet|magic|ace|neat|fab|splendid|marvellous|beautiful|champion",
)
_SINGLY = regex(
    r"(?:^|(?<= ))not (?:all )?(?:added|summed|totalled|lumped|rolled|taken|put|counted)"
    r" (?:up|together)(?= |$)",
    "not ",
)
_PRECISION = regex(
    r"(?:^|(?<= ))(?:(?:correct |accurate |rounded )?(?:to|with|at) (?:\w+)"
    r" (?:decimals?(?: (?:places?|points?))?|dp|d \. ?p(?: \.)?|significant figures)"
    r"|(?:rounded(?: up| off)? )?to the nearest"
    r" (?:pound|penny|hundred|thousand|percent(?:age point)?|whole number|unit)"
    r"|rounded(?: up| off)?|to (?:what|which) (?:sum|amount|total|figure)(?= (?:did|do|does) )"
    r"|(?<=§ )amount(?= (?:to )?(?:§|in |for |during |over |\?|$)))(?= |$)",
    "decimal|dp|d .|significant|nearest|rounded|to what|to which|amount",
)
_LEVEL = regex(
    r"(?:^|(?<= ))(?:so|this|that|too|very|quite|rather|unusually)"
    r" (?:high|low|good|bad|weak|strong|poor)(?= |$)",
    "high|low|good|bad|weak|strong|poor",
)
# After a member or a period, which is marked: "29 September alone", "that day alone".
_ALONE = regex(r"(?<=§ )alone(?= |$)", "alone")
_TALKING = regex(
    r"(?:^|(?<= ))(?:are|were) (?:we|you|they) (?:actually |really )?(?:talking|speaking)"
    r"(?: (?:about|of))?(?: here)?(?= |$)"
    r"|(?<=customers )i mean(?= [.,?!)]|$)|(?<=people )i mean(?= [.,?!)]|$)",
    "talking|speaking|i mean",
)
_SAID_AROUND = (
    _POLITE, _NEWCOMER, _SILLY, _JUST_ASKING, _COURSE, _PRAISE, _GOT, _GOT_UP, _AFTER_IT,
    _PRECISION, _TALKING,
)  # fmt: skip
_EACH = frozenset({"every", "each", "whichever"})
_LOOKING_AT = frozenset({"at", "for", "into", "up", "after", "to", "over", "through"})
_LABELS = (
    ("date", "range"), ("time", "range"), ("time", "frame"), ("the", "period"), ("period",),
    ("timeframe",), ("window",), ("daterange",), ("date",), ("dates",), ("time", "period"),
)  # fmt: skip
_UNITS = frozenset({"month", "quarter", "year", "week"})


def mark_politeness(board: Board) -> None:
    """Mark politeness, which changes no figure. Call before words are looked up."""
    if len(board.tokens) > 2:
        for pattern in _SAID_AROUND:
            board.silence(pattern)
    if any(token.word in ("separately", "each", "individually") for token in board.tokens):
        board.silence(_SINGLY)
    for place in list(board.rest()):
        # "What has it looked like" asks for the figure, "looked at" tells what somebody did.
        if board.word(place) == "looked" and board.word(place + 1) not in _LOOKING_AT:
            board.put(place, place + 1, Noise())


def mark_beside(board: Board) -> None:
    """Mark small words beside others: "the month" of August, "so high" after "why".

    Call after periods are marked.
    """
    for mark, said in board.of(TimeSaid):
        _mark_label(board, mark)
        start = mark.start - 1 if board.word(mark.start - 1) == "of" else mark.start
        unit = board.word(start - 1)
        # In "best month this year" the month is asked for.
        same = unit in _UNITS and whole_grain(said.period) == unit
        if same and board.free(start - 1, mark.start):
            board.put(start - 1, mark.start, Noise())
        _mark_apposed(board, mark, said)
        _mark_pointing_back(board, mark, said)
    for mark, _ in board.of(Grouped):
        leading = board.word(mark.start - 1) in AMONG | _EACH
        if leading and board.free(mark.start - 1, mark.start):
            board.put(mark.start - 1, mark.start, Noise())
    board.silence(_ALONE)
    if board.has(WhySaid):
        board.silence(_LEVEL)


def _mark_label(board: Board, mark: Mark) -> None:
    """Mark what only says that a period follows: "period: Q3", "date range = 2011-06"."""
    start = mark.start - 1 if board.word(mark.start - 1) in (":", "=") else mark.start
    for words in _LABELS:
        first = start - len(words)
        said = tuple(board.word(place) for place in range(max(first, 0), start))
        if said == words and board.free(first, mark.start):
            board.put(first, mark.start, Noise())
            return


def _mark_apposed(board: Board, mark: Mark, said: TimeSaid) -> None:
    """Take "month" in "orders, month March" as that of the period, and as no split."""
    for other, split in board.of(GrainSaid):
        apart = board.word(other.start) == "," and other.end == mark.start
        if apart and split.grain == whole_grain(said.period):
            board.swap(other, Noise())


def _mark_pointing_back(board: Board, mark: Mark, said: TimeSaid) -> None:
    """Mark "in the quarter" at the end of a question about one quarter: it says no other."""
    end = len(board.tokens)
    while board.word(end - 1) in MARKS and end > mark.end:
        end -= 1
    words = [board.word(place) for place in range(end - 3, end)]
    points = words[0] in ("in", "during", "within", "over") and words[1] in ("the", "that", "this")
    same = words[2] in _UNITS and whole_grain(said.period) == words[2]
    alone = len(board.of(TimeSaid)) == 1 and end - 3 >= mark.end
    if points and same and alone and board.free(end - 3, end):
        board.put(end - 3, end, Noise())
