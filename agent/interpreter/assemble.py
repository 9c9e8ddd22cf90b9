"""What comes of a whole question: the metrics it names decide, and what nothing explains."""

from collections.abc import Sequence
from dataclasses import replace

from agent.evidence import as_grain, is_state
from agent.interpreter.around.nothing_there import money_before, of_none, other_money, unknown_place
from agent.interpreter.board import (
    AskedBack,
    Board,
    Contrast,
    Either,
    GrainSaid,
    MetricSaid,
    Rank,
    TimeSaid,
)
from agent.interpreter.compose import Question, option, read
from agent.interpreter.figures.earnings import names_another_thing
from agent.interpreter.figures.implied import implied
from agent.interpreter.figures.likely import earned, likely
from agent.interpreter.figures.metrics import Chosen, chosen, judged_by, rankable
from agent.interpreter.figures.overview import MOST_LEADING, asks_overall
from agent.interpreter.figures.undefined import (
    MOST_NEAREST,
    how_long,
    is_content,
    one_part,
    undefined,
)
from agent.interpreter.glossary import fields_said, glossary
from agent.interpreter.intents import AtRiskSaid, is_ahead, to_come
from agent.interpreter.members.duels import Rest
from agent.interpreter.members.members_judged import counting_more, telling_of
from agent.interpreter.offering import (
    left_aside,
    only_told,
    options,
    turns,
    which_member,
    which_metric,
    with_its_verb,
    without_what_rules_out,
)
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.special import at_risk
from agent.interpreter.thread.after_thanks import told_anew
from agent.interpreter.thread.carried_ranks import limits_by_another, ranks_rows
from agent.interpreter.thread.conversation import (
    carried_period,
    goes_on,
    hangs_on,
    narrows_to_some,
    told_again,
)
from agent.interpreter.thread.picking import TOGETHER
from agent.interpreter.thread.pointing import points_nowhere
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.roots import is_deed, root
from agent.reading import Reading
from agent.ruled_out import ruled_out
from semantic.model import BaseMetric, LifecycleMetric
from semantic.period import Period, buckets, describe
from semantic.standing import why_closed
from semantic.view import View

_EITHER = "Those who are, or those who newly became so?"
_ONLY_STATE = "I know of whom this is true at the end, and not who became so. Is that meant?"
_SELLERS = frozenset({"seller", "sellers", "sells", "selling"})
_ARE = frozenset({"are", "is"})
_PARTICLES = frozenset({"out", "up", "off"})


def assemble(question: Question) -> Outcome:
    """The outcome of the whole question."""
    question, asked = _with_earned(question, chosen(question.board, question.view))
    question, asked = only_told(question, asked)
    unsettled = _unsettled(question, asked)
    if unsettled:
        return unsettled
    metrics = asked.metrics or implied(question.board, question.view, question.lexicon)
    beside = _beside_figures(question, metrics) or _apart(question, metrics)
    beside = beside or told_anew(question, metrics, asked)
    if beside is not None:
        return beside
    nobody = points_nowhere(question.board, question.before, question.view)
    question = _in_thread(question, metrics)
    if nobody:
        return _whose(question, metrics)
    if not metrics and question.carried:
        metrics = question.carried.metrics
    others = () if asked.metrics else _by_other_figures(question, metrics)
    if others or not metrics:
        return which_metric(question, others, "Ranked by what?") if others else _no_metric(question)
    if question.several:
        return which_member(question, metrics)
    outcome = read(question, metrics, asked)
    if isinstance(outcome, Understood):
        return _settled(question, metrics, asked, outcome)
    if isinstance(outcome, Unclear) and question.unexplained:
        options = () if turns(question.unexplained) else outcome.options
        return Unclear(outcome.question, options, question.unexplained)
    return outcome


