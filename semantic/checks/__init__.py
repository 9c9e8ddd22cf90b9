"""What must hold between a workspace's definitions: a tuple of rules."""

from collections.abc import Callable, Iterable

from semantic.draft import Draft
from semantic.problems import Problem

CHECKS: tuple[Callable[[Draft], Iterable[Problem]], ...] = ()
