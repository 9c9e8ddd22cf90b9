"""An approval is of one meaning: whoever changes what a metric says or stands on, loses it."""

from pathlib import Path

import pytest

from semantic.errors import Refusal, UnknownName
from tests.support.kiosk import (
    METRICS,
    MODELS,
    ROOT,
    approvals,
    approved_by,
    copied,
    edit,
    state,
)

ON_TAKINGS = {"takings", "average_sale", "twice"}
ON_CUSTOMERS = {"active", "cohort_retention"}
EVERY = ON_TAKINGS | ON_CUSTOMERS | {"sales", "newest"}
# Held so that a change to how hashes are made is noticed: it would void every approval there is.
TAKINGS = "sha256:fe8c8cdbe270ee923839504de1116e8dae263dbddeb7dabf64241be1039d4726"


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    return copied(tmp_path)


def test_a_metric_begins_unapproved_and_is_approved_by_its_hash(kiosk: Path) -> None:
    assert state(kiosk, "takings") == "never approved"

    approved_by(kiosk, "ann", "takings", "as agreed on 1 March")

    status = approvals(kiosk).status("takings")
    assert status.state == "approved"
    assert status.approval is not None
    assert (status.approval.by, status.approval.note) == ("ann", "as agreed on 1 March")
    assert status.approval.at.isoformat() == "2024-03-04T09:00:00"
    assert status.approval.hash == status.hash == TAKINGS
    assert approvals(kiosk).approved == {"takings"}


def test_an_edit_shows_as_a_diff_until_it_is_approved_too(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, METRICS, "expr: pence / 100", "expr: pence / 120")

    assert state(kiosk, "takings") == "changed"
    assert approvals(kiosk).diff("takings").splitlines() == [
        "--- approved 2024-03-04 by ann",
        "+++ now",
        "@@ formula takings @@",
        " type: simple",
        " model: sales",
        " agg: sum",
        "-expr: pence / 100",
        "+expr: pence / 120",
        " filter:",
        " - field: line.kind",
        "   value: sale",
    ]

    approved_by(kiosk, "ann", "takings")

    assert state(kiosk, "takings") == "approved"
    assert approvals(kiosk).diff("takings") == ""
    assert len(approvals(kiosk).history("takings")) == 2


def test_going_back_to_an_earlier_definition_needs_an_approval_too(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, METRICS, "agg: sum", "agg: max")
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, METRICS, "agg: max", "agg: sum")

    assert state(kiosk, "takings") == "changed"


def test_the_diff_of_a_metric_that_was_never_approved_is_all_of_it(kiosk: Path) -> None:
    lines = approvals(kiosk).diff("sales").splitlines()

    assert lines[0] == "--- not approved"
    assert "@@ formula sales @@" in lines
    assert "+agg: count_distinct" in lines
    assert not [line for line in lines[2:] if line.startswith("-")]


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        (METRICS, "What was paid.", "What was asked.", {"takings"}),
        (METRICS, "synonyms: [revenue]", "synonyms: [income]", {"takings"}),
        (METRICS, "value: 12.5", "value: 12.6", {"takings"}),
        (
            METRICS,
            "op: eq, value: sale",
            "op: ne, value: sale",
            ON_TAKINGS,
        ),
        (
            METRICS,
            "expr: pence / 100",
            "expr: pence / 120",
            ON_TAKINGS,
        ),
        (METRICS, "expr: takings + takings", "expr: takings * 3", {"twice"}),
        (METRICS, "op: not_null", "op: is_null", {"average_sale"}),
        (METRICS, "denominator: sales", "denominator: takings", {"average_sale"}),
        (METRICS, "agg: count_distinct", "agg: min", {"sales", "average_sale"}),
        (METRICS, "state: active", "state: lapsed", {"active"}),
        (
            METRICS,
            "    cohort: customer.first_month\n",
            "    cohort: customer.first_month\n    additive: 'yes'\n",
            {"cohort_retention"},
        ),
        (
            MODELS,
            "entity: line, expr: kind",
            "entity: line, expr: lower(kind)",
            ON_TAKINGS | ON_CUSTOMERS,
        ),
        (MODELS, "pence: number", "pence: text", ON_TAKINGS | ON_CUSTOMERS),
        (MODELS, "source: sales", "source: sold", EVERY),
        (MODELS, "row: line\n    source", "row: line\n    distinct: true\n    source", EVERY),
        (MODELS, "time: {column: sold_at}", "time: {column: sold_at, timezone: UTC}", EVERY),
        (MODELS, "lapse_after_days: 90", "lapse_after_days: 60", ON_CUSTOMERS),
        (MODELS, "amount: pence / 100", "amount: pence / 120", ON_CUSTOMERS),
        (
            MODELS,
            "of: sales\n",
            "of: sales\n      amount_where: [{field: line.paid, value: true}]\n",
            ON_CUSTOMERS,
        ),
        (
            MODELS,
            "expr: sold_at, keep: first",
            "expr: 'coalesce(sold_at)', keep: first",
            {"cohort_retention"},
        ),
        ("retainer.yaml", "Europe/London", "Europe/Paris", EVERY),
    ],
)
def test_an_edit_changes_the_metrics_whose_meaning_it_is_part_of(
    kiosk: Path, file: str, old: str, new: str, changed: set[str]
) -> None:
    before = hashes(kiosk)

    edit(kiosk, file, old, new)

    after = hashes(kiosk)
    assert {name for name in before if before[name] != after[name]} == changed


