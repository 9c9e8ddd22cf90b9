"""The example shop in hand-written SQL, apart from everything that answers questions."""

from functools import cache

import duckdb

from tests.agent.example_shop import WORKSPACE

TABLES = """
create view raw as select * from '{file}' where InvoiceDate < '2011-10-03';

create table lines as
select *, case
    when InvoiceNo like 'A%' or StockCode in ('POST', 'DOT', 'M', 'm', 'D', 'S', 'BANK CHARGES',
        'AMAZONFEE', 'CRUK', 'C2', 'B', 'PADS') then 'adjustment'
    when InvoiceNo like 'C%' then 'return'
    when Quantity > 0 and UnitPrice > 0 then 'sale' end as kind,
    cast(UnitPrice as decimal(12, 3)) * Quantity as amount,
    InvoiceDate::date as day
from (select distinct * from raw);

create table sale as
select InvoiceNo as invoice, StockCode as code, Description as description, Quantity as pieces,
    CustomerID as customer, Country as country, amount, day,
    date_trunc('month', day)::date as month, date_trunc('week', day)::date as week
from lines where kind = 'sale';

create table refund as
select -amount as amount, day, Country as country, StockCode as code, CustomerID as customer
from lines where kind = 'return';

create table territory as
select customer_id as customer, owner, region from '{territories}';

create table buyer as
select customer, min(day) as first_day, max(day) as last_day,
    arg_max(country, (day, invoice)) as country
from sale where customer is not null group by customer;
"""


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """A database with the shop's sales, refunds and buyers as of the workspace's clock."""
    opened = duckdb.connect()
    data = WORKSPACE / "data"
    opened.execute(
        TABLES.format(file=data / "online_retail.parquet", territories=data / "territories.csv")
    )
    return opened


def rows(sql: str) -> list[tuple[object, ...]]:
    """The rows of a statement, dates as text and amounts as floats."""
    found = connection().execute(sql).fetchall()
    return [tuple(plain(value) for value in row) for row in found]


def plain(value: object) -> object:
    """A database value as JSON has it: dates as text, decimals as floats."""
    if isinstance(value, str | bool | int | float | None):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return float(str(value))
