"""The whole engine on the small cast: what it promises of a plan holds on other order books too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import cast
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.errors import Cancelled, Infeasible
from interlock.laws import judge
from interlock.markers import audit
from interlock.model import Calendar, Cause, Closure, Plan, Policy, WhyOutside, dump, load
from interlock.planner import plan
from interlock.stages.nest import drawable

SWIFT = Policy(calibrate_seconds=0, nest_days=0, effort="quick")


def swiftly(scenario, policy=SWIFT):
    return plan(scenario, policy, workers=1).plan


def test_the_same_scenario_gives_the_same_bytes(scenario, policy, made, marker_cache):
    again = plan(scenario, policy, cache=marker_cache, workers=2).plan
    # The plan made before came from its file, where 1450 and 1450.0 are one number.
    assert dump(load(dump(again), Plan)) == dump(made)


def test_a_plan_comes_back_from_json_equal(made):
    assert load(dump(made), Plan) == made


def test_whoever_is_in_a_hurry_gets_a_judged_plan_with_estimated_markers():
    base = cast.scenario()
    asked = []

    def hurry() -> bool:
        asked.append(True)
        return True

    found = plan(base, replace(SWIFT, nest_days=40), hurry=hurry, stop=lambda: False, workers=1).plan
    assert asked
    assert not any(marker.nested for marker in found.markers)
    assert {promise.order for promise in found.promises} == set(base.order)
    judge(base, replace(SWIFT, nest_days=40), found)


def test_nobody_gets_a_plan_who_stops_before_one_is_in_sight():
    with pytest.raises(Cancelled):
        plan(cast.scenario(), SWIFT, stop=lambda: True, hurry=lambda: True, workers=1)


def test_nested_markers_pass_their_audit_as_drawn(scenario, made):
    nested = [marker for marker in made.markers if marker.nested]
    assert nested
    for marker in nested:
        assert audit(*drawable(scenario, marker)) == []


def test_the_gap_is_printed_by_stage_and_small(made):
    assert {bound.stage for bound in made.bounds} == {"network", "cloth", "trims", "finishing"}
    assert all(bound.lower_bound_fen <= bound.cost_fen for bound in made.bounds)
    assert 0 <= made.gap < 0.1


def test_stages_tell_their_progress_and_their_seconds(scenario):
    steps = []
    result = plan(scenario, SWIFT, progress=steps.append, workers=1)
    assert [step.share for step in steps] == sorted(step.share for step in steps)
    assert {step.stage for step in steps} == set(result.seconds)
    assert steps[0].cost_fen is None
    placed = [step for step in steps if step.cost_fen is not None]
    assert placed[-1].cost_fen <= placed[0].cost_fen
    assert all(0 <= step.gap < 1 for step in placed)


def test_the_wish_to_stop_is_heard(scenario):
    with pytest.raises(Cancelled):
        plan(scenario, SWIFT, stop=lambda: True, workers=1)


def test_cloth_that_comes_long_after_the_last_due_date_makes_its_order_late_and_no_other():
    base = cast.scenario((cast.order("O-1", "TEE", 30, 600), cast.order("O-2", "SHIRT", 35, 300)))
    slow = tuple(replace(o, lead_days=120) if o.material == "F-SHIRT" else o for o in base.offers)
    made = swiftly(replace(base, offers=slow))
    assert [(reason.order, reason.cause) for reason in made.reasons] == [("O-2", Cause.MATERIAL)]
    assert made.promise["O-2"].material_on == base.today + timedelta(days=120)
    assert not made.outside


def test_an_order_nobody_can_sew_goes_outside_and_says_why():
    dress = replace(cast.style("TEE", "t_shirt", "teagan", 6.0), code="DRESS", category="dress")
    base = cast.scenario()
    scenario = replace(base, styles=(*base.styles, dress), orders=(cast.order("O-1", "DRESS", 30, 300),))
    made = swiftly(scenario)
    assert [lot.why for lot in made.outside] == [WhyOutside.NO_SKILL]
    assert made.promise["O-1"].outside_pieces == made.promise["O-1"].pieces
    assert made.costs.outside > 0


def test_an_order_smaller_than_every_factory_takes_goes_outside():
    base = cast.scenario((cast.order("O-1", "SHIRT", 40, 60),))
    factories = tuple(replace(f, minimum_lot_pieces=500) for f in base.factories)
    made = swiftly(replace(base, factories=factories))
    assert [lot.why for lot in made.outside] == [WhyOutside.LOT_TOO_SMALL]


def test_late_orders_have_a_reason_and_what_would_help():
    rush = tuple(cast.order(f"R-{i}", "SHIRT", 9, 2_500, priority=5) for i in range(6))
    made = swiftly(cast.scenario(rush))
    assert made.late
    assert {reason.order for reason in made.reasons} == {promise.order for promise in made.late}
    assert all(reason.remedies for reason in made.reasons if reason.cause is not Cause.OUTSIDE)


def test_material_nobody_offers_is_named_with_order_and_remedy():
    base = cast.scenario()
    offers = tuple(o for o in base.offers if o.material != "LABEL")
    with pytest.raises(Infeasible, match=r"order O-1: [\d,.]+ pc of material LABEL"):
        swiftly(replace(base, offers=offers))


def test_a_garment_longer_than_every_table_is_named():
    base = cast.scenario()
    tables = tuple(replace(table, length_mm=600) for table in base.tables)
    with pytest.raises(Infeasible, match=r"order O-1: .*582 mm"):
        swiftly(replace(base, tables=tables))


def test_an_order_whose_style_has_no_fabric_is_not_cut():
    base = cast.scenario()
    panels = replace(base.style["TEE"], code="PANELS", bill=base.style["TEE"].bill[1:], pieces=())
    made = swiftly(replace(base, styles=(*base.styles, panels), orders=(cast.order("O-1", "PANELS", 30, 500),)))
    assert made.lays == ()
    assert made.promise["O-1"].cut_first_on is None
    assert made.promise["O-1"].pieces == 500


def test_a_fabric_without_pieces_is_laid_by_its_consumption():
    base = cast.scenario()
    item = replace(base.style["TEE"].bill[0], cut_pieces=(), per_garment=0.9)
    plain = replace(base.style["TEE"], code="PLAIN", bill=(item,), pieces=())
    order = cast.order("O-1", "PLAIN", 30, 500)
    made = plan(
        replace(base, styles=(*base.styles, plain), orders=(order,)), replace(SWIFT, nest_days=40), workers=1
    ).plan
    assert made.lays
    assert not any(marker.nested for marker in made.markers)
    used = sum(lay.fabric_m for lay in made.lays)
    assert used == pytest.approx(0.9 * 500, rel=0.15)


def test_a_closed_factory_gets_no_work():
    closed = Closure(first_on=cast.TODAY, last_on=cast.TODAY + timedelta(days=365), factory="S1", reason="moving")
    made = swiftly(cast.scenario(calendar=Calendar(closures=(closed,))))
    assert {lot.factory for lot in made.lots}.isdisjoint({"S1"})


def test_an_empty_order_book_is_an_empty_plan():
    made = swiftly(cast.scenario(()))
    assert (made.lots, made.lays, made.promises, made.cost_fen) == ((), (), (), 0)
    assert made.on_time_share == 1


orders = st.lists(
    st.tuples(
        st.sampled_from(["TEE", "SHIRT"]), st.integers(3, 45), st.integers(4, 4_000), st.integers(1, 3),
        st.sampled_from(["", "C1", "C2"]), st.sampled_from([0.0, 0.02, 0.05]), st.sampled_from([None, 0, 6]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(orders)
def test_every_plan_passes_the_judge_whatever_the_order_book(asked):
    book = tuple(
        cast.order(
            f"O-{number}", style, due_in, pieces, colours=colours, core=core, over_share=over, under_share=over,
            material_ready_on=None if ready is None else cast.TODAY + timedelta(days=ready),
        )
        for number, (style, due_in, pieces, colours, core, over, ready) in enumerate(asked, 1)
    )  # fmt: skip
    made = swiftly(cast.scenario(book))
    assert len(made.promises) == len(book)
    assert sum(promise.cost_fen for promise in made.promises) == made.cost_fen
