"""The audit: who asked, saw, approved and sent, each entry holding the hash of the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from briefings.store.database import Database
from briefings.store.tables import audit, audit_head
from semantic.record import record

Surface = Literal["cli", "mcp"]

_AT_A_TIME = 5_000


@record
class Event:
    """Something that a person did through a surface, at a local time.

    `content` is JSON: names, hashes, statuses and dates. It never holds a value of the data.
    """

    at: str
    by: str
    surface: Surface
    act: str
    content: Mapping[str, Any]


@record
class Entry:
    """An event at its place in the chain; `hash` covers all of it and `previous`."""

    number: int
    event: Event
    previous: str
    hash: str


@record
class Chain:
    """What walking the audit found: how many entries follow from each other, and the last's hash.

    `broken` says at which number it is broken, and `why`; zero for a whole chain.
    """

    entries: int
    head: str
    broken: int = 0
    why: str = ""


@record
class Audit:
    """The audit in a database. Entries are appended, and never changed or taken away."""

    database: Database

    def append(self, event: Event) -> Entry:
        """The event as the newest entry.

        Of several processes each waits for the others. Raises OutsideFailure when it is not kept.
        """
        with self.database.writing() as connection:
            return append(connection, event)

    def entries(self, *, by: str = "", since: str = "", limit: int = 50) -> tuple[Entry, ...]:
        """The newest entries (of one person, not before a local time), the oldest first."""
        chosen = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if by:
            chosen = chosen.where(audit.c.by == by)
        if since:
            chosen = chosen.where(audit.c.at >= since)
        with self.database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(chosen).all()[::-1])

    def verify(self, holds: str = "") -> Chain:
        """Every entry read again, from the first one.

        `holds` is the hash of an entry that must be among them, such as a head noted elsewhere: a
        chain that was cut off or written anew from there on has lost it.
        """
        with self.database.reading() as connection:
            return _walked(connection, holds)


def append(connection: Connection, event: Event) -> Entry:
    """The event as the newest entry, as part of the caller's transaction."""
    # The head's row is the lock on databases that let several transactions write at once.
    head = connection.execute(select(audit_head).with_for_update()).one()
    number = head.number + 1
    content = canonical(event.content)
    stamp = _hash(number, event, content, head.hash)
    row = {"number": number, "at": event.at, "by": event.by, "surface": event.surface}
    row |= {"act": event.act, "content": content, "previous": head.hash, "hash": stamp}
    connection.execute(audit.insert().values(row))
    connection.execute(audit_head.update().values(number=number, hash=stamp))
    return Entry(number, event, head.hash, stamp)


def canonical(content: Mapping[str, Any]) -> str:
    """The JSON text that stands for the content, and for no other."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(number: int, event: Event, content: str, previous: str) -> str:
    said = [number, event.at, event.by, event.surface, event.act, content, previous]
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _walked(connection: Connection, holds: str) -> Chain:
    last, stamp, held = 0, "", not holds
    for row in _rows(connection):
        why = _fault(row, last, stamp)
        if why:
            return Chain(last, stamp, last + 1, why)
        last, stamp = row.number, row.hash
        held = held or holds == stamp
    head = connection.execute(select(audit_head)).one()
    if (head.number, head.hash) != (last, stamp):
        return Chain(last, stamp, last + 1, f"the newest entry should be number {head.number}")
    if not held:
        return Chain(last, stamp, last + 1, f"no entry has the hash {holds}")
    return Chain(last, stamp)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    last = 0
    chosen = select(audit).order_by(audit.c.number).limit(_AT_A_TIME)
    while found := connection.execute(chosen.where(audit.c.number > last)).all():
        yield from found
        last = found[-1].number


def _fault(row: Row[Any], last: int, stamp: str) -> str:
    """Why a row does not follow from the one before it; empty when it does."""
    if row.number != last + 1:
        return "it is missing"
    if row.previous != stamp:
        return "it does not name the entry before it"
    event = Event(row.at, row.by, row.surface, row.act, {})
    if _hash(row.number, event, row.content, row.previous) != row.hash:
        return "it is not what was written"
    return ""


def _entry(row: Row[Any]) -> Entry:
    event = Event(row.at, row.by, row.surface, row.act, json.loads(row.content))
    return Entry(row.number, event, row.previous, row.hash)
