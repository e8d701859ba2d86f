"""Mending a plan piece by piece: a few markers become free while the others stay."""

from __future__ import annotations

import pytest

from interlock.cutting import CutProblem, Effort, LengthModel, breaches, counting, plan_cut
from interlock.cutting.draft import Slot, draft
from interlock.cutting.exact import Model, Stopped
from interlock.cutting.neighbourhood import Neighbourhoods, missed

PROBLEM = CutProblem(
    sizes=tuple("ABCDE"),
    colours=("red", "blue", "grey"),
    demand=((12, 30, 44, 31, 9), (20, 18, 33, 40, 17), (7, 21, 25, 13, 5)),
    max_garments=6,
    max_length_mm=20_000,
    max_plies=60,
    length=LengthModel(20, (900, 950, 1_000, 1_050, 1_100)),
    objective="markers_plies_fabric",
)
SINGLES = tuple(
    Slot(tuple(int(at == size) for at in range(5)), tuple(row[size] for row in PROBLEM.demand)) for size in range(5)
)


def around(rounds: int) -> Neighbourhoods:
    return Neighbourhoods(PROBLEM, counting.count(PROBLEM), 0, None, rounds)


def plies_of(slots: tuple[Slot, ...]) -> int:
    return sum(sum(slot.plies) for slot in slots)


def test_markers_of_one_size_become_fewer_plies_without_a_garment_missed() -> None:
    better = around(6).better(SINGLES, Model.least_plies)
    assert missed(PROBLEM, better) == 0
    assert len(better) <= 5
    assert plies_of(better) < plies_of(SINGLES)
    assert draft(PROBLEM, better) is not None


def test_a_stop_gives_back_what_the_rounds_before_it_found() -> None:
    rounds = around(8)
    rounds.stop = lambda: rounds.rounds < 3
    with pytest.raises(Stopped) as stopped:
        rounds.better(SINGLES, Model.least_plies)
    assert missed(PROBLEM, stopped.value.found.slots) == 0
    assert plies_of(stopped.value.found.slots) < plies_of(SINGLES)


def test_garments_that_a_plan_misses_are_mended() -> None:
    near = (Slot((1, 0, 0, 0, 0), (11, 20, 6)), *SINGLES[1:])
    assert missed(PROBLEM, near) == 2
    mended = around(8).without_misses(near)
    assert mended is not None
    assert missed(PROBLEM, mended) == 0


def test_what_no_round_can_mend_is_given_up() -> None:
    assert around(2).without_misses((Slot((1, 1, 1, 1, 1), (3, 3, 3)),)) is None
    assert around(0).without_misses((Slot((1, 1, 1, 1, 1), (3, 3, 3)),)) is None


def test_a_large_order_is_mended_the_same_way_every_time() -> None:
    plain = plan_cut(PROBLEM, effort=Effort(2_000, 1, 0.01))
    mended = plan_cut(PROBLEM, effort=Effort(2_000, 1, 0.01, rounds=8))
    assert breaches(PROBLEM, mended) == []
    assert mended.value <= plain.value
    assert mended == plan_cut(PROBLEM, effort=Effort(2_000, 1, 0.01, rounds=8))
