"""The checker, one lie at a time, over one small note."""

from datetime import date

import pytest

from agent.checker import Finding, check
from agent.claims import DIMENSION, LIMIT, ROWS, Claim, ClaimPeriod
from semantic.model import Format

POUNDS = Format(unit="GBP", decimals=2)
SHARE = Format(unit="%", decimals=1, percent=True)
SEPTEMBER = ClaimPeriod(start=date(2011, 9, 1), end=date(2011, 10, 1))
AUGUST = ClaimPeriod(start=date(2011, 8, 1), end=date(2011, 9, 1))


def of_customer(number: str) -> tuple[dict[str, str], ...]:
    return ({"field": "customer.id", "op": "eq", "value": number},)


def of_country(name: str) -> tuple[dict[str, str], ...]:
    return ({"field": "order.country", "op": "eq", "value": name},)


CLAIMS = {
    "sales": Claim(value=1028345.38, label="gross sales, September 2011", unit="GBP",
                   format=POUNDS, metric="gross_sales", period=SEPTEMBER),
    "before": Claim(value=724308.16, label="gross sales, August 2011", unit="GBP", format=POUNDS,
                    metric="gross_sales", period=AUGUST),
    "rise": Claim(value=304037.22, label="gross sales", kind="change", unit="GBP", format=POUNDS,
                  metric="gross_sales", period=SEPTEMBER, against=AUGUST, good="up"),
    "net": Claim(value=1011364.74, label="net sales, September 2011", unit="GBP", format=POUNDS,
                 metric="net_sales", period=SEPTEMBER),
    "rate": Claim(value=0.0165, label="return rate, September 2011", unit="%", format=SHARE,
                  metric="return_rate", period=SEPTEMBER),
    "worse": Claim(value=0.0021, label="return rate", kind="change", unit="points", format=SHARE,
                   metric="return_rate", period=SEPTEMBER, against=AUGUST, good="down"),
    "orders": Claim(value=1818, label="orders, September 2011", unit="orders", metric="orders",
                    period=SEPTEMBER),
    "france": Claim(value=21898.04, label="gross sales, France", unit="GBP", format=POUNDS,
                    metric="gross_sales", filters=of_country("France"), period=SEPTEMBER),
    "first": Claim(value=1, label="place", kind="rank", unit="highest", wordings=("gross sales",),
                   metric="gross_sales", filters=of_country("France"), period=SEPTEMBER),
    "share": Claim(value=0.63, label="share", kind="share", unit="%", format=SHARE,
                   wordings=("of the change",), filters=of_country("France"),
                   metric="gross_sales", period=SEPTEMBER, explains="gross sales"),
    "12748": Claim(value=45, label="days without an order", unit="days",
                   filters=of_customer("12748"), wordings=("no order for",)),
    "12749": Claim(value=61, label="days without an order", unit="days",
                   filters=of_customer("12749"), wordings=("no order for",)),
    "limit": Claim(value=90, label="days until a lapse", unit="days", wordings=("lapse after",)),
    "due": Claim(value="2011-10-17", label="review by", kind="date"),
    "none": Claim(value=0, label="false positives", kind="count", wordings=("false positives",)),
}  # fmt: skip


