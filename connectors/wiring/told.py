"""The ledger of answers, whose database is opened by the first one that must be remembered."""

from collections.abc import Callable, Sequence
from functools import cached_property

from connectors.workspace import Workspace
from semantic.disclosure.ledger import Ledger
from semantic.record import record


@record
class LaterLedger:
    """A ledger that is opened when it is needed: most policies need none."""

    open: Callable[[], Ledger]

    @cached_property
    def _ledger(self) -> Ledger:
        return self.open()

    def told(self, policy: str) -> Sequence[str]:
        """Every question answered under the policy."""
        return self._ledger.told(policy)

    def add(self, policy: str, question: str) -> None:
        """Remembers a question, once."""
        self._ledger.add(policy, question)

    def withdraw(self, policy: str, question: str) -> None:
        """Forgets a question that was not answered after all."""
        self._ledger.withdraw(policy, question)


def ledger(workspace: Workspace) -> Ledger:
    """The ledger in the workspace's state."""

    def opened() -> Ledger:
        from briefings.store.told import Told
        from connectors.wiring.state import open_database

        return Told(open_database(workspace))

    return LaterLedger(opened)
