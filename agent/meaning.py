"""What a reading asks, apart from how it came about."""

from typing import Any

from agent.reading import Reading
from semantic.result import digest

_NOT_MEANT = {"audience", "by", "not_understood", "assumptions"}
_LATER = ("share", "trend", "mean", "counted", "among", "apart", "per", "total")


def meaning(reading: Reading) -> str:
    """Equal for readings that ask the same, whoever understood them and in whatever words."""
    return digest(meant(reading))


def meant(reading: Reading) -> dict[str, Any]:
    """What of a reading is asked of the engine, as plain data."""
    content = reading.model_dump(mode="json", exclude=_NOT_MEANT)
    content["period"].pop("partial")
    # What was kept before there were shares, trends, counts, lists and the like means the same.
    for name in _LATER:
        if not content[name]:
            content.pop(name)
    if reading.among is not None:
        content["among"] = meant(reading.among)
    return content
