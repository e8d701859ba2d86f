from __future__ import annotations

import itertools
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import Infeasible
from interlock.sourcing import Need, PriceBreak, SellerOffer, Sourcing, SourcingProblem, StockItem, check, source
from interlock.sourcing._choice import solve


def need(order: str, quantity: float, wanted_day: int = 10, **changes: Any) -> Need:
    values: dict[str, Any] = {"material": "twill", "colour": "red"}
    return Need(order=order, quantity=quantity, wanted_day=wanted_day, **(values | changes))


def offer(name: str, *breaks: tuple[float, float], **changes: Any) -> SellerOffer:
    values: dict[str, Any] = {"seller": f"seller {name}", "material": "twill", "colour": "red", "lead_days": 5}
    return SellerOffer(id=name, breaks=tuple(itertools.starmap(PriceBreak, breaks)), **(values | changes))


def stock(quantity: float, available_day: int = 0, colour: str = "red") -> StockItem:
    return StockItem(material="twill", colour=colour, quantity=quantity, available_day=available_day)


def answer(*needs: Need, offers: tuple[SellerOffer, ...] = (), **changes: Any) -> Sourcing:
    problem = SourcingProblem(needs=needs, offers=offers, **changes)
    sourcing = source(problem)
    check(problem, sourcing)
    return sourcing


def bought(sourcing: Sourcing) -> dict[str, float]:
    return {purchase.offer: purchase.quantity for purchase in sourcing.purchases}


def test_needs_of_several_orders_are_bought_together() -> None:
    sourcing = answer(need("A", 40), need("B", 60.5), offers=(offer("mill", (0, 100)),))
    (purchase,) = sourcing.purchases
    assert purchase.quantity == 100.5
    assert dict(purchase.shares) == {"A": 40, "B": 60.5}
    assert sourcing.cost_fen == sourcing.lower_bound_fen == 10_050
    assert sourcing.ready_day == {"A": 5, "B": 5}


def test_the_cheapest_offer_in_time_is_taken() -> None:
    offers = (offer("dear", (0, 120)), offer("cheap", (0, 90)), offer("late", (0, 80), lead_days=30))
    assert bought(answer(need("A", 10), offers=offers, late_fen_per_unit_day=5.0)) == {"cheap": 10}


def test_an_urgent_need_pays_for_speed_and_the_others_do_not() -> None:
    offers = (offer("fast", (0, 150), lead_days=2), offer("slow", (0, 100), lead_days=12))
    sourcing = answer(need("soon", 10, 2), need("later", 40, 20), offers=offers, late_fen_per_unit_day=10.0)
    assert bought(sourcing) == {"fast": 10, "slow": 40}
    assert sourcing.ready_day == {"soon": 2, "later": 12}
    assert sourcing.late_fen == 0


def test_a_need_that_can_wait_does_not_pay_for_speed() -> None:
    offers = (offer("fast", (0, 150), lead_days=2), offer("slow", (0, 100), lead_days=12))
    sourcing = answer(need("soon", 10, 2, late_fen_per_unit_day=1.0), offers=offers, late_fen_per_unit_day=10.0)
    assert bought(sourcing) == {"slow": 10}
    assert sourcing.late_fen == 10 * 10


def test_a_price_break_is_worth_buying_a_surplus_for() -> None:
    sourcing = answer(need("A", 95), offers=(offer("mill", (0, 100), (100, 80)),))
    (purchase,) = sourcing.purchases
    assert (purchase.quantity, purchase.surplus, purchase.fen_per_unit) == (100, 5, 80)


def test_a_break_too_far_is_not_chased() -> None:
    (purchase,) = answer(need("A", 50), offers=(offer("mill", (0, 100), (100, 80)),)).purchases
    assert (purchase.quantity, purchase.fen_per_unit) == (50, 100)


def test_the_surplus_of_a_minimum_quantity_is_said() -> None:
    (purchase,) = answer(need("A", 10), offers=(offer("mill", (0, 100), minimum_quantity=30),)).purchases
    assert (purchase.quantity, purchase.surplus) == (30, 20)


