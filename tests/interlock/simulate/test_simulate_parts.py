from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.simulate import Noise
from interlock.simulate.chance import lasting_shares, late_days, stream
from interlock.simulate.problem import Block, Line, LotWork, Order, SimulationProblem, Table
from interlock.simulate.room import Room

ORDER = Order(
    number="O-1", category="shirt", due_day=5, material_day=0, cut_day=None, sewn_day=1, ship_day=2,
    late_fen_per_piece_day=1.0,
)  # fmt: skip
LOT = LotWork(
    name="L", order=0, pieces=1, last_block=None, travel_days=0, arrive_day=0, start_day=0, end_day=1, finish_day=2,
    tail_days=1, work_min=1.0, start_min=0.0, first_day_min=1.0, hold_day=0,
)  # fmt: skip
LINE = Line(code="S1", operators=10, minutes_by_day=(10.0, 10.0, 10.0), most_presence=1.0, lots=(0,))


def problem(**changes: object) -> SimulationProblem:
    values = {"first_on": date(2026, 1, 5), "days": 3, "orders": (ORDER,), "lots": (LOT,), "lines": (LINE,)}
    return SimulationProblem(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lots": (replace(LOT, order=4),)}, "beyond the 1 there are"),
        ({"orders": (ORDER, replace(ORDER, number="O-2"))}, "order O-2: no lot"),
        ({"lines": ()}, "every lot must stand"),
        ({"lines": (replace(LINE, minutes_by_day=(1.0,)),)}, "minutes of 1 days; give 3"),
        ({"lines": (replace(LINE, minutes_by_day=(0.0,) * 3),)}, "no open day"),
        ({"from_day": 4}, "give a day from 0 to 3"),
        (
            {
                "blocks": (Block(order=0, day=2, minutes=1.0), Block(order=0, day=1, minutes=1.0)),
                "tables": (Table(code="T", minutes_by_day=(9.0,) * 3, blocks=(0, 1)),),
            },
            "by order, then by day",
        ),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(changes, said):
    problem()
    with pytest.raises(InvalidModel, match=said):
        problem(**changes)


def test_noise_out_of_bounds_is_refused_all_at_once():
    with pytest.raises(InvalidModel) as refused:
        Noise(efficiency_sd=-1, efficiency_memory=1.0, late_share=1.5, late_days=float("nan"))
    assert len(refused.value.problems) == 4


def test_no_noise_is_noise_without_amounts():
    still = Noise.none()
    assert {f.name: getattr(still, f.name) for f in fields(still) if getattr(still, f.name)} == {
        "efficiency_memory": 0.61, "finishing_memory": 0.21, "late_share": 0.1, "customer_late_share": 0.15,
        "outside_late_share": 0.2,
    }  # fmt: skip
    assert Noise().scaled(1.0) == Noise()


def test_daily_output_deviates_and_lasts_as_much_as_it_was_told_to():
    share = lasting_shares(stream(0, "efficiency", "x"), 400, 200, 0.1, 0.6)
    around = share - 1
    assert share.mean() == pytest.approx(1.0, abs=0.01)
    assert share.std() == pytest.approx(0.1, rel=0.05)
    assert (around[1:] * around[:-1]).mean() / (around**2).mean() == pytest.approx(0.6, abs=0.03)


def test_deliveries_are_late_as_often_and_as_long_as_they_were_told_to_be():
    late = late_days(stream(0, "delivery", "x"), 20_000, 0.25, 4.0)
    assert (late > 0).mean() == pytest.approx(0.25, abs=0.02)
    # Rounding up adds half a day or so.
    assert 4.0 < late[late > 0].mean() < 5.0
    assert not late_days(stream(0, "delivery", "x"), 100, 1.0, 0.0).any()


def test_streams_of_other_purposes_and_places_are_other_streams():
    draws = {
        stream(seed, purpose, name).integers(2**60)
        for seed in (0, 1)
        for purpose in ("rework", "start")
        for name in ("a", "b")
    }
    assert len(draws) == 8


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.lists(st.integers(0, 20), min_size=1, max_size=6),
    works=st.lists(st.tuples(st.integers(1, 25), st.integers(0, 8)), max_size=6),
)
def test_room_is_taken_as_one_would_take_it_by_hand(minutes, works):
    room, left = Room(np.array(minutes, dtype=float), 2), list(minutes)
    for asked, from_day in works:
        done = room.take(np.full(2, float(asked)), np.full(2, from_day))
        wanted, day = asked, min(from_day, len(minutes) - 1)
        while True:
            given_min = min(wanted, left[day])
            left[day] -= given_min
            wanted -= given_min
            if not wanted or day == len(minutes) - 1:
                break
            day += 1
        assert done.tolist() == [day, day]
