"""Which definition of a metric was approved, by a hash of all that its meaning is made of.

An approval by somebody who no longer approves, or whose metric is gone, stays in the file: what
made it valid is the review of the commit that brought it.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

from semantic import appending
from semantic.appending import quoted
from semantic.approval_file import HEADER, Approval
from semantic.catalog import Catalog
from semantic.components import Components, components
from semantic.errors import OutsideFailure, Refusal, UnknownName
from semantic.policy import Principal, access
from semantic.record import record
from semantic.result import digest
from semantic.suggest import nearest

FILE = "approvals.yml"

State = Literal["approved", "deprecated", "changed", "never approved", "proposed", "draft"]

APPROVED = ("approved", "deprecated")


@record
class Status:
    """Where a metric stands. `hash` is of its present definition, `approval` its latest."""

    state: State
    hash: str
    approval: Approval | None


@record
class Approvals:
    """The approvals of a catalog's metrics, held against their present definitions."""

    catalog: Catalog
    _hashes: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def status(self, metric: str) -> Status:
        """Where the metric stands. A draft or proposal is that, whatever was approved before.

        A deprecated metric is that as long as its present definition is approved.
        """
        approval = self._latest.get(metric)
        present = self._hash(metric)
        written = self.catalog.metrics[metric].governance.status
        state: State
        if written in ("draft", "proposed"):
            state = written
        elif approval is None:
            state = "never approved"
        elif approval.hash != present:
            state = "changed"
        else:
            state = "deprecated" if written == "deprecated" else "approved"
        return Status(state, present, approval)

    @cached_property
    def approved(self) -> frozenset[str]:
        """The metrics whose present definition is approved, deprecated ones too."""
        return frozenset(
            name for name in self.catalog.metrics if self.status(name).state in APPROVED
        )

    def history(self, metric: str) -> tuple[Approval, ...]:
        """Every approval of the metric, the first one first."""
        return tuple(given for given in self.catalog.approvals if given.metric == metric)

    def changed(self, metric: str) -> tuple[str, ...]:
        """The labels of the parts that differ from the latest approval; all of them without one."""
        approval = self._latest.get(metric)
        before = self.recorded(approval) if approval else {}
        after = components(self.catalog, metric)
        labels = {**before, **after}
        return tuple(label for label in labels if before.get(label) != after.get(label))

    def diff(self, metric: str) -> str:
        """What changed since the latest approval, as a unified diff; empty if nothing did."""
        approval = self._latest.get(metric)
        before = self.recorded(approval) if approval else {}
        after = components(self.catalog, metric)
        changed = self.changed(metric)
        if not changed:
            return ""
        stamp = f"approved {approval.at:%Y-%m-%d} by {approval.by}" if approval else "not approved"
        lines = [f"--- {stamp}", "+++ now"]
        for label in changed:
            lines += [f"@@ {label} @@", *_changes(before.get(label), after.get(label))]
        return "\n".join(lines)

    def recorded(self, approval: Approval) -> Components:
        """Every part that the approved metric stood on, by its label."""
        found: Components = {}
        for part in approval.parts:
            found |= self.records[part]
        return found

    @cached_property
    def _latest(self) -> Mapping[str, Approval]:
        return {given.metric: given for given in self.catalog.approvals}

    @cached_property
    def records(self) -> Mapping[str, Components]:
        """Every part of a definition that was ever approved, by its id."""
        return {
            key: record for given in self.catalog.approvals for key, record in given.records.items()
        }

    def _hash(self, metric: str) -> str:
        """Of the present definition; made when it is first asked for."""
        if metric not in self._hashes:
            self._hashes[metric] = digest(components(self.catalog, metric))
        return self._hashes[metric]


def record_id(label: str, content: Any) -> str:
    """The name under which a part is recorded, made from its content."""
    return digest({label: content}).removeprefix("sha256:")[:16]


def approve(
    approvals: Approvals, metric: str, principal: Principal, at: datetime, note: str = ""
) -> str:
    """The text that appends the principal's approval of the present definition to approvals.yml.

    Raises UnknownName for no such metric, and Refusal when the principal holds no role that
    approves, the metric is not ready, or its present definition is approved already.
    """
    _refuse(approvals, metric, principal)
    parts = components(approvals.catalog, metric)
    ids = {record_id(label, content): {label: content} for label, content in parts.items()}
    new = {key: record for key, record in ids.items() if key not in approvals.records}
    lines = [
        f"  - metric: {metric}",
        f"    hash: {approvals.status(metric).hash}",
        f"    version: {approvals.catalog.metrics[metric].governance.version}",
        f"    by: {quoted(principal.id)}",
        f"    at: {at.replace(microsecond=0).isoformat()}",
        *([f"    note: {quoted(note)}"] if note else []),
        f"    parts: {quoted(list(ids))}",
        *(["    records:"] if new else []),
        *(f"      {quoted(key)}: {quoted(record)}" for key, record in new.items()),
    ]
    return "\n".join(lines) + "\n"


def _refuse(approvals: Approvals, metric: str, principal: Principal) -> None:
    catalog = approvals.catalog
    if metric not in catalog.metrics:
        raise UnknownName(
            f"There is no metric {metric!r}.",
            nearest=nearest(metric, catalog.metrics),
            next_step="List them with: retainer metrics",
        )
    if not access(principal, catalog.roles).approves:
        able = sorted(name for name, role in catalog.roles.items() if role.approves)
        raise Refusal(
            f"{principal.shown} may not approve metrics; that takes the role {' or '.join(able)}.",
            next_step="Ask one of them, or give their id with --as.",
        )
    state = approvals.status(metric).state
    if state in ("draft", "proposed"):
        raise Refusal(
            f"{metric} is marked `status: {state}`.",
            next_step=f"Write `status: ready` in its governance, then: retainer approve {metric}",
        )
    if state in APPROVED:
        raise Refusal(
            f"{metric} is approved as it stands; there is nothing to add.",
            next_step=f"See it: retainer metrics {metric}",
        )


def append(root: Path, text: str) -> None:
    """Adds approvals to the workspace's approvals.yml, all of the text or, on failure, none.

    Of several processes that append at once each waits for the others. Raises OutsideFailure when
    the file cannot be read or written.
    """
    path = root / FILE
    try:
        appending.append(path, HEADER, lambda _: text)
    except OSError as error:
        raise OutsideFailure(
            f"{path} could not be written: {error.strerror}. Nothing was approved.",
            next_step="Make room or mend the permissions, then approve again.",
        ) from error


def _changes(before: Any, after: Any) -> Iterable[str]:
    """The lines of one part that went and came, with the lines around them."""
    lines = difflib.unified_diff(_readable(before), _readable(after), lineterm="")
    return (line for line in list(lines)[2:] if not line.startswith("@@"))


def _readable(content: Any) -> list[str]:
    if content is None:
        return []
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=90).splitlines()
