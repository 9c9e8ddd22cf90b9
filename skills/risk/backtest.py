"""What the signals would have flagged on past dates, against what happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from skills.risk.activity import Activity
from skills.risk.arrays import BoolArray, Day, FloatArray, as_day
from skills.risk.errors import CannotFit, require
from skills.risk.measures import Ranking, auc, lift_at_top, precision_at_top
from skills.risk.model import NAME, fit_on
from skills.risk.scoring import Scores, score_table
from skills.risk.settings import RiskSettings
from skills.risk.signals import SIGNALS, SignalResult, judge
from skills.risk.snapshots import Snapshots

# Which customers a briefing would flag, given what was known on its date.
FlagRule = Callable[[Activity, Scores], BoolArray]


@dataclass(frozen=True)
class BacktestDate:
    """One date, judged by a model that saw nothing of its future; None where undefined.

    Attributes:
        as_of: the date.
        base: customers in the active base.
        event_rate: the share of them who then lapsed.
        auc: chance that a lapse ranks above a stay.
        brier: mean squared distance of probability and outcome.
        precision_at_10pct: share of lapses in the first tenth by probability.
        lift_at_10pct: the same over the event rate.
        mean_probability: what the model expected of the event rate.
        flags: customers whom the flag rule would have marked.
        precision_flags: share of lapses among them.
    """

    as_of: date
    base: int
    event_rate: float
    auc: float | None
    brier: float
    precision_at_10pct: float
    lift_at_10pct: float | None
    mean_probability: float
    flags: int
    precision_flags: float | None


@dataclass(frozen=True)
class NotJudged:
    """A date that could not be judged, and why."""

    as_of: date
    why: str


@dataclass(frozen=True)
class Backtest:
    """Every judged date in order, each signal with its decision, and the dates left out."""

    horizon_days: int
    dates: tuple[BacktestDate, ...]
    signals: tuple[SignalResult, ...]
    not_judged: tuple[NotJudged, ...]

    @property
    def model_used(self) -> bool:
        """Whether the lapse model earned its place, so that a briefing may flag by it."""
        return any(signal.used for signal in self.signals if signal.name == NAME)


def highest_probability(count: int) -> FlagRule:
    """The rule that flags this many customers, the most probable lapses first."""

    def rule(_: Activity, scores: Scores) -> BoolArray:
        flagged = np.zeros(len(scores.probability), dtype=np.bool_)
        flagged[np.argsort(-scores.probability, kind="stable")[:count]] = True
        return flagged

    return rule


def past_dates(
    as_of: Day, settings: RiskSettings, *, step_days: int = 28, most: int = 5
) -> tuple[date, ...]:
    """Dates before `as_of`, ascending and on its weekday, whose outcomes are over by then."""
    end = as_day(as_of).astype(date)
    newest = end - timedelta(days=-(-settings.horizon_days // 7) * 7)
    return tuple(newest - timedelta(days=step_days * back) for back in reversed(range(most)))


def backtest(
    activity: Activity,
    dates: Sequence[Day],
    settings: RiskSettings,
    *,
    until: Day,
    flag_rule: FlagRule,
) -> Backtest:
    """Each date as a briefing would have seen it, and each signal over all of them.

    The activity is complete up to `until`, exclusive. A date whose outcome window reaches past
    it, or whose past does not carry a model, is listed under `not_judged`.
    """
    snapshots = Snapshots(activity.as_of(until), settings)
    judged: list[BacktestDate] = []
    left_out: list[NotJudged] = []
    rankings: dict[str, list[Ranking]] = {name: [] for name, _ in _all_signals()}
    for day in sorted(as_day(day) for day in dates):
        try:
            scores = _scores_on(snapshots, day, as_day(until))
        except CannotFit as refusal:
            left_out.append(NotJudged(day.astype(date), refusal.message))
            continue
        lapsed = snapshots.lapsed(day, settings.horizon_days)
        flagged = flag_rule(snapshots.activity.as_of(day), scores)
        judged.append(_judge_date(scores, lapsed, flagged))
        for name, values in _ranked_by(scores):
            rankings[name].append(Ranking(snapshots.base(day), values, lapsed))
    signals = tuple(
        judge(name, meaning, rankings[name], of_signals=len(rankings))
        for name, meaning in _all_signals()
    )
    return Backtest(settings.horizon_days, tuple(judged), signals, tuple(left_out))


def _all_signals() -> list[tuple[str, str]]:
    simple = [(signal.name, signal.meaning) for signal in SIGNALS]
    return [(NAME, "all features together"), *simple]


def _scores_on(snapshots: Snapshots, day: np.datetime64, until: np.datetime64) -> Scores:
    horizon = snapshots.settings.horizon_days
    over = (until - day).astype(int)
    if over < horizon:
        raise CannotFit(
            f"The outcome of {day} is not over: {over} of {horizon} days are known.",
            what="days after the date",
            given=over,
            needed=horizon,
        )
    table = snapshots.table(day)
    require(
        "customers in the active base", given=len(table.customers), needed=1, model="lapse model"
    )
    return score_table(fit_on(snapshots, day), table)


def _ranked_by(scores: Scores) -> list[tuple[str, FloatArray]]:
    simple = [(signal.name, signal.score(scores.table)) for signal in SIGNALS]
    return [(NAME, scores.probability), *simple]


def _judge_date(scores: Scores, lapsed: BoolArray, flagged: BoolArray) -> BacktestDate:
    ranking = Ranking(scores.customers, scores.probability, lapsed)
    return BacktestDate(
        as_of=scores.table.as_of.astype(date),
        base=len(lapsed),
        event_rate=float(np.mean(lapsed)),
        auc=_known(auc(ranking)),
        brier=float(np.mean((scores.probability - lapsed) ** 2)),
        precision_at_10pct=precision_at_top(ranking),
        lift_at_10pct=_known(lift_at_top(ranking)),
        mean_probability=float(np.mean(scores.probability)),
        flags=int(flagged.sum()),
        precision_flags=float(np.mean(lapsed[flagged])) if flagged.any() else None,
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
