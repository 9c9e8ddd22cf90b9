"""The audit's entries on the terminal: when, who, through what, did what, and what came of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from rich.console import RenderableType

from briefings.store.audit import Entry
from connectors.render.grid import Grid
from connectors.render.pieces import say
from connectors.render.texts import short_hash
from semantic.period import Period, describe
from semantic.suggest import listed

Content = Mapping[str, Any]


def entries(given: Iterable[Entry], names: Mapping[str, str]) -> RenderableType:
    """A line for each entry. `names` are what people are called, by id."""
    shown = tuple(given)
    if not shown:
        return say("There are no entries.")
    grid = Grid(
        ("no.", "figure"), ("when", "whole"), ("who", "words"), ("via", "whole"),
        ("did", "words"), ("outcome", "words"),
    )  # fmt: skip
    for entry in shown:
        event = entry.event
        when = f"{datetime.fromisoformat(event.at):%Y-%m-%d %H:%M}"
        who = names.get(event.by, event.by)
        outcome = str(event.content.get("status", "done"))
        grid.add(str(entry.number), when, who, event.surface, deed(event.act, event.content),
                 outcome)  # fmt: skip
    return grid


def deed(act: str, content: Content) -> str:
    """What somebody did, in words: `asked for gross_sales over order.country, September 2011`."""
    told = _DEEDS.get(act)
    return told(content) if told else act.replace("_", " ")


def _asked(verb: str) -> Callable[[Content], str]:
    def told(content: Content) -> str:
        metrics = content.get("metrics", ())
        if not metrics:
            return f"{verb} something that was not understood"
        over = content.get("fields", ())
        said = f"{verb} {listed(metrics, 'and')}" + (f" over {listed(over, 'and')}" if over else "")
        return said + _when(content.get("period") or (None, None))

    return told


def _when(period: tuple[str | None, str | None]) -> str:
    start, end = period
    if not end:
        return ""
    last = date.fromisoformat(end)
    return f", {describe(Period(date.fromisoformat(start), last))}" if start else f", as of {last}"


_REVIEWED = {"approve": "approved", "edit": "edited", "reject": "rejected"}
_DEEDS: Mapping[str, Callable[[Content], str]] = {
    "ask": _asked("asked for"),
    "query": _asked("queried"),
    "brief": lambda given: f"read {given['briefing']} of {given['period']}",
    "approve": lambda given: f"approved {given['metric']} as {short_hash(given['hash'])}",
    "review": lambda given: f"{_REVIEWED[given['action']]} note {given['note']}",
    "send": lambda given: f"sent note {given['note']} by {given['channel']}",
    "feedback": lambda given: f"gave the verdict {given['verdict']} on a flag",
    "verify": lambda given: f"verified an answer about {listed(given['metrics'], 'and')}",
    "wrong": lambda _: "called an answer wrong",
    "serve": lambda given: f"began to serve over {given['over']}",
    "find_metrics": lambda _: "looked for metrics",
    "describe": lambda given: f"looked at {given.get('name', 'a definition')}",
    "run_skill": _asked("asked for"),
    "load_skill": lambda given: f"read the skill {given.get('name', '')}".strip(),
}
