"""Every kind of failure, brought about as people bring it about."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from time import sleep
from typing import Any

from agent.budget import Budget, Limit, Limits, ProcessMeter, Spent
from agent.claims import Claim
from agent.loop.deadline import within
from agent.tools.errors import Wrong
from agent.tools.planning import raise_wrong
from agent.wording import Check
from briefings.write.passage import hold
from connectors.cli.days import day
from connectors.init import write
from connectors.live import hold_to_goldens
from connectors.wiring.parts import put_together
from connectors.workspace import find
from semantic.approvals import Approvals, append, approve
from semantic.catalog import Catalog
from semantic.exchange.dbt import check_manifest
from semantic.loading import load
from semantic.model import SimpleMetric
from semantic.policy import find_principal
from skills.risk.errors import require
from tests.support.kiosk import KIOSK
from tests.support.roles import ASKER, granted
from tests.support.small import FILES, TABLES, TODAY, order
from tests.support.workspaces import MemoryWarehouse, Shop, write_workspace

NINE = datetime.fromisoformat("2024-03-04T09:00:00")
ISLAND = {
    "models/island.yml": """
version: 1
models:
  - name: weather
    row: weather_row
    source: weather
    columns: {rain: number}
    dimensions:
      - {name: rain, entity: weather_row, type: number, expr: rain}
""",
    "metrics/island.yml": """
version: 1
metrics:
  - name: wet_days
    type: simple
    description: Days with rain.
    model: weather
    agg: count
    governance: {owner: steward}
""",
}

Situation = Callable[[], object]


@dataclass(frozen=True)
class Stage:
    """Where failures are brought about: a folder, and the small shop with one order."""

    folder: Path
    shop: Shop

    def asked(self, *metrics: str, by: str = "head", **query: Any) -> Situation:
        """A question to the shop."""
        return lambda: self.shop.ask(*metrics, by=by, **query)

    def asked_of(self, catalog: Catalog, *metrics: str) -> Situation:
        """A question by somebody who does not approve, to another catalog of the shop's data."""
        return lambda: Shop(catalog, self.shop.warehouse, TODAY).ask(*metrics, by="head")

    def approving(self, metric: str, who: str) -> Situation:
        """An approval, as text to append."""
        catalog = self.shop.catalog
        person = find_principal(who, catalog.people)
        return lambda: approve(Approvals(catalog), metric, person, NINE)


def stage(folder: Path, warehouse: MemoryWarehouse) -> Stage:
    """The small shop with one order, and a table that nothing relates to it."""
    catalog = write_workspace(folder / "shop", {**FILES, **ISLAND})
    for table, types in TABLES.items():
        rows = [order(1, "2024-05-02T10:00:00")] if table == "orders" else []
        warehouse.fill(table, types, rows)
    warehouse.fill("weather", {"rain": "BIGINT"}, [(3,)])
    return Stage(folder, Shop(catalog, warehouse, TODAY))


def situations(on: Stage) -> dict[str, Situation]:
    """What to do to meet each failure, by what it is called in the golden files."""
    return {**_names(on), **_approvals(on), **_questions(on), **_outside(on)}


def _names(on: Stage) -> dict[str, Situation]:
    return {
        "a metric that does not exist": on.asked("revenu"),
        "a metric that is not granted": on.asked("biggest", by="south"),
        "a dimension that does not exist": on.asked("revenue", group_by=["customer.regoin"]),
        "a grain that does not exist": on.asked("revenue", group_by=["time.wek"]),
        "a filter on a time": on.asked(
            "revenue", filters=[{"field": "time.month", "op": "eq", "value": "2024-05-01"}]
        ),
        "an approval of what does not exist": on.approving("revenu", "steward"),
    }


def _approvals(on: Stage) -> dict[str, Situation]:
    catalog = on.shop.catalog
    revenue = catalog.metrics["revenue"]
    assert isinstance(revenue, SimpleMetric)
    halved = revenue.model_copy(update={"expr": "amount / 2"})
    ending = {"status": "deprecated", "successor": "web_revenue", "sunset": date(2024, 5, 1)}
    governance = revenue.governance.model_copy(update=ending)
    ended = revenue.model_copy(update={"governance": governance})
    return {
        "a metric that changed": on.asked_of(_with(catalog, halved), "revenue"),
        "a metric that was never approved": on.asked_of(replace(catalog, approvals=()), "revenue"),
        "a metric that has ended": on.asked_of(_with(catalog, ended), "revenue"),
        "an approval by somebody who may not": on.approving("revenue", "head"),
        "an approval of what is approved": on.approving("revenue", "steward"),
        "a golden value that differs": lambda: _golden(on.folder),
    }


