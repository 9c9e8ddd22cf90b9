"""The market stall, once for a file of tests."""

from collections.abc import Iterator

import pytest

from tests.skills.weekly_stall import Stall, open_stall


@pytest.fixture(scope="module")
def stall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stall]:
    with open_stall(tmp_path_factory.mktemp("stall")) as opened:
        yield opened
