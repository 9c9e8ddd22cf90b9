"""Whether a figure is good or normal, which no figure says: "is that good?", "what's normal?"."""

from collections.abc import Iterator

from agent.interpreter.compose import option
from agent.interpreter.outcome import Option, Unclear
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import Token
from agent.patterns import regex
from agent.reading import Reading
from semantic.view import View

_QUALITY = (
    r"(?:good|bad|ok|okay|fine|normal|usual|typical|unusual|healthy|great|poor|alright|expected"
    r"|high|low|strong|weak|big|small|(?:a )?lot|much|many|worrying|concerning|a (?:good|bad|high"
    r"|low|normal|big|small) (?:number|figure|amount|result|month|week|quarter|year|value|rate))"
)
_JUDGED = regex(
    r"(?:(?:and|so|ok|okay|hm+|well|but|wow|right) )*(?:"
    r"(?:is|was|are|were|would you (?:say|call)) (?:that|it|this|they|those|these)(?: is| was)?"
    rf"(?: (?:a|any|very|so|too|really|quite|considered|all|even|still|pretty))* {_QUALITY}"
    rf"(?: (?:or (?:{_QUALITY}|not)|for (?:us|them|this|a \w+|the \w+)|then|now|actually|at all"
    r"|enough))*"
    rf"|what (?:is|would be) (?:a )?{_QUALITY}(?: (?:for us|here|then|figure|number|value))*"
    rf"|how (?:good|bad|normal|unusual) (?:is|was) (?:that|it|this)|good or bad)",
    "is|was|are|were|would|good or bad",
)
_SINCE = regex(
    r"(?:(?:and|so|ok) )*(?:since when|for how long|how long (?:has|have))"
    r"(?: (?:has|have|is|was|are|were|been|it|that|this|they|those|like|so|down|up|high|low|bad"
    r"|good|falling|rising|going on|the case))*",
    "since when|how long",
)
_SINCE_WHEN = "No figure says since when. Ask for it over time, as in “by month since January”."
_WHY = "No figure says whether that is good or usual{}. Set it beside another period?"
_BETTER = {"up": "; of {}, higher is better", "down": "; of {}, lower is better"}


def judged(given: tuple[Token, ...], before: Reading | None, view: View) -> Unclear | None:
    """A question back about the reading before, set beside other periods; None for another one."""
    said = " ".join(token.word for token in given if token.word not in MARKS)
    if before is None or not (_JUDGED.fullmatch(said) or _SINCE.fullmatch(said)):
        return None
    if _SINCE.fullmatch(said):
        return Unclear(_SINCE_WHEN)
    metric = view.metrics[before.metrics[0]]
    better = _BETTER.get(metric.direction, "") if len(before.metrics) == 1 else ""
    return Unclear(_WHY.format(better.format(metric.title)), tuple(_beside(before, view)))


def _beside(before: Reading, view: View) -> Iterator[Option]:
    """The reading before against other periods, where it can be compared."""
    if before.skill != "movement" or before.share or before.counted or before.among or before.mean:
        return
    for against in ("previous", "year"):
        if against != before.compare:
            yield option(before.model_copy(update={"compare": against, "total": False}), view)
