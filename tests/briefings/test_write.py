"""What a briefing says is held against its claims, sentence by sentence."""

import pytest

from agent.checker import check
from agent.claims import Claim, ClaimBook
from agent.wording import Check
from briefings.model import PreviousFlags
from briefings.rank import Candidate
from briefings.write.customer import TEMPLATES, Sources, headline, why
from briefings.write.note import Territory, at_stake
from briefings.write.opening import opening
from briefings.write.passage import NOTHING, Passage, Unbacked, bullets, hold, say, together
from semantic.model import Format
from skills.risk.features import FEATURES, UNITS
from skills.risk.reasons import Reason, ReasonValue

TERMS = ("gross sales", "orders", "active customers", "items sold", "return rate", "value at risk")
SOURCES = Sources(
    customer_field="customer.id",
    currency="GBP",
    horizon_days=60,
    at_risk="value_at_risk",
    expected="expected_value_12m",
    definition=lambda name: f"sha256:{name}",
    result="sha256:orders",
)
CUSTOMER = Candidate("12748", "owner-uk-1", probability=0.614, expected_value=840.2)


def a_reason(feature: str, amount: float) -> Reason:
    found = next(one for one in FEATURES if one.name == feature)
    units = {name: UNITS[name.removeprefix("typical_")] for name in found.facts}
    return Reason(
        signal="lapse_model",
        feature=feature,
        contribution=0.4,
        template=found.template,
        values=tuple(
            ReasonValue(
                name,
                {"share": 0.12, "currency": amount * 10}.get(unit, amount),
                "GBP" if unit == "currency" else unit,
            )
            for name, unit in units.items()
        ),
    )


@pytest.mark.parametrize("amount", [0.0, 1.0, 2.5, 44.0, 1234.0])
@pytest.mark.parametrize("feature", [one.name for one in FEATURES])
def test_every_feature_of_the_lapse_model_has_a_sentence_that_its_claims_back(
    feature: str, amount: float
) -> None:
    book = ClaimBook()

    said = why(book, CUSTOMER, a_reason(feature, amount), SOURCES)

    assert said.claims
    assert check(f"**Customer 12748**\n\n- {said.text}", book.claims, terms=TERMS) == ()
    assert "median" not in said.text
    assert all(claim.members == {"customer.id": ("12748",)} for claim in book.claims.values())


def test_no_sentence_is_left_for_a_feature_that_is_gone() -> None:
    assert set(TEMPLATES) == {one.name for one in FEATURES}


def test_the_headline_says_chance_and_stakes() -> None:
    book = ClaimBook()

    said = headline(book, CUSTOMER, SOURCES)

    assert said.text == (
        "61 % chance of no order within 60 days; £516 at risk, of £840 expected sales."
    )
    assert check(f"**Customer 12748**\n\n{said.text}", book.claims, terms=TERMS) == ()
    assert check(f"**Customer 13000**\n\n{said.text}", book.claims, terms=TERMS) != ()
    assert book.claims[said.claims[2]].metric_hash == "sha256:value_at_risk"


@pytest.mark.parametrize("flagged", [(), (CUSTOMER,), (CUSTOMER, CUSTOMER)])
def test_what_is_at_stake_is_backed_for_any_number_of_flags(
    flagged: tuple[Candidate, ...],
) -> None:
    book = ClaimBook()
    ours = Territory("owner-uk-1", "Emma Hartley", flagged, active=31, held_back=0)

    said = at_stake(book, ours, SOURCES)

    assert check(said.text, book.claims, terms=TERMS) == ()
    assert said.text.startswith(f"{len(flagged)} of your 31 active customers stand")


OPENINGS = {
    "There is no earlier briefing to look back on.": {},
    "The briefing of 19 to 25 September 2011 flagged 0 customers.": {"briefing_period": "2011-W38"},
    "The briefing of 19 to 25 September 2011 flagged 1 customer: 1 false positive.": {
        "briefing_period": "2011-W38",
        "flags": 1,
        "false_positive": 1,
    },
    "The briefing of 26 December 2011 to 1 January 2012 flagged 62 customers: 21 confirmed, "
    "6 false positives, 11 in progress, 4 done, 3 with context, 17 without an answer. For the "
    "briefing of 18 to 24 July 2011 the horizon of 60 days is over: of its 40 flags, 23 lapsed; "
    "51 lapsed without a flag.": {
        "briefing_period": "2011-W52",
        "flags": 62,
        "confirmed": 21,
        "false_positive": 6,
        "in_progress": 11,
        "done": 4,
        "context": 3,
        "unanswered": 17,
        "due": 40,
        "lapsed": 23,
        "missed": 51,
        "outcome_period": "2011-W29",
    },
}


@pytest.mark.parametrize("text", list(OPENINGS))
def test_the_opening_says_what_became_of_the_last_flags(text: str) -> None:
    book = ClaimBook()

    found = opening(book, PreviousFlags.model_validate(OPENINGS[text]), horizon_days=60)

    assert found.text == text
    backing = {known_as: book.claims[known_as] for known_as in found.claims}
    assert check(found.text, backing, terms=TERMS) == ()


def test_a_passage_knows_its_claims_in_order_and_once() -> None:
    book = ClaimBook()
    sales = Claim(value=1200.0, label="gross sales", format=Format(unit="GBP"))
    fall = sales.model_copy(update={"kind": "change", "value": -300.0, "unit": "GBP"})

    said = say(book, "Gross sales: {now}, {by|direction} {by|size}.", now=sales, by=fall)
    twice = together((said, NOTHING, say(book, "Again {now}.", now=sales)))

    assert said == Passage("Gross sales: £1,200, down £300.", ("c1", "c2"))
    assert twice == Passage("Gross sales: £1,200, down £300. Again £1,200.", ("c1", "c2"))
    assert bullets((said, NOTHING)).text == "- Gross sales: £1,200, down £300."


def test_a_text_of_our_own_that_nothing_backs_stops_the_run() -> None:
    with pytest.raises(Unbacked) as fault:
        hold("The note for north", "Sales rose to £9.", {}, Check())

    assert fault.value.message.startswith(
        "The note for north says what no figure backs, so the briefing was not stored:\n- line 1"
    )
