"""The example shop or another trade's workspace, by name: asked, and queried by hand."""

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.example_shop import person, shop_engine
from tests.agent.shop_sql import rows
from tests.agent.trades import trade_answer, trade_sql


def asked(workspace: str, question: str, who: str = "head") -> Answer:
    """What `shop` answers to one of its people, or another workspace to its leader."""
    if workspace != "shop":
        return trade_answer(workspace, question)
    return ask(question, person(who), World(shop_engine(), lambda: 0.0, lambda: "t"))


def figure(workspace: str, sql: str) -> object:
    """The one figure of a statement."""
    if workspace == "shop":
        return rows(sql)[0][0]
    return trade_sql(workspace).execute(sql).fetchone()[0]  # type: ignore[index]
