"""Places that nothing is for, money that nothing is in, and those who have nothing."""

from itertools import pairwise

from agent.interpreter.board import DimensionSaid, MetricSaid
from agent.interpreter.compose import Question, option
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.offering import turns
from agent.interpreter.outcome import Outside, Unclear
from agent.interpreter.words.ordinary import CURRENCIES, CURRENCY_WORDS
from agent.interpreter.words.places import is_country, is_region
from agent.reading import Reading

_NOBODY = frozenset({"nothing", "nobody", "none"})
_NONE = frozenset({"no", "not", "without", "zero", "0"})
_ONLY_SOME = "Lists here hold those that have something. Those without any are in none."


def unknown_place(question: Question) -> Outside | Unclear | None:
    """What comes of a country that nothing here is for, or a group of them that nobody defined."""
    view, strange = question.view, question.unexplained
    label = next((ref.dimension.label for name, ref in view.dimensions.items()
                  if name.endswith((".country", ".nation", ".market"))), "")  # fmt: skip
    pairs = [" ".join(pair) for pair in pairwise(strange)]
    country = next((said for said in (*pairs, *strange) if is_country(said)), "")
    if not label or (_chosen_from(question) and not country):
        return None
    if country:
        among = "here" if view.access.any_rows.unrestricted else "among what you may see"
        return Outside(f"There is nothing for “{country}” {among}.", (), strange)
    region = next((said for said in strange if is_region(said)), "")
    if region:
        why = f"“{region}” is no {label} here, and no group of them is called so. Name them."
        return Unclear(why, (), strange)
    return None


def of_none(question: Question) -> Unclear | None:
    """A question back about those that have nothing: "customers with no returns"."""
    board = question.board
    figures = {mark.start for mark, _ in board.of(MetricSaid)}
    split = any(map(board.has, (DimensionSaid, Grouped))) or {"who", "accounts"} & set(
        question.unexplained
    )
    for place in board.rest():
        word, after = board.word(place), place + 1
        while board.word(after) in ("any", "a", "an", "single", "the"):
            after += 1
        none = word in _NONE and after in figures and len(figures) == 1
        if word in _NOBODY or ((none or word == "never") and split):
            return Unclear(_ONLY_SOME, (), question.unexplained)
    return None


def _chosen_from(question: Question) -> bool:
    """Whether members with such a word in their names are offered, and none is left out."""
    return bool(question.several) and not turns(question.unexplained)


def other_money(question: Question, outcome: Reading) -> Unclear | None:
    """A question back about amounts in a currency that no figure here is in."""
    units = {question.view.metrics[name].format.unit for name in outcome.metrics} & set(CURRENCIES)
    strange = set(question.unexplained)
    if len(units) != 1 or not strange or not strange <= CURRENCY_WORDS:
        return None
    why = f"Amounts here are in {units.pop()}, and none is converted. Is that meant?"
    return Unclear(why, (option(outcome, question.view),), question.unexplained)


def money_before(question: Question) -> Unclear | None:
    """The same in a thread that asks for the figure before in another currency: "in euros?"."""
    before = question.before
    if before is None or not question.unexplained:
        return None
    return other_money(question, before)
