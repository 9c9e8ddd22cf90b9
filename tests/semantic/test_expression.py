"""Expressions are read as SQL reads them, or not at all, and lead nowhere but to columns."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.compile.expressions import element
from semantic.expression import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, MAX_LEVELS, parse
from semantic.expression_text import spelled
from semantic.expression_tokens import ExpressionError
from semantic.expression_tree import Binary, Column, Constant, Unary
from tests.support.workspaces import MemoryWarehouse, memory_warehouse

TYPES = {"a": "INTEGER", "b": "INTEGER", "n": "INTEGER", "d": "DECIMAL(12, 3)"} | {
    "s": "VARCHAR", "t": "VARCHAR", "o": "VARCHAR", "yes": "BOOLEAN", "no": "BOOLEAN",
    "huh": "BOOLEAN",
}  # fmt: skip
ROW = (7, -3, None, Decimal("2.500"), "Tea", "50%_off", None, True, False, None)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        opened.fill("given", TYPES, [ROW])
        yield opened


def ours(warehouse: MemoryWarehouse, text: str) -> Any:
    table = sa.table("given", *(sa.column(name) for name in TYPES))
    made = element(parse(text).root, {column.name: column for column in table.c})
    ((value,),) = warehouse.execute(sa.select(made).select_from(table))
    return value


def theirs(warehouse: MemoryWarehouse, text: str) -> Any:
    ((value,),) = warehouse.run(f"SELECT ({text}) FROM given")
    return value


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float | Decimal) and isinstance(other, float | Decimal | int):
        return bool(float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-12, nan_ok=True))
    return bool(one == other)


@pytest.mark.parametrize(
    "text",
    [
        "a - b - 1",
        "a - (b - 1)",
        "a + b * 2 % 4",
        "-a * b",
        "-(-a)",
        "- -a",
        "a - -b",
        "a = 7 IS NULL",
        "a = b BETWEEN 1 AND 3",
        "a BETWEEN 1 AND 9 = yes",
        "yes = s LIKE 'T%'",
        "s LIKE 'T%' = yes",
        "s || t LIKE 'Tea%'",
        "'a' || a + 1",
        "a || b",
        "o || s",
        "NOT a = b",
        "NOT a IS NULL",
        "yes = NOT no = yes",
        "NOT no AND no",
        "no AND no OR yes",
        "yes OR yes AND no",
        "a IN (1, 7) = yes",
        "a NOT IN (b, 1)",
        "n IN (1)",
        "a IN (1, n)",
        "a NOT BETWEEN b AND 2 AND no",
        "a IS NULL = no",
        "n IS NULL IS NULL",
        "n = NULL",
        "a <> NULL",
        "NULL = NULL",
        "NULL IS NULL",
        "n <> 1 OR yes",
        "huh AND no",
        "huh OR yes",
        "NOT huh",
        "0.1 + 0.2 = 0.3",
        "d * 0.1",
        "1e2 + d",
        "1e2",
        "3000000000 * a",
        "99999999999999999999 + a",
        "a / 2",
        "7 / 2 * 2",
        "a % 0",
        "CASE WHEN n > 0 THEN 'more' WHEN a > 0 THEN 'some' ELSE 'none' END",
        "CASE WHEN n > 0 THEN 1 END",
        "CASE WHEN NULL THEN 1 ELSE 2 END",
        "CAST(d AS INTEGER)",
        "CAST(a AS TEXT) || '!'",
        "CAST('2011-09-01' AS DATE) < CAST('2011-10-01' AS DATE)",
        "CAST(a AS DECIMAL(12, 3)) * d",
        "coalesce(n, b, 1)",
        "greatest(a, n, 2) - least(a, b)",
        "nullif(a, 7)",
        "round(d) + round(d, 1)",
        "length(s) + abs(b)",
        "substring(s, 2, 2) || upper(s) || lower(s) || trim('  x ')",
        "t = '50%_off'",
        "'it''s' = 'it''s'",
        r"'back\slash' || s",
        "'%' || '_' || ':x' || '$1' || '?'",
        "t LIKE '%\\%%'",
        "t NOT LIKE '50%'",
        '"a" + "b"',
        "((((a))))",
    ],
)
def test_an_expression_means_what_duckdb_reads_in_the_same_text(
    warehouse: MemoryWarehouse, text: str
) -> None:
    assert same(ours(warehouse, text), theirs(warehouse, text))


def test_a_zero_below_gives_null_and_not_infinity(warehouse: MemoryWarehouse) -> None:
    assert ours(warehouse, "a / 0") is None
    assert ours(warehouse, "a / (b + 3)") is None


NUMBERS = st.sampled_from(["a", "b", "n", "d", "0", "1", "2", "0.5", "1e1", "10"])
TEXTS = st.sampled_from(["s", "t", "o", "'Tea'", "'a'", "''", "'%e%'", "'_ea'"])
FLAGS = st.sampled_from(["yes", "no", "huh", "TRUE", "FALSE", "NULL"])


@st.composite
def texts(draw: st.DrawFn, kind: str = "", depth: int = 0) -> str:
    """SQL of some type, with brackets around parts now and then: often SQL of another meaning."""
    kind = kind or draw(st.sampled_from(["number", "text", "flag"]))
    if depth > 3 or draw(st.integers(0, 5)) == 0:
        return draw({"number": NUMBERS, "text": TEXTS, "flag": FLAGS}[kind])

    def part(wanted: str) -> str:
        inner = draw(texts(wanted, depth + 1))
        return f"({inner})" if draw(st.integers(0, 3)) == 0 else inner

    def number() -> str:
        return part("number")

    def text() -> str:
        return part("text")

    def flag() -> str:
        return part("flag")

    not_ = draw(st.sampled_from(["", "NOT "]))
    made: dict[str, list[Callable[[], str]]] = {
        "number": [
            lambda: f"{number()} {draw(st.sampled_from('+-*%'))} {number()}",
            lambda: f"{number()} / 4",
            lambda: f"- {number()}",
            lambda: f"coalesce({number()}, {number()})",
            lambda: f"CASE WHEN {flag()} THEN {number()} ELSE {number()} END",
            lambda: f"CAST({number()} AS DOUBLE)",
        ],
        "text": [
            lambda: f"{text()} || {text()}",
            lambda: f"upper({text()})",
            lambda: f"CASE WHEN {flag()} THEN {text()} END",
        ],
        "flag": [
            lambda: f"{number()} {draw(st.sampled_from(['=', '<>', '<', '>=']))} {number()}",
            lambda: f"{number()} {not_}BETWEEN {number()} AND {number()}",
            lambda: f"{number()} {not_}IN ({number()}, {number()})",
            lambda: f"{text()} {not_}LIKE {text()}",
            lambda: f"{text()} = {text()}",
            lambda: f"{flag()} {draw(st.sampled_from(['AND', 'OR', '=']))} {flag()}",
            lambda: f"NOT {flag()}",
            lambda: f"{part(draw(st.sampled_from(['number', 'text', 'flag'])))} IS {not_}NULL",
        ],
    }
    return draw(st.sampled_from(made[kind]))()


@settings(max_examples=400, deadline=None)
@given(texts())
def test_any_expression_that_both_accept_means_the_same(
    warehouse: MemoryWarehouse, text: str
) -> None:
    try:
        expected = theirs(warehouse, text)
    except Exception:  # noqa: BLE001 (whatever DuckDB does not take need not be taken)
        return
    try:
        parse(text)
    except ExpressionError:
        return
    assert same(ours(warehouse, text), expected)


@pytest.mark.parametrize(
    "text",
    ["(NOT TRUE) IS NULL", "(NOT (1 = 1)) IS NULL", "(NOT TRUE) = FALSE", "NOT (TRUE IS NULL)"],
)
def test_what_is_denied_is_denied_before_it_is_tested(
    warehouse: MemoryWarehouse, text: str
) -> None:
    assert same(ours(warehouse, text), theirs(warehouse, text))


WORDS = (
    "a ( ) , 1 0.5 'x' \"b\" AND OR NOT IS NULL IN LIKE BETWEEN CASE WHEN THEN ELSE END CAST AS "
    "DECIMAL coalesce + - * = < || % / 1e999 ² ٣ -- /* ;"
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join)))
def test_whatever_is_no_expression_is_refused_with_its_place(text: str) -> None:
    refused: list[ExpressionError] = []
    try:
        assert parse(text).columns >= set()
    except ExpressionError as error:
        refused.append(error)

    assert all(0 <= error.offset <= len(text) and error.message for error in refused)


@pytest.mark.parametrize(
    "text",
    [
        "(SELECT 1)",
        "(SELECT max(owner) FROM territories)",
        "a IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "a; DROP TABLE given",
        "a -- the rest",
        "a--1",
        "a /* more */ + 1",
        "read_csv('/etc/passwd')",
        "getenv('HOME')",
        "sum(a)",
        "row_number() OVER ()",
        "given.a",
        "a::TEXT",
        "a[1]",
        "$1",
        ":a",
        "?",
        "{'x': 1}",
        "x -> x + 1",
        "a COLLATE nocase",
        "CAST(a AS STRUCT(x INTEGER))",
        "E'\\x41'",
        "U&'d'",
        "'a\0b'",
        "INTERVAL 1 DAY",
        "*",
        "",
        "a b",
        "1 a",
        "a =",
        "(a",
        "a)",
        "a = b = 1",
        "a < b < 1",
        "s LIKE s LIKE s",
        "a BETWEEN 1",
        "a NOT 1",
        "CASE a WHEN 1 THEN 2 END",
        "CASE ELSE 1 END",
        "coalesce()",
        "substring(s, 1)",
        "CAST(a AS BLOB)",
        "CAST(a AS DECIMAL(3, 4))",
        "CAST(a AS DECIMAL(TRUE, 1))",
        "CAST(a AS DECIMAL(99, 1))",
        "1e999",
        "1" * 39,
    ],
)
def test_there_is_no_way_out_of_an_expression(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_an_error_points_at_the_first_thing_that_does_not_belong() -> None:
    with pytest.raises(ExpressionError, match=r"expected THEN, found 'ELSE'") as caught:
        parse("CASE WHEN a > 1 ELSE 2 END")
    assert caught.value.offset == len("CASE WHEN a > 1 ")

    with pytest.raises(ExpressionError, match=r"there is no function 'sqrt' here; there are abs"):
        parse("1 + sqrt(a)")


def test_columns_are_what_an_expression_reads() -> None:
    expression = parse("CASE WHEN \"odd name\" LIKE 'x' THEN a ELSE coalesce(b, -a) END")

    assert expression.columns == {"odd name", "a", "b"}


def test_keywords_are_read_in_any_case_and_columns_as_they_are_written() -> None:
    assert parse("not A").root == Unary("NOT", Column("A"))
    assert parse("a And TRUE").root == Binary("AND", Column("a"), Constant(True))


def test_long_expressions_are_refused_before_they_exhaust_anything(
    warehouse: MemoryWarehouse,
) -> None:
    longest = "+".join(["1"] * MAX_LEVELS)
    assert ours(warehouse, longest) == MAX_LEVELS
    with pytest.raises(ExpressionError, match="build on one another"):
        parse(longest + "+1")
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1))
    with pytest.raises(ExpressionError, match="characters long"):
        parse("a" * (MAX_LENGTH + 1))


def test_functions_take_as_many_values_as_they_say() -> None:
    for name, (low, high) in FUNCTIONS.items():
        parse(f"{name}({', '.join(['a'] * low)})")
        parse(f"{name.upper()}({', '.join(['a'] * high)})")
        with pytest.raises(ExpressionError, match=f"{name} takes"):
            parse(f"{name}({', '.join(['a'] * (high + 1))})")


WRITTEN = st.one_of(
    texts(),
    st.sampled_from(
        [
            "SUM(a) OVER (PARTITION BY s, t ORDER BY a DESC, b NULLS FIRST ROWS 3 PRECEDING)",
            "RANK() OVER (ORDER BY a DESC NULLS LAST) = 1 AND NOT (a = 1) IS NULL",
            "COUNT(*) OVER () - LAG(a, 2) OVER (ORDER BY b RANGE BETWEEN 1 FOLLOWING AND 2 "
            "FOLLOWING)",
            "SUM(a) / COUNT(DISTINCT b)",
            "COUNT(*) FILTER (WHERE a > 1) + PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY a)",
            '"over" || "a b" || "or" || \'it\'\'s\'',
            "CAST(a AS DECIMAL(12, 3)) * 1e300 + 1.50 + 1e5",
            "NOT NOT yes OR (no OR huh)",
        ]
    ),
)


@settings(max_examples=400, deadline=None)
@given(WRITTEN)
def test_an_expression_written_out_reads_as_itself(text: str) -> None:
    try:
        root = parse(text, "aggregates").root
    except ExpressionError:
        return
    assert parse(spelled(root), "aggregates").root == root
