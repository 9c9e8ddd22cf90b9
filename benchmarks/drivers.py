"""How often the drivers skill names a driver when nothing changed, and how often it finds one.

Simulates shops of four dimensions (a large and many small countries, even regions, products,
customers) whose orders come at random. Prints how many weeks without any change have a driver, by
the skill and by testing every member against its own past without a guard; then how often planted
changes are found.

    .venv/bin/python benchmarks/drivers.py [--weeks 200]
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from skills.drivers.decomposition import Parts
from skills.drivers.noise import threshold
from skills.drivers.split import Account, account
from skills.movement.expectation import Floats

WEEKS: Final = 28
ORDERS: Final = 400
LINES: Final = 5
SIZES: Final = {"country": 20, "region": 8, "product": 600, "customer": 1500}
Shop = dict[str, Floats]
Plant = Callable[[Shop], tuple[str, int] | None]


@dataclass(frozen=True)
class Outcome:
    """Members that stand out, by dimension, and what a test without a guard says stands out."""

    found: Mapping[str, frozenset[int]]
    unguarded: bool


def shop(rng: np.random.Generator) -> Shop:
    """Sales by member and week in each dimension, with no change but chance."""
    rate = rng.lognormal(0, 1, SIZES["customer"])
    size = rng.lognormal(5.5, 0.6, SIZES["customer"])
    week = np.repeat(np.arange(WEEKS), rng.poisson(ORDERS, WEEKS))
    customer = rng.choice(SIZES["customer"], week.size, p=rate / rate.sum())
    amount = size[customer] * rng.lognormal(0, 0.8, week.size)
    abroad = rng.random(SIZES["customer"]) < 0.15
    land = np.where(abroad, rng.integers(1, SIZES["country"], SIZES["customer"]), 0)
    region = rng.integers(0, SIZES["region"], SIZES["customer"])
    liked = rng.lognormal(0, 1, SIZES["product"])
    product = rng.choice(SIZES["product"], (LINES, week.size), p=liked / liked.sum())
    part = rng.dirichlet(np.ones(LINES), week.size).T * amount
    lines = [_table("product", product[line], week, part[line]) for line in range(LINES)]
    return {
        "country": _table("country", land[customer], week, amount),
        "region": _table("region", region[customer], week, amount),
        "product": np.sum(lines, axis=0),
        "customer": _table("customer", customer, week, amount),
    }


def _table(
    dimension: str, member: NDArray[np.int64], week: NDArray[np.int64], amount: Floats
) -> Floats:
    size = SIZES[dimension]
    found = np.bincount(member * WEEKS + week, weights=amount, minlength=size * WEEKS)
    return np.asarray(found, dtype=np.float64).reshape(size, WEEKS)


def judged(sales: Shop) -> Outcome:
    """What the skill says of the newest week, and what an unguarded test would."""
    accounts = [_account(dimension, values) for dimension, values in sales.items()]
    smallest = [one.smallest for one in accounts]
    limit = threshold(np.array([chance for chance in smallest if chance is not None]))
    found = {
        one.dimension: frozenset(
            int(str(driver.member)) for driver in one.split(limit).standing_out
        )
        for one in accounts
    }
    return Outcome(found, any(_unguarded(sales[name]) for name in ("country", "region")))


def _account(dimension: str, values: Floats) -> Account:
    members = [str(index) for index in range(len(values))]
    return account(dimension, members, Parts(values), result=None)  # type: ignore[arg-type]


def _unguarded(values: Floats) -> bool:
    """Some member's change is outside mean ± 2 standard deviations of its own past changes."""
    changes = np.diff(values, axis=1)
    past = changes[:, :-1]
    return bool((np.abs(changes[:, -1] - past.mean(axis=1)) > 2 * past.std(axis=1)).any())


def nothing(_: Shop) -> None:
    """No change."""


def broad(sales: Shop) -> None:
    """Everything falls by 40 %: nobody in particular carries it."""
    for values in sales.values():
        values[:, -1] *= 0.6


def one_customer(sales: Shop) -> tuple[str, int]:
    """A middling customer places one order of a tenth of the week's sales."""
    amount = 0.1 * sales["region"][:, -2].sum()
    for dimension in sales:
        sales[dimension][3, -1] += amount if dimension != "product" else amount / 50
    return "customer", 3


def one_region(sales: Shop) -> tuple[str, int]:
    """One of eight regions loses four fifths of its sales."""
    lost = 0.8 * sales["region"][3, -1]
    sales["region"][3, -1] -= lost
    sales["country"][0, -1] -= lost
    return "region", 3


def one_country(sales: Shop) -> tuple[str, int]:
    """A small country sells a tenth of the week's sales more."""
    amount = 0.1 * sales["region"][:, -2].sum()
    sales["country"][3, -1] += amount
    sales["region"][:, -1] += amount / SIZES["region"]
    return "country", 3


def one_product(sales: Shop) -> tuple[str, int]:
    """A middling product sells a twentieth of the week's sales more."""
    sales["product"][3, -1] += 0.05 * sales["region"][:, -2].sum()
    return "product", 3


PLANTS: Final[dict[str, Plant]] = {
    "no change": nothing,
    "everything down 40 %": broad,
    "one customer, + a tenth": one_customer,
    "one of 8 regions, − 80 %": one_region,
    "a small country, + a tenth": one_country,
    "one product, + a twentieth": one_product,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weeks", type=int, default=200, help="simulated shops")
    given = parser.parse_args()
    rng = np.random.default_rng(20111003)
    right = dict.fromkeys(PLANTS, 0)
    false = dict.fromkeys(PLANTS, 0)
    unguarded = dict.fromkeys(PLANTS, 0)
    for _ in range(given.weeks):
        base = shop(rng)
        for name, plant in PLANTS.items():
            sales = {dimension: values.copy() for dimension, values in base.items()}
            planted = plant(sales)
            outcome = judged(sales)
            unguarded[name] += outcome.unguarded
            if planted is None:
                false[name] += any(outcome.found.values())
            else:
                right[name] += planted[1] in outcome.found[planted[0]]
    print(f"{given.weeks} weeks of each kind.\n")
    print(f"{'week':<28}{'found':>8}{'false driver':>14}{'without a guard':>17}")
    for name, plant in PLANTS.items():
        seen = "" if plant in (nothing, broad) else f"{right[name] / given.weeks:.0%}"
        wrong = f"{false[name] / given.weeks:.1%}" if plant in (nothing, broad) else ""
        print(f"{name:<28}{seen:>8}{wrong:>14}{unguarded[name] / given.weeks:>17.0%}")


if __name__ == "__main__":
    main()
