"""Why a model cannot be fitted, as a refusal with its counts."""

from semantic.errors import Refusal

WITHOUT = "Figures that were counted, without any prediction, can be asked for all the same."


class CannotFit(Refusal):
    """The history does not carry a model: too little of something, or no optimum was found.

    Attributes:
        what: what there is too little of, in plain words.
        given: how many there are.
        needed: how many it takes.
    """

    reason = "cannot fit"

    def __init__(self, message: str, *, what: str, given: float, needed: float) -> None:
        super().__init__(message, next_step=WITHOUT)
        self.what = what
        self.given = given
        self.needed = needed


def require(what: str, *, given: int, needed: int, model: str) -> None:
    """Raises CannotFit where fewer than `needed` of something are given."""
    if given < needed:
        message = f"Cannot fit the {model}: {given} {what}, it needs {needed}."
        raise CannotFit(message, what=what, given=given, needed=needed)
