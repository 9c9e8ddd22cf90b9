"""What an import could not take over, and why."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Loss:
    """One thing of the other tool's that we have not got, and the reason."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@dataclass
class Losses:
    """A report that grows while definitions are read."""

    found: list[Loss] = field(default_factory=list)

    def add(self, what: str, why: str) -> None:
        """One more."""
        self.found.append(Loss(what, why))
