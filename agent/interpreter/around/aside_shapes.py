"""How parts of a message are built that tell why, for whom or when: "Ana needs it by nine".

A part is taken for one only if all of it is built so: an occasion ("for the CX working group"), an
event ("account review at noon"), somebody who wants *it*, a thing that is made, or somebody who is
met. In their places may stand any word; a word that has no place in them, such as "wholesale" said
by itself, makes the part no aside.
"""

import re

from agent.interpreter.around.somebody import OFFICES
from agent.interpreter.times.calendar_grammar import A_MONTH, WEEKDAYS
from agent.interpreter.words.ordinary import NUMBERS
from agent.patterns import regex

_DAY = "|".join(WEEKDAYS)
# What is written, or met for, in any business; nobody buys these from it.
_PAPERS = (
    "deck|slides?|scorecards?|dashboard|recap|report|memo|agenda|summary|brief|briefing|rota"
    "|spreadsheet|presentation|powerpoint|appendix|one pager|wrap up|write up|roadmap|doc|forecast"
    "|budget|planning|proposal|audit|press release|reviews?|qbr|mbr|wbr|ebr|agm|meetings?|sync"
    "|stand ?up|kick ?off"
    "|all hands|catch up|huddle|off ?site|away ?day|town ?hall|post ?mortem|steerco|committee"
    "|working group|health check|appraisal|debrief|one to one|weekly sync"
    "|(?:board|monthly|weekly|quarterly|month end|year end|management|investor|exec|leadership"
    "|reporting|kpi|trading|info) (?:pack|paper)"
    "|(?:kpi|fact|score|data|summary|excel|planning|numbers|metrics) sheet"
    "|(?:quality|decision|risk|issue|change|action|data) log|(?:release|briefing|speaker|talking"
    f"|handover) notes|(?:{_DAY}|morning|weekly) (?:trading|numbers)"
)
_SENT = "newsletter|mailer|mailing|mailshot|article|blog|blog post|all staff email"
_TALKS = "call|chat|talk|speech|interview|1 1s?|slot"
# Customers may come by these or buy them: "for the workshop" may say which orders.
_DATED = "workshop|session|webinar|conference|visit|appointment|event|campaign|lunch|dinner|coffee"
# What is done or applied for, once "it" says that the figure is for it: "we need it for the bid".
_PLANS = (
    "scheme|programme|program|project|initiative|application|bid|pitch|form|grant|tender|posters?"
    "|leaflets?|flyers?|brochure|website|(?:web ?|landing )page|awards?|strategy|bonus(?:es)?"
    "|drive|fundraiser|appeal|open (?:day|evening)|fair|tax return|filing|renewal|negotiations?"
    "|(?:business )?case|case study|survey|training|induction|hiring|recruitment|quiz|party"
)
_OFFICES = (
    "|".join(sorted(OFFICES)) + "|reps?|agents?|distributors?|resellers?|teams|desk|suppliers?"
)
_OFFICES += "|consultants?|supervisors?|account manager"
_THE = "(?:the|a|an|my|our|her|his|their|your|this|that|another|next|some|one|today|tomorrow)"
_HELPING = (
    "(?:am|is|are|was|were|has|have|had|been|be|just|already|really|also|still|now|again|all|will"
    "|would|might|keeps?|urgently|badly|only)"
)
_NO_PLACE = (
    "for|in|on|at|to|from|by|of|with|about|before|i|we|it|this|that|they|and|or|but|is|are|was|were"
    "|wants?|needs?|asks?|need|me|us|the|a|an|my|our|have|has|had"
)
_WORD = rf"(?!(?:{_NO_PLACE}) )[^\W\d_][\w'&]*"
_NUMBER = (
    rf"(?:\d{{1,2}}(?:am|pm|ish|th|st|nd|rd)?|{'|'.join(NUMBERS)}|half"
    r"|(?:a|an|a few|a couple of)(?= (?:min|hour|hr|day)))"
)
_TIME = (
    r"(?:(?:at|by|on|in|before|around|about|till|until|from|this|next|half|quarter|past|to|end of"
    r"|close of|first thing|due|coming|coming up|starting|starts|early|late|the)"
    rf" )*(?:{_NUMBER}(?: (?:\d\d|am|pm|sharp|o'clock|mins?|minutes?|hours?|hrs?|days?))*|{_DAY}"
    r"|today|tomorrow|tonight|noon|midday|lunch|lunchtime|morning|afternoon|evening|eod|cob|later"
    r"|soon|shortly|week|day|now|business|play)"
)
_COURTESY = (
    r"(?:lol|haha|please|pls|plz|thanks|thank you|cheers|sorry|again|anyone|sigh|ugh|argh|here"
    r"|there|too|now|urgently|asap|as usual|today|quickly|so|then|ok|okay|hi all|team|folks"
    r"|everyone|all)"
)
_TAIL = rf"(?: (?:{_TIME}|{_COURTESY}))*"
_LEAD = (
    rf"(?:(?:{_COURTESY}|hi|hey|hello|morning|quick|quick one|question|one|just|i|we|it|this|that"
    r"|is|am|are|was|need|needed|want|wanted|asking|something|will be|will|goes|going|got|have"
    r"|these|them|numbers?|figures?|a|all|to put|put|purely|really|because|as|since|and"
    r"|but|next up) )*"
)
_OBJECT = (
    "(?:it|this|that|these|those|them|an answer|a number|the numbers?|the figures?|numbers|figures)"
)
_WANT = "(?:wants?|wanted|needs?|needed|requires?|requested|requests|expects?|expecting)"
_ASK = "(?:asks?|asked|asking|chasing|nagging|pushing|pestering|hassling|bugging|wondering|curious)"
MAKE = (
    "prepping|preparing|prep|prepare|writing|write|planning|plan|drafting|draft|building|build"
    "|finishing|finish|assembling|compiling|polishing|rehearsing|proofing|sketching|scripting"
    "|designing|putting together|put together|filling in|fill in|sorting out|working up"
)
_DO = (
    "(?:doing|do|putting|fixing|fix|sorting|making|make|getting|get ready|completing|starting"
    "|tweaking|updating|update|running|redoing|working|filling|presenting|reviewing|going through)"
)
_MEET = (
    "(?:meeting|meet|talking|speaking|seeing|see|visiting|visit|calling|call|hosting|host|briefing"
    "|brief|chatting|ringing|presenting|phoning)(?: (?:to|with))?"
)


