"""A briefing as one HTML file: text, tables and charts, no script and nothing from elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from agent.writer import day
from briefings.model import Briefing, Chart, Section
from connectors.charts import svg
from connectors.render import texts, wording
from connectors.render.inert import inert_lines

WIDE, NARROW = 800, 340
_BEFORE_PERCENT = re.compile(r"(?<=\d) (?=%)")
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 120, 30, 4


@dataclass(frozen=True)
class Picture:
    """A chart drawn for desks and for phones."""

    title: str
    alt: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class Shown:
    """A section with its figures in words and its charts drawn."""

    section: Section
    figures: tuple[wording.FigureLine, ...]
    pictures: tuple[Picture, ...]


def page(briefing: Briefing) -> str:
    """The briefing for one reader as a whole document; equal briefings give equal bytes.

    Drawing the charts starts a renderer, half a second on its first use in a process.
    """
    style = files("connectors.render").joinpath("briefing.css").read_text("utf-8")
    return _environment().get_template("briefing.html").render(
        briefing=briefing,
        sections=_sections(briefing),
        outcomes=wording.outcomes(briefing.opening.previous),
        definitions=wording.definitions(briefing.claims),
        style=Markup(style),  # noqa: S704
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("connectors", "render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"words": wording, "texts": texts}
    environment.filters |= {"day": day, "spark": spark}
    return environment


def _harmless(value: object) -> object:
    """What each `{{ }}` of the template prints, before it is escaped; 4.96 % stays on one line."""
    if isinstance(value, Markup):
        return value
    return _BEFORE_PERCENT.sub("\N{NO-BREAK SPACE}", inert_lines(str(value)))


def _sections(briefing: Briefing) -> tuple[Shown, ...]:
    numbers = count(1)
    return tuple(
        Shown(
            section,
            tuple(wording.figure_line(figure, briefing.claims) for figure in section.figures),
            tuple(_picture(chart, next(numbers)) for chart in section.charts),
        )
        for section in briefing.sections
    )


def _picture(chart: Chart, number: int) -> Picture:
    # Vega escapes the text inside its pictures, and `svg` has made it inert.
    wide = Markup(svg(chart.vega_lite, width=WIDE, name=f"w{number}"))  # noqa: S704
    narrow = Markup(svg(chart.vega_lite, width=NARROW, name=f"n{number}"))  # noqa: S704
    return Picture(chart.title, chart.alt, wide, narrow)


def spark(history: Sequence[float | None]) -> Markup:
    """A small line through the values, broken where one is missing, with a dot at its end."""
    known = [value for value in history if value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = min(known), max(known)
    across = (_SPARK_WIDTH - 2 * _SPARK_EDGE) / (len(history) - 1)
    up = (_SPARK_HEIGHT - 2 * _SPARK_EDGE) / ((high - low) or 1)
    path, dot, pen = [], Markup(""), "M"
    for index, value in enumerate(history):
        if value is None:
            pen, dot = "M", Markup("")
            continue
        x = f"{_SPARK_EDGE + index * across:.1f}"
        y = f"{_SPARK_HEIGHT - _SPARK_EDGE - (value - low) * up:.1f}"
        path.append(f"{pen}{x} {y}")
        pen, dot = "L", Markup('<circle cx="{}" cy="{}" r="3"/>').format(x, y)
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" aria-hidden="true"><path d="{}"/>{}</svg>'
    ).format(_SPARK_WIDTH, _SPARK_HEIGHT, "".join(path), dot)