def hashes(root: Path) -> dict[str, str]:
    given = approvals(root)
    return {name: given.status(name).hash for name in given.catalog.metrics}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (METRICS, "    agg: sum\n", "    # how it adds up\n    agg:   'sum'\n"),
        (
            METRICS,
            "type: simple\n    description: What was paid.",
            "description: What was paid.\n    type: simple",
        ),
        (METRICS, "{field: line.kind, op: eq, value: sale}", "{value: sale, field: line.kind}"),
        (METRICS, "governance: {owner: ann}", "governance: {owner: ann, version: 1}"),
        (METRICS, "governance: {owner: ann}", "governance: {owner: ann, status: draft}"),
        (METRICS, "denominator: sales", "denominator: {name: sales}"),
        (MODELS, "shop: text, kind: text", "kind: text, shop: text"),
        (MODELS, "paid: boolean}", "paid: boolean, note: text}"),
        (
            MODELS,
            "{name: name, entity: shop, expr: name}",
            "{name: name, entity: shop, expr: shop}",
        ),
        (MODELS, "entity: line, expr: kind", "entity: line, label: line kind, expr: kind"),
        ("people.yaml", "name: Ann", "name: Anna"),
        ("policies.yml", "[takings, sales]", "[sales]"),
        ("retainer.yaml", "name: kiosk", "name: stand"),
    ],
)
def test_an_edit_of_anything_else_changes_no_hash(
    kiosk: Path, file: str, old: str, new: str
) -> None:
    before = hashes(kiosk)

    edit(kiosk, file, old, new)

    assert hashes(kiosk) == before


@pytest.mark.parametrize("status", ["draft", "proposed"])
def test_what_is_marked_unfinished_is_that_even_if_it_was_approved(
    kiosk: Path, status: str
) -> None:
    approved_by(kiosk, "ann", "sales")
    finished = "expr: number\n    governance: {owner: ann"
    edit(kiosk, METRICS, finished, f"{finished}, status: {status}")

    assert state(kiosk, "sales") == status
    with pytest.raises(Refusal, match=f"marked `status: {status}`"):
        approved_by(kiosk, "ann", "sales")


def test_only_a_role_that_approves_may_approve(kiosk: Path) -> None:
    with pytest.raises(Refusal, match="Bob may not approve metrics; that takes the role steward"):
        approved_by(kiosk, "bob", "takings")


def test_there_is_nothing_to_approve_twice_or_without_a_metric(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")

    with pytest.raises(Refusal, match="approved as it stands"):
        approved_by(kiosk, "ann", "takings")
    with pytest.raises(UnknownName) as caught:
        approved_by(kiosk, "ann", "taking")
    assert caught.value.nearest == ("takings",)


def test_every_metric_of_the_example_is_approved_as_it_stands() -> None:
    given = approvals(ROOT / "examples" / "online-retail")

    assert set(given.catalog.metrics) - given.approved == set()