def _by_other_figures(question: Question, metrics: Sequence[str]) -> tuple[str, ...]:
    """What to rank by where the thread's figure cannot be split so: "what did they buy most"."""
    fields = fields_said(question.board)
    if not fields or not metrics or not question.board.has(Rank):
        return ()
    splits = [question.view.groupable(name) for name in metrics]
    told = any(all(field in allowed for allowed in splits) for field in fields)
    return () if told else rankable(question.view, fields, counting=False)


def _whose(question: Question, metrics: Sequence[str]) -> Outcome:
    """A question back about "their sales" where nobody was spoken of."""
    outcome = read(question, metrics, Chosen()) if metrics else None
    options: tuple[Option, ...] = ()
    if isinstance(outcome, Understood) and not question.unexplained:
        options = (option(outcome.reading, question.view),)
    return Unclear("Whose is meant? Nobody was named before.", options, question.unexplained)


def _beside_figures(question: Question, metrics: Sequence[str]) -> Outcome | None:
    """What comes of words that no figure can be told for as they stand."""
    for _, said in question.board.of(AskedBack):
        return which_metric(_in_thread(question, said.metrics), said.metrics, said.why)
    nothing = unknown_place(question) or of_none(question)
    if nothing is not None:
        return nothing
    lasting = how_long(question, metrics)
    if isinstance(lasting, Outside):
        return lasting
    if lasting:
        question = _in_thread(question, ())
        return which_metric(question, lasting, "These figures say how long something takes:")
    overview = () if metrics else _as_a_whole(question)
    return _all_or_one(question, overview) if overview else None


def _apart(question: Question, metrics: Sequence[str]) -> Outcome | None:
    """What comes of questions that no reading of their metrics answers."""
    if not metrics and question.board.has(AtRiskSaid):
        return at_risk(question)
    if is_ahead(question.board) and not _is_predicted(metrics, question.view):
        return Outside("Only what has happened is known, and no metric here tells of what will.")
    either = _state_or_event(question, metrics)
    if either:
        return which_metric(question, either, _EITHER if len(either) > 1 else _ONLY_STATE)
    return None


def _is_predicted(metrics: Sequence[str], view: View) -> bool:
    return bool(metrics) and all(view.metrics[name].kind == "predicted" for name in metrics)


def _with_earned(question: Question, asked: Chosen) -> tuple[Question, Chosen]:
    """The question with what was earned as its figure: "did France beat Spain" names none.

    Not so where something else is earned, such as a profit that no metric is about.
    """
    members = {word for found in question.several for word in found.words.split()}
    if names_another_thing(question.board, set(question.unexplained) - members):
        return question, Chosen()
    beats = any(said.beats for _, said in question.board.of(Contrast))
    named = asked.metrics or asked.among or asked.no
    if not beats or named or question.before is not None or question.unexplained:
        return question, asked
    found = earned(question.view)
    if not found.metric:
        return question, Chosen(among=found.among, why="Compared by what?")
    note = f"compared by {question.view.metrics[found.metric].title}"
    return replace(question, notes=(*question.notes, note)), Chosen((found.metric,))


def _unsettled(question: Question, asked: Chosen) -> Outcome | None:
    """What comes of metrics that cannot be told, or that are not defined."""
    for _, either in question.board.of(Either):
        names = (either.pieces, *either.things)
        return which_metric(question, names, "How many pieces, or how many different ones?")
    if asked.among:
        why = asked.why or "Which of these do you mean?"
        return which_metric(_in_thread(question, asked.among), asked.among, why)
    if limits_by_another(question.board, question.before, asked.metrics):
        why = "Limits here are on the figure that is listed. Is this list meant instead?"
        return which_metric(_in_thread(question, asked.metrics), asked.metrics, why)
    if asked.no:
        return Outside(asked.no, _titles(question.view, asked.nearest))
    return undefined(question, asked.metrics)