def findings(text: str) -> tuple[Finding, ...]:
    return check(text, CLAIMS, names=("12750", "Anna Lindqvist"), terms=("net sales", "items sold"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One note per owner. Say what you found, and follow up when it is up to date.",
        "Gross sales in September 2011 were £1,028,345.38.",
        "Gross sales in September 2011 were £1,028,345, up £304,037.22 on August 2011.",
        "Gross sales in September 2011 were £1,028,345.38, up £304,037 from £724,308.16 in August.",
        "- Gross sales: £1,028,345.38, up £304,037.22 from £724,308.16 in August 2011.",
        "Gross sales in September were £1,028,345.38, which is £304,037 more than in August.",
        "Gross sales rose by £304,037.22 on the month before.",
        "In September 2011 gross sales were £1,028,345.38 against £724,308.16 in August 2011.",
        "Gross sales improved in September 2011.",
        "The return rate in September 2011 was 1.7 %, 0.2 points worse than in August 2011.",
        "Gross sales: £1,028,345.38\nNet sales: £1,011,364.74\nOrders: 1,818",
        "There were 1,818 orders and gross sales of £1,028,345.38 in September 2011.",
        "France had the highest gross sales, £21,898.04, in September 2011.",
        "France accounts for 63.0 % of the change.",
        "Gross sales rose. That is £304,037.22 more.",
        "| Country | Gross sales |\n|---|---|\n| France | £21,898.04 |",
        "- Customer 12748: no order for 45 days.\n- Customer 12749: no order for 61 days.",
        "## Customer 12748\n\nThere was no order for 45 days. Customers lapse after 90 days.",
        "1. Gross sales: £1,028,345.38.\n2. Orders: 1,818.",
        "Please review by 17 October 2011. There were no false positives.",
    ],
)
def test_what_the_claims_back_may_be_said(text: str) -> None:
    assert findings(text) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Gross sales in September 2011 were £1,028,346.38.", "£1,028,346.38"),
        ("Gross sales in September 2011 were £1.028.345,38.", "£1.028.345,38"),
        ("Gross sales in September 2011 were £\uff11,028,345.38.", "£\uff11,028,345.38"),
        ("Gross sales in September 2011 were £١٢.", "£١٢"),
        ("Gross sales in September 2011 were about £1,028,345.38.", "£1,028,345.38"),
        ("Gross sales in September 2011 were more than £1,028,345.38.", "£1,028,345.38"),
        ("Gross sales in September 2011 were £1.03m.", "£1.03m"),
        ("Gross sales in September 2011 were −£1,028,345.38.", "−£1,028,345.38"),
        ("Gross sales in September 2011 were $1,028,345.38.", "$1,028,345.38"),
        ("Gross sales in September 2011 were 1,028,345.38.", "1,028,345.38"),
        ("Gross sales doubled.", "doubled"),
        ("Half of the orders came from France.", "Half"),
        ("There were two orders.", "two"),
        ("There were no orders.", "no"),
        ("There was one order.", "one"),
        ("There were 1,818 orders ½.", "½"),
        ("The return rate was 1.7 points in September 2011.", "1.7 points"),
        ("The return rate rose by 0.2 %.", "0.2 %"),
    ],
)
def test_figures_without_a_claim_are_refused(text: str, what: str) -> None:
    assert what in [finding.what for finding in findings(text)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Net sales in September 2011 were £1,028,345.38.", "is not Net sales"),
        ("Items sold in September 2011 were 1,818.", "is not Items sold"),
        ("Cancelled orders in September 2011 were 1,818.", "is not orders"),
        ("Takings in September 2011 were £1,028,345.38.", "has no label"),
        ("Gross sales in August 2011 were £1,028,345.38.", "is not of August 2011"),
        ("Gross sales in France in September 2011 were £1,028,345.38.", "is not about France"),
        ("Gross sales in September 2011 were £21,898.04.", "which is not named here"),
        ("- Customer 12749: no order for 45 days.", "stands under 12749"),
        ("## Customer 12749\n\nThere was no order for 45 days.", "stands under 12749"),
        ("- Customer 12748: no order for 45 weeks.", "counts days"),
        ("| Country | Net sales |\n|---|---|\n| France | £21,898.04 |", "is not Net sales"),
        ("Orders in France: £21,898.04 of sales.", "is not Orders"),
    ],
)
def test_a_right_figure_at_the_wrong_label_is_refused(text: str, why: str) -> None:
    assert any(why in finding.why for finding in findings(text))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Gross sales fell by £304,037.22 on August 2011.", "£304,037.22"),
        ("Gross sales fell in September 2011.", "fell"),
        ("Gross sales did not rise in September 2011.", "rise"),
        ("Net sales rose in September 2011.", "rose"),
        ("Gross sales worsened in September 2011.", "worsened"),
        ("The return rate improved.", "improved"),
        ("Gross sales were unchanged.", "unchanged"),
        ("Gross sales ↓", "↓"),
        ("Gross sales rose on July 2011.", "rose"),
        ("Gross sales rose on the year before.", "rose"),
        ("Gross sales changed by £304,037.22.", "£304,037.22"),
        ("Germany had the highest gross sales.", "highest"),
        ("France had the lowest gross sales.", "lowest"),
        ("France came second in gross sales.", "came second"),
        ("Gross sales rose because the weather was fine.", "because"),
        ("Orders grew, driven by France.", "driven by"),
    ],
)
def test_directions_ranks_and_causes_need_their_claims(text: str, what: str) -> None:
    assert what in [finding.what for finding in findings(text)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("September", "July"),
        ("August", "July"),
        ("August", "September"),
        ("from", "to"),
        ("from", "of"),
        ("from £724,308.16 in August", "from £1,028,345.38 in September"),
        ("£724,308.16", "£1,028,345.38"),
        ("£724,308.16", "£304,037.22"),
        ("£724,308.16 in August 2011", "1,818 orders in September 2011"),
        ("up £304,037", "down £304,037"),
        ("£304,037", "£21,898.04"),
        ("in September 2011 were £1,028,345.38", "in August 2011 were £724,308.16"),
        ("were £1,028,345.38, up £304,037 from £724,308.16 in August 2011",
         "were £724,308.16, up £304,037 from £1,028,345.38 in August 2011"),
        ("in September 2011 were £1,028,345.38, up £304,037 from £724,308.16 in August 2011",
         "in August 2011 were £724,308.16, up £304,037 from £1,028,345.38 in September 2011"),
        ("were £1,028,345.38, up £304,037 from £724,308.16 in August 2011",
         "were £1,028,345.38 from £724,308.16, up £304,037 in August 2011"),
        ("were £1,028,345.38, up £304,037 from £724,308.16 in August 2011",
         "came from £1,028,345.38, up £304,037"),
    ],
)  # fmt: skip
def test_what_a_change_came_from_is_the_figure_of_the_period_before(old: str, new: str) -> None:
    said = (
        "Gross sales in September 2011 were £1,028,345.38, "
        "up £304,037 from £724,308.16 in August 2011."
    )

    assert findings(said) == ()
    assert findings(said.replace(old, new, 1)) != ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Please review by 18 October 2011.", "18 October 2011"),
        ("Please review by Sunday 17 October 2011.", "Sunday 17 October 2011"),
        ("Nothing happened on 31 February 2011.", "31 February 2011"),
        ("It was quiet in week 38 of 2011.", "week 38 of 2011"),
        ("It was quiet in July.", "July"),
        ("It was quiet in 2010.", "2010"),
        ("Gross sales last week were £1,028,345.38.", "last week"),
    ],
)
def test_dates_and_periods_need_their_claims(text: str, what: str) -> None:
    assert what in [finding.what for finding in findings(text)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("See https://example.com/x for more.", "https://example.com/x"),
        ("See www.example.com.", "www.example.com."),
        ("See [here](x).", "[here](x)"),
        ("Write to anna@example.com.", "anna@example.com"),
        ("@channel please read.", "@channel"),
        ("<@U123> please read.", "<@U123>"),
        ("<b>Read this</b>", "<b>"),
        ("`code`", "`"),
        ("Gross s\u0430les were fine.", "s\u0430les"),
        ("\U0001d5f4ross were fine.", "\U0001d5f4ross"),
        ("Anna Lindqvist will call.", "Anna Lindqvist"),
        ("Customer 12750 will call.", "12750"),
        ("1. Orders: 1,818.\n3. Gross sales: £1,028,345.38.", "3"),
    ],
)
def test_what_a_note_may_not_carry(text: str, what: str) -> None:
    assert what in [finding.what for finding in findings(text)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("In September 2011 1,818 of 1,818 orders came.", "1,818"),
        ("In September 2011 there were 01,818 orders.", "01,818"),
        ("In September 2011 there were 1,818 loans.", "1,818"),
        ("- Orders: 1,818 in September 2011.\n- Orders: 1,818 in September 2011.", "Orders"),
    ],
)
def test_each_figure_of_a_sentence_has_a_claim_of_its_own(text: str, what: str) -> None:
    assert what in [finding.what for finding in findings(text)]


