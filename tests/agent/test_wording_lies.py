"""A hundred lies that a model may tell with a text, and a hundred honest ways to say it."""

import json
from datetime import date
from itertools import product

import pytest

from agent.claims import DIMENSION, ROWS, Claim, ClaimPeriod
from agent.wording import Check, Pen, Worded, worded
from agent.writer import render
from semantic.model import Format
from tests.agent.test_wording import AUGUST, CLAIMS, GOOD, KNOWN, POUNDS, TEMPLATE

SHARE = Format(unit="%", decimals=0, percent=True)
OF_12748 = ({"field": "customer.id", "op": "eq", "value": "12748"},)


def of_country(name: str) -> tuple[dict[str, str], ...]:
    return ({"field": "order.country", "op": "eq", "value": name},)


def sales_of(name: str, value: float) -> Claim:
    return CLAIMS["c1"].model_copy(update={"value": value, "filters": of_country(name)})


def name_of(name: str) -> Claim:
    return Claim(value=name, kind="name", label="member", filters=of_country(name))


def of_customer(value: float, label: str, **more: object) -> Claim:
    return Claim.model_validate({"value": value, "label": label, "filters": OF_12748, **more})


FLAG_CLAIMS = {
    "c1": Claim(value="12748", kind="name", label="customer", filters=OF_12748),
    "c2": of_customer(0.59, "chance of no order", unit="%", format=SHARE),
    "c3": Claim(value=60, unit="days", kind="count", label="within"),
    "c4": of_customer(995.24, "at risk", unit="GBP", format=POUNDS),
    "c5": of_customer(1683.73, "expected sales", unit="GBP", format=POUNDS),
    "c6": of_customer(84, "last order", unit="days", explains="lapse"),
    "c7": of_customer(45, "usual gap", unit="days", explains="lapse"),
}
FLAG = (
    "**Customer {c1}**\n\n{c2} chance of no order within {c3} days; {c4} at risk, of {c5} expected "
    "sales.\n\n- Last order {c6} days ago; the usual gap is {c7} days."
)
FLAG_GOOD = (
    "**Customer {c1}**\n\nWithin {c3} days there is a {c2} chance of no order; of the {c5} "
    "expected sales, {c4} is at risk.\n\n- Last order {c6} days ago, with the usual gap at {c7} "
    "days."
)
SPLIT_CLAIMS = {
    "c1": Claim(value="country", kind="name", label=DIMENSION),
    "c2": name_of("France"),
    "c3": sales_of("France", 21898.04),
    "c4": sales_of("France", 4101.5).model_copy(
        update={"kind": "change", "against": AUGUST, "good": "up"}
    ),
    "c5": name_of("Germany"),
    "c6": sales_of("Germany", 19044.10),
    "c7": sales_of("Germany", -2210.0).model_copy(
        update={"kind": "change", "against": AUGUST, "good": "up"}
    ),
}
SPLIT = (
    "Gross sales by {c1} in September 2011 against August 2011: {c2}: {c3} ({c4|direction} "
    "{c4|size}); {c5}: {c6} ({c7|direction} {c7|size})."
)
SPLIT_GOOD = (
    "Gross sales by {c1} {p1} {p2}: in {c2} {c3} ({c4|direction} {c4|size}); in {c5} {c6} "
    "({c7|direction} {c7|size})."
)
Q3 = ClaimPeriod(start=date(2011, 7, 1), end=date(2011, 10, 1))
ENDS_CLAIMS = {
    "c1": Claim(value="month", kind="name", label=DIMENSION),
    "c2": CLAIMS["c1"],
    "c3": CLAIMS["c3"],
    "c4": CLAIMS["c1"].model_copy(update={"value": 1, "kind": "rank", "unit": "highest"}),
    "c5": CLAIMS["c3"].model_copy(update={"value": 1, "kind": "rank", "unit": "lowest"}),
    "c6": Claim(
        value=3, kind="count", unit=ROWS, label="rows", wordings=("gross sales",), period=Q3
    ),
}
ENDS = (
    "Gross sales by {c1} in Q3 2011: highest in September 2011 with {c2}; lowest in August 2011 "
    "with {c3}; the others are in the table."
)
ENDS_GOOD = (
    "Gross sales by {c1} {p1}: {p2} was highest with {c2}; {p3} was lowest with {c3}; the others "
    "are in the table."
)
FROM = (
    "Gross sales in September 2011 were {c1}, {c2|direction} {c2|size} from {c3} in August 2011. "
    "Orders in September 2011 were {c4}."
)
FROM_GOOD = (
    "{p1} gross sales came to {c1}, which was {c2|direction} {c2|size} from {c3} {p2}, and {p1} "
    "there were {c4} orders."
)
GROUPS = {"country": frozenset({"order.country"})}


