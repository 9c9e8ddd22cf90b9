"""MetricFlow's own cases, asked of PostgreSQL through the ordinary query path."""

from pathlib import Path

import pytest

from tests.conformance.metricflow import failures

pytestmark = pytest.mark.postgresql

CASES = Path(__file__).resolve().parents[1] / "data" / "metricflow"


def test_every_case_has_the_answer_that_metricflow_gives() -> None:
    outcomes = dict(failures(CASES, engine="postgresql"))

    assert len(outcomes) == 137
    assert {name: wrong for name, wrong in outcomes.items() if wrong} == {}
