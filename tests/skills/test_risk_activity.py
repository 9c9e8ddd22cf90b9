"""Orders and returns come in as columns, and nothing after the as-of date is ever seen."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from skills.risk.activity import Activity, activity_from

COLUMNS: dict[str, Any] = {
    "customer": ["b", "a", "b", "c"],
    "order_day": [date(2024, 3, 1), date(2024, 3, 2), date(2024, 1, 5), date(2024, 4, 1)],
    "gross_sales": [30.0, 10.0, 20.0, 40.0],
    "products": [3, 1, 2, 4],
    "return_customer": ["z", "b"],
    "return_day": [date(2024, 3, 9), date(2024, 3, 3)],
    "returns_value": [5.0, 7.0],
}


def columns_of(activity: Activity) -> list[list[object]]:
    return [list(column) for column in vars(activity).values()]


def test_rows_are_sorted_by_customer_and_day() -> None:
    activity = activity_from(**COLUMNS)

    assert activity.customers.tolist() == ["a", "b", "c", "z"]
    assert activity.customers[activity.customer].tolist() == ["a", "b", "b", "c"]
    assert activity.gross_sales.tolist() == [10.0, 20.0, 30.0, 40.0]
    assert activity.customers[activity.return_customer].tolist() == ["b", "z"]


def test_the_order_in_which_rows_arrive_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    customer, day = rng.integers(0, 5, 60), rng.integers(0, 4, 60).astype("datetime64[D]")
    sales, products = rng.random(60), rng.integers(1, 9, 60)
    shuffled = rng.permutation(60)

    straight = activity_from(customer=customer, order_day=day, gross_sales=sales, products=products)
    mixed = activity_from(
        customer=customer[shuffled],
        order_day=day[shuffled],
        gross_sales=sales[shuffled],
        products=products[shuffled],
    )

    assert columns_of(straight) == columns_of(mixed)


def test_sums_that_differ_in_their_last_digits_are_the_same_amount() -> None:
    one, other = ({**COLUMNS, "gross_sales": [30.0, 10.0, s, 40.0]} for s in (0.1 + 0.2, 0.3))

    assert columns_of(activity_from(**one)) == columns_of(activity_from(**other))


def test_as_of_a_date_later_rows_and_later_customers_do_not_exist() -> None:
    seen = activity_from(**COLUMNS).as_of(date(2024, 3, 2))

    assert seen.customers.tolist() == ["b"]
    assert seen.gross_sales.tolist() == [20.0, 30.0]
    assert len(seen.returns_value) == 0


def test_as_of_keeps_what_happened_the_day_before() -> None:
    seen = activity_from(**COLUMNS).as_of(date(2024, 3, 4))

    assert seen.customers.tolist() == ["a", "b"]
    assert seen.customers[seen.return_customer].tolist() == ["b"]


def test_numbers_serve_as_customers_too() -> None:
    activity = activity_from(**{**COLUMNS, "customer": [7, 5, 7, 9], "return_customer": [9, 7]})

    assert activity.customers.tolist() == [5, 7, 9]


def test_a_shop_without_orders_has_an_empty_activity() -> None:
    activity = activity_from(customer=[], order_day=[], gross_sales=[], products=[])

    assert [len(column) for column in columns_of(activity.as_of(date(2024, 1, 1)))] == [0] * 8


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"customer": ["b", None, "b", "c"]}, r"customer: row 1 has no customer \(1 of 4 rows\)"),
        ({"customer": np.array([1.0, np.nan, 2.0, 3.0])}, "customer: row 1 has no customer"),
        ({"order_day": [date(2024, 3, 1), None, None, None]}, "order_day: row 1 has no date"),
        ({"gross_sales": [1.0, 2.0, None, 4.0]}, "gross_sales: row 2 is not a finite number"),
        ({"products": [1.0, 2.0, 3.0, np.inf]}, "products: row 3 is not a finite number"),
        ({"returns_value": np.ma.masked_equal([5.0, 7.0], 7.0)}, "returns_value: row 1 is missing"),
        ({"products": [1.0]}, "customer 4, order_day 4, gross_sales 4, products 1"),
        ({"return_day": []}, "return_customer 2, return_day 0, returns_value 2"),
    ],
)
def test_a_bad_column_is_named_with_its_first_bad_row(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        activity_from(**{**COLUMNS, **change})
