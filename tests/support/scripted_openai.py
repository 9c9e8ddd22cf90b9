"""A server on this machine that speaks OpenAI's chat completions and says what a script tells it.

Each step of the script answers one request: a text, calls of tools, an error code, or something
that no server should do. What was asked is kept in `requests`.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "scripted-1"


@dataclass(frozen=True)
class Call:
    """A call of a tool. `arguments` may be text, which need not be JSON."""

    tool: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)


@dataclass(frozen=True)
class Says:
    """An answer: text, calls of tools, or a refusal in the field that OpenAI has for it."""

    text: str | None = None
    calls: Sequence[Call] = ()
    refusal: str | None = None
    tokens: tuple[int, int] = (100, 20)
    finish: str = ""


@dataclass(frozen=True)
class Fails:
    """An error code, with what the server says and when it may be asked again."""

    status: int
    message: str = "The scripted server says no."
    retry_after: str = ""


@dataclass(frozen=True)
class Breaks:
    """What no server should do: `hang` for some seconds, close after `half` an answer, `garbage`.

    `garbage` is sent in place of JSON, with the code of a success.
    """

    hang: float = 0.0
    half: bool = False
    garbage: str | None = None


Step = Says | Fails | Breaks


@dataclass
class Script:
    """The steps that are left, and the requests that came. After the last step it says nothing.

    With a `reply` there are no steps: it says what a request is answered with.
    """

    steps: list[Step]
    reply: Callable[[Mapping[str, Any]], Step] | None = None
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    address: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def next(self, request: Mapping[str, Any], headers: Mapping[str, str]) -> Step:
        """The step for a request."""
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            if self.reply is not None:
                return self.reply(request)
            return self.steps.pop(0) if self.steps else Fails(500, "The script is over.")


@contextmanager
def scripted(
    *steps: Step, reply: Callable[[Mapping[str, Any]], Step] | None = None
) -> Iterator[Script]:
    """A server that plays the steps, for as long as the block lasts. `address` is its base URL."""
    script = Script(list(steps), reply)
    stopped = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script, stopped))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield script
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    script: Script
    stopped: threading.Event
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing on the terminal."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        request = json.loads(self.rfile.read(length))
        try:
            self._play(
                self.script.next(
                    request, {name.lower(): value for name, value in self.headers.items()}
                ),
                request,
            )
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _play(self, step: Step, request: Mapping[str, Any]) -> None:
        match step:
            case Says():
                if request.get("stream"):
                    self._send("text/event-stream", _events(step))
                else:
                    self._send("application/json", _completion(step))
            case Fails(status, message, retry_after):
                error = {"error": {"message": message, "type": "scripted", "code": status}}
                extra = {"Retry-After": retry_after} if retry_after else {}
                self._send("application/json", json.dumps(error), status, extra)
            case Breaks():
                self._break(step, request)

    def _break(self, step: Breaks, request: Mapping[str, Any]) -> None:
        if step.garbage is not None:
            self._send("application/json", step.garbage)
            return
        if step.hang:
            self.stopped.wait(step.hang)
        whole = _events(Says("half")) if request.get("stream") else _completion(Says("half"))
        kind = "text/event-stream" if request.get("stream") else "application/json"
        sent = whole.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent[: len(sent) // 2] if step.half else sent)
        self.close_connection = True

    def _send(
        self, kind: str, body: str, status: int = 200, extra: Mapping[str, str] | None = None
    ) -> None:
        sent = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(extra or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


def _handler(script: Script, stopped: threading.Event) -> type[_Handler]:
    return type("Handler", (_Handler,), {"script": script, "stopped": stopped})


def _completion(step: Says) -> str:
    message: dict[str, Any] = {"role": "assistant", "content": step.text}
    if step.refusal is not None:
        message["refusal"] = step.refusal
    if step.calls:
        message["tool_calls"] = [_call(place, call) for place, call in enumerate(step.calls)]
    choice = {"index": 0, "message": message, "finish_reason": _finish(step)}
    return json.dumps({**_head("chat.completion"), "choices": [choice], "usage": _usage(step)})


def _events(step: Says) -> str:
    """The answer in pieces: a few letters, or half of a call's arguments, at a time."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    text = step.text or ""
    deltas += [{"content": text[start : start + 5]} for start in range(0, len(text), 5)]
    if step.refusal is not None:
        deltas.append({"refusal": step.refusal})
    for place, call in enumerate(step.calls):
        whole: dict[str, Any] = _call(place, call)
        said = whole["function"]["arguments"]
        half = len(said) // 2
        whole["function"]["arguments"] = said[:half]
        deltas.append({"tool_calls": [{"index": place, **whole}]})
        rest = {"index": place, "function": {"arguments": said[half:]}}
        deltas.append({"tool_calls": [rest]})
    choices: list[list[dict[str, Any]]]
    choices = [[{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas]
    choices.append([{"index": 0, "delta": {}, "finish_reason": _finish(step)}])
    chunks = [{**_head("chat.completion.chunk"), "choices": each} for each in choices]
    chunks.append({**_head("chat.completion.chunk"), "choices": [], "usage": _usage(step)})
    return "".join(f"data: {json.dumps(each)}\n\n" for each in chunks) + "data: [DONE]\n\n"


def _head(kind: str) -> dict[str, Any]:
    return {"id": "scripted", "object": kind, "created": 1_300_000_000, "model": MODEL}


def _call(place: int, call: Call) -> dict[str, Any]:
    given = call.arguments
    said = given if isinstance(given, str) else json.dumps(given)
    function = {"name": call.tool, "arguments": said}
    return {"id": f"call_{place}", "type": "function", "function": function}


def _finish(step: Says) -> str:
    return step.finish or ("tool_calls" if step.calls else "stop")


def _usage(step: Says) -> dict[str, int]:
    given, written = step.tokens
    return {
        "prompt_tokens": given,
        "completion_tokens": written,
        "total_tokens": given + written,
    }