SPLIT = {
    "limit": Claim(value="orders more than 10", label=LIMIT, kind="name"),
    "country": Claim(value="country", label=DIMENSION, kind="name"),
    "month": Claim(value="month", label=DIMENSION, kind="name"),
    "rows": Claim(value=12, label="rows of orders", kind="count", unit=ROWS, period=SEPTEMBER,
                  wordings=("orders",), filters=of_country("France")),
}  # fmt: skip
IN_TABLE = "Orders by country and month for France with orders more than 10 in September 2011"


def split_findings(text: str, **more: Claim) -> list[str]:
    groups = {"country": {"order.country"}, "product": {"line.product"}}
    found = check(text, SPLIT | more, terms=("orders", "net sales"), groups=groups)
    return [finding.what for finding in found]


def test_a_text_may_point_to_the_table_that_its_title_describes() -> None:
    assert split_findings(f"{IN_TABLE}: see the table.") == []


@pytest.mark.parametrize(
    ("said", "instead", "what"),
    [
        ("Orders", "Net sales", "Net sales"),
        ("Orders", "Net sales and orders", "Net sales"),
        ("France", "Germany", "see the table"),
        ("September", "August", "August 2011"),
        ("month", "week", "week"),
        ("country", "product", "product"),
        ("country", "country, country", "country"),
        ("country", "orders more than 10", "orders more than 10"),
        ("orders more than 10", "orders more than 12", "12"),
        ("orders more than 10", "orders more than 10k", "10k"),
        ("orders more than 10", "orders more than 10 k", " k"),
        ("with orders more than 10 ", "", "Orders by country and month for France in "),
        ("see the table", "nothing is recorded", "nothing is recorded"),
    ],
)
def test_a_title_is_that_of_its_table(said: str, instead: str, what: str) -> None:
    text = f"{IN_TABLE}: see the table.".replace(said, instead, 1)

    assert any(part.startswith(what) for part in split_findings(text))


