"""The choices behind the lapse model, measured on the example shop: python benchmarks/risk.py.

Each row is a rolling-origin backtest on every Monday from 2011-05-23 to 2011-10-10: each Monday
is judged by a model fitted on its own past. "miss" is the distance of mean probability and event
rate. One year of one shop tells differences in AUC below 0.01 and in lift below 0.1 from nothing:
only leaving out the drift correction, or a feature that carries the ranking, shows.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from skills.risk.activity import Activity
from skills.risk.arrays import BoolArray, FloatArray
from skills.risk.backtest import Backtest, FlagRule, backtest, highest_probability
from skills.risk.features import FEATURES
from skills.risk.logistic import fit_logistic
from skills.risk.measures import Ranking, auc, lift_at_top
from skills.risk.scoring import Scores
from skills.risk.settings import RiskSettings
from skills.risk.snapshots import Snapshots
from skills.risk.training import gather, scaler_of
from skills.value.expected import ExpectedValue, expected_value_12m, value_at_risk
from tests.skills.retail_activity import FILE, retail_activity

DATA_ENDS = date(2011, 12, 10)
EVERY_MONDAY = [date(2011, 5, 23) + timedelta(days=7 * week) for week in range(21)]
TARGETS = [
    date(2011, 6, 6),
    date(2011, 7, 4),
    date(2011, 8, 1),
    date(2011, 9, 5),
    date(2011, 10, 3),
]
SHIPPED = RiskSettings()
VARIANTS: Mapping[str, RiskSettings] = {
    "as shipped": SHIPPED,
    "without drift correction": replace(SHIPPED, drift_windows_days=()),
    "drift from 14 days alone": replace(SHIPPED, drift_windows_days=(14,)),
    "drift from 28 days alone": replace(SHIPPED, drift_windows_days=(28,)),
    "drift from 42 days alone": replace(SHIPPED, drift_windows_days=(42,)),
    "drift prior 0.2": replace(SHIPPED, drift_spread=0.2),
    "drift prior 1.0": replace(SHIPPED, drift_spread=1.0),
    "ridge 1": replace(SHIPPED, l2=1.0),
    "ridge 100": replace(SHIPPED, l2=100.0),
    "ridge 1000": replace(SHIPPED, l2=1000.0),
    "training dates 7 days apart": replace(SHIPPED, training_step_days=7, training_dates=52),
    "training dates 28 days apart": replace(SHIPPED, training_step_days=28, training_dates=13),
    "newest training date alone": replace(SHIPPED, training_dates=1),
    "newest 6 training dates": replace(SHIPPED, training_dates=6),
    "outliers cut at 2.5": replace(SHIPPED, clip=2.5),
    "outliers cut at 6": replace(SHIPPED, clip=6.0),
    "trends over 60 days": replace(SHIPPED, trend_days=60),
}
OWNER_BUDGET = 10


@dataclass(frozen=True)
class Row:
    """Means over some dates of AUC, lift in the top tenth, calibration miss and Brier score."""

    auc: float
    lift: float
    miss: float
    brier: float


def main() -> None:
    """Prints the tables."""
    activity = retail_activity()
    shipped = judged(activity, SHIPPED)
    print_dates(shipped)
    print_signals(judged(activity, SHIPPED, TARGETS))
    print_settings(activity)
    print_features(activity)
    print_flag_rules(activity)


def judged(
    activity: Activity,
    settings: RiskSettings,
    dates: list[date] = EVERY_MONDAY,
    flag_rule: FlagRule | None = None,
) -> Backtest:
    """The backtest of these settings on these dates."""
    rule = flag_rule or highest_probability(OWNER_BUDGET * 8)
    return backtest(activity, dates, settings, until=DATA_ENDS, flag_rule=rule)


def summary(result: Backtest, dates: list[date]) -> Row:
    """The means over those of the dates that were judged."""
    days = [day for day in result.dates if day.as_of in dates]
    return Row(
        auc=float(np.mean([day.auc for day in days])),
        lift=float(np.mean([day.lift_at_10pct for day in days])),
        miss=float(np.mean([abs(day.mean_probability - day.event_rate) for day in days])),
        brier=float(np.mean([day.brier for day in days])),
    )


def print_dates(result: Backtest) -> None:
    """The target Mondays one by one."""
    say("The five target Mondays", "base  events  AUC    lift  mean p  Brier")
    for day in result.dates:
        if day.as_of in TARGETS:
            say_row(
                f"{day.as_of}",
                f"{day.base:5d} {day.event_rate:6.3f} {day.auc:6.3f} {day.lift_at_10pct:6.2f} "
                f"{day.mean_probability:6.3f} {day.brier:7.4f}",
            )


def print_signals(result: Backtest) -> None:
    """Each signal with its bounds and the decision."""
    say("Signals on the target Mondays", "AUC   at least  lift  at least")
    for signal in result.signals:
        say_row(
            signal.name,
            f"{signal.auc:6.3f} {signal.auc_low:6.3f} {signal.lift_at_10:6.2f} "
            f"{signal.lift_low:6.2f}   {signal.why}",
        )


def print_settings(activity: Activity) -> None:
    """One row per variant of the settings."""
    say("Settings", "AUC     lift    miss    Brier | target Mondays: AUC, lift, miss")
    for name, settings in VARIANTS.items():
        result = judged(activity, settings)
        every, target = summary(result, EVERY_MONDAY), summary(result, TARGETS)
        say_row(
            name,
            f"{every.auc:.4f}  {every.lift:.3f}  {every.miss:.4f}  {every.brier:.4f} | "
            f"{target.auc:.4f}  {target.lift:.3f}  {target.miss:.4f}",
        )


def print_features(activity: Activity) -> None:
    """What each feature adds to the ranking, and what holding weights at zero or above costs."""
    snapshots = Snapshots(activity, SHIPPED)
    names = [feature.name for feature in FEATURES]
    say("Features", "AUC     lift")
    say_row("all", ranking_without(snapshots, [], rising=True))
    say_row("all, weights of any sign", ranking_without(snapshots, [], rising=False))
    for which, name in enumerate(names):
        say_row(f"without {name}", ranking_without(snapshots, [which], rising=True))
    for which, name in enumerate(names):
        others = [other for other in range(len(names)) if other != which]
        say_row(f"{name} alone", ranking_without(snapshots, others, rising=True))


def ranking_without(snapshots: Snapshots, left_out: list[int], *, rising: bool) -> str:
    """Mean AUC and lift of a fit without some features; drift does not touch a ranking."""
    found = []
    for day in EVERY_MONDAY:
        training = gather(snapshots, np.datetime64(day, "D"))
        scaler = scaler_of(training.values, SHIPPED.clip)
        columns = np.delete(np.arange(len(FEATURES)), left_out)
        fitted = fit_logistic(
            scaler(training.values)[:, columns],
            training.lapsed[SHIPPED.horizon_days],
            SHIPPED.l2,
            rising=rising,
        )
        odds = fitted.log_odds(scaler(snapshots.table(day).values)[:, columns])
        lapsed = snapshots.lapsed(day, SHIPPED.horizon_days)
        ranking = Ranking(snapshots.base(day), odds, lapsed)
        found.append((auc(ranking), lift_at_top(ranking)))
    area, lift = np.mean(found, axis=0)
    return f"{area:.4f}  {lift:.3f}"


def print_flag_rules(activity: Activity) -> None:
    """What a budget of flags per owner finds, by how flags are ranked and who is eligible."""
    owners = owners_by_customer()
    values: dict[np.datetime64, ExpectedValue] = {}

    def at_risk(seen: Activity, scores: Scores) -> FloatArray:
        day = scores.table.as_of
        if day not in values:
            values[day] = expected_value_12m(seen, day)
        return value_at_risk(scores, values[day])

    def probability(_: Activity, scores: Scores) -> FloatArray:
        return scores.probability

    say(
        f"Flags, {OWNER_BUDGET} per owner, on the target Mondays",
        "flags  precision  over the event rate  value at risk covered",
    )
    for name, rank, least in [
        ("by probability", probability, 0.0),
        ("by value at risk", at_risk, 0.0),
        ("same, above the mean probability", at_risk, 1.0),
        ("same, above 1.25 x the mean", at_risk, 1.25),
        ("same, above 1.5 x the mean", at_risk, 1.5),
        ("same, above 1.75 x the mean", at_risk, 1.75),
    ]:
        covered: list[float] = []
        rule = per_owner(owners, rank, least, at_risk, covered)
        days = judged(activity, SHIPPED, TARGETS, rule).dates
        precision = np.array([day.precision_flags for day in days], dtype=np.float64)
        over = precision / [day.event_rate for day in days]
        flags = np.mean([day.flags for day in days])
        say_row(
            name,
            f"{flags:5.1f} {precision.mean():9.3f} {over.mean():15.2f} {np.mean(covered):20.1%}",
        )


def per_owner(
    owners: Mapping[int, str],
    rank: Callable[[Activity, Scores], FloatArray],
    least: float,
    at_risk: Callable[[Activity, Scores], FloatArray],
    covered: list[float],
) -> FlagRule:
    """The rule that flags each owner's first customers, at least so far above the mean."""

    def rule(seen: Activity, scores: Scores) -> BoolArray:
        order = rank(seen, scores)
        eligible = scores.probability >= least * scores.probability.mean()
        owner = np.array([owners.get(int(customer), "") for customer in scores.customers])
        flagged = np.zeros(len(order), dtype=np.bool_)
        for name in np.unique(owner):
            rows = np.flatnonzero((owner == name) & eligible)
            flagged[rows[np.argsort(-order[rows], kind="stable")[:OWNER_BUDGET]]] = True
        money = at_risk(seen, scores)
        covered.append(float(money[flagged].sum() / money.sum()))
        return flagged

    return rule


def owners_by_customer() -> dict[int, str]:
    """The owner of each customer of the example shop."""
    with Path(FILE.parent / "territories.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["customer_id"]): row["owner"] for row in csv.DictReader(file)}


def say(title: str, columns: str) -> None:
    """A table's title and the names of its columns."""
    print(f"\n{title}\n{'':40}{columns}")


def say_row(name: str, figures: str) -> None:
    """One row of a table."""
    print(f"{name:40}{figures}")


if __name__ == "__main__":
    main()
