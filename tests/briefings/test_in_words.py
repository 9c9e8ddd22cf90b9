"""Sections and notes in a model's words, when those say the same; whose words they are is said."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from agent.claims import Claim, ClaimBook
from agent.wording import Check, Pen
from briefings.letter import letter
from briefings.model import Edition, Note, Opening, PreviousFlags, Run, Section
from briefings.store.store import Store
from briefings.write.passage import Passage, bullets, paragraphs, say
from briefings.write.run import in_words
from connectors.render.terminal import worded_by


def flagged(book: ClaimBook, owner: str) -> Passage:
    who = Claim(value="12748 {x}", kind="name", label="customer",
                filters=({"field": "customer.id", "op": "eq", "value": "12748 {x}"},))  # fmt: skip
    count = Claim(value=3, unit="customers", kind="count", label=f"flagged customers of {owner}",
                  wordings=("flagged customers", "customers stand out"))  # fmt: skip
    return paragraphs(
        say(book, "{flagged} customers stand out.", flagged=count),
        bullets([say(book, "Start with {who}.", who=who)]),
    )


def a_run() -> Run:
    book = ClaimBook()
    whole, note = flagged(book, "all"), flagged(book, "ann")
    return Run(
        id="weekly-2011-W39", briefing="weekly", title="Weekly", period="2011-W39",
        as_of=date(2011, 10, 3), horizon_days=60, state="in_review", currency="GBP",
        customer_field="customer.id",
        editions=(Edition(
            opening=Opening(previous=PreviousFlags(), text="There is no earlier briefing."),
            sections=(Section(id="at_risk", title="At risk", text=whole.text, claims=whole.claims,
                              template=whole.template),),
        ),),
        notes=(Note(id="N1", owner="ann", owner_name="Ann", text=note.text, claims=note.claims,
                    template=note.template),),
        held_back=(), claims=book.claims, signals=(),
    )  # fmt: skip


def moving(prompt: str) -> str:
    """A model that writes "There are" before what stands out."""
    text = prompt.rpartition("Text:\n\n")[2].partition("\n\nAnswer with")[0]
    return json.dumps({"text": re.sub(r"^(\{c\d+\})", r"There are \1", text)})


def lying(prompt: str) -> str:
    text = prompt.rpartition("Text:\n\n")[2].partition("\n\nAnswer with")[0]
    return json.dumps({"text": text.replace("stand out", "rose")})


def test_a_model_s_words_are_used_and_marked() -> None:
    run = in_words(a_run(), Pen("gpt", moving), Check())

    (section,) = run.editions[0].sections
    assert section.text == "There are 3 customers stand out.\n\n- Start with 12748 {x}."
    assert section.worded_by == run.notes[0].worded_by == "gpt"
    assert "Worded by gpt, checked." in letter(run, run.notes[0], approved_by="Hal")
    shown = worded_by(section)
    assert shown is not None
    assert shown.plain == "worded by gpt, checked"


@pytest.mark.parametrize("pen", [None, Pen("gpt", lying), Pen("gpt", lambda _: "no")])
def test_otherwise_the_template_stands_unmarked(pen: Pen | None) -> None:
    run = in_words(a_run(), pen, Check())

    (section,) = run.editions[0].sections
    assert section.text == "3 customers stand out.\n\n- Start with 12748 {x}."
    assert (section.worded_by, run.notes[0].worded_by) == ("", "")
    assert "Worded by" not in letter(run, run.notes[0], approved_by="Hal")


def test_the_model_is_shown_no_customer() -> None:
    asked: list[str] = []

    def write(prompt: str) -> str:
        asked.append(prompt)
        return moving(prompt)

    in_words(a_run(), Pen("gpt", write), Check())

    assert len(asked) == 2
    assert not any("12748" in prompt for prompt in asked)


def test_a_crash_does_not_cost_the_wording_twice(tmp_path: Path) -> None:
    asked: list[str] = []

    def write(prompt: str) -> str:
        asked.append(prompt)
        return moving(prompt)

    store = Store.open(f"sqlite:///{tmp_path}/state.db")
    first = in_words(a_run(), Pen("gpt", write, store.wordings), Check())
    again = in_words(a_run(), Pen("gpt", write, store.wordings), Check())

    assert first == again
    assert len(asked) == 2
    store.close()


def test_templates_are_not_part_of_what_is_stored() -> None:
    assert "template" not in a_run().model_dump_json()
