"""Recorded traffic of a model's client, played again with no server there.

Each file says under `recorded_against` who answered when it was recorded.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vcr import VCR
from vcr.cassette import Cassette
from vcr.request import Request

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cassettes"
NOWHERE = "http://127.0.0.1:9/v1"
_PRIVATE = ["authorization", "cookie", "openai-organization", "openai-project", "user-agent"]


def label(path: Path) -> str:
    """Who answered when the file was recorded."""
    return str(json.loads(path.read_text(encoding="utf-8"))["recorded_against"])


@contextmanager
def recording(name: str, against: str) -> Iterator[None]:
    """Writes what goes to a model and comes back within the block into the file of this name."""
    path = FOLDER / f"{name}.json"
    path.unlink(missing_ok=True)
    with _vcr(against).use_cassette(str(path), record_mode="all"):
        yield


@contextmanager
def playing(path: Path) -> Iterator[Cassette]:
    """Answers from the file; what was not recorded fails as a server that is not there."""
    with _vcr("").use_cassette(str(path), record_mode="none") as cassette:
        yield cassette


def _vcr(against: str) -> VCR:
    made = VCR(
        filter_headers=_PRIVATE,
        before_record_response=_without_traces,
        match_on=["method", "path", "shape"],
        serializer="labelled",
    )
    made.register_serializer("labelled", _Labelled(against))
    made.register_matcher("shape", lambda one, other: _same_shape(one, other))
    return made


class _Labelled:
    """JSON with who answered at its head."""

    def __init__(self, against: str) -> None:
        self.against = against

    def serialize(self, cassette: Mapping[str, Any]) -> str:
        labelled = {"recorded_against": self.against, "recorded_by": "make record", **cassette}
        return json.dumps(labelled, indent=1, ensure_ascii=False) + "\n"

    def deserialize(self, text: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(text)
        return found


def _without_traces(response: dict[str, Any]) -> dict[str, Any]:
    """The response without cookies, accounts and folders of whoever recorded it."""
    kept = {
        name: value
        for name, value in response["headers"].items()
        if name.lower() not in ("set-cookie", "openai-organization", "openai-project")
    }
    body = response["body"]["string"].decode().replace(f"{sys.prefix}/", "")
    return {**response, "headers": kept, "body": {"string": body.encode()}}


def _same_shape(one: Request, other: Request) -> None:
    """Whether two requests have the same tools and kinds of messages, whatever their words."""
    assert _shape(one) == _shape(other)


def _shape(request: Request) -> Any:
    body = json.loads(request.body)
    tools = [tool["function"]["name"] for tool in body.get("tools", ())]
    return tools, [message["role"] for message in body["messages"]], bool(body.get("stream"))