def _words_of(nouns: str) -> frozenset[str]:
    """The words of alternatives, each with and without an optional ending."""
    return frozenset(re.findall(r"\w+", re.sub(r"(\w+)s\?", r"\1 \1s", nouns)))


# Without one of these words no occasion is named; short words stand in too many questions.
_OCCASIONS = sorted(_words_of(f"{_PAPERS}|{_SENT}|{_TALKS}|{_DATED}"))
_NAMED = "|".join(word for word in _OCCASIONS if len(word) > 3) + "|qbr|mbr|wbr|ebr|agm|doc|1 1"
_NAMED += "|one to| log"
_STAFF = "|".join(sorted(_words_of(_OFFICES)))


def _occasion(nouns: str) -> str:
    return rf"(?:{_THE} )?(?:{_WORD} ){{0,4}}?(?:{nouns})"


_PAPER = _occasion(_PAPERS)
_ANY_OCCASION = _occasion(f"{_PAPERS}|{_SENT}|{_TALKS}")
_PERSON = rf"(?:{_THE} )?(?:{_WORD} ){{0,3}}?(?:{_OFFICES})"
_PURPOSE = (
    rf"(?:for {_occasion(f'{_PAPERS}|{_SENT}')}|for (?:the|our|my) board"
    rf"|(?:before|ahead of|in time for|going into) {_ANY_OCCASION})"
)
_MEANT_FOR = rf"for {_occasion(f'{_PAPERS}|{_SENT}|{_DATED}|{_PLANS}')}"
_SOMEBODY = (
    rf"(?:(?:{_PERSON}|(?:{_THE} )?(?:{_WORD} ){{0,3}}?{_WORD})(?: (?:in|from|at|over in) {_WORD})?"
    "|he|she|they)"
)
# Only persons do so; whatever they do it with is their own business.
_HUMAN = (
    "hovering|disputing|panicking|standing|breathing|complaining|moaning|claiming|arguing|worrying"
    "|negotiating|budgeting|fretting|grumbling|celebrating|nervous|worried|keen|curious|convinced"
    "|on holiday|off sick|on leave|renewing|boarding|presenting|visiting"
)
# What somebody is doing now, of a thing with an article; a bare noun may be what is asked about.
NO_DOING = (
    "looking|checking|reviewing|viewing|analysing|analyzing|examining|exploring|counting|comparing"
    "|excluding|including|leaving|ignoring|considering|covering|running|handling|managing|selling"
    "|buying|shipping|ordering|asking|talking|meaning|taking|using|measuring|focusing|focussing"
    "|targeting|limiting|regarding|concerning|assuming|treating|seeing|spending|starting|ending"
    "|beginning|working|serving|returning|paying|owing|having|being|going|coming|concentrating"
    "|during|missing|breaking|splitting|grouping|ranking|adding|skipping|omitting|removing"
    "|filtering|restricting|narrowing|keeping|thing|everything|anything|something"
    "|representing|supporting|leading|heading|owning|overseeing|supervising|seeking|wanting|needing"
    "|requesting|hunting|searching|chasing|trying|tracking|monitoring|studying|investigating"
    "|researching|assessing|evaluating|auditing|inspecting|plotting|charting|containing|involving"
    "|following|exceeding|belonging|carrying|requiring|living|staying|featuring"
)
_I_AM = r"(?:(?:hi|hey|hello|so|just|still|i|we|am|are|currently|now) )*"
_ING = (
    rf"(?!(?:{NO_DOING}) )\w{{2,}}ing"
    r"(?: (?:out|up|down|together|off|through|in|on|over|of|about|from|at))?"
)
_A_THING = r"(?:the|a|an|my|our|some)(?: [^\W_][\w']*){1,9}"
# An order can be "containing a voucher", but not "choosing who gets one".
DOING = (
    regex(rf"{_I_AM}{_ING} (?:who|where|whether|which|how|what)(?: [^\W_][\w']*){{1,9}}", "ing"),
    regex(rf"{_I_AM}(?:am|are) {_ING} {_A_THING}", "ing"),
)
DOING_FIRST = (*DOING, regex(rf"{_ING} {_A_THING}", "ing"))
BUSY = (
    regex(
        rf"{_SOMEBODY} (?:is|are|was|were) (?:{_HELPING} )*(?:{_HUMAN})(?: [^\W_][\w']*){{0,8}}",
        _HUMAN,
    ),
)
_CALLED = _occasion("call|meeting|chat|line|phone")
# Somebody who wants the figure or greets is told by any name.
BY_NAME = (
    regex(
        rf"{_SOMEBODY} (?:{_HELPING} )*{_WANT} (?:to (?:know|see|have|use|show|share) )?{_OBJECT}"
        rf"(?: off)?(?: (?:{_PURPOSE}|{_MEANT_FOR}))?{_TAIL}",
        "want|need|requi|request|expect",
    ),
    regex(
        rf"{_SOMEBODY} (?:{_HELPING} )*waiting(?: (?:on|for) (?:it|this|that|these|me|us))?{_TAIL}",
        "waiting",
    ),
    regex(
        r"(?:good )?(?:morning|afternoon|evening|day|hi|hello|hey|greetings)(?: (?:all|team|folks"
        rf"|everyone|there|both|again))*(?: from (?:the )?{_WORD}(?: {_WORD})?)?",
        "morning|afternoon|evening|day|hi|hello|hey|greetings",
    ),
)
SHAPES = (
    regex(
        rf"{_COURTESY}(?: {_COURTESY})*",
    ),
    regex(
        rf"{_LEAD}{_PURPOSE}(?: with {_PERSON})?{_TAIL}",
        "for|before|ahead|in time|going",
        f"{_NAMED}|board",
    ),
    regex(
        rf"{_LEAD}(?:it|this|that|these|those|them|they)(?: (?:is|are|will be))? {_MEANT_FOR}"
        rf"{_TAIL}",
        "for",
        "it|this|that|these|those|them|they",
    ),
    regex(
        rf"{_LEAD}(?:quick|one|question|request|ask)(?: {_COURTESY})* (?:before|for|ahead of) "
        rf"{_occasion(f'{_PAPERS}|{_SENT}|{_TALKS}|{_DATED}')}(?: with (?:{_PERSON}|{_WORD}))?"
        rf"{_TAIL}",
        "quick|one|question|request|ask",
        _NAMED,
    ),
    regex(
        rf"{_PAPER} (?:again|time|day|prep)(?: {_COURTESY})*",
        "again|time|day|prep",
        _NAMED,
    ),
    regex(
        rf"{_LEAD}(?:goes|going|to put|put) (?:in|into|on) {_PAPER}{_TAIL}",
        "goes|going|put",
        _NAMED,
    ),
    regex(
        rf"{_LEAD}{_occasion(f'{_PAPERS}|{_TALKS}|{_DATED}')}(?: with {_PERSON})?(?: (?:is|are"
        rf"|starts?|kicks off))? {_TIME}{_TAIL}",
        _NAMED,
    ),
    regex(
        rf"{_LEAD}(?:is|have|got) {_ANY_OCCASION}(?: with {_PERSON})?{_TAIL}",
        "is|have|got",
        _NAMED,
    ),
    regex(
        rf"{_PAPER} (?:is missing|needs|lacks|is short of|has)(?: {_THE})?"
        r" (?:cell|number|figure|line|gap|hole|bit|column|row)s?(?: (?:on|for|here))?",
        "missing|needs|lacks|short|has",
        _NAMED,
    ),
    regex(
        rf"{_PERSON} (?:{_HELPING} )*{_ASK}(?: (?:me|us|for it|for this|about it|{_OFFICES}))*"
        rf"{_TAIL}",
        "ask|chasing|nagging|pushing|pestering|hassling|bugging|wondering|curious",
        _STAFF,
    ),
    regex(
        rf"{_LEAD}(?:{MAKE}) {_THE} (?:{_WORD} ){{0,4}}{_WORD}(?: for {_PERSON})?{_TAIL}",
        "prep|writ|plan|draft|build|finish|assembl|compil|polish|rehears|proof|sketch|script|design"
        "|put|fill|sort|working",
    ),
    regex(
        rf"{_LEAD}(?:{MAKE}|{_DO})(?: (?:on|for|in))? {_ANY_OCCASION}(?: together)?"
        rf"(?: for {_PERSON})?{_TAIL}",
        _NAMED,
    ),
    regex(
        rf"{_LEAD}settl(?:e|ing) (?:a|an|this|our) (?:bet|argument|debate)"
        rf"(?: (?:for|with|in|between) {_PERSON})?",
        "settl",
    ),
    regex(
        rf"{_LEAD}(?:to )?{_MEET} {_PERSON}{_TAIL}",
        "meet|talk|speak|see|visit|call|host|brief|chat|ring|present|phoning",
        _STAFF,
    ),
    regex(
        rf"{_LEAD}(?:on )?(?:{_CALLED} )?with {_PERSON}{_TAIL}",
        "with",
        _STAFF,
    ),
    regex(
        rf"{_PERSON} (?:is|are|was|will be) (?:visiting|coming(?: in| over)?|here|in town|calling"
        rf"|arriving|on the (?:line|phone)|in (?:the |our )?(?:office|building)){_TAIL}",
        "visiting|coming|here|in town|calling|arriving|on the|in ",
        _STAFF,
    ),
    regex(
        rf"(?:the|our|that) (?:{_WORD} ){{1,5}}(?:ran|launched|started|ended|opened|closed"
        r"|went live|went out|was (?:on|live|running|out)|took place|happened)"
        r" (?:then|that (?:month|week|quarter|year)|(?:back|around) then|at the time|in it)",
        "ran|launched|started|ended|opened|closed|went|was|took|happened",
        "then|that|at the time|in it",
    ),
    regex(
        rf"(?:i |we )?(?:want|wanted|would like|hoping|hope|going|love) to (?:brag|boast|celebrate"
        rf"|crow|gloat|show off)(?: about)?(?: {_THE})? (?:{_WORD} ){{0,4}}{_WORD}",
        "brag|boast|celebrate|crow|gloat|show off",
    ),
)
# What leads to the question without a mark: "our warehouse lead wants to know".
_ACTING = "would |could |should |can |will |did |do |does |am |people |customers? |anyone |may "
_KNOWING = "to (?:know|see|have|hear|check|understand)"
LEADING = (
    regex(
        rf"{_LEAD}(?:{_PERSON}|(?!\w+s |{_ACTING})(?:{_WORD} )?{_WORD}) (?:{_HELPING} )*"
        rf"(?:(?:wants|needs|would like|wanted|needed|asking|asks)(?: (?:me|us))?"
        rf" (?:{_KNOWING}|for)|(?:asks|asked|asking|wonders|wondering)(?: (?:me|us))?"
        r"(?= (?:how|what|which|who) ))(?= )",
        "want|need|like|ask|wonder",
    ),
    regex(
        rf"{_PERSON} (?:want|need|ask|are asking) (?:{_KNOWING}|for)(?= )",
        "want|need|ask",
        _STAFF,
    ),
    regex(
        rf"{_LEAD}{_PERSON} (?:{_HELPING} )*(?:wants?|needs?|asks? for|asked (?:me|us) for)"
        r"(?= (?:our|the) )",
        "want|need|ask",
        _STAFF,
    ),
    regex(
        rf"{_LEAD}(?:could|can|may) {_PERSON} (?:get|have|see)(?= )",
        "could|can|may",
        _STAFF,
    ),
    regex(
        rf"{_PAPER} (?:needs|wants) (?:a|one) (?:line|bullet|sentence|number|figure)"
        r" (?:on|about|for)(?= )",
        "needs|wants",
        _NAMED,
    ),
    regex(
        rf"for {_PAPER}{_TAIL}(?= (?:i|we|could|can|what|how|which|who|please) )",
        "for",
        _NAMED,
    ),
)
# What follows an occasion inside a question; a noun would go on with its name: "the call centre".
_GOES_ON = (
    rf"(?= ?$| (?:{_NO_PLACE}|please|what|how|which|who|could|can|as|per|over|during|since|last|q"
    rf"|split|{A_MONTH}|\d+) )"
)
WITHIN = regex(rf"(?<![^ ])(?:for|in) (?={_THE} ){_PAPER}{_GOES_ON}", "for |in ", _NAMED)
# Only when something takes place: "on Thursday", "this morning".
WHEN = regex(rf"(?:{_TIME}|(?:this|at|by) (?:noon|morning|afternoon|evening))")
# What an occasion or somebody is called.
HEADS = _words_of(f"{_PAPERS}|{_TALKS}|{_DATED}|{_OFFICES}")
PLANS = _words_of(_PLANS)
