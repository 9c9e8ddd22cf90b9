"""The part of a catalog that one principal may see. Nothing outside it has a name here."""

from collections.abc import Container, Mapping
from dataclasses import field
from functools import cached_property

from semantic.catalog import Catalog, FieldRef
from semantic.model import FreshnessMetric, LifecycleMetric, Metric, RetentionMetric, SimpleMetric
from semantic.policy import Access, Rows
from semantic.record import record
from semantic.routes import groupable, shared
from semantic.search import NAMED, Entry, Hit, search

OF_A_MODEL = (SimpleMetric, LifecycleMetric, RetentionMetric, FreshnessMetric)


@record
class View:
    """Metrics and dimensions visible with an Access, by name.

    `usable` are the metrics that people who do not approve may query. `metrics` holds those that
    can be queried now; `granted` also those that wait for approval or have ended.
    """

    catalog: Catalog
    access: Access
    usable: Container[str]
    _models: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)
    _rows: dict[str, Rows] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def granted(self) -> Mapping[str, Metric]:
        """Every metric that some grant covers, approved or not."""
        return {
            name: metric
            for name, metric in self.catalog.metrics.items()
            if self.access.sees_metric(name)
        }

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """The granted metrics that are approved and have not ended; all of them for approvers."""
        return {
            name: metric
            for name, metric in self.granted.items()
            if name in self.usable or self.access.approves
        }

    @cached_property
    def dimensions(self) -> Mapping[str, FieldRef]:
        """The dimensions that no grant hides; without a granted metric none, but for approvers."""
        return {
            field: ref
            for field, ref in self.catalog.dimensions.items()
            if field not in self.access.hidden and (self.granted or self.access.approves)
        }

    def groupable(self, metric: str) -> tuple[str, ...]:
        """The visible dimensions by which the metric can be grouped and filtered."""
        choices = [
            groupable(self.catalog, self.catalog.models[model])
            for model in self.models_of(self.catalog.metrics[metric])
        ]
        return tuple(field for field in shared(choices) if field in self.dimensions)

    def models_of(self, metric: Metric) -> tuple[str, ...]:
        """The models that the metric, through all it stands on, is computed from."""
        if metric.name not in self._models:
            parts = (metric, *self.catalog.upstream(metric))
            found = [part.model for part in parts if isinstance(part, OF_A_MODEL)]
            self._models[metric.name] = tuple(dict.fromkeys(found))
        return self._models[metric.name]

    def rows_for(self, metric: str) -> Rows:
        """The rows over which the metric may be computed."""
        if metric not in self._rows:
            self._rows[metric] = self.access.rows_for(metric)
        return self._rows[metric]

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        return {name: _metric_entry(metric) for name, metric in self.granted.items()}

    def nearest_metrics(self, name: str) -> tuple[str, ...]:
        """Metrics that can be queried and that a text may mean, best first, at most five."""
        entries = [self._entries[name] for name in self.metrics]
        return tuple(hit.name for hit in search(name, entries, limit=5))

    def closed_metric(self, text: str) -> Metric | None:
        """The metric that a text names, if it is granted and cannot be queried now."""
        entries = [self._entries[name] for name in self.granted if name not in self.metrics]
        hits = search(text, entries, limit=1)
        return self.granted[hits[0].name] if hits and hits[0].score >= NAMED else None

    def search(self, text: str, limit: int = 10) -> tuple[Hit, ...]:
        """Visible metrics, approved or not, and dimensions that a text may mean, best first."""
        entries = list(self._entries.values())
        entries += [_dimension_entry(name, ref) for name, ref in self.dimensions.items()]
        return search(text, entries, limit)


def _metric_entry(metric: Metric) -> Entry:
    called = (metric.name, metric.title, *metric.synonyms)
    return Entry("metric", metric.name, called, metric.description)


def _dimension_entry(name: str, ref: FieldRef) -> Entry:
    dimension = ref.dimension
    called = (name, dimension.name, dimension.label or dimension.name, *dimension.synonyms)
    return Entry("dimension", name, called, dimension.description)
