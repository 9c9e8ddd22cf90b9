"""The section on customers at risk: how many, what is at stake, and why to believe it."""

from statistics import mean

from agent.claims import Claim, ClaimBook
from agent.writer import day
from briefings.detect import Risk
from briefings.model import Section
from briefings.rank import Candidate, Chosen
from briefings.spec import BriefingSpec
from briefings.write.customer import Sources, horizon
from briefings.write.note import Territory, at_stake, total_at_risk
from briefings.write.passage import NOTHING, Passage, bullets, paragraphs, say
from semantic.model import Format

_PERCENT = Format(unit="%", decimals=0, percent=True)
TITLE = "Customers at risk"


def section(
    book: ClaimBook, risk: Risk, chosen: Chosen, spec: BriefingSpec, sources: Sources
) -> Section:
    """The whole shop's section. Without a model that has proved itself, it says why."""
    if risk.scores is None:
        said = paragraphs(_nobody(book, risk), _base_rate(book, risk, spec))
    else:
        said = paragraphs(
            _how_many(book, risk, chosen.flagged, sources),
            bullets(
                (
                    _limit(book, risk, spec, sources),
                    _proof(book, risk),
                    _held_back(book, chosen, spec),
                )
            ),
        )
    return Section(
        id="at_risk", title=TITLE, text=said.text, claims=said.claims, template=said.template
    )


def own_section(book: ClaimBook, ours: Territory, risk: Risk, sources: Sources) -> Section:
    """An owner's section: what is at stake among their customers."""
    said = at_stake(book, ours, sources) if risk.scores else _nobody(book, risk, figures=False)
    return Section(
        id="at_risk", title=TITLE, text=said.text, claims=said.claims, template=said.template
    )


def _how_many(
    book: ClaimBook, risk: Risk, flagged: tuple[Candidate, ...], sources: Sources
) -> Passage:
    active = _count(risk.active, "active customers")
    none = _count(0, "flagged customers", "active customers")
    if not flagged:
        return say(
            book, "Of {active} active customers, {none} stand out.", active=active, none=none
        )
    are = "is" if len(flagged) == 1 else "are"
    return say(
        book,
        f"{{flagged}} of {{active}} active customers {are} flagged: {{total}} of expected sales is "
        "at risk.",
        flagged=_count(len(flagged), "flagged customers", "active customers"),
        active=active,
        total=total_at_risk(flagged, sources, "all flagged customers"),
    )


def _limit(book: ClaimBook, risk: Risk, spec: BriefingSpec, sources: Sources) -> Passage:
    usual = mean(one.probability for one in risk.base)
    return say(
        book,
        "A customer counts as at risk from a {limit} chance of no order within {days} days; the "
        "mean of the base is {usual}.",
        limit=_share(spec.flag_above * usual, "chance of no order", of="a customer"),
        days=horizon(sources),
        usual=_share(usual, "mean of the base"),
    )


def _proof(book: ClaimBook, risk: Risk) -> Passage:
    judged = [one for one in risk.proof.dates if one.precision_flags is not None]
    if not judged:
        return NOTHING
    dates = "date" if len(judged) == 1 else "dates"
    return say(
        book,
        f"Tried on {{dates}} past {dates}, {{right}} of the customers flagged by the same rule "
        "lapsed; of the whole base, {rate} lapsed.",
        dates=_count(len(judged), f"past {dates}", unit=f"past {dates}"),
        right=_share(
            mean(one.precision_flags or 0.0 for one in judged), "of the customers flagged"
        ),
        rate=_share(mean(one.event_rate for one in judged), "lapsed", "whole base"),
    )


def _held_back(book: ClaimBook, chosen: Chosen, spec: BriefingSpec) -> Passage:
    if not chosen.held_back:
        return NOTHING
    customers = "customer" if len(chosen.held_back) == 1 else "customers"
    return say(
        book,
        f"Held back: {{held}} {customers} at risk in no note; the budget is {{budget}} flags for "
        "each owner.",
        held=_count(len(chosen.held_back), "held back"),
        budget=_count(spec.budget_per_owner, "flags for each owner", unit="flags"),
    )


def _nobody(book: ClaimBook, risk: Risk, *, figures: bool = True) -> Passage:
    shortage = risk.shortage
    if risk.stale_days is not None:
        age = _count(risk.stale_days, "newest data", unit="days")
        template = "Flags are withheld, the data is too old: the newest data is {age} days old."
        return (
            say(book, template, age=age) if figures else Passage(template.partition(":")[0] + ".")
        )
    if shortage is None:
        return Passage(
            "Flags are withheld: no signal has proved itself on this workspace's own past yet."
        )
    if not figures:
        return Passage("Flags are withheld: the history is too short to tell who is at risk.")
    return say(
        book,
        f"Flags are withheld, the history is too short: {{given}} {shortage.what}, with {{needed}} "
        "needed.",
        given=_count(int(shortage.given), shortage.what, unit=""),
        needed=_count(int(shortage.needed), shortage.what, unit=""),
    )


def _base_rate(book: ClaimBook, risk: Risk, spec: BriefingSpec) -> Passage:
    rate = risk.rate
    if rate is None:
        return Passage("How many customers usually lapse is not known yet.")
    return say(
        book,
        f"Of {{base}} customers active on {day(rate.as_of)}, {{lapsed}} placed no order in the "
        "{days} days after that.",
        on=Claim(value=rate.as_of.isoformat(), label="customers active", kind="date"),
        base=_count(rate.base, "customers active"),
        lapsed=_count(rate.lapsed, "placed no order"),
        days=Claim(value=spec.horizon_days, unit="days", label="placed no order", kind="count"),
    )


def _share(value: float, label: str, *more: str, of: str = "") -> Claim:
    return Claim(
        value=value,
        unit="%",
        label=f"{label} of {of}" if of else label,
        kind="share",
        format=_PERCENT,
        wordings=(label, *more),
    )


def _count(value: int, label: str, *more: str, unit: str = "customers") -> Claim:
    return Claim(value=value, unit=unit, label=label, kind="count", wordings=(label, *more))
