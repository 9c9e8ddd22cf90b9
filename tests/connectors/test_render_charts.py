"""Specifications drawn as SVG: the same bytes everywhere, harmless, and from nowhere else."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import altair
import pytest

from briefings.model import Chart
from briefings.pictures import Contribution, drivers
from briefings.pictures.style import PALETTE, RAMP
from connectors.charts import svg
from semantic.model import Format
from tests.connectors.briefing_sample import sample

CHARTS = [chart for section in sample().sections for chart in section.charts]
GRADIENT = {
    "data": {"values": [{"a": "x", "v": 1}, {"a": "y", "v": 2}]},
    "mark": {
        "type": "bar",
        "clip": True,
        "color": {
            "gradient": "linear",
            "stops": [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}],
        },
    },
    "encoding": {
        "y": {"field": "a", "type": "nominal"},
        "x": {"field": "v", "type": "quantitative"},
    },
}


def parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314  drawn a moment ago


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_a_picture_is_valid_vega_lite(chart: Chart) -> None:
    altair.Chart.from_dict(dict(chart.vega_lite))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
@pytest.mark.parametrize("width", [340, 800])
def test_a_picture_is_as_wide_as_asked_and_drawn_in_known_colours(chart: Chart, width: int) -> None:
    drawn = svg(chart.vega_lite, width=width, name="p")

    assert parsed(drawn).attrib["width"] == str(width)
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', drawn))
    assert colours
    assert colours <= {*PALETTE.values(), *RAMP}


def test_the_same_picture_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    first = svg(GRADIENT, width=300, name="p")
    svg(GRADIENT, width=300, name="q")

    assert svg(GRADIENT, width=300, name="p") == first


def test_ids_are_the_pictures_own_and_what_refers_to_them_follows() -> None:
    drawn = svg(GRADIENT, width=300, name="w7")

    ids = re.findall(r'\bid="([^"]+)"', drawn)
    referred = re.findall(r"url\(#([^)]+)\)", drawn)
    assert ids == [f"w7-{number}" for number in range(1, len(ids) + 1)]
    assert referred
    assert set(referred) <= set(ids)


def test_days_do_not_move_with_the_time_zone_of_the_machine() -> None:
    program = (
        "from tests.connectors.briefing_sample import sample\n"
        "from connectors.charts import svg\n"
        "chart = sample().sections[0].charts[0]\n"
        "print(svg(chart.vega_lite, width=340, name='p'))"
    )
    far_west, far_east = (
        subprocess.run(
            [sys.executable, "-c", program],
            env={"TZ": zone}, capture_output=True, text=True, encoding="utf-8", check=True,
        ).stdout
        for zone in ("Pacific/Honolulu", "Pacific/Auckland")
    )  # fmt: skip

    assert far_west == far_east
    assert ">26 Sep<" in far_west


# A control character in a label ends the whole process in vl-convert 1.9.
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e]]>&\x00\ud800\ufffe'\""


def test_a_hostile_name_is_text_in_the_picture() -> None:
    chart = drivers("By customer", [Contribution(HOSTILE, -3.0)], Format())

    drawn = svg({**chart.vega_lite, "width": 900}, width=900, name="p")

    tree = parsed(drawn)
    assert not [part for part in tree.iter() if part.tag.endswith("script")]
    assert any((part.text or "").startswith("<script>alert(1)") for part in tree.iter())
    assert not re.search("[\x00-\x08\x1b\u202e]", drawn)


def test_data_from_elsewhere_is_refused() -> None:
    spec = {**GRADIENT, "data": {"url": "http://127.0.0.1:9/data.json"}}

    with pytest.raises(ValueError, match="not allowed"):
        svg(spec, width=300, name="p")
