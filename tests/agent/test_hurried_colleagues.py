"""What a hurried colleague types: answered, or asked back with options that help."""

import pytest

from tests.agent.any_workspace import asked, figure

MAY = "day between '2011-05-01' and '2011-05-31'"
JUNE = "day between '2011-06-01' and '2011-06-30'"
BAGS = f"select sum({{}}) from sale where {JUNE} and description ilike '%lunch bag%'"
AUGUST = "select count(distinct customer) from sale join buyer using (customer) where {}"
TURNOVER = f"select sum(amount) from sale where {MAY}"
CAKESTANDS = f"select sum(pieces) from sale where {MAY} and code = '22423'"
SUMMER = """select sum(amount) / count(distinct invoice) from sale join buyer using (customer)
    where first_day between '2011-06-01' and '2011-08-31' and month = '2011-09-01'"""


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("aov of people who joined this summer", SUMMER),
        ("what did customers buy for in may", TURNOVER),
        ("turnover in may before any refunds come off", TURNOVER),
        ("what did germany order for in may", f"{TURNOVER} and country = 'Germany'"),
        ("how many regency cakestands (22423) sold in may", CAKESTANDS),
        ("how many of the cakestand (22423) did we sell in may", CAKESTANDS),
        ("items with LUNCH BAG in the description: units in june", BAGS.format("pieces")),
        ("sales of products containing lunch bag in june", BAGS.format("amount")),
        ("description contains lunch bag, sales in june", BAGS.format("amount")),
        ("Of the customers who ordered in August, how many had already bought before that month",
         AUGUST.format("month = '2011-08-01' and first_day < '2011-08-01'")),
        ("how many of august's customers had never bought before",
         AUGUST.format("month = '2011-08-01' and first_day >= '2011-08-01'")),
    ],
)  # fmt: skip
def test_the_figure_is_that_of_the_rows(question: str, sql: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "answered", answer.text
    (level,) = [claim.value for claim in answer.claims if claim.kind == "level"]
    assert level == pytest.approx(float(str(figure("shop", sql))))


@pytest.mark.parametrize(
    ("workspace", "question", "first"),
    [
        ("shop", "is 17450 a good customer?", "gross sales, orders, "),
        ("shop", "how good is customer 17450", "gross sales, orders, "),
        ("shop", "is germany a good market", "gross sales, orders, "),
        ("shop", "hows biz in germany", "gross sales, orders, "),
        (
            "seatwise",
            "how's business",
            "billings, paying accounts, net billings and new accounts, A",
        ),
        ("physio", "is karim a good therapist", "fees, patients treated, "),
    ],
)
def test_how_somebody_does_is_told_by_the_leading_figures(
    workspace: str, question: str, first: str
) -> None:
    answer = asked(workspace, question)

    assert answer.status == "clarify"
    assert answer.options[0].label.startswith(f"all together: {first}")
    assert not [one for one in answer.options if "17450" in question and "customers" in one.label]


@pytest.mark.parametrize(
    "question",
    [
        "list five countries",
        "I am putting a gift box together, so list five countries",
        "can you name 5 countries",
    ],
)
def test_so_many_of_something_are_ranked_by_what_somebody_chooses(question: str) -> None:
    answer = asked("shop", question)

    assert answer.text.startswith("Ranked by what?")
    assert answer.options[0].label == "gross sales by country, September 2011, the 5 highest"


@pytest.mark.parametrize(
    ("workspace", "question", "options"),
    [
        ("shop", "who stopped buying after a return", ["newly lapsed customers by", "returns"]),
        ("shop", "customers who came back after a refund", ["reactivated customers", "returns"]),
        ("library", "who stopped borrowing after a fine", ["lapsed members by", "fines"]),
        ("seatwise", "accounts that churned after a refund", ["cancellations", "refunds"]),
    ],
)
def test_what_followed_what_is_refused_with_figures_of_both(
    workspace: str, question: str, options: list[str]
) -> None:
    answer = asked(workspace, question)

    assert answer.status == "clarify"
    assert "“after a" in answer.text
    labels = [option.label for option in answer.options]
    assert all(label.startswith(said) for label, said in zip(labels, options, strict=True)), labels


def test_sales_after_returns_are_net_as_before() -> None:
    assert asked("shop", "sales after returns in may").text.startswith("Net sales")


def test_many_names_with_the_same_words_are_offered_together() -> None:
    answer = asked("shop", "sales of lunch bags in june")

    assert [option.label for option in answer.options] == [
        "gross sales, product description containing lunch bag, June 2011"
    ]


def test_a_part_that_no_name_has_is_said() -> None:
    answer = asked("library", "loans of titles containing qqqq")

    assert "“qqqq”" in answer.text
    assert answer.status == "clarify"
