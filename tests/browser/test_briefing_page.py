"""The page as a browser lays it out: at a desk, on a phone, in the dark, on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefings.model import Briefing
from connectors.render.html import page
from tests.browser.chromium import Tab, chromium
from tests.connectors.briefing_sample import sample

pytestmark = pytest.mark.browser

WIDTHS = (360, 390, 768, 1280)

# Every visible piece of text with its own colour and the one behind it, in HTML and in pictures.
TEXTS = """
(() => {
  const rgb = text => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    return parts.length < 4 ? [...parts, 1] : parts;
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor);
      if (found[3] > 0) return found;
    }
    return [255, 255, 255, 1];
  };
  const under = element => {
    const box = element.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    window.scrollTo(0, y + scrollY - innerHeight / 2);
    const now = element.getBoundingClientRect();
    const shapes = document.elementsFromPoint(now.x + now.width / 2, now.y + now.height / 2);
    const solid = shapes.find(shape => shape.matches('svg path, svg rect')
      && !['none', 'rgba(0, 0, 0, 0)'].includes(getComputedStyle(shape).fill)
      && getComputedStyle(shape).opacity === '1');
    return solid ? rgb(getComputedStyle(solid).fill) : ground(element.closest('div'));
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].filter(node => node.nodeType === 3)
      .map(node => node.data.trim()).join('');
    const box = element.getBoundingClientRect();
    if (!own || !box.width || box.right < 0 || !element.checkVisibility()) continue;
    const style = getComputedStyle(element), svg = element.tagName === 'text';
    found.push({
      text: own.slice(0, 40), size: parseFloat(style.fontSize),
      ink: rgb(svg ? style.fill : style.color), ground: svg ? under(element) : ground(element),
    });
  }
  return found;
})()
"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("page"), sample())


def written(folder: Path, given: Briefing) -> str:
    path = folder / "briefing.html"
    path.write_text(page(given), encoding="utf-8")
    return path.as_uri()


def open_all(tab: Tab) -> None:
    tab.run("document.querySelectorAll('details').forEach(part => { part.open = true })")


def overflow(tab: Tab) -> int:
    return int(tab.run("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hangs_over_the_edge(tab: Tab, address: str, width: int) -> None:
    tab.open(address, width=width)
    open_all(tab)

    assert overflow(tab) == 0
    assert tab.run("innerWidth") == width


def test_a_very_long_name_hangs_over_no_edge(tab: Tab, tmp_path: Path) -> None:
    given = sample()
    note = given.notes[0]
    flag = note.flags[0].model_copy(update={"customer": "W" * 90, "next_step": "x" * 200})
    long = note.model_copy(update={"owner_name": "M" * 120, "flags": (flag,)})

    address = written(tmp_path, given.model_copy(update={"notes": (long,)}))

    for width in (360, 1280):
        tab.open(address, width=width)
        assert overflow(tab) == 0


def test_the_page_asks_for_nothing_but_itself_and_nothing_goes_wrong(
    tab: Tab, address: str
) -> None:
    tab.open(address, width=1280)
    open_all(tab)

    assert tab.requests == [address]
    assert tab.complaints == []


def visible_pictures(tab: Tab) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tab.run(
        "[...document.querySelectorAll('.chart svg')].map(svg => svg.getBoundingClientRect())"
        ".filter(box => box.width).map(box => ({width: box.width, height: box.height}))"
    )
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_each_picture_is_shown_once_and_fills_its_place(tab: Tab, address: str, width: int) -> None:
    tab.open(address, width=width)

    pictures = visible_pictures(tab)

    assert len(pictures) == 3
    for box in pictures:
        assert box["width"] >= 0.85 * min(width, 864)
        assert box["height"] > 100


@pytest.mark.parametrize("width", [360, 390])
def test_the_text_in_a_picture_is_as_large_as_drawn_on_a_phone(
    tab: Tab, address: str, width: int
) -> None:
    tab.open(address, width=width)

    smallest = tab.run(
        "Math.min(...[...document.querySelectorAll('.chart svg text')].map(text => {"
        "const svg = text.closest('svg'), box = svg.getBoundingClientRect();"
        "return box.width ? parseFloat(getComputedStyle(text).fontSize)"
        " * box.width / svg.viewBox.baseVal.width : 99; }))"
    )

    assert smallest >= 11


def test_no_label_of_a_picture_runs_out_of_the_page(tab: Tab, address: str) -> None:
    tab.open(address, width=360)

    out: list[str] = tab.run(
        "[...document.querySelectorAll('.chart svg text')].filter(text => {"
        "const box = text.getBoundingClientRect();"
        "return box.width && (box.left < 0 || box.right > innerWidth); })"
        ".map(text => text.textContent)"
    )

    assert out == []


def luminance(color: list[float]) -> float:
    linear = [
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in color[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_all_text_can_be_read(tab: Tab, address: str, width: int, dark: bool) -> None:
    tab.open(address, width=width, dark=dark)
    open_all(tab)

    texts: list[dict[str, Any]] = tab.run(TEXTS)

    assert len(texts) > 150
    faint = {
        one["text"]: round(contrast(one["ink"], one["ground"]), 2)
        for one in texts
        if contrast(one["ink"], one["ground"]) < 4.5
    }
    assert faint == {}
    assert {one["text"] for one in texts if one["size"] < 11} == set()


def test_a_note_opens(tab: Tab, address: str) -> None:
    tab.open(address, width=390)
    shown = "document.querySelector('.note .flags').checkVisibility()"
    assert tab.run(shown) is False

    tab.run("document.querySelector('.note > summary').click()")

    assert tab.run(shown) is True


def test_a_flag_is_a_card_on_a_phone_with_its_labels(tab: Tab, address: str) -> None:
    tab.open(address, width=390)
    open_all(tab)

    labels = tab.run(
        "[...document.querySelectorAll('.flags tbody tr:first-child td')]"
        ".filter(cell => cell.checkVisibility())"
        ".map(cell => getComputedStyle(cell, '::before').content)"
    )

    assert labels[:4] == ['"Probability of a lapse"', '"Value at risk"', '"Why"', '"Next step"']


def test_paper_shows_what_is_folded_away(tab: Tab, address: str) -> None:
    tab.open(address, width=800)

    tab.ask("Emulation.setEmulatedMedia", media="print")

    assert tab.run("document.querySelector('.note .flags').checkVisibility()") is True
    tab.ask("Emulation.setEmulatedMedia", media="")
