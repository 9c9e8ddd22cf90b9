"""A model may word a text; whatever it writes, the text says what the template says."""

import json
from datetime import date

import pytest

from agent.claims import Claim, ClaimPeriod
from agent.wording import Check, Pen, Worded, worded, wording_prompt
from agent.writer import render
from semantic.errors import OutsideFailure
from semantic.model import Format
from tests.golden_files import golden

POUNDS = Format(unit="GBP", decimals=2)
SEPTEMBER = ClaimPeriod(start=date(2011, 9, 1), end=date(2011, 10, 1))
AUGUST = ClaimPeriod(start=date(2011, 8, 1), end=date(2011, 9, 1))
SALES = Claim(value=1028345.38, label="gross sales", unit="GBP", format=POUNDS,
              metric="gross_sales", period=SEPTEMBER)  # fmt: skip
CLAIMS = {
    "c1": SALES,
    "c2": SALES.model_copy(update={"value": 304037.22, "kind": "change", "against": AUGUST}),
    "c3": SALES.model_copy(update={"value": 724308.16, "period": AUGUST}),
    "c4": Claim(value=1818, label="orders", unit="orders", metric="orders", period=SEPTEMBER),
}  # fmt: skip
TEMPLATE = (
    "Gross sales in September 2011 were {c1}, {c2|direction} {c2|size} on August 2011. "
    "Gross sales in August 2011 were {c3}. Orders in September 2011 were {c4}. "
    "Nothing else stands out."
)
GOOD = (
    "{p1} gross sales came to {c1}, which was {c2|direction} {c2|size} {p2}. "
    "Gross sales stood at {c3} {p3}, and {p1} there were {c4} orders. Nothing else stands out."
)
TEXT = (
    "In September 2011 gross sales came to £1,028,345.38, which was up £304,037.22 on August 2011. "
    "Gross sales stood at £724,308.16 in August 2011, and in September 2011 there were 1,818 "
    "orders. Nothing else stands out."
)
KNOWN = Check(terms=("net sales",))


def said(wording: str) -> str:
    return json.dumps({"text": wording})


def pen(*answers: str) -> tuple[Pen, list[str]]:
    """A model that gives these answers in turn, and the prompts that it was asked with."""
    asked: list[str] = []

    def write(prompt: str) -> str:
        asked.append(prompt)
        return answers[len(asked) - 1]

    return Pen("scripted", write), asked


def tried(*wordings: str) -> Worded:
    writer, _ = pen(*(said(wording) for wording in wordings))
    return worded(TEMPLATE, CLAIMS, writer, KNOWN)


def test_without_a_model_the_template_stands() -> None:
    assert worded(TEMPLATE, CLAIMS, None) == Worded(render(TEMPLATE, CLAIMS))


def test_a_wording_that_says_the_same_is_used_and_says_who_worded_it() -> None:
    assert tried(GOOD) == Worded(TEXT, "model", "scripted")


def test_the_model_sees_no_value_of_the_data() -> None:
    writer, asked = pen(said(GOOD))
    worded(TEMPLATE, CLAIMS, writer, KNOWN)

    assert len(asked) == 1
    for value in ("1,028,345", "304,037", "2011", "September"):
        assert value not in asked[0]


def test_the_prompt_is_the_one_on_file() -> None:
    golden("prompt_wording.txt", wording_prompt("{p1} gross sales were {c1}.", "Be brief."))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("came to {c1}", "came to £1,028,345.38"),
        ("came to {c1}", "doubled to {c1}"),
        ("came to {c1}", "came to an impressive {c1}"),
        ("came to {c1}", "did not come to {c1}"),
        ("came to {c1}", "exceeded {c1}"),
        ("came to {c1}", "rocketed to {c1}"),
        ("came to {c1}", "were {c2|direction} {c1}"),
        ("came to {c1}", "were {c1|direction} {c1}"),
        ("came to {c1}", "came to {c3}"),
        ("came to {c1}", "came to {c9}"),
        ("gross sales came", "net sales came"),
        ("gross sales came", "orders came"),
        ("gross sales came", "gross sales in France came"),
        ("{p1} gross sales came", "{p2} gross sales came"),
        ("{p1} gross sales came", "gross sales came"),
        ("{p1} gross sales came", "last month gross sales came"),
        ("which was", "because of the weather which was"),
        ("{c2|direction} {c2|size} {p2}", "{c2|direction} {p2}"),
        ("{c2|direction} {c2|size} {p2}", "{c2|size} {p2}"),
        ("{c2|direction} {c2|size}", "up {c2|size}"),
        ("Nothing else stands out.", "Nothing stands out."),
        ("Nothing else stands out.", "Something else stands out."),
        ("Nothing else stands out.", ""),
        ("Nothing else stands out.", "Nothing else stands out. Call them."),
        ("Nothing else stands out.", "Nothing else stands out. See https://example.com."),
        ("Nothing else stands out.", "Nothing else stands out. <!channel>"),
        ("Nothing else stands out.", "Nothing else stands out. @anna"),
        ("Nothing else stands out.", "Nothing else stands out. ![x](y)"),
        ("Nothing else stands out.", "Nothing else st\u200bands out."),
        ("Nothing else stands out.", "Nothing else st\u0430nds out."),
        ("Nothing else stands out.", "Nothing else stands out.\u202e"),
        ("there were {c4} orders", "there were {c4} orders, the most"),
        ("there were {c4} orders", "there were {c4} customers"),
        ("there were {c4} orders", "there were {c4} orders twice"),
        ("there were {c4} orders", "there were XII orders and {c4} orders"),
        ("there were {c4} orders", "there were {c4} orders ½"),
        ("there were {c4} orders", "there were \uff13 {c4} orders"),
    ],
)
def test_anything_else_is_refused_and_the_template_stands(old: str, new: str) -> None:
    assert old in GOOD
    found = tried(GOOD.replace(old, new, 1), GOOD.replace(old, new, 1))

    assert found.by == "template"
    assert found.text == render(TEMPLATE, CLAIMS)
    assert found.refused


