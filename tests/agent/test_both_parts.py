"""Questions whose second part narrows the first, small talk, and other languages."""

import io

import pytest
from rich.console import Console

from connectors.render.answered import answer as rendered
from tests.agent.example_shop import shop_engine
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
ORDERS = f"select count(distinct invoice) from sale where {MAY}"
GERMAN = f"{ORDERS} and country = 'Germany'"
SALES = f"select sum(amount) from sale where {MAY}"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("orders in May and how many of them from Germany", (GERMAN, ORDERS)),
        ("orders in May and how many came from Germany?", (GERMAN, ORDERS)),
        ("orders in May, of which how many were German?", (GERMAN, ORDERS)),
        ("sales in May and how much of it was from Germany",
         (f"{SALES} and country = 'Germany'", SALES)),
        ("how many orders did we have in May and how much did we sell?", (ORDERS, SALES)),
    ],
)  # fmt: skip
def test_both_parts_are_answered(question: str, parts: tuple[str, str]) -> None:
    answer = talk(question)
    told = [plain(claim.value) for claim in answer.claims if claim.kind == "level"]

    assert answer.status == "answered", answer.text
    assert told == [pytest.approx(float(str(rows(sql)[0][0]))) for sql in parts]


@pytest.mark.parametrize(
    "question",
    [
        "orders by country in May and how many of them from Germany",
        "orders from high-value customers in May and how many of them from Germany",
        "who are the top 5 customers by sales in May and how much did they return",
    ],
)
def test_two_parts_that_no_one_answer_tells_are_asked_back(question: str) -> None:
    answer = talk(question)

    assert (answer.status, len(answer.options)) == ("clarify", 2)
    assert answer.reason.startswith("These are two questions")


@pytest.mark.parametrize(
    ("question", "language", "about"),
    [
        ("Wie viele Bestellungen hatten wir im Mai?", "German", "orders and May 2011"),
        ("Umsatz nach Land im September", "German", "gross sales, country and September 2011"),
        ("combien de commandes en mai ?", "French", "orders and May 2011"),
        ("ventes par pays en septembre", "French", "gross sales, country and September 2011"),
        ("cuántos pedidos hubo en mayo", "Spanish", "orders and May 2011"),
        ("ventas en Alemania en mayo", "Spanish", "gross sales, Germany and May 2011"),
        ("Warum ist das so?", "German", ""),
    ],
)
def test_another_language_is_refused_with_what_it_seems_to_be_about(
    question: str, language: str, about: str
) -> None:
    answer = talk(question)

    assert answer.status == "refused", answer.text
    assert f"Only English is read here, and this looks like {language}." in answer.text
    assert (f"It seems to be about {about}." in answer.text) is bool(about)


@pytest.mark.parametrize(
    "question",
    ["what is the umsatz in May", "orders from la France in May", "sales of vie en rose in May"],
)
def test_a_foreign_word_in_english_is_no_other_language(question: str) -> None:
    assert "Only English" not in talk(question).text


@pytest.mark.parametrize(
    ("question", "talked"), [("hello", True), ("thanks!", True), ("sales in Mexico", False)]
)
def test_nobody_is_asked_whether_small_talk_was_right(question: str, *, talked: bool) -> None:
    answer = talk(question)
    shown = io.StringIO()
    Console(file=shown).print(rendered(answer, shop_engine().catalog, kept=True))

    assert answer.small_talk is talked
    assert ("Not right?" in shown.getvalue()) is not talked
