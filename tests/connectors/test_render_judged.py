"""Backtest and ledger on the terminal."""

from datetime import date

from briefings.ledger import Entry, Ledger, Tally
from connectors.render.console import as_text
from connectors.render.judged import MOST_FLAGS, backtest, ledger
from skills.risk.backtest import Backtest, BacktestDate, NotJudged
from skills.risk.signals import SignalResult
from tests.golden_files import golden

TALLY = Tally(
    of="2011-W30", flags=62, confirmed=21, false_positive=6, in_progress=11, done=4, context=3,
    unanswered=17, due=62, lapsed=33, missed=5, precision=33 / 62, recall=33 / 38,
)  # fmt: skip
FLAG = Entry(
    id="f-12748", period="2011-W30", customer="12748", owner="owner-uk-1",
    signals=("lapse_model",), features=("recency",), probability=0.61, value_at_risk=512.4,
    verdict="confirmed", reason="", outcome="lapsed",
)  # fmt: skip


def backtested(*dates: BacktestDate) -> Backtest:
    return Backtest(
        horizon_days=60,
        dates=dates,
        signals=(
            SignalResult("lapse_model", "all features together", 0.734, 1.92, 0.70, 1.61,
                         used=True, why="used: it ranks lapses above chance"),
            SignalResult("overdue", "time since the last order", 0.462, 0.94, 0.42, 0.71,
                         used=False, why="not used: it ranks lapses no better than chance"),
            SignalResult("complaints", "complaints", None, None, None, None,
                         used=False, why="no date could be judged"),
        ),
        not_judged=(NotJudged(date(2011, 11, 7), "33 of its 60 days are known"),),
    )  # fmt: skip


def kept(*flags: Entry) -> Ledger:
    return Ledger(
        briefing="weekly-retention",
        as_of=date(2011, 10, 3),
        total=TALLY.model_copy(update={"of": "all"}),
        by_period=(TALLY,),
        by_owner=(
            TALLY.model_copy(update={"of": "owner-uk-1"}),
            TALLY.model_copy(update={"of": "owner-europe-1", "due": 0, "precision": None}),
        ),
        by_signal=(TALLY.model_copy(update={"of": "lapse_model", "missed": None, "recall": None}),),
        by_feature=(),
        flags=flags,
    )


def test_a_backtest() -> None:
    first = BacktestDate(
        as_of=date(2011, 9, 5), base=1087, event_rate=0.29, auc=0.731, brier=0.19,
        precision_at_10pct=0.55, lift_at_10pct=1.9, mean_probability=0.31, flags=80,
        precision_flags=0.5,
    )  # fmt: skip
    second = BacktestDate(
        as_of=date(2011, 10, 3), base=9, event_rate=0.0, auc=None, brier=0.1,
        precision_at_10pct=0.0, lift_at_10pct=None, mean_probability=0.2, flags=0,
        precision_flags=None,
    )  # fmt: skip

    text = as_text(backtest(backtested(first, second)))

    assert text == golden("backtest.txt", text)


def test_a_backtest_in_which_no_date_could_be_judged_says_so() -> None:
    text = as_text(backtest(backtested()))

    assert "No date could be judged." in text
    assert "7 November 2011: 33 of its 60 days are known" in text


def test_a_ledger() -> None:
    answered = FLAG.model_copy(update={"id": "f-12749", "verdict": None, "outcome": "open"})

    text = as_text(ledger(kept(FLAG, answered)))

    assert text == golden("ledger.txt", text)


def test_a_long_ledger_says_how_many_flags_it_leaves_out() -> None:
    text = as_text(ledger(kept(*[FLAG] * (MOST_FLAGS + 3))))

    assert text.count("f-12748") == MOST_FLAGS
    assert "… and 3 more: --json lists them all" in text


def test_an_empty_ledger_says_what_to_do() -> None:
    nothing = TALLY.model_copy(update={"of": "all", "flags": 0, "due": 0, "missed": 0})
    given = kept().model_copy(update={"total": nothing, "by_period": (), "by_owner": ()})

    text = as_text(ledger(given))

    assert "Nothing has been flagged yet. Run: retainer brief" in text
    assert "No outcome is known yet" in text
