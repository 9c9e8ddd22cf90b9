"""The policies once more as PostgreSQL's row security: a script, and what a session is told.

The script makes the tables show the login that Retainer uses only what whoever asks may see. It
does not depend on how a question is compiled: a scan that forgot its policy would find no more.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from semantic.catalog import Catalog
from semantic.compile.expressions import Element, condition, fixed
from semantic.compile.rows import limits, looked_through, policy_condition
from semantic.compile.scope import Scope, columns_of, table_of
from semantic.dialects.postgresql import readable
from semantic.errors import CannotCombine
from semantic.model import Dimension, Filter, Model
from semantic.policy import PRINCIPAL, Principal, Role, Rows, attributes_used
from semantic.values import fitting

ASKER = "retainer.asker"
_DIALECT = readable()
_TYPES: Mapping[str, Any] = {
    "text": sa.Text(),
    "number": sa.Numeric(),
    "date": sa.Date(),
    "timestamp": sa.DateTime(),
    "boolean": sa.Boolean(),
}
_FUNCTIONS = """\
CREATE SCHEMA IF NOT EXISTS retainer;
GRANT USAGE ON SCHEMA retainer TO {login};

-- Who asks, as Retainer says at the beginning of each transaction; null before that.
CREATE OR REPLACE FUNCTION retainer.asker() RETURNS jsonb LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('retainer.asker', true), '')::jsonb $$;

CREATE OR REPLACE FUNCTION retainer.is_a(role text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT coalesce(retainer.asker() -> 'roles' ? role, false) $$;

-- All values of an attribute of whoever asks; null where they have none of the name.
CREATE OR REPLACE FUNCTION retainer.attribute(name text) RETURNS text[] LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN retainer.asker() -> 'attributes' ? name
      THEN ARRAY(SELECT jsonb_array_elements_text(retainer.asker() -> 'attributes' -> name)) END $$;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = {name} AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'The login % goes past row security (SUPERUSER or BYPASSRLS).', {name};
  END IF;
END $$;
"""
_TABLE = """\
DO $$ DECLARE old name; BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid = {text}::regclass
             AND pg_has_role({name}, relowner, 'MEMBER')) THEN
    RAISE EXCEPTION 'The login % owns % and could turn its row security off.', {name}, {text};
  END IF;
  FOR old IN SELECT polname FROM pg_policy
    WHERE polrelid = {text}::regclass AND polname LIKE 'retainer %' LOOP
    EXECUTE format('DROP POLICY %I ON {table}', old);
  END LOOP;
END $$;
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
-- Everybody else reads and writes as before.
CREATE POLICY "retainer everybody else" ON {table} TO PUBLIC
  USING (current_user <> {name}) WITH CHECK (current_user <> {name});
"""
_POLICY = """\
CREATE POLICY {policy} ON {table} FOR SELECT TO {login}
  USING ((SELECT retainer.is_a({role})) AND ({using}));
