"""What answering a question needs from outside, and what is kept between questions."""

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import timedelta

from agent.interpreter.ground import Ground
from agent.interpreter.times.own_calendar import OwnCalendar
from agent.interpreter.words.known import Known
from agent.memory import Memory, Recent
from agent.model import Model
from agent.wording import Pen
from semantic.engine import Engine
from semantic.period import Period
from semantic.policy import Principal
from semantic.record import record
from semantic.result import Value
from semantic.warehouse import Asker
from skills.loader import Skill

MOST_KNOWN = 50


@record
class World:
    """What answering needs from outside: governed queries, a clock in seconds, ids and a memory.

    `model` is asked where the interpreter is not sure; without one the interpreter's own outcome
    stands. `skills` are the workspace's own, as text. A `pen`, made for whoever asks, words answers
    where its words prove to say the same. `leading` are the metrics that the workspace puts first,
    `explain_by` the dimensions that it traces changes by where a question names none. What words
    mean is kept for each access and day, until `MOST_KNOWN` of them are.
    """

    engine: Engine
    clock: Callable[[], float]
    new_id: Callable[[], str]
    memory: Memory = field(default_factory=Recent)
    known: dict[tuple[object, ...], Known] = field(default_factory=dict, repr=False)
    model: Model | None = None
    skills: tuple[Skill, ...] = ()
    pen: Callable[[Principal], Pen] | None = None
    leading: tuple[str, ...] = ()
    explain_by: tuple[str, ...] = ()


def ground(principal: Asker, world: World) -> Ground:
    """What the principal's questions are read against."""
    engine = world.engine

    def covered() -> Period | None:
        found = engine.bounds(principal)
        return Period(found[0], found[1] + timedelta(days=1)) if found else None

    spines = engine.catalog.time_spines
    own = OwnCalendar(tuple(name for spine in spines for name in spine.custom), engine.units)
    return Ground(known(principal, world), covered, engine.today, world.leading, own)


def speaker(asker: Asker) -> Principal:
    """Whoever speaks, of an audience: what a question costs is counted on them."""
    return asker[0] if isinstance(asker, tuple) else asker


def others(asker: Asker) -> tuple[Principal, ...]:
    """Who reads the answer beside whoever speaks."""
    return asker[1:] if isinstance(asker, tuple) else ()


def known(principal: Asker, world: World) -> Known:
    """What words may mean to the principal."""
    engine = world.engine
    view = engine.view(principal)
    about = (view.access.hash, frozenset(view.metrics), engine.today)
    if about not in world.known:
        if len(world.known) >= MOST_KNOWN:
            world.known.clear()

        def values(name: str, limit: int) -> Sequence[Value]:
            return engine.values(name, principal, limit=limit)

        world.known[about] = Known(view, values)
    return world.known[about]
