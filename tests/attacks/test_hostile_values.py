"""Hostile names come out as names: in the terminal, in JSON, in CSV and on the page."""

import csv
import io
import json
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from briefings.model import Briefing, HeldBack
from connectors.render.html import page
from connectors.render.inert import inert
from semantic.letters import is_invisible
from tests.attacks.corpus import Text, batches, hostile_values
from tests.attacks.desk import WORKSPACE
from tests.connectors.briefing_sample import sample
from tests.connectors.command_line import Ran, retainer
from tests.connectors.test_render_page import Page, without_charts

VALUES = tuple(dict.fromkeys(each.text for each in hostile_values()))
NAMES = [each for each in hostile_values() if each.kind == "benign_special"]
_FORMULA = ("=", "+", "-", "@", "|", "%")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose customers, products and tickets are called by every hostile value."""
    root = tmp_path_factory.mktemp("desk") / "desk"
    shutil.copytree(WORKSPACE, root)
    (root / "data").mkdir()
    numbered = [(f"c{number}", value) for number, value in enumerate(VALUES)]
    with duckdb.connect() as database:
        database.execute("create table v (id varchar, value varchar)")
        database.executemany("insert into v values (?, ?)", numbered)
        tables = {
            "customers": "select id as customer_id, value as name, 'North' as region from v",
            "products": "select id as product_id, value as description from v",
            "orders": "select row_number() over ()::double as order_id, id as customer_id, "
            "id as product_id, date '2024-05-10' as ordered_on, 5.0 as amount from v",
            "tickets": "select row_number() over ()::double as ticket_id, id as customer_id, "
            "date '2024-05-10' as opened_on, value as subject from v",
        }
        for name, select in tables.items():
            database.execute(f"copy ({select}) to '{root / 'data' / name}.parquet'")
    return root


def query(workspace: Path, *how: str) -> Ran:
    period = ("--from", "2024-05-01", "--to", "2024-06-01")
    return retainer("query", "sales", "--by", "customer.name", *period, "-w", workspace, *how)


def steering(text: str) -> set[str]:
    """The characters, other than line breaks, that show nothing or move something."""
    return {unicodedata.name(c, hex(ord(c))) for c in text if c != "\n" and is_invisible(c)}


@pytest.mark.parametrize("question", ["sales by customer name", "top 10 products by sales",
                                      "tickets by subject"])  # fmt: skip
def test_a_terminal_is_not_steered(workspace: Path, question: str) -> None:
    ran = retainer("ask", f"{question} last month", "-w", workspace)

    assert ran.code == 0
    assert steering(ran.out) == set()


def test_a_wall_of_a_name_does_not_drown_the_figures(workspace: Path) -> None:
    ran = query(workspace)

    assert steering(ran.out) == set()
    assert len(ran.out) < 100_000


def test_json_holds_the_names_as_they_are_and_steers_nothing(workspace: Path) -> None:
    ran = query(workspace, "--json", "--limit", "1000")

    assert steering(ran.out) == set()
    assert {row[0] for row in json.loads(ran.out)["rows"]} == set(VALUES)


def test_a_spreadsheet_finds_text_and_no_formula(workspace: Path) -> None:
    ran = query(workspace, "--csv", "--limit", "1000")

    (head, *rows) = csv.reader(io.StringIO(ran.out))

    assert head == ["customer.name", "sales"]
    assert steering(ran.out) == set()
    assert [name for name, _ in rows if name.lstrip().startswith(_FORMULA)] == []
    assert {name.removeprefix("'") for name, _ in rows} == {
        inert(value).removeprefix("'") for value in VALUES
    }
    assert {amount for _, amount in rows} == {"5"}


@pytest.mark.parametrize("name", NAMES, ids=lambda each: each.id)
def test_an_ordinary_name_that_filters_like_to_break_comes_out_whole(
    workspace: Path, name: Text
) -> None:
    condition = json.dumps(
        {
            "metrics": ["sales"],
            "group_by": ["customer.name"],
            "period": {"from": "2024-05-01", "to": "2024-06-01"},
            "filters": [{"field": "customer.name", "op": "eq", "value": name.text}],
        }
    )
    file = workspace / "question.json"
    file.write_text(condition, encoding="utf-8")

    ran = retainer("query", "--file", file, "-w", workspace)

    assert ran.code == 0
    assert name.text in ran.out


@pytest.mark.parametrize("batch", batches(hostile_values(), 50))
def test_a_page_is_built_as_if_the_names_were_harmless(batch: Sequence[Text]) -> None:
    found = page(_called([each.text for each in batch]))
    clean = page(_called([f"Name {number}" for number in range(len(batch))]))

    assert _built(found) == _built(clean)
    assert steering(found) == set()


def _called(names: Sequence[str]) -> Briefing:
    """A briefing with one flag, one next step and one line of what was held back for each name."""
    given = without_charts(sample())
    note = given.notes[0]
    flags = tuple(
        note.flags[0].model_copy(update={"id": f"f{n}", "customer": name, "next_step": name})
        for n, name in enumerate(names)
    )
    held = tuple(HeldBack(customer=name, owner="owner-uk-1", why=name) for name in names)
    changed = {"notes": (note.model_copy(update={"flags": flags}),), "held_back": held}
    return given.model_copy(update=changed)


def _built(document: str) -> list[tuple[str, frozenset[str]]]:
    """Every element with the names of its attributes."""
    return [(name, frozenset(attributes)) for name, attributes in Page(document).elements]
