"""What PostgreSQL says when it fails, in plain words and without values from the data.

A value in an error text could come from a row that the asker may not see, so the server's own text
is shown only where it can name nothing but tables and columns.
"""

from collections.abc import Callable, Mapping

import psycopg

from connectors.connections import PostgreSQLSettings
from semantic.errors import OutsideFailure

_LIVE = "Run: retainer check --live"
_DEBUG = "The same command with --debug shows what it says."


def while_asking(error: BaseException | None, settings: PostgreSQLSettings) -> OutsideFailure:
    """The failure of a statement, or of the connection that it needed."""
    state = (error.sqlstate or "") if isinstance(error, psycopg.Error) else ""
    explain = _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    if isinstance(error, psycopg.Error) and explain is not None:
        return explain(error, settings)
    if isinstance(error, psycopg.OperationalError):
        return _unreachable(error, settings)
    return OutsideFailure("PostgreSQL could not run the query.", next_step=_DEBUG)


def too_busy(settings: PostgreSQLSettings) -> OutsideFailure:
    """The failure to get one of our own connections in time."""
    return OutsideFailure(
        f"All {settings.connections} connections to {settings.shown} were busy for "
        f"{settings.timeout_seconds:g} seconds.",
        next_step="Try again later, or raise `warehouse.connections` in connections.yaml.",
    )


def _stopped(error: psycopg.Error, settings: PostgreSQLSettings) -> OutsideFailure:
    if "statement timeout" not in str(error):
        return OutsideFailure("The query was cancelled.", next_step="Ask again when it suits.")
    return OutsideFailure(
        f"The query was stopped after {settings.timeout_seconds:g} seconds.",
        next_step="Ask for a shorter period or fewer groups, or raise "
        "the time-outs of `warehouse` in connections.yaml.",
    )


def _unfit(_error: psycopg.Error, _settings: PostgreSQLSettings) -> OutsideFailure:
    return OutsideFailure(
        "The data holds a value that does not fit what the models say of it.", next_step=_LIVE
    )


def _forbidden(error: psycopg.Error, _settings: PostgreSQLSettings) -> OutsideFailure:
    return OutsideFailure(
        f"PostgreSQL does not allow the query: {_said(error)}.",
        next_step="Grant the login SELECT on the tables that the models name, and name only tables "
        "and views that can be read without writing.",
    )


def _misunderstood(error: psycopg.Error, _settings: PostgreSQLSettings) -> OutsideFailure:
    return OutsideFailure(f"PostgreSQL does not accept the query: {_said(error)}.", next_step=_LIVE)


def _no_room(error: psycopg.Error, settings: PostgreSQLSettings) -> OutsideFailure:
    return OutsideFailure(
        f"{settings.shown} has no room for the query: {_said(error)}.",
        next_step="Ask for a shorter period or fewer groups, or try again later.",
    )


def _unreachable(error: psycopg.OperationalError, settings: PostgreSQLSettings) -> OutsideFailure:
    said = str(error)
    login = settings.address.get("user", "this account")
    check = "Check `warehouse.url` in connections.yaml"
    match said:
        case _ if "password" in said or "authentication" in said or "pg_hba" in said:
            return OutsideFailure(
                f"{settings.shown} does not let {login} in: login or password are not accepted.",
                next_step=f"{check} and the password it names.",
            )
        case _ if "does not exist" in said:
            return OutsideFailure(
                f"{settings.shown}: there is no such database or login ({login}).",
                next_step=f"{check}.",
            )
        case _ if "connection failed" in said or "timeout expired" in said or "resolve" in said:
            return OutsideFailure(
                f"No PostgreSQL answers for {settings.shown}.",
                next_step=f"{check}, and that the server runs and can be reached from here.",
            )
        case _:
            return OutsideFailure(
                f"The connection to {settings.shown} was lost, twice.",
                next_step="Try again when the server is up; nothing was changed there.",
            )


def _said(error: psycopg.Error) -> str:
    return (error.diag.message_primary or "it gives no reason").rstrip(".")


# By SQLSTATE, or by its first two characters.
_BY_STATE: Mapping[str, Callable[[psycopg.Error, PostgreSQLSettings], OutsideFailure]] = {
    "57014": _stopped,
    "22": _unfit,
    "42501": _forbidden,
    "25006": _forbidden,
    "42": _misunderstood,
    "53": _no_room,
}
