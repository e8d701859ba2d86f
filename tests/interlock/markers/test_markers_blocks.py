from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.markers import Direction, MarkerProblem, MarkerRules, audit, for_ratio, improve
from interlock.markers._blocks import FEWEST_GARMENTS, MOST_PIECES, blocks_of
from interlock.markers._plan import nests_of
from interlock.patterns import Piece, graded

TILE = Piece(name="tile", size="M", outline=((0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0)), quantity=4)
RULES = MarkerRules(width_mm=1500, direction="two_way")


@given(
    st.lists(st.integers(0, 20), min_size=3, max_size=3).filter(any),
    st.sampled_from(["one_way", "two_way", "by_garment", "by_size"]),
)
@settings(max_examples=25)
def test_blocks_hold_every_garment_once(counts: list[int], direction: Direction) -> None:
    sizes = dict(zip(("38", "40", "42"), counts, strict=True))
    problem = for_ratio(graded("teagan"), sizes, MarkerRules(width_mm=1500, direction=direction))
    blocks = blocks_of(problem)
    garments = Counter(
        (size, first.get(size, 0) + number)
        for block in blocks
        for first in block.copies
        for size, count in block.problem.garments.items()
        for number in range(count)
    )
    assert garments == Counter((size, number) for size, count in problem.garments.items() for number in range(count))
    if len(blocks) > 1:
        assert all(block.problem.piece_count <= MOST_PIECES for block in blocks)
        assert direction != "by_size"


def test_an_even_ratio_is_one_block_copied_and_a_small_marker_is_not_split() -> None:
    (block,) = blocks_of(for_ratio(graded("teagan"), {"38": 20, "40": 20}, RULES))
    assert (block.problem.piece_count, len(block.copies)) == (80, 2)
    (whole,) = blocks_of(for_ratio(graded("teagan"), {"38": 12, "40": 12}, RULES))
    assert (whole.problem.piece_count, len(whole.copies)) == (96, 1)


@pytest.mark.parametrize(("work_s", "pieces"), [(2, 32), (400, 40), (900, 80)])
def test_equal_blocks_are_small_where_time_is_short(work_s: float, pieces: int) -> None:
    problem = for_ratio(graded("teagan"), {"38": 20, "40": 20}, RULES)
    (block,) = blocks_of(problem, work_s)
    assert block.problem.piece_count == pieces


def test_no_block_is_of_a_few_garments() -> None:
    tile = replace(TILE, quantity=12)
    problem = MarkerProblem(((tile, 20),), MarkerRules(width_mm=1210, direction="two_way"))
    (block,) = blocks_of(problem, 2)
    assert block.problem.garments["M"] >= FEWEST_GARMENTS


def test_joined_blocks_keep_every_rule() -> None:
    problem = MarkerProblem(((TILE, 37),), MarkerRules(width_mm=1210, direction="two_way", gap_mm=1, edge_mm=2))
    assert len(blocks_of(problem)) == 2
    found = improve(problem, seconds=1, workers=2)
    assert audit(problem, found) == []


@pytest.mark.parametrize(("hands", "seconds"), [(1, 30), (2, 30), (4, 9), (1, 1)])
def test_nests_fill_the_time_of_every_process_and_leave_none_out(hands: int, seconds: int) -> None:
    problem = for_ratio(graded("teagan"), {"38": 20, "40": 20, "42": 11}, RULES)
    blocks = blocks_of(problem)
    nests = nests_of(blocks, seconds=seconds, hands=hands, polish=True)
    assert {nest.block for nest in nests} == set(range(len(blocks)))
    assert sum(nest.seconds * nest.threads for nest in nests) <= max(seconds * hands, len(blocks))
    assert all(1 <= nest.seconds <= seconds for nest in nests)


def test_short_time_goes_to_threads_and_long_time_to_seeds() -> None:
    blocks = blocks_of(for_ratio(graded("teagan"), {"38": 10, "40": 5}, RULES))
    short = nests_of(blocks, seconds=20, hands=2, polish=False)
    long = nests_of(blocks, seconds=60, hands=2, polish=False)
    assert [nest.threads for nest in short] == [2]
    assert [nest.threads for nest in long] == [1, 1]
