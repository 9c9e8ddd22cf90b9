"""What is exported comes back as it was, and what was edited on the way is read from there."""

import json
from pathlib import Path
from typing import Any

import pytest

from semantic.catalog import Catalog, Settings
from semantic.exchange import dbt, dbt_export, ossie, ossie_export
from semantic.exchange.exported import Exported
from semantic.exchange.imported import Imported
from semantic.loading import load
from semantic.model import Metric, SimpleMetric

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = ROOT / "tests" / "data" / "metricflow" / "manifests"
OSSIE = ROOT / "tests" / "data" / "ossie" / "cases.jsonl"


@pytest.fixture(scope="module")
def retail() -> Catalog:
    return load(ROOT / "examples" / "online-retail")


def catalog_of(made: Imported) -> Catalog:
    return Catalog(
        settings=Settings(version=1, name="w", timezone="UTC", default_principal="ann"),
        models={model.name: model for model in made.models},
        relationships=made.relationships,
        metrics={metric.name: metric for metric in made.metrics},
        roles={},
        people=(),
        time_spines=made.time_spines,
    )


def catalogs() -> list[Any]:
    """Every workspace, manifest and model at hand, by name."""
    found = [pytest.param(load(ROOT / "examples" / "online-retail"), id="online-retail")]
    for path in sorted(MANIFESTS.glob("*.json")):
        made = dbt.imported(json.loads(path.read_text("utf-8")), "ann")
        found.append(pytest.param(catalog_of(made), id=path.stem))
    for line in OSSIE.read_text("utf-8").splitlines():
        case = json.loads(line)
        if case["name"].startswith(("t-015", "t-046", "t-048-w", "t-031")):
            made = ossie.imported(case["model"], "ann")
            found.append(pytest.param(catalog_of(made), id=case["name"]))
    return found


def through_a_file(given: Exported) -> Any:
    return json.loads(json.dumps(given.document))


def meaning(metric: Metric) -> dict[str, Any]:
    """A metric without who answers for it, which an import decides."""
    return metric.model_dump(exclude={"governance"})


def hold_equal(back: Imported, catalog: Catalog) -> None:
    assert {model.name: model for model in back.models} == dict(catalog.models)
    assert set(back.relationships) == set(catalog.relationships)
    assert back.time_spines == catalog.time_spines
    assert {metric.name: meaning(metric) for metric in back.metrics} == {
        name: meaning(metric) for name, metric in catalog.metrics.items()
    }
    assert {metric.governance.status for metric in back.metrics} <= {"draft"}
    assert {metric.governance.owner for metric in back.metrics} <= {"bob"}


@pytest.mark.parametrize("catalog", catalogs())
@pytest.mark.parametrize("version", ["0.1.1", "0.2.0.dev0"])
def test_a_catalog_survives_ossie(catalog: Catalog, version: ossie_export.Version) -> None:
    given = ossie_export.exported(catalog, version)

    back = ossie.imported(through_a_file(given), "bob")

    hold_equal(back, catalog)
    assert back.losses == ()


@pytest.mark.parametrize("catalog", catalogs())
def test_a_catalog_survives_dbt(catalog: Catalog) -> None:
    given = dbt_export.exported(catalog)

    back = dbt.imported(through_a_file(given), "bob")

    hold_equal(back, catalog)
    assert back.losses == ()


def without_ours(document: Any) -> Any:
    """The document as a tool that knows nothing of us would keep it."""
    if isinstance(document, dict):
        return {
            key: without_ours(part)
            for key, part in document.items()
            if key not in ("custom_extensions", "config")
        }
    return [without_ours(part) for part in document] if isinstance(document, list) else document


def test_the_other_tools_side_says_the_same_where_it_can(retail: Catalog) -> None:
    document = without_ours(through_a_file(ossie_export.exported(retail)))

    back = {metric.name: metric for metric in ossie.imported(document, "bob").metrics}

    assert {"gross_sales", "orders", "average_order_value", "unidentified_share"} <= set(back)
    sold = back["items_sold_part_1"]
    assert isinstance(sold, SimpleMetric)
    assert (sold.model, sold.agg) == ("lines", "sum")
    assert sold.expr == "CASE WHEN kind = 'sale' THEN Quantity END"
    assert "cohort_retention" not in back


def test_what_a_tool_cannot_tell_is_listed(retail: Catalog) -> None:
    told = {str(loss) for loss in ossie_export.exported(retail).losses}
    to_dbt = {str(loss) for loss in dbt_export.exported(retail).losses}

    assert any(text.startswith("model lines: Ossie cannot say that equal rows") for text in told)
    assert any(text.startswith("metric cohort_retention: ") for text in told & to_dbt | told)
    assert "dimension order.country: dbt calls it line__country." in to_dbt


def test_an_exported_ossie_file_holds_what_its_schema_allows(retail: Catalog) -> None:
    document = through_a_file(ossie_export.exported(retail, "0.1.1"))

    (model,) = document["semantic_model"]
    assert document["version"] == "0.1.1"
    assert set(document) == {"version", "semantic_model"}
    for dataset in model["datasets"]:
        for field in dataset["fields"]:
            allowed = {"name", "expression", "dimension", "label", "description", "ai_context"}
            assert set(field) <= allowed
            (dialect,) = field["expression"]["dialects"]
            assert dialect["dialect"] == "ANSI_SQL"
    extensions = [part["custom_extensions"] for part in [*model["datasets"], *model["metrics"]]]
    assert {given["vendor_name"] for each in extensions for given in each} == {"RETAINER"}


def test_a_metric_edited_elsewhere_is_read_as_it_stands_there(retail: Catalog) -> None:
    document = through_a_file(ossie_export.exported(retail))
    metric = next(m for m in document["semantic_model"][0]["metrics"] if m["name"] == "gross_sales")
    metric["expression"]["dialects"][0]["expression"] = "SUM(lines.Quantity)"

    back = ossie.imported(document, "bob")

    found = {made.name: made for made in back.metrics}["gross_sales"]
    assert isinstance(found, SimpleMetric)
    assert (found.expr, found.filter, found.format.unit) == ("Quantity", (), "")
    assert [loss.what for loss in back.losses] == ["words of gross_sales"]


def test_a_manifest_edited_elsewhere_is_read_as_it_stands_there(retail: Catalog) -> None:
    document = through_a_file(dbt_export.exported(retail))
    metric = next(metric for metric in document["metrics"] if metric["name"] == "gross_sales")
    metric["type_params"]["expr"] = "Quantity"

    back = dbt.imported(document, "bob")

    found = {made.name: made for made in back.metrics}["gross_sales"]
    assert isinstance(found, SimpleMetric)
    assert (found.expr, found.where) == ("Quantity", ("\"line.kind\" = 'sale'",))
    assert [loss.what for loss in back.losses] == ["words of gross_sales"]


@pytest.mark.parametrize(
    "data",
    [
        "not json",
        "[]",
        '{"definition": [], "of": 1}',
        '{"models": [{"name": "../x"}], "metrics": 3, "time_spines": [{}]}',
    ],
)
def test_an_extension_that_is_none_of_ours_is_told_and_left(retail: Catalog, data: str) -> None:
    document = through_a_file(ossie_export.exported(retail))
    model = document["semantic_model"][0]
    model["custom_extensions"] = [{"vendor_name": "RETAINER", "data": data}]
    model["metrics"][0]["custom_extensions"] = [{"vendor_name": "OTHER", "data": data}]

    back = ossie.imported(document, "bob")

    told = [loss.group for loss in back.losses]
    assert "extension" in told
    assert {metric.governance.status for metric in back.metrics} == {"draft"}
