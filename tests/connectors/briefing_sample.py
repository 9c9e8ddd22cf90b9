"""A briefing about the example shop's last week of September 2011, put together by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from agent.claims import Claim, ClaimBook, ClaimPeriod
from briefings.model import (
    Briefing,
    Figure,
    Flag,
    HeldBack,
    Note,
    Opening,
    PreviousFlags,
    Reason,
    Section,
    SignalUsed,
)
from briefings.pictures import CohortCell, Contribution, Point, cohorts, drivers, trend
from semantic.model import Format

POUNDS = Format(unit="GBP", decimals=0)
COUNT = Format()
PERCENT = Format(unit="%", decimals=1, percent=True)
AS_OF = date(2011, 10, 3)
WEEK = ClaimPeriod(start=date(2011, 9, 26), end=AS_OF)
GROSS = (
    134920.16, 170124.54, 132628.72, 187781.16, 178754.59, 167911.01, 169324.45,
    173145.63, 160921.68, 146632.04, 187162.33, 223863.70, 328713.43, 206510.83,
)  # fmt: skip
ORDERS = (283, 357, 324, 355, 343, 314, 270, 315, 356, 282, 391, 360, 463, 441)
ACTIVE = (204, 268, 261, 281, 277, 274, 224, 275, 301, 225, 313, 301, 383, 374)
LAPSED = (61, 72, 66, 80, 71, 69, 77, 81, 70, 88, 79, 92, 86, 97)
COHORTS = {
    date(2010, 12, 1): (884, 323, 286, 339, 320, 352, 320, 308, 312, 349, None),
    date(2011, 1, 1): (416, 91, 111, 95, 132, 120, 103, 100, 123, None),
    date(2011, 2, 1): (380, 71, 71, 109, 103, 93, 97, 104, None),
    date(2011, 3, 1): (452, 67, 114, 90, 101, 76, 121, None),
    date(2011, 4, 1): (300, 63, 61, 63, 59, 68, None),
    date(2011, 5, 1): (284, 54, 49, 49, 59, None),
    date(2011, 6, 1): (242, 42, 38, 64, None),
    date(2011, 7, 1): (187, 33, 38, None),
    date(2011, 8, 1): (169, 34, None),
    date(2011, 9, 1): (299, None),
}
OWNERS = (
    ("owner-uk-1", "Amira Clarke"),
    ("owner-uk-2", "Ben Okafor"),
    ("owner-europe-1", "Chloé Lefèvre"),
    ("owner-world", "Devi Raman"),
)
CUSTOMERS = (
    (0, "14088", 0.62, 6240.0), (0, "13081", 0.71, 4105.5), (0, "13113", 0.44, 4890.1),
    (1, "16684", 0.58, 9880.4), (1, "12931", 0.31, 11204.0), (1, "14733", 0.36, 3811.2),
    (1, "12980", 0.81, 1660.7), (2, "12567", 0.29, 3340.8), (2, "12428", 0.52, 1805.3),
    (3, "12753", 0.66, 5210.9), (3, "12744", 0.73, 2950.2), (3, "12431", 0.47, 1490.6),
)  # fmt: skip


def sample(flags_per_owner: int = 10) -> Briefing:
    """The whole briefing; `flags_per_owner` leaves out the flags beyond it."""
    book = ClaimBook()
    figures = _figures(book)
    notes = tuple(_note(index, flags_per_owner) for index in range(len(OWNERS)))
    return Briefing(
        id="r-2011-W39",
        briefing="weekly-retention",
        title="Weekly retention",
        period="2011-W39",
        as_of=AS_OF,
        state="in_review",
        currency="GBP",
        opening=_opening(),
        sections=(
            _movement(figures),
            _why(),
            _at_risk(),
            Section(
                id="data_quality",
                title="Data quality",
                text="8.2 % of gross sales have no customer and are left out of every customer "
                "figure.\n\n- 14 exact duplicate lines were dropped.\n- The newest line is from "
                "2 October 2011, one day before the as-of date.",
            ),
        ),
        notes=notes,
        held_back=(
            HeldBack(customer="15125", owner="owner-uk-1", why="below the budget of ten flags"),
            HeldBack(customer="13340", owner="owner-uk-2", why="confirmed last week, in progress"),
        ),
        claims=book.claims,
        warnings=("Territories were last changed on 12 September 2011.",),
        signals=(
            SignalUsed(name="lapse_model", auc=0.734, lift_at_10=1.92, used=True,
                       why="ranks lapses well above chance on every date"),
            SignalUsed(name="fewer_orders", auc=0.61, lift_at_10=1.41, used=True,
                       why="better than chance, also at its lower bound"),
            SignalUsed(name="overdue", auc=0.462, lift_at_10=0.94, used=False,
                       why="ranks lapses no better than chance"),
            SignalUsed(name="complaints", auc=None, lift_at_10=None, used=False,
                       why="no date could be judged"),
        ),
    )  # fmt: skip


def figure(
    book: ClaimBook,
    metric: str,
    history: Sequence[float],
    shape: Format,
    direction: Literal["up", "down"],
    *,
    unusual: bool | None = False,
) -> Figure:
    """A headline figure of the last of `history` against the one and the four before."""
    label = metric.replace("_", " ")
    now, before, mean = history[-1], history[-2], sum(history[-5:-1]) / 4

    def add(value: float, kind: Literal["level", "change_pct"], shape: Format) -> str:
        words = f"{label}, 26 September to 2 October 2011"
        claim = Claim(value=value, label=words, kind=kind, format=shape, metric=metric,
                      metric_hash="sha256:" + f"{len(metric):x}a41c09e" * 8, period=WEEK,
                      result="sha256:" + "0f" * 32)  # fmt: skip
        return book.add(claim)

    return Figure(
        metric=metric,
        label=label,
        value=add(now, "level", shape),
        change=add(now / before - 1, "change_pct", PERCENT),
        against_mean=add(now / mean - 1, "change_pct", PERCENT),
        unusual=unusual,
        direction=direction,
        history=tuple(history),
    )


def _figures(book: ClaimBook) -> tuple[Figure, ...]:
    return (
        figure(book, "gross_sales", GROSS, POUNDS, "up"),
        figure(book, "orders", ORDERS, COUNT, "up"),
        figure(book, "active_customers", ACTIVE, COUNT, "up", unusual=True),
        figure(book, "newly_lapsed_customers", LAPSED, COUNT, "down", unusual=None),
    )


def _opening() -> Opening:
    previous = PreviousFlags(
        briefing_period="2011-W38", flags=62, confirmed=21, false_positive=6, in_progress=11,
        done=4, context=3, unanswered=17, missed=5, due=40, lapsed=23,
    )  # fmt: skip
    text = (
        "Last week 62 customers were flagged: 21 confirmed, 6 false positives, 17 unanswered. Of "
        "40 whose sixty days are over, 23 lapsed; 5 lapsed whom nobody flagged."
    )
    return Opening(previous=previous, text=text)


def _movement(figures: tuple[Figure, ...]) -> Section:
    monday = date(2011, 6, 27)
    points = [
        Point(monday + timedelta(weeks=i), value, low=v - 75000, high=v + 82000)
        for i, (value, v) in enumerate(zip(GROSS, (150000, *GROSS), strict=False))
    ]
    cells = [
        CohortCell(first, row[0] or 0, later, None if row[later] is None else share(row, later))
        for first, row in COHORTS.items()
        for later in range(1, len(row))
    ]
    return Section(
        id="movement",
        title="What moved",
        text="Active customers moved outside the ordinary range in the week of 26 September to 2 "
        "October 2011.\n\n- Gross sales: £206,511, down 37.2 % on the week before.",
        figures=figures,
        charts=(
            trend("Gross sales by week", points, POUNDS, mean_of_four=sum(GROSS[-5:-1]) / 4),
            cohorts("Customers who came back, by month of first order", cells),
        ),
    )


def share(row: Sequence[int | None], later: int) -> float:
    return (row[later] or 0) / (row[0] or 1)


def _why() -> Section:
    parts = (
        ("United Kingdom", -86235.59), ("Norway", -4426.78), ("Germany", -3290.81),
        ("Denmark", -3191.64), ("EIRE", 2802.96),
    )  # fmt: skip
    contributions = [Contribution(member, change) for member, change in parts]
    contributions.append(Contribution("22 others", -27860.74, rest=True))
    return Section(
        id="why",
        title="Why",
        text="The United Kingdom carries 71 % of the decline in gross sales. No single product "
        "does.",
        charts=(drivers("Change of gross sales by country", contributions, POUNDS),),
    )


def _at_risk() -> Section:
    return Section(
        id="at_risk",
        title="At risk",
        text="12 customers of an active base of 1,091 are flagged; together they put £25,411 of "
        "the next twelve months' sales at risk.",
    )


def _note(index: int, most: int) -> Note:
    owner, name = OWNERS[index]
    mine = sorted((c for c in CUSTOMERS if c[0] == index), key=lambda c: -c[2] * c[3])[:most]
    flags = tuple(_flag(rank, *one[1:]) for rank, one in enumerate(mine, start=1))
    return Note(
        id=f"n-{owner}",
        owner=owner,
        owner_name=name,
        text=f"{name}: {len(flags)} of your customers are at risk this week.\n\n"
        + "\n".join(f"- Customer {flag.customer}: {flag.next_step}" for flag in flags),
        flags=flags,
    )


def _flag(rank: int, customer: str, probability: float, expected: float) -> Flag:
    reasons = (
        Reason(signal="fewer_orders", text="Ordered half as often in the last 90 days as before."),
        Reason(signal="recency", text="Last order 61 days ago, usually every 28 days."),
    )
    return Flag(
        id=f"f-{customer}",
        customer=customer,
        probability=probability,
        value_at_risk=probability * expected,
        expected_value=expected,
        rank=rank,
        reasons=reasons,
        next_step="Call to ask about the Christmas order.",
        review_by=AS_OF + timedelta(days=7),
    )
