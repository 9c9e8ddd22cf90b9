"""Colleagues by one of their names or a title, and names that stand in no figure."""

from itertools import count
from pathlib import Path
from shutil import copytree

import pytest

from agent.ask import World, ask
from agent.interpreter.words.tokens import stem
from tests.agent import trades
from tests.agent.any_workspace import asked
from tests.agent.trades import leader, trade_engine


@pytest.mark.parametrize(
    ("workspace", "question", "echo"),
    [
        ("gym", "class bookings with Okafor in April", "trainer Sam Okafor, April 2026"),
        ("gym", "How many class bookings did Okafor have in April?", "trainer Sam Okafor"),
        ("gym", "show Nadia by month: class bookings, Q1", "by month, trainer Nadia Rahman"),
        ("gym", "O'Brien's class bookings in April", "trainer Aoife O'Brien"),
        ("gym", "class bookings with coach D'Souza in April", "trainer Yusuf D'Souza"),
        ("gym", "class bookings with Sam W. in April", "trainer Sam Whitlock"),
        ("gym", "class bookings excluding Ms Marsh in April", "trainer not Hollie Marsh"),
        ("gym", "Mr Pryce vs Ms Rahman: class bookings in April", "Gethin Pryce or Nadia Rahman"),
        ("gym", "check-ins at the Sheaf club in April", "club Sheaf Valley"),
        ("rental", "rentals by zielinski in September", "desk agent Tomasz Zielinski"),
        ("rental", "rentals by D. Murphy in September", "desk agent Declan Murphy"),
        ("rental", "what share of rentals did Hogan sell in September?", "Niamh Hogan"),
        ("rental", "rentals at Docklands in September", "branch Dublin Docklands"),
        ("school", "lessons held by Graca in April", "teacher Graça Leal"),
        ("school", "lessons held by Siobhan Kelly in April", "teacher Siobhán Kelly"),
    ],
)
def test_a_part_of_a_name_is_the_only_member_that_has_it(
    workspace: str, question: str, echo: str
) -> None:
    answer = asked(workspace, question)

    assert answer.status == "answered", answer.text
    assert echo in answer.echo


@pytest.mark.parametrize(
    ("workspace", "question", "offered"),
    [
        ("gym", "Sam's class bookings in April", ("Sam Okafor", "Sam Whitlock")),
        ("gym", "Coach Sam - class bookings in April", ("Sam Okafor", "Sam Whitlock")),
        ("rental", "Mr Murphy, rentals in September?", ("Aoife Murphy", "Declan Murphy")),
        ("rental", "how many long rentals in September", ("Long Wheelbase Van",)),
        ("rental", "power rentals in September", ("Padraig Power",)),
        ("courier", "revenue from bakeries in July", ("O'Hara's Bakery",)),
        ("gym", "obrien class bookings in April", ("Aoife O'Brien",)),
        ("gym", "class bookings with Mr Okonkwo in April", ()),
    ],
)
def test_a_name_of_several_or_of_nobody_is_asked_back(
    workspace: str, question: str, offered: tuple[str, ...]
) -> None:
    answer = asked(workspace, question)

    assert answer.status == "clarify", answer.text
    assert {*offered} <= {option.label for option in answer.options}


def test_a_name_that_nobody_has_is_said_to_be_so() -> None:
    answer = asked("school", "lessons held by Ms Kellie in April")

    assert answer.text.startswith("Nobody here is called “kellie”. Is one of these meant?")
    assert [option.label for option in answer.options] == ["Siobhán Kelly"]


@pytest.mark.parametrize(
    "question",
    [
        "Hi Nadia, class bookings in April?",
        "Good morning Nadia Rahman! How many class bookings in April",
        "thanks Sam, and how many class bookings in April?",
        "ok thanks Nadia, class bookings in April",
    ],
)
def test_somebody_who_is_greeted_is_nobodys_figure(question: str) -> None:
    answer = asked("gym", question)

    assert answer.status == "answered", answer.text
    assert answer.reading is not None
    assert not answer.reading.filters


@pytest.mark.parametrize(
    "question",
    [
        "Nadia wants to know: class bookings in April?",
        "could you send Nadia the class bookings in April",
        "class bookings in April, for my call with Rahman",
        "Nadia, how many class bookings in April?",
        "class bookings in April please, Nadia",
        "Nadia Rahman here. Class bookings in April?",
        "class bookings in April for Nadia's report",
        "ok great, Nadia. Class bookings in April?",
        "Nadia and I were wondering: class bookings in April?",
        "class bookings in April @Nadia",
        "class bookings in April (for Nadia)",
    ],
)
def test_somebody_who_asks_or_is_told_may_be_meant(question: str) -> None:
    answer = asked("gym", question)

    assert answer.text.startswith("Is only Nadia Rahman meant, or are all?"), answer.text
    assert [option.label for option in answer.options] == [
        "class bookings, trainer Nadia Rahman, April 2026",
        "all: class bookings, April 2026",
    ]


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("check-ins at St. Mary's in April", "check-ins, club St Mary's, April 2026"),
        ("check-ins on the plus plan in April", "check-ins, plan Plus, April 2026"),
        ("check-ins by plan plus a total, April", "check-ins by plan and in total, April 2026"),
    ],
)
def test_short_and_small_words_are_names_beside_what_they_name(question: str, echo: str) -> None:
    assert asked("gym", question).echo == echo


