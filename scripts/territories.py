"""Writes examples/online-retail/data/territories.csv: which owner looks after which customer.

    .venv/bin/python scripts/territories.py

A customer belongs to the country of their latest order (of their latest line, if they never
ordered). The United Kingdom is shared by the remainder of the customer number divided by five.
"""

import csv
from pathlib import Path

import duckdb

WORKSPACE = Path(__file__).resolve().parents[1] / "examples" / "online-retail"
UK_OWNERS = 5
NORTH_AND_CENTRE = {
    "Austria", "Czech Republic", "Denmark", "Finland", "Germany", "Iceland", "Lithuania",
    "Netherlands", "Norway", "Poland", "Sweden", "Switzerland",
}  # fmt: skip
WEST_AND_SOUTH = {
    "Belgium", "Channel Islands", "Cyprus", "EIRE", "European Community", "France", "Greece",
    "Italy", "Malta", "Portugal", "Spain",
}  # fmt: skip
NO_GOODS = [
    "POST",
    "DOT",
    "M",
    "m",
    "D",
    "S",
    "BANK CHARGES",
    "AMAZONFEE",
    "CRUK",
    "C2",
    "B",
    "PADS",
]
LATEST_COUNTRY = """
    SELECT CustomerID, arg_max(Country, (
        Quantity > 0 AND UnitPrice > 0 AND NOT list_contains(?, StockCode), InvoiceDate, InvoiceNo
    ))
    FROM read_parquet(?) WHERE CustomerID IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def territory(customer: int, country: str) -> tuple[str, str]:
    """The owner and the region of a customer."""
    if country == "United Kingdom":
        return f"owner-uk-{customer % UK_OWNERS + 1}", "United Kingdom"
    if country in NORTH_AND_CENTRE:
        return "owner-europe-1", "Northern and central Europe"
    if country in WEST_AND_SOUTH:
        return "owner-europe-2", "Western and southern Europe"
    return "owner-world", "Rest of the world"


def territories() -> list[tuple[int, str, str]]:
    """Customer, owner and region of every customer in the invoice lines, by customer number."""
    lines = str(WORKSPACE / "data" / "online_retail.parquet")
    customers = duckdb.execute(LATEST_COUNTRY, [NO_GOODS, lines]).fetchall()
    return [(customer, *territory(customer, country)) for customer, country in customers]


def main() -> None:
    """Write the file again."""
    path = WORKSPACE / "data" / "territories.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("customer_id", "owner", "region"))
        writer.writerows(territories())


if __name__ == "__main__":
    main()
