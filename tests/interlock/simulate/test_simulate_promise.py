from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import cast
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.model import Calendar
from interlock.simulate import Noise, PromisedLot, confidence, simulate

# A Monday.
TODAY = cast.TODAY
SCENARIO = cast.scenario(calendar=Calendar(public_holidays=False))


def in_days(days: int):
    return TODAY + timedelta(days=days)


def lot(**changes: object) -> PromisedLot:
    values = {"line": "S1-A", "arrive_on": in_days(7), "start_on": in_days(7), "end_on": in_days(11)}
    return PromisedLot(**(values | changes))  # type: ignore[arg-type]


def sure(*lots: PromisedLot, due: int = 14, **changes: object) -> float:
    values = {"order": "O-9", "ship_on": in_days(14), "due_on": in_days(due), "material_on": in_days(4)}
    return confidence(SCENARIO, lots or (lot(),), **(values | changes))  # type: ignore[arg-type]


def test_without_noise_a_promise_is_kept_on_its_ship_date_and_not_a_day_before():
    assert sure(noise=Noise.none(), runs=2) == 1.0
    assert sure(noise=Noise.none(), runs=2, due=13) == 0.0


@settings(max_examples=40, deadline=None)
@given(
    starts=st.lists(st.tuples(st.sampled_from(["S1-A", "S2-A"]), st.integers(0, 4)), min_size=1, max_size=3),
    busy=st.booleans(),
)
def test_without_noise_any_promise_is_kept(starts, busy):
    lots = [
        lot(line=line, arrive_on=in_days(7 * k), start_on=in_days(7 * k + day), end_on=in_days(7 * k + 4),
            busy_from_on=in_days(0) if busy else None)
        for k, (line, day) in enumerate(starts, 1)
    ]  # fmt: skip
    ship = 7 * len(starts) + 7
    assert sure(*lots, noise=Noise.none(), runs=2, ship_on=in_days(ship), due=ship) == 1.0


def test_more_days_in_hand_make_a_promise_surer():
    shares = [sure(due=due) for due in range(14, 24)]
    assert shares == sorted(shares)
    assert shares[0] < 0.8 < 0.95 < shares[-1]


def test_more_noise_makes_a_promise_less_sure():
    shares = [sure(noise=Noise().scaled(k), due=16) for k in (0.0, 0.5, 1.0, 2.0)]
    assert shares == sorted(shares, reverse=True)


def test_a_line_that_was_busy_for_long_makes_a_promise_less_sure():
    noise = replace(Noise.none(), efficiency_sd=0.2)
    late = {"arrive_on": in_days(28), "start_on": in_days(28), "end_on": in_days(32)}
    values = {"noise": noise, "ship_on": in_days(36), "due": 37}
    free, busy = (sure(lot(**late, busy_from_on=since), **values) for since in (None, in_days(0)))
    assert busy < free - 0.05


def test_material_in_stock_is_never_late_and_the_customers_has_its_own_chance():
    noise = replace(Noise.none(), late_days=9.0, late_share=0.5, customer_late_days=9.0, customer_late_share=1.0)
    stock, bought, customer = (sure(noise=noise, material=kind) for kind in ("stock", "bought", "customer"))
    assert stock == 1.0 > bought > customer


def test_an_order_alone_is_as_sure_by_promise_as_in_its_plan(by_hand):
    hand = by_hand({"line_days": 4.5, "material_wait": 4, "slack": 2, "finish_days": 0.1})
    plan = hand.plan()
    mine, promise = plan.lots[0], plan.promises[0]
    noise = replace(Noise(), finishing_sd=0.0, cutting_sd=0.0, start_sd=0.0)
    played = simulate(hand.scenario, plan, noise=noise, runs=2_000).outlook["O-0"].on_time_probability
    asked = confidence(
        hand.scenario, [PromisedLot(line="S1-A", arrive_on=mine.arrive_on, start_on=mine.start_on, end_on=mine.end_on)],
        order="O-0", ship_on=promise.ship_on, due_on=promise.due_on, material_on=promise.material_on, noise=noise,
        runs=2_000,
    )  # fmt: skip
    assert asked == pytest.approx(played, abs=0.04)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start_on": in_days(6)}, "days that follow one another"),
        ({"busy_from_on": in_days(8)}, "after the lot starts"),
    ],
)
def test_a_lot_whose_days_are_out_of_turn_is_refused(changes, said):
    with pytest.raises(InvalidModel, match=said):
        lot(**changes)


@pytest.mark.parametrize(
    ("lots", "changes", "said"),
    [
        ((lot(line="X"),), {}, "no line X"),
        ((lot(),), {"material_on": in_days(8)}, "before material"),
        ((lot(),), {"ship_on": in_days(11)}, "ship later"),
        ((lot(),), {"material": "moon"}, "choose bought"),
        ((lot(end_on=in_days(13)),), {}, "closed on"),
        ((lot(),), {"runs": 0}, "0 runs"),
    ],
)
def test_a_promise_that_cannot_be_played_is_refused(lots, changes, said):
    with pytest.raises(InvalidModel, match=said):
        sure(*lots, **changes)


def test_a_promise_of_nothing_is_refused():
    with pytest.raises(InvalidModel, match="it has no lot"):
        confidence(SCENARIO, (), order="O", ship_on=TODAY, due_on=TODAY, material_on=TODAY)
