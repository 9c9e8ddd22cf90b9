"""MetricFlow's side of the comparison: `MetricFlowEngine.explain` over a manifest of the shape."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.parsing.dir_to_model import (
    parse_yaml_files_to_validation_ready_semantic_manifest,
)
from metricflow_semantic_interfaces.parsing.objects import YamlConfigFile
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from benchmarks.peers.serving import Compile, asked, serve


class Client:
    """What `explain` asks of a SQL client: which engine, and how its SQL is spelled."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


def build(shape: Mapping[str, Any], _folder: Path) -> Callable[[Mapping[str, Any]], Compile]:
    """What turns a question into a function that compiles it."""
    files = [
        YamlConfigFile(filepath=f"{nr}.yaml", contents=json.dumps(document))
        for nr, document in enumerate(_documents(shape))
    ]
    read = parse_yaml_files_to_validation_ready_semantic_manifest(files)
    engine = MetricFlowEngine(SemanticManifestLookup(read.semantic_manifest), Client())

    def prepare(question: Mapping[str, Any]) -> Compile:
        given = asked(question)
        groups = ["metric_time__month"] if given.month else []
        groups += [_dimension(*pair) for pair in given.groups]
        where = [
            f"{{{{ Dimension('{_dimension(*pair)}') }}}} = '{value}'"
            for pair, value in given.equal.items()
        ]

        def compile_once() -> str:
            request = MetricFlowQueryRequest.create(
                metric_names=given.metrics,
                group_by_names=groups,
                where_constraints=where or None,
                time_constraint_start=datetime.fromisoformat(given.start),
                time_constraint_end=datetime.fromisoformat(given.last),
            )
            return str(engine.explain(request).sql_statement.sql)

        return compile_once

    return prepare


def _dimension(owner: str, name: str) -> str:
    """`account__segment` is reached by its entity, a fact's own dimension by the fact's key."""
    return f"account__{name}" if owner == "account" else f"{owner}_row__{name}"


def _documents(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    spine = {
        "node_relation": {"alias": "spine", "schema_name": "main"},
        "primary_column": {"name": "day", "time_granularity": "day"},
    }
    looked_up = {
        "name": shape["looked_up"],
        "node_relation": {"alias": shape["looked_up"], "schema_name": "main"},
        "entities": [{"name": "account", "type": "primary", "expr": shape["looked_up_key"]}],
        "dimensions": [_categorical(name) for name in shape["looked_up_dimensions"]],
    }
    made = [{"project_configuration": {"time_spines": [spine]}}, {"semantic_model": looked_up}]
    for fact in shape["facts"]:
        made.append({"semantic_model": _fact(fact, next(iter(shape["columns"][fact["name"]])))})
        made += [
            {"metric": {"name": name, "type": "simple", "type_params": {"measure": name}}}
            for name in fact["metrics"]
        ]
    return made


def _fact(fact: Mapping[str, Any], row: str) -> dict[str, Any]:
    when = {"name": fact["time"], "type": "time", "type_params": {"time_granularity": "day"}}
    return {
        "name": fact["name"],
        "node_relation": {"alias": fact["name"], "schema_name": "main"},
        "defaults": {"agg_time_dimension": fact["time"]},
        "entities": [
            {"name": f"{fact['name']}_row", "type": "primary", "expr": row},
            {"name": "account", "type": "foreign", "expr": fact["key"]},
        ],
        "dimensions": [when, *(_categorical(name) for name in fact["dimensions"])],
        "measures": [
            {"name": name, "agg": agg, "expr": column}
            for name, (agg, column) in fact["metrics"].items()
        ],
    }


def _categorical(name: str) -> dict[str, str]:
    return {"name": name, "type": "categorical"}


if __name__ == "__main__":
    serve(build)
