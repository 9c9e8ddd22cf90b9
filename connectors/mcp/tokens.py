"""Who a bearer token belongs to."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.settings import expand
from connectors.workspace import CONNECTIONS, Workspace
from semantic.errors import ConfigurationError

SHORTEST = 32


@dataclass(frozen=True)
class Tokens:
    """Each person's token, as a hash."""

    hashes: Mapping[str, bytes] = field(repr=False)

    def person(self, token: str) -> str:
        """Whose token it is; empty when nobody's. Takes as long whosever it is."""
        given = _hash(token)
        found = ""
        for person, known in self.hashes.items():
            if hmac.compare_digest(given, known):
                found = person
        return found


def tokens(workspace: Workspace) -> Tokens:
    """The tokens that connections.yaml names, from the environment or the workspace's .env file.

    Raises ConfigurationError for none, and for one that is missing, short or another's too.
    """
    named = workspace.connections.mcp.tokens
    if not named:
        raise ConfigurationError(
            "Nobody has a token, so nobody could be answered.",
            next_step=f"Write in {CONNECTIONS}: mcp: {{tokens: {{PERSON: ${{MCP_TOKEN_PERSON}}}}}}",
        )
    hashes: dict[str, bytes] = {}
    for person, setting in named.items():
        token = expand(setting, workspace.known, CONNECTIONS)
        if len(token) < SHORTEST:
            raise ConfigurationError(
                f"The token of {person} in {setting} has fewer than {SHORTEST} characters.",
                next_step="Make one: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            )
        if _hash(token) in hashes.values():
            raise ConfigurationError(
                f"The token of {person} in {setting} is somebody else's too.",
                next_step="Give each person a token of their own.",
            )
        hashes[person] = _hash(token)
    return Tokens(hashes)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
