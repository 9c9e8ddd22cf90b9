"""A workspace is read whole: into a catalog, or into everything that is wrong with it."""

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from semantic.definition import Definition
from semantic.loading import load
from semantic.messages import validate
from semantic.problems import Problem, WorkspaceProblems
from semantic.yaml_source import parse

ROOT = Path(__file__).resolve().parents[2]
KIOSK = ROOT / "tests" / "workspaces" / "kiosk"
SHOP = ROOT / "examples" / "online-retail"


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KIOSK, tmp_path / "kiosk"))


def problems(root: Path) -> list[str]:
    with pytest.raises(WorkspaceProblems) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]


def test_a_catalog_holds_what_the_files_say() -> None:
    catalog = load(KIOSK)

    assert catalog.settings.clock == datetime.fromisoformat("2024-03-04T09:00")
    assert list(catalog.models) == ["sales", "shops", "customers"]
    assert catalog.metrics["takings"].synonyms == ("revenue",)
    assert catalog.dimensions["customer.first_month"].dimension.keep == "first"
    assert [person.id for person in catalog.people] == ["ann", "bob", "clerk"]
    assert catalog.roles["seller"].grants[0].mask == {"customer.id": "pseudonym"}
    assert catalog.approvals == ()


def test_the_example_workspace_has_no_problem() -> None:
    catalog = load(SHOP)

    assert {"gross_sales", "lapse_rate", "value_at_risk"} <= set(catalog.metrics)
    owners = [person for person in catalog.people if "owner" in person.roles]
    assert len(owners) == 8
    assert catalog.people[-1].service


def test_definitions_may_be_spread_over_files_of_either_ending(kiosk: Path) -> None:
    whole = load(kiosk)
    lines = (kiosk / "metrics" / "kiosk.yml").read_text().splitlines(keepends=True)
    cut = lines.index("  - name: active\n")
    (kiosk / "metrics" / "kiosk.yml").write_text("".join(lines[:cut]))
    (kiosk / "metrics" / "more.yaml").write_text("".join([*lines[:2], *lines[cut:]]))
    (kiosk / "metrics" / "notes.txt").write_text("not a definition")

    assert load(kiosk).metrics == whole.metrics


def test_a_fault_in_one_metric_does_not_hide_those_of_the_others(kiosk: Path) -> None:
    path = kiosk / "metrics" / "kiosk.yml"
    text = path.read_text().replace("agg: sum", "agg: total").replace("expr: number", "expr: no")
    path.write_text(text)

    assert problems(kiosk) == [
        "metrics/kiosk.yml:7:10: `agg` must be sum, count, count_distinct, average, min, max, "
        "median, percentile or sum_boolean, not `total`",
        "metrics/kiosk.yml:22:11: `sales` has no column `no`",
    ]


def test_an_empty_folder_lacks_everything_that_a_workspace_needs(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        "metrics:1:1: no .yml file in metrics/; a workspace needs at least one",
        "models:1:1: no .yml file in models/; a workspace needs at least one",
        "people.yaml:1:1: the file is missing, and a workspace needs it",
        "policies.yml:1:1: the file is missing, and a workspace needs it",
        "retainer.yaml:1:1: the file is missing, and a workspace needs it",
    ]


def test_the_error_counts_the_problems_and_says_what_to_run(kiosk: Path) -> None:
    (kiosk / "people.yaml").write_text("a: 1\nb: 2\n")

    with pytest.raises(WorkspaceProblems) as caught:
        load(kiosk)

    assert str(caught.value).endswith("4 problems. Mend and run: retainer check")


@pytest.mark.parametrize(
    "content",
    [
        b"%YAML 1.2\n",
        b"--- |0\n",
        b"---\nkey: value\n... invalid\n",
        b"---\na:\n\tb:\n\t\tc: value\n",
        b"---\n[ [ a, b, c ]\n",
        b"---\nflow: [a,\nb,\nc]\n",
        b"block: ># comment\n  scalar\n",
        b"--- &anchor a: b\n",
        b"[23\n]: 42\n",
        b"'a\\nb': 1\n'c\n d': 1\n",
        b"---\n[ key\n  : value ]\n",
        b"foo: |\n\t\nbar: 1\n",
        b"- { y: z }- invalid\n",
        b"word1  # comment\nword2\n",
        b"version: 1\nmetrics: {a: 1}\n",
        b"version: 1\nmetrics: [[], 1, null, text]\n",
        b"version: 1\n1: 2\n",
    ],
)
def test_an_odd_file_among_the_metrics_is_named(kiosk: Path, content: bytes) -> None:
    (kiosk / "metrics" / "odd.yml").write_bytes(content)

    found = problems(kiosk)

    assert found
    assert all(problem.startswith("metrics/odd.yml:") for problem in found)


def paths(data: Any, start: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    found = []
    for step, value in inner:
        found.append((*start, step))
        if isinstance(value, dict | list):
            found += paths(value, (*start, step))
    return found


FILES = ["retainer.yaml", "people.yaml", "policies.yml", "models/kiosk.yml", "metrics/kiosk.yml"]
CONTENT = {file: yaml.safe_load((KIOSK / file).read_text()) for file in FILES}
PLACES = [(file, path) for file in FILES for path in paths(CONTENT[file])]
ODD: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "a.b", "$principal.x", "*", "1 +", [], {}, ["x"], [[1]],
    {"name": "x"}, {"x": None}, "customers", "takings", "customer.id", "sale.day", "CASE",
    "é" * 200,
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_whatever_is_put_anywhere_is_accepted_or_told(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[tuple[str, tuple[Any, ...]], Any]],
) -> None:
    root = Path(shutil.copytree(KIOSK, tmp_path_factory.mktemp("odd") / "kiosk"))
    content = deepcopy(CONTENT)
    for (file, path), odd in changes:
        put(content[file], path, odd)
    for file, _ in {place for place, _ in changes}:
        (root / file).write_text(json.dumps(content[file], indent=1))

    for problem in found_in(root):
        assert "pydantic" not in problem.message.lower()
        assert "Input should" not in problem.message
        assert (root / problem.place.file).exists()


def found_in(root: Path) -> tuple[Problem, ...]:
    try:
        load(root)
    except WorkspaceProblems as error:
        return error.problems
    return ()


def put(data: Any, path: tuple[Any, ...], odd: Any) -> None:
    *way, last = path
    with suppress(KeyError, IndexError, TypeError):  # an earlier change took the place away
        for step in way:
            data = data[step]
        data[last] = odd


class Season(Definition):
    name: str
    months: tuple[int, ...]


class Calendar(Definition):
    seasons: dict[str, Season]


def test_any_other_document_is_read_by_the_same_rules() -> None:
    document, _ = parse(b"seasons:\n  spring:\n    name: s\n    month: [3, x]\n", "calendar.yml")
    assert document is not None

    value, found = validate(document, Calendar)

    assert value is None
    assert sorted(map(str, found)) == [
        "calendar.yml:3:5: `s` lacks `months`",
        "calendar.yml:4:5: unknown key `month`; did you mean `months`?",
    ]


def test_reading_a_workspace_needs_no_database_and_no_numerics() -> None:
    script = (
        "import sys; from pathlib import Path; from semantic.loading import load; "
        f"load(Path({str(SHOP)!r})); "
        "print([m for m in ('sqlalchemy', 'numpy', 'duckdb', 'rapidfuzz') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
