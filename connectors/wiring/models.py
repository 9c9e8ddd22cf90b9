"""The workspace's language model, put together so that nothing is paid before it is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from agent.budget import Breaker, Limit, Limits, Meter, ModelFailed, Prices, Spent
from agent.loop.pen import pen
from agent.model import Model
from agent.wording import Kept, Pen
from connectors.settings import REFERENCE, local_time
from connectors.workspace import Workspace
from semantic.language_model import CostLimit, LanguageModel
from semantic.loading import SETTINGS
from semantic.policy import Principal
from semantic.record import record

if TYPE_CHECKING:
    from agent.model import Chat

STYLE = "wording"
"""The name of a workspace's skill that says how its texts are to be worded."""


def language_model(workspace: Workspace) -> Model | None:
    """The model of retainer.yaml; None without one."""
    given = workspace.catalog.settings.model
    if given is None:
        return None
    limits, prices = given.limits, given.prices
    return Model(
        name=given.name,
        chat=lambda: _chat(given, workspace),
        breaker=Breaker(monotonic),
        day=lambda: local_time(workspace.catalog.settings.timezone).date(),
        prices=Prices(prices.input, prices.output, prices.currency),
        limits=Limits(_limit(limits.question), _limit(limits.person), _limit(limits.day)),
        meter=LaterMeter(lambda: _meter(workspace)),
        seconds_per_call=given.seconds_per_call,
    )


def answers_pen(workspace: Workspace, model: Model | None) -> Callable[[Principal], Pen] | None:
    """What words answers, made for whoever asks; None where the template's words are wanted."""
    if model is None or not _words(workspace, "always"):
        return None
    kept = LaterWordings(workspace)
    return lambda principal: _styled(workspace, pen(model, principal.id, perf_counter, kept))


def briefing_pen(workspace: Workspace, person: str) -> Pen | None:
    """What words the sections and notes of a briefing that runs as a person."""
    model = language_model(workspace)
    if model is None or not _words(workspace, "always", "briefings"):
        return None
    kept = LaterWordings(workspace)
    return _styled(workspace, pen(model, person, perf_counter, kept, many_texts=True))


def _styled(workspace: Workspace, made: Pen) -> Pen:
    """The pen with the workspace's own skill on how to write, if it has one."""
    return replace(made, style=next((s for s in workspace.skills if s.name == STYLE), None))


def _words(workspace: Workspace, *wanted: str) -> bool:
    given = workspace.catalog.settings.model
    return given is not None and given.wording in wanted


def _chat(given: LanguageModel, workspace: Workspace) -> "Chat":
    # Imported here because LangChain and OpenAI's client take seconds.
    from connectors.llm import OPENAI, openai_chat, other_chat

    key = _key(given, workspace)
    if not given.base_url and ":" in given.name:
        return other_chat(given.name, key, seconds=given.seconds_per_call, options=given.options)
    # A server of one's own may want no key, and the client wants some text.
    return openai_chat(
        given.name,
        key or "none",
        base_url=given.base_url or OPENAI,
        seconds=given.seconds_per_call,
        stream=given.stream,
        options=given.options,
    )


def _key(given: LanguageModel, workspace: Workspace) -> str:
    """The key; empty where none is configured."""
    names = REFERENCE.findall(given.key)
    if not names:
        return ""
    if not workspace.known.get(names[0]):
        raise ModelFailed(
            f"{given.name} is not asked: `${{{names[0]}}}`, its key in {SETTINGS}, is not set.",
            next_step=f"Set {names[0]} in the environment or in the workspace's .env file.",
        )
    return workspace.known[names[0]]


def _limit(given: CostLimit) -> Limit:
    return Limit(given.calls, given.tokens, given.seconds, given.money)


def _meter(workspace: Workspace) -> Meter:
    from connectors.wiring.state import open_store

    return open_store(workspace).spending


@record
class LaterWordings:
    """The wordings of the state, whose database is opened by the first text that is worded."""

    workspace: Workspace

    @cached_property
    def _kept(self) -> Kept:
        from connectors.wiring.state import open_store

        return open_store(self.workspace).wordings

    def find(self, key: str) -> str | None:
        """The wording kept under the key."""
        return self._kept.find(key)

    def keep(self, key: str, wording: str) -> None:
        """Keeps a wording."""
        self._kept.keep(key, wording)


@record
class LaterMeter:
    """A meter whose database is opened by the first question that is put to a model."""

    open: Callable[[], Meter]

    @cached_property
    def _meter(self) -> Meter:
        return self.open()

    def spent(self, day: date, person: str = "") -> Spent:
        """What a person, or everybody, has spent on a day."""
        return self._meter.spent(day, person)

    def add(self, day: date, person: str, spent: Spent) -> None:
        """Remembers what a person's question has cost."""
        self._meter.add(day, person, spent)