def test_what_a_figure_counts_is_no_dimension_beside_it() -> None:
    held = Claim(value=42, kind="count", label="held back", unit="customers")

    assert split_findings("Held back: 42 customers.", limit=held) == []
    assert "42" in split_findings("Held back: 42 products.", limit=held)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Gross sales per account in September 2011 were £1,028,345.38.", "account"),
        ("Gross sales in September 2011 were £1,028,345.38 per head.", "head"),
    ],
)
def test_no_figure_is_per_something_that_it_is_not_counted_per(text: str, what: str) -> None:
    assert what in {finding.what for finding in findings(text)}


def test_a_rate_may_say_what_it_is_per() -> None:
    claim = Claim(value=26.5, label="net sales per order", unit="GBP", format=POUNDS,
                  metric="net_sales_per_order", period=SEPTEMBER)  # fmt: skip

    assert not check("Net sales per order in September 2011 were £26.50.", {"c": claim})


def test_a_budget_for_each_owner_is_not_one_for_each_customer() -> None:
    said = "The budget is 10 flags for each owner."
    claim = {"budget": Claim(value=10, label="flags for each owner", unit="flags", kind="count")}

    assert not check(said, claim)
    assert check(said.replace("owner", "customer"), claim)


def test_nothing_is_recorded_where_a_table_has_no_rows() -> None:
    none = SPLIT["rows"].model_copy(update={"value": 0})
    text = f"Nothing is recorded for {IN_TABLE[0].lower()}{IN_TABLE[1:]}."

    assert split_findings(text, rows=none) == []
    assert split_findings(text) == ["Nothing is recorded"]


def test_a_members_name_is_no_metric_of_like_spelling() -> None:
    topic = ({"field": "ticket.topic", "op": "eq", "value": "billing"},)
    claims = {"c1": Claim(value=14, label="tickets", filters=topic, unit="tickets")}

    assert check("Tickets for billing were 14.", claims, terms=("billings",)) == ()
    assert check("Tickets for billings were 14.", claims, terms=("billings",)) != ()


def test_a_partial_period_has_to_be_said() -> None:
    partial = SEPTEMBER.model_copy(update={"partial": True})
    claims = {"c1": CLAIMS["sales"].model_copy(update={"period": partial})}

    assert check("Gross sales in September 2011 (partial): £1,028,345.38.", claims) == ()
    assert check("Gross sales in September 2011: £1,028,345.38.", claims) != ()


def test_names_in_the_data_may_look_like_anything() -> None:
    name = "<b>50 % off!</b> www.cheap.example +3"
    claims = {"c1": Claim(value=name, kind="name", label="product", filters=of_country("x"))}

    assert check(f"The product is {name}.", claims) == ()
    assert check("The product is <b>51 % off!</b> www.cheap.example +3.", claims) != ()


def test_a_finding_says_where_why_and_what_would_do() -> None:
    (finding,) = findings("Fine so far.\nGross sales in September 2011 were £1,028,344.38.")

    assert (finding.line, finding.column) == (2, 36)
    assert finding.what == "£1,028,344.38"
    assert finding.allowed[0] == "£1,028,345.38"
    assert str(finding) == (
        "line 2, column 36: “£1,028,344.38” is in no claim. Allowed: £1,028,345.38, "
        "£1,011,364.74, £724,308.16."
    )
