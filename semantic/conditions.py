"""Conditions that people write as expressions: what they may be about, and where they may stand."""

from collections.abc import Collection

from semantic.errors import BadValue, Misplaced, UnknownName
from semantic.expression import Expression, parse
from semantic.expression_tokens import ExpressionError
from semantic.expression_tree import Node
from semantic.query import Query
from semantic.view import View

_ON_FIGURES = "A condition on figures goes into `having`, one on rows into `where`."


def read_condition(text: str) -> Expression:
    """The expression that a person wrote.

    Raises BadValue for what is none, Misplaced for one that looks at more than a row.
    """
    try:
        return parse(text)
    except ExpressionError as error:
        if error.fault in ("aggregate", "nested aggregate"):
            raise Misplaced(
                f"{text!r} adds up rows, and a condition is about one row or one figure: "
                f"{error.message}.",
                about="metric",
                next_step="Define the figure as a metric, and name it in `having`.",
            ) from error
        if error.fault in ("window", "nested window", "frame"):
            raise Misplaced(
                f"{text!r} looks at other rows, and a condition is about one row: {error.message}.",
                about="window",
                next_step="Have the steward add it to the model as a calculated column.",
            ) from error
        raise BadValue(
            f"{text!r} cannot be read at character {error.offset + 1}: {error.message}.",
            next_step='Write it like "customer.region" = \'North\' AND "time.month" IS NOT NULL.',
        ) from error


def check_on_rows(text: str, given: Expression, metrics: Collection[str]) -> None:
    """Raises Misplaced for a condition on rows that names a metric."""
    named = sorted(given.columns & set(metrics))
    if not named:
        return
    others = given.columns - set(metrics)
    raise Misplaced(
        f"{text!r} is about {named[0]}, a figure of the answer"
        + (", and about rows as well." if others else "."),
        about="both" if others else "metric",
        next_step=_ON_FIGURES,
    )


def having(text: str, query: Query, view: View) -> Node:
    """The condition on columns of the query's answer.

    Raises Misplaced for one on rows, UnknownName for a metric that is not asked for.
    """
    given = read_condition(text)
    shown = {*query.metrics, *query.group_by}
    figures = given.columns & set(view.granted)
    rows = given.columns - shown - figures
    if rows and all(name in view.dimensions for name in rows):
        raise Misplaced(
            f"{text!r} is about {min(rows)}, which the answer does not show"
            + (", and about figures as well." if figures else "."),
            about="both" if figures else "row",
            next_step=_ON_FIGURES,
        )
    missing = given.columns - shown
    if missing:
        raise UnknownName(
            f"The answer has no column {min(missing)!r} for a condition to be about.",
            nearest=tuple(sorted(shown)),
            next_step="Ask for it, too.",
        )
    return given.root
