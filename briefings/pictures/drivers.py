"""What carries a change: one bar for each contribution."""

from collections.abc import Sequence
from dataclasses import dataclass

from briefings.model import Chart
from briefings.pictures.style import PALETTE, Spec, label, picture, quantity, signed
from semantic.model import Format

# Values stand across the zero line from their bars, where nothing else is: the least room for them
# there, as a share of the longest bar.
_ROOM = 0.42


@dataclass(frozen=True)
class Contribution:
    """How much one member, or all others together (`rest`), adds to a change."""

    member: str
    change: float
    rest: bool = False


def drivers(title: str, contributions: Sequence[Contribution], shape: Format) -> Chart:
    """Horizontal bars in the order given, each with its signed value in the metric's unit."""
    rows = [
        {"member": c.member, "change": c.change, "words": signed(c.change, shape), "rest": c.rest}
        for c in contributions
    ]
    names = {"labelLimit": 150, "labelColor": PALETTE["ink"]}
    spec = picture({
        "height": {"step": 30},
        "data": {"values": rows},
        "encoding": {
            "y": {"field": "member", "type": "nominal", "sort": None, "axis": names},
            "x": quantity("change") | {"scale": _scale(contributions), "axis": None},
        },
        "layer": [_bars(), _values("right", "> 0"), _values("left", "<= 0"), _zero()],
    })  # fmt: skip
    words = "; ".join(f"{row['member']} {row['words']}" for row in rows)
    return Chart(title=title, vega_lite=spec, alt=f"{title}: bars. {words}.")


def _scale(contributions: Sequence[Contribution]) -> Spec:
    changes = [c.change for c in contributions] or [0.0]
    room = max(abs(change) for change in changes) * _ROOM or 1.0
    low = min(*changes, -room if max(changes) > 0 else 0.0)
    high = max(*changes, room if min(changes) <= 0 else 0.0)
    return {"domain": [low, high], "nice": False}


def _bars() -> Spec:
    less = {"test": "datum.change < 0", "value": PALETTE["less"]}
    rest = {"test": "datum.rest", "value": 0.55}
    return {
        "mark": {"type": "bar", "height": {"band": 0.62}},
        "encoding": {
            "color": {"condition": less, "value": PALETTE["more"]},
            "opacity": {"condition": rest, "value": 1},
        },
    }


def _values(align: str, sign: str) -> Spec:
    away = 5 if align == "left" else -5
    mark = {"type": "text", "fontSize": 12, "color": PALETTE["ink"], "align": align, "dx": away}
    return {
        "transform": [{"filter": f"datum.change {sign}"}],
        "mark": mark,
        "encoding": label("words") | {"x": {"datum": 0}},
    }


def _zero() -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": PALETTE["quiet"]},
        "encoding": {"x": {"datum": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
    }
