from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zone_cast import made_up_zones

from interlock import compute
from interlock.allocation import Prices, allocate, prove
from interlock.errors import Cancelled, InvalidModel
from interlock.zones import ZonedPlan, ZonedProblem, check, plan_zones
from interlock.zones.deal import NOWHERE, deal, parts_of
from interlock.zones.levels import first_prices
from interlock.zones.pricing import price_zones, prove_whole


@pytest.fixture(name="zoned", scope="module")
def _zoned() -> ZonedProblem:
    return made_up_zones(1)


@pytest.fixture(name="plan", scope="module")
def _plan(zoned) -> ZonedPlan:
    return plan_zones(zoned, effort="quick", seed=2)


def test_the_plan_of_all_zones_is_a_lawful_plan_of_the_whole(zoned, plan):
    assert check(zoned, plan) == []
    assert 0 < plan.allocation.lower_bound_fen <= plan.allocation.cost_fen


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 4), st.floats(0.4, 1.3), st.integers(0, 2))
def test_any_zoning_gives_a_lawful_plan_over_a_true_bound(seed, zones, load, passes):
    zoned = made_up_zones(seed, orders=20, lines=8, zones=zones, load=load)
    plan = plan_zones(zoned, effort="quick", proof_passes=passes, mend_passes=passes)
    assert check(zoned, plan) == []
    whole = allocate(zoned.whole, effort="quick")
    # No bound of either may lie above a plan of the other.
    assert plan.allocation.lower_bound_fen <= whole.cost_fen
    assert whole.lower_bound_fen <= plan.allocation.cost_fen


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 4))
def test_the_bound_priced_zone_by_zone_is_that_of_the_whole_in_one(seed, zones):
    zoned = made_up_zones(seed, orders=15, lines=8, zones=zones)
    rng = np.random.default_rng(seed)
    tables = (zoned.whole.line_min, zoned.whole.cut_min, zoned.whole.finish_min)
    prices = Prices(*(rng.uniform(0.0, 12.0, table.shape) for table in tables))
    slowly = prove(zoned.whole, prices)
    assert prove_whole(zoned, prices, compute.local()) == pytest.approx(max(slowly, 0.0), rel=1e-9, abs=2.0)


def test_a_stated_bound_is_proven_by_its_prices(zoned, plan):
    assert plan.allocation.lower_bound_fen <= prove(zoned.whole, plan.allocation.prices) + 1.0


def test_the_same_seed_gives_the_same_plan_wherever_zones_are_planned(zoned, plan):
    shares: list[float] = []
    again = plan_zones(zoned, where=compute.processes(2), effort="quick", seed=2, progress=shares.append)
    assert again == plan
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert plan != plan_zones(zoned, effort="quick", seed=5)
    assert plan != "a plan"


def test_mending_borders_never_costs_money(zoned, plan):
    bare = plan_zones(zoned, effort="quick", seed=2, mend_passes=0)
    assert plan.allocation.cost_fen <= bare.allocation.cost_fen


def test_without_mending_every_lot_is_sewn_in_its_orders_zone(zoned):
    bare = plan_zones(zoned, effort="quick", seed=2, proof_passes=0, mend_passes=0)
    lots = bare.allocation
    assert (zoned.line_zone[lots.lot_line] == bare.order_zone[lots.lot_order]).all()


def test_zones_share_a_shop_by_what_their_orders_ask_of_it(zoned):
    whole, zones = zoned.whole, zoned.zone_count
    order_zone = np.arange(whole.order_count) % zones
    parts = parts_of(zoned, order_zone)
    shared = np.zeros_like(whole.finish_min)
    for part in parts:
        shared[part.finish_shops] += part.problem.finish_min
    used = np.unique(whole.finish_shop)
    assert shared[used] == pytest.approx(whole.finish_min[used])
    assert sorted(np.concatenate([part.orders for part in parts])) == list(range(whole.order_count))


def test_orders_are_dealt_more_evenly_than_each_to_its_cheapest_zone():
    zoned = made_up_zones(1, orders=800, lines=40)
    whole, prices = zoned.whole, first_prices(zoned, 0)
    fen = np.full((whole.order_count, zoned.zone_count), np.inf)
    for number, (orders, table) in enumerate(price_zones(zoned, prices, 1.0, compute.local())):
        fen[orders, number] = table[np.arange(len(orders)), whole.batches[orders]]
    there_min = np.bincount(zoned.line_zone, whole.line_min.sum(axis=1))

    def spread(zone):
        load = np.bincount(zone, whole.batch_min * whole.batches, zoned.zone_count) / there_min
        return load.max() / load.min() - 1.0

    dealt = spread(deal(zoned, prices, 0, compute.local(), None))
    assert dealt < 0.1
    assert dealt < spread(fen.argmin(axis=1))


def test_an_order_no_zone_can_sew_goes_outside(zoned):
    whole = zoned.whole
    nobody = len(whole.group_start) - 1
    lonely = replace(
        whole,
        group=np.where(np.arange(whole.order_count) == 0, nobody, whole.group),
        group_start=np.append(whole.group_start, whole.group_start[-1]),
    )
    plan = plan_zones(ZonedProblem(lonely, zoned.line_zone), effort="quick")
    assert plan.order_zone[0] == NOWHERE
    assert plan.allocation.outside_batches[0] == whole.batches[0]
    assert check(ZonedProblem(lonely, zoned.line_zone), plan) == []


def test_an_order_book_without_orders_costs_nothing(zoned):
    from interlock.zones.problem import part_of

    empty = part_of(zoned.whole, np.zeros(0, np.int64), np.arange(len(zoned.line_zone))).problem
    plan = plan_zones(ZonedProblem(empty, zoned.line_zone), effort="quick")
    assert plan.allocation.cost_fen == 0
    assert check(ZonedProblem(empty, zoned.line_zone), plan) == []


@pytest.mark.parametrize("zone", [[0, 1], [0.5] * 12, [-1] + [0] * 11, [0, 2] * 6])
def test_zones_that_do_not_fit_the_lines_are_refused(zoned, zone):
    with pytest.raises(InvalidModel, match="line_zone"):
        ZonedProblem(zoned.whole, np.array(zone))


def test_overtime_is_refused_before_anything_is_planned(zoned):
    over = replace(zoned.whole, overtime_min=0.1 * zoned.whole.line_min, overtime_fen_per_min=20.0)
    with pytest.raises(InvalidModel, match="overtime"):
        plan_zones(ZonedProblem(over, zoned.line_zone))


@pytest.mark.parametrize("looks", [0, 1, 5, 12])
def test_the_wish_to_stop_is_heard_at_every_stage(zoned, looks):
    seen = iter([False] * looks)
    with pytest.raises(Cancelled):
        plan_zones(zoned, effort="quick", stop=lambda: next(seen, True))


def test_the_judge_names_an_order_in_a_zone_that_cannot_sew_it(zoned, plan):
    zone = plan.order_zone.copy()
    zone[0] = NOWHERE
    assert "order 0: given to zone -1" in check(zoned, ZonedPlan(plan.allocation, zone))[0]
    assert "one zone" in check(zoned, ZonedPlan(plan.allocation, zone[:-1]))[0]
