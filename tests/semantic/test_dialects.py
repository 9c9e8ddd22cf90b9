"""The SQL that people are shown: readable, and spelled as each engine wants it.

WRITE_GOLDEN=1 writes tests/golden/sql anew; read what changed before committing it.
"""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from semantic.compile.expressions import fixed
from semantic.dialects.duckdb import DuckDBDialect
from semantic.layout import laid_out
from semantic.result import plain
from tests.golden_files import golden
from tests.support.elsewhere import DIALECTS, ShownElsewhere
from tests.support.small import SmallShop, order
from tests.support.workspaces import Shop

MARCH = ("2024-03-01", "2024-04-01")
QUESTIONS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "total": (["revenue", "tea_share"], {"period": MARCH}),
    "by_field": (
        ["revenue", "visit_count"],
        {
            "by": "ann",
            "period": MARCH,
            "group_by": ["customer.region"],
            "filters": [{"field": "customer.id", "op": "not_null"}],
            "order_by": ["-revenue"],
            "limit": 3,
        },
    ),
    "by_month_compared": (
        ["web_revenue", "mean_amount"],
        {"period": ("2024-02-01", "2024-04-01"), "group_by": ["time.month"], "compare": "year"},
    ),
    "states": (
        ["newly_lapsed_buyers", "value_buyers"],
        {"period": MARCH, "group_by": ["customer.last_channel", "customer.best"]},
    ),
    "cohorts": (
        ["cohort_share"],
        {"period": ("2023-01-01", "2023-04-01"), "group_by": ["customer.cohort", "time.month"]},
    ),
    "masked": (
        ["middle_amount", "days_since_order"],
        {
            "by": "analyst",
            "group_by": ["customer.id"],
            "filters": [{"field": "supplier.country", "op": "contains", "value": "50% o'f"}],
        },
    ),
}


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(
        {
            "orders": [order(1, "2023-01-05", 5), order(2, "2024-03-05", 10)],
            "customers": [(1, "ann", "north", None)],
            "products": [(1, 1, "tea")],
            "suppliers": [(1, "50% O'f")],
        }
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_shown_for_duckdb_is_as_it_was_read_before(shop: Shop, name: str) -> None:
    metrics, query = QUESTIONS[name]
    text = shop.ask(*metrics, **query).sql + "\n"

    assert text == golden(f"sql/{name}.duckdb.sql", text)


@pytest.mark.parametrize("engine", DIALECTS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_shown_for_other_engines_is_as_it_was_read_before(
    shop: Shop, name: str, engine: str
) -> None:
    elsewhere = ShownElsewhere(shop.warehouse, DIALECTS[engine])
    metrics, query = QUESTIONS[name]
    text = Shop(shop.catalog, elsewhere, shop.today).ask(*metrics, **query).sql + "\n"

    assert text == golden(f"sql/{name}.{engine}.sql", text)


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "masked"])
def test_what_is_shown_gives_the_figures_beside_it(shop: Shop, name: str) -> None:
    metrics, query = QUESTIONS[name]
    result = shop.ask(*metrics, **query)

    again = shop.warehouse.run(result.sql)

    assert [[plain(value) for value in row] for row in again] == result.rows()


def test_every_word_that_duckdb_reserves_is_quoted_as_a_name(shop: Shop) -> None:
    words = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN "
    reserved = shop.warehouse.run(words + "('reserved', 'type_function')")
    quote = DuckDBDialect().identifier_preparer.quote

    assert len(reserved) > 50
    assert [word for (word,) in reserved if quote(word) != f'"{word}"'] == []
    assert quote("country") == "country"


HOSTILE = "it's a\\' ${x}\n--"
WRITTEN = {
    "postgresql": "'it''s a\\'' ${x}\n--'",
    "trino": "'it''s a\\'' ${x}\n--'",
    "spark": "'it''s a\\\\'' ${x}\n--'",
    "snowflake": "'it''s a\\\\'' ${x}\n--'",
    "clickhouse": "'it''s a\\\\'' ${x}\n--'",
    "bigquery": "'it\\x27s a\\\\\\x27 ${x}\\n--'",
}


@pytest.mark.parametrize("engine", DIALECTS)
def test_a_text_cannot_end_its_own_quotes(engine: str) -> None:
    made = sa.select(fixed(HOSTILE).label("a"))
    text = str(made.compile(dialect=DIALECTS[engine], compile_kwargs={"render_postcompile": True}))

    assert text.startswith(f"SELECT {WRITTEN[engine]} AS a")


def words(statement: str) -> str:
    """The statement without the white space outside its quoted parts."""
    return "".join(re.findall(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\S""", statement))


PIECES = st.sampled_from(
    (
        *("SELECT a", "FROM t", "WHERE x BETWEEN 1 AND 2 AND y", "(SELECT 1)", "f(a, 'it''s  (')"),
        *(", b", 'AS "A  b"', "CASE WHEN (a AND b) THEN 1 END", "GROUP BY 1", "ORDER BY 1", "\n"),
        *("UNION ALL", "WITH c AS", "(VALUES ('a'), ('b'))", "LEFT OUTER JOIN u ON", "OR"),
    )
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_layout_changes_white_space_and_nothing_else(statement: str) -> None:
    assert words(laid_out(statement)) == words(statement)
