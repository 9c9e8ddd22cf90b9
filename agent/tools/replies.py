"""A question back and a refusal. Their sentences are ours: a tool only says what is not clear."""

from collections.abc import Iterator

from agent.interpreter.outcome import Option, Outside, Unclear
from agent.tools.arguments import AskBackArguments, QueryArguments, RefuseArguments, Refused
from agent.tools.errors import WrongArguments
from agent.tools.planning import planned, strange_metrics
from agent.world import World
from semantic.warehouse import Asker

_ASKED = {
    "metric": "Which of these do you mean?",
    "period": "Which period do you mean? Name its days, its month or its week.",
    "group": "By what should it be split, or should it be one figure?",
    "filter": "Which of them do you mean? Name it as it is called in the data.",
}
_WHY: dict[Refused, str] = {
    "no_such_metric": "No metric here is about that.",
    "personal_data": "Personal data of customers is not given out; metrics about them are.",
    "not_in_the_data": "The data here does not tell that.",
    "cannot_change_anything": "Questions are answered here; nothing is changed or sent.",
    "not_a_question": "That is no question about the metrics here.",
}


def ask_back(given: AskBackArguments, principal: Asker, world: World) -> Unclear:
    """The question back, with a reading for each metric to choose. Raises WrongArguments."""
    view = world.engine.view(principal)
    strange = list(strange_metrics(given.options, view, "options"))
    if strange:
        raise WrongArguments(strange)
    return Unclear(_ASKED[given.about], tuple(_options(given, principal, world)))


def _options(given: AskBackArguments, principal: Asker, world: World) -> Iterator[Option]:
    view = world.engine.view(principal)
    for name in dict.fromkeys(given.options):
        query = QueryArguments(metrics=[name], group_by=given.group_by, period=given.period)
        try:
            reading = planned(query, principal, world)
            yield Option(reading.echo(view), reading)
        except WrongArguments:
            yield Option(view.metrics[name].title, None)


def refuse(given: RefuseArguments, _principal: Asker, _world: World) -> Outside:
    """The refusal, in our words."""
    return Outside(_WHY[given.reason])
