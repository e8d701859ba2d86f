"""How far a plan is told to be from the best possible, and in what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interlock.cutting import CutPlan, PlannedLay

OPEN = CutPlan(
    lays=(PlannedLay((1,), (10,)),), cost_fen=0, markers=7, plies=250, fabric_mm=900.0, value=(7, 250, 900.0),
    lower_bound=(4, 250, 900.0), proof="open",
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "bound", "level", "gap"),
    [
        ((7, 250, 900.0), (4, 250, 900.0), "markers", 0.75),
        ((5, 813, 900.0), (5, 797, 890.0), "plies", 16 / 797),
        ((5, 800, 900.0), (5, 800, 600.0), "fabric", 0.5),
        ((5, 800, 900.5), (5, 800, 900.0), None, 0.0),
        ((150.0,), (100.0,), "money", 0.5),
        ((100.0,), (99.0,), None, 0.0),
        ((3.0,), (0.0,), "money", 3.0),
    ],
)
def test_the_gap_is_that_of_the_first_level_not_proved_over_its_bound(value, bound, level, gap):
    plan = replace(OPEN, value=value, lower_bound=bound)
    assert (plan.open_level, plan.gap) == (level, pytest.approx(gap))


def test_the_sentence_says_what_is_open_and_calls_only_a_near_plan_good():
    near = replace(OPEN, value=(5, 813, 900.0), lower_bound=(5, 797, 900.0))
    assert near.proof_text("en") == "Good, but not proved best: at most 2.01 % above the fewest plies possible."
    assert near.proof_text("zh") == "方案良好，尚未证明最优：层数最多比最低可能高 2.01%。"
    assert OPEN.proof_text("en").startswith("Not proved best: at most 75.0 % above the fewest markers possible;")
    assert OPEN.proof_text("zh").startswith("尚未证明最优：唛架数最多比最低可能高 75.0%；")
