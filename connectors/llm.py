"""Clients of language models: OpenAI's and what speaks like it, or another provider by its name."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agent.budget import ModelFailed
from agent.model import ATTEMPTS
from semantic.suggest import did_you_mean, listed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OPENAI = "https://api.openai.com/v1"


def openai_chat(
    name: str,
    key: str,
    *,
    base_url: str = OPENAI,
    seconds: float = 20.0,
    stream: bool = False,
    options: Mapping[str, Any] | None = None,
) -> "BaseChatModel":
    """A client of OpenAI's API, or of a server at `base_url` that speaks like it.

    `options` are further settings of ChatOpenAI, such as `temperature`.
    Each attempt may take `seconds`; one that fails is made once more. Every failure is raised as
    ModelFailed, with why in words and without what was sent.
    """
    import openai
    from langchain_core.outputs import ChatGenerationChunk, ChatResult
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    class Client(ChatOpenAI):
        """OpenAI's client, whose failures are ours."""

        def _generate(self, *given: Any, **more: Any) -> ChatResult:
            try:
                return super()._generate(*given, **more)
            except openai.OpenAIError as error:
                raise ModelFailed(_why(name, error)) from error

        def _stream(self, *given: Any, **more: Any) -> Iterator[ChatGenerationChunk]:
            try:
                yield from super()._stream(*given, **more)
            except openai.OpenAIError as error:
                raise ModelFailed(_why(name, error)) from error

    return Client(
        model=name,
        base_url=base_url,
        api_key=SecretStr(key),
        timeout=seconds,
        max_retries=ATTEMPTS - 1,
        streaming=stream,
        stream_usage=stream,
        use_responses_api=False,
        **(options or {}),
    )


def other_chat(
    name: str, key: str, *, seconds: float = 20.0, options: Mapping[str, Any] | None = None
) -> "BaseChatModel":
    """The client that LangChain has for `provider:model`; its package has to be installed.

    Without a `key` the client looks for its provider's own credentials. Raises ModelFailed where
    there is no such provider or package, or it takes no such options.
    """
    from langchain.chat_models import init_chat_model

    keyed = {"api_key": key} if key else {}
    given: dict[str, Any] = {"max_retries": ATTEMPTS - 1, **keyed, **(options or {})}
    try:
        found: BaseChatModel = init_chat_model(name, timeout=seconds, **given)
    except ImportError as error:
        raise _not_installed(name, error) from error
    except ValidationError as error:
        wrong = listed([".".join(map(str, each["loc"])) for each in error.errors()], "and")
        raise ModelFailed(
            f"The client of {name} does not take its settings: {wrong}.",
            next_step="Correct `model: options:` in retainer.yaml.",
        ) from error
    except ValueError as error:
        raise _no_provider(name, error) from error
    return found


def _not_installed(name: str, error: ImportError) -> ModelFailed:
    named = re.search(r"langchain[-_][\w-]+", str(error))
    package = named[0].replace("_", "-") if named else f"langchain-{name.partition(':')[0]}"
    return ModelFailed(
        f"{name} needs the package {package}, which is not installed.",
        next_step=f"pip install {package}",
    )


def _no_provider(name: str, error: ValueError) -> ModelFailed:
    provider = name.partition(":")[0]
    listing = re.search(r"providers(?: are)?: (.+)", str(error))
    known = listing[1].split(", ") if listing else []
    return ModelFailed(
        f"LangChain has no provider {provider!r}{did_you_mean(provider, known) or '.'}",
        next_step="Write `provider:model` with a provider of LangChain's, or give a `base_url`.",
    )


def _why(name: str, error: Exception) -> str:
    """Why a call failed, without the request or what the server wrote."""
    import openai

    match error:
        case openai.APITimeoutError():
            return f"{name} did not answer in time."
        case openai.APIConnectionError():
            return f"{name} cannot be reached, or broke off its answer."
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return f"{name} does not accept the key ({error.status_code})."
        case openai.RateLimitError():
            return f"{name} is asked too often, or its account is used up (429)."
        case openai.NotFoundError():
            return f"There is no model {name} at this address (404)."
        case openai.APIStatusError():
            return f"{name} answered with the error {error.status_code}."
        case _:
            return f"{name} sent what its client cannot read."