def _settled(
    question: Question, metrics: Sequence[str], asked: Chosen, outcome: Understood
) -> Outcome:
    if ruled_out(outcome.reading, question.view):
        return without_what_rules_out(question, outcome.reading)
    if question.unexplained:
        money = other_money(question, outcome.reading)
        return money or left_aside(question.unexplained, outcome.reading, question.view)
    later = to_come(question.board, question.calendar.today)
    if later is not None:
        why = f"{describe(later)} is still to come. Is the one before it meant?"
        return Unclear(why, (option(outcome.reading, question.view),))
    untold = told_again(question.board, outcome.reading, question.carried)
    if untold:
        return left_aside((untold,), outcome.reading, question.view)
    if question.board.has(Rest):
        return one_part(question, outcome.reading)
    if _forgets_period(question):
        return _which_period(question, metrics, asked, outcome.reading)
    return outcome


def _state_or_event(question: Question, metrics: Sequence[str]) -> tuple[str, ...]:
    """A state that other words than its name ask for over a period: "customers lost in May".

    They may mean how things stand at its end, or what happened in it.
    """
    board, view = question.board, question.view
    known = question.calendar.covered
    # Up to a day there is no beginning in which somebody could have become so.
    periods = [said for _, said in board.of(TimeSaid)
               if not (said.as_of or (known and said.period.start <= known.start))]  # fmt: skip
    ends = {token.stem for token in board.tokens} & {"end", "close"} and board.has(GrainSaid)
    if len(metrics) != 1 or not periods or ends:
        return ()
    metric = view.metrics[metrics[0]]
    words = {board.text(mark) for mark, _ in board.of(MetricSaid)}
    today = all(said.period.start == question.calendar.today for said in periods)
    if today and any(_ARE & set(text.split()) for text in words):
        return ()
    if not is_state(metric) or {metric.title.lower(), metric.name} & words:
        return ()
    other = [
        name
        for name in metric.not_to_confuse
        if isinstance(found := view.metrics.get(name), LifecycleMetric)
        and found.state == "newly_lapsed"
    ]
    by_deed = words & _events(metric) or not words & _names(metric)
    return (*metrics, *other) if by_deed and (other or not words & _names(metric)) else ()


def _names(metric: BaseMetric) -> set[str]:
    return {metric.title.lower(), *metric.synonyms}


def _events(metric: BaseMetric) -> set[str]:
    return {said for said in metric.synonyms if any(map(is_deed, said.split()))}


def _in_thread(question: Question, metrics: Sequence[str]) -> Question:
    """The question with what it takes over from its thread."""
    before = question.before
    board = question.board
    lost = question.unexplained and (metrics or not hangs_on(board))
    if before is None or lost or not goes_on(board, bool(metrics)):
        return question
    named = metrics or before.metrics
    days = before.period.days
    carries = carried_period(before, named, question.view) and not _is_one_unit(question, days)
    period = days if carries else None
    dated = replace(question, calendar=replace(question.calendar, carried=period))
    rows = ranks_rows(board, before) or narrows_to_some(board)
    if not metrics and not rows and glossary(question):
        return dated
    return replace(dated, carried=before)


def _is_one_unit(question: Question, days: Period) -> bool:
    """Whether a split by time, as by month, would have but one row over these days."""
    grains = [as_grain(said.grain) for _, said in question.board.of(GrainSaid) if said.grain]
    week_start = question.calendar.week_start
    return any(len(buckets(days, grain, week_start)) == 1 for grain in grains)


def _forgets_period(question: Question) -> bool:
    """Whether a whole question in a thread names no period, and may mean the thread's."""
    said = question.board.has(TimeSaid) or question.board.has(GrainSaid)
    return question.before is not None and question.carried is None and not said


def _which_period(
    question: Question, metrics: Sequence[str], asked: Chosen, usual: Reading
) -> Unclear | Understood:
    before = question.before
    assert before is not None
    calendar = replace(question.calendar, carried=before.period.days)
    outcome = read(replace(question, calendar=calendar), metrics, asked)
    if not isinstance(outcome, Understood) or outcome.reading.period == usual.period:
        return Understood(usual)
    options = (option(outcome.reading, question.view), option(usual, question.view))
    periods = [describe(each.period.days) for each in (outcome.reading, usual)]
    return Unclear(f"Which period is meant: {periods[0]} or {periods[1]}?", options)


