"""Who is flagged: the customers whose lapse would cost most, so many for each owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefings.model import HeldBack
from briefings.spec import BriefingSpec


@dataclass(frozen=True)
class Candidate:
    """A customer of the active base: probability of a lapse, expected value of the next year."""

    customer: str
    owner: str | None
    probability: float
    expected_value: float

    @property
    def value_at_risk(self) -> float:
        """What a lapse is expected to cost: probability times expected value."""
        return self.probability * self.expected_value


@dataclass(frozen=True)
class Chosen:
    """The flagged customers of each owner, the most at stake first, and who was held back."""

    by_owner: Mapping[str, tuple[Candidate, ...]]
    held_back: tuple[HeldBack, ...]

    @property
    def flagged(self) -> tuple[Candidate, ...]:
        """Every flagged customer."""
        return tuple(one for ours in self.by_owner.values() for one in ours)


def likely_from(base: Iterable[Candidate], spec: BriefingSpec) -> float:
    """The probability from which on a customer stands out: a multiple of the base's mean."""
    chances = [one.probability for one in base]
    return spec.flag_above * sum(chances) / len(chances) if chances else 1.0


def choose(
    base: Iterable[Candidate], spec: BriefingSpec, answered: Mapping[str, str] | None = None
) -> Chosen:
    """The flags of every owner of the base, and the customers at risk who are in no note.

    A customer is at risk from `likely_from` on. Of an owner's, those with the most value at risk
    are flagged, up to the budget; equal values go by customer. `answered` holds customers whom
    nobody needs to be asked about again, each with why.
    """
    everyone = sorted(base, key=lambda one: (-one.value_at_risk, one.customer))
    limit = likely_from(everyone, spec)
    settled = answered or {}
    flagged: dict[str, list[Candidate]] = {
        owner: [] for owner in sorted({one.owner for one in everyone if one.owner})
    }
    held_back = []
    ranks = dict.fromkeys(flagged, 0)
    for one in everyone:
        if one.probability < limit:
            continue
        if one.owner is None:
            why = "Nobody looks after this customer: the territories name no owner."
        elif one.customer in settled:
            why = settled[one.customer]
        else:
            ranks[one.owner] += 1
            if ranks[one.owner] <= spec.budget_per_owner:
                flagged[one.owner].append(one)
                continue
            why = (
                f"Over the budget of {spec.budget_per_owner} for {one.owner}: "
                f"rank {ranks[one.owner]} by value at risk."
            )
        held_back.append(HeldBack(customer=one.customer, owner=one.owner or "", why=why))
    return Chosen({owner: tuple(ours) for owner, ours in flagged.items()}, tuple(held_back))
