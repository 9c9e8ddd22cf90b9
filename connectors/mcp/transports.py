"""The two ways in: one person's program over stdio, and several persons' over HTTP with tokens."""

import asyncio
import logging
from typing import Any

import uvicorn
from mcp.server.auth.middleware.bearer_auth import (
    AuthenticatedUser,
    BearerAuthBackend,
    RequireAuthMiddleware,
)
from mcp.server.auth.provider import AccessToken
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.mcp.server import Context, server
from connectors.mcp.serving import Serving
from connectors.mcp.tokens import Tokens

PATH = "/mcp"
_LARGEST_REQUEST = 256 * 1024


def serve_stdio(serving: Serving, person: str) -> None:
    """Answers one program over stdin and stdout, on behalf of one person, until it leaves."""
    made = server(serving, lambda _: person)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await made.run(incoming, outgoing, made.create_initialization_options())

    asyncio.run(run())


def serve_http(serving: Serving, tokens: Tokens, host: str, port: int) -> None:
    """Answers programs over HTTP until the process is stopped."""
    logging.getLogger("mcp").setLevel(logging.ERROR)
    app = application(serving, tokens, host)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def application(serving: Serving, tokens: Tokens, host: str) -> ASGIApp:
    """The application behind the tokens. Each request stands alone, with its own person."""
    inside = server(serving, _bearer).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_LARGEST_REQUEST,
        transport_security=_names(serving, host),
    )
    # Named here and not inside, where the start of the application would have to give a token too.
    guarded = AuthenticationMiddleware(
        RequireAuthMiddleware(inside, []), backend=BearerAuthBackend(_Verifier(tokens))
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (guarded if scope["type"] == "http" else inside)(scope, receive, send)

    return app


class _Verifier:
    """Tokens as the SDK asks for them."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    async def verify_token(self, token: str) -> AccessToken | None:
        """Whose token it is; None when nobody's."""
        person = self.tokens.person(token)
        return AccessToken(token="", client_id=person, scopes=[]) if person else None


def _bearer(context: Context) -> str:
    user: Any = context.request.scope["user"] if context.request else None
    assert isinstance(user, AuthenticatedUser)
    return user.access_token.client_id


def _names(serving: Serving, host: str) -> TransportSecuritySettings:
    """The names this server may be called by: a page elsewhere that has our address has none."""
    with serving.served() as served:
        settings = served.workspace.connections.mcp
    own = dict.fromkeys(("127.0.0.1", "localhost", "[::1]", host))
    return TransportSecuritySettings(
        allowed_hosts=[*(f"{name}:*" for name in own), *settings.hosts],
        allowed_origins=[*(f"http://{name}:*" for name in own), *settings.origins],
    )
