"""The shapes of an Apache Ossie file: versions 0.1.x and 0.2.0.dev0, nested or flat, read strictly.

Sources: the JSON schemas of Apache Ossie (incubating) 0.1.1 and 0.2.0.dev0, and the Foundation
proposal for its semantics.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from semantic.exchange.losses import Fault, NotImportable

VENDOR = "RETAINER"
READ_VERSION = re.compile(r"0\.1(\.\d+)?([-.]?(rc|dev)\d+)?|0\.2\.0\.dev0")
RESERVED = frozenset({"grain", "filter", "query_filter"})
_STANDARD = ("ANSI_SQL", "OSSIE_SQL_2026", "OSI_SQL_2026")


class Part(BaseModel):
    """Base of everything in the file: immutable, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Dialect(Part):
    """An expression as one dialect writes it."""

    dialect: str
    expression: str


class Dialects(Part):
    """An expression in several dialects."""

    dialects: tuple[Dialect, ...] = Field(min_length=1)


class Extension(Part):
    """What one vendor adds, as a JSON text."""

    vendor_name: str
    data: str


class Described(Part):
    """What datasets, fields, relationships and metrics have in common."""

    name: str
    description: str | None = None
    ai_context: str | dict[str, Any] | None = None
    custom_extensions: tuple[Extension, ...] = ()

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Other words for it."""
        given = self.ai_context.get("synonyms") if isinstance(self.ai_context, dict) else None
        return tuple(str(word) for word in given) if isinstance(given, list) else ()

    @property
    def words(self) -> str:
        """Its description, with what is meant for language models."""
        context = self.ai_context
        told = context.get("instructions") if isinstance(context, dict) else context
        return " ".join(part.strip() for part in (self.description, told) if part)

    def extension(self) -> Mapping[str, Any]:
        """What an earlier export of ours added; empty when nothing of it can be read."""
        for given in self.custom_extensions:
            if given.vendor_name == VENDOR:
                try:
                    found = json.loads(given.data)
                except ValueError:
                    return {}
                return found if isinstance(found, dict) else {}
        return {}


class Role(Part):
    """Whether a field is a dimension of time."""

    is_time: bool | None = None


class OssieField(Described):
    """A named expression over a dataset's rows."""

    expression: str | Dialects
    dimension: Role | None = None
    label: str | None = None
    datatype: str | None = None
    access_modifier: Literal["public", "private"] = "public"


class Table(Part):
    """A source that is a table or view."""

    kind: Literal["table"]
    object: str


class SourceQuery(Part):
    """A source that is a query of its own."""

    kind: Literal["query"]
    object: str | Dialects


class Dataset(Described):
    """A table with its keys and fields."""

    source: str | Table | SourceQuery
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    fields: tuple[OssieField, ...] = ()
    role: str | None = None


class OssieRelationship(Described):
    """Rows of `from` and the rows of `to` that their columns name."""

    from_dataset: str = Field(alias="from")
    to: str
    from_columns: tuple[str, ...] = Field(min_length=1)
    to_columns: tuple[str, ...] = Field(min_length=1)


class OssieMetric(Described):
    """An aggregate, or arithmetic over aggregates and other metrics."""

    expression: str | Dialects
    datatype: str | None = None
    access_modifier: Literal["public", "private"] = "public"


class OssieModel(Described):
    """A whole semantic model."""

    datasets: tuple[Dataset, ...] = Field(min_length=1)
    relationships: tuple[OssieRelationship, ...] | None = None
    metrics: tuple[OssieMetric, ...] | None = None
    dialect: str | None = None


def in_standard_sql(given: str | Dialects) -> str | None:
    """The expression in standard SQL; None when only other dialects are given."""
    if isinstance(given, str):
        return given
    for name in _STANDARD:
        for each in given.dialects:
            if each.dialect == name:
                return each.expression
    return None


