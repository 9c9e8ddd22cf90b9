"""The official MCP client, against `retainer mcp` as a process of its own."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

COMMAND = ["-m", "connectors.cli", "mcp"]
_SECONDS_TO_START = 240


@dataclass(frozen=True)
class Called:
    """What a call gave back, as a program reads it."""

    content: Mapping[str, Any]
    is_error: bool
    text: str


Call = tuple[str, Mapping[str, Any]]


def over_stdio(folder: Path, person: str, *calls: Call) -> tuple[list[Any], list[Called]]:
    """The tools that a person is offered, and what came of the calls, in one conversation."""
    arguments = [*COMMAND, "-w", str(folder), "--as", person]
    server = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))

    async def talk() -> tuple[list[Any], list[Called]]:
        async with Client(stdio_client(server)) as client:
            return await _talk(client, calls)

    return asyncio.run(talk())


async def over_http(url: str, token: str, *calls: Call) -> tuple[list[Any], list[Called]]:
    """The same over HTTP, as whoever has the token."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        return await _talk(client, calls)


async def _talk(client: Client, calls: Sequence[Call]) -> tuple[list[Any], list[Called]]:
    tools = list((await client.list_tools()).tools)
    return tools, [_called(await client.call_tool(name, dict(given))) for name, given in calls]


def _called(result: Any) -> Called:
    text = result.content[0].text
    return Called(json.loads(text), result.is_error, text)


@contextmanager
def served(folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """The address of a server over HTTP, on a port of its own, stopped after the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *COMMAND, "-w", str(folder), "--http", "--port", str(port)],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not begin to listen")
