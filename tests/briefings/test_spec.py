"""A workspace's briefings are read with every problem in its place."""

import shutil
from pathlib import Path

import pytest

from briefings.spec import BriefingSpec, load
from semantic.catalog import Catalog
from semantic.loading import load as load_catalog
from semantic.problems import WorkspaceProblems

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online-retail"
FILE = "briefings/weekly-retention.yml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(EXAMPLE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE / "briefings", tmp_path / "briefings")
    return tmp_path


def rewrite(root: Path, old: str, new: str, *, file: str = FILE) -> None:
    text = (root / FILE).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


def problems(root: Path, catalog: Catalog) -> list[str]:
    with pytest.raises(WorkspaceProblems) as found:
        load(root, catalog)
    return [str(problem) for problem in found.value.problems]


def test_the_example_has_one_briefing(catalog: Catalog) -> None:
    spec = load(EXAMPLE, catalog)["weekly-retention"]

    assert (spec.run_as, spec.reviewer) == ("briefing", "head")
    assert spec.horizon_days == 60
    assert (spec.base.min_order_days, spec.base.ordered_within_days) == (3, 90)
    assert spec.budget_per_owner == 10


def test_the_next_step_follows_the_main_reason(catalog: Catalog) -> None:
    spec = load(EXAMPLE, catalog)["weekly-retention"]

    assert spec.next_step("past_usual_gap") == "Call and ask whether an order is on its way."
    assert spec.next_step("anything else") == spec.next_steps["default"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "reactivated_customers, return_rate]",
            "reactivated_customers, return_rat]",
            "no metric `return_rat`; did you mean `return_rate`?",
        ),
        (
            "owner: customer.owner",
            "owner: customer.owners",
            "no dimension `customer.owners`; did you mean `customer.owner`?",
        ),
        ("at_risk: value_at_risk}", "at_risk: risk_value}", "no metric `risk_value`"),
        ("run_as: briefing", "run_as: robot", "nobody called `robot` is in people.yaml"),
        ("reviewer: head", "reviewer: analyst", "`analyst` holds no role that reviews"),
        ("  default: Call", "  other: Call", "`next_steps` lacks `default`"),
        ("horizon_days: 60", "horizon_days: 0", "`horizon_days` must be at least 1, not the"),
        ("horizon_days: 60", "horizon_days: sixty", "`horizon_days` must be a whole number"),
        ("budget_per_owner", "budget_per_person", "unknown key `budget_per_person`"),
        ("channels: [outbox]", "channels: [pigeon]", "must be outbox, not `pigeon`"),
        (
            "name: weekly-retention",
            "name: Weekly Retention",
            "`Weekly Retention` cannot begin an id",
        ),
        ("day: monday", "day: someday", "not `someday`"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(
    root: Path, catalog: Catalog, old: str, new: str, problem: str
) -> None:
    rewrite(root, old, new)

    (found,) = problems(root, catalog)

    assert problem in found
    file, line, column, _ = found.split(":", 3)
    assert file == FILE
    wrong = (root / FILE).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert int(column) <= len(wrong) + 1


def test_two_briefings_need_names_and_prefixes_of_their_own(root: Path, catalog: Catalog) -> None:
    rewrite(root, "name: weekly-retention", "name: monthly-value", file="briefings/z.yml")

    (found,) = problems(root, catalog)
    assert "give each briefing an `id_prefix` of its own" in found

    rewrite(
        root,
        "name: weekly-retention",
        "name: monthly-value\nid_prefix: value-",
        file="briefings/z.yml",
    )
    assert sorted(load(root, catalog)) == ["monthly-value", "weekly-retention"]

    rewrite(root, "budget", "budget", file="briefings/z.yml")
    assert "`weekly-retention` is defined twice" in problems(root, catalog)[0]


def test_all_problems_come_at_once(root: Path, catalog: Catalog) -> None:
    rewrite(root, "run_as: briefing", "run_as: robot")
    rewrite(root, "owner: customer.owner", "owner: customer.boss")
    (root / "briefings" / "a.yml").write_text("version: 1\nschedule:\n\tday: monday\n")

    found = problems(root, catalog)

    assert len(found) == 3
    assert found[0].startswith("briefings/a.yml:3:")


def test_a_workspace_without_briefings_has_none(tmp_path: Path, catalog: Catalog) -> None:
    assert load(tmp_path, catalog) == {}


def test_a_briefing_does_not_change_once_it_is_read(catalog: Catalog) -> None:
    spec: BriefingSpec = load(EXAMPLE, catalog)["weekly-retention"]

    with pytest.raises(ValueError, match="frozen"):
        spec.horizon_days = 30
