"""What a briefing needs from outside: the catalog, governed queries, a memory, and the process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from agent.wording import Pen
from briefings.spec import BriefingSpec
from briefings.store.store import Store
from semantic.catalog import Catalog
from semantic.policy import Principal, access
from skills.toolkit import Toolkit


@dataclass(frozen=True)
class Worker:
    """The process that runs a briefing, as others see it.

    `name` is unique to the process; `alive` says whether the process of another name still runs.
    `now` counts seconds alike for all processes, `pause` waits for some.
    """

    name: str
    alive: Callable[[str], bool]
    now: Callable[[], float]
    pause: Callable[[float], None]


@dataclass(frozen=True)
class World:
    """Everything a run touches.

    `toolkit` gives a principal's governed queries as of a date, `definition` the hash of a metric's
    present definition. `today` is the workspace's date, `new_id` a text never given before. With a
    `pen` sections and notes are worded by a model where its words prove to say the same.
    """

    spec: BriefingSpec
    catalog: Catalog
    toolkit: Callable[[Principal, date], Toolkit]
    definition: Callable[[str], str]
    store: Store
    worker: Worker
    today: date
    new_id: Callable[[], str]
    pen: Pen | None = None

    @property
    def run_as(self) -> Principal:
        """The principal who computes the briefing."""
        return self.person(self.spec.run_as) or Principal(id=self.spec.run_as)

    def person(self, name: str) -> Principal | None:
        """The principal of this id, if people.yaml has one."""
        return next((one for one in self.catalog.people if one.id == name), None)

    def sees_own(self, owner: str) -> Principal | None:
        """The owner's principal, when they may see any metric at all."""
        person = self.person(owner)
        return person if person and access(person, self.catalog.roles).grants else None
