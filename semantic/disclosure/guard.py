"""Lets an answer out only if nothing told before makes it tell of too few."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

from semantic.catalog import Catalog
from semantic.disclosure.counts import Counted
from semantic.disclosure.ledger import (
    Figures,
    Ledger,
    by_entity,
    figures,
    tells_by_sums_of_few,
    tells_of_few,
)
from semantic.errors import Refusal, TellsTooMuch
from semantic.period import Period
from semantic.plan import Plan
from semantic.query import Query
from semantic.ready import Ready
from semantic.record import record
from semantic.view import View

Rows = Sequence[Sequence[Any]]


@record
class Guard:
    """Compares answers with those given before under the same policy.

    `prepare` plans a question anew, `run` gives the rows of a plan over a period; `known` keeps
    what answers told, for those that come after.
    """

    catalog: Catalog
    ledger: Ledger
    prepare: Callable[[Query, View], Ready]
    run: Callable[[Plan, Period], Rows]
    known: MutableMapping[tuple[str, str], Mapping[str, Figures]]

    def check(self, query: Query, view: View, ready: Ready, rows: Rows) -> None:
        """Remembers that the question is answered. Raises TellsTooMuch if it must not be.

        The question is remembered first, so that of two asked at once neither is overlooked.
        """
        if ready.counts is None:
            return
        policy = view.access.hash
        text = _text(query, ready)
        if text in self.ledger.told(policy):
            return
        self.ledger.add(policy, text)
        mine = self._figures(ready, ready.counts, rows)
        self.known[policy, text] = mine
        told = [mine, *self._told(policy, text, view)]
        groups = ready.counts.groups
        if any(self._tells(mine, told, group.entity, group.size) for group in groups):
            self.ledger.withdraw(policy, text)
            raise TellsTooMuch(
                "This answer beside others that people with the same rights were given would tell "
                "of fewer than may be told of.",
                next_step="Ask for it by coarser groups, or over a period or filter that differs "
                "by more.",
            )

    def _told(self, policy: str, but: str, view: View) -> Sequence[Mapping[str, Figures]]:
        found = []
        for text in self.ledger.told(policy):
            if text == but:
                continue
            if (policy, text) not in self.known:
                told = self._again(text, view)
                if told is None:
                    continue
                self.known[policy, text] = told
            found.append(self.known[policy, text])
        return found

    def _again(self, text: str, view: View) -> Mapping[str, Figures] | None:
        """What an earlier answer tells; None where its question can no longer be asked."""
        try:
            ready = self.prepare(Query.model_validate_json(text), view)
        except Refusal:
            return None
        if ready.counts is None:
            return None
        return self._figures(ready, ready.counts, self.run(ready.counts.plan, ready.period))

    def _figures(self, ready: Ready, counts: Counted, rows: Rows) -> Mapping[str, Figures]:
        found = {}
        for smallest in counts.groups:
            plan = by_entity(ready.plan, counts, smallest.entity, self.catalog)
            parts = self.run(plan, ready.period)
            found[smallest.entity] = figures(ready.plan, counts, rows, parts)
        return found

    def _tells(
        self,
        mine: Mapping[str, Figures],
        told: Sequence[Mapping[str, Figures]],
        entity: str,
        size: int,
    ) -> bool:
        one = mine[entity]
        others = [each[entity] for each in told if entity in each]
        if any(tells_of_few(one, other, size) for other in others):
            return True
        return tells_by_sums_of_few(one, others, size)


def _text(query: Query, ready: Ready) -> str:
    """The question as it is remembered: seen as of its day, in no order and not cut off."""
    fixed = query.model_copy(update={"as_of": ready.plan.as_of, "order_by": (), "limit": None})
    return fixed.model_dump_json(by_alias=True)
