"""One dimension's account of a change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from semantic.result import Result, Value
from skills.drivers.decomposition import Effects, Parts, effects, gross
from skills.drivers.explanation import Explanation, explain, surprise
from skills.drivers.noise import FEW_MEMBERS, LEAST_OF_CHANGE, improbability, material
from skills.movement.expectation import Floats

SHOWN: Final = 10
# Below this part of the larger gross movement, shares of the net change say nothing.
LEAST_NET: Final = 0.2


@dataclass(frozen=True)
class Driver:
    """One member's contribution to a change.

    `before` and `after` are its own values (of a ratio its own rate, None without a denominator).
    `change` is its contribution in the metric's unit and `share` that as part of the whole change,
    None where contributions offset each other so that shares mislead. `weight_before` is its part
    of the whole in the previous period. A ratio's contribution is `rate_effect` + `mix_effect`.
    `chance` is how probable so large a change of any member would be in an ordinary period.
    """

    member: Value
    before: float | None
    after: float | None
    change: float
    share: float | None
    weight_before: float
    rate_effect: float | None
    mix_effect: float | None
    presence: Literal["both", "new", "gone"]
    chance: float | None
    stands_out: bool = False


@dataclass(frozen=True)
class Split:
    """A change split by one dimension; contributions of all members add up to it exactly.

    `members` are those that stand out and the largest others, at most ten; `others_change` is what
    the `others` together contributed. `up` and `down` are the gross movements. `reverses` marks a
    ratio whose total moved clearly against its members' own rates (Simpson's paradox). `net` says
    whether shares of the change mean something, `few` whether each member has a past of its own,
    `judged` whether the past was long enough. `explanation` is over the members that stand out, by
    their places in the dimension.
    """

    dimension: str
    members: tuple[Driver, ...]
    others: int
    others_change: float
    up: float
    down: float
    rate_effect: float | None
    mix_effect: float | None
    reverses: bool
    net: bool
    few: bool
    judged: bool
    explanation: Explanation
    result: Result

    @property
    def standing_out(self) -> tuple[Driver, ...]:
        """The members whose change is more than an ordinary period brings."""
        return tuple(driver for driver in self.members if driver.stands_out)


@dataclass(frozen=True)
class Account:
    """A dimension's arrays before it is known how many dimensions there are to be fair to."""

    dimension: str
    members: tuple[Value, ...]
    parts: Parts
    found: Effects
    chances: Floats | None
    result: Result

    @property
    def smallest(self) -> float | None:
        """The smallest probability of any material member; None when it cannot be judged."""
        if self.chances is None:
            return None
        able = self.chances[self._material()]
        return float(able.min()) if able.size else 1.0

    def split(self, threshold: float) -> Split:
        """The account for people, with the members whose probability is within the threshold."""
        newest = self.found.effect[:, -1]
        out = np.zeros(len(newest), dtype=bool)
        if self.chances is not None:
            out = (self.chances <= threshold) & self._material()
        ranked = np.lexsort((-np.abs(newest), ~out)).tolist()
        held = set(self.parts.recent().tolist())
        order = [at for at in ranked if at in held]
        shown = order[: max(SHOWN, int(out.sum()))]
        drivers = tuple(
            replace(self._driver(index), stands_out=bool(out[index])) for index in shown
        )
        up, down = gross(newest)
        rate, mix = _sum(self.found.rate), _sum(self.found.mix)
        whole = self.parts.numerator if self.parts.denominator is None else self.parts.denominator
        surprises = surprise(self.parts.numerator[:, -2], self.parts.numerator[:, -1])
        if self.parts.denominator is not None:
            surprises = surprises + surprise(whole[:, -2], whole[:, -1])
        return Split(
            dimension=self.dimension,
            members=drivers,
            others=len(order) - len(shown),
            others_change=float(newest[order[len(shown) :]].sum()),
            up=up,
            down=down,
            rate_effect=rate,
            mix_effect=mix,
            reverses=rate is not None and _against(rate, float(newest.sum())),
            net=is_net(newest),
            few=len(self.members) <= FEW_MEMBERS,
            judged=self.chances is not None,
            explanation=explain(newest, surprises, out),
            result=self.result,
        )

    def _material(self) -> NDArray[np.bool_]:
        newest, total = self.found.effect[:, -1], self.parts.total()
        return material(newest, float(newest.sum()), float(np.nan_to_num(total[-2])))

    def _driver(self, index: int) -> Driver:
        own, weight = self.parts.own(), self.parts.weight()
        newest = self.found.effect[:, -1]
        held = self.parts.held()
        change = float(newest[index])
        return Driver(
            member=self.members[index],
            before=_finite(own[index, -2]),
            after=_finite(own[index, -1]),
            change=change,
            share=change / float(newest.sum()) if is_net(newest) else None,
            weight_before=float(np.nan_to_num(weight[index, -2])),
            rate_effect=_at(self.found.rate, index),
            mix_effect=_at(self.found.mix, index),
            presence=_presence(bool(held[index, -2]), bool(held[index, -1])),
            chance=float(self.chances[index]) if self.chances is not None else None,
        )


def account(dimension: str, members: Sequence[Value], parts: Parts, result: Result) -> Account:
    """The dimension's contributions, and their probabilities where there is a past to judge by.

    In a dimension of many members, what belongs to none of them is not one of them.
    """
    found = effects(parts)
    apart = np.array([len(members) > FEW_MEMBERS and member is None for member in members])
    judged = improbability(_without(found, apart))
    chances = None
    if judged is not None:
        chances = np.ones(len(members))
        chances[~apart] = judged
    return Account(dimension, tuple(members), parts, found, chances, result)


def is_net(contributions: Floats) -> bool:
    """Whether the net change is large enough against what offset it to speak of shares."""
    up, down = gross(contributions)
    return abs(up + down) >= LEAST_NET * max(up, -down) > 0


def _without(found: Effects, apart: NDArray[np.bool_]) -> Effects:
    if not apart.any():
        return found
    return Effects(found.effect[~apart], found.excess[~apart], found.size[~apart])


def _against(rate: float, change: float) -> bool:
    return rate * change < 0 and abs(rate) >= LEAST_OF_CHANGE * abs(change)


def _presence(before: bool, after: bool) -> Literal["both", "new", "gone"]:
    if before == after:
        return "both"
    return "new" if after else "gone"


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _at(values: Floats | None, index: int) -> float | None:
    return None if values is None else float(values[index, -1])


def _sum(values: Floats | None) -> float | None:
    return None if values is None else float(values[:, -1].sum())
