"""A number may be a film's certificate or a product's code, or count and date things."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer, trade_sql


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("on 18 May", "on 18 May 2026"),
        ("on May 18", "on 18 May 2026"),
        ("from 12 to 18 May", "from 12 to 18 May 2026"),
        ("w/c 18 May", "from 18 to 24 May 2026"),
        ("in the last 18 days", "from 28 May to 14 June 2026"),
    ],
)
def test_a_day_is_no_certificate(said: str, told: str) -> None:
    answer = trade_answer("cinema", f"admissions at Liffey Row {said}")

    assert answer.reading is not None
    assert [one.field for one in answer.reading.filters] == ["cinema.name"]
    assert told in answer.text


def test_as_many_rows_as_are_asked_for_are_no_certificate() -> None:
    answer = trade_answer("cinema", "top 18 films by admissions at Liffey Row in May")

    assert answer.reading is not None
    assert [one.field for one in answer.reading.filters] == ["cinema.name"]


@pytest.mark.parametrize("said", ["18 certificate admissions", "admissions for certificate 18"])
def test_a_certificate_is_told_with_what_it_is(said: str) -> None:
    answer = trade_answer("cinema", f"{said} in May at Liffey Row")

    ((count,),) = (
        trade_sql("cinema")
        .execute(
            "select count(*) from tickets join films using (film_id) join cinemas using (cinema_id)"
            " where certificate = '18' and cinema = 'Liffey Row'"
            " and show_at >= '2026-05-01' and show_at < '2026-06-01'"
        )
        .fetchall()
    )
    assert answer.text == f"Admissions for certificate 18 for Liffey Row in May 2026 were {count}."


@pytest.mark.parametrize(
    "said",
    ["22423 and 20725", "products 20725 & 22423", "22423 or 20725", "85123A, 22423 and 84879"],
)
def test_products_listed_by_number_are_asked_back_together_or_each(said: str) -> None:
    answer = talk(f"sales of {said} in June")

    assert answer.status == "clarify"
    named = {code for code in ("22423", "20725", "85123A", "84879") if code in said}
    for option in answer.options:
        assert option.reading is not None
        (kept,) = option.reading.filters
        assert isinstance(kept.value, tuple)
        assert (kept.field, set(kept.value)) == ("product.stock_code", named)


def test_products_set_against_each_other_are_told_each() -> None:
    answer = talk("sales of 22423 vs 20725 in June")

    told = rows(
        "select code, round(sum(amount), 2) from sale where code in ('22423', '20725')"
        " and month = '2011-06-01' group by code order by 2 desc"
    )
    shown = "; ".join(f"{code}: £{amount:,.2f}" for code, amount in told)
    assert (
        answer.text == f"Gross sales by product for product 22423 and 20725 in June 2011: {shown}."
    )
