"""Ordinary English around a question: words that ask, link, thank, and change no figure."""

from collections.abc import Sequence

DURATIONS = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years"})
# Each of these can be left out of a question without changing what the right answer is. A word
# that could narrow, widen or turn the question (only, before, foreign, average) is not here.
_NEUTRAL = """
    a an the this that these those it its there here some any all
    i we you he she they me us our ours my mine your yours their theirs them him her one ones
    am is are was were be been being do does did done have has had having will would shall should
    can could might must get gets got getting give gives gave given go goes went gone going come
    comes came coming make makes made making take takes took bring brings brought see saw seen look
    looks looking like liked want wants wanted need needs know tell show shows showing shown list
    lists display say says said find pull report reported let run put add land landed stand stood
    total totals sum overall altogether figure figures number numbers
    level levels data result results stat stats metric metrics counted info
    information detail details update overview summary picture breakdown breakup split chart
    graph plot table list line
    what which who whom whose how much many when where
    of in on at to for from by with as into onto via per during within through across over about
    and or plus also so then too well ok okay both together each
    respectively separately individually combined jointly
    please pls plz thanks thank thx ta cheers kindly hi hey hello hiya morning afternoon dear team
    sec second moment minute quick quickly quickie asap now right question
    retainer bot mate folks guys
    if possible maybe actually basically really exactly precisely roughly approximately
    have happened happen happening generated generate generating recorded record records placed
    achieved achieve
    business company shop store
    gimme lemme gonna wanna wondering wonder wondered curious interested love appreciate grateful
    move moved moving
    perform performed performing doing
    receive received win won gain gained attract attracted shift shifted
    something anything stuff thing things such often times exact actual current currently
    ranked sorted developer developers
    moin hallo servus bonjour hola ciao salut
    anyone anybody someone somebody guy gang peeps all's heya yo ya yep yeah yup sup oh ah aha um uh
    er erm hm hmm hmmm haha lol btw fyi tbh imo rn atm afaik iirc sry soz sorry apologies pardon
    excuse ty tyvm tx tks thnx thanx plse plss v u ur anyway anyways ballpark idea clue remind
    deck slide slides meeting presentation standup boss eod cob
    break analysis analyse analyze calculate compute check pull fetch dig quickly kind sort
    help yet already tho though
"""
NEUTRAL = frozenset(_NEUTRAL.split())

# Marks that carry no meaning of their own.
MARKS = frozenset(".,;:?!\"'()[]-–—…*_#@/&+|“”’„")

# One thing under several names.
SAME = {
    "people": "customer",
    "person": "customer",
    "everyone": "customer",
    "everybody": "customer",
    "folk": "customer",
    "avg": "average",
    "ave": "average",
    "typical": "average",
    "mean": "average",
    "qty": "quantity",
    "rev": "revenue",
    "pct": "percent",
    "percentage": "percent",
    "proportion": "share",
    "ratio": "rate",
    "nr": "number",
    "cust": "customer",
    "vals": "value",
    "newest": "new",
    "prev": "previous",
    "wk": "week",
    "wks": "week",
    "mth": "month",
    "mths": "month",
    "yr": "year",
    "yrs": "year",
    "qtr": "quarter",
    "qtrs": "quarter",
    "acct": "account",
    "tix": "ticket",
    "prod": "product",
    "hrs": "hour",
    "spender": "customer",
    "head": "customer",
    "capita": "customer",
    "dupe": "duplicate",
}

# Short forms of periods, as patterns for them know the words.
PERIOD_WORDS = {
    "wk": "week", "wks": "weeks", "mth": "month", "mths": "months", "qtr": "quarter",
    "qtrs": "quarters", "yr": "year", "yrs": "years", "prev": "previous", "mnth": "month",
    "mnths": "months", "wkly": "weekly", "mthly": "monthly", "qtrly": "quarterly",
    "wknd": "weekend", "wkend": "weekend", "wknds": "weekends",
    "y'day": "yesterday", "yday": "yesterday", "yest": "yesterday", "2day": "today",
    "2moro": "tomorrow", "tmrw": "tomorrow", "thurs": "thursday", "thur": "thursday",
    "thu": "thursday", "tues": "tuesday", "tue": "tuesday", "weds": "wednesday",
    "wed": "wednesday", "fri": "friday", "w/e": "week ending", "begin": "beginning",
}  # fmt: skip

# Short names of days that are other words too: "on sun hats".
SHORT_DAYS = {"mon": "monday", "sat": "saturday", "sun": "sunday"}
LEADING_A_DAY = frozenset({"last", "this", "on", "since", "by", "to", "-", "until", "till", "past"})
AFTER_A_DAY = frozenset(
    {"", "to", "-", "–", "until", "till", "and", "vs", "?", ".", ",", "in", "of", "last", "this"}
)

