"""The example shop's activity, read straight from its file with the rules of its model."""

from functools import cache
from pathlib import Path

import duckdb

from skills.risk.activity import Activity, activity_from

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "examples" / "online-retail" / "data" / "online_retail.parquet"

LINES = """
create temp view lines as
select
    *,
    case
        when InvoiceNo like 'A%' or StockCode in (
            'POST', 'DOT', 'M', 'm', 'D', 'S', 'BANK CHARGES', 'AMAZONFEE',
            'CRUK', 'C2', 'B', 'PADS'
        ) then 'adjustment'
        when InvoiceNo like 'C%' then 'return'
        when Quantity > 0 and UnitPrice > 0 then 'sale'
    end as kind
from (select distinct * from '{file}')
where CustomerID is not null
"""
ORDERS = """
select
    CustomerID as customer,
    InvoiceDate::date as order_day,
    sum(Quantity * UnitPrice) as gross_sales,
    count(distinct StockCode) as products
from lines where kind = 'sale' group by CustomerID, InvoiceNo, InvoiceDate::date
"""
RETURNS = """
select
    CustomerID as return_customer,
    InvoiceDate::date as return_day,
    -sum(Quantity * UnitPrice) as returns_value
from lines where kind = 'return' group by CustomerID, InvoiceDate::date
"""


@cache
def retail_activity() -> Activity:
    """Orders and returns of the shop's identified customers, all fifty-four weeks of them."""
    with duckdb.connect() as connection:
        connection.execute(LINES.format(file=FILE))
        orders = connection.execute(ORDERS).fetchnumpy()
        returns = connection.execute(RETURNS).fetchnumpy()
    return activity_from(**orders, **returns)
