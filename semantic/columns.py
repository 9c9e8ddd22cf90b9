"""The columns of a result: what each is called, is and is measured in."""

from semantic.members import FINE
from semantic.plan import Key, Plan, TimeKey
from semantic.planner import COMPARED
from semantic.result import Column
from semantic.view import View


def columns_of(view: View, made: Plan) -> tuple[Column, ...]:
    """The columns of the plan's answer, keys first, in the order of its rows."""
    ends = (".min", ".max") if made.extremes else ("",)
    keys = [
        Column(key.name + end, "dimension", _key_type(key)) for key in made.keys for end in ends
    ]
    metrics = []
    for output in made.outputs:
        unit = view.granted[output.name].format.unit
        metrics.append(Column(output.name, "metric", "number", unit, output.name))
        if output.earlier is not None:
            for part in COMPARED:
                shown = "%" if part == "change_pct" else unit
                name = f"{output.name}.{part}"
                metrics.append(Column(name, "metric", "number", shown, output.name))
    return (*keys, *metrics)


def _key_type(key: Key) -> str:
    if key.part:
        return "number"
    if isinstance(key, TimeKey):
        return "timestamp" if key.grain in FINE else "date"
    return "text" if key.mask else key.ref.dimension.type
