"""The briefing as a page: whole, harmless, from nowhere else, the same bytes each time."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.resources import files

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefings.model import Briefing, HeldBack, Opening, PreviousFlags
from briefings.pictures.style import PALETTE, RAMP
from connectors.render.html import page, spark
from tests.connectors.briefing_sample import sample

MEGABYTE = 1 << 20
VOID = {"meta", "circle", "path", "rect", "line", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """A document's elements, their attributes and its text; unbalanced tags fail."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(document)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def without_charts(given: Briefing) -> Briefing:
    sections = tuple(section.model_copy(update={"charts": ()}) for section in given.sections)
    return given.model_copy(update={"sections": sections})


def test_the_page_says_all_that_the_briefing_says() -> None:
    given = sample()

    text = Page(page(given)).text

    assert "26 September to 2 October 2011" in text
    assert "Waiting for review" in text
    assert given.opening.text in text
    for note in given.notes:
        assert note.owner_name in text
        for flag in note.flags:
            assert flag.customer in text
            assert flag.id in text
            assert flag.next_step in text
            assert all(reason.text in text for reason in flag.reasons)
    for held in given.held_back:
        assert held.customer in text
        assert held.why in text
    for signal in given.signals:
        assert signal.why in text
    assert all(warning in text for warning in given.warnings)
    for words in ("£206,511", "−37.2 %", "62 %", "£3,869", "unusual", "too early to tell"):
        assert words in text


def test_the_page_reads_in_the_order_of_the_work() -> None:
    document = page(sample())

    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", document)
    assert document.startswith("<!doctype html>")
    assert headings == [
        "How the last briefing turned out", "What moved", "Why", "At risk", "Notes by owner",
        "Held back", "Data quality", "Signals", "Where the figures are from",
    ]  # fmt: skip
    assert "62\N{NO-BREAK SPACE}%" in document


