"""The part of a catalog that one principal may see. Nothing outside it has a name here."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from semantic.catalog import Catalog, FieldRef
from semantic.model import FreshnessMetric, LifecycleMetric, Metric, RetentionMetric, SimpleMetric
from semantic.policy import Access
from semantic.routes import groupable, shared
from semantic.suggest import nearest


@dataclass(frozen=True)
class View:
    """Metrics and dimensions visible with an Access, by name.

    `usable` are the metrics that people who do not approve may query. `metrics` holds those that
    can be queried now; `granted` also those that wait for approval or have ended.
    """

    catalog: Catalog
    access: Access
    usable: Container[str]

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
        """The dimensions that no grant hides."""
        return {
            field: ref
            for field, ref in self.catalog.dimensions.items()
            if field not in self.access.hidden and self.granted
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
        parts = (metric, *self.catalog.upstream(metric))
        found = [
            part.model
            for part in parts
            if isinstance(part, SimpleMetric | LifecycleMetric | RetentionMetric | FreshnessMetric)
        ]
        return tuple(dict.fromkeys(found))

    def nearest_metrics(self, name: str) -> tuple[str, ...]:
        """Visible metrics whose name, label or synonym is like `name`, best first."""
        spelled = {
            word: metric.name
            for metric in self.metrics.values()
            for word in (metric.name, metric.title, *metric.synonyms)
        }
        found = nearest(name, spelled, limit=8)
        return tuple(dict.fromkeys(spelled[word] for word in found))[:5]