def _as_a_whole(question: Question) -> tuple[str, ...]:
    """The leading metrics, where a question by itself asks how things go."""
    alone = question.before is None and not question.unexplained and not question.several
    if not (alone and asks_overall(question.board)):
        return ()
    return telling_of(question.board, question.leading(), question.view)[:MOST_LEADING]


def _all_or_one(question: Question, metrics: Sequence[str]) -> Outcome:
    """A question back about how things go: by which of the leading figures, or by all of them."""
    outcome = read(question, metrics, Chosen())
    if not isinstance(outcome, Understood):
        return outcome
    together = Option(f"{TOGETHER}: {outcome.reading.echo(question.view)}", outcome.reading)
    singly = options(question, metrics) if len(metrics) > 1 else ()
    return Unclear("Which figure do you mean, or all of these?", (together, *singly))


def _no_metric(question: Question) -> Outcome:
    others = set(question.unexplained) - {
        word for found in question.several for word in found.words.split()
    }
    if question.several and not others:
        return which_member(question, ())
    if question.board.has(Rank) and set(question.unexplained) & _SELLERS:
        names = rankable(question.view, tuple(question.view.dimensions), counting=False)
        return which_metric(question, names, "The best of what, and by which figure?")
    beside = money_before(question) or glossary(question) or _outside(question)
    if beside is None and question.before is not None and hangs_on(question.board):
        said = question.before.echo(question.view)
        return Unclear(
            f"What should be told after “{said}”? Name another figure, period or split,"
            " or what to keep it to."
        )
    return beside or _offered(question)


def _outside(question: Question) -> Outside | None:
    """A refusal when the question has words that no metric has, or says nothing at all."""
    view = question.view
    known = {"average"} | {
        word
        for metric in view.metrics.values()
        for said in (metric.title, *metric.synonyms)
        for word in said.split()
    }
    deeds = {root(word) for word in known}
    strange = [
        word
        for word in question.unexplained
        if SAME.get(word, word) not in known and root(word) not in deeds and word not in _PARTICLES
    ]
    if not strange:
        return None
    said = ", ".join(filter(is_content, question.unexplained))
    nearest = view.nearest_metrics(said) or _likely(question)
    reason = (
        f"No metric here is about “{with_its_verb(question.board, said)}”."
        if said
        else "No metric is named."
    )
    if said and question.before is not None and hangs_on(question.board):
        reason = f"Nothing here is called “{said}”, and no metric is about it."
    closed = view.closed_metric(said)
    if closed is not None:
        reason, follows = why_closed(closed, view)
        nearest = tuple(dict.fromkeys((*([follows] if follows else ()), *nearest)))
    return Outside(reason, _titles(view, nearest), question.unexplained)


def _offered(question: Question) -> Outcome:
    board, view = question.board, question.view
    fields = fields_said(board)
    if board.of(Rank) and fields:
        return _ranked(
            question,
            judged_by(view, fields) if _judged(board) else rankable(view, fields, counting=False),
        )
    offered = _likely(question)
    return which_metric(question, offered, "Which metric do you mean?")


def _likely(question: Question) -> tuple[str, ...]:
    found = likely(question.board, question.view, question.unexplained, question.leading())
    return counting_more(question.board, found, question.view) or found


def _ranked(question: Question, by: Sequence[str]) -> Outcome:
    """What to rank by: the one metric that can be, or a question back, as always for "best"."""
    if len(by) != 1 or _judged(question.board) or question.unexplained:
        return which_metric(question, by, "Ranked by what?")
    note = f"ranked by {question.view.metrics[by[0]].title}"
    return read(replace(question, notes=(*question.notes, note)), by, Chosen())


def _judged(board: Board) -> bool:
    return any(rank.end in ("best", "worst") for _, rank in board.of(Rank))


def _titles(view: View, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(view.metrics[name].title for name in names[:MOST_NEAREST])
