"""How signals and flags turned out: the backtest and the ledger on the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from agent.writer import day
from briefings.ledger import Entry, Ledger, Tally
from connectors.render import wording
from connectors.render.grid import Grid
from connectors.render.pieces import say, section, stack, title
from connectors.render.tables import NOTHING
from connectors.render.texts import count

if TYPE_CHECKING:
    # Numerical libraries, which showing a ledger need not wait for.
    from skills.risk.backtest import Backtest
    from skills.risk.signals import SignalResult

MOST_FLAGS = 20


def backtest(given: "Backtest") -> RenderableType:
    """Each date as it would have been judged then, and each signal over all of them."""
    days = given.horizon_days
    return stack(
        title(
            "What the signals would have flagged, against what happened",
            f"A lapse is no order in the {days} days after a date. Each date is judged by a model "
            "that saw nothing of its future.",
        ),
        section("Dates", _dates(given)),
        section("Not judged", *(say(f"{day(one.as_of)}: {one.why}") for one in given.not_judged)),
        section("Signals, over all dates", _signals(given.signals)),
    )


def _dates(given: "Backtest") -> RenderableType:
    if not given.dates:
        return say("No date could be judged.")
    grid = Grid(
        ("as of", "whole"), ("base", "figure"), ("lapsed", "figure"), ("expected", "figure"),
        ("AUC", "figure"), ("lift in top tenth", "figure"), ("flags", "figure"),
        ("of them lapsed", "figure"), ("Brier", "figure"),
    )  # fmt: skip
    for one in given.dates:
        grid.add(
            one.as_of.isoformat(),
            f"{one.base:,}",
            wording.percent(one.event_rate),
            wording.percent(one.mean_probability),
            number(one.auc),
            number(one.lift_at_10pct, " ×"),
            f"{one.flags:,}",
            share(one.precision_flags),
            number(one.brier),
        )
    return grid


def _signals(signals: "Sequence[SignalResult]") -> Grid:
    grid = Grid(
        ("signal", "words"), ("AUC", "figure"), ("lift in top tenth", "figure"),
        ("", "whole"), ("why", "words"),
    )  # fmt: skip
    for one in signals:
        verdict = say("used" if one.used else "not used", "bold" if one.used else "dim")
        lift = number(one.lift_at_10, " ×")
        why = one.why.removeprefix("not ").removeprefix("used: ")
        grid.add(one.name.replace("_", " "), number(one.auc), lift, verdict, why)
    return grid


def ledger(given: Ledger) -> RenderableType:
    """What became of each flag: tallies by briefing, owner and signal, then the flags."""
    owners = given.by_owner if len(given.by_owner) > 1 else ()
    return stack(
        title(f"Ledger of {given.briefing}", f"as of {day(given.as_of)}"),
        section("By briefing", _tallies((*given.by_period, given.total)), _missed(given.total)),
        section("By owner", _tallies(owners) if owners else None),
        section("By signal", _tallies(given.by_signal) if given.by_signal else None),
        section("Flags", _flags(given.flags), _more(given.flags)),
    )


def _tallies(tallies: Sequence[Tally]) -> Grid:
    grid = Grid(
        ("", "whole"), ("flags", "figure"), ("confirmed", "figure"), ("false positive", "figure"),
        ("no answer", "figure"), ("lapsed of due", "figure"), ("precision", "figure"),
        ("recall", "figure"),
    )  # fmt: skip
    for one in tallies:
        grid.add(
            one.of.replace("_", " "),
            f"{one.flags:,}",
            f"{one.confirmed:,}",
            f"{one.false_positive:,}",
            f"{one.unanswered:,}",
            f"{one.lapsed:,}/{one.due:,}" if one.due else NOTHING,
            share(one.precision),
            share(one.recall),
        )
    return grid


def _missed(total: Tally) -> RenderableType | None:
    if not total.due and not total.missed:
        return say("No outcome is known yet: the days in which a customer may lapse are not over.")
    if total.missed is None:
        return None
    return say(f"{count(total.missed, 'customer')} lapsed without a flag.")


def _flags(flags: Sequence[Entry]) -> RenderableType:
    if not flags:
        return say("Nothing has been flagged yet. Run: retainer brief")
    grid = Grid(
        ("flag", "whole"), ("customer", "words"), ("owner", "words"), ("verdict", "words"),
        ("outcome", "whole"),
    )  # fmt: skip
    for one in flags[:MOST_FLAGS]:
        grid.add(one.id, one.customer, one.owner, one.verdict or "unanswered", one.outcome)
    return grid


def _more(flags: Sequence[Entry]) -> RenderableType | None:
    left = len(flags) - MOST_FLAGS
    return say(f"… and {left:,} more: --json lists them all", "dim") if left > 0 else None


def number(value: float | None, after: str = "") -> str:
    """A measure with two decimals."""
    return NOTHING if value is None else f"{value:.2f}{after}"


def share(value: float | None) -> str:
    """A share in whole per cent."""
    return NOTHING if value is None else wording.percent(value)
