"""Shares of a whole: what is said of them, and what the checker makes of a false one."""

import pytest

from agent.ask import World, ask
from agent.checker import check
from agent.evidence import group_names
from tests.agent.example_shop import person, shop_engine
from tests.agent.test_conversation import talk


def world() -> World:
    return World(shop_engine(), clock=lambda: 0.0, new_id=lambda: "a")


def test_a_share_is_told_beside_its_part_and_its_whole() -> None:
    answer = ask("what share of sales came from Germany in September?", person("head"), world())

    assert answer.text == (
        "Gross sales for Germany in September 2011 were £16,549.47, 1.6 % of the whole. "
        "In total, gross sales in September 2011 were £1,028,345.38."
    )
    assert answer.echo == "gross sales and share of the whole, country Germany, September 2011"
    assert [claim.kind for claim in answer.claims if claim.unit == "%"] == ["share"]


def test_shares_of_a_split_are_of_all_its_rows_also_of_those_not_shown() -> None:
    answer = ask("top 2 countries by share of sales in September", person("head"), world())
    (table,) = answer.tables

    assert table.columns[-1]["label"] == "share of the whole"
    assert [round(row[-1], 4) for row in table.rows] == [0.8519, 0.0412]


@pytest.mark.parametrize(
    ("true", "false"),
    [("1.6 %", "1.7 %"), ("1.6 %", "16 %"), ("for Germany", "for France"), ("1.6 %", "£1.60")],
)
def test_a_false_share_is_refused(true: str, false: str) -> None:
    shop = world()
    answer = ask("what share of sales came from Germany in September?", person("head"), shop)
    view = shop.engine.view(person("head"))
    claims = {claim.id: claim for claim in answer.claims}
    groups = group_names(view.dimensions)

    assert check(answer.text, claims, groups=groups) == ()
    assert check(answer.text.replace(true, false), claims, groups=groups) != ()


@pytest.mark.parametrize(
    "question",
    [
        "share of average order value in Germany",
        "share of orders in August",
        "Germany's share of sales in August vs July",
        "what % of UK sales came from high-value customers?",
    ],
)
def test_what_has_no_one_whole_is_asked_back(question: str) -> None:
    assert ask(question, person("head"), world()).status == "clarify"


@pytest.mark.parametrize(
    ("first", "then", "offered"),
    [
        ("orders by country in June", "what part of gross sales is that",
         {"unidentified_share", "return_rate"}),
        ("orders in June", "and as a share of net sales", {"net_sales"}),
    ],
)  # fmt: skip
def test_a_share_of_another_figure_than_the_one_before_is_asked_back(
    first: str, then: str, offered: set[str]
) -> None:
    answer = talk(first, then)

    assert answer.status == "clarify", answer.text
    assert {option.reading.metrics[0] for option in answer.options if option.reading} == offered
