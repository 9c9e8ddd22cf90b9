"""Proof that a text says nothing its claims do not: no figure, direction, rank or cause more."""

from agent.checker.findings import Finding
from agent.checker.rules import check

__all__ = ["Finding", "check"]