@pytest.mark.parametrize(
    ("workspace", "question", "echo"),
    [
        ("courier", "revenue from the accounts Declan manages, in June", "Declan O'Neill"),
        ("courier", "June revenue of customers looked after by Tom Ashworth", "Tom Ashworth"),
        ("courier", "priya nair, her accounts: shipments in June", "Priya Nair"),
        ("rental", "rentals signed out by Hogan in September", "Niamh Hogan"),
        ("rental", "How many rentals did Shane hand over in September?", "Shane Doyle"),
        ("gym", "class bookings that Ines taught in April", "Ines Kowalska"),
    ],
)
def test_what_colleagues_do_says_whose_a_figure_is(
    workspace: str, question: str, echo: str
) -> None:
    answer = asked(workspace, question)

    assert answer.status == "answered", answer.text
    assert answer.echo.count(echo) == 1
    assert " by " not in answer.echo


@pytest.mark.parametrize(
    ("workspace", "question", "echo"),
    [
        (
            "courier",
            "which accounts managed by Declan had the most revenue in July",
            "revenue by company, account manager Declan O'Neill, July 2026, the 5 highest",
        ),
        (
            "courier",
            "revenue by account managed by Declan in July",
            "revenue by company, account manager Declan O'Neill, July 2026",
        ),
        (
            "gym",
            "which trainers except Okafor had more than 10 class bookings in April",
            "class bookings by trainer, trainer not Sam Okafor, "
            "more than 10 class bookings, April 2026",
        ),
    ],
)
def test_those_who_are_listed_stay_a_split(workspace: str, question: str, echo: str) -> None:
    assert asked(workspace, question).echo == echo


def test_those_besides_one_are_no_total() -> None:
    answer = asked("gym", "clubs other than Kirkgate by check-ins in April")

    assert answer.text.startswith("Should it be split by club?")


@pytest.mark.parametrize(
    "question",
    [
        "rentals cancelled by Hogan in September",
        "how many rentals did Shane lose in September",
        "rentals taken over by Hogan in September",
    ],
)
def test_what_colleagues_do_to_a_figure_is_asked_back(question: str) -> None:
    assert asked("rental", question).status == "clarify"


@pytest.mark.parametrize(
    ("workspace", "question", "echo"),
    [
        ("rental", "extras revenue from seats in September", "extra child seat"),
        ("rental", "rentals, but only from customers whose type is private, September", "private"),
        ("rental", "rentals by Dublin people in September", "rentals, town Dublin"),
        ("rental", "rentals by everyone except Marta in September", "desk agent not Marta Silva"),
        ("rental", "rentals by everybody but Marta in September", "desk agent not Marta Silva"),
    ],
)
def test_nouns_of_one_kind_and_everyone_else(workspace: str, question: str, echo: str) -> None:
    answer = asked(workspace, question)

    assert answer.status == "answered", answer.text
    assert answer.echo.endswith(f"{echo}, September 2025"), answer.echo
    assert " by " not in answer.echo


@pytest.mark.parametrize(
    ("workspace", "question", "echo"),
    [
        (
            "rental",
            "rentals in August, only from customers whose first rental was that month",
            "rentals, month of the first rental August 2025, August 2025",
        ),
        (
            "rental",
            "August rentals from customers whose first rental was in that same month",
            "rentals, month of the first rental August 2025, August 2025",
        ),
        (
            "shop",
            "sales in August from new customers only",
            "gross sales, first-order month August 2011, August 2011",
        ),
    ],
)
def test_customers_of_that_month_are_those_who_were_new_in_it(
    workspace: str, question: str, echo: str
) -> None:
    answer = asked(workspace, question)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize(
    ("reply", "echo"),
    [
        ("all", "rentals, September 2025"),
        ("only Luke", "rentals, desk agent Luke Considine, September 2025"),
        ("2", "rentals, September 2025"),
    ],
)
def test_a_reply_says_whether_somebody_is_meant(reply: str, echo: str) -> None:
    asker, numbers = leader("rental"), count()
    world = World(trade_engine("rental"), lambda: 0.0, lambda: f"t{next(numbers)}")

    ask("rentals in September please, Luke", asker, world, thread="reply")

    assert ask(reply, asker, world, thread="reply").echo == echo


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("van rentals in September", "rentals, van, September 2025"),
        ("how many van rentals in September?", "rentals, van, September 2025"),
        (
            "extras revenue from van rentals in September",
            "extras revenue, extra van rental, September 2025",
        ),
    ],
)
def test_a_member_that_ends_with_a_figures_name_leaves_it_the_figure(
    question: str, echo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(trades.DATA / "rental", tmp_path / "hire")
    extras = tmp_path / "hire" / "data" / "extras.csv"
    renamed = extras.read_text(encoding="utf-8").replace(",child seat,", ",van rental,")
    extras.write_text(renamed, encoding="utf-8")
    monkeypatch.setattr(trades, "DATA", tmp_path)

    assert trades.trade_answer("hire", question).echo == echo


def test_people_who_are_counted_are_no_rows() -> None:
    answer = asked("rental", "how many Dublin people rented in September?")

    assert "rentals" not in answer.echo


def test_plurals_of_nouns_in_ie_are_known() -> None:
    assert [stem(word) for word in ("movies", "cookies", "collies", "cities")] == [
        "movie", "cookie", "collie", "city",
    ]  # fmt: skip
