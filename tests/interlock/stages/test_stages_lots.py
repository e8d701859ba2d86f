from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from interlock.model import Quantity
from interlock.stages.cut import OrderCut, Step
from interlock.stages.lots import GivenBatches, lots_of


def cut_of(steps):
    cells = Counter()
    for step in steps:
        for size, garments in step.ratio:
            for colour, plies in step.plies:
                cells[colour, size] += garments * plies
    return OrderCut("O", tuple(steps), tuple(Quantity(c, s, n) for (c, s), n in cells.items()))


TWO_STEPS = cut_of(
    [Step((("S", 1), ("M", 2)), (("red", 100), ("blue", 50))), Step((("L", 3),), (("red", 40), ("blue", 40)))]
)


def test_early_lots_take_what_early_lays_cut():
    early, late = lots_of(TWO_STEPS, [GivenBatches("B", 1, 5), GivenBatches("A", 1, 2)])
    assert (early.line, early.bucket, early.steps) == ("A", 2, 1)
    assert (late.line, late.steps) == ("B", 2)
    assert early.pieces == 345
    assert late.pieces == 345


def test_outside_lots_come_last():
    first, second = lots_of(TWO_STEPS, [GivenBatches(None, 1, 0), GivenBatches("A", 1, 9)])
    assert first.line == "A"
    assert second.line is None


def test_an_order_that_is_not_cut_here_is_shared_all_the_same():
    plain = OrderCut("O", (), (Quantity("red", "S", 7), Quantity("red", "M", 4)))
    lots = lots_of(plain, [GivenBatches("A", 1, 0), GivenBatches("B", 2, 0)])
    assert [lot.pieces for lot in lots] == [3, 8]
    assert {lot.steps for lot in lots} == {0}


steps = st.lists(
    st.builds(
        Step,
        st.lists(st.tuples(st.sampled_from("SML"), st.integers(1, 4)), min_size=1, max_size=3).map(tuple),
        st.lists(st.tuples(st.sampled_from(["red", "blue"]), st.integers(1, 60)), min_size=1, max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=5,
)
given_batches = st.lists(
    st.builds(GivenBatches, st.sampled_from(["A", "B", "C", None]), st.integers(1, 4), st.integers(0, 9)),
    min_size=1,
    max_size=5,
)


@given(steps, given_batches)
def test_no_piece_is_lost_and_none_is_sewn_before_its_lay(made, parts):
    cut = cut_of(made)
    lots = lots_of(cut, parts)
    sewn = Counter()
    for lot in lots:
        for q in lot.quantities:
            sewn[q.colour, q.size] += q.pieces
        at_hand = Counter()
        for step in cut.steps[: lot.steps]:
            for size, garments in step.ratio:
                for colour, plies in step.plies:
                    at_hand[colour, size] += garments * plies
        assert all(at_hand[cell] >= count for cell, count in sewn.items())
    assert sewn == Counter({(q.colour, q.size): q.pieces for q in cut.quantities})
