"""Words that ask for a change: verbs of moving, more and less, by how much."""

from agent.interpreter.times.shifts import words_of

_TURNS = "drop|fall|rise|increase|decrease|decline|change|jump|dip|surge|spike|slump|swing|growth"
MOVES = words_of(
    "how (?:big|large|steep|sharp|great|huge|strong) (?:(?:is|was|were|has been) )?"
    f"(?:(?:a|an|the|that|this|our) )*(?:{_TURNS}|shift|movement)"
    "|moved(?= (?:from|between))"
    "|(?:(?:gone|go|going|went|is|was|were|are|been|moved|trended) )?"
    "(?:how (?:far|much) )?(?:up or down|down or up)(?: and)?(?: by)?(?: how (?:much|far))?"
    "|how far (?:off|apart|ahead|behind|away)(?: (?:are|were|is|was) (?:we|it|they))?"
    "|(?:by )?how far(?= (?:did|do|does|have|has|had|is|was|were|are|up|down|above|below|apart) )"
    "|(?:gone|go|going|went|been) (?:up|down)"
    "|(?<=§ )(?:been )?(?:(?:pick|shoot|creep|slow|tail|drop)(?:s|p?ed|p?ing)?) (?:up|down|off)"
    "|chang(?:e|es|ed|ing)|grew|grow|grown|growing|growth|increas(?:e|ed|es|ing)"
    "|decreas(?:e|ed|es|ing)|declin(?:e|ed|ing)|(?:drop|fall)(?: -)? ?off"
    "|dropped|drop|fell|fallen"
    "|(?<!in the )fall|rose|risen|rise|rising|falling|dropping|climb(?:ed|ing)|slipp(?:ed|ing)"
    "|shrank|shrunk|shrinking|dipp(?:ed|ing)|jumped|soared|plummeted|surged"
    "|(?:the )?movements?(?: in| of)?|improved?|improving|improvement|worsened"
    "|(?:go|goes|going|heading|moving|trending) (?:which way|(?:in )?(?:which|what) direction)"
    "|(?:which way|(?:in )?(?:which|what) direction) (?:is|are|was|were|did|has|have)"
    " (?:it|they|that|things|we) (?:go|going|gone|heading|headed|moving|move|moved|trending)"
    "|(?<=the )(?:jump|surge|spike|dip|slump|plunge|leap|hike|uplift)(?= in (?:(?:the|our) )*§)"
    "|(?:(?<=biggest )|(?<=largest )|(?<=steepest )|(?<=sharpest )|(?<=worst )|(?<=best ))"
    "(?:jump|surge|spike|dip|slump|plunge|swing)",
    "how |moved|movement|jump|surge|spike|dip|slump|plunge|swing|up|down|off|chang|grew|grow"
    "|increas|decreas|declin|drop|fell|fall|rose|ris|improv|worsened|climb|slipp|shrank|shrunk"
    "|shrink|dipp|soared|plummeted|which way|direction|leap|hike",
)
_AMOUNT = "(?:amount|sum|margin|percentage|percent|%|proportion)"
MORE = words_of(
    f"(?:and )?by (?:how (?:much|far)|what {_AMOUNT})(?: (?:and|or|,)* (?:by )?what {_AMOUNT})?"
    "|delta|diff|chg|more|fewer|less|higher|lower|bigger|smaller|difference"
    "|up(?! to| until)|down(?! to| the (?:line|road))|better|worse",
    "how |by what|delta|diff|chg|more|fewer|less|er|difference|up|down|worse",
)
# As in "the change, absolute and relative", which every comparison tells anyway.
BOTH_WAYS = words_of(
    r"(?:(?:both )?(?:in )?)?abs(?:olute)?(?: terms)?(?: \.)? (?:and|\+|&|/|,|plus) (?:in )?"
    r"(?:rel(?:ative)?|%|pct|percent(?:age)?)(?: \.)?(?: terms| change| diff)?",
    "abs",
)
# As in "amount and percent", of what is compared.
_IN_FIGURES = "(?:the )?(?:abs(?:olute)?|amount|value|numbers?|units?|pounds|euros|dollars|[£€$])"
_IN_PERCENT = "(?:%|pct|percent(?:age)?s?|per cent)"
_JOINED = "(?: ,)? (?:and|&|\\+|/|plus|as well as) (?:(?:in|the|as) )*"
IN_BOTH = words_of(
    f"(?:both )?(?:(?:in|as) )?(?:{_IN_FIGURES}{_JOINED}{_IN_PERCENT}"
    f"|{_IN_PERCENT}{_JOINED}{_IN_FIGURES})"
    "(?: (?:change|terms))?(?! of )",
    "%|pct|percent|per cent",
)
