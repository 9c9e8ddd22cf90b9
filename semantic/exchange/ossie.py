"""An Apache Ossie model as our definitions: drafts, with a report of what was left behind.

Datasets become models whose rows bear their name, so that `orders.status` is called the same on
both sides. Relationships are one-to-one, many-to-one or many-to-many as the declared keys say, and
rows split by what they have several of count once in every group, as Ossie has it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from semantic.catalog import Catalog, Settings
from semantic.definition import DataType
from semantic.exchange.imported import Imported
from semantic.exchange.losses import Fault, Loss, Losses, NotCarried, NotImportable
from semantic.exchange.ossie_document import (
    VENDOR,
    Dataset,
    Described,
    OssieField,
    OssieModel,
    OssieRelationship,
    Table,
    chosen,
    folded,
    read_model,
)
from semantic.exchange.ossie_fields import Fields, plain_name, read_fields, texts
from semantic.exchange.ossie_metrics import Metrics, make_all, named_fields, trees_of
from semantic.exchange.ossie_restore import restored
from semantic.exchange.restored import Restored
from semantic.exchange.types import OSSIE_TYPES, Types, type_of
from semantic.expression_text import quoted, spelled
from semantic.expression_tree import Aggregate, Column, levels
from semantic.model import Calculated, Dimension, Entity, Model, Relationship, TimeColumn
from semantic.routes import routes

Columns = dict[str, DataType]


def imported(
    content: Any, owner: str, types: Types | None = None, model: str | None = None
) -> Imported:
    """The definitions in a parsed Ossie file; every metric is a draft of `owner`.

    `types` gives the types of columns by source, where the file does not; `model` which of several
    models. Raises NotImportable for a file that contradicts itself or Ossie.
    """
    given = read_model(content, model)
    losses, faults = Losses(), list[Fault]()
    kept = restored(given, chosen(content, model), owner, losses)
    fresh = [each for each in given.metrics or () if folded(each.name) not in kept.metrics]
    trees = trees_of(fresh, losses)
    used = {each for _, tree in trees.values() for each in named_fields(tree)}
    fields = _all_fields(given, types or {}, used, losses, faults)
    names = _names(given, faults)
    if faults:
        raise NotImportable("This Apache Ossie model contradicts itself:", faults)
    links = tuple(_relationships(given, fields, names, kept, losses))
    metrics = Metrics(fields, names, owner, _finest(names, links), losses, kept.fields)
    metrics.given = {name: each for name, (each, _) in trees.items()}
    metrics.trees = {name: tree for name, (_, tree) in trees.items()}
    metrics.made = dict(kept.metrics)
    make_all(metrics)
    _add_windowed(metrics, fields, losses)
    models = _models(given, fields, names, links, types or {}, losses)
    models = tuple(_as_it_was(each, fields, kept, used) for each in models)
    for part in _parts(given):
        _report_extras(part, losses)
    return Imported(
        models=(*models, *kept.rest_models),
        relationships=(*links, *kept.rest_links),
        time_spines=kept.spines,
        metrics=(*metrics.made.values(), *kept.rest_metrics),
        losses=tuple(each for each in losses.found if not _of_kept_field(each, kept)),
    )


def _as_it_was(
    model: Model, fields: Mapping[str, Fields], kept: Restored, used: set[tuple[str, str]]
) -> Model:
    """The model as it was exported, with the calculated columns that fresh metrics build on."""
    (dataset,) = (name for name, found in fields.items() if plain_name(name) == model.name)
    before = kept.models.get(dataset)
    if before is None:
        return model
    named = (fields[dataset].of(name) for of, name in used if of == dataset)
    wanted = {node.name for node in named if isinstance(node, Column)} & model.calculated.keys()
    more = {name: model.calculated[name] for name in sorted(wanted)}
    return before.model_copy(update={"calculated": {**more, **before.calculated}})


def _of_kept_field(loss: Loss, kept: Restored) -> bool:
    """Whether a loss is of the Ossie side of a model that was put back as it was."""
    if loss.group not in ("field", "time"):
        return False
    return folded(loss.what.split()[-1].partition(".")[0]) in kept.models


def _all_fields(
    given: OssieModel,
    types: Types,
    used: set[tuple[str, str]],
    losses: Losses,
    faults: list[Fault],
) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for dataset in given.datasets:
        table = _table(dataset)
        if table is None:
            todo = "Make it a view of the warehouse, and name that."
            losses.add(f"dataset {dataset.name}", "its source is a query.", todo, "query")
            continue
        names = {name for of, name in used if of == folded(dataset.name)}
        known = types.get(table, {})
        found[folded(dataset.name)] = read_fields(dataset, known, names, losses, faults)
    return found


def _table(dataset: Dataset) -> str | None:
    """The table or view that the dataset reads; None for a query."""
    source = dataset.source
    if isinstance(source, Table):
        return source.object
    if not isinstance(source, str) or len(source.split()) > 1:
        return None
    return source


def _names(given: OssieModel, faults: list[Fault]) -> dict[str, str]:
    """Our names of the datasets, by their folded ones; two that become one are a fault."""
    found = {folded(dataset.name): plain_name(dataset.name) for dataset in given.datasets}
    parts: list[Sequence[Described]] = [given.datasets, given.metrics or ()]
    parts += [dataset.fields for dataset in given.datasets]
    for part in parts:
        names = sorted(plain_name(each.name) for each in part)
        for one, other in pairwise(names):
            if one == other:
                message = "two names become this one, in small letters"
                faults.append(Fault("name collision", one, message))
    return found


def _relationships(
    given: OssieModel,
    fields: Mapping[str, Fields],
    names: Mapping[str, str],
    kept: Restored,
    losses: Losses,
) -> Iterator[Relationship]:
    for each in given.relationships or ():
        if folded(each.name) in kept.links:
            yield kept.links[folded(each.name)]
            continue
        here, there = fields.get(folded(each.from_dataset)), fields.get(folded(each.to))
        if here is None or there is None:
            losses.add(f"relationship {each.name}", "one of its datasets was left out.")
            continue
        ours = tuple(here.key(name) for name in each.from_columns)
        theirs = tuple(there.key(name) for name in each.to_columns)
        yield _relationship(each, (here, ours), (there, theirs), names)


def _relationship(
    each: OssieRelationship,
    here: tuple[Fields, tuple[str, ...]],
    there: tuple[Fields, tuple[str, ...]],
    names: Mapping[str, str],
) -> Relationship:
    """The relationship as the keys have it: only a declared key says that there is one row."""
    one_here, one_there = _is_key(*here), _is_key(*there)
    if one_here and not one_there:
        here, there = there, here
    kind = "one_to_one" if one_here and one_there else "many_to_one"
    return Relationship.model_validate(
        {
            "name": plain_name(each.name),
            "from": names[folded(here[0].dataset.name)],
            "to": names[folded(there[0].dataset.name)],
            "from_columns": here[1],
            "to_columns": there[1],
            "type": kind if one_here or one_there else "many_to_many",
            "fan_out": "refuse" if kind == "one_to_one" else "count_once",
        }
    )


def _is_key(fields: Fields, columns: tuple[str, ...]) -> bool:
    keys = (fields.dataset.primary_key, *fields.dataset.unique_keys)
    return any(key and {fields.key(name) for name in key} == set(columns) for key in keys)


def _finest(
    names: Mapping[str, str], links: tuple[Relationship, ...]
) -> Callable[[frozenset[str]], str | None]:
    """Says which of several datasets has at most one row of each of the others for its own."""
    models = {name: Model(name=name, source=name) for name in names.values()}
    settings = Settings(version=1, name="", timezone="UTC", default_principal="")
    catalog = Catalog(settings, models, links, {}, {}, ())

    def finest(datasets: frozenset[str]) -> str | None:
        for each in sorted(datasets):
            others = [names[other] for other in datasets if other != each]
            found = [routes(catalog, names[each], other) for other in others]
            if any(len(ways) > 1 for ways in found):
                why = f"{each} reaches another of its datasets in several ways."
                raise NotCarried(why, "Split the model, one way in each.", "several paths")
            if all(found):
                return each
        return None

    return finest


def _add_windowed(metrics: Metrics, fields: Mapping[str, Fields], losses: Losses) -> None:
    """Metrics that are a value of each row become fields of their dataset."""
    for name, (home, tree) in metrics.windowed.items():
        given = metrics.given[name]
        called = plain_name(given.name)
        if fields[home].of(given.name) is not None:
            why = f"{fields[home].dataset.name} has a field of its name already."
            losses.add(f"metric {given.name}", why, fault="name collision")
            continue
        fields[home].calculated[called] = tree
        fields[home].made[name] = Column(called)
        fields[home].given[name] = OssieField(
            name=given.name, expression="", description=given.description
        )
        field = f"{fields[home].dataset.name}.{called}"
        why = f"it is a value of each row, and became the field {field}."
        losses.add(f"metric {given.name}", why, "List rows by it.", "window")


def _models(
    given: OssieModel,
    fields: Mapping[str, Fields],
    names: Mapping[str, str],
    links: Sequence[Relationship],
    types: Types,
    losses: Losses,
) -> tuple[Model, ...]:
    columns = {name: _columns(found, types) for name, found in fields.items()}
    _as_added_up(given, fields, columns)
    _joined_alike(links, {names[name]: found for name, found in columns.items()})
    return tuple(
        _model(found, names[name], _filled(columns[name]), losses) for name, found in fields.items()
    )


def _columns(found: Fields, types: Types) -> dict[str, DataType | None]:
    """The source's columns that are read, with their types where they can be told."""
    keys = [*found.dataset.primary_key, *(n for key in found.dataset.unique_keys for n in key)]
    for name in keys:
        found.key(name)
    columns: dict[str, DataType | None] = dict.fromkeys(found.columns)
    for name, made in found.made.items():
        field = found.given.get(name)
        if field is not None and isinstance(made, Column) and made.name in columns:
            columns[made.name] = columns[made.name] or _declared(field)
    known = types.get(_table(found.dataset) or "", {})
    return columns | {name: kind for name, kind in known.items() if name in columns}


