"""Words that the interpreter's own grammar knows, whatever the workspace."""

from agent.interpreter.times.calendar_grammar import MONTHS, WEEKDAYS
from agent.interpreter.words.ordinary import (
    CURRENCY_WORDS,
    EXCLUDING,
    MONEY,
    NEUTRAL,
    NUMBERS,
    PERCENT,
    PERIOD_WORDS,
    PERSONAL,
    SAME,
)
from agent.interpreter.words.tokens import Token

_GRAMMAR = """
    day week month quarter year daily weekly monthly quarterly yearly annual annually today
    yesterday tomorrow last past previous preceding prior latest trailing next coming current this
    since until till between onwards before earlier ago same time trend first second third fourth
    half end beginning start began begun begins ever commencing beginning starting ending
    whole full complete calendar
    compare compared comparing comparison versus against relative difference than change changed
    changes changing grow grew grown growing growth increase increased increases decrease decreased
    decline declined drop dropped fall fell fallen rise rose risen higher lower more fewer less
    better worse improve improved improvement down bigger smaller
    top best biggest largest highest greatest most leading maximum bottom worst smallest lowest
    least fewest strongest weakest busiest quietest
    date dates stretch draw sketch send sends sent
    weekday weekdays weekend weekends hour hours hourly noon midday am pm fiscal financial
    sold sell bought buy spent selling spend broken break grouped
    ordered purchase purchased joined acquired average percent share later back still active
    mean meant yoy mom wow qoq ytd mtd qtd vs
"""
COMMON = frozenset(
    {
        *_GRAMMAR.split(),
        *NEUTRAL,
        *MONTHS,
        *WEEKDAYS,
        *NUMBERS,
        # Not the shortest, which are slips of others: "thru".
        *(word for word in PERIOD_WORDS if len(word) > 4),
        *PERSONAL,
        *MONEY,
        *CURRENCY_WORDS,
        *PERCENT,
    }
    | {*SAME}
    | {word for words in EXCLUDING for word in words}
)


# Common words that a workspace may well have as the name of a member.
NAMES = frozenset(
    {"business", "company", "shop", "store", "team", "right", "quick", "well", "line", "bar"}
    | {"list", "table", "chart", "graph", "plot", "bot", "mate", "folks", "guys", "question"}
    | {"total", "other", "active", "current", "back", "detail", "number", "order", "info"}
    | {"standard", "result", "record", "level", "metric", "data", "report", "share", "dear"}
    | {"us", "one", "value", "cash", "mobile", "email", "phone", "mail", "telephone", "contact"}
    | {"address"}
)


def is_plain(token: Token) -> bool:
    """Whether the word can be read without knowing the members of any dimension."""
    return is_common(token) and not token.capitals and not {token.word, token.stem} & NAMES


def is_common(token: Token) -> bool:
    """Whether the grammar knows the word in this form or without its plural ending."""
    return token.word in COMMON or token.stem in COMMON or len(token.word) == 1
