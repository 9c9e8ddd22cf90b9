"""MetricFlow's own cases, asked of a Spark cluster through the ordinary query path."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conformance.metricflow import outcomes
from tests.conformance.tables import on_spark

if TYPE_CHECKING:
    from tests.support.spark import SparkCluster

pytestmark = pytest.mark.spark

CASES = Path(__file__).resolve().parents[1] / "data" / "metricflow"


def test_every_case_has_the_answer_that_metricflow_gives(spark: "SparkCluster") -> None:
    with on_spark(spark.url, CASES / "tables") as tables:
        found = dict(outcomes(CASES, tables))

    assert len(found) == 137
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
