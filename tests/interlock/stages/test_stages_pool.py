from __future__ import annotations

import dataclasses

import pytest

from interlock.cutting import STEADY, Effort, plan_cut
from interlock.errors import BrokenLaw, Infeasible, InvalidModel
from interlock.stages.pool import Billing, OrderToPool, PoolToCut, check_pooled, pool_orders

LITTLE = Effort(moves=3000, attempts=1, exact_work=0.0)


def order(name: str, firm: str, *demand: int, style: str = "polo", **more: object) -> OrderToPool:
    facts = {"sizes": ("M", "L"), "per_garment_mm": (1100.0, 1200.0), "demand": (demand,), **more}
    return OrderToPool(name=name, firm=firm, style=style, **facts)  # type: ignore[arg-type]


def asked(*orders: OrderToPool, **more: float) -> PoolToCut:
    facts = {"max_garments": 4, "max_length_mm": 6000, "max_plies": 60, "end_loss_mm": 40, **more}
    prices = {"fabric_fen_per_m": 2000, "marker_fen": 8000, "lay_fen": 5000, "ply_fen": 50}
    return PoolToCut(colours=("navy",), orders=orders, **facts, **prices)  # type: ignore[arg-type]


THREE = asked(order("A1", "Hongxin", 37, 21), order("B1", "Yongfa", 23, 39), order("C1", "Lantian", 14, 9))


def test_small_orders_share_markers_and_everybody_saves():
    pooled = pool_orders(THREE, effort=LITTLE)
    check_pooled(THREE, pooled)
    assert pooled.shares.saving_fen > 0
    assert all(share.saving_fen > 0 for share in pooled.shares.shares)
    # Together the orders fill what is cut, to the garment.
    together = next(cut for cut in pooled.cuts if len(cut.firms) > 1)
    made = [sum(lay.garments for lay in cut.plan.lays) for cut in pooled.cuts]
    assert sum(made) == 37 + 21 + 23 + 39 + 14 + 9
    assert together.problem.sizes == ("polo M", "polo L")


def test_sizes_of_other_styles_are_other_garments():
    both = asked(order("A1", "Hongxin", 30, 20), order("B1", "Yongfa", 30, 20, style="tee"))
    assert both.cut_problem(both.firms).sizes == ("polo M", "polo L", "tee M", "tee L")


def test_two_orders_of_a_firm_are_one_player():
    two = asked(order("A1", "Hongxin", 30, 20), order("A2", "Hongxin", 10, 5), order("B1", "Yongfa", 23, 39))
    pooled = pool_orders(two, effort=LITTLE)
    check_pooled(two, pooled)
    assert len(pooled.shares.shares) == 2
    assert pooled.shares.statement_for("Yongfa").orders_pooled == 3


def test_tolerance_of_what_is_cut_for_two_orders_can_be_dealt_out():
    # 3 % of 30 or of 20 garments is less than one: together 50 allow none either.
    two = asked(order("A1", "Hongxin", 30, 100), order("B1", "Yongfa", 20, 200), over=0.03)
    assert two.cut_problem(two.firms).over == 0
    alone = two.cut_problem(("Yongfa",))
    assert alone.over == 0.03


def test_every_contradiction_is_named_in_both_languages():
    with pytest.raises(InvalidModel) as error:
        asked(
            order("A1", "Hongxin", 30, 20),
            order("A1", "Yongfa", 30, 20),
            order("B1", "Yongfa", 0, 0),
            order("B2", "Yongfa", -1, 5),
            order("B3", "Yongfa", 1),
            order("B4", "Yongfa", 1, 1, per_garment_mm=(1.0,)),
        )
    assert len(error.value.problems) == 5
    assert "数量全为 0" in error.value.chinese


def test_one_style_with_two_lengths_is_refused():
    with pytest.raises(InvalidModel, match="size M of style polo takes 1300 mm, another order says 1100 mm"):
        asked(order("A1", "Hongxin", 30, 20), order("B1", "Yongfa", 3, 2, per_garment_mm=(1300.0, 1200.0)))


def test_rules_of_the_rooms_are_told():
    with pytest.raises(InvalidModel, match="pooling takes at least 2"):
        asked(order("A1", "Hongxin", 30, 20))


def test_an_order_that_cannot_be_cut_alone_is_told():
    few = asked(order("A1", "Hongxin", 3, 0), order("B1", "Yongfa", 60, 80), min_plies=20)
    with pytest.raises(Infeasible):
        pool_orders(few, effort=LITTLE)


def test_the_judge_compares_plans_and_shares():
    pooled = pool_orders(THREE, effort=LITTLE)
    with pytest.raises(BrokenLaw, match="the shares make"):
        check_pooled(THREE, dataclasses.replace(pooled, cuts=pooled.cuts[:-1]))


def test_plans_begin_from_lays_that_are_known_and_from_what_others_found():
    six = {"sizes": tuple("123456"), "per_garment_mm": (1100.0, 1130.0, 1170.0, 1200.0, 1260.0, 1290.0)}
    three = {"sizes": tuple("123"), "per_garment_mm": (1100.0, 1130.0, 1170.0)}
    mine, theirs = order("A1", "Hongxin", 37, 121, 83, 64, 29, 13, **six), order("B1", "Yongfa", 23, 39, 7, **three)
    bare = asked(mine, theirs)
    good = plan_cut(bare.cut_problem(("Hongxin",)), effort=STEADY)
    known = asked(dataclasses.replace(mine, known=good.lays), theirs)
    blind = Billing((Effort(moves=1, attempts=1, exact_work=0.0),), Effort(moves=1, attempts=1, exact_work=0.0))
    told, untold = (pool_orders(each, billing=blind) for each in (known, bare))
    assert told.shares.share_of("Hongxin").alone_fen <= good.cost_fen < untold.shares.share_of("Hongxin").alone_fen
    # Nobody is said to save more than the others' garments cost by themselves.
    for pooled in (told, untold):
        costs = {one.firm: one.alone_fen for one in pooled.shares.shares}
        assert pooled.shares.saving_fen <= min(costs.values())


def test_a_group_is_no_dearer_than_its_firms_alone_however_little_is_looked_for():
    orders = [order(f"O{n}", f"F{n}", 11 * n, 60 - 7 * n) for n in range(1, 6)]
    many = asked(*orders)
    pooled = pool_orders(many, effort=Effort(moves=1, attempts=1, exact_work=0.0))
    check_pooled(many, pooled)
    alone = {one.firm: one.alone_fen for one in pooled.shares.shares}
    assert all(group.cost_fen <= sum(alone[name] for name in group.firms) for group in pooled.shares.groups)


def test_a_firm_alone_is_billed_no_more_than_a_cut_plan_of_its_own_would_cost():
    orders = [order("A1", "Hongxin", 137, 121, 58), order("B1", "Yongfa", 83, 139, 46)]
    facts = {"sizes": ("M", "L", "XL"), "per_garment_mm": (1100.0, 1200.0, 1290.0)}
    both = asked(*(dataclasses.replace(each, **facts) for each in orders), over=0.03)
    pooled = pool_orders(both, effort=Effort(moves=1, attempts=1, exact_work=0.0))
    check_pooled(both, pooled)
    for share in pooled.shares.shares:
        own = plan_cut(both.cut_problem((share.firm,)), effort=STEADY)
        assert share.alone_fen <= own.cost_fen
        assert share.pays_fen <= own.cost_fen
