"""Everything that is marked in a question, room after room: each marks what it knows.

The order is part of the language: later rooms read what earlier ones marked, and take back some.
"""

from agent.interpreter.around.examples import mark_examples
from agent.interpreter.around.glosses import mark_glosses
from agent.interpreter.around.moods import mark_moods
from agent.interpreter.around.politeness import mark_beside, mark_politeness
from agent.interpreter.around.remarks import mark_remarks
from agent.interpreter.around.restated import mark_fresh, mark_restated
from agent.interpreter.around.said_anyway import mark_emphasis
from agent.interpreter.around.said_loosely import mark_audiences, mark_counting_said, mark_loosely
from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.customers import anyone, gains, sequences, states
from agent.interpreter.customers.absence import mark_absence
from agent.interpreter.customers.bare_states import mark_bare_states
from agent.interpreter.customers.becoming import mark_back_again, mark_became_so
from agent.interpreter.customers.before_then import mark_before_then
from agent.interpreter.customers.being_new import mark_being_new
from agent.interpreter.customers.cohort_counts import mark_cohort_counts
from agent.interpreter.customers.cohorts import mark_cohorts
from agent.interpreter.customers.doers import mark_those_who_did
from agent.interpreter.customers.done_to import (
    mark_became,
    mark_came_back,
    mark_doers,
    settle_givers,
)
from agent.interpreter.customers.identified import mark_identified
from agent.interpreter.customers.months_later import mark_months_later
from agent.interpreter.customers.newcomers import mark_newcomers, mark_their_month
from agent.interpreter.customers.often import mark_often
from agent.interpreter.customers.quiet_since import mark_quiet_since
from agent.interpreter.customers.sold_to import mark_counted_once, mark_sold_to
from agent.interpreter.customers.unknown_customers import mark_unknown_customers
from agent.interpreter.figures.bare_names import mark_bare_names
from agent.interpreter.figures.counting import mark_counting, mark_how_many
from agent.interpreter.figures.deductions import mark_deducted, settle_deducted
from agent.interpreter.figures.deeds import mark_deeds, mark_own_words
from agent.interpreter.figures.described import mark_described
from agent.interpreter.figures.earned_by import mark_earned_by
from agent.interpreter.figures.earnings import mark_earnings
from agent.interpreter.figures.means_of_things import mark_means_of_things
from agent.interpreter.figures.means_per_customer import (
    join_means,
    join_named_means,
    join_often,
    mark_worth,
)
from agent.interpreter.figures.named_by_two import mark_named_by_two
from agent.interpreter.figures.overview import mark_overall
from agent.interpreter.figures.relations import (
    join_related,
    leave_out_parts,
    repeat_parts,
    settle_means,
    take_shares,
)
from agent.interpreter.figures.running_totals import mark_running
from agent.interpreter.figures.shares import mark_shares
from agent.interpreter.figures.totals import mark_listed_members, mark_totals
from agent.interpreter.figures.turned_names import mark_turned
from agent.interpreter.ground import Ground
from agent.interpreter.intents import mark_at_risk, mark_leaving, mark_why
from agent.interpreter.leftovers import unmark_names
from agent.interpreter.members import grouping, nouns
from agent.interpreter.members.around_members import mark_around_members
from agent.interpreter.members.asked_fields import mark_asked_fields
from agent.interpreter.members.conditions import mark_conditions, mark_crossings, mark_kept
from agent.interpreter.members.containing import mark_containing
from agent.interpreter.members.duels import mark_duels, mark_rest
from agent.interpreter.members.either_member import mark_either
from agent.interpreter.members.exclusions import mark_exclusions
from agent.interpreter.members.included import mark_included
from agent.interpreter.members.large import Found, mark_members
from agent.interpreter.members.members_judged import mark_judged
from agent.interpreter.members.only import mark_only
from agent.interpreter.members.served_by import mark_served_by
from agent.interpreter.members.short_names import doubtful_names, mark_short_names
from agent.interpreter.members.split_names import mark_split_names
from agent.interpreter.members.splitting import mark_attached, mark_splitting
from agent.interpreter.rows.kept_rows import mark_kept_rows
from agent.interpreter.rows.listed_rows import mark_by_name, mark_rest_of_list
from agent.interpreter.rows.lost_most import mark_lost_most
from agent.interpreter.rows.ranking import mark_ranks
from agent.interpreter.rows.thresholds import mark_limits
from agent.interpreter.rows.tops_left_out import mark_tops_left_out
from agent.interpreter.thread.added_members import keep_to_fields, mark_beside_it
from agent.interpreter.thread.conversation import (
    mark_asides,
    mark_count,
    mark_instead,
    mark_part_of_name,
    mark_pointers,
)
from agent.interpreter.thread.follow_up_words import (
    mark_asked_of_them,
    mark_follow_up_words,
    mark_later_rows,
    mark_next_one,
    mark_one_of_them,
    mark_split_instead,
    mark_which_is_more,
    mark_which_of_them,
)
from agent.interpreter.thread.of_them import mark_sum_of_them, mark_what_they_did
from agent.interpreter.thread.pointing import mark_theirs, spoken_of
from agent.interpreter.thread.resets import mark_resets
from agent.interpreter.thread.who_then import mark_who
from agent.interpreter.times import baselines, shifts
from agent.interpreter.times.around_periods import mark_around, mark_each_one
from agent.interpreter.times.both_periods import mark_both
from agent.interpreter.times.day_parts import mark_day_of_week, mark_day_parts, mark_weekend
from agent.interpreter.times.directions import mark_directions
from agent.interpreter.times.means_of_periods import mark_means
from agent.interpreter.times.own_calendar import mark_own_periods, mark_own_units
from agent.interpreter.times.time_expressions import mark_times
from agent.interpreter.times.today import Today
from agent.interpreter.times.unset_periods import mark_dated, mark_unset
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.looked_up import looked_up
from agent.interpreter.words.namesakes import keep_named_fields, unmark_namesakes
from agent.interpreter.words.notation import in_words
from agent.interpreter.words.ordinary import CURRENCIES
from agent.interpreter.words.tokens import put_right, tokens
from agent.memory import Turn
from agent.reading import Reading
from semantic.view import View


