"""What a question back offers: metrics or members, each with the reading that it would be."""

from collections.abc import Sequence

from agent.interpreter.compose import Question, option, read
from agent.interpreter.metrics import Chosen
from agent.interpreter.outcome import Option, Unclear, Understood
from agent.reading import field_label
from agent.writer import quoted
from semantic.model import Filter
from semantic.suggest import listed

_MOST_OPTIONS = 5


def which_metric(question: Question, names: Sequence[str], why: str) -> Unclear:
    """The question back which of these metrics is meant."""
    return Unclear(why, options(question, names), question.unexplained)


def options(question: Question, names: Sequence[str]) -> tuple[Option, ...]:
    """One option for each metric, the likeliest few."""
    found = []
    for name in names[:_MOST_OPTIONS]:
        outcome = read(question, (name,), Chosen())
        if isinstance(outcome, Understood):
            found.append(option(outcome.reading, question.view))
        elif isinstance(outcome, Unclear):
            found.append(Option(question.view.metrics[name].title, None))
    return tuple(found)


def which_member(question: Question, metrics: Sequence[str]) -> Unclear:
    """The question back which member the first words are that several have in their names."""
    found = question.several[0]
    if found.too_many:
        return Unclear(f"Many names contain “{found.words}”. Which one is meant?")
    options = []
    for name, value in found.choices:
        reading = None
        if metrics:
            outcome = read(question, metrics, Chosen())
            if isinstance(outcome, Understood):
                more = (*outcome.reading.filters, Filter(field=name, op="eq", value=value))
                reading = outcome.reading.model_copy(update={"filters": more})
        options.append(Option(quoted(value), reading))
    labels = {field_label(name, question.view): None for name, _ in found.choices}
    label = listed(list(labels), "or")
    return Unclear(f"Which {label} is meant by “{found.words}”?", tuple(options))
