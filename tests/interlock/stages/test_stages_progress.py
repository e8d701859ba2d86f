"""Progress is told as a share of the whole, however often the stages are gone through."""

from __future__ import annotations

from itertools import pairwise

from interlock.stages.progress import Step, Track


def test_a_further_round_never_goes_back():
    told: list[Step] = []
    track = Track(told.append)
    track.enter("calibrate")
    for _ in range(3):
        for stage in ("paths", "cut", "allocate", "nest"):
            track.enter(stage)
            track.within(0.5)
            track.within(1.0)
        track.again()
    track.enter("judge")
    track.within(1.0)
    shares = [step.share for step in told]
    assert all(one <= other for one, other in pairwise(shares))
    assert shares[0] == 0.0
    assert shares[-1] <= 1.0


def test_the_first_round_ends_with_the_whole():
    told: list[Step] = []
    track = Track(told.append)
    for stage in ("calibrate", "judge"):
        track.enter(stage)
    track.within(1.0)
    assert abs(told[-1].share - 1.0) < 1e-9
