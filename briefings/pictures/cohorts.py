"""How many of each cohort came back, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefings.model import Chart
from briefings.pictures.style import PALETTE, RAMP, Spec, label, picture, quantity

# The first step that is too dark for ink.
_WHITE_FROM = 4


@dataclass(frozen=True)
class CohortCell:
    """The share of a cohort active `later` months after its first order; None while unripe."""

    cohort: date
    size: int
    later: int
    share: float | None


def cohorts(title: str, cells: Sequence[CohortCell]) -> Chart:
    """A grid of cohorts (oldest on top, with their sizes) by months since the first order.

    Shares are printed in whole per cent. A cell that is unripe is an outline with three dots.
    """
    rows = [
        {
            "cohort": f"{cell.cohort:%b %Y} ({cell.size:,})",
            "later": cell.later,
            "share": cell.share,
            "words": "…" if cell.share is None else f"{100 * cell.share:.0f}",
        }
        for cell in sorted(cells, key=lambda cell: (cell.cohort, cell.later))
    ]
    steps = _steps(cells)
    title_lines = ["months since the first order, in %", "(… month not over)"]
    months = {"orient": "top", "labelAngle": 0, "title": title_lines}
    names = {"labelColor": PALETTE["ink"]}
    spec = picture({
        "height": {"step": 26},
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "later", "type": "ordinal", "axis": months},
            "y": {"field": "cohort", "type": "ordinal", "sort": None, "axis": names},
        },
        "layer": [_ripe(steps), _unripe(), _figures(steps)],
    })  # fmt: skip
    return Chart(title=title, vega_lite=spec, alt=_words(title, cells))


def _steps(cells: Sequence[CohortCell]) -> list[float]:
    """The five limits between the six shades, even from the smallest to the largest share."""
    shares = [cell.share for cell in cells if cell.share is not None] or [0.0]
    low, high = min(shares), max(shares)
    return [low + (high - low) * step / len(RAMP) for step in range(1, len(RAMP))]


def _ripe(steps: Sequence[float]) -> Spec:
    scale = {"type": "threshold", "domain": list(steps), "range": list(RAMP)}
    return {
        "transform": [{"filter": "datum.share !== null"}],
        "mark": {"type": "rect", "width": {"band": 0.94}, "height": {"band": 0.92}},
        "encoding": {"color": quantity("share") | {"scale": scale, "legend": None}},
    }


def _unripe() -> Spec:
    outline = {"fill": None, "stroke": PALETTE["quiet"], "strokeDash": [2, 2], "strokeWidth": 1}
    return {
        "transform": [{"filter": "datum.share === null"}],
        "mark": {"type": "rect", "width": {"band": 0.9}, "height": {"band": 0.86}} | outline,
    }


def _figures(steps: Sequence[float]) -> Spec:
    dark = f"datum.share !== null && datum.share >= {steps[_WHITE_FROM - 1]}"
    color = {"condition": {"test": dark, "value": PALETTE["ground"]}, "value": PALETTE["ink"]}
    return {
        "mark": {"type": "text", "fontSize": 11.5},
        "encoding": label("words") | {"color": color},
    }


def _words(title: str, cells: Sequence[CohortCell]) -> str:
    several = len({cell.cohort for cell in cells})
    unripe = sum(cell.share is None for cell in cells)
    outlines = "1 cell whose month is not over is an outline"
    if unripe != 1:
        outlines = f"{unripe} cells whose month is not over are outlines"
    return (
        f"{title}: {several} cohorts by months since the first order, in per cent. "
        f"{outlines} without a figure."
    )
