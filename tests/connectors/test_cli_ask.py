"""`ask` from the command line: its answers, its codes, and whose figures they are."""

from pathlib import Path

from tests.connectors.command_line import retainer


def test_an_answer_in_words_and_as_json(example: Path) -> None:
    words = retainer("-w", example, "ask", "gross sales in september 2011")
    answer = retainer(
        "-w", example, "ask", "gross", "sales", "in", "september", "2011", "--json"
    ).json

    assert words.code == 0
    assert "£1,028,345.38" in words.out
    assert answer["status"] == "answered"
    assert answer["claims"][0]["value"] == 1028345.38
    assert answer["reading"]["period"] == {
        "from": "2011-09-01",
        "to": "2011-10-01",
        "partial": False,
    }
    assert {"id", "seconds", "model_calls", "tokens"} <= set(answer["trace"])


def test_a_question_back_and_a_refusal_are_a_no(example: Path) -> None:
    unclear = retainer("-w", example, "ask", "how many customers", "--thread", "t1", "--json")
    unknown = retainer("-w", example, "ask", "weather in paris", "--json")

    assert (unclear.code, unclear.json["status"]) == (1, "clarify")
    assert unclear.json["options"]
    assert (unknown.code, unknown.json["status"]) == (1, "refused")
    assert "weather" in unknown.json["not_understood"]


def test_an_owner_asks_about_their_own_customers(example: Path) -> None:
    ask = ("-w", example, "ask", "gross sales in september 2011", "--json")
    whole, own = retainer(*ask), retainer(*ask, "--as", "owner-world")

    assert own.json["claims"][0]["value"] < whole.json["claims"][0]["value"]


def test_an_answer_for_several_readers_is_the_one_that_all_may_see(example: Path) -> None:
    ask = ("-w", example, "ask", "gross sales in september 2011", "--json")
    own = retainer(*ask, "--as", "owner-world")
    shared = retainer(*ask, "--audience", "owner-world", "--audience", "head")
    unknown = retainer(*ask, "--audience", "owner-moon")

    assert shared.json["claims"][0]["value"] == own.json["claims"][0]["value"]
    assert shared.json["reading"]["audience"] == ["owner-world"]
    assert (unknown.code, "owner-moon" in unknown.err + unknown.out) == (2, True)


def test_a_warehouse_that_fails_is_an_error(shop: Path) -> None:
    (shop / "data" / "orders.csv").unlink()

    ran = retainer("-w", shop, "ask", "sales last month", "--json")

    assert (ran.code, ran.json["status"]) == (3, "error")
    assert "data/orders.csv does not exist" in ran.json["text"]
