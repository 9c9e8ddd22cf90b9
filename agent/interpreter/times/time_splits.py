"""Splits by time as people say them: by week, each month, monthly, at day level, over time."""

from collections.abc import Iterator
from itertools import chain

from agent.interpreter.times.calendar_grammar import UNIT_NEED
from agent.patterns import regex

_OVER_TIME = regex(
    r"(?:^|(?<= ))(?:trend(?:s|ing)? )?(?:over time|trend(?:s|ing)?|time series|timeline)"
    r"(?: (?:up|down)(?:wards?)?)?(?= |$)",
    "over time|trend|time series|timeline",
)
# "In developed countries" and "developing markets" are none of it.
_DEVELOPING = regex(
    r"(?:^|(?<= ))(?:develop(?:ment)?|evol(?:ve|ution))(?: of)?(?= |$)", "develop|evol"
)
_HOW_DEVELOPED = regex(
    r"(?:^|(?<= ))how (?:has|have|had|is|are|was|were) [^,;?]*?"
    r"(?P<said>(?:develop|evolv|progress|trend)(?:ed|ing)|mov(?:ed|ing)(?= over ))(?= |$)",
    "how ",
    "develop|evolv|progress|trend|mov",
)
_EACH = regex(
    r"(?:^|(?<= ))(?:split |broken down |grouped |breakdown )?"
    r"(?:by|per|each|every|for each|for every|a|in each) (?:single )?"
    r"(?:calendar )?(?P<g>day|week|month|quarter|year)(?: by (?P=g))?(?:(?: -)? end)?(?= |$)",
    UNIT_NEED,
)
_BY_ITSELF = regex(
    r"(?:^|(?<= ))(?:(?:one |a )?(?P<u>day|week|month|quarter|year) at a time"
    r"|(?P<g>day|week|month|quarter|year) (?:by|for|after|upon) (?P=g))(?: view| picture)?(?= |$)",
    UNIT_NEED,
    " by | for | after | upon | at a time",
)
_FROM_ONE = regex(
    r"(?:^|(?<= ))from (?P<g>day|week|month|quarter|year) to (?P=g)(?= |$)", UNIT_NEED, "from "
)
_AND_BY = regex(r"(?<=§ )(?:and|,) (?P<g>day|week|month|quarter|year)(?= |$)", "and|,", UNIT_NEED)
# As in "monthly grain", "at week level", "granularity: day".
_GRAIN_NOUN = "(?:grain|granularity|resolution|level|buckets?|cadence|intervals?|basis)"
_GRAIN_WORD = "(?:day|week|month|quarter|year|daily|weekly|monthly|quarterly|yearly|annual)"
_AT_GRAIN = regex(
    rf"(?:^|(?<= ))(?:(?:at|on|in|with) )?(?:a |the )?(?P<g>{_GRAIN_WORD})(?: -)? {_GRAIN_NOUN}"
    rf"(?= |$)|(?:^|(?<= ))(?:grain|granularity|resolution)(?: :| =| of| is)? (?:a |the )?"
    rf"(?P<h>{_GRAIN_WORD})(?= |$)",
    "grain|granularity|resolution|level|bucket|cadence|interval|basis",
)
_LY = regex(
    r"(?:^|(?<= ))(?P<g>daily|weekly|monthly|quarterly|yearly|annual(?:ly)?)(?: view| picture)?"
    r"(?= |$)",
    "ly|annual",
)
_GRAIN_OF_LY = {
    "dai": "day",
    "wee": "week",
    "mon": "month",
    "qua": "quarter",
    "yea": "year",
    "ann": "year",
}


def time_splits(flat: str) -> Iterator[tuple[int, int, str]]:
    """Where a text splits by time, and by what; by nothing of its own for "over time"."""
    for match in _BY_ITSELF.finditer(flat):
        yield match.start(), match.end(), match["u"] or match["g"]
    for match in chain(*(each.finditer(flat) for each in (_FROM_ONE, _EACH, _AND_BY))):
        yield match.start(), match.end(), match["g"]
    for match in _AT_GRAIN.finditer(flat):
        yield match.start(), match.end(), _grain_of(match["g"] or match["h"])
    for match in _LY.finditer(flat):
        yield match.start(), match.end(), _GRAIN_OF_LY[match["g"][:3]]
    for match in chain(_DEVELOPING.finditer(flat), _OVER_TIME.finditer(flat)):
        yield match.start(), match.end(), ""
    for match in _HOW_DEVELOPED.finditer(flat):
        yield match.start("said"), match.end("said"), ""


def _grain_of(word: str) -> str:
    return _GRAIN_OF_LY.get(word[:3], word) if word.endswith(("ly", "annual")) else word
