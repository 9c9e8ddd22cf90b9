"""Proof that a text says nothing its claims do not: no figure, direction, rank or cause more."""

from agent.checker.check import check
from agent.checker.findings import Finding

__all__ = ["Finding", "check"]
