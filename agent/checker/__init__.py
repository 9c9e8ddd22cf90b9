"""Proof that a text says nothing its claims do not: no figure, direction, rank or cause more."""

from agent.checker.findings import Finding
from agent.checker.rules import NO_GROUPS, Groups, check

__all__ = ["NO_GROUPS", "Finding", "Groups", "check"]