def read_model(content: Any, name: str | None = None) -> OssieModel:
    """The semantic model in a parsed file; `name` says which where there are several.

    Raises NotImportable with every fault: an unknown version or key, a missing or doubled name,
    one that Ossie reserves.
    """
    given = chosen(content, name)
    try:
        model = OssieModel.model_validate(given)
    except ValidationError as error:
        faults = [_fault(given, each) for each in error.errors()]
        raise NotImportable("This is no Apache Ossie model:", faults) from error
    flat = "semantic_model" not in content
    found = [*_doubled(model, flat=flat), *_reserved(model), *_loose_ends(model)]
    if found:
        raise NotImportable("This Apache Ossie model contradicts itself:", found)
    return model


def chosen(content: Any, name: str | None) -> Any:
    """The one semantic model of a parsed file, as it is written there. Raises NotImportable."""
    if not isinstance(content, dict):
        raise NotImportable("This is no Apache Ossie model:", [_of_file("it holds no keys")])
    version = content.get("version", content.get("osi_version", "0.1"))
    if not isinstance(version, str) or not READ_VERSION.fullmatch(version):
        message = f"version {version!r} is not among those read here: 0.1.x and 0.2.0.dev0"
        raise NotImportable("This file cannot be read:", [Fault("version", "version", message)])
    if "semantic_model" not in content:
        return {key: part for key, part in content.items() if not key.endswith("version")}
    beyond = set(content) - {"version", "semantic_model", "dialects", "vendors"}
    if beyond:
        faults = [Fault("unknown key", key, "unknown key") for key in sorted(beyond)]
        raise NotImportable("This is no Apache Ossie model:", faults)
    models = content["semantic_model"]
    models = models if isinstance(models, list) else [models]
    names = [each.get("name") if isinstance(each, dict) else None for each in models]
    fitting = [each for each, called in zip(models, names, strict=True) if name in (None, called)]
    if len(fitting) != 1:
        known = ", ".join(str(each) for each in names) or "none"
        message = f"one model is imported at a time, and the file holds: {known}"
        raise NotImportable("Name a model with --model:", [_of_file(message)])
    return fitting[0]


def _of_file(message: str) -> Fault:
    return Fault("shape", "", message)


def _fault(given: Any, error: Any) -> Fault:
    """A validation error with names in place of positions, where there are names."""
    where: list[str] = []
    here = given
    for step in error["loc"]:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            step = here.get("name", step) if isinstance(here, dict) else step
        else:
            continue
        where.append(str(step))
    kinds = {"extra_forbidden": "unknown key", "missing": "missing key"}
    kind = kinds.get(error["type"], "wrong value")
    message = kind if kind != "wrong value" else error["msg"]
    return Fault(kind, ".".join(where), message)


def folded(name: str) -> str:
    """A name as Ossie compares it: without regard to case."""
    return name.casefold()


def _doubled(model: OssieModel, *, flat: bool) -> Iterator[Fault]:
    """Names that stand twice. The flat form has one namespace for all but fields."""
    kinds = (model.datasets, model.relationships or (), model.metrics or ())
    named = [[each.name for each in kind] for kind in kinds]
    for names in [[name for kind in named for name in kind]] if flat else named:
        yield from _twice("the model", names)
    for dataset in model.datasets:
        yield from _twice(dataset.name, [each.name for each in dataset.fields])


def _twice(where: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in names:
        if folded(name) in seen:
            yield Fault("name collision", name, f"{where} has this name more than once")
        seen.add(folded(name))


def _reserved(model: OssieModel) -> Iterator[Fault]:
    parts: list[Described] = [*model.datasets, *(model.relationships or ()), *(model.metrics or ())]
    parts += [each for dataset in model.datasets for each in dataset.fields]
    for part in parts:
        if folded(part.name) in RESERVED:
            yield Fault("reserved name", part.name, "Ossie keeps this name for itself")


def _loose_ends(model: OssieModel) -> Iterator[Fault]:
    known = {dataset.name for dataset in model.datasets}
    for each in model.relationships or ():
        for end in (each.from_dataset, each.to):
            if end not in known:
                yield Fault("unknown name", each.name, f"there is no dataset {end!r}")
        if len(each.from_columns) != len(each.to_columns):
            yield Fault("wrong value", each.name, "as many columns are needed on either side")