def board_of(question: str, ground: Ground) -> Board:
    """The question with all marks of what it means by itself, outside any thread."""
    return marked(question, ground)[0]


def marked(question: str, ground: Ground) -> tuple[Board, list[Found]]:
    """The question with all marks by itself, and the words that may be several members."""
    given = in_words(put_right(tokens(question)), ground.view.dimensions)
    lexicon, read = looked_up(given, ground.known)
    board = Board(read)
    mark(board, lexicon, ground)
    unmark_names(board)
    mark_only(board)
    return board, _several(board, ground)


def mark_rest_of(board: Board, lexicon: Lexicon, ground: Ground, turn: Turn) -> list[Found]:
    """Mark what goes on from a thread, then what is left. Returns words of several members."""
    _mark_in_thread(board, lexicon, turn, ground.view)
    several = _several(board, ground)
    several += mark_either(board, lexicon, ground.view)
    if nouns.mark_ids(board, lexicon, ground.known.values):
        mark_exclusions(board)
    grouping.mark_versus(board)
    nouns.mark_named(board)
    mark_around_members(board, in_thread=turn.reading is not None)
    mark_kept(board)
    mark_only(board)
    mark_judged(board)
    mark_own_words(board, ground.view)
    mark_emphasis(board, ground.view)
    if turn.reading is None and not several:
        mark_described(board, lexicon, ground.view)
        if not board.has(MetricSaid):
            mark_split_names(board, lexicon)
    return several


def _several(board: Board, ground: Ground) -> list[Found]:
    """Words that may be several members, or somebody who is only told of."""
    members, view = ground.known.members, ground.view
    return mark_members(board, members, view) + doubtful_names(board, members, view)


def _mark_calendar(board: Board, ground: Ground) -> None:
    """Mark periods, parts of time, and baselines told by them."""
    calendar = ground.calendar
    mark_own_periods(board, ground.own, calendar.now)
    mark_unset(board)
    mark_day_parts(board)
    shifts.mark_shifts(board)
    mark_times(board, calendar.now, calendar.covered)
    mark_weekend(board)
    mark_dated(board, calendar.now)
    mark_own_units(board, ground.own, calendar.now, calendar.covered)
    mark_both(board, ground.view, ground.calendar.today)
    mark_means(board, ground.view)


def mark(board: Board, lexicon: Lexicon, ground: Ground, before: Reading | None = None) -> str:
    """Mark all that the question means. Returns a customer number that nobody has, if named."""
    stranger = _mark_names(board, lexicon, ground)
    _mark_narrowing(board, lexicon, ground, before)
    _mark_figures(board, lexicon, ground.view, before)
    return stranger


def _mark_names(board: Board, lexicon: Lexicon, ground: Ground) -> str:
    """Mark names, and what they are to each other. Returns a customer number that nobody has."""
    view = ground.view
    mark_day_of_week(board)
    mark_politeness(board)
    mark_splitting(board)
    mark_leaving(board, view)
    mark_fresh(board, view)
    mark_asked_fields(board, view)
    mark_turned(board, lexicon, view)
    grouping.mark_phrases(board, lexicon)
    mark_attached(board, lexicon)
    mark_short_names(board, lexicon, ground.known.members, view)
    mark_came_back(board, lexicon)
    mark_became(board)
    mark_restated(board, view)
    mark_identified(board, lexicon)
    mark_conditions(board, view, ground.known.values)
    mark_containing(board, ground.known.members, view)
    mark_crossings(board)
    unmark_namesakes(board, Today(ground.today, view.catalog.settings.week_start))
    keep_named_fields(board)
    grouping.complete_lists(board, lexicon)
    mark_doers(board, view)
    mark_bare_names(board, view)
    mark_bare_states(board, lexicon)
    mark_back_again(board, view)
    sequences.mark_sequences(board, lexicon, view)
    nouns.settle_homonyms(board)
    settle_means(board, lexicon, view)
    mark_deducted(board, view)
    leave_out_parts(board, view)
    repeat_parts(board, view)
    mark_named_by_two(board, lexicon, view)
    join_related(board, view)
    join_means(board, view)
    stranger = nouns.mark_customers(board, lexicon, ground.known.values)
    nouns.mark_rivals(board, lexicon, ground.known.values)
    mark_unknown_customers(board, view)
    return stranger


