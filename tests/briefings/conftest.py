"""A small stored run of a shop with two owners, and people who may see parts of it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.claims import Claim
from briefings.model import (
    VEILED,
    Edition,
    Flag,
    HeldBack,
    Note,
    Opening,
    PreviousFlags,
    Reason,
    Run,
    Score,
    Section,
)
from briefings.period import before
from briefings.review import Reviewer
from briefings.store.runs import Lease, RunKey
from briefings.store.store import Store
from semantic.model import Filter, Format
from semantic.policy import Access, Grant, Principal

MONDAY = date(2011, 10, 3)
EIGHT = datetime(2011, 10, 3, 8, tzinfo=ZoneInfo("Europe/London"))
POUNDS = Format(unit="GBP", decimals=0)
PERCENT = Format(unit="%", decimals=0, percent=True)


def a_flag(period: str, customer: str, rank: int, claims: tuple[str, str, str]) -> Flag:
    chance, value, silence = claims
    return Flag(
        id=f"{period}-{customer}",
        customer=customer,
        text="A 61 % chance of no order; £512 at risk.",
        claims=(chance, value),
        probability=0.61,
        value_at_risk=512.4,
        expected_value=840.0,
        rank=rank,
        reasons=(
            Reason(
                signal="lapse_model",
                feature="past_usual_gap",
                text="Last order 44 days ago.",
                claims=(silence,),
            ),
        ),
        next_step="Call and ask what they need.",
        review_by=date(2011, 10, 10),
    )


def a_claim(name: str, value: float | str, label: str, **more: object) -> Claim:
    return Claim.model_validate({"id": name, "value": value, "label": label, **more})


def claims_about(customer: str, names: tuple[str, str, str]) -> dict[str, Claim]:
    chance, value, silence = names
    filters = ({"field": "customer.id", "op": "eq", "value": customer},)
    return {
        chance: a_claim(chance, 0.61, "chance of no order", format=PERCENT, filters=filters),
        value: a_claim(
            value, 512.0, "value at risk", metric="value_at_risk", format=POUNDS, filters=filters
        ),
        silence: a_claim(silence, 44, "last order", unit="days", filters=filters),
    }


def a_run(as_of: date = MONDAY, *, briefing: str = "weekly-retention") -> Run:
    period = before(as_of).key
    claims = {
        "c1": a_claim("c1", 1000.0, "gross sales", metric="gross_sales", format=POUNDS),
        "c2": a_claim("c2", 300.0, "gross sales", metric="gross_sales", format=POUNDS),
        **claims_about("111", ("c3", "c4", "c5")),
        **claims_about("222", ("c6", "c7", "c8")),
    }

    def an_edition(audience: str, claim: str, text: str) -> Edition:
        return Edition(
            audience=audience,
            opening=Opening(previous=PreviousFlags(), text="There is no briefing before this one."),
            sections=(Section(id="movement", title="What moved", text=text, claims=(claim,)),),
        )

    def a_note(owner: str, customer: str, claims: tuple[str, str, str]) -> Note:
        return Note(
            id=f"{period}-{owner}",
            owner=owner,
            owner_name=owner.title(),
            text=f"Look at customer {customer} today: a 61 % chance of no order.",
            claims=claims[:1],
            flags=(a_flag(period, customer, 1, claims),),
        )

    return Run(
        id=f"{briefing}-{period}",
        briefing=briefing,
        title="Weekly retention briefing",
        period=period,
        as_of=as_of,
        horizon_days=60,
        state="in_review",
        currency="GBP",
        customer_field="customer.id",
        editions=(
            an_edition("", "c1", "Gross sales £1,000."),
            an_edition(VEILED, "c1", "Gross sales £1,000 in all."),
            an_edition("north", "c2", "Gross sales £300."),
            an_edition("south", "c2", "Gross sales £300."),
        ),
        notes=(
            a_note("north", "111", ("c3", "c4", "c5")),
            a_note("south", "222", ("c6", "c7", "c8")),
        ),
        held_back=(
            HeldBack(customer="112", owner="north", why="Over the budget."),
            HeldBack(customer="223", owner="south", why="Over the budget."),
        ),
        claims=claims,
        signals=(),
    )


BASE = tuple(
    Score(customer=customer, owner=owner, probability=0.3, expected_value=100.0)
    for customer, owner in (
        ("111", "north"),
        ("112", "north"),
        ("113", "north"),
        ("222", "south"),
        ("223", "south"),
    )
)


def a_key(run: Run) -> RunKey:
    return RunKey(run.briefing, run.period, run.as_of, run.horizon_days)


def a_lease(holder: str = "one", now: float = 0.0, *, others_live: bool = True) -> Lease:
    return Lease(holder, now=now, until=now + 60, alive=lambda _: others_live)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'state.db'}")
    yield opened
    opened.close()


@pytest.fixture
def stored(store: Store) -> Callable[..., Run]:
    """Stores a run as of a date and returns it."""

    def put(as_of: date = MONDAY, **more: str) -> Run:
        run = a_run(as_of, **more)
        assert store.runs.start(a_key(run), a_lease()) == "ours"
        store.runs.complete(run, BASE, "one")
        return run

    return put


@pytest.fixture
def run() -> Run:
    return a_run()


@pytest.fixture
def key(run: Run) -> RunKey:
    return a_key(run)


@pytest.fixture
def base() -> tuple[Score, ...]:
    return BASE


@pytest.fixture
def lease() -> Callable[..., Lease]:
    return a_lease


def all_rows(**more: object) -> Grant:
    return Grant.model_validate({"metrics": "all", "rows": "all", **more})


@pytest.fixture
def head() -> Reviewer:
    access = Access(grants=(all_rows(),), reviews=True)
    return Reviewer(Principal(id="head", name="Dana Head"), access, EIGHT)


@pytest.fixture
def analyst() -> tuple[Principal, Access]:
    return Principal(id="analyst"), Access(grants=(all_rows(mask={"customer.id": "pseudonym"}),))


@pytest.fixture
def north() -> tuple[Principal, Access]:
    own = Filter(field="customer.owner", value="north")
    return Principal(id="north"), Access(grants=(Grant(metrics="all", rows=(own,)),))


@pytest.fixture
def stranger() -> tuple[Principal, Access]:
    return Principal(id="stranger"), Access(grants=())