def test_breaks_below_the_minimum_never_count() -> None:
    sourcing = answer(need("A", 10), offers=(offer("mill", (0, 100), (20, 50), minimum_quantity=25),))
    assert sourcing.cost_fen == 25 * 50


def test_a_small_need_avoids_a_large_minimum() -> None:
    offers = (offer("bulk", (0, 10), minimum_quantity=1000), offer("shop", (0, 100)))
    assert bought(answer(need("A", 20), offers=offers)) == {"shop": 20}


def test_a_full_offer_is_topped_up_from_the_next() -> None:
    offers = (offer("cheap", (0, 90), maximum_quantity=60), offer("dear", (0, 100)))
    assert bought(answer(need("A", 40), need("B", 60), offers=offers)) == {"cheap": 60, "dear": 40}


def test_stock_in_time_goes_to_the_earliest_wanted_first() -> None:
    sourcing = answer(need("B", 30, 9), need("A", 30, 3), offers=(offer("mill", (0, 9)),), stock=(stock(40),))
    assert [(use.order, use.quantity) for use in sourcing.stock_uses] == [("A", 30), ("B", 10)]
    assert bought(sourcing) == {"mill": 20}


def test_stock_on_its_way_is_used_late_when_that_is_cheaper_than_buying() -> None:
    offers = (offer("mill", (0, 100)),)
    on_its_way = (stock(10, available_day=12),)
    patient = answer(need("A", 10), offers=offers, stock=on_its_way, late_fen_per_unit_day=1.0)
    urgent = answer(need("A", 10), offers=offers, stock=on_its_way, late_fen_per_unit_day=99.0)
    assert (patient.cost_fen, patient.late_fen, patient.ready_day["A"]) == (0, 20, 12)
    assert bought(urgent) == {"mill": 10}


def test_late_stock_is_not_overlooked_among_many_offers() -> None:
    """A market on which HiGHS 1.14.0 with presolve buys for 4,082 yuan what is in stock."""
    offers = (
        offer("f0", (0, 1766.94), (500, 1643.25), (4000, 1501.9), maximum_quantity=30_000, lead_days=8),
        offer("f2", (100, 1345.41), (800, 1229.67), minimum_quantity=300, lead_days=6),
        offer("f3", (0, 1460.87), (100, 1358.61), (800, 1241.74), minimum_quantity=50, lead_days=10),
    )
    needs = (need("A", 229.31, 2), need("B", 34.44, 6))
    owned = (stock(262.696, 10), stock(399.74, 10))
    sourcing = answer(*needs, offers=offers, stock=owned, late_fen_per_unit_day=5.0)
    assert (sourcing.cost_fen, sourcing.late_fen) == (0, 9861)


def test_stock_of_another_colour_is_left_alone() -> None:
    sourcing = answer(need("A", 10), offers=(offer("mill", (0, 9)),), stock=(stock(40, colour="blue"),))
    assert sourcing.stock_uses == ()


def test_an_any_colour_offer_supplies_each_colour_with_its_own_minimum() -> None:
    any_colour = offer("dyer", (0, 10), colour="", minimum_quantity=30)
    sourcing = answer(need("A", 10), need("B", 40, colour="blue"), offers=(any_colour,))
    assert {p.colour: (p.quantity, p.surplus) for p in sourcing.purchases} == {"red": (30, 20), "blue": (40, 0)}


def test_colours_share_the_maximum_of_an_any_colour_offer() -> None:
    offers = (
        offer("dyer", (0, 10), colour="", maximum_quantity=50),
        offer("red mill", (0, 12)),
        offer("blue mill", (0, 90), colour="blue"),
    )
    sourcing = answer(need("A", 40), need("B", 40, colour="blue"), offers=offers)
    assert {(p.offer, p.colour): p.quantity for p in sourcing.purchases} == {
        ("dyer", "red"): 10,
        ("dyer", "blue"): 40,
        ("red mill", "red"): 30,
    }