def test_nothing_comes_from_elsewhere_and_nothing_runs() -> None:
    document = page(sample())
    found = Page(document)

    tags = {tag for tag, _ in found.elements}
    assert tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"} == set()
    assert all(target.startswith("#") for target in found.attributes("href"))
    assert found.attributes("src") == []
    assert not [name for _, given in found.elements for name in given if name.startswith("on")]
    assert "@import" not in document
    assert not re.search(r"url\((?!#)", document)
    (policy,) = (given["content"] for tag, given in found.elements if "http-equiv" in given)
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_every_id_is_there_once_and_every_link_leads_to_one() -> None:
    found = Page(page(sample()))

    ids = found.attributes("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in found.attributes("href")} <= set(ids)


def test_a_picture_has_words_and_two_sizes() -> None:
    given = sample()
    charts = [chart for section in given.sections for chart in section.charts]

    found = Page(page(given))

    labels = [attributes["aria-label"] for _, attributes in found.elements
              if attributes.get("role") == "img"]  # fmt: skip
    assert labels == [chart.alt for chart in charts]
    classes = found.attributes("class")
    assert classes.count("wide") == classes.count("narrow") == len(charts)


def test_headings_and_tables_can_be_walked_by_ear() -> None:
    found = Page(page(sample()))

    tags = [tag for tag, _ in found.elements]
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.count("table") == tags.count("caption")
    assert [given["lang"] for tag, given in found.elements if tag == "html"] == ["en"]
    for tag, attributes in found.elements:
        if tag == "th":
            assert attributes["scope"] in ("row", "col")


def test_the_same_briefing_gives_the_same_bytes() -> None:
    given = sample()

    assert page(given) == page(Briefing.model_validate(given.model_dump(by_alias=True)))


def test_a_full_week_stays_well_below_three_megabytes() -> None:
    given = sample()
    eight = [note.model_copy(update={"id": note.id + end}) for note in given.notes for end in "ab"]
    ten = tuple(
        note.model_copy(update={"flags": (note.flags * 10)[:10]}) for note in eight if note.flags
    )

    document = page(given.model_copy(update={"notes": ten}))

    assert document.count('class="customer"') == 80
    assert len(document.encode()) < MEGABYTE


def test_one_owner_finds_their_own_note_open() -> None:
    given = sample()

    def notes(several: Briefing) -> list[dict[str, str]]:
        return [
            attributes
            for tag, attributes in Page(page(without_charts(several))).elements
            if tag == "details" and attributes.get("class") == "note"
        ]

    assert ["open" in one for one in notes(given)] == [False] * 4
    mine = given.model_copy(update={"notes": given.notes[:1], "signals": ()})
    assert ["open" in one for one in notes(mine)] == [True]


def test_a_briefing_without_flags_signals_or_a_past_is_still_a_page() -> None:
    given = sample()
    bare = Briefing(
        id="r1",
        briefing="weekly",
        period="2011-W39",
        as_of=given.as_of,
        state="approved",
        opening=Opening(text="This is the first briefing.", previous=PreviousFlags()),
        sections=(),
        notes=(),
        held_back=(),
        claims={},
    )  # fmt: skip

    text = Page(page(bare)).text

    assert "This is the first briefing." in text
    assert "Approved" in text
    assert "Signals" not in text
    assert "flagged" not in text


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=()), min_size=1),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "</style><script>alert(1)</script>",
            '" onmouseover="alert(1)',
            "'><img src=x onerror=alert(1)>",
            "{{ 7 * 7 }}{% raw %}",
            "&lt;b&gt; &amp;",
            "=HYPERLINK(1)",
            "\u202egnp.exe",
            "]]><!--",
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE)
def test_a_hostile_name_is_text_wherever_it_stands(name: str) -> None:
    given = without_charts(sample())
    (note, *_), (section, *_) = given.notes, given.sections
    flag = note.flags[0]
    reason = flag.reasons[0].model_copy(update={"text": name})
    hostile = flag.model_copy(
        update={"customer": name, "next_step": name, "id": name, "reasons": (reason,)}
    )
    letter = {"flags": (hostile,), "owner_name": name, "text": name}
    briefing = given.model_copy(
        update={
            "title": name,
            "warnings": (name,),
            "opening": given.opening.model_copy(update={"text": name}),
            "sections": (section.model_copy(update={"text": name, "title": name}),),
            "notes": (note.model_copy(update=letter),),
            "held_back": (HeldBack(customer=name, owner=name, why=name),),
        }
    )  # fmt: skip

    document = page(briefing)
    found = Page(document)

    harmless = Page(page(briefing.model_copy(update=_harmless(given))))
    kinds = {"p", "li", "ul"}
    assert [e[0] for e in found.elements if e[0] not in kinds] == [
        e[0] for e in harmless.elements if e[0] not in kinds
    ]
    assert {key for _, one in found.elements for key in one} == {
        key for _, one in harmless.elements for key in one
    }
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", document)


def _harmless(given: Briefing) -> dict[str, object]:
    note = given.notes[0]
    flag = note.flags[0].model_copy(update={"reasons": note.flags[0].reasons[:1]})
    return {
        "title": "A title",
        "warnings": ("A warning",),
        "sections": given.sections[:1],
        "notes": (note.model_copy(update={"flags": (flag,)}),),
        "held_back": given.held_back[:1],
    }


def test_every_colour_of_a_picture_has_a_shade_for_dark_grounds() -> None:
    style = files("connectors.render").joinpath("briefing.css").read_text("utf-8")
    dark = style.partition("prefers-color-scheme: dark")[2]

    assert {c for c in (*PALETTE.values(), *RAMP) if f'="{c}"]' not in dark} == set()


def test_a_small_line_breaks_where_a_value_is_missing() -> None:
    assert spark([1.0, None, 3.0, 2.0]).count("M") == 2
    assert "<circle" not in spark([1.0, 2.0, None])
    assert spark([None, 1.0]) == ""
    assert spark([5.0, 5.0]).count("<circle") == 1


def test_only_a_page_pays_for_the_chart_renderer() -> None:
    program = (
        "import sys\n"
        "import connectors.render.terminal, connectors.render.tables, connectors.render.judged\n"
        "print(sorted({'altair', 'vl_convert', 'jinja2', 'scipy'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
