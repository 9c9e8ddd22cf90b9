"""The language model of a workspace: which, where it is, and what it may cost."""

import re
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from semantic.definition import Definition

KEY_PATTERN = r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"


class CostLimit(Definition):
    """The most that may be spent on calls, tokens, seconds of waiting and money."""

    calls: int | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, ge=0)
    seconds: float | None = Field(default=None, ge=0)
    money: float | None = Field(default=None, ge=0)


class CostLimits(Definition):
    """What one question, one person on a day, and everybody on a day may cost."""

    question: CostLimit = CostLimit(calls=4, tokens=20_000, seconds=45.0)
    person: CostLimit = CostLimit(calls=200)
    day: CostLimit = CostLimit(calls=2_000)


class TokenPrices(Definition):
    """What a million tokens cost, written by the provider as input and output."""

    input: float = Field(default=0.0, ge=0)
    output: float = Field(default=0.0, ge=0)
    currency: str = "USD"


class LanguageModel(Definition):
    """A model that is asked where the interpreter is not sure.

    With `base_url` it is a server that speaks like OpenAI's (vLLM, Ollama, llama.cpp), and `name`
    what that server calls it. Without, `name` is one of OpenAI's, or `provider:model` of LangChain.
    `options` go to the client as they are, such as `temperature`. `wording` says which texts it
    may put into other words: those of briefings, or answers too.
    """

    name: str = Field(min_length=1, max_length=200)
    base_url: str = ""
    key: str = ""
    stream: bool = False
    wording: Literal["never", "briefings", "always"] = "briefings"
    seconds_per_call: float = Field(default=20.0, gt=0, le=600)
    options: dict[str, Any] = Field(default={})
    prices: TokenPrices = TokenPrices()
    limits: CostLimits = CostLimits()

    @field_validator("key")
    @classmethod
    def _key_is_a_setting(cls, key: str) -> str:
        if key and not re.match(KEY_PATTERN, key):
            raise ValueError("write the key as ${NAME} and set NAME in the environment or in .env")
        return key

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("write the address as http://… or https://…, such as …/v1")
        return url

    @model_validator(mode="after")
    def _money_has_a_price(self) -> "LanguageModel":
        limits = (self.limits.question, self.limits.person, self.limits.day)
        free = not (self.prices.input or self.prices.output)
        if free and any(limit.money is not None for limit in limits):
            raise ValueError("a limit in money needs `prices`")
        return self
