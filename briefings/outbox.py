"""Approved notes on their way to their owners: each arrives once, whatever crashes in between."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from briefings.review import after
from briefings.store.deliveries import Delivery
from briefings.store.store import Store
from semantic.errors import OutsideFailure


class Channel(Protocol):
    """A way to an owner."""

    def has(self, delivery: Delivery) -> bool:
        """Whether this delivery has arrived already, as far as the channel itself can tell."""

    def send(self, delivery: Delivery) -> str:
        """Where the delivery arrived. Raises OutsideFailure when it did not."""


def deliver(store: Store, channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """Sends everything that is approved and waits; the places where it arrived.

    Each delivery is looked for before it is sent: a crash between sending and recording it must
    not send it again. Raises OutsideFailure at the first one that fails; the rest keeps waiting.
    """
    arrived = []
    for delivery in store.deliveries.waiting():
        channel = channels[delivery.channel]
        if not channel.has(delivery):
            arrived.append(channel.send(delivery))
        store.deliveries.finish(delivery, after("approved", "deliver", delivery.note_id))
    return tuple(arrived)


@dataclass(frozen=True)
class Folder:
    """The first channel: a file for each note, `PERIOD/OWNER.md` within a folder."""

    root: Path

    def path(self, delivery: Delivery) -> Path:
        """The delivery's file. Whatever the owner is called, it lies within the folder."""
        period, _, owner = delivery.place.partition("/")
        return self.root / _file_name(period) / f"{_file_name(owner)}.md"

    def has(self, delivery: Delivery) -> bool:
        """Whether the file is there with this content.

        Raises OutsideFailure when another file has its name: it may be somebody's work.
        """
        path = self.path(delivery)
        try:
            present = path.read_bytes()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _failure(path, error) from error
        if present != delivery.payload.encode():
            raise OutsideFailure(
                f"{path} is there already and is not this note; it was left alone.",
                next_step=f"Move it away and run: retainer review approve {delivery.note_id}",
            )
        return True

    def send(self, delivery: Delivery) -> str:
        """The path of the file, written whole or not at all."""
        path = self.path(delivery)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, delivery.payload.encode())
        except OSError as error:
            raise _failure(path, error) from error
        return str(path)


def _file_name(name: str) -> str:
    # Dots are left alone by quote(), and a name of dots alone would be a folder.
    return quote(name, safe=" ").replace("..", "%2E%2E")


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".draft", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failure(path: Path, error: OSError) -> OutsideFailure:
    return OutsideFailure(
        f"The note could not be written to {path}: {error.strerror or error}.",
        next_step="It stays approved and waits. Mend the cause and approve it again to send it.",
    )
