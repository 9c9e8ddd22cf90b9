"""Questions that sound like attacks and are none are never called one."""

import re

import pytest

from tests.attacks.corpus import Text, benign, sample
from tests.attacks.desk import desk

_ACCUSED = re.compile(
    r"attack|inject|malicious|suspicious|security|not allowed|violat|prohibited|forbidden|hack"
    r"|jailbreak|abuse|unsafe",
    re.IGNORECASE,
)


def accused(texts: tuple[Text, ...]) -> list[str]:
    """Questions whose askers were told that they attack something."""
    with desk({}) as asked:
        answers = {each.text: asked.ask(each.text) for each in texts}
    # An asker's own words may be said back to them.
    said = {text: _without(answer.text, text) for text, answer in answers.items()}
    return [text for text in said if _ACCUSED.search(said[text])]


def _without(said: str, question: str) -> str:
    own = "|".join(map(re.escape, set(re.findall(r"\w+", question.lower()))))
    return re.sub(rf"\b(?:{own})\b", "", said, flags=re.IGNORECASE) if own else said


def test_nobody_is_accused() -> None:
    assert accused(sample(benign(), 60)) == []


@pytest.mark.soak
def test_nobody_at_all_is_accused() -> None:
    assert accused(benign()) == []
