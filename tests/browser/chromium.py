"""A headless Chromium of our own, driven over a pair of pipes with its DevTools protocol."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    # Containers run as root and have a small /dev/shm.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--no-first-run",
)


@dataclass
class Tab:
    """One page, with what it asked for and what the browser objected to since it was opened."""

    commands: int
    answers: int
    session: str = ""
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _rest: bytes = b""
    _last: int = 0

    def open(self, address: str, *, width: int, height: int = 900, dark: bool = False) -> None:
        """Shows the address in a window of this size and waits until it is laid out."""
        self.requests.clear()
        self.complaints.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("Page.navigate", url=address)
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> Any:
        """What the JavaScript expression gives, as JSON."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in found:
            raise AssertionError(found["exceptionDetails"])
        return found["result"].get("value")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one command of the protocol."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self.answers, 1 << 16)
            assert more, "Chromium ended"
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        self._keep(message)
        return message

    def _keep(self, message: dict[str, Any]) -> None:
        match message:
            case {"method": "Network.requestWillBeSent", "params": {"request": {"url": address}}}:
                self.requests.append(address)
            case {"method": "Log.entryAdded", "params": {"entry": {"text": text}}}:
                self.complaints.append(text)


@contextmanager
def chromium(profile: Path) -> Iterator[Tab]:
    """A tab in a Chromium that lives as long as the block, with its profile in a folder."""
    program = next(found for name in NAMES if (found := shutil.which(name)))
    its_commands, commands = _pipe()
    answers, its_answers = _pipe()
    # The protocol speaks on the file descriptors three (commands) and four (answers).
    files = [(os.POSIX_SPAWN_DUP2, its_commands, 3), (os.POSIX_SPAWN_DUP2, its_answers, 4)]
    arguments = [program, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
    noise = os.open(profile / "stderr", os.O_CREAT | os.O_WRONLY)
    files.append((os.POSIX_SPAWN_DUP2, noise, 2))
    process = os.posix_spawn(program, arguments, os.environ, file_actions=files)
    for end in (its_commands, its_answers, noise):
        os.close(end)
    tab = Tab(commands, answers)
    try:
        target = tab.ask("Target.createTarget", url="about:blank")["targetId"]
        tab.session = tab.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            tab.ask(f"{domain}.enable")
        yield tab
    finally:
        tab.session = ""
        tab.ask("Browser.close")
        os.waitpid(process, 0)
        os.close(commands)
        os.close(answers)


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are far from the descriptors that the new process puts to use."""
    return tuple(_moved(end) for end in os.pipe())  # type: ignore[return-value]


def _moved(end: int) -> int:
    far = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(end)
    return far
