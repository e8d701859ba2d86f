"""Which orders get material from a faster seller: whole orders, where it costs less than their days late."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import cast
import pytest

from interlock.laws import judge
from interlock.model import Help, Policy, Scenario, Stock
from interlock.planner import plan
from interlock.repair import promise
from interlock.sourcing import Need, PriceBreak, SellerOffer, Sourcing, SourcingProblem, StockItem, check, source
from interlock.stages.rush import Deadline, rushed
from interlock.whatif import verified_remedies


def need(order: str, colour: str, quantity: float) -> Need:
    return Need(order=order, material="fleece", colour=colour, quantity=quantity, wanted_day=0, late_fen_per_unit_day=0)


def offer(name: str, fen: float, lead_days: int, **facts: float) -> SellerOffer:
    return SellerOffer(
        id=name, seller=name, material="fleece", colour="", breaks=(PriceBreak(0, fen),), lead_days=lead_days, **facts
    )  # type: ignore[arg-type]


SLOW = offer("slow", 20, 12)


def dearer(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with its fast offers of cloth at so many times their price."""
    return replace(
        scenario,
        offers=tuple(
            replace(one, breaks=tuple(replace(step, fen_per_unit=step.fen_per_unit * factor) for step in one.breaks))
            if one.code.startswith("F-") and one.code.endswith("fast")
            else one
            for one in scenario.offers
        ),
    )


def sellers(sourcing: Sourcing, order: str) -> set[str]:
    return {bought.offer for bought in sourcing.purchases if any(name == order for name, _ in bought.shares)}


def wait_fen(sourcing: Sourcing, deadlines: dict[str, Deadline]) -> float:
    late = {order: max(0, sourcing.ready_day[order] - deadline.day) for order, deadline in deadlines.items()}
    return sourcing.cost_fen + sum(days * deadlines[order].fen_per_day for order, days in late.items())


def test_an_order_in_two_colours_is_rushed_in_both_or_in_none() -> None:
    needs = (need("A", "red", 100), need("A", "blue", 100), need("B", "red", 100))
    deadlines = {"A": Deadline(6, 500.0), "B": Deadline(30, 500.0)}
    enough = rushed(SourcingProblem(needs=needs, offers=(SLOW, offer("fast", 25, 5, maximum_quantity=250))), deadlines)
    assert (sellers(enough, "A"), sellers(enough, "B")) == ({"fast"}, {"slow"})
    assert (enough.ready_day["A"], enough.cost_fen, enough.late_fen) == (5, 7_000, 0)
    short = rushed(SourcingProblem(needs=needs, offers=(SLOW, offer("fast", 25, 5, maximum_quantity=150))), deadlines)
    assert sellers(short, "A") == {"slow"}
    assert (short.cost_fen, short.late_fen) == (6_000, 3_000)


def test_a_rush_that_costs_more_than_the_days_late_is_left() -> None:
    problem = SourcingProblem(needs=(need("A", "red", 100),), offers=(SLOW, offer("fast", 25, 5)))
    assert sellers(rushed(problem, {"A": Deadline(6, 80.0)}), "A") == {"slow"}
    assert sellers(rushed(problem, {"A": Deadline(6, 90.0)}), "A") == {"fast"}


def test_a_smallest_purchase_that_only_two_rushed_orders_fill_is_found() -> None:
    needs = (need("A", "red", 100), need("B", "red", 100))
    problem = SourcingProblem(needs=needs, offers=(SLOW, offer("fast", 25, 5, minimum_quantity=200)))
    # Alone each pays for 200 m: 3,000 more for 3,000 days late.
    both = rushed(problem, dict.fromkeys("AB", Deadline(6, 480.0)))
    assert sellers(both, "A") == sellers(both, "B") == {"fast"}
    assert both.cost_fen == 5_000


def test_what_is_in_stock_leaves_the_whole_wait_to_the_rest() -> None:
    stock = (StockItem(material="fleece", colour="red", quantity=90),)
    wants = replace(need("A", "red", 100), needed_day=6, late_fen_per_day=60.0)
    problem = SourcingProblem(needs=(wants,), offers=(SLOW, offer("fast", 45, 5)), stock=stock)
    found = source(problem)
    check(problem, found)
    # 10 m at 25 more are worth six days; a tenth of the six days would not be.
    assert sellers(found, "A") == {"fast"}
    slow = replace(problem, needs=(replace(wants, late_fen_per_day=40.0),))
    waits = source(slow)
    check(slow, waits)
    assert (sellers(waits, "A"), waits.late_fen) == ({"slow"}, 240)


