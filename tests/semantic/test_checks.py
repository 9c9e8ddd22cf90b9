"""Every kind of fault, and the exact words and place in which people hear of it."""

from pathlib import Path

import pytest

from semantic.checks import CHECKS
from semantic.loading import load, read_draft
from semantic.problems import WorkspaceProblems
from tests.support.problem_cases import KIOSK, Case, cases, made

# Their cases are in test_approval_file.py.
ABOUT_APPROVALS = {"records_are_untouched", "approvers_are_known"}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_a_fault_is_told_in_plain_words_where_it_is(case: Case, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceProblems) as caught:
        load(made(tmp_path, case.edits))

    assert tuple(str(problem) for problem in caught.value.problems) == case.found


def test_the_workspace_that_the_faults_are_put_into_has_none() -> None:
    assert set(load(KIOSK).metrics) == {
        "takings",
        "sales",
        "average_sale",
        "twice",
        "active",
        "cohort_retention",
        "newest",
    }


def test_every_rule_has_a_case(tmp_path: Path) -> None:
    silent = {check.__name__ for check in CHECKS} - ABOUT_APPROVALS
    for number, case in enumerate(cases()):
        draft, _ = read_draft(made(tmp_path / str(number), case.edits))
        silent -= {each.__name__ for each in CHECKS if any(each(draft))}
        if not silent:
            break

    assert silent == set()


def test_there_are_many_faults_and_no_two_alike() -> None:
    found = cases()

    assert len(found) >= 200
    assert len({case.edits for case in found}) == len(found)
