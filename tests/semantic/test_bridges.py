"""Rows that belong to several groups count once in each, and never more often."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.errors import CannotCombine, FanOut, NoPath, SeveralPaths, Unrelated
from semantic.loading import load
from semantic.problems import WorkspaceProblems
from semantic.result import plain
from tests.support.workspaces import Shop, memory_warehouse, write_workspace

MODELS = """
version: 1
models:
  - name: movies
    row: movie
    source: movies
    columns: {id: number, studio: text, gross: number}
    primary_key: [id]
    dimensions:
      - {name: id, entity: movie, type: number, expr: id}
      - {name: studio, entity: movie, expr: studio}
  - name: actors
    row: actor
    source: actors
    columns: {id: number, height: number, country: text}
    primary_key: [id]
    dimensions:
      - {name: height, entity: actor, type: number, expr: height}
      - {name: country, entity: actor, expr: country}
  - name: parts
    row: part
    source: parts
    columns: {movie_id: number, actor_id: number, lead: boolean}
    dimensions:
      - {name: lead, entity: part, type: boolean, expr: lead}
  - name: tickets
    row: ticket
    source: tickets
    columns: {movie_id: number, price: number}
    dimensions:
      - {name: price, entity: ticket, type: number, expr: price}
  - name: weather
    row: weather
    source: weather
    columns: {rain: number}
    dimensions:
      - {name: rain, entity: weather, type: number, expr: rain}
  - name: pets
    row: pet
    source: pets
    columns: {country: text, name: text}
    dimensions:
      - {name: name, entity: pet, expr: name}
relationships:
  - name: part_movie
    from: parts
    to: movies
    from_columns: [movie_id]
    to_columns: [id]
    fan_out: count_once
  - name: part_actor
    from: parts
    to: actors
    from_columns: [actor_id]
    to_columns: [id]
    fan_out: count_once
  - {name: ticket_movie, from: tickets, to: movies, from_columns: [movie_id], to_columns: [id]}
  - name: same_country
    type: many_to_many
    from: actors
    to: pets
    from_columns: [country]
    to_columns: [country]
    fan_out: count_once
"""
METRIC = """
  - name: {name}
    type: simple
    description: {name}
    model: {model}
    agg: {agg}
    {more}
    governance: {{owner: steward}}
"""
UK = "{field: actor.country, value: UK}"
METRICS = "version: 1\nmetrics:" + "".join(
    METRIC.format(name=name, model=model, agg=agg, more=more)
    for name, model, agg, more in [
        ("gross", "movies", "sum", "expr: gross"),
        ("mean_gross", "movies", "average", "expr: gross"),
        ("movie_count", "movies", "count", ""),
        ("studio_count", "movies", "count_distinct", "expr: studio"),
        ("british_gross", "movies", "sum", f"expr: gross\n    filter: [{UK}]"),
        ("tall_gross", "movies", "sum", "expr: gross\n    where: ['\"actor.height\" > 1']"),
        ("actor_count", "actors", "count", ""),
        ("part_count", "parts", "count", ""),
        ("takings", "tickets", "sum", "expr: price"),
        ("wet_days", "weather", "count", ""),
    ]
)  # fmt: skip
METRICS += """
  - {name: films_each, type: ratio, description: Films for each wet day., numerator: movie_count,
     denominator: wet_days, governance: {owner: steward}}
"""
STEWARD_ONLY = """
version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  studio: {grants: [{metrics: all, rows: all}]}
  british: {grants: [{metrics: all, rows: all}]}
"""
FILES = {
    "retainer.yaml": "{version: 1, name: films, timezone: UTC, default_principal: steward}\n",
    "people.yaml": "version: 1\nprincipals:\n  - {id: steward, name: S, roles: [steward]}\n"
    "  - {id: studio, name: T, roles: [studio]}\n  - {id: british, name: B, roles: [british]}\n",
    "policies.yml": """
version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  studio: {grants: [{metrics: [gross], rows: [{field: movie.studio, value: A}]}]}
  british: {grants: [{metrics: all, rows: [{field: actor.country, value: UK}]}]}
