"""`retainer row-security`: the policies as a script for the server's own row security."""

import click

from connectors.cli.call import Call, example, print_json, takes_call
from connectors.connections import PostgreSQLSettings
from semantic.errors import ConfigurationError, Refusal


@click.command(
    "row-security",
    epilog=example("retainer row-security --as steward > wall.sql", "psql -d shop -f wall.sql"),
)
@click.option("--login", metavar="NAME", help="Whom it holds. Default: the login of the warehouse.")
@takes_call
def command(call: Call, /, login: str | None) -> None:
    """Print the policies as PostgreSQL's row security, a second wall behind Retainer's own.

    The owner of the tables runs the script, again after every change of policies.yml. It holds
    Retainer's login only, and takes effect with `row_security: true` in connections.yaml.
    Stewards only.
    """
    from semantic.row_security import script

    parts = call.parts()
    if not parts.access.approves:
        raise Refusal(
            f"{parts.principal.shown} may not print policies; that takes a steward.",
            next_step="Ask one of them, or give their id with --as.",
        )
    workspace = parts.workspace
    settings = workspace.connections.warehouse
    if not isinstance(settings, PostgreSQLSettings):
        raise ConfigurationError(
            f"The warehouse is {settings.type}, and row security is PostgreSQL's.",
            next_step="See docs/warehouses.md for how to point the workspace at PostgreSQL.",
        )
    named = login or settings.address.get("user", "retainer")
    made = script(workspace.catalog, workspace.tables, named)
    if call.json:
        print_json({"login": named, "sql": made})
    else:
        click.echo(made, nl=False)
