"""What a cold command imports: most of the time that a person waits goes into that."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
from connectors.cli.app import run
from connectors.settings import settle_libraries
settle_libraries()
code = run(sys.argv[1:])
print(*(name for name, module in sys.modules.items() if module), sep="\\n", file=sys.stderr)
sys.exit(code)
"""
COMPILED = """
import gc
import sys
from agent.patterns import Pattern
from connectors.cli.app import run
run(sys.argv[1:])
patterns = [each for each in gc.get_objects() if isinstance(each, Pattern)]
print(sum("compiled" in vars(each) for each in patterns), len(patterns), file=sys.stderr)
"""
HEAVY = {
    "altair", "jinja2", "langchain", "langchain_core", "mcp", "numpy", "openai", "pandas",
    "psycopg", "pyarrow", "pyspark", "scipy", "sqlglot", "vl_convert",
    "briefings.model", "briefings.run", "briefings.store.store", "semantic.exchange",
    "sqlalchemy.dialects.postgresql", "sqlalchemy.ext.asyncio", "sqlalchemy.orm",
}  # fmt: skip
QUESTION = "gross sales by country last month, top 5"
NO_QUESTION = {
    "agent.answer",
    "agent.ask",
    "agent.checker",
    "agent.interpreter",
    "agent.loop",
    "rapidfuzz",
}
NO_WORKSPACE = {"duckdb", "pydantic", "rich", "semantic.model", "sqlalchemy", "yaml"}


def told(script: str, elsewhere: Path, *arguments: str) -> str:
    """What a process says on stderr after a command."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(elsewhere)])},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def imported(elsewhere: Path, *arguments: str) -> Iterator[str]:
    """The modules that a process has after a command, and the packages that they are in."""
    for module in told(SCRIPT, elsewhere, *arguments).splitlines():
        parts = module.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--help"], HEAVY | NO_QUESTION | NO_WORKSPACE),
        (
            ["query", "gross_sales", "--by", "order.country"],
            HEAVY | NO_QUESTION,
        ),
        (["ask", QUESTION], HEAVY),
    ],
    ids=["help", "query", "ask"],
)
def test_a_command_imports_nothing_that_it_does_not_use(
    example: Path, tmp_path: Path, arguments: list[str], unneeded: set[str]
) -> None:
    # It is there with Spark's extra, and DuckDB's driver looks for it where a value is bound.
    (tmp_path / "pandas.py").touch()

    found = set(imported(tmp_path, *arguments, "-w", str(example)))

    assert "connectors.cli.app" in found
    assert found & unneeded == set()


def test_a_question_compiles_only_the_patterns_that_its_words_may_fit(
    example: Path, tmp_path: Path
) -> None:
    compiled, patterns = map(
        int, told(COMPILED, tmp_path, "ask", QUESTION, "-w", str(example)).split()
    )

    assert patterns > 100
    assert 0 < compiled < patterns / 4
