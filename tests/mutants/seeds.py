"""Bugs that a policy could have, as changes to the source, with the tests that must notice them."""

from dataclasses import dataclass

POLICY = "tests/semantic/test_policy.py"
SCANS = "tests/semantic/test_policies_in_scans.py"
MASKS = "tests/semantic/test_masks.py"
HIDDEN = "tests/semantic/test_hidden_columns.py"
GROUPS = "tests/semantic/test_smallest_groups.py"
MEET = "tests/semantic/test_meet.py"
ORACLE = "tests/semantic/test_policy_oracle.py"
NULLS = f"{ORACLE}::test_nothing_known_is_neither_equal_nor_like_but_different"
NOTHING = f"{ORACLE}::test_an_attribute_that_says_nothing_opens_nothing"


@dataclass(frozen=True)
class Mutant:
    """A bug: the text of a file that it replaces, and the tests that must fail with it."""

    name: str
    path: str
    found: str
    changed: str
    tests: tuple[str, ...]


ROWS = "semantic/compile/rows.py"
SOURCE = "semantic/compile/source.py"
ROLLUP = "semantic/compile/rollup.py"
EVERY = "type(rows)(((),))"

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "no filter on a table read whole beside another",
        ROWS,
        "theirs = rows if decides(scope.catalog, model, rows) else EVERY_ROW",
        "theirs = EVERY_ROW",
        (SCANS,),
    ),
    Mutant(
        "OR for AND between the conditions of a grant",
        ROWS,
        "sa.and_(*(_row_condition(scope, model, columns, given) for given in part))",
        "sa.or_(*(_row_condition(scope, model, columns, given) for given in part))",
        (SCANS,),
    ),
    Mutant(
        "AND for OR between grants",
        ROWS,
        "return sa.or_(sa.false(), *conjunctions)",
        "return sa.and_(sa.true(), *conjunctions)",
        (SCANS,),
    ),
    Mutant(
        "a filter that keeps the rows it fails on, as in the ON of a left join",
        ROWS,
        "        conditions.append(_allowed(scope, model, columns, rows))",
        "        columns['allowed'] = _allowed(scope, model, columns, rows)",
        (SCANS,),
    ),
    Mutant(
        "no filter on the previous period",
        "semantic/planner.py",
        "replace(now, earlier=True).formula(metric)",
        "replace(now, earlier=True, rows=type(now.rows)(((),))).formula(metric)",
        (SCANS,),
    ),
    Mutant(
        "no filter on the events that customers' states are made of",
        ROLLUP,
        "        source = visible(scope, of, rows)\n"
        "        columns: Columns = {column.name: column for column in source.c}\n"
        "        keys =",
        f"        source = visible(scope, of, {EVERY})\n"
        "        columns: Columns = {column.name: column for column in source.c}\n"
        "        keys =",
        (SCANS,),
    ),
    Mutant(
        "no filter on the amounts that customers have brought in",
        ROLLUP,
        "        source = visible(scope, of, rows)\n"
        "        columns: Columns = {column.name: column for column in source.c}\n"
        "        event =",
        f"        source = visible(scope, of, {EVERY})\n"
        "        columns: Columns = {column.name: column for column in source.c}\n"
        "        event =",
        (SCANS,),
    ),
    Mutant(
        "no filter on the events of a conversion",
        "semantic/compile/conversions.py",
        "own = replace(scan, event=None, timing=Timing(time=scan.timing.time))",
        "own = replace(scan, event=None, timing=Timing(time=scan.timing.time), "
        "rows=type(scan.rows)(((),)))",
        (SCANS,),
    ),
    Mutant(
        "no filter on a list of values",
        "semantic/planner.py",
        "listed=listed, rows=view.access.any_rows",
        "listed=listed, rows=type(view.access.any_rows)(((),))",
        (SCANS,),
    ),
    Mutant(
        "no filter on sample values",
        "semantic/engine.py",
        "source = visible(scope, model, allowed.any_rows)",
        "source = visible(scope, model, type(allowed.any_rows)(((),)))",
        (SCANS,),
    ),
    Mutant(
        "no filter on sample values of customers' states",
        "semantic/engine.py",
        "frame(scope, model, allowed.any_rows,",
        "frame(scope, model, type(allowed.any_rows)(((),)),",
        (SCANS,),
    ),
    Mutant(
        "no filter on freshness and bounds",
        "semantic/extent.py",
        "visible(self.scope(as_of), model, allowed.any_rows)",
        "visible(self.scope(as_of), model, type(allowed.any_rows)(((),)))",
        (SCANS,),
    ),
    Mutant(
        "customers counted before the filter, in a condition by a metric",
        "semantic/asked.py",
        "replace(self.writer, rows=self.view.rows_for(found.name))",
        "replace(self.writer, rows=type(self.writer.rows)(((),)))",
        (SCANS,),
    ),
    Mutant(
        "a model that the policy says nothing about is open",
        ROWS,
        "    if rows.alternatives and not limits(scope.catalog, model, rows):\n        raise",
        "    if rows.alternatives and not limits(scope.catalog, model, rows):\n"
        "        return sa.true()\n        raise",
        (SCANS,),
    ),
    Mutant(
        "the rows of all roles for the metrics of each",
        "semantic/policy.py",
        "return _rows(grant for grant in self.grants if grant.covers(metric))",
        "return _rows(self.grants)",
        (SCANS,),
    ),
    Mutant(
        "a condition whose attribute is missing is left out",
        "semantic/policy.py",
        'return grant.model_copy(update={"rows": held}) if len(held) == len(rows) else None',
        'return grant.model_copy(update={"rows": held})',
        (POLICY,),
    ),
    Mutant(
        "an empty list of exceptions opens everything",
        "semantic/policy.py",
        "if name is not None and not given and condition.op in _OPENED_BY_NOTHING:",
        "if False:",
        (NOTHING,),
    ),
    Mutant(
        "NOT over nothing known",
        ROWS,
        "return sa.not_(sa.func.coalesce(found, sa.false()))",
        "return sa.not_(found)",
        (SCANS, NULLS),
    ),
    Mutant(
        "what is remembered of the rows is everybody's",
        "semantic/extent.py",
        "key = (name, allowed.hash, as_of)",
        "key = (name, as_of)",
        (SCANS,),
    ),
    Mutant(
        "an answer that is kept is everybody's",
        "semantic/engine.py",
        "key = (query, view.access.hash, view.access.approves)",
        "key = query",
        (SCANS,),
    ),
    Mutant(
        "an error that shows a value",
        "semantic/engine.py",
        'f"{model.label or name} hold some',
        'f"{self._repeated(model, columns, limit=1)} {model.label or name} hold some',
        (SCANS,),
    ),
    Mutant(
        "suggestions from hidden fields",
        "semantic/members.py",
        "nearest=nearest(name, view.dimensions)",
        "nearest=nearest(name, view.catalog.dimensions)",
        (HIDDEN,),
    ),
    Mutant(
        "a hidden field has a name",
        "semantic/view.py",
        "if field not in self.access.hidden and (",
        "if (",
        (HIDDEN,),
    ),
    Mutant(
        "sums over a hidden column",
        "semantic/rights.py",
        "and not closed.tells_of(metric)",
        "",
        (HIDDEN,),
    ),
    Mutant(
        "no mask in groups and order",
        "semantic/compile/scope.py",
        "    if field_used.mask is None:",
        "    if True:",
        (MASKS,),
    ),
    Mutant(
        "no mask in filters",
        SOURCE,
        "return condition(given.filter, read(given.field))",
        "from dataclasses import replace\n\n"
        "            return condition(given.filter, read(replace(given.field, mask=None)))",
        (MASKS,),
    ),
    Mutant(
        "no mask on sample values",
        "semantic/engine.py",
        "return _distinct(masked(scope, given, own), source)",
        "return _distinct(own, source)",
        (MASKS,),
    ),
    Mutant(
        "groups of so many rows, not of so many customers",
        "semantic/disclosure/counts.py",
        "replace(leaf, measure=_counting(measure, column), fill=None)",
        "replace(leaf, measure=_counting(measure, None), fill=None)",
        (GROUPS,),
    ),
    Mutant(
        "a total beside all parts but the one withheld",
        "semantic/disclosure/suppress.py",
        "    if not hidden:\n        return frozenset()",
        "    return frozenset(hidden)",
        (GROUPS,),
    ),
    Mutant(
        "an audience sees what any of its members sees",
        "semantic/grants.py",
        "_fewest((*left, *right) for left, right in product(one.rows, other.rows))",
        "_fewest((*one.rows, *other.rows))",
        (MEET,),
    ),
)
