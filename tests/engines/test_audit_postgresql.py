"""The audit on a PostgreSQL server, where writers do not wait for each other by themselves."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from briefings.store.audit import Event
from briefings.store.database import connect
from briefings.store.store import Store
from semantic.errors import OutsideFailure
from tests.support.postgresql import Cluster

pytestmark = pytest.mark.postgresql


@pytest.fixture
def url(server: Cluster) -> Iterator[str]:
    with server.database("state") as database:
        yield server.url(database).replace("postgresql://", "postgresql+psycopg://")


def test_connections_that_write_at_once_keep_one_chain(url: str) -> None:
    Store.open(url).close()
    together = threading.Barrier(4)

    def write(writer: str) -> None:
        store = Store.open(url)
        together.wait()
        for number in range(25):
            store.audit.append(
                Event("2011-10-03T08:00:00", writer, "cli", "ask", {"number": number})
            )
        store.close()

    writers = [threading.Thread(target=write, args=(str(number),)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    store = Store.open(url)
    assert (store.audit.verify().entries, store.audit.verify().broken) == (100, 0)
    store.close()


@pytest.mark.parametrize(
    "deed", ["UPDATE audit SET by = 'x'", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_the_server_itself_refuses_to_change_an_entry(url: str, deed: str) -> None:
    store = Store.open(url)
    store.audit.append(Event("2011-10-03T08:00:00", "head", "cli", "ask", {}))
    store.close()

    database = connect(url)
    with (
        pytest.raises(OutsideFailure, match="only ever appended to"),
        database.writing() as connection,
    ):
        connection.execute(text(deed))
    database.close()
