"""MetricFlow's own cases, asked through the ordinary query path."""

from pathlib import Path

import pytest

from tests.conformance.metricflow import failures, main

CASES = Path(__file__).resolve().parents[1] / "data" / "metricflow"


def test_every_case_has_the_answer_that_metricflow_gives() -> None:
    outcomes = dict(failures(CASES))

    assert len(outcomes) == 137
    assert {name: wrong for name, wrong in outcomes.items() if wrong} == {}


def test_the_command_prints_how_many_passed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES), "--only", "simple/query_with_join"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"
