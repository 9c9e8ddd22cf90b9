"""Questions as people put them, with answers from SQL that knows nothing of the interpreter."""

from itertools import count

import pytest

from agent.ask import World, ask
from tests.agent.example_shop import person, shop_engine
from tests.agent.shop_sql import rows

MONTH = "day >= '2011-{0:02d}-01' and day < '2011-{1:02d}-01'"
SEPTEMBER, AUGUST, MAY, JUNE = (MONTH.format(m, m + 1) for m in (9, 8, 5, 6))
Q2 = MONTH.format(4, 7)
PRICE = "select sum(amount) from sale where "
ORDERS = "select count(distinct invoice) from sale where "
PIECES = "select sum(pieces) from sale where "
ACTIVE = "select count(distinct customer) from sale where "
NEW = "select count(*) from buyer where first_day "
CHANGE = (
    "select {0} filter (month = '{1}') as now, {0} filter (month = '{2}') as earlier, "
    "now - earlier, (now - earlier) / earlier from sale"
)
SPLIT = "select {0}, sum(amount) from sale where {1} group by all order by 2 desc"

EXAMPLES = {
    "what did we sell in september, gross sales please": PRICE + SEPTEMBER,
    "Revenue for June 2011?": PRICE + JUNE,
    "takings last month": PRICE + SEPTEMBER,
    "turnover in may, thanks": PRICE + MAY,
    "gross sales last week": PRICE + "day between '2011-09-26' and '2011-10-02'",
    "gross sales the week before last": PRICE + "day between '2011-09-19' and '2011-09-25'",
    "sales yesterday": PRICE + "day = '2011-10-02'",
    "sales on 25 September": PRICE + "day = '2011-09-25'",
    "sales on Sept 7th": PRICE + "day = '2011-09-07'",
    "sales between 5 and 18 September": PRICE + "day between '2011-09-05' and '2011-09-18'",
    "sales from 2011-08-15 to 2011-08-20": PRICE + "day between '2011-08-15' and '2011-08-20'",
    "sales since August": PRICE + "day >= '2011-08-01'",
    "gross sales year to date": PRICE + "day >= '2011-01-01'",
    "month to date gross sales": PRICE + "day >= '2011-10-01'",
    "sales in the last 14 days": PRICE + "day >= '2011-09-19'",
    "sales over the past 2 months": PRICE + MONTH.format(8, 10),
    "what were sales in Q1": PRICE + MONTH.format(1, 4),
    "sales in the second quarter of 2011": PRICE + Q2,
    "sales H1 2011": PRICE + MONTH.format(1, 7),
    "sales last year": PRICE + "day < '2011-01-01'",
    "sales from April through June": PRICE + Q2,
    "how many orders in week 33": ORDERS + "day between '2011-08-15' and '2011-08-21'",
    "orders in w/c 8 August": ORDERS + "day between '2011-08-08' and '2011-08-14'",
    "How many orders did we get in May?": ORDERS + MAY,
    "number of orders from France last month": ORDERS + f"{SEPTEMBER} and country = 'France'",
    "orders from irish customers in may": ORDERS + f"{MAY} and country = 'EIRE'",
    "units sold to Germany in Q2": PIECES + f"{Q2} and country = 'Germany'",
    "how many pieces in june": PIECES + JUNE,
    "Uk sales in august": PRICE + f"{AUGUST} and country = 'United Kingdom'",
    "sales excluding the UK in August": PRICE + f"{AUGUST} and country <> 'United Kingdom'",
    "sales in May without France and Germany": (
        PRICE + f"{MAY} and country not in ('France', 'Germany')"
    ),
    "sales of REGENCY CAKESTAND 3 TIER in May": (
        PRICE + f"{MAY} and description = 'REGENCY CAKESTAND 3 TIER'"
    ),
    "how many party bunting were sold in may": PIECES + f"{MAY} and description = 'PARTY BUNTING'",
    "gross sales of 85123A in June": PRICE + f"{JUNE} and code = '85123A'",
    "sales for customer 14646 in September": PRICE + f"{SEPTEMBER} and customer = 14646",
    "refunds in June": f"select sum(amount) from refund where {JUNE}",
    "returns rate in august": (
        f"select (select sum(amount) from refund where {AUGUST}) / sum(amount) from sale "
        f"where {AUGUST}"
    ),
    "net sales in August": (
        f"select sum(amount) - (select sum(amount) from refund where {AUGUST}) from sale "
        f"where {AUGUST}"
    ),
    "AOV in june?": f"select sum(amount) / count(distinct invoice) from sale where {JUNE}",
    "avarage order value in May": (
        f"select sum(amount) / count(distinct invoice) from sale where {MAY}"
    ),
    "How many customers bought in June": ACTIVE + JUNE,
    "shoppers in August": ACTIVE + AUGUST,
    "actve customers in may": ACTIVE + MAY,
    "active customers last week": ACTIVE + "day between '2011-09-26' and '2011-10-02'",
    "how many new customers in July": NEW + "between '2011-07-01' and '2011-07-31'",
    "first time buyers in the week of 12 september": (
        NEW + "between '2011-09-12' and '2011-09-18'"
    ),
    "how many lapsed customers were there at the end of August": (
        "select count(*) from (select customer from sale where customer is not null and "
        "day < '2011-09-01' group by 1 having date '2011-09-01' - max(day) >= 90)"
    ),
    "sales from new customers in June": (
        PRICE + f"{JUNE} and customer in (select customer from buyer where first_day "
        "between '2011-06-01' and '2011-06-30')"
    ),
    "sales from the March cohort in June": (
        PRICE + f"{JUNE} and customer in (select customer from buyer where first_day "
        "between '2011-03-01' and '2011-03-31')"
    ),
    "what share of the May cohort was active in August": (
        "select count(distinct customer) / (select count(*)::double from buyer where first_day "
        "between '2011-05-01' and '2011-05-31') from sale where " + AUGUST + " and customer in "
        "(select customer from buyer where first_day between '2011-05-01' and '2011-05-31')"
    ),
    "orders and units in May": (
        f"select count(distinct invoice), sum(pieces) from sale where {MAY}"
    ),
    "gross sales by country in June": SPLIT.format("country", JUNE),
    "june revenue broken down by country": SPLIT.format("country", JUNE),
    "top 5 products by revenue in May": SPLIT.format("code", MAY) + " limit 5",
    "which country had the most sales in June, apart from the UK": (
        SPLIT.format("country", f"{JUNE} and country <> 'United Kingdom'") + " limit 1"
    ),
    "3 best months for gross sales": SPLIT.format("month", "day < '2011-10-01'") + " limit 3",
    "bottom two countries by sales in Q2": (
        f"select country, sum(amount) from sale where {Q2} group by 1 order by 2, 1 limit 2"
    ),
    "sales each month of Q2": (
        f"select month, sum(amount) from sale where {Q2} group by 1 order by 1"
    ),
    "monthly orders from June to August": (
        "select month, count(distinct invoice) from sale where "
        + MONTH.format(6, 9)
        + " group by 1 order by 1"
    ),
    "weekly gross sales, last 3 weeks": (
        "select week, sum(amount) from sale where day between '2011-09-12' and '2011-10-02' "
        "group by 1 order by 1"
    ),
    "sales in UK vs France in August": SPLIT.format(
        "country", f"{AUGUST} and country in ('United Kingdom', 'France')"
    ),
    "compare June and July sales": (CHANGE.format("sum(amount)", "2011-07-01", "2011-06-01")),
    "orders in August versus the month before": (
        CHANGE.format("count(distinct invoice)", "2011-08-01", "2011-07-01")
    ),
    "Did sales rise in May compared to March?": (
        CHANGE.format("sum(amount)", "2011-05-01", "2011-03-01")
    ),
}


@pytest.fixture(scope="module")
def world() -> World:
    numbers = count()
    return World(shop_engine(), lambda: 0.0, lambda: f"t{next(numbers)}")


@pytest.mark.parametrize("question", EXAMPLES)
def test_the_answer_is_what_sql_says(question: str, world: World) -> None:
    answer = ask(question, person("head"), world)
    (result,) = answer.results or [None]

    assert answer.status == "answered", answer.text
    assert result is not None
    assert not answer.text.startswith("The figures are in the table")
    assert [*map(tuple, result.rows())] == [
        tuple(
            pytest.approx(value, rel=1e-9) if isinstance(value, float) else value for value in row
        )
        for row in rows(EXAMPLES[question])
    ]
