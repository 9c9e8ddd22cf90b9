"""Vega-Lite specifications drawn as SVG, without a network."""

import re
from collections.abc import Mapping
from typing import Any

import vl_convert

from connectors.render.inert import inert_tree

_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'(?:url\(#|href="#)([^)"]+)')


def svg(spec: Mapping[str, Any], *, width: int, name: str) -> str:
    """The picture as one SVG element, `width` pixels wide, with ids that begin with `name`.

    Equal input gives equal bytes. Data must be inside the specification: an address in it, or a
    specification that Vega-Lite cannot draw, is a ValueError.
    """
    # A control character in a label would end the whole process inside the renderer.
    content = inert_tree({**spec, "width": width})
    drawn = vl_convert.vegalite_to_svg(content, allowed_base_urls=[])
    return _own_ids(drawn, name)


def _own_ids(drawn: str, name: str) -> str:
    """Ids numbered from one: the renderer counts on through a process, and pages hold several."""
    ids = dict.fromkeys(_ID.findall(drawn))
    renamed = {old: f"{name}-{number}" for number, old in enumerate(ids, start=1)}
    with_ids = _ID.sub(lambda match: f'id="{renamed[match[1]]}"', drawn)
    return _REFERENCE.sub(
        lambda match: match[0].replace(match[1], renamed.get(match[1], match[1])), with_ids
    )
