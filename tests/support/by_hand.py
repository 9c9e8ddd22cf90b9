"""The example shop's metrics as SQL written from the metric dictionary, apart from the product."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import duckdb

Key = tuple[date, Any]
Figures = dict[str, Any]

OF_LINES = (
    *("gross_sales", "returns_value", "net_sales", "return_rate", "orders", "items_sold"),
    *("products_bought", "average_order_value", "active_customers", "sales_per_customer"),
    *("purchase_frequency", "unidentified_share", "lines_counted"),
)
OF_CUSTOMERS = (
    *("known_customers", "new_customers", "returning_customers", "repeat_customers"),
    *("retained_customers", "customers_active_before", "retention_rate", "lapsed_customers"),
    *("newly_lapsed_customers", "customers_not_lapsed_before", "lapse_rate"),
    *("reactivated_customers", "value_to_date", "historical_value"),
)
OF_BOTH = ("repeat_purchase_rate",)
OF_THE_FILE = ("lines_loaded", "duplicate_lines", "days_since_latest_line")

_LINES = """
SELECT p.label, {group} AS grp,
    coalesce(sum(amount) FILTER (kind = 'sale'), 0)::DOUBLE AS gross_sales,
    coalesce(-sum(amount) FILTER (kind = 'return'), 0)::DOUBLE AS returns_value,
    count(DISTINCT InvoiceNo) FILTER (kind = 'sale') AS orders,
    coalesce(sum(Quantity) FILTER (kind = 'sale'), 0)::BIGINT AS items_sold,
    count(DISTINCT StockCode) FILTER (kind = 'sale') AS products_bought,
    count(DISTINCT CustomerID) FILTER (kind = 'sale') AS active_customers,
    count(DISTINCT InvoiceNo) FILTER (kind = 'sale' AND CustomerID IS NOT NULL) AS named_orders,
    coalesce(sum(amount) FILTER (kind = 'sale' AND CustomerID IS NOT NULL), 0)::DOUBLE AS named,
    coalesce(sum(amount) FILTER (kind = 'sale' AND CustomerID IS NULL), 0)::DOUBLE AS unnamed,
    count(*) AS lines_counted
FROM p JOIN lines l ON l.InvoiceDate >= p.s AND l.InvoiceDate < p.e
LEFT JOIN about a ON a.label = p.label AND a.customer = l.CustomerID
LEFT JOIN territories t ON t.customer_id = l.CustomerID
GROUP BY ALL
"""
_CUSTOMERS = """
SELECT a.label, {group} AS grp,
    count(*) AS known_customers,
    count(*) FILTER (a.first_at >= a.s) AS new_customers,
    count(*) FILTER (here.customer IS NOT NULL AND a.first_at < a.s) AS returning_customers,
    count(*) FILTER (here.orders >= 2) AS repeat_customers,
    count(*) FILTER (here.customer IS NOT NULL AND was.customer IS NOT NULL) AS retained_customers,
    count(*) FILTER (was.customer IS NOT NULL) AS customers_active_before,
    count(*) FILTER (a.e - a.last_day >= 90) AS lapsed_customers,
    count(*) FILTER (gone.customer IS NOT NULL) AS newly_lapsed_customers,
    count(*) FILTER (a.s - prior.last_day < 90) AS customers_not_lapsed_before,
    count(*) FILTER (here.first_day - prior.last_day >= 90) AS reactivated_customers,
    coalesce(sum(a.value), 0)::DOUBLE AS value_to_date
FROM about a
LEFT JOIN (SELECT p.label, customer, count(*) AS orders, min(day) AS first_day
    FROM p JOIN orders ON day >= p.s AND day < p.e GROUP BY ALL) here USING (label, customer)
LEFT JOIN (SELECT DISTINCT p.label, customer
    FROM p JOIN orders ON day >= p.b AND day < p.s) was USING (label, customer)
LEFT JOIN (SELECT p.label, customer, max(day) AS last_day
    FROM p JOIN orders ON day < p.s GROUP BY ALL) prior USING (label, customer)
LEFT JOIN (SELECT DISTINCT p.label, customer FROM p JOIN orders o
    ON p.s < o.day + 90 AND o.day + 90 <= p.e
    WHERE NOT EXISTS (FROM orders n WHERE n.customer = o.customer
        AND n.day > o.day AND n.day < o.day + 90)) gone USING (label, customer)
