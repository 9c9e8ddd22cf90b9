"""What a surface writes into the audit, and the answers that it keeps."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefings.audit import Seal, of_answer, of_query, sealer
from briefings.store.audit import Audit, Event, Surface, append
from briefings.store.database import Database
from connectors.settings import pseudonym_key
from connectors.wiring.parts import Parts
from connectors.wiring.state import open_database
from connectors.workspace import Workspace
from semantic.errors import RetainerError
from semantic.period import whole_grain
from semantic.policy import Principal, access
from semantic.query import Query
from semantic.record import record
from semantic.result import Result

if TYPE_CHECKING:
    from agent.answer import Answer
    from briefings.store.answers import Answers, SavedAnswer


def mark(answer: "Answer", question: str, parts: Parts) -> "Answer":
    """The answer with who verified it, if anybody did."""
    known = parts.workspace.verified
    if not known:
        return answer
    # Imported here because few workspaces have verified answers.
    from agent.verify import marked

    steward = parts.access.approves
    return marked(answer, question, known, parts.workspace.approvals, for_steward=steward)


@record
class Records:
    """The audit and the kept answers of a workspace, as one surface writes them.

    `at` is the local time, if it is not the workspace's. The database is opened by the first use.
    Everything raises OutsideFailure where it cannot be kept.
    """

    workspace: Workspace
    surface: Surface
    at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The local time of what is written."""
        return self.at or self.workspace.now

    @cached_property
    def database(self) -> Database:
        """The state database."""
        return open_database(self.workspace)

    @cached_property
    def seal(self) -> Seal:
        """What stands for texts in the audit."""
        return sealer(pseudonym_key(self.workspace.root, self.workspace.known))

    @property
    def audit(self) -> Audit:
        """Who asked, saw, approved and sent."""
        return Audit(self.database)

    @property
    def answers(self) -> "Answers":
        """The answers that are not forgotten yet."""
        # Imported here, and below, because a query keeps no answer.
        from briefings.store.answers import Answers

        days = self.workspace.catalog.settings.keep_answers_days
        return Answers(self.database, self.now, days)

    def note(self, who: Principal, act: str, content: Mapping[str, Any]) -> None:
        """Adds to the audit that somebody did something."""
        self.audit.append(self._event(who, act, content))

    def note_query(self, who: Principal, query: Query, came: Result | RetainerError) -> None:
        """Adds to the audit that somebody ran a query, and what came of it."""
        self.note(who, "query", of_query(query, self.seal, came, self.workspace.catalog))

    def answered(
        self, who: Principal, question: str, answer: "Answer", thread: str = ""
    ) -> "Answer":
        """The answer with where `who` has had it before.

        It is in the audit then, and how it was read is kept: both or neither.
        """
        from briefings.saved import saved

        event = self._event(who, "ask", of_answer(answer, question, self.seal))
        kept = saved(answer, question, who.id, self.now, thread)
        already = self._already(who, answer, kept)
        with self.database.writing() as connection:
            append(connection, event)
            self.answers.add(connection, kept)
        return replace(answer, already=already)

    def _already(self, who: Principal, answer: "Answer", kept: "SavedAnswer") -> str:
        if answer.reading is None or answer.status != "answered":
            return ""
        weeks = self.workspace.catalog.settings.week_start
        if self.workspace.briefings and whole_grain(answer.reading.period.days, weeks) == "week":
            # Imported here because all that a briefing is made of takes longer than an answer.
            from briefings.already import in_briefing
            from briefings.store.runs import Runs

            allowed = access(who, self.workspace.catalog.roles)
            runs, today = Runs(self.database), self.now.date()
            named = self.workspace.briefings
            said = in_briefing(answer, runs, named, who, allowed, today, weeks)
            if said:
                return said
        from briefings.saved import asked_before

        return asked_before(answer, self.answers.before(kept))

    def _event(self, who: Principal, act: str, content: Mapping[str, Any]) -> Event:
        return Event(self.now.isoformat(), who.id, self.surface, act, content)
