"""Tables kept between runs as Parquet files, and never believed without their checksum."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from semantic.record import record

_OLD_AFTER_SECONDS = 3600


@record
class TableCache:
    """A folder of files `NAME-KEY-CHECKSUM.parquet`. It may vanish at any time without harm.

    The key stands for everything that the content depends on; the checksum is over the bytes.
    """

    folder: Path

    def find(self, name: str, key: str) -> Path | None:
        """The whole and unchanged file of this name and key; None when there is none."""
        for path in sorted(self.folder.glob(f"{name}-{key}-*.parquet")):
            if path.stem.endswith(_checksum(path)):
                return path
            _remove(path)
        return None

    def add(self, name: str, key: str, write: Callable[[Path], None]) -> Path | None:
        """The file that `write` fills, once it is whole; None when the folder takes none.

        Failures of the disk are not errors: the caller has the table in another way. What `write`
        raises itself passes through. Files of the same name whose key is an hour out of date go.
        """
        draft = self.folder / f"{name}-{secrets.token_hex(8)}.draft"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.touch()
        except OSError:
            return None
        try:
            write(draft)
            path = self.folder / f"{name}-{key}-{_checksum(draft)}.parquet"
            draft.replace(path)
        except OSError:
            return None
        finally:
            _remove(draft)
        self._forget_older(name, key, path)
        return path

    def _forget_older(self, name: str, key: str, newest: Path) -> None:
        # A process that started before the change may still read the file it found.
        limit = newest.stat().st_mtime - _OLD_AFTER_SECONDS
        for path in [*self.folder.glob(f"{name}-*.parquet"), *self.folder.glob("*.draft")]:
            other = not path.name.startswith(f"{name}-{key}-")
            if other and _modified(path) < limit:
                _remove(path)


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError:
        return "unreadable"


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def can_write(folder: Path) -> bool:
    """Whether files can be put into the folder, which is made if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
