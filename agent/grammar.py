"""Small rules of grammar for the template sentences."""

import re
from collections.abc import Sequence

from agent.claims import Claim
from agent.writer import CURRENCIES, size
from semantic.model import BaseMetric

_ENDINGS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))
# What follows says more of the things that a title names: "animals on plan".
_AFTER_HEAD = re.compile(r" (?:per|since|to|on|in|with|without|at|from|who|that)(?= )")
_DONE = frozenset(
    {"sold", "bought", "held", "seen", "sent", "made", "given", "lost", "won", "taken"}
)
_LASTING = frozenset({"minutes", "hours", "days", "weeks", "months", "years"})


def verb(metric: BaseMetric) -> str:
    """`were` after a plural title, else `was`."""
    head = _AFTER_HEAD.split(metric.title)[0].split()
    nouns: Sequence[str] = head[:-1] if len(head) > 1 and _is_done(head[-1]) else head
    last = nouns[-1] if nouns else ""
    return "were" if last.endswith("s") and not last.endswith("ss") else "was"


def _is_done(word: str) -> bool:
    """Whether a word says what was done to the things before it: "lessons held"."""
    return word in _DONE or word.endswith("ed")


def counts_things(metric: BaseMetric) -> bool:
    """Whether a figure can stand before the title: `10 orders`, `3 active customers`."""
    shape = metric.format
    counts = not (shape.percent or shape.decimals or shape.unit in CURRENCIES)
    return counts and verb(metric) == "were" and not lasting(metric)


def lasting(metric: BaseMetric, claim: Claim | None = None) -> str:
    """The unit of a figure in days or hours, unless the metric's title says it already.

    Of the figure of a claim, in the singular where it reads 1.
    """
    unit = metric.format.unit
    said = {word.removesuffix("s") for word in metric.title.lower().split()}
    if unit not in _LASTING or unit.removesuffix("s") in said:
        return ""
    return f" {unit.removesuffix('s')}" if claim is not None and size(claim) == "1" else f" {unit}"


def plural(noun: str) -> str:
    """The plural of a noun, or of the last word of a name: `countries`, `home branches`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def single(noun: str) -> str:
    """The singular of a noun, or of the last word of a name: `country`, `home branch`."""
    for ending, instead in _ENDINGS:
        if noun.endswith(ending):
            return noun.removesuffix(ending) + instead
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
