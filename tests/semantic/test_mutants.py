"""The bugs that the tests of policies must notice can all be planted in the source as it is."""

import ast
from pathlib import Path

import pytest

from tests.mutants.__main__ import main
from tests.mutants.copies import planted
from tests.mutants.seeds import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_bug_finds_its_place_and_is_python(mutant: Mutant) -> None:
    text = (ROOT / mutant.path).read_text(encoding="utf-8")

    assert ast.parse(planted(mutant, text)) is not None
    assert all((ROOT / test.split("::")[0]).is_file() for test in mutant.tests)


def test_there_are_thirty_bugs_and_each_is_another() -> None:
    assert len({(mutant.path, mutant.found, mutant.changed) for mutant in MUTANTS}) == 30


@pytest.mark.soak
def test_every_bug_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0, capsys.readouterr().out
