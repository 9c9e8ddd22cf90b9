"""What holds for every test, wherever it is run."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _stopped_by_ctrl_c() -> Iterator[None]:
    """Processes of pytest-xdist ignore Ctrl-C, and so would those that a test starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
