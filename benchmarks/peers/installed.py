"""Peers in environments of their own, each a process that compiles questions when told to."""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.shapes import Shape

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Peer:
    """What to install into which environment, and the module with its arguments to run there."""

    label: str
    environment: str
    requirements: tuple[str, ...]
    command: tuple[str, ...]


SIDEMANTIC = ("sidemantic==0.13.0",)
PEERS = (
    Peer("MetricFlow 0.213.0", "metricflow", ("metricflow==0.213.0",), ("metricflow",)),
    Peer("sidemantic 0.13.0", "sidemantic", SIDEMANTIC, ("sidemantic", "python")),
    Peer("sidemantic 0.13.0, Rust", "sidemantic", SIDEMANTIC, ("sidemantic", "rust")),
    Peer(
        "boring-semantic-layer 0.3.18",
        "bsl",
        (
            "boring-semantic-layer==0.3.18",
            "ibis-framework[duckdb]==11.0.0",
            "pyarrow",
            "pandas",
        ),
        ("bsl",),
    ),
)


@dataclass(frozen=True)
class Running:
    """A peer that has built its model; `seconds` is what that took."""

    label: str
    process: "subprocess.Popen[str]"
    seconds: float

    def compile(self, question: str, times: int) -> dict[str, Any]:
        """Its `seconds` and `sql`, or its `error`."""
        return _told(self.process, {"question": question, "times": times})


def install(peer: Peer, folder: Path) -> Path:
    """The Python of the peer's environment in `folder`, made where it is missing."""
    environment = folder / peer.environment
    python = environment / "bin" / "python"
    listed = environment / "requirements.txt"
    wanted = "\n".join(peer.requirements)
    if not listed.is_file() or listed.read_text(encoding="utf-8") != wanted:
        print(f"installing {peer.label} into {environment}", file=sys.stderr, flush=True)
        venv.create(environment, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *peer.requirements], check=True)
        listed.write_text(wanted, encoding="utf-8")
    return python


@contextmanager
def running(peer: Peer, python: Path, shape: Shape, tables: Path) -> Iterator[Running]:
    """The peer with its model of the shape, whose tables are the Parquet files in `tables`."""
    module, *arguments = peer.command
    process = subprocess.Popen(
        [str(python), "-m", f"benchmarks.peers.{module}", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        built = _told(process, {"shape": shape.describe(), "folder": str(tables)})
        yield Running(peer.label, process, built.get("seconds", 0.0))
    finally:
        process.kill()
        process.communicate()


def _told(process: "subprocess.Popen[str]", order: Mapping[str, Any]) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = ""
    if not line:
        return {"error": f"its process ended with {process.wait()}"}
    answer: dict[str, Any] = json.loads(line)
    return answer
