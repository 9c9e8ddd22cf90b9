"""approvals.yml is appended to and never edited: what it says must hold together."""

from collections.abc import Iterator

from semantic.approvals import record_id
from semantic.components import Components
from semantic.draft import Draft
from semantic.problems import Problem
from semantic.result import digest

EDITED = "approvals.yml is only ever appended to; take this entry back to what was committed"


def records_are_untouched(draft: Draft) -> Iterator[Problem]:
    """Each record is what its id was made from, and each approval what its hash was made from.

    A record may stand with any approval: joining two branches keeps one of two equal lines.
    """
    known: dict[str, Components] = {}
    for written in draft.approvals:
        for key, record in written.value.records.items():
            if [key] != [record_id(label, content) for label, content in record.items()]:
                yield written.problem(f"the record was edited; {EDITED}", "records", key)
            known[key] = record
    for written in draft.approvals:
        missing = [part for part in written.value.parts if part not in known]
        if missing:
            yield written.problem(f"the record {missing[0]} is gone; {EDITED}", "parts")
            continue
        parts: Components = {}
        for part in written.value.parts:
            parts |= known[part]
        if digest(parts) != written.value.hash:
            yield written.problem(f"the hash is not that of the parts; {EDITED}", "hash")


def approvers_are_known(draft: Draft) -> Iterator[Problem]:
    """Whoever approved something stays in people.yaml, if need be without roles."""
    for written in draft.approvals:
        if draft.unknown("principal", written.value.by):
            yield written.problem(
                f"`{written.value.by}` is not in people.yaml; keep whoever approved something "
                "there, without roles if they left",
                "by",
            )
