"""A model of another provider, by LangChain's name for it: a package beside Retainer."""

import sys
from pathlib import Path

import pytest

from tests.connectors.command_line import Ran, retainer

QUESTION = "how much dosh came in in may 2025"
PACKAGE = """
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

class NoAnswer(Exception):
    status_code = 0

class ReadTimeout(Exception):
    pass

class ChatFireworks(BaseChatModel):
    model: str
    timeout: float
    max_retries: int
    api_key: str = "of the environment"
    fails: int = 0
    mood: int = 0

    @property
    def _llm_type(self):
        return "fireworks"

    def bind_tools(self, tools, **given):
        return self

    def _generate(self, messages, stop=None, run_manager=None, **given):
        if self.fails == 1:
            raise ReadTimeout("secret")
        if self.fails:
            error = NoAnswer("secret of " + self.api_key)
            error.status_code = self.fails
            raise error
        assert (self.model, self.timeout, self.max_retries) == ("llama", 20.0, 1), self
        plan = {"metrics": ["sales"], "period": "may 2025"}
        calls = [{"name": "query", "args": plan, "id": "1", "type": "tool_call"}]
        used = {"input_tokens": 70, "output_tokens": 7, "total_tokens": 77}
        said = AIMessage(self.api_key, tool_calls=calls, usage_metadata=used)
        return ChatResult(generations=[ChatGeneration(message=said)])
"""


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider's package, as `pip install` leaves it."""
    package = tmp_path / "site" / "langchain_fireworks"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(PACKAGE)
    monkeypatch.syspath_prepend(str(package.parent))
    monkeypatch.delitem(sys.modules, "langchain_fireworks", raising=False)
    monkeypatch.setenv("SHOP_KEY", "a-secret")


def asked(shop: Path, name: str, more: str = "") -> Ran:
    settings = shop / "retainer.yaml"
    settings.write_text(f"{settings.read_text()}model:\n  name: {name}\n{more}")
    return retainer("-w", shop, "ask", QUESTION, "--json")


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize("more", ["", "  key: ${SHOP_KEY}\n"], ids=["its own key", "a key"])
def test_a_provider_s_package_is_asked_with_our_times_and_key(shop: Path, more: str) -> None:
    ran = asked(shop, "fireworks:llama", more)

    assert ran.json["status"] == "answered"
    assert ran.json["reading"]["by"] == "model"
    assert ran.json["trace"]["tokens"] == {"in": 70, "out": 7}
    assert "a-secret" not in ran.out


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize(
    ("code", "said"),
    [(1, "did not answer in time"), (401, "does not accept the key (401)"),
     (429, "asked too often"), (529, "answered with the error 529")],
)  # fmt: skip
def test_its_failures_are_in_our_words(shop: Path, code: int, said: str) -> None:
    ran = asked(shop, "fireworks:llama", f"  key: ${{SHOP_KEY}}\n  options: {{fails: {code}}}\n")

    assert ran.json["status"] == "refused"
    assert said in ran.json["warnings"][0]
    assert "secret" not in ran.out


@pytest.mark.usefixtures("_installed")
def test_options_that_it_does_not_take_are_named(shop: Path) -> None:
    ran = asked(shop, "fireworks:llama", "  options: {mood: sunny}\n")

    assert "does not take its settings: mood." in ran.json["warnings"][0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("anthropic:claude-sonnet-4-5", "pip install langchain-anthropic"),
        ("groqq:small", "no provider 'groqq'; did you mean `groq`?"),
        ("zorp:small", "LangChain has no provider 'zorp'"),
    ],
)
def test_a_provider_that_is_not_there_is_said_to_be_missing(
    shop: Path, name: str, said: str
) -> None:
    ran = asked(shop, name)

    assert ran.json["status"] == "refused"
    assert said in ran.json["warnings"][0]