def test_a_second_try_is_told_in_words_what_was_wrong() -> None:
    writer, asked = pen(said(GOOD.replace("came to", "rocketed to")), said(GOOD))

    found = worded(TEMPLATE, CLAIMS, writer, KNOWN)

    assert (found.text, found.by) == (TEXT, "model")
    assert "“rocketed” is not in the template's sentence" in asked[1]


def test_swapped_figures_are_refused_without_showing_the_model_any() -> None:
    swapped = "{p1} gross sales came to {c3}, and gross sales {p2} to {c1}."
    template = "Gross sales in September 2011 were {c1}. Gross sales in August 2011 were {c3}."
    writer, asked = pen(said(swapped), said(swapped))

    found = worded(template, CLAIMS, writer, KNOWN)

    assert found.by == "template"
    assert "beside a label, name or period that is not its own" in asked[1]
    assert "1,028" not in asked[1]


@pytest.mark.parametrize(
    "answer", ["", "Sure!", "[]", "null", '{"text": 5}', '{"text": ""}', '{"text": "x", "to": "y"}',
               "{" * 5000, '{"text": "' + "gross sales " * 5000 + '"}'],
)  # fmt: skip
def test_garbage_leaves_the_template(answer: str) -> None:
    writer, asked = pen(answer, answer)

    assert worded(TEMPLATE, CLAIMS, writer, KNOWN).text == render(TEMPLATE, CLAIMS)
    assert len(asked) == 2


def test_an_answer_in_a_fence_is_read() -> None:
    writer, _ = pen(f"```json\n{said(GOOD)}\n```")

    assert worded(TEMPLATE, CLAIMS, writer, KNOWN).by == "model"


def test_a_model_that_cannot_answer_costs_nothing_but_the_wording() -> None:
    def write(_: str) -> str:
        raise OutsideFailure("The model took too long.")

    assert worded(TEMPLATE, CLAIMS, Pen("slow", write)) == Worded(render(TEMPLATE, CLAIMS))


@pytest.mark.parametrize("answers", [(said(GOOD),), ("no", "no")])
def test_the_same_text_is_asked_for_once(answers: tuple[str, ...]) -> None:
    writer, asked = pen(*answers)

    first, again = (worded(TEMPLATE, CLAIMS, writer, KNOWN) for _ in range(2))

    assert first.text == again.text
    assert len(asked) == len(answers)


def test_other_figures_are_another_text() -> None:
    writer, asked = pen(said(GOOD), said(GOOD))
    worded(TEMPLATE, CLAIMS, writer, KNOWN)
    more = CLAIMS | {"c4": CLAIMS["c4"].model_copy(update={"value": 1819})}

    assert "1,819 orders" in worded(TEMPLATE, more, writer, KNOWN).text
    assert len(asked) == 2


def test_a_kept_wording_is_checked_like_a_new_one() -> None:
    writer, _ = pen(said(GOOD))
    worded(TEMPLATE, CLAIMS, writer, KNOWN)
    (key,) = writer.kept.wordings  # type: ignore[attr-defined]
    writer.kept.keep(key, GOOD.replace("came to", "rocketed to"))

    assert worded(TEMPLATE, CLAIMS, writer, KNOWN).text == render(TEMPLATE, CLAIMS)


@pytest.mark.parametrize(
    "template", ["Customer 12748 is at risk with {c1}.", "There is nothing to say.", "{{c1}} {c1}"]
)
def test_what_would_show_values_or_has_none_is_not_sent(template: str) -> None:
    writer, asked = pen()

    assert worded(template, CLAIMS, writer).by == "template"
    assert asked == []