""",
    "models/films.yml": MODELS,
    "metrics/films.yml": METRICS,
}
TYPES = {
    "movies": {"id": "INTEGER", "studio": "VARCHAR", "gross": "INTEGER"},
    "actors": {"id": "INTEGER", "height": "INTEGER", "country": "VARCHAR"},
    "parts": {"movie_id": "INTEGER", "actor_id": "INTEGER", "lead": "BOOLEAN"},
    "tickets": {"movie_id": "INTEGER", "price": "INTEGER"},
    "weather": {"rain": "INTEGER"},
    "pets": {"country": "VARCHAR", "name": "VARCHAR"},
}
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    catalog = write_workspace(tmp_path_factory.mktemp("films"), FILES)
    with memory_warehouse() as warehouse:
        yield Shop(catalog, warehouse, date(2024, 6, 1))


def filled(films: Shop, rows: Rows) -> Shop:
    for table, types in TYPES.items():
        films.warehouse.fill(table, types, rows.get(table, []))
    return Shop(films.catalog, films.warehouse, films.today)


FEW: Rows = {
    "movies": [(1, "A", 100), (2, "B", 200), (3, "A", 50), (4, "B", 7)],
    "actors": [(1, 170, "UK"), (2, 170, "UK"), (3, 180, "FR"), (4, 190, None)],
    "parts": [(1, 1, True), (1, 2, False), (2, 1, True), (3, 3, True), (3, 99, None)],
    "tickets": [(1, 5), (1, 6), (2, 7)],
    "weather": [(1,)],
    "pets": [("UK", "rex"), ("UK", "tom"), ("FR", "rex")],
}


@pytest.fixture
def few(films: Shop) -> Shop:
    return filled(films, FEW)


def test_a_movie_with_two_actors_of_one_height_counts_once_there(few: Shop) -> None:
    found = few.ask("gross", "mean_gross", group_by=["actor.height"])

    assert found.rows() == [[170, 300, 150], [180, 50, 50], [None, 57, 28.5]]
    assert "once in each, so the rows add up to more than the total" in found.warnings[0]
    assert few.value("gross") == 357


def test_the_other_end_of_the_bridge_counts_once_as_well(few: Shop) -> None:
    assert few.rows("actor_count", group_by=["movie.studio"]) == [
        ["A", 3],
        ["B", 1],
        [None, 1],
    ]


def test_the_bridge_s_own_fields_split_either_end(few: Shop) -> None:
    found = few.rows("movie_count", group_by=["part.lead"])

    assert found == [[False, 1], [True, 3], [None, 2]]


def test_a_condition_beyond_the_bridge_keeps_a_row_once(few: Shop) -> None:
    tall = [{"field": "actor.height", "op": "le", "value": 180}]

    assert few.value("gross", filters=tall) == 350
    assert few.rows("british_gross", "gross", "tall_gross") == [[300, 357, 350]]
    assert few.rows("gross", where=['"actor.country" = \'UK\' AND "part.lead"']) == [[300]]


def test_a_relation_without_a_key_on_either_side(few: Shop) -> None:
    assert few.rows("actor_count", group_by=["pet.name"]) == [["rex", 3], ["tom", 2], [None, 1]]


def test_what_must_not_be_repeated_is_still_refused(few: Shop) -> None:
    with pytest.raises(FanOut, match="each of its movies may have several"):
        few.ask("gross", group_by=["ticket.price"])


def test_tables_that_only_share_a_row_above_them_do_not_belong_together(few: Shop) -> None:
    with pytest.raises(FanOut):
        few.ask("takings", group_by=["part.lead"])
    assert few.rows("takings", group_by=["actor.height"]) == [[170, 18]]


def test_tables_that_nothing_relates(few: Shop) -> None:
    with pytest.raises(NoPath, match="no relationship leads from movies to weather"):
        few.ask("gross", group_by=["weather.rain"])
    with pytest.raises(Unrelated, match="gross and wet days have nothing in common"):
        few.ask("gross", "wet_days")
    assert few.rows("gross", "actor_count", "takings") == [[357, 4, 18]]


def test_one_of_its_parts_relates_a_metric_to_another_whichever_is_asked_for_first(
    few: Shop,
) -> None:
    ((each, takings),) = few.rows("films_each", "takings")

    assert few.rows("takings", "films_each") == [[takings, each]]


def test_overlapping_groups_are_not_offered_where_shares_are_computed(few: Shop) -> None:
    view = few.engine.view(few.principal("steward"))

    assert "actor.height" not in view.groupable("gross")
    assert {"movie.studio", "movie.id"} <= set(view.groupable("gross"))


def test_an_asker_sees_only_the_several_rows_that_their_policy_speaks_of(few: Shop) -> None:
    assert few.rows("gross", group_by=["actor.height"], by="studio") == [
        [170, 100],
        [180, 50],
        [None, 50],
    ]
    assert few.rows("actor_count", group_by=["movie.studio"], by="british") == [["A", 2], ["B", 1]]
    with pytest.raises(CannotCombine, match="cannot be limited to the rows you may see"):
        few.ask("gross", by="british")
    with pytest.raises(CannotCombine, match="pets cannot be limited to the rows you may see"):
        few.ask("actor_count", group_by=["pet.name"], by="british")


def test_two_bridges_of_equal_length_are_asked_back(tmp_path: Path) -> None:
    more = MODELS.replace(
        "  - name: same_country",
        "  - {name: ticket_actor, from: tickets, to: actors, from_columns: [price],"
        " to_columns: [id], fan_out: count_once}\n  - name: same_country",
    ).replace(
        "ticket_movie, from: tickets, to: movies, from_columns: [movie_id], to_columns: [id]",
        "ticket_movie, from: tickets, to: movies, from_columns: [movie_id], to_columns: [id],"
        " fan_out: count_once",
    )
    metrics = "version: 1\nmetrics:" + METRIC.format(
        name="gross", model="movies", agg="sum", more="expr: gross"
    )
    files = {"models/films.yml": more, "metrics/films.yml": metrics, "policies.yml": STEWARD_ONLY}
    catalog = write_workspace(tmp_path, {**FILES, **files})
    with memory_warehouse() as warehouse:
        shop = filled(Shop(catalog, warehouse, date(2024, 6, 1)), FEW)
        with pytest.raises(SeveralPaths, match="part_movie then part_actor; ticket_movie then"):
            shop.ask("gross", group_by=["actor.height"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    fan_out: count_once\n", "", "a many_to_many relationship needs fan_out: count_once"),
        (
            "{name: ticket_movie, from",
            "{name: ticket_movie, type: one_to_one, from",
            "the primary key of `tickets` is not given",
        ),
    ],
)
def test_relationships_that_cannot_hold_are_problems(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    for name, text in {**FILES, "models/films.yml": MODELS.replace(old, new)}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    with pytest.raises(WorkspaceProblems) as caught:
        load(tmp_path)

    assert message in "\n".join(problem.message for problem in caught.value.problems)


def test_one_to_one_is_walked_both_ways(tmp_path: Path) -> None:
    models = MODELS.replace(
        "columns: {rain: number}", "columns: {rain: number}\n    primary_key: [rain]"
    ).replace(
        "  - name: same_country",
        "  - {name: weather_movie, type: one_to_one, from: weather, to: movies,"
        " from_columns: [rain], to_columns: [id]}\n  - name: same_country",
    )
    catalog = write_workspace(tmp_path, {**FILES, "models/films.yml": models})
    with memory_warehouse() as warehouse:
        shop = filled(Shop(catalog, warehouse, date(2024, 6, 1)), FEW)
        assert shop.rows("gross", group_by=["weather.rain"]) == [[1, 100], [None, 257]]
        assert shop.rows("wet_days", group_by=["movie.studio"]) == [["A", 1]]


KEYS = st.integers(1, 4)
MAYBE = KEYS | st.none()


def keyed(*values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    rows = st.lists(st.tuples(KEYS, *values), max_size=5)
    return rows.map(lambda found: list({row[0]: row for row in found}.values()))


@settings(max_examples=80, deadline=None)
@given(
    movies=keyed(st.sampled_from(["A", "B", None]), st.none() | st.integers(-9, 99)),
    actors=keyed(st.none() | st.integers(1, 2), st.sampled_from(["UK", "FR", None])),
    parts=st.lists(st.tuples(MAYBE, MAYBE, st.sampled_from([True, False, None])), max_size=8),
    by=st.lists(st.sampled_from(["actor.height", "actor.country", "part.lead"]), unique=True),
    only=st.none() | st.sampled_from(["UK", "FR"]),
)
def test_every_group_holds_each_of_its_rows_once(
    films: Shop, movies: Any, actors: Any, parts: Any, by: list[str], only: str | None
) -> None:
    shop = filled(films, {"movies": movies, "actors": actors, "parts": parts})
    known = {row[0]: row for row in actors}
    members: dict[tuple[Any, ...], dict[int, Any]] = {}
    for movie_id, _, gross in movies:
        for part in [part for part in parts if part[0] == movie_id] or [(None, None, None)]:
            actor = known.get(part[1], (None, None, None))
            of = {"actor.height": actor[1], "actor.country": actor[2], "part.lead": part[2]}
            if only is None or actor[2] == only:
                members.setdefault(tuple(of[name] for name in by), {})[movie_id] = gross

    filters = [{"field": "actor.country", "value": only}] if only else []
    found = shop.rows("gross", "mean_gross", "movie_count", group_by=by, filters=filters)

    expected = {}
    for group, grosses in members.items():
        values = [value for value in grosses.values() if value is not None]
        expected[group] = [
            sum(values) if values else None,
            pytest.approx(fmean(values)) if values else None,
            len(grosses),
        ]
    if not by:
        expected = {(): expected.get((), [None, None, 0])}
    assert {tuple(row[: len(by)]): row[len(by) :] for row in found} == {
        tuple(plain(part) for part in group): row for group, row in expected.items()
    }