def _questions(on: Stage) -> dict[str, Situation]:
    of_metric = {"field": "biggest", "op": "gt", "value": 1}
    return {
        "a filter on a figure that is not asked for": on.asked("revenue", filters=[of_metric]),
        "a cohort that is not named": on.asked("cohort_share"),
        "a field that nothing leads to": on.asked("revenue", group_by=["weather_row.rain"]),
        "a field that two ways lead to": on.asked("revenue", group_by=["place.city"]),
        "a field of which there are several": on.asked("known_buyers", group_by=["order.channel"]),
        "metrics that have nothing in common": on.asked("revenue_per_visit", "wet_days"),
        "a condition on a figure among those on rows": on.asked("revenue", where=["revenue > 1"]),
        "a condition that cannot be read": on.asked("revenue", where=["amount >"]),
        "a value that does not fit": on.asked(
            "revenue", filters=[{"field": "order.day", "op": "ge", "value": "tomorrow"}]
        ),
        "a period in the future": on.asked("revenue", period=("2025-01-01", "2025-02-01")),
        "a comparison with half a period": on.asked(
            "revenue", period=("2024-05-01", "2024-06-01"), compare={"from": "2024-04-01"}
        ),
    }


def _outside(on: Stage) -> dict[str, Situation]:
    return {
        "a principal whom nobody knows": lambda: find_principal("eve", on.shop.catalog.people),
        "a folder that is no workspace": lambda: find(Path("/nowhere"), Path("/")),
        "a day that is none": lambda: day("2011-13-01", "--from"),
        "a folder that cannot be written": lambda: append(Path("/nowhere"), "x"),
        "a workspace with a fault": lambda: _faulty(on.folder),
        "a manifest that is none": lambda: check_manifest({"metrics": [{"name": "A b"}]}),
        "a history that is too short": lambda: require(
            "customers", given=3, needed=50, model="model of lapses"
        ),
        "a text that nothing backs": lambda: hold(
            "The opening", "Sales rose by 5 %.", NO_CLAIMS, Check()
        ),
        "all but a few beside all": lambda: _all_but_a_few(on.shop),
        **_models(),
    }


def _models() -> dict[str, Situation]:
    meter = ProcessMeter()
    meter.add(TODAY, "head", Spent(calls=3, tokens_in=900, cost=0.12))

    def over(limits: Limits, person: str) -> Situation:
        return Budget(limits, meter, TODAY, person).check

    return {
        "a question that has cost enough": over(Limits(question=Limit(calls=0)), "head"),
        "a person who has asked enough": over(Limits(person=Limit(calls=3)), "head"),
        "a day that has cost enough": over(Limits(day=Limit(money=0.1)), "ann"),
        "a model that does not answer": lambda: within(0.01, lambda: sleep(0.2)),
        "arguments that cannot be used": lambda: raise_wrong(
            [Wrong("metrics[0]", "there is no such metric", ("revenue",))]
        ),
    }


NO_CLAIMS: dict[str, Claim] = {}


def _with(catalog: Catalog, metric: SimpleMetric) -> Catalog:
    return replace(catalog, metrics={**catalog.metrics, metric.name: metric})


def _all_but_a_few(shop: Shop) -> None:
    """The revenue of all customers and, after that, of all but two."""
    owners = [(nr, "ann" if nr > 1 else "bob", "north", None) for nr in range(40)]
    orders = [order(nr, "2024-05-02T10:00:00", customer=nr) for nr in range(40)]
    shop.warehouse.fill("customers", TABLES["customers"], owners)
    shop.warehouse.fill("orders", TABLES["orders"], orders)
    guarded = granted(shop, {"min_group_size": 5})
    period = ("2024-05-01", "2024-06-01")
    not_bob = {"field": "customer.owner", "op": "ne", "value": "bob"}
    guarded.ask("revenue", by=ASKER, period=period)
    guarded.ask("revenue", by=ASKER, period=period, filters=[not_bob])


def _golden(folder: Path) -> None:
    root = folder / "starter"
    write(root, None)
    file = root / "metrics" / "sales.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 731.90", "value: 731.91"), encoding="utf-8")
    parts = put_together(root, root, "me")
    hold_to_goldens(parts, parts.catalog.metrics["sales"])


def _faulty(folder: Path) -> None:
    root = Path(shutil.copytree(KIOSK, folder / "kiosk"))
    file = root / "metrics" / "kiosk.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("denominator: sales", "denominator: sails"), encoding="utf-8")
    load(root)
