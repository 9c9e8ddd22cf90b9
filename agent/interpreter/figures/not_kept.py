"""What is kept elsewhere and is no metric here, such as stock and costs; and rights."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from agent.interpreter.figures.likely import likely
from agent.interpreter.outcome import Outside
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from agent.patterns import regex
from semantic.standing import why_closed
from semantic.view import View

if TYPE_CHECKING:
    from agent.interpreter.compose import Question

_MOST_NEAREST = 4
_THINGS = frozenset(
    {"stock", "stocks", "inventory", "warehouse", "warehouses", "competitor", "competitors"}
    | {"competition", "rival", "rivals", "delivery", "deliveries", "dispatch", "cost", "costs"}
    | {"expense", "expenses", "expenditure", "outgoings", "overheads", "salary", "salaries"}
    | {"wage", "wages", "payroll", "headcount", "staffing", "margin", "margins", "weather"}
    | {"traffic", "pageviews", "clicks", "impressions", "supplier", "suppliers", "rent"}
    | {"session", "sessions", "cvr", "ctr", "cpc", "cpa", "cac", "roas", "roi", "ebitda", "ebit"}
    | {"cogs", "pageview", "impression", "click", "bounce", "newsletter", "newsletters", "gmroi"}
    | {"vat", "gst", "tax", "taxes", "discount", "discounts"}
    | {"complaint", "complaints", "satisfaction", "nps", "cashflow", "debt", "debts"}
)
_OF_MAILINGS = (
    ("open", "rate"), ("open", "rates"), ("click", "rate"), ("click", "rates"), ("bounce", "rate"),
    ("click", "through"), ("unsubscribe", "rate"), ("reply", "rate"), ("delivery", "rate"),
)  # fmt: skip
_STOCK_CODES = frozenset({"code", "codes", "number", "numbers", "item", "items"})
_SPENDING = frozenset({"spend", "spent", "spending", "pay", "paid", "paying"})
_WE_SPEND = regex(
    rf"\b(?:we|our) (?:{'|'.join(sorted(_SPENDING))}) (?:on|for)\b"
    r"(?! (?:(?:the )?(?:average|mean)|\w+days?|(?:the )?\d+\w*)\b)",
    "we |our ",
    "spen|pay|paid",
)
_RIGHTS = frozenset(
    {"rules", "rule", "permissions", "permission", "access", "rights", "restrictions", "policy"}
    | {"policies", "security"}
)
_OVERRIDING = frozenset(
    {"off", "ignore", "ignoring", "pretend", "bypass", "override", "disable", "disregard", "forget"}
    | {"without", "skip", "lift", "suspend", "drop", "remove", "circumvent"}
)
_NO_OVERRIDE = (
    "What anybody may see is settled by the rules of access, which a question cannot change."
)
_OUR_SPENDING = "No metric here is about what we spend ourselves."


def no_rights(question: "Question") -> Outside | None:
    """A refusal of what asks to set the rules of access aside; None where nothing does."""
    words = {token.word for token in question.board.tokens}
    if _RIGHTS & set(question.unexplained) and _OVERRIDING & words:
        return Outside(_NO_OVERRIDE, (), question.unexplained)
    return None


def of_another_thing(question: "Question", metrics: Sequence[str]) -> Outside | None:
    """A refusal of what no metric and no dimension here is about, with the nearest that are.

    None where the workspace has the word in a name, or a member is meant by it and others.
    """
    view, named = question.view, set(question.unexplained)
    parts = {
        word
        for found in question.several
        if len(found.words.split()) > 1
        for word in found.words.split()
    }
    said = [token.word for token in question.board.tokens]
    asked = [word for word in question.unexplained if word in (_THINGS & named) - parts]
    if _is_code(said):
        asked = [word for word in asked if word != "stock"]
    asked += [f"{one} {other}s".replace("ss", "s") for one, other in pairwise(said)
              if (one, other) in _OF_MAILINGS and {one, other} <= named]  # fmt: skip
    known = set(_known(view)) if asked else set()
    strange = [word for word in asked if root(word) not in known]
    if not strange:
        ours = _we_spend(question, metrics) and not _tells_costs(view)
        return _refused(question, metrics, _OUR_SPENDING) if ours else None
    closed = view.closed_metric(" ".join(strange))
    reason = f"No metric here is about “{strange[0]}”."
    return _refused(question, metrics, why_closed(closed, view)[0] if closed else reason)


def _is_code(words: Sequence[str]) -> bool:
    """Whether "stock" is said of a product's code."""
    return any(one == "stock" and other in _STOCK_CODES for one, other in pairwise(words))


def _refused(question: "Question", metrics: Sequence[str], reason: str) -> Outside:
    view = question.view
    nearest = metrics or likely(question.board, view, question.unexplained, question.leading())
    titles = tuple(view.metrics[name].title for name in nearest[:_MOST_NEAREST])
    return Outside(reason, titles, question.unexplained)


def _we_spend(question: "Question", metrics: Sequence[str]) -> bool:
    """Whether asked is what we spend on something: "what did we spend on new books".

    Without "on", customers may be meant, who spend with us.
    """
    words = " ".join(token.word for token in question.board.tokens)
    return bool(_WE_SPEND.search(words)) and not metrics and question.before is None


def _tells_costs(view: View) -> bool:
    """Whether a metric may say what is spent here: one of costs, of which more is not good."""
    costs = set(map(root, (*_SPENDING, "cost", "expense")))
    return any(
        costs & {root(word) for name in (metric.title, *metric.synonyms) for word in phrase(name)}
        for metric in view.metrics.values()
        if metric.direction != "up"
    )


def _known(view: View) -> Iterator[str]:
    """The roots of all words in the names of metrics and dimensions, and in the glossary."""
    said = [name for metric in view.metrics.values() for name in (metric.title, *metric.synonyms)]
    for ref in view.dimensions.values():
        called = ref.dimension
        said += [called.name.replace("_", " "), called.label, *called.synonyms]
    for name in (*said, *view.catalog.settings.glossary):
        words = phrase(name)
        if not _is_code(words):
            yield from map(root, words)
