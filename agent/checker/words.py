"""Words that say something about figures: directions, ranks, causes."""

from collections.abc import Iterator
from typing import Literal

from agent.patterns import Pattern, regex
from semantic.record import record

Sense = Literal["up", "down", "better", "worse", "flat", "highest", "lowest", "cause", "unusual"]


_UP = r"""
    rose | risen | rises? | rising | rais(?:ed|es) | grew | grown | grows? | growing | growth
  | increas(?:e|es|ed|ing) | climb(?:s|ed|ing)? | jump(?:s|ed|ing)? | surg(?:e|es|ed|ing)
  | soar(?:s|ed|ing)? | gain(?:s|ed|ing)? | higher | upwards? | expand(?:s|ed|ing)? | expansion
  | rebound(?:s|ed|ing)? | recover(?:s|ed|ing|y)? | exceed(?:s|ed|ing)? | outgrew
  | outpac(?:es|ed|ing) | outperform(?:s|ed|ing)? | outsold | upturn | uptick | upswing
  | larger | bigger | greater | rocket(?:ed|ing)? | accelerat(?:es|ed|ing) | above
  | more\ than | more\ (?=▮) | (?<=[\d%]\ )more | (?<=points\ )more"""
_DOWN = r"""
    fell | fallen | falls? | falling | drop(?:s|ped|ping)? | declin(?:e|es|ed|ing)
  | decreas(?:e|es|ed|ing) | lower(?:ed)? | shrank | shrunk | shrink(?:s|ing|age)?
  | slip(?:s|ped|ping)? | sank | sunk | sink(?:s|ing)? | plung(?:e|es|ed|ing)
  | plummet(?:s|ed|ing)? | dip(?:s|ped|ping)? | slump(?:s|ed|ing)? | tumbl(?:e|es|ed|ing)
  | slid | slides? | sliding | contract(?:ed|ion|ing) | reduc(?:es|ed|ing|tion) | fewer | less
  | smaller | downwards? | downturn | downswing | crash(?:es|ed|ing)? | collaps(?:es|ed|ing)
  | below | shortfall | slow(?:ed|ing)"""
_UP_NEED = (
    "rose|ris|rais|grew|grow|increas|climb|jump|surg|soar|gain|higher|up|expan|rebound|recover"
    "|exceed|outgrew|outpac|outperform|outsold|larger|bigger|greater|rocket|accelerat|above|more"
)
_DOWN_NEED = (
    "fell|fall|drop|declin|decreas|low|shrank|shrunk|shrink|slip|sank|sunk|sink|plung|plummet|dip"
    "|slump|tumbl|slid|contract|reduc|fewer|less|smaller|down|crash|collaps"
)
_BETTER = (
    r"better | improv(?:e|es|ed|ing|ements?) | strong(?:er) | strengthen(?:s|ed|ing)? | healthier"
)
_WORSE = (
    r"worse | worsen(?:s|ed|ing)? | deteriorat(?:e|es|ed|ing|ion) | weak(?:er|en|ened|ens) | poorer"
)
_FLAT = r"""
    unchanged | flat | stable | stead(?:y|ily) | constant | static | stagnant | stagnat(?:ed|ing)
  | plateaued | level(?:led)?[\ -]off | no\ change | did\ not\ (?:change|move) | same\ as"""
_HIGHEST = r"""
    top | topp(?:ed|ing) | largest | biggest | highest | greatest | best | most | leading | foremost
  | maximum | peak(?:s|ed)? | strongest | busiest | fastest | steepest | number\ one
  | (?:second|third)[\ -](?:largest|biggest|highest|best)
  | (?:ranked|ranks?|came|comes|is|was|were|placed?|finish(?:es|ed))\ (?:first|second|third|fourth)
  | (?:first|second|third)\ (?:place|rank|among) | ahead\ of | more\ than\ any
  | record(?:[\ -](?:high|day|week|month|year|sales|level))"""
_LOWEST = r"""
    smallest | lowest | least | worst | bottom | fewest | weakest | minimum | slowest | trough
  | (?:came|comes|is|was|ranks?|ranked)\ last | last\ place | less\ than\ any"""
