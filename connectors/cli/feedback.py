"""`retainer feedback`: an owner's verdict on a flag."""

import click

from briefings.feedback import ANSWERS, answer
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.cli.records import record
from connectors.render.pieces import say
from connectors.wiring.records import Records
from connectors.wiring.weekly import open_store


@click.command(
    "feedback",
    epilog=example(
        "retainer feedback FLAG confirmed",
        'retainer feedback FLAG false-positive "They order every spring"',
        'retainer feedback FLAG context "Moved to another supplier" --as owner-uk-1',
    ),
)
@click.argument("flag")
@click.argument("verdict", metavar=f"[{'|'.join(ANSWERS)}]")
@click.argument("text", nargs=-1)
@click.option("--reason", default="", metavar="TEXT", help="The same as TEXT.")
@takes_call
def command(call: Call, /, flag: str, verdict: str, text: tuple[str, ...], reason: str) -> None:
    """Give a verdict on a flag: the latest of its owner counts, and none is lost."""
    parts = call.parts()
    kept = answer(
        open_store(parts.workspace),
        flag,
        verdict,
        by=parts.principal,
        access=parts.access,
        at=parts.workspace.now,
        reason=" ".join((*text, reason)),
    )
    records = Records(parts.workspace, "cli")
    given = {"flag": records.seal(kept.flag_id), "verdict": kept.verdict}
    record(lambda: records.note(parts.principal, "feedback", given))
    if call.json:
        print_json(vars(kept))
    else:
        show(say(f"Kept: {kept.flag_id} {kept.verdict}, by {kept.by}."))
