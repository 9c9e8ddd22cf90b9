"""What a question back offers: metrics or members, each with the reading that it would be."""

from collections.abc import Sequence
from dataclasses import replace

from agent.interpreter.board import Board, TimeSaid
from agent.interpreter.compose import Question, option, read
from agent.interpreter.figures.metrics import Chosen
from agent.interpreter.members.large import Found
from agent.interpreter.outcome import Option, Unclear, Understood
from agent.interpreter.scope import scope_of
from agent.interpreter.words.ordinary import EXCLUDING
from agent.interpreter.words.tokens import stem
from agent.reading import Reading, field_label
from agent.ruled_out import ruled_out
from agent.writer import quoted
from semantic.model import Filter
from semantic.suggest import listed
from semantic.view import View

_MOST_OPTIONS = 5
# How the label of a reading ends that leaves words out.
ASIDE = " aside)"
# Words that say what is not meant.
_TURNING = {"never", "but", "leave", "leaving"}
_TURNING |= {words[0] for words in EXCLUDING if len(words) == 1}
_PARTICLES = frozenset({"back", "out", "up", "off", "down", "over"})


def only_told(question: Question, asked: Chosen) -> tuple[Question, Chosen]:
    """The question with the only one of the metrics that may be meant that can be told as asked.

    Of "what did x-rays bring in" the one amount that is known by treatment.
    """
    able = [name for name in asked.among if not scope_of(question.board, (name,), question.view).no]
    if asked.why or len(able) != 1 or len(asked.among) == 1:
        return question, asked
    note = f"{question.view.metrics[able[0]].title}, which alone can be told so"
    return replace(question, notes=(*question.notes, note)), Chosen((able[0],))


def which_metric(question: Question, names: Sequence[str], why: str) -> Unclear:
    """The question back which of these metrics is meant."""
    found = options(question, names)
    why = "Is this meant?" if len(found) == 1 and why.startswith("Which of these") else why
    return Unclear(why, found, question.unexplained)


def options(question: Question, names: Sequence[str]) -> tuple[Option, ...]:
    """One option for each metric, the likeliest few; where no period is said, of a usual one."""
    found = []
    for name in names[:_MOST_OPTIONS]:
        outcome = read(question, (name,), Chosen())
        if isinstance(outcome, Understood):
            found.append(option(outcome.reading, question.view))
        elif isinstance(outcome, Unclear):
            fitting = _plainest(outcome.options, dated=question.board.has(TimeSaid))
            found.append(fitting or Option(question.view.metrics[name].title, None))
    return tuple(found)


def _plainest(options: Sequence[Option], *, dated: bool) -> Option | None:
    """What to offer for a metric that is asked back about itself: what is split least.

    Where no period was said, the first one is that of the usual period.
    """
    readings = [(one, one.reading) for one in options if one.reading is not None]
    fitting = readings if dated else readings[:1]
    found = min(fitting, key=lambda each: len(each[1].group_by), default=None)
    return found[0] if found else None


def which_member(question: Question, metrics: Sequence[str]) -> Unclear:
    """A question back about the first words that may be several members."""
    found = question.several[0]
    outcome = read(question, metrics, Chosen()) if metrics else None
    plain = outcome.reading if isinstance(outcome, Understood) else None
    if found.told:
        return _whether_meant(found, plain, question.view)
    every = None if found.unknown else _whole_part(found)
    all_of_them = (_narrowed(plain, every),) if plain and every else ()
    together = tuple(Option(each.echo(question.view), each) for each in all_of_them)
    if found.too_many:
        return Unclear(f"Many names contain “{found.words}”. Which one is meant?", together)
    several = len({name for name, _ in found.choices}) > 1
    each_of_them = [
        Option(
            quoted(value) + (f" ({field_label(name, question.view)})" if several else ""),
            _narrowed(plain, Filter(field=name, op="eq", value=value)) if plain else None,
        )
        for name, value in found.choices
    ]
    each_of_them += together if len(found.choices) > 1 else ()
    labels = {field_label(name, question.view): None for name, _ in found.choices}
    label = listed(list(labels), "or")
    if found.unknown:
        meant = " Is one of these meant?" if found.choices else ""
        return Unclear(f"Nobody here is called “{found.words}”.{meant}", tuple(each_of_them))
    return Unclear(f"Which {label} is meant by “{found.words}”?", tuple(each_of_them))


def _whether_meant(found: Found, plain: Reading | None, view: View) -> Unclear:
    """A question back about somebody who may only be told of."""
    field, value = found.choices[0]
    why = f"Is only {quoted(value)} meant, or are all?"
    if plain is None:
        return Unclear(why)
    only = _narrowed(plain, Filter(field=field, op="eq", value=value))
    return Unclear(why, (option(only, view), Option(f"all: {plain.echo(view)}", plain)))


def _narrowed(reading: Reading, more: Filter) -> Reading:
    return reading.model_copy(update={"filters": (*reading.filters, more)})


def _whole_part(found: Found) -> Filter | None:
    """The condition that holds for all members whose names have the words in them, as they stand.

    None where they stand apart in some, or are of several dimensions.
    """
    fields = {name for name, _ in found.choices}
    words = found.words.split()
    for said in (found.words, " ".join((*words[:-1], stem(words[-1])))):
        if len(fields) == 1 and all(said in value.lower() for _, value in found.choices):
            return Filter(field=fields.pop(), op="contains", value=said)
    return None


def without_what_rules_out(question: Question, reading: Reading) -> Unclear:
    """The question back what is meant by filters of which the metric has none by its definition.

    Offered are the metrics that it is not to be confused with, and its own figure without them.
    """
    view = question.view
    confused = [
        name
        for metric in reading.metrics
        for name in view.metrics[metric].not_to_confuse
        if name in view.metrics
    ]
    others = (
        one
        for one in options(question, confused)
        if one.reading is not None and not ruled_out(one.reading, view)
    )
    kept = tuple(
        one
        for one in reading.filters
        if not ruled_out(reading.model_copy(update={"filters": (one,)}), view)
    )
    without = option(reading.model_copy(update={"filters": kept}), view)
    return Unclear(f"{ruled_out(reading, view)} What is meant?", (*others, without))


def left_aside(words: Sequence[str], reading: Reading, view: View) -> Unclear:
    """A question back about words that a reading leaves aside.

    The reading is not offered where one of them leaves something out: it would say the opposite.
    """
    said = ", ".join(f"“{word}”" for word in words)
    if turns(words):
        why = f"I did not understand {said}. Say what to leave out by “without” and its name."
        return Unclear(why, (), tuple(words))
    without = Option(f"{reading.echo(view)} (leaving {said}{ASIDE}", reading)
    return Unclear(f"I did not understand {said}.", (without,), tuple(words))


def turns(words: Sequence[str]) -> bool:
    """Whether words say what is not meant, so that a reading without them says the opposite."""
    return bool(_TURNING & set(words))


def with_its_verb(board: Board, said: str) -> str:
    """Words that were not understood, a single particle with its verb: "came back"."""
    words = [token.word for token in board.tokens]
    place = words.index(said) if said in _PARTICLES and said in words else 0
    return f"{words[place - 1]} {said}" if place else said
