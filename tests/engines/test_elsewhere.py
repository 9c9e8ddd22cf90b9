"""SQL for engines that have no server here: run in chDB, or read by sqlglot as a second opinion."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from semantic.compile.expressions import fixed
from tests.conformance.metricflow import outcomes
from tests.conformance.tables import Tables, in_clickhouse
from tests.golden_files import GOLDEN

pytestmark = pytest.mark.elsewhere

CASES = Path(__file__).resolve().parents[1] / "data" / "metricflow"
READ_BY_SQLGLOT = ("snowflake", "bigquery", "trino", "clickhouse", "spark")


@pytest.fixture(scope="module")
def clickhouse() -> Iterator[Tables]:
    with in_clickhouse(CASES / "tables") as tables:
        yield tables


def test_clickhouse_gives_every_answer_that_metricflow_gives(clickhouse: Tables) -> None:
    found = dict(outcomes(CASES, clickhouse))

    assert len(found) == 137
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_text_is_in_clickhouse_what_was_given(clickhouse: Tables) -> None:
    texts = ("it's", "a\\", "\\' OR 1=1 --", "${x} {y:String} %s :z ?", "line\nbreak ✓ 𝄞", "")
    made = [fixed(text).label(f"t{nr}") for nr, text in enumerate(texts)]

    assert clickhouse.execute(sa.select(*made)) == [texts]


@pytest.mark.parametrize("engine", READ_BY_SQLGLOT)
def test_another_reader_understands_what_is_shown(engine: str) -> None:
    import sqlglot
    from sqlglot import exp

    files = sorted((GOLDEN / "sql").glob(f"*.{engine}.sql"))

    assert len(files) == 11
    for path in files:
        (tree,) = sqlglot.parse(path.read_text("utf-8"), read=engine)
        assert isinstance(tree, exp.Query), path.name
        assert not list(tree.find_all(exp.Command)), path.name
