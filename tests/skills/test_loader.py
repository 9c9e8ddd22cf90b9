"""Skills as folders: those that come along are in order, and faulty ones are told what is wrong."""

from importlib import import_module
from pathlib import Path

import pytest

from skills.loader import MOST_LINES, Skill, builtin, load, load_all

GOOD = """---
name: tidy
description: >-
  Tidies up. Use when things lie about.
license: Apache-2.0
metadata:
  entry: tidy.up
---

# Tidy

Put things where they belong.
"""


def written(root: Path, text: str | bytes, folder: str = "tidy") -> Path:
    place = root / folder
    place.mkdir()
    content = text.encode() if isinstance(text, str) else text
    (place / "SKILL.md").write_bytes(content)
    return place


def problems(root: Path, text: str | bytes, folder: str = "tidy") -> list[str]:
    skill, found = load(written(root, text, folder))
    assert (skill is None) == bool(found)
    return [str(problem) for problem in found]


def test_every_skill_that_comes_along_is_in_order() -> None:
    names = [skill.name for skill in builtin()]

    assert names == sorted(names)
    assert {"movement", "drivers", "quality", "cohorts"} <= set(names)


def test_every_package_of_skills_has_instructions() -> None:
    root = Path(__file__).resolve().parents[2] / "skills"
    packages = {file.parent.name for file in root.glob("*/__init__.py")}

    assert packages == {skill.name for skill in builtin()}


@pytest.mark.parametrize("skill", builtin(), ids=lambda skill: skill.name)
def test_the_entry_that_a_skill_names_can_be_called(skill: Skill) -> None:
    module, _, name = (skill.metadata or {})["entry"].rpartition(".")

    assert callable(getattr(import_module(module), name))


def test_a_skill_is_read_with_its_instructions(tmp_path: Path) -> None:
    skill, found = load(written(tmp_path, GOOD))

    assert found == ()
    assert skill is not None
    assert (skill.name, skill.license) == ("tidy", "Apache-2.0")
    assert skill.description == "Tidies up. Use when things lie about."
    assert skill.body == "# Tidy\n\nPut things where they belong."
    assert skill.metadata == {"entry": "tidy.up"}
    assert skill.folder == tmp_path / "tidy"


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = "---\nname: Tidy_Up\nlicence: MIT\nmetadata:\n  stars: 5\n---\n"

    assert problems(tmp_path, text) == [
        "tidy/SKILL.md:2:1: `description` is missing; a skill needs one, as text",
        "tidy/SKILL.md:2:7: the name 'Tidy_Up' has other characters than small letters, digits "
        "and single hyphens between them",
        "tidy/SKILL.md:2:7: the name 'Tidy_Up' is not that of its folder, 'tidy'",
        "tidy/SKILL.md:3:1: `licence` is not a field of a skill; did you mean `license`?",
        'tidy/SKILL.md:5:10: quote the value of `stars`: "5"',
        "tidy/SKILL.md:7:1: the instructions are missing below the second ---",
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a-b2", None),
        ("-a", "other characters"),
        ("a--b", "other characters"),
        ("über", "other characters"),
        ("a" * 65, "`name` has 65 characters; at most 64 are read"),
    ],
)
def test_names_are_small_letters_digits_and_hyphens(
    tmp_path: Path, name: str, fault: str | None
) -> None:
    found = problems(tmp_path, GOOD.replace("name: tidy", f"name: {name}"), folder=name)

    assert (found == []) if fault is None else any(fault in said for said in found)


def test_a_description_is_short_enough_to_be_read_every_time(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD.replace("Tidies up.", "Tidies up. " * 100))

    assert len(found) == 1
    assert "at most 1,024 are read" in found[0]


def test_instructions_of_many_lines_belong_into_files(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, GOOD + "More.\n" * MOST_LINES)

    assert f"keep to {MOST_LINES}" in found


@pytest.mark.parametrize("text", ["", "# Tidy\n", "---\nname: tidy\n# Tidy\n"])
def test_a_file_without_a_head_is_told_how_to_begin(tmp_path: Path, text: str) -> None:
    (found,) = problems(tmp_path, text)

    assert found.startswith("tidy/SKILL.md:1:1: begin the file with ---")


def test_a_character_that_nobody_sees_is_named_with_its_place(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, GOOD.replace("Put things", "Put\u200b things"))

    assert found == "tidy/SKILL.md:12:4: the invisible character U+200B; take it out"


def test_a_tab_in_the_head_is_told_as_in_every_other_file(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, GOOD.replace("  entry", "\tentry"))

    assert found.startswith("tidy/SKILL.md:7:1:")
    assert "tab" in found


def test_other_encodings_and_missing_files_are_problems_too(tmp_path: Path) -> None:
    assert problems(tmp_path, b"---\nname: \xff\n---\n")[0].endswith("encoding UTF-8")

    skill, (found,) = load(tmp_path / "nowhere")
    assert skill is None
    assert "cannot be read" in str(found)


def test_one_faulty_skill_leaves_the_others_usable(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, GOOD, folder="messy")

    skills, (found,) = load_all(tmp_path)

    assert [skill.name for skill in skills] == ["tidy"]
    assert "is not that of its folder, 'messy'" in str(found)
