"""Who was won against who was lost in one period, and who bought once and never again."""

import pytest

from tests.agent.any_workspace import asked, figure
from tests.agent.shop_sql import rows

NEW = "select count(*) from buyer where first_day between '2011-{0}-01' and '2011-{0}-{1}'"
FIRST = "select customer from buyer where first_day between '2011-01-01' and '2011-01-31'"
SINCE = "select customer from sale where customer is not null and day >= '2011-{}-01'"
IN = "select customer from sale where customer is not null and month = '2011-{}-01'"
MEMBERS = "select member_id from loans where lent_on {}"


def levels(workspace: str, question: str) -> list[object]:
    answer = asked(workspace, question)
    assert answer.status == "answered", answer.text
    return [claim.value for claim in answer.claims if claim.kind == "level"]


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("did we loose more custs than we won", ("newly_lapsed_customers", "new_customers")),
        ("did we gain more customers than we lost in may",
         ("new_customers", "newly_lapsed_customers")),
        ("did more people leave than join in august", ("newly_lapsed_customers", "new_customers")),
        ("customers gained and lost in may", ("new_customers", "newly_lapsed_customers")),
        ("did we win more customers in may than we lost",
         ("new_customers", "newly_lapsed_customers")),
    ],
)  # fmt: skip
def test_both_figures_are_told_of_one_period(question: str, metrics: tuple[str, ...]) -> None:
    answer = asked("shop", question)

    assert answer.reading is not None
    assert answer.reading.metrics == metrics
    assert not answer.reading.filters
    assert answer.reading.compare is None
    new = figure("shop", NEW.format("05", "31")) if "may" in question else None
    assert new is None or new in [claim.value for claim in answer.claims]


def test_another_trade_has_its_own_words_for_them() -> None:
    answer = asked("seatwise", "did more accounts leave than join last month")

    assert answer.reading is not None
    assert answer.reading.metrics == ("cancellations", "new_accounts")


@pytest.mark.parametrize(
    ("workspace", "question", "options"),
    [
        ("hotel", "did we gain more guests than we lost last month", ["new guests, ", "lapsed "]),
        ("physio", "did we lose more patients than we won in may", ["new patients, ", "lapsed "]),
        ("shop", "net new customers in may", ["new customers, ", "newly lapsed customers, "]),
    ],
)
def test_what_is_not_counted_so_is_asked_back(
    workspace: str, question: str, options: list[str]
) -> None:
    answer = asked(workspace, question)

    assert answer.status == "clarify"
    offered = [option.label for option in answer.options]
    pairs = zip(offered, options, strict=True)
    assert all(label.startswith(given) and "against" not in label for label, given in pairs)


@pytest.mark.parametrize(
    ("workspace", "question", "sql"),
    [
        ("shop", "customers who bought in jan but never again",
         f"{IN.format('01')} except {SINCE.format('02')}"),
        ("shop", "bought in march and not since",
         f"{IN.format('03')} except {SINCE.format('04')}"),
        ("shop", "how many customers bought in January but never came back",
         f"{IN.format('01')} except {SINCE.format('02')}"),
        ("shop", "new customers in january who never ordered again",
         f"{FIRST} except {SINCE.format('02')}"),
        ("library", "members who borrowed in december and never came back",
         MEMBERS.format("between '2024-12-01' and '2024-12-31'")
         + " except " + MEMBERS.format(">= '2025-01-01'")),
    ],
)  # fmt: skip
def test_never_again_is_all_the_time_since(workspace: str, question: str, sql: str) -> None:
    assert levels(workspace, question) == [figure(workspace, f"select count(*) from ({sql})")]


def test_who_bought_lists_them() -> None:
    found = rows(f"{IN.format('03')} except {SINCE.format('04')}")

    answer = asked("shop", "who bought in march and hasn't been back since")

    (result,) = answer.results
    assert {row[0] for row in result.rows()} == {str(row[0]) for row in found}


def test_who_did_what_after_a_state_is_asked_back() -> None:
    assert asked("shop", "lapsed customers in may and not since").status == "clarify"
