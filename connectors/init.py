"""Writes a new workspace: a small one to start from, or a copy of an example."""

import re
import secrets
import shutil
from pathlib import Path

import connectors
from connectors.settings import SECRETS_FILE, STATE_FOLDER
from connectors.wiring.weekly import OUTBOX
from connectors.workspace import REPORTED, VERIFIED
from semantic.errors import ConfigurationError, OutsideFailure
from semantic.loading import SETTINGS
from semantic.suggest import nearest

STARTER = "starter"
# Beside state and secrets, what trying an example out leaves in it.
_NOT_COPIED = shutil.ignore_patterns(
    STATE_FOLDER, SECRETS_FILE, OUTBOX, VERIFIED, REPORTED, "__pycache__"
)
_NAME = re.compile(r"^name: .*$", re.MULTILINE)
_HOME = Path(str(connectors.__file__)).parent


def examples() -> dict[str, Path]:
    """The examples at hand by name: those beside the source, and those in an installed package."""
    folders = (_HOME.parent / "examples", _HOME / "examples")
    return {
        path.parent.name: path.parent for each in folders for path in each.glob(f"*/{SETTINGS}")
    }


def write(target: Path, example: str | None) -> tuple[Path, ...]:
    """Writes a workspace into a folder that is new or empty; the files in it, sorted.

    The workspace is written whole or not at all. Raises ConfigurationError for a folder that holds
    something and for an unknown example, OutsideFailure when the disk fails.
    """
    source = _source(example)
    _refuse_what_is_there(target)
    draft = target.parent / f".{target.name}.{secrets.token_hex(4)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, draft, ignore=_NOT_COPIED)
        _make_writable(draft)
        if example is None:
            _name_it(draft / SETTINGS, target.name)
        _put_in_place(draft, target)
    except OSError as error:
        raise OutsideFailure(
            f"The workspace could not be written to {target}: {error.strerror or error}.",
            next_step="Nothing was left behind. Make room or choose another folder.",
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return tuple(sorted(path.relative_to(target) for path in target.rglob("*") if path.is_file()))


def _source(example: str | None) -> Path:
    if example is None:
        return _HOME / STARTER
    known = examples()
    if example not in known:
        raise ConfigurationError(
            f"There is no example {example!r}.",
            nearest=nearest(example, known) or sorted(known),
            next_step="Without --example, a small workspace with sample data is written.",
        )
    return known[example]


def _refuse_what_is_there(target: Path) -> None:
    if target.is_dir() and not any(target.iterdir()):
        return
    if target.exists() or target.is_symlink():
        what = "is not empty" if target.is_dir() else "is a file"
        raise ConfigurationError(
            f"{target} {what}; nothing was written there.",
            next_step="Name a folder that is new or empty.",
        )


def _make_writable(folder: Path) -> None:
    """An installed package may be read-only; a workspace is somebody's to edit."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def _name_it(settings: Path, folder: str) -> None:
    name = re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-") or STARTER
    text = settings.read_text(encoding="utf-8")
    settings.write_text(_NAME.sub(f'name: "{name}"', text, count=1), encoding="utf-8")


def _put_in_place(draft: Path, target: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    for path in draft.iterdir():
        path.rename(target / path.name)
