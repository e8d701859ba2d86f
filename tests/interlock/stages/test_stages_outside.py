"""Lots for which the cluster has no room: cut where and when, and when what they need is ordered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import cast
import pytest

from interlock.laws import breaches
from interlock.model import (
    BillItem,
    CuttingTable,
    Material,
    MaterialKind,
    Offer,
    Policy,
    PriceBreak,
    Purchase,
    Share,
    WhyOutside,
)
from interlock.planner import plan
from interlock.repair.parts import NOTHING_BOUGHT
from interlock.stages.horizon import Horizon
from interlock.stages.lay import Laid, LaidLay
from interlock.stages.lots import LotDraft
from interlock.stages.order import SAFETY_DAYS, ordered_in_time

DAY = timedelta(days=1)
# Lateness is cheap here, so that orders wait for tables rather than go outside at once.
SWIFT = Policy(
    calibrate_seconds=0, nest_days=0, effort="quick", late_weight=1.0, buffer_days=8, buffer_share=0.4, wait_share=0.03
)


def swiftly(scenario, policy=SWIFT):
    return plan(scenario, policy, workers=1).plan


def one(pieces, due_in, **facts):
    quantities = (cast.Quantity("red", "M", pieces),)
    return replace(cast.order("O-1", "TEE", due_in, 10, **facts), quantities=quantities)


@pytest.fixture(scope="module")
def crowded():
    """One short table day after day, and far more shirts than it can cut."""
    rib = Material(code="RIB", name="rib", kind=MaterialKind.FABRIC, width_mm=1_000)
    offer = Offer(code="RIB-1", seller="Mill 3", material="RIB", lead_days=2, breaks=(PriceBreak(0, 4_000.0),))
    usual = cast.scenario((one(100_000, 40),))
    item = BillItem(material="RIB", per_garment=0.05)
    styles = tuple(replace(s, bill=(*s.bill, item)) if s.code == "TEE" else s for s in usual.styles)
    table = CuttingTable(code="K1-1", factory="K1", length_mm=12_000, width_mm=2_000, minutes_per_day=90)
    return replace(
        usual, styles=styles, materials=(*usual.materials, rib), offers=(*usual.offers, offer), tables=(table,)
    )


@pytest.fixture(scope="module")
def crowded_plan(crowded):
    return swiftly(crowded)


def test_what_no_table_has_time_for_is_cut_outside(crowded_plan):
    cut = Counter()
    for lay in crowded_plan.lays:
        cut[lay.material] += lay.all_plies * crowded_plan.marker[lay.marker].garments
    uncut = sum(lot.pieces for lot in crowded_plan.outside if lot.uncut)
    assert {lot.why for lot in crowded_plan.outside if lot.uncut} == {WhyOutside.UNCUT}
    assert 0 < uncut < 100_000
    assert cut == {"F-TEE": crowded_plan.promises[0].pieces - uncut, "RIB": crowded_plan.promises[0].pieces - uncut}
    assert crowded_plan.costs.cutting > sum(lot.cutting_fen for lot in crowded_plan.outside) > 0


def test_pieces_cut_outside_are_held_to_the_laws(crowded, crowded_plan):
    def found(change):
        outside = tuple(replace(lot, **change) if lot.uncut else lot for lot in crowded_plan.outside)
        return "\n".join(breaches(crowded, SWIFT, replace(crowded_plan, outside=outside)))

    assert not found({})
    assert "pieces are cut, but" in found({"uncut": False})
    assert "cutting outside costs 0 fen" in found({"cutting_fen": 0})
    assert "but its material is in on" in found({"ready_on": crowded_plan.made_on})
    starved = replace(crowded_plan, purchases=tuple(p for p in crowded_plan.purchases if p.material != "F-TEE"))
    assert "of F-TEE red for a need of" in "\n".join(breaches(crowded, SWIFT, starved))


def test_work_outside_is_not_back_before_it_could_be_cut(crowded, crowded_plan):
    early = crowded_plan.promises[0].cut_first_on + (SWIFT.outside_days - 1) * DAY
    outside = tuple(lot if lot.uncut else replace(lot, ready_on=early) for lot in crowded_plan.outside)
    assert any(not lot.uncut for lot in outside)
    assert "is not cut by then" in "\n".join(breaches(crowded, SWIFT, replace(crowded_plan, outside=outside)))


def test_fabric_cut_outside_is_as_much_as_its_pieces_at_least(crowded, crowded_plan):
    laid = sum(lay.fabric_m for lay in crowded_plan.lays if lay.material == "F-TEE")
    bought = next(p for p in crowded_plan.purchases if p.material == "F-TEE")
    short = replace(bought, shares=tuple(replace(s, quantity=laid) for s in bought.shares))
    purchases = tuple(short if p is bought else p for p in crowded_plan.purchases)
    assert "of F-TEE red for a need of" in "\n".join(
        breaches(crowded, SWIFT, replace(crowded_plan, purchases=purchases))
    )


def test_a_style_without_fabric_has_nothing_to_cut_outside():
    usual = cast.scenario((one(20, 60),))
    styles = tuple(replace(s, bill=s.bill[1:]) for s in usual.styles)
    scenario = replace(usual, styles=styles, lines=tuple(x for x in usual.lines if x.level("t_shirt") == 0))
    made = swiftly(scenario)
    outside = tuple(replace(lot, uncut=True, cutting_fen=99) for lot in made.outside)
    assert "its style has no fabric" in "\n".join(breaches(scenario, SWIFT, replace(made, outside=outside)))


def test_work_outside_is_cut_as_soon_as_its_material_is_in_and_comes_back_in_time():
    usual = cast.scenario((one(60, 62),))
    made = swiftly(replace(usual, lines=tuple(x for x in usual.lines if x.level("t_shirt") == 0)))
    promise = made.promises[0]
    assert promise.outside_pieces == promise.pieces
    assert promise.material_on <= promise.cut_last_on <= promise.material_on + 3 * DAY
    assert promise.ship_on == promise.cut_last_on + SWIFT.outside_days * DAY
    assert promise.late_days == 0


def test_what_is_bought_is_ordered_in_time_for_the_first_lay_and_not_before():
    scenario = cast.scenario((one(600, 75), replace(one(600, 12), number="O-2", style="SHIRT")))
    patient = replace(SWIFT, wait_share=0.0, buffer_days=0)
    locked = replace(scenario, orders=(replace(scenario.orders[0], earliest_start_on=cast.TODAY + 50 * DAY),))
    made = swiftly(locked, patient)
    promise = made.promises[0]
    lead = {offer.code: offer.lead_days for offer in locked.offers}
    assert promise.cut_first_on >= cast.TODAY + 50 * DAY
    assert promise.material_on <= promise.cut_first_on - SAFETY_DAYS * DAY
    for purchase in made.purchases:
        assert purchase.arrive_on == purchase.order_on + lead[purchase.offer] * DAY
        latest = promise.cut_first_on - (SAFETY_DAYS + lead[purchase.offer]) * DAY
        days = list(locked.calendar.open_days(cast.TODAY, latest))
        assert purchase.order_on == days[-1] > cast.TODAY


@pytest.mark.parametrize(("finish_day", "arrive_by"), [(60, 40 - SAFETY_DAYS), (90, 20)])
def test_material_of_a_late_order_is_in_by_the_day_it_could_still_be_in_time(finish_day, arrive_by):
    scenario = cast.scenario((one(60, 75),))
    horizon = Horizon.of(scenario, SWIFT)
    purchase = Purchase(
        offer="F-TEE-fast", seller="Mill 2", material="F-TEE", colour="red", quantity=100.0, fen_per_unit=1.0,
        cost_fen=100, order_on=cast.TODAY, arrive_on=cast.TODAY + 3 * DAY, shares=(Share("O-1", 90.0),),
    )  # fmt: skip
    bought = replace(
        NOTHING_BOUGHT, purchases=(purchase,), ready_day={"O-1": 3}, start_day={"O-1": 3}, wanted_day={"O-1": 20}
    )
    lay = LaidLay(
        id="L", order="O-1", step=0, material="F-TEE", marker="m", table="K1-1", day=40, start_min=0.0, end_min=9.0
    )
    red = cast.Quantity("red", "M", 60)
    lot = LotDraft(id="O-1/1", order="O-1", line="S1-A", quantities=(red,), bucket=0, steps=1, taken=((0, red),))
    found = ordered_in_time(scenario, SWIFT, horizon, bought, Laid((lay,), {}), [lot], {"O-1/1": finish_day})
    assert found.ready_day["O-1"] == horizon.day(found.purchases[0].arrive_on)
    assert arrive_by - 1 <= found.ready_day["O-1"] <= arrive_by


def test_fabric_without_pieces_is_left_out_of_the_utilisation(crowded_plan):
    with_pieces = [m for m in crowded_plan.markers if m.has_pieces]
    assert {m.material for m in with_pieces} == {"F-TEE"}
    assert {m.utilisation for m in crowded_plan.markers if m.material == "RIB"} == {0.0}
    low, high = min(m.utilisation for m in with_pieces), max(m.utilisation for m in with_pieces)
    assert low - 1e-9 <= crowded_plan.utilisation <= high + 1e-9


def test_a_utilisation_of_what_has_no_pieces_breaks_a_law(crowded, crowded_plan):
    markers = tuple(replace(m, utilisation=0.8 if m.material == "RIB" else 0.0) for m in crowded_plan.markers)
    found = "\n".join(breaches(crowded, SWIFT, replace(crowded_plan, markers=markers)))
    assert "utilisation 0.800" in found
    assert "utilisation 0.000" in found


@pytest.mark.no_cover
def test_an_order_larger_than_the_cluster_fills_its_lines_and_only_the_rest_goes_outside():
    scenario = cast.scenario((one(400_000, 40),))
    made = swiftly(scenario)
    skilled = {line.code for line in scenario.lines if line.level("t_shirt") > 0}
    assert {lot.line for lot in made.lots} == skilled
    assert sum(lot.pieces for lot in made.lots) + sum(lot.pieces for lot in made.outside) >= 400_000
    assert made.outside
    for code in skilled:
        worked = {day.on for lot in made.lots if lot.line == code for day in lot.days}
        assert len(worked) >= 10
