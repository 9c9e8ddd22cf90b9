"""What must hold between a workspace's definitions: a tuple of rules."""

from collections.abc import Callable, Iterable

from semantic.checks.approvals import approvers_are_known, records_are_untouched
from semantic.draft import Draft
from semantic.problems import Problem

CHECKS: tuple[Callable[[Draft], Iterable[Problem]], ...] = (
    records_are_untouched,
    approvers_are_known,
)
