from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import Cancelled, InvalidModel
from interlock.model import CapacityChange, Policy
from interlock.simulate import Holdup, Noise, simulate

STILL = Noise.none()
JOBS = st.lists(
    st.fixed_dictionaries(
        {
            "line": st.sampled_from(["S1-A", "S2-A", "C1-A"]),
            "line_days": st.floats(0.05, 4.0),
            "material_wait": st.integers(0, 9),
            "cut_wait": st.integers(0, 4),
            "line_wait": st.sampled_from([0, 0, 0, 1, 5]),
            "pause_days": st.sampled_from([0, 0, 2]),
            "finish_wait": st.sampled_from([0, 0, 3]),
            "finish_days": st.sampled_from([0.0, 0.1, 0.5, 1.0, 1.7]),
            "slack": st.integers(-3, 6),
            "supply": st.sampled_from(["bought", "customer", "stock"]),
            "outside_pieces": st.sampled_from([0, 0, 100]),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(jobs=JOBS, days_over=st.integers(0, 20))
def test_without_noise_every_plan_ships_on_its_planned_dates_whatever_is_over(by_hand, jobs, days_over):
    hand = by_hand(*jobs)
    plan = hand.plan()
    plan = replace(plan, as_of=plan.first_on + timedelta(days=days_over))
    played = simulate(hand.scenario, plan, noise=STILL, runs=2)
    assert {o.order: o.ships for o in played.outlooks} == {p.order: ((p.ship_on, 2),) for p in plan.promises}
    for outlook in played.outlooks:
        assert all(s.planned_on == s.p10_on == s.p95_on for s in outlook.steps)
    assert played.on_time_share == pytest.approx(plan.on_time_share) == played.planned_on_time_share


def test_without_noise_a_plan_of_the_planner_ships_on_its_dates_and_costs_its_lateness(scenario, made, policy):
    played = simulate(scenario, made, noise=STILL, runs=2, policy=policy)
    assert {o.order: o.ships for o in played.outlooks} == {p.order: ((p.ship_on, 2),) for p in made.promises}
    assert played.late_fen == pytest.approx(made.costs.lateness, abs=1)


@settings(max_examples=25, deadline=None)
@given(jobs=JOBS, days_over=st.integers(1, 20))
def test_what_was_done_on_days_that_are_over_is_certain_and_nothing_else_is_done_then(by_hand, jobs, days_over):
    hand = by_hand(*jobs)
    plan = hand.plan()
    today = plan.first_on + timedelta(days=days_over)
    played = simulate(hand.scenario, replace(plan, as_of=today), noise=Noise().scaled(3), runs=20)
    assert played.from_on == today
    for outlook in played.outlooks:
        for step in outlook.steps:
            if step.planned_on < today:
                assert step.p10_on == step.planned_on == step.p95_on
            else:
                assert step.p10_on >= today


def test_material_that_came_is_not_late_any_more_and_a_lot_that_is_begun_does_not_start_again(by_hand):
    hand = by_hand({"line_days": 4.0, "slack": 0, "finish_days": 0.0})
    plan = hand.plan()
    noise = replace(STILL, late_share=1.0, late_days=9.0, start_sd=2.0)
    assert simulate(hand.scenario, plan, noise=noise).on_time_share < 0.1
    begun = replace(plan, as_of=plan.lots[0].start_on + timedelta(days=1))
    assert simulate(hand.scenario, begun, noise=noise).on_time_share == 1.0
    again = replace(STILL, rework_share=0.5)
    assert (
        simulate(hand.scenario, plan, noise=again).late_fen > simulate(hand.scenario, begun, noise=again).late_fen > 0
    )


@settings(max_examples=25, deadline=None)
@given(jobs=JOBS, seed=st.integers(0, 5))
def test_what_is_told_of_an_order_hangs_together(by_hand, jobs, seed):
    hand = by_hand(*jobs)
    played = simulate(hand.scenario, hand.plan(), runs=20, seed=seed)
    for outlook in played.outlooks:
        assert sum(count for _, count in outlook.ships) == 20
        assert outlook.p10_on <= outlook.p50_on <= outlook.p80_on <= outlook.p95_on
        assert outlook.probability_by(outlook.promise_on) >= played.confidence
        assert outlook.probability_by(outlook.promise_on - timedelta(days=1)) < played.confidence
        assert sum(outlook.holdups.values()) == pytest.approx(1 - outlook.on_time_probability)
        assert outlook.steps[-1].p80_on == outlook.p80_on
        assert outlook.buffer_days == max(0, (outlook.promise_on - outlook.planned_on).days)
        ends = [step.p95_on for step in outlook.steps]
        assert ends == sorted(ends)
    assert played.on_time_share == pytest.approx(
        sum(o.on_time_probability for o in played.outlooks) / len(played.outlooks)
    )
    assert played.late_fen == pytest.approx(sum(o.late_fen for o in played.outlooks), abs=len(jobs))
    assert sum(played.holdups.values()) == pytest.approx(1.0 if played.on_time_share < 1 else 0.0)


def test_more_noise_makes_fewer_orders_of_a_safe_plan_ship_in_time(easy):
    shares = [
        simulate(easy.scenario, easy.plan(), noise=Noise().scaled(factor), runs=200).on_time_share
        for factor in (0.0, 0.5, 1.0, 2.0)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1.0
    assert shares[-1] < shares[1]


@pytest.mark.parametrize(
    "part",
    ["efficiency_sd", "attendance_sd", "start_sd", "rework_share", "finishing_sd", "late_days", "customer_late_days"],
)
def test_no_part_of_the_noise_brings_a_safe_plan_more_orders_in_time(by_hand, part):
    jobs = [
        {"line_days": 2.6, "slack": 0, "finish_days": 0.9, "supply": "customer" if i % 2 else "bought"} for i in (0, 1)
    ]
    hand = by_hand(*jobs, {"line": "S2-A", "slack": 1})
    shares = [
        simulate(hand.scenario, hand.plan(), noise=replace(STILL, **{part: amount}), runs=200).on_time_share
        for amount in ((0.0, 6.0, 20.0) if part.endswith("days") else (0.0, 0.1, 0.4))
    ]
    assert shares[0] == 1.0 > shares[1] >= shares[2] - 0.02


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(easy):
    one, same, other = (simulate(easy.scenario, easy.plan(), seed=seed) for seed in (3, 3, 4))
    assert one == same
    assert one.outlooks != other.outlooks


def test_a_line_has_the_same_luck_whatever_other_lines_do(by_hand):
    mine = {"line": "S1-A", "line_days": 6.0, "supply": "stock"}
    noise = replace(STILL, efficiency_sd=0.3)
    alone = by_hand(mine)
    beside = by_hand(mine, {"line": "S2-A", "line_days": 3.0, "supply": "stock"})
    first, second = (simulate(h.scenario, h.plan(), noise=noise).outlook["O-0"] for h in (alone, beside))
    assert first.steps == second.steps
    assert first.ships == second.ships


def test_good_days_bring_work_forward_and_bad_days_put_it_back(by_hand):
    hand = by_hand(*({"line_days": 6.0, "material_wait": 0, "finish_days": 0.0, "supply": "stock"} for _ in range(4)))
    last = simulate(hand.scenario, hand.plan(), noise=replace(STILL, efficiency_sd=0.3)).outlook["O-3"]
    assert last.p10_on < last.planned_on < last.p95_on


@pytest.mark.parametrize(
    ("changed", "job", "cause"),
    [
        ({"late_days": 9.0, "late_share": 1.0}, {}, Holdup.MATERIAL),
        ({"customer_late_days": 9.0, "customer_late_share": 1.0}, {"supply": "customer"}, Holdup.MATERIAL),
        ({"efficiency_sd": 1.0}, {"line_days": 5.0}, Holdup.LINE),
        ({"rework_share": 1.0}, {"line_days": 5.0}, Holdup.LINE),
        ({"finishing_sd": 1.0}, {"finish_days": 2.5}, Holdup.FINISHING),
        ({"outside_late_days": 9.0, "outside_late_share": 1.0}, {"outside_pieces": 100}, Holdup.OUTSIDE),
    ],
)
def test_lateness_is_laid_to_what_caused_it(by_hand, changed, job, cause):
    hand = by_hand({"slack": 0, **job})
    played = simulate(hand.scenario, hand.plan(), noise=replace(STILL, **changed))
    assert played.on_time_share < 0.9
    assert played.holdups[cause] == pytest.approx(1.0)


def test_lays_that_take_longer_than_a_day_has_are_laid_to_cutting(by_hand):
    first = {"line": "S1-A", "line_days": 0.05, "slack": 9, "supply": "stock"}
    lines = ("S2-A", "C1-A", "C2-A", "S3-A", "S1-A")
    rest = ({"line": line, "line_days": 0.9, "slack": 0, "finish_days": 0.0, "supply": "stock"} for line in lines)
    hand = by_hand(first, *rest)
    played = simulate(hand.scenario, hand.plan(), noise=replace(STILL, cutting_sd=0.6))
    assert 0.5 < played.outlook["O-5"].on_time_probability < 0.9
    assert played.holdups[Holdup.CUTTING] == pytest.approx(1.0)


def test_a_lot_behind_one_whose_material_was_late_is_late_for_want_of_material(by_hand):
    hand = by_hand({"slack": 0, "line_days": 3.0}, {"slack": 0, "line_days": 3.0, "supply": "stock"})
    played = simulate(hand.scenario, hand.plan(), noise=replace(STILL, late_share=1.0, late_days=9.0))
    assert played.outlook["O-1"].holdups[Holdup.MATERIAL] > 0.5


def test_work_outside_waits_for_material_that_is_late(by_hand):
    hand = by_hand({"slack": 0, "outside_pieces": 100})
    plan = hand.plan()
    for lays in (plan.lays, ()):
        played = simulate(hand.scenario, replace(plan, lays=lays), noise=replace(STILL, late_share=1.0, late_days=9.0))
        assert played.outlook["O-0"].on_time_probability == 0.0
        assert played.holdups[Holdup.MATERIAL] == pytest.approx(1.0)


def test_an_order_that_the_plan_ships_late_is_laid_to_the_plan(by_hand):
    hand = by_hand({"slack": -4})
    played = simulate(hand.scenario, hand.plan(), noise=STILL, runs=2)
    assert played.on_time_share == 0.0
    assert played.holdups[Holdup.PLAN] == 1.0
    style = hand.scenario.style["TEE"]
    fen = Policy().late_fen_per_piece_day(hand.scenario.orders[0], style)
    assert played.late_fen == round(4 * 600 * fen)


def test_buffers_hold_the_confidence_they_are_asked_for(easy):
    played = simulate(easy.scenario, easy.plan(), runs=400, confidence=0.8)
    tee = played.buffer["category", "t_shirt"]
    late = [((on - outlook.planned_on).days, count) for outlook in played.outlooks for on, count in outlook.ships]
    all_runs = sum(count for _, count in late)
    assert sum(count for days, count in late if days <= tee.days) >= 0.8 * all_runs
    assert sum(count for days, count in late if days < tee.days) < 0.8 * all_runs
    assert tee.held_share == pytest.approx(sum(count for days, count in late if days <= 0) / all_runs)
    assert {b.key for b in played.buffers if b.scope == "line"} == {"S1-A", "S2-A"}
    assert max(o.buffer_days for o in played.outlooks) >= tee.days


def test_a_line_with_less_capacity_than_usual_is_played_with_what_it_has(by_hand):
    hand = by_hand({"line_days": 2.0, "supply": "stock"})
    plan = hand.plan()
    start_on = plan.lots[0].start_on
    change = CapacityChange(line="S1-A", first_on=start_on, last_on=start_on + timedelta(days=60), share=0.5)
    slower = replace(hand.scenario, capacity_changes=(change,))
    played = simulate(slower, plan, noise=STILL, runs=2)
    assert played.outlook["O-0"].p50_on > plan.promises[0].ship_on


def test_progress_rises_to_the_end_and_a_wish_to_stop_is_granted(easy):
    seen: list[float] = []
    simulate(easy.scenario, easy.plan(), runs=2, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    with pytest.raises(Cancelled):
        simulate(easy.scenario, easy.plan(), runs=2, stop=lambda: True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"runs": 1}, "1 runs"), ({"seed": -1}, "seed -1"), ({"confidence": 1.0}, "confidence 1")],
)
def test_numbers_that_cannot_be_played_with_are_refused(easy, changed, said):
    with pytest.raises(InvalidModel, match=said):
        simulate(easy.scenario, easy.plan(), **changed)


def test_an_empty_plan_and_a_plan_of_another_workbook_are_refused(easy):
    plan = easy.plan()
    with pytest.raises(InvalidModel, match="no order to play"):
        simulate(easy.scenario, replace(plan, promises=()))
    without = replace(easy.scenario, orders=easy.scenario.orders[1:])
    with pytest.raises(InvalidModel, match="order O-0, which the workbook lacks"):
        simulate(without, plan)
    with pytest.raises(InvalidModel, match="parts of order O-0 but no promise"):
        simulate(easy.scenario, replace(plan, promises=plan.promises[1:]))
    with pytest.raises(InvalidModel, match="order O-0: no lot of it is planned"):
        simulate(easy.scenario, replace(plan, lots=plan.lots[1:], finishing=()))


def test_work_begun_before_the_plans_first_day_is_played_too(easy):
    plan = easy.plan()
    later = replace(plan, first_on=plan.first_on + timedelta(days=6))
    assert simulate(easy.scenario, later, noise=STILL, runs=2) == simulate(easy.scenario, plan, noise=STILL, runs=2)


def test_a_lot_waits_for_the_last_of_its_orders_lays_on_any_table(by_hand):
    hand = by_hand({"material_wait": 0, "cut_wait": 2, "slack": 0, "supply": "stock"})
    plan = hand.plan()
    (lay,) = plan.lays
    earlier = replace(lay, id="O-0-0", table="K1-2", cut_on=lay.cut_on - timedelta(days=1), end_min=600.0)
    lays = replace(plan, lays=(earlier, lay))
    assert simulate(hand.scenario, lays, noise=STILL, runs=2).on_time_share == 1.0
    # The lay that fills its table's day runs over it by more than overtime allows, and is ended two days late.
    slow = replace(STILL, cutting_sd=1.0)
    late = simulate(hand.scenario, replace(lays, lays=(replace(earlier, end_min=1_200.0), lay)), noise=slow)
    assert late.on_time_share < simulate(hand.scenario, plan, noise=slow).on_time_share
