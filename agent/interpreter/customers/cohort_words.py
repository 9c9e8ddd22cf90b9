"""How people speak of customers by when they were new, and of who came back, as patterns."""

from agent.interpreter.words.signs import DID, IN
from agent.patterns import regex

_SMALL = (
    r"(?:(?:,|-|:|what|which|the|of|them|they|who|that|then|also|still|had|have|has|were|was|are"
    r"|did|went|on|to|it|share|%|percent|percentage|pct|proportion|fraction) )*"
)
_MONTHS = (
    r"(?:(?:\w+ )months? (?:later|on|after(?:wards)?|in|down the (?:line|road))"
    r"|in the \w+ month after|after \w+ months?|(?:a|one) month later)"
)
_AROUND = r"still (?:around|with us|here|there|on board|a #|#|shipping|going|in)"
NEW = regex(
    r"new @ #(?= |$)"
    rf"|new # (?:from|of|in) @(?= (?:\S+ )*?{DID} {IN}(?: |$))"
    r"|@ (?:(?:first|1st) (?:- )?(?:time|ever)|new|brand (?:- )?new|newly (?:acquired|won|gained)"
    r"|first(?: -)? (?:order|purchase)) #(?= |$)"
    r"|# (?:(?:who|that|were|we|newly|first|was|have|had|came|started|in|as|to|us|on) )*"
    r"(?:new|won|gained|acquired|joined)(?: (?:customers|us|to us|with us))?"
    r" in @",
    "new|first|1st|won|gained|acquired|joined",
    "@",
    "#",
)
_DONE = "back|return|active|order|bought|buy|purchas|shopp|placed|made"
STILL = regex(
    rf"(?<![^ ])(?:(?:still|were|was|are|is|did|do|they) )*(?:{DID}|{_AROUND})"
    rf"(?= (?:{IN}|{_MONTHS})(?: |$))",
    f"{_DONE}|still ",
)
# As in "six months later: what share still ordering", where the months stand before.
MONTHS_BEFORE = regex(rf"(?<![^ ]){_MONTHS}(?= |$)", "month")
STILL_THEN = regex(
    rf"(?<![^ ])(?:still|were|was|are|is|had|have) (?:(?:still|had|have) )*(?:{DID}|{_AROUND})"
    r"(?= [?.!,]|$)",
    f"{_DONE}|still ",
)
AGAIN = regex(
    rf"(?:@ (?:active )?#|# (?:who |that )?(?:were |had |have )*{DID} {IN}) {_SMALL}{DID} {IN}"
    r"(?= |$)",
    _DONE,
    "@",
    "#",
)
HOW_MANY = regex(
    rf"# (?:(?:who|that|were|had|have|active) )*{DID} {IN}(?: ,)?"
    r" (?:and )?(?:how many|what number)"
    rf" (?:(?:of|them|those|these|went|on|to|#|then|also|have|had|were|was|did) )*{DID} {IN}"
    r"(?= |$)",
    "how many|what number",
    "@",
    "#",
)
COUNTED = regex(
    r"(?:^|(?<= ))how many (?:of|from|in) (?:(?:the|our|those|that) )*&", "how many", "&"
)
KEPT = regex(
    r"(?:how many|what number) (?:of )?(?:the |our |those |all )*"
    r"(?:@ (?:active )?#|# (?:of|from|in) @)"
    r" (?:(?:did|have|had|were|could|can) )*we (?:(?:able|manage|managed|to|still|also|have) )*"
    rf"(?:keep|kept|retain|retained|hold on to|held on to|hang on to) (?:active )?{IN}(?= |$)",
    "how many|what number",
    "keep|kept|retain|hold|held|hang",
)
FIRST_TIME = regex(
    r"(?:^|(?<= ))(?:for )?(?:the |their |a )?(?:very )?first(?: -)? time(?: ever)?(?= |$)",
    "first",
    " time",
)