"""


def told_of(asker: Principal | tuple[Principal, ...]) -> str:
    """What the server is told of who asks: JSON with the roles and attributes.

    Of an audience it is told one member, who may see at least what all of them may.
    """
    party = asker if isinstance(asker, tuple) else (asker,)
    if not party:
        return ""
    # Whoever has the fewest roles is likely to see least.
    chosen = min(party, key=lambda one: (len(one.roles), one.id))
    attributes = {name: _texts(value) for name, value in chosen.attributes.items()}
    told = {"roles": chosen.roles, "attributes": {**attributes, "id": [chosen.id]}}
    return json.dumps(told)


def _texts(value: str | int | tuple[str, ...]) -> list[str]:
    return [str(part) for part in (value if isinstance(value, tuple) else (value,))]


def script(catalog: Catalog, tables: Mapping[str, str], login: str) -> str:
    """The SQL script that puts the policies on the tables, given as `SCHEMA.TABLE` by source.

    It may be run again after every change of policies.yml, by the owner of the tables. Raises
    CannotCombine for a policy that row security cannot state.
    """
    whole = Scope(
        catalog=_undivided(catalog),
        as_of=date.max,
        table=lambda source: tables[source],
        exact=lambda _: frozenset(),
        stage=None,
        collates=True,
        pseudonym_key="",
    )
    words = {"login": _name(login), "name": _text(login)}
    parts = [_FUNCTIONS.format(**words)]
    for source, table in tables.items():
        about = {**words, "table": _table(table), "text": _text(_table(table))}
        parts.append(_TABLE.format(**about) + "".join(_policies(whole, source, about)))
    return "BEGIN;\n\n" + "\n".join(parts) + "\nCOMMIT;\n"


def _undivided(catalog: Catalog) -> Catalog:
    """The catalog with models as their tables are: equal rows are equally visible."""
    models = {
        name: model.model_copy(update={"distinct": False}) for name, model in catalog.models.items()
    }
    return replace(catalog, models=models, ways={})


def _policies(scope: Scope, source: str, about: Mapping[str, str]) -> Iterator[str]:
    for name, role in scope.catalog.roles.items():
        using = _using(scope, source, role)
        if using is not None:
            policy = {"policy": _name(f"retainer {name}"), "role": _text(name), "using": using}
            yield _POLICY.format(**about, **policy)


def _using(scope: Scope, source: str, role: Role) -> str | None:
    """Which rows of a table the role sees; None for none.

    A table that nothing in a grant speaks of is what visible rows look up, and shown whole; so is
    one by whose rows other rows are denied.
    """
    models = [model for model in scope.catalog.models.values() if model.source == source]
    found: list[str] = []
    for grant in role.grants:
        if grant.rows == "all" or not models:
            return "true"
        rows = Rows((grant.rows,))
        speaks = [model for model in models if limits(scope.catalog, model, rows)]
        silent = [model for model in models if model not in speaks]
        through = {name for given in grant.rows for name in looked_through(scope.catalog, given)}
        if any(_is_looked_up(scope.catalog, model) for model in silent) or any(
            model.name in through for model in models
        ):
            found.append(_spelled(sa.and_(sa.true(), *_guards(grant.rows))))
        found += [_seen_through(scope, model, grant.rows) for model in speaks]
    return "\n    OR ".join(dict.fromkeys(found)) or None


def _is_looked_up(catalog: Catalog, model: Model) -> bool:
    return any(step.to == model.name for step in catalog.relationships)


def _seen_through(scope: Scope, model: Model, conditions: Sequence[Filter]) -> str:
    """The rows of the model's table that meet a grant's conditions."""
    assert model.source is not None
    table = table_of(scope, model.source, model.columns)
    columns = columns_of(scope, model, table)
    held = [policy_condition(scope, model, columns, given, _meets) for given in conditions]
    return _spelled(sa.and_(*_guards(conditions), *held))


def _spelled(condition: Element) -> str:
    return str(condition.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def _guards(conditions: Iterable[Filter]) -> Iterator[Element]:
    """A grant that needs an attribute is nobody's who lacks it, or has several for one."""
    for given in conditions:
        for name in attributes_used(given):
            values = _attribute(name, sa.Text())
            one = given.op not in ("in", "not_in")
            yield sa.func.cardinality(values) == fixed(1) if one else values.is_not(None)


def _meets(given: Filter, dimension: Dimension, value: Element) -> Element:
    """The condition with the asker's attributes asked of the session."""
    if not attributes_used(given):
        return condition(fitting(given, dimension), value)
    kind = _TYPES[dimension.type]
    match given.op, given.value:
        case (("in" | "not_in"), tuple() as values):
            named = [_attribute(name, kind) for name in attributes_used(given)]
            plain = tuple(each for each in values if not str(each).startswith(PRINCIPAL))
            among = [value == sa.any_(each) for each in named]
            if plain:
                literal = given.model_copy(update={"op": "in", "value": plain})
                among.append(condition(fitting(literal, dimension), value))
            if given.op == "in":
                return sa.or_(*among)
            return sa.or_(sa.not_(sa.or_(*among)), value.is_(None))
        case (("contains" | "starts_with"), _):
            raise CannotCombine(
                f"Row security cannot say {given.op} of an attribute ({given.field}).",
                next_step="Use eq or in, or leave this second wall out.",
            )
        case _, tuple() as values:
            ends = tuple(_one(each, dimension, given) for each in values)
            return condition(given.model_copy(update={"value": ends}), value)
        case _:
            asked = _one(given.value, dimension, given)
            return condition(given.model_copy(update={"value": asked}), value)


def _one(part: Any, dimension: Dimension, given: Filter) -> Any:
    if not str(part).startswith(PRINCIPAL):
        single = given.model_copy(update={"op": "eq", "value": part})
        return fitting(single, dimension).value
    first = _values(str(part).removeprefix(PRINCIPAL))[1]
    return sa.cast(sa.select(first).scalar_subquery(), _TYPES[dimension.type])


def _attribute(name: str, kind: Any) -> Any:
    """All values of the asker's attribute. A subquery is worked out once for a statement."""
    return sa.cast(sa.select(_values(name)).scalar_subquery(), ARRAY(kind))


def _values(name: str) -> Any:
    return sa.func.retainer.attribute(fixed(name), type_=ARRAY(sa.Text()))


def _table(table: str) -> str:
    return ".".join(_name(part) for part in table.split("."))


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