@pytest.mark.parametrize("seed", range(30))
def test_small_markets_are_rushed_at_least_cost(seed: int) -> None:
    rng = random.Random(seed)
    orders = "ABCD"[: rng.randint(2, 4)]
    needs = tuple(
        need(order, colour, rng.randint(1, 20) * 10)
        for order in orders
        for colour in rng.sample(("red", "blue", "grey"), rng.randint(1, 2))
    )
    offers = (SLOW, offer("fast", rng.choice((22, 25, 30)), 5, maximum_quantity=rng.choice((150, 300, 600))))
    deadlines = {order: Deadline(rng.randint(3, 14), rng.choice((0.0, 50.0, 200.0, 800.0))) for order in orders}
    problem = SourcingProblem(needs=needs, offers=offers)
    found = rushed(problem, deadlines)
    least = []
    for some in itertools.product((None, 5), repeat=len(orders)):
        by = dict(zip(orders, some, strict=True))
        hard = tuple(
            replace(n, needed_day=by[n.order], late_fen_per_day=1e6 * (by[n.order] is not None)) for n in needs
        )
        least.append(wait_fen(source(replace(problem, needs=hard)), deadlines))
    # One order at a time from none and from all: of thirty markets, all but few are settled at the least cost.
    assert found.cost_fen + found.late_fen == pytest.approx(wait_fen(found, deadlines), abs=1)
    assert found.cost_fen + found.late_fen <= min(least) * 1.01
    got: dict[tuple[str, str], float] = defaultdict(float)
    for bought in found.purchases:
        for order, quantity in bought.shares:
            got[order, bought.colour] += quantity
    assert got == pytest.approx({(n.order, n.colour): n.quantity for n in needs})


def test_a_plan_buys_late_orders_faster_where_that_is_cheaper_than_their_days_late() -> None:
    soon = (replace(one, due_on=cast.TODAY + timedelta(days=9)) for one in cast.usual_orders()[:3])
    scenario = dearer(cast.scenario(tuple(soon)), 1.02)
    policy = replace(cast.POLICY, nest_days=0, calibrate_seconds=0)
    made = plan(scenario, policy, workers=1).plan
    slow = replace(scenario, offers=tuple(one for one in scenario.offers if one.code.endswith("slow")))
    without = plan(slow, policy, workers=1).plan
    judge(scenario, policy, made)
    assert made.costs.fabric > without.costs.fabric
    assert made.costs.total < without.costs.total
    assert {bought.offer for bought in made.purchases if bought.offer.startswith("F-")} & {"F-TEE-fast", "F-SHIRT-fast"}


def test_the_fastest_way_takes_the_faster_seller_though_stock_covers_most_of_it() -> None:
    scenario, made = dearer(cast.scenario(), 3), cast.made()
    left = Stock(material="F-TEE", colour="colour 3", quantity=350.0)
    holding = replace(scenario, stock=(*scenario.stock, left))
    plain = cast.order("NEW", "TEE", 12, 600)
    order = replace(plain, quantities=tuple(replace(one, colour="colour 3") for one in plain.quantities))
    bare, held = (min(one.ship_on for one in promise(s, Policy(), made, order)) for s in (scenario, holding))
    # The slow seller's cloth would be in on that day at the soonest.
    assert held == bare < cast.TODAY + timedelta(days=9)


def test_cloth_of_several_colours_from_one_faster_seller_is_a_remedy() -> None:
    late = cast.order("LATE", "TEE", 10, 800, colours=2)
    scenario = replace(dearer(cast.scenario((late,)), 20), stock=())
    policy = replace(cast.POLICY, nest_days=0, calibrate_seconds=0)
    made = plan(scenario, policy, workers=1).plan
    assert made.promise["LATE"].late_days > 0
    (faster,) = (one for one in verified_remedies(scenario, policy, made, "LATE") if one.measure is Help.FASTER_OFFER)
    assert "F-TEE-fast" in str(faster.facts["offer"])
    assert faster.on_time
    cloth = [bought for bought in made.purchases if bought.material == "F-TEE"]
    fast_fen = sum(bought.quantity * 1_800 * 1.1 * 20 for bought in cloth)
    assert faster.extra_fen == pytest.approx(fast_fen - sum(bought.cost_fen for bought in cloth), rel=0.01)
