"""The house rules that no linter holds: small rooms, one reader of the environment, live links."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ["semantic", "skills", "agent", "briefings", "connectors"]
MOST_LINES_IN_A_FILE = 400
FUNCTION_TOO_LONG = 60
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def every_python_file() -> Iterator[Path]:
    return python_files(*FLOORS, "tests", "benchmarks")


def markdown_files() -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def reads_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv"):
            return True
        case ast.ImportFrom(module="os", names=names):
            return any(name.name in {"environ", "environb", "getenv"} for name in names)
    return False


def dead_links(path: Path) -> Iterator[str]:
    prose = CODE.sub("", path.read_text(encoding="utf-8"))
    for target in LINK.findall(prose):
        file = target.split("#")[0]
        if "://" in target or target.startswith("mailto:") or not file:
            continue
        if not (path.parent / file).exists():
            yield f"{path.relative_to(ROOT)}: {target}"


def test_a_file_is_one_idea() -> None:
    lengths = {path: len(path.read_bytes().splitlines()) for path in every_python_file()}

    assert {p: n for p, n in lengths.items() if n > MOST_LINES_IN_A_FILE} == {}


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{place(path, function.lineno)} {function.name} has {lines_of(function)} lines"
        for path in every_python_file()
        for function in functions(tree(path))
        if lines_of(function) >= FUNCTION_TOO_LONG
    ]

    assert long == []


def test_imports_are_absolute() -> None:
    relative = [
        place(path, node.lineno)
        for path in every_python_file()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]

    assert relative == []


def test_only_settings_read_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in python_files(*FLOORS)
        for node in ast.walk(tree(path))
        if reads_environment(node)
    }

    assert readers - {"connectors/settings.py"} == set()


def test_test_files_are_found_by_name() -> None:
    # An __init__.py here would make a second package called semantic, skills, ... for pytest.
    names = [path.name for path in python_files("tests") if path.name != "conftest.py"]

    assert "__init__.py" not in names
    assert {name for name in names if names.count(name) > 1} == set()


def test_links_between_documents_lead_somewhere() -> None:
    assert [link for path in markdown_files() for link in dead_links(path)] == []


def test_the_changelog_has_room_for_the_next_release() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "## [Unreleased]" in changelog.splitlines()
