"""Definitions of other tools become a workspace that passes its check, or nothing is written."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.exchange.yaml_text import yaml_text
from connectors.wiring.parts import put_together
from semantic.exchange.dbt_query import query
from semantic.yaml_source import read
from tests.conformance.metricflow import AS_OF, cases, difference
from tests.connectors.command_line import retainer

DATA = Path(__file__).resolve().parents[1] / "data"
MANIFESTS, TABLES = DATA / "metricflow" / "manifests", DATA / "metricflow" / "tables"
OSSIE = json.loads((DATA / "ossie" / "cases.jsonl").read_text("utf-8").splitlines()[1])
BRIDGE = DATA / "ossie" / "tables" / "f_bridge"


def content(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".retainer" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def ossie_file(folder: Path, **changes: Any) -> Path:
    path = folder / "model.json"
    path.write_text(json.dumps(OSSIE["model"] | changes), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(MANIFESTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_manifest_becomes_a_workspace_that_gives_the_same_answers(
    path: Path, tmp_path: Path
) -> None:
    ran = retainer(
        *("import", "dbt", path, "--into", tmp_path / "shop", "--data", TABLES),
        *("--trust-keys", "--json"),
    )

    assert (ran.code, ran.err) == (0, "")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert set(ran.json["metrics"]) == {metric["name"] for metric in manifest["metrics"]}
    assert ran.json["absent_sources"] == []
    assert retainer("-w", tmp_path / "shop", "check").code == 0
    parts = put_together(tmp_path / "shop", tmp_path, None)
    wanted = [case for case in cases(DATA / "metricflow") if case["manifest"] == path.stem]
    for case in wanted[::12]:
        asked = query(case["query"], parts.catalog, manifest)
        result = parts.engine.run(asked.model_copy(update={"as_of": AS_OF}), parts.principal)
        assert difference(case, result) is None, case["name"]


def test_without_data_the_sources_are_to_be_filled_in(tmp_path: Path) -> None:
    ran = retainer("import", "dbt", MANIFESTS / "scd_manifest.json", "--into", tmp_path / "shop")

    assert ran.code == 0
    assert "Imported 7 models and 3 metrics, all drafts" in ran.out
    assert "No file is known yet for" in ran.out
    assert retainer("-w", tmp_path / "shop", "check").code == 0
    live = retainer("-w", tmp_path / "shop", "check", "--live")
    assert (live.code, "does not exist" in live.out) == (1, True)


def test_a_steward_asks_approves_and_opens_an_imported_metric(tmp_path: Path) -> None:
    shop = tmp_path / "shop"

    done = retainer("import", "ossie", ossie_file(tmp_path), "--into", shop, "--data", BRIDGE)

    assert (done.code, done.err) == (0, "")
    assert "Nothing was left behind." in done.out
    asked = retainer("-w", shop, "query", "total_gross", "--by", "actors.height", "--json")
    assert asked.json["rows"] == [[170, 300], [180, 50]]
    assert asked.json["metrics"][0]["status"] == "draft"
    early = retainer("-w", shop, "approve", "total_gross", "--note", "seen")
    assert (early.code, "status: draft" in early.err) == (1, True)
    file = shop / "metrics" / "movies.yml"
    file.write_text(file.read_text("utf-8").replace("draft", "ready"), encoding="utf-8")
    assert retainer("-w", shop, "approve", "total_gross", "--note", "seen").code == 0
    assert retainer("-w", shop, "check", "--live").code == 0


def test_what_was_written_reads_as_a_person_would_write_it(tmp_path: Path) -> None:
    retainer("import", "ossie", ossie_file(tmp_path), "--into", tmp_path / "shop", "--data", BRIDGE)

    assert (
        (tmp_path / "shop/models/appearances.yml").read_text(encoding="utf-8")
        == """version: 1
models:
  - name: appearances
    row: appearances
    source: appearances
    columns: {actor_id: number, movie_id: number}
    primary_key: [actor_id, movie_id]
    dimensions:
      - {name: actor_id, entity: appearances, type: number, expr: actor_id}
      - {name: movie_id, entity: appearances, type: number, expr: movie_id}
