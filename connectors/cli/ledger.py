"""`retainer ledger`: what became of each flag."""

import click

from briefings.audience import sees_customers
from briefings.detect import customers_with_orders
from briefings.ledger import Ledger, ledger
from briefings.spec import BriefingSpec
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.render import judged
from connectors.wiring.parts import Parts
from connectors.wiring.weekly import open_store
from semantic.period import Period


@click.command("ledger", epilog=example("retainer ledger", "retainer ledger weekly-retention"))
@click.argument("name", required=False)
@takes_call
def command(call: Call, /, name: str | None) -> None:
    """Show flags, verdicts and outcomes, with precision and recall by owner and signal.

    Reviewers who see every customer see all flags; owners see those of their own customers.
    """
    parts = call.parts(patient=True)
    names = (parts.briefing(name).name,) if name else tuple(parts.workspace.briefings)
    found = [_ledger(parts, parts.briefing(each)) for each in names]
    if call.json:
        documents = [each.model_dump(mode="json") for each in found]
        print_json(documents[0] if name else {"ledgers": documents})
    else:
        show(*map(judged.ledger, found))


def _ledger(parts: Parts, spec: BriefingSpec) -> Ledger:
    store, today = open_store(parts.workspace), parts.workspace.today
    toolkit = parts.toolkit(parts.person(spec.run_as), today)

    def ordered(span: Period) -> frozenset[str]:
        return customers_with_orders(toolkit, spec, span)

    runs = store.runs.all(spec.name)
    sees_all = parts.access.reviews and all(sees_customers(run, parts.access) for run in runs)
    owner = "" if sees_all else parts.principal.id
    return ledger(store, spec.name, ordered, today, owner)