def test_colours_that_share_too_little_go_without_as_little_as_possible() -> None:
    offers = (offer("dyer", (0, 10), colour="", maximum_quantity=50), offer("red mill", (0, 99), maximum_quantity=20))
    sourcing = answer(need("A", 40), need("B", 40, colour="blue"), offers=offers)
    assert sum(item.quantity for item in sourcing.missing) == 10
    assert {item.reason for item in sourcing.missing} == {"sold_out"}


def test_a_need_without_any_offer_is_missing_and_named() -> None:
    sourcing = answer(need("A", 10), need("B", 10, material="lace"), offers=(offer("mill", (0, 9)),))
    (item,) = sourcing.missing
    assert (item.order, item.material, item.quantity, item.reason) == ("B", "lace", 10, "no_offer")
    assert sourcing.ready_day == {"A": 5}


def test_an_order_with_one_thing_missing_is_not_ready() -> None:
    sourcing = answer(need("A", 10), need("A", 10, material="lace"), offers=(offer("mill", (0, 9)),))
    assert sourcing.ready_day == {}


def test_the_least_urgent_goes_without_when_all_is_sold_out() -> None:
    offers = (offer("small", (0, 9), maximum_quantity=25), offer("late", (0, 5), maximum_quantity=5, lead_days=20))
    sourcing = answer(need("late", 20, 40), need("early", 20, 6), offers=offers, late_fen_per_unit_day=3.0)
    assert [(item.order, item.quantity) for item in sourcing.missing] == [("late", 10)]


def test_without_a_lateness_price_the_last_wanted_goes_without() -> None:
    sourcing = answer(need("late", 20, 40), need("early", 20, 6), offers=(offer("s", (0, 9), maximum_quantity=30),))
    assert [(item.order, item.quantity) for item in sourcing.missing] == [("late", 10)]


def test_whole_units_are_never_cut() -> None:
    offers = (offer("zips", (0.5, 1.25), minimum_quantity=2.5, maximum_quantity=14.9), offer("more", (0, 9)))
    sourcing = answer(need("A", 9.3), need("B", 7.1), offers=offers, whole_units=frozenset({"twill"}))
    assert bought(sourcing) == {"zips": 14, "more": 4}


def test_an_order_is_ready_when_its_last_material_is() -> None:
    offers = (offer("mill", (0, 9)), offer("zips", (0, 1), material="zip", lead_days=11))
    sourcing = answer(need("A", 5), need("A", 5, material="zip", wanted_day=20), offers=offers)
    assert sourcing.ready_day == {"A": 11}


def test_an_offer_that_another_beats_in_everything_changes_nothing() -> None:
    offers = [
        offer("good", (0, 100), (50, 90), lead_days=3),
        offer("worse", (0, 110), (40, 95), lead_days=4, minimum_quantity=10),
        offer("slow", (0, 85), lead_days=9),
    ]
    needs = [need("A", 30, 4), need("B", 30, 12)]
    with_it = answer(*needs, offers=tuple(offers), late_fen_per_unit_day=4.0)
    without = answer(*needs, offers=(offers[0], offers[2]), late_fen_per_unit_day=4.0)
    assert with_it == without


def test_nothing_needed_is_nothing_bought() -> None:
    sourcing = answer(offers=(offer("mill", (0, 9)),))
    assert (sourcing.purchases, sourcing.cost_fen, sourcing.lower_bound_fen) == ((), 0, 0)


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in splits(total - first, parts - 1))


def total_fen(problem: SourcingProblem, plan: tuple[tuple[int, ...], ...]) -> float:
    """Cost of a plan that says how many units of each need come from each offer; infinite when it breaks a maximum."""
    total = 0.0
    for at, item in enumerate(problem.offers):
        wanted = sum(split[at] for split in plan)
        if wanted:
            most = item.maximum_quantity or 99
            quantities = range(max(wanted, int(item.minimum_quantity)), int(most) + 1)
            total += min(
                (q * min(b.fen_per_unit for b in item.breaks if b.from_quantity <= q) for q in quantities),
                default=float("inf"),
            )
        for wants, split in zip(problem.needs, plan, strict=True):
            total += split[at] * problem.late_fen(wants) * max(0, item.lead_days - wants.wanted_day)
    return total