HOW_MANY = ("how", "many")
COUNTING = (
    HOW_MANY, ("number", "of"), ("count", "of"), ("no", ".", "of"), ("no", "of"),
    ("nr", "of"), ("nr", ".", "of"), ("num", "of"), ("#", "of"),
)  # fmt: skip
MONEY = frozenset({"money", "value", "amount", "worth", "cash"})
CURRENCIES = {
    "GBP": frozenset({"£", "gbp", "pound", "pounds", "sterling", "quid"}),
    "USD": frozenset({"$", "usd", "dollar", "dollars", "bucks"}),
    "EUR": frozenset({"€", "eur", "euro", "euros"}),
    "JPY": frozenset({"¥", "jpy", "yen"}),
    "CHF": frozenset({"chf", "franc", "francs"}),
}
CURRENCY_WORDS = frozenset(word for words in CURRENCIES.values() for word in words)
PERCENT = frozenset({"%", "percent", "percentage", "pct"})
SHARE = frozenset(
    {"share", "percent", "%", "rate", "ratio", "percentage", "pct", "proportion", "fraction"}
    | {"portion"}
)

# Asked for with any metric, these are about persons, not about the business.
_PERSONAL = """
    phone telephone mobile email emails mail address addresses postcode postcodes zip
    birthday birthdays birth birthdate dob passport password passwords contact contacts iban
"""
PERSONAL = frozenset(_PERSONAL.split())

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "fifty": 50, "hundred": 100, "thirteen": 13, "fourteen": 14, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "forty": 40, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip

BEFORE_MEMBERS = frozenset(
    {".", "the", "in", "from", "any", "-", "our", "at", "for", "to", "by", "on", "of"}
    | {"those", "all", "about", "via", "through", "done", "both"}
)
EXCLUDING = (
    ("apart", "from"), ("aside", "from"), ("outwith",), ("sans",), ("all", "but"),
    ("everywhere", "but"), ("everything", "but"), ("leaving", "aside"),
    ("other", "than"), ("except", "for"), ("except",), ("excluding",),
    ("exclude",), ("excl",), ("without",), ("outside", "of"), ("outside",), ("not", "in"),
    ("not", "from"), ("not", "including"), ("not", "counting"), ("leaving", "out"),
    ("leave", "out"), ("remove",), ("removing",), ("delete",), ("omit",), ("omitting",), ("skip",),
    ("skipping",), ("forget",), ("forget", "about"), ("disregard",), ("disregarding",),
    ("take", "out"), ("strip", "out"), ("ignoring",),
    ("ignore",), ("minus",), ("no",), ("not",), ("non",),
    ("but", "not"), ("besides",), ("ex",), ("do", "not", "count"), ("do", "not", "include"),
)  # fmt: skip


_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}


def spelled(said: Sequence[str]) -> tuple[int, int]:
    """How many of the words at a beginning are one number in words, and that number.

    As "sixty thousand", "two hundred and fifty", "twenty-five"; 0 where fewer than two are.
    """
    whole = part = place = 0
    for n, word in enumerate(said):
        value = NUMBERS.get(word)
        if word in _SCALES and n and (part or whole):
            scale = _SCALES[word]
            whole, part = (whole, part * scale) if scale == 100 else (whole + part * scale, 0)
        elif value is not None and word not in _SCALES and _adds(part, value, n == 0):
            part += value
        elif word in ("and", "-") and n and _goes_on_after(said[n - 1 : n + 2]):
            continue
        else:
            break
        place = n + 1
    return (place, whole + part) if place > 1 else (0, 0)


def _adds(part: int, value: int, first: bool) -> bool:
    """Whether a number in words goes on with another: "twenty five", and not "five twenty"."""
    if first:
        return True
    tens = part % 100
    return value < 100 and (tens == 0 or (tens >= 20 and tens % 10 == 0 and value < 10))


def _goes_on_after(said: Sequence[str]) -> bool:
    """As "hundred and five", "twenty-five": what stands between a scale or tens and the rest."""
    before, link, after = (*said, "", "")[:3]
    tens = NUMBERS.get(before, 0) in range(20, 100) and NUMBERS.get(after, 10) < 10
    return (link == "and" and before in _SCALES and after in NUMBERS) or (link == "-" and tens)


def number(word: str) -> int | None:
    """The whole number a word stands for, if it does."""
    if word.isdigit() and word.isascii() and len(word) < 7:
        return int(word)
    return NUMBERS.get(word)
