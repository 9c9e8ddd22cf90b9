"""`retainer backtest`: what the signals would have flagged on past dates, against what happened."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, get_args

import click

from briefings.detect import activity, flag_rule, owners, settings_of
from briefings.spec import BriefingSpec, Day
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.days import day
from connectors.cli.output import show
from connectors.render import judged
from connectors.wiring.parts import Parts
from semantic.errors import BadPeriod, Refusal
from semantic.period import add_months
from skills.risk.backtest import Backtest, backtest

NEWEST = 5
_END_OF_TIME = date(9999, 12, 31)


@click.command(
    "backtest",
    epilog=example(
        "retainer backtest weekly-retention",
        "retainer backtest weekly-retention --from 2011-06-01 --to 2011-10-03 --json",
    ),
)
@click.argument("name")
@click.option("--from", "start", metavar="D", help="Judge the dates from this day on.")
@click.option("--to", "end", metavar="D", help="The last day that may be judged.")
@takes_call
def command(call: Call, /, name: str, start: str | None, end: str | None) -> None:
    """Show what the signals would have flagged, against what happened.

    Judges the first scheduled weekday of each month, the newest five unless days are given. Each
    is judged by a model that saw nothing dated on or after it, against all outcomes in the data,
    also those after a fixed clock.
    """
    parts = call.parts(patient=True)
    spec = parts.briefing(name)
    _refuse_partial_sight(parts, spec)
    until = _until(parts, spec)
    first, last = day(start, "--from"), day(end, "--to")
    latest = min(parts.workspace.today, until - timedelta(days=spec.horizon_days))
    if first and first > (last or latest):
        raise BadPeriod(
            f"No date from {first} to {last or latest} has an outcome that is known.",
            next_step=f"The last day that can be judged is {latest}.",
        )
    days = tuple(_first_weekdays(spec.schedule.day, first, last or latest))
    found = _backtest(parts, spec, days if first else days[-NEWEST:], until)
    if call.json:
        print_json(_document(found))
    else:
        show(judged.backtest(found))


def _refuse_partial_sight(parts: Parts, spec: BriefingSpec) -> None:
    what = spec.activity
    for metric in (what.sales, what.products, what.returns):
        if not parts.access.rows_for(metric).unrestricted:
            raise Refusal(
                "A backtest is over every customer, and you may see some of them.",
                next_step="Ask somebody who sees all, or give their id with --as.",
            )


def _until(parts: Parts, spec: BriefingSpec) -> date:
    """The day before which every outcome is known."""
    if parts.catalog.settings.clock == "real":
        return parts.workspace.today
    bounds = parts.engine.bounds(parts.person(spec.run_as), _END_OF_TIME)
    return bounds[1] + timedelta(days=1) if bounds else parts.workspace.today


def _first_weekdays(weekday: Day, first: date | None, last: date) -> Iterator[date]:
    """The first such weekday of each month, from `first` (or a year ago) to `last`."""
    begin = first or add_months(last, -12)
    number = get_args(Day).index(weekday)
    month = begin.replace(day=1)
    while month <= last:
        found = month + timedelta(days=(number - month.weekday()) % 7)
        if begin <= found <= last:
            yield found
        month = add_months(month, 1)


def _backtest(parts: Parts, spec: BriefingSpec, days: tuple[date, ...], until: date) -> Backtest:
    toolkit = parts.toolkit(parts.person(spec.run_as), until)
    rule = flag_rule(spec, owners(toolkit, spec))
    settings = settings_of(spec, parts.catalog.settings.currency)
    return backtest(activity(toolkit, spec), days, settings, until=until, flag_rule=rule)


def _document(found: Backtest) -> dict[str, Any]:
    return {
        "horizon_days": found.horizon_days,
        "dates": [_dated(asdict(each)) for each in found.dates],
        "signals": [asdict(each) for each in found.signals],
        "not_judged": [_dated(asdict(each)) for each in found.not_judged],
    }


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"as_of": values["as_of"].isoformat()}
