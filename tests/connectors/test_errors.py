"""Every kind of failure says what was given, why not, what is nearest and what to do next."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from semantic import errors
from semantic.errors import RetainerError
from tests.golden_files import golden
from tests.support.raised import situations, stage
from tests.support.workspaces import memory_warehouse

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("semantic", "skills", "agent", "briefings", "connectors")
# These know their next step themselves, or are faults of Retainer, of which none is known.
KNOW_BETTER = {"WorkspaceProblems", "NotImportable", "CannotFit", "Unbacked", "RetainerError"} | {
    *("WrongArguments", "ModelFailed"),
}
# It imports Spark's client, which is not always installed, and has no kinds of failure of its own.
NEEDS_AN_EXTRA = "connectors.warehouse.spark"
# Only kinds of it are raised.
NEVER_ITSELF = {"Refusal"}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, RetainerError]]:
    """Every failure that was brought about, by its class and what it is called."""
    found: dict[str, dict[str, RetainerError]] = {}
    with memory_warehouse() as warehouse:
        for title, situation in situations(
            stage(tmp_path_factory.mktemp("raised"), warehouse)
        ).items():
            with pytest.raises(RetainerError) as caught:
                situation()
            found.setdefault(type(caught.value).__name__, {})[title] = caught.value
    return found


def subclasses(of: type[RetainerError]) -> Iterator[type[RetainerError]]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def every_class() -> set[type[RetainerError]]:
    for floor in FLOORS:
        package = importlib.import_module(floor)
        for module in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if not module.name.endswith("__main__") and not module.name.startswith(NEEDS_AN_EXTRA):
                importlib.import_module(module.name)
    return set(subclasses(RetainerError))


def test_every_class_of_failure_is_met(met: dict[str, dict[str, RetainerError]]) -> None:
    assert {each.__name__ for each in every_class()} == set(met)


def test_every_message_reads_as_it_should(met: dict[str, dict[str, RetainerError]]) -> None:
    for name, failures in met.items():
        text = "\n".join(
            f"# {title}\nexit code {error.exit_code}, {error.reason}\n{error}\n"
            for title, error in failures.items()
        )
        assert text == golden(f"errors/{name}.txt", text)


def test_no_golden_file_is_of_a_failure_that_there_is_not(
    met: dict[str, dict[str, RetainerError]],
) -> None:
    files = {path.stem for path in (ROOT / "tests" / "golden" / "errors").glob("*.txt")}

    assert files == set(met)


def test_every_message_is_for_people(met: dict[str, dict[str, RetainerError]]) -> None:
    names = {each.__name__ for each in every_class()} - {"Refusal"}
    for failures in met.values():
        for title, error in failures.items():
            assert error.nearest or error.next_step or type(error).__name__ in KNOW_BETTER, title
            assert error.reason, title
            assert not names & set(re.findall(r"\w+", str(error))), title


def test_the_tree_names_every_failure_of_its_floor() -> None:
    tree = str(errors.__doc__)
    own = {each.__name__ for each in every_class() if each.__module__ == "semantic.errors"}

    assert {name for name in own if f" {name} " not in tree} == set()


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Every place where a failure is made, with its class."""
    names = {each.__name__ for each in every_class()} | {"RetainerError"}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_whatever_fails_says_what_is_nearest_or_what_to_do_next() -> None:
    without = [
        place
        for place, call in raised()
        if ast.unparse(call.func) not in KNOW_BETTER
        and not {"nearest", "next_step"} & {str(keyword.arg) for keyword in call.keywords}
    ]

    assert without == []


def test_nothing_fails_as_a_kind_of_failure_that_is_too_general() -> None:
    internal = [place for place, call in raised() if ast.unparse(call.func) == "RetainerError"]

    assert [place for place in internal if not place.startswith("briefings/")] == []
