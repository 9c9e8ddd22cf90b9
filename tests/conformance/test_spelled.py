"""Questions of MetricFlow's, spelled as each engine wants them.

WRITE_GOLDEN=1 writes tests/golden/sql anew; read what changed before committing it.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.metricflow import cases, workspace
from tests.conformance.tables import Tables, in_duckdb
from tests.golden_files import golden
from tests.support.elsewhere import DIALECTS, ShownElsewhere

FOLDER = Path(__file__).resolve().parents[1] / "data" / "metricflow"
SHOWN = {
    "conversion_metric/conversion_rate_metric_with_constant_property": "conversion",
    "cumulative_metric/windowed_cumulative_metric": "cumulative",
    "measure_aggregations/discrete_percentile_agg": "percentile",
    "metrics/derived_metric_offset_window_and_date_part": "date_part",
}
CASES = {SHOWN[case["name"]]: case for case in cases(FOLDER) if case["name"] in SHOWN}


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with in_duckdb(FOLDER / "tables") as found:
        yield found


@pytest.mark.parametrize("engine", DIALECTS)
def test_what_is_shown_is_as_it_was_read_before(tables: Tables, engine: str) -> None:
    manifest = json.loads((FOLDER / "manifests" / "simple_manifest.json").read_text("utf-8"))
    shown = Tables(ShownElsewhere(tables, DIALECTS[engine]), tables.known)
    opened = workspace(manifest, shown)

    for name, case in CASES.items():
        text = opened.answer(case).sql + "\n"
        assert text == golden(f"sql/{name}.{engine}.sql", text)
