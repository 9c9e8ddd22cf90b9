"""`retainer serve`: what is not there yet, and what does the job today."""

import click

from connectors.cli.call import Call, example, takes_call
from semantic.errors import ConfigurationError


@click.command("serve", epilog=example("retainer serve"))
@takes_call
def command(_: Call, /) -> None:
    """Say what serves today: there is no web console, scheduler or Slack yet."""
    raise ConfigurationError(
        "The web console, the scheduler and Slack are not there yet.",
        next_step="Today: run `retainer brief NAME` from cron or by hand, `retainer review list` "
        "to decide about the notes, and read approved ones in the workspace's outbox folder.",
    )
