"""The fields of one Ossie dataset: which columns they read, and which of them build on others."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from semantic.definition import NAME_PATTERN, DataType
from semantic.exchange.losses import Fault, Losses, NotCarried
from semantic.exchange.ossie_document import Dataset, OssieField, folded, in_standard_sql
from semantic.exchange.ossie_sql import read_sql
from semantic.expression import Expression
from semantic.expression_text import spelled
from semantic.expression_tokens import ExpressionError
from semantic.expression_tree import Column, Node, Window, levels, rebuilt

LONGEST = 80


@dataclass
class Fields:
    """The fields that could be read, by their folded names.

    `columns` are those of the source that they read, `calculated` the fields that others or metrics
    build on, with their expressions. `beyond` are those that read fields of other datasets, by
    their full names: metrics may read them.
    """

    dataset: Dataset
    known: Mapping[str, DataType]
    given: dict[str, OssieField] = field(default_factory=dict)
    trees: dict[str, Expression] = field(default_factory=dict)
    made: dict[str, Node] = field(default_factory=dict)
    columns: dict[str, None] = field(default_factory=dict)
    calculated: dict[str, Node] = field(default_factory=dict)
    beyond: dict[str, Node] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """A column of the source, spelled as the source spells it."""
        found = next((each for each in self.known if folded(each) == folded(name)), name)
        self.columns.setdefault(found)
        return found

    def of(self, name: str) -> Node | None:
        """What a field stands for; None for a name that no readable field has."""
        return self.made.get(folded(name))

    def key(self, name: str) -> str:
        """The source's column behind a key, which is named by column or by field."""
        found = self.made.get(folded(name))
        return found.name if isinstance(found, Column) else self.column(name)


def read_fields(
    dataset: Dataset,
    known: Mapping[str, DataType],
    used: Collection[str],
    losses: Losses,
    faults: list[Fault],
) -> Fields:
    """The dataset's fields; `used` are folded names that metrics read.

    What cannot be carried goes to `losses`, what Ossie itself does not allow to `faults`.
    """
    found = Fields(dataset, known)
    for each in dataset.fields:
        _read(found, each, losses, faults)
    if not _circles(found, faults):
        waited = {name for name in found.trees if _refers(found, name)}
        built_on = set(used) | {other for name in waited for other in _refers(found, name)}
        for name in list(found.trees):
            _make(found, name, built_on, losses)
    return found


def _read(found: Fields, each: OssieField, losses: Losses, faults: list[Fault]) -> None:
    what = f"field {found.dataset.name}.{each.name}"
    text = in_standard_sql(each.expression)
    if text is None:
        todo = "Write it in standard SQL."
        losses.add(what, "it is written in other dialects only.", todo, "dialect")
        return
    try:
        tree = read_sql(text, "windows")
    except ExpressionError as error:
        if error.fault in ("aggregate", "nested aggregate"):
            message = "a field is of one row; an aggregate belongs to the metrics"
            faults.append(Fault("aggregate in field", f"{found.dataset.name}.{each.name}", message))
        else:
            lost = NotCarried.of(error, text)
            losses.add(what, lost.why, lost.todo, lost.fault)
        return
    found.given[folded(each.name)] = each
    found.trees[folded(each.name)] = tree


def _identity(found: Fields, name: str) -> bool:
    root = found.trees[name].root
    return isinstance(root, Column) and folded(root.name) == name


def _logical(found: Fields, own: str, name: str) -> str | None:
    """The other field that a name in a field's expression means; None for a column of the source.

    A column comes before a field of its name, and a field never means itself.
    """
    dataset, dot, last = name.rpartition(".")
    if dot and folded(dataset) == folded(found.dataset.name):
        name = last
    short = folded(name)
    is_column = any(folded(each) == short for each in found.known)
    if short == own or short not in found.trees or (is_column and not dot):
        return None
    return None if _identity(found, short) else short


def _refers(found: Fields, name: str) -> set[str]:
    given = (_logical(found, name, column) for column in found.trees[name].columns)
    return {other for other in given if other is not None}


def _circles(found: Fields, faults: list[Fault]) -> bool:
    waiting = {name: _refers(found, name) for name in found.trees}
    while ready := [name for name, others in waiting.items() if not others & waiting.keys()]:
        for name in ready:
            del waiting[name]
    for name in waiting:
        where = f"{found.dataset.name}.{found.given[name].name}"
        faults.append(Fault("cycle", where, "the field is made of itself"))
    return bool(waiting)


def _make(found: Fields, name: str, built_on: Collection[str], losses: Losses) -> None:
    """What the field stands for, after all that it refers to."""
    if name in found.made:
        return
    for other in sorted(_refers(found, name)):
        _make(found, other, built_on, losses)
    try:
        tree = rebuilt(found.trees[name].root, lambda node: _resolved(found, name, node))
    except NotCarried as lost:
        given = found.given[name].name
        losses.add(f"field {found.dataset.name}.{given}", lost.why, lost.todo, lost.fault)
        if lost.fault == "other dataset":
            _keep_beyond(found, name)
        return
    looks = any(isinstance(node, Window) for level in levels(tree) for node in level)
    if isinstance(tree, Column) or not (looks or name in built_on):
        found.made[name] = tree
        return
    called = plain_name(found.given[name].name)
    while called in {folded(each) for each in (*found.columns, *found.known)}:
        called += "_calculated"
    found.calculated[called] = tree
    found.made[name] = Column(called)


def _keep_beyond(found: Fields, own: str) -> None:
    """Keeps the field by the full names of the fields that it reads, where each is one."""

    def full(node: Node) -> Node | None:
        if not isinstance(node, Column) or "." in node.name:
            return None
        short = folded(node.name)
        means_field = _logical(found, own, node.name) is not None
        if not means_field and not (short in found.trees and _identity(found, short)):
            raise NotCarried(f"it reads {node.name}, which is no field.")
        return Column(f"{found.dataset.name}.{node.name}")

    with suppress(NotCarried):
        found.beyond[own] = rebuilt(found.trees[own].root, full)


def _resolved(found: Fields, own: str, node: Node) -> Node | None:
    if not isinstance(node, Column):
        return None
    other = _logical(found, own, node.name)
    if other is not None:
        if other not in found.made:
            why = f"it builds on {found.given[other].name}, which was left out."
            raise NotCarried(why, fault="other dataset" if other in found.beyond else "")
        return found.made[other]
    dataset, dot, last = node.name.rpartition(".")
    if dot and folded(dataset) != folded(found.dataset.name):
        raise NotCarried(
            f"it reads {node.name}, which is another dataset's.",
            "Group or filter by that field itself; metrics may read it.",
            "other dataset",
        )
    return Column(found.column(last if dot else node.name))


def plain_name(name: str) -> str:
    """A name as ours are written: small letters, digits and underscores."""
    small = name.lower()
    if re.fullmatch(NAME_PATTERN, small) and len(small) <= LONGEST:
        return small
    words = re.findall(r"[a-z0-9]+", small)
    joined = "_".join(words)
    return (joined if joined[:1].isalpha() else f"n_{joined}")[:LONGEST]


def texts(found: Fields) -> Iterator[tuple[str, str]]:
    """The calculated columns with their expressions as text."""
    yield from ((name, spelled(tree)) for name, tree in found.calculated.items())
