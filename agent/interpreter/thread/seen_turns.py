"""What of a thread whoever asks now may see."""

from agent.interpreter.ground import Ground
from agent.interpreter.members.searched import LARGE, Values
from agent.memory import Turn
from agent.reading import Reading
from agent.time_groups import is_part
from semantic.model import Filter
from semantic.view import View


def visible(before: Turn | None, ground: Ground) -> Turn:
    """The thread as far as whoever asks now may see what it names."""
    if before is None:
        return Turn()

    def seen(reading: Reading | None) -> Reading | None:
        sees = reading is not None and is_visible(reading, ground.view, ground.known.values)
        return reading if sees else None

    offered = tuple((label, one) for label, one in before.offered if seen(one) is not None)
    return Turn(seen(before.reading), offered, seen(before.earlier))


def is_visible(reading: Reading, view: View, values: Values) -> bool:
    """Whether whoever asks now may see all that a reading names, its members included."""
    names = [name for name in reading.group_by if not name.startswith("time.")]
    filters = [given for given in reading.filters if not is_part(given.field)]
    fields = [*names, *(given.field for given in filters)]
    known = all(name in view.metrics for name in reading.metrics) and all(
        field in view.dimensions for field in fields
    )
    seen = known and all(_sees(given, view, values) for given in filters)
    return seen and (reading.among is None or is_visible(reading.among, view, values))


def _sees(given: Filter, view: View, values: Values) -> bool:
    if view.dimensions[given.field].dimension.type != "text" or given.value is None:
        return True
    listed = given.value if isinstance(given.value, list | tuple) else (given.value,)
    return set(listed) <= set(values(given.field, LARGE))
