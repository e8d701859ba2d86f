from __future__ import annotations

from typing import Any

import pytest

from interlock.errors import InvalidModel
from interlock.sourcing import Missing, Need, PriceBreak, Purchase, SellerOffer, SourcingProblem, StockItem


def need(**changes: Any) -> Need:
    values: dict[str, Any] = {"order": "A", "material": "twill", "colour": "red", "quantity": 10.0, "wanted_day": 5}
    return Need(**(values | changes))


def offer(**changes: Any) -> SellerOffer:
    values: dict[str, Any] = {
        "id": "f1",
        "seller": "Mill",
        "material": "twill",
        "colour": "red",
        "breaks": (PriceBreak(0, 100),),
    }
    return SellerOffer(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"quantity": 0.0}, "quantity is 0"),
        ({"quantity": -3.0}, "quantity is -3"),
        ({"quantity": float("nan")}, "quantity is nan"),
        ({"late_fen_per_unit_day": -1.0}, "late_fen_per_unit_day"),
    ],
)
def test_a_need_that_makes_no_sense_is_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidModel, match=named) as error:
        need(**changes)
    assert "'A'" in str(error.value)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"breaks": ()}, "has no price"),
        ({"breaks": (PriceBreak(0, -5),)}, "-5 fen"),
        ({"breaks": (PriceBreak(9, 5), PriceBreak(9, 4))}, "must rise"),
        ({"breaks": (PriceBreak(0, 5), PriceBreak(9, 6))}, "cost no more"),
        ({"minimum_quantity": -1.0}, "minimum_quantity"),
        ({"minimum_quantity": 10.0, "maximum_quantity": 9.0}, "maximum_quantity"),
        ({"breaks": (PriceBreak(10, 5),), "maximum_quantity": 9.0}, "least purchase of 10"),
        ({"lead_days": -1}, "lead_days"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidModel, match=named):
        offer(**changes)


def test_negative_stock_is_refused() -> None:
    with pytest.raises(InvalidModel, match="quantity is -1"):
        StockItem(material="twill", colour="red", quantity=-1)


def test_every_contradiction_of_a_problem_is_listed() -> None:
    with pytest.raises(InvalidModel) as error:
        SourcingProblem(needs=(need(), need()), offers=(offer(), offer()), late_fen_per_unit_day=-1)
    assert len(error.value.problems) == 3


def test_needs_are_rounded_up_to_what_the_material_can_be_divided_into() -> None:
    problem = SourcingProblem(needs=(), offers=(), whole_units=frozenset({"zip"}))
    assert problem.supplied_quantity(need(material="zip", quantity=10.2)) == 11
    assert problem.supplied_quantity(need(quantity=10.0002)) == 10.001
    assert problem.supplied_quantity(need(quantity=0.1 + 0.2)) == 0.3


def test_a_need_may_price_its_own_lateness() -> None:
    problem = SourcingProblem(needs=(), offers=(), late_fen_per_unit_day=2.0)
    assert problem.late_fen(need()) == 2.0
    assert problem.late_fen(need(late_fen_per_unit_day=0.0)) == 0.0


@pytest.mark.parametrize("reason", ["no_offer", "sold_out"])
def test_what_is_missing_comes_with_a_remedy_in_both_languages(reason: Any) -> None:
    missing = Missing(order="A", material="twill", colour="red", quantity=3.0, reason=reason)
    assert missing.remedy("en").isascii()
    assert "。" in missing.remedy("zh")


def test_a_purchase_refuses_empty_shares_and_negative_surplus() -> None:
    values: dict[str, Any] = {
        "offer": "f1",
        "seller": "Mill",
        "material": "twill",
        "colour": "red",
        "quantity": 1.0,
        "fen_per_unit": 1.0,
        "cost_fen": 1,
        "order_day": 0,
        "arrive_day": 0,
    }
    for broken in ({"shares": (("A", 0.0),), "surplus": 1.0}, {"shares": (), "surplus": -1.0}):
        with pytest.raises(InvalidModel, match="f1"):
            Purchase(**values, **broken)
