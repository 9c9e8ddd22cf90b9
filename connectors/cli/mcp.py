"""`retainer mcp`: the tools for other programs' models, over stdio or HTTP."""

from pathlib import Path

import click

from connectors.cli.call import Call, example, takes_call
from connectors.wiring.records import Records
from connectors.workspace import find

LOCAL, PORT = "127.0.0.1", 8485


@click.command(
    "mcp",
    epilog=example(
        "retainer mcp --as owner-uk-1",
        "retainer mcp --http --port 8485",
    ),
)
@click.option("--http", is_flag=True, help="Serve several persons over HTTP, each by a token.")
@click.option("--host", metavar="ADDRESS", help="Where to listen. Default: 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help=f"Default: {PORT}.")
@takes_call
def command(call: Call, /, http: bool, host: str | None, port: int | None) -> None:
    """Serve the tools to programs that speak the Model Context Protocol.

    Over stdio it answers one program on behalf of one person, named by --as. Over HTTP each request
    carries the token of a person, which connections.yaml names under `mcp: tokens`, and gets what
    that person may see. Every call is in the audit before its answer is told.
    """
    if not http and (host or port):
        raise click.UsageError("--host and --port are for --http.")
    if http and call.principal:
        raise click.UsageError("Over HTTP the token says who asks; leave out --as.")
    # Imported here because a web server takes time to import.
    from connectors.mcp.serving import Serving
    from connectors.mcp.tokens import tokens
    from connectors.mcp.transports import PATH, serve_http, serve_stdio

    serving = Serving(find(call.workspace, Path.cwd()))
    with serving.served() as served:
        workspace = served.workspace
        person = served.person(call.principal or workspace.catalog.settings.default_principal)
    known = tokens(workspace) if http else None
    # What cannot be audited is not served at all.
    Records(workspace, "mcp").note(person, "serve", {"over": "http" if http else "stdio"})
    if known is None:
        serve_stdio(serving, person.id)
        return
    where = f"http://{host or LOCAL}:{port or PORT}{PATH}"
    click.echo(f"Serving {len(known.hashes)} persons at {where}", err=True)
    serve_http(serving, known, host or LOCAL, port or PORT)
