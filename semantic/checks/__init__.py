"""What must hold between a workspace's definitions: a tuple of rules, each over the whole draft.

A rule says nothing about what another rule already found missing.
"""

from collections.abc import Callable, Iterable

from semantic.checks.approvals import approvers_are_known, records_are_untouched
from semantic.checks.calculated import (
    calculated_columns_are_computable,
    policies_look_at_one_row,
)
from semantic.checks.columns import (
    columns_exist,
    joined_columns_fit,
    relationships_lead_to_keys,
    times_are_times,
)
from semantic.checks.cycles import metrics_do_not_circle
from semantic.checks.expressions import derived_names_are_listed, expressions_are_readable
from semantic.checks.filters import filters_fit, filters_reach
from semantic.checks.goldens import golden_periods_are_periods
from semantic.checks.names import names_are_unique, synonyms_mean_one_metric
from semantic.checks.people import (
    attributes_are_held,
    default_principal_asks,
    time_zones_exist,
)
from semantic.checks.policies import (
    aggregated_fields_are_hidden,
    groups_are_of_entities,
    hidden_columns_exist,
)
from semantic.checks.references import (
    dimensions_have_entities,
    metrics_refer_to_something,
    people_refer_to_something,
    relationships_refer_to_models,
    roles_refer_to_something,
)
from semantic.checks.rollups import (
    customer_metrics_use_rollups,
    dimensions_fit_their_model,
    rollups_are_complete,
)
from semantic.checks.spines import spines_name_new_grains
from semantic.checks.standing import successors_stay
from semantic.checks.timing import running_metrics_stand_on_simple_ones, times_and_grains_exist
from semantic.checks.wheres import wheres_are_readable
from semantic.draft import Draft
from semantic.problems import Problem

CHECKS: tuple[Callable[[Draft], Iterable[Problem]], ...] = (
    names_are_unique,
    synonyms_mean_one_metric,
    metrics_refer_to_something,
    relationships_refer_to_models,
    dimensions_have_entities,
    roles_refer_to_something,
    people_refer_to_something,
    metrics_do_not_circle,
    columns_exist,
    relationships_lead_to_keys,
    joined_columns_fit,
    times_are_times,
    calculated_columns_are_computable,
    policies_look_at_one_row,
    expressions_are_readable,
    derived_names_are_listed,
    rollups_are_complete,
    dimensions_fit_their_model,
    customer_metrics_use_rollups,
    filters_fit,
    filters_reach,
    wheres_are_readable,
    spines_name_new_grains,
    times_and_grains_exist,
    running_metrics_stand_on_simple_ones,
    golden_periods_are_periods,
    successors_stay,
    time_zones_exist,
    default_principal_asks,
    attributes_are_held,
    hidden_columns_exist,
    aggregated_fields_are_hidden,
    groups_are_of_entities,
    records_are_untouched,
    approvers_are_known,
)