@pytest.mark.parametrize("seed", range(25))
def test_small_markets_are_settled_at_least_cost(seed: int) -> None:
    rng = random.Random(seed)
    offers = tuple(
        offer(
            f"f{number}",
            (0, base := rng.randrange(60, 140)),
            (rng.randrange(3, 8), base - rng.randrange(30)),
            lead_days=rng.randrange(10),
            minimum_quantity=rng.choice([0, 0, 4]),
            maximum_quantity=None if number == 0 else rng.choice([None, 5]),
        )
        for number in range(3)
    )
    needs = tuple(
        need(f"o{n}", rng.randrange(1, 5), rng.randrange(10), late_fen_per_unit_day=rng.choice([0.0, 5.0, 20.0]))
        for n in range(3)
    )
    problem = SourcingProblem(needs=needs, offers=offers, whole_units=frozenset({"twill"}))
    sourcing = source(problem)
    check(problem, sourcing)
    plans = itertools.product(*(splits(int(wants.quantity), len(offers)) for wants in needs))
    assert sourcing.cost_fen + sourcing.late_fen == pytest.approx(min(total_fen(problem, plan) for plan in plans))


quantities = st.floats(0.01, 500)
offers_of_any_kind = st.lists(
    st.tuples(
        st.sampled_from(["", "red", "blue"]),
        st.floats(1, 500),
        st.floats(1, 200),
        st.floats(0.5, 1),
        st.sampled_from([0.0, 17.3, 120.0]),
        st.sampled_from([None, 150.0, 333.3]),
        st.integers(0, 20),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(
    wants=st.lists(st.tuples(quantities, st.sampled_from(["red", "blue"]), st.integers(0, 20)), max_size=8),
    some=offers_of_any_kind,
    owned=st.lists(st.tuples(quantities, st.sampled_from(["red", "blue"]), st.integers(0, 15)), max_size=3),
    whole=st.booleans(),
)
def test_any_market_is_settled_lawfully(
    wants: list[tuple[float, str, int]],
    some: list[tuple[str, float, float, float, float, float | None, int]],
    owned: list[tuple[float, str, int]],
    whole: bool,
) -> None:
    offers = tuple(
        offer(
            f"f{n}",
            (0, price),
            (at, price * cut),
            colour=colour,
            minimum_quantity=least,
            maximum_quantity=most,
            lead_days=lead,
        )
        for n, (colour, price, at, cut, least, most, lead) in enumerate(some)
    )
    problem = SourcingProblem(
        needs=tuple(need(f"o{n}", q, day, colour=colour) for n, (q, colour, day) in enumerate(wants)),
        offers=offers,
        stock=tuple(stock(q, day, colour) for q, colour, day in owned),
        late_fen_per_unit_day=2.5,
        whole_units=frozenset({"twill"} if whole else ()),
    )
    sourcing = source(problem)
    check(problem, sourcing)
    assert sourcing == source(problem)


def test_a_fraction_of_a_unit_is_bought_where_colours_share_an_offer() -> None:
    problem = SourcingProblem(
        needs=(need("o0", 63.0, 0, colour="red"), need("o1", 1.25, 0, colour="blue")),
        offers=(
            offer("f0", (0, 1.0), (1.0, 1.0), colour="", maximum_quantity=150.0, lead_days=0),
            offer("f1", (0, 1.0), (1.0, 1.0), colour="red", lead_days=1),
            offer("f2", (0, 1.0), (167.0, 1.0), colour="", maximum_quantity=333.3, lead_days=0),
        ),
        stock=(stock(1.0, 0, "blue"),),
        late_fen_per_unit_day=2.5,
    )
    sourcing = source(problem)
    check(problem, sourcing)
    assert sourcing.missing == ()


def test_a_solver_without_an_answer_is_an_error_that_can_be_read() -> None:
    import highspy

    model = highspy.Highs()
    model.silent()
    model.addVar(0.0, 1.0)
    model.addRow(2.0, 3.0, 1, [0], [1.0])
    with pytest.raises(Infeasible, match="no answer"):
        solve(model)


def test_importing_the_room_loads_no_solver() -> None:
    code = "import sys, interlock.sourcing; print({'numpy', 'highspy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