def tried(wording: str, template: str = TEMPLATE, claims: dict[str, Claim] = CLAIMS) -> Worded:
    writer = Pen("scripted", lambda _: json.dumps({"text": wording}))
    return worded(template, claims, writer, Check(terms=KNOWN.terms, groups=GROUPS))


SWELLING = """
    nearly|almost|about|around|roughly|some|over|under|more than|less than|at least|up to|only|just
    a record|the highest|the lowest|a peak of|half of|double|twice|three times|a third of|a dozen
    one million|ten per cent of|1.03m or|XII|²|½|⅓|①|an estimated|a mere|an impressive|not|never|no
    minus|−|+|up|down|↑|↓|📈|rose to|fell to|did not fall to|did not rise to|recovered to|soared to
    climbed to|dropped to|doubled to|halved to|because of|thanks to|due to|as ever|first time
    again|still|already|average|total|net|most of|nearly all of|hardly any of|zero|none of
""".replace("\n", "|").split("|")
WORDS = [word.strip() for word in SWELLING if word.strip()]
FROM_LIES = [
    ("came to {c1}, which was {c2|direction} {c2|size} from {c3} {p2}",
     "came to {c3} {p2}, which was {c2|direction} {c2|size} from {c1}"),
    ("came to {c1}, which was {c2|direction} {c2|size} from {c3} {p2}",
     "came to {c3}, which was {c2|direction} {c2|size} from {c1} {p2}"),
    ("came to {c1}, which was {c2|direction} {c2|size} from {c3} {p2}",
     "came from {c1}, which was {c2|direction} {c2|size} to {c3} {p2}"),
    ("{p1} gross sales came to {c1}, which was {c2|direction} {c2|size} from {c3} {p2}",
     "from {p1} gross sales came to {c1}, which was {c2|direction} {c2|size} to {c3} {p2}"),
    ("came to {c1}, which was {c2|direction} {c2|size} from {c3} {p2}",
     "came from {c1}, {c2|direction} {c2|size}, to {c3} {p2}"),
    ("from {c3} {p2}, and {p1} there were {c4} orders",
     "from {c4} {p2}, and {p1} there were {c3} orders"),
    ("{c2|direction} {c2|size} from {c3} {p2}", "{c2|direction} {c2|size} from {c3} {p1}"),
    ("{p1} gross sales", "{p2} gross sales"),
    ("{c2|direction} {c2|size} from", "from {c2|direction} {c2|size} of"),
]  # fmt: skip
ANSWER_LIES = [
    ("{c2|direction} {c2|size}", "{c2|size} {c2|direction}"),
    ("{c2|direction} {c2|size}", "{c2|direction} to {c2|size}"),
    ("{c2|direction} {c2|size}", "to {c2|size}"),
    ("{c2|direction} {c2|size}", "of {c2|size}"),
    ("{c2|direction} {c2|size}", "where {c2|size} is {c1}"),
    ("came to {c1}, which was {c2|direction} {c2|size} {p2}", "came to {c2}, on {c1} {p2}"),
    ("came to {c1}, which was {c2|direction} {c2|size} {p2}", "was {c2}, while {c1} came {p2}"),
    ("came to {c1}, which was {c2|direction} {c2|size} {p2}", "came {p2} to {c1}, {c2}"),
    ("{p1} gross sales came to {c1}", "{p3} gross sales came to {c1}"),
    ("{c3} {p3}, and {p1} there were {c4} orders", "{c3} {p1}, and {p3} there were {c4} orders"),
    ("{c3} {p3}, and {p1} there were {c4} orders", "{c3} orders {p3}, and there were {c4} {p1}"),
    ("{c3} {p3}, and {p1} there were {c4} orders", "{c3} {p3} with {c4} orders"),
    ("{c3} {p3}, and {p1} there were {c4} orders", "{c4} {p3}, and {p1} there were {c3} orders"),
    ("Gross sales stood at {c3}", "That stood at {c3}"),
    (" Gross sales stood", " Orders and gross sales stood"),
    ("Nothing else stands out.", "Nothing else stands."),
    ("Nothing else stands out.", "Nothing stands out else."),
    ("Nothing else stands out.", "Is nothing else out?"),
    ("Nothing else stands out.", "“Nothing else stands out.”"),
    ("Nothing else stands out.", "Nothing else stands out. Nothing else stands out."),
]
FLAG_LIES = [
    ("{c4} is at risk", "{c5} is at risk"),
    ("of the {c5} expected sales, {c4} is at risk", "of the {c4} expected sales, {c5} is at risk"),
    ("Within {c3} days", "Within {c6} days"),
    ("Within {c3} days there is a {c2} chance of no order", "A {c2} chance of order"),
    ("chance of no order", "chance of an order"),
    ("chance of no order", "chance of no order and no orders"),
    ("Last order {c6} days ago, with the usual gap at {c7} days",
     "Last order {c7} days ago, with the usual gap at {c6} days"),
    ("Last order {c6} days ago", "Last order {c6} ago"),
    ("Last order {c6} days ago", "Order {c6} days ago"),
    ("- Last order", "Last order"),
    ("**Customer {c1}**", "**Customer {c1} is at risk**"),
    ("**Customer {c1}**", "Customer {c1}"),
    ("**Customer {c1}**", "**{c1}**"),
]  # fmt: skip
SPLIT_LIES = [
    ("in {c2} {c3}", "in {c5} {c3}"),
    ("in {c2} {c3} ({c4|direction} {c4|size}); in {c5} {c6}",
     "in {c5} {c3} ({c4|direction} {c4|size}); in {c2} {c6}"),
    ("in {c2} {c3} ({c4|direction} {c4|size}); in {c5} {c6} ({c7|direction} {c7|size})",
     "in {c2} {c3} ({c7|direction} {c7|size}); in {c5} {c6} ({c4|direction} {c4|size})"),
    ("in {c2} {c3} ({c4|direction} {c4|size}); in {c5} {c6} ({c7|direction} {c7|size})",
     "in {c2} and {c5} {c3} ({c4|direction} {c4|size}) and {c6} ({c7|direction} {c7|size})"),
    ("({c4|direction} {c4|size})", "({c4|size})"),
    ("({c4|direction} {c4|size})", "({c4})({c4})"),
    ("in {c2} {c3} ({c4|direction} {c4|size})", "in {c2} {c4} ({c3})"),
    ("in {c2} {c3} ({c4|direction} {c4|size}); in {c5} {c6}",
     "in {c2} {c6} ({c4|direction} {c4|size}); in {c5} {c3}"),
    ("Gross sales by {c1}", "Gross sales by {c2}"),
    ("Gross sales by {c1}", "{c1} by gross sales"),
    ("{p1} {p2}", "{p1}"),
]  # fmt: skip
ENDS_LIES = [
    ("{p2} was highest with {c2}; {p3} was lowest with {c3}",
     "{p2} was lowest with {c2}; {p3} was highest with {c3}"),
    ("{p2} was highest with {c2}; {p3} was lowest with {c3}",
     "{p3} was highest with {c2}; {p2} was lowest with {c3}"),
    ("{p2} was highest with {c2}; {p3} was lowest with {c3}",
     "{p2} was highest with {c3}; {p3} was lowest with {c2}"),
    ("{p2} was highest with {c2}; {p3} was lowest with {c3}",
     "{p2} and {p3} was highest and lowest with {c2} and {c3}"),
    ("{p2} was highest with {c2}; {p3} was lowest", "{p2} was highest and lowest with {c2}; {p3}"),
    ("{p2} was highest with {c2}", "{p2} was a record with {c2}"),
    ("the others are in the table", "the others are highest in the table"),
    ("{c1} {p1}", "{c1} {p2}"),
]  # fmt: skip
LIES = [
    *((FROM, FROM_GOOD, *lie) for lie in FROM_LIES),
    *((ENDS, ENDS_GOOD, *lie) for lie in ENDS_LIES),
    *((TEMPLATE, GOOD, "came to {c1}", f"came to {word} {{c1}}") for word in WORDS),
    *((FLAG, FLAG_GOOD, "{c4} is at risk", f"{word} {{c4}} is at risk") for word in WORDS[:12]),
    *((TEMPLATE, GOOD, *lie) for lie in ANSWER_LIES),
    *((FLAG, FLAG_GOOD, *lie) for lie in FLAG_LIES),
    *((SPLIT, SPLIT_GOOD, *lie) for lie in SPLIT_LIES),
]
OF = {TEMPLATE: CLAIMS, FLAG: FLAG_CLAIMS, SPLIT: SPLIT_CLAIMS, ENDS: ENDS_CLAIMS, FROM: CLAIMS}
OPENINGS = ("{p1} gross sales", "Gross sales {p1}", "The gross sales {p1}")
VERBS = ("were", "came to", "amounted to", "stood at")
MOVES = (", {c2|direction} {c2|size} {p2}", ", which is {c2|direction} {c2|size} {p2}")
FROM_MOVES = (
    ", {c2|direction} {c2|size} from {c3} {p2}",
    ", which is {c2|direction} {c2|size} from {c3} {p2}",
)
FROM_ORDERS = ("Orders {p1} were {c4}.", "{p1} there were {c4} orders.")
BEFORE = ("Gross sales {p3} were {c3}.", "{p3} gross sales stood at {c3}.")
ORDERS = ("Orders {p1} were {c4}.", "{p1} there were {c4} orders.", "The orders {p1}: {c4}.")
CHANCES = (
    "{c2} chance of no order within {c3} days; {c4} at risk, of {c5} expected sales.",
    "Within {c3} days there is a {c2} chance of no order; {c4} at risk, of {c5} expected sales.",
    "A {c2} chance of no order within {c3} days; of the {c5} expected sales {c4} is at risk.",
)
REASONS = (
    "Last order {c6} days ago; the usual gap is {c7} days.",
    "Last order {c6} days ago, while the usual gap is {c7} days.",
    "The last order was {c6} days ago, and the usual gap is {c7} days.",
)
COUNTRIES = (
    "{c2}: {c3} ({c4|direction} {c4|size}); {c5}: {c6} ({c7|direction} {c7|size})",
    "{c2} with {c3}, {c4|direction} {c4|size}, and {c5} with {c6}, {c7|direction} {c7|size}",
    "{c5}: {c6} ({c7|direction} {c7|size}); {c2}: {c3} ({c4|direction} {c4|size})",
)
HONEST = [
    *(
        (FLAG, f"**Customer {{c1}}**\n\n{chance}\n\n- {why}")
        for chance in CHANCES
        for why in REASONS
    ),
    *(
        (FROM, f"{opening} {verb} {{c1}}{move}. {orders}")
        for opening, verb, move, orders in product(OPENINGS, VERBS, FROM_MOVES, FROM_ORDERS)
    ),
    *((SPLIT, f"Gross sales by {{c1}} {{p1}} {{p2}}: {countries}.") for countries in COUNTRIES),
    *(
        (TEMPLATE, f"{opening} {verb} {{c1}}{move}. {before} {orders} Nothing else stands out.")
        for opening, verb, move, before, orders in product(OPENINGS, VERBS, MOVES, BEFORE, ORDERS)
    ),
]


def test_there_are_a_hundred_of_each() -> None:
    assert len(LIES) >= 100
    assert len(HONEST) >= 100


@pytest.mark.parametrize("template", OF)
def test_the_wordings_that_the_lies_change_are_honest(template: str) -> None:
    wording = {
        TEMPLATE: GOOD,
        FLAG: FLAG_GOOD,
        SPLIT: SPLIT_GOOD,
        ENDS: ENDS_GOOD,
        FROM: FROM_GOOD,
    }[template]

    assert tried(wording, template, OF[template]).by == "model"


def test_no_lie_of_a_model_is_told() -> None:
    told = []
    for template, wording, old, new in LIES:
        assert old in wording, old
        lie = wording.replace(old, new, 1)
        if tried(lie, template, OF[template]).text != render(template, OF[template]):
            told.append(lie)

    assert told == []


def test_honest_wordings_are_used() -> None:
    refused = [
        wording
        for template, wording in HONEST
        if tried(wording, template, OF[template]).by == "template"
    ]

    assert refused == []
