import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import pytest

from semantic.record import changeable, kept, ordered, record


@record
class Place:
    country: str
    city: str = "Bath"
    tags: list[str] = field(default_factory=list, compare=False)
    visits: list[int] = field(default_factory=list, init=False, repr=False, compare=False)
    open: bool = field(default=True, init=False)

    @cached_property
    def label(self) -> str:
        return f"{self.city}, {self.country}"


@dataclass(frozen=True)
class PlaceAsDataclass:
    country: str
    city: str = "Bath"
    tags: list[str] = field(default_factory=list, compare=False)
    visits: list[int] = field(default_factory=list, init=False, repr=False, compare=False)
    open: bool = field(default=True, init=False)


@record
class Street(Place):
    name: str = "Milsom Street"


@ordered
class Stay:
    town: str
    nights: int = 1
    note: str = field(default="", compare=False)


@changeable
class Journey:
    stays: list[Stay] = field(default_factory=list)
    ended: bool = False


@record
class Amount:
    value: float


@record
class Nothing:
    pass


@record
class Told:
    name: str

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "told"


@record
class Upper:
    text: str

    def __post_init__(self) -> None:
        if not self.text.isupper():
            raise ValueError(self.text)


def test_a_record_is_what_a_frozen_dataclass_would_be() -> None:
    place, known = Place("UK", tags=["spa"]), PlaceAsDataclass("UK", tags=["spa"])
    assert repr(place) == repr(known).replace("PlaceAsDataclass", "Place")
    assert vars(place) == vars(known)
    assert hash(place) == hash(known)
    assert [item.name for item in fields(place)] == [item.name for item in fields(known)]
    assert Place.__match_args__ == PlaceAsDataclass.__match_args__


def test_equal_records_are_of_one_class_and_alike_in_what_is_compared() -> None:
    assert Place("UK") == Place("UK", "Bath", ["other", "tags"])
    assert Place("UK") != Place("UK", "York")
    assert Place("UK") != Street("UK")
    other: object = PlaceAsDataclass("UK")
    assert Place("UK") != other
    assert len({Place("UK"), Place("UK", tags=["spa"]), Place("France")}) == 2
    assert {Nothing(), Nothing()} == {Nothing()}


def test_what_is_no_number_equals_itself_as_in_a_tuple() -> None:
    missing = float("nan")
    assert Amount(missing) == Amount(missing)
    assert Amount(missing) != Amount(float("nan"))


def test_each_record_has_a_default_of_its_own_and_what_it_inherits() -> None:
    first, second = Street("UK"), Street("UK", name="Cheap Street")
    first.tags.append("spa")
    assert second == Street("UK", "Bath", [], "Cheap Street")
    assert second.tags == []


@pytest.mark.parametrize("values", [(), ("UK", "Bath", [], 3)])
def test_a_wrong_number_of_values_is_refused_at_the_first_call_and_the_next(
    values: tuple[Any, ...],
) -> None:
    @record
    class Fresh(Place):
        pass

    for _ in range(2):
        with pytest.raises(TypeError, match=r"__init__\(\)"):
            Fresh(*values)


@pytest.mark.parametrize(
    "wrong", [{}, {"country": "UK", "town": "Bath"}, {"country": "UK", "visits": []}]
)
def test_a_record_made_often_is_the_same_as_a_first_one_and_refuses_the_same(
    wrong: dict[str, Any],
) -> None:
    @record
    class Fresh(Place):
        pass

    made = [Fresh("UK", tags=["spa"]) for _ in range(100)]

    assert {repr(each) for each in made} == {repr(made[0])}
    assert {tuple(vars(each)) for each in made} == {tuple(vars(made[0]))}
    for _ in range(2):
        with pytest.raises(TypeError, match=r"__init__\(\)"):
            Fresh(**wrong)
        with pytest.raises(TypeError, match="multiple values"):
            Fresh("UK", country="France")  # type: ignore[misc]


def test_ordered_records_come_as_tuples_of_what_is_compared() -> None:
    bath, longer, york = Stay("Bath", note="z"), Stay("Bath", 2, "a"), Stay("York")
    assert sorted([york, longer, bath]) == [bath, longer, york]
    assert all((bath <= Stay("Bath"), bath >= Stay("Bath"), york > bath, york >= bath))
    assert not any((bath < Stay("Bath"), bath > Stay("Bath"), york <= bath))
    with pytest.raises(TypeError, match="not supported"):
        assert bath < ("Bath", 1)  # type: ignore[operator]
    assert len({bath, Stay("Bath")}) == 1


def test_a_changeable_record_can_be_assigned_and_is_no_key() -> None:
    journey = Journey()
    journey.ended = True
    journey.stays.append(Stay("Bath"))
    assert journey == Journey([Stay("Bath")], ended=True) != Journey()
    with pytest.raises(TypeError, match="unhashable"):
        hash(journey)


def test_nothing_of_a_record_can_be_assigned_or_deleted() -> None:
    place = Place("UK")
    with pytest.raises(FrozenInstanceError, match="'city'"):
        place.city = "York"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="'city'"):
        del place.city
    assert place.label == "Bath, UK"


def test_a_record_is_replaced_copied_pickled_and_matched() -> None:
    place = Place("UK")
    assert replace(place, city="York") == Place("UK", "York")
    assert copy.deepcopy(place) == place == pickle.loads(pickle.dumps(place))  # noqa: S301
    match place:
        case Place(country, city):
            assert (country, city) == ("UK", "Bath")


def test_methods_of_its_own_stay_and_it_may_check_itself() -> None:
    assert (hash(Told("x")), repr(Told("x"))) == (7, "told")
    assert Told("x") == Told("x")
    assert Upper("ABC").text == "ABC"
    with pytest.raises(ValueError, match="abc"):
        Upper("abc")


def test_what_is_kept_is_worked_out_once_for_each_record() -> None:
    worked: list[str] = []

    @record
    class Visit:
        city: str

        @kept
        def shouted(self) -> str:
            """The city in capitals."""
            worked.append(self.city)
            return self.city.upper()

    bath, rome = Visit("Bath"), Visit("Rome")

    assert [bath.shouted, bath.shouted, rome.shouted] == ["BATH", "BATH", "ROME"]
    assert worked == ["Bath", "Rome"]
    assert replace(bath, city="Ulm").shouted == "ULM"
    assert bath == Visit("Bath")
