"""What is said of one customer: chance, value at risk, and the reasons in plain words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.claims import Claim, ClaimBook
from agent.writer import quoted, shown
from briefings.rank import Candidate
from briefings.write.passage import Passage, say
from semantic.model import Format
from skills.risk.reasons import Reason

_CHANCE = Format(unit="%", decimals=0, percent=True)

TEMPLATES: Mapping[str, str] = {
    "few_order_days": "Ordered on only {order_days} days so far.",
    "slow_rhythm": "Orders seldom: every {days_per_order_day} days so far.",
    "low_sales": "Gross sales of {sales_so_far} so far, which is little.",
    "irregular_rhythm": "Gaps between orders vary by {gap_spread} days around the usual "
    "{usual_gap} days.",
    "past_usual_gap": "Last order {days_since_last_order} days ago; the usual gap is {usual_gap} "
    "days.",
    "next_order_far": "Last order {days_since_last_order} days ago, usual gap {usual_gap} days: "
    "the next order is due in {days_until_due} days.",
    "orders_falling": "Order days: {order_days_recent} in the last {trend_window} days, "
    "{order_days_before} in as many days before.",
    "sales_falling": "Gross sales: {sales_recent} in the last {trend_window} days, {sales_before} "
    "in as many days before.",
    "few_products": "Only {products_per_order} products per order.",
    "fewer_products": "The last order held {products_last_order} products; the usual number is "
    "{products_per_order}.",
    "returns": "Returns of {returns_so_far}, {return_share} of gross sales.",
}
"""Each feature of the lapse model as an owner reads it. No figure of anybody else's customers."""

_WORDINGS: Mapping[str, tuple[str, ...]] = {
    "order_days": ("ordered on", "order days"),
    "days_per_order_day": ("orders seldom",),
    "sales_so_far": ("gross sales",),
    "days_since_last_order": ("last order",),
    "usual_gap": ("usual gap", "usual"),
    "gap_spread": ("gaps between orders",),
    "days_until_due": ("next order",),
    "order_days_recent": ("order days",),
    "order_days_before": ("order days before", "order days"),
    "sales_recent": ("gross sales",),
    "sales_before": ("gross sales before", "gross sales"),
    "trend_window": ("order days", "gross sales"),
    "products_per_order": ("products per order", "usual number"),
    "products_last_order": ("products in the last order", "last order held"),
    "returns_so_far": ("returns",),
    "return_share": ("gross sales",),
}


@dataclass(frozen=True)
class Sources:
    """Where the figures about customers are from.

    `definition` gives the hash of a metric's present definition, `result` is that of the orders
    the figures were computed from; `at_risk` and `expected` name the metrics.
    """

    customer_field: str
    currency: str
    horizon_days: int
    at_risk: str
    expected: str
    definition: Callable[[str], str]
    result: str


def headline(book: ClaimBook, one: Candidate, sources: Sources) -> Passage:
    """The chance of a lapse and what it puts at risk, in a sentence."""
    return say(
        book,
        "{chance} chance of no order within {days} days; {at_risk} at risk, of {value} expected "
        "sales.",
        chance=chance(one, sources),
        days=horizon(sources),
        at_risk=at_risk(one, sources),
        value=_about(
            one,
            sources,
            value=one.expected_value,
            label="expected sales",
            format=Format(unit=sources.currency),
            metric=sources.expected,
        ),
    )


def horizon(sources: Sources) -> Claim:
    """How long a flag looks ahead."""
    return Claim(
        value=sources.horizon_days,
        unit="days",
        label="within, the horizon of a flag",
        kind="count",
    )


def named(one: Candidate, sources: Sources) -> Claim:
    """The customer's own name."""
    return _about(one, sources, value=quoted(one.customer), kind="name", label="customer")


def chance(one: Candidate, sources: Sources) -> Claim:
    """The probability of no order within the horizon."""
    return _about(
        one,
        sources,
        value=one.probability,
        unit="%",
        label="chance of no order",
        format=_CHANCE,
    )


def at_risk(one: Candidate, sources: Sources) -> Claim:
    """Probability times expected value."""
    return _about(
        one,
        sources,
        value=one.value_at_risk,
        unit=sources.currency,
        label="at risk",
        format=Format(unit=sources.currency),
        metric=sources.at_risk,
        wordings=("at risk", "value at risk"),
    )


def why(book: ClaimBook, one: Candidate, reason: Reason, sources: Sources) -> Passage:
    """A reason as a sentence."""
    figures = {
        value.name: _about(
            one,
            sources,
            value=value.value,
            label=_WORDINGS[value.name][0],
            wordings=_WORDINGS[value.name],
            explains="lapse",
            **_shape(value.unit, value.value, sources),
        )
        for value in reason.values
        if value.name in _WORDINGS
    }
    return say(book, _counted(TEMPLATES[reason.feature], figures), **figures)


def _counted(template: str, figures: Mapping[str, Claim]) -> str:
    """The template with its nouns in the singular after a 1."""
    for name in (name for name, claim in figures.items() if shown(claim) == "1"):
        template = re.sub(rf"(\{{{name}\}} (?:day|product))s\b", r"\1", template)
    return template


def _shape(unit: str, value: float, sources: Sources) -> dict[str, object]:
    if unit == sources.currency:
        return {"unit": unit, "format": Format(unit=unit)}
    if unit == "share":
        return {"unit": "%", "format": _CHANCE}
    return {"unit": unit, "format": Format(decimals=0 if value >= 10 or value % 1 == 0 else 1)}


def _about(one: Candidate, sources: Sources, **claim: object) -> Claim:
    metric = str(claim.get("metric", ""))
    about = {
        "filters": ({"field": sources.customer_field, "op": "eq", "value": one.customer},),
        "metric_hash": sources.definition(metric) if metric else "",
        "result": sources.result,
    }
    return Claim.model_validate({**about, **claim})