def _declared(field: OssieField) -> DataType | None:
    if field.datatype is not None and folded(field.datatype) in OSSIE_TYPES:
        return OSSIE_TYPES[folded(field.datatype)]
    return "timestamp" if field.dimension and field.dimension.is_time else None


def _as_added_up(
    given: OssieModel, fields: Mapping[str, Fields], columns: Mapping[str, dict[str, Any]]
) -> None:
    """What is added up or averaged is a number, where nothing else says so."""
    trees = [tree for _, tree in trees_of(given.metrics or (), Losses()).values()]
    nodes = [node for tree in trees for level in levels(tree) for node in level]
    for node in nodes:
        if isinstance(node, Aggregate) and node.function in ("sum", "avg", "median"):
            for dataset, name in (pair for arg in node.args for pair in named_fields(arg)):
                made = fields[dataset].of(name) if dataset in fields else None
                if isinstance(made, Column) and columns[dataset].get(made.name, "") is None:
                    columns[dataset][made.name] = "number"


def _joined_alike(links: Sequence[Relationship], columns: Mapping[str, dict[str, Any]]) -> None:
    """Columns that are joined are of one type: what is known of one holds for the other."""
    for _ in links:
        for link in links:
            for ours, theirs in zip(link.from_columns, link.to_columns, strict=True):
                here, there = columns[link.from_model], columns[link.to]
                kind = here.get(ours) or there.get(theirs)
                here[ours], there[theirs] = here.get(ours) or kind, there.get(theirs) or kind


