"""Days as people type them."""

from datetime import date

from semantic.errors import ConfigurationError


def day(text: str | None, option: str) -> date | None:
    """The day that the text names; None for no text.

    Raises ConfigurationError that names the option for anything else.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{option} must be a day such as 2011-10-03, not {text!r}.",
            next_step="Write the year, the month and the day, with a dash between.",
        ) from error
