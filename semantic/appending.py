"""Files of a workspace that are only ever appended to: whole or not at all, one at a time."""

import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# Characters that JSON leaves alone and YAML does not.
_FOREIGN_TO_YAML = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def append(path: Path, header: str, made: Callable[[str], str]) -> str:
    """Adds to a file what is `made` of its present text, all of it or, on failure, none.

    A new file begins with `header`. Of several processes that append at once each waits for the
    others, so that `made` sees what they wrote. Returns what was added. Raises OSError when the
    file cannot be read or written.
    """
    with _alone_in(path.parent):
        present = path.read_text(encoding="utf-8") if path.exists() else header
        if present and not present.endswith("\n"):
            present += "\n"
        added = made(present)
        if added:
            _replace(path, present + added)
    return added


def quoted(content: Any) -> str:
    """JSON, which YAML reads alike, without the characters that YAML would fold or refuse."""
    text = json.dumps(content, ensure_ascii=False)
    return _FOREIGN_TO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Holds a lock on the folder itself, which leaves no file behind in it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
