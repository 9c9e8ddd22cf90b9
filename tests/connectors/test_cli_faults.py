"""Files that are broken, odd or hostile: `check` says where, and needs little time and memory."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.init import write
from tests.connectors.command_line import COMMAND, Ran, retainer
from tests.support.problem_cases import cases, made

ROOT = Path(__file__).resolve().parents[2]
BAD_YAML = sorted((ROOT / "tests" / "data" / "bad_yaml").glob("*.yaml"))
CONNECTIONS = """version: 1
warehouse: {type: duckdb}
sources:
  sales: {file: sales.csv}
  shops: {file: shops.csv}
"""
FILES = ("metrics/odd.yml", "models/odd.yaml", "briefings/odd.yml", "people.yaml", "approvals.yml")
PROBLEM = re.compile(r"[^:\n]+:\d+:\d+: \S.*")
SECONDS, MEGABYTES = 2, 200


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "shop"
    write(folder, None)
    (folder / "briefings").mkdir()
    return folder


@pytest.fixture
def shop(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "shop"))


def assert_told(ran: Ran, file: str) -> str:
    """What is said about the file, after it has been seen that nothing is said but problems."""
    *problems, last = ran.err.splitlines()
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(r"\d+ problems?\. Mend and run: retainer check", last), ran.err
    assert [line for line in problems if not PROBLEM.fullmatch(line)] == []
    about = [line.removeprefix(f"{file}:") for line in problems if line.startswith(f"{file}:")]
    assert about, ran.err
    return "\n".join(about)


@pytest.mark.parametrize("path", BAD_YAML, ids=lambda path: path.stem)
def test_what_is_no_yaml_is_told_with_its_place(shop: Path, path: Path) -> None:
    file = FILES[BAD_YAML.index(path) % len(FILES)]
    (shop / file).write_bytes(path.read_bytes())

    assert_told(retainer("-w", shop, "check"), file)


def test_every_file_that_is_no_yaml_is_here() -> None:
    assert len(BAD_YAML) == 50


def test_every_fault_of_a_definition_is_told_by_the_command(tmp_path: Path) -> None:
    for number, case in enumerate(cases()):
        kiosk = made(tmp_path / str(number), case.edits)
        if not (kiosk / "retainer.yaml").exists():
            continue  # a folder without it is no workspace
        (kiosk / "connections.yaml").write_text(CONNECTIONS, encoding="utf-8")

        ran = retainer("-w", kiosk, "check")

        assert (ran.code, ran.out) == (1, ""), case.title
        assert ran.err.splitlines()[:-1] == list(case.found), case.title


def is_a_folder(path: Path) -> None:
    path.mkdir()


def is_a_pipe(path: Path) -> None:
    os.mkfifo(path)


def leads_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def leads_nowhere(path: Path) -> None:
    path.symlink_to("gone.yml")


def never_ends(path: Path) -> None:
    path.symlink_to("/dev/zero")


def fails_while_read(path: Path) -> None:
    path.symlink_to("/proc/self/mem")


def contains(content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(content)

    make.__name__ = repr(content[:20])
    return make


ODD_FILES: list[tuple[Callable[[Path], None], str]] = [
    (is_a_folder, "1:1: cannot be read: it is a folder"),
    (is_a_pipe, "1:1: cannot be read: it is no ordinary file"),
    (never_ends, "1:1: cannot be read: it is no ordinary file"),
    (leads_to_itself, "1:1: cannot be read: Too many levels of symbolic links"),
    (leads_nowhere, "1:1: the file is missing"),
    (fails_while_read, "1:1: cannot be read: "),
    (contains(b""), "1:1: the file is empty"),
    (contains(b"version: 1\n\x00"), "2:1: the character U+0000"),
    (contains(b"version: 1\n\tmetrics: []\n"), "2:1: a tab"),
    (contains("version: 1\nmetrics: []\n".encode("utf-16")), "1:1: not UTF-8 text"),
    (contains("version: 1\n".encode("utf-16-be")), "1:1: the character U+0000"),
    (contains("version: 1\n".encode("utf-32")), "1:1: not UTF-8 text"),
    (contains("version: 1\ntitle: Café\n".encode("latin-1")), "2:11: not UTF-8 text"),
    (contains(b"version: 1\nmetrics: \xed\xa0\x80\n"), "2:10: not UTF-8 text"),
    (contains(b"\xef\xbb\xbfversion: 2\n"), "1:10: `version` must be 1"),
    (contains(b"\xef\xbb\xbf\xef\xbb\xbfversion: 1\n"), "1:1: the character U+FEFF"),
    (contains(b"version: 1\rmetrics: []\rodd: 1\r"), "3:1: unknown key `odd`"),
    (contains(b"version: 1\r\nmetrics: []\r\nodd: 1\r\n"), "3:1: unknown key `odd`"),
    (contains(b"%YAML 1.1\n---\nversion: 1\nmetric: []\n"), "4:1: unknown key `metric`"),
    (contains(b"--- {version: 1, metrics: []}\n--- {version: 1}\n"), "2:1: a second document"),
    (contains(b"version: 1\nmetrics:\n  <<: {a: 1}\n"), "3:3: "),
    (contains(b"version: !!python/object/apply:os.system [ls]\n"), "1:10: a tag"),
]


@pytest.mark.parametrize(
    ("make", "told"), ODD_FILES, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_file_that_is_odd_is_told(shop: Path, make: Callable[[Path], None], told: str) -> None:
    make(shop / "metrics" / "odd.yml")

    assert told in assert_told(retainer("-w", shop, "check"), "metrics/odd.yml")


def test_a_file_whose_name_is_odd_is_told(shop: Path) -> None:
    for name in (b"new\nline.yml", b"\xff.yml", b"\x1b[31m.yml"):
        Path(os.fsdecode(os.fsencode(shop / "metrics") + b"/" + name)).write_bytes(b"a: 1\n")

    ran = process_of(shop)

    assert ran.code == 1
    assert "\x1b" not in ran.err
    assert "Traceback" not in ran.err
    assert ran.err.splitlines()[-1].endswith("Mend and run: retainer check")


def metric(number: int, *more: str, model: str = "orders") -> str:
    lines = (f"- name: m{number}", "  type: simple", "  description: d", f"  model: {model}")
    rest = ("  agg: count", "  governance: {owner: me}", *(f"  {line}" for line in more))
    return "\n".join((*lines, *rest, ""))


def derived(number: int, of: int) -> str:
    head = f"- name: m{number}\n  type: derived\n  description: d\n"
    return f"{head}  expr: m{of} + 1\n  metrics: [m{of}]\n  governance: {{owner: me}}\n"


HEAD = "version: 1\nmetrics:\n"
BOMBS = {
    "laughs": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "an anchor"),
    "lists in lists": ("a: " + "[" * 1_000_000, "nested more than 40 levels"),
    "lines in lines": ("".join(" " * n + "a:\n" for n in range(2500)), "nested more than 40"),
    "many dashes": ("- " * 1_000_000, "nested more than 40 levels"),
    "too large": ("#" * 6_000_000, "larger than 5 MB"),
    "a long key": ("k" * 4_000_000 + ": 1\n", "where no key can stand"),
    "many values": ("version: 1\nmetrics: [" + "1," * 120_000 + "]\n", "more than 100,000 values"),
    "many odd items": (HEAD + "- x\n" * 60_000, "are not listed"),
    "many keys": ("version: 1\n" + "".join(f"k{n}: 1\n" for n in range(90_000)), "10,000 keys"),
    "keys again": ("version: 1\n" + "a: 1\n" * 90_000, "more keys are given twice"),
    "a huge scalar": (HEAD + metric(1, "label: " + "x" * 4_800_000, "odd: 1"), "unknown key `odd`"),
    "brackets": (HEAD + metric(1, "where: ['" + "(" * 90_000 + "']"), "10000 characters"),
    "a chain": (HEAD + metric(0) + "".join(derived(n, n - 1) for n in range(1, 1500)), "50 levels"),
    "a circle": (HEAD + "".join(derived(n, (n + 1) % 1500) for n in range(1500)), "50 levels"),
    "unknown names": (
        HEAD + "".join(metric(n, f"not_to_confuse: [z{n}]") for n in range(2000)),
        "are not listed",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_told_in_little_time_and_memory(shop: Path, bomb: str) -> None:
    text, told = BOMBS[bomb]
    (shop / "metrics" / "odd.yml").write_text(text, encoding="utf-8")

    ran = process_of(shop)

    assert told in assert_told(ran, "metrics/odd.yml")


# A process reports at least the memory of the one that started it, so a small one stands between.
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[2:], capture_output=True, text=True, errors="replace",
    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]),) * 2))
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps([done.returncode, done.stdout, done.stderr, used]))
"""


def process_of(shop: Path) -> Ran:
    """`check` as a process, which is ended when it takes more time than it may."""
    command = [*COMMAND, "-w", str(shop), "check"]
    done = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, str(SECONDS), *command],
        capture_output=True,
        text=True,
        check=True,
    )
    code, out, err, megabytes = json.loads(done.stdout)
    assert megabytes < MEGABYTES
    return Ran(code, out, err)
