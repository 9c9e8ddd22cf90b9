"""Shares, places, order, politeness and threads as people write them, against hand-written SQL."""

import pytest

from agent.answer import Answer
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import AUGUST, SEPTEMBER, told
from tests.agent.trades import trade_answer, trade_sql

JULY = "day >= '2011-07-01' and day < '2011-08-01'"
Q3 = "day >= '2011-07-01' and day < '2011-10-01'"
BY_COUNTRY = f"select country, sum(amount) from sale where {SEPTEMBER} group by 1 order by 2"
GERMANY = f"select sum(amount) from sale where {AUGUST} and country = 'Germany'"
ONLY_SOME = "Lists here hold those that have something."


def shown(answer: Answer) -> list[tuple[object, ...]]:
    """The rows of an answer in their order."""
    return [tuple(map(plain, row)) for row in answer.results[0].rows()]


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("what part of our sales is Germany in August?", GERMANY),
        ("how much of our revenue comes from Germany in August?", GERMANY),
        ("does Germany make more than 5% of sales in August?", GERMANY),
    ],
)
def test_a_part_is_told_with_its_whole(question: str, sql: str) -> None:
    answer = talk(question)
    ((part,),) = rows(sql)
    ((whole,),) = rows(f"select sum(amount) from sale where {AUGUST}")

    assert answer.reading is not None
    assert answer.reading.share
    assert [plain(claim.value) for claim in answer.claims if claim.kind == "level"] == [
        plain(part), plain(whole)]  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "ratio of returns to sales, July",
        "returns to sales ratio in July",
        "returns in % of sales in July",
        "returns as a part of total sales in July",
    ],
)
def test_a_rate_is_found_by_its_two_parts(question: str) -> None:
    answer = talk(question)
    ((back,),) = rows(f"select sum(amount) from refund where {JULY}")
    ((sold,),) = rows(f"select sum(amount) from sale where {JULY}")

    assert answer.results[0].value("return_rate") == pytest.approx(
        float(str(back)) / float(str(sold))
    )


@pytest.mark.parametrize(
    ("workspace", "question", "no"),
    [
        ("shop", "net sales as a percentage of gross sales in August", "net sales by gross sales"),
        ("seatwise", "refunds as % of billings in Q1", "refunds by billings"),
        ("library", "ratio of visitors to loans in February", "visitors by loans"),
    ],
)
def test_a_rate_that_nobody_defined_is_refused(workspace: str, question: str, no: str) -> None:
    answer = talk(question) if workspace == "shop" else trade_answer(workspace, question)

    assert (answer.status, answer.reason) == ("refused", f"No metric here divides {no}.")


@pytest.mark.parametrize(
    ("question", "who", "status", "said"),
    [
        ("sales in France in September", "owner-uk-1", "refused", "among what you may see"),
        ("my customers in Germany?", "owner-uk-1", "refused", "among what you may see"),
        ("sales in Mexico in August", "head", "refused", "There is nothing for “mexico” here."),
        ("sales without Mexico in August", "head", "refused", "nothing for “mexico”"),
        ("orders from Scandinavia in August", "head", "clarify", "no group of them"),
        ("sales outside Europe in Q3", "head", "clarify", "no group of them"),
        ("sales in Europe in Q3", "head", "clarify", "Which owner or region is meant"),
        ("sales in $ for Germany in August", "head", "clarify", "in GBP, and none is converted"),
    ],
)
def test_places_and_money_that_nothing_is_in_are_no_total(
    question: str, who: str, status: str, said: str
) -> None:
    answer = talk(question, who=who)

    assert answer.status == status
    assert said in answer.text


