"""Somebody in the house who says, asks or wants something: "Finance is asking again".

Who asks changes no figure. Only teams and offices that any business has are taken for somebody:
an unknown word, as in "the wholesale team", may be what is meant, and a name may be a customer's.
"""

from collections.abc import Sequence

from agent.interpreter.words.ordinary import MARKS, NEUTRAL

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


def is_office(word: str) -> bool:
    """Whether a word is what teams and offices are called."""
    return word in _TEAMS | _PERSONS


def of_a_part(words: Sequence[str]) -> bool:
    """Whether a team is called by what may be a part of the business: "the wholesale desk"."""
    return any(word in _TEAM and words[n - 1] not in _TEAM_OF and not is_office(words[n - 1])
               for n, word in enumerate(words) if n)  # fmt: skip
