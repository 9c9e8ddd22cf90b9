"""Somebody in the house who says, asks or wants something: "Finance is asking again".

Who asks changes no figure. Only teams and offices that any business has are taken for somebody:
an unknown word, as in "the wholesale team", may be what is meant, and a name may be a customer's.
"""

from collections.abc import Sequence

from agent.interpreter.words.ordinary import MARKS, NEUTRAL
from agent.interpreter.words.tokens import Token

_TEAMS = frozenset(
    {"finance", "marketing", "operations", "ops", "support", "legal", "hr", "cs", "crm", "comms"}
    | {"procurement", "purchasing", "logistics", "accounting", "engineering", "it", "growth", "pr"}
    | {"analytics", "controlling", "treasury", "compliance", "reception", "leadership"}
    | {"management", "headquarters", "hq", "press", "merchandising", "success", "service"}
)
_PERSONS = frozenset(
    {"boss", "bosses", "ceo", "cfo", "coo", "cmo", "cto", "md", "vp", "board", "chair", "chairman"}
    | {"chairwoman", "president", "director", "directors", "manager", "managers", "head", "lead"}
    | {"colleague", "colleagues", "auditor", "auditors", "accountant", "accountants", "investors"}
    | {"investor", "shareholders", "trustees", "council", "committee", "partners", "analyst"}
    | {"analysts", "journalist", "bank", "executives", "execs", "exec", "founder", "founders"}
    | {"landlord", "controller", "team", "department", "dept", "office", "lawyers", "lawyer"}
    | {"somebody", "someone", "everybody", "everyone", "nobody", "people", "folks", "guys"}
)
OFFICES = (_TEAMS | _PERSONS) - {
    "people",
    "folks",
    "guys",
    "it",
    "success",
    "service",
    "growth",
    "press",
}
# What rooms are called that any business has, and that its figures are not told apart by.
ROOMS = frozenset(
    {"accounts", "payroll", "governance", "data", "reception", "warehouse", "sales", "customer"}
    | {"care", "packing", "product", "design", "content", "creative", "insights", "insight", "help"}
    | {"front", "research", "planning", "bi", "dev", "tech", "security", "facilities", "stock"}
    | {"campaign", "campaigns", "social", "media", "brand", "exec", "cx", "project", "core"}
)
_TEAM = frozenset({"team", "teams", "desk", "side", "arm", "crew"})
_TEAM_OF = ROOMS | MARKS | NEUTRAL | {"my", "our", "whole", "her", "his", "their", "new", "small"}
_AROUND = frozenset(
    {"the", "my", "our", "a", "an", "some", "one", "of", "from", "in", "at", "over", "and", "new"}
    | {"two", "whole", "both", "customer", "senior", "regional", "general", "sales", "deputy"}
)
HELPING = frozenset(
    {"is", "are", "was", "were", "has", "have", "had", "been", "will", "would", "keeps", "keep"}
    | {"kept", "just", "already", "really", "also", "still", "now", "again", "all", "seems", "to"}
    | {"not", "can", "might", "always", "never", "does", "do", "did", "only", "gets", "got"}
)
SAYING = frozenset(
    {"says", "say", "said", "saying", "claims", "claim", "claimed", "claiming", "swears", "swear"}
    | {"swore", "insists", "insist", "insisted", "reckons", "reckon", "thinks", "think", "thought"}
    | {"believes", "believe", "told", "tells", "mentioned", "suspects", "argues", "argued"}
    | {"disagree", "disagrees", "argue", "wonders", "wonder", "wondered", "wondering", "curious"}
    | {"meets", "meet", "meeting", "met", "gathers", "reviews", "reviewing", "debating"}
    | {"discussing", "waiting", "waits", "worried", "worries", "know", "convinced", "adamant"}
)
WANTING = frozenset(
    {"asks", "ask", "asked", "asking", "wants", "want", "wanted", "needs", "need", "needed"}
    | {"requests", "requested", "requesting", "requires", "require", "chasing", "nagging"}
    | {"pestering", "pushing", "expects", "expect", "demands", "demand"}
)
_HEARING = frozenset({"know", "see", "hear", "understand", "have", "learn", "get"})
_TO_WHOM = frozenset({"me", "us", "for", "about", "after", "to", "whether"})
_WHEN = frozenset(
    {"today", "tomorrow", "tonight", "noon", "midday", "lunch", "lunchtime", "urgently", "soon"}
    | {"again", "by", "before", "until", "monday", "tuesday", "wednesday", "thursday", "friday"}
    | {"saturday", "sunday", "later", "next", "this", "week", "month", "end", "close", "am", "pm"}
    | {"at", "due", "upcoming", "ahead", "up", "tonight", "shortly", "almost", "over"}
)
_NO_OBJECT = _WHEN | _HEARING | _TO_WHOM | NEUTRAL | MARKS


def tells(given: Sequence[Token]) -> bool:
    """Whether a clause is somebody saying something, or asking without saying for what."""
    end = after_verb(given)
    if not end:
        return False
    if given[end - 1].word in SAYING:
        return True
    rest = [token.word for token in given[end:]]
    return all(word in _NO_OBJECT or word.isdigit() for word in rest)


def after_verb(given: Sequence[Token]) -> int:
    """Where the words after such a verb begin, "finance wants" or "our CFO says"; 0 without one."""
    words = [token.word for token in given]
    verb = next((n for n, word in enumerate(words) if word in SAYING | WANTING), 0)
    start = verb
    while start and words[start - 1] in HELPING:
        start -= 1
    return verb + 1 if verb and _is_somebody(given[:start]) else 0


def before_figure(given: Sequence[Token], start: int, place: int) -> bool:
    """Whether what somebody wants begins at a place: after "finance wants to know"."""
    lead = given[start:place]
    end = after_verb(lead)
    if not end or lead[end - 1].word not in WANTING:
        return False
    rest = [token.word for token in lead[end:]]
    led = rest == [] or rest[-1] in _HEARING | {"for", "me", "us"}
    return led and set(rest) <= _HEARING | _TO_WHOM


def is_event(given: Sequence[Token], occasions: frozenset[str]) -> bool:
    """Whether a clause only names an occasion: "board meeting tomorrow", "slides due at 5"."""
    words = [token.word for token in given]
    known = occasions | _PERSONS | _TEAMS | _AROUND | _NO_OBJECT
    return bool(set(words) & occasions) and all(word in known or word.isdigit() for word in words)


def is_of_time(word: str) -> bool:
    """Whether a word only says by when something is wanted."""
    return word in _WHEN


def is_office(word: str) -> bool:
    """Whether a word is what teams and offices are called."""
    return word in _TEAMS | _PERSONS


def of_a_part(words: Sequence[str]) -> bool:
    """Whether a team is called by what may be a part of the business: "the wholesale desk"."""
    return any(word in _TEAM and words[n - 1] not in _TEAM_OF and not is_office(words[n - 1])
               for n, word in enumerate(words) if n)  # fmt: skip


def _is_somebody(given: Sequence[Token]) -> bool:
    """Whether words are such a team or person; a name beside one is theirs: "Ana from finance"."""
    words = {token.word for token in given}
    known = _TEAMS | _PERSONS | _AROUND | MARKS
    strange = [n for n, token in enumerate(given) if token.word not in known]
    named = strange == list(range(len(strange))) and all(given[n].titled for n in strange)
    placed = len(given) > len(strange) and given[len(strange)].word in ("from", "in", "at", "over")
    return bool(words & (_TEAMS | _PERSONS)) and (not strange or (named and placed))
