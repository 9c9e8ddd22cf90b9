"""How often the unusual-value test is wrong on series without a change, and how often it sees one.

Prints, for each kind of simulated series, false alarms per metric and year, the share of four-sigma
shocks in the newest week that are seen, and the same for two plainer rules.

    .venv/bin/python benchmarks/movement.py [--series 300] [--history 43]
"""

import argparse
from collections.abc import Callable
from typing import Final

import numpy as np

from skills.movement import limits
from skills.movement.expectation import Floats, one_step

YEAR: Final = 52
MATERIAL: Final = 0.05
Make = Callable[[np.random.Generator, int], tuple[Floats, float, Floats | None]]
Rule = Callable[[Floats, Floats | None], np.ndarray]


def _autocorrelated(rng: np.random.Generator, length: int) -> Floats:
    noise = rng.normal(size=length)
    for index in range(1, length):
        noise[index] += 0.3 * noise[index - 1]
    return 20 * noise


def flat(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """A level with memory."""
    return 200 + _autocorrelated(rng, length), 21, None


def trend(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """A climbing level with memory."""
    return 200 + 4 * np.arange(length) + _autocorrelated(rng, length), 21, None


def season(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """A yearly wave of which one year or less is known."""
    wave = 40 * np.sin(2 * np.pi * np.arange(length) / YEAR)
    return 200 + wave + _autocorrelated(rng, length), 21, None


def heavy_tail(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """Noise with large jumps."""
    return 200 + 20 * rng.standard_t(3, length), 20 * 3**0.5, None


def level_shift(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """A level that moved once for good."""
    step = np.where(np.arange(length) > length // 3, 60, 0)
    return 200 + step + _autocorrelated(rng, length), 21, None


def few_counts(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """About four a week."""
    return rng.poisson(4, length).astype(float), 2, None


def growing_counts(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """Few a week, then more."""
    mean = 3 + 0.15 * np.arange(length)
    return rng.poisson(mean).astype(float), float(mean[-1] ** 0.5), None


def many_counts(rng: np.random.Generator, length: int) -> tuple[Floats, float, None]:
    """About three hundred a week."""
    return rng.poisson(300, length).astype(float), 300**0.5, None


def few_rates(rng: np.random.Generator, length: int) -> tuple[Floats, float, Floats]:
    """A small share of few."""
    of = rng.poisson(150, length).astype(float)
    return rng.binomial(of.astype(int), 0.08) / of, (0.08 * 0.92 / 150) ** 0.5, of


def rates(rng: np.random.Generator, length: int) -> tuple[Floats, float, Floats]:
    """A middling share of many."""
    of = rng.poisson(1000, length).astype(float)
    return rng.binomial(of.astype(int), 0.35) / of, (0.35 * 0.65 / 1000) ** 0.5, of


KINDS: Final[dict[str, tuple[Make, str]]] = {
    "flat, autocorrelated": (flat, "amounts"),
    "trend": (trend, "amounts"),
    "season": (season, "amounts"),
    "heavy tail": (heavy_tail, "amounts"),
    "level shift": (level_shift, "amounts"),
    "counts about 4": (few_counts, "counts"),
    "counts 3 growing to 17": (growing_counts, "counts"),
    "counts about 300": (many_counts, "counts"),
    "rate 8 % of 150": (few_rates, "rates"),
    "rate 35 % of 1000": (rates, "rates"),
}


def default(values: Floats, of: Floats | None, model: str) -> np.ndarray:
    """What the movement skill calls unusual."""
    expected = one_step(values)
    if model == "counts":
        found = limits.counts(values, expected)
    elif of is not None:
        found = limits.rates(values, expected, of)
    else:
        found = limits.amounts(values, expected)
    material = np.abs(values - expected) >= MATERIAL * np.abs(expected)
    return (np.abs(found.z) > limits.SIGMAS) & material


def three_sigma(values: Floats) -> np.ndarray:
    """Outside mean ± 3 standard deviations of the 26 weeks before."""
    found = np.zeros(len(values), dtype=bool)
    for index in range(16, len(values)):
        before = values[max(0, index - 26) : index]
        found[index] = abs(values[index] - before.mean()) > 3 * before.std(ddof=1)
    return found


def ten_percent(values: Floats) -> np.ndarray:
    """Ten percent away from the week before."""
    before = np.maximum(values[:-1], 1e-9)
    return np.concatenate([[False], np.abs(values[1:] / before - 1) > 0.1])


def measure(make: Make, model: str, series: int, history: int) -> list[tuple[float, float]]:
    """False alarms per metric-year and detection, for each rule."""
    rng = np.random.default_rng(20111003)
    rules: tuple[Rule, ...] = (
        lambda values, of: default(values, of, model),
        lambda values, of: three_sigma(values),  # noqa: ARG005
        lambda values, of: ten_percent(values),  # noqa: ARG005
    )
    alarms, seen = np.zeros(len(rules)), np.zeros(len(rules))
    for _ in range(series):
        calm, _sigma, of = make(rng, history + YEAR)
        shocked, sigma, shocked_of = make(rng, history + 1)
        down = shocked[-1] - 4 * sigma
        shocked[-1] = down if down > 0 and rng.random() < 0.5 else shocked[-1] + 4 * sigma
        for index, rule in enumerate(rules):
            alarms[index] += rule(calm, of)[history:].sum()
            seen[index] += rule(shocked, shocked_of)[-1]
    return list(zip(alarms / series, seen / series, strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--series", type=int, default=300)
    parser.add_argument("--history", type=int, default=43, help="weeks before the judged ones")
    given = parser.parse_args()
    print(f"{given.series} series of each kind, {given.history} weeks of history.")
    print("False alarms per metric and year / share of 4-sigma shocks seen\n")
    print(f"{'series':<24}{'default':>14}{'mean ± 3 sd':>14}{'±10 % a week':>14}")
    for name, (make, model) in KINDS.items():
        found = measure(make, model, given.series, given.history)
        cells = "".join(f"{f'{alarms:.2f} / {seen:.2f}':>14}" for alarms, seen in found)
        print(f"{name:<24}{cells}")


if __name__ == "__main__":
    main()