LEFT JOIN territories t ON t.customer_id = a.customer
GROUP BY ALL
"""
# What is known of each customer at each period's end.
_ABOUT = """
CREATE OR REPLACE TEMP TABLE about AS
WITH known AS (
    SELECT p.label, p.s, p.e, customer, min(moment) AS first_at, max(day) AS last_day,
        arg_max(country, (moment, invoice)) AS country,
        date_trunc('month', min(moment))::DATE AS cohort_month,
        bool_or(day >= p.e - 365) AS recent
    FROM p JOIN orders ON day < p.e GROUP BY ALL
), worth AS (
    SELECT k.label, k.customer, sum(amount) AS value,
        sum(amount) FILTER (InvoiceDate >= k.e - 365) AS recent_value
    FROM known k JOIN lines l ON l.CustomerID = k.customer AND l.InvoiceDate >= k.first_at
        AND l.InvoiceDate < k.e AND l.kind IN ('sale', 'return') GROUP BY ALL
), best AS (
    SELECT label, customer,
        row_number() OVER (PARTITION BY label ORDER BY coalesce(recent_value, 0) DESC, customer)
            <= ceil(count(*) OVER (PARTITION BY label) / 5.0) AS high_value
    FROM known JOIN worth USING (label, customer) WHERE recent
)
SELECT known.*, value, coalesce(high_value, false) AS high_value
FROM known LEFT JOIN worth USING (label, customer) LEFT JOIN best USING (label, customer)
"""


def by_hand(
    ledger: duckdb.DuckDBPyConnection, periods: Iterable[tuple[date, date]], group: str = "NULL"
) -> dict[Key, Figures]:
    """Every metric by (first day of the period, group); `group` is SQL over `l`, `a` and `t`."""
    rows = ", ".join(
        f"(DATE '{start}', DATE '{start}', DATE '{end}', DATE '{day_before(start, end)}')"
        for start, end in periods
    )
    ledger.execute(
        f"CREATE OR REPLACE TEMP TABLE p AS SELECT * FROM (VALUES {rows}) AS given(label, s, e, b)"
    )
    ledger.execute(_ABOUT)
    found: dict[Key, Figures] = {}
    if "a." in group or "t." in group or group == "NULL":
        _collect(ledger, _CUSTOMERS.format(group=group), found)
    _collect(ledger, _LINES.format(group=group), found)
    if group == "NULL":
        _collect(ledger, _FILE, found)
    return {key: _with_ratios(figures) for key, figures in found.items()}


_FILE = """
SELECT p.label, NULL AS grp,
    (SELECT count(*) FROM loaded WHERE InvoiceDate >= p.s AND InvoiceDate < p.e) AS lines_loaded,
    p.e - (SELECT max(InvoiceDate)::DATE FROM lines WHERE InvoiceDate < p.e)
        AS days_since_latest_line
FROM p
"""


def day_before(start: date, end: date) -> date:
    """Where the period before begins: a month before a month, else as many days before."""
    if start.day == 1 and end.day == 1 and (end - start).days <= 31:
        return (start - timedelta(days=1)).replace(day=1)
    return start - (end - start)


def _collect(ledger: duckdb.DuckDBPyConnection, statement: str, found: dict[Key, Figures]) -> None:
    answer = ledger.execute(statement)
    names = [column[0] for column in answer.description][2:]
    for label, group, *values in answer.fetchall():
        found.setdefault((label, group), {}).update(zip(names, values, strict=True))


def _with_ratios(figures: Figures) -> Figures:
    def ratio(numerator: str, denominator: str) -> float | None:
        below = given.get(denominator, 0)
        return given.get(numerator, 0) / below if below else None

    given: Mapping[str, Any] = figures
    figures["net_sales"] = figures.get("gross_sales", 0) - figures.get("returns_value", 0)
    figures["return_rate"] = ratio("returns_value", "gross_sales")
    figures["average_order_value"] = ratio("gross_sales", "orders")
    figures["sales_per_customer"] = ratio("named", "active_customers")
    figures["purchase_frequency"] = ratio("named_orders", "active_customers")
    figures["unidentified_share"] = ratio("unnamed", "gross_sales")
    figures["repeat_purchase_rate"] = ratio("repeat_customers", "active_customers")
    figures["retention_rate"] = ratio("retained_customers", "customers_active_before")
    figures["lapse_rate"] = ratio("newly_lapsed_customers", "customers_not_lapsed_before")
    figures["historical_value"] = ratio("value_to_date", "known_customers")
    figures["duplicate_lines"] = figures.get("lines_loaded", 0) - figures.get("lines_counted", 0)
    return figures
