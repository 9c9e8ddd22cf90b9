"""A text in a model's words: the template stands unless the wording proves to say the same."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from hashlib import sha256
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.budget import Spent
from agent.checker import NO_GROUPS, Finding, Groups, check
from agent.checker.dates import periods
from agent.checker.retold import CONNECTING, REFERENCE, retold
from agent.claims import Claim
from agent.prompts import prompt
from agent.writer import CHANGES, render
from semantic.errors import RetainerError
from semantic.record import changeable, record
from semantic.week import MONDAY, Weekday
from skills.loader import Pinned, Skill

MOST_ANSWER = 20_000
_LEAD = re.compile(
    r"(?i)(?:\b(?:in|on|from|against|before|since|as of|at the end of|the week of|week of)\s+)+$"
)
_OPENS = re.compile(r"(?:^|\.\s+|\n(?:- )?)$")
_PARTIAL = re.compile(r" \(partial\)")
_FENCED = re.compile(r"^```(?:json)?\s*|\s*```$")
_CLASHES = "a figure stands beside a label, name or period that is not its own"


class Kept(Protocol):
    """What was worded before, by key, so that the same text is not paid for twice."""

    def find(self, key: str) -> str | None:
        """The wording kept under the key: empty when none passed, None when none was asked for."""

    def keep(self, key: str, wording: str) -> None:
        """Keeps a wording, or that none passed."""


@changeable
class KeptInMemory:
    """Wordings for as long as the process runs."""

    wordings: dict[str, str] = field(default_factory=dict)

    def find(self, key: str) -> str | None:
        """The wording kept under the key."""
        return self.wordings.get(key)

    def keep(self, key: str, wording: str) -> None:
        """Keeps a wording."""
        self.wordings[key] = wording


@record
class Pen:
    """A language model that words texts: its name, and what it answers to a prompt.

    `write` raises RetainerError where it cannot answer, for want of budget or of an answer.
    `style` is a workspace's own skill on how to write; it cannot widen what may be said. `spent` is
    what its calls have cost so far.
    """

    name: str
    write: Callable[[str], str]
    kept: Kept = field(default_factory=KeptInMemory)
    style: Skill | None = None
    spent: Callable[[], Spent] = Spent

    @property
    def instructions(self) -> str:
        """What the workspace asks of the words; empty where it asks nothing."""
        return self.style.body if self.style else ""


@record
class Worded:
    """A text as people read it, who worded it, and what was refused of a model's attempts.

    `skills` are those that a model's wording followed.
    """

    text: str
    by: Literal["template", "model"] = "template"
    model: str = ""
    refused: tuple[Finding, ...] = ()
    skills: tuple[Pinned, ...] = ()


@record
class Check:
    """What the checker is told besides claims; `check` says what each is."""

    names: Collection[str] = ()
    terms: Collection[str] = ()
    groups: Groups = field(default_factory=lambda: NO_GROUPS)
    week_start: Weekday = MONDAY

    def of(self, text: str, claims: Mapping[str, Claim]) -> tuple[Finding, ...]:
        """What the claims do not back in a text."""
        return check(
            text,
            claims,
            names=self.names,
            terms=self.terms,
            groups=self.groups,
            week_start=self.week_start,
        )


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str


@record
class _Task:
    """A template whose periods have become references, too; `slots` are their texts."""

    bare: str
    slots: Mapping[str, str]
    claims: Mapping[str, Claim]
    known: Check

    def retold(self, wording: str) -> tuple[Finding, ...]:
        """What the wording itself says more, less or otherwise than the template."""
        return retold(
            self.bare,
            wording,
            names={
                name
                for claim in self.claims.values()
                if claim.kind != "name"
                for name in claim.said_as
            },
            changes=[id_ for id_, claim in self.claims.items() if claim.kind in CHANGES],
        )

    def unbacked(self, wording: str) -> tuple[Finding, ...]:
        """What no claim backs in a wording once it is filled in."""
        return self.known.of(self.filled(wording), self.claims)

    def filled(self, wording: str) -> str:
        """The wording as people read it."""

        def said(found: re.Match[str]) -> str:
            text = self.slots.get(found[1])
            if text is None:
                return found[0]
            opens = _OPENS.search(wording[: found.start()])
            return text[:1].upper() + text[1:] if opens else text

        return render(REFERENCE.sub(said, wording), self.claims)


def worded(
    template: str, claims: Mapping[str, Claim], pen: Pen | None, known: Check | None = None
) -> Worded:
    """The text of a template, in a model's words when those say the same.

    The model sees the template with its references, and no value of the data. Its wording has to
    keep every phrase, figure, name and period, and to pass the checker once it is filled in. It has
    one more try with the findings; then the template stands. A wording that was kept is checked
    like a new one. Never raises for what a model does.
    """
    plain = Worded(render(template, claims))
    task = _task(template, claims, known or Check()) if pen else None
    if pen is None or task is None:
        return plain
    key = _key(task, pen)
    found = pen.kept.find(key)
    if found is not None:
        usable = found and not task.retold(found) and not task.unbacked(found)
        return _in_words(task.filled(found), pen) if usable else plain
    try:
        wording, refused = _asked(task, pen)
    except RetainerError:
        return plain
    pen.kept.keep(key, wording)
    if not wording:
        return Worded(plain.text, refused=refused)
    return _in_words(task.filled(wording), pen, refused)


def _in_words(text: str, pen: Pen, refused: tuple[Finding, ...] = ()) -> Worded:
    style = (Pinned(pen.style.name, pen.style.hash),) if pen.style else ()
    return Worded(text, "model", pen.name, refused, style)


def wording_prompt(bare: str, instructions: str = "") -> str:
    """What the model is asked for a template without values."""
    style = f"The workspace asks for this style:\n\n{instructions}\n" if instructions else ""
    return prompt("wording").format(
        instructions=style, connecting=", ".join(sorted(CONNECTING)), template=bare
    )


def repair_prompt(asked: str, answer: str, complaints: Collection[str]) -> str:
    """What the model is asked after an answer that cannot be used."""
    lines = "\n".join(f"- {complaint}" for complaint in complaints)
    return prompt("wording_repair").format(prompt=asked, answer=answer, findings=lines)


def _asked(task: _Task, pen: Pen) -> tuple[str, tuple[Finding, ...]]:
    """A wording that may be used, or none, and what was refused on the way."""
    asked = wording_prompt(task.bare, pen.instructions)
    refused: tuple[Finding, ...] = ()
    request = asked
    for _ in range(2):
        answer = pen.write(request)[:MOST_ANSWER]
        wording, findings, complaints = _judged(task, answer)
        if not complaints:
            return wording, refused
        refused += findings
        request = repair_prompt(asked, answer, complaints)
    return "", refused


def _judged(task: _Task, answer: str) -> tuple[str, tuple[Finding, ...], tuple[str, ...]]:
    """The wording in an answer, what is wrong with it, and the same in words for the model."""
    wording = _wording(answer)
    if wording is None:
        return "", (), ('the answer is not one JSON object of the form {"text": "…"}',)
    findings = task.retold(wording)
    if findings:
        said = (f"“{finding.what}” {finding.why}" for finding in findings)
        return wording, findings, tuple(dict.fromkeys(said))
    findings = task.unbacked(wording)
    # These are about the text with its values, which the model is not to see.
    return wording, findings, (_CLASHES,) if findings else ()


def _wording(answer: str) -> str | None:
    try:
        content = json.loads(_FENCED.sub("", answer.strip()))
        return _Answer.model_validate(content).text.strip() or None
    except (ValueError, ValidationError, RecursionError):
        return None


def _task(template: str, claims: Mapping[str, Claim], known: Check) -> _Task | None:
    """The template with periods as references, or None where something else would show values."""
    spans: list[tuple[int, int]] = []
    for said in sorted(periods(template, 0, len(template)), key=lambda each: each.start):
        if any(letter.isdigit() for letter in template[said.start : said.end]):
            lead, tail = _LEAD.search(template[: said.start]), _PARTIAL.match(template, said.end)
            spans.append((lead.start() if lead else said.start, tail.end() if tail else said.end))
    slots: dict[str, str] = {}
    bare, place = "", 0
    for start, end in spans:
        text = template[start:end]
        slot = next((name for name, other in slots.items() if other == text), f"p{len(slots) + 1}")
        slots[slot] = text
        bare += template[place:start] + f"{{{slot}}}"
        place = end
    bare += template[place:]
    rest = REFERENCE.sub("", bare)
    if any(letter.isdigit() or letter in "{}" for letter in rest) or not REFERENCE.search(bare):
        return None
    return _Task(bare, slots, claims, known)


def _key(task: _Task, pen: Pen) -> str:
    """What the same wording is kept under: the model, what it is asked, and the claims."""
    asked = wording_prompt(task.bare, pen.instructions)
    said = [claim.model_dump_json() for claim in task.claims.values()]
    content = json.dumps([pen.name, asked, sorted(task.slots.items()), said])
    return f"sha256:{sha256(content.encode()).hexdigest()}"
