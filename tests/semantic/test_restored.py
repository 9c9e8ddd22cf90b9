"""What was approved can be computed again, exactly or not at all."""

from pathlib import Path

import pytest

from semantic.approvals import Approvals
from semantic.components import components
from semantic.loading import load
from semantic.restored import as_approved
from tests.support.kiosk import KIOSK, METRICS, MODELS, approved_by, copied, edit

PLAIN = "customer: number, shop: text, kind: text, pence: number, paid: boolean}\n"
CALCULATED = PLAIN.replace("pence: number, ", "") + "    calculated: {pence: {expr: customer}}\n"


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    """A kiosk with every metric approved."""
    root = copied(tmp_path)
    for metric in load(root).metrics:
        approved_by(root, "ann", metric)
    return root


@pytest.mark.parametrize(
    ("metric", "file", "old", "new"),
    [
        ("takings", METRICS, "expr: pence / 100", "expr: pence / 120"),
        ("takings", METRICS, "What was paid.", "What was asked."),
        ("takings", METRICS, "op: eq, value: sale", "op: in, value: [sale, gift]"),
        ("average_sale", METRICS, "op: not_null", "op: is_null"),
        ("average_sale", METRICS, "expr: pence / 100", "expr: pence / 120"),
        ("twice", METRICS, "metrics: [takings]", "metrics: [{name: takings}]"),
        ("active", METRICS, "state: active", "state: lapsed"),
        ("cohort_retention", MODELS, "sold_at, keep: first", "'coalesce(sold_at)', keep: first"),
        ("takings", MODELS, "entity: line, expr: kind", "entity: line, expr: lower(kind)"),
        ("takings", MODELS, "pence: number", "pence: text"),
        ("takings", MODELS, "pence: number, paid", "pence: number, sort: text, paid"),
        ("active", MODELS, PLAIN, CALCULATED),
        ("newest", MODELS, "source: sales", "source: sold"),
        ("sales", MODELS, "row: line\n    source", "row: line\n    distinct: true\n    source"),
        ("sales", MODELS, "time: {column: sold_at}", "time: {column: sold_at, timezone: UTC}"),
        ("active", MODELS, "lapse_after_days: 90", "lapse_after_days: 60"),
        ("active", MODELS, "amount: pence / 100", "amount: pence / 120"),
        ("takings", "retainer.yaml", "Europe/London", "Europe/Paris"),
    ],
)
def test_an_edited_metric_can_be_had_as_it_was_approved(
    kiosk: Path, metric: str, file: str, old: str, new: str
) -> None:
    before = load(kiosk)
    edit(kiosk, file, old, new)
    given = Approvals(load(kiosk))

    restored = as_approved(given, metric)

    assert restored is not None
    assert components(restored, metric) == components(before, metric)
    status = Approvals(restored).status(metric)
    assert (status.state, given.catalog is restored) == ("approved", False)


def test_a_calculated_column_comes_back_as_it_was(kiosk: Path) -> None:
    edit(kiosk, MODELS, PLAIN, CALCULATED)
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, MODELS, "{expr: customer}", "{expr: customer + 1}")

    restored = as_approved(Approvals(load(kiosk)), "takings")

    assert restored is not None
    assert restored.models["sales"].calculated["pence"].expr == "customer"


def test_a_dimension_that_is_gone_comes_back_to_the_only_model_that_can_have_had_it(
    kiosk: Path,
) -> None:
    edit(kiosk, MODELS, "      - {name: kind, entity: line, expr: kind}\n", "")
    edit(kiosk, MODELS, "      where: [{field: line.kind, value: sale}]\n", "")
    edit(kiosk, METRICS, "    filter:\n      - {field: line.kind, op: eq, value: sale}\n", "")
    given = Approvals(load(kiosk))

    restored = as_approved(given, "takings")

    assert restored is not None
    assert restored.dimensions["line.kind"].model.name == "sales"


def test_what_can_no_longer_be_told_is_not_restored(kiosk: Path) -> None:
    edit(kiosk, MODELS, "{name: first_month,", "{name: month_one,")
    edit(kiosk, METRICS, "customer.first_month", "customer.month_one")

    given = Approvals(load(kiosk))

    # Both sales and customers have customers, and either could have had the dimension.
    assert as_approved(given, "cohort_retention") is None


def test_a_metric_that_was_never_approved_was_nothing_before() -> None:
    assert as_approved(Approvals(load(KIOSK)), "takings") is None
