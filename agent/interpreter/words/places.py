"""Countries by their other names, so that "German" finds Germany where nobody listed it."""

from collections.abc import Iterator
from functools import cache

from agent.interpreter.words.ordinary import BEFORE_MEMBERS, MARKS

# What has only the whole country cannot tell that there is nothing for these.
_PARTS_OF_ONE = frozenset({"scotland", "scottish", "scots", "wales", "welsh"})
_PARTS_OF_ONE |= {"northern ireland", "northern irish"}
# Each line is one country: its names and short forms, then how its people and things are called.
_COUNTRIES = """
    united kingdom, uk, u.k., great britain, britain, gb | british, brits
    united states, usa, us, u.s., u.s.a., united states of america, america | american, americans
    germany, deutschland, de | german, germans
    france, fr | french
    scotland | scottish, scots
    wales | welsh
    northern ireland | northern irish
    spain, es | spanish, spaniards
    italy, it | italian, italians
    portugal, pt | portuguese
    netherlands, the netherlands, holland, nl | dutch
    belgium, be | belgian, belgians
    luxembourg, lu |
    switzerland, ch | swiss
    austria, at | austrian, austrians
    ireland, eire, republic of ireland, ie | irish
    denmark, dk | danish, danes
    sweden, se | swedish, swedes
    norway, no | norwegian, norwegians
    finland, fi | finnish, finns
    iceland, is | icelandic
    poland, pl | polish, poles
    czech republic, czechia, cz | czech, czechs
    slovakia, sk | slovak
    hungary, hu | hungarian, hungarians
    romania, ro | romanian, romanians
    bulgaria, bg | bulgarian, bulgarians
    greece, gr | greek, greeks
    croatia, hr | croatian
    turkey, türkiye, tr | turkish
    russia, russian federation, ru | russian, russians
    ukraine, ua | ukrainian, ukrainians
    canada, ca | canadian, canadians
    mexico, mx | mexican, mexicans
    brazil, brasil, br | brazilian, brazilians
    argentina, ar | argentinian, argentine
    chile, cl | chilean
    colombia, co | colombian
    australia, au | australian, australians, aussie, aussies
    new zealand, nz | kiwi, kiwis
    japan, jp | japanese
    china, cn | chinese
    south korea, korea, kr | korean, koreans
    india, in | indian, indians
    singapore, sg | singaporean
    israel, il | israeli, israelis
    south africa, rsa, za | south african, south africans
    united arab emirates, uae, emirates, ae | emirati
    saudi arabia, ksa, sa | saudi
    egypt, eg | egyptian
    nigeria, ng | nigerian
    kenya, ke | kenyan
"""
_REGIONS = frozenset(
    {"europe", "european", "eu", "eurozone", "scandinavia", "scandinavian", "nordic", "nordics"}
    | {"baltic", "baltics", "benelux", "dach", "iberia", "iberian", "balkans", "mediterranean"}
    | {"asia", "asian", "apac", "africa", "african", "emea", "latam", "oceania", "overseas"}
    | {"continent", "continental", "abroad", "foreign", "international", "domestic"}
)
_SHORTEST = 3
_SHORT_AND_CLEAR = frozenset({"uk", "us"})
_TO_US = frozenset(
    {"tell", "give", "gives", "show", "get", "let", "send", "for", "to", "of", "with", "by", "help"}
    | {"about", "from", "bring", "take", "takes", "took", "make", "makes", "cost", "keep", "left"}
    | {"pay", "pays", "paid", "brought", "brings", "owe", "owes", "join", "joined", "leave"}
    | {"leaves", "lets", "gave"}
)
_AFTER_US = frozenset(
    {"the", "a", "an", "more", "most", "less", "least", "to", "for", "some", "any", "how", "what"}
    | {"about", "all", "with", "money", "back", "up", "down", "out"}
)
_IN_THE_US = BEFORE_MEMBERS | {"and", "or", "vs", "versus", "than", "without", "&", ",", "not", ""}
# Written in capitals too, these are rather words, or the IT department.
_NO_CODES = frozenset({"no", "in", "is", "at", "it"})


def _read() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for line in _COUNTRIES.strip().splitlines():
        names, _, people = line.partition("|")
        both = (tuple(part.strip() for part in side.split(",")) for side in (names, people))
        yield tuple(both)  # type: ignore[misc]


_BY_NAME = {name: (names, people) for names, people in _read() for name in names}


def other_names(value: str, *, of_countries: bool) -> tuple[str, ...]:
    """What else a country is called; nothing for what is none.

    A code of two letters is a country only in a dimension `of_countries`.
    """
    given = value.strip().lower()
    if len(given) < _SHORTEST and not of_countries:
        return ()
    names, people = _BY_NAME.get(given, ((), ()))
    said = (*names, *people)
    return tuple(n for n in said if n and (len(n) >= _SHORTEST or n in _SHORT_AND_CLEAR))


def code(value: str) -> str:
    """The two capital letters of a country, such as DE; empty where they may be a word."""
    names, _ = _BY_NAME.get(value.strip().lower(), ((), ()))
    short = [name for name in names if len(name) < _SHORTEST and name not in _SHORT_AND_CLEAR]
    return next((name.upper() for name in short if name not in _NO_CODES), "")


def is_country(said: str) -> bool:
    """Whether a word or two name a country, or its people, anywhere."""
    return said in _countries()


@cache
def _countries() -> frozenset[str]:
    both = (name for names, people in _read() for name in (*names, *people))
    whole = frozenset(name for name in both if len(name) > _SHORTEST)
    return whole - _PARTS_OF_ONE


def is_region(said: str) -> bool:
    """Whether a word names a group of countries, whose members are not the same everywhere."""
    return said in _REGIONS


def is_the_us(before: str, after: str) -> bool:
    """Whether a small "us" between these words is the country.

    "Tell us", "find us?" and "pays us the most" are not about it, "us revenue" and "in the us" are.
    """
    if before in _TO_US or after in _AFTER_US:
        return False
    return before in _IN_THE_US or after not in MARKS | {""}
