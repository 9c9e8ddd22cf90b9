"""`retainer mcp`: each person's own figures over stdio and HTTP, every call in the audit."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import httpx2
import pytest

from connectors.init import write
from connectors.mcp.calls import call
from connectors.mcp.replies import Reply
from connectors.mcp.serving import Serving
from tests.connectors.command_line import Ran, retainer
from tests.support.mcp_client import Call, Called, over_http, over_stdio, served

TOKENS = {"ME_TOKEN": "m" * 40, "NORTH_TOKEN": "n" * 40}
BY_REGION: Call = (
    "query",
    {"metrics": ["orders"], "group_by": ["order.region"], "period": "May 2025"},
)
QUESTION: Call = ("ask", {"question": "orders by region in may 2025"})


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A starter workspace with an approved metric, and a token for each person."""
    folder = tmp_path_factory.mktemp("mcp") / "shop"
    write(folder, None)
    retainer("-w", folder, "approve", "orders", "--note", "As agreed")
    with (folder / "connections.yaml").open("a", encoding="utf-8") as file:
        file.write("mcp:\n  tokens: {me: '${ME_TOKEN}', north: '${NORTH_TOKEN}'}\n")
    return folder


@pytest.fixture
def shop(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "shop"))


@pytest.fixture(scope="module")
def shared(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A server over HTTP that several tests ask, with its workspace."""
    folder = Path(shutil.copytree(ready, tmp_path_factory.mktemp("served") / "shop"))
    with served(folder, TOKENS) as url:
        yield folder, url


def regions(called: Called) -> list[str]:
    return sorted(row[0] for row in called.content["tables"][0]["rows"])


def audit(folder: Path, *more: str) -> list[dict[str, Any]]:
    ran = retainer("-w", folder, "audit", "--json", *more)
    return list(ran.json["entries"])


def test_over_stdio_a_program_gets_what_its_person_may_see(shop: Path) -> None:
    tools, (queried, asked, looked, described) = over_stdio(
        shop,
        "north",
        BY_REGION,
        QUESTION,
        ("find_metrics", {"words": "orders"}),
        ("describe", {"name": "orders"}),
    )

    assert [tool.name for tool in tools] == [
        "ask", "find_metrics", "describe", "load_skill", "query", "run_skill",
    ]  # fmt: skip
    schema = next(tool.input_schema for tool in tools if tool.name == "query")
    assert schema["properties"]["metrics"]["items"]["enum"] == ["orders"]
    assert "order.number" not in str(schema)
    assert regions(queried) == regions(asked) == ["north"]
    assert looked.content["found"]["metrics"][0]["name"] == "orders"
    assert "order.region" in described.content["found"]["group_by"]
    entries = audit(shop, "--as", "north")
    assert [entry["act"] for entry in entries] == [
        "serve", "query", "ask", "find_metrics", "describe",
    ]  # fmt: skip
    assert {entry["surface"] for entry in entries} == {"mcp"}
    assert entries[1]["content"]["results"][0].startswith("sha256:")
    assert retainer("-w", shop, "audit", "verify").code == 0


def test_over_http_two_persons_at_once_get_each_their_own(shared: tuple[Path, str]) -> None:
    folder, url = shared

    async def together() -> list[list[Called]]:
        calls = [BY_REGION, QUESTION] * 3
        talks = [over_http(url, token, *calls) for token in TOKENS.values()]
        return [told for _, told in await asyncio.gather(*talks)]

    mine, theirs = asyncio.run(together())

    assert {tuple(regions(one)) for one in mine} == {("east", "north", "south")}
    assert {tuple(regions(one)) for one in theirs} == {("north",)}
    who = [entry["who"] for entry in audit(folder) if entry["act"] in ("ask", "query")]
    assert (who.count("me"), who.count("north")) == (6, 6)
    assert retainer("-w", folder, "audit", "verify").code == 0


def test_a_conversation_is_its_own_person_s(shared: tuple[Path, str]) -> None:
    _, url = shared
    thread = {"thread": "t"}

    async def talk() -> list[Called]:
        first = ("ask", {"question": "orders by region in may 2025", **thread})
        follow = ("ask", {"question": "and in june?", **thread})
        _, mine = await over_http(url, TOKENS["ME_TOKEN"], first, follow)
        _, theirs = await over_http(url, TOKENS["NORTH_TOKEN"], follow)
        return [*mine, *theirs]

    _, followed, strange = asyncio.run(talk())

    assert followed.content["understood_as"].startswith("orders by region, June 2025")
    assert strange.content["status"] in ("clarify", "refused")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 401),
        ({"Authorization": "Bearer " + "x" * 40}, 401),
        ({"Authorization": "Basic " + TOKENS["ME_TOKEN"]}, 401),
        ({"Authorization": f"Bearer {TOKENS['ME_TOKEN']}", "Host": "evil.example"}, 421),
        ({"Authorization": f"Bearer {TOKENS['ME_TOKEN']}", "Origin": "http://evil.example"}, 403),
    ],
)
def test_strangers_and_pages_elsewhere_are_turned_away(
    shared: tuple[Path, str], headers: dict[str, str], code: int
) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepts = {"Accept": "application/json, text/event-stream"}

    answer = httpx2.post(shared[1], json=message, headers=accepts | headers, timeout=60)

    assert answer.status_code == code
    assert "orders" not in answer.text


def test_mistakes_are_told_in_words_and_audited(shared: tuple[Path, str]) -> None:
    folder, url = shared
    before = len(audit(folder))
    calls: list[Call] = [
        ("nothing", {}),
        ("ask", {"words": "orders"}),
        ("query", {"metrics": ["order"]}),
        ("ask", {"question": "weather in paris"}),
        ("query", {"metrics": ["orders"], "group_by": ["order.number"]}),
    ]

    _, told = asyncio.run(over_http(url, TOKENS["NORTH_TOKEN"], *calls))

    assert [one.is_error for one in told] == [True, True, True, False, True]
    assert told[0].content["nearest"][0] == "ask"
    assert "question: Field required" in told[1].content["text"]
    assert told[2].content["nearest"] == ["orders"]
    assert told[3].content["status"] == "refused"
    assert "order.number" not in told[4].content["nearest"]
    entries = audit(folder)[before:]
    assert [entry["content"]["status"] for entry in entries] == ["refused"] * 5
    assert "weather" not in str(entries)


def test_what_is_edited_meanwhile_counts_at_once(shop: Path) -> None:
    serving, people = Serving(shop), shop / "people.yaml"

    def asked() -> Reply:
        return call(serving, "north", *BY_REGION)

    before = asked()
    people.write_text(people.read_text().replace("region: north", "region: south"))
    after = asked()
    people.write_text(people.read_text().replace("id: north", "id: south"))
    tokens = shop / "connections.yaml"
    tokens.write_text(tokens.read_text().replace(", north: '${NORTH_TOKEN}'", ""))
    gone = asked()
    people.write_text("version: 1\n")
    broken = asked()

    regions = [[row[0] for row in one.content["tables"][0]["rows"]] for one in (before, after)]
    assert regions == [["north"], ["south"]]
    assert (gone.is_error, broken.is_error) == (True, True)
    assert "Nobody called 'north'" in gone.text
    assert "people.yaml" in broken.text


def test_no_answer_is_given_that_cannot_be_audited(shop: Path) -> None:
    serving = Serving(shop)
    assert not call(serving, "me", *BY_REGION).is_error
    with closing(connect(shop / ".retainer" / "state.db")) as database, database:
        database.execute("DROP TABLE audit_head")

    for asked in (BY_REGION, QUESTION):
        told = call(serving, "me", *asked)
        assert told.is_error
        assert "The state database failed" in told.text
        assert "tables" not in told.content


def started(shop: Path, *arguments: str) -> Ran:
    return retainer("-w", shop, "mcp", *arguments)


def test_a_server_that_nobody_could_use_does_not_start(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = started(shop, "--http")
    monkeypatch.setenv("ME_TOKEN", "short")
    monkeypatch.setenv("NORTH_TOKEN", "n" * 40)
    short = started(shop, "--http")
    monkeypatch.setenv("ME_TOKEN", "n" * 40)
    same = started(shop, "--http")
    both = started(shop, "--http", "--as", "north")

    assert [ran.code for ran in (missing, short, same, both)] == [2, 2, 2, 2]
    assert "uses ${ME_TOKEN}, which is not set" in missing.err
    assert "has fewer than 32 characters" in short.err
    assert "is somebody else's too" in same.err
    assert "the token says who asks" in both.err


def test_a_token_in_the_file_is_a_problem_and_is_not_repeated(shop: Path) -> None:
    file = shop / "connections.yaml"
    secret = "s3cret-" + "x" * 40
    file.write_text(file.read_text().replace("'${ME_TOKEN}'", secret).replace("north:", "nort:"))

    ran = retainer("-w", shop, "check")

    assert ran.code == 1
    assert "must be the name of a setting: ${NAME}" in ran.err
    assert secret not in ran.err
