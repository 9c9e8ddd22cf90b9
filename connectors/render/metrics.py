"""The catalog and one metric in full, on the terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from agent.claims import Claim
from agent.writer import day, shown
from connectors.render.grid import Grid
from connectors.render.pieces import prose, say, section, stack, title, verbatim
from connectors.render.wording import short_hash
from semantic.approval_file import Approval
from semantic.approvals import Status
from semantic.model import BaseMetric, GoldenTest


def catalogue(metrics: Iterable[BaseMetric], states: Mapping[str, str]) -> RenderableType:
    """One line for each metric; `states` says where each stands, by name."""
    grid = Grid(("metric", "whole"), ("status", "whole"), ("owner", "words"), ("meaning", "words"))
    for metric in metrics:
        state = states[metric.name]
        style = "dim" if state == "approved" else "bold"
        owner = metric.governance.owner
        grid.add(metric.name, say(state, style), owner, metric.description.strip())
    if not grid.rows:
        return say("There is no metric here that you may see.")
    return stack(grid, Text(), say("One of them in full: retainer metrics NAME", "dim"))


def metric(
    given: BaseMetric,
    status: Status,
    history: Sequence[Approval],
    *,
    formula: str,
    lineage: Mapping[str, Sequence[str]],
    by: Sequence[str],
    diff: str = "",
) -> RenderableType:
    """A metric in full.

    `lineage` names what it stands on, by kind; `by` the dimensions that it can be grouped by;
    `diff` what changed since its approval.
    """
    governance = given.governance
    below = f"{given.name} · version {governance.version} · {status.state} · {governance.owner}"
    return stack(
        title(given.title, below),
        prose(given.description),
        section("Formula", verbatim(formula), *_facts(given, status)),
        section("Stands on", *_listed(lineage)),
        section("Can be grouped by", say(", ".join(by)) if by else None),
        section("Words", *_words(given)),
        section("Approvals", *map(_approval, history)),
        section("Changed since approval", verbatim(diff) if diff else None),
        section("Golden tests", *(_golden(test, given) for test in given.tests)),
    )


def _facts(given: BaseMetric, status: Status) -> list[Text]:
    additive = {"yes": "adds up", "not_over_time": "does not add up over time"}
    facts = [
        f"{given.kind.replace('_', ' ')}, {additive.get(given.additive, 'does not add up')}",
        *([f"unit {given.format.unit}"] if given.format.unit else []),
        *([f"{given.direction} is good"] if given.direction != "none" else []),
    ]
    return [say("; ".join(facts), "dim"), say(f"definition {short_hash(status.hash)}", "dim")]


def _listed(lineage: Mapping[str, Sequence[str]]) -> list[Text]:
    return [say(f"{kind}: {', '.join(names)}") for kind, names in lineage.items() if names]


def _words(given: BaseMetric) -> list[Text]:
    found = [f"also called {', '.join(given.synonyms)}"] if given.synonyms else []
    if given.not_to_confuse:
        found.append(f"not to be confused with {', '.join(given.not_to_confuse)}")
    return [say(line) for line in found]


def _approval(given: Approval) -> Text:
    words = f"{day(given.at.date())} by {given.by}: version {given.version}, "
    return say(words + short_hash(given.hash) + (f". {given.note}" if given.note else ""))


def _golden(test: GoldenTest, given: BaseMetric) -> Text:
    value = shown(Claim(value=test.value, label="", format=given.format))
    conditions = "".join(f", {one.field} {one.op} {one.value}" for one in test.filters)
    return say(f"{value} from {test.period[0]} to before {test.period[1]}{conditions}")
