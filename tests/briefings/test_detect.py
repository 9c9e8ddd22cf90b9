"""Nobody is flagged unless the past and the data are good enough to say so."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest

from agent.checker import check
from agent.claims import ClaimBook
from briefings.detect import BaseRate, Risk, assess, unless_stale
from briefings.model import Section
from briefings.rank import Candidate, Chosen
from briefings.spec import load
from briefings.write import at_risk
from briefings.write.customer import Sources
from briefings.write.note import Territory
from semantic.loading import load as load_catalog
from semantic.period import Period
from semantic.result import PeriodUsed, Result
from skills.quality.finding import Check, Finding
from skills.risk.activity import Activity, activity_from

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online-retail"
SPEC = load(EXAMPLE, load_catalog(EXAMPLE))["weekly-retention"]
MONDAY = date(2011, 10, 3)
SOURCES = Sources(
    customer_field="customer.id",
    currency="GBP",
    horizon_days=60,
    at_risk="value_at_risk",
    expected="expected_value_12m",
    definition=lambda name: f"sha256:{name}",
    result="sha256:orders",
)
NOBODY = Chosen({}, ())


def weekly_orders(customers: int, weeks: int) -> Activity:
    """Customers who order every week up to the briefing; nobody ever lapses."""
    orders = [
        (f"{number:04}", MONDAY - timedelta(weeks=week))
        for number in range(customers)
        for week in range(1, weeks + 1)
    ]
    return activity_from(
        customer=[customer for customer, _ in orders],
        order_day=[day for _, day in orders],
        gross_sales=[100.0] * len(orders),
        products=[3.0] * len(orders),
    )


def a_finding(check: Check, severity: Literal["ok", "warning"], days: float | None) -> Finding:
    result = Result(
        columns=(), data={}, metrics=(), period=PeriodUsed(None, MONDAY, partial=False),
        as_of=MONDAY, freshness={}, policy="", spelled=lambda: "", dialect="",
    )  # fmt: skip
    return Finding(
        check=check,
        metric="days_since_latest_line",
        severity=severity,
        material=severity == "warning",
        judged=True,
        value=days,
        usual=1.0,
        limit=4.0,
        share=None,
        period=Period(date(2011, 9, 26), MONDAY),
        dates=(),
        result=result,
    )


def section(risk: Risk) -> tuple[Section, ClaimBook]:
    book = ClaimBook()
    said = at_risk.section(book, risk, NOBODY, SPEC, SOURCES)
    assert check(said.text, book.claims, terms=("orders", "active customers")) == ()
    return said, book


def test_an_empty_shop_has_no_base_and_no_model() -> None:
    empty = activity_from(customer=[], order_day=[], gross_sales=[], products=[])

    risk = assess(empty, {}, SPEC, MONDAY, "GBP")

    assert (risk.base, risk.scores, risk.rate, risk.active) == ((), None, None, 0)
    assert risk.shortage is not None


def test_a_shop_that_nobody_leaves_has_nothing_to_learn_a_lapse_from() -> None:
    risk = assess(weekly_orders(150, weeks=40), {}, SPEC, MONDAY, "GBP")

    assert (risk.scores, risk.active) == (None, 150)
    assert risk.rate == BaseRate(date(2011, 8, 4), 150, 0)
    said, _ = section(risk)
    assert said.text == (
        "Flags are withheld, the history is too short: 0 customers who lapsed, with 50 needed.\n\n"
        "Of 150 customers active on 4 August 2011, 0 placed no order in the 60 days after that."
    )


@pytest.fixture
def trusted() -> Risk:
    """A risk that would flag somebody; what stands for the scores is never looked into."""
    found = assess(weekly_orders(3, weeks=5), {}, SPEC, MONDAY, "GBP")
    scores: object = object()
    somebody = Candidate("1", "north", 0.9, 100.0)
    return replace(found, base=(somebody,), scores=scores, shortage=None)  # type: ignore[arg-type]


def test_to_stale_data_everybody_looks_silent_so_nobody_is_flagged(trusted: Risk) -> None:
    risk = unless_stale(trusted, [a_finding("freshness", "warning", 11.0)])

    assert (risk.base, risk.scores, risk.stale_days) == ((), None, 11)
    said, _ = section(risk)
    assert said.text.startswith(
        "Flags are withheld, the data is too old: the newest data is 11 days old."
    )


@pytest.mark.parametrize(
    "finding",
    [
        a_finding("freshness", "ok", 11.0),
        a_finding("freshness", "warning", None),
        a_finding("gaps", "warning", 3.0),
    ],
)
def test_other_findings_withhold_nothing(trusted: Risk, finding: Finding) -> None:
    assert unless_stale(trusted, [finding]) is trusted


def test_an_owner_reads_why_without_a_figure_of_the_whole_shop() -> None:
    ours = Territory("north", "Nora North", (), active=0, held_back=0)
    short = assess(weekly_orders(3, weeks=5), {}, SPEC, MONDAY, "GBP")
    for risk, said in (
        (short, "Flags are withheld: the history is too short to tell who is at risk."),
        (
            replace(short, shortage=None),
            "Flags are withheld: no signal has proved itself on this workspace's own past yet.",
        ),
        (replace(short, stale_days=11), "Flags are withheld, the data is too old."),
    ):
        book = ClaimBook()
        assert at_risk.own_section(book, ours, risk, SOURCES).text == said
        assert book.claims == {}
