"""How one model's rows lead to another's."""

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from semantic.definition import Definition, Name


class Relationship(Definition):
    """Rows of `from` each match at most one row of `to` (whose key `to_columns` must be).

    With an `entity` it is walked only by that name: `host.country` and `guest.country` may be in
    one table. Of a `to` with a validity the row that held at the time is meant. `unchecked` trusts
    that the key is unique: where it is not, rows count for each of their matches. `partitions` are
    dimensions of `to` that must equal those of this name of the rows that a walk begins at, where
    these have them, as tables that are cut into partitions need.

    A `one_to_one` is walked both ways. With `fan_out: count_once` rows of `to` may be split by what
    their several rows of `from` say, and by what lies beyond those, as a bridge table between two
    others needs: each counts once in every group that it belongs to. A `many_to_many` has no key on
    either side and is walked in that manner only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: Name
    from_model: Name = Field(alias="from")
    to: Name
    from_columns: tuple[str, ...] = Field(min_length=1)
    to_columns: tuple[str, ...] = Field(min_length=1)
    type: Literal["many_to_one", "one_to_one", "many_to_many"] = "many_to_one"
    entity: Name | None = None
    unchecked: bool = False
    partitions: tuple[Name, ...] = ()
    fan_out: Literal["refuse", "count_once"] = "refuse"

    @model_validator(mode="after")
    def _many_count_once(self) -> "Relationship":
        if self.type == "many_to_many" and self.fan_out == "refuse":
            raise ValueError("a many_to_many relationship needs fan_out: count_once")
        return self