_HIGHEST_NEED = (
    "top|largest|biggest|highest|greatest|best|most|leading|maximum|peak|strongest|busiest|fastest"
    "|steepest|number one|rank|first|second|third|fourth|ahead of|more than any|record"
)
_LOWEST_NEED = (
    "smallest|lowest|least|worst|bottom|fewest|weakest|minimum|slowest|trough|last|less than any"
)
_CAUSE = r"""
    because | due\ to | owing\ to | thanks\ to | driven\ by | drove | drives | caus(?:es?|ed|ing)
  | as\ a\ (?:result|consequence) | result(?:s|ed|ing)?\ (?:of|from|in) | led\ to | leads\ to
  | explain(?:s|ed)? | attributable\ to | on\ account\ of | account(?:s|ed)?\ for | behind\ the
  | (?:came|comes|stem(?:s|med)?|arises?|arose)\ (?:(?:main|most|large|chief)ly\ )?from
  | (?:drivers?|reasons?)\ (?:for|of|is|are|was|were|behind)
  | thereby | hence | therefore"""
_UNUSUAL = r"""
    outside\ (?:of\ )?(?:the|its|their|any)\ (?:ordinary|usual|normal)\ range
  | unusual(?:ly)? | extraordinar(?:y|ily) | abnormal(?:ly)? | anomal(?:y|ies|ous)
  | exceptional(?:ly)? | surprising(?:ly)?"""

# "Up" and "down" are directions unless they belong to a verb: "follow up", "write down".
_VERB = regex(
    r"""(?xi) \b(?: follow(?:ing|ed)? | set | pick(?:ed)? | look | call | sign(?:ed)? | sum | back
      | catch | make | made | end | bring | clear | open | write | speed | keep | warm | show | turn
      | come | get | take | break | broken | split | note | narrow | hand | step )
      (?:[ -](?:them|it|him|her))? [ -]$"""
)


def _whole(words: str, need: str) -> Pattern:
    return regex(rf"(?xi) \b(?: {words} )(?!\w)", need)


def _whole_or_sign(words: str, signs: str, need: str) -> Pattern:
    return regex(rf"(?xi) \b(?: {words} )(?!\w) | [{signs}]", "|".join((need, *signs)))


# The first sense that fits a place wins: "did not change" before "change", ranks before directions.
_SENSES: tuple[tuple[Sense, Pattern], ...] = (
    (
        "cause",
        _whole(
            _CAUSE,
            "because|to|driv|drove|caus|as a|result|explain|account|behind|came|come|stem|aris"
            "|arose|reason|thereby|hence|therefore",
        ),
    ),
    ("unusual", _whole(_UNUSUAL, "outside|unusual|extraordinar|abnormal|anomal|exception|surpris")),
    (
        "flat",
        _whole(
            _FLAT, "flat|stabl|stead|constant|static|stagna|plateau|level|chang|did not|same as"
        ),
    ),
    ("highest", _whole(_HIGHEST, _HIGHEST_NEED)),
    ("lowest", _whole(_LOWEST, _LOWEST_NEED)),
    ("better", _whole(_BETTER, "better|improv|strong|strength|health")),
    ("worse", _whole(_WORSE, "worse|deteriorat|weak|poor")),
    ("up", _whole_or_sign(_UP + r" | up (?!\ to\b)", "↑↗⇧⬆▲△⏫🔺📈", _UP_NEED)),
    ("down", _whole_or_sign(_DOWN + " | down", "↓↘⇩⬇▼▽⏬🔻📉", _DOWN_NEED)),
)
_NOT_A_RANK = regex(r"(?i)\bat (?:the )?$|\bal$")
_NEGATED = regex(
    r"""(?xi) (?: \b(?:no|not|never|without|neither|nor|hardly|cannot|barely) | n['’]t )
      (?:\ (?:a|any|the|yet|been|to))* \s+$""",
    "no|never|without|hardly|barely|n",
)


@record
class Said:
    """A word at `start:end` that needs a claim, and its sense. `negated` after "not" and "no"."""

    start: int
    end: int
    sense: Sense
    negated: bool = False


def said(text: str, start: int, end: int) -> Iterator[Said]:
    """The direction, rank and cause words in `text[start:end]`, not overlapping."""
    taken: list[tuple[int, int]] = []
    for sense, pattern in _SENSES:
        for match in pattern.finditer(text, start, end):
            before = text[start : match.start()]
            overlaps = any(match.start() < stop and begin < match.end() for begin, stop in taken)
            if overlaps or _is_idiom(sense, match[0], before):
                continue
            taken.append((match.start(), match.end()))
            yield Said(match.start(), match.end(), sense, bool(_NEGATED.search(before)))


def _is_idiom(sense: Sense, word: str, before: str) -> bool:
    if sense in ("highest", "lowest"):
        return bool(_NOT_A_RANK.search(before)) and word.lower() in ("most", "least", "best", "top")
    return word.lower() in ("up", "down") and bool(_VERB.search(before))
