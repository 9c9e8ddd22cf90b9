"""Notes such as a briefing writes, made up with their claims, and everything one can falsify."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from agent.claims import Claim, ClaimBook, ClaimPeriod
from agent.writer import render
from semantic.model import Format
from semantic.period import Period, describe, moved, to_previous, unit

POUNDS = Format(unit="GBP", decimals=2)
RATE = Format(unit="%", decimals=2, percent=True)
SHARE = Format(unit="%", decimals=1, percent=True)

METRICS = {
    "gross sales": (POUNDS, "up"),
    "net sales": (POUNDS, "up"),
    "orders": (Format(unit="orders"), "up"),
    "active customers": (Format(unit="customers"), "up"),
    "return rate": (RATE, "down"),
    "lapse rate": (RATE, "down"),
}
COUNTRIES = ("France", "Germany", "United Kingdom", "EIRE", "Channel Islands")


@dataclass(frozen=True)
class Sample:
    """A note with its claims; `names` are customers that it does not mention."""

    text: str
    claims: dict[str, Claim]
    names: tuple[str, ...]


def sample(seed: int) -> Sample:
    """One of endlessly many notes: movement, a split, a driver, customers at risk."""
    chance, book = Random(seed), ClaimBook()
    start = date(2011, 1, 3) + timedelta(days=7 * chance.randrange(35))
    period = unit(start, chance.choice(("week", "month")))
    metrics = chance.sample(sorted(METRICS), 3)
    customers = [str(number) for number in chance.sample(range(12_346, 18_288), 6)]
    lines = [f"# Weekly retention, {describe(period)}", "", "One note per owner."]
    lines += [_movement(chance, book, metric, period) for metric in metrics[:2]]
    lines += [_split(chance, book, metrics[2], period), _driver(chance, book, metrics[0], period)]
    lines += ["", "## At risk", ""]
    lines += [_flag(chance, book, customer) for customer in customers[:4]]
    review = Claim(value="2011-10-17", kind="date", label="review by", wordings=("review by",))
    lines += ["", f"Please review by {{{book.add(review)}}} and say what you found."]
    return Sample(render("\n".join(lines), book.claims), book.claims, tuple(customers[4:]))


def _figure(chance: Random, form: Format) -> float:
    if form.percent:
        return round(chance.uniform(0.0101, 0.6), 6)
    return round(chance.uniform(1100, 990_000), 2) if form.decimals else chance.randrange(20, 9_000)


def _level(chance: Random, metric: str, period: Period, **more: object) -> Claim:
    form, good = METRICS[metric]
    return Claim.model_validate(
        {
            "value": _figure(chance, form),
            "unit": form.unit,
            "label": f"{metric}, {describe(period)}",
            "format": form,
            "metric": metric.replace(" ", "_"),
            "period": {"from": period.start, "to": period.end},
            "wordings": (metric,),
            "good": good,
            **more,
        }
    )


def _movement(chance: Random, book: ClaimBook, metric: str, period: Period) -> str:
    before = moved(period, to_previous(period))
    now, then = _level(chance, metric, period), _level(chance, metric, before)
    against = ClaimPeriod(start=before.start, end=before.end)
    gap = float(now.value or 0) - float(then.value or 0)
    unit_said = "points" if now.format.percent else now.unit
    change = now.model_copy(
        update={"value": gap, "kind": "change", "unit": unit_said, "against": against}
    )
    share = change.model_copy(
        update={"value": gap / float(then.value or 1), "kind": "change_pct", "unit": "%",
                "format": SHARE}
    )  # fmt: skip
    ids = [book.add(claim) for claim in (now, change, share, then)]
    verb = "was" if metric.endswith("rate") else "were"
    said = metric.capitalize()
    form = "in" if describe(period).count(" ") == 1 else "from"
    grain = "week" if period.days == 7 else "month"
    earlier = chance.choice((describe(before), f"the {grain} before"))
    return chance.choice(
        (
            f"{said} {form} {describe(period)} {verb} {{{ids[0]}}}, {{{ids[1]}|direction}} "
            f"{{{ids[1]}|size}} ({{{ids[2]}|size}}) on {earlier}.",
            f"{said} {form} {describe(period)} {verb} {{{ids[0]}}} ({{{ids[1]}}}) against "
            f"{{{ids[3]}}} {form} {describe(before)}.",
        )
    )


def _split(chance: Random, book: ClaimBook, metric: str, period: Period) -> str:
    rows = []
    for country in chance.sample(COUNTRIES, 3):
        about = ({"field": "order.country", "op": "eq", "value": country},)
        claim = _level(chance, metric, period, filters=about)
        rows.append(f"{country}: {{{book.add(claim)}}}")
    form = "in" if describe(period).count(" ") == 1 else "from"
    return f"\n{metric.capitalize()} by country {form} {describe(period)}: {'; '.join(rows)}.\n"


def _driver(chance: Random, book: ClaimBook, metric: str, period: Period) -> str:
    country = chance.choice(COUNTRIES)
    about = ({"field": "order.country", "op": "eq", "value": country},)
    more = {"value": chance.uniform(0.3, 0.9), "kind": "share", "unit": "%", "format": SHARE}
    said = {"wordings": ("of the change",), "explains": metric}
    claim = _level(chance, metric, period, filters=about, **more, **said)
    return f"{country} accounts for {{{book.add(claim)}}} of the change."


def _flag(chance: Random, book: ClaimBook, customer: str) -> str:
    about = ({"field": "customer.id", "op": "eq", "value": customer},)
    home = chance.choice(COUNTRIES)
    risk = Claim(value=chance.uniform(0.2, 0.95), label="likely to lapse", filters=about, unit="%",
                 format=SHARE)  # fmt: skip
    worth = Claim(value=chance.uniform(100, 9000), label="at risk", filters=about, unit="GBP",
                  format=POUNDS, wordings=("value at risk",))  # fmt: skip
    days = Claim(value=chance.randrange(30, 90), label="days without an order", filters=about,
                 unit="days", wordings=("no order for",), explains="risk")  # fmt: skip
    named = [
        Claim(value=text, kind="name", label=label, filters=about)
        for text, label in ((customer, "customer"), (home, "country"))
    ]
    who, where, first, second, third = [book.add(one) for one in (*named, risk, worth, days)]
    return (
        f"- **Customer {{{who}}}** ({{{where}}}): {{{first}}} likely to lapse, with {{{second}}} "
        f"of value at risk. Flagged because there was no order for {{{third}}} days."
    )


def falsified(note: Sample, chance: Random) -> Iterator[tuple[str, str]]:
    """The note with one digit, sign, unit, direction or label changed, and what was changed."""
    text = note.text
    for place in [found.start() for found in re.finditer(r"\d", text)]:
        other = chance.choice([digit for digit in "0123456789" if digit != text[place]])
        yield text[:place] + other + text[place + 1 :], f"digit at {place}"
    for old, new in _SWAPS:
        for found in re.finditer(old, text):
            yield text[: found.start()] + new + text[found.end() :], f"{found[0]!r} to {new!r}"
    yield from _relabelled(note, chance)


_SWAPS = (
    (r"\bup\b", "down"),
    (r"\bdown\b", "up"),
    (r"\+(?=[£\d])", "−"),
    ("−", "+"),
    (r"(?<=, )(?:up|down) (?=[£\d])", ""),
    ("£", "€"),
    ("£", ""),
    (r"(?<=\d) %", " points"),
    (r"(?<=\d) %", ""),
    (r"(?<=\d) points", " %"),
    (r"(?<=\d) days", " weeks"),
    (r"\bbefore\b", "after"),
)  # fmt: skip


def _relabelled(note: Sample, chance: Random) -> Iterator[tuple[str, str]]:
    text = note.text
    customers = re.findall(r"Customer (\d{5})", text)
    for customer in customers:
        for other in (chance.choice([one for one in customers if one != customer]), note.names[0]):
            yield text.replace(customer, other, 1), f"customer {customer} to {other}"
    for metric in METRICS:
        for found in re.finditer(rf"(?i)\b{metric}(?= (?:in|from|by)\b)", text):
            for other in (*(one for one in METRICS if one != metric), "takings"):
                changed = text[: found.start()] + other + text[found.end() :]
                yield changed, f"{metric} to {other}"
    for found in re.finditer(r"(?m)(?<=[:;] )(\w[\w ]*)(?=: [£\d])", text):
        other = chance.choice([one for one in COUNTRIES if one != found[1]])
        yield text[: found.start()] + other + text[found.end() :], f"{found[1]} to {other}"