def _mark_narrowing(board: Board, lexicon: Lexicon, ground: Ground, before: Reading | None) -> None:
    """Mark periods, comparisons, rankings, limits, and what is left out."""
    view = ground.view
    mark_why(board)
    mark_at_risk(board, view)
    mark_limits(board)
    mark_audiences(board)
    mark_absence(board, view)
    _mark_calendar(board, ground)
    mark_around(board, lexicon.nouns, ground.calendar.now)
    mark_examples(board)
    mark_glosses(board, lexicon, view)
    mark_beside(board)
    grouping.join_around_times(board, lexicon)
    mark_quiet_since(board, lexicon, view)
    gains.mark_gains(board, lexicon, view)
    mark_before_then(board, lexicon, view)
    mark_totals(board, before)
    if before is None:
        mark_listed_members(board, view)
    baselines.mark_changes(board)
    mark_duels(board)
    mark_by_name(board)
    mark_running(board)
    mark_ranks(board, lexicon)
    mark_tops_left_out(board)
    mark_lost_most(board, before)
    mark_counting_said(board)
    mark_cohorts(board, lexicon, view)
    mark_their_month(board)
    mark_months_later(board)
    grouping.mark_contrasts(board)
    mark_exclusions(board)
    mark_moods(board, lexicon)
    mark_each_one(board, ground.calendar.week_start, in_thread=before is not None)
    mark_kept_rows(board, view)
    mark_served_by(board, lexicon, ground.known.members, view)
    mark_included(board, view, before)
    mark_loosely(board, view)


def _mark_figures(board: Board, lexicon: Lexicon, view: View, before: Reading | None) -> None:
    """Mark figures that no name says: by deeds, counts, shares, and what stands around them."""
    units = {metric.format.unit for metric in view.metrics.values()}
    money = frozenset(word for unit in units & set(CURRENCIES) for word in CURRENCIES[unit])
    grouping.mark_hints(board, money)
    nouns.mark_fields(board)
    states.mark_whose(board, lexicon, view)
    states.settle_states(board, view)
    states.settle_counted(board, lexicon, view)
    states.mark_being(board, lexicon)
    states.mark_states(board, lexicon, view)
    mark_became_so(board, view)
    anyone.mark_who_did(board, lexicon)
    mark_sold_to(board, lexicon)
    mark_those_who_did(board, lexicon, view)
    mark_being_new(board, lexicon, view)
    mark_deeds(board, lexicon, view)
    settle_givers(board, view)
    mark_cohort_counts(board, lexicon, view)
    mark_worth(board, lexicon, view)
    mark_earned_by(board, view)
    mark_earnings(board, view, before)
    settle_deducted(board, view)
    mark_newcomers(board, view)
    join_means(board, view)
    join_named_means(board, view)
    join_often(board, view)
    mark_means_of_things(board, lexicon, view)
    mark_rest(board)
    states.mark_listed(board, lexicon, view)
    anyone.mark_anyone(board, lexicon)
    anyone.mark_who_most(board, lexicon)
    mark_often(board, lexicon, view)
    mark_counted_once(board, lexicon, view)
    mark_counting(board, lexicon, view)
    take_shares(board, lexicon, view)
    mark_shares(board, view)
    mark_overall(board)
    nouns.mark_nouns(board, lexicon, view)
    mark_directions(board, view)
    mark_remarks(board, view)


def _mark_in_thread(board: Board, lexicon: Lexicon, turn: Turn, view: View) -> None:
    """Mark what goes on from the question before, after the marks of this one by itself."""
    unmark_names(board)
    mark_only(board)
    mark_asides(board)
    mark_instead(board, turn.reading)
    if turn.reading is not None:
        keep_to_fields(board, turn.reading)
        mark_beside_it(board, turn.reading)
        mark_resets(board, turn.reading)
        mark_shares(board, view, turn.reading)
        mark_count(board, turn.reading)
        mark_how_many(board, turn.reading)
        mark_part_of_name(board, turn.reading, lexicon)
        mark_later_rows(board, turn.reading)
        mark_next_one(board, turn.reading)
        mark_follow_up_words(board, turn.reading)
        mark_split_instead(board, turn.reading, view)
        mark_rest_of_list(board, turn.reading)
        mark_pointers(board)
        mark_one_of_them(board, turn.reading)
        mark_which_is_more(board, turn.reading)
        mark_which_of_them(board, turn.reading)
        mark_asked_of_them(board, turn.reading)
        mark_who(board, turn.reading, lexicon, view)
        mark_what_they_did(board, turn.reading, lexicon, view)
        mark_sum_of_them(board, turn.reading)
    mark_theirs(board, spoken_of(turn), lexicon, view)
