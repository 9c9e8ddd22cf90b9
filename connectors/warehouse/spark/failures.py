"""What Spark says when it fails, in plain words and without values from the data.

A value in an error text could come from a row that the asker may not see, so of Spark's own words
only the name of its error is shown.
"""

from collections.abc import Callable

from pyspark.errors import PySparkException

from connectors.connections import SparkSettings
from semantic.errors import OutsideFailure

_LIVE = "Run: retainer check --live"
_DEBUG = "The same command with --debug shows what it says."


def while_asking(error: PySparkException, settings: SparkSettings) -> OutsideFailure:
    """The failure of a statement, or of the session that it needed."""
    condition, state, grpc = condition_of(error), error.getSqlState() or "", _grpc(error)
    found = _BY_STATUS.get(grpc) or _BY_CONDITION.get(condition.partition(".")[0])
    found = found or _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    if found is not None:
        return found(settings, condition)
    shown = f" ({condition})" if condition else ""
    return OutsideFailure(f"Spark could not run the query{shown}.", next_step=_DEBUG)


def condition_of(error: PySparkException) -> str:
    """Spark's name of the error, such as TABLE_OR_VIEW_NOT_FOUND; empty without one."""
    return error.getCondition() or ""


def is_gone(error: PySparkException) -> bool:
    """Whether the session is lost, or the connection to it."""
    condition = condition_of(error)
    known = condition.startswith("INVALID_HANDLE.") or condition == "NO_ACTIVE_SESSION"
    return known or _grpc(error) == "UNAVAILABLE"


def stopped(settings: SparkSettings) -> OutsideFailure:
    """The failure of a statement that took too long."""
    return OutsideFailure(
        f"The query was stopped after {settings.timeout_seconds:g} seconds.",
        next_step="Ask for a shorter period or fewer groups, or raise "
        "the time-outs of `warehouse` in connections.yaml.",
    )


def _grpc(error: PySparkException) -> str:
    status = getattr(error, "_grpc_status_code", None)
    return status.name if status is not None else ""


def _unreachable(settings: SparkSettings, _condition: str) -> OutsideFailure:
    return OutsideFailure(
        f"No Spark answers at {settings.shown}.",
        next_step="Check `warehouse.url` in connections.yaml, and that Spark Connect runs there "
        "and can be reached from here.",
    )


def _closed(settings: SparkSettings, _condition: str) -> OutsideFailure:
    return OutsideFailure(
        f"{settings.shown} does not let Retainer in: the token is not accepted.",
        next_step="Check `warehouse.token` in connections.yaml.",
    )


def _cancelled(_settings: SparkSettings, _condition: str) -> OutsideFailure:
    return OutsideFailure("The query was cancelled.", next_step="Ask again when it suits.")


def _lost(settings: SparkSettings, _condition: str) -> OutsideFailure:
    return OutsideFailure(
        f"The session on {settings.shown} was lost, twice.",
        next_step="Try again when the cluster is up; nothing was changed there.",
    )


def _unfit(_settings: SparkSettings, _condition: str) -> OutsideFailure:
    return OutsideFailure(
        "The data holds a value that does not fit what the models say of it.", next_step=_LIVE
    )


def _forbidden(_settings: SparkSettings, condition: str) -> OutsideFailure:
    return OutsideFailure(
        f"Spark does not allow the query ({condition}).",
        next_step="Give the account of the token SELECT on the tables that the models name.",
    )


def _misunderstood(_settings: SparkSettings, condition: str) -> OutsideFailure:
    return OutsideFailure(f"Spark does not accept the query ({condition}).", next_step=_LIVE)


def _no_room(_settings: SparkSettings, condition: str) -> OutsideFailure:
    return OutsideFailure(
        f"The cluster has no room for the query ({condition}).",
        next_step="Ask for a shorter period or fewer groups, or give the cluster more memory.",
    )


_Explain = Callable[[SparkSettings, str], OutsideFailure]
# By the status of gRPC, by the first part of Spark's condition, by SQLSTATE or its first two
# characters.
_BY_STATUS: dict[str, _Explain] = {
    "UNAVAILABLE": _unreachable,
    "DEADLINE_EXCEEDED": _unreachable,
    "UNAUTHENTICATED": _closed,
    "PERMISSION_DENIED": _closed,
}
_BY_CONDITION: dict[str, _Explain] = {
    "OPERATION_CANCELED": _cancelled,
    "INVALID_HANDLE": _lost,
    "NO_ACTIVE_SESSION": _lost,
}
_BY_STATE: dict[str, _Explain] = {
    "22": _unfit,
    "42501": _forbidden,
    "42": _misunderstood,
    "53": _no_room,
}
