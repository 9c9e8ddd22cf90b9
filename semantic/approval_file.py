"""The contents of approvals.yml, to which approvals are appended and in which nothing is edited."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from semantic.definition import Definition, Name

RecordId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Approval(Definition):
    """Somebody's word that a metric means what its `hash` stands for.

    `parts` names the records that the metric stood on. Of these, `records` holds the ones that no
    earlier approval holds, each as {label: content}, so that what was approved can be shown later.
    """

    metric: Name
    hash: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    version: int
    by: str
    at: datetime
    note: str = ""
    parts: tuple[RecordId, ...] = Field(min_length=1)
    records: dict[RecordId, dict[str, Any]] = Field(default={})


class ApprovalsFile(Definition):
    """The contents of approvals.yml."""

    version: Literal[1]
    approvals: tuple[Approval, ...]