def _filled(columns: Mapping[str, DataType | None]) -> Columns:
    return {name: kind or "text" for name, kind in sorted(columns.items())}


def _model(found: Fields, name: str, columns: Columns, losses: Losses) -> Model:
    dataset = found.dataset
    known = dict(columns)
    calculated = {}
    for called, text in texts(found):
        kind = type_of(found.calculated[called], known) or "text"
        known[called] = kind
        calculated[called] = Calculated(expr=text, type=kind)
    dimensions = tuple(
        _dimension(found, each, name, known) for each in found.given if each in found.made
    )
    uniques = {tuple(found.key(each) for each in key) for key in dataset.unique_keys}
    return Model(
        name=name,
        description=dataset.words,
        row=name,
        source=_table(dataset),
        columns=columns,
        calculated=calculated,
        primary_key=tuple(found.key(each) for each in dataset.primary_key),
        time=_time(found, columns, losses),
        entities=tuple(
            Entity(name=plain_name(f"{name}_by_{'_'.join(key)}"), columns=key, unique=True)
            for key in sorted(uniques)
        ),
        dimensions=dimensions,
    )


def _dimension(
    found: Fields, field_name: str, entity: str, known: Mapping[str, DataType]
) -> Dimension:
    given, tree = found.given[field_name], found.made[field_name]
    kind = type_of(tree, known) or _declared(given) or "text"
    return Dimension(
        name=plain_name(given.name),
        entity=entity,
        label=given.label or "",
        type=kind,
        expr=quoted(tree.name) if isinstance(tree, Column) else spelled(tree),
        description=given.words,
        synonyms=given.synonyms,
        detail=given.dimension is None,
    )


def _time(found: Fields, columns: Columns, losses: Losses) -> TimeColumn | None:
    """The dataset's own time, where exactly one of its fields can be it."""
    times = {
        made.name: found.given[name]
        for name, made in found.made.items()
        if isinstance(made, Column) and columns.get(made.name) in ("date", "timestamp")
        if _may_be_time(found.given[name])
    }
    if len(times) == 1:
        ((column, field),) = times.items()
        utc = folded(field.datatype or "") == "datetimetz"
        return TimeColumn(column=column, timezone="UTC" if utc else "local", undated="keep")
    if times:
        why = f"any of {', '.join(sorted(times))} may be it, and Ossie does not say which."
        todo = "Give the model a `time`, by which periods are cut."
        losses.add(f"time of {found.dataset.name}", why, todo)
    return None


def _may_be_time(field: OssieField) -> bool:
    return field.dimension is None or field.dimension.is_time is not False


def _parts(given: OssieModel) -> Iterator[Described]:
    yield given
    for dataset in given.datasets:
        yield dataset
        yield from dataset.fields
    yield from given.relationships or ()
    yield from given.metrics or ()


def _report_extras(part: Described, losses: Losses) -> None:
    what = f"words of {part.name}"
    if isinstance(part.ai_context, dict):
        beyond = sorted(set(part.ai_context) - {"instructions", "synonyms"})
        if beyond:
            losses.add(what, f"there is no place for {', '.join(beyond)}.")
    for extension in part.custom_extensions:
        if extension.vendor_name != VENDOR:
            why = f"what {extension.vendor_name} adds is not read here."
            losses.add(f"extension of {part.name}", why)
