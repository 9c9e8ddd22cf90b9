"""The example shop on PostgreSQL: the same workspace, the same figures to the last digit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.init import write
from connectors.wiring.parts import Parts, put_together
from semantic.errors import Refusal
from semantic.query import Query
from semantic.result import Result
from tests.connectors.command_line import retainer
from tests.engines.conftest import RetailOnServer
from tests.semantic.test_reference_values import PERIODS, REFERENCE, printed

pytestmark = pytest.mark.postgresql

Ask = Callable[..., Result]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same workspace on its own files."""
    folder = tmp_path_factory.mktemp("embedded") / "online-retail"
    write(folder, "online-retail")
    return folder


@pytest.fixture(scope="module")
def here(embedded: Path) -> Ask:
    return asking(embedded)


@pytest.fixture(scope="module")
def there(retail_on_server: RetailOnServer) -> Ask:
    return asking(retail_on_server.folder)


def asking(folder: Path) -> Ask:
    """Queries of the workspace, with the same key for pseudonyms everywhere."""
    (folder / ".retainer").mkdir(exist_ok=True)
    (folder / ".retainer" / "pseudonym.key").write_text("0" * 64, encoding="ascii")
    parts: Parts = put_together(folder, folder, "steward", patient=True)

    def ask(*metrics: str, by: str = "steward", **query: Any) -> Result:
        asked = Query.model_validate({"metrics": metrics, **query})
        return parts.engine.run(asked, parts.person(by))

    return ask


def month(start: str, end: str) -> dict[str, str]:
    return {"from": start, "to": end}


@pytest.mark.parametrize("which", PERIODS)
def test_the_printed_months_come_out_as_printed(there: Ask, which: int) -> None:
    result = there(*REFERENCE, period=month(*PERIODS[which]))

    wrong = {
        name: (result.value(name), values[which])
        for name, values in REFERENCE.items()
        if result.value(name) != pytest.approx(values[which], rel=0, abs=printed(values[which]))
    }
    assert not wrong


QUESTIONS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "every month": (
        [*REFERENCE, "historical_value"],
        {"period": month("2010-12-01", "2011-10-01"), "group_by": ["time.month"]},
    ),
    "weeks, compared": (
        ["gross_sales", "active_customers"],
        {
            "period": month("2011-08-01", "2011-10-01"),
            "group_by": ["time.week"],
            "compare": "previous",
        },
    ),
    "an owner's products": (
        ["net_sales", "items_sold"],
        {
            "by": "owner-europe-1",
            "period": month("2011-03-01", "2011-04-01"),
            "group_by": ["product.description"],
            "order_by": ["-net_sales"],
        },
    ),
    "an owner's best customers": (
        ["historical_value", "lapse_rate"],
        {"by": "owner-uk-1", "group_by": ["customer.high_value", "customer.country"]},
    ),
    "masked": (
        ["gross_sales"],
        {
            "by": "analyst",
            "period": month("2011-03-01", "2011-03-08"),
            "group_by": ["customer.id"],
            "filters": [{"field": "order.country", "op": "contains", "value": "KING"}],
        },
    ),
    "cohorts": (
        ["retained_customers", "cohort_retention"],
        {
            "period": month("2010-12-01", "2011-04-01"),
            "group_by": ["customer.cohort_month", "time.month"],
        },
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_engines_give_the_same_rows(name: str, here: Ask, there: Ask) -> None:
    metrics, query = QUESTIONS[name]
    ours, theirs = here(*metrics, **query), there(*metrics, **query)

    assert theirs.rows() == ours.rows()
    assert theirs.hash == ours.hash
    assert ours.length > 0
    assert theirs.dialect == "postgresql"


def test_what_an_owner_may_not_see_is_refused_there_too(there: Ask) -> None:
    with pytest.raises(Refusal):
        there("gross_sales", by="owner-uk-1", group_by=["order.invoice"])


def test_a_question_in_words_is_answered_from_the_server(
    embedded: Path, retail_on_server: RetailOnServer
) -> None:
    question = "gross sales by country in march 2011"
    ours = retainer("-w", embedded, "ask", question, "--json").json
    theirs = retainer("-w", retail_on_server.folder, "ask", question, "--json").json

    assert theirs["status"] == "answered"
    assert theirs["text"] == ours["text"]
    assert [claim["value"] for claim in theirs["claims"]] == [c["value"] for c in ours["claims"]]


def test_predictions_are_computed_from_the_server_and_joined_there(here: Ask, there: Ask) -> None:
    query: dict[str, Any] = {"group_by": ["customer.owner"]}
    ours = here("expected_value_12m", "value_at_risk", **query)
    theirs = there("expected_value_12m", "value_at_risk", **query)

    assert theirs.length == ours.length > 1
    assert theirs.data["customer.owner"] == ours.data["customer.owner"]
    for name in ("expected_value_12m", "value_at_risk"):
        assert list(theirs.data[name]) == pytest.approx(list(ours.data[name]), rel=1e-9)
    assert "unnest" not in theirs.sql
    assert "customer_predictions_20111003" in theirs.sql
