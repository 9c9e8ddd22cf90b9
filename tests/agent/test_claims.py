"""Claims out of a real result, and figures as people read them."""

from datetime import date

import pytest

from agent.claims import Claim, ClaimBook, ClaimPeriod
from agent.evidence import agreeing, change, change_pct, level, previous_level, rank
from agent.writer import direction, render, shown, size
from semantic.model import Format
from semantic.query import Query
from semantic.result import Result
from tests.agent.example_shop import person, shop_engine

POUNDS = Format(unit="GBP", decimals=2)
PERCENT = Format(unit="%", decimals=2, percent=True)


def asked(**query: object) -> Result:
    return shop_engine().run(Query.model_validate(query), person("head"))


def test_a_claim_knows_the_definition_period_and_result_it_is_from() -> None:
    september = {"from": "2011-09-01", "to": "2011-10-01"}
    result = asked(metrics=["gross_sales"], period=september)
    claim = level(result, shop_engine().catalog.metrics["gross_sales"])

    assert claim.value == pytest.approx(1_028_345.38)
    assert claim.label == "gross sales, September 2011"
    assert claim.metric_hash.startswith("sha256:")
    assert claim.result == result.hash
    assert claim.period == ClaimPeriod(start=date(2011, 9, 1), end=date(2011, 10, 1))
    assert claim.said_as == ("gross sales",)


def test_changes_carry_what_they_are_against_and_which_way_is_good() -> None:
    result = asked(
        metrics=["gross_sales", "lapse_rate"],
        period={"from": "2011-09-01", "to": "2011-10-01"},
        compare="previous",
    )
    metrics = shop_engine().catalog.metrics
    sales = change(result, metrics["gross_sales"])
    rate = change(result, metrics["lapse_rate"])

    assert shown(sales) == "+£304,037"
    assert shown(change_pct(result, metrics["gross_sales"])) == "+42.0 %"
    assert shown(previous_level(result, metrics["gross_sales"])) == "£724,308.16"
    assert shown(rate).endswith(" points")
    assert sales.against == ClaimPeriod(start=date(2011, 8, 1), end=date(2011, 9, 1))
    assert (sales.good, rate.good) == ("up", "down")


def test_a_row_is_about_its_members_and_a_time_row_about_its_period() -> None:
    metric = shop_engine().catalog.metrics["orders"]
    by_country = asked(
        metrics=["orders"],
        group_by=["order.country"],
        period={"from": "2011-09-01", "to": "2011-10-01"},
        order_by=["-orders"],
    )
    by_month = asked(
        metrics=["orders"],
        group_by=["time.month"],
        period={"from": "2011-08-01", "to": "2011-10-01"},
        compare="previous",
    )
    first = level(by_country, metric, 0)

    assert first.members == {"order.country": ("United Kingdom",)}
    assert rank(by_country, metric, 0, "highest").value == 1
    assert level(by_month, metric, 0).period.start == date(2011, 8, 1)
    assert change(by_month, metric, 0).against == ClaimPeriod(
        start=date(2011, 7, 1), end=date(2011, 8, 1)
    )


def test_a_state_is_as_of_the_end_of_its_period() -> None:
    result = asked(metrics=["lapsed_customers"], period={"from": "2011-08-01", "to": "2011-09-01"})
    claim = level(result, shop_engine().catalog.metrics["lapsed_customers"])

    assert claim.period == ClaimPeriod(start=None, end=date(2011, 9, 1))


@pytest.mark.parametrize(
    ("now", "before", "shape", "said"),
    [
        (0.016549, 0.031679, PERCENT, "1.5 points"),
        (0.0165, 0.0317, PERCENT, "1.52 points"),
        (565.654, 540.945, POUNDS, "£25"),
        (724.25, 512.20, POUNDS, "£212.05"),
        # 31.4 % and 31.2 %: neither 0.2 nor "unchanged" would be true.
        (0.31352, 0.31248, PERCENT.model_copy(update={"decimals": 1}), "0.1 points"),
    ],
)
def test_a_change_has_the_decimals_that_its_levels_bear_out(
    now: float, before: float, shape: Format, said: str
) -> None:
    one, other = (Claim(value=value, label="x", format=shape) for value in (now, before))
    unit = "points" if shape.percent else "GBP"
    moved = one.model_copy(update={"value": now - before, "kind": "change", "unit": unit})

    assert size(agreeing(moved, one, other)) == said


def test_equal_claims_share_an_id() -> None:
    book = ClaimBook()
    one = Claim(value=1, label="orders")

    assert [book.add(one), book.add(Claim(value=2, label="orders")), book.add(one)] == [
        "c1",
        "c2",
        "c1",
    ]
    assert book.claims["c2"].id == "c2"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Claim(value=1028345.38, label="sales", format=POUNDS), "£1,028,345.38"),
        (Claim(value=-12.5, label="sales", format=POUNDS), "−£12.50"),
        (Claim(value=1028345.5, label="sales", format=Format(unit="GBP")), "£1,028,346"),
        (Claim(value=0.0496, label="rate", format=PERCENT), "4.96 %"),
        (Claim(value=0.018, label="rate", kind="change", unit="points", format=PERCENT),
         "+1.80 points"),
        (Claim(value=-0.5, label="rate", kind="change_pct", format=PERCENT), "−50.00 %"),
        (Claim(value=1259, label="customers"), "1,259"),
        (Claim(value=-0.00001, label="rate", kind="change", unit="points", format=PERCENT),
         "0.00 points"),
        (Claim(value="2011-09-26", label="latest line", kind="date"), "26 September 2011"),
        (Claim(value="JUMBO\u200b BAG\n RED", label="product", kind="name"), "JUMBO BAG RED"),
        (Claim(value=None, label="rate", format=PERCENT), "no value"),
    ],
)  # fmt: skip
def test_figures_read_as_people_write_them(claim: Claim, expected: str) -> None:
    assert shown(claim) == expected


def test_a_template_is_filled_with_figures_sizes_and_directions() -> None:
    fell = Claim(value=-49431.3, label="change", kind="change", format=Format(unit="GBP"))
    claims = {"c1": fell, "c2": Claim(value=7, label="orders")}

    assert render("{c1}: {c1|direction} {c1|size} on {c2} {{orders}", claims) == (
        "−£49,431: down £49,431 on 7 {orders}"
    )
    assert (size(claims["c2"]), direction(claims["c2"])) == ("7", "up")


def test_a_template_cannot_refer_to_what_does_not_exist() -> None:
    with pytest.raises(KeyError, match="no such claim"):
        render("{c9}", {})
    with pytest.raises(KeyError, match="size and direction"):
        render("{c1|loudly}", {"c1": Claim(value=1, label="orders")})


def test_the_text_of_a_claim_is_no_template() -> None:
    named = Claim(value="{c2}", label="product", kind="name")

    assert render("{c1}", {"c1": named}) == "{c2}"
