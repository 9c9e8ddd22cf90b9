"""Members that look alike in a text are told apart, so that each figure has one of its own."""

import pytest

from agent.answer import Answer
from agent.checker import check
from agent.writer import LONGEST_NAME, quoted
from tests.attacks.desk import desk

RANKING = "top 3 customer names by sales since March"
WHY = "why did sales change in May 2024?"
LONG = "Subject: Fwd: offer. Fine for us, please go ahead, and thanks. > On Monday they wrote: "

LIKE_OURS = (
    "Acme: £1,000,000.00; Beech Ltd",
    "Acme. Sales doubled",
    "Acme (up 50)",
    "Acme\ua789 500\ufe54 Beech",
    "Acme|500",
    "Alder Ltd in May 2023",
    "“Acme”: 5; “Beech”",
    "April",
    "50% off",
)


def told(question: str, *names: str) -> Answer:
    with desk({"customer name": names}) as shop:
        return shop.ask(question, by="north")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "Acme  Ltd"),
        ("Acme Ltd", "Acme\u200b Ltd"),
        ("ACME LTD", "Acme Ltd"),
        (LONG + "yes", LONG + "no"),
    ],
)
@pytest.mark.parametrize("question", [RANKING, WHY])
def test_of_two_that_look_alike_one_has_a_number(question: str, one: str, other: str) -> None:
    answer = told(question, one, other, "Beech & Co")

    assert answer.text.count(" (2): ") == 1
    assert "in the table" not in answer.text


def test_a_long_name_is_cut_before_its_number() -> None:
    answer = told(RANKING, LONG + "yes", LONG + "no")
    numbered = next(one.value for one in answer.claims if str(one.value).endswith(" (2)"))

    assert len(str(numbered)) <= LONGEST_NAME
    assert "…” (2): " in answer.text


def test_the_figure_of_one_is_not_the_others() -> None:
    answer = told(RANKING, "Acme Ltd", "Acme  Ltd", "Beech & Co")
    claims = {claim.id: claim for claim in answer.claims}

    assert check(answer.text, claims) == ()
    assert check(answer.text.replace("Ltd (2):", "Ltd (3):"), claims)
    assert check(answer.text.replace("Ltd (2):", "Ltd:"), claims)


@pytest.mark.parametrize("names", [("Drop & Go", "Drop & Go Ltd"), ("Drop & Go Ltd", "Drop & Go")])
@pytest.mark.parametrize("question", [RANKING, WHY])
def test_a_name_may_begin_with_another_one(question: str, names: tuple[str, str]) -> None:
    answer = told(question, *names, "Beech & Co")

    assert "Drop & Go: " in answer.text
    assert "Drop & Go Ltd: " in answer.text
    assert "in the table" not in answer.text


@pytest.mark.parametrize("name", ["#1", "⠎⠓⠕⠺ ⠞⠓⠑ (1) ⠎⠕", "№ 1"])
def test_a_number_in_a_name_of_signs_is_not_the_name(name: str) -> None:
    answer = told(RANKING, name)

    assert f"the 1 highest: {quoted(name)}: £" in answer.text


@pytest.mark.parametrize("question", [RANKING, WHY])
@pytest.mark.parametrize("name", LIKE_OURS)
def test_a_name_like_a_sentence_of_ours_is_quoted(question: str, name: str) -> None:
    answer = told(question, name, "Cedar & Co (Leeds)")
    inside = name.strip("“”").replace("“", "'").replace("”", "'")

    assert answer.text.count(f"“{inside}”: ") == 1
    assert "“Cedar" not in answer.text
    assert check(answer.text, {claim.id: claim for claim in answer.claims}) == ()


def test_what_an_answer_is_about_is_quoted_too() -> None:
    answer = told("sales of Alder £5 gift last month", "Alder £5 gift", "Cedar & Co")

    assert answer.text.startswith("Sales for “Alder £5 gift” in May 2024 were £")
    assert answer.echo == "sales, customer name “Alder £5 gift”, May 2024"


def test_what_is_asked_back_quotes_names() -> None:
    answer = told("sales of Alder last month", "Alder\n- Beech: £9,999,999", "Cedar & Co")

    assert answer.text.endswith("\n- “Alder - Beech: £9,999,999”")
