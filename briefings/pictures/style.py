"""What all pictures share: colours, type and the frame of a specification.

Colours come from `PALETTE` and `RAMP` alone, so that a page can give each of them another shade on
a dark ground. Blue and orange are told apart by all common kinds of colour blindness, and no
meaning hangs on colour alone.
"""

from collections.abc import Mapping
from typing import Any

from agent.claims import Claim
from agent.writer import shown
from semantic.model import Format

Spec = dict[str, Any]

PALETTE: Mapping[str, str] = {
    "ground": "#ffffff",
    "ink": "#1c2733",
    "quiet": "#5a6672",
    "faint": "#d5dbe1",
    "line": "#1f5fa8",
    "band": "#dce8f5",
    "more": "#2a6cb8",
    "less": "#c05f15",
}
"""What each colour stands for. `more` and `less` are signs of a contribution, not good and bad."""

RAMP = ("#eaf1f9", "#c9ddf0", "#a0c3e4", "#6f9fd0", "#3d76b4", "#1d4f8c")
"""Six steps from little to much; the last two need white text."""

_CONFIG: Spec = {
    "font": "Helvetica, Arial, sans-serif",
    # The page says what a picture shows; a label on each of its marks would be read out too.
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": PALETTE["quiet"],
        "labelFontSize": 12,
        "labelPadding": 6,
        "title": None,
        "titleColor": PALETTE["quiet"],
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "gridColor": PALETTE["faint"],
    },
}
# Readers' fonts may be wider than the one that the picture is measured with.
_PADDING = {"left": 12, "right": 12, "top": 6, "bottom": 6}


def picture(body: Spec) -> Spec:
    """A whole specification around marks and encodings; its width is the picture's, labels in."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 680,
        "padding": _PADDING,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _CONFIG,
        **body,
    }


def quantity(field: str) -> Spec:
    """The encoding of a number by position or colour."""
    return {"field": field, "type": "quantitative"}


def label(field: str) -> Spec:
    """The encoding of a text mark by a field that holds the words."""
    return {"text": {"field": field, "type": "nominal"}}


def figure(value: float | None, shape: Format) -> str:
    """A value as notes write it."""
    return shown(Claim(id="c0", label="", value=value, format=shape))


def signed(value: float, shape: Format) -> str:
    """A contribution as notes write it, a plus in front when it adds."""
    return shown(Claim(id="c0", label="", value=value, format=shape, kind="change"))
