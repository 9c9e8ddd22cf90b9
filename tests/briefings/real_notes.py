"""The notes, sections, flags and answers that Retainer writes about its workspaces, with claims."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.answer import Answer
from agent.ask import World, ask
from agent.claims import Claim
from agent.evidence import group_names
from briefings.model import Run
from briefings.run import brief
from briefings.write.run import texts
from connectors.wiring.parts import put_together
from connectors.wiring.weekly import world as world_of
from semantic.catalog import Catalog
from semantic.engine import Engine
from semantic.policy import Principal
from tests.agent.example_shop import WORKSPACE, person, shop_engine
from tests.agent.question_sets import cases
from tests.agent.trades import leader, trade_engine

LAST_MONDAY = date(2011, 10, 3)


@dataclass(frozen=True)
class Written:
    """A text as Retainer wrote it; `terms` are the workspace's metrics, `groups` its dimensions."""

    what: str
    text: str
    claims: Mapping[str, Claim]
    terms: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]


def of_briefings(mondays: int) -> Iterator[Written]:
    """What the example shop's briefings of its last so many Mondays say, to everybody."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        shutil.copytree(WORKSPACE, root, ignore=shutil.ignore_patterns(".retainer", "outbox"))
        parts = put_together(root, root, "head")
        world = world_of(parts, parts.workspace.briefings["weekly-retention"])
        for weeks in reversed(range(mondays)):
            run = brief(world, LAST_MONDAY - timedelta(weeks=weeks))
            yield from of_run(run, parts.catalog)
        world.store.close()


def of_run(run: Run, catalog: Catalog) -> Iterator[Written]:
    """What one briefing says, to everybody."""
    for one in texts(run):
        yield _written(f"{run.period}: {one.what}", one.text, one.claims, catalog)


def of_answers(names: Sequence[str], every: int = 1) -> Iterator[Written]:
    """The answers to the sets of questions, or to every so-many-th, that have one."""
    for name in names:
        engine, asker = _asked(name)
        world = World(engine, lambda: 0.0, lambda: "one")
        for case in cases(name)[::every]:
            answer = ask(case.question, asker, world)
            if answer.status == "answered":
                yield _answered(f"{name}: {case.question}", answer, engine.catalog)


def some(wanted: int, *, mondays: int, questions: Sequence[str]) -> list[Written]:
    """So many different texts, briefings and answers in turn as long as there are both."""
    from_briefings = {one.text: one for one in of_briefings(mondays)}.values()
    from_answers = {one.text: one for one in of_answers(questions)}.values()
    paired = zip_longest(from_briefings, from_answers)
    return list(islice((one for pair in paired for one in pair if one is not None), wanted))


def _asked(name: str) -> tuple[Engine, Principal]:
    if name == "shop":
        return shop_engine(), person("head")
    return trade_engine(name), leader(name)


def _answered(what: str, answer: Answer, catalog: Catalog) -> Written:
    claims = {claim.id: claim for claim in answer.claims}
    return _written(what, answer.text, claims, catalog)


def _written(what: str, text: str, claims: Mapping[str, Claim], catalog: Catalog) -> Written:
    return Written(
        what,
        text,
        claims,
        tuple(metric.title for metric in catalog.metrics.values()),
        group_names(catalog.dimensions),
    )