relationships:
  - name: app_to_actor
    from: appearances
    to: actors
    from_columns: [actor_id]
    to_columns: [actor_id]
    fan_out: count_once
  - name: app_to_movie
    from: appearances
    to: movies
    from_columns: [movie_id]
    to_columns: [movie_id]
    fan_out: count_once
"""
    )
    assert (
        (tmp_path / "shop/metrics/movies.yml").read_text(encoding="utf-8")
        == """version: 1
metrics:
  - name: total_gross
    type: simple
    description: ''
    model: movies
    agg: sum
    expr: gross
    governance: {owner: me, status: draft}
"""
    )


def test_what_moves_between_workspaces_of_other_weeks_is_told(tmp_path: Path) -> None:
    shop, file = tmp_path / "shop", tmp_path / "shop.json"
    retainer("init", shop)
    given = (shop / "retainer.yaml").read_text(encoding="utf-8")
    moved = given.replace("week_start: monday", "week_start: saturday")
    (shop / "retainer.yaml").write_text(moved, encoding="utf-8")

    into = retainer("import", "ossie", ossie_file(tmp_path), "--into", shop, "--data", BRIDGE)
    out = retainer("-w", shop, "export", "dbt", "--out", file)

    for told in (into.out + into.err, out.err):
        assert "weeks: they begin on Saturday in this workspace" in " ".join(told.split())


def test_a_workspace_that_is_there_keeps_what_it_has(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    retainer("init", shop)
    before = content(shop)

    ran = retainer(
        "import", "ossie", ossie_file(tmp_path), "--into", shop, "--data", BRIDGE, "--json"
    )

    assert (ran.code, ran.err) == (0, "")
    after = content(shop)
    assert set(after) - set(before) == set(ran.json["files"]) - {"connections.yaml"}
    assert {name: after[name] for name in before if name != "connections.yaml"} == {
        name: text for name, text in before.items() if name != "connections.yaml"
    }
    text = after["connections.yaml"].decode()
    assert "# Put your own file here" in text
    assert text.index("movies: {file:") < text.index("orders: {file: data/orders.csv}")
    assert retainer("-w", shop, "check", "--live").code == 0
    assert retainer("-w", shop, "query", "total_gross", "sales_value").code != 0
    again = retainer("import", "ossie", ossie_file(tmp_path), "--into", shop, "--data", BRIDGE)
    assert (again.code, "movies: there is a model of this name" in again.err) == (1, True)
    assert content(shop) == after


def test_metrics_that_the_check_refuses_are_left_out_with_the_reason(tmp_path: Path) -> None:
    metrics = [
        *OSSIE["model"]["metrics"],
        {"name": "added_names", "expression": "SUM(actors.name)"},
        {"name": "on_names", "expression": "added_names / total_gross"},
    ]

    ran = retainer(
        *("import", "ossie", ossie_file(tmp_path, metrics=metrics), "--into", tmp_path / "shop"),
        *("--data", BRIDGE, "--json"),
    )

    assert (ran.code, ran.json["metrics"]) == (0, ["total_gross"])
    lost = {loss["what"]: loss["why"] for loss in ran.json["losses"]}
    assert lost["metric added_names"] == "sum needs numbers; this column is of type text."
    assert "metric on_names" in lost


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("model.json", "{", "is no JSON:\n  line 1, column 2"),
        ("model.json", '{"a": NaN}', "NaN is no number"),
        ("model.json", '{"a": 1, "a": 2}', "a: a key that stands twice"),
        ("model.json", "[" * 100_000, "nested too deeply"),
        ("model.json", "[" * 500 + "]" * 500, "nested more than 200 deep"),
        ("model.json", "[]", "it holds no keys"),
        ("model.yml", "a: [", "is no YAML to rely on:\n  line 1"),
        ("model.yml", "a: &a [1]\nb: *a\n", "is no YAML to rely on:"),
        ("model.json", '{"version": "1.0", "semantic_model": []}', "version '1.0' is not among"),
        ("model.json", '{"version": "0.1.1", "semantic_model": []}', "the file holds: none"),
        (
            "model.json",
            '{"version": "0.2.0.dev0", "semantic_model": [{"name": "a"}, {"name": "b"}]}',
            "one model is imported at a time, and the file holds: a, b",
        ),
        ("model.json", '{"name": "m", "datasets": []}', "datasets: Tuple should have at least 1"),
        ("model.json", '{"name": "m", "dataset": []}', "dataset: unknown key"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    ran = retainer("import", "ossie", tmp_path / name, "--into", tmp_path / "shop")

    assert ran.code == 1
    assert told in ran.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_other_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()

    def told(*arguments: object) -> tuple[int, str]:
        ran = retainer("import", "dbt", *arguments)
        return ran.code, ran.err

    new = tmp_path / "shop"
    assert told(tmp_path / "model.json", "--into", new)[0] == 1
    assert told(tmp_path / "none.json", "--into", new)[0] == 2
    assert told(MANIFESTS / "scd_manifest.json", "--into", tmp_path / "full")[0] == 2
    assert told(MANIFESTS / "scd_manifest.json", "--into", new, "--data", new)[0] == 2
    assert told(MANIFESTS / "scd_manifest.json")[0] == 2
    assert not new.exists()


@pytest.mark.parametrize("name", ["../../out", "/etc/x", "a b", "Movies", "наш", "", "a" * 300])
def test_names_lead_nowhere_but_into_the_workspace(tmp_path: Path, name: str) -> None:
    model = json.loads(json.dumps(OSSIE["model"]).replace('"movies', f'"{name}').replace(
        "movies.", f"{name}."
    ))  # fmt: skip
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model | {"name": name}), encoding="utf-8")

    ran = retainer("import", "ossie", path, "--into", tmp_path / "shop")

    assert ran.code in (0, 1)
    assert set(tmp_path.iterdir()) <= {path, tmp_path / "shop"}
    if ran.code == 0:
        assert retainer("-w", tmp_path / "shop", "check").code == 0


def test_a_connections_file_on_one_line_is_left_to_a_person(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    retainer("init", shop)
    (shop / "connections.yaml").write_text(
        "version: 1\nwarehouse: {type: duckdb}\nsources: {orders: {file: data/orders.csv}}\n",
        encoding="utf-8",
    )
    before = content(shop)

    ran = retainer("import", "ossie", ossie_file(tmp_path), "--into", shop)

    assert (ran.code, "Write `sources:` on a line of its own" in ran.err) == (2, True)
    assert content(shop) == before


def test_a_workspace_on_a_server_reads_the_tables_by_their_names(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    retainer("init", shop)
    server = "{type: postgresql, url: postgresql://reader@127.0.0.1:1/shop}"
    text = f"version: 1\nwarehouse: {server}\n"
    (shop / "connections.yaml").write_text(text, encoding="utf-8")
    datasets = [each | {"source": f"db.film.{each['name']}"} for each in OSSIE["model"]["datasets"]]

    ran = retainer("import", "ossie", ossie_file(tmp_path, datasets=datasets), "--into", shop)

    assert (ran.code, ran.err) == (0, "")
    assert "source: film.movies\n" in (shop / "models/movies.yml").read_text(encoding="utf-8")
    assert (shop / "connections.yaml").read_text(encoding="utf-8") == text


def test_a_disk_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    retainer("init", shop)
    shutil.rmtree(shop / "metrics")
    (shop / "metrics").write_text("in the way", encoding="utf-8")
    before = content(shop)

    ran = retainer("import", "ossie", ossie_file(tmp_path), "--into", shop)

    assert ran.code in (1, 3)
    assert content(shop) == before


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=90)
    | st.sampled_from(
        ["no", "1e5", "0o17", "0x1f", "2011-10-03", ".5", "~", "yes", "a: b", "# c", "+1"]
    )
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(categories=("Ll", "Nd")), min_size=1, max_size=9),
        st.recursive(
            SCALARS,
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.text("abc_", min_size=1, max_size=4), inner, max_size=4)
            ),
            max_leaves=12,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: Mapping[str, Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "written.yml"
    path.write_text(yaml_text({"version": 1, **data}), encoding="utf-8")

    document, problems = read(path, "written.yml")

    assert problems == ()
    assert document is not None
    assert document.data == {"version": 1, **data}
