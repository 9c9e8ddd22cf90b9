"""What comes back for a question, in the shape that `retainer ask --json` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any, Literal

from agent.budget import Spent
from agent.claims import Claim
from agent.interpreter.outcome import Option
from agent.reading import Reading
from semantic.record import record
from semantic.result import Result
from skills.loader import Pinned

Status = Literal["answered", "clarify", "refused", "error"]


@record
class Table:
    """A result as rows: `columns` as Result prints them with a label, `rows` plain values."""

    title: str
    columns: Sequence[Mapping[str, str]]
    rows: Sequence[Sequence[Any]]


@record
class Chart:
    """A picture as a Vega-Lite specification with its data inside."""

    title: str
    vega_lite: Mapping[str, Any]


@record
class Source:
    """The definition a figure stands on, who answers for it, and the SQL that computed it.

    A definition that was asked for itself has no `result`, and one of a dimension nobody's name.
    """

    metric: str
    definition: str
    result: Result | None = field(repr=False)
    owner: str = ""
    status: str = ""

    @property
    def sql(self) -> str:
        """The SQL, written out only when somebody wants it."""
        return self.result.sql if self.result else ""

    def to_json(self) -> dict[str, str]:
        """The source as CONTRACTS prints it."""
        said = {"metric": self.metric, "definition": self.definition, "sql": self.sql}
        return {**said, "owner": self.owner, "status": self.status}


@record
class Verification:
    """Who verified an answer, and when; `note` is what they said about it."""

    by: str
    name: str
    at: datetime
    note: str = ""

    def to_json(self) -> dict[str, str]:
        """The verification as `retainer ask --json` prints it."""
        return {"by": self.by, "name": self.name, "at": self.at.isoformat(), "note": self.note}


@record
class Trace:
    """What answering took: `seconds` by the given clock, `cost` in the model's currency.

    `skills` are those that it was done by, each with the hash of the text that it followed.
    """

    id: str
    seconds: float = 0
    model_calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    skills: tuple[Pinned, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The trace as CONTRACTS prints it."""
        return {
            "id": self.id,
            "seconds": round(self.seconds, 4),
            "model_calls": self.model_calls,
            "tokens": {"in": self.tokens_in, "out": self.tokens_out},
            "skills": [vars(skill) for skill in self.skills],
            "cost": round(self.cost, 6),
        }

    def with_spent(self, spent: Spent) -> "Trace":
        """The trace with what a model has cost besides."""
        return replace(
            self,
            model_calls=self.model_calls + spent.calls,
            tokens_in=self.tokens_in + spent.tokens_in,
            tokens_out=self.tokens_out + spent.tokens_out,
            cost=self.cost + spent.cost,
        )


@record
class Answer:
    """An answer, a question back (`options`), a refusal (`reason`, `nearest`) or an error.

    `text` is what a person reads; all its figures are in `claims`. `echo` says in one line how the
    question was read, `follow_ups` what to ask next. `worded_by` names the model whose words the
    text has; empty, it is the template's. `verified` says who verified an answer like it, `already`
    where the asker has had it before. `results` are kept for those who want more
    than the text, and are not printed. After `small_talk` there was nothing to answer.
    """

    status: Status
    text: str
    trace: Trace
    reading: Reading | None = None
    echo: str = ""
    worded_by: str = ""
    claims: tuple[Claim, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    options: tuple[Option, ...] = ()
    nearest: tuple[str, ...] = ()
    reason: str = ""
    warnings: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    not_understood: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    verified: Verification | None = None
    already: str = ""
    small_talk: bool = False
    results: tuple[Result, ...] = field(default=(), repr=False)

    def to_json(self) -> dict[str, Any]:
        """The answer as CONTRACTS prints it."""
        return {
            "status": self.status,
            "text": self.text,
            "worded_by": self.worded_by,
            "reading": self.reading.to_json() if self.reading else None,
            "echo": self.echo,
            "claims": [claim.model_dump(mode="json") for claim in self.claims],
            "tables": [
                {"title": table.title, "columns": list(table.columns), "rows": list(table.rows)}
                for table in self.tables
            ],
            "charts": [{"title": c.title, "vega_lite": dict(c.vega_lite)} for c in self.charts],
            "options": [
                {"label": one.label, "reading": one.reading.to_json() if one.reading else None}
                for one in self.options
            ],
            "nearest": list(self.nearest),
            "reason": self.reason,
            "not_understood": list(self.not_understood),
            "warnings": list(self.warnings),
            "follow_ups": list(self.follow_ups),
            "verified": self.verified.to_json() if self.verified else None,
            "already": self.already,
            "sources": [source.to_json() for source in self.sources],
            "trace": self.trace.to_json(),
        }
