from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interlock.errors import BrokenLaw
from interlock.sourcing import (
    Missing,
    Need,
    PriceBreak,
    Purchase,
    SellerOffer,
    Sourcing,
    SourcingProblem,
    StockItem,
    StockUse,
    check,
    source,
)


@pytest.fixture
def problem() -> SourcingProblem:
    def need(order: str, material: str) -> Need:
        return Need(order=order, material=material, colour="red", quantity=50, wanted_day=3, late_fen_per_unit_day=2)

    offer = SellerOffer(
        id="mill",
        seller="Mill",
        material="twill",
        colour="red",
        breaks=(PriceBreak(0, 100), PriceBreak(80, 90)),
        minimum_quantity=10,
        maximum_quantity=500,
        lead_days=5,
    )
    return SourcingProblem(
        needs=(need("A", "twill"), need("B", "twill"), need("C", "lace")),
        offers=(offer,),
        stock=(StockItem(material="twill", colour="red", quantity=10),),
        whole_units=frozenset({"twill"}),
    )


@pytest.fixture
def sourcing(problem: SourcingProblem) -> Sourcing:
    answer = source(problem)
    check(problem, answer)
    return answer


def breaches(problem: SourcingProblem, sourcing: Sourcing, **changes: Any) -> str:
    with pytest.raises(BrokenLaw) as error:
        check(problem, replace(sourcing, **changes))
    return str(error.value)


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"offer": "nobody"}, "unknown offer"),
        ({"seller": "Other"}, "another seller"),
        ({"colour": "blue"}, "is not offered"),
        ({"quantity": 5.0}, "under the minimum of 10"),
        ({"fen_per_unit": 80}, "the offer says 90"),
        ({"cost_fen": 1}, "the cost is"),
        ({"arrive_day": 3}, "lead is 5"),
        ({"surplus": 4.0}, "are not the 90.0 bought"),
        ({"quantity": 501.0}, "501.0 bought of 500"),
        ({"quantity": 90.5}, "parts of a unit"),
        ({"shares": (("A", 40.0), ("Z", 50.0))}, "does not need"),
        ({"shares": (("A", 40.0), ("B", 49.0)), "surplus": 1.0}, "49.0 accounted for of 50"),
    ],
)
def test_each_broken_law_of_a_purchase_is_found(
    problem: SourcingProblem, sourcing: Sourcing, changes: dict[str, Any], law: str
) -> None:
    (purchase,) = sourcing.purchases
    assert law in breaches(problem, sourcing, purchases=(replace(purchase, **changes),))


def test_buying_twice_from_one_offer_is_found(problem: SourcingProblem, sourcing: Sourcing) -> None:
    (purchase,) = sourcing.purchases
    half: Purchase = replace(purchase, quantity=45.0, shares=(("B", 45.0),), cost_fen=4500, fen_per_unit=100)
    assert "2 times" in breaches(problem, sourcing, purchases=(half, half))


def test_overdrawn_stock_is_found(problem: SourcingProblem, sourcing: Sourcing) -> None:
    (use,) = sourcing.stock_uses
    assert "overdrawn by 5" in breaches(problem, sourcing, stock_uses=(replace(use, quantity=15.0),))
    early: StockUse = replace(use, available_day=-1)
    assert "overdrawn" in breaches(problem, sourcing, stock_uses=(early,))


def test_calling_missing_what_an_offer_has_is_found(problem: SourcingProblem, sourcing: Sourcing) -> None:
    false = Missing(order="B", material="twill", colour="red", quantity=50, reason="no_offer")
    text = breaches(problem, sourcing, missing=(*sourcing.missing, false))
    assert "while offer 'mill' has room" in text
    assert "'no_offer' is not so" in text


def test_an_unlimited_offer_always_has_room(problem: SourcingProblem, sourcing: Sourcing) -> None:
    endless = replace(problem, offers=(*problem.offers, replace(problem.offers[0], id="endless", material="lace")))
    assert "'C'" in breaches(endless, sourcing)


def test_false_days_and_sums_are_found(problem: SourcingProblem, sourcing: Sourcing) -> None:
    assert "ready on 5, 4 stated" in breaches(problem, sourcing, ready_day={"A": 4, "B": 5})
    assert "is ready on None" in breaches(problem, sourcing, ready_day={"A": 5, "B": 5, "C": 1})
    assert "the purchases cost" in breaches(problem, sourcing, cost_fen=1)
    assert "under its lower bound" in breaches(problem, sourcing, lower_bound_fen=99_999)
    assert "lateness costs" in breaches(problem, sourcing, late_fen=0)