@pytest.mark.parametrize(
    ("questions", "sql"),
    [
        (("sales by country in September, lowest first",), BY_COUNTRY),
        (("sales by country in September", "the other way round"), BY_COUNTRY),
        (("top 3 countries by sales in September", "reverse it"), f"{BY_COUNTRY} limit 3"),
        (("bottom 3 countries by sales in August", "and in September?"), f"{BY_COUNTRY} limit 3"),
        (("which country had the second best sales in September?",), f"{BY_COUNTRY} desc limit 2"),
        (("top half a dozen countries by sales in September",), f"{BY_COUNTRY} desc limit 6"),
        (("top dozen countries by sales in September",), f"{BY_COUNTRY} desc limit 12"),
        (("top 3 countries by sales in September", "the full list"), f"{BY_COUNTRY} desc"),
        (
            ("who returned the most in September?",),
            f"select customer::varchar, abs(sum(amount)) from refund where {SEPTEMBER} and "
            "customer is not null group by 1 order by 2 desc limit 1",
        ),
    ],
    ids=lambda each: each[-1] if isinstance(each, tuple) else "",
)
def test_rows_come_in_the_order_that_is_asked_for(questions: tuple[str, ...], sql: str) -> None:
    assert shown(talk(*questions)) == [tuple(map(plain, row)) for row in rows(sql)]


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("sales by country in June", "now as a share"),
         "gross sales by country and share of the whole, June 2011"),
        (("sales by country in June", "as a share", "back to pounds"),
         "gross sales by country, June 2011"),
        (("sales in Germany in June", "what % of the total is that?"),
         "gross sales and share of the whole, country Germany, June 2011"),
        (("sales by country in June", "drill into Germany"),
         "gross sales, country Germany, June 2011"),
        (("sales in June without the UK", "back to all countries"), "gross sales, June 2011"),
        (("gross sales in June", "no I meant net"), "net sales, June 2011"),
        (("sales in Germany in June", "start over, orders in August"), "orders, August 2011"),
        (("sales in July against June", "which countries drove it?"),
         "gross sales by country, July 2011 against June 2011"),
        (("hiya, hope you're well! could you possibly tell me how many new customers Germany "
          "brought us in August? no rush at all",),
         "new customers, customer's country Germany, August 2011"),
        (("sales of the month August for each of the countries",),
         "gross sales by country, August 2011"),
        (("what's the split of sales between regions in August?",),
         "gross sales by region, August 2011"),
    ],
    ids=lambda each: each[-1] if isinstance(each, tuple) else "",
)  # fmt: skip
def test_small_words_do_not_hide_the_question(questions: tuple[str, ...], echo: str) -> None:
    assert talk(*questions).echo == echo


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("customers with no returns in September", ONLY_SOME),
        ("which countries have no orders in September?", ONLY_SOME),
        ("which country has zero orders in September?", ONLY_SOME),
        ("customers who did not order in September", ONLY_SOME),
        ("who bought nothing in September?", ONLY_SOME),
        ("who never came back?", "Which of these do you mean?"),
        ("how many one-time buyers do we have?", "Once in which period?"),
        ("top seller in June?", "Ranked by what?"),
        ("sales of repeat customers in September", "Figures cannot be kept to repeat customers."),
        ("sales to new customers by month in Q2", "Figures cannot be kept to new customers."),
    ],
)
def test_those_who_have_nothing_are_asked_back(question: str, why: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify"
    assert answer.reason.startswith(why)


def test_buyers_of_one_time_are_counted_in_a_period() -> None:
    ((expected,),) = rows(
        f"select count(*) from (select customer from sale where {Q3} and customer is not null "
        "group by 1 having count(distinct invoice) = 1)"
    )

    assert f": {expected:,}." in talk("how many one-time buyers in Q3?").text


def test_why_by_country_is_answered() -> None:
    assert talk("why did sales rise in September by country?").status == "answered"


@pytest.mark.parametrize(
    ("workspace", "question", "sql"),
    [
        (
            "seatwise",
            "Tom's billings in April",
            "select sum(amount) from payments join accounts using (account_id) where kind <> "
            "'refund' and success_manager = 'Tom Becker' and paid_on between '2024-04-01' and "
            "'2024-04-30'",
        ),
        (
            "seatwise",
            "tickets without how-to in April",
            "select count(*) from tickets where topic <> 'how-to' and opened_at >= '2024-04-01' "
            "and opened_at < '2024-05-01'",
        ),
        (
            "library",
            "fines unpaid in December",
            "select sum(amount) from fines where not paid and charged_on between '2024-12-01' "
            "and '2024-12-31'",
        ),
    ],
)
def test_names_and_opposites_of_other_trades(workspace: str, question: str, sql: str) -> None:
    answer = trade_answer(workspace, question)
    expected = trade_sql(workspace).execute(sql).fetchall()

    assert answer.status == "answered", answer.text
    assert told(answer) == [tuple(map(plain, row)) for row in expected]
    assert "in the table" not in answer.text
