"""What this machine gives a workspace: settings, secrets and the time. Nobody else asks for them.

RETAINER_PSEUDONYM_KEY   makes the same pseudonyms in every copy of a workspace; otherwise a
                         key of its own is made and kept in .retainer/
${NAME}                  any setting that connections.yaml names, or retainer.yaml for `state` or a
                         model's `key`
"""

import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from semantic.errors import ConfigurationError, OutsideFailure
from semantic.suggest import nearest

STATE_FOLDER = ".retainer"
SECRETS_FILE = ".env"
PSEUDONYM_KEY = "RETAINER_PSEUDONYM_KEY"

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")
REFERENCE = re.compile(r"\$\{([^}]*)\}")


def settle_libraries() -> None:
    """Tells libraries what suits a short command, unless the environment says otherwise.

    NumPy's keep to one thread: the models here fit in milliseconds, and threads that wait for each
    other make them five times slower on a busy machine. Pydantic does not search every installed
    package for plug-ins, which takes longer than reading the workspace. Only heard before their
    first import.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def settings(root: Path) -> Mapping[str, str]:
    """The workspace's .env file, and over it the environment."""
    return {**_secrets_file(root / SECRETS_FILE), **os.environ}


def _secrets_file(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} cannot be read as UTF-8 text.",
            next_step="Write one NAME=value a line, and let this account read the file.",
        ) from error
    found = (_LINE.match(line) for line in lines if not line.lstrip().startswith("#"))
    return {match[1]: _unquoted(match[2]) for match in found if match}


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def expand(text: str, known: Mapping[str, str], file: str) -> str:
    """The text with every `${NAME}` replaced by that setting.

    Raises ConfigurationError that names the file and the setting when there is none.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in known:
            raise ConfigurationError(
                f"{file} uses ${{{match[1]}}}, which is not set.",
                nearest=nearest(match[1], known),
                next_step=f"Set {match[1]} in the environment or in the workspace's .env file.",
            )
        return known[match[1]]

    return REFERENCE.sub(value, text)


def local_time(timezone: str) -> datetime:
    """The present wall-clock time in a zone, to the second."""
    return datetime.now(ZoneInfo(timezone)).replace(microsecond=0, tzinfo=None)


def pseudonym_key(root: Path, known: Mapping[str, str]) -> str:
    """The key behind pseudonyms: as set, or the workspace's own, which is made when first needed.

    Raises OutsideFailure when it can be neither read nor made.
    """
    if known.get(PSEUDONYM_KEY):
        return known[PSEUDONYM_KEY]
    path = root / STATE_FOLDER / "pseudonym.key"
    try:
        return _present_or_new(path)
    except OSError as error:
        raise OutsideFailure(
            f"The key for pseudonyms cannot be kept in {path}: {error.strerror}.",
            next_step=f"Make the folder writable, or set {PSEUDONYM_KEY}.",
        ) from error


def _present_or_new(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        # A link and not a rename: of two processes that make a key, both must use the first.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()
