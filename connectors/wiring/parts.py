"""What every question needs, put together: workspace, warehouse, engine, whoever asks."""

import secrets
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path

from briefings.spec import BriefingSpec
from connectors.connections import ComputedSource
from connectors.settings import pseudonym_key
from connectors.versions import version
from connectors.warehouse.computed import Columns, ComputedTable
from connectors.wiring.told import ledger
from connectors.wiring.warehouses import declared, warehouse_of
from connectors.workspace import Workspace, find, load
from semantic.catalog import Catalog
from semantic.engine import Engine
from semantic.errors import OutsideFailure, UnknownName
from semantic.policy import Access, Principal, access, find_principal
from semantic.query import Query
from semantic.record import record
from semantic.result import Result
from semantic.suggest import nearest
from skills.toolkit import Toolkit


@record
class Parts:
    """Retainer put together for one workspace and whoever asks; each part is made when needed.

    Queries of `patient` parts may take as long as those of a run.
    """

    workspace: Workspace
    principal: Principal
    patient: bool = False

    @property
    def catalog(self) -> Catalog:
        """The workspace's definitions."""
        return self.workspace.catalog

    @cached_property
    def access(self) -> Access:
        """What whoever asks may see."""
        return access(self.principal, self.catalog.roles)

    @cached_property
    def engine(self) -> Engine:
        """Governed queries over the workspace's warehouse."""
        key = _pseudonym_key(self.workspace, self.access)
        return _engine(self.workspace, key, patient=self.patient)

    def briefing(self, name: str) -> BriefingSpec:
        """The briefing of this name. Raises UnknownName when there is none."""
        known = self.workspace.briefings
        if name not in known:
            raise UnknownName(
                f"There is no briefing {name!r} in this workspace.",
                nearest=nearest(name, known) or tuple(known),
                next_step="Briefings are the files in briefings/.",
            )
        return known[name]

    def person(self, name: str) -> Principal:
        """The principal of this id, services too; people.yaml is known to have it."""
        return next(person for person in self.catalog.people if person.id == name)

    def toolkit(self, principal: Principal, as_of: date) -> Toolkit:
        """A principal's governed queries as of a date."""
        return _toolkit(self.engine, principal, as_of)


def put_together(
    folder: Path | None, start: Path, principal: str | None, *, patient: bool = False
) -> Parts:
    """The parts for the workspace in `folder` (or around `start`) and a principal's name.

    Raises ConfigurationError for a missing workspace or an unknown principal, WorkspaceProblems
    for a workspace with faults.
    """
    workspace = load(find(folder, start))
    name = principal or workspace.catalog.settings.default_principal
    return Parts(workspace, find_principal(name, workspace.catalog.people), patient)


def _pseudonym_key(workspace: Workspace, allowed: Access) -> str:
    """The workspace's key; where none can be kept, one that nobody will see anything of."""
    try:
        return pseudonym_key(workspace.root, workspace.known)
    except OutsideFailure:
        if any(grant.mask for grant in allowed.grants):
            raise
        return secrets.token_hex(32)


def _engine(workspace: Workspace, key: str, *, patient: bool) -> Engine:
    computed: dict[str, ComputedTable] = {}
    warehouse = warehouse_of(workspace, computed, patient=patient)
    engine = Engine(
        catalog=workspace.catalog,
        approvals=workspace.approvals,
        warehouse=warehouse,
        today=workspace.today,
        pseudonym_key=key,
        ledger=ledger(workspace),
    )
    computed |= _computed(workspace, engine)
    return engine


def _toolkit(engine: Engine, principal: Principal, as_of: date) -> Toolkit:
    def run(query: Query) -> Result:
        return engine.run(query, principal)

    return Toolkit(run, engine.view(principal), as_of)


def _computed(workspace: Workspace, engine: Engine) -> dict[str, ComputedTable]:
    named = {
        name
        for name, source in workspace.connections.sources.items()
        if isinstance(source, ComputedSource)
    }
    if not named:
        return {}
    compute, fingerprint = _predictions(workspace, engine)
    return {
        name: ComputedTable(name, declared(workspace.catalog, name), compute, fingerprint)
        for name in named
    }


def _predictions(
    workspace: Workspace, engine: Engine
) -> tuple[Callable[[date], Columns], Callable[[], str]]:
    """What fills `customer_predictions`, by the base and horizon of the first briefing."""
    spec = next(iter(workspace.briefings.values()))
    catalog = workspace.catalog
    (run_as,) = (person for person in catalog.people if person.id == spec.run_as)

    def compute(as_of: date) -> Columns:
        # Imported here because it brings NumPy and SciPy, which other queries do not need.
        from connectors.predictions import predictions

        toolkit = _toolkit(engine, run_as, as_of)
        return predictions(toolkit, spec, catalog.settings.currency)

    return compute, lambda: version(catalog, spec)
