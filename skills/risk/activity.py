"""What customers did, as arrays: their orders and returns, and the same as of a date."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from skills.risk.arrays import BoolArray, Day, DayArray, FloatArray, IdArray, IntArray, as_day

# Warehouses add up in any order, so that the last digits of a sum differ from run to run.
MILLIONTHS = 6


@dataclass(frozen=True, eq=False)
class Activity:
    """Orders and returns of identified customers, sorted by customer and day.

    Attributes:
        customers: every customer with a row, ascending, each once.
        customer: per order, the place of its customer in `customers`.
        order_day: per order, its date (`datetime64[D]`).
        gross_sales: per order, its gross sales in the workspace's currency.
        products: per order, the number of distinct products.
        return_customer: per customer and day of returns, the place in `customers`.
        return_day: per customer and day of returns, the date.
        returns_value: per customer and day of returns, their value, positive.
    """

    customers: IdArray
    customer: IntArray
    order_day: DayArray
    gross_sales: FloatArray
    products: FloatArray
    return_customer: IntArray
    return_day: DayArray
    returns_value: FloatArray

    def as_of(self, day: Day) -> "Activity":
        """The rows dated before `day` and their customers; nobody else is known."""
        limit = as_day(day)
        orders, returns = self.order_day < limit, self.return_day < limit
        known = np.zeros(len(self.customers), dtype=np.bool_)
        known[self.customer[orders]] = True
        known[self.return_customer[returns]] = True
        place = np.cumsum(known) - 1
        return Activity(
            customers=self.customers[known],
            customer=place[self.customer[orders]],
            order_day=self.order_day[orders],
            gross_sales=self.gross_sales[orders],
            products=self.products[orders],
            return_customer=place[self.return_customer[returns]],
            return_day=self.return_day[returns],
            returns_value=self.returns_value[returns],
        )


def activity_from(
    *,
    customer: Iterable[object],
    order_day: Iterable[object],
    gross_sales: Iterable[float],
    products: Iterable[float],
    return_customer: Iterable[object] = (),
    return_day: Iterable[object] = (),
    returns_value: Iterable[float] = (),
) -> Activity:
    """The activity in these columns, one row per order and one per customer and day of returns.

    The rows may come in any order; the result is the same. Raises ValueError, which names the
    column and the first bad row, for columns of different length, a missing customer or date,
    and an amount that is missing or infinite. Zero and negative amounts are kept; amounts are
    rounded to millionths.
    """
    ids, return_ids = _ids("customer", customer), _ids("return_customer", return_customer)
    days, return_days = _days("order_day", order_day), _days("return_day", return_day)
    sales, breadth = _amounts("gross_sales", gross_sales), _amounts("products", products)
    returned = _amounts("returns_value", returns_value)
    _same_length(customer=ids, order_day=days, gross_sales=sales, products=breadth)
    _same_length(return_customer=return_ids, return_day=return_days, returns_value=returned)

    both = np.concatenate([ids, return_ids]) if len(return_ids) else ids
    customers, places = np.unique(both, return_inverse=True)
    place, return_place = places[: len(ids)], places[len(ids) :]
    # Amounts too: the order in which equal days are summed must not depend on the warehouse.
    order = np.lexsort((breadth, sales, days, place))
    returns = np.lexsort((returned, return_days, return_place))
    return Activity(
        customers=customers,
        customer=place[order],
        order_day=days[order],
        gross_sales=sales[order],
        products=breadth[order],
        return_customer=return_place[returns],
        return_day=return_days[returns],
        returns_value=returned[returns],
    )


def _ids(name: str, column: Iterable[object]) -> IdArray:
    values = _column(name, column)
    if values.dtype == np.object_:
        _reject(name, np.array([value is None for value in values]), "has no customer")
        values = values.astype(np.str_)
    if values.dtype.kind == "f":
        _reject(name, np.isnan(values), "has no customer")
    return values


def _days(name: str, column: Iterable[object]) -> DayArray:
    values = _column(name, column).astype("datetime64[D]")
    _reject(name, np.isnat(values), "has no date")
    return values


def _amounts(name: str, column: Iterable[float]) -> FloatArray:
    values = _column(name, column).astype(np.float64)
    _reject(name, ~np.isfinite(values), "is not a finite number")
    return values.round(MILLIONTHS)


def _column(name: str, column: Iterable[object]) -> IdArray:
    if isinstance(column, np.ma.MaskedArray):
        _reject(name, np.ma.getmaskarray(column), "is missing")
    return np.asarray(column if isinstance(column, np.ndarray) else list(column))


def _reject(name: str, bad: BoolArray, why: str) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        raise ValueError(f"{name}: row {first} {why} ({int(bad.sum())} of {len(bad)} rows).")


def _same_length(**columns: IdArray | DayArray | FloatArray) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        stated = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"The columns have different lengths: {stated}.")
