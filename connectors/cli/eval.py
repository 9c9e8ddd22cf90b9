"""`retainer eval`: questions with expected answers, asked and judged."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import RenderableType

from agent.evals.case import Case, read_cases
from agent.evals.run import OUTCOMES, Difference, Done, Run, against, run
from agent.model import Model
from connectors.cli.call import Call, example, print_json, takes_call
from connectors.cli.output import show
from connectors.render.grid import Grid
from connectors.render.pieces import indent, say, section, stack
from connectors.wiring.asking import world
from semantic.errors import ConfigurationError

FOLDER = "evals"
_NOT_A_RUN = "Name a file that `retainer eval --json` wrote."


@click.command(
    "eval",
    epilog=example(
        "retainer eval evals/questions.jsonl",
        "retainer eval questions.jsonl --json > before.json",
        "retainer eval questions.jsonl --against before.json",
    ),
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--against", "earlier", metavar="OTHER.json", help="Compare with an earlier run.")
@takes_call
def command(call: Call, /, files: tuple[str, ...], earlier: str | None) -> int:
    """Run questions with expected answers; without FILE, all in the workspace's evals folder.

    The exit code is 1 when an answer is wrong or fails. Questions back and refusals where an answer
    was due are misses, and counted apart.
    """
    before = _earlier(earlier) if earlier else None
    parts = call.parts()
    cases = _cases([Path(name) for name in files] or _of(parts.workspace.root))
    # The first question also loads the data, which no later one does.
    parts.engine.bounds(parts.principal)
    asked = world(parts)
    done = run(cases, parts.principal, asked)
    changed = _differences(done, before, earlier or "") if before is not None else ()
    if call.json:
        print_json(done.to_json() | {"changed": [vars(each) for each in changed]})
    else:
        show(_page(done, before, changed, asked.model))
    return 0 if done.is_clean else 1


def _of(root: Path) -> list[Path]:
    found = sorted((root / FOLDER).glob("*.jsonl"))
    if not found:
        raise ConfigurationError(
            f"There are no questions: {root / FOLDER} holds no .jsonl file.",
            next_step="Name a file: retainer eval FILE",
        )
    return found


_GIVE = "Give a file with one question as JSON on each line, such as evals/questions.jsonl."


def _cases(files: Sequence[Path]) -> tuple[Case, ...]:
    return tuple(case for file in files for case in read_cases(_text(file).splitlines(), str(file)))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = error.strerror or "the system refuses"
        raise ConfigurationError(f"{file} cannot be read: {why}.", next_step=_GIVE) from error
    except UnicodeDecodeError as error:
        why = "it is not UTF-8 text"
        raise ConfigurationError(f"{file} cannot be read: {why}.", next_step=_GIVE) from error


def _earlier(name: str) -> dict[str, Any]:
    try:
        content = json.loads(_text(Path(name)))
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"{name} is not JSON ({error}).", next_step=_NOT_A_RUN) from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{name} is no run.", next_step=_NOT_A_RUN)
    return content


def _differences(done: Run, earlier: Mapping[str, Any], name: str) -> tuple[Difference, ...]:
    try:
        return against(done, earlier)
    except (KeyError, TypeError) as error:
        raise ConfigurationError(f"{name} is no run.", next_step=_NOT_A_RUN) from error


def _page(
    done: Run,
    before: Mapping[str, Any] | None,
    changed: Sequence[Difference],
    model: Model | None,
) -> RenderableType:
    spent = _spent(done, before or {}, model) if model else ""
    return stack(
        _counts(done),
        say(_took(done), "dim"),
        say(spent, "dim") if spent else None,
        section("Not right", *(_miss(one) for one in done.misses)),
        section("Compared", *_compared(done, before, changed)) if before is not None else None,
    )


def _counts(done: Run) -> RenderableType:
    grid = Grid(("kind", "words"), *((name, "figure") for name in OUTCOMES), ("cases", "figure"))
    for kind, counted in done.counts().items():
        grid.add(kind, *(str(counted[name]) for name in OUTCOMES), str(counted.total()))
    return grid


def _took(done: Run) -> str:
    p50, p95 = (f"{done.seconds(share) * 1000:.0f} ms" for share in (0.5, 0.95))
    return f"p50 {p50} · p95 {p95} in process"


def _spent(done: Run, before: Mapping[str, Any], model: Model) -> str:
    """What the model has cost, with what it cost in the earlier run where that said so."""
    now = done.spent()
    said = {"calls": "{:,}", "tokens": "{:,}", "cost": f"{{:.4f}} {model.prices.currency}"}

    def figure(name: str) -> str:
        shown = said[name].format(now[name])
        was = before.get(name)
        return f"{said[name].format(was)} → {shown}" if isinstance(was, int | float) else shown

    return f"{model.name}: " + " · ".join(f"{name} {figure(name)}" for name in said)


def _miss(one: Done) -> RenderableType:
    asked = " → ".join((*one.case.thread, one.case.question))
    answered = one.text.splitlines()[0] if one.text else "no text"
    return stack(
        say(f"{one.case.id} {one.verdict.outcome}: {asked}"),
        indent(say(one.verdict.why)),
        indent(say(f"Answered: {answered}", "dim")) if one.verdict.outcome == "wrong" else None,
    )


def _compared(
    done: Run, before: Mapping[str, Any], changed: Sequence[Difference]
) -> list[RenderableType]:
    was = before.get("counts", {}).get("right", 0)
    now = sum(one.verdict.outcome == "right" for one in done.done)
    lines = [f"{each.id}: {each.before or 'new'} → {each.after}" for each in changed]
    said = f"right: {was} → {now}" + ("" if lines else "; every case turned out as before")
    return [say(said), *(say(line) for line in lines)]
