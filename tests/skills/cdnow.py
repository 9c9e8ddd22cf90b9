"""The CDNOW sample: its raw purchases, and the summary that was published with it."""

from pathlib import Path

import numpy as np

from skills.risk.activity import Activity, activity_from
from skills.value.summary import PurchaseSummary

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cdnow"


def purchases() -> Activity:
    """Every purchase of the 2,357 customers, 1997-01-01 to 1998-06-30."""
    rows = np.loadtxt(FOLDER / "CDNOW_sample.txt", dtype=str)
    dates = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in rows[:, 2]]
    return activity_from(
        customer=rows[:, 1].astype(int),
        order_day=np.array(dates, dtype="datetime64[D]"),
        gross_sales=rows[:, 4].astype(float),
        products=rows[:, 3].astype(float),
    )


def published_summary() -> PurchaseSummary:
    """The summary as of 1997-09-30 in weeks, as shipped, with two decimals."""
    file = FOLDER / "cdnow_customers_summary_with_transactions.csv"
    customer, frequency, recency, age, spend = np.loadtxt(file, delimiter=",", skiprows=1).T
    return PurchaseSummary(customer.astype(int), frequency, recency, age, spend)
